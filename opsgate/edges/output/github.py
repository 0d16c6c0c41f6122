"""Findings as workflow commands, which GitHub shows beside the lines of a pull request."""

from collections.abc import Iterable

from opsgate.running.report import Report
from opsgate.words.finding import Finding, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report) -> str:
    """The report's findings that nobody suppressed."""
    return render_findings(report.open)


def render_findings(findings: Iterable[Finding]) -> str:
    """One command a finding, the worst first: GitHub shows ten of each severity a step."""
    worst_first = sorted(findings, key=lambda finding: -finding.severity)
    return "".join(_command(finding) + "\n" for finding in worst_first)


def _command(finding: Finding) -> str:
    """A finding as a command; one of the repository as a whole (path ``.``) is shown beside no line."""
    start, end = finding.region.start, finding.region.end
    properties = {
        "file": finding.path,
        "line": str(start.line),
        "col": str(start.column),
        "endLine": str(end.line),
        "title": f"{finding.rule} {finding.name}",
    }
    if end.line == start.line and end.column > start.column:
        properties["endColumn"] = str(end.column)
    if finding.path == ".":
        properties = {"title": properties["title"]}
    joined = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = finding.message + (f"\nhint: {finding.hint}" if finding.hint else "")
    return f"::{_COMMANDS[finding.severity]} {joined}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
