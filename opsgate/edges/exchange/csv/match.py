"""Which column of a CSV file is which field of a kind: by name, without case, never by a guess."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from opsgate.knowing.kind import Field, Kind
from opsgate.reading.outline import same
from opsgate.words.errors import OpsgateError
from opsgate.words.near import nearest

OURS = frozenset({"kind", "level", "gates", "relations", "rows", "approvals"})
"""Keys of the front matter that no cell may set, for they decide which gates open: kind and level are said with the
command, gates are attested, and of approvals only the roles come from the kind's own column."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a document holds what a column says: a front-matter key, a section by id, or a column of its register.

    ``title`` is what to call it. ``field`` is the kind's field of that place, where it has one.
    """

    where: str
    at: str
    title: str
    field: Field | None = None


@dataclass(frozen=True)
class Matching:
    """Targets of the columns, in their order; None for a column that is none of the kind's.

    ``near`` names, for such a column, the one it may have been meant for.
    """

    targets: tuple[Target | None, ...]
    near: Mapping[str, str] = field(default_factory=dict)


def targets(kind: Kind) -> tuple[Target, ...]:
    """The targets of the kind's own CSV columns, in their order."""
    fields = {each.csv: each for each in kind.fields if each.csv}
    return tuple(_of(fields[name], name) for name in kind.csv if name in fields)


def known_names(kind: Kind) -> frozenset[str]:
    """Every name that a column may have."""
    return frozenset(name for name, _ in _names(kind))


def match_columns(header: Sequence[str], kind: Kind, given: Mapping[str, str] | None = None) -> Matching:
    """Targets of a header's columns; ``given`` says of some columns which name they stand for, "" for none.

    Raises OpsgateError where two columns mean the same, or ``given`` names what is not there.
    """
    known: dict[str, Target] = {}
    for name, each in _names(kind):
        known.setdefault(_same(name), each)
    chosen = _given(header, kind, given or {}, known)
    found = tuple(chosen[title] if title in chosen else known.get(_same(title)) for title in header)
    taken: dict[tuple[str, str], str] = {}
    for title, meant in zip(header, found, strict=True):
        if meant is None:
            continue
        before = taken.setdefault((meant.where, meant.at), title)
        if before != title:
            raise OpsgateError(
                f"the columns “{before}” and “{title}” are both the {kind.name}'s “{meant.title}”; delete one, "
                f"or keep it aside with `--column '{title}='`"
            )
    free = {name: each.title for name, each in _names(kind) if (each.where, each.at) not in taken}
    strange = [title for title, meant in zip(header, found, strict=True) if not meant and title not in chosen]
    near = {title: free[close] for title in strange if title and (close := nearest(title, free))}
    return Matching(found, near)


def _given(
    header: Sequence[str], kind: Kind, given: Mapping[str, str], known: Mapping[str, Target]
) -> dict[str, Target | None]:
    """The columns that somebody said the meaning of."""
    chosen: dict[str, Target | None] = {}
    titles = {title.casefold(): title for title in header}
    for column, name in given.items():
        title = titles.get(column.casefold())
        if title is None:
            near = nearest(column, header)
            raise OpsgateError(f"there is no column “{column}”" + (f"; did you mean “{near}”?" if near else ""))
        target = known.get(_same(name))
        if target is None and name:
            near = nearest(name, known_names(kind))
            hint = f"did you mean “{near}”?" if near else f"`opsgate kind {kind.name}` lists its fields"
            raise OpsgateError(f"the {kind.name} has no field “{name}”; {hint}")
        chosen[title] = target
    return chosen


def _same(name: str) -> str:
    return same(name.replace("_", " ")) or name.casefold()


def _of(each: Field, title: str) -> Target:
    return Target(each.where, each.at, title, each)


def _names(kind: Kind) -> Iterator[tuple[str, Target]]:
    """Names that a column may have, each with what it means; of two equal names the first counts."""
    fields = {(each.where, each.at): each for each in kind.fields}
    for each in kind.fields:
        if each.csv:
            yield each.csv, _of(each, each.csv)
    for each in kind.fields:
        title = each.csv or each.name
        yield each.name, _of(each, title)
        yield each.name.partition(" (")[0], _of(each, title)
    if kind.register:
        yield from _row_names(kind, fields)
        return
    for key in kind.properties:
        if key not in OURS:
            owned = fields.get(("meta", key))
            yield key.replace("_", " "), _of(owned, owned.csv or owned.name) if owned else Target("meta", key, key)
    for section in kind.all_sections():
        owned = fields.get(("section", section.id))
        target = _of(owned, owned.csv or owned.name) if owned else Target("section", section.id, section.heading)
        for name in (section.heading, *section.aliases):
            yield name, target
    yield "Name", Target("meta", "title", "title")


def _row_names(kind: Kind, fields: Mapping[tuple[str, str], Field]) -> Iterator[tuple[str, Target]]:
    if kind.register is None:
        return
    for column in kind.register[1].columns:
        owned = fields.get(("row", column.key))
        target = _of(owned, owned.csv or owned.name) if owned else Target("row", column.key, column.name)
        for name in (column.name, *column.aliases):
            yield name, target
