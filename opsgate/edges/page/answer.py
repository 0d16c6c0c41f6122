"""The answer: may it be released? In words that never say more than the verdict does."""

from collections.abc import Iterator

from opsgate.edges.graph.model import counted
from opsgate.edges.page.model import Answer
from opsgate.running.verdict import Verdict

OPEN = ("fail", "stale", "not-attested", "unknown")
"""What a criterion may be that keeps its gate shut."""


def answer(verdict: Verdict) -> Answer:
    """The verdict as a sentence, with what stands behind it and every doubt about it."""
    subject = " ".join(word for word in (verdict.product or "", verdict.release or "") if word) or "All documents"
    state, headline = _said(verdict)
    return Answer(state, subject, headline, _lead(verdict), tuple(_doubts(verdict)))


def _said(verdict: Verdict) -> tuple[str, str]:
    """State and headline. A rehearsal or a part that passes is no yes."""
    release = verdict.release
    if verdict.idle:
        if release:
            return "unknown", f"Nobody can tell whether {release} may be released"
        return "unknown", "There is nothing to judge"
    if not verdict.passed:
        if _only_doubt(verdict):
            said = f"whether {release} may be released" if release else "whether every gate is passed"
            return "unknown", f"Nobody can tell {said}"
        return "fail", f"{release} may not be released" if release else "Not every gate is passed"
    what = release or "Every gate that blocks"
    if verdict.partial:
        return "unknown", "The part that was judged passes" + (f"; nothing is said of {release}" if release else "")
    if verdict.simulated:
        return "unknown", f"In a rehearsal, {what[0].lower() + what[1:] if not release else what} passes"
    if verdict.verdict == "passed-with-waivers":
        return "waived", f"{release} may be released, with waivers" if release else f"{what} is passed, with waivers"
    return "pass", f"{release} may be released" if release else f"{what} is passed"


def _only_doubt(verdict: Verdict) -> bool:
    """Whether nothing but what nobody can tell is in the way."""
    words = {decided.verdict for gate in verdict.gates if gate.blocking for decided in gate.criteria}
    return "unknown" in words and not words & {"fail", "stale", "not-attested"} and not any(
        problem.shuts for problem in verdict.problems)  # fmt: skip


def _lead(verdict: Verdict) -> str:
    if verdict.idle:
        return "No gate that blocks a release is due, so nothing was found ready."
    found = [(gate, decided) for gate in verdict.gates if gate.blocking for decided in gate.criteria
             if decided.verdict in OPEN]  # fmt: skip
    problems = sum(problem.shuts for problem in verdict.problems)
    if not found and not problems:
        gates = sum(gate.blocking for gate in verdict.gates)
        block = "blocks" if gates == 1 else "block"
        return f"{counted(gates, 'gate')} that {block} a release, and nothing stands in the way."
    if not found:
        return f"{counted(problems, 'problem')} of the project as a whole {_stand(problems)} in the way."
    documents = len({gate.document for gate, _ in found})
    criteria = "1 criterion" if len(found) == 1 else f"{len(found)} criteria"
    also = f", and {counted(problems, 'problem')} of the project as a whole," if problems else ""
    return f"{criteria} of {counted(documents, 'document')}{also} {_stand(len(found) + problems)} in the way."


def _stand(number: int) -> str:
    return "stands" if number == 1 else "stand"


def _doubts(verdict: Verdict) -> Iterator[str]:
    if verdict.simulated:
        yield f"Simulated, not a verdict: {'; '.join(verdict.simulated)}."
    if verdict.partial:
        yield "Partial: not everything that a release needs was judged."
    if verdict.dirty:
        yield f"{counted(len(verdict.dirty), 'file')} {'is' if len(verdict.dirty) == 1 else 'are'} not as committed."
    if verdict.commit is None:
        yield "Git does not say which commit this is."
