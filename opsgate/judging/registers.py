"""The rows of a register as predicates look at them: cells, values, names, and where they stand."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from opsgate.judging.here import Here
from opsgate.judging.said import Said, holds, unknown
from opsgate.knowing.kind import Column
from opsgate.knowing.rows import Row
from opsgate.reading.outline import same
from opsgate.reading.values import TYPES, BadValue
from opsgate.reading.values.base import show
from opsgate.reading.values.cadence import Interval, Schedule
from opsgate.reading.values.records import RpoRto
from opsgate.reading.values.times import Duration
from opsgate.words.place import Place

FILL = "fill in the cell"
_NO_TIME = frozenset({"continuous", "continuously", "streaming", "streamed", "stream", "real time", "realtime"})


def columns_of(here: Here, section: str | None = None) -> dict[str, Column]:
    """The columns of the register, or of a section's tables, by key."""
    return {
        column.key: column
        for spec in here.kind.all_sections()
        for need in spec.needs
        if (need.register if section is None else spec.id == section)
        for column in need.columns
    }


def title(here: Here, key: str, section: str | None = None) -> str:
    """A column's name as the kind has it."""
    column = columns_of(here, section).get(key)
    return column.name if column else key


def at(row: Row, key: str) -> Place:
    """The place of a row's cell; that of the row where its table lacks the column."""
    cell = row.cells.get(key)
    return cell.place if cell else replace(row.place, missing=(key,))


def whole(text: str) -> str:
    """A text as names are compared: without case, doubled blanks and plural."""
    return same(text) or " ".join(text.casefold().split())


def register_place(here: Here, section: str | None = None) -> Place:
    """Where the register's tables stand, or should."""
    if section is None and here.kind.register:
        section = here.kind.register[0].id
    return here.section_place(section) if section else here.place()


def nothing_listed(here: Here, section: str | None = None) -> Said:
    """What is said where there is no row to judge."""
    return unknown(register_place(here, section), "the table has no rows, so nothing is judged", "add the rows")


def each_row(
    here: Here, judge: Callable[[Row], Said], what: str, section: str | None = None, rows: Sequence[Row] | None = None
) -> Iterator[Said]:
    """What ``judge`` says of every row; those that pass are counted in one sentence that ends with ``what``."""
    rows = here.rows(section) if rows is None else rows
    if not rows:
        yield nothing_listed(here, section)
    good = 0
    for row in rows:
        judged = judge(row)
        if judged.word == "pass":
            good += 1
        else:
            yield judged
    if good:
        yield holds(f"{good} of {len(rows)} rows: {what}", register_place(here, section))


def parsed(here: Here, row: Row, key: str, section: str | None = None) -> Any:
    """A cell's value in the type of its column; what is unknown about it where there is none."""
    cell, name = here.cell(row, key), title(here, key, section)
    if cell is None:
        return unknown(at(row, key), f"“{name}” of {show(here.name(row))} is empty", FILL)
    column = columns_of(here, section).get(key)
    try:
        return TYPES[column.type if column else "text"].parse(cell.text)
    except BadValue as bad:
        return unknown(cell.place, f"“{name}” of {show(here.name(row))}: {bad.message}", bad.hint)


def length(value: Any, part: str = "") -> Duration | None:
    """The time that a value of a cell stands for, or None: an event has no length, what is continuous has none to
    wait for.
    """
    if isinstance(value, RpoRto):
        value = {"rpo": value.rpo, "rto": value.rto}.get(part)
    if isinstance(value, Schedule):
        value = value.interval
    if isinstance(value, Interval):
        event = value.event.replace("-", " ")
        return Duration(0, timedelta()) if event in _NO_TIME else value.every
    return value if isinstance(value, Duration) else None
