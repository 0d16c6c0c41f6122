"""Verdicts for people: a table of gates, then what is open, who has to do what, and what it all rests on."""

from collections.abc import Iterable, Iterator

from opsgate.edges.output.paint import Paint, visible
from opsgate.running.verdict import PASSED, Decided, GateVerdict, Problem, Verdict
from opsgate.words.finding import Region

_LOOKS = {
    "pass": ("✓", "green"), "passed-with-waivers": ("✓", "yellow"), "waived": ("~", "yellow"), "fail": ("✗", "red"),
    "overridden": ("!", "yellow"), "stale": ("✗", "red"), "not-attested": ("✗", "red"), "unknown": ("?", "yellow"),
    "not-due": ("·", "dim"), "not-applicable": ("·", "dim"),
}  # fmt: skip
_OPEN = ("fail", "stale", "not-attested", "unknown")
WIDE = 16
_SHOWN = 3
_SHORT = {"passed-with-waivers": "waived"}


def render_text(verdict: Verdict, paint: Paint, *, every: bool = False) -> str:
    """The verdict as a page of text; with ``every``, criteria that hold are listed too."""
    lines = [*_head(verdict, paint), "", *_table(verdict, paint)]
    blocking = [gate for gate in verdict.gates if gate.blocking]
    advice = [gate for gate in verdict.gates if not gate.blocking]
    changes, still = verdict.policy_changes, verdict.override.open if verdict.override else ()
    parts = (
        ("Stands in the way", [*_problems(verdict.problems, paint, shuts=True), *_open(blocking, paint)]),
        ("Advice, blocks nothing", [*_problems(verdict.problems, paint, shuts=False), *_open(advice, paint)]),
        ("Holds", [*_holds(verdict.gates, paint)] if every else []),
        ("Waived", [*_waived(verdict.gates, paint)]),
        ("On somebody's word", [*_words(verdict, paint)]),
        ("Relaxed, judged all the same", [f"  {_at(i.region)}{visible(i.what)}" for i in verdict.relaxed]),
        ("Changed in the policy, counts from the next merge", [f"  {visible(f'{w}: {d}')}" for w, d in changes]),
        ("Open when it was let through", [f"  {visible(said)}" for said in still]),
    )  # fmt: skip
    for title, content in parts:
        if content:
            lines += ["", paint("bold", title), *content]
    return "\n".join([*lines, "", *_tail(verdict, paint)]) + "\n"


def _head(verdict: Verdict, paint: Paint) -> Iterator[str]:
    what = f"release {verdict.release}" if verdict.release else "all documents"
    if verdict.product:
        what += f" of {verdict.product}"
    when = " · published" if verdict.published else ""
    commit = f" · commit {verdict.commit[:7]}" if verdict.commit else ""
    yield (
        f"{paint('bold', visible(what))}{when} · level {verdict.level} · as of {verdict.as_of}{commit}"
        f" · policy of the {visible(verdict.policy_source)}"
    )
    for because in verdict.simulated:
        yield paint("yellow", f"simulated: {visible(because)}")


def _table(verdict: Verdict, paint: Paint) -> Iterator[str]:
    """A line for every document: its kind, and what became of its gates."""
    rows = by_document(verdict)
    if not rows:
        return
    names = {document: visible(document) for document in rows}
    wide = max(8, *map(len, names.values()))
    kinds = max(4, *(len(gate.kind) for gate in verdict.gates))
    yield paint("dim", f"  {'document':<{wide}}  {'kind':<{kinds}}  {'entrance':<{WIDE}}  {'exit':<{WIDE}}  blocks")
    for document, gates in rows.items():
        first = next(iter(gates.values()))
        cells = "  ".join(cell(gates.get(stage), paint) for stage in ("entrance", "exit"))
        yield f"  {names[document]:<{wide}}  {first.kind:<{kinds}}  {cells}  {'yes' if first.blocking else 'no'}"


def by_document(verdict: Verdict) -> dict[str, dict[str, GateVerdict]]:
    """The gates of each document by their names, ``entrance`` and ``exit``."""
    rows: dict[str, dict[str, GateVerdict]] = {}
    for gate in verdict.gates:
        rows.setdefault(gate.document, {})[gate.gate] = gate
    return rows


def cell(gate: GateVerdict | None, paint: Paint) -> str:
    """A gate's verdict with mark and word, ``WIDE`` columns wide."""
    if gate is None:
        return f"{'–':<{WIDE}}"
    mark, colour = _LOOKS[gate.verdict]
    bad = sum(decided.verdict in _OPEN for decided in gate.criteria)
    said = (
        f"{mark} {_SHORT.get(gate.verdict, gate.verdict)}{f' ({bad} open)' if bad and gate.verdict == 'fail' else ''}"
    )
    return paint(colour, said) + " " * (WIDE - len(said))


