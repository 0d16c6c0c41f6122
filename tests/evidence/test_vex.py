"""VEX statements are read from two formats, and JSON only where every reader would read the same."""

import gzip
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgate.judging.evidence import vex
from opsgate.judging.evidence.trouble import Unreadable
from opsgate.judging.evidence.vex import Json, Statement, open_statements, read_json, read_vex


def openvex(*statements: dict[str, object], **more: object) -> bytes:
    return json.dumps({"@context": "https://openvex.dev/ns/v0.2.0", "statements": statements, **more}).encode()


def cyclonedx(*vulnerabilities: dict[str, object], **more: object) -> bytes:
    return json.dumps(
        {"bomFormat": "CycloneDX", "specVersion": "1.6", "vulnerabilities": vulnerabilities, **more}
    ).encode()


def stated(
    status: str, on: str = "", products: tuple[str, ...] = ("pkg:generic/lantern",), **more: object
) -> dict[str, object]:
    when = {"timestamp": on} if on else {}
    return {
        "vulnerability": {"name": "CVE-2026-0001"},
        "products": [{"@id": name} for name in products],
        "status": status,
        "justification": "component_not_present",
        **when,
        **more,
    }


def refused(data: bytes) -> tuple[str, int]:
    with pytest.raises(Unreadable) as caught:
        read_vex(data)
    assert caught.value.hint
    return caught.value.reason, caught.value.line


def test_an_openvex_statement_is_read() -> None:
    data = openvex(
        {
            "vulnerability": {"@id": "https://example.com/1", "name": "CVE-2026-0001", "aliases": ["GHSA-x"]},
            "products": [
                {
                    "@id": "lantern",
                    "identifiers": {"purl": "pkg:generic/lantern@1.2"},
                    "subcomponents": [{"@id": "pkg:pypi/oil"}],
                }
            ],
            "status": "not_affected",
            "impact_statement": "never called",
        },
        timestamp="2026-11-02T10:00:00+01:00",
    )
    assert read_vex(data) == (
        Statement(
            "CVE-2026-0001",
            ("GHSA-x",),
            "not_affected",
            ("lantern", "pkg:generic/lantern@1.2"),
            ("pkg:pypi/oil",),
            "never called",
            datetime(2026, 11, 2, 9, tzinfo=UTC),
            "statements[0]",
        ),
    )


def test_the_first_openvex_form_is_read() -> None:
    data = openvex({"vulnerability": "CVE-1", "products": ["pkg:a/b"], "status": "fixed"})
    assert read_vex(data) == (Statement("CVE-1", (), "fixed", ("pkg:a/b",), (), "", None, "statements[0]"),)


def test_a_cyclonedx_analysis_is_read() -> None:
    data = cyclonedx(
        {
            "id": "CVE-2026-0002",
            "references": [{"id": "GHSA-y"}],
            "analysis": {"state": "false_positive", "detail": "another library", "lastUpdated": "2026-11-02T10:00:00Z"},
            "affects": [{"ref": "oil"}, {"ref": "elsewhere"}],
        },
        components=[{"bom-ref": "oil", "purl": "pkg:pypi/oil@3"}],
    )
    assert read_vex(data) == (
        Statement(
            "CVE-2026-0002",
            ("GHSA-y",),
            "not_affected",
            ("oil", "pkg:pypi/oil@3", "elsewhere"),
            (),
            "another library",
            datetime(2026, 11, 2, 10, tzinfo=UTC),
            "vulnerabilities[0]",
        ),
    )


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("exploitable", "affected"),
        ("in_triage", "under_investigation"),
        ("not_affected", "not_affected"),
        ("false_positive", "not_affected"),
        ("resolved", "fixed"),
        ("resolved_with_pedigree", "fixed"),
    ],
)
def test_cyclonedx_states_are_normalised(state: str, status: str) -> None:
    assert [one.status for one in read_vex(cyclonedx({"id": "CVE-1", "analysis": {"state": state}}))] == [status]


