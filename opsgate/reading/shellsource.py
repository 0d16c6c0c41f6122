"""Shell code as the grammar gets it, with the way back to the document."""

import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from opsgate.words.text import Span


@dataclass(frozen=True)
class Source:
    """Code as the grammar gets it, with the way back: ``code`` has a line for each span of ``lines``.

    ``held`` are the spans, in the code, of placeholders that stand-ins cover. Code is ASCII: bytes are characters.
    """

    raw: str
    lines: tuple[Span, ...]
    code: str
    held: tuple[Span, ...] = ()

    def at(self, offset: int) -> int:
        """The offset in the document of an offset in the code."""
        index = self._line(offset)
        start, end = self.lines[index]
        return min(start + offset - self._starts[index], end)

    def span(self, start: int, end: int) -> Span:
        """The span in the document of a span in the code; a line end at its end is left out."""
        return (self.at(start), self.at(end - 1) + 1 if end > start and self.code[end - 1] != "\n" else self.at(end))

    def text(self, start: int, end: int) -> str:
        """What the document has there, the lines of the code alone."""
        line = self._line(start)
        shift = self.lines[line][0] - self._starts[line]
        if end + shift <= self.lines[line][1]:
            return self.raw[start + shift : end + shift]
        first, last = self.at(start), self.at(end)
        above, below = self._line(start), self._line(end)
        if above == below:
            return self.raw[first:last]
        return "\n".join(self.raw[max(first, a) : min(last, b)] for a, b in self.lines[above : below + 1])

    def line_end(self, offset: int) -> int:
        """The end of the line that holds an offset of the document."""
        index = bisect_right(self.lines, (offset, len(self.raw) + 1)) - 1
        return max(offset, self.lines[index][1]) if index >= 0 else offset

    def whole_lines(self, start: int, end: int) -> Span:
        """The span in the document of the lines that a span of the code touches, with the last one's end."""
        above, below = self._line(start), self._line(max(start, end - 1))
        return (self.lines[above][0], self.lines[below][1] + 1)

    def parts(self) -> Iterator[tuple[Span, Span]]:
        """The span of each line in the document, and in the code."""
        for line, start in zip(self.lines, self._starts, strict=True):
            yield line, (start, start + line[1] - line[0])

    def holds(self, start: int, end: int) -> bool:
        """Whether a placeholder stands in a span of the code."""
        index = bisect_right(self.held, (end, -1)) - 1
        return index >= 0 and self.held[index][0] < end and self.held[index][1] > start

    def _line(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for start, end in self.lines:
            starts.append(at)
            at += end - start + 1
        return starts


def within(span: Span, spans: Sequence[Span]) -> bool:
    """Whether a span begins in one of the spans, which are sorted and apart."""
    if not spans:
        return False
    index = bisect_right(spans, (span[0], sys.maxsize)) - 1
    return index >= 0 and span[0] < spans[index][1]


def lines_of(source: Source, errors: list[Span]) -> list[Span]:
    """The lines, in the document, that errors touch, sorted and apart."""
    spans: list[Span] = []
    for start, end in sorted(source.whole_lines(*error) for error in errors):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans
