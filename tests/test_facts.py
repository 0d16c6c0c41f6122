"""What git, signatures and the clock say, asked of throwaway repositories."""

import datetime
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgate.knowing import facts as module
from opsgate.knowing import gitlog
from opsgate.knowing.facts import Author, Facts, NotRecorded, Replay, SshAnswer, now, today
from opsgate.knowing.listing import list_files
from opsgate.words.errors import OpsgateError

SAM, ROBIN = ("Sam", "sam@example.org"), ("Robin", "robin@example.org")
ZEROS = "0" * 40


def day(number: int) -> datetime.datetime:
    return datetime.datetime(2026, 1, number, 12, tzinfo=datetime.UTC)


class Clone:
    """A repository whose commits have a pinned author and time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        if not (root / ".git").exists():
            self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, who: tuple[str, str] = SAM, on: int = 1) -> str:
        env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        env |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": str(self.root / ".git/none"), "LC_ALL": "C"}
        for role in ("AUTHOR", "COMMITTER"):
            env |= {f"GIT_{role}_NAME": who[0], f"GIT_{role}_EMAIL": who[1], f"GIT_{role}_DATE": day(on).isoformat()}
        done = subprocess.run(["git", *arguments], cwd=self.root, env=env, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, **files: str) -> None:
        for name, content in files.items():
            self.put(name, content)

    def put(self, name: str, content: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")

    def commit(self, *, who: tuple[str, str] = SAM, on: int = 1) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=change", who=who, on=on)
        return self.git("rev-parse", "HEAD")


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The settings of whoever runs the tests do not count."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path / "repository")


def program(folder: Path, name: str, body: str) -> None:
    """A program of this name, in a folder for PATH."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    (folder / name).chmod(0o755)


def test_a_commit_is_known_by_its_name_and_time(clone: Clone) -> None:
    clone.write(a="1\n")
    sha = clone.commit(on=3)
    facts = Facts(clone.root)
    assert (facts.in_git(), facts.shallow(), facts.head(), facts.head_time()) == (True, False, sha, day(3))
    assert (facts.resolve("main"), facts.resolve(sha[:10]), facts.trouble) == (sha, sha, None)


def test_a_repository_without_commits_has_no_head_but_a_state(clone: Clone) -> None:
    clone.write(a="1\n")
    facts = Facts(clone.root)
    assert (facts.in_git(), facts.head(), facts.head_time(), facts.changes()) == (True, None, None, None)
    assert (facts.dirty(), facts.tags(), facts.files_at("HEAD")) == (("a",), (), None)


def unknown(facts: Facts) -> list[object]:
    return [
        facts.in_git(),
        facts.shallow(),
        facts.head(),
        facts.head_time(),
        facts.dirty(),
        facts.tracked("a"),
        facts.tags(),
        facts.tag_commit("v1"),
        facts.commit_exists("abcd"),
        facts.is_ancestor("HEAD", "HEAD"),
        facts.at("HEAD", "a"),
        facts.files_at("HEAD"),
        facts.changes(),
        facts.author_of_lines("a", 1, 1),
        facts.blame_contents("a"),
    ]


NOTHING = [False, False, None, None, None, False, *[None] * 9]


