"""Documents that describe code: what changed after them, what answers it, and patterns that match nothing."""

import datetime
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgate.judging import drift
from opsgate.judging.drift import Described, Drift, Drifts, Names, drifts, matches, same_substance
from opsgate.knowing.facts import Facts
from opsgate.knowing.gitlog import Done, Git
from opsgate.knowing.patterns import Patterns
from tests.checks.case import said
from tests.repo import Repo
from tests.test_gitdrift import git

LONG = "".join(f"line {number}\n" for number in range(20))


def runbook(*globs: str, front: str = "", text: str = "It opens the gate.") -> str:
    listed = "".join(f"\n  - {glob!r}" for glob in globs) or " []"
    return f"---\nkind: runbook\ntitle: Gate\nservice: gate\n{front}describes:{listed}\n---\n\n# Gate\n\n{text}\n"


def found(repo: Repo, *paths: str) -> list[str]:
    report = repo.check(*paths, select=["OG503"], as_of=datetime.date(2026, 12, 31))
    return [said(finding) for finding in report.open]


def later(message: str, glob: str = "src/*.py", at: str = "gate.md:6:5") -> str:
    return (
        f"{at}: warning OG503 code-drift: {message} [see `git log -- '{glob}'`, mend what no longer holds,"
        " and write the day as `last_reviewed`]"
    )


LATER = later(
    "`src/*.py` changed on 2026-10-03 (1 commit, `src/a.py`), after this document's last change on 2026-08-01"
)


@pytest.fixture
def described(repo: Repo) -> Repo:
    """Code and a document about it, as old as each other."""
    files = {"gate.md": runbook("src/*.py"), "src/a.py": LONG, "src/b.py": LONG.upper(), "lib/c.py": "c\n"}
    return repo.write(files).commit(day="2026-08-01")


def test_code_that_changed_later_is_drift(described: Repo) -> None:
    assert found(described) == []
    described.write({"src/a.py": "a = 2\n"}).commit(day="2026-10-03")
    assert found(described) == [LATER]


def test_what_is_not_described_may_change(described: Repo) -> None:
    described.write({"lib/c.py": "c = 2\n", "src/deep/a.py": "1\n", "README.txt": "1\n"}).commit(day="2026-10-03")
    assert found(described) == []


def test_commits_and_files_are_counted(described: Repo) -> None:
    described.write({"src/a.py": "a = 2\n", "src/b.py": "b = 2\n"}).commit(day="2026-09-01")
    described.write({"src/b.py": "b = 3\n", "src/new.py": "1\n"}).commit(day="2026-10-03")
    assert found(described) == [
        later("`src/*.py` changed on 2026-10-03 (2 commits, 3 files, last `src/b.py`), after this document's last"
              " change on 2026-08-01")
    ]  # fmt: skip


def test_a_document_changed_in_the_same_commit_or_later_has_no_drift(described: Repo) -> None:
    described.write({"src/a.py": "a = 2\n", "gate.md": runbook("src/*.py", text="New.")}).commit(day="2026-10-03")
    assert found(described) == []
    described.write({"src/a.py": "a = 3\n"}).commit(day="2026-10-04")
    described.write({"gate.md": runbook("src/*.py", text="Newer.")}).commit(day="2026-10-05")
    assert found(described) == []


def test_on_one_day_the_order_of_commits_counts(described: Repo) -> None:
    described.write({"src/a.py": "a = 2\n"}).commit(day="2026-08-01")
    assert found(described) == [LATER.replace("2026-10-03", "2026-08-01")]


