"""Versions, ranges, what goes with what."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgate.reading.values import TYPES, BadValue
from opsgate.reading.values.versions import (
    COMPAT,
    PRODUCT_VERSION,
    VERSION,
    VERSION_RANGE,
    Compat,
    ProductVersion,
    Requirement,
    Version,
)


def refusal(name: str, text: str) -> tuple[str, str]:
    with pytest.raises(BadValue) as caught:
        TYPES[name].parse(text)
    return caught.value.message, caught.value.hint


def fields(version: Version) -> tuple[object, ...]:
    return (version.numbers, version.prerelease, version.build, version.label, version.strict, str(version))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.2.3", ((1, 2, 3), (), "", "", True, "1.2.3")),
        ("v1.2", ((1, 2), (), "", "", False, "1.2")),
        ("v1.2.3", ((1, 2, 3), (), "", "", False, "1.2.3")),
        ("1", ((1,), (), "", "", False, "1")),
        ("1.2.3-rc.1", ((1, 2, 3), ("rc", "1"), "", "", True, "1.2.3-rc.1")),
        ("1.2.3-rc.01", ((1, 2, 3), ("rc", "1"), "", "", False, "1.2.3-rc.1")),
        ("1.0rc1", ((1, 0), ("rc", "1"), "", "", False, "1.0-rc.1")),
        ("1.2.3+build.5", ((1, 2, 3), (), "build.5", "", True, "1.2.3+build.5")),
        ("1.3 LTS", ((1, 3), (), "", "LTS", False, "1.3 LTS")),
        ("22.04 (LTS)", ((22, 4), (), "", "LTS", False, "22.04 LTS")),
    ],
)
def test_a_version_is_read_with_its_parts(text: str, expected: tuple[object, ...]) -> None:
    assert fields(VERSION.parse(text)) == expected


def test_versions_are_compared_with_missing_parts_as_zero() -> None:
    assert VERSION.parse("v1.2") == VERSION.parse("1.2.0") == VERSION.parse("1.2 LTS") == VERSION.parse("1.2.0+b7")
    ordered = ["0.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1"]
    ordered += ["1", "1.0.1", "1.2", "1.10", "2"]
    assert sorted(map(VERSION.parse, reversed(ordered))) == [VERSION.parse(text) for text in ordered]


def test_a_version_gives_its_numbers_and_semver_form() -> None:
    version = VERSION.parse("v1.2-rc.1")
    assert (version.major, version.minor, version.patch, version.semver, version.is_prerelease) == (
        1,
        2,
        0,
        "1.2.0-rc.1",
        True,
    )


ids = st.one_of(st.integers(0, 99).map(str), st.sampled_from(["alpha", "rc", "x-y"]))
versions = st.builds(
    Version, st.lists(st.integers(0, 50), min_size=1, max_size=3).map(tuple), st.lists(ids, max_size=3).map(tuple)
)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(versions, versions)
def test_versions_are_in_the_order_that_npm_gives_them(one: Version, two: Version) -> None:
    import nodesemver  # type: ignore[import-untyped]  # noqa: PLC0415

    order = (one > two) - (one < two)
    assert order == nodesemver.compare(one.semver, two.semver, loose=False)
    assert (one == two) == (order == 0)
    assert VERSION.parse(str(one)) == one


@pytest.mark.parametrize(
    ("text", "why", "hint"),
    [
        ("1.2.3.4", ": a version has at most three numbers", "write `1.2.3`"),
        (">=1.2", ": it is a range", "name one version, such as `1.2`"),
        ("latest", "", "write `1.2`, `v1.2` or `1.2.3-rc.1`"),
        ("1.2.", "", "write `1.2`, `v1.2` or `1.2.3-rc.1`"),
        ("1" * 16, "", "write `1.2`, `v1.2` or `1.2.3-rc.1`"),
    ],
)
def test_what_is_no_version_is_refused_with_the_reason(text: str, why: str, hint: str) -> None:
    assert refusal("version", text) == (f"`{text}` is not a version{why}", hint)


@pytest.mark.parametrize(
    ("text", "npm"),
    [
        (">=2.0", ">=2.0.0"),
        ("≥2.0", ">=2.0.0"),
        ("2.0+", ">=2.0.0"),
        ("20.10 or later", ">=20.10.0"),
        ("^1.4", ">=1.4.0 <2.0.0"),
        ("~1.2", ">=1.2.0 <1.3.0"),
        ("1.x", ">=1.0.0 <2.0.0"),
        ("22.04", ">=22.4.0 <22.5.0"),
        (">=1.2,<2", ">=1.2.0 <2.0.0"),
        (">=1.2 and <2", ">=1.2.0 <2.0.0"),
        (">=1.2 <2", ">=1.2.0 <2.0.0"),
        ("1.2 - 2", ">=1.2.0 <3.0.0"),
        ("1.2 or 1.4", ">=1.2.0 <1.3.0||>=1.4.0 <1.5.0"),
        ("*", "*"),
        ("any", "*"),
    ],
)
def test_a_range_comes_to_npms_comparators(text: str, npm: str) -> None:
    assert VERSION_RANGE.parse(text).npm == npm


def test_ranges_are_equal_when_they_come_to_the_same() -> None:
    assert VERSION_RANGE.parse("^1.4") == VERSION_RANGE.parse(">=1.4, <2")
    assert [VERSION_RANGE.parse(text).has_comma for text in (">=1.4, <2", ">=1.4 <2")] == [True, False]


@pytest.mark.parametrize(
    ("text", "version", "satisfied"),
    [
        (">=2.0", "v2", True),
        (">=2.0", "1.9.9", False),
        ("^1.4", "1.10", True),
        (">=1.2,<2", "2.0", False),
        (">=1.2,<2", "1.2", True),
        ("22.04", "22.04", True),
        ("^1.4", "1.5.0-rc.1", False),
        (">=1.5.0-rc.0", "1.5.0-rc.1", True),
        ("1.3", "1.3 LTS", True),
    ],
)
def test_a_range_is_satisfied_as_npm_says(text: str, version: str, satisfied: bool) -> None:
    assert VERSION_RANGE.parse(text).satisfied_by(VERSION.parse(version)) is satisfied


@pytest.mark.parametrize(
    ("text", "why", "hint"),
    [
        ("=>2.0", ": `=>` is no comparison", "write `>=`"),
        (">=1,,<2", ": nothing stands between two separators", "write `>=1.2 <2`, or `1.x || 2.x`"),
        ("1 ||", ": nothing stands between two separators", "write `>=1.2 <2`, or `1.x || 2.x`"),
        ("App>=2.0", ": it names more than versions", "write the range alone, such as `>=2.0`"),
        ("latest", "", "write `>=2.0`, `^1.4`, `1.x` or `>=1.2 <2`"),
        (">=2.o", "", "write `>=2.0`, `^1.4`, `1.x` or `>=1.2 <2`"),
    ],
)
def test_a_typo_in_a_range_is_refused_and_never_reads_as_not_satisfied(text: str, why: str, hint: str) -> None:
    assert refusal("version-range", text) == (f"`{text}` is not a range of versions{why}", hint)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("App>=2.0", [("App", ">=2.0")]),
        ("App >=2.0; Cloud ^3", [("App", ">=2.0"), ("Cloud", "^3")]),
        ("App >=2.0, Cloud ^3", [("App", ">=2.0"), ("Cloud", "^3")]),
        ("App >=2.0, <3", [("App", ">=2.0 <3")]),
        ("App 2.x", [("App", "2.x")]),
        ("App v2", [("App", "2")]),
        ("App any", [("App", "*")]),
        ("Cloud API 2; Node.js >=18", [("Cloud API", "2"), ("Node.js", ">=18")]),
        ("log4j>=2\n@scope/pkg ^1", [("log4j", ">=2"), ("@scope/pkg", "^1")]),
    ],
)
def test_a_list_of_components_is_read_with_their_ranges(text: str, expected: list[tuple[str, str]]) -> None:
    assert COMPAT.parse(text) == Compat(tuple(Requirement(name, VERSION_RANGE.parse(said)) for name, said in expected))


@pytest.mark.parametrize(
    ("text", "why", "hint"),
    [
        ("App", "`App` has no versions", "write `App >=2.0`, or `App *` for all"),
        (">=2", "`>=2` names no component", "write `App >=2`"),
        ("App >=2; app ^1", "`app` comes twice", "write one range for each component, such as `App >=2.0 <3`"),
        ("App =>2", "`=>2` is not a range of versions: `=>` is no comparison", "write `>=`"),
    ],
)
def test_a_component_without_versions_and_versions_without_a_component_are_refused(
    text: str, why: str, hint: str
) -> None:
    assert refusal("compat", text) == (f"`{text}` is not a list of components and versions: {why}", hint)


def test_a_product_is_read_with_its_version() -> None:
    assert [PRODUCT_VERSION.parse(text) for text in ("Device v1", "api@v1.2", "Home Hub 1.3 LTS")] == [
        ProductVersion("Device", VERSION.parse("1")),
        ProductVersion("api", VERSION.parse("1.2")),
        ProductVersion("Home Hub", VERSION.parse("1.3")),
    ]
    assert refusal("product-version", "Device") == ("`Device` is not a product and its version", "write `Device v1`")
