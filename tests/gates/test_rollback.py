"""The way back: to an earlier published release, tried with these artifacts, and on record."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.gates.release import COMMIT, DOCUMENT, DRILL, earlier, junit, record, release, sarif, told
from tests.repo import Repo

BEFORE = "docs/releases/v1.1.0.md"
TARGET, HELD, RECORD = f"{DOCUMENT}:15:22", f"{DOCUMENT}:15:46", f"{DOCUMENT}:15:75"
PASS = [
    f"pass {TARGET} {BEFORE} says that `v1.1.0` is published (and 2 more)",
    f"{HELD} the drill of 2026-11-17 passed",
    f"{RECORD} {DRILL} says so",
]


def way(
    target: str | None = "v1.1.0",
    last_drill: str | None = "2026-11-17 Pass",
    record: str | None = "../records/rollback.md",
) -> dict[str, str]:
    said = {"target": target, "last_drill": last_drill, "record": record}
    return {key: value for key, value in said.items() if value is not None}


def back(repo: Repo, rollback: Any = None, files: Mapping[str, str | bytes] | None = None, **options: Any) -> list[str]:
    asked = {key: options.pop(key) for key in ("as_of",) if key in options}
    release(repo, files, rollback=way() if rollback is None else rollback, **options)
    return told(repo, "exit/rollback-drilled", **asked)


def test_a_drill_on_record_to_a_published_release_passes(repo: Repo) -> None:
    assert back(repo) == PASS
    assert back(repo, way(target="1.1"))[0] == PASS[0].replace("`v1.1.0`", "`1.1`")
    assert back(repo, way(record="docs/records/rollback.md")) == PASS


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("v1.2.0", "fail {at} the way back from `v1.2.0` leads to `v1.2.0`, which is this release"),
        ("1.2", "fail {at} the way back from `v1.2.0` leads to `1.2`, which is this release"),
        ("v1.3.0", "fail {at} the way back from `v1.2.0` leads to `v1.3.0`, which is a later release"),
        ("yesterday", "unknown {at} the way back: `yesterday` is no version"),
    ],
)
def test_lock_31_the_target_is_an_earlier_release(repo: Repo, target: str, said: str) -> None:
    assert back(repo, way(target=target)) == [said.format(at=TARGET)]


def test_a_way_back_without_a_target_is_unknown(repo: Repo) -> None:
    assert back(repo, {"last_drill": "2026-11-17 Pass", "record": "../records/rollback.md"}) == [
        f"unknown {DOCUMENT}:15:11 the way back: it does not say to which release"
    ]


@pytest.mark.parametrize("status", ["draft", "ready", "withdrawn"])
def test_lock_31_a_target_that_is_not_published_fails(repo: Repo, status: str) -> None:
    assert back(repo, files={BEFORE: earlier(status=status)}) == [
        f"fail {TARGET} `v1.1.0` is `{status}`, one that is published is expected [{BEFORE}:7:9]"
    ]


def test_a_release_of_another_product_is_no_target(repo: Repo) -> None:
    release(repo, {BEFORE: earlier(product="foam")}).commit()
    assert told(repo, "exit/rollback-drilled") == [
        f"fail {TARGET} `v1.1.0` was never released: there is neither a published checklist nor a tag of it"
    ]


def head(repo: Repo) -> str:
    """The commit that the branch stands at."""
    return (repo.root / ".git" / "refs" / "heads" / "main").read_text().strip()


def put_tag(repo: Repo, tag: str, commit: str) -> None:
    path = repo.root / ".git" / "refs" / "tags" / tag
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{commit}\n")


def of_commit(repo: Repo, commit: str) -> list[str]:
    """What is said of a release that was built from this commit, with results of the same one, and leads to v1.0.0."""
    files = {"evidence/unit.xml": junit(commit=commit), "evidence/scan.sarif": sarif(commit=commit)}
    release(repo, files, rollback=way(target="v1.0.0"), commit=commit).commit("release")
    return told(repo, "exit/rollback-drilled")


def tagged(repo: Repo, tag: str) -> list[str]:
    """The tag, then the commit that the release was built from."""
    put_tag(repo, tag, head(repo.write({"src/tide.txt": "tide 1.0.0\n"}).commit("old")))
    return of_commit(repo, head(repo.write({"src/tide.txt": "tide 1.2.0\n"}).commit("new")))


@pytest.mark.parametrize("tag", ["v1.0.0", "1.0", "tide-v1.0.0", "tide@1.0.0", "tide/v1.0.0", "Tide-1.0.0"])
def test_a_tag_shows_that_the_target_was_released(repo: Repo, tag: str) -> None:
    assert tagged(repo, tag) == [
        f"pass {TARGET} the tag `{tag}` says that `v1.0.0` was released (and 2 more)",
        *PASS[1:],
    ]


def test_lock_31_a_tag_on_the_commit_of_the_release_fails(repo: Repo) -> None:
    same = head(repo.write({"src/tide.txt": "tide 1.2.0\n"}).commit("new"))
    put_tag(repo, "v1.0.0", same)
    assert of_commit(repo, same) == [
        f"fail {TARGET} the tag `v1.0.0` does not lie before this release's commit {same[:12]}"
    ]


def test_lock_31_a_tag_behind_the_commit_of_the_release_fails(repo: Repo) -> None:
    built = head(repo.write({"src/tide.txt": "tide 1.2.0\n"}).commit("new"))
    put_tag(repo, "v1.0.0", head(repo.write({"src/tide.txt": "tide 1.3.0\n"}).commit("newer")))
    assert of_commit(repo, built) == [
        f"fail {TARGET} the tag `v1.0.0` does not lie before this release's commit {built[:12]}"
    ]


@pytest.mark.parametrize("commit", [COMMIT, "abc", "", None])
def test_a_commit_that_git_does_not_know_leaves_a_tag_unknown(repo: Repo, commit: str | None) -> None:
    put_tag(repo, "v1.0.0", head(repo.write({"src/tide.txt": "tide 1.0.0\n"}).commit("old")))
    release(repo, rollback=way(target="v1.0.0"), commit=commit).commit("release")
    at = f"{DOCUMENT}:{14 if commit is None else 15}:22"
    assert told(repo, "exit/rollback-drilled") == [
        f"unknown {at} nobody can tell whether the tag `v1.0.0` lies before this release: no such `commit`"
    ]


@pytest.mark.parametrize("tag", ["v1.0.1", "v1.0.0-rc.1", "foam-v1.0.0", "nightly"])
def test_lock_31_a_target_that_was_never_shipped_fails(repo: Repo, tag: str) -> None:
    assert tagged(repo, tag) == [
        f"fail {TARGET} `v1.0.0` was never released: there is neither a published checklist nor a tag of it"
    ]


def test_lock_34_a_shallow_clone_does_not_say_what_was_never_shipped(repo: Repo) -> None:
    release(repo, rollback=way(target="v1.0.0")).commit()
    (repo.root / ".git" / "shallow").write_text(f"{head(repo)}\n")
    assert told(repo, "exit/rollback-drilled")[0].startswith(f"unknown {TARGET} nobody can tell whether `v1.0.0`")


def test_without_git_an_unknown_target_is_unknown(repo: Repo) -> None:
    assert back(repo, way(target="v1.0.0")) == [
        f"unknown {TARGET} nobody can tell whether `v1.0.0` was released: no checklist says so, and git has not all tags here"
    ]


@pytest.mark.parametrize(
    ("drill", "said"),
    [
        ("2026-11-17 Fail", f"fail {HELD} the drill of 2026-11-17 failed; a pass is expected"),
        ("2026-11-23 Pass", f"fail {HELD} the drill is dated 2026-11-23, which lies after 2026-11-22"),
        ("2026-11-17", f"unknown {HELD} `2026-11-17` does not say when the way back was tried and how it went"),
        ("soon", f"unknown {HELD} `soon` does not say when the way back was tried and how it went"),
    ],
)
def test_a_drill_counts_that_was_held_and_passed(repo: Repo, drill: str, said: str) -> None:
    assert back(repo, way(last_drill=drill)) == [said]


def test_a_drill_of_today_counts_and_one_of_tomorrow_does_not(repo: Repo) -> None:
    assert back(repo, as_of="2026-11-17") == PASS
    assert back(repo, as_of="2026-11-16") == [f"fail {HELD} the drill is dated 2026-11-17, which lies after 2026-11-16"]


@pytest.mark.parametrize(
    ("rollback", "at", "said"),
    [
        ({"target": "v1.1.0"}, "15:11", "the way back was never tried: `last_drill` is missing"),
        ("see below", "15:11", "`rollback` does not say how to go back"),
        (way(record=None), "15:11", "no record of the drill of 2026-11-17 is named"),
        (way(record="../records/none.md"), "15:75", "`../records/none.md` leads to no document, a record is expected"),
        (way(record="v1.1.0.md"), "15:75", "`v1.1.0.md` is a release-checklist, a record is expected"),
    ],
)
def test_what_is_missing_fails(repo: Repo, rollback: Any, at: str, said: str) -> None:
    assert back(repo, rollback) == [f"fail <evidence-missing> {DOCUMENT}:{at} {said}"]


def test_lock_31_a_drill_before_the_artifacts_fails(repo: Repo) -> None:
    files = {"evidence/unit.xml": junit(day="2026-11-18")}
    assert back(repo, files=files) == [
        f"fail {HELD} the drill was on 2026-11-17, before the artifacts: they were first tested on 2026-11-18 (evidence/unit.xml:2) [{DOCUMENT}:11:12]"
    ]
    assert back(repo, files={"evidence/unit.xml": junit(day="2026-11-17")}) == PASS


@pytest.mark.parametrize("day", ["", "last week"])
def test_results_without_a_time_leave_it_unknown(repo: Repo, day: str) -> None:
    assert back(repo, files={"evidence/unit.xml": junit(day=day)}) == [
        f"unknown {HELD} nobody can tell whether the drill of 2026-11-17 was held with these artifacts: no test result says when it was made [{DOCUMENT}:11:11]"
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"result": "fail"}, f"its result is `fail` [{DRILL}:10:9]"),
        ({"type": "dry-run"}, f"it is of the type `dry-run`, a `drill` is asked for [{DRILL}:4:7]"),
        ({"subject": BEFORE}, f"its subject is `{BEFORE}`, not `{DOCUMENT}` [{DRILL}:5:10]"),
        ({"version": "v1.1.0"}, f"it is of version `v1.1.0`, the document is of `v1.2.0` [{DRILL}:6:10]"),
        ({"status": "draft"}, f"the record is `draft` [{DRILL}:7:9]"),
    ],
)
def test_lock_12_a_record_that_says_otherwise_fails(repo: Repo, changes: dict[str, str], said: str) -> None:
    assert back(repo, files={DRILL: record(**changes)}) == [f"fail <evidence-missing> {RECORD} {DRILL}: {said}"]


def test_a_record_of_another_day_fails_at_both_places(repo: Repo) -> None:
    assert back(repo, files={DRILL: record(date="2026-11-18")}) == [
        f"fail {HELD} the drill is dated 2026-11-17 here, and 2026-11-18 in {DRILL} [{DRILL}:9:7]"
    ]


def test_a_record_that_cannot_be_taken_is_unknown(repo: Repo) -> None:
    (said,) = back(repo, files={DRILL: record(result="good")})
    assert said.startswith(f"unknown {RECORD} the record {DRILL} cannot be taken: ")
