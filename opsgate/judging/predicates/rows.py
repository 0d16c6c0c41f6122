"""Predicates over the rows of a register: how many, how complete, how they compare with each other and with policy."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from opsgate.judging.denial import answered, denied, hollow, said, says_only
from opsgate.judging.here import Here
from opsgate.judging.predicate import COUNT, TEXT, WORDS, predicate
from opsgate.judging.records import KIND, about
from opsgate.judging.registers import (
    FILL,
    at,
    columns_of,
    each_row,
    length,
    nothing_listed,
    parsed,
    register_place,
    title,
    whole,
)
from opsgate.judging.said import Said, fails, holds, spared, unknown
from opsgate.knowing.kind import applies
from opsgate.knowing.rows import Cell, Row
from opsgate.reading.values.base import is_placeholder, show
from opsgate.reading.values.links import Link
from opsgate.reading.values.plain import YesNo
from opsgate.reading.values.times import Duration

_PART = {"enum": ["rpo", "rto"]}


@predicate("rows-exist", at_least=COUNT)
def rows_exist(here: Here, *, at_least: int = 1) -> Iterator[Said]:
    """The register has at least so many rows."""
    place = register_place(here)
    tables = here.tables() if here.document.whole else []
    if not tables:
        reason = "there is no table to read as the register" if here.document.whole else "the file cannot be read whole"
        yield unknown(place, reason, f"opsgate check {here.document.path}")
        return
    count = sum(any(not cell.empty for cell in row.cells.values()) for table in tables for row in table.rows)
    if count >= at_least:
        yield holds(f"the register has {count} rows" if count != 1 else "the register has one row", place)
    else:
        said = f"the register has {count} rows, at least {at_least} are expected"
        told = [subject for subject in here.world.library.of_kind(KIND) if about(here, subject)]
        if told:
            said += f"; and {told[0].document.path} speaks of what it had"
        related = tuple(subject.document.place("subject") for subject in told[:1])
        yield fails(place, said, "add the rows there are", related=related, contradicts=bool(told))


@predicate("rows-complete", columns=WORDS, section=TEXT, where=TEXT)
def rows_complete(here: Here, *, columns: list[str], section: str | None = None, where: str = "") -> Iterator[Said]:
    """Every row, or every row whose ``where`` says yes, has a value in these columns."""
    judged = []
    for row in here.rows(section):
        answer: Any = parsed(here, row, where, section) if where else True
        if isinstance(answer, Said):
            yield answer
        elif not isinstance(answer, YesNo) or answer.yes:
            judged.append(row)
    if where and not judged and here.rows(section):
        yield spared(f"no row says yes to “{title(here, where, section)}”", register_place(here, section))
        return

    def judge(row: Row) -> Said:
        found = [_incomplete(here, row, key, section) for key in columns]
        return next((fault for fault in found if fault), holds(""))

    names = ", ".join(title(here, key, section) for key in columns)
    yield from each_row(here, judge, f"{names} filled in", section, judged)


def _incomplete(here: Here, row: Row, key: str, section: str | None) -> Said | None:
    name, of = title(here, key, section), show(here.name(row))
    cell = here.cell(row, key)
    if cell is None or is_placeholder(cell.text):
        what = "is empty" if cell is None else f"is the placeholder {show(cell.text)}"
        return fails(at(row, key), f"“{name}” of {of} {what}, a value is expected", FILL)
    if hollow(cell.text):
        return fails(cell.place, f"“{name}” of {of} is {show(cell.text)}, which says nothing", "say what it is")
    value = parsed(here, row, key, section)
    if isinstance(value, Said):
        return fails(value.place, value.reason, value.next)
    if isinstance(value, Link) and value.kind == "unresolved":
        return fails(cell.place, f"“{name}” of {of} is the name {show(cell.text)}, a link is expected", "link it")
    return None


@predicate("rows-lack", column=TEXT, words=WORDS, answers=WORDS, claims=WORDS, vague=WORDS)
def rows_lack(
    here: Here,
    *,
    column: str,
    words: list[str],
    answers: Sequence[str] = (),
    claims: Sequence[str] = (),
    vague: Sequence[str] = (),
) -> Iterator[Said]:
    """No row's cell says one of the words, gives one of the answers, denies one of the claims, or is vague.

    A word counts wherever it stands, unless it is denied ("no manual steps"). An answer counts where a part of the
    cell between punctuation marks says nothing else ("AES-256: no"). A claim counts where it is denied. A cell is
    vague where all that it says is among those words ("yes"). Answers with a dash make an empty cell a failure.
    """
    name = title(here, column)

    def judge(row: Row) -> Said:
        cell, of = here.cell(row, column), show(here.name(row))
        if cell is None and "-" in answers:
            return fails(at(row, column), f"“{name}” of {of} is empty, a value is expected", FILL)
        if cell is None or is_placeholder(cell.text):
            return unknown(at(row, column), f"“{name}” of {of} is not filled in", FILL)
        bad = said(cell.text, words) or answered(cell.text, answers)
        why = f"`{bad}` is not accepted" if bad is not None else ""
        if not why and (denied(cell.text, claims, words) is not None or hollow(cell.text)):
            why = "which says that there is none"
        if not why and vague and says_only(cell.text, vague):
            why = "which does not say how"
        if why:
            return fails(cell.place, f"“{name}” of {of} is {show(cell.text)}, {why}", "mend it, then the cell")
        return holds("")

    yield from each_row(here, judge, f"“{name}” says nothing that is not accepted")


@predicate("rows-at-most", column=TEXT, limit=TEXT, part=_PART)
def rows_at_most(here: Here, *, column: str, limit: str, part: str = "") -> Iterator[Said]:
    """In every row, the time in one column is at most the time in another."""
    names = title(here, column), title(here, limit) if not part else part.upper()

    def judge(row: Row) -> Said:
        for key in (column, limit):
            asked = columns_of(here).get(key)
            if key not in row.cells and asked and not applies(asked.level, here.level):
                return spared(f"the level {here.level} asks for no “{asked.name}”", row.place)
        found = [parsed(here, row, key) for key in (column, limit)]
        for key, value in zip((column, limit), found, strict=True):
            if isinstance(value, Said):
                return value
            if length(value, part) is None:
                reason = f"“{title(here, key)}” of {show(here.name(row))}: `{value}` is no length of time"
                return unknown(at(row, key), reason, "write an interval such as `every 6h`")
        return _compared(here, row, (column, limit), names, [length(value, part) for value in found])

    yield from each_row(here, judge, f"“{names[0]}” is at most “{names[1]}”")


def _compared(here: Here, row: Row, keys: tuple[str, str], names: tuple[str, str], times: Sequence[Any]) -> Said:
    one, other = times
    if one.surely_at_most(other):
        return holds("")
    verb = "is longer than" if one > other else "can be longer than"
    reason = f"{show(here.name(row))}: “{names[0]}” is {one}, which {verb} the {other} of “{names[1]}”"
    return fails(at(row, keys[0]), reason, "change what is done, or the target", related=(at(row, keys[1]),))


@predicate("rows-within-policy", column=TEXT, policy=TEXT)
def rows_within_policy(here: Here, *, column: str, policy: str) -> Iterator[Said]:
    """In every row, the time in a column is at most what the policy allows."""
    limit = here.policy.duration(policy)
    if limit is None:
        reason = f"the configuration sets no `{policy}` under `[policy]`, so nobody can tell what is allowed"
        yield unknown(register_place(here), reason, f'add `{policy} = "400d"`, or what your data policy says')
        return

    def judge(row: Row) -> Said:
        value = parsed(here, row, column)
        if isinstance(value, Said):
            return value
        time = length(value)
        if time is None:
            return unknown(at(row, column), f"`{value}` is no length of time", "write a duration such as `90d`")
        if time.surely_at_most(limit):
            return holds("")
        reason = f"“{title(here, column)}” of {show(here.name(row))} is {time}, the policy `{policy}` allows {limit}"
        return fails(at(row, column), reason, f"keep it for {limit} at most")

    yield from each_row(here, judge, f"“{title(here, column)}” is at most {limit}, as `{policy}` says")


Groups = dict[str, list[tuple[Row, Any]]]


def _grouped(here: Here, by: str, each: str) -> tuple[Groups, list[Said]]:
    """Rows with their value of ``by``, under the folded text of ``each``; and what keeps others out."""
    groups: Groups = defaultdict(list)
    doubts: list[Said] = []
    for row in here.rows():
        value = parsed(here, row, by)
        group = parsed(here, row, each)
        doubts += [found for found in (value, group) if isinstance(found, Said)]
        if not isinstance(value, Said) and not isinstance(group, Said):
            groups[whole(str(group))].append((row, value))
    return groups, doubts


@predicate("rows-cover", column=TEXT, values=WORDS, each=TEXT)
def rows_cover(here: Here, *, column: str, values: list[str], each: str) -> Iterator[Said]:
    """For each value of one column, the rows together have every one of some values in another."""
    groups, doubts = _grouped(here, column, each)
    yield from doubts
    if not groups and not doubts:
        yield nothing_listed(here)
    for rows in groups.values():
        first, there = rows[0][0], {str(value) for _, value in rows}
        lacks = [value for value in values if value not in there]
        of = here.cell(first, each)
        name = show(of.text if of else here.name(first))
        if lacks:
            reason = f"{name} has no row for {', '.join(lacks)}; rows for {', '.join(values)} are expected"
            yield fails(at(first, each), reason, "add a row for each")
        else:
            yield holds(f"{name} has rows for {', '.join(values)}", at(first, each))


@predicate("rows-ordered", by=TEXT, columns=WORDS, each=TEXT)
def rows_ordered(here: Here, *, by: str, columns: list[str], each: str) -> Iterator[Said]:
    """For each value of one column, rows that come first in ``by`` never have the longer time."""
    groups, doubts = _grouped(here, by, each)
    yield from doubts
    if not groups and not doubts:
        yield nothing_listed(here)
    for rows in groups.values():
        for key in columns:
            yield from _ordered(here, rows, by, key)


def _ordered(here: Here, rows: Sequence[tuple[Row, Any]], by: str, key: str) -> Iterator[Said]:
    steps: dict[Any, list[tuple[Duration, Row]]] = defaultdict(list)
    good = True
    for row, rank in rows:
        time = parsed(here, row, key)
        if isinstance(time, Duration):
            steps[rank].append((time, row))
        else:
            good = False
            yield time if isinstance(time, Said) else unknown(at(row, key), f"`{time}` is no length of time")
    ranks = sorted(steps)
    for one, next_ in pairwise(ranks):
        time, row = max(steps[one], key=lambda step: step[0])
        other, milder = min(steps[next_], key=lambda step: step[0])
        if not time.surely_at_most(other):
            good = False
            reason = f"“{title(here, key)}” of {one} is {time}, longer than the {other} of {next_}"
            yield fails(at(row, key), reason, f"promise {other} or less", related=(at(milder, key),))
    if good:
        yield holds(f"“{title(here, key)}” never falls with “{title(here, by)}”", at(rows[0][0], key))


@predicate("rows-link-to", column=TEXT, kinds=WORDS)
def rows_link_to(here: Here, *, column: str, kinds: list[str]) -> Iterator[Said]:
    """Every link of a column leads to a document of one of the kinds that is in force."""

    def judge(row: Row) -> Said:
        cell = here.cell(row, column)
        if cell is None:
            return spared(f"{show(here.name(row))} names none", at(row, column))
        return _linked(here, row, column, cell, kinds)

    yield from each_row(here, judge, f"“{title(here, column)}” leads to a document in force")


def _linked(here: Here, row: Row, column: str, cell: Cell, kinds: Sequence[str]) -> Said:
    link = parsed(here, row, column)
    if isinstance(link, Said):
        return link
    if not isinstance(link, Link) or link.kind != "path":
        reason = f"{show(cell.text)} is no document of this repository, so nobody can tell what it leads to"
        return unknown(cell.place, reason, f"link a document of the kind {' or '.join(kinds)}")
    library = here.world.library
    found = library.find(here.subject, link.target)
    if found is None:
        reason = f"{show(cell.text)} leads to no document of the kind {' or '.join(kinds)}"
        return fails(cell.place, reason, f"opsgate new {kinds[0]}, or mend the link")
    there = (found.document.place(),)
    if not any(library.is_a(found, kind) for kind in kinds):
        reason = f"{show(cell.text)} is a {found.kind.name}, a {' or '.join(kinds)} is expected"
        return fails(cell.place, reason, "mend the link", related=there)
    if not found.document.whole:
        return unknown(cell.place, f"{found.document.path} cannot be read", "mend the file", related=there)
    if found.stage != "in-force":
        reason = f"{found.document.path} is not in force: its status is `{found.status}`"
        return fails(cell.place, reason, "finish the document, or link another", related=there)
    return holds("")


PREDICATES = (
    rows_at_most,
    rows_complete,
    rows_cover,
    rows_exist,
    rows_lack,
    rows_link_to,
    rows_ordered,
    rows_within_policy,
)
