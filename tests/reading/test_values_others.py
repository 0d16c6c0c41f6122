"""People, links, records of what happened, and the plain types."""

from datetime import date
from decimal import Decimal

import pytest

from opsgate.reading.values import TYPES, BadValue
from opsgate.reading.values.links import DIGEST, LINK, PATH, PORT, URL, Digest, FilePath, Link, Ports, Url
from opsgate.reading.values.people import PERSON, ROLES, Person
from opsgate.reading.values.plain import SPDX, STEPS, YES_NO, Steps, YesNo
from opsgate.reading.values.records import (
    DRILL,
    PRIORITY,
    RPO_RTO,
    SEVERITY,
    SKILL,
    TIME_SKILL,
    Drill,
    Priority,
    RpoRto,
    Severity,
    Skill,
    TimeSkill,
)
from opsgate.reading.values.times import DURATION

A64 = "a" * 64


def refusal(name: str, text: str) -> tuple[str, str]:
    with pytest.raises(BadValue) as caught:
        TYPES[name].parse(text)
    return caught.value.message, caught.value.hint


@pytest.mark.parametrize(
    ("text", "person", "handle"),
    [
        ("@alex", Person("alex", "handle"), "alex"),
        ("Alex", Person("Alex", "name"), "alex"),
        ("On-call", Person("On-call", "name"), "on-call"),
        ("Alex  Smith", Person("Alex Smith", "name"), "alex smith"),
        ("Zoë O’Neil", Person("Zoë O’Neil", "name"), "zoë o’neil"),
        ("team:SRE", Person("SRE", "team"), "team:sre"),
        ("group:default/sre", Person("default/sre", "team"), "team:default/sre"),
        ("@org/team", Person("org/team", "handle"), "org/team"),
        ("Alex@Example.com", Person("Alex@Example.com", "email"), "alex@example.com"),
        ("Alex Smith <alex@example.com>", Person("alex@example.com", "email"), "alex@example.com"),
    ],
)
def test_a_person_is_known_by_a_handle(text: str, person: Person, handle: str) -> None:
    read = PERSON.parse(text)
    assert (read, read.name, read.kind, read.handle) == (person, person.name, person.kind, handle)


def test_one_person_is_one_however_they_are_written() -> None:
    assert {PERSON.parse(text) for text in ("@Alex", "Alex", "@alex", "ALEX", "user:alex")} == {PERSON.parse("@alex")}
    assert PERSON.parse("Zoe\u0308") == PERSON.parse("Zo\u00eb")
    assert PERSON.parse("team:sre") != PERSON.parse("sre")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Al\u200bex", "the invisible character U+200B stands in it"),
        ("$alex", "`$` stands in it"),
        ("Eng/QA", "it names several, one is expected"),
    ],
)
def test_what_is_no_person_is_refused_with_the_reason(text: str, why: str) -> None:
    assert refusal("person", text)[0].partition(": ")[2] == why


def test_roles_are_compared_as_a_set_without_case() -> None:
    roles = ROLES.parse("Eng/QA/PM")
    assert (roles.names, roles.handles) == (("Eng", "QA", "PM"), frozenset({"eng", "qa", "pm"}))
    assert roles == ROLES.parse("pm, qa; eng") == ROLES.parse("@pm & QA & Eng")
    assert refusal("roles", "Eng/QA/eng") == (
        "`Eng/QA/eng` is not a list of roles: `eng` comes twice",
        "name each role once",
    )


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("docs/a.md#steps", Link("docs/a.md#steps", "path")),
        ("../kb/login", Link("../kb/login", "path")),
        ("runbook.md", Link("runbook.md", "path")),
        ("#steps", Link("#steps", "anchor")),
        ("HTTPS://Example.com/Status", Link("https://example.com/Status", "url")),
        ("mailto:a@example.com", Link("mailto:a@example.com", "url")),
        ("<https://example.com>", Link("https://example.com", "url")),
        ("[Grafana](https://g.example/x)", Link("https://g.example/x", "url")),
        ("Grafana", Link("Grafana", "unresolved")),
        ("install_guide", Link("install_guide", "unresolved")),
        ("Power issues", Link("Power issues", "unresolved")),
        ("v1.2", Link("v1.2", "unresolved")),
    ],
)
def test_a_link_knows_what_it_is(text: str, link: Link) -> None:
    assert LINK.parse(text) == link


