"""Verdicts: what became of every criterion of every gate, and of the run."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from opsgate.knowing.kind import Criterion
from opsgate.words.finding import Region

GOOD = frozenset({"pass", "waived"})
QUIET = frozenset({"not-applicable", "not-due"})
PASSED = frozenset({"pass", "passed-with-waivers"})


@dataclass(frozen=True, slots=True)
class Decided:
    """A criterion, what became of it, why, where, and what a person can do about it now.

    ``also`` are further reasons of the same kind, ``by`` is whose word it is,
    ``rule`` the rule that a failure falls under.
    """

    criterion: Criterion
    verdict: str
    reason: str
    region: Region
    next: str = ""
    related: tuple[Region, ...] = ()
    also: tuple[str, ...] = ()
    by: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """A gate of one document: passed when at least one criterion really passes and none stands in the way."""

    document: str
    kind: str
    gate: str
    statement: str
    level: str
    blocking: bool
    criteria: tuple[Decided, ...]
    waits: bool = False

    @property
    def verdict(self) -> str:
        """``pass``, ``passed-with-waivers``, ``fail``, ``not-due`` or ``not-applicable``."""
        words = {decided.verdict for decided in self.criteria}
        if self.waits or words == {"not-due"}:
            return "not-due"
        if words <= QUIET:
            return "not-applicable" if words == {"not-applicable"} else "not-due"
        if not words <= GOOD | QUIET or "pass" not in words:
            return "fail"
        return "passed-with-waivers" if "waived" in words else "pass"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a run although it is no criterion: a missing document, a second checklist, a dirty tree.

    One that ``shuts`` keeps the run from passing.
    """

    rule: str
    message: str
    region: Region | None = None
    next: str = ""
    kind: str = ""
    shuts: bool = True


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Something that the project switched off or took away, and that the gates judged all the same."""

    what: str
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A waiver as configured, and whether it was used."""

    document: str
    criterion: str
    by: str
    reason: str
    expires: str
    used: bool


@dataclass(frozen=True, slots=True)
class Override:
    """A release that somebody let pass although its gates did not."""

    by: str
    reason: str
    on: datetime.date
    open: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """The verdict of a run, and all that it rests on."""

    version: str
    as_of: datetime.date
    level: str
    gates: tuple[GateVerdict, ...]
    release: str | None = None
    product: str | None = None
    published: bool = False
    partial: bool = False
    simulated: tuple[str, ...] = ()
    identity: str = "claimed"
    commit: str | None = None
    dirty: tuple[str, ...] = ()
    policy_source: str = "working tree"
    policy_digest: str = ""
    policy_changes: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    relaxed: tuple[Relaxed, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    promotion: tuple[tuple[GateVerdict, Decided], ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    override: Override | None = None
    stored: str | None = None

    @property
    def verdict(self) -> str:
        """Passed only when something was judged, every blocking gate passed, and nothing else stands in the way."""
        if self.override is not None:
            return "overridden"
        words = {gate.verdict for gate in self.gates if gate.blocking}
        if any(problem.shuts for problem in self.problems) or not words <= PASSED | QUIET or not words & PASSED:
            return "fail"
        return "passed-with-waivers" if "passed-with-waivers" in words else "pass"

    @property
    def idle(self) -> bool:
        """Whether nothing was judged that could pass or fail."""
        words = {gate.verdict for gate in self.gates if gate.blocking}
        return words <= QUIET and not any(problem.shuts for problem in self.problems)

    @property
    def passed(self) -> bool:
        return self.verdict != "fail"

    @property
    def summary(self) -> dict[str, int]:
        """How many criteria have each verdict."""
        counts = Counter(decided.verdict for gate in self.gates for decided in gate.criteria)
        return dict(sorted(counts.items()))
