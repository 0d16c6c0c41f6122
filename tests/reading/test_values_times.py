"""Dates, durations and the calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from opsgate.reading.values import TYPES, BadValue
from opsgate.reading.values.times import DATE, DURATION, Duration, add, age_exceeds

exhaustive = settings(derandomize=True, deadline=None, max_examples=400)
days = st.dates(date(1890, 1, 1), date(2110, 12, 31))
durations = st.builds(
    Duration,
    st.integers(0, 400),
    st.integers(0, 10**15).map(lambda micros: timedelta(microseconds=micros)),
)


def refusal(name: str, text: str) -> tuple[str, str, tuple[int, int] | None]:
    with pytest.raises(BadValue) as caught:
        TYPES[name].parse(text)
    return caught.value.message, caught.value.hint, caught.value.span


def test_only_the_iso_form_of_a_date_is_read() -> None:
    assert DATE.parse(" 2026-11-30 ") == date(2026, 11, 30)


def test_a_date_of_two_readings_is_refused_with_both() -> None:
    assert refusal("date", "03/04/2026") == (
        "`03/04/2026` is not a date in ISO form: it could be read in two ways",
        "ambiguous: write `2026-03-04` or `2026-04-03`, whichever is meant",
        None,
    )


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("13/04/2026", "write `2026-04-13`"),
        ("04/04/2026", "write `2026-04-04`"),
        ("2026/04/03", "write `2026-04-03`"),
        ("2026-4-3", "write `2026-04-03`"),
        ("3 April 2026", "write `2026-04-03`"),
        ("April 3rd, 2026", "write `2026-04-03`"),
        ("2026-04-03T10:00Z", "write the date alone: `2026-04-03`"),
        ("yesterday", "write `2026-11-30`"),
        ("1.2.3", "write `2026-11-30`"),
    ],
)
def test_a_date_in_another_form_is_refused_with_its_iso_form(text: str, hint: str) -> None:
    assert refusal("date", text) == (f"`{text}` is not a date in ISO form", hint, None)


def test_a_day_that_no_calendar_has_is_refused_where_it_stands() -> None:
    assert [refusal("date", text)[1:] for text in ("2026-02-29", "2026-13-01", "2026-00-01")] == [
        ("write a day from `01` to `28`", (8, 10)),
        ("write a month from `01` to `12`", (5, 7)),
        ("write a month from `01` to `12`", (5, 7)),
    ]
    assert refusal("date", "0000-01-01")[0] == "`0000-01-01` is not a date in ISO form: there is no year 0"


@pytest.mark.parametrize(
    ("text", "months", "fixed"),
    [
        ("30d", 0, timedelta(days=30)),
        ("8h", 0, timedelta(hours=8)),
        ("15m", 0, timedelta(minutes=15)),
        ("15 min", 0, timedelta(minutes=15)),
        ("1h30m", 0, timedelta(minutes=90)),
        ("3 hours and 20 minutes", 0, timedelta(minutes=200)),
        ("1.5h", 0, timedelta(minutes=90)),
        ("500ms", 0, timedelta(milliseconds=500)),
        ("2 weeks", 0, timedelta(days=14)),
        ("30D", 0, timedelta(days=30)),
        ("12 months", 12, timedelta()),
        ("3mo", 3, timedelta()),
        ("1q", 3, timedelta()),
        ("1 quarter", 3, timedelta()),
        ("1y", 12, timedelta()),
        ("1y6min", 12, timedelta(minutes=6)),
        ("P30D", 0, timedelta(days=30)),
        ("P1Y2M3DT4H5M6.5S", 14, timedelta(days=3, hours=4, minutes=5, seconds=6.5)),
        ("P2W", 0, timedelta(weeks=2)),
        ("PT15M", 0, timedelta(minutes=15)),
        ("0s", 0, timedelta()),
    ],
)
def test_a_duration_is_read(text: str, months: int, fixed: timedelta) -> None:
    assert DURATION.parse(text) == Duration(months, fixed)


@pytest.mark.parametrize(
    ("text", "why", "hint", "span"),
    [
        ("12M", ": `12M` could mean minutes or months", "write `12min` or `12mo`", (0, 3)),
        ("1y6m", ": `6m` beside years or months could mean minutes or months", "write `6min` or `6mo`", (2, 4)),
        ("-3d", ": a duration has no sign", "write `3d`", (0, 1)),
        ("30", ": it has no unit", "write `30d`, `30h` or `30min`, whichever is meant", None),
        ("1h 1h", ": `h` comes twice", "write each unit once", (3, 5)),
        ("1.5mo", ": a part of a calendar month has no length", "write whole months, or days", (0, 5)),
        ("99999y", ": it is longer than 9,999 years", "write a length that somebody will live to see", None),
        ("24:00", "", "write `30d`, `8h` or `P30D`", None),
        ("soon", "", "write `30d`, `8h` or `P30D`", None),
        ("P", "", "write `30d`, `8h` or `P30D`", None),
        ("P1DT", "", "write `30d`, `8h` or `P30D`", None),
        ("3 apples", "", "write `30d`, `8h` or `P30D`", None),
    ],
)
def test_what_is_no_duration_is_refused_with_the_reason(
    text: str, why: str, hint: str, span: tuple[int, int] | None
) -> None:
    assert refusal("duration", text) == (f"`{text}` is not a duration{why}", hint, span)


def test_calendar_months_are_no_days() -> None:
    assert DURATION.parse("1mo") != DURATION.parse("30d")
    assert DURATION.parse("12 months") == DURATION.parse("1y") == DURATION.parse("P1Y") == DURATION.parse("4q")
    assert DURATION.parse("1d") == DURATION.parse("24h")


@exhaustive
@given(durations)
def test_a_duration_reads_back_from_its_text(duration: Duration) -> None:
    assert DURATION.parse(str(duration)) == duration


@exhaustive
@given(durations, durations, durations)
def test_durations_are_in_a_total_order(one: Duration, two: Duration, three: Duration) -> None:
    assert [one < two, one == two, one > two].count(True) == 1
    assert not (one <= two <= three) or one <= three


@exhaustive
@given(days, st.integers(0, 1_300))
def test_months_last_between_their_shortest_and_longest(day: date, months: int) -> None:
    duration = Duration(months)
    assert duration.shortest <= add(day, duration) - day <= duration.longest


@exhaustive
@given(days, durations, durations)
def test_what_is_surely_at_most_ends_no_later_from_any_day(day: date, one: Duration, two: Duration) -> None:
    if one.surely_at_most(two):
        assert add(datetime(day.year, day.month, day.day), one) <= add(datetime(day.year, day.month, day.day), two)


@pytest.mark.parametrize(
    ("one", "two", "sure"),
    [
        ("1d", "24h", True),
        ("30d", "1mo", False),
        ("1mo", "30d", False),
        ("28d", "1mo", True),
        ("1mo", "31d", True),
        ("12mo", "400d", True),
        ("13mo", "1y", False),
        ("1y", "1y", True),
        ("1y1d", "1y", False),
        ("3mo", "92d", True),
        ("3mo", "91d", False),
    ],
)
def test_surely_at_most_is_exact_where_it_can_be(one: str, two: str, sure: bool) -> None:
    assert DURATION.parse(one).surely_at_most(DURATION.parse(two)) is sure


@exhaustive
@given(days, st.integers(0, 600))
def test_adding_months_keeps_the_day_or_takes_the_last_of_the_month(day: date, months: int) -> None:
    moved = add(day, Duration(months))
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    if moved.day != day.day:
        assert moved.day < day.day
        assert (moved + timedelta(days=1)).day == 1


@exhaustive
@given(days, durations, durations)
def test_adding_a_longer_duration_of_the_same_kind_ends_no_earlier(day: date, one: Duration, two: Duration) -> None:
    assume(one.months <= two.months and one.fixed <= two.fixed)
    assert add(day, one) <= add(day, two)


def test_months_are_added_before_days_and_clamped_once() -> None:
    assert add(date(2026, 1, 31), DURATION.parse("1mo")) == date(2026, 2, 28)
    assert add(date(2024, 1, 31), DURATION.parse("1mo1d")) == date(2024, 3, 1)
    assert add(date(2024, 2, 29), DURATION.parse("1y")) == date(2025, 2, 28)
    assert add(date(2026, 11, 30), DURATION.parse("1q")) == date(2027, 2, 28)
    assert add(datetime(2026, 1, 31, 23, tzinfo=UTC), DURATION.parse("1mo 2h")) == datetime(2026, 3, 1, 1, tzinfo=UTC)


def test_past_the_end_of_the_calendar_is_its_last_day() -> None:
    assert add(date(2026, 1, 1), DURATION.parse("9998y")) == date(9999, 12, 31)
    assert add(date(9999, 12, 31), DURATION.parse("1d")) == date(9999, 12, 31)


def test_the_last_day_of_a_limit_is_still_within() -> None:
    month, day_and_half = DURATION.parse("1mo"), DURATION.parse("36h")
    assert not age_exceeds(date(2026, 1, 31), month, date(2026, 2, 28))
    assert age_exceeds(date(2026, 1, 31), month, date(2026, 3, 1))
    assert not age_exceeds(date(2026, 1, 1), day_and_half, date(2026, 1, 2))
    assert age_exceeds(date(2026, 1, 1), day_and_half, date(2026, 1, 3))
    assert not age_exceeds(date(2027, 1, 1), month, date(2026, 1, 1))
