"""CSV files as people export them: bytes to rows of cells with their lines, and back."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from opsgate.reading.outline import same
from opsgate.words.errors import OpsgateError

SEPARATORS = {",": "`,`", ";": "`;`", "\t": "a tab", "|": "`|`"}
_SAID = re.compile(r"sep=(.)(?:\r\n|\n|\r|\Z)", re.IGNORECASE)
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in a file that could not be taken as it is: its line (from 1), what it is, and how to mend it."""

    file: str
    line: int
    message: str
    hint: str = ""
    column: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Record:
    """A row: the line (from 1) on which it begins, and a cell for each column of the header."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file's header and rows; ``problems`` are rows that nobody can tell the cells of, and that are left out."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Record, ...]
    problems: tuple[Problem, ...] = ()
    delimiter: str = ","


def read_table(
    name: str,
    data: bytes,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    known: Collection[str] = (),
    guarded: bool = True,
) -> Table:
    """The table in a file's bytes; ``known`` are names of columns, by which the separator is told.

    Where cells are ``guarded``, the quote that keeps a spreadsheet from running one as a formula is taken off. Raises
    OpsgateError for a file that is no such table: empty, of another encoding, without rows, with a quote left open.
    """
    raw = _decoded(name, data, encoding)
    nul = raw.find("\0")
    if nul >= 0:
        raise OpsgateError(f"{name}:{_line(raw, nul)}: a NUL character stands here; is it a CSV file?")
    if not raw.strip(" \t\r\n"):
        raise OpsgateError(f"{name}: the file is empty; a header and at least one row are expected")
    said = _SAID.match(raw)
    parted = separator(delimiter) or (separator(said[1]) if said else None) or _told(name, raw, known)
    records = list(_records(name, raw[said.end() :] if said else raw, parted, 1 if said else 0))
    if not records:
        raise OpsgateError(f"{name}: there is no header; its first line names the columns")
    (line, titles), *body = records
    take = unguarded if guarded else str
    header = _header(name, line, [take(title).strip(" \t\r\n") for title in titles])
    rows, problems = [], []
    for at, cells in body:
        fault = _ragged(name, at, cells, header, parted)
        if fault is not None:
            problems.append(fault)
        elif any(cell.strip(" \t\r\n") for cell in cells):
            padded = [*cells, *[""] * (len(header) - len(cells))][: len(header)]
            rows.append(Record(at, tuple(cleaned(take(cell)) for cell in padded)))
    if not rows and not problems:
        raise OpsgateError(f"{name}:{line}: there is a header, and no row below it; nothing to import")
    return Table(name, header, tuple(rows), tuple(problems), parted)


def cleaned(cell: str) -> str:
    r"""A cell as it is compared and placed: lines end in ``\n``; no blank lines around it, no blanks behind it.

    Blanks in front go too, unless it has several lines: there they may make code of the first.
    """
    text = _LINE_END.sub("\n", cell).rstrip(" \t\n")
    text = re.sub(r"\A(?:[ \t]*\n)+", "", text)
    return text if "\n" in text else text.lstrip(" \t")


def unguarded(cell: str) -> str:
    """A cell without the one quote that guards it, where it has one."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula; ``unguarded`` gives it back as it was."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def written(header: Sequence[str], rows: Iterable[Sequence[str]], *, delimiter: str = ",", raw: bool = False) -> str:
    r"""A CSV text, lines ending in ``\n``, formulas guarded unless ``raw``."""
    lines = []
    for row in (header, *rows):
        cells = [quoted(cell if raw else guarded(cell), delimiter) for cell in row]
        lines.append('""' if cells == [""] else delimiter.join(cells))
    return "\n".join(lines) + "\n"


def quoted(cell: str, delimiter: str) -> str:
    """A cell as it stands in a CSV file: in quotes where it holds what parts cells or lines, or blanks at an end."""
    plain = not re.search(f'["\r\n{re.escape(delimiter)}]|\\A\\s|\\s\\Z', cell)
    return cell if plain else '"' + cell.replace('"', '""') + '"'


