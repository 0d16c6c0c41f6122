"""Run the checks over the documents and make findings of what they say."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from opsgate.judging.catalog import BY_WORD
from opsgate.judging.check import Between, Outside, Project, Reach
from opsgate.knowing.card import BadCard
from opsgate.knowing.index import Index
from opsgate.knowing.kinds import Kinds
from opsgate.knowing.subject import Subject
from opsgate.reading.yamlvalue import Fault
from opsgate.running.plan import Plan, Planned
from opsgate.running.suppress import Quiet, Suppression, Suppressions, reason, suppressions
from opsgate.words.finding import Finding, Region, Related, Severity
from opsgate.words.place import Hit, Place, Spot
from opsgate.words.text import Text

_WHEN_UNREADABLE = ("OG0",)


def judge(subject: Subject, plan: Plan, project: Project, *, debug: bool = False) -> list[Finding]:
    """All findings in one document by itself. With ``debug`` a crashing check raises instead of being reported."""
    return judged(subject, plan, project, debug=debug)[0]


def judged(
    subject: Subject, plan: Plan, project: Project, *, debug: bool = False
) -> tuple[list[Finding], tuple[Quiet, ...]]:
    """The same, and the suppressions that checks between documents have yet to be held against."""
    reach = Reach(subject, project)
    path, whole = subject.path, subject.document.whole
    quiet = suppressions(subject.document) if whole else Suppressions([], [], [])
    texts = {path: subject.document.text, **subject.beside}
    file = _File(path, subject.kind.name, subject.stage, texts, quiet.items)
    planned = plan.checks(subject.kind)
    findings: list[Finding] = []
    for item in planned:
        if item.check.run is None or item.check.between or not (whole or item.check.id.startswith(_WHEN_UNREADABLE)):
            continue
        findings.extend(_finding(file, item, hit) for hit in _hits(item, reach, debug))
    pending = {item.check.id for item in planned if item.check.between}
    findings.extend(_about_suppressions(file, planned, quiet, pending))
    left = tuple(Quiet.of(item, texts[path]) for item in quiet.items if pending & set(item.rules))
    return findings, left


def between(
    index: Index,
    plan: Plan,
    outside: Outside,
    kinds: Kinds,
    *,
    quiet: Mapping[str, Sequence[Quiet]] = MappingProxyType({}),
    paths: Collection[str] | None = None,
    debug: bool = False,
) -> Iterator[Finding]:
    """Findings of the checks between documents, in all documents or in those of ``paths``.

    Raises BadCard where a card is none.
    """
    for card in index.cards:
        if paths is not None and card.path not in paths:
            continue
        kind = kinds.get(card.kind_name) or kinds.unknown(card.kind_name)
        held = [item.suppression(card.path) for item in quiet.get(card.path, ())]
        file = _File(card.path, card.kind_name, card.stage, {}, held)
        here = Between(card, index, outside, kind)
        planned = plan.checks(kind)
        for item in planned if card.readable else ():
            if item.check.run is not None and item.check.between:
                for hit in _hits(item, here, debug):
                    yield _finding(file, item, hit)
        yield from _about_suppressions(file, planned, Suppressions(held, [], []), set())
        card.forget()


@dataclass(frozen=True, slots=True)
class _File:
    """What findings need to know of the document that they are in."""

    path: str
    kind: str
    stage: str
    texts: Mapping[str, Text]
    quiet: Sequence[Suppression]

    def region(self, place: Place) -> Region:
        if isinstance(place, Spot):
            return Region(place.path, place.start, place.end)
        text = self.texts[place.path]
        return Region(place.path, text.position(place.span[0]), text.position(place.span[1]))

    def reason(self, rule: str, place: Place) -> str | None:
        """Why a finding of a rule at a place is suppressed, or None."""
        return reason(self.quiet, rule, place.span[0]) if place.path == self.path else None


def _hits(planned: Planned, here: Reach | Between, debug: bool) -> Iterable[Hit]:
    """What a check says; one that fails says so itself, and takes no other check or document with it."""
    run = planned.check.run
    assert run is not None
    try:
        return list(run(here))
    except BadCard:
        raise
    except Exception as error:
        if debug:
            raise
        stands = f"check `{planned.check.name}` failed: {type(error).__name__}: {error}"
        place = here.card.head if isinstance(here, Between) else Place(here.subject.path, (), (0, 0))
        return [_Crash(place, stands, "a fault of opsgate: run with --debug and report it")]


class _Crash(Hit):
    """A hit that speaks of opsgate rather than of the document."""

    __slots__ = ()


def _finding(file: _File, planned: Planned, hit: Hit) -> Finding:
    crash = isinstance(hit, _Crash)
    check = BY_WORD["check-crashed"] if crash else planned.check
    return Finding(
        rule=check.id,
        name=check.name,
        severity=Severity.ERROR if crash else check.weigh(planned.severity, file.stage),
        message=hit.message,
        hint=hit.hint,
        region=file.region(hit.place),
        kind=file.kind,
        place=str(hit.place),
        fix=hit.fix,
        related=tuple(Related(file.region(place), str(place)) for place in hit.related),
        suppressed=None if crash else file.reason(check.id, hit.place),
    )


def _about_suppressions(
    file: _File, planned: Sequence[Planned], quiet: Suppressions, pending: Collection[str]
) -> Iterator[Finding]:
    """What is wrong with suppressions; those that name a rule still to run are not judged as unused yet."""
    checks = {item.check.name: item for item in planned}
    ran = {item.check.id for item in checks.values()} - set(pending)
    for name, hits in (
        ("suppression-without-reason", quiet.unreasoned),
        ("unused-suppression", quiet.unused(ran)),
    ):
        found = checks.get(name)
        if found is not None:
            loud = _File(file.path, file.kind, file.stage, file.texts, ())
            yield from (_finding(loud, found, hit) for hit in hits)


def fault_findings(path: str, text: Text, faults: Iterable[Fault]) -> Iterator[Finding]:
    """Findings about a configuration or kind file."""
    for fault in faults:
        check = BY_WORD[fault.name]
        place = Place(path, (), fault.span)
        region = Region(path, text.position(fault.span[0]), text.position(fault.span[1]))
        yield Finding(check.id, check.name, Severity.ERROR, fault.message, fault.hint, region, None, str(place))
