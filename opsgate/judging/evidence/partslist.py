"""Lists of parts in CSV files, and CSV exports read by the names of their columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from opsgate.judging.evidence.trouble import Unreadable
from opsgate.knowing.rows import Record, read_csv
from opsgate.words.text import Text

MAX_BYTES = 20 * 1024 * 1024
MAX_HEADER = 65_536
MAX_COLUMNS = 1_000
MAX_ROWS = 200_000
MAX_CELLS = 2_000_000

_SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab"}
_SEP_LINE = re.compile(r"\A\"?sep=([,;\t])\"?(?:\r\n|\n|\r)", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNCLOSED = re.compile(r'"[^"]*(?:""[^"]*)*')
_LESS = "export a shorter period, or fewer columns"
_SAVE = "export it again as CSV in UTF-8"


class Fault(NamedTuple):
    """What is wrong with a row: the line that it begins at (from 1) and what stands there."""

    line: int
    message: str


class Line(NamedTuple):
    """A row: its line (from 1) and its cells by column key, without blanks around them."""

    line: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class Sheet:
    """The rows of a CSV file that fit its header; those that do not are faults. A row of blanks is none."""

    columns: frozenset[str]
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_sheet(data: bytes, known: Mapping[str, Sequence[str]], needed: Sequence[str]) -> Sheet:
    """The rows of a CSV file's bytes. ``known`` gives the names that a column may have, the best first.

    Names are compared without case, punctuation and the difference between `partNumber` and `part_number`. Fields are
    separated by commas, semicolons or tabs. Raises Unreadable where the bytes are no UTF-8 text or more than the limits
    above, where a ``needed`` column is missing, and where two columns have the same name.
    """
    raw = _decoded(data)
    marked = _SEP_LINE.match(raw)
    offset = marked.end() if marked else 0
    body = raw[offset:]
    separator = marked[1] if marked else max(_SEPARATORS, key=lambda mark: len(_index(_header(body, mark), known)))
    first = 2 if marked else 1
    _check_size(body, separator, first)
    records = read_csv(body, separator)
    header = next(records, [])
    if header and header[-1][1][1] == len(body) and _UNCLOSED.fullmatch(body, *header[-1][1]):
        raise Unreadable("a quote opens in the header and is never closed", _SAVE, first)
    titles = [title for title, _ in header]
    index = _index(titles, known)
    _check_header(titles, index, known, needed, first)
    text = Text(body)
    sheet = Sheet(frozenset(index))
    for record in records:
        if not any(value.strip() for value, _ in record):
            continue
        line = text.position(record[0][1][0]).line + first - 1
        if len(sheet.lines) + len(sheet.faults) >= MAX_ROWS:
            raise Unreadable(f"there are more than {MAX_ROWS:,} rows", _LESS, line)
        fault = _ragged(record, titles, body, _SEPARATORS[separator])
        if fault:
            sheet.faults.append(Fault(line, fault))
        else:
            cells = {key: record[i][0].strip() if i < len(record) else "" for key, i in index.items()}
            sheet.lines.append(Line(line, cells))
    return sheet


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1024 / 1024:.1f} MiB is more than the {MAX_BYTES // 1024 // 1024} MiB that are read"
        raise Unreadable(size, _LESS)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable("the file is saved as UTF-16", _SAVE)
    if data[:2] == b"\x1f\x8b" or data[:4] == b"PK\x03\x04":
        raise Unreadable("the file is compressed, or a workbook; CSV is expected", _SAVE)
    try:
        raw = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"the file is not UTF-8: byte 0x{data[error.start]:02x} cannot be read", _SAVE, line) from None
    if "\0" in raw:
        line = raw.count("\n", 0, raw.index("\0")) + 1
        raise Unreadable("the file is binary: it holds a zero byte", _SAVE, line)
    if not raw.strip():
        raise Unreadable("the file is empty; a header and rows are expected", _SAVE)
    return raw


def _header(raw: str, separator: str) -> list[str]:
    return [title for title, _ in next(read_csv(raw[:MAX_HEADER], separator), [])]


def _check_size(raw: str, separator: str, first: int) -> None:
    """Refuse what would take long to read: a header without end, and cells without number."""
    header = next(read_csv(raw[:MAX_HEADER], separator), [])
    if header and header[-1][1][1] >= MAX_HEADER:
        raise Unreadable(f"the header is longer than {MAX_HEADER:,} characters", _SAVE, first)
    cells = raw.count(separator) + raw.count("\n") + raw.count("\r")
    if cells > MAX_CELLS:
        raise Unreadable(f"there are about {cells:,} cells, at most {MAX_CELLS:,} are read", _LESS, first)


def _name(title: str) -> str:
    return " ".join(
        re.findall(r"\w+", _CAMEL.sub(" ", title.strip()).replace("_", " ").replace("#", " no ").casefold())
    )


def _index(titles: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Which column holds what; a column that could be several things is the first of them."""
    places: dict[str, int] = {}
    for i, title in enumerate(titles):
        places.setdefault(_name(title), i)
    index: dict[str, int] = {}
    for key, names in known.items():
        found = next((places[name] for name in names if name in places and places[name] not in index.values()), None)
        if found is not None:
            index[key] = found
    return index


