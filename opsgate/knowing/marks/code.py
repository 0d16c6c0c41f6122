"""The commands that a document gives its reader: in fences, in indented code, and in words such as ``curl …``."""

from opsgate.reading.outline import Outline, once
from opsgate.reading.shell import Script, parse_line, scripts
from opsgate.words.patterns import lazy

_INLINE = lazy(r"`[ \t]*(?:\$[ \t]+|sudo[ \t]+)?(?:[a-z][\w.-]*|\.{0,2}/[\w./-]+)[ \t]+(?=[^`\n]*[ :=]\d\d)[^`\n]*`")
_MARKS = lazy(r"`+")
_MOST = 400


def code(outline: Outline) -> tuple[Script, ...]:
    """Shell code of a document's blocks, in order."""
    return scripts(outline)


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
