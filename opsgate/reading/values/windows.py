"""Windows of time in a day or week, as people write them: ``Sun 02:00–03:00``, ``Sunday 2-4 AM``, ``As needed``."""

import re
from dataclasses import dataclass
from datetime import time, timedelta

from opsgate.reading.values.base import BadValue, ValueType
from opsgate.reading.values.cadence import DAY_WORD, INTERVAL

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EVERY_DAY = tuple(range(7))
_NAMED_DAYS = {
    **dict.fromkeys(("daily", "every day", "each day", "nightly", "every night"), _EVERY_DAY),
    **dict.fromkeys(("weekdays", "workdays", "business days"), _EVERY_DAY[:5]),
    **dict.fromkeys(("weekends", "weekend"), _EVERY_DAY[5:]),
}
_HOURS = {"midnight": time(0), "noon": time(12)}
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
_NTH_NAMES = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}

_DAY = rf"{DAY_WORD}s?"
_TO = r"\s*(?:-|–|—|\bto\b|\buntil\b|\btill\b)\s*"
_CLOCK = r"(?:[0-9]{1,2}(?::[0-9]{2})?(?:\s?[ap]\.?m\b\.?)?|midnight|noon)"
_ZONE = r"UTC|GMT|Z|[A-Z]{2,5}|(?:UTC|GMT)?[+−-][0-9]{1,2}(?::?[0-9]{2})?|[A-Z][a-z]+(?:/[A-Z][A-Za-z_]+){1,2}"
_WINDOW = rf"""(?xi)
    (?: (?:every\s+|each\s+|on\s+)? (?: (?P<nth> {"|".join(_NTH)} )\s+ )?
        (?P<days> {"|".join(_NAMED_DAYS).replace(" ", chr(92) + " ")}
          | {_DAY} (?: (?: {_TO} | \s*(?:,|&|/|\+|\band\b)\s* ) {_DAY} ){{0,6}} )
        (?: \s+(?:of\s+)?(?:the|each|every)\s+month )? (?: \s*,\s* | \s+ | \Z ) )?
    (?: (?:at\s+|from\s+)? (?P<start> {_CLOCK} ) (?: {_TO} (?P<end> {_CLOCK} ) )? )?
    (?: \s*\(?(?P<zone> (?-i: (?!AM|PM) (?: {_ZONE} ) ) )\)? )?
"""


@dataclass(frozen=True, slots=True)
class Window:
    """From an hour to an hour on some days of the week (Monday is 0), or an event without hours.

    Without ``end`` it is a moment; without ``start`` it is the whole day. ``end`` not after ``start`` lies on the
    next day. ``nth`` picks one such day of the month: 1 to 4, -1 the last, 0 every one.
    """

    days: tuple[int, ...] = _EVERY_DAY
    start: time | None = None
    end: time | None = None
    zone: str = ""
    nth: int = 0
    event: str = ""

    @property
    def crosses_midnight(self) -> bool:
        """Whether it ends on the day after it began; ending at midnight sharp is not that."""
        return self.start is not None and self.end is not None and time(0) != self.end <= self.start

    @property
    def length(self) -> timedelta | None:
        """How long it lasts; ``None`` for a moment, an event, and a day without hours."""
        if self.start is None or self.end is None:
            return None
        minutes = (self.end.hour - self.start.hour) * 60 + self.end.minute - self.start.minute
        return timedelta(minutes=minutes if minutes > 0 else minutes + 24 * 60)

    def __str__(self) -> str:
        if self.event:
            return self.event
        parts = [_NTH_NAMES.get(self.nth, ""), _day_names(self.days)]
        if self.start is not None:
            end = "24:00" if self.end == time(0) else f"{self.end:%H:%M}" if self.end else ""
            parts.append(f"{self.start:%H:%M}–{end}" if end else f"{self.start:%H:%M}")
        return " ".join(part for part in (*parts, self.zone) if part)


def _day_names(days: tuple[int, ...]) -> str:
    if days == _EVERY_DAY:
        return "Daily"
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        return f"{_DAYS[days[0]]}–{_DAYS[days[-1]]}"
    return ", ".join(_DAYS[day] for day in days)


def _window(text: str) -> Window | None:
    match = re.fullmatch(_WINDOW, text)
    if match and (match["start"] or match["days"]):
        start, end = _hours(match)
        days = _days(match["days"]) if match["days"] else _EVERY_DAY
        nth = _NTH[match["nth"].lower()] if match["nth"] else 0
        return Window(days, start, end, _zone(match["zone"]), nth)
    if text.lower() in {"anytime", "any time", "none"}:
        return Window((), event="any time") if text.lower() != "none" else None
    if re.match(r"(?i)[a-z]", text) and not re.search(r"[0-9]", text):
        event = INTERVAL.read(text)
        return Window((), event=event.event) if event and event.event else None
    return None


def _zone(zone: str | None) -> str:
    return "UTC" if zone == "Z" else (zone or "").replace("−", "-")


def _days(said: str) -> tuple[int, ...]:
    said = said.lower()
    if said in _NAMED_DAYS:
        return _NAMED_DAYS[said]
    days: set[int] = set()
    for piece in re.split(r"\s*(?:,|&|/|\+|\band\b)\s*", said):
        first, *last = (_weekday(word) for word in re.split(_TO, piece))
        for end in last:
            days.update((first + step) % 7 for step in range((end - first) % 7 + 1))
        days.add(first)
    return tuple(sorted(days))


def _weekday(word: str) -> int:
    return _DAYS.index(word[:3].title())


def _hours(match: "re.Match[str]") -> tuple[time | None, time | None]:
    """The start and the end of a matched window; "2-4 AM" lends its AM to the 2."""
    if not match["start"]:
        return None, None
    first, last = match["start"].lower(), (match["end"] or "").lower()
    if not last:
        return _hour(first, "", match.span("start")), None
    meridiem = re.search(r"[ap](?=\.?m)", last)
    if not meridiem or not first[-1].isdigit():
        start, end = _hour(first, "", match.span("start")), _hour(last, "", match.span("end"))
        if start == end and start != time(0):
            raise BadValue("it ends when it starts", "write `00:00–24:00` for the whole day", match.span("end"))
        return start, end
    same, other = meridiem[0], {"a": "p", "p": "a"}[meridiem[0]]
    start, end = _hour(first, same, match.span("start")), _hour(last, "", match.span("end"))
    return (start if start < end else _hour(first, other, match.span("start"))), end


def _hour(said: str, meridiem: str, span: tuple[int, int]) -> time:
    """A time of day; ``24:00`` is the midnight at its end."""
    if said in _HOURS:
        return _HOURS[said]
    parts = re.findall(r"[0-9]+", said)
    hour, minute = int(parts[0]), int(parts[1]) if len(parts) > 1 else 0
    named = re.search(r"[ap](?=\.?m)", said)
    half = named[0] if named else meridiem
    if not half and len(parts) == 1:
        raise BadValue(f"`{said}` could be morning or afternoon", f"write `{hour:02d}:00`, or `{hour} AM`", span)
    if minute > 59 or (not 1 <= hour <= 12 if half else hour > 24 or (hour == 24 and minute)):
        raise BadValue(f"there is no time `{said}`", "write a time from `00:00` to `24:00`", span)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour % 24, minute)


WINDOW = ValueType(
    "window",
    _window,
    "a window such as `Sun 02:00–03:00`, `Sunday 2-4 AM`, `Midnight` or `As needed`",
    "Sun 02:00–03:00",
    limit=120,
)