def _check_header(
    titles: Sequence[str],
    index: Mapping[str, int],
    known: Mapping[str, Sequence[str]],
    needed: Sequence[str],
    line: int,
) -> None:
    if len(titles) > MAX_COLUMNS:
        raise Unreadable(f"the header has {len(titles):,} columns, at most {MAX_COLUMNS:,} are read", _SAVE, line)
    names = [_name(title) for title in titles]
    for key, i in index.items():
        if names.count(names[i]) > 1:
            raise Unreadable(f"two columns are named `{titles[i].strip()}`", f"leave one as the {key}", line)
    for key in needed:
        if key not in index:
            there = ", ".join(f"`{title.strip()[:40]}`" for title in titles[:12])
            raise Unreadable(
                f"no column is the {key}: the first row names {there}",
                f"name the column `{known[key][0]}`, in the first row",
                line,
            )


def _ragged(record: Record, titles: Sequence[str], raw: str, separator: str) -> str:
    """What is wrong with a row as a whole, or ""."""
    start, end = record[-1][1]
    if end == len(raw) and _UNCLOSED.fullmatch(raw, start, end):
        return "a quote opens in this row and is never closed: all that follows is read as one cell"
    named = max((i for i, title in enumerate(titles, 1) if title.strip()), default=0)
    if len(record) < named:
        return f"the row has {len(record)} cells, the header {named}, with {separator} between them"
    surplus = next((value for value, _ in record[len(titles) :] if value.strip()), None)
    if surplus is not None:
        return f"the row has {len(record)} cells, the header {len(titles)}: `{surplus.strip()[:40]}` is in no column"
    return ""


_PART_COLUMNS = {
    "part number": (
        "part number",
        "part no",
        "part num",
        "part",
        "pn",
        "p n",
        "part id",
        "mpn",
        "manufacturer part number",
        "mfr part number",
        "article number",
        "article no",
        "sku",
        "item number",
        "item no",
        "number",
    ),
    "description": ("description", "part description", "name", "part name", "designation", "title"),
    "quantity": ("quantity", "qty", "amount", "count", "pieces", "pcs"),
    "unit": ("unit", "uom", "unit of measure"),
    "revision": ("revision", "rev", "version", "issue"),
    "status": ("status", "state", "lifecycle", "lifecycle status", "release status", "life cycle"),
}
_QUANTITY = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,6})?")
_AS_NEEDED = frozenset({"", "a/r", "ar", "as required", "as needed", "ref", "-", "–"})


@dataclass(frozen=True, slots=True)
class Part:
    """A part as its row has it; ``quantity`` is None where none is stated, or it is used as needed."""

    number: str
    description: str
    quantity: Decimal | None
    unit: str
    revision: str
    status: str
    line: int

    @property
    def released(self) -> bool | None:
        """Whether its status is `released`; None where the list says nothing."""
        return self.status.casefold() == "released" if self.status else None


@dataclass(frozen=True, slots=True)
class PartsList:
    """The parts of a list in the order of its rows, and the rows at fault; no parts at all is no fault."""

    path: str
    columns: frozenset[str]
    parts: tuple[Part, ...]
    faults: tuple[Fault, ...]

    def named(self, number: str) -> tuple[Part, ...]:
        """The parts with a number, compared without case; more than one where the list is ambiguous."""
        wanted = " ".join(number.casefold().split())
        return tuple(part for part in self.parts if " ".join(part.number.casefold().split()) == wanted)


def read_parts(data: bytes, path: str) -> PartsList:
    """The parts in a CSV file's bytes. Rows without a number and ragged ones are faults and not among the parts.

    A number that stands twice and a quantity that is none are faults too; their parts are listed. ``path`` is kept
    for messages. Raises Unreadable as `read_sheet` does; a column with the part number is needed.
    """
    sheet = read_sheet(data, _PART_COLUMNS, ("part number",))
    parts: list[Part] = []
    faults = list(sheet.faults)
    first: dict[str, int] = {}
    for line, cells in sheet.lines:
        number = cells["part number"]
        if not number:
            faults.append(Fault(line, "the row has no part number"))
            continue
        before = first.setdefault(" ".join(number.casefold().split()), line)
        if before != line:
            faults.append(Fault(line, f"the part number `{number[:60]}` stands in line {before} already"))
        quantity = cells.get("quantity", "")
        faults.extend(_no_quantity(line, quantity))
        parts.append(
            Part(
                number=number,
                description=cells.get("description", ""),
                quantity=Decimal(quantity.replace(",", ".")) if _QUANTITY.fullmatch(quantity) else None,
                unit=cells.get("unit", ""),
                revision=cells.get("revision", ""),
                status=cells.get("status", ""),
                line=line,
            )
        )
    return PartsList(path, sheet.columns, tuple(parts), tuple(sorted(faults)))


def _no_quantity(line: int, text: str) -> Iterator[Fault]:
    if not _QUANTITY.fullmatch(text) and text.casefold() not in _AS_NEEDED:
        yield Fault(line, f"`{text[:60]}` is no quantity; a number such as `4` is expected")
