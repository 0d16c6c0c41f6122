"""Predicate over the way back: to an earlier release that was published, tried with these artifacts, and it worked."""

import datetime
from collections.abc import Iterator
from typing import Any

from opsgate.judging.evidence.tickets import moment
from opsgate.judging.here import Here, same_word
from opsgate.judging.pack import other_releases, results, same_version, version_of
from opsgate.judging.predicate import TEXT, predicate
from opsgate.judging.records import KIND, day, objections
from opsgate.judging.said import Said, fails, holds, unknown
from opsgate.reading.values.records import Drill
from opsgate.words.place import Place

_HOLD = "go back and forth once with these artifacts, and write down the day and how it went: `last_drill: DAY Pass`"
_TARGET = "name the published release to go back to: `target: v1.1.0`"


@predicate("rollback-drilled", key=TEXT)
def rollback_drilled(here: Here, *, key: str) -> Iterator[Said]:
    """The way back leads to an earlier published release, and a drill of it with these artifacts passed."""
    if not isinstance(here.get(key), dict):
        yield fails(here.place(key), f"`{key}` does not say how to go back", _TARGET, rule="evidence-missing")
        return
    yield _target(here, key)
    drill = _drill(here, key)
    if isinstance(drill, Said):
        yield drill
        return
    yield _after_artifacts(here, key, drill)
    if here.level == "product":
        yield from _recorded(here, key, drill)


def _target(here: Here, key: str) -> Said:
    """Whether the release to go back to is an earlier one that was published."""
    said, place, mine = here.get(f"{key}.target"), here.place(key, "target"), version_of(here.subject)
    target, this = here.value(said, "version"), here.value(mine, "version")
    if target is None:
        stands = f"`{said}` is no version" if said else "it does not say to which release"
        return unknown(place, f"the way back: {stands}", _TARGET)
    if same_version(here, str(said), mine):
        return fails(place, f"the way back from `{mine}` leads to `{said}`, which is this release", _TARGET)
    if this is not None and target > this:
        return fails(place, f"the way back from `{mine}` leads to `{said}`, which is a later release", _TARGET)
    found = [other for other in other_releases(here) if same_version(here, version_of(other), str(said))]
    published = next((other for other in found if other.status == "published"), None)
    if published is not None:
        return holds(f"{published.document.path} says that `{said}` is published", place)
    if found:
        at = found[0].document.place("status")
        return fails(place, f"`{said}` is `{found[0].status or 'without a status'}`, one that is published is expected",
                     _TARGET, related=(at,))  # fmt: skip
    return _tagged(here, str(said), place)


def _tagged(here: Here, target: str, place: Place) -> Said:
    """Where no checklist speaks of a release, whether a tag does."""
    tags = here.world.facts.tags()
    tag = next((tag for tag in tags or () if _names(here, tag, target)), None)
    if tag is not None:
        return _before(here, tag, target, place)
    if tags is None or here.world.facts.shallow():
        reason = f"nobody can tell whether `{target}` was released: no checklist says so, and git has not all tags here"
        return unknown(place, reason, "fetch the history and its tags: git fetch --unshallow --tags")
    return fails(
        place, f"`{target}` was never released: there is neither a published checklist nor a tag of it", _TARGET
    )


def _before(here: Here, tag: str, target: str, place: Place) -> Said:
    """A tag shows a release before this one only where it lies before this release's commit."""
    facts, commit = here.world.facts, here.get("commit")
    tagged = facts.tag_commit(tag)
    built = facts.resolve(commit) if isinstance(commit, str) else None
    if tagged is None or built is None:
        return unknown(place, f"nobody can tell whether the tag `{tag}` lies before this release: no such `commit`",
                       "fetch the history: git fetch --unshallow --tags")  # fmt: skip
    if tagged == built or not facts.is_ancestor(tagged, built):
        return fails(place, f"the tag `{tag}` does not lie before this release's commit {built[:12]}", _TARGET)
    return holds(f"the tag `{tag}` says that `{target}` was released", place)


