"""Shell code in a document, read by a real grammar (tree-sitter-bash): what it runs, what it needs, what it sets.

Nothing here throws or hangs: code that is too large, or that would cost the grammar more than linear time, gives an
empty script that is not ``whole``.
"""

import re
from collections.abc import Iterable, Sequence

from opsgate.reading.consoles import code_lines
from opsgate.reading.nodes import Block
from opsgate.reading.outline import Outline, Section, once
from opsgate.reading.shellnodes import Assigned, Command, Heredoc, Read, Redirect, Script, Word
from opsgate.reading.shellsource import Source
from opsgate.reading.shelltree import read_tree
from opsgate.words.patterns import lazy
from opsgate.words.text import Span

__all__ = [
    "Assigned",
    "Command",
    "Heredoc",
    "Read",
    "Redirect",
    "Script",
    "Word",
    "parse_line",
    "read_block",
    "scripts",
]

MAX_BLOCK = 48 * 1024
MAX_DOCUMENT = 192 * 1024
_COSTLY = {"|": 250, "(": 400, "<<": 100, "[[": 150}
_PLACEHOLDERS = lazy(
    r"""
      <<[A-Za-z][A-Za-z_ -]*>>
    | (?<!<)<[A-Za-z](?:[^<>\n|&;$"']{0,80}[^<>\n|&;$"'\s])?>
    | (?<![\w\]$\[])\[[A-Z][A-Za-z0-9]*(?:[ _/-][A-Za-z0-9]+)*\](?=[\s/:@.,"'-]|$)
    | \{\{[^{}\n]{0,80}\}\}
    """,
    re.VERBOSE,
)
_PROMPT = lazy(r"\s*\$\s+")
_TRAILING = lazy(r"\\([ \t]+)(?=\n)")
_NOT_ASCII = lazy(r"[^\t\n -~]")


@once
def scripts(outline: Outline) -> tuple[Script, ...]:
    """All shell code of a document's fences and indented code, in document order.

    Where a block ends in a shell that it opened elsewhere, the next blocks of its section are typed into that shell.
    """
    found = []
    size = 0
    inside: Section | None = None
    for block in outline.walk():
        if block.kind not in ("fence", "code"):
            continue
        if size > MAX_DOCUMENT:
            lines = code_lines(outline.raw, block)
            if lines is not None:
                found.append(_unread(lines[0], console=lines[1], block=block))
            continue
        section = outline.section_at(block.span[0])
        script = read_block(outline.raw, block, elsewhere=inside is section)
        if script is not None:
            found.append(script)
            size += block.span[1] - block.span[0]
            inside = section if script.opens else None
    return tuple(found)


def read_block(raw: str, block: Block, *, elsewhere: bool = False) -> Script | None:
    """The shell code of a fence or of indented code; None where it is something else.

    Shell are blocks labelled so, console transcripts, and unlabelled blocks with ``$`` prompts. ``elsewhere`` says
    that it is typed into a shell on another machine or in a container.
    """
    found = code_lines(raw, block)
    if found is None:
        return None
    lines, console = found
    return _read(raw, lines, elsewhere=elsewhere, console=console, block=block)


def parse_line(raw: str, span: Span) -> Script:
    """The shell code of a stretch of the text, such as the inside of inline code; a prompt before it is left out."""
    start, end = span
    match = _PROMPT.match(raw, start, end)
    return _read(raw, ((match.end() if match else start, end),), console=match is not None)


def _read(
    raw: str, lines: Sequence[Span], *, elsewhere: bool = False, console: bool, block: Block | None = None
) -> Script:
    text = "\n".join(raw[start:end] for start, end in lines)
    if len(text) > MAX_BLOCK or any(text.count(mark) > most for mark, most in _COSTLY.items()):
        return _unread(lines, console=console, block=block)
    return read_tree(Source(raw, tuple(lines), *neutral(text)), console=console, block=block, elsewhere=elsewhere)


def _unread(lines: Sequence[Span], *, console: bool, block: Block | None) -> Script:
    return Script(tuple(lines), console=console, whole=False, unread=tuple(lines), block=block)


def neutral(text: str) -> tuple[str, tuple[Span, ...]]:
    """The text with stand-ins of the same length for what would derail the grammar, and where they are."""
    text = _TRAILING.sub(lambda match: match[1] + "\\", text)
    held = tuple(match.span() for match in _PLACEHOLDERS.finditer(text))
    text = _NOT_ASCII.sub(lambda match: " " if match[0].isspace() else "%", text)
    return _cover(text, held), held


def _cover(text: str, spans: Iterable[Span]) -> str:
    pieces, last = [], 0
    for start, end in spans:
        pieces += [text[last:start], "P" * (end - start)]
        last = end
    return "".join([*pieces, text[last:]])
