"""Rows of a register: its table in a document, or the CSV file beside it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from opsgate.edges.exchange.csv.kept import Kept
from opsgate.edges.exchange.csv.table import cleaned
from opsgate.knowing.kind import Column
from opsgate.knowing.rows import Row, Table
from opsgate.knowing.subject import Subject
from opsgate.words.text import Span

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BLANK = re.compile(r"\[[A-Z0-9]+(?:_[A-Z0-9]+)*\]")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a register: the file that it stands in, its cells and their spans by column, and its own span.

    A column that the table lacks has no cell. ``table`` is the table that the row belongs to.
    """

    path: str
    cells: Mapping[str, str]
    spans: Mapping[str, Span]
    span: Span
    table: Table

    def key(self, unique: Sequence[str]) -> tuple[str, ...]:
        """What tells the row apart."""
        return tuple(_fold(self.cells.get(column, "")) for column in unique)


def key_of(cells: Mapping[str, str], unique: Sequence[str]) -> tuple[str, ...]:
    """What tells a row apart once its cells stand in a table."""
    return tuple(_fold(cell_text(cell_source(cells.get(column, "")))) for column in unique)


def _fold(text: str) -> str:
    return " ".join(re.findall(r"[^ \t\n]+", text)).casefold()


def tables_of(subject: Subject) -> list[Table]:
    """The tables of the document's register, in its CSV file too."""
    return [table for table in subject.tables if table.need.register]


def lines_of(subject: Subject) -> Iterator[Line]:
    """The rows of a document's register, without one that nobody has filled in."""
    for table in tables_of(subject):
        path = table.place.path
        beside = path in subject.beside
        raw = subject.beside[path].raw if beside else subject.document.text.raw
        for row in table.rows:
            line = _line(row, table, raw, beside=beside)
            if not all(not cell or _BLANK.fullmatch(cell) for cell in line.cells.values()):
                yield line


def _line(row: Row, table: Table, raw: str, *, beside: bool) -> Line:
    cells, spans = {}, {}
    for key, cell in row.cells.items():
        start, end = cell.place.span
        source = raw[start:end]
        empty = not cell.text and source.strip(" \t|\r\n") == ""
        spans[key] = (start, start) if empty else (start, end)
        cells[key] = "" if empty else cleaned(cell.text) if beside else cell_text(source)
    return Line(table.place.path, cells, spans, row.place.span, table)


def cell_text(source: str) -> str:
    """A cell's text out of a Markdown table."""
    text = _BREAK.sub("\n", source.replace("\\|", "|"))
    return cleaned(re.sub(r"&lt;(?=!--|br\s*/?>)", "<", text, flags=re.IGNORECASE))


def cell_source(text: str) -> str:
    """A text as a cell of a Markdown table: on one line, no pipe parts it, no comment opens in it."""
    safe = re.sub(r"<(?=!--|br\s*/?>)", "&lt;", cleaned(text), flags=re.IGNORECASE)
    return safe.replace("|", "\\|").replace("\n", "<br>")


Shortened = Mapping[tuple[tuple[str, ...], str, str], str]
"""Cells that a table does not show in full: by the row's key, the column, and what the row shows."""


def shortened(kept: Iterable[Kept]) -> Shortened:
    """The kept cells of rows, to be found at once."""
    found: dict[tuple[tuple[str, ...], str, str], str] = {}
    for each in kept:
        found.setdefault((each.row, each.column, each.shows), each.cell)
    return found


def shown(line: Line, column: Column, kept: Shortened, unique: Sequence[str], title: str) -> str:
    """A row's cell, as the CSV file said it where that could not be shown in full."""
    cell = line.cells.get(column.key, "")
    return kept.get((line.key(unique), title, cell), cell)