def test_a_vulnerability_without_analysis_is_open() -> None:
    statements = read_vex(cyclonedx({"id": "CVE-1"}, {"id": "CVE-2", "analysis": {}}))
    assert [one.vulnerability for one in open_statements(statements)] == ["CVE-1", "CVE-2"]


def open_of(*statements: dict[str, object]) -> list[str]:
    return [one.place for one in open_statements(read_vex(openvex(*statements)))]


def test_a_later_statement_overrules_an_open_one() -> None:
    assert open_of(stated("affected", "2026-11-01T00:00:00Z"), stated("fixed", "2026-11-02T00:00:00Z")) == []
    assert open_of(stated("fixed", "2026-11-01T00:00:00Z"), stated("affected", "2026-11-02T00:00:00Z")) == [
        "statements[1]"
    ]


def test_no_statement_overrules_one_of_the_same_time_or_of_none() -> None:
    assert open_of(stated("affected", "2026-11-02T00:00:00Z"), stated("fixed", "2026-11-02T00:00:00Z")) == [
        "statements[0]"
    ]
    assert open_of(stated("affected"), stated("fixed", "2026-11-02T00:00:00Z")) == ["statements[0]"]
    assert open_of(stated("affected", "yesterday"), stated("fixed", "2026-11-02T00:00:00Z")) == ["statements[0]"]


