"""Whether fixes did what they promised, and nothing else."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from opsgate.judging.covers import CannotCover, covers
from opsgate.judging.mends import WORDS_OF_PEOPLE
from opsgate.knowing.ledger import read_ledger
from opsgate.knowing.subject import Subject
from opsgate.reading.readers.rendered import rendered
from opsgate.reading.yamlvalue import Keys, Value
from opsgate.running.change import added
from opsgate.words.finding import Finding
from opsgate.words.place import Fix
from opsgate.words.text import Position


@dataclass(frozen=True)
class State:
    """A document at one moment: its text (with its byte order mark), and the findings in it."""

    text: str
    subject: Subject
    findings: tuple[Finding, ...]

    @cached_property
    def body(self) -> str:
        return self.subject.document.text.raw[self.subject.document.front.body :]

    @cached_property
    def html(self) -> str:
        return rendered(self.body)

    @cached_property
    def shape(self) -> list[tuple[object, ...]]:
        """The blocks in order, without what stands in them."""
        blocks = self.subject.document.outline.walk()
        return [(block.kind, block.level, block.number, block.checked, len(block.children)) for block in blocks]


class Asks(Protocol):
    """What a run of fixes was asked for: see ``Mender``."""

    root: Path
    unsafe: bool
    digests: Collection[str]


def broken(before: State, after: State | None, group: Sequence[Finding], asks: Asks) -> tuple[str, bool]:
    """Why fixes did not do what they promised, or nothing; and whether somebody's word no longer covers the text."""
    fixes = [finding.fix for finding in group if finding.fix]
    reason = _unread(before, after)
    if reason or after is None:
        return reason, False
    stale = _vouched(before, after, asks)
    if stale and not asks.unsafe:
        return f"{stale}: fix it with --unsafe-fixes, and have it attested again", False
    checks = (
        _words(before, fixes),
        _data(before, after, fixes),
        _body(before, after, fixes),
        _found(before, after, group),
    )
    return next((said for said in checks if said), ""), bool(stale)


def _unread(before: State, after: State | None) -> str:
    if after is None:
        return "it would be no document of its kind any more"
    was, now = before.subject, after.subject
    if was.kind.name != now.kind.name or was.level != now.level:
        return f"it would be read as `{now.kind.name}` at {now.level}"
    if not now.document.whole or (was.document.front.readable and not now.document.front.readable):
        return "it could not be read any more"
    return ""


def _words(before: State, fixes: Sequence[Fix]) -> str:
    """No fix touches what people vouched for."""
    front = before.subject.document.front
    raw = before.subject.document.text.raw
    names = {name.split("/")[1] for fix in fixes for name in fix.alters if name.startswith("meta/")}
    for key in WORDS_OF_PEOPLE:
        start, end = front.spans.get((key,), (0, 0))
        inside = (
            edit
            for fix in fixes
            for edit in fix.edits
            if start < end and edit.span[0] < end and edit.span[1] > start and raw[start:end] not in edit.text
        )
        if key in names or next(inside, None) is not None:
            return f"`{key}` holds somebody's word, which no fix touches"
    return ""


def _data(before: State, after: State, fixes: Sequence[Fix]) -> str:
    """Front matter says the same as before, but for what the fixes alter; safe ones lose no value of that either."""
    if not before.subject.document.front.readable:
        return ""
    named = {name for fix in fixes for name in fix.alters}
    was, now = dict(_leaves(before.subject.document.meta)), dict(_leaves(after.subject.document.meta))
    changed = [keys for keys in was.keys() | now.keys() if was.get(keys) != now.get(keys)]
    others = [keys for keys in changed if not _within("/".join(map(str, ("meta", *keys))), named)]
    if others:
        return f"it would change what `{'.'.join(map(str, sorted(others, key=str)[0]))}` says"
    lost = Counter(was[keys] for keys in changed if keys in was) != Counter(
        now[keys] for keys in changed if keys in now
    )
    return "it would lose a value" if lost and all(fix.safe for fix in fixes) else ""


