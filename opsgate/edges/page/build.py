"""Make the page's data of what the runs found."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from opsgate.edges.graph.model import Graph, counted, of_gate, of_gates
from opsgate.edges.output.status import Standing
from opsgate.edges.page.actors import actors, todo
from opsgate.edges.page.answer import OPEN, answer
from opsgate.edges.page.axis import axis
from opsgate.edges.page.history import Record, history
from opsgate.edges.page.links import Links
from opsgate.edges.page.model import STATES, Cell, Fault, Moment, Page, Relation, Row, StepShown, Todo
from opsgate.edges.page.moments import moments
from opsgate.knowing.kind import LEVELS, Level
from opsgate.knowing.ledger import sidecar_path
from opsgate.knowing.library import Library
from opsgate.knowing.policy import Policy
from opsgate.running.progress import Step
from opsgate.running.report import Report
from opsgate.running.verdict import GateVerdict, Verdict
from opsgate.words.finding import Finding, Severity

MOST_FINDINGS = 10_000
"""More findings than that are not listed on the page, which says so."""

_LONGEST = 160
_STAGES = ("entrance", "exit")
_SHOWN = {"pass": "pass", "waived": "waived", "fail": "fail", "unknown": "unknown", "not-due": "not-due"}
_BECAME = {
    "fail": ("fails", "fail"),
    "unknown": ("is unknown", "are unknown"),
    "waived": ("passes with waivers", "pass with waivers"),
    "pass": ("passes", "pass"),
    "not-due": ("is not due", "are not due"),
}


@dataclass(frozen=True)
class Material:
    """What the page is made of: the verdict, the gates at each level, the findings, the documents, the graph.

    ``drawing`` is the graph as SVG, ``drawn`` says in words what of it is drawn, or why nothing is.
    """

    verdict: Verdict
    gates: Mapping[Level, Sequence[GateVerdict]]
    standings: Sequence[Standing]
    report: Report
    library: Library
    policy: Policy
    graph: Graph
    drawing: str = ""
    drawn: str = ""
    records: Sequence[Record] = ()
    links: Links = field(default_factory=Links)
    title: str = ""


def build(made: Material) -> Page:
    """The page's data. Raises OpsgateError for a record that a person named and that is no verdict."""
    verdict = made.verdict
    numbers = {item.path: number for number, item in enumerate(made.standings, 1)}
    unwritten = frozenset(path for path in map(sidecar_path, numbers) if path not in verdict.inputs)
    made = replace(made, links=replace(made.links, missing=unwritten))
    rows = tuple(_rows(made, numbers))
    every = [entry.path for entry in made.report.documents]
    found = moments(made.library, {*numbers, *every}, made.policy, verdict.as_of, made.links)
    faults = sorted(made.report.open, key=lambda item: (-item.severity, item.order))
    said = answer(verdict)
    blocking, advice = (actors(verdict, made.library, made.policy, made.links, numbers, blocking=which)
                        for which in (True, False))  # fmt: skip
    return Page(
        title=made.title or f"{said.subject}: {said.headline}",
        answer=said,
        facts=tuple(_facts(verdict)),
        counts=tuple(_counts(rows, made.report, found)),
        actors=blocking,
        advice=advice,
        levels=LEVELS,
        rows=rows,
        without=_without(made, numbers),
        faults=tuple(_fault(item, made.links) for item in faults[:MOST_FINDINGS]),
        faults_in_all=len(faults),
        suppressed=made.report.suppressed,
        accepted=len(made.report.baselined),
        moments=tuple(found),
        axis=axis(found, verdict.as_of),
        drawing=made.drawing,
        drawn=made.drawn,
        relations=tuple(_relations(made.graph)),
        history=history(made.records),
        basis=tuple((title, tuple(lines)) for title, lines in _basis(made) if lines),
        version=verdict.version,
        as_of=verdict.as_of.isoformat(),
    )


def _rows(made: Material, numbers: Mapping[str, int]) -> Iterator[Row]:
    """A row for every document that has gates, its gates at both levels."""
    by_level = {level: _by_gate(gates) for level, gates in made.gates.items()}
    for item in made.standings:
        subject = made.library.by_path.get(item.path)
        meta = subject.meta if subject else {}
        title, owner = (str(meta.get(key) or "").strip() for key in ("title", "owner"))
        cells = tuple(_cell(level, stage, by_level[level].get((item.path, stage))) for level in LEVELS
                      for stage in _STAGES)  # fmt: skip
        yield Row(
            number=numbers[item.path],
            path=item.path,
            title=clipped(title) or item.path,
            kind=item.kind,
            status=item.status or "",
            owner=owner,
            blocks=any(gate.blocking for gate in item.gates),
            state=_SHOWN.get(of_gates([of_gate(gate) for gate in item.gates]), "none"),
            cells=cells,
            sop=tuple(map(_step, item.sop)),
            done=tuple(map(_step, item.done)),
            open=tuple(_open(item.path, by_level, made.links, numbers)),
            spot=made.links.to(item.path, 1),
        )


def clipped(title: str) -> str:
    """A title that leaves room for others."""
    return title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…"


def _by_gate(gates: Iterable[GateVerdict]) -> dict[tuple[str, str], GateVerdict]:
    return {(gate.document, gate.gate): gate for gate in gates}


