"""Lock 31: a way back to this release, to one never shipped, or tried before the artifacts were there."""

from pathlib import Path

import pytest

from tests.locks.project import BEFORE, CHECKLIST, ROLLBACK, SAM, bad, shipped

NAME = "exit/rollback-drilled"
BACK = f"fail {CHECKLIST}:18:44 the way back from `v1.1.0` leads to"


def test_honestly_the_way_back_was_tried(tmp_path: Path) -> None:
    repo = shipped(tmp_path)

    assert (bad(repo.judged()), repo.criterion_of(CHECKLIST, NAME).verdict) == ([], "pass")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("target: v1.0.0", "target: v1.1.0", f"{BACK} `v1.1.0`, which is this release"),
        ("target: v1.0.0", "target: 1.1.0+again", f"{BACK} `1.1.0+again`, which is this release"),
        ("target: v1.0.0", "target: v2.0.0", f"{BACK} `v2.0.0`, which is a later release"),
        (
            "target: v1.0.0",
            "target: v0.9.0",
            f"fail {CHECKLIST}:18:44 `v0.9.0` was never released: there is neither a published checklist nor a tag of it",
        ),
        ("11-15 Pass", "11-15 Fail", f"fail {CHECKLIST}:18:64 the drill of 2026-11-15 failed; a pass is expected"),
        (
            "last_drill: 2026-11-15",
            "last_drill: 2026-11-16",
            f"fail {CHECKLIST}:18:64 the drill is dated 2026-11-16 here, and 2026-11-15 in {ROLLBACK}",
        ),
        (
            " last_drill: 2026-11-15 Pass,",
            "",
            f"fail {CHECKLIST}:18:11 the way back was never tried: `last_drill` is missing",
        ),
        (
            ", record: ../records/2026-11-15-rollback.md",
            "",
            f"fail {CHECKLIST}:18:11 no record of the drill of 2026-11-15 is named",
        ),
        (
            "2026-11-15 Pass",
            "2026-12-15 Pass",
            f"fail {CHECKLIST}:18:64 the drill is dated 2026-12-15, which lies after 2026-11-22",
        ),
    ],
)
def test_each_fails(tmp_path: Path, old: str, new: str, said: str) -> None:
    repo = shipped(tmp_path).edit(CHECKLIST, old, new)
    repo.commit("another way", mail=SAM)

    assert (repo.decided(CHECKLIST, NAME).partition(" (and")[0], repo.release()) == (said, "fail")


def test_a_drill_before_the_artifacts_was_held_with_others(tmp_path: Path) -> None:
    repo = shipped(tmp_path).edit(CHECKLIST, "last_drill: 2026-11-15", "last_drill: 2026-11-09")
    repo.edit(ROLLBACK, "date: 2026-11-15", "date: 2026-11-09").commit("earlier", mail=SAM)

    assert (repo.decided(CHECKLIST, NAME), repo.release()) == (
        f"fail {CHECKLIST}:18:64 the drill was on 2026-11-09, before the artifacts: they were first tested on "
        "2026-11-11 (evidence/unit.xml:1)", "fail",
    )  # fmt: skip


def test_a_record_that_says_fail_is_no_drill(tmp_path: Path) -> None:
    repo = shipped(tmp_path).edit(ROLLBACK, "result: pass", "result: fail")
    repo.commit("it failed", mail=SAM)

    assert (repo.decided(CHECKLIST, NAME), repo.release()) == (
        f"fail {CHECKLIST}:18:89 {ROLLBACK}: its result is `fail`", "fail"
    )  # fmt: skip


@pytest.mark.parametrize("status", ["ready", "withdrawn", "draft"])
def test_a_target_that_is_not_published_is_none(tmp_path: Path, status: str) -> None:
    repo = shipped(tmp_path).edit(BEFORE, "status: published", f"status: {status}")
    repo.commit("not published", mail=SAM)

    assert (repo.decided(CHECKLIST, NAME), repo.release()) == (
        f"fail {CHECKLIST}:18:44 `v1.0.0` is `{status}`, one that is published is expected", "fail"
    )  # fmt: skip


def test_a_tag_made_for_the_purpose_is_no_release(tmp_path: Path) -> None:
    repo = shipped(tmp_path).edit(CHECKLIST, "target: v1.0.0", "target: v0.9.0")
    repo.commit("another way", mail=SAM)
    repo.git("tag", "v0.9.0")

    assert repo.criterion_of(CHECKLIST, NAME).verdict in ("fail", "unknown")
