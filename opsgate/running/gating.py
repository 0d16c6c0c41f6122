"""A gate run from beginning to end: read the documents, find the scope, judge, and say what the verdict rests on."""

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from opsgate import __version__
from opsgate.judging.check import Outside
from opsgate.judging.evidence.store import Evidence
from opsgate.judging.here import Here, World
from opsgate.judging.identity import authors
from opsgate.knowing.config import Config
from opsgate.knowing.corpus import Reader
from opsgate.knowing.facts import Facts
from opsgate.knowing.files import Files
from opsgate.knowing.kind import LEVELS, Level
from opsgate.knowing.kinds import Kinds
from opsgate.knowing.ledger import sidecar_path
from opsgate.knowing.library import Library
from opsgate.knowing.listing import every_file, list_files
from opsgate.knowing.policy import Policy, policy_changes
from opsgate.knowing.subject import Subject
from opsgate.running.gates import COMPLETE, STAGES, Judge
from opsgate.running.relaxed import relaxed
from opsgate.running.scope import Release, conflicts, find_release, hidden, in_scope, missing, strays
from opsgate.running.shipped import Shipped
from opsgate.running.stored import frozen, open_overrides
from opsgate.running.verdict import Decided, GateVerdict, Override, Problem, Verdict
from opsgate.running.waivers import Waivers
from opsgate.words.errors import OpsgateError
from opsgate.words.finding import Finding

_LONGEST_FACT = 1_000
"""Facts of more characters than this (listings, whole files) are left out of the verdict; their digests are in it."""


@dataclass(frozen=True)
class Ask:
    """What a caller asks of a gate run. ``paths`` (from the root) and ``stage`` make it partial."""

    paths: tuple[str, ...] = ()
    release: str | None = None
    published: bool = False
    stage: str | None = None
    level: Level | None = None
    as_of: datetime.date | None = None
    simulate: bool = False
    allow_dirty: bool = False
    override: tuple[str, str] | None = None
    output: str | None = None
    debug: bool = False


