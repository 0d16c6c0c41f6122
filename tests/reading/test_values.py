"""What all value types promise: the registry, refusals, round trips, hostile text, and every cell of the seeds."""

import random
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgate.reading.values import TYPES, BadValue
from opsgate.reading.values.base import is_placeholder, show

NAMES = (
    "boolean compat date digest drill duration email glob identifier integer interval language link "
    "number part-number path person port priority product-version quantity rate role roles rpo-rto "
    "schedule severity skill spdx steps text threshold time-skill url version version-range window "
    "yes-no"
).split()
PROSE = {"text", "steps", "yes-no"}


def refusal(name: str, text: str) -> tuple[str, str, tuple[int, int] | None]:
    with pytest.raises(BadValue) as caught:
        TYPES[name].parse(text)
    return caught.value.message, caught.value.hint, caught.value.span


def outcome(name: str, text: str) -> object:
    try:
        return TYPES[name].parse(text)
    except BadValue as bad:
        return "placeholder" if bad.placeholder else bad.message


def test_the_registry_lists_every_type_by_name_in_order() -> None:
    assert list(TYPES) == NAMES
    assert {name: TYPES[name].name for name in TYPES} == {name: name for name in NAMES}
    assert "duration" in TYPES
    assert "no-such-type" not in TYPES
    with pytest.raises(KeyError):
        TYPES["no-such-type"]


@pytest.mark.parametrize("name", NAMES)
def test_every_type_reads_its_own_example(name: str) -> None:
    TYPES[name].parse(TYPES[name].example)


@pytest.mark.parametrize("name", NAMES)
def test_every_type_reads_every_example_of_its_own_hint(name: str) -> None:
    examples = TYPES[name].advice.split("`")[1::2]
    assert [outcome(name, text) for text in examples if text != "sha256:"] == [
        TYPES[name].parse(text) for text in examples if text != "sha256:"
    ]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("blank", ["", " ", "\n\t"])
def test_blank_text_is_refused_with_what_is_expected(name: str, blank: str) -> None:
    assert refusal(name, blank) == (f"nothing stands here, {TYPES[name].noun} is expected", TYPES[name].advice, None)


@pytest.mark.parametrize("name", sorted(set(NAMES) - PROSE))
@pytest.mark.parametrize("text", ["[NAME]", "TODO", "tbd", "...", "…", "???", "{{ value }}", "<fill in>"])
def test_a_placeholder_is_refused_as_such_by_every_type_but_prose(name: str, text: str) -> None:
    assert outcome(name, text) == "placeholder"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("version", "[X.X]+"),
        ("version-range", "[X.X]+"),
        ("quantity", "[X] GB"),
        ("date", "YYYY-MM-DD"),
        ("drill", "YYYY-MM-DD Pass"),
        ("digest", "sha256:..."),
        ("digest", "sha256:"),
        ("digest", "sha256:<64 hex>"),
        ("rpo-rto", "[X]/[Y]"),
        ("yes-no", "Y/N"),
        ("url", "postgresql://..."),
    ],
)
def test_a_value_that_nobody_has_finished_is_a_placeholder(name: str, text: str) -> None:
    assert outcome(name, text) == "placeholder"


@pytest.mark.parametrize("text", ["[see this](a.md)", "TODO list", "a...b", "[ -f x ] && y", "1..9"])
def test_what_only_looks_like_a_placeholder_is_none(text: str) -> None:
    assert not is_placeholder(text)


def test_a_refusal_counts_its_span_in_the_text_as_given() -> None:
    assert refusal("duration", "  1y6m ")[2] == (4, 6)
    assert refusal("rpo-rto", " 24h/soon")[2] == (5, 9)
    assert refusal("compat", "App >=2; Cloud =>3")[2] == (15, 17)


def test_a_message_shows_long_and_invisible_text_on_one_short_line_and_no_password() -> None:
    assert show("a\nb\x00") == r"`a\nb\x00`"
    assert show("x" * 100) == f"`{'x' * 59}…`"
    assert refusal("url", "https://me:hunter2@example.com")[0] == (
        "`https://me:…@example.com` is not a URL: a password stands in it"
    )


