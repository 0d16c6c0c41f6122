"""Findings for a step on GitHub: workflow commands, which it shows beside the lines of a pull request, and the log."""

from collections.abc import Iterable

from opsgate.edges.output import text
from opsgate.edges.output.gatereport import said_of
from opsgate.edges.output.paint import Paint, visible
from opsgate.edges.output.plain import REPOSITORY, counted
from opsgate.running.report import Report
from opsgate.words.finding import Finding, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
SHOWN = 10
"""GitHub shows the first ten of each severity a step, and silently drops the others."""


def render(report: Report) -> str:
    """The report's worst findings beside their lines, and all of them as text."""
    log = text.render(report, Paint(colour=False), excerpts=False)
    return beside(report.open, "\n".join(said_of(report)) or log)


def beside(findings: Iterable[Finding], log: str) -> str:
    """Commands for findings, and below them a log in which nothing is a command."""
    return render_findings(findings) + "".join(_harmless(line) + "\n" for line in log.removesuffix("\n").split("\n"))


def render_findings(findings: Iterable[Finding]) -> str:
    """A command for each of the ten first errors, warnings and notes, the worst first; more are only counted."""
    lines = []
    found = sorted(findings, key=lambda finding: finding.order)
    for severity, command in _COMMANDS.items():
        same = [finding for finding in found if finding.severity is severity]
        lines += [_command(command, finding) for finding in same[:SHOWN]]
        if len(same) > SHOWN:
            lines.append(f"{counted(len(same) - SHOWN, f'more {severity}')}, only in the text below")
    return "".join(line + "\n" for line in lines)


def _command(command: str, finding: Finding) -> str:
    """A finding as a command; one of the repository as a whole is shown beside no line."""
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
    if finding.path == REPOSITORY:
        properties = {"title": properties["title"]}
    joined = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    hint = f"\nhint: {visible(finding.hint)}" if finding.hint else ""
    return f"::{command} {joined}::{_data(visible(finding.message) + hint)}"


def _data(said: str) -> str:
    """Text after the command; the runner undoes the percent signs, and in what it prints then nothing is a command."""
    return _no_command(said).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(visible(value)).replace(":", "%3A").replace(",", "%2C")


def _harmless(line: str) -> str:
    """A line of the log that the runner does not take for a command, of the new form or the old one."""
    return _no_command(f"./{line}" if line.lstrip().startswith("::") else line)


def _no_command(said: str) -> str:
    """The old form, ``##[error]``, is a command wherever it stands in a line."""
    return said.replace("##[", r"#\x23[")
