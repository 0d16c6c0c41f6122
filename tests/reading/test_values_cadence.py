"""Intervals, schedules, rates and windows."""

from datetime import time, timedelta

import pytest

from opsgate.reading.values import TYPES, BadValue
from opsgate.reading.values.cadence import INTERVAL, RATE, SCHEDULE, Interval, Rate, Schedule
from opsgate.reading.values.times import DURATION
from opsgate.reading.values.windows import WINDOW, Window

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


def refusal(name: str, text: str) -> tuple[str, str]:
    with pytest.raises(BadValue) as caught:
        TYPES[name].parse(text)
    return caught.value.message, caught.value.hint


def every(duration: str, at: str = "", note: str = "") -> Interval:
    return Interval(DURATION.parse(duration), "", at, note)


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("Hourly", every("1h")),
        ("Daily", every("1d")),
        ("Nightly", every("1d", "night")),
        ("Midnight", every("1d", "midnight")),
        ("Weekly", every("7d")),
        ("Monthly", every("1mo")),
        ("Quarterly", every("3mo")),
        ("Yearly", every("12mo")),
        ("annually", every("1y")),
        ("Every 2 weeks", every("14d")),
        ("every other week", every("14d")),
        ("every 1h 30m", every("90m")),
        ("once a month", every("1mo")),
        ("twice a day", every("12h")),
        ("3 times a day", every("8h")),
        ("30d", every("30d")),
        ("P1M", every("1mo")),
        ("Daily at 02:00", every("1d", "02:00")),
        ("at 2 AM", every("1d", "2 am")),
        ("Sundays 02:00", every("7d", "sun 02:00")),
        ("every Monday at 9 am", every("7d", "mon 9 am")),
        ("Monthly on the 1st", every("1mo", "the 1st")),
        ("Before expiry", Interval(None, "before expiry")),
        ("As needed", Interval(None, "as needed")),
        ("on change", Interval(None, "on change")),
        ("Every release", Interval(None, "every release")),
        ("on-demand", Interval(None, "on-demand")),
        ("When the disk is full", Interval(None, "when the disk is full")),
    ],
)
def test_an_interval_has_a_length_or_an_event(text: str, interval: Interval) -> None:
    assert INTERVAL.parse(text) == interval


def test_what_stands_in_brackets_is_a_note_that_does_not_count() -> None:
    noted = INTERVAL.parse("Hourly (automated)")
    assert noted == INTERVAL.parse("hourly")
    assert (noted.every, noted.note, str(noted)) == (DURATION.parse("1h"), "automated", "hourly (automated)")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("every 2 weks", "", "write `Daily`, `Every 2 weeks`, `30d` or `Before expiry`"),
        ("Never", "", "write `Daily`, `Every 2 weeks`, `30d` or `Before expiry`"),
        ("biweekly", ": `bi` could mean twice or every second", "write `every 2 weeks` or `twice a week`"),
        ("every 0 days", ": an interval has a length", "write `every 5m`, or `continuous`"),
        ("twice a month", ": `twice a month` gives no interval", "write `every 15 days`"),
        (
            "every 12M",
            ": `12M` is not a duration: `12M` could mean minutes or months",
            "write `12min` or `12mo`",
        ),
    ],
)
def test_what_is_no_interval_is_refused_with_the_reason(text: str, message: str, hint: str) -> None:
    assert refusal("interval", text) == (f"`{text}` is not an interval{message}", hint)


@pytest.mark.parametrize(
    ("text", "method", "interval"),
    [
        ("S3 nightly", "S3", "nightly"),
        ("Nightly S3", "S3", "nightly"),
        ("nightly to S3", "S3", "nightly"),
        ("S3 (nightly)", "S3", "nightly"),
        ("S3, nightly", "S3", "nightly"),
        ("pg_dump every 6h", "pg_dump", "every 6h"),
        ("every 6 hours: pg_dump", "pg_dump", "every 6h"),
        ("snapshots daily at 02:00 UTC", "snapshots", "daily at 02:00 UTC"),
        ("borg, twice a day", "borg", "every 12h"),
        ("rsync as needed", "rsync", "as needed"),
        ("continuous WAL archiving", "WAL archiving", "continuous"),
        ("Manual copy to an external drive", "copy to an external drive", "manual"),
        ("Manual dump before each release", "Manual dump", "before each release"),
        ("manual", "by hand", "manual"),
    ],
)
def test_a_schedule_is_a_method_and_an_interval_in_either_order(text: str, method: str, interval: str) -> None:
    assert SCHEDULE.parse(text) == Schedule(method, INTERVAL.parse(interval))


