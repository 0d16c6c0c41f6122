"""JUnit results are counted from their cases, and what cannot be read says so."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgate.judging.evidence import junit
from opsgate.judging.evidence.junit import Case, Contradiction, Duplicate, Results, read_junit
from opsgate.judging.evidence.trouble import Unreadable


def read(text: str) -> Results:
    return read_junit(text.encode())


def refused(data: bytes) -> tuple[str, int]:
    with pytest.raises(Unreadable) as caught:
        read_junit(data)
    assert caught.value.hint
    return caught.value.reason, caught.value.line


def said(results: Results) -> list[tuple[int, str]]:
    return [(line, message) for line, message in results.contradictions]


EVERY = """<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="all">
  <testsuite name="unit" timestamp="2026-11-02T10:00:00" tests="6" failures="1" errors="1" skipped="1">
    <properties>
      <property name="commit" value="3f2c1e9"/>
      <property name="artifact">lantern-1.2.zip</property>
    </properties>
    <testcase name="a" classname="t.A"/>
    <testcase name="b" classname="t.A"><failure message="no">trace</failure></testcase>
    <testcase name="c" classname="t.A"><error/></testcase>
    <testcase name="d" classname="t.A"><skipped/></testcase>
    <testcase name="e" classname="t.A"><flakyFailure>once</flakyFailure></testcase>
    <testcase name="f" classname="t.A"><rerunError/></testcase>
  </testsuite>