def _leaves(value: Value) -> Iterator[tuple[Keys, str]]:
    """Every value that holds no others, with its keys; whether one is quoted does not count."""
    waiting: list[tuple[Keys, Value]] = [((), value)]
    while waiting:
        keys, here = waiting.pop()
        if isinstance(here, dict) and here:
            waiting.extend(((*keys, key), inner) for key, inner in here.items())
        elif isinstance(here, list) and here:
            waiting.extend(((*keys, index), inner) for index, inner in enumerate(here))
        else:
            yield keys, repr(here if here is None or isinstance(here, (dict, list)) else str(here))


def _body(before: State, after: State, fixes: Sequence[Fix]) -> str:
    """The body looks the same, or is the same but for what was added, or has the same parts."""
    if before.body == after.body:
        return ""
    if all(fix.renders_same for fix in fixes):
        same = before.html == after.html and before.shape == after.shape
        return "" if same else "it would look different"
    titles = [title for fix in fixes for title in fix.adds]
    if not titles:
        return "" if before.shape == after.shape else "it would change more than the words that it is about"
    if not _only_longer(before.html, after.html):
        return "it would change the text around it"
    new = Counter(_titles(after)) - Counter(_titles(before))
    return "" if new == Counter(titles) else "the new section would not be read as one"


def _titles(state: State) -> Iterator[str]:
    return (section.title for section in state.subject.document.outline.sections if section.heading)


def _only_longer(was: str, now: str) -> bool:
    """Whether one text is the other with something put in at one place."""
    if len(now) < len(was):
        return False
    same = next((at for at, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), len(was))
    return now.endswith(was[same:])


def _found(before: State, after: State, group: Sequence[Finding]) -> str:
    """The faults are gone, none came instead, and what was added is reported as empty."""
    if _still_there(before, after, group):
        return "the fault would still be there"
    alters = {name for finding in group if finding.fix for name in finding.fix.alters}
    least = min(finding.severity for finding in group)
    heard = [finding for finding in after.findings if finding.suppressed is None]
    new = added(heard, [finding for finding in before.findings if finding.suppressed is None], {})
    for finding in new:
        if finding.severity >= least and not _within(finding.place, alters):
            return f"it would bring up another: {finding.message}"
    for finding in group:
        if finding.fix and finding.fix.adds and not _told(finding, finding.fix, heard):
            return "the new section would not be reported as empty, so nobody would know that it is"
    return ""


def _told(finding: Finding, fix: Fix, heard: Iterable[Finding]) -> bool:
    """Whether a section that was added is reported as unfinished, with at least the weight that its absence had."""
    return any(one.severity >= finding.severity and _within(one.place, fix.alters) for one in heard)


def _still_there(before: State, after: State, group: Sequence[Finding]) -> bool:
    """Whether a fault is still reported, no further down than it was: the next one of its sort may stand there now."""
    was = Counter(map(called, before.findings))
    wanted = Counter(map(called, group))
    starts: dict[tuple[str, ...], list[Position]] = {}
    for one in after.findings:
        starts.setdefault(called(one), []).append(one.region.start)
    return any(
        len(found := starts.get(called(one), [])) > was[called(one)] - wanted[called(one)]
        and min(found) <= one.region.start
        for one in group
    )


def called(finding: Finding) -> tuple[str, str, str]:
    """What a finding is called from one reading to the next, whatever moves."""
    return (finding.rule, finding.place, finding.message)


def _within(name: str, names: Iterable[str]) -> bool:
    return any(name == other or name.startswith(f"{other}/") for other in names)


def _vouched(before: State, after: State, asks: Asks) -> str:
    """Whose word would no longer count, or nothing."""
    if hashlib.sha256(before.text.encode("utf-8")).hexdigest() in asks.digests:
        return "somebody attested with this file as evidence, and it would be another"
    subject = before.subject
    beside = read_ledger(subject, asks.root, sidecar=True)
    if not (subject.meta.get("gates") or subject.meta.get("approvals") or beside.data):
        return ""
    return (
        ""
        if _covered(subject) == _covered(after.subject)
        else "somebody's word covers this text, and it would be stale"
    )


def _covered(subject: Subject) -> str | None:
    try:
        return covers(subject, "", (), lambda _path: None).digest
    except CannotCover:
        return None
