"""What fixes would change, as a unified diff that ``git apply`` and ``patch`` take."""

import difflib
import re
from collections.abc import Iterator

from opsgate.edges.output.paint import Paint, visible

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NO_END = "\\ No newline at end of file"
_PLAIN_NAME = re.compile(r"[^\x00-\x1f\x7f\"\\]+")


def patch(path: str, before: str, after: str, paint: Paint, *, shown: bool) -> str:
    """The change of one file; on a terminal (``shown``) control characters are spelt out, line ends left out."""
    lines = difflib.unified_diff(_LINE.findall(before), _LINE.findall(after), _name("a", path), _name("b", path))
    return "".join(_painted(lines, paint, shown=shown))


def _painted(lines: Iterator[str], paint: Paint, *, shown: bool) -> Iterator[str]:
    head = True
    for line in lines:
        head = head and not line.startswith("@@")
        text, end = (line[:-1], "\n") if line.endswith("\n") else (line, "")
        if shown:
            text = visible(text.removesuffix("\r"))
        style = "bold" if head else {"@": "cyan", "+": "green", "-": "red"}.get(line[:1])
        yield (paint(style, text) if style else text) + (end or f"\n{_NO_END}\n")


def _name(side: str, path: str) -> str:
    """A path as git writes it in a diff: in quotes where it holds what would break the line."""
    name = f"{side}/{path}"
    if _PLAIN_NAME.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\{ord(match[0]):03o}", escaped) + '"'
