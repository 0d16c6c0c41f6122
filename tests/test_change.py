"""``check --since`` and ``--staged``: only what a change adds, wherever in the project it breaks something."""

from collections.abc import Mapping

import pytest

from opsgate.words.errors import OpsgateError
from tests.repo import Repo
from tests.test_cli import run

STEPS = "## Procedures\n\n### Start\n\n1. Turn the key.\n\n### Stop\n\n1. Turn it back.\n"
LAMP = f"---\nkind: runbook\ntitle: Lamp\nservice: lamp\n---\n\n# Lamp\n\n{STEPS}"
DIMMER = f"---\nkind: runbook\ntitle: Dimmer\nservice: dimmer\n---\n\n# Dimmer\n\nSee [how it stops](lamp.md#stop).\n\n{STEPS}"
OLD_DEBT = "Old [debt](gone.md).\n"


@pytest.fixture
def lamps(repo: Repo) -> Repo:
    """Two runbooks, one of them linked to the other, with an old fault, committed."""
    return repo.write({"docs/lamp.md": LAMP + OLD_DEBT, "docs/dimmer.md": DIMMER}).commit()


def written(repo: Repo, files: Mapping[str, str | None]) -> Repo:
    for name, content in files.items():
        if content is None:
            (repo.root / name).unlink()
        else:
            repo.write({name: content})
    return repo


GONE = "docs/dimmer.md:9:20: error OG301 broken-link: `lamp.md` does not exist"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"docs/lamp.md": f"Intro.\n\n{LAMP}".replace("Intro.\n\n---", "---") + "\n\n" + OLD_DEBT}, []),
        (
            {"docs/lamp.md": LAMP.replace("### Stop", "### Switch off") + OLD_DEBT},
            [
                "docs/dimmer.md:9:20: warning OG302 broken-anchor: `lamp.md` has no heading `#stop`",
                "docs/lamp.md:9:1: error OG201 missing-section: section “Stop” is missing under “Procedures” (a runbook needs it at hobby)",
            ],
        ),
        ({"docs/lamp.md": None}, [GONE]),
        ({"docs/lamp.md": None, "docs/light.md": LAMP + OLD_DEBT}, [GONE]),
        (
            {"docs/lamp.md": LAMP + OLD_DEBT + OLD_DEBT},
            ["docs/lamp.md:19:12: error OG301 broken-link: `gone.md` does not exist"],
        ),
        (
            {"docs/new.md": LAMP + OLD_DEBT},
            ["docs/new.md:18:12: error OG301 broken-link: `gone.md` does not exist"],
        ),
        ({"docs/lamp.md": LAMP, "docs/gone.md": "# Here again\n"}, []),
    ],
    ids=["nothing", "moved-down", "heading-renamed", "deleted", "renamed", "one-more", "untracked", "mended"],
)
def test_only_what_a_change_adds_is_said_wherever_it_is(
    lamps: Repo, change: Mapping[str, str | None], expected: list[str]
) -> None:
    written(lamps, change)
    assert lamps.lines(since="HEAD") == expected
    lamps.commit()
    assert lamps.lines(since="HEAD~1") == expected
    assert lamps.lines(since="HEAD") == []


def test_what_the_branch_was_taken_from_counts_not_what_came_after(lamps: Repo) -> None:
    lamps.git("branch", "work")
    lamps.write({"docs/lamp.md": LAMP}).commit("mended on main")
    lamps.git("checkout", "--quiet", "work")
    lamps.write({"docs/new.md": LAMP}).commit("a new one on the branch")
    assert lamps.lines(since="main") == []
    assert lamps.lines() == ["docs/lamp.md:18:12: error OG301 broken-link: `gone.md` does not exist"]


