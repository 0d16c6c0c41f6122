"""Findings as SARIF 2.1.0, for code scanning on GitHub and for viewers: one run, columns in code points."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from opsgate.edges.output.gatereport import GateReport, command_of, said_of
from opsgate.edges.output.paint import visible
from opsgate.edges.output.plain import REPOSITORY, Told, to_json, told, worst_first
from opsgate.edges.output.rulehelp import help_uri, rule_page, rule_text, why
from opsgate.judging.catalog import BY_WORD
from opsgate.running.report import Report
from opsgate.words.finding import Finding, Region, Severity
from opsgate.words.place import Fix
from opsgate.words.text import Position, Text

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000
"""GitHub refuses a run of more."""
_MOST_RELATED = 1_000
"""GitHub refuses a result of more places."""
_NO_FILE = "repository"
"""The name for findings of no file: for a result without a place, or at an empty one, GitHub refuses the whole file."""
_ROOT = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_GROUPS = {"0": "reading", "1": "front-matter", "2": "structure", "3": "relations", "4": "content", "5": "freshness",
           "6": "gates", "7": "evidence", "8": "configuration"}  # fmt: skip
"""What rules are about, by the first digit of their ids."""
_NO_SUCCESS = ("check-crashed", "config-error", "kind-error")
"""Rules whose findings say that something was not checked."""
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}


def render(report: Report) -> str:
    """The report as a SARIF log of one run; equal reports give equal bytes."""
    items = worst_first(told(report))
    kept = items[:MOST_RESULTS]
    rules = sorted({item.finding.rule for item in kept})
    remarks = [*said_of(report)]
    if report.since:
        remarks.append(f"this is no result of the whole: only what {report.since} had not is in it")
    if len(items) > len(kept):
        remarks.append(f"{len(items) - len(kept)} findings are left out: a run holds {MOST_RESULTS:,}, the worst first")
    run = {
        "tool": {"driver": {"name": "opsgate", "version": report.version, "rules": [_rule(id) for id in rules]}},
        "automationDetails": {"id": f"opsgate/{command_of(report)}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(report, items, remarks)],
        "results": [_result(item, rules, report.texts.get(item.finding.path)) for item in kept],
    }
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _invocation(report: Report, items: Sequence[Told], remarks: Sequence[str]) -> dict[str, Any]:
    """How the run went: without success where a check crashed or could not start, or nothing was there to look at."""
    stopped = any(item.finding.name in _NO_SUCCESS for item in items)
    nothing = not isinstance(report, GateReport) and not report.documents
    notes = [{"level": "warning" if nothing else "note", "message": {"text": _message(text)}} for text in remarks]
    return {"executionSuccessful": not stopped and not nothing, "toolExecutionNotifications": notes}


def _rule(id: str) -> dict[str, Any]:
    check = BY_WORD[id]
    return {
        "id": id,
        "name": check.name,
        "shortDescription": {"text": check.summary},
        "fullDescription": {"text": f"{check.summary} {why(id)}".strip()},
        "helpUri": help_uri(id),
        "help": {"text": rule_text(id), "markdown": rule_page(id)},
        "defaultConfiguration": {"level": _LEVELS[check.severity]},
        "properties": {
            "tags": ["documentation", _GROUPS[id[2]]],
            "precision": "medium" if check.severity is Severity.NOTE else "high",
            "problem.severity": _PROBLEMS[check.severity],
        },
    }


def _result(item: Told, rules: Sequence[str], text: Text | None) -> dict[str, Any]:
    finding = item.finding
    see = [f"see [{_label(at.region)}]({number})" for number, at in enumerate(finding.related[:_MOST_RELATED], 1)]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": "\n".join([*(_message(said) for said in (finding.message, finding.hint) if said), *see])},
        "locations": [{"physicalLocation": _physical(finding.region)}],
        "partialFingerprints": {"opsgate/v1": item.identity},
        "suppressions": _suppressions(item),
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(related.region)}
            for number, related in enumerate(finding.related[:_MOST_RELATED], 1)
        ]
    if finding.fix is not None and text is not None:
        result["fixes"] = [_fix(finding, finding.fix, text)]
    return result


def _suppressions(item: Told) -> list[dict[str, str]]:
    if item.finding.suppressed is not None:
        return [{"kind": "inSource", "status": "accepted", "justification": visible(item.finding.suppressed)}]
    if item.baselined:
        return [{"kind": "external", "status": "accepted", "justification": "the baseline accepts it"}]
    return []


def _physical(region: Region) -> dict[str, Any]:
    return {"artifactLocation": _artifact(region.path), "region": _region(region.start, region.end)}


def _artifact(path: str) -> dict[str, str]:
    """A file relative to the root of the repository, or one that lies elsewhere; what is not plain is in percent."""
    name = _NO_FILE if path == REPOSITORY else quote(path.encode("utf-8", "surrogateescape"), safe="/")
    return {"uri": f"file://{name}"} if name.startswith("/") else {"uri": name, "uriBaseId": _ROOT}


def _region(start: Position, end: Position) -> dict[str, int]:
    """Lines and columns from 1; the end is exclusive, and never before the start."""
    end = max(start, end)
    return {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}


def _fix(finding: Finding, fix: Fix, text: Text) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": _region(text.position(edit.span[0]), text.position(edit.span[1])),
            "insertedContent": {"text": edit.text},
        }
        for edit in fix.edits
    ]
    title = visible(fix.title) + ("" if fix.safe else " (look at it first: the meaning may change)")
    change = {"artifactLocation": _artifact(finding.path), "replacements": replacements}
    return {"description": {"text": _message(title)}, "artifactChanges": [change]}


def _message(text: str) -> str:
    """A plain text message on one line; where brackets would make a link of it, they are escaped as SARIF has it."""
    shown = visible(text)
    return _escaped(shown) if "](" in shown else shown


def _label(region: Region) -> str:
    """A place as the text of a link to it, which is how code scanning shows it."""
    return _escaped(f"{visible(region.path)}:{region.start.line}")


def _escaped(text: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", text)
