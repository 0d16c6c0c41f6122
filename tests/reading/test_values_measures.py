"""Quantities, thresholds, and the families of their units."""

from decimal import Decimal
from fractions import Fraction

import pytest

from opsgate.reading.values import TYPES, BadValue
from opsgate.reading.values.measures import QUANTITY, THRESHOLD, Quantity, Threshold, unit_of
from opsgate.reading.values.times import DURATION


def refusal(name: str, text: str) -> tuple[str, str]:
    with pytest.raises(BadValue) as caught:
        TYPES[name].parse(text)
    return caught.value.message, caught.value.hint


def threshold(metric: str, op: str, number: str, unit: str = "", during: str = "", rest: str = "") -> Threshold:
    return Threshold(metric, op, Decimal(number), unit, DURATION.parse(during) if during else None, rest)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CPU>80% 10m", threshold("CPU", ">", "80", "%", "10m")),
        ("CPU usage above 80% for 10 minutes", threshold("CPU usage", ">", "80", "%", "10m")),
        ("CPU > 80 % over the last 10m, page on-call", threshold("CPU", ">", "80", "%", "10m", "page on-call")),
        ("<10Hz alert", threshold("", "<", "10", "Hz", rest="alert")),
        ("> 70%", threshold("", ">", "70", "%")),
        ("> 500ms", threshold("", ">", "500", "ms")),
        ("p99 > 2s", threshold("p99", ">", "2", "s")),
        (">= 5 errors/min for 5m", threshold("", ">=", "5", "errors/min", "5m")),
        ("≥ 5", threshold("", ">=", "5")),
        ("<= 3", threshold("", "<=", "3")),
        ("at least 3 replicas", threshold("", ">=", "3", "replicas")),
        ("status is not 200", threshold("status", "!=", "200")),
        ("80%", threshold("", "", "80", "%")),
        ("80.0%", threshold("", "", "80", "%")),
        ("< -20 °C", threshold("", "<", "-20", "°C")),
        ("mem > 2Gi", threshold("mem", ">", "2", "Gi")),
        ("queue > 5 for 1h30m", threshold("queue", ">", "5", "", "90m")),
        (">90% (critical)", threshold("", ">", "90", "%", rest="(critical)")),
        ("> 2s – page", threshold("", ">", "2", "s", rest="page")),
    ],
)
def test_a_threshold_is_read_with_its_parts(text: str, expected: Threshold) -> None:
    assert THRESHOLD.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "why", "hint"),
    [
        ("Error rate 5%", ": it does not say above or below", "write the comparison, as in `CPU > 80%`"),
        ("heartbeat", ": it has no number", "write `CPU>80% 10m`, `<10Hz alert` or `> 500ms`"),
        ("10-20%", "", "write `CPU>80% 10m`, `<10Hz alert` or `> 500ms`"),
        ("10–20%", "", "write `CPU>80% 10m`, `<10Hz alert` or `> 500ms`"),
        ("=> 5", ": `=>` is no comparison", "write `>=`"),
        ("> 1h30m", ": `1h30m` has two units", "write it with one, such as `90m`"),
        (
            "> 1,500",
            ": the comma in `1,500` could part thousands or decimals",
            "write `1500` or `1.500`, whichever is meant",
        ),
        (">80% 1M", ": `1M` is not a duration: `1M` could mean minutes or months", "write `1min` or `1mo`"),
    ],
)
def test_what_is_no_threshold_is_refused_with_the_reason(text: str, why: str, hint: str) -> None:
    assert refusal("threshold", text) == (f"`{text}` is not a threshold{why}", hint)


@pytest.mark.parametrize(
    ("unit", "family", "size"),
    [
        ("", "", Fraction(1)),
        ("%", "share", Fraction(1)),
        ("percent", "share", Fraction(1)),
        ("ms", "time", Fraction(1, 1000)),
        ("µs", "time", Fraction(1, 10**6)),
        ("m", "time", Fraction(60)),
        ("hours", "time", Fraction(3600)),
        ("B", "bytes", Fraction(1)),
        ("kB", "bytes", Fraction(1000)),
        ("MB", "bytes", Fraction(10**6)),
        ("Ki", "bytes", Fraction(1024)),
        ("GiB", "bytes", Fraction(2**30)),
        ("MB/s", "bytes/time", Fraction(10**6)),
        ("Mbps", "bit/time", Fraction(10**6)),
        ("Mbit/s", "bit/time", Fraction(10**6)),
        ("kHz", "Hz", Fraction(1000)),
        ("mV", "V", Fraction(1, 1000)),
        ("errors/min", "error/time", Fraction(1, 60)),
        ("°C", "°C", Fraction(1)),
    ],
)
def test_a_unit_has_a_family_and_a_size_in_it(unit: str, family: str, size: Fraction) -> None:
    assert unit_of(unit) == (family, size)


@pytest.mark.parametrize(
    ("warning", "critical", "before"),
    [
        ("> 70%", "> 90%", True),
        ("> 500ms", "> 2s", True),
        ("> 2s", "> 500ms", False),
        ("> 90%", "> 90%", False),
        ("< 20%", "< 10%", True),
        ("< 10 GiB", "< 500 MiB", True),
        (">= 1 error/s", "> 120 errors/min", True),
        ("> 70%", "> 2s", None),
        ("> 70%", "< 10%", None),
        ("80%", "90%", None),
        ("= 1", "= 2", None),
    ],
)
def test_a_threshold_comes_before_another_where_both_can_be_compared(
    warning: str, critical: str, before: bool | None
) -> None:
    assert THRESHOLD.parse(warning).comes_before(THRESHOLD.parse(critical)) is before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.4 Nm", Quantity(Decimal("0.4"), "Nm")),
        ("0.4Nm", Quantity(Decimal("0.4"), "Nm")),
        ("0.40 Nm", Quantity(Decimal("0.4"), "Nm")),
        ("±0.1 mm", Quantity(Decimal(0), "mm", Decimal("0.1"))),
        ("+/-0.1 mm", Quantity(Decimal(0), "mm", Decimal("0.1"))),
        ("0.4 ±0.05 Nm", Quantity(Decimal("0.4"), "Nm", Decimal("0.05"))),
        ("2 x 4", Quantity(Decimal(2), by=(Decimal(4),))),
        ("2 × 4 mm", Quantity(Decimal(2), "mm", by=(Decimal(4),))),
        ("−5 °C", Quantity(Decimal(-5), "°C")),
        ("10 %", Quantity(Decimal(10), "%")),
        ("3", Quantity(Decimal(3))),
    ],
)
def test_a_quantity_is_read_with_its_parts(text: str, expected: Quantity) -> None:
    assert QUANTITY.parse(text) == expected


def test_what_is_no_quantity_is_refused_with_the_reason() -> None:
    assert refusal("quantity", "1,5 mm") == (
        "`1,5 mm` is not a number with a unit: the comma in `1,5` could part thousands or decimals",
        "write `15` or `1.5`, whichever is meant",
    )
    assert refusal("quantity", "tight") == (
        "`tight` is not a number with a unit",
        "write `0.4 Nm`, `±0.1 mm` or `2 x 4`",
    )
