"""What both readers share about inline content: how pieces are merged, trimmed and told to each other.

A reader only says what it met, in the order of the text; the rules of ``Inline`` live here, once, so that
two readers which meet the same things cannot build different pieces.
"""

import re

from opsgate.reading.nodes import Inline, InlineKind

BUSIEST_LEAF = 20_000
"""A paragraph, heading or cell with more markup characters than this is read as plain text, line by line.

Both libraries need time that grows faster than the text on hostile input; no prose comes near this number.
"""

_BLANK = " \t"
_BUSY = re.compile(r"[\[\]<>&*_`!~\\\n#$%+\-:=@^{}]")
_TICKS = re.compile(r"`+")


class Pieces:
    """Collects what a reader meets and gives the finished, flat tuple of pieces."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._pieces: list[Inline | None] = []
        self._leaves: list[str] = []
        self._open: list[tuple[int, int, InlineKind, int, int, str, str]] = []
        self._text: list[str] = []
        self._start = self._end = 0

    def text(self, start: int, end: int, text: str) -> None:
        """Characters a reader sees; adjacent calls become one piece."""
        if not self._text:
            self._start = start
        self._end = end
        self._text.append(text)

    def leaf(self, kind: InlineKind, start: int, end: int, text: str) -> None:
        """A code span or inline HTML."""
        self._flush()
        self._pieces.append(Inline(kind, (start, end), text))
        if kind == "code":
            self._leaves.append(text)

    def line_end(self, start: int, end: int) -> None:
        """A soft or hard break; white space in front of it belongs to nobody."""
        self._trim()
        self._flush()
        self._pieces.append(Inline("break", (start, end), "\n"))
        self._leaves.append(" ")

    def open(self, kind: InlineKind, start: int, end: int, target: str = "", title: str = "") -> None:
        """A piece with pieces inside begins; ``end`` may be given here or with ``close``."""
        self._flush()
        self._open.append((len(self._pieces), len(self._leaves), kind, start, end, target, title))
        self._pieces.append(None)

    def close(self, end: int = -1) -> None:
        """The piece opened last ends."""
        self._flush()
        index, mark, kind, start, known_end, target, title = self._open.pop()
        text = "".join(self._leaves[mark:])
        if kind == "image":
            del self._pieces[index + 1 :]
            self._leaves[mark:] = [text]
        self._pieces[index] = Inline(kind, (start, known_end if end < 0 else end), text, target, title)

    def done(self) -> tuple[Inline, ...]:
        """All pieces, in the order in which they start."""
        self._trim()
        self._flush()
        return tuple(piece for piece in self._pieces if piece is not None)

    def _trim(self) -> None:
        while self._text and self._end > self._start and self._raw[self._end - 1] in _BLANK:
            last = self._text.pop()
            kept = last.rstrip(_BLANK)
            self._end -= len(last) - len(kept)
            if kept:
                self._text.append(kept)
                break
            if not last:
                break

    def _flush(self) -> None:
        if not self._text:
            return
        text = "".join(self._text)
        self._text = []
        start = self._start
        if start and self._raw[start - 1] == "\\":
            start -= 1  # the run begins with an escaped character: its backslash belongs to it
        if text:
            self._pieces.append(Inline("text", (start, self._end), text))
            self._leaves.append(text)


def too_busy(content: str) -> bool:
    """Whether a leaf's content is to be read as plain text: see ``BUSIEST_LEAF``."""
    return len(content) > BUSIEST_LEAF and len(_BUSY.findall(content)) > BUSIEST_LEAF


def code_text(inside: str) -> str:
    """The text of a code span from what stands between its backticks, lines already without prefixes."""
    text = inside.replace("\n", " ")
    if text[:1] == text[-1:] == " " and text.strip(" "):
        return text[1:-1]
    return text


def ticks(source: str) -> int:
    """How many backticks open a code span."""
    match = _TICKS.match(source)
    return match.end() if match else 0
