"""Findings in the Reviewdog Diagnostic Format: columns are bytes of UTF-8, ends are exclusive."""

from typing import Any

from opsgate.edges.output.gatereport import command_of
from opsgate.edges.output.paint import visible
from opsgate.edges.output.plain import to_json, told_open
from opsgate.running.report import Report
from opsgate.words.finding import Finding, Region, Severity
from opsgate.words.place import Fix
from opsgate.words.text import Position, Text

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def render(report: Report) -> str:
    """The report's findings that count, the worst first.

    Where the text of a file is not at hand its bytes cannot be counted: the place is then whole lines, and a fix is
    left out. ``code`` has no ``url``: the pages of rules have no address on the web.
    """
    diagnostics = [_diagnostic(item.finding, report.texts.get(item.finding.path)) for item in told_open(report)]
    return to_json({"source": {"name": f"opsgate {command_of(report)}"}, "diagnostics": diagnostics})


def _diagnostic(finding: Finding, text: Text | None) -> dict[str, Any]:
    said = [f"{finding.name}: {visible(finding.message)}"]
    said += [f"see {_shown(related.region)}" for related in finding.related]
    said += [f"hint: {visible(finding.hint)}"] if finding.hint else []
    made: dict[str, Any] = {
        "message": "\n".join(said),
        "location": {"path": finding.path, "range": _range(finding.region.start, finding.region.end, text)},
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.rule},
    }
    if finding.fix is not None and finding.fix.edits and text is not None:
        made["suggestions"] = [_suggestion(finding.fix, text)]
    return made


def _range(start: Position, end: Position, text: Text | None) -> dict[str, Any]:
    if text is None or max(start, end).line > len(text.starts):
        return {"start": {"line": start.line}, "end": {"line": max(start, end).line}}
    first, last = text.utf8(start), text.utf8(max(start, end))
    return {"start": first._asdict(), "end": last._asdict()}


def _suggestion(fix: Fix, text: Text) -> dict[str, Any]:
    """All edits of a fix as one: suggestions are taken one by one, and half a fix is none."""
    edits = sorted(fix.edits, key=lambda edit: edit.span)
    start, end = edits[0].span[0], max(edit.span[1] for edit in edits)
    made, done = [], start
    for edit in edits:
        made += [text.raw[done : edit.span[0]], edit.text]
        done = max(done, edit.span[1])
    return {"range": _range(text.position(start), text.position(end), text), "text": "".join(made)}


def _shown(region: Region) -> str:
    return f"{visible(region.path)}:{region.start.line}:{region.start.column}"
