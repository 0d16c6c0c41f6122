"""Predicates over support: whether anybody but the makers uses the product, and whether its service levels are kept."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import Any

from opsgate.judging.evidence.tickets import Attained, Group, Target, Tickets, attainment, by_severity, read_tickets
from opsgate.judging.evidence.trouble import Unreadable
from opsgate.judging.here import Here
from opsgate.judging.predicate import TEXT, predicate
from opsgate.judging.registers import at, nothing_listed, parsed, whole
from opsgate.judging.said import Said, fails, holds, spared, unknown
from opsgate.knowing.rows import Row
from opsgate.reading.values.base import show
from opsgate.reading.values.times import Duration, age_exceeds
from opsgate.words.place import Place

_OLDEST = Duration(0, timedelta(days=35))
_EXPORT = "export the tickets anew, open ones too"


def tickets_of(here: Here, key: str) -> Tickets | None:
    """The tickets of the CSV file that a front-matter key names, None where it names none. Raises Unreadable."""
    path = here.get(key)
    if not isinstance(path, str):
        return None
    memo = here.world.memo
    if ("tickets", path) not in memo:
        memo["tickets", path] = here.read(path, here.place(key), lambda data: read_tickets(data, path))
    found: Tickets = memo["tickets", path]
    return found


def _line(here: Here, tickets: Tickets) -> Place:
    """A place in the CSV file: its first ticket, which is read as the file's second line."""
    text = here.world.evidence.read(tickets.path).decode("utf-8", "replace").removeprefix("\ufeff")
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    first = min((ticket.line for ticket in tickets.tickets), default=1)
    start = starts[min(first, len(starts)) - 1]
    return Place(tickets.path, ("tickets",), (start, min(start + 1, len(text))))


@predicate("has-external-users", key=TEXT, tickets=TEXT)
def has_external_users(here: Here, *, key: str, tickets: str) -> Iterator[Said]:
    """The document says that others use the product; a no is refused where there are tickets."""
    said = here.get(key)
    if said is True:
        yield holds("others use the product", here.place(key))
        return
    if said is not False:
        yield unknown(here.place(key), f"`{key}` says neither `true` nor `false`", f"write `{key}: true` or `false`")
        return
    try:
        found = tickets_of(here, tickets)
    except Unreadable as error:
        reason = f"`{key}` is `false`, and nobody can tell whether there are tickets: {error.reason}"
        yield unknown(here.place(key), reason, error.hint, related=(here.place(tickets),))
        return
    if found is not None and (found.tickets or found.lost):
        count = len(found.tickets) + found.lost
        reason = f"`{key}` is `false`, and {found.path} has {count} ticket{'s' * (count != 1)}"
        there = (here.place(tickets), _line(here, found))
        yield fails(here.place(key), reason, f"write `{key}: true`", related=there, contradicts=True)
    else:
        yield fails(here.place(key), f"`{key}` is `false`: nobody else uses the product yet", f"write `{key}: true`")


@predicate("targets-met", key=TEXT, policy=TEXT)
def targets_met(here: Here, *, key: str, policy: str) -> Iterator[Said]:
    """For every severity, the share of tickets that were answered and solved in time is what the policy asks.

    Times come from the register's rows, a channel and severity each. An export whose newest day is longer ago than
    the criterion's maximal age (35 days where it has none) shows nothing, nor does one without tickets.
    """
    place = here.place(key)
    goal = here.policy.get(policy)
    tickets = tickets_of(here, key)
    if tickets is None:
        yield fails(place, f"`{key}` names no CSV file of tickets", f"write `{key}: data/tickets.csv`")
        return
    if isinstance(goal, bool) or not isinstance(goal, int | float):
        yield unknown(place, f"the policy `{policy}` is no number", f"write `{policy} = 0.95` under `[policy]`")
        return
    yield from _doubts(here, tickets, place)
    targets: dict[Group, Target] = {}
    yield from _targets(here, targets)
    groups = by_severity(attainment(tickets, targets, here.as_of))
    for severity, counts in sorted(groups.items()):
        yield _kept(severity, counts, Fraction(str(goal)), (place, tickets.path, policy))
    if tickets.tickets and not any(counts.met + counts.missed + counts.unknown for counts in groups.values()):
        yield unknown(place, f"no ticket in {tickets.path} has come to its end, so nothing is shown", _EXPORT)


def _doubts(here: Here, tickets: Tickets, place: Place) -> Iterator[Said]:
    """Why an export as a whole shows nothing."""
    limit = here.value(here.criterion.max_age, "duration")
    limit = limit if isinstance(limit, Duration) else _OLDEST
    newest = tickets.newest
    if not tickets.tickets or newest is None:
        yield unknown(place, f"{tickets.path} has no tickets, so nothing is shown", _EXPORT)
    elif age_exceeds(newest, limit, here.as_of):
        reason = f"the newest day in {tickets.path} is {newest}, longer ago than {limit}: it shows nothing of today"
        yield unknown(place, reason, _EXPORT)


def _targets(here: Here, targets: dict[Group, Target]) -> Iterator[Said]:
    """Fill in the times that the register promises; says which rows promise nothing that can be read."""
    rows = here.rows()
    if not rows:
        yield nothing_listed(here)
    seen: dict[Group, Row] = {}
    for row in rows:
        values: list[Any] = [parsed(here, row, column) for column in ("channel", "severity", "response", "resolve")]
        bad = next((value for value in values if isinstance(value, Said)), None)
        if bad:
            yield bad
            continue
        group = (whole(values[0]), str(values[1]))
        if group in seen:
            reason = f"{show(values[0])} has two rows for {values[1]}, so nobody can tell which target holds"
            there = (at(seen[group], "severity"),)
            yield unknown(at(row, "severity"), reason, "keep one row for each", related=there)
            continue
        seen[group] = row
        targets[str(values[0]), group[1]] = Target(values[2], values[3])


def _kept(severity: str, counts: Attained, goal: Fraction, about: tuple[Place, str, str]) -> Said:
    place, path, policy = about
    name = severity or "tickets without a severity"
    decided = counts.met + counts.missed
    if counts.unknown:
        reason = f"{path}: of {name}, {counts.unknown} cannot be judged (a fault in the row, or no such target)"
        return unknown(place, reason, "mend the rows, or add the target to the register")
    if not decided:
        return spared(f"{path}: no ticket of {name} has come to its end", place)
    share = f"{counts.met} of {decided} tickets of {name} were answered and solved in time"
    if Fraction(counts.met, decided) >= goal:
        return holds(f"{share} (`{policy}` asks for {_percent(goal)})", place)
    reason = f"{path}: {share}, {_percent(Fraction(counts.met, decided))}; the policy `{policy}` asks for "
    return fails(place, reason + _percent(goal), "find out what held them up; change the process, or what is promised")


def _percent(share: Fraction) -> str:
    """A share in percent, cut (never rounded up) after one digit."""
    whole_part, tenth = divmod(int(share * 1000), 10)
    return f"{whole_part}.{tenth} %" if tenth else f"{whole_part} %"


PREDICATES = (has_external_users, targets_met)
