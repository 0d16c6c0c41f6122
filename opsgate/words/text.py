r"""Text with exact positions: offsets count code points from 0, lines and columns count from 1."""

import re
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple, TypeAlias

_LINE_END = re.compile(r"\r\n|\n|\r")

Span: TypeAlias = tuple[int, int]
"""Half-open range of code-point offsets into a text."""


class Position(NamedTuple):
    """A line and a column, both counted from 1; the column counts code points."""

    line: int
    column: int


class Text:
    r"""A document's characters and where its lines begin.

    Lines end as in CommonMark: at ``\\n``, ``\\r\\n`` or a lone ``\\r``, and nowhere else
    (``str.splitlines`` also breaks at form feeds and Unicode separators).
    A byte order mark is not part of the text; ``bom`` remembers it for writing back.
    """

    def __init__(self, raw: str) -> None:
        self.bom = raw.startswith("\ufeff")
        self.raw = raw[1:] if self.bom else raw

    def __len__(self) -> int:
        return len(self.raw)

    @cached_property
    def starts(self) -> list[int]:
        """Offset of the first character of every line."""
        return [0, *(match.end() for match in _LINE_END.finditer(self.raw))]

    def position(self, offset: int) -> Position:
        """Line and column of an offset; the offset just past the end is a position too."""
        offset = max(0, min(offset, len(self.raw)))
        line = bisect_right(self.starts, offset)
        return Position(line, offset - self.starts[line - 1] + 1)

    def offset(self, line: int, column: int) -> int:
        """Offset of a line and column, clamped to the text."""
        line = max(1, min(line, len(self.starts)))
        return max(0, min(self.starts[line - 1] + column - 1, len(self.raw)))

    def line(self, number: int) -> str:
        """The characters of a line (from 1), without its line end."""
        start = self.starts[number - 1]
        end = self.starts[number] if number < len(self.starts) else len(self.raw)
        return self.raw[start:end].rstrip("\r\n")

    def utf16(self, position: Position) -> Position:
        """The same position with its column in UTF-16 code units, as editors count (still from 1)."""
        return Position(position.line, len(self._before(position).encode("utf-16-le", "surrogatepass")) // 2 + 1)

    def utf8(self, position: Position) -> Position:
        """The same position with its column in bytes of UTF-8 (still from 1), those of a byte order mark included."""
        mark = len("\ufeff".encode()) if self.bom and position.line == 1 else 0
        return Position(position.line, mark + len(self._before(position).encode("utf-8", "surrogatepass")) + 1)

    def _before(self, position: Position) -> str:
        """What stands on its line before a position; for one inside of a line end, the whole line with that part."""
        start = self.starts[position.line - 1]
        return self.raw[start : start + position.column - 1]
