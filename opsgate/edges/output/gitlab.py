"""Findings for GitLab's Code Quality widget: a list of what counts, ``[]`` where nothing does."""

from opsgate.edges.output.paint import visible
from opsgate.edges.output.plain import to_json, told_open
from opsgate.running.report import Report
from opsgate.words.finding import Finding, Severity

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(report: Report) -> str:
    """The report's findings that count, the worst first.

    GitLab does not show ``check_name``, so the description begins with it; it drops a second finding of the same
    fingerprint, so each has one of its own.
    """
    return to_json(
        [
            {
                "description": _description(item.finding),
                "check_name": f"{item.finding.rule} {item.finding.name}",
                "fingerprint": item.identity,
                "severity": _SEVERITIES[item.finding.severity],
                "location": {
                    "path": item.finding.path,
                    "lines": {"begin": item.finding.region.start.line, "end": item.finding.region.end.line},
                },
            }
            for item in told_open(report)
        ]
    )


def _description(finding: Finding) -> str:
    hint = f" – {visible(finding.hint)}" if finding.hint else ""
    return f"{finding.rule} {finding.name}: {visible(finding.message)}{hint}"
