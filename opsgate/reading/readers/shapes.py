"""What both readers share about blocks: where table cells, code lines and trimmed ends are."""

import re
from collections.abc import Iterator

from opsgate.words.text import Span

BLANK = " \t"
SPACE = " \t\r\n"
DEEPEST = 100
"""Containers nested deeper than this (a quote counts one, a list two) are read as paragraph text.

Without a bound, 10,000 ``>`` in a row would exhaust Python's stack in the reference reader.
"""

_PIPE = re.compile(r"\|")
_LABEL = re.compile(r"\[((?:[^\]\\]|\\.)*)\]", re.DOTALL)
_TASK = re.compile(r"\[([ \txX])\](?=[ \t\r\n]|$)")


def trimmed(raw: str, start: int, end: int) -> int:
    """Where ``raw[start:end]`` ends once white space after it is cut."""
    return start + len(raw[start:end].rstrip(SPACE))


def cells(raw: str, start: int, end: int, columns: int) -> tuple[Span, ...]:
    """Spans of a row's cells, trimmed; ``end`` is the end of the row's line.

    A pipe separates cells unless a backslash stands right before it. An empty cell lies right after the pipe
    that opens it, missing cells lie at the end of the row, surplus cells are dropped, as GFM says.
    """
    end = start + len(raw[start:end].rstrip(SPACE))
    found: list[Span] = []
    begin = start
    for match in _PIPE.finditer(raw, start, end):
        at = match.start()
        if at > start and raw[at - 1] == "\\":
            continue
        if at > start:
            found.append(_cell(raw, begin, at))
        begin = at + 1
    if begin < end:
        found.append(_cell(raw, begin, end))
    del found[columns:]
    found.extend([(end, end)] * (columns - len(found)))
    return tuple(found)


def _cell(raw: str, start: int, end: int) -> Span:
    text = raw[start:end]
    bare = text.strip(BLANK)
    if not bare:
        return start, start
    first = start + len(text) - len(text.lstrip(BLANK))
    return first, first + len(bare)


def code_lines(text: str, ends: Iterator[int], raw: str) -> tuple[Span, ...]:
    """Spans of code lines, given the code and where the lines end in the document.

    A code line is the tail of its line in the document, whatever containers took off the front. Only where part
    of a tab was taken does the code begin with spaces that stand nowhere in the document: these have no place.
    """
    spans: list[Span] = []
    for line, end in zip(text.removesuffix("\n").split("\n"), ends, strict=False):
        start = end - len(line)
        if start < 0 or (line[:1] == " " and raw[start:end] != line):
            start = end - len(line.lstrip(" "))
        spans.append((start, end))
    return tuple(spans)


def ended(text: str) -> str:
    """Code or HTML as a renderer gives it: every line ended, the last one too."""
    return text if not text or text.endswith("\n") else text + "\n"


def task(raw: str, start: int, end: int) -> tuple[bool, int] | None:
    """Whether an item's text begins with ``[ ]`` or ``[x]``: checked or not, and where the box ends."""
    match = _TASK.match(raw, start, end)
    return (match[1] in "xX", match.end()) if match else None


def label(raw: str, start: int, end: int) -> str:
    """The label of the definition that stands here, as written, white space collapsed."""
    match = _LABEL.match(raw, start, end)
    return " ".join(match[1].split()) if match else ""
