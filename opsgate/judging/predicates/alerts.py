"""Predicates over alerts: whether each was tested with a synthetic event, and whether a runbook says what to do."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from opsgate.judging.denial import hollow
from opsgate.judging.here import Here
from opsgate.judging.predicate import TEXT, predicate
from opsgate.judging.registers import FILL, at, each_row, parsed, whole
from opsgate.judging.said import Said, fails, holds, spared, unknown
from opsgate.knowing.rows import Row
from opsgate.knowing.subject import Subject
from opsgate.reading.values.base import is_placeholder, show
from opsgate.reading.values.times import Duration, age_exceeds
from opsgate.words.place import Place

_TEST = "send the synthetic event, and write down date and result under `{key}`"


class _Test(NamedTuple):
    """An entry of the front matter; ``date`` is None where it is not readable."""

    number: int
    entry: dict[str, Any]
    date: datetime.date | None


@predicate("rows-tested", column=TEXT, key=TEXT, alert=TEXT)
def rows_tested(here: Here, *, column: str, key: str, alert: str = "threshold") -> Iterator[Said]:
    """Every row with an alert has a recent test with a synthetic event that passed, among those of a front-matter key.

    Tests name the row alone: where several rows have one name, as many of the newest tests are looked at.
    """
    if not isinstance(here.get(key), list):
        reason = f"`{key}` lists no tests; one is expected for every alert"
        yield fails(here.place(key), reason, _TEST.format(key=key))
        return
    tests, rows = _tests(here, key), here.rows()
    names = [whole(cell.text) if (cell := here.cell(row, column)) else "" for row in rows]

    def judge(row: Row) -> Said:
        name = parsed(here, row, column)
        if isinstance(name, Said):
            return name
        if here.cell(row, alert) is None:
            return spared(f"{show(name)} has no alert", at(row, alert))
        count = names.count(whole(name))
        found = tests.get(whole(name), [])
        if not found:
            reason = f"no test of the alert {show(name)} stands under `{key}`"
            return fails(at(row, column), reason, _TEST.format(key=key), related=(here.place(key),))
        if len(found) < count:
            reason = f"{count} rows are called {show(name)}, and {len(found)} tests: nobody can tell which is untested"
            return unknown(at(row, column), reason, "give the rows names of their own", related=(here.place(key),))
        faults = (_untested(here, row, column, key, test) for test in found[:count])
        return next((fault for fault in faults if fault), holds(""))

    yield from each_row(here, judge, "the alert was tested with a synthetic event", rows=rows)


def _tests(here: Here, key: str) -> dict[str, list[_Test]]:
    """The tests by the folded name of what they tested, the newest first; those without a readable date before all."""
    found: dict[str, list[_Test]] = {}
    for index, entry in enumerate(here.get(key)):
        if isinstance(entry, dict) and isinstance(entry.get("metric"), str):
            date = here.value(entry.get("date"), "date")
            found.setdefault(whole(entry["metric"]), []).append(_Test(index, entry, date))
    for tests in found.values():
        tests.sort(key=lambda test: test.date or datetime.date.max, reverse=True)
    return found


def _untested(here: Here, row: Row, column: str, key: str, test: _Test) -> Said | None:
    """What is wrong with a test, or None."""
    name, there = show(str(test.entry["metric"])), (at(row, column),)
    event, result, link = (test.entry.get(word) for word in ("event", "result", "record"))
    limit = here.value(here.criterion.max_age, "duration")
    again = "test it again, and write down when and how it went"

    def bad(word: str, reason: str, next: str = again) -> Said:
        return fails(here.place(key, test.number, word), f"the test of {name} {reason}", next, related=there)

    if test.date is None:
        return unknown(here.place(key, test.number, "date"), f"the test of {name} has no readable date", FILL)
    if test.date > here.as_of:
        return bad("date", f"is dated {test.date}, which lies after {here.as_of}", "write the day on which it was held")
    if result != "pass":
        return bad("result", f"says `{result}`, `pass` is expected")
    if not isinstance(event, str) or is_placeholder(event.strip()) or hollow(event):
        return bad("event", "names no synthetic event; the one that was sent is expected", "write which event was sent")
    if isinstance(limit, Duration) and age_exceeds(test.date, limit, here.as_of):
        return bad("date", f"was on {test.date}, longer ago than {limit}")
    path = here.world.library.target(here.subject, link) if isinstance(link, str) else None
    if path is not None and not here.world.evidence.exists(path):
        return bad("record", f"names the record `{link}`, which does not exist", "mend the path")
    return None


@predicate("rows-answered", column=TEXT, relation=TEXT, section=TEXT, alert=TEXT)
def rows_answered(here: Here, *, column: str, relation: str, section: str, alert: str = "threshold") -> Iterator[Said]:
    """For every row with an alert, a table of a related document says what to do."""
    place = here.place("relations", relation)
    documents: list[Subject] = []
    for where, target, found in here.related(relation):
        fault = _unusable(here, where, target, found, relation)
        if fault:
            yield fault
        elif found:
            documents.append(found)
    if not documents:
        reason = f"the relation `{relation}` names no document in force, so nothing says what to do about an alert"
        yield fails(place, reason, f"write `{relation}: runbooks/NAME.md` under `relations`")
        return
    answers, tops = _answers(here, documents, section)

    def judge(row: Row) -> Said:
        name = parsed(here, row, column)
        if isinstance(name, Said):
            return name
        if here.cell(row, alert) is None:
            return spared(f"{show(name)} has no alert", at(row, alert))
        found = answers.get(whole(name))
        if not found:
            shown = ", ".join(document.document.path for document in documents)
            reason = f"the alert {show(name)} has no row in the alerts of {shown}"
            return fails(at(row, column), reason, "add a row with its first action there", related=tops)
        for other, said in found:
            if not said or is_placeholder(said) or hollow(said):
                reason = f"{other.path} has no action for the alert {show(name)}"
                return fails(at(row, column), reason, "write the first thing to do there", related=(other,))
        return holds("")

    yield from each_row(here, judge, "the runbook says what to do")


def _unusable(here: Here, place: Place, target: str, found: Subject | None, kind: str) -> Said | None:
    if found is None:
        return unknown(place, f"{show(target)} is no document that could be read", f"link a {kind} of this repository")
    there = (found.document.place(),)
    if not here.world.library.is_a(found, kind):
        reason = f"{show(target)} is a {found.kind.name}, a {kind} is expected"
        return fails(place, reason, "mend the link", related=there)
    if not found.document.whole:
        return unknown(place, f"{show(target)} cannot be read whole", "mend the file", related=there)
    if found.stage != "in-force":
        reason = f"{show(target)} is not in force: its status is `{found.status}`"
        return fails(place, reason, "finish it, or link another", related=there)
    return None


Answers = dict[str, list[tuple[Place, str]]]


def _answers(here: Here, documents: list[Subject], section: str) -> tuple[Answers, tuple[Place, ...]]:
    """By the folded name of an alert, the places and texts of its actions; and where the tables should stand."""
    answers: Answers = {}
    tops: list[Place] = []
    for document in documents:
        there = replace(here, subject=document)
        tops.append(there.section_place(section))
        for row in there.rows(section):
            name, action = there.cell(row, "alert"), there.cell(row, "action")
            if name:
                said = (at(row, "action"), action.text if action else "")
                answers.setdefault(whole(name.text), []).append(said)
    return answers, tuple(tops)


PREDICATES = (rows_answered, rows_tested)