def test_staged_speaks_of_the_index_and_not_of_the_files_on_disk(lamps: Repo) -> None:
    broken = LAMP.replace("### Stop", "### Switch off") + OLD_DEBT
    lamps.write({"docs/lamp.md": broken})
    assert lamps.lines(staged=True) == []
    lamps.git("add", "--all")
    lamps.write({"docs/lamp.md": LAMP, "docs/other.md": LAMP + OLD_DEBT})
    expected = [
        "docs/dimmer.md:9:20: warning OG302 broken-anchor: `lamp.md` has no heading `#stop`",
        "docs/lamp.md:9:1: error OG201 missing-section: section “Stop” is missing under “Procedures” (a runbook needs it at hobby)",
    ]
    assert lamps.lines(staged=True) == expected
    (lamps.root / "docs/lamp.md").unlink()
    assert lamps.lines(staged=True) == expected


def test_a_staged_deletion_breaks_links_although_the_file_is_still_there(lamps: Repo) -> None:
    lamps.git("rm", "--quiet", "--cached", "docs/lamp.md")
    assert (lamps.root / "docs/lamp.md").exists()
    assert lamps.lines(staged=True) == [GONE]


def test_rows_beside_a_document_are_compared_as_they_were(repo: Repo) -> None:
    head = "---\nkind: telemetry\ntitle: T\nrows: rows.csv\n---\n# T\n\n## Events and metrics\n\nSee the file.\n"
    rows = "Metric,Source,Frequency,Threshold\nCPU,Host,10s avg,>80%\nFan,Host,now and then,>80%\n"
    repo.write({"docs/t.md": head, "docs/rows.csv": rows}).commit()
    repo.write({"docs/rows.csv": rows.replace("10s avg", "rarely")})
    found = [text.split(": ")[0] for text in repo.lines(since="HEAD") if "invalid-cell" in text]
    assert found == ["docs/rows.csv:2:10"]


def test_a_change_of_code_is_told_where_it_makes_a_document_drift(repo: Repo) -> None:
    text = LAMP.replace("service: lamp", "service: lamp\ndescribes: [src/*.py]")
    repo.write({"docs/lamp.md": text, "src/lamp.py": "on = 1\n"}).commit(day="2026-10-01")
    repo.write({"src/lamp.py": "on = 2\n"}).commit(day="2026-10-09")
    assert [text.split(": ")[1] for text in repo.lines(since="HEAD~1")] == ["warning OG503 code-drift"]
    assert repo.lines(since="HEAD") == []


def test_only_named_documents_are_spoken_of(lamps: Repo) -> None:
    lamps.write({"docs/lamp.md": LAMP.replace("### Stop", "### Switch off")})
    assert [text.split(":")[0] for text in lamps.lines("docs/lamp.md", since="HEAD")] == ["docs/lamp.md"]


@pytest.mark.parametrize("rev", ["nowhere", "--all", "HEAD~7"])
def test_a_revision_that_is_not_there_is_an_error(lamps: Repo, rev: str) -> None:
    with pytest.raises(OpsgateError, match="there is no revision"):
        lamps.lines(since=rev)


def test_without_git_nobody_can_tell_what_a_change_adds(repo: Repo) -> None:
    repo.write({"docs/lamp.md": LAMP})
    with pytest.raises(OpsgateError, match="no git repository"):
        repo.lines(since="HEAD")
    with pytest.raises(OpsgateError, match="no git repository"):
        repo.lines(staged=True)


def test_a_project_below_the_top_of_its_repository_is_compared_with_itself(lamps: Repo) -> None:
    inner = Repo(lamps.root / "inner").write({"opsgate.toml": "", "docs/lamp.md": LAMP + OLD_DEBT})
    lamps.commit()
    inner.write({"docs/lamp.md": LAMP + OLD_DEBT + OLD_DEBT})
    lamps.write({"docs/lamp.md": "---\nkind: runbook\n---\n"})
    assert inner.lines(since="HEAD") == ["docs/lamp.md:19:12: error OG301 broken-link: `gone.md` does not exist"]