def test_everything_is_unknown_out_of_a_repository(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1\n")
    facts = Facts(tmp_path)
    assert (unknown(facts), facts.trouble) == (NOTHING, None)


def test_everything_is_unknown_without_git(clone: Clone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clone.write(a="1\n")
    clone.commit()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    facts = Facts(clone.root)
    assert (unknown(facts), facts.trouble) == (NOTHING, "git is not installed")
    assert list_files(clone.root) == ["a"]


def test_a_root_that_is_not_there_is_unknown(tmp_path: Path) -> None:
    facts = Facts(tmp_path / "gone")
    assert unknown(facts) == NOTHING
    assert (facts.trouble or "").startswith("git cannot be run: ")


def test_a_repository_of_another_user_is_unknown_and_says_the_remedy(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone.write(a="1\n")
    clone.commit()
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    facts = Facts(clone.root)
    assert (unknown(facts), facts.trouble) == (
        NOTHING,
        "git reads nothing here, because the folder belongs to another user; to trust it, run: "
        f"git config --global --add safe.directory {clone.root}",
    )
    assert Replay(facts.recorded).trouble == facts.trouble


def test_a_repository_with_broken_settings_is_unknown_and_says_why(clone: Clone) -> None:
    (clone.root / ".git/config").write_text("[core\n")
    facts = Facts(clone.root)
    assert unknown(facts) == NOTHING
    assert (facts.trouble or "").startswith("git reads nothing here: fatal: bad config line 1")


def test_a_git_that_does_not_end_is_stopped(clone: Clone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "never")
    program(tmp_path / "bin", "git", f'(read line < "{tmp_path}/never") & read line < "{tmp_path}/never"')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setattr(module, "SECONDS", 0.05)
    facts = Facts(clone.root)
    assert (facts.head(), facts.trouble) == (None, "git was stopped: it took longer than 0.05 s")


def test_dirty_names_what_is_changed_new_staged_gone_and_renamed(clone: Clone) -> None:
    clone.write(kept="1\n", changed="1\n", gone="1\n", old="a line\nand another\n", **{".gitignore": "ignored\n"})
    clone.commit()
    facts = Facts(clone.root)
    assert facts.dirty() == ()
    clone.write(changed="2\n", staged="1\n", ignored="1\n")
    clone.put("new/deep/file", "1\n")
    (clone.root / "gone").unlink()
    clone.git("mv", "old", "renamed")
    clone.git("add", "staged")
    assert Facts(clone.root).dirty() == ("changed", "gone", "new/deep/file", "old", "renamed", "staged")
    assert facts.dirty() == ()


def test_dirty_names_files_that_git_was_told_not_to_look_at(clone: Clone) -> None:
    clone.write(a="1\n", b="1\n", c="1\n", d="1\n")
    clone.commit()
    clone.git("update-index", "--assume-unchanged", "a")
    clone.git("update-index", "--skip-worktree", "b", "c")
    clone.write(a="2\n", b="2\n")
    (clone.root / "c").unlink()
    assert Facts(clone.root).dirty() == ("a", "b")


def test_paths_are_relative_to_a_root_below_the_repository(clone: Clone) -> None:
    for name in ("docs é/a.md", "docs é/in/b.md", "docs é.md", "other/c.md"):
        clone.put(name, "1\n")
    sha = clone.commit(on=2)
    clone.put("other/c.md", "2\n")
    clone.put("other/a.md", "2\n")
    clone.git("mv", "docs é/in/b.md", "other/b.md")
    clone.put("docs é/new.md", "1\n")
    facts = Facts(clone.root / "docs é")
    assert facts.dirty() == ("in/b.md", "new.md")
    assert facts.files_at("HEAD") == ("a.md", "in/b.md")
    assert facts.changes() == {"a.md": (sha, day(2))}
    assert (facts.at("HEAD", "a.md"), facts.at("HEAD", "../other/c.md"), facts.at("HEAD", "c.md")) == (
        b"1\n",
        None,
        None,
    )
    assert [facts.tracked(path) for path in ("a.md", "new.md", "c.md", "../other/c.md", "in")] == [
        True,
        False,
        False,
        False,
        False,
    ]
    assert facts.author_of_lines("a.md", 1, 1) == (Author("sam@example.org", "Sam", sha, day(2)),)
    assert facts.author_of_lines("../other/c.md", 1, 1) is None


def test_a_root_that_a_revision_does_not_have_is_empty_there(clone: Clone) -> None:
    clone.write(a="1\n")
    old = clone.commit()
    clone.put("-docs/a", "1\n")
    clone.commit()
    facts = Facts(clone.root / "-docs")
    assert (facts.files_at(old), facts.at(old, "a"), facts.files_at("HEAD")) == ((), None, ("a",))


ODD = ["-x", "a\nb", 'q"uote', "tab\t", "\x01" + "a" * 40 + " 5", ":(glob)*", "*", "é", "b\udcff", ":100644", " s "]


def test_odd_names_are_names(clone: Clone) -> None:
    for name in ODD:
        clone.put(f"d/{name}", "1\n")
        clone.put(name, "1\n")
    sha = clone.commit(on=5)
    names = tuple(sorted([*ODD, *(f"d/{name}" for name in ODD)]))
    facts = Facts(clone.root)
    assert facts.files_at("HEAD") == names
    assert facts.changes() == dict.fromkeys(names, (sha, day(5)))
    assert [facts.at("HEAD", name) for name in names] == [b"1\n"] * len(names)
    assert [facts.blame_contents(name) for name in names] == [(Author(SAM[1], SAM[0], sha, day(5)),)] * len(names)
    assert [facts.tracked(name) for name in names] == [True] * len(names)
    for name in names:
        clone.put(name, "2\n")
    dirty = Facts(clone.root)
    assert dirty.dirty() == names
    assert Replay(json.loads(json.dumps(dirty.recorded))).dirty() == names


def test_tags_lead_to_commits_through_tags(clone: Clone) -> None:
    clone.write(a="1\n")
    first = clone.commit()
    second = clone.commit(on=2)
    clone.git("tag", "light", first)
    clone.git("tag", "--annotate", "--message=x", "v1.0.0", second)
    clone.git("tag", "--annotate", "--message=x", "of-tag", "v1.0.0")
    clone.git("tag", "blob", f"{first}:a")
    clone.git("branch", "v1.0.0", first)
    facts = Facts(clone.root)
    assert facts.tags() == ("blob", "light", "of-tag", "v1.0.0")
    assert [facts.tag_commit(tag) for tag in ("light", "v1.0.0", "of-tag", "blob", "v1.0.0~1", "main", "v1", "")] == [
        first,
        second,
        second,
        None,
        None,
        None,
        None,
        None,
    ]


def test_only_names_of_commits_exist(clone: Clone) -> None:
    clone.write(a="1\n")
    sha = clone.commit()
    blob = clone.git("rev-parse", "HEAD:a")
    clone.git("branch", "abcdef")
    facts = Facts(clone.root)
    asked = (sha, sha[:7], sha[:7].upper(), blob, "f" * 40, "main", "abcdef", sha[:3], "")
    assert [facts.commit_exists(name) for name in asked] == [True] * 3 + [False] * 6


def test_ancestors_are_known_on_both_sides(clone: Clone) -> None:
    first, second = clone.commit(), clone.commit(on=2)
    facts = Facts(clone.root)
    assert [facts.is_ancestor(*pair) for pair in ((first, second), (first, first), (second, first), (first, "no"))] == [
        True,
        True,
        False,
        None,
    ]


@pytest.mark.parametrize(
    "rev",
    [
        "--help",
        "-h",
        "--output=stolen",
        "--git-dir=/",
        "",
        "HEAD\n",
        "a\0b",
        "..",
        "HEAD..HEAD",
        "^HEAD",
        "HEAD^@",
        "--",
        "\ud800",
        "x" * 5000,
        "HEAD:a",
        "main -- a",
        "$(touch stolen)",
        "@{u}",
        "HEAD^{tree}",
        ":/no such message",
    ],
)
def test_a_hostile_revision_is_unknown(clone: Clone, rev: str) -> None:
    clone.write(a="1\n")
    clone.commit()
    facts = Facts(clone.root)
    answers: list[object] = [
        facts.resolve(rev),
        facts.at(rev, "a"),
        facts.files_at(rev),
        facts.is_ancestor(rev, "HEAD"),
    ]
    answers += [
        facts.is_ancestor("HEAD", rev),
        facts.tag_commit(rev),
        facts.author_of_lines("a", 1, 1, ignore_revs_at=rev),
    ]
    assert answers == [None] * 7
    assert facts.commit_exists(rev) is False
    assert sorted(path.name for path in clone.root.iterdir()) == [".git", "a"]


def test_files_of_a_revision_are_files_and_their_bytes(clone: Clone) -> None:
    content = bytes(range(256)) * 5000
    (clone.root / "big").write_bytes(content)
    (clone.root / "link").symlink_to("big")
    clone.write(run="#!/bin/sh\n", empty="")
    (clone.root / "run").chmod(0o755)
    old = clone.commit()
    (clone.root / "big").write_bytes(b"new")
    facts = Facts(clone.root)
    assert facts.files_at(old) == ("big", "empty", "run")
    assert [facts.at(old, name) for name in ("big", "empty", "link", "none", "/big", "./big")] == [
        content,
        b"",
        None,
        None,
        None,
        None,
    ]


def test_programs_that_settings_name_are_not_run(clone: Clone, tmp_path: Path) -> None:
    program(tmp_path / "bin", "spy", f'echo "$@" >> "{tmp_path}/ran"; cat "$1" 2>/dev/null; true')
    clone.write(a="1\n", **{".gitattributes": "* diff=spy\n"})
    clone.commit()
    spy = str(tmp_path / "bin/spy")
    for key in (
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.spy.textconv",
        "diff.spy.command",
        "gpg.program",
    ):
        clone.git("config", key, spy)
    clone.git("config", "log.showSignature", "true")
    clone.git("config", "color.ui", "always")
    for hook in ("post-index-change", "post-checkout"):
        program(clone.root / ".git/hooks", hook, f'"{spy}" hook')
    clone.write(a="2\n")
    facts = Facts(clone.root)
    assert (facts.dirty(), facts.at("HEAD", "a"), facts.head_time()) == (("a",), b"1\n", day(1))
    assert [author.committed for author in facts.blame_contents("a") or ()] == [False]
    assert set(facts.changes() or ()) == {"a", ".gitattributes"}
    assert not (tmp_path / "ran").exists()


def test_settings_of_the_repository_do_not_hide_the_first_commit_or_move_paths(clone: Clone) -> None:
    clone.put("docs/a", "1\n")
    sha = clone.commit(on=2)
    for key in ("blame.showRoot", "diff.relative", "diff.noprefix", "status.relativePaths"):
        clone.git("config", key, "true")
    clone.git("config", "log.showRoot", "false")
    clone.git("config", "status.showUntrackedFiles", "no")
    clone.put("docs/new", "1\n")
    facts = Facts(clone.root / "docs")
    assert (facts.changes(), facts.dirty()) == ({"a": (sha, day(2))}, ("new",))


def test_variables_of_a_hook_do_not_point_to_another_repository(
    clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Clone(tmp_path / "other")
    other.commit()
    sha = clone.commit(on=2)
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "none"))
    facts = Facts(clone.root)
    assert (facts.head(), facts.dirty()) == (sha, ())


def test_a_replaced_commit_stays_what_it_is(clone: Clone) -> None:
    first = clone.commit(who=ROBIN)
    clone.write(a="1\n")
    second = clone.commit(who=SAM, on=2)
    clone.git("replace", second, clone.git("commit-tree", "HEAD^{tree}", "-p", first, "-m", "x", who=ROBIN))
    assert Facts(clone.root).blame_contents("a") == (Author(SAM[1], SAM[0], second, day(2)),)


def test_changes_are_the_last_commit_of_each_tracked_path(clone: Clone) -> None:
    clone.write(a="1\n", b="1\n", gone="1\n")
    first = clone.commit(on=1)
    clone.write(b="2\n")
    (clone.root / "gone").unlink()
    second = clone.commit(on=2)
    clone.git("mv", "a", "moved")
    third = clone.commit(on=3)
    clone.write(c="1\n")
    clone.git("add", "c")
    assert (first, Facts(clone.root).changes()) == (first, {"b": (second, day(2)), "moved": (third, day(3))})


def test_changes_see_what_a_merge_itself_wrote_and_both_its_sides(clone: Clone) -> None:
    clone.write(a="1\n", b="1\n", c="1\n")
    clone.commit(on=1)
    clone.git("switch", "--quiet", "--create", "side")
    clone.write(a="2\n")
    side = clone.commit(on=4, who=ROBIN)
    clone.git("switch", "--quiet", "main")
    clone.write(b="2\n")
    main = clone.commit(on=3)
    clone.git("merge", "--quiet", "--no-commit", "side")
    clone.write(c="2\n")
    merge = clone.commit(on=5, who=ROBIN)
    facts = Facts(clone.root)
    assert facts.changes() == {"a": (side, day(4)), "b": (main, day(3)), "c": (merge, day(5))}
    assert facts.blame_contents("c") == (Author(ROBIN[1], ROBIN[0], merge, day(5)),)


def test_lines_have_the_author_of_the_commit_that_brought_them(clone: Clone) -> None:
    clone.write(a="one\ntwo\nthree\n")
    first = clone.commit(on=1)
    clone.write(a="one\nTWO\nthree\n")
    second = clone.commit(on=2, who=ROBIN)
    clone.write(a="one\nTWO\nthree\nfour\n")
    sam, robin = Author(SAM[1], SAM[0], first, day(1)), Author(ROBIN[1], ROBIN[0], second, day(2))
    facts = Facts(clone.root)
    assert facts.author_of_lines("a", 2, 3) == (robin, sam)
    assert facts.blame_contents("a") == (sam, robin, sam, Author("", "", ZEROS, None))
    asked = [(0, 1), (3, 2), (-1, 1), (4, 5), (9, 9)]
    assert [facts.author_of_lines("a", *lines) for lines in asked] == [None] * 5
    assert facts.blame_contents("none") is None


def test_a_new_file_has_no_authors_before_it_is_committed(clone: Clone) -> None:
    clone.commit()
    clone.write(a="one\n", b="one\n")
    clone.git("add", "a")
    facts = Facts(clone.root)
    assert [facts.author_of_lines(name, 1, 1) for name in "ab"] == [
        (Author("", "", ZEROS, None),),
        None,
    ]


def test_a_mailmap_does_not_change_who_wrote_a_line(clone: Clone) -> None:
    clone.write(a="by: sam\n", **{".mailmap": "Sam <sam@example.org> <robin@example.org>\n"})
    sha = clone.commit(who=ROBIN)
    clone.git("config", "log.mailmap", "true")
    assert Facts(clone.root).blame_contents("a") == (Author(ROBIN[1], ROBIN[0], sha, day(1)),)


def test_a_commit_is_passed_over_only_by_a_list_in_the_revision_that_is_named(clone: Clone) -> None:
    clone.write(a="x\nby: sam, digest 1\ny\n")
    first = clone.commit(on=1)
    clone.write(a="x\nby: sam, digest 2\ny\n")
    second = clone.commit(on=2, who=ROBIN)
    clone.put(gitlog.IGNORE_REVS, f"# layout\n{second} # all\nno-commit\n{'f' * 40}\n")
    clone.commit(on=3, who=ROBIN)
    clone.put(".git/own-list", f"{second}\n")
    clone.git("config", "blame.ignoreRevsFile", ".git/own-list")
    sam, robin = Author(SAM[1], SAM[0], first, day(1)), Author(ROBIN[1], ROBIN[0], second, day(2))
    facts = Facts(clone.root)
    assert facts.author_of_lines("a", 2, 2) == (robin,)
    assert facts.author_of_lines("a", 2, 2, ignore_revs_at=first) == (robin,)
    assert facts.author_of_lines("a", 2, 2, ignore_revs_at="HEAD") == (sam,)
    assert facts.blame_contents("a", ignore_revs_at="HEAD") == (sam, sam, sam)


def test_a_setting_that_stops_blame_is_unknown_and_said(clone: Clone) -> None:
    clone.write(a="1\n")
    clone.commit()
    clone.git("config", "blame.ignoreRevsFile", "none")
    facts = Facts(clone.root)
    assert (facts.blame_contents("a"), facts.trouble) == (
        None,
        "git blame: fatal: could not open object name list: none; correct or unset blame.ignoreRevsFile",
    )


def test_history_of_a_shallow_clone_is_unknown(clone: Clone, tmp_path: Path) -> None:
    clone.write(a="one\n", b="1\n")
    first = clone.commit(on=1)
    clone.write(a="one\ntwo\n")
    second = clone.commit(on=2, who=ROBIN)
    clone.write(a="one\ntwo\nthree\n")
    third = clone.commit(on=3)
    clone.git("clone", "--quiet", "--depth=2", f"file://{clone.root}", str(tmp_path / "shallow"))
    facts = Facts(tmp_path / "shallow")
    assert (facts.shallow(), facts.head(), facts.head_time(), facts.changes()) == (True, third, day(3), None)
    assert facts.author_of_lines("a", 3, 3) == (Author(SAM[1], SAM[0], third, day(3)),)
    assert [facts.author_of_lines("a", *lines) for lines in ((2, 2), (1, 3))] == [None, None]
    assert (facts.commit_exists(second), facts.commit_exists(first), facts.commit_exists("f" * 40)) == (
        True,
        None,
        None,
    )
    assert [facts.is_ancestor(*pair) for pair in ((second, third), (third, second), (first, third))] == [
        True,
        None,
        None,
    ]
    assert (facts.files_at("HEAD"), facts.at("HEAD~1", "a"), facts.dirty()) == (("a", "b"), b"one\ntwo\n", ())


def test_a_partial_clone_fetches_nothing(clone: Clone, tmp_path: Path) -> None:
    clone.write(a="one\n")
    first = clone.commit(on=1)
    clone.write(a="two\n")
    second = clone.commit(on=2)
    clone.git("config", "uploadpack.allowFilter", "true")
    clone.git("clone", "--quiet", "--filter=blob:none", f"file://{clone.root}", str(tmp_path / "partial"))
    facts = Facts(tmp_path / "partial")
    assert (facts.at(first, "a"), facts.at("HEAD", "a"), facts.files_at(first)) == (None, b"two\n", ("a",))
    assert facts.changes() == {"a": (second, day(2))}


def test_a_committed_folder_that_looks_like_a_repository_is_not_read(clone: Clone) -> None:
    clone.write(a="1\n")
    clone.git("init", "--quiet", "--bare", "docs")
    facts = Facts(clone.root / "docs")
    assert (facts.in_git(), facts.head()) == (False, None)


def test_each_question_is_asked_once(clone: Clone) -> None:
    clone.write(a="1\n")
    sha = clone.commit()
    facts = Facts(clone.root)
    before = (facts.head(), facts.at("HEAD", "a"), facts.tracked("a"))
    shutil.rmtree(clone.root)
    assert (facts.head(), facts.at("HEAD", "a"), facts.tracked("a")) == before == (sha, b"1\n", True)


def test_a_record_answers_as_the_facts_did(clone: Clone) -> None:
    clone.write(a="1\n", b="1\n")
    sha = clone.commit()
    clone.git("tag", "v1")
    clone.write(b="2\n")

    def everything(facts: Facts) -> list[object]:
        return [*unknown(facts), facts.commit_exists(sha), facts.blame_contents("b"), facts.resolve("none")]

    facts = Facts(clone.root)
    asked = everything(facts)
    record = json.loads(json.dumps(facts.recorded))
    assert record == facts.recorded
    assert everything(Replay(record)) == asked
    assert asked[:6] == [True, False, sha, day(1), ("b",), True]
    assert record['resolve["HEAD"]'] == sha


def test_a_record_does_not_answer_what_was_not_asked(clone: Clone) -> None:
    with pytest.raises(NotRecorded) as caught:
        Replay({'resolve["HEAD"]': "x"}, clone.root).is_ancestor("a", "b")
    assert str(caught.value) == 'the record has no answer to is_ancestor["a", "b"]; ask it when the facts are recorded'


class Signed:
    """A file, its signature by Sam's key, and who may sign."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "notes.md"
        self.file.write_bytes(b"artifact 1\n" * 20_000)
        self.keys = {name: self.key(name) for name in ("sam", "robin")}
        self.allowed = f"sam@example.org,sam {self.keys['sam']}\nrobin@example.org {self.keys['robin']}\n".encode()
        self.signature = self.sign("sam", "opsgate")

    def key(self, name: str) -> str:
        path = self.folder / f"key-{name}"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path], check=True)
        return path.with_suffix(".pub").read_text().strip()

    def sign(self, name: str, namespace: str) -> bytes:
        command = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(self.folder / f"key-{name}"), "-n", namespace]
        return subprocess.run(command, input=self.file.read_bytes(), capture_output=True, check=True).stdout


@pytest.fixture
def signed(tmp_path: Path) -> Signed:
    return Signed(tmp_path)


def test_a_good_signature_names_who_made_it(signed: Signed) -> None:
    facts = Facts(signed.folder)
    (signed.folder / "signers").write_bytes(signed.allowed)
    good = SshAnswer("sam@example.org", "signed by sam@example.org for opsgate")
    assert facts.ssh_verify(signed.file, signed.signature, signed.allowed, "opsgate") == good
    assert facts.ssh_verify(signed.file, signed.signature, signed.folder / "signers", "opsgate") == good
    assert facts.ssh_verify(signed.file, signed.signature, signed.allowed, "opsgate", "sam") == SshAnswer(
        "sam", "signed by sam for opsgate"
    )
    robins = signed.sign("robin", "opsgate")
    assert facts.ssh_verify(signed.file, robins, signed.allowed, "opsgate").identity == "robin@example.org"


def test_a_signature_of_another_identity_namespace_or_text_is_nobodys(signed: Signed) -> None:
    facts = Facts(signed.folder)
    incorrect = "Signature verification failed: incorrect signature"
    other = signed.folder / "other.md"
    other.write_bytes(signed.file.read_bytes() + b" ")
    stranger = f"robin@example.org {signed.keys['robin']}\n".encode()
    asked = [
        (signed.file, signed.signature, signed.allowed, "opsgate", "robin@example.org"),
        (signed.file, signed.signature, signed.allowed, "git", "sam"),
        (signed.file, signed.signature, signed.allowed, "git", None),
        (signed.file, signed.signature, stranger, "opsgate", None),
        (signed.file, signed.signature, stranger, "opsgate", "sam"),
        (signed.file, signed.signature, b"", "opsgate", None),
        (signed.file, signed.signature, b"\xff\0 nonsense\n", "opsgate", None),
        (signed.file, b"nonsense", signed.allowed, "opsgate", "sam"),
        (signed.file, b"", signed.allowed, "opsgate", None),
        (signed.file, signed.signature, signed.allowed, "", "sam"),
        (signed.file, signed.signature, signed.allowed, "opsgate", ""),
        (signed.file, signed.signature, signed.allowed, "opsgate", "sam\nrobin"),
        (signed.file, signed.signature, signed.allowed, "opsgate", "-Y"),
    ]
    assert [(answer.identity, answer.known) for answer in (facts.ssh_verify(*one) for one in asked)] == [
        (None, True)
    ] * len(asked)
    assert facts.ssh_verify(other, signed.signature, signed.allowed, "opsgate", "sam") == SshAnswer(
        None, f"no signature by sam for opsgate over these bytes ({incorrect})"
    )


def test_a_pattern_of_signers_is_no_person(signed: Signed) -> None:
    facts, allowed = Facts(signed.folder), f"*@example.org {signed.keys['sam']}\n".encode()
    assert facts.ssh_verify(signed.file, signed.signature, allowed, "opsgate").identity is None
    assert facts.ssh_verify(signed.file, signed.signature, allowed, "opsgate", "sam@example.org") == SshAnswer(
        "sam@example.org", "signed by sam@example.org for opsgate"
    )


def test_a_key_counts_only_in_its_time(signed: Signed) -> None:
    facts = Facts(signed.folder)
    allowed = f'sam valid-after="20260101000000",valid-before="20260201000000" {signed.keys["sam"]}\n'.encode()

    def at(when: datetime.datetime) -> list[str | None]:
        return [
            facts.ssh_verify(signed.file, signed.signature, allowed, "opsgate", who, when).identity
            for who in (None, "sam")
        ]

    late = datetime.datetime(2026, 2, 1, 1, tzinfo=datetime.UTC)
    east = late.astimezone(datetime.timezone(datetime.timedelta(hours=14)))
    assert [at(day(3)), at(late), at(east), at(day(3).replace(year=2025)), at(day(3).replace(year=99))] == [
        ["sam", "sam"],
        *[[None, None]] * 4,
    ]


def test_a_signature_that_nobody_could_look_at_is_unknown(signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(signed.folder / "pipe")
    facts = Facts(signed.folder)
    for name in ("none", "pipe", "."):
        path = signed.folder / name
        assert facts.ssh_verify(path, signed.signature, signed.allowed, "opsgate", "sam")[::2] == (None, False)
        assert facts.ssh_verify(signed.file, signed.signature, path, "opsgate", "sam")[::2] == (None, False)
    monkeypatch.setenv("PATH", str(signed.folder / "empty"))
    for who in (None, "sam"):
        assert facts.ssh_verify(signed.file, signed.signature, signed.allowed, "opsgate", who) == SshAnswer(
            None, "ssh-keygen is not installed", known=False
        )


def test_a_recorded_signature_counts_for_its_own_bytes_alone(signed: Signed) -> None:
    facts = Facts(signed.folder)
    answer = facts.ssh_verify(signed.file, signed.signature, signed.allowed, "opsgate", "sam", day(3))
    replay = Replay(json.loads(json.dumps(facts.recorded)))
    assert replay.ssh_verify(signed.file, signed.signature, signed.allowed, "opsgate", "sam", day(3)) == answer
    signed.file.write_bytes(b"artifact 2\n")
    with pytest.raises(NotRecorded):
        replay.ssh_verify(signed.file, signed.signature, signed.allowed, "opsgate", "sam", day(3))
    assert facts.ssh_verify(signed.file, signed.signature, signed.allowed, "opsgate", "sam", day(3)).identity is None


def test_today_is_the_day_of_a_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "now", lambda: datetime.datetime(2026, 3, 1, 23, 30, tzinfo=datetime.UTC))
    assert [today(), today("UTC"), today("Pacific/Kiritimati"), today("America/New_York")] == [
        datetime.date(2026, 3, day) for day in (1, 1, 2, 1)
    ]


@pytest.mark.parametrize("zone", ["", "Nowhere/City", "../etc/passwd", "/etc/passwd", "Europe", "a\0b", "\ud800"])
def test_a_zone_that_is_none_is_said(zone: str) -> None:
    with pytest.raises(OpsgateError) as caught:
        today(zone)
    assert str(caught.value) == f"no time zone {zone!r}; expected a name such as Europe/Berlin"


def test_now_is_in_utc() -> None:
    assert now().tzinfo is datetime.UTC


@given(st.binary())
def test_no_output_breaks_a_reader(raw: bytes) -> None:
    shas, edges = gitlog.blamed(raw)
    assert edges <= set(shas)
    assert all(gitlog.is_sha(line.decode()) for line in gitlog.ignored(raw).split())
    assert "" not in gitlog.history(raw)
    assert all(len(commit) == 3 for commit in gitlog.commits(raw).values())


@pytest.mark.parametrize("seconds", ["", "x", "9" * 30, "-" + "9" * 15])
def test_a_date_that_is_none_is_unknown(seconds: str) -> None:
    assert gitlog.moment(seconds) is None
    assert gitlog.history(f"{'a' * 40} {seconds}\0\n:1 2 3 4 A\0path\0".encode()) == {}
