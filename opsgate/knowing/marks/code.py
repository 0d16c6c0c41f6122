"""The commands that a document gives its reader: in fences, in indented code, and in words such as ``curl …``."""

import re
from collections.abc import Iterator

from opsgate.knowing.programs import programs
from opsgate.reading.outline import Outline, once
from opsgate.reading.shell import Script, parse_line, scripts
from opsgate.words.patterns import lazy
from opsgate.words.text import Span

_INLINE = lazy(r"`[ \t]*(?:\$[ \t]+|sudo[ \t]+)?(?:[a-z][\w.-]*|\.{0,2}/[\w./-]+)[ \t]+(?=[^`\n]*[ :=]\d\d)[^`\n]*`")
_FIRST = lazy(
    r"[ \t]*(?:(?:sudo|if|then|else|do|while|until|!|\{)[ \t]+|[A-Za-z_]\w*=\S*[ \t]+)*([a-z][\w.-]*)(?=[ \t;|&)]|$)"
)
_LOOP = lazy(r"[ \t]*(?:for[ \t]+\w+[ \t]+in\b|while[ \t]|until[ \t]|if[ \t]+[\[!(]|case[ \t].*[ \t]in\b)")
_VALUE = lazy(r"\$(?:[A-Z_][A-Z0-9_]*\b|\{[A-Za-z_]|\([a-z])", re.ASCII)
_MARKS = lazy(r"`+")
_MOST = 400
_LONGEST = 4000


def code(outline: Outline) -> tuple[Script, ...]:
    """Shell code of a document's blocks, in order."""
    return scripts(outline)


def unread(outline: Outline) -> Iterator[Span]:
    """The first line of each block of shell code of which nobody can tell what it needs, in order.

    These are lines that the grammar could not read, or that are too many to be read, where a program that is known, a
    loop or a variable stands; output that is labelled as shell has none of these.
    """
    for script in scripts(outline):
        line = next((line for line in script.unread if _is_code(outline.raw[slice(*line)])), None)
        if line is not None:
            yield (line[0], line[0] + len(outline.raw[slice(*line)].rstrip()))


def _is_code(line: str) -> bool:
    line = line[:_LONGEST].rstrip()
    if line.lstrip().startswith("#"):
        return False
    first, known = _FIRST.match(line), programs()
    name = first[1] if first else ""
    listed = name in known.by_program and not known.english(name)
    return listed or _LOOP.match(line) is not None or _VALUE.search(line) is not None


@once
def inline(outline: Outline) -> tuple[Script, ...]:
    """Inline code that may be a command and has a number in it, in order, at most the first few hundred."""
    found: list[Script] = []
    for block in outline.matching(_INLINE):
        for piece in block.inlines if block.kind in ("paragraph", "cell") else ():
            if piece.kind != "code" or len(found) >= _MOST:
                continue
            start, end = piece.span
            marks = _MARKS.match(outline.raw, start)
            width = len(marks[0]) if marks else 0
            if _INLINE.fullmatch(f"`{outline.raw[start + width : end - width].strip('`')}`"):
                found.append(parse_line(outline.raw, (start + width, end - width)))
    return tuple(found)
