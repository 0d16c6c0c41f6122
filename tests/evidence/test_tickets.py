"""Tickets show what they show: an absent, dropped or doubtful one never makes the figures better (lock 28)."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgate.judging.evidence.partslist import Fault
from opsgate.judging.evidence.tickets import (
    Attained,
    Moment,
    Share,
    Target,
    Ticket,
    Tickets,
    attainment,
    by_severity,
    moment,
    read_tickets,
    share_on_topics,
    top_topics,
    topics_by_period,
)
from opsgate.judging.evidence.trouble import Unreadable
from opsgate.reading.values.times import DURATION

EXPORT = Path(__file__).parents[2] / "examples" / "lantern" / "data" / "tickets.csv"
HEADER = "id,channel,severity,topic,opened,answered,solved,status\n"
AS_OF = date(2026, 11, 20)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def target(response: str, resolve: str = "") -> Target:
    return Target(DURATION.parse(response) if response else None, DURATION.parse(resolve) if resolve else None)


TARGETS = {
    ("Portal", "S1"): target("1h", "8h"),
    ("Portal", "S2"): target("8h", "3d"),
    ("Email", "S1"): target("2h", "12h"),
    ("Email", "S2"): target("1d", "5d"),
}
GOOD = "Portal,S1,Smoke,2026-11-02T10:00Z,2026-11-02T10:30Z,2026-11-02T12:00Z,solved"


def read(*rows: str, header: str = HEADER) -> Tickets:
    return read_tickets((header + "".join(f"{row}\n" for row in rows)).encode(), "data/tickets.csv")


def judged(*rows: str, as_of: date | datetime = AS_OF) -> Attained:
    """What became of the rows, all together; each row gets an id."""
    tickets = read(*(f"T-{i},{row}" for i, row in enumerate(rows)))
    whole = Attained()
    for counts in attainment(tickets, TARGETS, as_of).values():
        whole = whole.plus(counts)
    return whole


def told(*rows: str) -> list[tuple[int, str]]:
    return [(line, message) for line, message in read(*rows).faults]


def refused(data: bytes) -> tuple[str, int]:
    with pytest.raises(Unreadable) as caught:
        read_tickets(data, "data/tickets.csv")
    assert caught.value.hint
    return caught.value.reason, caught.value.line


def test_a_ticket_is_read_whole() -> None:
    opened, responded, resolved = (Moment(when, when) for when in (at(2, 10), at(2, 10, 30), at(2, 12)))
    assert read(f"T-1,{GOOD}").tickets == (
        Ticket("T-1", 2, opened, responded, resolved, "S1", "Portal", "Smoke", "solved", "", False),
    )


def test_the_example_is_read_and_within_its_targets() -> None:
    tickets = read_tickets(EXPORT.read_bytes(), "data/tickets.csv")
    assert (len(tickets.tickets), tickets.faults, tickets.lost, tickets.newest) == (86, (), 0, date(2026, 11, 11))
    assert top_topics(tickets, 2) == (("Won't turn on", 26), ("Won't connect", 24))


@pytest.mark.parametrize(
    "header",
    [
        "Ticket ID,Created At,First Response,Resolved,Priority,Via,Category,State,KB Article",
        "ticket_id,created_at,first_response_at,resolved_at,severity,channel,topic,status,article",
        "ticketId,createdAt,firstResponseAt,closedAt,Severity,Source,Problem,Status,article",
    ],
)
def test_columns_go_by_many_names(header: str) -> None:
    row = "7,2026-11-02,2026-11-02 10:00,2026-11-03,s2,Email,Smoke,closed,kb/smoke.md"
    (ticket,) = read(row, header=f"{header}\n").tickets
    assert (ticket.id, ticket.severity, ticket.channel, ticket.topic, ticket.status, ticket.article, ticket.doubtful) == (
        "7", "S2", "Email", "Smoke", "closed", "kb/smoke.md", False,
    )  # fmt: skip
    assert (ticket.opened, ticket.responded) == (moment("2026-11-02"), moment("2026-11-02T10:00Z"))


def test_resolved_is_taken_before_closed_and_other_columns_are_ignored() -> None:
    header = "id,opened,closed,resolved,severity,mood\n"
    (ticket,) = read("1,2026-11-02,2026-11-09,2026-11-03,S1,sour", header=header).tickets
    assert (ticket.resolved, ticket.doubtful) == (moment("2026-11-03"), False)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2026-11-02T10:30Z", at(2, 10, 30)),
        ("2026-11-02 10:30", at(2, 10, 30)),
        ("2026-11-02T10:30:00+01:00", at(2, 9, 30)),
        ("2026-11-02T10:30:00-0130", at(2, 12, 0)),
        ("2026-11-02 10:30:15.123456789 UTC", at(2, 10, 30) + timedelta(seconds=15, microseconds=123456)),
        ("2026-11-02t10:30:00,5z", at(2, 10, 30) + timedelta(microseconds=500000)),
    ],
)
def test_times_are_read_in_utc(text: str, start: datetime) -> None:
    assert moment(text) == Moment(start, start)


def test_a_day_is_all_of_it() -> None:
    assert moment("2026-11-02") == Moment(at(2), at(3) - timedelta(microseconds=1))


@pytest.mark.parametrize(
    "text",
    ["", "2026-11-31", "02.11.2026", "11/02/2026", "2026-W45-1", "20261102", "2026-11-02T25:00Z", "2026-11-02T10", "0000-01-01",
     "0001-01-01T00:00+01:00", "9999-12-31T23:00-02:00", "2026-11-02T10:30+99:00", "2026-11-02T10:30+01:99", "٢٠٢٦-11-02", "2026-11-02T10:30Zulu"],
)  # fmt: skip
def test_what_is_no_time_is_none(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "T-1,Portal,S1,,02.11.2026,,,open",
            "opened: `02.11.2026` is no date; one such as `2026-11-30` or `2026-11-30T14:05Z` is expected",
        ),
        ("T-1,Portal,S1,,,,,open", "nothing says when the ticket was opened"),
        (",Portal,S1,,2026-11-02,,,open", "the ticket has no id"),
        ("T-1,Portal,,,2026-11-02,,,open", "the severity is missing; `S1`, `S2`, `S3` or `S4` is expected"),
        ("T-1,Portal,-,,2026-11-02,,,open", "the severity is missing; `S1`, `S2`, `S3` or `S4` is expected"),
        ("T-1,Portal,S5,,2026-11-02,,,open", "the severity is `S5`; `S1`, `S2`, `S3` or `S4` is expected"),
        ("T-1,Portal,[S1],,2026-11-02,,,open", "the severity is `[S1]`; `S1`, `S2`, `S3` or `S4` is expected"),
        (
            "T-1,Portal,S1,,2026-11-02T10:00Z,2026-11-02T09:00Z,,open",
            "the ticket was responded to before it was opened",
        ),
        ("T-1,Portal,S1,,2026-11-02,,2026-11-01,solved", "the ticket was resolved before it was opened"),
        ("T-1,Portal,S1,,2026-11-02,,,Solved", "the status is `Solved`, and nothing says when it was resolved"),
        (
            "T-1,Portal,S1,,2026-11-02,,2026-11-03,In-Progress",
            "the status is `In-Progress`, and it was resolved on `2026-11-03`",
        ),
        ("T-1,Portal,S1", "the row has 3 cells, the header 8, with a comma between them"),
        ("T-1,Portal,S1,a,b,2026-11-02,,,open", "the row has 9 cells, the header 8: `open` is in no column"),
    ],
)
def test_faults_are_told_with_their_line(row: str, message: str) -> None:
    assert told(f"T-0,{GOOD}", row) == [(3, message)]


def test_a_fault_makes_its_ticket_doubtful_or_loses_it() -> None:
    tickets = read("T-1,Portal,S9,,2026-11-02,,,open", "T-2,Portal")
    assert ([one.doubtful for one in tickets.tickets], tickets.lost, tickets.undated) == ([True], 1, 1)


def test_an_id_that_stands_twice_is_a_fault() -> None:
    tickets = read(f"T-1,{GOOD}", f"t-1,{GOOD}")
    assert tickets.faults == (Fault(3, "the ticket `t-1` stands in line 2 already"),)
    assert [one.doubtful for one in tickets.tickets] == [False, True]


def test_the_newest_day_is_that_of_any_column() -> None:
    assert read("T-1,Portal,S1,,2026-10-02,2026-10-03,,", "T-2,Portal,S1,,2026-09-02,,2026-11-05,").newest == date(
        2026, 11, 5
    )
    assert read().newest is None


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (GOOD, Attained(met=1)),
        ("portal,s1,,2026-11-02T10:00Z,2026-11-02T11:00Z,2026-11-02T18:00Z,", Attained(met=1)),
        ("Portal,S1,,2026-11-02T10:00Z,2026-11-02T11:01Z,2026-11-02T12:00Z,", Attained(missed=1)),
        ("Portal,S1,,2026-11-02T10:00Z,2026-11-02T10:30Z,2026-11-02T18:01Z,", Attained(missed=1)),
        ("Portal,S1,,2026-11-02T10:00Z,,,open", Attained(missed=1)),
        ("Portal,S1,,2026-11-02T10:00Z,2026-11-02T10:30Z,,open", Attained(missed=1)),
        ("Portal,S2,,2026-11-20T23:00Z,,,open", Attained(running=1)),
        ("Portal,S2,,2026-11-18T12:00Z,2026-11-18T13:00Z,,open", Attained(running=1)),
        ("Portal,S2,,2026-11-18T12:00Z,2026-11-18T23:00Z,,open", Attained(missed=1)),
        ("Portal,S1,,2026-11-02T10:00Z,,2026-11-02T10:40Z,", Attained(met=1)),
        ("Portal,S1,,2026-11-02T10:00Z,,2026-11-02T12:00Z,", Attained(unknown=1)),
        ("Portal,S2,,2026-11-02,2026-11-02,2026-11-03,", Attained(unknown=1)),
        ("Portal,S1,,2026-11-02,2026-11-04,2026-11-04,", Attained(missed=1)),
        ("Email,S2,,2026-11-02,2026-11-02,2026-11-05,", Attained(met=1)),
        ("Portal,S1,,2026-11-21T10:00Z,2026-11-21T10:10Z,2026-11-21T10:20Z,", Attained(unknown=1)),
    ],
)
def test_a_ticket_is_met_missed_running_or_unknown(row: str, expected: Attained) -> None:
    assert judged(row) == expected


def test_what_happens_later_has_not_happened_yet() -> None:
    row = "Portal,S1,,2026-11-02T10:00Z,2026-11-02T10:30Z,2026-11-02T12:00Z,solved"
    assert judged(row, as_of=at(2, 10, 15)) == Attained(running=1)
    assert judged(row, as_of=at(2, 11).astimezone(timezone(timedelta(hours=5)))) == Attained(running=1)
    assert judged(row, as_of=datetime(2026, 11, 2, 13)) == Attained(met=1)


def test_every_group_of_the_targets_is_there() -> None:
    assert attainment(read(f"T-1,{GOOD}"), TARGETS, AS_OF) == {
        ("Portal", "S1"): Attained(met=1),
        ("Portal", "S2"): Attained(),
        ("Email", "S1"): Attained(),
        ("Email", "S2"): Attained(),
    }


def test_the_share_is_of_the_tickets_that_are_decided() -> None:
    assert (Attained(3, 1, 0, 5).share, Attained(3, 0, 0, 5).share) == (0.75, 1.0)
    assert (Attained().share, Attained(running=5).share, Attained(9, 0, 1).share) == (None, None, None)


def test_lock_28_no_tickets_are_not_all_tickets_in_time() -> None:
    assert [counts.share for counts in attainment(read(), TARGETS, AS_OF).values()] == [None] * 4


def test_lock_28_open_overdue_tickets_are_missed() -> None:
    assert judged(GOOD, "Portal,S1,,2026-11-02T10:00Z,,,open") == Attained(met=1, missed=1)


@pytest.mark.parametrize("severity", ["", "-", "S5", "none", "S1 (was S2)"])
def test_lock_28_a_severity_left_out_leaves_every_severity_unknown(severity: str) -> None:
    overdue = f"T-2,Portal,{severity},,2026-11-02T10:00Z,,,open"
    found = attainment(read(f"T-1,{GOOD}", overdue), TARGETS, AS_OF)
    assert {group: counts.unknown for group, counts in found.items()} == {
        ("Portal", "S1"): 1, ("Portal", "S2"): 1, ("Email", "S1"): 0, ("Email", "S2"): 0,
    }  # fmt: skip
    assert by_severity(found)["S1"].share is None


@pytest.mark.parametrize("channel", ["", "Phone"])
def test_lock_28_a_channel_without_targets_leaves_its_severity_unknown(channel: str) -> None:
    found = by_severity(attainment(read(f"T-1,{GOOD}", f"T-2,{channel},S1,,2026-11-02T10:00Z,,,open"), TARGETS, AS_OF))
    assert {severity: counts.share for severity, counts in found.items()} == {"S1": None, "S2": None}
    assert found["S1"] == Attained(met=1, unknown=2)


def test_lock_28_a_severity_without_targets_is_unknown_in_a_group_of_its_own() -> None:
    found = attainment(read("T-1,Portal,S3,,2026-11-02,,,open"), TARGETS, AS_OF)
    assert found["Portal", "S3"] == Attained(unknown=1)


def test_lock_28_a_row_that_cannot_be_read_leaves_everything_unknown() -> None:
    found = attainment(read(f"T-1,{GOOD}", "T-2,Portal,S1,overdue"), TARGETS, AS_OF)
    assert [counts.unknown for counts in found.values()] == [1, 1, 1, 1]


def test_lock_28_rows_that_are_doubled_do_not_thin_out_the_missed() -> None:
    rows = [f"T-1,{GOOD}"] * 50 + ["T-2,Portal,S1,,2026-11-02T10:00Z,,,open"]
    assert attainment(read(*rows), TARGETS, AS_OF)["Portal", "S1"] == Attained(met=1, missed=1, unknown=49)


def test_lock_28_an_export_without_the_columns_shows_nothing() -> None:
    without = read("T-1,Portal,S1,2026-11-02", header="id,channel,severity,opened\n")
    assert attainment(without, TARGETS, AS_OF)["Portal", "S1"] == Attained(unknown=1)
    unlabelled = read("T-1,2026-11-02,2026-11-02,2026-11-02", header="id,opened,responded,resolved\n")
    assert [counts.unknown for counts in attainment(unlabelled, TARGETS, AS_OF).values()] == [1, 1, 1, 1]


def test_a_target_for_every_channel_holds_for_each_without_its_own() -> None:
    targets = {("", "S1"): target("30m"), ("Portal", "S1"): target("10m")}
    rows = [
        "T-1,Portal,S1,,2026-11-02T10:00Z,2026-11-02T10:20Z,,",
        "T-2,Phone,S1,,2026-11-02T10:00Z,2026-11-02T10:20Z,,",
    ]
    assert attainment(read(*rows), targets, AS_OF) == {
        ("", "S1"): Attained(met=1),
        ("Portal", "S1"): Attained(missed=1),
    }
    no_channel = attainment(read("T-1,,S1,,2026-11-02T10:00Z,2026-11-02T10:20Z,,"), targets, AS_OF)
    assert [counts.unknown for counts in no_channel.values()] == [1, 1]


def test_an_export_without_channels_is_judged_by_targets_without_them() -> None:
    tickets = read("T-1,S1,2026-11-02T10:00Z,2026-11-02T10:20Z", header="id,severity,opened,responded\n")
    assert attainment(tickets, {("", "S1"): target("30m")}, AS_OF) == {("", "S1"): Attained(met=1)}


def test_a_target_may_be_in_months_and_no_promise_is_unknown() -> None:
    rows = ["T-1,Portal,S1,,2026-10-31T12:00Z,,2026-11-30T12:00Z,"]
    assert attainment(read(*rows), {("Portal", "S1"): target("", "1mo")}, date(2026, 12, 1)) == {
        ("Portal", "S1"): Attained(met=1)
    }
    assert attainment(read(*rows), {("Portal", "S1"): Target(None, None)}, AS_OF) == {
        ("Portal", "S1"): Attained(unknown=1)
    }


def test_days_without_times_are_unknown_on_the_last_day_of_a_target() -> None:
    def on(day: str) -> Attained:
        row = f"T-1,Portal,S1,,2026-11-02,,{day},"
        return attainment(read(row), {("Portal", "S1"): target("", "3d")}, AS_OF)["Portal", "S1"]

    assert [on("2026-11-04"), on("2026-11-05"), on("2026-11-07")] == [
        Attained(met=1),
        Attained(unknown=1),
        Attained(missed=1),
    ]


def test_a_target_past_the_end_of_the_calendar_is_no_error() -> None:
    found = attainment(read("T-1,Portal,S1,,2026-11-02,,,open"), {("Portal", "S1"): target("9000y", "9998y")}, AS_OF)
    assert found == {("Portal", "S1"): Attained(running=1)}


TOPICS = [
    "T-1,Portal,S1,Won’t  turn on,2026-08-02,,,",
    "T-2,Portal,S1,won't turn ON,2026-08-03,,,",
    "T-3,Portal,S1,Smoke,2026-08-03,,,",
    "T-4,Portal,S1,,2026-10-03,,,",
    "T-5,Portal,S1,Smoke,2026-10-31T23:30-01:00,,,",
]


def test_topics_are_counted_by_month_with_empty_months_between() -> None:
    assert topics_by_period(read(*TOPICS)) == {
        "2026-08": Counter({"won't turn on": 2, "smoke": 1}),
        "2026-09": Counter(),
        "2026-10": Counter({"": 1}),
        "2026-11": Counter({"smoke": 1}),
    }


def test_topics_are_counted_by_quarter() -> None:
    assert {period: counts.total() for period, counts in topics_by_period(read(*TOPICS), "quarter").items()} == {
        "2026-Q3": 3,
        "2026-Q4": 2,
    }


def test_top_topics_are_as_first_written_and_equal_ones_by_name() -> None:
    assert top_topics(read(*TOPICS), 5) == (("Smoke", 2), ("Won’t turn on", 2))
    assert top_topics(read(*TOPICS), 1) == (("Smoke", 2),)
    assert (top_topics(read(*TOPICS), 0), top_topics(read(), 3)) == ((), ())


def test_the_share_on_topics_is_of_all_tickets_of_the_month() -> None:
    shares = share_on_topics(read(*TOPICS), ["Won't turn on", ""])
    assert shares == (Share("2026-08", 2, 3), Share("2026-09", 0, 0), Share("2026-10", 0, 1), Share("2026-11", 0, 1))
    assert [one.share for one in shares] == [2 / 3, None, 0.0, 0.0]


def test_without_tickets_there_are_no_months() -> None:
    assert (topics_by_period(read()), share_on_topics(read(), ["a"])) == ({}, ())


def test_the_whole_calendar_is_counted() -> None:
    periods = list(topics_by_period(read("T-1,Portal,S1,a,0001-01-01,,,", "T-2,Portal,S1,a,9999-12-31,,,")))
    assert (len(periods), periods[0], periods[-1]) == (12 * 9999, "0001-01", "9999-12")


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"", "the file is empty; a header and rows are expected", 1),
        (b"id,severity\n1,S1\n", "no column is the opened: the first row names `id`, `severity`", 1),
        (b"opened\n2026-11-02\n", "no column is the id: the first row names `opened`", 1),
        (b"id,opened,Opened\n", "two columns are named `opened`", 1),
        (b"<html>", "no column is the id: the first row names `<html>`", 1),
        (b'id,opened,"status\n1,2026-11-02,x\n', "a quote opens in the header and is never closed", 1),
    ],
)
def test_what_is_no_export_is_refused(data: bytes, reason: str, line: int) -> None:
    assert refused(data) == (reason, line)


CELL = st.sampled_from(
    [
        "",
        "S1",
        "S2",
        "s9",
        "Portal",
        "2026-11-02",
        "2026-11-02T10:00Z",
        "9999-12-31",
        "0001-01-01T00:00Z",
        "open",
        '"',
        "x,y",
    ]
)


@given(st.lists(st.lists(CELL, max_size=9).map(",".join), max_size=8))
def test_any_rows_are_judged_and_none_is_lost_silently(rows: list[str]) -> None:
    tickets = read(*rows)
    found = attainment(tickets, TARGETS, AS_OF)
    counted = sum(sum(counts) for counts in found.values())
    assert counted >= len(tickets.tickets) + 4 * tickets.lost
    shares = [share.total for share in share_on_topics(tickets, ["x"])]
    assert sum(shares) + tickets.undated == len(tickets.tickets) + tickets.lost


@given(st.lists(st.tuples(CELL, CELL, CELL, CELL).map(",".join), min_size=1, max_size=5))
def test_a_doubtful_ticket_is_never_all_in_time(rows: list[str]) -> None:
    tickets = read(*(f"T-{i},{row}" for i, row in enumerate(rows)), header="id,channel,severity,opened,resolved\n")
    found = attainment(tickets, TARGETS, AS_OF)
    if any(one.doubtful for one in tickets.tickets) or tickets.lost:
        assert None in [counts.share for counts in found.values() if counts.unknown]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        tickets = read_tickets(HEADER.encode() + data, "x")
    except Unreadable as error:
        assert error.line >= 1
    else:
        assert attainment(tickets, TARGETS, AS_OF).keys() >= TARGETS.keys()