SEED_CELLS = [
    # G1 to G10, the CSV starters; columns of plain text are left out
    ("steps", "1..n", "1..n"),
    ("schedule", "Check X monthly", "Check X, monthly"),
    ("version", "v1.0", "1.0"),
    ("product-version", "Deploy v1.2", "Deploy 1.2"),
    ("threshold", "CPU>80% 10m", "CPU > 80% for 10m"),
    ("person", "On-call", "On-call"),
    ("schedule", "Nightly S3", "S3, nightly"),
    ("window", "Sun 02:00–03:00", "Sun 02:00–03:00"),
    ("version", "v1.2", "1.2"),
    ("quantity", "0.4Nm", "0.4 Nm"),
    ("part-number", "LCD-123", "LCD-123"),
    ("time-skill", "15m/Basic", "15m/basic"),
    ("link", "evidence_link", "evidence_link"),
    ("priority", "P3 cosmetic", "P3 cosmetic"),
    ("roles", "Eng/QA/PM", "Eng/QA/PM"),
    ("rate", "10s avg", "every 10s avg"),
    ("threshold", "<10Hz alert", "< 10 Hz, alert"),
    ("link", "Grafana", "Grafana"),
    ("duration", "30d", "30d"),
    ("person", "Alex", "Alex"),
    ("severity", "S2", "S2"),
    ("duration", "8h", "8h"),
    ("duration", "3d", "3d"),
    ("person", "Support", "Support"),
    ("link", "install_guide", "install_guide"),
    ("schedule", "S3 nightly", "S3, nightly"),
    ("rpo-rto", "24h/4h", "1d/4h"),
    ("drill", "2025-12-01 Pass", "2025-12-01 pass"),
    ("version", "1.2", "1.2"),
    ("compat", "App>=2.0", "App >=2.0.0"),
    ("yes-no", "N", "No"),
    ("steps", "OTA steps", "OTA steps"),
    ("steps", "Reflash 1.1", "Reflash 1.1"),
    ("identifier", "TC-compat-03", "TC-compat-03"),
    ("product-version", "Device v1", "Device 1"),
    ("date", "2027-12-31", "2027-12-31"),
    ("version", "1.3 LTS", "1.3 LTS"),
    ("duration", "12 months", "1y"),
    ("link", "video_link", "video_link"),
    ("link", "Power issues", "Power issues"),
    ("date", "2025-12-28", "2025-12-28"),
    # the operation guide's tables
    *[("port", port, port) for port in ("443", "5432", "6379")],
    *[("path", path, path) for path in ("03-design/software-design/", "/config/", "/var/log/nginx/access.log")],
    ("yes-no", "Yes", "Yes"),
    ("boolean", "false", "False"),
    *[("url", host, host) for host in ("localhost", "staging.example.com", "app.example.com")],
    ("interval", "Hourly (automated)", "hourly (automated)"),
    ("interval", "Daily", "daily"),
    *[("threshold", text, text) for text in ("> 70%", "> 90%", "> 1%", "> 5%")],
    ("threshold", "> 500ms", "> 500 ms"),
    ("threshold", "> 2s", "> 2 s"),
    ("duration", "90 days", "90d"),
    ("interval", "Monthly", "monthly"),
    ("interval", "Weekly", "weekly"),
    ("interval", "Before expiry", "before expiry"),
    ("window", "Sunday 2-4 AM", "Sun 02:00–04:00"),
    ("window", "Sunday 3 AM", "Sun 03:00"),
    ("window", "Midnight", "Daily 00:00"),
    ("window", "As needed", "as needed"),
    ("person", "On-call engineer", "On-call engineer"),
]


@pytest.mark.parametrize(("name", "cell", "shown"), SEED_CELLS)
def test_every_cell_of_the_seeds_is_read(name: str, cell: str, shown: str) -> None:
    assert str(TYPES[name].parse(cell)) == shown


# Pieces that values are made of, so that random texts are often values, or nearly.
PIECES = (
    "every each once per other daily nightly weekly monthly hourly midnight noon at on 02:00 24:00 2 3 "
    "12 1.5 10 am PM Sun Mon Friday sundays - – to , ; : / ( ) % ms s m min h d w mo q y M P1D PT1H > < "
    ">= <= = ! 80 Hz errors/min for in over avg p95 and or v1.2 1.2.3 -rc.1 ^ ~ * x || + App Cloud @alex "
    "team: S1 P3 Basic pass fail lost nothing 2025-12-01 yes No N Y . .. ... 1..n [X] <a> # ? http:// "
    "https:// localhost :3000 docs/a.md ./ ../ sha256: UTC Z +02:00 first last of the month ± 2 mm Nm "
    "°C µ ² é ß İ ſ ٣ \u200b \n \t \x00 \\ | & { } ' \" before release as needed change continuous manual twice "
    "times LTS MIT OR AND WITH LicenseRef-a en GB"
).split(" ")
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=7).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=7).map("".join),
    st.text(max_size=40),
)