def _problems(problems: Iterable[Problem], paint: Paint, *, shuts: bool) -> Iterator[str]:
    for problem in problems:
        if problem.shuts is shuts:
            mark, colour = _LOOKS["fail" if shuts else "unknown"]
            yield f"  {paint(colour, mark)} {_at(problem.region)}{visible(problem.message)}"
            yield from _next(problem.next, paint)


def _open(gates: Iterable[GateVerdict], paint: Paint) -> Iterator[str]:
    for gate, decided in open_criteria(gates):
        mark, colour = _LOOKS[decided.verdict]
        name = f"{gate.gate}/{decided.criterion.id}"
        yield f"  {paint(colour, f'{mark} {decided.verdict}')} {_at(decided.region)}{paint('bold', name)}"
        yield f"      {visible(decided.reason)}"
        yield from (f"      {paint('dim', 'see')} {_at(region).rstrip()}" for region in decided.related)
        yield from (f"      {paint('dim', 'also')} {visible(reason)}" for reason in decided.also[:_SHOWN])
        if len(decided.also) > _SHOWN:
            yield paint("dim", f"      and {len(decided.also) - _SHOWN} more; --format json has them")
        yield from _next(decided.next, paint)


def _next(next: str, paint: Paint) -> Iterator[str]:
    if next:
        yield f"      {paint('dim', 'next:')} {visible(next)}"


def _holds(gates: Iterable[GateVerdict], paint: Paint) -> Iterator[str]:
    for gate in gates:
        for decided in gate.criteria:
            if decided.verdict not in (*_OPEN, "waived"):
                yield _line(gate, decided, paint)


def _waived(gates: Iterable[GateVerdict], paint: Paint) -> Iterator[str]:
    for gate in gates:
        for decided in gate.criteria:
            if decided.verdict == "waived":
                yield _line(gate, decided, paint)


def _line(gate: GateVerdict, decided: Decided, paint: Paint) -> str:
    mark, colour = _LOOKS[decided.verdict]
    name = f"{visible(gate.document)} {gate.gate}/{decided.criterion.id}"
    return f"  {paint(colour, mark)} {name}: {visible(decided.reason)}"


def _words(verdict: Verdict, paint: Paint) -> Iterator[str]:
    said = [
        (visible(gate.document), f"{gate.gate}/{decided.criterion.id}", visible(decided.reason))
        for gate in verdict.gates
        for decided in gate.criteria
        if decided.by and decided.verdict == "pass"
    ]
    mode = {"claimed": "nobody checks who wrote it", "git": "checked against the commit", "signed": "signed"}
    for document, name, reason in said:
        yield f"  {document} {name}: {reason}"
    if said:
        yield paint("dim", f"  identity is `{verdict.identity}`: {mode[verdict.identity]}")


def _tail(verdict: Verdict, paint: Paint) -> Iterator[str]:
    counts = ", ".join(f"{number} {word}" for word, number in verdict.summary.items())
    if verdict.promotion:
        first = next((decided.next for _, decided in verdict.promotion if decided.next), "")
        number = len(verdict.promotion)
        needs = f"{number} {'criterion is' if number == 1 else 'criteria are'} still open at product level"
        yield paint("dim", f"{needs}; the first step is: {visible(first)}" if first else needs)
    if verdict.stored:
        yield paint("dim", f"by the verdict that was stored in {visible(verdict.stored)}")
    mark, colour = _LOOKS[verdict.verdict]
    scope = "partial " if verdict.partial else ""
    rehearsal = " (simulated)" if verdict.simulated else ""
    yield f"{scope}verdict: {paint(colour, f'{mark} {verdict.verdict}')}{rehearsal} · {counts or 'nothing judged'}"
    if verdict.override:
        yield f"let through by {visible(verdict.override.by)}: {visible(verdict.override.reason)}"


def _at(region: Region | None) -> str:
    return f"{visible(region.path)}:{region.start.line}:{region.start.column} " if region else ""


def open_criteria(gates: Iterable[GateVerdict]) -> Iterator[tuple[GateVerdict, Decided]]:
    """What is open and stands in a gate's way, gate by gate."""
    for gate in gates:
        for decided in gate.criteria:
            if decided.verdict in _OPEN and gate.verdict not in (*PASSED, "not-due"):
                yield gate, decided
