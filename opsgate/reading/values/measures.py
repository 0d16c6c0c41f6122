"""Numbers with units: quantities, and thresholds that alerts compare with."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from opsgate.reading.values.base import BadValue, ValueType
from opsgate.reading.values.times import DURATION, UNIT_WORDS, Duration

NUMBER = r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{1,15})?|\.[0-9]{1,15})"
"""A number as a pattern: no exponent, no separator of thousands."""

_TIMES = {
    **dict.fromkeys(("ns", "nsec"), Fraction(1, 10**9)),
    **dict.fromkeys(("us", "µs", "μs", "usec"), Fraction(1, 10**6)),
    **dict.fromkeys(("ms", "msec", "millisecond"), Fraction(1, 1000)),
    **dict.fromkeys(("s", "sec", "second"), Fraction(1)),
    **dict.fromkeys(("m", "min", "minute"), Fraction(60)),
    **dict.fromkeys(("h", "hr", "hour"), Fraction(3_600)),
    **dict.fromkeys(("d", "day"), Fraction(86_400)),
    **dict.fromkeys(("w", "wk", "week"), Fraction(604_800)),
}
_SHARES = {
    "%": Fraction(1),
    "percent": Fraction(1),
    "pct": Fraction(1),
    "‰": Fraction(1, 10),
    "ppm": Fraction(1, 10_000),
}
_SI = {"n": -9, "u": -6, "µ": -6, "μ": -6, "m": -3, "c": -2, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15}
_BASES = frozenset(
    {"Hz", "V", "A", "W", "Wh", "J", "Pa", "bar", "g", "N", "Nm", "N·m", "l", "L", "Ω", "F", "bps", "bit"}
)
_SAME = {"L": "l", "N·m": "Nm", "bps": "bit/s"}
_BINARY = {"K": 1, "M": 2, "G": 3, "T": 4, "P": 5}
_BYTES = r"(?P<prefix>[kKMGTP])?(?P<binary>i)?(?P<byte>B|[Bb]ytes?)?"


def unit_of(unit: str) -> tuple[str, Fraction]:
    """The family of a unit and its size there: ``ms`` is a thousandth in ``time``.

    Two numbers can be compared when their units are of one family. A word that is no known unit ("errors") is a
    family of its own; ``errors/min`` and ``errors/s`` are one family. ``m`` is minutes, as in durations.
    """
    if "/" in unit:
        above, _, below = unit.partition("/")
        (over, size), (under, part) = unit_of(above), unit_of(below)
        return f"{over}/{under}", size / part
    word = unit if len(unit) <= 3 else unit.lower().removesuffix("s")
    for family, sizes in (("time", _TIMES), ("share", _SHARES)):
        if word in sizes:
            return family, sizes[word]
    match = re.fullmatch(_BYTES, unit)
    if match and (match["byte"] or match["binary"]):
        power = _BINARY[match["prefix"].upper()] if match["prefix"] else 0
        return "bytes", Fraction((1024 if match["binary"] else 1000) ** power)
    if unit not in _BASES and unit[1:] in _BASES and unit[0] in _SI:
        family, size = unit_of(unit[1:])
        return family, size * Fraction(10) ** _SI[unit[0]]
    if unit in _SAME:
        return unit_of(_SAME[unit])
    return (unit if unit in _BASES else word.lower() if len(unit) > 3 else unit), Fraction(1)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with a unit, perhaps with a tolerance, or times further numbers (``2 x 4``).

    ``±0.1 mm`` is a tolerance alone: its number is 0.
    """

    number: Decimal
    unit: str = ""
    tolerance: Decimal | None = None
    by: tuple[Decimal, ...] = ()

    def __str__(self) -> str:
        tolerance = "" if self.tolerance is None else f"±{plain(self.tolerance)}"
        numbers = " x ".join(plain(number) for number in (self.number, *self.by))
        value = tolerance if tolerance and not self.number and not self.by else f"{numbers} {tolerance}".rstrip()
        return value + _spaced(self.unit)


def _spaced(unit: str) -> str:
    return f" {unit}" if unit and unit not in "%‰°" else unit


def plain(number: Decimal) -> str:
    """A number without exponent, and without zeros that say nothing."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


_WORD = r"[A-Za-z_µμΩ]+[0-9²³]{0,2}"
_UNIT = rf"(?:[%‰]|°\s?[CF]\b|°|{_WORD}(?:[/·]{_WORD}){{0,3}}(?!\w))"
_QUANTITY = rf"""(?x) (?: (?P<number>{NUMBER}) (?P<by> (?: \s*[x×*]\s* {NUMBER} ){{0,3}} ) )?
    (?: \s* (?:±|\+/?-) \s* (?P<tolerance>[0-9]{{1,15}}(?:\.[0-9]{{1,15}})?) )? \s* (?P<unit>{_UNIT})?