@pytest.mark.parametrize("name", ["link", "url"])
@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_a_target_that_runs_or_reads_something_is_refused(name: str, text: str) -> None:
    assert refusal(name, text)[1] == "write an `https://` address"


def test_a_path_is_normal_and_in_the_form_of_every_system() -> None:
    assert [PATH.parse(text) for text in ("./a//b/", "a/b", "/var/log/", "../x")] == [
        FilePath("a/b", directory=True),
        FilePath("a/b"),
        FilePath("/var/log", directory=True),
        FilePath("../x"),
    ]
    assert refusal("path", "docs\\a.md")[1] == "write `docs/a.md`"
    assert refusal("path", "C:/docs/a.md")[1] == "write `docs/a.md`"
    assert refusal("path", "https://x/y")[0] == "`https://x/y` is not a path: it is a URL"


def test_a_url_may_be_a_host_alone() -> None:
    assert [URL.parse(text) for text in ("localhost", "App.example.com:8443/x", "ssh://git@host/r")] == [
        Url("", "localhost"),
        Url("", "app.example.com", 8443, "/x"),
        Url("ssh", "host", None, "/r", "git"),
    ]
    assert refusal("url", "http://x:99999")[0] == "`http://x:99999` is not a URL: there is no port 99999"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("/src/*", "write it from the repository's root: `src/*`"),
        ("../src/*", "write it from the repository's root"),
        ("src\\*", "part folders with `/`"),
        ("src/[ab", "close every `[` with a `]`"),
    ],
)
def test_a_glob_stays_in_the_repository(text: str, hint: str) -> None:
    assert refusal("glob", text)[1] == hint


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("443", Ports(443, 443)),
        ("443/TCP", Ports(443, 443, "tcp")),
        ("8000-8010", Ports(8000, 8010)),
        ("8000–8010/udp", Ports(8000, 8010, "udp")),
    ],
)
def test_ports_are_read(text: str, ports: Ports) -> None:
    assert PORT.parse(text) == ports


def test_ports_overlap_unless_their_protocols_differ() -> None:
    overlaps = PORT.parse("8000-8010/tcp").overlaps
    assert [overlaps(PORT.parse(text)) for text in ("8010", "8010/tcp", "8010/udp", "8011")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0", ": there is no port 0"),
        ("70000", ": there is no port 70000"),
        ("8010-8000", ": the range ends before it begins"),
        ("80, 443", ": it holds several ports"),
        ("https", ""),
    ],
)
def test_what_is_no_port_is_refused_with_the_reason(text: str, why: str) -> None:
    assert refusal("port", text)[0] == f"`{text}` is not a port{why}"


def test_a_digest_is_compared_in_small_letters() -> None:
    assert DIGEST.parse(f"SHA256:{A64.upper()}") == DIGEST.parse(A64) == Digest("sha256", A64)
    assert DIGEST.parse(f"sha512:{A64}{A64}") == Digest("sha512", A64 * 2)


@pytest.mark.parametrize(
    ("text", "why", "hint"),
    [
        (f"sha256:{'a' * 63}", "it has 63 hexadecimal digits, sha256 has 64", "copy the whole digest"),
        ("sha256:xyz", "`x` is no hexadecimal digit", "write digits from `0` to `9` and `a` to `f`"),
        (f"md5:{'a' * 32}", "`md5` is not taken", "write a `sha256:` or `sha512:` digest"),
    ],
)
def test_what_is_no_digest_is_refused_with_the_reason(text: str, why: str, hint: str) -> None:
    message, advice = refusal("digest", text)
    assert (message.partition(" is not a digest: ")[2], advice) == (why, hint)


