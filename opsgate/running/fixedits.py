"""Edits of a text: which of them can be made together, and the text after them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from opsgate.words.finding import Finding
from opsgate.words.place import Edit
from opsgate.words.text import Span


def apart(findings: Iterable[Finding]) -> list[Finding]:
    """Findings whose fixes have no edit in common: of two that overlap, the one that begins first."""
    taken: list[Span] = []
    kept = []
    for finding in sorted(findings, key=_first):
        spans = sorted(edit.span for edit in finding.fix.edits) if finding.fix else []
        if spans and not any(_overlaps(taken, span) for span in spans):
            kept.append(finding)
            in_order = not taken or spans[0] >= taken[-1]
            taken.extend(spans)
            if not in_order:
                taken.sort()
    return kept


def _first(finding: Finding) -> tuple[Span, tuple[object, ...]]:
    return min((edit.span for edit in finding.fix.edits), default=(0, 0)) if finding.fix else (0, 0), finding.order


def _overlaps(taken: Sequence[Span], span: Span) -> bool:
    """Whether a span meets one of those that are taken; two that begin at one point have no order, so they do."""
    at = bisect_right(taken, (span[0], span[1]))
    before = taken[at - 1] if at else None
    behind = taken[at] if at < len(taken) else None
    if before is not None and (span[0] < before[1] or span[0] == before[0]):
        return True
    return behind is not None and (behind[0] < span[1] or behind[0] == span[0])


def edited(raw: str, edits: Iterable[Edit]) -> str:
    """The text after edits, which do not overlap."""
    parts = []
    at = 0
    for edit in sorted(edits, key=lambda each: each.span):
        parts += [raw[at : edit.span[0]], edit.text]
        at = edit.span[1]
    return "".join([*parts, raw[at:]])
