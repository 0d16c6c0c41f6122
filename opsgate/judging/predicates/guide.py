"""Predicates over an operation guide: whether its tables and chapters agree with one another."""

import re
from collections.abc import Iterator

from opsgate.judging import agree
from opsgate.judging.agree import Given, Headings
from opsgate.judging.evidence.trouble import Unreadable
from opsgate.judging.here import Here
from opsgate.judging.predicate import TEXT, predicate
from opsgate.judging.said import Said, fails, holds, spared, unknown
from opsgate.reading.outline import fold
from opsgate.words.place import Place

_NUMBERED = re.compile(r"(?:(?:section|chapter|part)\s+)?([0-9]+(?:\.[0-9]+)*)(?=[.):\s]|\Z)", re.IGNORECASE)


def _no_rows(here: Here, section: str) -> Said:
    return unknown(here.section_place(section), "there is no row to look at", "write the table")


@predicate("section-numbers-exist", section=TEXT, column=TEXT)
def section_numbers_exist(here: Here, *, section: str, column: str) -> Iterator[Said]:
    """Every section number in a column is that of a section: `3`, `5.2`, `1-4`, or `All sections`."""
    found = (_NUMBERED.match(part.title) for part in here.document.outline.sections)
    numbers = {match[1] for match in found if match}
    names = {fold(part.title) for part in here.document.outline.sections if part.title}
    headings = Headings(numbers.__contains__, lambda name: fold(name) in names)
    rows = here.rows(section)
    yield from agree.sections_exist(rows, column, headings) if rows else [_no_rows(here, section)]


@predicate("locations-exist", section=TEXT, column=TEXT)
def locations_exist(here: Here, *, section: str, column: str) -> Iterator[Said]:
    """What a column links to is in the repository, heading included; what lies outside of it is not looked at."""
    rows = here.rows(section)
    if not rows:
        yield _no_rows(here, section)
    for row in rows:
        cell = agree.said(row, column)
        link = here.value(cell.text, "link") if cell is not None else None
        if cell is None or link is None or link.kind == "unresolved":
            stands = f"`{cell.text}` is neither a path nor a URL" if cell is not None else "no location stands here"
            yield unknown(agree.place_of(row, column), stands, "write a path such as `docs/runbook.md`, or a URL")
        elif link.kind == "url":
            yield spared(f"{link.target} lies outside the repository", cell.place)
        else:
            yield _located(here, cell.place, link.target)


def _located(here: Here, place: Place, target: str) -> Said:
    path, anchor = here.world.library.target(here.subject, target), target.partition("#")[2]
    if path is None and not target.startswith("#"):
        return fails(place, f"`{target}` leads out of the repository", "name a file in it")
    document = here.document
    if path is not None:
        found = here.world.library.by_path.get(path)
        if found is None:
            return _on_disk(here, place, path)
        document = found.document
    if anchor and anchor not in {part.slug for part in document.outline.sections}:
        marks = (f'id="{anchor}"', f'name="{anchor}"', f"{{#{anchor}")
        if not any(mark in document.text.raw for mark in marks):
            return fails(place, f"`{document.path}` has no heading `#{anchor}`", "name a heading that it has",
                         related=(document.place(),))  # fmt: skip
    return holds(f"`{target}` exists", place)


def _on_disk(here: Here, place: Place, path: str) -> Said:
    try:
        here.world.evidence.locate(path)
    except Unreadable as error:
        if not (here.world.evidence.root / path).is_dir():
            return fails(place, error.reason, error.hint)
    return holds(f"`{path}` exists", place)


@predicate("ports-unique", section=TEXT, column=TEXT, direction=TEXT, protocol=TEXT)
def ports_unique(here: Here, *, section: str, column: str, direction: str, protocol: str) -> Iterator[Said]:
    """No port is listened on twice: rows outbound are no listeners, and TCP and UDP have ports of their own."""
    rows = here.rows(section)
    yield from agree.ports_unique(rows, column, direction, protocol) if rows else [_no_rows(here, section)]


@predicate("filled-unless", section=TEXT, column=TEXT, unless=TEXT)
def filled_unless(here: Here, *, section: str, column: str, unless: str) -> Iterator[Said]:
    """A column is filled in where another says no, and empty where that says yes."""
    rows = here.rows(section)
    yield from agree.filled_unless(rows, column, unless) if rows else [_no_rows(here, section)]


@predicate("thresholds-ordered", section=TEXT, milder=TEXT, graver=TEXT)
def thresholds_ordered(here: Here, *, section: str, milder: str, graver: str) -> Iterator[Said]:
    """The milder threshold is reached before the graver one, in the direction of their comparison."""
    rows = here.rows(section)
    yield from agree.thresholds_ordered(rows, milder, graver) if rows else [_no_rows(here, section)]


@predicate("newest-row-matches", section=TEXT, version=TEXT, date=TEXT)
def newest_row_matches(here: Here, *, section: str, version: str, date: str) -> Iterator[Said]:
    """The newest row of a history has the version and the date that the front matter gives."""
    rows = here.rows(section)
    given = {kind: Given(key, here.get(key), here.place(key)) for kind, key in (("version", version), ("date", date))}
    yield from agree.newest_row(rows, given, here.as_of) if rows else [_no_rows(here, section)]


PREDICATES = (
    filled_unless,
    locations_exist,
    newest_row_matches,
    ports_unique,
    section_numbers_exist,
    thresholds_ordered,
)
