"""How far documents are: a matrix for people, and for one document its steps."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from opsgate.edges.output.gate import WIDE, cell, open_criteria
from opsgate.edges.output.paint import Paint, visible
from opsgate.edges.output.verdict_json import to_data
from opsgate.running.progress import Step
from opsgate.running.verdict import GateVerdict, Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """A document with its gates, and the steps and statements that are shown done or not."""

    path: str
    kind: str
    status: str | None
    gates: tuple[GateVerdict, ...]
    sop: tuple[Step, ...]
    done: tuple[Step, ...]

    @property
    def next(self) -> tuple[str, str]:
        """The first criterion for which a person can do something, and what."""
        return next(((f"{gate.gate}/{decided.criterion.id}", decided.next)
                     for gate, decided in open_criteria(self.gates) if decided.next), ("", ""))  # fmt: skip


def render_matrix(standings: Sequence[Standing], paint: Paint) -> str:
    """A line for every document: both gates, steps done, and what to do next."""
    names = [visible(item.path) for item in standings]
    wide = max([8, *map(len, names)])
    kinds = max([4, *(len(item.kind) for item in standings)])
    lines = [paint("dim", f"{'document':<{wide}}  {'kind':<{kinds}}  {'entrance':<{WIDE}}  {'exit':<{WIDE}}  steps")]
    for name, item in zip(names, standings, strict=True):
        gates = {gate.gate: gate for gate in item.gates}
        cells = "  ".join(cell(gates.get(stage), paint) for stage in ("entrance", "exit"))
        steps = f"{sum(step.done for step in item.sop)}/{len(item.sop)}" if item.sop else "–"
        lines.append(f"{name:<{wide}}  {item.kind:<{kinds}}  {cells}  {steps}")
        criterion, step = item.next
        if step:
            lines.append(f"{'':<{wide}}  {paint('dim', f'{criterion}, next:')} {visible(step)}")
    ready = sum(all(gate.verdict not in ("fail",) for gate in item.gates) for item in standings)
    lines += ["", f"{ready} of {len(standings)} documents have no open gate; `opsgate status FILE` shows one's steps"]
    return "\n".join(lines) + "\n"


def render_document(item: Standing, paint: Paint) -> str:
    """One document: the steps of its procedure, its definition of done, and each open criterion."""
    status = f", {item.status}" if item.status else ""
    lines = [paint("bold", f"{visible(item.path)} ({item.kind}{status})")]
    for title, steps in (("Procedure", item.sop), ("Done when", item.done)):
        if steps:
            lines += ["", paint("bold", title)]
        for number, step in enumerate(steps, 1):
            mark = paint("green", "✓ done") if step.done else paint("yellow", "· open")
            lines.append(f"  {mark}  {number}. {step.statement}")
            if step.lacks:
                lines.append(f"            {paint('dim', 'lacks:')} {', '.join(step.lacks)}")
    still = list(open_criteria(item.gates))
    if still:
        lines += ["", paint("bold", "Open")]
    for gate, decided in still:
        at = decided.region
        name = f"{gate.gate}/{decided.criterion.id}"
        lines.append(f"  {paint('red', decided.verdict)} {name} {visible(at.path)}:{at.start.line}:{at.start.column}")
        lines.append(f"      {visible(decided.reason)}")
        if decided.next:
            lines.append(f"      {paint('dim', 'next:')} {visible(decided.next)}")
    return "\n".join(lines) + "\n"


def render_json(verdict: Verdict, standings: Sequence[Standing]) -> str:
    """The matrix for programs: gate verdicts as in the verdict's JSON, with steps."""
    gates = to_data(verdict)["gates"]
    documents = [
        {
            "path": item.path,
            "kind": item.kind,
            "status": item.status,
            "gates": [gate for gate in gates if gate["document"] == item.path],
            "steps": [_step(step) for step in item.sop],
            "done": [_step(step) for step in item.done],
            "next": item.next[1],
        }
        for item in standings
    ]
    data = {"version": 1, "as_of": verdict.as_of.isoformat(), "level": verdict.level, "documents": documents}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _step(step: Step) -> dict[str, object]:
    return {"statement": step.statement, "done": step.done, "lacks": list(step.lacks)}
