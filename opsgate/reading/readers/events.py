"""What pyromark tells: events with ranges in bytes, and how they become inline pieces."""

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from opsgate.reading.nodes import InlineKind
from opsgate.reading.readers.pieces import Pieces

Range = dict[str, int]
Event = tuple[Any, Range]

_INLINES: dict[str, InlineKind] = {
    "Emphasis": "emphasis",
    "Strong": "strong",
    "Strikethrough": "strike",
    "Link": "link",
    "Image": "image",
}


class Differs(Exception):
    """The reference reader is going to read this document, or this leaf, differently."""


def tell(pieces: Pieces, event: Any, start: int, end: int, raw: str) -> None:
    """Tell one inline event to ``pieces``."""
    if type(event) is str:
        first = end - 1
        if first > start and raw[first - 1] == "\r":
            first -= 1
        pieces.line_end(first - 1 if raw[start] == "\\" else first, end)
        return
    ((key, value),) = event.items()
    if key == "Text":
        pieces.text(start, end, value)
    elif key == "End":
        pieces.close()
    elif key == "Code":
        _on_one_line(raw, start, end)
        pieces.leaf("code", start, end, value)
    elif key == "Start":
        if type(value) is str:
            pieces.open(_INLINES[value], start, end)
        else:
            ((tag, data),) = value.items()
            target, kind = data["dest_url"], data["link_type"]
            if kind == "Email":
                target = "mailto:" + target
            elif kind == "Collapsed":
                end += 2  # pyromark leaves out the empty brackets
            if "\n" in data["title"] or "\ufffd" in target:
                raise Differs
            pieces.open(_INLINES[tag], start, end, target, data["title"])
    else:
        _on_one_line(raw, start, end)
        pieces.leaf("html", start, end, value)


def _on_one_line(raw: str, start: int, end: int) -> None:
    """Refuse what runs over lines: pyromark keeps their indent, which is no content."""
    if "\n" in raw[start:end]:
        raise Differs


def name(tag: Any) -> str:
    """The name of a tag, whether it carries data or not."""
    if type(tag) is str:
        return tag
    return str(next(iter(tag)))


_WIDE = re.compile(r"[^\x00-\x7f]")


def places(text: str, start: int) -> Callable[[int], int]:
    """From byte offsets in the UTF-8 form of a text to offsets into the document that it is the tail of."""
    if text.isascii():
        return (lambda offset: offset) if not start else (lambda offset: offset + start)
    ends: list[int] = []
    shifts = [start]
    extra = 0
    for match in _WIDE.finditer(text):
        code = ord(match[0])
        extra += 1 if code < 0x800 else 2 if code < 0x10000 else 3
        ends.append(match.end() + extra)
        shifts.append(start - extra)
    return lambda offset: offset + shifts[bisect_right(ends, offset)]