"""


def _quantity(text: str) -> Quantity | None:
    text = text.replace("−", "-")
    match = re.fullmatch(_QUANTITY, text)
    if not match or (match["number"] is None and match["tolerance"] is None):
        _refuse_comma(text)
        return None
    by = tuple(_decimal(number) for number in re.findall(NUMBER, match["by"] or ""))
    tolerance = match["tolerance"] and _decimal(match["tolerance"])
    return Quantity(_decimal(match["number"] or "0"), _unit(match["unit"]), tolerance or None, by)


def _decimal(number: str) -> Decimal:
    value = Decimal(number)
    return value if value else Decimal(0)


def _unit(unit: str | None) -> str:
    return "".join((unit or "").split())


def _refuse_comma(text: str) -> None:
    if match := re.search(r"[0-9]+,[0-9]+", text):
        whole, part = match[0].split(",")
        raise BadValue(
            f"the comma in `{match[0]}` could part thousands or decimals",
            f"write `{whole}{part}` or `{whole}.{part}`, whichever is meant",
            match.span(),
        )


QUANTITY = ValueType(
    "quantity", _quantity, "a number with a unit such as `0.4 Nm`, `±0.1 mm` or `2 x 4`", "0.4 Nm", limit=120
)

_OPS = {
    **dict.fromkeys((">", "above", "over", "more than", "greater than", "exceeds"), ">"),
    **dict.fromkeys(("<", "below", "under", "less than", "fewer than"), "<"),
    **dict.fromkeys((">=", "≥", "at least"), ">="),
    **dict.fromkeys(("<=", "≤", "at most", "up to"), "<="),
    **dict.fromkeys(("=", "==", "equals", "is"), "="),
    **dict.fromkeys(("!=", "≠", "is not"), "!="),
}
_OP = "|".join(
    (rf"\b{op}\b" if op[0].isalpha() else op).replace(" ", r"\s+") for op in sorted(_OPS, key=len, reverse=True)
)


@dataclass(frozen=True, slots=True)
class Threshold:
    """When an alert fires: a metric (it may go without saying), a comparison, a number with its unit, for how long.

    ``rest`` is what else stands there ("alert"). Without a comparison ``op`` is empty.
    """

    metric: str
    op: str
    number: Decimal
    unit: str = ""
    for_duration: Duration | None = None
    rest: str = ""

    @property
    def family(self) -> str:
        """What the unit measures: thresholds of one family can be compared."""
        return unit_of(self.unit)[0]

    @property
    def value(self) -> Fraction:
        """The number in the base unit of its family."""
        return Fraction(self.number) * unit_of(self.unit)[1]

    def comes_before(self, other: "Threshold") -> bool | None:
        """Whether this is reached before the other as things get worse: ``> 70%`` comes before ``> 90%``.

        ``None`` when they cannot be compared: another family of units, or another direction.
        """
        direction = self.op[:1] if self.op[:1] in ("<", ">") else ""
        if self.family != other.family or not direction or other.op[:1] != direction:
            return None
        return self.value < other.value if direction == ">" else self.value > other.value

    def __str__(self) -> str:
        during = "" if self.for_duration is None else f"for {self.for_duration}"
        parts = (self.metric, self.op, plain(self.number) + _spaced(self.unit), during)
        return " ".join(part for part in parts if part) + (f", {self.rest}" if self.rest else "")


_SPAN = rf"(?:[0-9]{{1,9}}(?:\.[0-9]{{1,6}})?\s?(?:{UNIT_WORDS})(?![\w/])\s?|[0-9]{{1,9}}(?:{UNIT_WORDS})(?=[0-9]))"
_FOR = r"(?:for|over|in|within|during)(?:\s+(?:the\s+)?last)?\s+"
_THRESHOLD = rf"""(?xis)
    (?: (?P<metric> [^<>=!≤≥≠]*? ) \s* (?P<op> {_OP} ) \s* )?
    (?P<number> {NUMBER} (?![0-9]*[.,][0-9]) ) \s{{0,9}}
    (?P<unit> (?! {_FOR} [0-9] | (?:and|or|alert|then)\b ) (?: {_UNIT} | /{_WORD} ) )?
    (?: [\s,;]{{1,9}} (?:{_FOR})? (?P<during> {_SPAN}{{1,5}} ) (?= [\s,;()] | \Z ) )?
    (?: (?: [\s,;→:–—]{{1,9}} (?<=[\s,;→]) | (?=\() ) (?P<rest> [^\s,;→:–—] .* ) )?
"""


def _threshold(text: str) -> Threshold | None:
    match = re.fullmatch(_THRESHOLD, text.replace("−", "-"))
    if not match:
        _refuse_comma(text)
        if match := re.search(r"=[<>]", text):
            raise BadValue(f"`{match[0]}` is no comparison", f"write `{match[0][::-1]}`", match.span())
        if not re.search(r"[0-9]", text):
            raise BadValue("it has no number")
        if match := re.search(rf"(?i)[0-9]+(?:{UNIT_WORDS})[0-9]+(?:{UNIT_WORDS})\b", text):
            raise BadValue(f"`{match[0]}` has two units", "write it with one, such as `90m`", match.span())
        if re.search(r"[A-Za-z]\s+[0-9]", text):
            raise BadValue("it does not say above or below", "write the comparison, as in `CPU > 80%`")
        return None
    during = DURATION.group(match, "during")
    metric, rest = (" ".join((match[name] or "").split()) for name in ("metric", "rest"))
    op = _OPS[" ".join(match["op"].lower().split())] if match["op"] else ""
    return Threshold(metric, op, _decimal(match["number"]), _unit(match["unit"]), during, rest)


THRESHOLD = ValueType(
    "threshold", _threshold, "a threshold such as `CPU>80% 10m`, `<10Hz alert` or `> 500ms`", "CPU>80% 10m", limit=300
)
