"""What fixes would change, as a unified diff that ``git apply`` and ``patch`` take."""

import difflib
import re
from collections.abc import Iterator, Sequence

from opsgate.edges.output.paint import Paint, visible

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NO_END = "\\ No newline at end of file"
_WINDOWS = (16, 64, 400)
_CONTEXT = 3
_PLAIN_NAME = re.compile(r"[^\x00-\x1f\x7f\"\\]+")


def patch(path: str, before: str, after: str, paint: Paint, *, shown: bool) -> str:
    """The change of one file; on a terminal (``shown``) control characters are spelt out, line ends left out."""
    if before == after:
        return ""
    names = (f"--- {_name('a', path)}\n", f"+++ {_name('b', path)}\n")
    return "".join(_painted(iter([*names, *_hunks(_LINE.findall(before), _LINE.findall(after))]), paint, shown=shown))


Step = tuple[str, int, int, int, int]
"""One step from a text to another as ``difflib`` gives it: what is done, lines from and to before, and after."""


def _hunks(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    group: list[Step] = []
    for tag, a, b, c, d in _steps(before, after):
        if tag != "equal":
            group.append((tag, a, b, c, d))
        elif not group:
            group = [(tag, max(a, b - _CONTEXT), b, max(c, d - _CONTEXT), d)]
        elif b - a > 2 * _CONTEXT:
            yield from _hunk(before, after, [*group, (tag, a, a + _CONTEXT, c, c + _CONTEXT)])
            group = [(tag, b - _CONTEXT, b, d - _CONTEXT, d)]
        else:
            group.append((tag, a, b, c, d))
    if any(tag != "equal" for tag, *_ in group):
        tag, a, b, c, d = group[-1]
        end = (tag, a, min(b, a + _CONTEXT), c, min(d, c + _CONTEXT)) if tag == "equal" else group[-1]
        yield from _hunk(before, after, [*group[:-1], end])


def _hunk(before: Sequence[str], after: Sequence[str], group: Sequence[Step]) -> Iterator[str]:
    if all(tag == "equal" for tag, *_ in group):
        return
    yield f"@@ -{_lines(group[0][1], group[-1][2])} +{_lines(group[0][3], group[-1][4])} @@\n"
    for tag, a, b, c, d in group:
        if tag == "equal":
            yield from (f" {line}" for line in before[a:b])
        else:
            yield from (f"-{line}" for line in before[a:b])
            yield from (f"+{line}" for line in after[c:d])


def _lines(start: int, stop: int) -> str:
    """Lines as a hunk names them: the first and how many; of none, the one before."""
    count = stop - start
    if count == 1:
        return str(start + 1)
    return f"{start + 1 if count else start},{count}"


def _steps(before: Sequence[str], after: Sequence[str]) -> Iterator[Step]:
    """The steps from a text to another, none like the one before it.

    What differs is compared some lines at a time: all at once takes the square of the number of changes.
    """
    i = j = same = 0
    while i < len(before) or j < len(after):
        if i < len(before) and j < len(after) and before[i] == after[j]:
            i, j, same = i + 1, j + 1, same + 1
            continue
        if same:
            yield "equal", i - same, i, j - same, j
        for tag, p, q, r, s in _nearby(before[i : i + _WINDOWS[-1]], after[j : j + _WINDOWS[-1]]):
            yield tag, i + p, i + q, j + r, j + s
        i, j, same = i + q, j + s, 0
    if same:
        yield "equal", i - same, i, j - same, j


def _nearby(before: Sequence[str], after: Sequence[str]) -> list[Step]:
    """The steps up to the next lines that are the same, or to the end; the last one is a change."""
    steps: list[Step] = []
    for size in _WINDOWS:
        steps = [*difflib.SequenceMatcher(None, before[:size], after[:size], autojunk=False).get_opcodes()]
        again = next((at for at, (tag, p, q, *_) in enumerate(steps) if tag == "equal" and q - p >= _CONTEXT and at), 0)
        if again:
            return steps[:again]
        if len(before) <= size and len(after) <= size:
            break
    return steps[:-1] if steps[-1][0] == "equal" else steps


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