def test_the_command_says_what_it_compared_with(lamps: Repo) -> None:
    done = run(lamps, "check", "--since", "HEAD")
    assert (done.returncode, done.stdout) == (0, "clean: 2 documents, no findings that HEAD had not\n")
    lamps.write({"docs/new.md": LAMP + OLD_DEBT})
    done = run(lamps, "check", "--since", "HEAD", "-q")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "3 documents: 1 error that HEAD had not")
    assert run(lamps, "check", "--since", "HEAD", "--staged").returncode == 2


def test_a_hook_speaks_of_the_index_that_it_was_given(lamps: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    lamps.write({"docs/lamp.md": LAMP.replace("### Stop", "### Switch off") + OLD_DEBT})
    monkeypatch.chdir(lamps.root)
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/next-index")
    lamps.git("read-tree", "HEAD")
    lamps.git("add", "docs/lamp.md")
    assert [text.split(": ")[1] for text in lamps.lines(staged=True)] == [
        "warning OG302 broken-anchor",
        "error OG201 missing-section",
    ]
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert lamps.lines(staged=True) == []


def test_what_a_change_above_the_project_breaks_in_it_is_told(repo: Repo) -> None:
    text = LAMP.replace("# Lamp\n", "# Lamp\n\nSee [the keys](../../keys.md#lost) and [the plan](../../plan.md).\n")
    inner = Repo(repo.root / "inner").write({"opsgate.toml": "", "docs/lamp.md": text})
    repo.write({"keys.md": "# Keys\n\n## Lost\n", "plan.md": "# Plan\n"}).commit()
    repo.write({"keys.md": "# Keys\n\n## Found\n"})
    (repo.root / "plan.md").unlink()
    expected = [
        "docs/lamp.md:9:16: warning OG302 broken-anchor: `../../keys.md` has no heading `#lost`",
        "docs/lamp.md:9:51: error OG301 broken-link: `../../plan.md` does not exist",
    ]
    assert inner.lines(since="HEAD") == expected
    assert inner.lines(staged=True) == []
    repo.git("add", "--all")
    assert inner.lines(staged=True) == expected


def test_what_weighs_more_than_before_is_new(lamps: Repo) -> None:
    draft = LAMP.replace("service: lamp", "service: lamp\nstatus: draft").replace("### Stop\n\n1. Turn it back.\n", "")
    lamps.write({"docs/new.md": draft}).commit()
    lamps.write({"docs/new.md": draft.replace("draft", "active")})
    said = "docs/new.md:10:1: error OG201 missing-section: section “Stop” is missing under “Procedures” (a runbook needs it at hobby)"
    assert lamps.lines(since="HEAD") == [said]
    lamps.commit()
    lamps.write({"docs/new.md": draft})
    assert lamps.lines(since="HEAD") == []


def test_a_mended_fault_hides_no_new_one_beside_it(lamps: Repo) -> None:
    lamps.write({"docs/lamp.md": LAMP + OLD_DEBT.replace("gone.md", "away.md")})
    assert lamps.lines(since="HEAD") == ["docs/lamp.md:18:12: error OG301 broken-link: `away.md` does not exist"]


def test_before_the_first_commit_everything_is_new(repo: Repo) -> None:
    repo.write({"docs/lamp.md": LAMP + OLD_DEBT}).git("init", "--quiet")
    assert repo.lines(staged=True, allow_empty=True) == []
    repo.git("add", "--all")
    assert repo.lines(staged=True) == ["docs/lamp.md:18:12: error OG301 broken-link: `gone.md` does not exist"]


def test_excerpts_show_the_text_that_was_checked(lamps: Repo) -> None:
    lamps.write({"docs/lamp.md": LAMP + "New [debt](new.md).\n"})
    lamps.git("add", "--all")
    lamps.write({"docs/lamp.md": LAMP})
    report = lamps.check(staged=True, excerpts=True)
    assert [report.texts[finding.path].line(finding.region.start.line) for finding in report.findings] == [
        "New [debt](new.md)."
    ]
