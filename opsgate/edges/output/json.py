"""Findings for programs: version 1 of the form that ``opsgate schema findings`` describes."""

from typing import Any

from opsgate.edges.output.plain import to_json
from opsgate.running.report import Report
from opsgate.words.finding import Finding, Region, Severity


def render(report: Report) -> str:
    """The report as JSON; equal reports give equal bytes."""
    return to_json(to_data(report))


def to_data(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "version": 1,
        "tool": {"name": "opsgate", "version": report.version},
        "as_of": report.as_of.isoformat(),
        "level": report.level,
        "documents": [
            {"path": entry.path, "kind": entry.kind, "level": entry.level, "status": entry.status}
            for entry in report.documents
        ],
        "findings": [_finding(finding) for finding in report.findings],
        "summary": {
            "documents": len(report.documents),
            "skipped": len(report.skipped),
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "notes": report.count(Severity.NOTE),
            "suppressed": report.suppressed,
            "baselined": len(report.baselined),
        },
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": str(finding.severity),
        "message": finding.message,
        "hint": finding.hint,
        **_region(finding.region),
        "kind": finding.kind,
        "place": finding.place,
        "fingerprint": finding.fingerprint,
        "fix": None if finding.fix is None else "safe" if finding.fix.safe else "unsafe",
        "related": [{**_region(related.region), "place": related.place} for related in finding.related],
        "suppressed": finding.suppressed,
    }


def _region(region: Region) -> dict[str, Any]:
    return {
        "path": region.path,
        "line": region.start.line,
        "column": region.start.column,
        "end_line": region.end.line,
        "end_column": region.end.column,
    }
