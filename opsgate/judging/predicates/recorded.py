"""Predicates over records: what was done often enough, and for every row."""

import re
from collections.abc import Iterator

from opsgate.judging.here import Here
from opsgate.judging.predicate import COUNT, TEXT, predicate
from opsgate.judging.records import day, items, objections, records, ticked
from opsgate.judging.said import Said, fails, holds, unknown
from opsgate.knowing.subject import Subject
from opsgate.reading.outline import same
from opsgate.reading.values.times import Duration, add, age_exceeds
from opsgate.words.place import Place

_CADENCES = {
    "daily": "1d", "nightly": "1d", "weekly": "1w", "fortnightly": "2w", "monthly": "1mo", "quarterly": "3mo",
    "yearly": "1y", "annually": "1y", "half-yearly": "6mo",
    "every day": "1d", "every week": "1w", "every month": "1mo", "every quarter": "3mo", "every year": "1y",
    "once a day": "1d", "once a week": "1w", "once a month": "1mo", "once a quarter": "3mo", "once a year": "1y",
}  # fmt: skip
_CADENCE = re.compile(rf"(?i)(?<![\w-])(?:{'|'.join(sorted(_CADENCES, key=len, reverse=True))})(?![\w-])")


@predicate("record", type=TEXT, help_requests=COUNT, each=TEXT, column=TEXT, ticks=TEXT, results=TEXT, within=TEXT)
def record(
    here: Here,
    *,
    type: str,
    help_requests: int | None = None,  # noqa: ARG001 - read by ``objections`` out of the criterion's options
    each: str = "",
    column: str = "",
    ticks: str = "",
    results: str = "",  # noqa: ARG001 - likewise
    within: str = "",
) -> Iterator[Said]:
    """Records of a type say that it was done: for the document, for each row, or for each item of a checklist."""
    if each:
        yield from _each(here, type, each, column)
    elif within:
        yield from _within(here, type, ticks)
    else:
        found = next(records(here, type), None)
        if found is None:
            yield fails(here.place(), f"there is no `{type}` record about it", f"opsgate new record --type {type}",
                        rule="evidence-missing")  # fmt: skip
        else:
            bad = list(objections(here, found, here.criterion.options, {}))
            yield from bad or [holds(f"{found.document.path} of {day(found)}", found.document.place())]


def _each(here: Here, type: str, each: str, column: str) -> Iterator[Said]:
    """A record for every row, of the day and with the result that the row says."""
    found = list(records(here, type))
    for row in here.rows():
        cell, name = here.cell(row, column), here.cell(row, each)
        said = here.value(cell.text, "drill") if cell else None
        if cell is None or name is None or said is None:
            yield unknown(row.place, f"{here.name(row)}: the row does not say when it was done", "fill the row in")
            continue
        mine = [item for item in found if same(name.text) in _assets(item)]
        same_day = next((item for item in mine if day(item) == said.date), None)
        if same_day is None:
            latest = f"the latest is of {day(mine[0])}" if mine else "there is none"
            yield fails(cell.place, f"{name.text}: no `{type}` record of {said.date}; {latest}",
                        f"opsgate new record --type {type} --set asset=… --set date={said.date}",
                        rule="evidence-missing")  # fmt: skip
            continue
        yield _agreement(here, same_day, said.passed, name.text, cell.place)


def _agreement(here: Here, found: Subject, passed: bool, name: str, place: Place) -> Said:
    bad = list(objections(here, found, {"type": found.meta.get("type")}, {}))
    if bad and not (not passed and found.meta.get("result") == "fail"):
        first = bad[0]
        where = (first.place,) if first.place else ()
        return Said(first.word, f"{name}: {first.reason}", place, first.next, where, first.rule, first.integrity)
    if passed != (found.meta.get("result") == "pass"):
        said = f"{name}: the row says {'pass' if passed else 'fail'}, {found.document.path} says {found.meta['result']}"
        return fails(place, said, "mend whichever is wrong", related=(found.document.place("result"),), integrity=True)
    return holds(f"{name}: {found.document.path}", place)


def _assets(found: Subject) -> set[str]:
    said = found.meta.get("asset")
    return {same(str(item)) for item in (said if isinstance(said, list) else [said])}


def _within(here: Here, type: str, section: str) -> Iterator[Said]:
    """For each item of a checklist, a record ticks it, no longer ago than the item's own words ask."""
    found = [item for item in records(here, type) if item.meta.get("result") == "pass"]
    for text, place in items(here, section):
        last = next((item for item in found if same(text) in ticked(item)), None)
        held = day(last) if last else None
        every = _CADENCE.search(text)
        limit = here.value(_CADENCES[every[0].lower()], "duration") if every else None
        short = text if len(text) <= 60 else text[:59] + "…"
        if last is None or held is None:
            yield fails(place, f"no `{type}` record ticks “{short}”", f"do it, then opsgate new record --type {type}",
                        rule="evidence-missing")  # fmt: skip
        elif held > here.as_of:
            yield fails(last.document.place("date"), f"the record is of {held}, after {here.as_of}", "mend the date")
        elif isinstance(limit, Duration) and every and age_exceeds(held, limit, here.as_of):
            said = f"“{short}” was last done on {held}; {every[0].lower()} ended on {add(held, limit)}"
            again = f"do it, then opsgate new record --type {type}"
            yield fails(place, said, again, related=(last.document.place("date"),))
        else:
            yield holds(f"“{short}” was done on {held}", place)


PREDICATES = (record,)
