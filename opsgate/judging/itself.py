"""Whether a document agrees with itself: what its gates ask of its tables, and the dates and versions of an end."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from opsgate.judging import agree
from opsgate.judging.agree import Given, Headings, value
from opsgate.judging.check import Between
from opsgate.judging.said import Said
from opsgate.knowing.card import Card
from opsgate.knowing.kind import applies
from opsgate.knowing.rows import Cell, Row
from opsgate.reading.values.base import show
from opsgate.reading.values.times import add
from opsgate.reading.values.versions import Version
from opsgate.words.place import Hit

Options = Mapping[str, Any]

_NUMBER = re.compile(r"(?:(?:section|chapter|part)-)?([0-9]+)(?![0-9])")
_NEAR = timedelta(days=31)


def rows_of(card: Card, section: str) -> list[Row]:
    """The rows of a section's tables, as ``agree`` takes them."""
    return [
        Row(next(iter(row.values())).place, {key: Cell(mark.text, mark.place) for key, mark in row.items()})
        for row in card.rows.get(section, ())
        if row
    ]


def disagreements(here: Between) -> Iterator[Hit]:
    """Where the tables of a document fail what its kind's gates ask of them; one finding a place."""
    seen = set()
    for said in _said(here):
        if said.word == "fail" and said.place is not None and said.place.span not in seen:
            seen.add(said.place.span)
            yield said.place.hit(said.reason, hint=said.next, related=said.related)


def _said(here: Between) -> Iterator[Said]:
    for name, options in _asked(here):
        if name in _AGREEMENTS:
            yield from _AGREEMENTS[name](here.card, rows_of(here.card, options["section"]), options)


def history(here: Between) -> Iterator[Hit]:
    """Where the newest row of a history has another version than the front matter."""
    for name, options in _asked(here):
        if name == "newest-row-matches":
            for said in _newest(here.card, options, "version"):
                if said.word == "fail" and said.place is not None:
                    yield said.place.hit(said.reason, hint=said.next, related=said.related)


def _asked(here: Between) -> Iterator[tuple[str, Options]]:
    """What gates ask at this level, and with which options."""
    for gate in here.kind.gates.values():
        for criterion in gate.criteria:
            if applies(criterion.level, here.level):
                yield criterion.check, criterion.options


def _newest(card: Card, options: Options, kind: str) -> Iterator[Said]:
    mark = card.said(options[kind])
    given = Given(options[kind], mark.text if mark else None, card.place(*options[kind].split(".")))
    return agree.newest_row(rows_of(card, options["section"]), {kind: given})


def _numbers(card: Card, rows: list[Row], options: Options) -> Iterator[Said]:
    """Anchors lack the dots of numbers: `5.2` is taken to be there where `52` is."""
    found = {match[1] for match in map(_NUMBER.match, card.anchors) if match}
    headings = Headings(lambda number: number.replace(".", "") in found, lambda _name: True)
    return agree.sections_exist(rows, options["column"], headings)


def _ports(_card: Card, rows: list[Row], options: Options) -> Iterator[Said]:
    """Tables without directions are often of several hosts, whose ports may be the same."""
    directed = [row for row in rows if options["direction"] in row.cells]
    return agree.ports_unique(directed, options["column"], options["direction"], options["protocol"])


def _filled(_card: Card, rows: list[Row], options: Options) -> Iterator[Said]:
    return agree.filled_unless(rows, options["column"], options["unless"])


def _thresholds(_card: Card, rows: list[Row], options: Options) -> Iterator[Said]:
    return agree.thresholds_ordered(rows, options["milder"], options["graver"])


def _dated(card: Card, _rows: list[Row], options: Options) -> Iterator[Said]:
    return _newest(card, options, "date")


_AGREEMENTS: Mapping[str, Callable[[Card, list[Row], Options], Iterator[Said]]] = {
    "section-numbers-exist": _numbers,
    "ports-unique": _ports,
    "filled-unless": _filled,
    "thresholds-ordered": _thresholds,
    "newest-row-matches": _dated,
}


def end(here: Between) -> Iterator[Hit]:
    """Where the dates and versions of a plan for the end of a product contradict one another."""
    card = here.card
    over = card.said("eol_date")
    if over is None:
        return
    yield from _window(card)
    last = card.said("final_update.date")
    day, ends = value(last and last.text, "date"), value(over.text, "date")
    if last is not None and day is not None and ends is not None and day > ends:
        stands = f"the final update comes out on {day}, after the end on {ends}"
        yield last.hit(stands, hint="move one of the two days", related=[over.place])
    yield from _versions(card)


def _window(card: Card) -> Iterator[Hit]:
    """A support window that, counted from the announcement or the last update, ends on another day than support."""
    window, over = card.said("support_window"), card.said("eol_date")
    starts = [mark for mark in map(card.said, ("announced", "final_update.date")) if mark is not None]
    days = [day for mark in starts if (day := value(mark.text, "date")) is not None]
    length, ends = value(window and window.text, "duration"), value(over and over.text, "date")
    if window is None or over is None or length is None or ends is None or not days:
        return
    reached = [add(day, length) for day in days]
    if not any(abs(day - ends) <= _NEAR for day in reached):
        stands = f"support for {show(window.text)} ends on {reached[0]}, and `eol_date` is {ends}"
        hint = f"mend the window or the day, so that {days[0]} and the window come to the end"
        yield window.hit(stands, hint=hint, related=[over.place, starts[0].place])


def _versions(card: Card) -> Iterator[Hit]:
    """A last update that is of another version than what ends, or older than what is supported until then."""
    ended, final = card.said("version"), card.said("final_update.version") or card.said("final_update")
    newest = value(final and final.text, "version")
    if final is None or not isinstance(newest, Version):
        return
    whole = value(ended and ended.text, "version")
    if ended is not None and isinstance(whole, Version) and not covers(whole, newest):
        stands = f"the final update is {show(final.text)}, and {show(ended.text)} is what ends"
        yield final.hit(stands, hint="name the last version of what ends", related=[ended.place])
    for keys, mark in card.meta.items():
        later = value(mark.text, "version") if keys[0] == "last_supported" and len(keys) == 2 else None
        if isinstance(later, Version) and later > newest:
            stands = f"{show(mark.text)} is supported to the end, and the final update is {show(final.text)}"
            yield mark.hit(stands, hint="mend the one that is wrong", related=[final.place])


def covers(general: Version, other: Version) -> bool:
    """Whether a version is one of those that another one stands for: `v1` for every 1.x, `1.2` for every 1.2.x."""
    count = len(general.numbers)
    numbers = (*other.numbers, 0, 0)[: max(count, len(other.numbers))]
    return numbers[:count] == general.numbers and (not general.prerelease or general == other)