def separator(given: str | None) -> str | None:
    r"""What somebody gave as the separator, checked; ``tab`` and ``\t`` mean a tab."""
    if given is None:
        return None
    named = {"tab": "\t", "\\t": "\t"}.get(given.lower(), given)
    if len(named) != 1 or named in '"\r\n\0 ':
        raise OpsgateError(f"`{given}` separates no cells; give one character, such as `;`, or `tab`")
    return named


def _decoded(name: str, data: bytes, encoding: str | None) -> str:
    found = encoding or next((codec for bom, codec in _BOMS.items() if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(found)
    except (LookupError, TypeError) as error:
        raise OpsgateError(f"`{found}` is no encoding that is known here; try cp1252, latin-1 or utf-16") from error
    except UnicodeDecodeError as error:
        head = data[: error.start]
        line = len(re.findall(rb"\r\n|\n|\r", head)) + 1
        way = "--encoding cp1252" if encoding is None else "another --encoding"
        raise OpsgateError(
            f"{name}:{line}: not {found.removesuffix('-sig').upper()}: byte 0x{data[error.start]:02x} "
            f"at offset {error.start} cannot be read; save the file as UTF-8, or use {way}"
        ) from error
    except UnicodeError as error:
        raise OpsgateError(f"{name}: cannot be read as {found}: {error}") from error
    if not isinstance(text, str):
        raise OpsgateError(f"`{found}` is no encoding of text; try cp1252, latin-1 or utf-16")
    return text.removeprefix("\ufeff")


def _line(raw: str, offset: int) -> int:
    return len(_LINE_END.findall(raw, 0, offset)) + 1


def _told(name: str, raw: str, known: Collection[str]) -> str:
    """The separator with which the header has the most of the known columns; of equals, the most columns."""
    wanted = {same(word) for word in known}
    start = re.compile(r"[ \t\r\n]*").match(raw)
    begin = start.end() if start else 0

    def found(separator: str) -> tuple[int, int]:
        try:
            _, header = next(_records(name, raw[begin:], separator, 0), (0, []))
        except OpsgateError:
            return (-1, 0)
        return (sum(same(unguarded(cell)) in wanted for cell in header), len(header))

    return max(SEPARATORS, key=found)


def _records(name: str, raw: str, separator: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """The lines on which records begin, and their cells; lines with nothing but blanks are no records."""
    reader = csv.reader(io.StringIO(raw, newline=""), delimiter=separator, strict=True)
    start = 1 + skipped
    try:
        for cells in reader:
            if len(cells) > 1 or any(cell.strip(" \t") for cell in cells):
                yield start, cells
            start = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise OpsgateError(f"{name}:{start}: {_why(str(error))}") from error


def _why(said: str) -> str:
    if "unexpected end" in said:
        return 'a quote that opens in this row is never closed; close it, and write a quote inside a cell as `""`'
    if "field larger" in said:
        return f"a cell of this row is longer than the {csv.field_size_limit():,} characters that are read"
    if "expected after" in said:
        return 'text follows a closing quote in this row; write a quote inside a quoted cell as `""`'
    return f"the row cannot be read: {said}"


def _header(name: str, line: int, titles: Sequence[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    for number, title in enumerate(titles, 1):
        before = seen.setdefault(title.casefold(), number) if title else number
        if before != number:
            raise OpsgateError(f"{name}:{line}: columns {before} and {number} are both called “{title}”; rename one")
    if not any(titles):
        raise OpsgateError(f"{name}:{line}: the header names no column")
    return tuple(titles)


def _ragged(name: str, line: int, cells: Sequence[str], header: Sequence[str], separator: str) -> Problem | None:
    """What is wrong with a row that has other cells than the header has columns; nobody knows which is which."""
    named = max((number for number, title in enumerate(header, 1) if title), default=0)
    said = SEPARATORS.get(separator, f"`{separator}`")
    if len(cells) < named:
        message = f"the row has {len(cells)} of {named} cells; it is left out"
        return Problem(name, line, message, f"write all of its cells with {said} between them, an empty one too")
    surplus = [cell for cell in cells[len(header) :] if cell.strip(" \t\r\n")]
    if surplus:
        message = f"the row has {len(cells)} cells, the header {len(header)}; it is left out"
        return Problem(name, line, message, f"put a cell that holds {said} in quotes, or name the further column")
    return None
