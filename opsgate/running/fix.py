"""Mend a document: apply the fixes of its findings, read it again, and keep what did what it promised.

Fixes are applied in rounds, those that do not overlap together. After each round the document is read and judged anew;
where that does not come out as promised, half of the fixes are tried, until the one at fault stands alone and is
dropped. Nothing is written here.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from opsgate.judging.catalog import BY_WORD
from opsgate.judging.check import Project
from opsgate.knowing.corpus import Reader
from opsgate.knowing.subject import Subject
from opsgate.reading.document import Loaded, document, loaded_document
from opsgate.running.engine import judged
from opsgate.running.fixcheck import State, broken, called
from opsgate.running.fixedits import apart, edited
from opsgate.running.plan import Plan
from opsgate.running.work import Job
from opsgate.words.finding import Finding

_MOST_READINGS = 200
_MOST_CHARACTERS = 4_000_000
_FEWEST_READINGS = 2


@dataclass(frozen=True, slots=True)
class Dropped:
    """A fix that was not applied, and why not."""

    finding: Finding
    reason: str


@dataclass
class Mended:
    """A file before and after its fixes: the findings that were fixed, and those whose fix was dropped.

    ``refused`` says why nothing of it may be touched at all. ``unsettled`` says that fixes are left which were not
    tried, because there were too many; the next run goes on with them.
    """

    path: str
    before: bytes = b""
    after: bytes = b""
    fixed: list[Finding] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    refused: str = ""
    unsettled: bool = False
    stale: bool = False

    @property
    def changed(self) -> bool:
        return self.before != self.after


class Mender:
    """Mends one file after the other, by the same rules as the run that found the faults.

    ``unsafe`` also applies fixes that may change what a document means. ``digests`` are the SHA-256 of files that
    somebody vouched for: these are left as they are, unless ``unsafe``.
    """

    def __init__(self, job: Job, *, unsafe: bool, digests: Collection[str] = ()) -> None:
        self.root: Path = job.config.root
        self._reader = Reader(job.config, job.kinds, job.level)
        self._plan = Plan(job.config)
        self._chosen = Plan(job.config, job.select, job.ignore)
        self._project = Project(job.kinds.names, job.config.unknown_fields)
        self._debug = job.debug
        self.unsafe = unsafe
        self.digests = digests

    def mend(self, path: str, data: bytes, reported: Sequence[Finding] | None = None) -> Mended:
        """What becomes of a file with these bytes: only findings that the run ``reported`` in it are fixed, or all."""
        mended = Mended(path, data, data)
        if not loaded_document(path, Loaded(data, len(data))).whole:
            mended.refused = "it cannot be read whole as UTF-8"
            return mended
        start = self._read(path, data.decode("utf-8"))
        if start is None:
            mended.refused = "it is no document of any kind"
            return mended
        shown = Counter((finding.rule, finding.place) for finding in (start.findings if reported is None else reported))
        hidden = Counter((finding.rule, finding.place) for finding in start.findings if finding.fix) - shown
        state = _Rounds(self, mended, hidden).run(start)
        mended.after = state.text.encode("utf-8")
        return mended

    def wants(self, finding: Finding) -> bool:
        """Whether this run is asked to fix a finding."""
        if finding.fix is None or finding.suppressed is not None or not (finding.fix.safe or self.unsafe):
            return False
        return self._chosen.planned(BY_WORD[finding.rule], None).because != "the command line"

    def _read(self, path: str, text: str) -> State | None:
        subject = self._reader.subject(document(path, text))
        if not isinstance(subject, Subject):
            return None
        findings, _ = judged(subject, self._plan, self._project, debug=self._debug)
        return State(text, subject, tuple(findings))

    def edit(self, state: State, findings: Sequence[Finding]) -> State | None:
        """The document after the fixes of these findings, read again."""
        edits = [edit for finding in findings if finding.fix for edit in finding.fix.edits]
        lead = "\ufeff" if state.subject.document.text.bom else ""
        return self._read(state.subject.path, lead + edited(state.subject.document.text.raw, edits))


class _Rounds:
    """The rounds of fixing one document, and what is known of its findings so far."""

    def __init__(self, mender: Mender, mended: Mended, hidden: Counter[tuple[str, str]]) -> None:
        self.mender = mender
        self.mended = mended
        self.hidden = hidden
        self.dropped: set[tuple[str, str, str]] = set()
        self.left = 0

    def run(self, state: State) -> State:
        self.left = max(_FEWEST_READINGS, min(_MOST_READINGS, _MOST_CHARACTERS // (len(state.text) + 1)))
        while group := self._next(state):
            if self.left <= 0:
                self.mended.unsettled = True
                break
            state = self._try(state, group)
        return state

    def _next(self, state: State) -> list[Finding]:
        """Fixes that can be applied together: those of one promise that do not overlap; of added sections one."""
        hidden = Counter(self.hidden)
        wanted: list[Finding] = []
        for finding in state.findings:
            at = (finding.rule, finding.place)
            if finding.fix and hidden[at] > 0:
                hidden[at] -= 1
            elif self.mender.wants(finding) and called(finding) not in self.dropped:
                wanted.append(finding)
        if not wanted:
            return []
        first = min(map(_promise, wanted))
        group = apart([finding for finding in wanted if _promise(finding) == first])
        return group[:1] if first == _ADDS else group

    def _try(self, state: State, group: Sequence[Finding]) -> State:
        """The document with as many of the fixes as keep their promise, tried by halves."""
        while True:
            self.left -= 1
            after = self.mender.edit(state, group)
            reason, stale = broken(state, after, group, self.mender)
            if not reason and after is not None:
                self.mended.fixed.extend(group)
                self.mended.stale |= stale
                return after
            if len(group) == 1:
                self.dropped.add(called(group[0]))
                self.mended.dropped.append(Dropped(group[0], reason))
                return state
            if self.left <= 0:
                return state
            group = group[: len(group) // 2]


_SAME, _OTHER, _ADDS = range(3)


def _promise(finding: Finding) -> int:
    """What a fix promises; the strictest promise comes first."""
    fix = finding.fix
    if fix is None or fix.adds:
        return _ADDS
    return _SAME if fix.renders_same else _OTHER


def without_fix(finding: Finding, dropped: Collection[tuple[str, ...]]) -> Finding:
    """A finding without its fix, if that is among those that were dropped (as ``called``, and the path)."""
    out = finding.fix is not None and (*called(finding), finding.path) in dropped
    return replace(finding, fix=None) if out else finding
