"""A verdict in the shape of a report, so that every form of findings can tell it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from opsgate.edges.output.plain import REPOSITORY
from opsgate.running.gatefindings import findings
from opsgate.running.outcome import Entry
from opsgate.running.report import Report
from opsgate.running.verdict import PASSED, Verdict
from opsgate.words.finding import Finding, Region, Severity
from opsgate.words.text import Position


@dataclass(frozen=True)
class GateReport(Report):
    """A gate run: its documents are those of which a gate passed and none fails; ``said`` is the verdict in words."""

    said: tuple[str, ...] = ()


def gate_report(verdict: Verdict, *, allow_empty: bool = False) -> GateReport:
    """All that is open in a verdict as findings, and the verdict in words.

    There is an error exactly when the gate run fails or was let through; where nothing was there to be judged and that
    is allowed (``allow_empty``), it is a note. A rehearsal has a note that says so, and so is never without findings.
    """
    found = findings(verdict)
    if verdict.idle and allow_empty:
        found = tuple(replace(finding, severity=Severity.NOTE) for finding in found)
    failing = {gate.document for gate in verdict.gates if gate.verdict == "fail"}
    passed = {gate.document: gate for gate in verdict.gates if gate.verdict in PASSED}
    documents = tuple(
        Entry(path, gate.kind, gate.level, None) for path, gate in sorted(passed.items()) if path not in failing
    )
    return GateReport(
        version=verdict.version,
        as_of=verdict.as_of,
        level=verdict.level,
        documents=documents,
        skipped=(),
        findings=(*(_rehearsal(because) for because in verdict.simulated), *found),
        texts={},
        said=tuple(_said(verdict)),
    )


def refused(report: Report) -> GateReport:
    """A gate run that did not start, for what the report says of the configuration."""
    said = ("no verdict: the configuration cannot be taken",)
    return GateReport(report.version, report.as_of, report.level, (), (), report.findings, report.texts, said=said)


def _said(verdict: Verdict) -> Iterator[str]:
    scope = "partial " if verdict.partial else ""
    counts = ", ".join(f"{number} {word}" for word, number in verdict.summary.items())
    yield f"{scope}verdict: {verdict.verdict}{' (simulated)' if verdict.simulated else ''}"
    yield f"criteria: {counts or 'none judged'}"
    if verdict.override is not None:
        yield f"let through by {verdict.override.by}: {verdict.override.reason}"


def _rehearsal(because: str) -> Finding:
    start = Position(1, 1)
    said = f"this is a rehearsal, not a verdict: {because}"
    return Finding("OG610", "policy-relaxed", Severity.NOTE, said, "", Region(REPOSITORY, start, start), None,
                   f"gates/{because}")  # fmt: skip


def command_of(report: Report) -> str:
    """The command that a report is of: ``check`` or ``gate``."""
    return "gate" if isinstance(report, GateReport) else "check"


def said_of(report: Report) -> tuple[str, ...]:
    """What a report says besides its findings: of a gate run the verdict, else where there was nothing to check."""
    if isinstance(report, GateReport):
        return report.said
    if not report.documents and not report.findings:
        return ("nothing was checked: there is no document of any kind",)
    return ()
