"""Waivers: criteria that somebody with a role lets go for a while, and what keeps a waiver from counting."""

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from opsgate.judging.identity import named
from opsgate.knowing.library import Library
from opsgate.knowing.policy import Policy
from opsgate.knowing.subject import Subject
from opsgate.reading.values.times import add
from opsgate.running.verdict import Decided, Problem, Waiver
from opsgate.words.finding import Region
from opsgate.words.text import Position


@dataclass
class Waivers:
    """The waivers of a project's policy on one day. ``wrote`` gives the handles of those who wrote a document."""

    policy: Policy
    as_of: datetime.date
    wrote: Callable[[Subject], Collection[str]] = lambda _: ()
    used: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)
    judged: set[tuple[str, str]] = field(default_factory=set)

    def applied(self, decided: Decided, subject: Subject, stage: str, *, integrity: bool) -> Decided:
        """A criterion that does not hold becomes ``waived`` where a waiver that counts names it exactly."""
        self.judged.add((subject.document.path, f"{stage}/{decided.criterion.id}"))
        if decided.verdict not in ("fail", "stale", "not-attested", "unknown"):
            return decided
        for index, waiver in enumerate(self.policy.waivers):
            name = f"{stage}/{decided.criterion.id}"
            if waiver["document"] != subject.document.path or waiver["criterion"] != name:
                continue
            self.used.add(index)
            if not decided.criterion.waivable or integrity:
                self.refused[index] = f"`{waiver['criterion']}` is a matter of integrity, which nobody can waive"
            elif self.fault(index, waiver, subject) is None:
                by, until = waiver["by"], waiver["expires"]
                said = f"{by} waived it until {until}: {waiver['reason']}; it is {decided.verdict}: {decided.reason}"
                return replace(decided, verdict="waived", rule="", by=by, reason=said)
        return decided

    def fault(self, index: int, waiver: Mapping[str, Any], subject: Subject | None) -> tuple[str, str] | None:
        """Why a waiver counts for nothing, by rule, or None."""
        expires = _day(waiver["expires"])
        limit = self.policy.duration("max-waiver")
        by = str(waiver["by"])
        if index in self.refused:
            return "waiver-not-allowed", self.refused[index]
        if "/" not in waiver["criterion"] or "*" in waiver["criterion"] + waiver["document"]:
            return "waiver-not-allowed", "it names no criterion in particular, such as `exit/dry-run` of one document"
        if expires is None or expires < self.as_of:
            return "waiver-expired", f"it expired on {waiver['expires']}"
        if limit is not None and expires > add(self.as_of, limit):
            longest = add(self.as_of, limit)
            return "waiver-not-allowed", f"it runs until {expires}; policy `max-waiver` ends it by {longest}"
        if not self.policy.roles_of(by):
            return "waiver-not-allowed", f"`{by}` has no role in `[roles]`"
        if subject is not None and self._is_author(by, subject):
            return "waiver-not-allowed", f"`{by}` wrote the document and cannot waive for it"
        return None

    def problems(self, library: Library) -> Iterator[Problem]:
        """Waivers that do not count, each with its place in the configuration; an old or idle one shuts nothing."""
        for index, waiver in enumerate(self.policy.waivers):
            fault = self.fault(index, waiver, library.by_path.get(waiver["document"]))
            if fault is None and index not in self.used and self._idle(waiver, library):
                fault = "unused-waiver", f"there is nothing to waive in `{waiver['document']}` {waiver['criterion']}"
            if fault is not None:
                rule, message = fault
                yield Problem(rule, f"a waiver does not count: {message}", self._region(index), "delete or mend it",
                              shuts=rule == "waiver-not-allowed")  # fmt: skip

    def _idle(self, waiver: Mapping[str, Any], library: Library) -> bool:
        """Whether what a waiver is for holds, or is not there; one for what this run does not judge is not idle."""
        subject = library.by_path.get(waiver["document"])
        if subject is None or (waiver["document"], waiver["criterion"]) in self.judged:
            return True
        stage, _, id = waiver["criterion"].partition("/")
        gate = subject.kind.gates.get(stage)
        return gate is None or id not in {criterion.id for criterion in gate.criteria}

    def _is_author(self, by: str, subject: Subject) -> bool:
        who = self.policy.person(by)
        return who in set(named(self.policy, subject)) or who in self.wrote(subject)

    def listed(self, library: Library) -> Iterator[Waiver]:
        for index, waiver in enumerate(self.policy.waivers):
            good = self.fault(index, waiver, library.by_path.get(waiver["document"])) is None
            yield Waiver(waiver["document"], waiver["criterion"], waiver["by"], waiver["reason"],
                         str(waiver["expires"]), good and index in self.used)  # fmt: skip

    def _region(self, index: int) -> Region | None:
        config = self.policy.config
        if config.path is None:
            return None
        start, end = config.span(("waivers", index))
        position: Position = config.text.position(start)
        return Region(config.path, position, config.text.position(end))


def _day(said: object) -> datetime.date | None:
    if isinstance(said, datetime.date):
        return said
    try:
        return datetime.date.fromisoformat(str(said))
    except ValueError:
        return None
