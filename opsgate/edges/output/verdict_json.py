"""A verdict as plain data and as JSON: what scripts read, what is stored, and what is compared."""

import json
from typing import Any

from opsgate.running.verdict import Decided, GateVerdict, Problem, Relaxed, Verdict
from opsgate.words.finding import Region


def render_json(verdict: Verdict) -> str:
    """The verdict as JSON; equal verdicts give equal bytes."""
    return json.dumps(to_data(verdict), ensure_ascii=False, indent=2) + "\n"


def to_data(verdict: Verdict) -> dict[str, Any]:
    """The verdict as ``opsgate schema verdict`` describes it."""
    return {
        "version": 1,
        "tool": {"name": "opsgate", "version": verdict.version},
        "as_of": verdict.as_of.isoformat(),
        "level": verdict.level,
        "release": verdict.release,
        "product": verdict.product,
        "published": verdict.published,
        "scope": "partial" if verdict.partial else "full",
        "simulated": bool(verdict.simulated),
        "simulated_because": list(verdict.simulated),
        "identity": verdict.identity,
        "commit": verdict.commit,
        "dirty": list(map(_text, verdict.dirty)),
        "policy": {"source": verdict.policy_source, "digest": verdict.policy_digest},
        "policy_changes": [{"what": what, "detail": detail} for what, detail in verdict.policy_changes],
        "verdict": verdict.verdict,
        "override": _override(verdict),
        "stored": verdict.stored,
        "gates": [_gate(gate) for gate in verdict.gates],
        "missing": [
            {"kind": problem.kind, "reason": problem.message, "next": problem.next}
            for problem in verdict.problems
            if problem.rule == "missing-document"
        ],
        "problems": [_problem(problem) for problem in verdict.problems],
        "relaxed": [_relaxed(item) for item in verdict.relaxed],
        "waivers": [
            {"document": item.document, "criterion": item.criterion, "by": item.by, "reason": item.reason,
             "expires": item.expires, "used": item.used}
            for item in verdict.waivers
        ],
        "promotion": [
            {"document": _text(gate.document), "gate": gate.gate, "id": decided.criterion.id,
             "asks": decided.criterion.asks, "verdict": decided.verdict, "reason": _text(decided.reason),
             "next": _text(decided.next)}
            for gate, decided in verdict.promotion
        ],
        "inputs": [{"path": _text(path), "sha256": digest} for path, digest in verdict.inputs.items()],
        "facts": dict(verdict.facts),
        "summary": verdict.summary,
    }  # fmt: skip


def _override(verdict: Verdict) -> dict[str, Any] | None:
    said = verdict.override
    if said is None:
        return None
    return {"by": said.by, "reason": said.reason, "on": said.on.isoformat(), "open": list(map(_text, said.open))}


def _gate(gate: GateVerdict) -> dict[str, Any]:
    return {
        "document": _text(gate.document),
        "kind": gate.kind,
        "gate": gate.gate,
        "statement": gate.statement,
        "level": gate.level,
        "verdict": gate.verdict,
        "blocking": gate.blocking,
        "criteria": [_criterion(decided) for decided in gate.criteria],
    }


def _criterion(decided: Decided) -> dict[str, Any]:
    criterion = decided.criterion
    return {
        "id": criterion.id,
        "statement": criterion.statement,
        "asks": criterion.asks,
        "decided_by": criterion.decided_by,
        "due": criterion.due,
        "per": criterion.per,
        "verdict": decided.verdict,
        "rule": decided.rule or None,
        "reason": _text(decided.reason),
        **_place(decided.region),
        "related": [_place(region) for region in decided.related],
        "also": list(map(_text, decided.also)),
        "facts": {},
        "by": decided.by,
        "next": _text(decided.next),
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "rule": problem.rule,
        "message": _text(problem.message),
        **(_place(problem.region) if problem.region else {"path": None, "line": None, "column": None}),
        "next": _text(problem.next),
        "shuts": problem.shuts,
    }


def _relaxed(item: Relaxed) -> dict[str, Any]:
    place = _place(item.region) if item.region else {"path": None, "line": None, "column": None}
    return {"what": _text(item.what), **place}


def _place(region: Region) -> dict[str, Any]:
    return {"path": _text(region.path), "line": region.start.line, "column": region.start.column}


def _text(text: str) -> str:
    r"""Text that can be written as UTF-8: bytes of a file name that are none are shown as ``\xff``."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
