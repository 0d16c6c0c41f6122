"""A verdict as Markdown: how ready each document is, what stands in the way, and who does what next."""

from collections.abc import Iterable, Iterator, Sequence

from opsgate.edges.output.gate import by_document, cell, open_criteria
from opsgate.edges.output.inert import clipped, code, inert
from opsgate.edges.output.markdown import MOST_BYTES, advised, table, where
from opsgate.edges.output.paint import Paint
from opsgate.running.verdict import Decided, GateVerdict, Problem, Verdict

_MARKS = {"pass": "✅", "passed-with-waivers": "✅", "overridden": "⚠️", "fail": "❌"}
_HEAD = ("", "where", "criterion", "why, and what to do")
_REST = "`opsgate gate --format json` has them all"
_PARTS = 5
_LONGEST = 300


def render_verdict(verdict: Verdict, *, allow_empty: bool = False) -> str:
    """The verdict for people who review; it fits into a comment.

    Where nothing was there to be judged and that is allowed, it neither passed nor failed.
    """
    title = "opsgate: ⚠️ nothing was there to be judged" if verdict.idle and allow_empty else _title(verdict)
    lines = ["<!-- opsgate gate -->", f"### {title}", "", _about(verdict)]
    if verdict.idle and not allow_empty:
        lines += ["", "**Nothing was judged:** no gate that blocks is due, and nothing at all is not enough"]
    for because in verdict.simulated:
        lines += ["", f"**A rehearsal, not a verdict:** {inert(because)}"]
    if verdict.override is not None:
        lines += ["", f"**Let through by** {inert(verdict.override.by)}: {inert(verdict.override.reason)}"]
    blocking, advice = ([gate for gate in verdict.gates if gate.blocking is blocks] for blocks in (True, False))
    lines += _part("Stands in the way", [*_problems(verdict.problems, shuts=True), *_open(blocking)])
    lines += _part("Documents", list(_ready(verdict)), ("document", "kind", "entrance", "exit", "blocks"))
    lines += _part("Advice, blocks nothing", [*_problems(verdict.problems, shuts=False), *_open(advice)])
    lines += _part("Waived", list(_waived(verdict.gates)))
    relaxed = [(where(item.region), inert(clipped(item.what, _LONGEST))) for item in verdict.relaxed]
    lines += _part("Relaxed, judged all the same", relaxed, ("where", "what"))
    return "\n".join(lines) + "\n"


def _part(title: str, rows: Sequence[Sequence[str]], head: Sequence[str] = _HEAD) -> Iterator[str]:
    """A heading and a table, where there are rows."""
    if rows:
        yield from ("", f"#### {title}", *table(head, rows, _REST, total=len(rows), room=MOST_BYTES // _PARTS))


def _title(verdict: Verdict) -> str:
    what = f"release {inert(verdict.release)}" if verdict.release else "all documents"
    if verdict.product:
        what += f" of {inert(verdict.product)}"
    scope = "partial verdict" if verdict.partial else "verdict"
    word = f"{verdict.verdict} (simulated)" if verdict.simulated else verdict.verdict
    mark = "⚠️" if verdict.simulated and verdict.passed else _MARKS[verdict.verdict]
    return f"opsgate: {mark} {scope}: {word} · {what}"


def _about(verdict: Verdict) -> str:
    counts = ", ".join(f"{number} {word}" for word, number in verdict.summary.items())
    parts = [
        counts or "nothing judged",
        f"level {verdict.level}",
        f"as of {verdict.as_of}",
        *([f"commit {code(verdict.commit[:7])}"] if verdict.commit else []),
        f"policy of the {inert(verdict.policy_source)}",
        f"opsgate {verdict.version}",
    ]
    return " · ".join(parts)


def _ready(verdict: Verdict) -> Iterator[tuple[str, ...]]:
    """A row for every document: its kind, and what became of its gates."""
    paint = Paint(colour=False)
    for document, gates in by_document(verdict).items():
        first = next(iter(gates.values()))
        cells = [cell(gates.get(stage), paint).strip() for stage in ("entrance", "exit")]
        yield code(clipped(document, _LONGEST)), code(first.kind), *cells, "yes" if first.blocking else "no"


def _problems(problems: Iterable[Problem], *, shuts: bool) -> Iterator[tuple[str, ...]]:
    for problem in problems:
        if problem.shuts is shuts:
            yield "✗", where(problem.region), code(problem.rule), advised(problem.message, problem.next)


def _open(gates: Iterable[GateVerdict]) -> Iterator[tuple[str, ...]]:
    for gate, decided in open_criteria(gates):
        yield _row(gate, decided, f"{'?' if decided.verdict == 'unknown' else '✗'} {decided.verdict}")


def _waived(gates: Iterable[GateVerdict]) -> Iterator[tuple[str, ...]]:
    for gate in gates:
        for decided in gate.criteria:
            if decided.verdict == "waived":
                yield _row(gate, decided, "~ waived")


def _row(gate: GateVerdict, decided: Decided, mark: str) -> tuple[str, ...]:
    name = code(f"{gate.gate}/{decided.criterion.id}")
    named = name if decided.region.path == gate.document else f"{name} of {code(clipped(gate.document, _LONGEST))}"
    return mark, where(decided.region), named, advised(decided.reason, decided.next)
