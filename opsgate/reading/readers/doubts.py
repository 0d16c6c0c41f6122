"""Where the two Markdown libraries are known to differ, found cheaply before a reader commits itself."""

import re
from collections import Counter
from collections.abc import Iterable

from opsgate.reading.readers.pieces import BUSIEST_LEAF
from opsgate.reading.readers.shapes import BLANK

_LONE_RETURN = re.compile(r"\r(?!\n)")
_TILDES = re.compile(r"[^\s~]~+[^\s~]|[^\s~]~(?!~)|~~~")
_BRACKETS_IN_LABEL = re.compile(r"\]\[[^\]]*\[")
_DELIMITERS = re.compile(r"[ \t>]*(?!-[ \t])(\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?)[ \t]*(?=\r?\n|\Z)")
_MAYBE_DELIMITERS = re.compile(r"\n[ \t>]*[|:-][|: \t-]*(?=\r?\n|\Z)")
_EMPTY = re.compile(r"[ \t>]*(?:\r?\n|\Z)")
_LABEL = r"\[((?:\\.|[^\[\]\\])+)\]:"
_DEFINED = re.compile(rf"^[ \t>*+\-\d.)]*{_LABEL}", re.MULTILINE)
_STARTER = (
    r"`{3}|~{3}|#{1,6}[ \t\r\n]|[-+*](?:[ \t]|\r?$)|([-*_=])(?:[ \t]*\2)*[ \t]*\r?$"
    r"|\d{1,9}[.)](?:[ \t]|\r?$)|<[a-zA-Z/!?]"
)
_LAZY = re.compile(rf"\n([ \t>]*)(?:{_STARTER})|\n(?: {{4}}|\t)[ \t]*>", re.MULTILINE)
_LAZY_QUOTE = re.compile(r"\n[ \t]*>")
_TABBED_BOX = re.compile(r"[-*+.)][ \t]*\t[ \t]*\[[ xX]\]")  # a box for pyromark, indented code for markdown-it
# A raw tag in capitals may end its block or not; a space beyond ASCII may end the name of a tag or not.
_RAW_TAG = re.compile(
    r"<(?!script|pre|style|textarea)(?i:script|pre|style|textarea)\b|</?[A-Za-z][A-Za-z0-9-]*[^\x00-\x7f]"
)
_MANY = 1_000_000
_ODD = ("\0", "\v", "\f")


def of_text(text: str) -> bool:
    """Whether a document's characters alone are reason to let the reference reader read it."""
    return (
        any(odd in text for odd in _ODD)
        or ("\r" in text and bool(_LONE_RETURN.search(text)))
        or ("\t" in text and bool(_TABBED_BOX.search(text)))
        or bool(_RAW_TAG.search(text))
    )


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
    if len(source) > BUSIEST_LEAF or source.count("[") > 18:
        return True
    if "<!" in source or "\t#" in source:  # comments that end in --->, half CDATA, headings closed after a tab
        return True
    if "\\\\|" in source or ("](" in source and ("\\\n" in source or "\\\r" in source)):
        return True  # a run that begins with two escapes, a line end escaped in a link's target
    if "][" in source and _BRACKETS_IN_LABEL.search(source):  # no label for pyromark, a label without definition else
        return True
    return source.count("~") > 1 and bool(_TILDES.search(source))


def of_paragraph(raw: str, start: int, end: int, in_item: bool, in_quote: bool) -> bool:
    """Whether a paragraph of several lines may not be one for both.

    Only markdown-it lets a table interrupt a paragraph; and on a lazy line, one indented less than its container
    asks for, it takes what begins with a block's marker for that block.
    """
    source = raw[start:end]
    if "|" in source and _MAYBE_DELIMITERS.search(source):
        return True
    if in_quote or not in_item:
        return in_quote and bool(_LAZY.search(source))
    before = raw[raw.rfind("\n", 0, start) + 1 : start]
    enough = _MANY if "\t" in before else len(before)
    lazy = (match[1] for match in _LAZY.finditer(source))
    return bool(_LAZY_QUOTE.search(source)) or any(not indent or len(indent) < enough for indent in lazy)


def of_table(raw: str, rows: list[int], header: int) -> bool:
    """Whether the row below the header, which ends at ``header``, is a delimiter row for pyromark alone.

    Or whether a row is indented deeper than it: code for markdown-it, a row for pyromark.
    """
    delimiters = _DELIMITERS.match(raw, raw.find("\n", header) + 1)
    if not delimiters:
        return True
    indent = _indent(raw, delimiters.start(1))
    return any(_indent(raw, row) > indent or raw[row] == "\u00a0" for row in rows)


def _indent(raw: str, at: int) -> int:
    before = at
    while before and raw[before - 1] in BLANK:
        before -= 1
    return at - before


def of_definition(raw: str, start: int, end: int) -> bool:
    """Whether what follows a definition at once may be read differently.

    For pyromark a definition is the head of a paragraph, which goes on below it; for markdown-it it is over.
    Another definition in the same container, or an empty line, is safe.
    """
    line = max(raw.rfind("\n", 0, start), raw.rfind("\r", 0, start)) + 1
    after = raw.find("\n", end) + 1
    prefix = raw[line:start]
    if not after or _EMPTY.match(raw, after):
        return False
    return not raw.startswith(prefix + "[", after)


def of_definitions(text: str, labels: Iterable[str]) -> bool:
    """Whether a label seems to be defined again: pyromark does not tell where."""
    seen = Counter(" ".join(found.split()).casefold() for found in _DEFINED.findall(text))
    return any(seen[label.casefold()] > 1 for label in labels)


def of_label(raw: str, start: int, end: int) -> bool:
    """Whether a leaf could have been a definition."""
    return raw.find("\n", start, end) >= 0 and bool(_DEFINED.match(raw[start:end]))


def of_head(raw: str, start: int, end: int) -> bool:
    """Whether a heading or HTML could be the head of a table, which markdown-it looks for before anything else."""
    if "|" not in raw[start:end]:
        return False
    below = raw.find("\n", end)
    stop = raw.find("\n", below + 1) if below >= 0 else len(raw)
    return bool(_MAYBE_DELIMITERS.search(raw, start, stop + 1 if stop >= 0 else len(raw)))


def of_rule(raw: str, start: int) -> bool:
    """Whether a rule could be the delimiter row of a table whose head is the line above it."""
    line = raw.rfind("\n", 0, start)
    return line > 0 and raw[start] == "-" and raw.find("|", raw.rfind("\n", 0, line) + 1, line) >= 0