def test_an_rpo_rto_pair_may_be_labelled_in_either_order() -> None:
    pair = RpoRto(DURATION.parse("24h"), DURATION.parse("4h"))
    assert [RPO_RTO.parse(text) for text in ("24h/4h", "RPO 24h, RTO 4h", "RTO: 4h / RPO: 1d")] == [pair] * 3
    assert refusal("rpo-rto", "24h")[1] == "write `24h/4h`: the RPO, then the RTO"
    assert (
        refusal("rpo-rto", "RPO 1h / RPO 2h")[0] == "`RPO 1h / RPO 2h` is not an RPO/RTO pair: `RPO` stands there twice"
    )


@pytest.mark.parametrize(
    ("text", "passed", "taken", "lost"),
    [
        ("2025-12-01 Pass", True, None, None),
        ("2025-12-01: failed", False, None, None),
        ("2025-12-01 (pass)", True, None, None),
        ("2025-12-01 pass 3h20m lost 10m", True, "3h20m", "10m"),
        ("2025-12-01 passed in 3 hours, lost nothing", True, "3h", "0s"),
        ("2025-12-01 ok, no data lost", True, None, "0s"),
        ("2025-12-01 pass lost 10m", True, None, "10m"),
        ("2025-12-01 pass took PT3H20M", True, "3h20m", None),
    ],
)
def test_a_drill_says_when_how_how_long_and_what_was_lost(
    text: str, passed: bool, taken: str | None, lost: str | None
) -> None:
    times = (DURATION.parse(said) if said else None for said in (taken, lost))
    assert DRILL.parse(text) == Drill(date(2025, 12, 1), passed, *times)


@pytest.mark.parametrize(
    ("text", "why", "hint"),
    [
        ("2025-12-01", ": it does not say how the drill went", "write `2025-12-01 pass` or `2025-12-01 fail`"),
        ("2025-12-01 partial", ": `partial` is no result, `pass` or `fail` is expected", "write `2025-12-01 pass`"),
        ("2025-12-01 pass 20x", ": `20x` is not a duration", "write `30d`, `8h` or `P30D`"),
        ("never", "", "write `2025-12-01 Pass` or `2025-12-01 pass 3h20m lost 10m`"),
    ],
)
def test_what_is_no_drill_is_refused_with_the_reason(text: str, why: str, hint: str) -> None:
    assert refusal("drill", text) == (f"`{text}` is not a drill{why}", hint)


def test_levels_are_read_without_case_and_ordered() -> None:
    assert TIME_SKILL.parse("15m/Basic") == TimeSkill(DURATION.parse("15m"), Skill("basic"))
    assert SKILL.parse("BASIC") < SKILL.parse("intermediate") < SKILL.parse("Advanced")
    assert (SEVERITY.parse("s1"), SEVERITY.parse("S1") < SEVERITY.parse("S4")) == (Severity(1), True)
    assert (PRIORITY.parse("P3 cosmetic"), PRIORITY.parse("P3 cosmetic").remark) == (Priority(3), "cosmetic")
    assert refusal("skill", "guru")[1] == "write `basic`, `intermediate` or `advanced`"
    assert refusal("severity", "SEV2") == ("`SEV2` is not a severity", "write `S2`")
    assert refusal("severity", "S5")[1] == "write `S1`, `S2`, `S3` or `S4`"
    assert refusal("priority", "P5")[0] == "`P5` is not a priority"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("N", YesNo(False)),
        ("yes", YesNo(True)),
        ("No.", YesNo(False)),
        ("Yes: drops v1 API", YesNo(True, "drops v1 API")),
        ("Y - drops v1 API", YesNo(True, "drops v1 API")),
        ("Yes (drops v1 API)", YesNo(True, "drops v1 API")),
    ],
)
def test_an_answer_may_carry_notes(text: str, answer: YesNo) -> None:
    assert YES_NO.parse(text) == answer


