"""Support tickets in a CSV export, and what they show: targets met or missed, and what people ask about."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple, TypeAlias

from opsgate.judging.evidence.partslist import Fault, Line, read_sheet
from opsgate.reading.values.base import BadValue
from opsgate.reading.values.records import SEVERITY
from opsgate.reading.values.times import Duration, add

Period = Literal["month", "quarter"]
Group: TypeAlias = tuple[str, str]
"""A channel as the targets name it ("" for every channel), and a severity such as `S1` ("" where it is not known)."""

_COLUMNS = {
    "id": ("id", "ticket id", "ticket", "ticket no", "ticket number", "key", "issue key", "case id", "case", "number"),
    "opened": ("opened", "opened at", "opened on", "created", "created at", "created on", "received", "date"),
    "responded": ("first response", "first response at", "first responded at", "first reply", "first reply at",
                  "first answer", "responded", "responded at", "answered", "answered at"),
    "resolved": ("resolved", "resolved at", "resolved on", "solved", "solved at", "closed", "closed at", "closed on"),
    "severity": ("severity", "sev", "severity level", "priority", "level", "urgency"),
    "channel": ("channel", "via", "source", "contact channel", "intake"),
    "topic": ("topic", "problem", "category", "subject", "issue", "tag"),
    "status": ("status", "state", "ticket status"),
    "article": ("article", "kb article", "kb", "knowledge base article", "help article"),
}  # fmt: skip
_CLOSED = frozenset({"solved", "resolved", "closed", "done", "fixed", "completed"})
_OPEN = frozenset({"open", "new", "pending", "in progress", "waiting", "on hold", "reopened", "to do", "unsolved"})
_NOTHING = frozenset({"", "-", "–", "—", "n/a"})
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?[ ]?([Zz]|UTC|([+-])([0-9]{2}):?([0-9]{2}))?)?"
)


class Moment(NamedTuple):
    """When something happened, in UTC: a day alone is anything from its first to its last microsecond."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    """A row. ``severity`` is `S1` to `S4`, "" where it is missing or none. ``doubtful``: the row has a fault."""

    id: str
    line: int
    opened: Moment | None
    responded: Moment | None
    resolved: Moment | None
    severity: str
    channel: str
    topic: str
    status: str
    article: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Tickets:
    """The tickets of an export in the order of its rows.

    ``columns`` are those that the file has, of id, opened, responded, resolved, severity, channel, topic, status and
    article. ``faults`` are what is wrong, by line. ``lost`` counts rows that cannot be read as a ticket at all.
    """

    path: str
    columns: frozenset[str]
    tickets: tuple[Ticket, ...]
    faults: tuple[Fault, ...]
    lost: int

    @property
    def newest(self) -> date | None:
        """The newest day in the export (UTC), by which to tell an old one; None where it has no date."""
        moments = (moment for one in self.tickets for moment in (one.opened, one.responded, one.resolved))
        return max((moment.start.date() for moment in moments if moment), default=None)

    @property
    def undated(self) -> int:
        """How many rows belong to no month, since nobody knows when the ticket was opened."""
        return self.lost + sum(ticket.opened is None for ticket in self.tickets)


def read_tickets(data: bytes, path: str) -> Tickets:
    """The tickets in a CSV export's bytes; columns with the id and with the day of opening are needed.

    Dates are `2026-11-30`, `2026-11-30 14:05` or as in RFC 3339; without a zone they are UTC. Every row is a ticket,
    a fault, or both; a header alone gives no tickets and no fault. ``path`` is kept for messages.
    Raises Unreadable as `read_sheet` does.
    """
    sheet = read_sheet(data, _COLUMNS, ("id", "opened"))
    faults = list(sheet.faults)
    tickets: list[Ticket] = []
    first: dict[str, int] = {}
    for line in sheet.lines:
        ticket, wrong = _ticket(line, sheet.columns)
        before = first.setdefault(_folded(ticket.id), ticket.line) if ticket.id else ticket.line
        if before != ticket.line:
            wrong.append(f"the ticket `{ticket.id[:60]}` stands in line {before} already")
        faults += [Fault(ticket.line, message) for message in wrong]
        tickets.append(replace(ticket, doubtful=bool(wrong)))
    return Tickets(path, sheet.columns, tuple(tickets), tuple(sorted(faults)), len(sheet.faults))


def _ticket(line: Line, columns: Collection[str]) -> tuple[Ticket, list[str]]:
    cells = {key: "" if text.casefold() in _NOTHING else text for key, text in line.cells.items()}
    wrong = [] if cells["id"] else ["the ticket has no id"]
    moments: dict[str, Moment | None] = {}
    for key in ("opened", "responded", "resolved"):
        text = cells.get(key, "")
        moments[key] = moment(text)
        if text and moments[key] is None:
            wrong.append(
                f"{key}: `{text[:60]}` is no date; one such as `2026-11-30` or `2026-11-30T14:05Z` is expected"
            )
    opened, responded, resolved = moments.values()
    wrong += [] if cells["opened"] else ["nothing says when the ticket was opened"]
    severity = _severity(cells.get("severity", ""))
    if not severity:
        said = f"`{cells['severity'][:60]}`" if cells.get("severity") else "missing"
        wrong.append(f"the severity is {said}; `S1`, `S2`, `S3` or `S4` is expected")
    for name, after in (("responded to", responded), ("resolved", resolved)):
        if opened and after and after.end < opened.start:
            wrong.append(f"the ticket was {name} before it was opened")
    status = _folded(cells.get("status", "")).replace("-", " ").replace("_", " ")
    if status in _CLOSED and "resolved" in columns and not cells["resolved"]:
        wrong.append(f"the status is `{cells['status']}`, and nothing says when it was resolved")
    if status in _OPEN and cells.get("resolved"):
        wrong.append(f"the status is `{cells['status']}`, and it was resolved on `{cells['resolved'][:60]}`")
    channel, topic, said, article = (cells.get(key, "") for key in ("channel", "topic", "status", "article"))
    ticket = Ticket(
        cells["id"], line.line, opened, responded, resolved, severity, channel, topic, said, article, bool(wrong)
    )
    return ticket, wrong


def _severity(text: str) -> str:
    try:
        return str(SEVERITY.parse(text))
    except BadValue:
        return ""


def moment(text: str) -> Moment | None:
    """The moment that a text such as `2026-11-30`, `2026-11-30 14:05` or `2026-11-30T14:05:00+01:00` means, or None."""
    if not (found := _MOMENT.fullmatch(text.strip())):
        return None
    day, hour, minute, second, part, _, sign, hours, minutes = found.groups()
    try:
        start = datetime.combine(date.fromisoformat(day), time(), UTC)
        if hour is None:
            return Moment(start, datetime.combine(start, time.max, UTC))
        micros = int((part or "0")[:6].ljust(6, "0"))
        at = start.replace(hour=int(hour), minute=int(minute), second=int(second or 0), microsecond=micros)
        if sign:
            if int(hours) > 23 or int(minutes) > 59:
                return None
            ahead = timedelta(hours=int(hours), minutes=int(minutes))
            at = at - ahead if sign == "+" else at + ahead
        return Moment(at, at)
    except (ValueError, OverflowError):
        return None


class Target(NamedTuple):
    """Within what time a ticket is answered and solved; None where nothing is promised."""

    response: Duration | None
    resolve: Duration | None


class Attained(NamedTuple):
    """How many tickets met all of their targets, missed one, or may have; ``running`` ones are still within time."""

    met: int = 0
    missed: int = 0
    unknown: int = 0
    running: int = 0

    @property
    def share(self) -> float | None:
        """The share of tickets in time, 0 to 1; None where a ticket is unknown, or none is decided."""
        decided = self.met + self.missed
        return None if self.unknown or not decided else self.met / decided

    def plus(self, other: "Attained") -> "Attained":
        """Both counted together."""
        return Attained(*map(int.__add__, self, other))


Outcome = Literal["met", "missed", "unknown", "running"]
_WORST: tuple[Outcome, ...] = ("missed", "unknown", "running", "met")


def attainment(tickets: Tickets, targets: Mapping[Group, Target], as_of: date | datetime) -> dict[Group, Attained]:
    """What became of the tickets, for every group of the targets (with no ticket: nothing counted, share None).

    A target for the channel "" holds where a channel has none of its own. As of a date means at its end (UTC). What
    happened later did not happen yet; an unresolved ticket past its time is missed. A ticket whose row has a fault,
    or whose channel or severity is not known, is unknown in every group that it may belong to: nobody can leave a
    severity out to look better. Where no group fits, it is unknown in a group of its own.
    """
    now = _as_of(as_of)
    groups = {(_folded(channel), severity): (channel, severity) for channel, severity in targets}
    counts: dict[Group, Counter[str]] = {group: Counter() for group in targets}
    known: dict[Group, list[Group]] = {}
    doubts: Counter[Group] = Counter()
    for ticket in tickets.tickets:
        pair = (_folded(ticket.channel), ticket.severity)
        if pair not in known:
            known[pair] = _candidates(pair, groups) or [(ticket.channel, ticket.severity)]
        group = known[pair][0]
        if len(known[pair]) == 1 and group in targets and _fits(pair, group):
            counts[group][_outcome(ticket, targets[group], tickets.columns, now)] += 1
        else:
            doubts[pair] += 1
    for pair, number in doubts.items():
        for group in known[pair]:
            counts.setdefault(group, Counter())["unknown"] += number
    for count in counts.values():
        count["unknown"] += tickets.lost
    return {group: Attained(*(count[name] for name in Attained._fields)) for group, count in counts.items()}


def _candidates(pair: Group, groups: Mapping[Group, Group]) -> list[Group]:
    """The groups that a ticket may belong to; one where its channel and severity say which."""
    channel, severity = pair
    if channel and (pair in groups or ("", severity) in groups):
        return [groups.get(pair) or groups["", severity]]
    listed = channel and any(channel == its_channel for its_channel, _ in groups)
    return [
        group
        for (its_channel, its_severity), group in groups.items()
        if (not severity or its_severity == severity) and (not listed or its_channel in ("", channel))
    ]


def _fits(pair: Group, group: Group) -> bool:
    return pair[1] == group[1] and (not pair[0] or _folded(group[0]) in ("", pair[0]))


def by_severity(attained: Mapping[Group, Attained]) -> dict[str, Attained]:
    """The counts of all channels together, for each severity."""
    whole: dict[str, Attained] = {}
    for (_, severity), counts in attained.items():
        whole[severity] = whole.get(severity, Attained()).plus(counts)
    return whole


def _as_of(day: date | datetime) -> datetime:
    at = day if isinstance(day, datetime) else datetime.combine(day, time.max)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _outcome(ticket: Ticket, target: Target, columns: Collection[str], now: datetime) -> Outcome:
    opened = ticket.opened
    if ticket.doubtful or opened is None or opened.start > now:
        return "unknown"
    found: set[Outcome] = set()
    solved = ticket.resolved if ticket.resolved and ticket.resolved.start <= now else None
    if target.response is not None:
        found.add(_step(opened, target.response, ticket.responded or solved, now))
        if ticket.responded is None and solved and found != {"met"}:
            found = {"unknown"}  # solved without an answer on record: it came no later than the solution
    if target.resolve is not None:
        found.add(_step(opened, target.resolve, solved, now))
    if (target.response and "responded" not in columns) or (target.resolve and "resolved" not in columns):
        return "unknown"
    return next((outcome for outcome in _WORST if outcome in found), "unknown")


def _step(opened: Moment, limit: Duration, done: Moment | None, now: datetime) -> Outcome:
    first, last = add(opened.start, limit), add(opened.end, limit)
    if done is None or done.start > now:
        return "missed" if now > last else "running" if now <= first else "unknown"
    return "met" if done.end <= first else "missed" if done.start > last else "unknown"


class Share(NamedTuple):
    """How many of a period's tickets are on some topics; ``period`` is `2026-11` or `2026-Q4`."""

    period: str
    on: int
    total: int

    @property
    def share(self) -> float | None:
        """0 to 1; None in a period without tickets."""
        return self.on / self.total if self.total else None


