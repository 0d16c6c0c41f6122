"""Dates and durations, and what the calendar makes of them together."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from opsgate.reading.values.base import BadValue, Ordered, ValueType

Day = TypeVar("Day", bound=date)

_ISO_DATE = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERIC_DATE = r"([0-9]{1,4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,4})"
_DAY_FIRST = r"([0-9]{1,2})(?:st|nd|rd|th)?[ .-]+([A-Za-z]{3,9})\.?,?[ -]+([0-9]{4})"
_MONTH_FIRST = r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})"
_DATE_AND_TIME = r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.]+.*"


def _date(text: str) -> date | None:
    match = re.fullmatch(_ISO_DATE, text)
    if not match:
        hint = _date_hint(text)
        if hint:
            raise BadValue("it could be read in two ways" if hint.startswith("ambiguous") else "", hint)
        return None
    year, month, day = (int(part) for part in match.groups())
    if year == 0:
        raise BadValue("there is no year 0", span=match.span(1))
    if not 1 <= month <= 12:
        raise BadValue(f"there is no month {match[2]}", "write a month from `01` to `12`", match.span(2))
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise BadValue(f"{match[1]}-{match[2]} has {last} days", f"write a day from `01` to `{last}`", match.span(3))
    return date(year, month, day)


def _date_hint(text: str) -> str:
    """How a date that is written in another way would be written; an ambiguous one in both ways."""
    if match := re.fullmatch(_DATE_AND_TIME, text):
        return f"write the date alone: `{match[1]}`"
    if match := re.fullmatch(_NUMERIC_DATE, text):
        first, second, third = match.groups()
        readings = {(first, second, third)} if len(first) == 4 else {(third, second, first), (third, first, second)}
    elif match := re.fullmatch(_DAY_FIRST, text):
        readings = {(match[3], _month(match[2]), match[1])}
    elif match := re.fullmatch(_MONTH_FIRST, text):
        readings = {(match[3], _month(match[1]), match[2])}
    else:
        return ""
    real = sorted(iso for reading in readings if (iso := _iso(*reading)))
    if len(real) > 1:
        return f"ambiguous: write `{real[0]}` or `{real[1]}`, whichever is meant"
    return f"write `{real[0]}`" if real else ""


def _month(word: str) -> str:
    short = word[:3].lower()
    return str(_MONTHS.index(short) + 1) if short in _MONTHS else "0"


def _iso(year: str, month: str, day: str) -> str:
    if len(year) not in (2, 4):
        return ""
    try:
        return date(int(year if len(year) == 4 else f"20{year}"), int(month), int(day)).isoformat()
    except ValueError:
        return ""


DATE = ValueType("date", _date, "a date in ISO form such as `2026-11-30`", "2026-11-30")

_SECOND = 1_000_000
_FIXED = {
    "ms": 1_000,
    "s": _SECOND,
    "m": 60 * _SECOND,
    "h": 3_600 * _SECOND,
    "d": 86_400 * _SECOND,
    "w": 604_800 * _SECOND,
}
_CALENDAR = {"mo": 1, "q": 3, "y": 12}
_UNITS = {
    **dict.fromkeys(("ms", "msec", "msecs", "millisecond", "milliseconds"), "ms"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "m"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), "w"),
    **dict.fromkeys(("mo", "mos", "mth", "mths", "month", "months"), "mo"),
    **dict.fromkeys(("q", "qtr", "qtrs", "quarter", "quarters"), "q"),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), "y"),
}
UNIT_WORDS = "|".join(sorted(_UNITS, key=len, reverse=True))
"""Every word for a unit of time, as alternatives of a pattern (to be matched without case)."""

_NUMBER = r"[0-9]{1,9}(?:[.,][0-9]{1,6})?"
_STEP = rf"(?i)({_NUMBER}) ?([A-Za-z]+)\.?"
_JOIN = r"(?i)\s*(?:,|and\b)?\s*"
_ISO_DURATION = rf"""(?xi) P (?=[0-9T])
    (?: (?P<y>{_NUMBER}) Y )? (?: (?P<mo>{_NUMBER}) M )? (?: (?P<w>{_NUMBER}) W )? (?: (?P<d>{_NUMBER}) D )?
    (?: T (?=[0-9]) (?: (?P<h>{_NUMBER}) H )? (?: (?P<m>{_NUMBER}) M )? (?: (?P<s>{_NUMBER}) S )? )?
