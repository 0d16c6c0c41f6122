"""A Notion export as a tree of documents: what becomes what, before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from opsgate.edges.exchange.notion.archive import Archive
from opsgate.edges.exchange.notion.homes import homes
from opsgate.edges.exchange.notion.kinds import Guess, guess
from opsgate.edges.exchange.notion.links import without_dead_anchors
from opsgate.edges.exchange.notion.make import Become, Maker
from opsgate.edges.exchange.notion.pages import Database, Pack, read_pack
from opsgate.edges.exchange.notion.plain import Plain, plain_database, plain_page
from opsgate.edges.exchange.notion.relations import titles_of
from opsgate.edges.exchange.tree import Output, output
from opsgate.knowing.kind import Kind, Level
from opsgate.words.errors import OpsgateError
from opsgate.words.near import nearest

NONE = "none"


@dataclass
class Taken:
    """A database, the kind that it is of (or none) with the reason, and the documents that it became."""

    database: Database
    guess: Guess
    documents: list[Become] = field(default_factory=list)
    relations: dict[str, str] = field(default_factory=dict)
    page: str = ""


@dataclass
class Plan:
    """All that an import writes, and what there is to say about it."""

    databases: list[Taken]
    plain: list[Plain]
    attachments: dict[str, str]
    renamed: list[tuple[str, str]]
    views: dict[str, str]
    litter: tuple[str, ...]
    parts: tuple[str, ...]
    outputs: list[Output]


def plan(
    archive: Archive,
    kinds: Sequence[Kind],
    level: Level,
    *,
    said_level: bool = False,
    said_kinds: Mapping[str, str] | None = None,
) -> Plan:
    """What an export becomes. ``said_kinds`` gives databases, by name, the kind that somebody says they have.

    Raises OpsgateError for an export that cannot be read, and for a database or kind that there is not.
    """
    pack = read_pack(archive)
    guesses = _guesses(pack, kinds, said_kinds or {})
    chosen = {path: found.kind for path, found in guesses.items() if found.kind is not None}
    placed = homes(pack, chosen)
    titles = titles_of(pack.databases, chosen, placed)
    found = [Taken(database, guesses[database.path]) for database in pack.databases]
    for taken in found:
        kind = taken.guess.kind
        if kind is None:
            taken.page = placed.atlas.homes[taken.database.path]
            continue
        maker = Maker(taken.database, kind, level, placed, titles, said_level=said_level)
        taken.documents = list(maker.made())
        taken.relations = maker.relations
    made = {document.path for taken in found for document in taken.documents}
    plain = [plain_database(taken.database, placed) for taken in found if taken.guess.kind is None]
    written = made | {one.path for one in plain}
    plain += [plain_page(page, placed) for page in pack.pages if placed.atlas.homes[page.path] not in written]
    texts = {document.path: document.text for taken in found for document in taken.documents}
    texts |= {one.path: one.text for one in plain}
    texts = without_dead_anchors(texts, placed.atlas)
    outputs = [output(path, text) for path, text in texts.items()]
    outputs += [Output(placed.attachments[member.path], member.pieces) for member in pack.attachments]
    outputs.sort(key=lambda one: one.path)
    return Plan(
        found, sorted(plain, key=lambda one: one.path), placed.attachments, placed.renamed, pack.views,
        archive.litter, archive.parts, outputs,
    )  # fmt: skip


def _guesses(pack: Pack, kinds: Sequence[Kind], said: Mapping[str, str]) -> dict[str, Guess]:
    """The kind of each database by its path."""
    names = {database.name.casefold(): database.name for database in pack.databases}
    for name in said:
        if name.casefold() not in names:
            near = nearest(name, names.values())
            listed = ", ".join(f"“{one}”" for one in names.values()) or "none"
            raise OpsgateError(f"there is no database “{name}”; "
                               + (f"did you mean “{near}”?" if near else f"the export holds {listed}"))  # fmt: skip
    told = {name.casefold(): _told(value, kinds) for name, value in said.items()}
    found = {}
    for database in pack.databases:
        if not database.rows:
            found[database.path] = Guess(None, "no rows")
        elif database.name.casefold() in told:
            kind = told[database.name.casefold()]
            found[database.path] = Guess(kind, "as you say")
        else:
            found[database.path] = guess(database, kinds)
    return found


def _told(name: str, kinds: Sequence[Kind]) -> Kind | None:
    if name.casefold() == NONE:
        return None
    for kind in kinds:
        if kind.name == name and kind.csv:
            return kind
    known = [kind.name for kind in kinds if kind.csv]
    near = nearest(name, known)
    raise OpsgateError(f"`{name}` is no kind with columns; " + (
        f"did you mean `{near}`?" if near else f"write one of {', '.join(known)}, or {NONE}"))  # fmt: skip