def topic_key(topic: str) -> str:
    """A topic as it is compared: without case, extra blanks, and the shape of its apostrophes."""
    return _folded(unicodedata.normalize("NFKC", topic).replace("’", "'").replace("‘", "'"))


def topics_by_period(tickets: Tickets, period: Period = "month") -> dict[str, Counter[str]]:
    """For each period from the first to the last, the topics (by `topic_key`, "" for none) of the tickets opened then.

    Periods without tickets are there and empty. Tickets of ``undated`` rows are in none.
    """
    size = 3 if period == "quarter" else 1
    found: dict[int, Counter[str]] = {}
    for ticket in tickets.tickets:
        if ticket.opened is not None:
            day = ticket.opened.start
            number = (day.year * 12 + day.month - 1) // size
            found.setdefault(number, Counter())[topic_key(ticket.topic)] += 1
    if not found:
        return {}
    return {_period(i, size): found.get(i, Counter()) for i in range(min(found), max(found) + 1)}


def _period(number: int, size: int) -> str:
    year, part = divmod(number, 12 // size)
    return f"{year:04}-Q{part + 1}" if size == 3 else f"{year:04}-{part + 1:02}"


def top_topics(tickets: Tickets, n: int) -> tuple[tuple[str, int], ...]:
    """The ``n`` most frequent topics as first written, with their counts; equally frequent ones by name.

    Tickets without a topic are not counted: without any topic there is nothing, which shows nothing.
    """
    labels: dict[str, str] = {}
    for ticket in tickets.tickets:
        labels.setdefault(topic_key(ticket.topic), " ".join(ticket.topic.split()))
    counts = Counter(key for ticket in tickets.tickets if (key := topic_key(ticket.topic)))
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple((labels[key], count) for key, count in ordered[: max(0, n)])


def share_on_topics(tickets: Tickets, topics: Iterable[str], period: Period = "month") -> tuple[Share, ...]:
    """For each period in order, how many of its tickets are on one of the topics; empty periods are there too."""
    wanted = {topic_key(topic) for topic in topics} - {""}
    return tuple(
        Share(name, sum(count for topic, count in counts.items() if topic in wanted), counts.total())
        for name, counts in topics_by_period(tickets, period).items()
    )


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