</testsuites>
"""


def test_every_verdict_is_read_with_its_line() -> None:
    suite = read(EVERY).suites[0]
    assert (suite.name, suite.parents, suite.line, suite.timestamp) == ("unit", (), 3, "2026-11-02T10:00:00")
    assert suite.properties == {"commit": "3f2c1e9", "artifact": "lantern-1.2.zip"}
    assert suite.cases == (
        Case("a", "t.A", 8, "passed"),
        Case("b", "t.A", 9, "failed"),
        Case("c", "t.A", 10, "error"),
        Case("d", "t.A", 11, "skipped"),
        Case("e", "t.A", 12, "flaky"),
        Case("f", "t.A", 13, "flaky"),
    )


def test_sums_are_counted_from_the_cases() -> None:
    results = read(EVERY)
    assert results.ran == 5
    assert [case.name for case in results.red] == ["b", "c"]
    assert [case.name for case in results.flaky] == ["e", "f"]
    assert [case.name for case in results.skipped] == ["d"]
    assert said(results) == []


def test_a_failure_beside_its_reruns_is_red() -> None:
    results = read('<testsuite name="s"><testcase name="a"><rerunFailure/><failure/><skipped/></testcase></testsuite>')
    assert results.red == (Case("a", "", 1, "failed"),)


def test_a_failure_of_a_whole_suite_is_red() -> None:
    results = read('<testsuite name="s">\n<testcase name="a"/>\n<error message="no set-up"/>\n<failure/></testsuite>')
    assert results.red == (Case("", "", 3, "error"), Case("", "", 4, "failed"))
    assert results.ran == 1


def test_a_failure_below_the_root_is_red() -> None:
    assert read("<testsuites><error/></testsuites>").red == (Case("", "", 1, "error"),)


def test_a_failure_deep_inside_a_case_is_red() -> None:
    assert len(read("<testsuite><testcase><more><failure/></more></testcase></testsuite>").red) == 1


def test_cases_below_the_root_and_in_unknown_elements_are_counted() -> None:
    results = read("<testsuites><testcase name='a'/><group><testcase name='b'/></group></testsuites>")
    assert [case.name for case in results.cases] == ["a", "b"]


def test_namespaces_do_not_hide_cases() -> None:
    results = read(
        "<j:testsuites xmlns:j='urn:j'><j:testsuite><j:testcase><j:failure/></j:testcase></j:testsuite></j:testsuites>"
    )
    assert (results.ran, len(results.red)) == (1, 1)


def test_nested_suites_have_full_names_and_the_properties_around_them() -> None:
    results = read(
        '<testsuites><properties><property name="commit" value="aa"/></properties>'
        '<testsuite name="api"><testsuite name="v1"><testcase name="a"/></testsuite>'
        '<properties><property name="commit" value="bb"/></properties></testsuite>'
        '<testsuite name="web"><testcase name="b"/></testsuite></testsuites>'
    )
    assert [(suite.full_name, dict(suite.properties)) for suite in results.suites] == [
        ("api", {"commit": "bb"}),
        ("api > v1", {"commit": "bb"}),
        ("web", {"commit": "aa"}),
    ]


def test_only_suites_in_which_something_ran_are_named() -> None:
    results = read(
        '<testsuites><testsuite name="api"><testsuite name="v1"><testcase/></testsuite></testsuite>'
        '<testsuite name="empty"/><testsuite name="idle"><testcase><skipped/></testcase></testsuite></testsuites>'
    )
    assert results.suite_names == {"api", "v1", "api > v1"}


def test_nothing_ran_without_cases_or_with_all_skipped() -> None:
    assert read("<testsuites/>").ran == 0
    assert read('<testsuite tests="0"/>').ran == 0
    assert read("<testsuite><testcase><skipped/></testcase></testsuite>").ran == 0


@pytest.mark.parametrize(
    "attribute", ['status="notrun"', 'status="disabled"', 'result="suppressed"', 'status="Skipped"']
)
def test_a_case_that_says_it_did_not_run_did_not_pass(attribute: str) -> None:
    assert read(f"<testsuite><testcase name='a' {attribute}/></testsuite>").ran == 0


def test_a_case_that_says_it_failed_and_shows_nothing_is_a_contradiction() -> None:
    results = read("<testsuite>\n<testcase name='a' status='failed'/></testsuite>")
    assert said(results) == [(2, "the test case says `failed`, and no `failure` or `error` stands in it")]


def test_duplicates_are_listed_with_all_lines() -> None:
    results = read(
        '<testsuite name="s">\n<testcase classname="A" name="a"/>\n<testcase classname="B" name="a"/>\n'
        '<testcase classname="A" name="a"><failure/></testcase>\n</testsuite>'
    )
    assert results.duplicates == (Duplicate("s", "A", "a", (2, 4)),)


def test_suites_of_equal_name_share_their_cases() -> None:
    results = read(
        '<testsuites>\n<testsuite name="s"><testcase name="a"/></testsuite>\n<testsuite name="s"><testcase name="a"/></testsuite></testsuites>'
    )
    assert results.duplicates == (Duplicate("s", "", "a", (2, 3)),)


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ('tests="3"', "`tests` of `testsuite` says 3, counted are 2"),
        ('tests="1"', "`tests` of `testsuite` says 1, counted are 2"),
        ('tests="abc"', "`tests` of `testsuite` is `abc`; a whole number is expected"),
        ('tests=""', "`tests` of `testsuite` is ``; a whole number is expected"),
        ('failures="-1"', "`failures` of `testsuite` is `-1`; a whole number is expected"),
        ('errors="٣"', "`errors` of `testsuite` is `٣`; a whole number is expected"),
        ('failures="1"', "`failures` of `testsuite` says 1, and nothing in it failed"),
        ('errors="2" failures="0"', "`errors` of `testsuite` says 2, and nothing in it failed"),
        ('skipped="1"', "`skipped` of `testsuite` says 1, counted are 0"),
    ],
)
def test_attributes_that_the_cases_do_not_bear_out_are_contradictions(attributes: str, message: str) -> None:
    results = read(
        f"<testsuites>\n<testsuite {attributes}><testcase name='a'/><testcase name='b'/></testsuite></testsuites>"
    )
    assert said(results) == [(2, message)]


def test_the_root_may_not_contradict_its_suites() -> None:
    results = read('<testsuites tests="0" failures="1"><testsuite><testcase/></testsuite></testsuites>')
    assert results.contradictions == (
        Contradiction(1, "`failures` of `testsuites` says 1, and nothing in it failed"),
        Contradiction(1, "`tests` of `testsuites` says 0, counted are 1"),
    )


def test_red_cases_under_attributes_that_say_none_are_a_contradiction() -> None:
    results = read('<testsuite failures="0" errors="0"><testcase><failure/></testcase></testsuite>')
    assert said(results) == [(1, "`failures` and `errors` of `testsuite` say 0, and 1 failed in it")]


@pytest.mark.parametrize("tests", [3, 2, 1])
def test_suites_may_be_counted_with_those_inside_as_one_or_without(tests: int) -> None:
    text = f'<testsuite tests="{tests}" skipped="0"><testcase name="a"/><testsuite><testcase name="b"/><testcase name="c"/></testsuite></testsuite>'
    assert said(read(text)) == []


def test_disabled_cases_need_not_be_counted_as_skipped() -> None:
    assert said(read('<testsuite tests="2" skipped="0"><testcase/><testcase status="notrun"/></testsuite>')) == []


def test_skipped_cases_need_not_be_counted_as_tests() -> None:
    assert said(read('<testsuite tests="1" skipped="1"><testcase/><testcase><skipped/></testcase></testsuite>')) == []


def test_a_case_taken_out_of_the_file_shows() -> None:
    whole = (
        '<testsuite tests="3" failures="1"><testcase name="a"/>{}<testcase name="c"><skipped/></testcase></testsuite>'
    )
    assert said(read(whole.format("<testcase name='b'><failure/></testcase>"))) == []
    assert [message for _, message in said(read(whole.format("")))] == [
        "`failures` of `testsuite` says 1, and nothing in it failed",
        "`tests` of `testsuite` says 3, counted are 2",
    ]


def test_two_values_of_one_property_are_a_contradiction() -> None:
    results = read(
        '<testsuite><properties>\n<property name="commit" value="a"/>\n<property name="commit" value="b"/></properties></testsuite>'
    )
    assert said(results) == [(3, "the property `commit` has two values in one suite")]


def test_properties_of_a_case_are_not_the_suites() -> None:
    results = read(
        '<testsuite><testcase><properties><property name="commit" value="a"/></properties></testcase></testsuite>'
    )
    assert dict(results.suites[0].properties) == {}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_encodings_that_the_file_names_are_read(encoding: str) -> None:
    named = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "latin-1": "ISO-8859-1", "cp1252": "windows-1252"}[encoding]
    data = f'<?xml version="1.0" encoding="{named}"?><testsuite name="prüfung"><testcase/></testsuite>'.encode(encoding)
    assert read_junit(data).suite_names == {"prüfung"}


def test_utf_16_by_its_byte_order_mark_is_read() -> None:
    assert read_junit('<testsuite name="ß"><testcase/></testsuite>'.encode("utf-16")).suite_names == {"ß"}


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"", "the file is empty; test results in JUnit's XML are expected", 1),
        (b" \n ", "the file is empty; test results in JUnit's XML are expected", 1),
        (gzip.compress(b"<testsuite/>"), "the file is compressed; XML is expected", 1),
        (b"\n<html/>", "the root is `html`; `testsuites` or `testsuite` is expected", 2),
        (b"<testcase/>", "the root is `testcase`; `testsuites` or `testsuite` is expected", 1),
        (b"<testsuite>\n<testcase>", "this is not well-formed XML: no element found", 2),
        (b"<testsuite>\n<testcase></testsuite>", "this is not well-formed XML: mismatched tag", 2),
        (b"<testsuite/>\n<testsuite/>", "this is not well-formed XML: junk after document element", 2),
        (b"<testsuite name='a' name='b'/>", "this is not well-formed XML: duplicate attribute", 1),
        (b"<testsuite>\n\xff</testsuite>", "this is not well-formed XML: not well-formed (invalid token)", 2),
        (b"<testsuite>&lol;</testsuite>", "this is not well-formed XML: undefined entity", 1),
        (b'{"tests": 1}', "this is not well-formed XML: not well-formed (invalid token)", 1),
    ],
)
def test_what_is_no_junit_is_refused_with_its_line(data: bytes, reason: str, line: int) -> None:
    assert refused(data) == (reason, line)


DECLARED = "a document type or an entity is declared; such XML is not read"


@pytest.mark.parametrize(
    "document_type",
    [
        "<!DOCTYPE testsuite>",
        '<!DOCTYPE t [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE t SYSTEM "file:///etc/hostname">',
        '<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE t [<!ENTITY % x SYSTEM "http://example.com/x.dtd"> %x;]>',
    ],
)
def test_document_types_and_entities_are_refused(document_type: str) -> None:
    assert refused(f"<?xml version='1.0'?>\n{document_type}<testsuite>&b;</testsuite>".encode()) == (DECLARED, 2)


@pytest.mark.parametrize("name", ["no-such-encoding", "utf-7", "euc-jp", "rot13", "base64", "idna", "UTF-16"])
def test_encodings_that_cannot_be_read_are_refused(name: str) -> None:
    reason, _ = refused(f'<?xml version="1.0" encoding="{name}"?><testsuite name="ü"/>'.encode())
    assert reason.startswith(("this is not well-formed XML: ", "the XML cannot be decoded: "))


def test_deep_nesting_is_refused() -> None:
    assert refused(b"<testsuite>\n" * 200_000) == ("elements are nested more than 100 deep", 101)


def test_what_is_too_large_is_refused() -> None:
    assert refused(b" " * (junit.MAX_BYTES + 1)) == ("20.0 MiB is more than the 20 MiB that are read", 1)


def test_a_name_that_is_too_long_is_refused() -> None:
    data = f'<testsuite name="{"a" * 600}">\n<testsuite name="{"b" * 600}"/></testsuite>'.encode()
    assert refused(data) == ("a suite's full name has more than 1,000 characters", 2)


def test_too_many_suites_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(junit, "MAX_SUITES", 2)
    assert refused(b"<testsuites><testsuite/>\n<testsuite/></testsuites>") == ("there are more than 2 suites", 2)


@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: f"<testsuite>{text}</testsuite>".encode("utf-8", "replace"))
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        results = read_junit(data)
    except Unreadable as error:
        assert error.line >= 1
    else:
        assert results.ran >= 0


TAGS = st.sampled_from(
    ["testsuite", "testcase", "failure", "error", "skipped", "properties", "property", "x", "rerunFailure"]
)


@given(
    st.recursive(
        TAGS.map(lambda tag: f"<{tag}/>"),
        lambda inner: st.builds(
            lambda tag, parts: f"<{tag} name='n'>{''.join(parts)}</{tag}>", TAGS, st.lists(inner, max_size=4)
        ),
    )
)
def test_no_failure_is_lost_wherever_it_stands(inside: str) -> None:
    results = read(f"<testsuites>{inside}</testsuites>")
    assert bool(results.red) == ("<failure" in inside or "<error" in inside)
    assert len(results.cases) == inside.count("<testcase")
