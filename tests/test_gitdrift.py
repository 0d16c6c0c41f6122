"""What git says of the history of files: commits with what they changed, blobs, and the trail of a file."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgate.knowing import gitdrift
from opsgate.knowing.facts import Facts, NotRecorded, Replay
from opsgate.knowing.gitdrift import Change, Commit, Touch, Trail, Version
from tests.repo import Repo

ZEROS = "0" * 40
LONG = "".join(f"line {number}\n" for number in range(20))


def git(root: Path, *arguments: str, day: str = "2026-11-01", zone: str = "+0000") -> str:
    """Run git in a folder as somebody, at noon of a day."""
    names = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
             for what, value in (("NAME", "sam"), ("EMAIL", "sam@example.org"), ("DATE", f"{day}T12:00:00 {zone}"))}  # fmt: skip
    done = subprocess.run(["git", *arguments], cwd=root, env={**os.environ, **names}, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().strip()


def told(facts: Facts, skip: int = 0, count: int = 100) -> list[tuple[str, list[str]]] | None:
    """The history as days and changes: ``old > new`` for a move, ``name`` for a change, ``name -`` for one gone."""
    head = facts.head()
    assert head is not None
    found = facts.history(head, skip, count)
    return None if found is None else [(commit.day, list(map(shown, commit.changes))) for commit in found]


def shown(change: Change) -> str:
    if change.old != change.new:
        return f"{change.old} > {change.new}" + (" changed" if change.before != change.after else "")
    return f"{change.new} {'+' * (change.before == ZEROS)}{'-' * (change.after == ZEROS)}".strip()


def test_commits_come_newest_first_with_what_they_changed(repo: Repo) -> None:
    repo.write({"a": "1\n", "b": "1\n", "x y/ü\n": "1\n"}).commit(day="2026-01-02")
    repo.write({"a": "2\n"}).commit(day="2026-01-03")
    (repo.root / "b").unlink()
    repo.commit(day="2026-01-04")
    assert told(Facts(repo.root)) == [
        ("2026-01-04", ["b -"]),
        ("2026-01-03", ["a"]),
        ("2026-01-02", ["a +", "b +", "x y/ü\n +"]),
    ]


def test_a_part_of_the_history_can_be_asked_for(repo: Repo) -> None:
    for number in range(1, 5):
        repo.write({"a": f"{number}\n"}).commit(day=f"2026-01-0{number}")
    facts = Facts(repo.root)
    assert told(facts, 1, 2) == [("2026-01-03", ["a"]), ("2026-01-02", ["a"])]
    assert told(facts, 4, 2) == []


def test_moves_are_told_from_new_files(repo: Repo) -> None:
    repo.write({"a": LONG, "b": LONG.upper()}).commit(day="2026-01-02")
    git(repo.root, "mv", "a", "c")
    git(repo.root, "mv", "b", "d")
    repo.write({"d": LONG.upper() + "more\n"}).commit(day="2026-01-03")
    assert told(Facts(repo.root), 0, 1) == [("2026-01-03", ["a > c", "b > d changed"])]


def test_a_merge_changes_only_what_differs_from_all_its_parents(repo: Repo) -> None:
    repo.write({"a": "1\n", "b": "1\n", "c": "1\n"}).commit(day="2026-01-02")
    git(repo.root, "checkout", "--quiet", "-b", "side")
    repo.write({"a": "side\n", "b": "side\n"}).commit(day="2026-01-03")
    git(repo.root, "checkout", "--quiet", "main")
    repo.write({"a": "main\n", "c": "main\n"}).commit(day="2026-01-04")
    subprocess.run(["git", "merge", "--quiet", "--no-commit", "side"], cwd=repo.root, capture_output=True, check=False)
    repo.write({"a": "both\n"}).commit(day="2026-01-05")
    facts = Facts(repo.root)
    assert told(facts, 0, 3) == [("2026-01-05", ["a"]), ("2026-01-04", ["a", "c"]), ("2026-01-03", ["a", "b"])]
    history = facts.history(str(facts.head()), 0, 1)
    assert history is not None
    assert facts.blobs(history[0].changes[0][2:]) == {
        history[0].changes[0].before: b"main\n",
        history[0].changes[0].after: b"both\n",
    }


def test_names_are_relative_to_the_root_and_others_begin_with_a_slash(repo: Repo) -> None:
    repo.write({"api/a": LONG, "shared/b": LONG.upper()}).commit(day="2026-01-02")
    git(repo.root, "mv", "shared/b", "api/b")
    repo.commit(day="2026-01-03")
    assert told(Facts(repo.root / "api")) == [
        ("2026-01-03", ["/shared/b > b"]),
        ("2026-01-02", ["a +", "/shared/b +"]),
    ]


def test_a_commit_to_be_ignored_does_not_count(repo: Repo) -> None:
    repo.write({"a": "1\n"}).commit(day="2026-01-02")
    repo.write({"a": "2\n"}).commit(day="2026-01-03")
    sha = git(repo.root, "rev-parse", "HEAD")
    repo.write({".git-blame-ignore-revs": f"# all in one style\n{sha} # black\nnonsense\n"}).commit(day="2026-01-04")
    facts = Facts(repo.root)
    history = facts.history(str(facts.head()), 0, 9)
    assert history is not None
    assert [commit.counts for commit in history] == [True, False, True]


def test_a_day_is_that_of_the_committers_own_calendar(repo: Repo) -> None:
    repo.write({"a": "1\n"}).commit()
    git(repo.root, "commit", "--quiet", "--allow-empty", "--message=late", day="2026-03-01", zone="-1300")
    facts = Facts(repo.root)
    history = facts.history(str(facts.head()), 0, 1)
    assert history is not None
    assert (history[0].day, facts.head_time() and str(facts.head_time())) == (
        "2026-03-01", "2026-03-02 01:00:00+00:00"
    )  # fmt: skip


def test_nothing_is_known_of_a_history_that_is_cut_off(repo: Repo, tmp_path: Path) -> None:
    repo.write({"a": "1\n"}).commit(day="2026-01-02").write({"a": "2\n"}).commit(day="2026-01-03")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repo.root}", "cut")
    assert told(Facts(tmp_path / "cut")) is None


def test_nothing_is_known_where_there_is_no_repository_or_no_commit(tmp_path: Path) -> None:
    facts = Facts(tmp_path)
    assert (facts.history("a" * 40, 0, 1), facts.history("--all", 0, 1), facts.blobs(["a" * 40])) == (None, None, {})


def test_settings_of_the_user_change_nothing(repo: Repo) -> None:
    repo.write({"a": LONG}).commit(day="2026-01-02")
    git(repo.root, "mv", "a", "b")
    repo.commit(day="2026-01-03")
    for setting, value in (
        ("diff.renames", "false"), ("log.date", "relative"), ("diff.noPrefix", "true"), ("log.showSignature", "true"),
        ("core.quotepath", "true"), ("diff.relative", "true"), ("log.diffMerges", "off"), ("format.pretty", "raw"),
    ):  # fmt: skip
        git(repo.root, "config", setting, value)
    assert told(Facts(repo.root)) == [("2026-01-03", ["a > b"]), ("2026-01-02", ["a +"])]


def test_where_blobs_are_missing_only_plain_moves_are_known(repo: Repo, tmp_path: Path) -> None:
    repo.write({"a": LONG, "b": LONG.upper()}).commit(day="2026-01-02")
    git(repo.root, "mv", "a", "c")
    git(repo.root, "mv", "b", "d")
    repo.write({"d": LONG.upper() + "more\n"}).commit(day="2026-01-03")
    git(repo.root, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", "--no-checkout", f"file://{repo.root}", "partial")
    assert told(Facts(tmp_path / "partial"), 0, 1) == [("2026-01-03", ["b -", "a > c", "d +"])]


def test_blobs_that_are_none_are_absent(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write({"a": "1\n\n", "empty": "", "big": "x" * 100}).commit()
    a, empty, big, tree = (git(repo.root, "rev-parse", f"HEAD:{name}") for name in ("a", "empty", "big", ""))
    monkeypatch.setattr(gitdrift, "LARGEST", 99)
    wanted = [a, a, empty, big, tree, ZEROS, "f" * 40, "HEAD", "--all", ""]
    assert Facts(repo.root).blobs(wanted) == {a: b"1\n\n", empty: b""}
    with pytest.raises(NotRecorded):
        Replay({}).blobs([a])


@given(st.binary(max_size=300))
def test_any_output_of_git_is_read_without_an_error(raw: bytes) -> None:
    gitdrift.commits(raw, "api/")


@pytest.mark.parametrize("raw", [b":", b":::", b":1 2 3", b"\n:\0a\0", b"x\0:100644\0a\0b\0", b"\0\0:a b c d R\0"])
def test_entries_that_git_never_prints_change_nothing(raw: bytes) -> None:
    assert [commit[3] for commit in gitdrift.commits(raw, "") if commit[3]] == []


def trail(*commits: tuple[bool, list[Change]], documents: tuple[str, ...] = ()) -> Trail:
    found = Trail(frozenset(documents))
    found.extend(Commit("", f"2026-01-{31 - at}", counts, tuple(made)) for at, (counts, made) in enumerate(commits))
    return found


def test_a_file_is_followed_back_through_all_its_names() -> None:
    found = trail(
        (True, [Change("c", "c", "3", "4")]),
        (True, [Change("b", "c", "2", "3")]),
        (True, [Change("b", "b", "1", "2")]),
        (True, [Change("a", "b", "1", "1")]),
        (True, [Change("a", "a", ZEROS, "1")]),
        documents=("c",),
    )
    assert found.touches == {
        "c": [Touch(0), Touch(1), Touch(2), Touch(3, "a"), Touch(4)],
        "b": [Touch(1, "c")],
        "a": [Touch(3, "c")],
    }
    assert found.versions == {"c": [Version(0, "3", "4"), Version(1, "2", "3"), Version(2, "1", "2"),
                                    Version(4, ZEROS, "1")]}  # fmt: skip


def test_files_that_change_their_places_keep_their_own_trail() -> None:
    found = trail(
        (True, [Change("a", "b", "1", "1"), Change("b", "a", "2", "2")]),
        (True, [Change("a", "a", "0", "1")]),
    )
    assert found.touches["b"] == [Touch(0, "a"), Touch(0, "a"), Touch(1)]


def test_a_commit_that_does_not_count_moves_files_and_changes_none() -> None:
    found = trail(
        (False, [Change("a", "b", "2", "3"), Change("d", "d", "2", "3"), Change("e", "e", ZEROS, "1")]),
        (True, [Change("a", "a", "1", "2")]),
        documents=("d", "e"),
    )
    assert found.touches == {"b": [Touch(1)]}
    assert found.versions == {"e": [Version(0, ZEROS, "1")]}


def test_a_change_of_rights_alone_is_none() -> None:
    assert trail((True, [Change("a", "a", "1", "1")]), documents=("a",)).touches == {}


def test_a_commit_without_a_date_has_that_of_the_one_before_it() -> None:
    found = Trail(())
    found.extend([Commit("", "2026-01-03", True, ()), Commit("", "", True, ()), Commit("", "2026-01-01", True, ())])
    assert found.days == ["2026-01-03", "2026-01-03", "2026-01-01"]
