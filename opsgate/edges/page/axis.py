"""The time axis: where reviews and drills stand between the first of them and the last day that one holds."""

import datetime
from collections.abc import Iterable, Iterator, Sequence

from opsgate.edges.page.model import Axis, Line, Mark, Moment

MOST = 24
"""How many documents are drawn; the table has them all."""

_BACK = datetime.timedelta(days=550)
_AHEAD = datetime.timedelta(days=370)
_TICKS = 6
_LOOKS = {"review": "review", "trial": "trial"}


def axis(moments: Sequence[Moment], as_of: datetime.date) -> Axis:
    """The axis of what is dated, a line for each document, in the order in which the moments come."""
    lines: dict[str, list[Moment]] = {}
    for moment in moments:
        if moment.day is not None:
            lines.setdefault(moment.path, []).append(moment)
    shown = dict(list(lines.items())[:MOST])
    if not shown:
        return Axis((), 100.0, (), 0)
    days = [day for each in shown.values() for moment in each for day in (moment.day, moment.due) if day]
    scale = _Scale(max(min(days), _minus(as_of, _BACK)), min(max([*days, as_of]), _plus(as_of, _AHEAD)), as_of)
    made = tuple(_line(each, scale, as_of) for each in shown.values())
    return Axis(tuple(scale.ticks()), scale.at(as_of), made, len(lines) - len(shown))


class _Scale:
    """Days to per cent of the axis, with some room on both sides."""

    def __init__(self, first: datetime.date, last: datetime.date, as_of: datetime.date) -> None:
        self.first = min(first, as_of)
        self.days = max((max(last, as_of) - self.first).days, 1)

    def at(self, day: datetime.date) -> float:
        share = (day - self.first).days / self.days
        return round(1.5 + 97.0 * min(max(share, 0.0), 1.0), 2)

    def before(self, day: datetime.date) -> bool:
        return day < self.first

    def ticks(self) -> Iterator[tuple[float, str]]:
        """First days of months, so far apart that their words have room."""
        last = self.first + datetime.timedelta(days=self.days)
        months = (last.year - self.first.year) * 12 + last.month - self.first.month
        step = next((step for step in (1, 2, 3, 6, 12) if months // step < _TICKS), 24)
        begin = self.first.year * 12 + self.first.month - (self.first.day == 1)
        for number in range(begin, last.year * 12 + last.month):
            if number % step == 0:
                day = datetime.date(number // 12, number % 12 + 1, 1)
                if 7 <= self.at(day) <= 93:
                    yield self.at(day), day.isoformat()[:7]


def _line(moments: Sequence[Moment], scale: _Scale, as_of: datetime.date) -> Line:
    """A document's line; the most pressing of its moments says how it stands."""
    worst = moments[0]
    return Line(
        label=worst.title,
        words=_words(worst),
        state=worst.state,
        marks=tuple(_marks(moments, scale)),
        spans=tuple(dict.fromkeys(_spans(moments, scale, as_of))),
    )


def _words(moment: Moment) -> str:
    said = f"{'failed ' if moment.passed is False else ''}{moment.age}"
    if moment.state == "unknown":
        said += ", lies in the future"
    elif moment.due is not None:
        said += f", {'was due' if moment.state == 'overdue' else 'holds until'} {moment.due}"
    return f"{said}: {moment.what}"


def _marks(moments: Iterable[Moment], scale: _Scale) -> Iterator[Mark]:
    """A sign for each day, what failed last so that it lies on top."""
    found: dict[tuple[float, str], list[str]] = {}
    for moment in sorted(moments, key=lambda moment: moment.passed is False):
        if moment.day is None:
            continue
        look = "failed" if moment.passed is False else _LOOKS.get(moment.sort, "drill")
        early = "before this axis begins: " if scale.before(moment.day) else ""
        found.setdefault((scale.at(moment.day), look), []).append(f"{early}{moment.what}, {moment.day}")
    for (at, look), words in found.items():
        more = f" and {len(words) - 3} more" if len(words) > 3 else ""
        yield Mark(at, look, "; ".join(words[:3]) + more)


def _spans(moments: Iterable[Moment], scale: _Scale, as_of: datetime.date) -> Iterator[tuple[float, float, str]]:
    """How long the most pressing review or drill holds, and how long it has been due."""
    for moment in list(moments)[:1]:
        if moment.day is not None and moment.due is not None:
            yield scale.at(moment.day), scale.at(moment.due), "holds"
            if moment.due < as_of:
                yield scale.at(moment.due), scale.at(as_of), "overdue"


def _minus(day: datetime.date, by: datetime.timedelta) -> datetime.date:
    return day - by if day - datetime.date.min > by else datetime.date.min


def _plus(day: datetime.date, by: datetime.timedelta) -> datetime.date:
    return day + by if datetime.date.max - day > by else datetime.date.max