def test_a_no_that_goes_on_is_no_answer() -> None:
    assert refusal("yes-no", "No longer supports v1") == (
        "`No longer supports v1` is not an answer: its first word may not be the answer",
        "write a colon behind the answer: `Yes: drops v1 API`",
    )
    assert [refusal("yes-no", text)[0] for text in ("None", "N/A", "true")] == [
        f"`{text}` is not an answer" for text in ("None", "N/A", "true")
    ]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("1..n", Steps((), placeholder=True)),
        ("TODO", Steps((), placeholder=True)),
        ("OTA steps", Steps(("OTA steps",))),
        ("a; b;", Steps(("a", "b"))),
        ("1. Unplug; wait\n2) Open\n- Close", Steps(("Unplug; wait", "Open", "Close"))),
    ],
)
def test_steps_are_read_without_their_numbers(text: str, steps: Steps) -> None:
    assert STEPS.parse(text) == steps


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("text", " Heat  caution ", "Heat  caution"),
        ("text", "[NAME]", "[NAME]"),
        ("integer", "-3", -3),
        ("number", "0.95", Decimal("0.95")),
        ("number", ".5", Decimal("0.5")),
        ("boolean", "TRUE", True),
        ("boolean", "false", False),
        ("identifier", "TC-compat-03", "TC-compat-03"),
        ("identifier", "suite::case[1]", "suite::case[1]"),
        ("part-number", "lcd-123", "LCD-123"),
        ("email", "Alex@Example.com", "alex@example.com"),
        ("language", "en", "en"),
        ("language", "ZH-hant-tw", "zh-Hant-TW"),
        ("language", "de-CH-1901-x-Foo", "de-CH-1901-x-foo"),
    ],
)
def test_plain_values_are_read(name: str, text: str, value: object) -> None:
    read = TYPES[name].parse(text)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "text", "message", "hint"),
    [
        ("integer", "1,000", "`1,000` is not a whole number: thousands are parted", "write `1000`"),
        ("integer", "٣", "`٣` is not a whole number", "write `3`"),
        ("number", "1,5", "`1,5` is not a number: the comma could part thousands or decimals", "write `15` or `1.5`"),
        ("boolean", "yes", "`yes` is not a truth value", "write `true`"),
        ("identifier", "two words", "`two words` is not an identifier: a blank stands in it", "write `two-words`"),
        ("language", "pt_BR", "`pt_BR` is not a language tag: an underscore stands in it", "write `pt-BR`"),
        ("language", "english", "`english` is not a language tag", "write `en` or `pt-BR`"),
        ("email", "a..b@example.com", "`a..b@example.com` is not an email address", "write `alex@example.com`"),
    ],
)
def test_plain_texts_are_refused_with_the_reason(name: str, text: str, message: str, hint: str) -> None:
    assert refusal(name, text) == (message, hint)


def test_licence_expressions_are_canonical_and_give_their_ids() -> None:
    licence = SPDX.parse("mit or (gpl-2.0-only with classpath-exception-2.0)")
    assert (str(licence), licence.ids) == (
        "MIT OR (GPL-2.0-only WITH Classpath-exception-2.0)",
        frozenset({"MIT", "GPL-2.0-only", "Classpath-exception-2.0"}),
    )
    assert refusal("spdx", "MIT, BSD")[1] == "join licences with `AND` or `OR`"
    assert refusal("spdx", "NOASSERTION")[0].endswith("it says that nobody knows")
    assert refusal("spdx", "GPL")[0] == "`GPL` is not an SPDX licence expression: unknown licence `gpl`"
    assert refusal("spdx", "(" * 300)[0].endswith("is not an SPDX licence expression")
