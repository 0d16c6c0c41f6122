"""What became of one file: a document with its findings, or a file that is none."""

from dataclasses import dataclass
from typing import Any

from opsgate.knowing.corpus import Skipped
from opsgate.words.finding import Finding, Region, Related, Severity
from opsgate.words.place import Edit, Fix
from opsgate.words.text import Position


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that was checked."""

    path: str
    kind: str
    level: str
    status: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file; ``alone`` says that nothing but its own bytes had a part in it."""

    what: Entry | Skipped
    findings: tuple[Finding, ...] = ()
    alone: bool = True


def to_plain(outcome: Outcome) -> list[Any]:
    """An outcome as lists and text, without its path."""
    what = outcome.what
    if isinstance(what, Skipped):
        return [what.reason]
    return [what.kind, what.level, what.status, [_plain_finding(finding) for finding in outcome.findings]]


def from_plain(path: str, plain: list[Any]) -> Outcome:
    """The outcome that ``to_plain`` made; raises ValueError, TypeError or KeyError for anything else."""
    if len(plain) == 1:
        return Outcome(Skipped(path, _text(plain[0])))
    kind, level, status, findings = plain
    entry = Entry(path, _text(kind), _text(level), None if status is None else _text(status))
    return Outcome(entry, tuple(_finding(path, item) for item in findings))


def _plain_finding(finding: Finding) -> list[Any]:
    fix = finding.fix
    return [
        finding.rule, finding.name, int(finding.severity), finding.message, finding.hint, _plain_region(finding.region),
        finding.kind, finding.place, finding.suppressed,
        None if fix is None else [fix.title, fix.safe, [[*edit.span, edit.text] for edit in fix.edits]],
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


def _fix(plain: list[Any]) -> Fix:
    title, safe, edits = plain
    return Fix(_text(title), tuple(Edit((int(a), int(b)), _text(text)) for a, b, text in edits), safe is True)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text expected, not {type(value).__name__}")
    return value
