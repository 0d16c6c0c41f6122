"""SARIF: valid by the official schema, one run, and all that code scanning asks for."""

import copy
import json
import re
import shutil
import subprocess
import tarfile
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft4Validator

from opsgate.edges.output import sarif
from opsgate.edges.output.gatereport import refused
from opsgate.edges.output.plain import told
from opsgate.edges.output.rulehelp import help_uri, rule_page, rule_text, why
from opsgate.judging.catalog import CHECKS
from opsgate.running.report import Report
from opsgate.words.finding import Severity
from opsgate.words.place import Edit, Fix
from opsgate.words.text import Text
from tests.output.sample import CLEAN, NOTHING, OWNER, QUIET, REPORTS, SAMPLE, finding, report

PACKAGE = "@microsoft/jest-sarif@1.0.0-beta.0"


@pytest.fixture(scope="module")
def schema(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Draft4Validator:
    """The schema of SARIF 2.1.0, from an npm package that has it; with the words in which the errata are stricter.

    The errata of 2023 ask a region for a beginning, a run's results for a list, and mend the pattern of languages.
    """
    cache: pytest.Cache | None = getattr(pytestconfig, "cache", None)  # none with `-p no:cacheprovider`
    folder = cache.mkdir("jest-sarif") if cache else tmp_path_factory.mktemp("jest-sarif")
    if not (folder / "package.tgz").is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not installed, and the schema of SARIF comes from an npm package")
        done = subprocess.run(
            [npm, "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            pytest.skip(f"the package with the schema of SARIF cannot be fetched here: {done.stderr.strip()[-200:]}")
        (folder / done.stdout.split()[-1]).rename(folder / "package.tgz")
    with tarfile.open(folder / "package.tgz") as package:
        file = package.extractfile("package/lib/schemas/sarif-2.1.0-rtm.5.json")
        assert file is not None
        data = json.load(file)
    data["definitions"]["region"]["anyOf"] = [{"required": [key]} for key in ("startLine", "charOffset", "byteOffset")]
    data["definitions"]["run"]["properties"]["language"]["pattern"] = "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"
    data["properties"]["runs"]["type"] = "array"
    Draft4Validator.check_schema(data)
    return Draft4Validator(data)


def faults(schema: Draft4Validator, log: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}"[:200] for error in schema.iter_errors(log)]


def run(given: Report) -> Any:
    (only,) = json.loads(sarif.render(given))["runs"]
    return only


@pytest.mark.parametrize("given_report", [SAMPLE, CLEAN, NOTHING], ids=["sample", "clean", "nothing"])
def test_a_report_is_valid_by_the_official_schema(schema: Draft4Validator, given_report: Report) -> None:
    assert faults(schema, json.loads(sarif.render(given_report))) == []


def test_every_rule_is_valid_by_the_official_schema(schema: Draft4Validator) -> None:
    found = [finding(check.id, check.name) for check in CHECKS if (has_page(check.id))]
    made = json.loads(sarif.render(report(*found)))
    assert faults(schema, made) == []
    rules = made["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(item.rule for item in found)
    assert [rule["helpUri"] for rule in rules] == [help_uri(rule["id"]) for rule in rules]


def has_page(rule: str) -> bool:
    try:
        return bool(rule_page(rule))
    except FileNotFoundError:
        return False


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(given_report=REPORTS)
def test_hostile_reports_are_valid_by_the_official_schema(schema: Draft4Validator, given_report: Report) -> None:
    assert faults(schema, json.loads(sarif.render(given_report))) == []


def test_the_schema_of_this_test_sees_faults(schema: Draft4Validator) -> None:
    made = json.loads(sarif.render(SAMPLE))
    wrong = copy.deepcopy(made)
    wrong["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"] = {"startColumn": 0}
    wrong["runs"][0]["columnKind"] = "bytes"
    places = sorted(fault.partition(":")[0] for fault in faults(schema, wrong))
    region = "$.runs[0].results[0].locations[0].physicalLocation.region"
    assert set(places) == {"$.runs[0].columnKind", region, f"{region}.startColumn"}


def test_check_and_gate_have_categories_of_their_own_and_columns_are_code_points() -> None:
    only = run(SAMPLE)
    assert only["automationDetails"] == {"id": "opsgate/check/"}
    assert only["columnKind"] == "unicodeCodePoints"
    assert only["tool"]["driver"]["version"] == "0.1.0"


def test_fingerprints_survive_added_lines_and_differ_within_a_report() -> None:
    moved = report(
        *(
            replace(
                item,
                region=replace(
                    item.region, start=item.region.start._replace(line=90), end=item.region.end._replace(line=91)
                ),
            )
            for item in SAMPLE.findings
        )
    )
    prints = [
        {result["partialFingerprints"]["opsgate/v1"] for result in run(given)["results"]} for given in (SAMPLE, moved)
    ]
    assert prints[0] - {told(SAMPLE)[-1].identity} == prints[1]
    assert len(prints[1]) == len(SAMPLE.findings)


def test_the_worst_come_first_and_what_does_not_count_comes_last() -> None:
    results = run(SAMPLE)["results"]
    assert [(result["level"], bool(result["suppressions"])) for result in results] == [
        ("error", False), ("error", False), ("warning", False), ("warning", False), ("note", False), ("error", True),
        ("error", True),
    ]  # fmt: skip


def test_what_is_suppressed_says_why_and_what_counts_says_that_it_does() -> None:
    assert [result["suppressions"] for result in run(report(OWNER, QUIET))["results"]] == [
        [], [{"kind": "inSource", "status": "accepted", "justification": "the machine is called that"}],
    ]  # fmt: skip


def test_a_run_holds_no_more_results_than_github_takes_and_says_what_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 3)
    only = run(SAMPLE)
    assert [result["ruleId"] for result in only["results"]] == ["OG102", "OG304", "OG413"]
    assert only["invocations"][0]["toolExecutionNotifications"] == [
        {"level": "note", "message": {"text": "4 findings are left out: a run holds 3, the worst first"}}
    ]


def test_a_fix_is_given_where_its_text_is_known_with_every_edit_at_its_place() -> None:
    text = Text("\ufeffé𝛑 = a\r\nb\n")
    fix = Fix("say `x`", (Edit((0, 2), "x\n"), Edit((8, 9), "")), safe=False)
    owner = finding(fix=fix)
    (result,) = run(report(owner, texts={"docs/pump.md": text}))["results"]
    assert result["fixes"] == [{
        "description": {"text": "say `x` (look at it first: the meaning may change)"},
        "artifactChanges": [{
            "artifactLocation": {"uri": "docs/pump.md", "uriBaseId": "%SRCROOT%"},
            "replacements": [
                {"deletedRegion": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 3},
                 "insertedContent": {"text": "x\n"}},
                {"deletedRegion": {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 2},
                 "insertedContent": {"text": ""}},
            ],
        }],
    }]  # fmt: skip
    assert "fixes" not in run(report(owner))["results"][0]


def test_where_something_was_not_checked_the_execution_has_no_success() -> None:
    crashed = report(finding("OG009", "check-crashed", message="a check failed"))
    faulty = report(finding("OG801", "config-error", message="unknown key `levl`"), documents=())
    reports = (SAMPLE, CLEAN, NOTHING, crashed, faulty, refused(faulty))
    assert [run(given)["invocations"][0]["executionSuccessful"] for given in reports] == [
        True, True, False, False, False, False,
    ]  # fmt: skip


def test_a_file_above_the_project_is_named_as_a_whole() -> None:
    (result,) = run(report(finding(path="/srv/b é.json")))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "file:///srv/b%20%C3%A9.json"}


def test_the_page_of_a_rule_is_its_help_without_links_that_lead_nowhere() -> None:
    for check in CHECKS:
        if not has_page(check.id):
            continue
        page = rule_page(check.id)
        outside = re.sub(r"(?ms)^(`{3,}).*?^\1$", "", page)
        assert re.findall(r"\]\((?!https?:)[^)]*\)", outside) == []
        assert page.startswith(check.summary)
        assert "## How to mend" in page or "## Why" in page
        assert rule_text(check.id).startswith(check.summary)
        assert why(check.id)


def test_severities_have_the_words_of_code_scanning() -> None:
    found = [finding("OG404", "undeclared-port", Severity.NOTE), finding("OG413", "vague-link-text", Severity.WARNING)]
    rules = run(report(*found))["tool"]["driver"]["rules"]
    assert [(rule["defaultConfiguration"]["level"], rule["properties"]) for rule in rules] == [
        ("note", {"tags": ["documentation", "content"], "precision": "medium", "problem.severity": "recommendation"}),
        ("warning", {"tags": ["documentation", "content"], "precision": "high", "problem.severity": "warning"}),
    ]


def test_related_places_are_linked_in_the_message_so_that_code_scanning_shows_them() -> None:
    (_, cycle, *_) = run(SAMPLE)["results"]
    assert cycle["message"] == {"text": "`a|b.md` does not exist\nsee [docs/pump.md:2](1)"}
    assert [related["id"] for related in cycle["relatedLocations"]] == [1]


def test_what_only_a_change_added_says_that_it_is_not_the_whole() -> None:
    assert run(report(OWNER, since="main"))["invocations"][0]["toolExecutionNotifications"] == [
        {"level": "note", "message": {"text": "this is no result of the whole: only what main had not is in it"}}
    ]