def _cell(level: Level, stage: str, gate: GateVerdict | None) -> Cell:
    if gate is None:
        return Cell(level, stage, "none", 0)
    state = "not-applicable" if gate.verdict == "not-applicable" else of_gate(gate)
    return Cell(level, stage, state, sum(decided.verdict in OPEN for decided in gate.criteria))


def _step(step: Step) -> StepShown:
    return StepShown(step.statement, step.lacks)


def _open(
    path: str, by_level: Mapping[Level, Mapping[tuple[str, str], GateVerdict]], links: Links, numbers: Mapping[str, int]
) -> Iterator[tuple[str, Todo]]:
    """What is open in a document's gates, each once, with the levels at which it is, as the higher one says it."""
    found: dict[str, list[tuple[Level, Todo]]] = {}
    for stage in _STAGES:
        for level in LEVELS:
            gate = by_level[level].get((path, stage))
            for decided in gate.criteria if gate else ():
                if gate is not None and decided.verdict in OPEN:
                    item = todo(gate, decided, links, numbers)
                    found.setdefault(item.name, []).append((level, item))
    for items in found.values():
        yield " and ".join(level for level, _ in items), items[-1][1]


def _fault(item: Finding, links: Links) -> Fault:
    fix = "" if item.fix is None else "safe" if item.fix.safe else "unsafe"
    return Fault(str(item.severity), item.rule, item.name, item.message, item.hint, item.kind or "", fix,
                 links.at(item.region))  # fmt: skip


def _facts(verdict: Verdict) -> Iterator[tuple[str, str]]:
    yield "As of", verdict.as_of.isoformat()
    yield "Level", verdict.level
    if verdict.published:
        yield "Asked", "what is due once it is published, too"
    yield "Commit", verdict.commit[:12] if verdict.commit else "unknown"
    yield "Policy", f"{verdict.policy_source} ({verdict.policy_digest[:12]})" if verdict.policy_digest else "none"
    words = {"claimed": "claimed: nobody checks who gave their word", "git": "whoever made the commit",
             "signed": "signed commits"}  # fmt: skip
    yield "Identity", words.get(verdict.identity, verdict.identity)


def _counts(rows: Sequence[Row], report: Report, found: Sequence[Moment]) -> Iterator[tuple[str, str, str]]:
    """Numbers for the first screen: state, number with its noun, and where to read more."""
    states = Counter(row.state for row in rows)
    for state, (one, many) in _BECAME.items():
        if number := states[state]:
            yield state, f"{counted(number, 'document')} {one if number == 1 else many}", "matrix"
    for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE):
        if number := report.count(severity):
            yield str(severity), counted(number, str(severity)), "findings"
    if number := len(report.baselined):
        yield "note", counted(number, "accepted finding"), "findings"
    elif report.documents and not report.open:
        yield "pass", "no open findings" if report.suppressed else "no findings", "findings"
    ages = Counter(moment.state for moment in found)
    for state, words in (("overdue", "overdue"), ("fail", "failed"), ("never", "not on record")):
        if ages[state]:
            yield (
                state,
                f"{ages[state]} {'review or drill' if ages[state] == 1 else 'reviews and drills'} {words}",
                "ages",
            )


def _without(made: Material, numbers: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Documents that no gate was judged of, by kind."""
    kinds = Counter(entry.kind for entry in made.report.documents if entry.path not in numbers)
    return tuple(sorted(kinds.items()))


def _relations(graph: Graph) -> Iterator[Relation]:
    nodes = {node.id: node for node in graph.nodes}
    for edge in graph.edges:
        target = nodes[edge.target]
        state = target.standing if target.sort == "document" else {"missing": "fail"}.get(target.sort, "none")
        words = {"missing": "does not exist", "external": "outside the repository", "file": "a file"}
        said = words.get(target.sort, "no gate judged" if state == "none" else STATES[state][1])
        yield Relation(edge.source, edge.relation or "links to", edge.target, state, said)


def _basis(made: Material) -> Iterator[tuple[str, list[str]]]:
    """What the verdict rests on and what was loosened, as lists of sentences."""
    verdict = made.verdict
    words = [
        f"{gate.document} {gate.gate}/{decided.criterion.id}: {decided.reason}"
        for gate in verdict.gates
        for decided in gate.criteria
        if decided.by and decided.verdict == "pass"
    ]
    yield "On somebody's word", words
    waivers = [f"{item.document} {item.criterion}, by {item.by} until {item.expires}: {item.reason}"
               + ("" if item.used else " (not used)") for item in verdict.waivers]  # fmt: skip
    yield "Waivers", waivers
    at = [f"{item.region.path}:{item.region.start.line} " if item.region else "" for item in verdict.relaxed]
    yield (
        "Relaxed by the project, judged all the same",
        [f"{where}{item.what}" for where, item in zip(at, verdict.relaxed, strict=True)],
    )
    yield (
        "Changed in the policy, counts from the next merge",
        [f"{what}: {how}" for what, how in verdict.policy_changes],
    )
    yield "Not as committed", list(verdict.dirty)
    skipped = Counter(item.reason for item in made.report.skipped)
    yield (
        "Files that are no documents",
        [f"{counted(number, 'file')}: {why}" for why, number in sorted(skipped.items())],
    )
