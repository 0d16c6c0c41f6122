"""Predicates over restore drills: whether they passed, how long ago, and whether they met their targets."""

from collections.abc import Iterator
from typing import Any

from opsgate.judging.here import Here, same_word
from opsgate.judging.predicate import TEXT, predicate
from opsgate.judging.records import day, records
from opsgate.judging.registers import at, each_row, length, parsed, title
from opsgate.judging.said import Said, fails, holds, unknown
from opsgate.knowing.rows import Row
from opsgate.knowing.subject import Subject
from opsgate.reading.values.base import show
from opsgate.reading.values.records import Drill
from opsgate.reading.values.times import Duration, age_exceeds
from opsgate.words.place import Place

HOLD = "hold a restore drill, and write down its date and result: `2026-11-02 pass 1h10m lost 10m`"
_PART = {"enum": ["rpo", "rto"]}
_MEASURE = {"enum": ["time_taken", "data_lost"]}
_MEASURED = {"time_taken": "time taken", "data_lost": "data lost"}


def held(here: Here, row: Row, column: str) -> Drill | Said:
    """A row's drill, or what keeps it from being one: none on record, unreadable, or in the future."""
    cell = here.cell(row, column)
    if cell is None:
        reason = f"{show(here.name(row))} has no restore drill on record; a date and a result are expected"
        return fails(at(row, column), reason, HOLD)
    drill: Any = parsed(here, row, column)
    if isinstance(drill, Said):
        return drill
    if not isinstance(drill, Drill):
        return unknown(cell.place, f"{show(cell.text)} is no drill", HOLD)
    if drill.date > here.as_of:
        reason = f"the drill of {show(here.name(row))} is dated {drill.date}, which lies after {here.as_of}"
        return fails(cell.place, reason, "write the day on which it was held")
    return drill


@predicate("drill-passed", column=TEXT)
def drill_passed(here: Here, *, column: str) -> Iterator[Said]:
    """The last drill of every row passed."""

    def judge(row: Row) -> Said:
        drill = held(here, row, column)
        if isinstance(drill, Said):
            return drill
        if not drill.passed:
            reason = f"the last drill of {show(here.name(row))}, on {drill.date}, failed; a pass is expected"
            return fails(at(row, column), reason, "find the cause, and hold the drill again")
        return holds("")

    yield from each_row(here, judge, "the last drill passed")


@predicate("drill-recent", column=TEXT, policy=TEXT)
def drill_recent(here: Here, *, column: str, policy: str) -> Iterator[Said]:
    """No row's last drill is longer ago than the policy allows, nor than the criterion's own maximal age."""
    own = here.value(here.criterion.max_age, "duration")
    limits = [(limit, f"the policy `{policy}`") for limit in [here.policy.duration(policy)] if limit]
    limits += [(own, "this criterion")] if isinstance(own, Duration) else []

    def judge(row: Row) -> Said:
        drill = held(here, row, column)
        if isinstance(drill, Said):
            return drill
        if not limits:
            reason = f"neither the policy `{policy}` nor the criterion says how old a drill may be"
            return unknown(at(row, column), reason, f'set `{policy} = "3mo"` under `[policy]`')
        for limit, whose in limits:
            if age_exceeds(drill.date, limit, here.as_of):
                reason = f"the last drill of {show(here.name(row))} was on {drill.date}; {whose} allows {limit}"
                return fails(at(row, column), reason, HOLD)
        return holds("")

    shown = " and ".join(f"{limit} ({whose})" for limit, whose in limits)
    yield from each_row(here, judge, f"the last drill is no older than {shown}")


@predicate("drill-within-target", column=TEXT, measure=_MEASURE, target=TEXT, part=_PART)
def drill_within_target(here: Here, *, column: str, measure: str, target: str, part: str) -> Iterator[Said]:
    """Every row's last drill kept to the row's target: time taken to the RTO, data lost to the RPO."""
    name = _MEASURED[measure]

    def judge(row: Row) -> Said:
        drill = held(here, row, column)
        if isinstance(drill, Said):
            return drill
        of = show(here.name(row))
        goal = parsed(here, row, target)
        if isinstance(goal, Said):
            return goal
        limit = length(goal, part)
        if limit is None or not drill.passed:
            reason = (
                f"the drill of {of} failed" if limit else f"“{title(here, target)}” of {of} names no {part.upper()}"
            )
            return unknown(at(row, column if limit else target), f"{reason}, so there is nothing to compare", HOLD)
        took = list(_measured(here, row, drill, column, measure))
        if not took:
            reason = f"the drill of {of} on {drill.date} does not say the {name}, which is held against the {limit}"
            return unknown(at(row, column), f"{reason} of the {part.upper()}", HOLD)
        return next((_over(here, row, (time, place), (limit, target, part)) for time, place in took
                     if not time.surely_at_most(limit)), holds(""))  # fmt: skip

    yield from each_row(here, judge, f"{name} is at most the {part.upper()}")


def _over(here: Here, row: Row, took: tuple[Duration, Place], goal: tuple[Duration, str, str]) -> Said:
    (time, place), (limit, target, part) = took, goal
    what = "the time taken" if part == "rto" else "the data lost"
    reason = f"{show(here.name(row))}: {what} is {time}, the {part.upper()} allows {limit}"
    return fails(place, reason, "make it quicker, or set the target anew", related=(at(row, target),))


def _measured(here: Here, row: Row, drill: Drill, column: str, measure: str) -> Iterator[tuple[Duration, Place]]:
    """What the cell says, and what the records of that day's drill of the same asset say."""
    told: Duration | None = getattr(drill, measure)
    if told is not None:
        yield told, at(row, column)
    for record in records(here, "drill"):
        if day(record) == drill.date and _of_asset(record, here.name(row)):
            value = here.value(record.meta.get(measure), "duration")
            if isinstance(value, Duration):
                yield value, record.document.place(measure)


def _of_asset(record: Subject, name: str) -> bool:
    said = record.meta.get("asset")
    return any(same_word(asset, name) for asset in (said if isinstance(said, list) else [said]))


PREDICATES = (drill_passed, drill_recent, drill_within_target)