def test_a_later_statement_overrules_for_all_products_and_parts_or_not_at_all() -> None:
    both = stated("under_investigation", "2026-11-01T00:00:00Z", ("a", "b"))
    assert open_of(both, stated("fixed", "2026-11-02T00:00:00Z", ("a",))) == ["statements[0]"]
    assert (
        open_of(both, stated("fixed", "2026-11-02T00:00:00Z", ("a",)), stated("fixed", "2026-11-02T00:00:00Z", ("b",)))
        == []
    )
    narrow = stated("fixed", "2026-11-02T00:00:00Z")
    narrow["products"] = [{"@id": "pkg:generic/lantern", "subcomponents": [{"@id": "x"}]}]
    assert open_of(stated("affected", "2026-11-01T00:00:00Z"), narrow) == ["statements[0]"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (openvex(), "nothing is stated about any vulnerability"),
        (cyclonedx(), "nothing is stated about any vulnerability"),
        (b'{"bomFormat": "CycloneDX"}', "nothing is stated about any vulnerability"),
        (b"[]", "this is neither OpenVEX nor CycloneDX: `@context` or `bomFormat` does not say so"),
        (b"null", "this is neither OpenVEX nor CycloneDX: `@context` or `bomFormat` does not say so"),
        (b'{"statements": []}', "this is neither OpenVEX nor CycloneDX: `@context` or `bomFormat` does not say so"),
        (
            openvex({"vulnerability": "CVE-1", "status": "Fixed"}),
            "`statements[0].status` is `Fixed`, `affected`, `not_affected`, `fixed` or `under_investigation` is expected",
        ),
        (
            openvex({"vulnerability": "CVE-1"}),
            "`statements[0].status` is ``, `affected`, `not_affected`, `fixed` or `under_investigation` is expected",
        ),
        (
            openvex({"vulnerability": "CVE-1", "status": "not_affected"}),
            "`statements[0]` says `not_affected` and not why: `justification` or `impact_statement` is expected",
        ),
        (
            openvex({"vulnerability": " ", "status": "fixed"}),
            "`statements[0]` does not say which vulnerability it is about",
        ),
        (openvex({"vulnerability": {"name": 7}, "status": "fixed"}), "`statements[0].name` is `7`, text is expected"),
        (
            openvex({"vulnerability": "CVE-1", "status": "fixed", "products": {"a": 1}}),
            "`statements[0].products` is an object, a list is expected",
        ),
        (
            openvex({"vulnerability": "CVE-1", "status": "fixed", "products": ["a", 1]}),
            "`statements[0].products` is a list, a list of objects is expected",
        ),
        (
            cyclonedx({"id": "CVE-1", "analysis": {"state": "fine"}}),
            "`vulnerabilities[0].analysis.state` is `fine`, `exploitable`, `in_triage`, `not_affected`, `false_positive`, `resolved` or `resolved_with_pedigree` is expected",
        ),
        (
            cyclonedx({"analysis": {"state": "resolved"}}),
            "`vulnerabilities[0]` does not say which vulnerability it is about",
        ),
    ],
)
def test_what_is_no_statement_is_refused(data: bytes, reason: str) -> None:
    assert refused(data) == (reason, 1)


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"", "the file is empty; JSON is expected", 1),
        (gzip.compress(b"{}"), "the file is compressed; JSON is expected", 1),
        ("{}".encode("utf-16"), "the file is not UTF-8 but UTF-16, UTF-32 or binary", 1),
        ("{}".encode("utf-16-le"), "the file is not UTF-8 but UTF-16, UTF-32 or binary", 1),
        ("{}".encode("utf-32-be"), "the file is not UTF-8 but UTF-16, UTF-32 or binary", 1),
        (b'{\n"a": "\xff"}', "the file is not UTF-8: byte 0xff cannot be read", 2),
        (b'{\n"a": [1,\n', "the JSON ends too early: the file is cut off", 3),
        (b'{\n"a": "b', "the JSON ends too early: the file is cut off", 2),
        (b"{}\n{}", "this is not JSON: Extra data", 2),
        (b'{"a": 1,\n"b": {"c": 1, "d": {"c": 2},\n"c": 3}}', "the key `c` stands twice in one object", 3),
        (b'{"a": 1,\n"\\u0061": 2}', "the key `a` stands twice in one object", 2),
        (b'{"a":\nNaN}', "`NaN` is not a number in JSON", 1),
        (b'{"a":\n-Infinity}', "`-Infinity` is not a number in JSON", 1),
        (b'["' + b"1" * 50 + b'",\n' + b"9" * 5_000 + b"]", "a number has more than 40 digits", 2),
        (b'{"a": "\\ud800"}', "a text holds half of a surrogate pair, which is no character", 1),
        (b'{"\\udc00": 1}', "a text holds half of a surrogate pair, which is no character", 1),
        (b'{"a":\n' + b"[" * 100_000, "the JSON is nested too deeply", 2),
        (b'{"a":\n' * 100_000, "the JSON is nested too deeply", 201),
    ],
)
def test_json_that_readers_could_differ_on_is_refused_with_its_line(data: bytes, reason: str, line: int) -> None:
    assert refused(data) == (reason, line)


def test_json_that_is_too_large_is_refused() -> None:
    assert refused(b" " * (vex.MAX_BYTES + 1)) == ("20.0 MiB is more than the 20 MiB that are read", 1)


def test_a_byte_order_mark_and_whole_surrogate_pairs_are_read() -> None:
    assert read_json(b'\xef\xbb\xbf{"a": "\\ud83d\\ude00"}') == {"a": "😀"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "status", "products", "@id", "b"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
def test_other_json_is_read_as_it_stands(value: Json) -> None:
    assert read_json(json.dumps(value).encode()) == value


@given(st.sampled_from(["statements", "vulnerabilities"]), JSON)
def test_any_statements_are_read_or_refused(key: str, value: Json) -> None:
    whole = (
        {"@context": "https://openvex.dev/ns", key: value}
        if key == "statements"
        else {"bomFormat": "CycloneDX", key: value}
    )
    try:
        statements = read_vex(json.dumps(whole).encode())
    except Unreadable as error:
        assert error.reason
    else:
        assert statements


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_json(data)
    except Unreadable as error:
        assert error.line >= 1
