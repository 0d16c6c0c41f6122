"""How often something happens: intervals, schedules of a method, and rates of measurement."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from math import gcd

from opsgate.reading.values.base import BadValue, ValueType
from opsgate.reading.values.times import DURATION, UNIT_WORDS, Duration

DAY_WORD = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
"""A day of the week, short or in full (to be matched without case)."""
_WORDS = {
    "minutely": Duration(0, timedelta(minutes=1)),
    "hourly": Duration(0, timedelta(hours=1)),
    **dict.fromkeys(("daily", "nightly", "midnight", "noon"), Duration(0, timedelta(days=1))),
    "weekly": Duration(0, timedelta(weeks=1)),
    "fortnightly": Duration(0, timedelta(weeks=2)),
    "monthly": Duration(1),
    "quarterly": Duration(3),
    **dict.fromkeys(("half-yearly", "semiannually", "semi-annually"), Duration(6)),
    **dict.fromkeys(("yearly", "annually"), Duration(12)),
}
_NAMES = {_WORDS[word]: word for word in ("hourly", "daily", "weekly", "monthly", "quarterly", "yearly")}
_HOURS = {"nightly": "night", "midnight": "midnight", "noon": "noon"}
_UNIT = r"(?:second|minute|hour|day|week|month|quarter|year)"
_COUNTED = rf"[0-9]{{1,9}}(?:\.[0-9]{{1,6}})?\ ?(?:{UNIT_WORDS})"
_PERIOD = rf"""
    (?P<word> {"|".join(sorted(_WORDS, key=len, reverse=True))} )
  | (?: every | each | once\s+(?:a|an|per|every|each) ) \s+ (?P<other> other\s+ )?
    (?: (?P<counted> {_COUNTED} (?: \s* (?:and\s+)? {_COUNTED} ){{0,4}} ) | (?P<unit> {_UNIT} )
      | (?P<part> night | morning | evening | midnight | noon ) | (?P<day> {DAY_WORD} ) )
  | (?P<times> twice | [0-9]{{1,3}}\s?(?:times|x) ) \s+
    (?: (?:(?:a|an|per|each|every)\s+)? (?P<among> {_UNIT} ) | (?P<amongly> hourly | daily | weekly ) )
  | (?: on\s+ )? (?P<days> {DAY_WORD}s )
