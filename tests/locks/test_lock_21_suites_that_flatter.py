"""Lock 21: a red suite left out, all tests skipped, cases twice, attributes that contradict the cases."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.locks.project import CHECKLIST, SAM, bad, shipped

UNIT = "evidence/unit.xml"
GREEN, COMPLETE = "entrance/suites-green", "entrance/suites-complete"
NOT_RUN = f"fail {CHECKLIST}:13:3 the policy expects the suite `unit`, and no test of it ran"
SECOND = 'name="closes"/>'

CHEATS: Mapping[str, tuple[dict[str, str], dict[str, str]]] = {
    "all skipped": (
        {'time="0.1"/>': "><skipped/></testcase>", SECOND: 'name="closes"><skipped/></testcase>',
         'skipped="0"': 'skipped="2"'},
        {GREEN: f"fail {CHECKLIST}:13:12 {UNIT}:3: no test ran, all 2 were skipped; at least one is expected",
         COMPLETE: NOT_RUN},
    ),
    "a case twice": (
        {SECOND: 'name="opens"/>'},
        {GREEN: f"fail {CHECKLIST}:13:12 {UNIT}:3: `crank opens` stands twice, in lines 3 and 4"},
    ),
    "red": (
        {SECOND: 'name="closes"><failure message="no"/></testcase>', 'failures="0"': 'failures="1"'},
        {GREEN: f"fail {CHECKLIST}:13:12 {UNIT}:4: `crank closes` failed; none may"},
    ),
    "red, and the attributes deny it": (
        {SECOND: 'name="closes"><failure message="no"/></testcase>'},
        {GREEN: f"fail {CHECKLIST}:13:12 {UNIT}:4: `crank closes` failed; none may (and 1 more)"},
    ),
    "the attributes tell of a failure": (
        {'failures="0"': 'failures="3"'},
        {GREEN: f"fail {CHECKLIST}:13:12 {UNIT}:1: `failures` of `testsuite` says 3, and nothing in it failed"},
    ),
    "cases cut out": (
        {'tests="2"': 'tests="20"'},
        {GREEN: f"fail {CHECKLIST}:13:12 {UNIT}:1: `tests` of `testsuite` says 20, counted are 2"},
    ),
}  # fmt: skip


def test_honestly_the_suite_is_green_and_complete(tmp_path: Path) -> None:
    repo = shipped(tmp_path)

    assert (bad(repo.judged()), repo.decided(CHECKLIST, GREEN), repo.decided(CHECKLIST, COMPLETE)) == (
        [],
        f"pass {CHECKLIST}:13:12 `{UNIT}`: 2 tests ran, none failed",
        f"pass {CHECKLIST}:13:12 `unit` ran: {UNIT}",
    )


@pytest.mark.parametrize("cheat", CHEATS)
def test_results_are_counted_case_by_case(tmp_path: Path, cheat: str) -> None:
    changes, wanted = CHEATS[cheat]
    repo = shipped(tmp_path)
    for old, new in changes.items():
        repo.edit(UNIT, old, new)
    repo.commit("results", mail=SAM)

    assert {name: repo.decided(CHECKLIST, name) for name in wanted} == wanted
    assert repo.release() == "fail"


@pytest.mark.parametrize(
    "results", ['<testsuite name="unit" tests="0"/>', '<testsuite name="unit"><testsuite name="unit"/></testsuite>']
)
def test_a_suite_without_tests_did_not_run(tmp_path: Path, results: str) -> None:
    repo = shipped(tmp_path)
    repo.write({UNIT: results}).commit("results", mail=SAM)

    verdict = repo.judged()
    said = [line for line in bad(verdict) if f" {GREEN}:" in line or f" {COMPLETE}:" in line]
    assert said == [
        f"{CHECKLIST} {GREEN}: fail {CHECKLIST}:13:12 {UNIT}:1: it holds no test, at least one is expected",
        f"{CHECKLIST} {COMPLETE}: {NOT_RUN}",
    ]


def test_the_red_suite_left_out_of_the_evidence_is_missed(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    line = next(line for line in repo.text(CHECKLIST).splitlines(keepends=True) if "suite: unit" in line)
    repo.edit(CHECKLIST, line, "").commit("leave it out", mail=SAM)

    assert (repo.decided(CHECKLIST, COMPLETE), repo.decided(CHECKLIST, GREEN), repo.release()) == (
        NOT_RUN, f"fail {CHECKLIST}:13:3 `evidence` names no test results (JUnit XML)", "fail"
    )  # fmt: skip


@pytest.mark.parametrize("path", [UNIT, "evidence/e2e.xml"])
def test_the_results_of_one_suite_do_not_stand_for_another(tmp_path: Path, path: str) -> None:
    repo = shipped(tmp_path, config={'["unit"]': '["unit", "e2e"]'})
    assert repo.decided(CHECKLIST, COMPLETE) == (
        f"fail {CHECKLIST}:13:3 the policy expects the suite `e2e`, and no test of it ran"
    )

    repo.write({path: repo.text(UNIT)})
    repo.edit(CHECKLIST, "  - evidence/scan", f"  - {{path: {path}, suite: e2e}}\n  - evidence/scan")
    repo.commit("both", mail=SAM)

    assert (repo.decided(CHECKLIST, COMPLETE), repo.decided(CHECKLIST, GREEN), repo.release()) == (
        f"fail {CHECKLIST}:14:12 the suite `e2e` stands here, and the results are those of `unit` (and 1 more)",
        f"fail {CHECKLIST}:14:12 `{path}` holds the same results as `{UNIT}`",
        "fail",
    )
