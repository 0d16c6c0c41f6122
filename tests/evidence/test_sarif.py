"""SARIF results have the level that counts, and a scan that did not happen shows nothing."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgate.judging.evidence.sarif import Result, Scan, read_sarif
from opsgate.judging.evidence.trouble import Unreadable


def run(*results: dict[str, Any], rules: Any = (), **more: Any) -> dict[str, Any]:
    return {
        "tool": {"driver": {"name": "Probe", "version": "2.0", "rules": list(rules)}},
        "results": list(results),
        **more,
    }


def sarif(*runs: Any, **more: Any) -> bytes:
    return json.dumps({"version": "2.1.0", "runs": runs, **more}).encode()


def read(*runs: Any) -> Scan:
    return read_sarif(sarif(*runs))


def only(result: dict[str, Any], rules: Any = (), **more: Any) -> Result:
    (found,) = read(run(result, rules=rules, **more)).results
    return found


def rule(name: str, level: str = "", **more: Any) -> dict[str, Any]:
    return {"id": name, **({"defaultConfiguration": {"level": level}} if level else {}), **more}


def refused(data: bytes) -> tuple[str, int]:
    with pytest.raises(Unreadable) as caught:
        read_sarif(data)
    assert caught.value.hint
    return caught.value.reason, caught.value.line


def test_a_result_is_read_whole() -> None:
    found = only(
        {
            "ruleId": "P1",
            "ruleIndex": 0,
            "message": {"text": "a key in the code"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "src/a.py"}, "region": {"startLine": 7}}}],
            "baselineState": "new",
        },
        [rule("P1", "error", properties={"security-severity": "9.8"})],
    )
    assert found == Result("P1", "error", "a key in the code", "src/a.py:7", False, "new", 9.8)
    assert found.open


def test_tools_and_commits_are_named_once() -> None:
    origin = {"versionControlProvenance": [{"repositoryUri": "https://example.com/r", "revisionId": "3f2c1e9"}]}
    scan = read(run(**origin), run(**origin), run())
    assert (scan.tools, scan.commits, scan.results) == (("Probe",), ("3f2c1e9",), ())
    assert [(one.version, one.commits) for one in scan.runs] == [
        ("2.0", ("3f2c1e9",)),
        ("2.0", ("3f2c1e9",)),
        ("2.0", ()),
    ]


@pytest.mark.parametrize(
    ("result", "rules", "level"),
    [
        ({"ruleId": "a", "level": "note"}, [rule("a", "error")], "note"),
        ({"ruleId": "a"}, [rule("a", "error")], "error"),
        ({"ruleId": "a/b"}, [rule("a", "error")], "error"),
        ({"ruleId": "a"}, [rule("a")], "warning"),
        ({"ruleId": "a"}, [], "warning"),
        ({}, [], "warning"),
        ({"ruleIndex": 1}, [rule("a"), rule("b", "note")], "note"),
        ({"rule": {"id": "b"}}, [rule("a"), rule("b", "note")], "note"),
        ({"rule": {"index": 1}}, [rule("a"), rule("b", "note")], "note"),
        ({"ruleId": "a", "ruleIndex": 1}, [rule("a", "note"), rule("b", "error")], "error"),
        ({"ruleId": "a"}, [rule("a", "note"), rule("a", "error")], "error"),
        ({"ruleId": "a", "ruleIndex": -1}, [rule("b", "error")], "warning"),
        ({"ruleId": "a", "ruleIndex": 9}, [rule("a", "error")], "error"),
        ({"ruleId": "a", "kind": "pass"}, [rule("a", "error")], "none"),
        ({"ruleId": "a", "kind": "review"}, [rule("a", "error")], "none"),
        ({"ruleId": "a", "kind": "pass", "level": "error"}, [], "error"),
        ({"ruleId": "a", "kind": "fail"}, [rule("a", "error")], "error"),
    ],
)
def test_the_level_is_the_results_else_the_rules_else_warning(result: dict[str, Any], rules: Any, level: str) -> None:
    assert only(result, rules).level == level


def test_rules_of_an_extension_are_found() -> None:
    tool = {"driver": {"name": "Probe"}, "extensions": [{"name": "more", "rules": [rule("x", "error")]}]}
    by_index = {"rule": {"index": 0, "toolComponent": {"index": 0}}}
    scan = read({"tool": tool, "results": [by_index, {"ruleId": "x"}]})
    assert [(one.rule, one.level) for one in scan.results] == [("x", "error"), ("x", "error")]


@pytest.mark.parametrize("descriptor", [{"id": "a"}, {"index": 0}])
def test_an_override_may_make_a_rule_more_severe_and_no_milder(descriptor: dict[str, Any]) -> None:
    def overridden(before: str, after: str) -> str:
        calls = [
            {
                "executionSuccessful": True,
                "ruleConfigurationOverrides": [{"descriptor": descriptor, "configuration": {"level": after}}],
            }
        ]
        return only({"ruleId": "a"}, [rule("a", before)], invocations=calls).level

    assert (overridden("note", "error"), overridden("error", "note")) == ("error", "error")


def test_open_results_are_those_at_a_level_or_above() -> None:
    levels = ("none", "note", "warning", "error")
    scan = read(run(*({"ruleId": level, "level": level} for level in levels)))
    assert [one.rule for one in scan.open_at_least("note")] == ["note", "warning", "error"]
    assert [one.rule for one in scan.open_at_least("warning")] == ["warning", "error"]
    assert [one.rule for one in scan.open_at_least("error")] == ["error"]


@pytest.mark.parametrize(
    ("suppressions", "suppressed"),
    [
        ([], False),
        (None, False),
        ([{"kind": "inSource"}], True),
        ([{"kind": "external", "status": "accepted"}], True),
        ([{"kind": "external", "status": "underReview"}], False),
        ([{"kind": "external", "status": "rejected"}], False),
        ([{"kind": "inSource"}, {"kind": "external", "status": "rejected"}], False),
        ([{"kind": "external", "status": "whatever"}], False),
    ],
)
def test_only_accepted_suppressions_count(suppressions: Any, suppressed: bool) -> None:
    scan = read(run({"level": "error", "suppressions": suppressions}))
    assert [one.suppressed for one in scan.results] == [suppressed]
    assert bool(scan.open_at_least("error")) is not suppressed
    assert bool(scan.suppressed) is suppressed


@pytest.mark.parametrize(
    ("state", "is_open"), [("new", True), ("unchanged", True), ("updated", True), ("absent", False)]
)
def test_results_of_the_past_are_not_open(state: str, is_open: bool) -> None:
    assert only({"baselineState": state}).open is is_open


@pytest.mark.parametrize(
    ("more", "failed"),
    [
        ({"invocations": [{"executionSuccessful": True}]}, ""),
        ({}, ""),
        (
            {"invocations": [{"executionSuccessful": True}, {"executionSuccessful": False}]},
            "the run was not successful: `executionSuccessful` is not true",
        ),
        ({"invocations": [{}]}, "the run was not successful: `executionSuccessful` is not true"),
        (
            {"invocations": [{"executionSuccessful": "true"}]},
            "the run was not successful: `executionSuccessful` is not true",
        ),
        ({"results": None}, "the run does not say what it found: it has no `results`"),
    ],
)
def test_runs_that_show_nothing_are_failed(more: Any, failed: str) -> None:
    scan = read({**run(), **more})
    assert [one.failed for one in scan.runs] == [failed]
    assert bool(scan.failed_runs) is bool(failed)


@pytest.mark.parametrize(
    ("location", "text"),
    [
        ({"physicalLocation": {"artifactLocation": {"uri": "a.py"}}}, "a.py"),
        ({"physicalLocation": {"artifactLocation": {"index": 0}, "region": {"startLine": 3}}}, "b.py:3"),
        ({"physicalLocation": {"artifactLocation": {"index": 5}}}, ""),
        ({"logicalLocations": [{"fullyQualifiedName": "a.b.c", "name": "c"}]}, "a.b.c"),
        ({}, ""),
    ],
)
def test_a_location_is_a_path_or_a_name(location: Any, text: str) -> None:
    assert only({"locations": [location]}, artifacts=[{"location": {"uri": "b.py"}}]).location == text


def test_a_message_may_be_kept_with_the_rule() -> None:
    assert (
        only({"ruleId": "a", "message": {"id": "m"}}, [rule("a", messageStrings={"m": {"text": "said there"}})]).message
        == "said there"
    )


@pytest.mark.parametrize(("value", "score"), [("7.5", 7.5), (7, 7.0), ("", None), (None, None)])
def test_a_security_severity_is_a_number(value: Any, score: float | None) -> None:
    assert only({"ruleId": "a"}, [rule("a", properties={"security-severity": value})]).security_severity == score


@pytest.mark.parametrize("value", ["high", "NaN", "11", -1, True, [], "1e999", "9" * 400])
def test_a_security_severity_that_is_none_is_refused(value: Any) -> None:
    reason, _ = refused(sarif(run({"ruleId": "a"}, rules=[rule("a", properties={"security-severity": value})])))
    assert reason.startswith("`security-severity` for `runs[0].tool.rules[0]` is ")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (sarif(), "the file holds no run, so nothing was scanned"),
        (b"{}", "this is not SARIF: `version` and `runs` are expected"),
        (b"[]", "this is not SARIF: `version` and `runs` are expected"),
        (b'"runs"', "this is not SARIF: `version` and `runs` are expected"),
        (b'{"version": "2.0.0", "runs": []}', "SARIF `2.0.0` is not read, SARIF `2.1.0` is expected"),
        (b'{"version": {}, "runs": []}', "SARIF an object is not read, SARIF `2.1.0` is expected"),
        (b'{"version": "2.1.0", "runs": {}}', "`runs` is an object, a list is expected"),
        (b'{"version": "2.1.0", "runs": [1]}', "`runs` is a list, a list of objects is expected"),
        (sarif({"results": []}), "`runs[0].tool.driver.name` is empty: nobody knows which tool ran"),
        (sarif({**run(), "results": "none"}), "`runs[0].results` is `none`, a list is expected"),
        (
            sarif(run({"level": "critical"})),
            "`runs[0].results[0].level` is `critical`, `none`, `note`, `warning` or `error` is expected",
        ),
        (
            sarif(run({"kind": "fine"})),
            "`runs[0].results[0].kind` is `fine`, `fail`, `pass`, `open`, `review`, `informational` or `notApplicable` is expected",
        ),
        (
            sarif(run({"baselineState": "old"})),
            "`runs[0].results[0].baselineState` is `old`, `new`, `unchanged`, `updated` or `absent` is expected",
        ),
        (
            sarif(run(rules=[rule("a", "high")])),
            "`runs[0].tool.rules[0].defaultConfiguration.level` is `high`, `none`, `note`, `warning` or `error` is expected",
        ),
        (sarif(run({"message": "text"})), "`runs[0].results[0].message` is `text`, an object is expected"),
    ],
)
def test_what_is_no_sarif_is_refused(data: bytes, reason: str) -> None:
    assert refused(data) == (reason, 1)


def test_json_faults_are_refused_with_their_line() -> None:
    assert refused(b'{"version": "2.1.0",\n"runs": [') == ("the JSON ends too early: the file is cut off", 2)
    assert refused(b'{"runs": [1],\n"version": "2.1.0",\n"runs": []}') == (
        "the key `runs` stands twice in one object",
        3,
    )
    assert refused(b"[" * 200_000) == ("the JSON is nested too deeply", 1)


def test_many_rules_of_one_name_and_many_results_are_read() -> None:
    rules = [rule("a", "note")] * 5_000 + [rule("a", "error")]
    scan = read(run(*({"ruleId": "a"} for _ in range(5_000)), rules=rules))
    assert {one.level for one in scan.results} == {"error"}


KEYS = [
    "tool",
    "driver",
    "name",
    "results",
    "rules",
    "id",
    "ruleId",
    "ruleIndex",
    "level",
    "invocations",
    "message",
    "text",
    "locations",
    "rule",
    "index",
    "properties",
    "security-severity",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "error", "a", "9"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=6))
def test_any_run_is_read_or_refused(more: dict[str, Any]) -> None:
    try:
        scan = read({**run({"ruleId": "a"}), **more})
    except Unreadable as error:
        assert error.reason
    else:
        assert scan.runs