"""
_TIME = r"[0-9]{1,2}:[0-9]{2}(?:\s?[ap]m)?(?:\ (?:utc|gmt))?|[0-9]{1,2}\s?[ap]m"
_AT = rf"""(?P<at> (?: (?:,\s*|\s+) (?:(?:at|on|@)\s+)?
    (?: {_TIME} | midnight | noon | night | (?:the\s+)?[0-9]{{1,2}}(?:st|nd|rd|th) | {DAY_WORD} ) ){{0,3}} )"""
_CADENCE = rf"(?xi) (?<![\w-]) (?: {_PERIOD} ) {_AT} (?![\w-])"
_NOTE = r"(?s)(.*?)\s*\(([^()]*)\)"

_OCCASION = (
    "releases?|deploy(?:s|ments?)?|changes?|commits?|push(?:es)?|merges?|builds?|incidents?|use|start(?:up)?|"
    "shutdown|restarts?|sprints?|shifts?|updates?|upgrades?|versions?|requests?|events?|runs?|writes?|service|demand|expiry"
)
_EVENT = rf"""(?:
    as\s+ (?: needed | required | necessary | it\ happens ) | when\s+(?: needed | required | necessary )
  | on[ -]demand | ad[ -]hoc | continuous(?:ly)? | real[ -]?time | stream(?:ing|ed) | manual(?:ly)? | once
  | (?: on | at | upon | per | every | each | before | after | with ) \s+
    (?: (?:an?|the|each|every)\s+ )? (?: {_OCCASION} )
)"""
_ANY_EVENT = rf"(?xi) (?<![\w-]) {_EVENT} (?![\w-])"
_OPEN_EVENT = r"(?i)(?:before|after|on|upon|when|whenever|during|if|prior to|until)\s+[^\W\d][^()]{0,80}"


@dataclass(frozen=True, slots=True)
class Interval:
    """How often: every so much time, or at an event that has no length.

    Exactly one of ``every`` and ``event`` is set. ``at`` is the hour or day that goes with it ("night", "sun 02:00"),
    ``note`` what stands in brackets behind ("automated"); a note does not count when intervals are compared.
    """

    every: Duration | None
    event: str = ""
    at: str = ""
    note: str = field(default="", compare=False)

    def __str__(self) -> str:
        if self.every is None:
            shown = self.event
        elif self.every == _WORDS["daily"] and self.at == "night":
            shown = "nightly"
        else:
            shown = _NAMES.get(self.every) or f"every {self.every}"
            shown += f" at {self.at}" if self.at else ""
        return f"{shown} ({self.note})" if self.note else shown


def _interval(text: str) -> Interval | None:
    noted = re.fullmatch(_NOTE, text)
    said, note = (noted[1], _words(noted[2])) if noted else (text, "")
    if match := re.fullmatch(_CADENCE, said):
        return Interval(_period(match), "", _at(match), note)
    if re.match(r"(?i)bi-?(?:weekly|monthly|annual)", said):
        raise BadValue("`bi` could mean twice or every second", "write `every 2 weeks` or `twice a week`")
    if re.fullmatch(_ANY_EVENT, said) or re.fullmatch(_OPEN_EVENT, said):
        return Interval(None, _words(said).lower(), "", note)
    if re.fullmatch(rf"(?i)at\s+(?:{_TIME})", said):
        return Interval(_WORDS["daily"], "", _words(said[2:]).lower(), note)
    bare = DURATION.read(said)
    return None if bare is None else Interval(_long(bare), "", "", note)


def _words(text: str) -> str:
    return " ".join(text.split())


def _long(duration: Duration | None) -> Duration:
    if not duration:
        raise BadValue("an interval has a length", "write `every 5m`, or `continuous`")
    return duration


def _period(match: "re.Match[str]") -> Duration:
    """The time between two turns of a matched cadence."""
    if match["word"]:
        return _WORDS[match["word"].lower()]
    if match["day"] or match["days"] or match["part"]:
        every = _WORDS["daily" if match["part"] else "weekly"]
    elif match["times"]:
        among = match["among"] or {"daily": "day"}.get(match["amongly"].lower(), match["amongly"][:-2])
        whole = DURATION.parse(f"1 {among}")
        count = 2 if match["times"].lower() == "twice" else int(match["times"].rstrip("timesxTIMESX \t"))
        if whole.months or not count:
            raise BadValue(f"`{match[0]}` gives no interval", "write `every 15 days`")
        return Duration(0, whole.fixed / count)
    else:
        every = _long(DURATION.group(match, "counted") if match["counted"] else DURATION.parse(f"1 {match['unit']}"))
    times = 2 if match["other"] else 1
    return Duration(every.months * times, every.fixed * times)


def _at(match: "re.Match[str]") -> str:
    """The hours and days that go with a matched cadence, without "at" and "on"."""
    word = (match["word"] or "").lower()
    parts = [_HOURS.get(word, ""), match["part"] or "", match["day"] or "", (match["days"] or "")[:-1]]
    parts += [re.sub(r"(?i)\s*,?\s*\b(?:at|on)\s+|[,@]", " ", match["at"] or "")]
    return re.sub(rf"(?i)\b{DAY_WORD}s?\b", lambda day: day[0][:3], _words(" ".join(parts)).lower())


INTERVAL = ValueType(
    "interval",
    _interval,
    "an interval such as `Daily`, `Every 2 weeks`, `30d` or `Before expiry`",
    "Every 2 weeks",
    limit=200,
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is done, and how often: "S3 nightly" is the method ``S3`` and a nightly interval."""

    method: str
    interval: Interval

    def __str__(self) -> str:
        return f"{self.method}, {self.interval}"


_BEFORE = r"(?i)(?:\s*(?:[,;:/(→–—-]|\bon|\band))*\s*\Z"
_BEHIND = r"(?i)\A(?:\s*(?:[,;:/)→–—-]|(?:to|in|into|via|with|using|and)\b(?=\s)))*\s*"


