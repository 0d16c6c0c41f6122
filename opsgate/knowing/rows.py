"""Tables as rows of named cells, in a document's body or in a CSV file beside it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from opsgate.knowing.kind import Column, Level, Need, applies
from opsgate.reading.document import Document
from opsgate.reading.nodes import Block, Inline, plain
from opsgate.reading.outline import Section, same
from opsgate.reading.readers.shapes import cells
from opsgate.words.place import Hit, Place
from opsgate.words.text import Span, Text

_NOTHING = frozenset({"", "-", "–", "—", "--", "n/a", "na"})
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_UNCLOSED = re.compile(r'"[^"]*(?:""[^"]*)*')
_LINKS = frozenset({"link", "path", "url"})
_SEPARATORS = {",": "`,`", ";": "`;`", "\t": "a tab"}
_SURPLUS = 50


class Cell(NamedTuple):
    """A cell's text as a reader sees it (a link's target in a column of links) and its place."""

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

    ``index`` says which of the ``headers`` is which column. ``faults`` are rows that do not fit the header: nobody
    knows which of their cells is which, so they are none of the ``rows``.
    """

    need: Need
    place: Place
    index: Mapping[str, int]
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[Hit, ...] = ()

    def title(self, key: str) -> str:
        """A column's name as the table itself has it."""
        return self.headers[self.index[key]]

    def missing(self) -> Iterator[Column]:
        """Columns that the table does not have."""
        return (column for column in self.need.columns if column.key not in self.index)


def tables(document: Document, section: Section, need: Need, asking: Collection[int] = ()) -> list[Table]:
    """The tables of a section that share at least one column with what is needed.

    ``asking`` holds the ``id`` of sections that need tables of their own: those below are not this section's.
    """
    found = []
    for number, block in enumerate(own(section, asking)):
        table = _table(document, section, need, block, number)
        if table.index:
            found.append(table)
    return found


def own(section: Section, asking: Collection[int]) -> Iterator[Block]:
    """The tables of a section that belong to none of the sections that ask for their own."""
    for block in section.blocks:
        yield from (inner for inner in block.walk() if inner.kind == "table")
    for child in section.children:
        if id(child) not in asking:
            yield from own(child, asking)


def counted(found: Sequence[Table], level: Level) -> Iterator[Table]:
    """Of the tables that were found for one need, those that are meant by it.

    The one that fits best is. Another is too if it has the columns of the best, or the key and half of what is
    wanted: rows in a second table must not escape, and a table about something else must not be judged.
    """
    if not found:
        return
    need = found[0].need
    wanted = {column.key for column in need.columns if applies(column.level, level)}
    key = set(need.unique) or {column.key for column in need.columns[:1]}
    best = max(found, key=lambda table: (wanted <= table.index.keys(), len(table.index)))
    for table in found:
        has = table.index.keys()
        if (
            table is best
            or not has
            or has >= best.index.keys()
            or (has >= key and 2 * len(has & wanted) >= len(wanted))
        ):
            yield table


def _table(document: Document, section: Section, need: Need, block: Block, number: int) -> Table:
    header = block.children[0]
    titles = tuple(cell.plain for cell in header.children)
    index = columns(titles, need.columns)
    at = Place(document.path, (*section.keys, "table", number), header.span)
    types = {column.key: column.type for column in need.columns}
    rows: list[Row] = []
    faults: list[Hit] = []
    for block_of_row in block.children[1:]:
        row = _row(at, block_of_row, index, types)
        lost = _lost(document.outline.raw, block_of_row, len(titles))
        if lost is None:
            rows.append(row)
            continue
        said = document.outline.raw[slice(*lost)]
        faults.append(
            row.place.within(*lost).hit(
                f"the row has more cells than the header: `{said}` is shown to nobody",
                hint="add a column to the header, or write `\\|` for a `|` inside a cell",
            )
        )
    return Table(need, at, index, titles, tuple(rows), tuple(faults))


def _lost(raw: str, row: Block, width: int) -> Span | None:
    """The first cell with something in it beyond the header's last; Markdown shows it to nobody."""
    spans = cells(raw, *row.span, width + _SURPLUS)
    return next(((start, end) for start, end in spans[width:] if end > start), None)


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


def _row(at: Place, row: Block, index: Mapping[str, int], types: Mapping[str, str]) -> Row:
    first = row.children[0].plain if row.children else ""
    place = at.child(same(first) or "row", span=row.span)
    found = {
        key: Cell(_cell_text(row.children[i], types[key]), place.child(key, span=_cell_span(row.children[i], row)))
        for key, i in index.items()
        if i < len(row.children)
    }
    return Row(place, found)


