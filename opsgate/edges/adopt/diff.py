"""A unified diff of a change at the head of a text."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

_CONTEXT = 3
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_MANY = 500
_NO_END = "\\ No newline at end of file"


def unified(path: str, before: str, after: str, body: int) -> Iterator[str]:
    """The diff, a line at a time, without line ends; ``body`` is where the text of ``before`` begins that stays.

    Only what stands above it, and some lines below, is compared, so that long documents cost nothing.
    """
    yield f"--- a/{path}"
    yield f"+++ b/{path}"
    cut = body
    for _ in range(_CONTEXT + 1):
        match = _LINE.match(before, cut)
        cut = match.end() if match else len(before)
    old, new = _LINE.findall(before[:cut]), _LINE.findall(after[: len(after) - len(before) + cut])
    for group in _groups(old, new):
        (_, start, _, from_new, _), (_, _, end, _, to_new) = group[0], group[-1]
        yield f"@@ -{_range(start, end)} +{_range(from_new, to_new)} @@"
        for tag, first, last, first_new, last_new in group:
            if tag == "equal":
                yield from _marked(" ", old[first:last])
                continue
            yield from _marked("-", old[first:last])
            yield from _marked("+", new[first_new:last_new])


def _groups(old: Sequence[str], new: Sequence[str]) -> Iterator[list[tuple[str, int, int, int, int]]]:
    """What changes, with the lines around it; more than a person reads is one change."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    if max(len(old), len(new)) - same <= _MANY:
        skipped = max(0, same - _CONTEXT)
        for group in SequenceMatcher(None, old[skipped:], new[skipped:], autojunk=False).get_grouped_opcodes(_CONTEXT):
            yield [(tag, *(number + skipped for number in numbers)) for tag, *numbers in group]  # type: ignore[misc]
        return
    yield [("replace", same, len(old), same, len(new))]


def _range(start: int, end: int) -> str:
    """Lines as a diff names them: the first, and how many, where that is not one."""
    if end - start == 1:
        return str(start + 1)
    return f"{start + (end > start)},{end - start}"


def _marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield mark + line.rstrip("\r\n")
        if not line.endswith(("\r", "\n")):
            yield _NO_END
