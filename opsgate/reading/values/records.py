"""What was promised and what came of it: RPO/RTO pairs, restore drills, time and skill, severities and priorities."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from opsgate.reading.values.base import BadValue, Ordered, ValueType, one_of
from opsgate.reading.values.times import DATE, DURATION, Duration


@dataclass(frozen=True, slots=True)
class RpoRto:
    """How much data may be lost, and how long recovery may take."""

    rpo: Duration
    rto: Duration

    def __str__(self) -> str:
        return f"{self.rpo}/{self.rto}"


_PAIR = r"""(?xi) (?: (?P<one>RPO|RTO) \b \s*[:=]?\s* )? (?P<first>[^/,;]+?) \s*[/,;]\s*
    (?: (?P<two>RPO|RTO) \b \s*[:=]?\s* )? (?P<second>[^/,;]+)
"""


def _rpo_rto(text: str) -> RpoRto | None:
    match = re.fullmatch(_PAIR, text)
    if not match:
        if re.fullmatch(r"[0-9]+ ?[A-Za-z]+", text):
            raise BadValue("it is one duration, two are expected", f"write `{text}/4h`: the RPO, then the RTO")
        return None
    first, second = (DURATION.part(text, *match.span(name)) for name in ("first", "second"))
    labels = ((match["one"] or "RPO").upper(), (match["two"] or "RTO").upper())
    if labels[0] == labels[1]:
        raise BadValue(f"`{labels[1]}` stands there twice", "write the RPO, then the RTO: `24h/4h`")
    return RpoRto(first, second) if labels[0] == "RPO" else RpoRto(second, first)


RPO_RTO = ValueType("rpo-rto", _rpo_rto, "an RPO/RTO pair such as `24h/4h`", "24h/4h", limit=120)


@dataclass(frozen=True, slots=True)
class Drill:
    """When a drill was held and how it went; ``None`` is what nobody wrote down."""

    date: date
    passed: bool
    time_taken: Duration | None = None
    data_lost: Duration | None = None

    def __str__(self) -> str:
        taken = "" if self.time_taken is None else f" {self.time_taken}"
        lost = "" if self.data_lost is None else f" lost {self.data_lost}"
        return f"{self.date} {'pass' if self.passed else 'fail'}{taken}{lost}"


_GAP = r"[\s,;:()/–—-]{0,6}"
_DRILL = rf"""(?xi) (?P<date> [0-9]\S*?[0-9]) (?: \s {_GAP} | [,;:(/] {_GAP} ) (?P<result> [A-Za-z]+)
    (?: {_GAP} \b (?:in|took|taken|time|within)? :? \s* (?P<taken> (?: [0-9] | PT?[0-9] ) [^,;()]*? ) )?
    (?: {_GAP} \b (?: (?:data\s+)? lost :? \s* (?P<lost> [^,;()]+? ) (?: \s+ of \s+ data )?
                   | (?P<none> no \s+ (?:data \s+)? (?:loss|lost) ) ) )?
    {_GAP}
"""
_RESULTS = {
    **dict.fromkeys(("pass", "passed", "ok", "success", "successful", "succeeded"), True),
    **dict.fromkeys(("fail", "failed", "failure", "unsuccessful"), False),
}
_NOTHING = frozenset({"none", "nothing", "0", "zero", "no data", "nil"})


def _drill(text: str) -> Drill | None:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise BadValue("it does not say how the drill went", f"write `{text} pass` or `{text} fail`")
    match = re.fullmatch(_DRILL, text)
    if not match:
        return None
    held = DATE.part(text, *match.span("date"))
    passed = _RESULTS.get(match["result"].lower())
    if passed is None:
        raise BadValue(
            f"`{match['result']}` is no result, `pass` or `fail` is expected",
            f"write `{held} pass`",
            match.span("result"),
        )
    nothing = match["none"] or (match["lost"] or "").lower() in _NOTHING
    lost = Duration(0, timedelta()) if nothing else DURATION.group(match, "lost")
    return Drill(held, passed, DURATION.group(match, "taken"), lost)


DRILL = ValueType(
    "drill",
    _drill,
    "a drill such as `2025-12-01 Pass` or `2025-12-01 pass 3h20m lost 10m`",
    "2025-12-01 Pass",
    limit=160,
)

_SKILLS = ("basic", "intermediate", "advanced")


@dataclass(frozen=True, slots=True, eq=False)
class Skill(Ordered):
    """How much a person must know: ``basic`` is less than ``intermediate`` is less than ``advanced``."""

    name: str

    def _key(self) -> tuple[object, ...]:
        return (_SKILLS.index(self.name),)

    def __str__(self) -> str:
        return self.name


def _skill(text: str) -> Skill:
    if text.lower() not in _SKILLS:
        raise BadValue("", f"write {one_of(_SKILLS)}")
    return Skill(text.lower())


SKILL = ValueType("skill", _skill, "a skill level such as `basic`, `intermediate` or `advanced`", "Basic", limit=80)


@dataclass(frozen=True, slots=True)
class TimeSkill:
    """How long a procedure takes somebody with so much skill."""

    time: Duration
    skill: Skill

    def __str__(self) -> str:
        return f"{self.time}/{self.skill}"


def _time_skill(text: str) -> TimeSkill | None:
    match = re.fullmatch(r"([^/,;]+?)\s*[/,;]\s*([^/,;]+)", text)
    return TimeSkill(DURATION.part(text, *match.span(1)), SKILL.part(text, *match.span(2))) if match else None


TIME_SKILL = ValueType("time-skill", _time_skill, "a time/skill pair such as `15m/Basic`", "15m/Basic", limit=120)


@dataclass(frozen=True, slots=True, order=True)
class Severity:
    """``S1`` to ``S4``; the smaller, the more severe."""

    number: int

    def __str__(self) -> str:
        return f"S{self.number}"


@dataclass(frozen=True, slots=True, order=True)
class Priority:
    """``P0`` to ``P4``, the smaller the more urgent; a remark behind it ("P3 cosmetic") does not count."""

    number: int
    remark: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"P{self.number} {self.remark}".rstrip()


def _severity(text: str) -> Severity | None:
    match = re.fullmatch(r"(?i)(s|sev|severity)[ -]?([0-9])", text)
    if match and (match[1].lower() != "s" or not text[1:].isdigit()):
        raise BadValue("", f"write `S{match[2]}`" if match[2] in "1234" else "write `S1`, `S2`, `S3` or `S4`")
    return Severity(int(match[2])) if match and match[2] in "1234" else None


def _priority(text: str) -> Priority | None:
    match = re.fullmatch(r"[Pp]([0-4])(?:[\s:,;.(–—-]+(\S.*))?", text, re.DOTALL)
    return Priority(int(match[1]), " ".join((match[2] or "").split())) if match else None


SEVERITY = ValueType("severity", _severity, "a severity such as `S1`, `S2`, `S3` or `S4`", "S2", limit=80)
PRIORITY = ValueType("priority", _priority, "a priority such as `P0`, `P1`, `P2`, `P3` or `P4`", "P3")