def _cell_text(cell: Block, of: str) -> str:
    links = [piece for piece in cell.inlines if piece.kind == "link"] if of in _LINKS else []
    if len(links) == 1 and links[0].text.strip() == cell.plain and links[0].target:
        return links[0].target
    return plain(tuple(map(_broken, cell.inlines)))


def _broken(piece: Inline) -> Inline:
    return replace(piece, kind="break", text="\n") if piece.kind == "html" and _BREAK.fullmatch(piece.text) else piece


def _cell_span(cell: Block, row: Block) -> Span:
    """A cell's span, widened by one character where the cell is empty, so that there is something to show."""
    start, end = cell.span
    return (start, end) if end > start else (start, min(start + 1, row.span[1])) if start < row.span[1] else cell.span


def csv_table(path: str, text: Text, need: Need, section: str) -> Table:
    """The register's rows out of a CSV file: first row the header, every cell where it stands in the file."""
    separator = _separator(text.raw, need.columns)
    lines = list(read_csv(text.raw, separator))
    top = Place(path, (section, "csv"), (0, 0))
    if not lines:
        return Table(need, top, {}, (), ())
    header, *body = lines
    unclosed = _unclosed(text.raw, lines[-1], top)
    if unclosed is not None:
        if not body:
            return Table(need, top, {}, (), (), (unclosed,))
        body.pop()
    titles = tuple(value for value, _ in header)
    index = columns(titles, need.columns)
    at = Place(path, (section, "csv"), (header[0][1][0], header[-1][1][1]))
    rows: list[Row] = []
    faults: list[Hit] = []
    for line in body:
        place = at.child(same(line[0][0]) or "row", span=(line[0][1][0], line[-1][1][1]))
        fault = _ragged(line, titles, place, _SEPARATORS[separator])
        if fault is not None:
            faults.append(fault)
            continue
        found = {
            key: Cell(line[i][0].strip(), place.child(key, span=line[i][1]))
            for key, i in index.items()
            if i < len(line)
        }
        rows.append(Row(place, found))
    return Table(need, at, index, titles, tuple(rows), (*faults, *([unclosed] if unclosed else [])))


Record = list[tuple[str, Span]]


def _separator(raw: str, wanted: Sequence[Column]) -> str:
    """What separates the fields: with it, the header has the most of the wanted columns."""

    def known(separator: str) -> int:
        header = next(read_csv(raw, separator), [])
        return len(columns([value for value, _ in header], wanted))

    return max(_SEPARATORS, key=known)


def _unclosed(raw: str, last: Record, at: Place) -> Hit | None:
    start, end = last[-1][1]
    if end < len(raw) or not _UNCLOSED.fullmatch(raw, start, end):
        return None
    return at.within(start, start + 1).hit(
        "a quote opens here and is never closed: all that follows is read as one cell",
        hint='close the quote; a quote inside a quoted cell is written `""`',
    )


def _ragged(line: Record, titles: Sequence[str], place: Place, separator: str) -> Hit | None:
    """What is wrong with a row that has other cells than the header has columns."""
    named = max((i for i, title in enumerate(titles, 1) if title.strip()), default=0)
    if len(line) < named:
        end = line[-1][1][1]
        lacks = ", ".join(f"“{title}”" for title in titles[len(line) : named])
        verb = "is" if named - len(line) == 1 else "are"
        return place.within(end, end).hit(
            f"the row ends after {len(line)} of {named} cells: {lacks} {verb} missing",
            hint=f"write all of its cells, with {separator} between them; an empty one too",
        )
    surplus = next(((value, span) for value, span in line[len(titles) :] if value.strip()), None)
    if surplus is None:
        return None
    value, span = surplus
    return place.within(*span).hit(
        f"the row has {len(line)} cells, the header {len(titles)}: nobody knows what `{value.strip()}` is",
        hint=f"put a cell that holds {separator} in quotes, or add a column to the header",
    )


def read_csv(raw: str, separator: str = ",") -> Iterator[Record]:
    """Records of a separated text, each field with its span (quotes included); blank lines are no records."""
    stop = re.compile(f"[{separator}\r\n]|\\Z")
    record: Record = []
    position = 0
    while position < len(raw):
        value, end = _field(raw, position, stop)
        record.append((value, (position, end)))
        position = end
        if raw[position : position + 1] == separator:
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


def _field(raw: str, start: int, stop: re.Pattern[str]) -> tuple[str, int]:
    if raw[start : start + 1] != '"':
        end = _until(raw, start, stop)
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
    end = _until(raw, close + 1, stop)
    return "".join(parts) + raw[close + 1 : end], end


def _until(raw: str, start: int, stop: re.Pattern[str]) -> int:
    found = stop.search(raw, start)
    return found.start() if found else len(raw)