@pytest.mark.parametrize(
    ("text", "why", "hint"),
    [
        ("nightly", "it does not say how", "name the method too, as in `S3 nightly`"),
        ("S3", "it does not say how often", "name the method and the interval, as in `S3 nightly`"),
        ("weekly full, daily diff", "`weekly` and `daily` are two intervals", "write one row for each"),
    ],
)
def test_half_a_schedule_and_two_schedules_are_refused(text: str, why: str, hint: str) -> None:
    assert refusal("schedule", text) == (f"`{text}` is not a schedule: {why}", hint)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("10s avg", Rate(every("10s"), 1, "avg")),
        ("10s rolling average", Rate(every("10s"), 1, "rolling avg")),
        ("10s min", Rate(every("10s"), 1, "min")),
        ("1 min", Rate(every("1min"))),
        ("Hourly", Rate(every("1h"))),
        ("every 5m", Rate(every("5m"))),
        ("on change", Rate(Interval(None, "on change"))),
        ("per request", Rate(Interval(None, "per request"))),
        ("1/min", Rate(every("1min"))),
        ("60/h", Rate(every("1min"))),
        ("2 per 5m", Rate(every("150s"))),
        ("10 Hz", Rate(every("100ms"))),
        ("0.5 Hz", Rate(every("2s"))),
        ("7/min", Rate(every("1min"), 7)),
        ("14 per 2 min", Rate(every("1min"), 7)),
        ("2 per quarter", Rate(every("3mo"), 2)),
    ],
)
def test_rates_that_are_equal_are_one_value(text: str, rate: Rate) -> None:
    assert RATE.parse(text) == rate


def test_no_rate_at_all_is_refused() -> None:
    assert refusal("rate", "0/min") == (
        "`0/min` is not a rate: none in any time is no rate",
        "write `1/min`, or leave the cell empty",
    )
    assert refusal("rate", "fast") == ("`fast` is not a rate", "write `10s avg`, `Hourly`, `1/min` or `10 Hz`")


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("Sun 02:00–03:00", Window((6,), time(2), time(3))),
        ("Sun 02:00-03:00", Window((6,), time(2), time(3))),
        ("Sunday 02:00 to 03:00", Window((6,), time(2), time(3))),
        ("Sat 23:00–01:00", Window((5,), time(23), time(1))),
        ("Sunday 2-4 AM", Window((6,), time(2), time(4))),
        ("Sunday 2–4 a.m.", Window((6,), time(2), time(4))),
        ("Sunday 11 PM - 1 AM", Window((6,), time(23), time(1))),
        ("11-1 PM", Window(EVERY_DAY, time(11), time(13))),
        ("10-2 AM", Window(EVERY_DAY, time(22), time(2))),
        ("noon-1pm", Window(EVERY_DAY, time(12), time(13))),
        ("12 AM-1 AM", Window(EVERY_DAY, time(0), time(1))),
        ("Sunday 3 AM", Window((6,), time(3))),
        ("Midnight", Window(EVERY_DAY, time(0))),
        ("Mon-Fri 09:00-17:00", Window((0, 1, 2, 3, 4), time(9), time(17))),
        ("Fri-Mon 01:00", Window((0, 4, 5, 6), time(1))),
        ("Sat & Sun 10:00-12:00", Window((5, 6), time(10), time(12))),
        ("weekends", Window((5, 6))),
        ("Daily 02:00-03:00 UTC", Window(EVERY_DAY, time(2), time(3), "UTC")),
        ("Sun 02:00–03:00 (UTC+2)", Window((6,), time(2), time(3), "UTC+2")),
        ("First Sunday of the month 02:00-04:00 Europe/Berlin", Window((6,), time(2), time(4), "Europe/Berlin", 1)),
        ("00:00-24:00", Window(EVERY_DAY, time(0), time(0))),
        ("As needed", Window((), event="as needed")),
        ("Before release", Window((), event="before release")),
    ],
)
def test_a_window_is_read_as_people_write_it(text: str, window: Window) -> None:
    assert WINDOW.parse(text) == window


@pytest.mark.parametrize(
    ("text", "crosses", "length"),
    [
        ("Sun 02:00–03:00", False, timedelta(hours=1)),
        ("Sat 23:00–01:30", True, timedelta(hours=2.5)),
        ("Sat 22:00–24:00", False, timedelta(hours=2)),
        ("00:00–24:00", False, timedelta(hours=24)),
        ("Sunday 3 AM", False, None),
        ("weekends", False, None),
        ("As needed", False, None),
    ],
)
def test_a_window_knows_its_length_and_whether_it_crosses_midnight(
    text: str, crosses: bool, length: timedelta | None
) -> None:
    window = WINDOW.parse(text)
    assert (window.crosses_midnight, window.length) == (crosses, length)


@pytest.mark.parametrize(
    ("text", "why", "hint"),
    [
        ("Sunday 2-4", ": `2` could be morning or afternoon", "write `02:00`, or `2 AM`"),
        ("02:00-02:00", ": it ends when it starts", "write `00:00–24:00` for the whole day"),
        ("25:00-26:00", ": there is no time `25:00`", "write a time from `00:00` to `24:00`"),
        ("13 PM", ": there is no time `13 pm`", "write a time from `00:00` to `24:00`"),
        ("sometime", "", "write `Sun 02:00–03:00`, `Sunday 2-4 AM`, `Midnight` or `As needed`"),
        ("Daily (quick)", "", "write `Sun 02:00–03:00`, `Sunday 2-4 AM`, `Midnight` or `As needed`"),
    ],
)
def test_what_is_no_window_is_refused_with_the_reason(text: str, why: str, hint: str) -> None:
    assert refusal("window", text) == (f"`{text}` is not a window{why}", hint)
