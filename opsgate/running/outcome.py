"""What became of one file: a document with its findings, or a file that is none."""

from dataclasses import dataclass
from typing import Any

from opsgate.knowing.card import Card
from opsgate.knowing.corpus import Skipped
from opsgate.running.suppress import Quiet
from opsgate.words.finding import Finding, Region, Related, Severity
from opsgate.words.place import Edit, Fix
from opsgate.words.text import Position, Span


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that was checked."""

    path: str
    kind: str
    level: str
    status: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file; ``alone`` says that nothing but its own bytes had a part in it.

    A document has a ``card`` for the checks between documents, and suppressions (``quiet``) that wait for them.
    """

    what: Entry | Skipped
    findings: tuple[Finding, ...] = ()
    alone: bool = True
    card: Card | None = None
    quiet: tuple[Quiet, ...] = ()


def to_plain(outcome: Outcome) -> list[Any]:
    """An outcome as lists and text, without its path and its card."""
    what = outcome.what
    if isinstance(what, Skipped):
        return [what.reason]
    findings = [_plain_finding(finding) for finding in outcome.findings]
    return [what.kind, what.level, what.status, findings, [list(item) for item in outcome.quiet]]


def from_plain(path: str, plain: list[Any], front: str, body: str) -> Outcome:
    """The outcome that ``to_plain`` made, with the texts of its card; raises ValueError or TypeError for others."""
    if len(plain) == 1:
        return Outcome(Skipped(path, _text(plain[0])))
    kind, level, status, findings, quiet = plain
    entry = Entry(path, _text(kind), _text(level), None if status is None else _text(status))
    found = tuple(_finding(path, item) for item in findings)
    return Outcome(entry, found, card=Card(path, front, body), quiet=tuple(map(_quiet, quiet)))


def _quiet(plain: list[Any]) -> Quiet:
    rules, scope, reason, used, keys, span, start, end = plain
    return Quiet(tuple(map(_text, rules)), _span(scope), _text(reason), used is True, tuple(keys), _span(span),
                 Position(*_span(start)), Position(*_span(end)))  # fmt: skip


def _span(plain: list[Any]) -> Span:
    start, end = plain
    return int(start), int(end)


def _plain_finding(finding: Finding) -> list[Any]:
    fix = finding.fix
    return [
        finding.rule, finding.name, int(finding.severity), finding.message, finding.hint, _plain_region(finding.region),
        finding.kind, finding.place, finding.suppressed,
        None if fix is None else _plain_fix(fix),
        [[_plain_region(related.region), related.place] for related in finding.related],
    ]  # fmt: skip


def _plain_region(region: Region) -> list[int]:
    return [*region.start, *region.end]


def _finding(path: str, plain: list[Any]) -> Finding:
    rule, name, severity, message, hint, region, kind, place, suppressed, fix, related = plain
    return Finding(
        rule=_text(rule),
        name=_text(name),
        severity=Severity(severity),
        message=_text(message),
        hint=_text(hint),
        region=_region(path, region),
        kind=None if kind is None else _text(kind),
        place=_text(place),
        fix=None if fix is None else _fix(fix),
        related=tuple(Related(_region(path, at), _text(name)) for at, name in related),
        suppressed=None if suppressed is None else _text(suppressed),
    )


def _region(path: str, plain: list[Any]) -> Region:
    numbers = [number for number in plain if isinstance(number, int) and number > 0]
    line, column, end_line, end_column = numbers
    return Region(path, Position(line, column), Position(end_line, end_column))


def _plain_fix(fix: Fix) -> list[Any]:
    edits = [[*edit.span, edit.text] for edit in fix.edits]
    return [fix.title, edits, fix.safe, fix.renders_same, list(fix.alters), list(fix.adds)]


def _fix(plain: list[Any]) -> Fix:
    title, edits, safe, renders_same, alters, adds = plain
    return Fix(
        _text(title),
        tuple(Edit((int(a), int(b)), _text(text)) for a, b, text in edits),
        safe is True,
        renders_same is True,
        tuple(map(_text, alters)),
        tuple(map(_text, adds)),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text expected, not {type(value).__name__}")
    return value