@pytest.mark.parametrize("name", NAMES)
@settings(derandomize=True, deadline=None, max_examples=150)
@given(text=texts)
def test_any_text_is_a_value_that_reads_back_the_same_or_a_refusal_within_the_text(name: str, text: str) -> None:
    try:
        value = TYPES[name].parse(text)
    except BadValue as bad:
        assert bad.message
        assert bad.hint
        assert bad.span is None or 0 <= bad.span[0] <= bad.span[1] <= len(text)
    else:
        again = TYPES[name].parse(str(value))
        assert (again, str(again), hash(again)) == (value, str(value), hash(value))


HOSTILE = (
    "1h ",
    "a",
    "1 ",
    " ",
    "\t",
    "a@a.",
    "a/",
    "./",
    "1.",
    "<",
    "[",
    "(",
    "- ",
    "9",
    "Sun,",
    "x x",
    "A;",
    "**/",
    "a-",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_hundred_thousand_characters_are_judged_at_once(name: str) -> None:
    started = time.perf_counter()
    for piece in HOSTILE:
        for start in ("", "every ", "2025-12-01 pass ", "CPU > 5 "):
            for length in (TYPES[name].limit, 100_000):
                outcome(name, (start + piece * length)[: min(length, 100_000) - 1] + "!")
    # Most take under a millisecond, none over 50; a pattern that backtracks would take minutes for one.
    assert time.perf_counter() - started < 20


def test_over_its_limit_a_text_is_refused_for_its_length() -> None:
    assert refusal("duration", "1h " * 100) == (
        f"`{'1h ' * 19}1h…` is not a duration: it is 299 characters long, at most 80 are read",
        "write `30d`, `8h` or `P30D`",
        None,
    )


def loaded(code: str) -> str:
    """The modules of interest that a fresh interpreter has loaded after the code."""
    code += """
import sys
mine, others = "opsgate.reading.values.", ("nodesemver", "packaging", "decimal", "fractions")
print(*sorted(name.removeprefix(mine) for name in sys.modules if name.startswith(mine) or name in others))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_importing_the_package_and_asking_for_names_loads_no_type() -> None:
    assert loaded("from opsgate.reading.values import TYPES; list(TYPES), len(TYPES), 'duration' in TYPES") == "base"


def test_a_library_is_loaded_by_the_first_value_that_needs_it() -> None:
    get = "from opsgate.reading.values import TYPES; "
    assert loaded(get + "TYPES['version'].parse('1.2')") == "base versions"
    assert loaded(get + "TYPES['version-range'].parse('^1')") == "base nodesemver versions"
    assert loaded(get + "TYPES['spdx']") == "base decimal plain"
    assert loaded(get + "TYPES['spdx'].parse('MIT')") == "base decimal packaging plain"


@pytest.mark.parametrize("name", ["version", "duration", "severity", "skill"])
def test_values_are_ordered_totally_and_as_they_are_equal(name: str) -> None:
    samples = {
        "version": [
            "1",
            "1.0.0",
            "1.0-rc.1",
            "1.0-rc.2",
            "1.0-rc.10",
            "1.0-alpha",
            "1.0-rc",
            "0.9",
            "1.10",
            "1.9",
            "1.0+b",
        ],
        "duration": ["1mo", "30d", "31d", "1q", "90d", "92d", "1y", "365d", "0s", "24h", "1d", "P1M1D", "12mo"],
        "severity": ["S1", "S2", "s2", "S4"],
        "skill": ["basic", "Advanced", "intermediate", "BASIC"],
    }[name]
    values: list[object] = [TYPES[name].parse(text) for text in samples]
    for one in values:
        for two in values:
            less, equal, more = one < two, one == two, one > two  # type: ignore[operator]
            assert [less, equal, more].count(True) == 1
            assert (one <= two, one >= two) == (less or equal, more or equal)  # type: ignore[operator]
            assert not equal or hash(one) == hash(two)
    shuffled = random.Random(1).sample(values, len(values))
    assert sorted(shuffled, key=lambda value: value) == sorted(values, key=lambda value: value)  # type: ignore[arg-type, return-value]
