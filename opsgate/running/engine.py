"""Run the checks over the documents and make findings of what they say."""

from collections.abc import Iterable, Iterator

from opsgate.judging.catalog import BY_WORD
from opsgate.judging.check import Project, Reach
from opsgate.knowing.subject import Subject
from opsgate.reading.yamlvalue import Fault
from opsgate.running.plan import Plan, Planned
from opsgate.running.suppress import Suppressions, suppressions
from opsgate.words.finding import Finding, Region, Related, Severity
from opsgate.words.place import Hit, Place
from opsgate.words.text import Text

_WHEN_UNREADABLE = ("OG0",)


def judge(subject: Subject, plan: Plan, project: Project, *, debug: bool = False) -> list[Finding]:
    """All findings in one document. With ``debug`` a crashing check raises instead of being reported."""
    reach = Reach(subject, project)
    quiet = suppressions(subject.document) if subject.document.whole else Suppressions([], [], [])
    findings: list[Finding] = []
    for planned in plan.checks(subject.kind):
        if planned.check.run is None or not _can_run(planned, subject):
            continue
        findings.extend(_finding(subject, planned, hit, quiet) for hit in _hits(planned, reach, debug))
    findings.extend(_about_suppressions(subject, plan, quiet))
    return findings


def _can_run(planned: Planned, subject: Subject) -> bool:
    return subject.document.whole or planned.check.id.startswith(_WHEN_UNREADABLE)


def _hits(planned: Planned, reach: Reach, debug: bool) -> Iterable[Hit]:
    """What a check says; one that fails says so itself, and takes no other check or document with it."""
    run = planned.check.run
    assert run is not None
    try:
        return list(run(reach))
    except Exception as error:
        if debug:
            raise
        crashed = f"check `{planned.check.name}` failed: {type(error).__name__}: {error}"
        return [
            _Crash(
                Place(reach.document.path, (), (0, 0)), crashed, "a fault of opsgate: run with --debug and report it"
            )
        ]


class _Crash(Hit):
    """A hit that speaks of opsgate rather than of the document."""

    __slots__ = ()


def _finding(subject: Subject, planned: Planned, hit: Hit, quiet: Suppressions | None) -> Finding:
    check = BY_WORD["check-crashed"] if isinstance(hit, _Crash) else planned.check
    severity = Severity.ERROR if isinstance(hit, _Crash) else check.weigh(planned.severity, subject.stage)
    reason = None
    if quiet is not None and not isinstance(hit, _Crash) and hit.place.path == subject.document.path:
        reason = quiet.reason(check.id, hit.place.span[0])
    texts = {subject.document.path: subject.document.text, **subject.beside}
    return Finding(
        rule=check.id,
        name=check.name,
        severity=severity,
        message=hit.message,
        hint=hit.hint,
        region=_region(hit.place, texts),
        kind=subject.kind.name,
        place=str(hit.place),
        fix=hit.fix,
        related=tuple(Related(_region(place, texts), str(place)) for place in hit.related),
        suppressed=reason,
    )


def _region(place: Place, texts: dict[str, Text]) -> Region:
    text = texts[place.path]
    return Region(place.path, text.position(place.span[0]), text.position(place.span[1]))


def _about_suppressions(subject: Subject, plan: Plan, quiet: Suppressions) -> Iterator[Finding]:
    checks = {planned.check.name: planned for planned in plan.checks(subject.kind)}
    for name, hits in (
        ("suppression-without-reason", quiet.unreasoned),
        ("unused-suppression", quiet.unused({planned.check.id for planned in checks.values()})),
    ):
        planned = checks.get(name)
        if planned is not None:
            for hit in hits:
                yield _finding(subject, planned, hit, None)


def fault_findings(path: str, text: Text, faults: Iterable[Fault]) -> Iterator[Finding]:
    """Findings about a configuration or kind file."""
    for fault in faults:
        check = BY_WORD[fault.name]
        place = Place(path, (), fault.span)
        region = _region(place, {path: text})
        yield Finding(check.id, check.name, Severity.ERROR, fault.message, fault.hint, region, None, str(place))
