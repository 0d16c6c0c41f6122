"""Where the two Markdown libraries are known to differ, found cheaply before a reader commits itself."""

import re

from opsgate.reading.readers.pieces import BUSIEST_LEAF

_LONE_RETURN = re.compile(r"\r(?!\n)")
_ODD = ("\0", "\v", "\f")


def of_text(text: str) -> bool:
    """Whether a document's characters alone are reason to let the reference reader read it."""
    return any(odd in text for odd in _ODD) or ("\r" in text and bool(_LONE_RETURN.search(text)))


def closed(raw: str, start: int, end: int) -> bool:
    """Whether a fence that ends here ends with its closing fence."""
    marker = raw[start]
    size = start
    while size < end and raw[size] == marker:
        size += 1
    last = end
    while last > size and raw[last - 1] == marker:
        last -= 1
    return end - last >= size - start and "\n" in raw[size:last]


def of_leaf(source: str) -> bool:
    """Whether the two libraries may read a leaf's inline content differently."""
    return len(source) > BUSIEST_LEAF or source.count("[") > 18