def _names(here: Here, tag: str, target: str) -> bool:
    """Whether a tag such as ``v1.1.0`` or ``api@v1.1.0`` is of a version; one of another product is not."""
    product = here.meta.get("product")
    for mark in ("@", "/", "-v", "-"):
        head, found, tail = tag.rpartition(mark)
        if found and product is not None and same_word(head, product) and _is(here, tail, target):
            return True
    return _is(here, tag, target)


def _is(here: Here, text: str, target: str) -> bool:
    return here.value(text, "version") is not None and same_version(here, text, target)


def _drill(here: Here, key: str) -> Drill | Said:
    """The last drill, or what keeps it from being one that passed."""
    said, place = here.get(f"{key}.last_drill"), here.place(key, "last_drill")
    if not said:
        return fails(place, "the way back was never tried: `last_drill` is missing", _HOLD, rule="evidence-missing")
    drill: Any = here.value(said, "drill")
    if not isinstance(drill, Drill):
        return unknown(place, f"`{said}` does not say when the way back was tried and how it went", _HOLD)
    if drill.date > here.as_of:
        return fails(place, f"the drill is dated {drill.date}, which lies after {here.as_of}",
                     "write the day on which it was held", integrity=True)  # fmt: skip
    if not drill.passed:
        return fails(place, f"the drill of {drill.date} failed; a pass is expected", _HOLD)
    return drill


def _after_artifacts(here: Here, key: str, drill: Drill) -> Said:
    """Whether the drill was held with what is shipped: not before the day (UTC) of the first of its test results."""
    place = here.place(key, "last_drill")
    made: tuple[datetime.date, Place, str] | None = None
    for entry, found in results(here):
        for suite in found.suites:
            when = moment(suite.timestamp)
            if when is not None and (made is None or when.start.date() < made[0]):
                made = (when.start.date(), entry.place, f"{entry.path}:{suite.line}")
    if made is None:
        return unknown(place, f"nobody can tell whether the drill of {drill.date} was held with these artifacts: no "
                       "test result says when it was made", "name results whose suites have a `timestamp`",
                       related=(here.place("evidence"),))  # fmt: skip
    first, at, where = made
    if drill.date < first:
        return fails(place, f"the drill was on {drill.date}, before the artifacts: they were first tested on {first} "
                     f"({where})", _HOLD, related=(at,))  # fmt: skip
    return holds(f"the drill of {drill.date} passed", place)


def _recorded(here: Here, key: str, drill: Drill) -> Iterator[Said]:
    """Whether the record of the drill says the same."""
    said, place = here.get(f"{key}.record"), here.place(key, "record")
    command = f"opsgate new record --type drill --set subject={here.document.path} --set date={drill.date}"
    if not isinstance(said, str):
        yield fails(place, f"no record of the drill of {drill.date} is named", f"{command}, and name it under `{key}`",
                    rule="evidence-missing")  # fmt: skip
        return
    library = here.world.library
    record = library.find(here.subject, said) or library.find(here.subject, f"/{said}")
    if record is None or not library.is_a(record, KIND):
        what = "leads to no document" if record is None else f"is a {record.kind.name}"
        yield fails(place, f"`{said}` {what}, a record is expected", command, rule="evidence-missing")
        return
    bad = list(objections(here, record, {"type": "drill"}, {}))
    for item in bad:
        also = (item.place,) if item.place else ()
        yield Said(item.word, item.reason, place, item.next, also, item.rule, item.integrity)
    held = day(record)
    if held is not None and held != drill.date:
        yield fails(here.place(key, "last_drill"), f"the drill is dated {drill.date} here, and {held} in "
                    f"{record.document.path}", "mend whichever is wrong", related=(record.document.place("date"),),
                    integrity=True)  # fmt: skip
    elif not bad:
        yield holds(f"{record.document.path} says so", place)


PREDICATES = (rollback_drilled,)
