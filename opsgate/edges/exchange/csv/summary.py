"""What an import did, for a terminal: documents written, changes as a diff, and what needs a person."""

import difflib
from collections.abc import Iterator

from opsgate.edges.exchange.csv.importing import Batch, Made
from opsgate.edges.exchange.csv.table import Problem
from opsgate.edges.output.paint import Paint, visible
from opsgate.knowing.kind import Kind
from opsgate.words.near import an

_LISTED = 20


def summary(kind: Kind, batch: Batch, *, write: bool, paint: Paint) -> str:
    """Lines to show after an import."""
    made = [each for each in batch.made if each.path]
    new = [each for each in made if each.old is None]
    changed = [each for each in made if each.old is not None and each.text != each.old]
    lines: list[str] = []
    if not write:
        for each in changed:
            lines += diff(each, paint)
    lines += [f"{paint('green', 'wrote')} {visible(each.path)}, {an(kind.name)}" for each in new[:_LISTED]]
    lines += [f"… and {len(new) - _LISTED} more"] if len(new) > _LISTED else []
    lines += [f"{paint('green', 'changed')} {visible(each.path)}" for each in changed if write]
    for problem in batch.problems:
        lines += _problem(problem, paint)
    lines.append(_last(new, changed, len(made) - len(new) - len(changed), batch, write=write))
    return "".join(f"{line}\n" for line in lines)


def diff(made: Made, paint: Paint) -> Iterator[str]:
    """A change as a unified diff."""
    colours = {"+": "green", "-": "red", "@": "cyan"}
    before, after = (made.old or "").splitlines(), made.text.splitlines()
    for line in difflib.unified_diff(before, after, f"a/{made.path}", f"b/{made.path}", lineterm=""):
        text = visible(line)
        bold = line.startswith(("+++", "---"))
        style = "bold" if bold else colours.get(line[:1])
        yield paint(style, text) if style else text


def _problem(problem: Problem, paint: Paint) -> list[str]:
    where = f"{visible(problem.file)}:{problem.line}: "
    lines = [f"{where}{paint('yellow', 'warning')}: {visible(problem.message)}"]
    return [*lines, f"  hint: {visible(problem.hint)}"] if problem.hint else lines


def _last(new: list[Made], changed: list[Made], same: int, batch: Batch, *, write: bool) -> str:
    parts = []
    if new:
        parts.append(f"{_count(len(new), 'document')} written")
    if changed:
        parts.append(f"{_count(len(changed), 'document')} {'changed' if write else 'would change; apply with --write'}")
    if same:
        parts.append(f"{_count(same, 'document')} unchanged")
    if batch.problems:
        parts.append(_count(len(batch.problems), "warning"))
    said = ", ".join(parts) or "nothing to do"
    return f"{said}; next: opsgate check" if new or (changed and write) else said


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
