"""Lock 20: the last release's green results again; the same bytes fail, and so do results of another commit."""

import re
from pathlib import Path

import pytest

from tests.locks.project import BEFORE, CHECKLIST, SAM, Product, bad, shipped, shown

UNIT, OLD = "evidence/unit.xml", "evidence/1.0.0/unit.xml"
SCAN, OLD_SCAN = "evidence/scan.sarif", "evidence/1.0.0/scan.sarif"


def commit_of(repo: Product, document: str) -> str:
    found = re.search(r"(?m)^commit: ([0-9a-f]{40})$", repo.text(document))
    assert found is not None
    return found[1]


@pytest.mark.parametrize(("new", "old", "line", "column"), [(UNIT, OLD, 13, 12), (SCAN, OLD_SCAN, 14, 5)])
def test_the_same_bytes_under_another_name_fail(tmp_path: Path, new: str, old: str, line: int, column: int) -> None:
    repo = shipped(tmp_path)
    assert bad(repo.judged()) == []

    repo.write({new: repo.text(old)}).commit("results", mail=SAM)

    found = repo.criterion_of(CHECKLIST, "entrance/suites-current")
    assert shown(found) == f"fail {CHECKLIST}:{line}:{column} `{new}` is the same file that release `v1.0.0` used"
    assert ([region.path for region in found.related], repo.release()) == ([BEFORE], "fail")


def test_so_does_naming_the_old_file(tmp_path: Path) -> None:
    repo = shipped(tmp_path).edit(CHECKLIST, f"path: {UNIT}", f"path: {OLD}")
    repo.commit("results", mail=SAM)

    assert (repo.decided(CHECKLIST, "entrance/suites-current"), repo.release()) == (
        f"fail {CHECKLIST}:13:12 `{OLD}` is the same file that release `v1.0.0` used", "fail"
    )  # fmt: skip


def test_withdrawing_the_old_release_does_not_hide_it(tmp_path: Path) -> None:
    repo = shipped(tmp_path).edit(BEFORE, "status: published", "status: withdrawn")
    repo.write({UNIT: repo.text(OLD)}).commit("results", mail=SAM)

    assert (repo.decided(CHECKLIST, "entrance/suites-current"), repo.release()) == (
        f"fail {CHECKLIST}:13:12 `{UNIT}` is the same file that release `v1.0.0` used", "fail"
    )  # fmt: skip


@pytest.mark.parametrize("gone", [OLD, BEFORE])
def test_nor_does_removing_it_for_the_results_say_their_commit(tmp_path: Path, gone: str) -> None:
    repo = shipped(tmp_path)
    was, now = commit_of(repo, BEFORE), commit_of(repo, CHECKLIST)
    repo.write({UNIT: repo.text(OLD)})
    (repo.root / gone).unlink()
    repo.commit("results", mail=SAM)

    assert (repo.decided(CHECKLIST, "entrance/suites-current"), repo.release()) == (
        f"fail {CHECKLIST}:13:12 {UNIT}:1 was made for the commit `{was}`, the release is `{now}`", "fail"
    )  # fmt: skip


def test_results_that_do_not_say_what_they_were_made_for_are_unknown(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    now = commit_of(repo, CHECKLIST)
    repo.edit(CHECKLIST, f", suite: unit, commit: {now}", ", suite: unit")
    repo.edit(UNIT, f'<properties><property name="commit" value="{now}"/></properties>\n', "")
    repo.commit("results", mail=SAM)

    assert (repo.decided(CHECKLIST, "entrance/suites-current"), repo.release()) == (
        f"unknown {CHECKLIST}:13:12 {UNIT}:1: nothing says for which commit or artifact it was made", "fail"
    )  # fmt: skip


def test_results_older_than_the_commit_that_they_name_are_not_of_it(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    repo.write({UNIT: repo.text(OLD).replace(commit_of(repo, BEFORE), commit_of(repo, CHECKLIST))})
    repo.commit("results", mail=SAM, day="2026-11-18")
    repo.approve("eng", "@lee").approve("qa", "@ana")

    assert repo.release() == "fail"
