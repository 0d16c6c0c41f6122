"""Judge gates: ask each criterion's predicate or attestation, take the worst of what is said, apply waivers."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from opsgate.judging.attestations import attested
from opsgate.judging.evidence.trouble import MissingExtra, Unreadable
from opsgate.judging.here import Here, World
from opsgate.judging.predicate import asked
from opsgate.judging.predicates import BY_NAME
from opsgate.judging.ruling import Ruling, worst
from opsgate.judging.said import Said, fails, holds, unknown
from opsgate.knowing.kind import LEVELS, Criterion, Gate, applies
from opsgate.knowing.ledger import Ledger, read_ledger, sidecar_path
from opsgate.knowing.subject import Subject
from opsgate.running.verdict import Decided, GateVerdict
from opsgate.running.waivers import Waivers
from opsgate.words.errors import OpsgateError
from opsgate.words.finding import Region, Severity
from opsgate.words.place import Place
from opsgate.words.text import Text

STAGES = ("entrance", "exit")
COMPLETE = Criterion(
    id="complete",
    statement="The document is complete.",
    asks="No finding at error, by the rules as opsgate ships them and as for a document in force.",
    decided_by="computed", check="complete", options={}, level="hobby", due="ready", per="document", roles=(),
    not_author=False, max_age=None, excludes=(), waivable=False,
)  # fmt: skip
_RULES = {"fail": "gate-failed", "stale": "gate-stale", "not-attested": "gate-not-attested", "unknown": "gate-unknown"}
_MOST_REASONS = 20


@dataclass
class Judge:
    """Judges the gates of one run; each is judged once. ``debug`` lets a crashing predicate raise."""

    world: World
    waivers: Waivers
    published: bool = False
    debug: bool = False
    decided: dict[tuple[str, str], GateVerdict | None] = field(default_factory=dict)
    _once: dict[tuple[object, ...], str] = field(default_factory=dict)
    _ledgers: dict[str, Ledger] = field(default_factory=dict)

    def gate(self, subject: Subject, stage: str) -> GateVerdict | None:
        """A gate's verdict; None where the kind has no such gate, or where the gate asks for itself in a circle."""
        key = (subject.document.path, stage)
        if key not in self.decided:
            self.decided[key] = None
            gate = subject.kind.gates.get(stage)
            if gate is not None:
                self.decided[key] = self._judge(subject, stage, gate)
        return self.decided[key]

    def _judge(self, subject: Subject, stage: str, gate: Gate) -> GateVerdict:
        criteria = [criterion for criterion in gate.criteria if applies(criterion.level, subject.level)]
        blocking = any(self.world.library.is_a(subject, kind) for kind in self.world.policy.blocking)
        entrance = subject.kind.gates.get("entrance")
        waits = False
        if stage == "exit" and entrance is not None and entrance.precondition:
            before = self.gate(subject, "entrance")
            waits = before is not None and before.verdict == "not-due"
        if stage == "exit":
            criteria.append(COMPLETE)
        found = tuple(self._criterion(subject, stage, gate, criterion, waits=waits) for criterion in criteria)
        return GateVerdict(subject.document.path, subject.kind.name, stage, gate.statement, subject.level, blocking,
                           found, waits)  # fmt: skip

    def _criterion(self, subject: Subject, stage: str, gate: Gate, criterion: Criterion, *, waits: bool) -> Decided:
        here = Here(subject, criterion, self.world)
        if waits:
            return self._quiet(here, "not-due", "its entrance is not due yet")
        if criterion.due == "published" and not self.published:
            return self._quiet(here, "not-due", "asked after the release, with `--published`")
        first = self._first(here, stage)
        if first is not None:
            decided_there = self.decided.get((first, stage))
            there = decided_there.criteria if decided_there else ()
            waited = any(one.criterion.id == criterion.id and one.verdict == "not-due" for one in there)
            return self._quiet(here, "not-due" if waited else "not-applicable", f"decided once, at {first}")
        ruling = worst(self._said(here, stage))
        decided = self._decide(here, ruling)
        open_ = decided.verdict in ("fail", "not-attested") and not (ruling.contradicts or ruling.integrity)
        if gate.precondition and open_ and not self._required(subject):
            return Decided(criterion, "not-due", decided.reason, decided.region, decided.next)
        return self.waivers.applied(decided, subject, stage, integrity=ruling.integrity)

    def _required(self, subject: Subject) -> bool:
        """Whether the project requires a document of this kind: then its precondition is not one to wait for."""
        return any(self.world.library.is_a(subject, kind) for kind in self.world.policy.required)

    def _first(self, here: Here, stage: str) -> str | None:
        """The document at which a criterion about the whole kind or release was decided already."""
        criterion = here.criterion
        if criterion.per == "document":
            return None
        release = here.meta.get("release") if criterion.per == "release" else None
        key = (criterion.per, here.kind.name, stage, criterion.id, here.meta.get("product"), release)
        first = self._once.setdefault(key, here.document.path)
        return None if first == here.document.path else first

    def _said(self, here: Here, stage: str) -> Iterator[Said]:
        """All that is said of a criterion; one that fails of itself says that nobody can tell."""
        if not here.document.whole:
            why = here.document.faults[0].message if here.document.faults else "it cannot be read"
            yield unknown(here.place(), why, f"opsgate check {here.document.path}")
            return
        if here.document.front.faults and here.criterion is not COMPLETE:
            fault = here.document.front.faults[0]
            yield unknown(here.place().within(*fault.span), f"the front matter cannot be relied on: {fault.message}",
                          f"opsgate check {here.document.path}")  # fmt: skip
            return
        yield from self._guarded(here, lambda: self._ask(here, stage))

    def _guarded(self, here: Here, ask: Callable[[], Iterable[Said]]) -> Iterator[Said]:
        try:
            yield from ask()
        except Unreadable as error:
            yield Said(error.word, error.reason, error.place, error.hint, rule="evidence-missing")
        except (MissingExtra, OpsgateError) as error:
            yield unknown(None, str(getattr(error, "reason", error)), getattr(error, "hint", ""))
        except Exception as error:
            if self.debug:
                raise
            name = here.criterion.check or here.criterion.id
            yield unknown(None, f"the check `{name}` failed: {type(error).__name__}: {error}",
                          "a fault of opsgate: run with --debug and report it")  # fmt: skip

    def _ask(self, here: Here, stage: str) -> Iterator[Said]:
        criterion = here.criterion
        if criterion is COMPLETE:
            yield from _complete(here)
        elif criterion.decided_by == "attested":
            yield from attested(here, self.ledger(here.subject), stage)
        elif criterion.check not in BY_NAME:
            yield unknown(None, f"there is no check `{criterion.check}`", "mend the kind file")
        elif "or-attested" in criterion.options:
            yield from self._or_attested(here, stage)
        else:
            yield from asked(BY_NAME[criterion.check], here, criterion.options)

    def _or_attested(self, here: Here, stage: str) -> Iterator[Said]:
        """A fact, or where nobody can tell and the level allows it, somebody's word; never a word against a fact."""
        predicate = BY_NAME[here.criterion.check]
        fact = list(self._guarded(here, lambda: asked(predicate, here, here.criterion.options)))
        ruling = worst(fact)
        allowed = LEVELS.index(here.level) <= LEVELS.index(here.criterion.options["or-attested"])
        if ruling.said.word != "unknown" or not allowed or ruling.contradicts or ruling.integrity:
            yield from fact
            return
        word = list(attested(here, self.ledger(here.subject), stage))
        if any(item.word != "not-attested" for item in word):
            yield from word
            return
        said, hint = ruling.said, word[0].next
        yield replace(said, next=f"{said.next}, or {hint}" if said.next else hint)
        yield from ruling.others

    def ledger(self, subject: Subject) -> Ledger:
        path = subject.document.path
        if path not in self._ledgers:
            self._ledgers[path] = read_ledger(subject, self.world.evidence.root, sidecar=self.world.policy.sidecar)
        return self._ledgers[path]

    def _decide(self, here: Here, ruling: Ruling) -> Decided:
        said, others = ruling.said, ruling.others
        also = tuple(f"{_at(self.region(here, other.place))} {other.reason}" for other in others[:_MOST_REASONS])
        reason = said.reason + (f" (and {len(others)} more)" if others else "")
        by = said.by
        if said.word == "pass" and by:
            reason = "; ".join(item.reason for item in (said, *others))
            by = ", ".join(dict.fromkeys(item.by for item in (said, *others) if item.by))
        related = tuple(self.region(here, place) for place in said.related)
        rule = said.rule or _RULES.get(said.word, "")
        return Decided(here.criterion, said.word, reason, self.region(here, said.place), said.next, related, also,
                       by, rule if said.word in _RULES else "")  # fmt: skip

    def _quiet(self, here: Here, word: str, reason: str) -> Decided:
        return Decided(here.criterion, word, reason, self.region(here, None))

    def region(self, here: Here, place: Place | None) -> Region:
        """Where a place stands, in lines and columns."""
        place = place or here.place()
        text = self._text(here, place.path)
        return Region(place.path, text.position(place.span[0]), text.position(place.span[1]))

    def _text(self, here: Here, path: str) -> Text:
        """The text of a document, of a file beside one, of a sidecar, or of an evidence file that a place lies in."""
        subject = self.world.library.by_path.get(path)
        if subject is not None:
            return subject.document.text
        for subject in (here.subject, *self.world.library.subjects):
            if path in subject.beside:
                return subject.beside[path]
            if path == sidecar_path(subject.document.path):
                return self.ledger(subject).text
        try:
            return Text(self.world.evidence.read(path).decode("utf-8", "replace"))
        except Unreadable:
            return Text("")


def _complete(here: Here) -> Iterator[Said]:
    found = [item for item in here.world.findings(here.subject) if item.severity is Severity.ERROR]
    text = here.document.text
    for item in found:
        start = text.offset(*item.region.start) if item.region.path == here.document.path else 0
        place = here.document.place().within(start, start)
        hint = f": {item.hint}" if item.hint else ""
        yield fails(place, f"{item.rule} {item.name}: {item.message}", f"opsgate check {item.path}{hint}")
    if not found:
        yield holds("no finding at error")


def _at(region: Region) -> str:
    return f"{region.path}:{region.start.line}:{region.start.column}"
