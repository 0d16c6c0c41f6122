"""Tables as rows of named cells, in a document's body or in a CSV file beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from opsgate.knowing.kind import Column, Need
from opsgate.reading.document import Document
from opsgate.reading.nodes import Block
from opsgate.reading.outline import Section, same
from opsgate.words.place import Place
from opsgate.words.text import Span, Text

_NOTHING = frozenset({"", "-", "–", "—", "--", "n/a", "na"})


class Cell(NamedTuple):
    """A cell's text as a reader sees it (a link's target where it holds one) and its place."""

    text: str
    place: Place

    @property
    def empty(self) -> bool:
        """Whether nothing is said: blank, a dash or n/a."""
        return self.text.casefold() in _NOTHING


@dataclass(frozen=True, slots=True)
class Row:
    """A row, its cells by column key; a column that the table lacks has no cell."""

    place: Place
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that matches what a section needs: its header's place, the columns it has, and its rows.

    ``index`` says which of the ``headers`` is which column.
    """

    need: Need
    place: Place
    index: Mapping[str, int]
    headers: tuple[str, ...]
    rows: tuple[Row, ...]

    def title(self, key: str) -> str:
        """A column's name as the table itself has it."""
        return self.headers[self.index[key]]

    def missing(self) -> Iterator[Column]:
        """Columns that the table does not have."""
        return (column for column in self.need.columns if column.key not in self.index)


def tables(document: Document, section: Section, need: Need) -> list[Table]:
    """The tables of a section that share at least one column with what is needed."""
    found = []
    for number, block in enumerate(section.find("table")):
        table = _table(document, section, need, block, number)
        if table.index:
            found.append(table)
    return found


def _table(document: Document, section: Section, need: Need, block: Block, number: int) -> Table:
    header = block.children[0]
    titles = tuple(cell.plain for cell in header.children)
    index = columns(titles, need.columns)
    at = Place(document.path, (*section.keys, "table", number), header.span)
    rows = tuple(_row(at, row, index) for row in block.children[1:])
    return Table(need, at, index, titles, rows)


def columns(titles: Sequence[str], wanted: Sequence[Column]) -> dict[str, int]:
    """Which column of a table is which, by name or alias; each is taken once."""
    names = [same(title) for title in titles]
    index: dict[str, int] = {}
    for column in wanted:
        for word in map(same, (column.name, *column.aliases)):
            if word in names and names.index(word) not in index.values():
                index[column.key] = names.index(word)
                break
    return index


def _row(at: Place, row: Block, index: dict[str, int]) -> Row:
    first = row.children[0].plain if row.children else ""
    place = at.child(same(first) or "row", span=row.span)
    cells = {
        key: Cell(_cell_text(row.children[i]), place.child(key, span=_cell_span(row.children[i], row)))
        for key, i in index.items()
        if i < len(row.children)
    }
    return Row(place, cells)


def _cell_text(cell: Block) -> str:
    links = [piece for piece in cell.inlines if piece.kind == "link"]
    if len(links) == 1 and links[0].text.strip() == cell.plain and links[0].target:
        return links[0].target
    return cell.plain


def _cell_span(cell: Block, row: Block) -> Span:
    """A cell's span, widened by one character where the cell is empty, so that there is something to show."""
    start, end = cell.span
    return (start, end) if end > start else (start, min(start + 1, row.span[1])) if start < row.span[1] else cell.span


def csv_table(path: str, text: Text, need: Need, section: str) -> Table:
    """The register's rows out of a CSV file: first row the header, every cell where it stands in the file."""
    lines = list(read_csv(text.raw))
    if not lines:
        empty = Place(path, (section, "csv"), (0, 0))
        return Table(need, empty, {}, (), ())
    header, *body = lines
    titles = tuple(value for value, _ in header)
    index = columns(titles, need.columns)
    at = Place(path, (section, "csv"), (header[0][1][0], header[-1][1][1]))
    rows = []
    for line in body:
        span = (line[0][1][0], line[-1][1][1])
        place = at.child(same(line[0][0]) or "row", span=span)
        cells = {
            key: Cell(line[i][0].strip(), place.child(key, span=line[i][1]))
            for key, i in index.items()
            if i < len(line)
        }
        rows.append(Row(place, cells))
    return Table(need, at, index, titles, tuple(rows))


def read_csv(raw: str) -> Iterator[list[tuple[str, Span]]]:
    """Records of a comma-separated text, each field with its span (quotes included); blank lines are no records."""
    record: list[tuple[str, Span]] = []
    position = 0
    while position < len(raw):
        value, end = _field(raw, position)
        record.append((value, (position, end)))
        position = end
        if raw[position : position + 1] == ",":
            position += 1
            if position == len(raw):
                record.append(("", (position, position)))
            else:
                continue
        position += 2 if raw.startswith("\r\n", position) else 1
        if len(record) > 1 or record[0][0].strip():
            yield record
        record = []
    if record:
        yield record


def _field(raw: str, start: int) -> tuple[str, int]:
    if raw[start : start + 1] != '"':
        end = start
        while end < len(raw) and raw[end] not in ",\r\n":
            end += 1
        return raw[start:end], end
    parts: list[str] = []
    position = start + 1
    while True:
        close = raw.find('"', position)
        if close < 0:
            return "".join([*parts, raw[position:]]), len(raw)
        parts.append(raw[position:close])
        if raw[close + 1 : close + 2] != '"':
            break
        parts.append('"')
        position = close + 2
    rest = close + 1
    end = rest
    while end < len(raw) and raw[end] not in ",\r\n":
        end += 1
    return "".join(parts) + raw[rest:end], end