def test_files_that_are_new_or_gone_are_changes(described: Repo) -> None:
    (described.root / "src/a.py").unlink()
    described.commit(day="2026-10-03")
    assert found(described) == [LATER]
    described.write({"src/new.py": "1\n"}).commit(day="2026-10-04")
    assert found(described) == [
        later("`src/*.py` changed on 2026-10-04 (2 commits, 2 files, last `src/new.py`), after this document's last"
              " change on 2026-08-01")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "new",
    [
        runbook("src/*.py", front="last_reviewed: 2026-09-01\n"),
        runbook("src/*.py", front="status: active\n"),
        runbook("src/*.py", front="gates: {exit: {dry-run: {by: '@kim', on: 2026-10-04}}}\n"),
        runbook("src/*.py", text="It opens\nthe gate."),
        runbook("src/*.py", text="It opens the gate.\n\n<!-- checked -->"),
        runbook("src/*.py").replace("# Gate\n", "Gate\n====\n"),
        runbook("src/*.py").replace("\n", "\r\n"),
    ],
    ids=["review", "status", "gates", "wrapping", "comment", "heading", "line ends"],
)
def test_a_change_of_the_document_that_says_nothing_new_answers_nothing(described: Repo, new: str) -> None:
    described.write({"src/a.py": "a = 2\n"}).commit(day="2026-10-03")
    described.write({"gate.md": new}).commit(day="2026-10-05")
    said_when = (
        "its last review on 2026-09-01" if "last_reviewed" in new else "this document's last change on 2026-08-01"
    )
    line = next(number for number, text in enumerate(new.splitlines(), 1) if "src/*.py" in text)
    expected = LATER.replace("this document's last change on 2026-08-01", said_when).replace(":6:", f":{line}:")
    assert found(described) == [expected]


@pytest.mark.parametrize(
    "new",
    [
        runbook("src/*.py", front="owner: '@kim'\n"),
        runbook("src/*.py", text="It closes the gate."),
        runbook("src/*.py", text="It opens the gate 2 times."),
        runbook("src/*.py", text="- It opens the gate."),
        runbook("src/*.py").split("---\n")[2] + "---\nkind: [\n",
    ],
    ids=["front matter", "words", "numbers", "structure", "unreadable"],
)
def test_a_change_of_what_the_document_says_is_one(new: str) -> None:
    assert not same_substance(runbook("src/*.py").encode(), new.encode())


