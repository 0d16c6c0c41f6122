"""OG2xx: tables, column by column and row by row."""

from collections.abc import Iterator

from opsgate.judging import additions
from opsgate.judging.check import Check, Reach, check
from opsgate.knowing.kind import applies
from opsgate.knowing.rows import Row, Table
from opsgate.reading.placeholders import is_placeholder
from opsgate.reading.validate import Violation
from opsgate.words.near import nearest
from opsgate.words.place import Hit


@check("OG206", "missing-column", unfinished=True)
def missing_column(here: Reach) -> Iterator[Hit]:
    """A table lacks a column that its section asks for."""
    for table in here.subject.tables:
        absent = [column for column in table.missing() if applies(column.level, here.level)]
        if not table.headers and table.faults:
            continue
        if not table.headers:
            header = ",".join(column.name for column in absent)
            yield table.place.hit("the file of rows is empty", hint=f"begin it with `{header}`")
            continue
        for column in absent:
            near = next((title for title in table.headers if nearest(title, (column.name, *column.aliases))), None)
            stands = " | ".join(title or "…" for title in table.headers)
            hint = f"is “{near}” meant? rename it to “{column.name}”" if near else f"add a column `{column.name}`"
            fix = additions.header(here.document, table, column) if near else None
            message = f"table `{stands}` has no column “{column.name}”"
            yield table.place.child(column.key).hit(message, hint=hint, fix=fix)


@check("OG207", "empty-cell", unfinished=True)
def empty_cell(here: Reach) -> Iterator[Hit]:
    """A cell that the row needs says nothing: blank, a dash, or n/a."""
    for table, row in _rows(here):
        for column in table.need.columns:
            cell = row.cells.get(column.key)
            if column.empty or not applies(column.level, here.level) or column.key not in table.index:
                continue
            if cell is not None and not cell.empty:
                continue
            stands = f"is `{cell.text}`" if cell is not None and cell.text else "is empty"
            example = f", for example `{column.example}`" if column.example else ""
            place = cell.place if cell is not None else row.place.child(column.key)
            yield place.hit(f"“{table.title(column.key)}” {stands} in this row", hint=f"fill it in{example}")


@check("OG208", "invalid-cell")
def invalid_cell(here: Reach) -> Iterator[Hit]:
    """A cell does not hold what its column is for: a threshold, a duration, a date."""
    for table in here.subject.tables:
        yield from table.faults
        for row in table.rows:
            data = {key: cell.text for key, cell in row.cells.items() if not cell.empty}
            for fault in table.need.row.violations(data):
                cell = row.cells.get(str(fault.keys[0])) if fault.keys else None
                if cell is not None and not cell.empty and not fault.placeholder:
                    message, hint = _explain(fault, table)
                    yield cell.place.hit(message, hint=hint)


def _explain(fault: Violation, table: Table) -> tuple[str, str]:
    message, hint = fault.explain()
    key = str(fault.keys[0])
    return message.replace(f"`{key}`", f"“{table.title(key)}”", 1), hint


@check("OG209", "duplicate-row")
def duplicate_row(here: Reach) -> Iterator[Hit]:
    """Two rows for the same thing: nobody can say which of them holds."""
    for table in here.subject.tables:
        unique = table.need.unique
        seen: dict[tuple[str, ...], Row] = {}
        for row in table.rows:
            words = [row.cells[key].text if key in row.cells else "" for key in unique]
            if not words or not all(words) or any(map(is_placeholder, words)):
                continue
            first = seen.setdefault(tuple(word.casefold() for word in words), row)
            if first is not row:
                said = ", ".join(row.cells[key].text for key in unique)
                yield row.place.hit(f"a second row for “{said}”", hint="join the two rows", related=[first.place])


def _rows(here: Reach) -> Iterator[tuple[Table, Row]]:
    for table in here.subject.tables:
        for row in table.rows:
            yield table, row


CHECKS: tuple[Check, ...] = (missing_column, empty_cell, invalid_cell, duplicate_row)
