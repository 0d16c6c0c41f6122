"""OG310: owners that exist."""

from collections.abc import Iterator, Sequence

from opsgate.judging.check import Between, Check, Outside, check
from opsgate.knowing.card import Mark
from opsgate.knowing.owners import Directory, directory, read_owner, written
from opsgate.knowing.roster import Roster
from opsgate.reading.document import Loaded
from opsgate.reading.placeholders import is_placeholder
from opsgate.words.finding import Severity
from opsgate.words.place import Hit

_MEMO = "owners"


@check("OG310", "unknown-owner", severity=Severity.WARNING, reads="facts")
def unknown_owner(here: Between) -> Iterator[Hit]:
    """An owner is in none of the places where the project lists its people and teams."""
    listed = _directory(here.outside)
    if not listed.rosters or here.card.stage == "history":
        return
    seen: dict[str, list[Mark]] = {}
    for mark in _owners(here):
        seen.setdefault(mark.text.strip().casefold(), []).append(mark)
    for mark, *again in seen.values():
        owner = None if is_placeholder(mark.text) else read_owner(mark.text)
        if owner is None or not listed.unknown(owner):
            continue
        near = listed.nearest(owner)
        heads = [near.spot] if near else [roster.head for roster in listed.rosters]
        hint = f"did you mean `{written(mark.text, near)}`?" if near else _remedy(listed.rosters)
        more = f" ({len(again) + 1} times in this document)" if again else ""
        yield mark.hit(f"`{mark.text}` is not in {_sources(listed.rosters)}{more}", hint=hint, related=heads)


def _owners(here: Between) -> Iterator[Mark]:
    """Whoever the document says owns something: itself, or a row."""
    owner = here.card.said("owner")
    if owner is not None:
        yield owner
    for spec in here.kind.all_sections():
        columns = {column.key for need in spec.needs for column in need.columns if column.type == "person"}
        for row in here.card.rows.get(spec.id, ()) if columns else ():
            yield from (row[key] for key in row if key in columns and row[key].text.strip())


def _directory(outside: Outside) -> Directory:
    """Who there is; found out once a run."""
    if _MEMO not in outside.memo:
        root = outside.config.root

        def read(path: str) -> Loaded | None:
            ours = (root / path).resolve().is_relative_to(root.resolve())
            return outside.files.load(path) if ours else Loaded(problem="it lies outside the repository")

        outside.memo[_MEMO] = directory(read, outside.config)
    found: Directory = outside.memo[_MEMO]
    return found


def _sources(rosters: Sequence[Roster]) -> str:
    titles = [roster.title if roster.title.startswith("`") else f"`{roster.title}`" for roster in rosters]
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} or {titles[-1]}"


def _remedy(rosters: Sequence[Roster]) -> str:
    return f"name an owner that is, or add this one to {_sources(rosters[:1])}"


CHECKS: tuple[Check, ...] = (unknown_owner,)
