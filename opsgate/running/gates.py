"""Judge the gates of documents.

So far the implicit criterion ``complete`` is computed; every other criterion is declared by its kind and stays
*unknown* until there is a predicate that decides it. Unknown is not pass, so its gate stays shut.
"""

from collections.abc import Iterator
from pathlib import Path

from opsgate.judging.check import Project
from opsgate.knowing.config import Config
from opsgate.knowing.kind import Criterion, Gate, applies
from opsgate.knowing.kinds import Kinds
from opsgate.knowing.subject import Subject
from opsgate.running.engine import judge
from opsgate.running.plan import Plan
from opsgate.running.verdict import Decided, GateVerdict
from opsgate.words.finding import Finding, Region, Severity
from opsgate.words.text import Position

BLOCKING = ("owners-guide", "runbook", "release-checklist", "backup-dr", "versioning-policy", "operation-guide")
COMPLETE = Criterion(
    id="complete",
    statement="The document is complete.",
    asks="No finding at error as opsgate ships its rules, and none excused by being a draft.",
    decided_by="computed", check="complete", options={}, level="hobby", due="ready", per="document", roles=(),
    not_author=False, max_age=None, excludes=(), waivable=False,
)  # fmt: skip


def judge_gates(subject: Subject, config: Config, kinds: Kinds, stages: tuple[str, ...]) -> Iterator[GateVerdict]:
    """The verdicts of a document's gates; a document that is history has none."""
    if subject.stage == "history":
        return
    blocking = subject.kind.name in config.data.get("release", {}).get("gates", BLOCKING)
    for name, gate in subject.kind.gates.items():
        if name not in stages:
            continue
        criteria = [_undecided(subject, criterion) for criterion in _due(gate, subject)]
        if name == "exit":
            criteria.append(_complete(subject, kinds))
        yield GateVerdict(subject.document.path, subject.kind.name, name, blocking, tuple(criteria))


def _due(gate: Gate, subject: Subject) -> list[Criterion]:
    return [criterion for criterion in gate.criteria if applies(criterion.level, subject.level)]


def _undecided(subject: Subject, criterion: Criterion) -> Decided:
    return Decided(
        criterion,
        "unknown",
        f"this version of opsgate has no predicate `{criterion.check}` to decide it",
        _head(subject),
    )


def _complete(subject: Subject, kinds: Kinds) -> Decided:
    """Judge by the rules as shipped: no configuration, no suppression, no leniency for drafts."""
    shipped = Plan(Config(Path()))
    weights = {planned.check.id: planned.severity for planned in shipped.checks(subject.kind)}
    found: list[Finding] = judge(subject, shipped, Project(kinds.names))
    errors = [finding for finding in found if weights.get(finding.rule, Severity.ERROR) is Severity.ERROR]
    if not errors:
        return Decided(COMPLETE, "pass", "no finding at error", _head(subject))
    first = min(errors, key=lambda finding: finding.order)
    more = f" and {len(errors) - 1} more" if len(errors) > 1 else ""
    return Decided(COMPLETE, "fail", f"{first.rule} {first.name}: {first.message}{more}", first.region,
                   f"opsgate check {subject.document.path}")  # fmt: skip


def _head(subject: Subject) -> Region:
    place = subject.document.place()
    text = subject.document.text
    start: Position = text.position(place.span[0])
    return Region(subject.document.path, start, text.position(place.span[1]))
