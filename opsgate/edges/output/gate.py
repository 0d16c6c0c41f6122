"""Verdicts as a table for people, and as JSON for programs."""

import json
from typing import Any

from opsgate.edges.output.paint import Paint, visible
from opsgate.running.verdict import Decided, Verdict

_COLOURS = {"pass": "green", "fail": "red", "unknown": "yellow"}


def render_text(verdict: Verdict, paint: Paint) -> str:
    """A block for every gate: its verdict, and each criterion with reason, place and next step."""
    lines = []
    for gate in verdict.gates:
        weight = "" if gate.blocking else " (advice)"
        word = paint(_COLOURS.get(gate.verdict, "yellow"), gate.verdict)
        lines.append(f"{paint('bold', visible(gate.document))} {gate.kind} {gate.gate}: {word}{weight}")
        for decided in gate.criteria:
            lines.extend(_criterion(decided, paint))
        lines.append("")
    counts = ", ".join(f"{number} {word}" for word, number in verdict.summary.items())
    lines.append(f"verdict: {paint(_COLOURS[verdict.verdict], verdict.verdict)} ({counts or 'nothing judged'})")
    return "\n".join(lines) + "\n"


def _criterion(decided: Decided, paint: Paint) -> list[str]:
    word = paint(_COLOURS.get(decided.verdict, "yellow"), f"{decided.verdict:<8}")
    at = decided.region
    lines = [f"  {word} {decided.criterion.id}: {decided.criterion.asks}"]
    if decided.verdict != "pass":
        lines.append(f"           {visible(at.path)}:{at.start.line}:{at.start.column} {visible(decided.reason)}")
    if decided.next:
        lines.append(f"           {paint('dim', 'next:')} {visible(decided.next)}")
    return lines


def render_json(verdict: Verdict) -> str:
    """The verdict as JSON; equal verdicts give equal bytes."""
    data: dict[str, Any] = {
        "version": 1,
        "tool": {"name": "opsgate", "version": verdict.version},
        "as_of": verdict.as_of.isoformat(),
        "level": verdict.level,
        "scope": "partial" if verdict.partial else "full",
        "verdict": verdict.verdict,
        "gates": [
            {
                "document": gate.document,
                "kind": gate.kind,
                "gate": gate.gate,
                "verdict": gate.verdict,
                "blocking": gate.blocking,
                "criteria": [_data(decided) for decided in gate.criteria],
            }
            for gate in verdict.gates
        ],
        "summary": verdict.summary,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _data(decided: Decided) -> dict[str, Any]:
    criterion, at = decided.criterion, decided.region
    return {
        "id": criterion.id,
        "statement": criterion.statement,
        "decided_by": criterion.decided_by,
        "due": criterion.due,
        "per": criterion.per,
        "verdict": decided.verdict,
        "reason": decided.reason,
        "path": at.path,
        "line": at.start.line,
        "column": at.start.column,
        "facts": {},
        "next": decided.next,
    }