@dataclass
class GateRun:
    """One run over a project: the policy it is judged by, and the policy that the working tree would have."""

    config: Config
    kinds: Kinds
    policy: Policy
    head: Policy
    facts: Facts
    today: datetime.date
    listed: Sequence[str]
    ask: Ask
    _shipped: dict[Level, Shipped] = field(default_factory=dict)
    _libraries: dict[Level, Library] = field(default_factory=dict)

    @property
    def as_of(self) -> datetime.date:
        return self.ask.as_of or self.today

    def run(self) -> Verdict:
        """The verdict. Raises OpsgateError where what is asked makes no sense."""
        simulated = tuple(self._simulated())
        if simulated and self.ask.override:
            raise OpsgateError(f"--break-glass lets a real release through, and {simulated[0]}")
        if simulated and self.ask.release and not self.ask.simulate:
            raise OpsgateError(f"{simulated[0]}; with --release that is a rehearsal: say --simulate")
        level, library = self.level, self.library
        release = find_release(library, self.ask.release) if self.ask.release else None
        judge = self._judge(library, release)
        subjects = self._chosen(in_scope(library, release))
        gates = self._weighed(tuple(self._gates(judge, subjects, release)))
        inputs = self._inputs(judge, subjects)
        verdict = Verdict(
            version=__version__,
            as_of=self.as_of,
            level=level,
            gates=gates,
            release=release.id if release else None,
            product=release.product if release else None,
            published=self.ask.published,
            partial=self._partial,
            simulated=simulated,
            identity=self.policy.identity,
            commit=self.facts.head(),
            dirty=self._dirty(judge.world.evidence),
            policy_source=self.policy.source,
            policy_digest=self.policy.digest,
            policy_changes=tuple(policy_changes(self.policy, self.head)),
            relaxed=tuple(relaxed(self.config, self.kinds, subjects, tuple(self._asked()))),
            promotion=tuple(self._promotion(level, release, gates)),
        )
        verdict = replace(
            verdict,
            problems=tuple(self._problems(verdict, library, subjects, release, judge)),
            waivers=tuple(judge.waivers.listed(library)),
            inputs=inputs,
            facts={
                key: said
                for key, said in sorted(self.facts.recorded.items())
                if key != "dirty" and len(str(said)) <= _LONGEST_FACT
            },
        )
        return self._overridden(verdict) if self.ask.override else verdict

    def gates(self) -> tuple[GateVerdict, ...]:
        """The gates alone, for whoever asks how they are at another level."""
        release = find_release(self.library, self.ask.release) if self.ask.release else None
        subjects = self._chosen(in_scope(self.library, release))
        return self._weighed(tuple(self._gates(self._judge(self.library, release), subjects, release)))

    @property
    def level(self) -> Level:
        return self.ask.level or self.policy.config.level

    @property
    def library(self) -> Library:
        """All documents, at the level of the run."""
        return self._library(self.level)

    def judge(self) -> Judge:
        """A judge over all documents, for whoever asks about one of them."""
        return self._judge(self.library, None)

    @property
    def nothing(self) -> str:
        """What to say where there was nothing to judge."""
        if any(subject.kind.gates for subject in self.library.subjects) and not self.ask.paths:
            return "no gate that blocks is due; `opsgate status` shows them all"
        if self.ask.paths:
            return "none of the named files is a document with a gate that is due"
        return "no document has a gate to judge; start with `opsgate new runbook`, or add `kind:` to a front matter"

    @property
    def _partial(self) -> bool:
        return bool(self.ask.paths or self.ask.stage)

    def _simulated(self) -> Iterator[str]:
        """What makes this run something else than the real thing."""
        ask = self.ask
        if ask.level and LEVELS.index(ask.level) < LEVELS.index(self.policy.config.level):
            yield f"--level {ask.level} is below the policy's `{self.policy.config.level}`"
        committed = self.facts.head_time()
        if ask.as_of is not None and ask.as_of > self.today:
            yield f"--as-of {ask.as_of} lies in the future"
        elif ask.as_of is not None and ask.as_of < (committed.date() if committed else self.today):
            yield f"--as-of {ask.as_of} lies before the last commit"
        if ask.paths:
            yield "only some paths were judged"
        if ask.stage:
            yield f"only the {ask.stage} gates were judged"

    def _library(self, level: Level) -> Library:
        if level not in self._libraries:
            reader = Reader(self.config, self.kinds, level)
            self._libraries[level] = Library(reader.corpus(self.listed).subjects, self.kinds)
        return self._libraries[level]

    def _judge(self, library: Library, release: Release | None) -> Judge:
        evidence = Evidence(self.config.root, self.policy.folders)

        def wrote(subject: Subject) -> Collection[str]:
            return authors(Here(subject, COMPLETE, world))[0]

        def gate(subject: Subject, stage: str) -> str:
            found = made.gate(subject, stage)
            return found.verdict if found else "unknown"

        world = World(
            library=library,
            policy=self.policy,
            facts=self.facts,
            evidence=evidence,
            as_of=self.as_of,
            findings=self.findings,
            gate=gate,
            release=release.checklist if release else None,
            product=release.product if release else None,
        )
        made = Judge(world, Waivers(self.policy, self.as_of, wrote), published=self.ask.published, debug=self.ask.debug)
        return made

    def findings(self, subject: Subject) -> list[Finding]:
        """A document's findings as opsgate ships its rules: no configuration, no suppression, no leniency."""
        level, library = next(
            (level, found) for level, found in self._libraries.items() if found.by_path.get(subject.path) is subject
        )
        if level not in self._shipped:
            files = Files(self.config.root, self.config.slugs)
            outside = Outside(self.as_of, self.facts, files, self.config, self.policy)
            self._shipped[level] = Shipped(library, self.kinds, outside)
        return self._shipped[level].of(subject)

    def _asked(self) -> Iterator[Finding]:
        for shipped in self._shipped.values():
            for findings in shipped.asked.values():
                yield from findings

    def _chosen(self, subjects: list[Subject]) -> list[Subject]:
        return [s for s in subjects if s.document.path in self.ask.paths] if self.ask.paths else subjects

    def _gates(self, judge: Judge, subjects: Sequence[Subject], release: Release | None) -> Iterator[GateVerdict]:
        stages = (self.ask.stage,) if self.ask.stage else STAGES
        for subject in subjects:
            for stage in stages:
                found = judge.gate(subject, stage)
                if found is not None:
                    yield frozen(found, subject, release, self.policy, judge.world.evidence, judge.world.library)

    def _weighed(self, gates: tuple[GateVerdict, ...]) -> tuple[GateVerdict, ...]:
        """Where no gate of the kinds that block is there, and the project did not choose them, every gate blocks."""
        chosen = self.ask.release is not None or "gates" in self.policy.config.data.get("release", {})
        if chosen or any(gate.blocking for gate in gates):
            return gates
        return tuple(replace(gate, blocking=True) for gate in gates)

    def _promotion(
        self, level: Level, release: Release | None, gates: Sequence[GateVerdict]
    ) -> Iterator[tuple[GateVerdict, Decided]]:
        """What the same documents would still need at product level."""
        if level == "product":
            return
        library = self._library("product")
        again = self._judge(library, release and find_release(library, self.ask.release or ""))
        passed = {(gate.document, gate.gate, decided.criterion.id): decided.verdict
                  for gate in gates for decided in gate.criteria}  # fmt: skip
        for gate in gates:
            found = again.gate(library.by_path[gate.document], gate.gate)
            for decided in found.criteria if found else ():
                was = passed.get((gate.document, gate.gate, decided.criterion.id))
                if decided.verdict in ("fail", "stale", "not-attested", "unknown") and was in (None, "pass"):
                    yield gate, decided

    def _dirty(self, evidence: Evidence) -> tuple[str, ...]:
        """Files that are not as they are committed, evidence that git does not know included."""
        changed = set(self.facts.dirty() or ())
        allowed = tuple(f"{folder.rstrip('/')}/" for folder in self.policy.folders)
        if self.facts.in_git():
            known = set(list_files(self.config.root))
            rests_on = {*evidence.inputs, *(self.policy.files if self.policy is self.head else ())}
            changed |= {path for path in rests_on if path not in known and not path.startswith(allowed)}
        return tuple(sorted(path for path in changed if path != self.ask.output))

    def _problems(
        self, verdict: Verdict, library: Library, subjects: Sequence[Subject], release: Release | None, judge: Judge
    ) -> Iterator[Problem]:
        if release is not None:
            yield from release.problems
            yield from strays(library, self.policy, release)
        if not self.ask.paths:
            yield from missing(library, self.policy, subjects, release)
            reader = Reader(self.config, self.kinds, self.policy.config.level)
            yield from hidden(reader, self.listed, every_file(self.config.root))
        yield from conflicts(subjects, self.policy)
        yield from judge.waivers.problems(library)
        for name in self.policy.lost:
            said = f"`{name}` of `[trust]` cannot be read in the {self.policy.source}, so it vouches for nothing"
            yield Problem(
                "signature-invalid", said, None, "put the file there, or take it out of `[trust]`", shuts=False
            )
        yield from open_overrides(library, self.policy, self.as_of)
        if release is not None and not self.ask.allow_dirty:
            if verdict.dirty:
                more = f" and {len(verdict.dirty) - 1} more" if len(verdict.dirty) > 1 else ""
                yield Problem("gate-unknown", f"`{verdict.dirty[0]}`{more} is not as it was committed",
                              None, "commit it, or say --allow-dirty")  # fmt: skip
            elif verdict.commit is None:
                yield Problem("gate-unknown", self.facts.trouble or "git cannot say which commit this is", None,
                              "run it in a git repository with a commit, or say --allow-dirty")  # fmt: skip

    def _inputs(self, judge: Judge, subjects: Sequence[Subject]) -> Mapping[str, str]:
        """The SHA-256 of every file that the verdict rests on."""
        evidence = judge.world.evidence
        found = dict(evidence.inputs)
        for subject in subjects:
            for path in (subject.document.path, *subject.beside, sidecar_path(subject.document.path)):
                if evidence.exists(path):
                    found[path] = evidence.sha256(path)
        return dict(sorted(found.items()))

    def _overridden(self, verdict: Verdict) -> Verdict:
        """Let a release pass that does not, with everything that was open on record."""
        assert self.ask.override is not None
        by, reason = self.ask.override
        if not self.policy.knows(by):
            raise OpsgateError(f"`{by}` is in neither `[people]` nor `[roles]`; who breaks the glass has to be known")
        if verdict.passed:
            return verdict
        open_ = [f"{gate.document} {gate.gate}/{decided.criterion.id}: {decided.verdict}"
                 for gate in verdict.gates if gate.blocking for decided in gate.criteria
                 if decided.verdict in ("fail", "stale", "not-attested", "unknown")]  # fmt: skip
        open_ += [problem.message for problem in verdict.problems if problem.shuts]
        return replace(verdict, override=Override(by, reason, self.as_of, tuple(open_)))