"""
_MAX_MONTHS = 12 * 9_999
_MAX_FIXED = 9_999 * 366 * 86_400 * _SECOND
_MEAN_MONTH = timedelta(seconds=2_629_746)
"""A twelfth of the mean Gregorian year: 30.44 days."""

# The fewest and the most days that so many months in a row can have.
_FEWEST = (0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334)
_MOST = (0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337)


@dataclass(frozen=True, slots=True, eq=False)
class Duration(Ordered):
    """A length of time: calendar months, and a fixed part.

    ``12 months``, ``1y`` and ``P1Y`` are equal; so are ``1d`` and ``24h``. A month has no length until it is
    counted from a date, so ``30d`` and ``1mo`` are not equal. ``<`` and its kin are a total order that takes a month
    as 30.44 days: exact between fixed durations and between whole months, approximate across the two. Where the
    answer must hold whatever the date, ask ``surely_at_most``.
    """

    months: int = 0
    fixed: timedelta = timedelta()

    @property
    def mean(self) -> timedelta:
        """The length with mean months."""
        return self.fixed + self.months * _MEAN_MONTH

    @property
    def shortest(self) -> timedelta:
        """A length that this duration has at least, whatever date it is counted from."""
        years, months = divmod(self.months, 12)
        leaps = max(0, years // 4 - years // 100 - 1)
        return self.fixed + timedelta(days=365 * years + leaps + _FEWEST[months])

    @property
    def longest(self) -> timedelta:
        """A length that this duration has at most, whatever date it is counted from."""
        years, months = divmod(self.months, 12)
        leaps = -(-years // 4) if years else 0
        return self.fixed + timedelta(days=365 * years + leaps + _MOST[months])

    def surely_at_most(self, other: "Duration") -> bool:
        """Whether this is no longer than the other, whatever date both are counted from."""
        months = self.months - other.months
        if months >= 0:
            return Duration(months, self.fixed).longest <= other.fixed
        return self.fixed <= Duration(-months, other.fixed).shortest

    def _key(self) -> tuple[object, ...]:
        return (self.mean, self.months)

    def __bool__(self) -> bool:
        return bool(self.months or self.fixed)

    def __str__(self) -> str:
        months = self.months
        steps = [(f"{months // 12}y" if months >= 12 else ""), (f"{months % 12}mo" if months % 12 else "")]
        micros = self.fixed // timedelta(microseconds=1)
        for unit, size in (("d", _FIXED["d"]), ("h", _FIXED["h"]), ("min" if months else "m", _FIXED["m"])):
            count, micros = divmod(micros, size)
            steps.append(f"{count}{unit}" if count else "")
        whole, rest = divmod(micros, _SECOND)
        if micros:
            steps.append(f"{whole}.{rest:06d}".rstrip("0") + "s" if rest else f"{whole}s")
        return "".join(steps) or "0s"


def _duration(text: str) -> Duration | None:
    match = re.fullmatch(_ISO_DURATION, text)
    if match:
        steps = [(name, match[name], match.span(name)) for name in ("y", "mo", "w", "d", "h", "m", "s") if match[name]]
        return _total(steps)
    if re.fullmatch(rf"[-+−]{_NUMBER}.*", text):
        raise BadValue("a duration has no sign", f"write `{text[1:]}`", (0, 1))
    if re.fullmatch(_NUMBER, text):
        raise BadValue("it has no unit", f"write `{text}d`, `{text}h` or `{text}min`, whichever is meant")
    return _total(_steps(text))


def _steps(text: str) -> list[tuple[str, str, tuple[int, int]]]:
    """The numbers with their units, in the order written; empty when the text is anything else."""
    steps: list[tuple[str, str, tuple[int, int]]] = []
    at, minutes = 0, None
    while at < len(text):
        match = re.compile(_STEP).match(text, at)
        if not match or match[2].lower() not in _UNITS:
            return []
        if match[2] == "M":
            raise BadValue(
                f"`{match[0]}` could mean minutes or months", f"write `{match[1]}min` or `{match[1]}mo`", match.span()
            )
        unit = _UNITS[match[2].lower()]
        if unit in (step[0] for step in steps):
            raise BadValue(f"`{match[2]}` comes twice", "write each unit once", match.span())
        minutes = match if match[2] == "m" else minutes
        steps.append((unit, match[1], match.span()))
        at = match.end()
        gap = re.compile(_JOIN).match(text, at)
        at = gap.end() if gap else at
    if minutes and any(unit in _CALENDAR for unit, _, _ in steps):
        raise BadValue(
            f"`{minutes[0]}` beside years or months could mean minutes or months",
            f"write `{minutes[1]}min` or `{minutes[1]}mo`",
            minutes.span(),
        )
    return steps if not re.search(r"(?i)(?:,|\band)\s*\Z", text) else []


def _total(steps: list[tuple[str, str, tuple[int, int]]]) -> Duration | None:
    if not steps:
        return None
    months = micros = 0
    for unit, number, span in steps:
        whole, _, part = number.replace(",", ".").partition(".")
        if unit in _CALENDAR:
            if part.strip("0"):
                raise BadValue("a part of a calendar month has no length", "write whole months, or days", span)
            months += int(whole) * _CALENDAR[unit]
        else:
            micros += (int(whole) * _SECOND + int(part.ljust(6, "0"))) * _FIXED[unit] // _SECOND
    if months > _MAX_MONTHS or micros > _MAX_FIXED:
        raise BadValue("it is longer than 9,999 years", "write a length that somebody will live to see")
    return Duration(months, timedelta(microseconds=micros))


DURATION = ValueType("duration", _duration, "a duration such as `30d`, `8h` or `P30D`", "30d", limit=80)


def add(day: Day, duration: Duration) -> Day:
    """The day (or moment) a duration later.

    Months first: the same day of the month, or the month's last day where there is none. Then the fixed part; for a
    plain date its whole days. Past the end of the calendar it is the calendar's last day.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + duration.months, 12)
    try:
        moved = day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))
        return moved + duration.fixed
    except (ValueError, OverflowError):
        return day.replace(year=9999, month=12, day=31)


def age_exceeds(day: date, limit: Duration, today: date) -> bool:
    """Whether ``day`` is longer ago than ``limit``: the last day of the limit still counts as within."""
    return today > add(day, limit)