def _schedule(text: str) -> Schedule | None:
    found = list(re.finditer(_CADENCE, text)) or list(re.finditer(_ANY_EVENT, text))
    if len(found) > 1:  # "Manual dump before each release" is a method and an event
        found = [match for match in found if not match[0].lower().startswith("manual")] or found
    if len(found) > 1:
        raise BadValue(
            f"`{found[0][0]}` and `{found[1][0]}` are two intervals", "write one row for each", found[1].span()
        )
    if not found:
        raise BadValue("it does not say how often", "name the method and the interval, as in `S3 nightly`")
    match = found[0]
    interval = INTERVAL.part(text, *match.span())
    before = re.sub(_BEFORE, "", text[: match.start()])
    behind = re.sub(_BEHIND, "", text[match.end() :])
    method = re.sub(_BEFORE, "", _words(f"{before} {behind}"))
    if not re.search(r"\w", method):
        if not interval.event.startswith("manual"):
            raise BadValue("it does not say how", f"name the method too, as in `S3 {match[0].lower()}`")
        method = "by hand"
    if re.search(_CADENCE, method):
        raise BadValue("it can be read in two ways", "write the method, a comma, and the interval: `S3, nightly`")
    return Schedule(method, interval)


SCHEDULE = ValueType("schedule", _schedule, "a schedule such as `S3 nightly` or `pg_dump every 6h`", "S3 nightly")


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something is measured: ``count`` times an interval, and what is made of the samples ("avg")."""

    interval: Interval
    count: int = 1
    statistic: str = ""

    def __str__(self) -> str:
        often = str(self.interval) if self.count == 1 else f"{self.count} per {self.interval.every}"
        return f"{often} {self.statistic}".rstrip()


_STATISTIC = (
    r"(?:rolling |moving )?(?:avg|average|mean|median|max|maximum|min|minimum|sum|total|count|rate|last|samples?|"
    r"percentiles?|p[0-9]{1,2}(?:\.[0-9])?)"
)
_SHORT = {"average": "avg", "maximum": "max", "minimum": "min"}
_MEASURED = rf"(?is)(?P<rate>.*?[\w)])\s+(?P<statistic>{_STATISTIC})"
_MINUTES = r"(?is)(?:.*\s)?[0-9.]+ min"
_PER = r"(?P<count>[0-9]{1,9}(?:\.[0-9]{1,6})?)\s*(?:x|times)?\s*(?:/|per\b)\s*(?P<time>.+)"
_FREQUENCY = r"(?P<count>[0-9]{1,9}(?:\.[0-9]{1,6})?)\s*(?P<unit>[kKMG]?[Hh][Zz])"
_HERTZ = {"h": 1, "k": 10**3, "m": 10**6, "g": 10**9}


def _rate(text: str) -> Rate | None:
    measured = re.fullmatch(_MEASURED, text) if re.fullmatch(_MINUTES, text) is None else None
    said, statistic = (measured["rate"], measured["statistic"].lower()) if measured else (text, "")
    for word, short in _SHORT.items():
        statistic = statistic.replace(word, short)
    if match := re.fullmatch(_FREQUENCY, said):
        scale = _HERTZ[match["unit"][0].lower()]
        return _reduced(match["count"], Duration(0, timedelta(seconds=1)), statistic, scale)
    if match := re.fullmatch(_PER, said):
        time = match["time"]
        counted = time[0] in "0123456789"
        per = DURATION.part(said, *match.span("time")) if counted else DURATION.parse(f"1 {time}")
        return _reduced(match["count"], _long(per), statistic, 1)
    interval = INTERVAL.read(said)
    return None if interval is None else Rate(interval, 1, statistic)


def _reduced(number: str, per: Duration, statistic: str, scale: int) -> Rate:
    """So many times in so long, in lowest terms: 60 an hour is one a minute."""
    whole, _, part = number.partition(".")
    count, parts = int(whole + part) * scale, 10 ** len(part)
    if not count:
        raise BadValue("none in any time is no rate", "write `1/min`, or leave the cell empty")
    micros = per.fixed // timedelta(microseconds=1) * parts
    months = per.months * parts
    shared = gcd(count, micros, months)
    every = Duration(months // shared, timedelta(microseconds=micros // shared))
    return Rate(Interval(every), count // shared, statistic)


RATE = ValueType("rate", _rate, "a rate such as `10s avg`, `Hourly`, `1/min` or `10 Hz`", "10s avg", limit=200)
