"""Test results, scans and known issues of a release: what is green, what is not, and what nobody can tell."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.gates.release import (
    BODY,
    COMMIT,
    DOCUMENT,
    OTHER_COMMIT,
    TAR,
    earlier,
    front,
    junit,
    release,
    sarif,
    sha,
    told,
)
from tests.repo import Repo

UNIT, SCAN = f"{DOCUMENT}:11:12", f"{DOCUMENT}:11:33"
RED = '<testcase name="stops">\n<failure/></testcase>'
SUITES = '[policy]\nexpected-suites = ["unit", "e2e"]\n'


def green(repo: Repo, unit: str | bytes, **options: Any) -> list[str]:
    release(repo, {"evidence/unit.xml": unit}, **options)
    return told(repo, "entrance/suites-green")


def test_results_in_which_tests_ran_and_none_failed_are_green(repo: Repo) -> None:
    skipped = junit("starts", '<testcase name="stops"><skipped/></testcase>')
    assert green(repo, skipped) == [f"pass {UNIT} `evidence/unit.xml`: 1 tests ran, none failed, 1 were skipped"]


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        (junit("starts", RED), "evidence/unit.xml:5: `stops` failed; none may"),
        (junit("<testcase name='a'><error/></testcase>", RED), "evidence/unit.xml:4: `a` broke, and 1 more; none may"),
        (junit("starts").replace("</testsuite>", "<error/></testsuite>"), "evidence/unit.xml:5: a suite broke; none may"),
        ("<testsuites/>", "evidence/unit.xml:1: it holds no test, at least one is expected"),
        (
            junit("<testcase name='a'><skipped/></testcase>"),
            "evidence/unit.xml:4: no test ran, all 1 were skipped; at least one is expected",
        ),
        (junit("starts", "stops", "starts"), "evidence/unit.xml:4: `starts` stands twice, in lines 4 and 6"),
        (
            junit("starts").replace("<testsuites>", '<testsuites tests="9">'),
            "evidence/unit.xml:1: `tests` of `testsuites` says 9, counted are 1",
        ),
    ],
)  # fmt: skip
def test_lock_21_red_or_empty_results_fail(repo: Repo, unit: str, said: str) -> None:
    assert green(repo, unit) == [f"fail <tests-not-green> {UNIT} {said}"]


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("", "evidence/unit.xml:1: the file is empty; test results in JUnit's XML are expected"),
        ("Tests\n", "evidence/unit.xml:1: this is not well-formed XML: syntax error"),
        ("{}", "evidence/unit.xml:1: this is neither OpenVEX nor CycloneDX: `@context` or `bomFormat` does not say so"),
        ("[]", "evidence/unit.xml:1: this is neither OpenVEX nor CycloneDX: `@context` or `bomFormat` does not say so"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_result_fails(repo: Repo, unit: str, said: str) -> None:
    assert green(repo, unit) == [f"fail <evidence-missing> {UNIT} {said}"]


def test_a_pointer_of_git_lfs_is_unknown(repo: Repo) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    assert green(repo, pointer) == [f"unknown {UNIT} `evidence/unit.xml` is a pointer of Git LFS, not the file"]


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        (None, f"{DOCUMENT}:1:1 `evidence` names no test results (JUnit XML)"),
        ([], f"{DOCUMENT}:11:11 `evidence` names no test results (JUnit XML)"),
        (["evidence/scan.sarif"], f"{DOCUMENT}:11:11 `evidence` names no test results (JUnit XML)"),
        (["evidence/e2e.xml"], f"{UNIT} `evidence/e2e.xml` does not exist"),
        (["../unit.xml"], f"{UNIT} `../unit.xml` lies outside the repository"),
        (
            ["https://ci.example.com/unit.xml"],
            f"{UNIT} `https://ci.example.com/unit.xml` is no path of a file in the repository",
        ),
    ],
)
def test_at_product_missing_results_fail(repo: Repo, evidence: Any, said: str) -> None:
    release(repo, evidence=evidence)
    assert told(repo, "entrance/suites-green") == [f"fail <evidence-missing> {said}"]


def test_evidence_of_a_wrong_form_is_no_evidence(repo: Repo) -> None:
    release(repo, evidence=[{"suite": "unit"}, 5])
    assert told(repo, "entrance/suites-green") == [
        f"fail <evidence-missing> {DOCUMENT}:11:12 `` is no path of a file in the repository (and 1 more)",
        f"{DOCUMENT}:11:31 `5` does not exist",
    ]


def test_the_same_results_twice_fail(repo: Repo) -> None:
    release(repo, {"evidence/again.xml": junit()}, evidence=["evidence/unit.xml", "evidence/again.xml"])
    assert told(repo, "entrance/suites-green") == [
        f"fail <tests-not-green> {DOCUMENT}:11:33 `evidence/again.xml` holds the same results as `evidence/unit.xml` [{UNIT}]"
    ]


@pytest.mark.parametrize(("data", "word"), [(junit(), "pass"), (junit("starts"), "fail <digest-mismatch>")])
def test_a_digest_beside_a_result_must_be_its_own(repo: Repo, data: str, word: str) -> None:
    release(
        repo, {"evidence/unit.xml": data}, evidence=[{"path": "evidence/unit.xml", "sha256": f"sha256:{sha(junit())}"}]
    )
    (said,) = told(repo, "entrance/suites-green")
    assert said.startswith(f"{word} {DOCUMENT}:11:21 `evidence/unit.xml`")


def attested(repo: Repo, **options: Any) -> list[str]:
    """A hobby release for whose tests somebody gives their word."""
    word = {"entrance": {"suites-green": {"by": "@kim", "on": "2026-11-18", "covers": "v1:sha256:" + "0" * 64}}}
    return green(repo, options.pop("unit", junit()), level="hobby", gates=word, **options)


def test_at_hobby_missing_results_leave_it_to_somebodys_word(repo: Repo) -> None:
    release(repo, level="hobby", evidence=None)
    assert told(repo, "entrance/suites-green") == [
        f"unknown {DOCUMENT}:1:1 `evidence` names no test results (JUnit XML)"
    ]
    (said,) = attested(repo, evidence=None)
    assert said.startswith("stale ")


@pytest.mark.parametrize("unit", [junit(RED), "<testsuites/>", "", junit("a", "a")])
def test_no_word_stands_against_a_red_result(repo: Repo, unit: str) -> None:
    (said,) = attested(repo, unit=unit)
    assert said.startswith("fail <")


def test_a_red_result_is_seen_behind_one_that_cannot_be_read(repo: Repo) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\n"
    word = {"entrance": {"suites-green": {"by": "@kim", "on": "2026-11-18", "covers": "v1:sha256:" + "0" * 64}}}
    release(repo, {"evidence/unit.xml": pointer, "evidence/e2e.xml": junit(RED)}, level="hobby", gates=word,
            evidence=["evidence/unit.xml", "evidence/e2e.xml"])  # fmt: skip
    assert told(repo, "entrance/suites-green") == [
        f"fail <tests-not-green> {DOCUMENT}:11:33 evidence/e2e.xml:4: `stops` failed; none may (and 1 more)",
        f"{DOCUMENT}:11:12 `evidence/unit.xml` is a pointer of Git LFS, not the file",
    ]


def suites(repo: Repo, evidence: list[Any], config: str = SUITES, **files: str) -> list[str]:
    release(repo, {f"evidence/{name}.xml": text for name, text in files.items()}, config=config, evidence=evidence)
    return told(repo, "entrance/suites-complete")


def test_every_expected_suite_that_ran_is_named(repo: Repo) -> None:
    assert suites(repo, ["evidence/unit.xml", "evidence/e2e.xml"], e2e=junit(suite="E2E")) == [
        f"pass {UNIT} `unit` ran: evidence/unit.xml (and 1 more)",
        f"{DOCUMENT}:11:33 `e2e` ran: evidence/e2e.xml",
    ]


def test_an_entry_may_say_whose_results_they_are(repo: Repo) -> None:
    evidence = ["evidence/unit.xml", {"path": "evidence/e2e.xml", "suite": "e2e"}]
    assert suites(repo, evidence, e2e=junit(suite="robot"))[0] == (
        f"pass {UNIT} `unit` ran: evidence/unit.xml (and 1 more)"
    )


@pytest.mark.parametrize("e2e", [junit("<testcase name='a'><skipped/></testcase>", suite="e2e"), "<testsuites/>"])
def test_lock_21_an_expected_suite_that_is_left_out_or_ran_nothing_fails(repo: Repo, e2e: str) -> None:
    said = f"fail <evidence-missing> {DOCUMENT}:11:11 the policy expects the suite `e2e`, and no test of it ran"
    assert suites(repo, ["evidence/unit.xml"]) == [said]
    assert suites(repo, ["evidence/unit.xml", {"path": "evidence/e2e.xml", "suite": "e2e"}], e2e=e2e) == [said]


def test_results_of_one_suite_do_not_pass_for_another(repo: Repo) -> None:
    assert suites(
        repo, ["evidence/unit.xml", {"path": "evidence/e2e.xml", "suite": "e2e"}], e2e=junit("a", suite="unit")
    ) == [
        f"fail <tests-not-green> {DOCUMENT}:11:42 the suite `e2e` stands here, and the results are those of `unit` (and 1 more)",
        f"{DOCUMENT}:11:11 the policy expects the suite `e2e`, and no test of it ran",
    ]


def test_without_expected_suites_nobody_can_tell(repo: Repo) -> None:
    said = f"unknown {DOCUMENT}:11:11 the policy does not say which suites a release needs (`expected-suites`)"
    assert suites(repo, ["evidence/unit.xml"], config="") == [said]
    assert suites(repo, ["evidence/unit.xml"], config="[policy]\nexpected-suites = []\n") == [said]


def current(repo: Repo, unit: str, **options: Any) -> list[str]:
    release(repo, {"evidence/unit.xml": unit, **options.pop("files", {})},
            **{"evidence": ["evidence/unit.xml"], **options})  # fmt: skip
    return told(repo, "entrance/suites-current")


OURS = f"pass {UNIT} `evidence/unit.xml` was made for this release"
TIED = f'<property name="artifact" value="dist/tide.tar sha256:{sha(TAR)}"/>'


@pytest.mark.parametrize(
    "unit",
    [junit(), junit(commit=COMMIT[:12].upper()), junit(commit=None, properties=TIED),
     junit(commit=None, properties=f'<property name="build" value="{sha(TAR)}"/>')],
)  # fmt: skip
def test_results_of_this_commit_or_artifact_are_current(repo: Repo, unit: str) -> None:
    assert current(repo, unit) == [OURS]


def test_the_entry_may_say_the_commit(repo: Repo) -> None:
    evidence = [{"path": "evidence/unit.xml", "commit": COMMIT[:8]}]
    assert current(repo, junit(commit=None), evidence=evidence) == [OURS.replace(":12 ", ":21 ")]
    wrong = [{"path": "evidence/unit.xml", "commit": OTHER_COMMIT}]
    assert current(repo, junit(), evidence=wrong) == [
        f"fail {DOCUMENT}:11:21 evidence/unit.xml:2 was made for the commit `{OTHER_COMMIT}`, the release is `{COMMIT}` [{DOCUMENT}:9:9]"
    ]


@pytest.mark.parametrize("unit", [junit(commit=None), junit(commit="main"), junit(commit=COMMIT[:6]), junit(commit="")])
def test_results_that_say_no_commit_are_unknown(repo: Repo, unit: str) -> None:
    assert current(repo, unit) == [
        f"unknown {UNIT} evidence/unit.xml:2: nothing says for which commit or artifact it was made"
    ]


def test_results_without_a_test_are_nobodys(repo: Repo) -> None:
    assert current(repo, "<testsuites/>") == [f"unknown {UNIT} `evidence/unit.xml` holds no test"]


def test_a_suite_that_only_holds_others_need_not_say_it(repo: Repo) -> None:
    inner = (
        junit()
        .replace("<testsuites>", "<testsuites><testsuite name='all'>")
        .replace("</testsuites>", "</testsuite></testsuites>")
    )
    assert current(repo, inner) == [OURS]


def test_results_of_another_commit_or_artifact_fail(repo: Repo) -> None:
    assert current(repo, junit(commit=OTHER_COMMIT)) == [
        f"fail {UNIT} evidence/unit.xml:2 was made for the commit `{OTHER_COMMIT}`, the release is `{COMMIT}` [{DOCUMENT}:9:9]"
    ]
    other = f'<property name="artifact" value="{"0" * 64}"/>'
    assert current(repo, junit(properties=other)) == [
        f"fail {UNIT} evidence/unit.xml:2 was made for an artifact sha256:{'0' * 64}, which is none of the release's [{DOCUMENT}:10:12]"
    ]


def test_one_suite_of_another_commit_among_several_fails(repo: Repo) -> None:
    old = junit("a", suite="old", commit=OTHER_COMMIT).removeprefix("<testsuites>\n")
    both = junit().replace("</testsuites>\n", old)
    assert current(repo, both) == [
        f"fail {UNIT} evidence/unit.xml:6 was made for the commit `{OTHER_COMMIT}`, the release is `{COMMIT}` [{DOCUMENT}:9:9]"
    ]


def test_without_a_commit_an_artifact_ties_the_results(repo: Repo) -> None:
    assert current(repo, junit(properties=TIED), commit=None) == [OURS.replace("11:12", "10:12")]
    assert current(repo, junit(), commit=None, artifacts=None) == [
        f"unknown {DOCUMENT}:9:12 evidence/unit.xml:2: nothing says for which commit or artifact it was made"
    ]


def test_a_scan_of_another_commit_fails_and_one_of_none_is_unknown(repo: Repo) -> None:
    release(repo, {"evidence/scan.sarif": sarif(commit=OTHER_COMMIT)})
    assert told(repo, "entrance/suites-current") == [
        f"fail {SCAN} evidence/scan.sarif (image-scan) was made for the commit `{OTHER_COMMIT}`, the release is `{COMMIT}` [{DOCUMENT}:9:9]"
    ]
    release(repo, {"evidence/scan.sarif": sarif(commit=None)})
    assert told(repo, "entrance/suites-current") == [
        f"unknown {SCAN} evidence/scan.sarif (image-scan): nothing says for which commit or artifact it was made"
    ]


def test_statements_about_this_artifact_are_current(repo: Repo) -> None:
    release(repo, {"evidence/vex.json": vex("fixed", product=f"sha256:{sha(TAR)}")}, evidence=["evidence/vex.json"])
    assert told(repo, "entrance/suites-current") == [f"pass {UNIT} `evidence/vex.json` was made for this release"]


REUSED = f"fail {UNIT} `evidence/unit.xml` is the same file that release `v1.1.0` used [docs/releases/v1.1.0.md:11:12]"
BEFORE = "docs/releases/v1.1.0.md"


@pytest.mark.parametrize("status", ["published", "ready", "withdrawn"])
def test_lock_20_results_that_an_earlier_release_used_fail(repo: Repo, status: str) -> None:
    files = {"evidence/v1.1.0/unit.xml": junit(), BEFORE: earlier(status=status)}
    assert current(repo, junit(), files=files) == [REUSED]


def test_lock_20_holds_though_the_old_file_is_gone(repo: Repo) -> None:
    gone = [{"path": "evidence/old.xml", "sha256": sha(junit())}]
    assert current(repo, junit(), files={BEFORE: earlier(evidence=gone)}) == [REUSED.replace(":12]", ":21]")]
    verdict = json.dumps({"release": "1.1", "inputs": [{"path": "evidence/old.xml", "sha256": sha(junit())}]})
    files = {
        BEFORE: earlier(evidence=["evidence/old.xml"]),
        "verdicts/v1.1.0.json": verdict,
        "verdicts/odd.json": "[5]",
    }
    assert current(repo, junit(), files=files) == [REUSED]


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({"release": "v1.3.0", "version": "v1.3.0", "status": "draft"}, False),
        ({"release": "v1.3.0", "version": "v1.3.0", "status": "published"}, True),
        ({"release": "v1.2.0", "version": "v1.2.0", "status": "withdrawn"}, False),
        ({"release": "v1.2.0", "version": "v1.2.0", "status": "ready"}, True),
        ({"product": "foam"}, False),
        ({"product": None}, True),
        ({"product": "Tide"}, True),
        ({"release": "spring", "version": None, "status": "draft"}, True),
    ],
)
def test_what_counts_as_an_earlier_release(repo: Repo, said: Mapping[str, Any], counts: bool) -> None:
    files = {"evidence/v1.1.0/unit.xml": junit(), BEFORE: earlier(**said)}
    assert current(repo, junit(), files=files)[0].startswith("fail" if counts else "pass")


def test_reused_results_cannot_be_waived(repo: Repo) -> None:
    waiver = (
        f'[[waivers]]\ndocument = "{DOCUMENT}"\ncriterion = "entrance/suites-current"\nby = "@lee"\nreason = "x"\n'
        'expires = "2026-12-01"\n'
    )
    assert current(repo, junit(), files={"evidence/v1.1.0/unit.xml": junit()}, config=waiver) == [REUSED]


def test_results_that_cannot_be_read_are_not_current(repo: Repo) -> None:
    release(repo, evidence=["evidence/e2e.xml"])
    assert told(repo, "entrance/suites-current") == [
        f"fail <evidence-missing> {UNIT} `evidence/e2e.xml` does not exist"
    ]
    release(repo, evidence=None)
    assert told(repo, "entrance/suites-current") == [
        f"fail <evidence-missing> {DOCUMENT}:1:1 `evidence` names no results"
    ]


def finding(level: str = "error", **more: Any) -> dict[str, Any]:
    at = {"physicalLocation": {"artifactLocation": {"uri": "app.py"}, "region": {"startLine": 7}}}
    return {"ruleId": "CVE-1", "level": level, "message": {"text": "bad"}, "locations": [at], **more}


def vex(status: str, product: str = "pkg:generic/tide@1.2.0") -> str:
    statement = {
        "vulnerability": {"name": "CVE-2"},
        "status": status,
        "products": [product],
        "justification": "not called",
    }
    return json.dumps(
        {"@context": "https://openvex.dev/ns/v0.2.0", "timestamp": "2026-11-16T10:00:00Z", "statements": [statement]}
    )


def scan(repo: Repo, text: str, policy: str = "") -> list[str]:
    config = f'[policy]\nsecurity-level = "{policy}"\n' if policy else ""
    release(repo, {"evidence/scan.sarif": text}, config=config)
    return told(repo, "exit/scan-clean")


@pytest.mark.parametrize(
    ("result", "policy", "word"),
    [
        (finding("error"), "", "fail"), (finding("warning"), "", "pass"), (finding("warning"), "note", "fail"),
        (finding("note"), "note", "pass"), (finding("error"), "error", "pass"), (finding("none"), "note", "pass"),
        (finding("note", properties={"security-severity": "9.8"}), "", "fail"),
        (finding("note", properties={"security-severity": "6.9"}), "", "pass"),
        (finding("note", properties={"security-severity": "6.9"}), "note", "fail"),
        (finding("error", baselineState="absent"), "", "pass"),
        (finding("error", suppressions=[{"kind": "external", "justification": "only in tests"}]), "", "pass"),
        (finding("note", suppressions=[{"kind": "external"}]), "", "pass"),
    ],
)  # fmt: skip
def test_the_policy_says_which_level_may_be_open(repo: Repo, result: Mapping[str, Any], policy: str, word: str) -> None:
    said = {
        "pass": f"pass {SCAN} `evidence/scan.sarif`: nothing above {policy or 'warning'} is open",
        "fail": f"fail {SCAN} evidence/scan.sarif: CVE-1 ",
    }
    assert scan(repo, sarif(result), policy)[0].startswith(said[word])


def test_an_open_error_is_told_with_its_place(repo: Repo) -> None:
    assert scan(repo, sarif(finding())) == [f"fail {SCAN} evidence/scan.sarif: CVE-1 (error) app.py:7 is open: bad"]


@pytest.mark.parametrize("suppression", [{"kind": "external"}, {"kind": "inSource", "justification": " "}])
def test_a_suppression_without_a_reason_fails(repo: Repo, suppression: Mapping[str, str]) -> None:
    reason = {"kind": "external", "justification": "not called"}
    assert scan(repo, sarif(finding(suppressions=[reason, suppression]))) == [
        f"fail {SCAN} evidence/scan.sarif: CVE-1 (error) app.py:7 is suppressed, and nothing says why"
    ]


def test_a_run_that_failed_is_unknown(repo: Repo) -> None:
    assert scan(repo, sarif(invocations=[{"executionSuccessful": False}])) == [
        f"unknown {SCAN} evidence/scan.sarif: image-scan: the run was not successful: `executionSuccessful` is not true"
    ]


@pytest.mark.parametrize(
    ("status", "policy", "said"),
    [
        ("fixed", "", "pass {at} `evidence/scan.sarif`: nothing above warning is open"),
        ("not_affected", "", "pass {at} `evidence/scan.sarif`: nothing above warning is open"),
        ("affected", "", "fail {at} evidence/scan.sarif: statements[0]: CVE-2 is `affected`"),
        ("affected", "error", "pass {at} `evidence/scan.sarif`: nothing above error is open"),
        ("under_investigation", "", "unknown {at} evidence/scan.sarif: statements[0]: CVE-2 is `under investigation`"),
    ],
)
def test_statements_about_vulnerabilities_are_a_scan(repo: Repo, status: str, policy: str, said: str) -> None:
    assert scan(repo, vex(status), policy) == [said.format(at=SCAN)]


def test_without_a_scan_it_fails(repo: Repo) -> None:
    release(repo, evidence=["evidence/unit.xml"])
    assert told(repo, "exit/scan-clean") == [
        f"fail <evidence-missing> {DOCUMENT}:11:11 `evidence` names no security scan; SARIF or VEX is expected"
    ]


def test_a_scan_that_cannot_be_read_fails(repo: Repo) -> None:
    assert scan(repo, '{"runs": []') == [
        f"fail <evidence-missing> {SCAN} evidence/scan.sarif:1: the JSON ends too early: the file is cut off (and 1 more)",
        f"{DOCUMENT}:11:11 `evidence` names no security scan; SARIF or VEX is expected",
    ]


def issue(severity: str = "P0", **more: str) -> dict[str, str]:
    return {"id": "T-1", "severity": severity, "summary": "It burns", **more}


def issues(repo: Repo, listed: Any, text: str = "None known.", name: str = "no-open-p0", **options: Any) -> list[str]:
    release(repo, known_issues=listed, body=BODY.replace("None known.", text), **options)
    return told(repo, f"exit/{name}")


TABLE = "| Number | Severity | What |\n|---|---|---|\n"
NONE = f"pass {DOCUMENT}:14:15 no P0 is open"


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ([], "pass {at}:14:15 no P0 is open"),
        ([issue("P1"), issue("P3", status="open")], "pass {at}:14:15 no P0 is open"),
        ([issue(status="fixed")], "pass {at}:14:15 no P0 is open"),
        ([issue()], "fail {at}:14:42 `T-1` is a P0 and `open`, none may be open"),
        ([issue("p0 – cosmetic")], "fail {at}:14:42 `T-1` is a P0 and `open`, none may be open"),
        ([issue(status="accepted")], "fail {at}:14:42 `T-1` is a P0 and `accepted`, none may be open"),
        ([issue("urgent")], "unknown {at}:14:42 `T-1` has no severity P0 to P4"),
        (["P0"], "unknown {at}:14:16 `issue 1` has no severity P0 to P4"),
        (None, "unknown {at}:1:1 nothing says which issues are known (`known_issues` is missing)"),
        ("none", "unknown {at}:14:15 nothing says which issues are known (`known_issues` is missing)"),
    ],
)
def test_issues_in_front_matter_are_open_until_they_are_fixed(repo: Repo, listed: Any, said: str) -> None:
    assert issues(repo, listed) == [said.format(at=DOCUMENT)]


def test_each_severity_has_a_criterion_of_its_own(repo: Repo) -> None:
    listed = [issue("P1", status="accepted")]
    assert issues(repo, listed) == [NONE]
    assert issues(repo, listed, name="no-open-p1") == [
        f"fail {DOCUMENT}:14:42 `T-1` is a P1 and `accepted`, none may be open"
    ]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (TABLE + "| T-9 | P0 | It burns |", 28, ":9 “T-9” is a P0"),
        (TABLE + "| T-9 (retired) | **p0** | It burns |", 28, ":19 “T-9 (retired)” is a P0"),
        (TABLE + "| T-8 | P2 | slow |\n\n" + TABLE + "| T-9 | P0 | It burns |", 32, ":9 “T-9” is a P0"),
        ("> " + TABLE.replace("\n|-", "\n> |-") + "> | T-9 | P0 | It burns |", 28, ":11 “T-9” is a P0"),
        ("| Number | What |\n|---|---|\n| T-9 | P0: it burns |", 28, ":9 the text speaks of a P0 (“P0: it burns”)"),
        ("| Number | Severity | Priority |\n|---|---|---|\n| T-9 | P3 | P0 |", 28, ":14 “T-9” is a P0"),
        ("- P0: it burns", 26, ":3 the text speaks of a P0 (“P0: it burns”)"),
        ("It burns (priority 0).", 26, ":1 the text speaks of a P0 (“It burns (priority 0).”)"),
        ("No workaround for P0 T-9 is known.", 26, ":1 the text speaks of a P0 (“No workaround for P0 T-9 is known.”)"),
        ("No P0 fix yet.", 26, ":1 the text speaks of a P0 (“No P0 fix yet.”)"),
        ("### P0\n\nIt burns.", 26, ":1 the text speaks of a P0 (“P0”)"),
        ("```\nP0 it burns\n```", 26, ":1 the text speaks of a P0 (“``` P0 it burns ```”)"),
        ("None known.\n\n# More\n\n## Known bugs\n\nP\u200b0, it burns.", 32, ":1 the text speaks of a P0 (“P0, it burns.”)"),
    ],
)  # fmt: skip
def test_lock_30_an_issue_only_in_the_text_fails(repo: Repo, text: str, line: int, said: str) -> None:
    at, _, rest = said[1:].partition(" ")
    assert issues(repo, [], text) == [
        f"fail {DOCUMENT}:{line}:{at} {rest}, and `known_issues` lists no such issue as fixed [{DOCUMENT}:14:15]"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "None known.", "No P0 or P1 issues are open.", "There is no open issue of severity P0.", "No P0, P1 or P2.",
        "No P0 is known; two P3.", TABLE + "| None | – | – |", TABLE + "| T-1 | P2 | P0 in an earlier version |",
        "<!-- list every P0 here -->\n\nNone known.", "VP0 and P01 are names of parts.",
    ],
)  # fmt: skip
def test_a_text_that_denies_it_is_no_open_issue(repo: Repo, text: str) -> None:
    assert issues(repo, [], text) == [NONE]


def test_what_front_matter_calls_fixed_may_stand_in_the_text(repo: Repo) -> None:
    text = TABLE + "| T-1 | P0 | It burned |\n\nT-1 was a P0."
    assert issues(repo, [issue(status="fixed")], text) == [NONE]
    assert issues(repo, [issue(status="fixed", id="T-12")], text)[0].startswith(f"fail {DOCUMENT}:28:9 “T-1” is a P0")


@pytest.mark.parametrize("cell", ["critical", "", "[SEVERITY]"])
def test_a_row_without_a_severity_is_unknown(repo: Repo, cell: str) -> None:
    (said,) = issues(repo, [], TABLE + f"| T-9 | {cell} | It burns |")
    assert said.startswith(f"unknown {DOCUMENT}:28:") and said.endswith(f"“T-9”: `{cell}` is no severity P0 to P4")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("None known.", "pass"), ("- T-4: it squeaks", "pass"), (TABLE + "| T-4 | P3 | It squeaks |", "pass"),
        ("", "unknown"), ("[KNOWN_ISSUES]", "unknown"), ("<!-- none -->", "unknown"), (TABLE, "unknown"),
        ("P0: it burns", "fail"),
    ],
)  # fmt: skip
def test_at_hobby_the_section_may_say_it(repo: Repo, text: str, word: str) -> None:
    assert issues(repo, None, text, level="hobby")[0].split()[0] == word


def test_at_hobby_silence_is_unknown(repo: Repo) -> None:
    repo.write({DOCUMENT: front({"kind": "release-checklist", "title": "t", "release": "v1.2.0"}) + "\n# t\n"})
    assert told(repo, "exit/no-open-p0") == [
        f"unknown {DOCUMENT}:1:1 nothing says which issues are known (`known_issues` is missing)"
    ]


def test_an_open_p0_cannot_be_waived(repo: Repo) -> None:
    waiver = (
        f'[[waivers]]\ndocument = "{DOCUMENT}"\ncriterion = "exit/no-open-p0"\nby = "@lee"\nreason = "x"\n'
        'expires = "2026-12-01"\n'
    )
    assert issues(repo, [issue()], config=waiver) == [
        f"fail {DOCUMENT}:14:42 `T-1` is a P0 and `open`, none may be open"
    ]
