"""Verdicts: what became of every criterion of every gate."""

import datetime
from collections import Counter
from dataclasses import dataclass

from opsgate.knowing.kind import Criterion
from opsgate.words.finding import Region

PASSES = frozenset({"pass", "not-applicable", "not-due"})


@dataclass(frozen=True, slots=True)
class Decided:
    """A criterion, what became of it, why, where, and what a person can do about it now."""

    criterion: Criterion
    verdict: str
    reason: str
    region: Region
    next: str = ""


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """A gate of one document: passed when at least one criterion passes and none stands in the way."""

    document: str
    kind: str
    gate: str
    blocking: bool
    criteria: tuple[Decided, ...]

    @property
    def verdict(self) -> str:
        words = {decided.verdict for decided in self.criteria}
        return "pass" if words <= PASSES and "pass" in words else "fail"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict of a run."""

    version: str
    as_of: datetime.date
    level: str
    partial: bool
    gates: tuple[GateVerdict, ...]

    @property
    def verdict(self) -> str:
        """Pass only when something was judged and every blocking gate passed."""
        blocking = [gate for gate in self.gates if gate.blocking]
        return "pass" if blocking and all(gate.verdict == "pass" for gate in blocking) else "fail"

    @property
    def summary(self) -> dict[str, int]:
        counts = Counter(decided.verdict for gate in self.gates for decided in gate.criteria)
        return dict(sorted(counts.items()))
