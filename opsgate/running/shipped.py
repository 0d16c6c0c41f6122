"""Findings as opsgate ships its rules, for gates: no configuration, no lowered severity, no leniency for drafts."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from opsgate.judging.catalog import CHECKS
from opsgate.judging.check import Outside, Project
from opsgate.knowing.config import Config
from opsgate.knowing.index import Index
from opsgate.knowing.kind import Kind
from opsgate.knowing.kinds import Kinds
from opsgate.knowing.library import Library
from opsgate.knowing.marks import carded
from opsgate.knowing.subject import Subject
from opsgate.running.engine import between, judged
from opsgate.running.plan import Plan
from opsgate.running.suppress import Quiet
from opsgate.words.finding import Finding


@dataclass
class Shipped:
    """The findings of the documents of a library; ``asked`` holds those that somebody asked for, by path.

    Suppressed findings are there, with the reason that was given: gates look at them all the same.
    """

    library: Library
    kinds: Kinds
    outside: Outside
    asked: dict[str, list[Finding]] = field(default_factory=dict)
    _alone: dict[str, tuple[list[Finding], tuple[Quiet, ...]]] = field(default_factory=dict)

    def of(self, subject: Subject) -> list[Finding]:
        """All findings in a document, by itself and between it and the others, the worse severity of both sides."""
        path = subject.path
        if path not in self.asked:
            kind = self._judged_as(subject)
            weights = {check.id: self._plan.planned(check, kind).severity for check in CHECKS}
            found = [*self._by_itself(subject)[0], *self._between.get(path, ())]
            self.asked[path] = [replace(item, severity=max(item.severity, weights[item.rule])) for item in found]
        return self.asked[path]

    def _judged_as(self, subject: Subject) -> Kind | None:
        """The kind whose severities count: a project's own kind lowers nothing."""
        return None if subject.kind.name in self.kinds.own else subject.kind

    def _by_itself(self, subject: Subject) -> tuple[list[Finding], tuple[Quiet, ...]]:
        if subject.path not in self._alone:
            self._alone[subject.path] = judged(subject, self._plan, Project(self.kinds.names))
        return self._alone[subject.path]

    @cached_property
    def _plan(self) -> Plan:
        plan = Plan(Config(Path()))
        for subject in self.library.subjects:
            plan.strict(self._judged_as(subject), subject.kind.name)
        return plan

    @cached_property
    def _between(self) -> dict[str, list[Finding]]:
        slugs = self.outside.config.slugs
        index = Index([carded(subject, slugs) for subject in self.library.subjects], self.kinds)
        quiet = {subject.path: self._by_itself(subject)[1] for subject in self.library.subjects}
        found: dict[str, list[Finding]] = {}
        for finding in between(index, self._plan, self.outside, self.kinds, quiet=quiet):
            found.setdefault(finding.path, []).append(finding)
        return found