def test_what_cannot_be_compared_counts_as_changed() -> None:
    assert not same_substance(None, b"a")
    assert not same_substance(b"a\xff", b"a\xfe")
    assert not same_substance(b"a\0 b", b"a\0  b")


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_document_always_says_what_it_says(one: str, other: str) -> None:
    assert same_substance(one.encode("utf-8", "replace"), one.encode("utf-8", "replace"))
    same_substance(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


@pytest.mark.parametrize(("day", "drifted"), [("2026-10-02", True), ("2026-10-03", False), ("2026-12-01", False)])
def test_a_review_on_the_day_of_the_change_or_after_it_answers_it(described: Repo, day: str, drifted: bool) -> None:
    described.write({"src/a.py": "a = 2\n"}).commit(day="2026-10-03")
    described.write({"gate.md": runbook("src/*.py", front=f"last_reviewed: {day}\n")})
    expected = later("`src/*.py` changed on 2026-10-03 (1 commit, `src/a.py`), after its last review on 2026-10-02",
                     at="gate.md:7:5")  # fmt: skip
    assert found(described) == [expected] * drifted


def test_a_review_in_the_future_answers_nothing(described: Repo) -> None:
    described.write({"gate.md": runbook("src/*.py", front="last_reviewed: 9999-01-01\n")}).commit(day="2026-08-02")
    described.write({"src/a.py": "a = 2\n"}).commit(day="2026-10-03")
    assert found(described) == [LATER.replace(":6:", ":7:")]


def test_only_what_came_after_the_review_is_counted(described: Repo) -> None:
    described.write({"src/a.py": "a = 2\n"}).commit(day="2026-09-01")
    described.write({"gate.md": runbook("src/*.py", front="last_reviewed: 2026-09-15\n")}).commit(day="2026-09-15")
    described.write({"src/b.py": "b = 2\n"}).commit(day="2026-10-03")
    assert found(described) == [
        later("`src/*.py` changed on 2026-10-03 (1 commit, `src/b.py`), after its last review on 2026-09-15",
              at="gate.md:7:5")
    ]  # fmt: skip


def test_a_document_that_was_moved_is_followed(described: Repo) -> None:
    described.write({"src/a.py": "a = 2\n"}).commit(day="2026-10-03")
    (described.root / "docs").mkdir()
    git(described.root, "mv", "gate.md", "docs/opener.md")
    described.commit(day="2026-10-05")
    assert found(described) == [LATER.replace("gate.md", "docs/opener.md")]


def test_a_file_that_was_moved_within_what_is_described_changed_nothing(described: Repo) -> None:
    git(described.root, "mv", "src/a.py", "src/z.py")
    described.commit(day="2026-10-03")
    assert found(described) == []
    described.write({"src/z.py": LONG + "more\n"}).commit(day="2026-10-04")
    assert found(described) == [LATER.replace("src/a.py", "src/z.py").replace("10-03", "10-04")]


def test_changes_under_a_former_name_count(described: Repo) -> None:
    described.write({"gate.md": runbook("lib/c.py", "new/*.py")}).commit(day="2026-08-02")
    described.write({"src/a.py": LONG + "more\n"}).commit(day="2026-10-03")
    (described.root / "new").mkdir()
    git(described.root, "mv", "src/a.py", "new/a.py")
    described.commit(day="2026-10-05")
    assert found(described) == [
        later("`new/*.py` changed on 2026-10-05 (2 commits, `new/a.py`), after this document's last change on"
              " 2026-08-02", "new/*.py", "gate.md:7:5")
    ]  # fmt: skip


def test_a_file_that_moves_out_of_what_is_described_is_a_change(described: Repo) -> None:
    git(described.root, "mv", "src/a.py", "lib/a.py")
    described.commit(day="2026-10-03")
    assert found(described) == [LATER]


def test_commits_that_blame_ignores_are_no_change(described: Repo) -> None:
    described.write({"src/a.py": LONG.title()}).commit(day="2026-10-03")
    sha = git(described.root, "rev-parse", "HEAD")
    described.write({".git-blame-ignore-revs": f"{sha}\n"}).commit(day="2026-10-04")
    assert found(described) == []


def merged(described: Repo, main: str) -> Repo:
    """Two branches changed ``src/a.py`` or ``src/b.py``, then the document; they were merged later."""
    git(described.root, "checkout", "--quiet", "-b", "side")
    described.write({"src/a.py": LONG + "side\n"}).commit(day="2026-08-02")
    git(described.root, "checkout", "--quiet", "main")
    described.write({main: LONG + "main\n"}).commit(day="2026-08-02")
    described.write({"gate.md": runbook("src/*.py", text="Newer.")}).commit(day="2026-08-03")
    subprocess.run(["git", "merge", "--no-commit", "side"], cwd=described.root, capture_output=True, check=False)
    return described


def test_a_merge_that_takes_a_file_as_one_branch_has_it_is_no_change_of_its_day(described: Repo) -> None:
    assert found(merged(described, "src/b.py").commit(day="2026-10-03")) == []


def test_a_merge_that_makes_something_new_of_a_file_is_a_change_of_its_day(described: Repo) -> None:
    merged(described, "src/a.py").write({"src/a.py": LONG + "both\n"}).commit(day="2026-10-03")
    assert found(described) == [LATER.replace("2026-08-01", "2026-08-03")]


def test_a_document_edited_on_disk_changed_now_if_it_says_something_new(described: Repo) -> None:
    described.write({"src/a.py": "a = 2\n"}).commit(day="2026-10-03")
    described.write({"gate.md": runbook("src/*.py", text="It opens\nthe gate.")})
    assert found(described) == [LATER]
    described.write({"gate.md": runbook("src/*.py", text="It closes the gate.")})
    assert found(described) == []


def test_code_edited_on_disk_changes_when_it_is_committed(described: Repo) -> None:
    described.write({"src/a.py": "a = 2\n", "src/new.py": "1\n"})
    assert found(described) == []


def test_a_document_that_is_not_committed_has_no_drift(described: Repo) -> None:
    described.write({"src/a.py": "a = 2\n"}).commit(day="2026-10-03")
    described.write({"gate.md": runbook("src/*.py", text="New."), "new.md": runbook("src/*.py")})
    assert found(described) == []


def test_a_register_in_a_file_beside_is_the_documents_own(repo: Repo) -> None:
    text = "---\nkind: telemetry\ntitle: T\nrows: t.csv\ndescribes: [src/*.py, 'docs/*']\n---\n\n# T\n"
    repo.write({"docs/t.md": text, "docs/t.csv": "Metric\nup\n", "src/a.py": "1\n"}).commit(day="2026-08-01")
    repo.write({"src/a.py": "2\n"}).commit(day="2026-10-03")
    assert found(repo) == [LATER.replace("gate.md:6:5", "docs/t.md:5:13")]
    repo.write({"docs/t.csv": "Metric\ndown\n"}).commit(day="2026-10-04")
    assert found(repo) == []


def test_each_glob_has_its_own_finding_and_each_file_one_glob(described: Repo) -> None:
    globs = ["src/**", "lib/", "!src/b.py", "src/a.*"]
    described.write({"gate.md": runbook(*globs)}).commit(day="2026-08-02")
    described.write(dict.fromkeys(("src/a.py", "src/b.py", "lib/c.py", "lib/d/e.py"), "new\n"))
    described.commit(day="2026-10-03")
    last = "after this document's last change on 2026-08-02"
    assert found(described) == [
        later(f"`lib/` changed on 2026-10-03 (1 commit, 2 files, last `lib/c.py`), {last}", "lib/", "gate.md:7:5"),
        later(f"`src/a.*` changed on 2026-10-03 (1 commit, `src/a.py`), {last}", "src/a.*", "gate.md:9:5"),
    ]


def test_a_single_file_is_named_once(described: Repo) -> None:
    described.write({"gate.md": runbook("src/a.py")}).commit(day="2026-08-02")
    described.write({"src/a.py": "new\n"}).commit(day="2026-10-03")
    last = "after this document's last change on 2026-08-02"
    assert found(described) == [later(f"`src/a.py` changed on 2026-10-03 (1 commit), {last}", "src/a.py")]


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_drafts_and_history_have_no_drift(described: Repo, status: str) -> None:
    described.write({"gate.md": runbook("src/*.py", front=f"status: {status}\n")}).commit(day="2026-08-02")
    described.write({"src/a.py": "a = 2\n"}).commit(day="2026-10-03")
    assert found(described) == []


def dead(message: str, hint: str, at: str = "gate.md:6:5") -> str:
    return f"{at}: warning OG503 code-drift: {message} [{hint}]"


GONE = "write where the code is, from the project's root; `git ls-files` lists what there is"


def test_a_glob_that_matches_nothing_is_a_finding(described: Repo) -> None:
    described.write({"gate.md": runbook("srv/**", "!lib/none", "src/*.py", "{src,lib}/*.py"), ".gitignore": "out/\n"})
    described.write({"out/srv/a.py": "1\n"}).commit(day="2026-08-02")
    assert found(described) == [
        dead("`srv/**` matches no file", GONE),
        dead("`{src,lib}/*.py` matches no file", "braces stand for themselves: write a pattern for each alternative",
             "gate.md:9:5"),
    ]  # fmt: skip


def test_where_the_code_went_is_told(described: Repo) -> None:
    (described.root / "src/b.py").unlink()
    described.commit(day="2026-10-02")
    git(described.root, "mv", "src/a.py", "lib/a.py")
    described.commit(day="2026-10-03")
    moved = "`src/a.py` became `lib/a.py` on 2026-10-03: write where the code is now"
    assert found(described) == [dead("`src/*.py` matches no file", moved)]
    git(described.root, "rm", "--quiet", "lib/c.py")
    described.write({"gate.md": runbook("lib/c.py")}).commit(day="2026-10-04")
    gone = "it did match `lib/c.py`, which is gone: write where the code is now, or delete the pattern"
    assert found(described) == [dead("`lib/c.py` matches no file", gone)]


def test_files_that_git_does_not_know_yet_are_matched(described: Repo) -> None:
    described.write({"new/a.py": "1\n", "new.md": runbook("new/*.py")})
    assert found(described) == []


def test_a_draft_that_describes_nothing_is_told_so(described: Repo) -> None:
    described.write({"gate.md": runbook("srv/**", front="status: draft\n")})
    assert found(described) == [dead("`srv/**` matches no file", GONE, "gate.md:7:5")]


def test_what_is_no_pattern_is_the_business_of_another_rule(described: Repo) -> None:
    described.write({"gate.md": runbook("../x", "/src/a.py", "a\\b", "[a", "[GLOB]")})
    assert found(described) == []


def test_one_pattern_need_not_be_a_list(described: Repo) -> None:
    described.write({"gate.md": runbook().replace("[]", "src/*.py")}).commit(day="2026-08-02")
    described.write({"src/a.py": "a = 2\n"}).commit(day="2026-10-03")
    assert found(described) == [LATER.replace("08-01", "08-02").replace(":6:5", ":5:12")]


def unknown(why: str, hint: str, at: str = "gate.md:6:5") -> str:
    return dead(f"nobody can tell whether what documents describe has changed since: {why}", hint, at)


def test_where_history_is_cut_off_one_finding_says_so(described: Repo, tmp_path: Path) -> None:
    described.write({"gate2.md": runbook("src/*.py", "srv/**"), "src/a.py": "a = 2\n"}).commit(day="2026-10-03")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{described.root}", "cut")
    assert found(Repo(tmp_path / "cut")) == [
        unknown("the history is cut off (a shallow clone)", "`git fetch --unshallow`; in CI, check out with depth 0"),
        dead("`srv/**` matches no file", GONE, "gate2.md:7:5"),
    ]


def test_where_git_cannot_look_one_finding_says_so(described: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    described.write({"src/a.py": "a = 2\n", "gate2.md": runbook("src/*.py")}).commit(day="2026-10-03")
    monkeypatch.setenv("PATH", "/nowhere")
    hint = "without git, nothing is known of what changed"
    assert found(described) == [unknown("git is not installed", hint)]


def test_out_of_a_repository_only_patterns_are_looked_at(tmp_path: Path) -> None:
    repo = Repo(tmp_path).write({"gate.md": runbook("src/*.py", "srv/**"), "src/a.py": "1\n"})
    assert found(repo) == [dead("`srv/**` matches no file", GONE, "gate.md:7:5")]


def test_nothing_is_asked_where_nothing_is_described(tmp_path: Path) -> None:
    assert found(Repo(tmp_path).write({"gate.md": runbook()})) == []


def test_before_the_first_commit_nothing_has_drifted(repo: Repo) -> None:
    (repo.root / ".git").rmdir()
    git(repo.root, "init", "--quiet")
    assert found(repo.write({"gate.md": runbook("src/*.py"), "src/a.py": "1\n"})) == []


def test_a_project_in_a_folder_of_the_repository_is_judged_by_its_own_files(tmp_path: Path) -> None:
    top = Repo(tmp_path)
    top.write({"api/opsgate.toml": "", "api/gate.md": runbook("src/*.py"), "api/src/b.py": "1\n"})
    top.write({"shared/a.py": LONG, "src/x.py": "1\n"}).commit(day="2026-08-01")
    top.write({"shared/a.py": LONG + "more\n", "src/x.py": "2\n"}).commit(day="2026-10-03")
    assert found(Repo(tmp_path / "api")) == []
    git(tmp_path, "mv", "shared/a.py", "api/src/a.py")
    top.commit(day="2026-10-05")
    assert found(Repo(tmp_path / "api")) == [
        later("`src/*.py` changed on 2026-10-05 (2 commits, `src/a.py`), after this document's last change on"
              " 2026-08-01")
    ]  # fmt: skip


def test_a_suppression_holds(described: Repo) -> None:
    text = runbook("src/*.py").replace("'src/*.py'", "'src/*.py'  # opsgate: ignore code-drift -- rewritten next week")
    described.write({"gate.md": text}).commit(day="2026-08-02")
    described.write({"src/a.py": "a = 2\n"}).commit(day="2026-10-03")
    assert found(described) == []


class Counted(Facts):
    """Facts that count the questions about history and the blobs that are asked for."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.asked: list[tuple[int, int]] = []

    def history(self, head: str, skip: int, count: int) -> object:  # type: ignore[override]
        self.asked.append((skip, count))
        return super().history(head, skip, count)


def test_history_is_walked_no_further_than_documents_need(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drift, "_FIRST_WALK", 1)
    repo.write({"old.md": "old\n", "new.md": "new\n", "a": "0\n"}).commit(day="2026-01-01")
    for number in range(1, 9):
        repo.write({"a": f"{number}\n"}).commit(day=f"2026-01-1{number}")
    repo.write({"new.md": "newer\n"}).commit(day="2026-02-01")
    every = [Described("old.md", ("a",)), Described("new.md", ("a",))]
    for documents, asked in (
        ([], []), ([every[1]], [(0, 1)]), (every, [(0, 1), (1, 4), (5, 16)]), ([Described("none.md", ("a",))], [])
    ):  # fmt: skip
        facts = Counted(repo.root)
        drifts(facts, documents)
        assert facts.asked == asked
    last = Drift(0, "2026-01-18", 8, 1, "a", "2026-01-01", False)
    assert drifts(Facts(repo.root), every) == Drifts({"old.md": (last,)}, {"old.md": (), "new.md": ()})


def test_git_is_run_as_often_for_many_documents_as_for_few(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = range(60)
    repo.write({f"s{number}/a.py": "1\n" for number in numbers})
    repo.write({f"s{number}.md": runbook(f"s{number}/**") for number in numbers}).commit(day="2026-08-01")
    repo.write({f"s{number}/a.py": "2\n" for number in numbers}).commit(day="2026-10-03")
    runs: list[object] = []
    counts = []
    run = Git.run

    def counted(git: Git, *arguments: str, given: bytes = b"") -> Done:
        runs.append(arguments)
        return run(git, *arguments, given=given)

    monkeypatch.setattr(Git, "run", counted)
    for many in (2, 60):
        runs.clear()
        answer = drifts(Facts(repo.root), [Described(f"s{number}.md", (f"s{number}/**",)) for number in range(many)])
        assert sorted(answer.found) == sorted(f"s{number}.md" for number in range(many))
        counts.append(len(runs))
    assert counts[0] == counts[1]


def test_a_state_in_the_past_is_judged_by_its_own_history(described: Repo) -> None:
    described.write({"src/a.py": "a = 2\n"}).commit(day="2026-10-03")
    was = git(described.root, "rev-parse", "HEAD")
    described.write({"gate.md": runbook("src/*.py", text="New.")}).commit(day="2026-10-05")
    one = Described("gate.md", ("src/*.py",))
    assert drifts(Facts(described.root), [one]) == Drifts({}, {"gate.md": ()})
    last = Drift(0, "2026-10-03", 1, 1, "src/a.py", "2026-08-01", False)
    assert drifts(Facts(described.root), [one], was) == Drifts({"gate.md": (last,)}, {"gate.md": ()})


def test_a_change_since_a_revision_adds_the_drift_it_causes(described: Repo) -> None:
    described.write({"other.md": runbook("lib/*")}).commit(day="2026-08-02")
    described.write({"lib/c.py": "c = 2\n"}).commit(day="2026-09-01")
    was = git(described.root, "rev-parse", "HEAD")
    described.write({"src/a.py": "a = 2\n"}).commit(day="2026-10-03")
    assert [said(one) for one in described.check(select=["OG503"], since=was).open] == [LATER]


NAMES = ["a", "a/b", "a/b-x", "a/b.py", "a/b/c.py", "a/bc/d.py", "b/a", "b/a/c.py", "c.py", "x y/[z].py", "é/a.py"]
PARTS = st.sampled_from(["a", "b", "c.py", "*", "**", "*.py", "?", "b*", "[ab]", "[!a]", "*a*b*", "bc", "x y", "é"])


@given(st.lists(PARTS, min_size=1, max_size=4), st.booleans(), st.booleans())
def test_patterns_match_as_they_do_in_the_configuration(parts: list[str], leading: bool, trailing: bool) -> None:
    pattern = "/" * leading + "/".join(parts) + "/" * (trailing and parts[-1] != "**")
    assert list(Names(NAMES).matching(pattern)) == sorted(name for name in NAMES if Patterns([pattern]).match(name))


def test_patterns_match_as_they_do_in_git(repo: Repo) -> None:
    folders = {name.rpartition("/")[0] for name in NAMES}
    names = [name for name in NAMES if name not in folders and name.isascii()]
    (repo.root / ".git").rmdir()
    repo.write(dict.fromkeys(names, "")).commit()
    for pattern in (
        "a", "/a", "a/", "b/", "a/b", "**", "**/", "/**", "*", "*/", "a/**", "a/**/", "**/a", "**/a/", "a/**/c.py", "*.py",
        "/*.py", "a/*", "a/*/", "a/b*", "**/b*/**", "[ab]", "b/[!b]", "[^b]", "?", "x y", "x y/*", "c.py/", "#a",
    ):  # fmt: skip
        listed = git(repo.root, "-c", "core.quotepath=off", "ls-files", "-z", "-ci", f"--exclude={pattern}")
        assert (pattern, list(Names(names).matching(pattern))) == (pattern, [one for one in listed.split("\0") if one])


def test_matching_takes_no_time_that_grows_with_the_stars() -> None:
    assert not matches(["*a" * 40 + "b"], ["a" * 250])
    assert not matches(["**", "a"] * 40 + ["b"], ["a"] * 250)


LIKE = st.lists(st.sampled_from(["a", "ab", "b", "c.py", "b.py", "x]y", "[", "é"]), min_size=1, max_size=4)


@given(
    st.lists(LIKE, max_size=12), st.lists(PARTS | st.sampled_from(["a*", "*b", "[ab]*", "*]y", "x]*", "["]), max_size=4)
)
def test_the_names_that_are_looked_at_hold_all_that_match(names: list[list[str]], parts: list[str]) -> None:
    pattern, paths = "/".join(parts), sorted({"/".join(name) for name in names})
    wanted = parts if len(parts) > 1 else ["**", *parts]
    expected = [path for path in paths if parts and matches(wanted, path.split("/"))]
    assert list(Names(paths).matching(pattern)) == expected


@pytest.mark.parametrize(
    "pattern",
    [
        "**/svc{}/*.py",
        "svc{}",
        "svc{}/",
        "svc{}.*",
        "*_{}.tf",
        "**/run_{}.*",
        "services/**/svc{}/*.py",
        "services/*/run_{}.*",
    ],
)
def test_a_pattern_looks_only_at_names_like_it(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[object] = []

    def counted(wanted: list[str], parts: list[str], folder: bool = False) -> bool:
        looked.append(parts)
        return matches(wanted, parts, folder)

    monkeypatch.setattr(drift, "matches", counted)
    counts = []
    for size in (40, 80):
        numbers = range(100, 100 + size)
        names = [f"docs/d{n}.md" for n in numbers] + [f"services/svc{n}/main_{n}.tf" for n in numbers]
        known = Names([*names, *(f"services/svc{n}/run_{n}.py" for n in numbers), *(f"lib/svc{n}.go" for n in numbers)])
        looked.clear()
        for number in numbers:
            assert known.matching(pattern.format(number))
        counts.append(len(looked))
    assert counts[1] == 2 * counts[0] <= 80 * 3
