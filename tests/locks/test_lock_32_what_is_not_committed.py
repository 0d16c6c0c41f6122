"""Lock 32: a dirty tree and evidence that git does not know are recorded, and with ``--release`` do not pass."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.locks.more import cli
from tests.locks.project import ARTIFACT, CHECKLIST, PICTURE, RUNBOOK, SAM, Product, bad, shipped

CODE = "src/crank.py"


def edited(repo: Product) -> str:
    repo.edit(CODE, "9", "10")
    return CODE


def added(repo: Product) -> str:
    repo.write({"notes.txt": "x"})
    return "notes.txt"


def staged(repo: Product) -> str:
    repo.edit(CODE, "9", "10").git("add", CODE)
    return CODE


def removed(repo: Product) -> str:
    (repo.root / CODE).unlink()
    return CODE


def assumed_unchanged(repo: Product) -> str:
    repo.git("update-index", "--assume-unchanged", CODE)
    return edited(repo)


def skipped(repo: Product) -> str:
    repo.git("update-index", "--skip-worktree", CODE)
    return edited(repo)


def cleaned_by_a_filter(repo: Product) -> str:
    repo.git("config", "filter.x.clean", f"git cat-file -p HEAD:{CODE}")
    (repo.root / ".git/info/attributes").write_text(f"{CODE} filter=x\n", "utf-8")
    return edited(repo)


def watched_by_a_liar(repo: Product) -> str:
    repo.git("config", "core.fsmonitor", "/bin/true")
    return edited(repo)


def untracked_not_shown(repo: Product) -> str:
    repo.git("config", "status.showUntrackedFiles", "no")
    return added(repo)


CHEATS: list[Callable[[Product], str]] = [
    edited, added, staged, removed, assumed_unchanged, skipped, cleaned_by_a_filter, watched_by_a_liar,
    untracked_not_shown,
]  # fmt: skip


@pytest.mark.parametrize("cheat", CHEATS)
def test_a_tree_that_differs_from_its_commit_does_not_pass(tmp_path: Path, cheat: Callable[[Product], str]) -> None:
    repo = shipped(tmp_path)
    assert (bad(repo.judged()), repo.judged().dirty) == ([], ())

    path = cheat(repo)
    verdict = repo.judged()

    assert (verdict.verdict, verdict.dirty) == ("fail", (path,))
    assert bad(verdict) == [f"gate-unknown `{path}` is not as it was committed"]


def test_it_may_be_allowed_and_the_verdict_says_so(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    path = edited(repo)
    verdict = repo.judged(allow_dirty=True)

    assert (verdict.verdict, verdict.dirty) == ("pass", (path,))


@pytest.mark.parametrize(
    ("paths", "pattern"),
    [((ARTIFACT, f"{ARTIFACT}.sig"), "dist/"), ((PICTURE,), "docs/images/"), (("evidence/unit.xml",), "evidence/")],
)
def test_evidence_that_git_ignores_is_not_committed(tmp_path: Path, paths: tuple[str, ...], pattern: str) -> None:
    repo = shipped(tmp_path)
    repo.git("rm", "--quiet", "--cached", *paths)
    repo.write({".gitignore": f"{pattern}\n"}).commit("ignore it", mail=SAM, day="2026-11-18")
    verdict = repo.judged()

    more = " and 1 more" if len(paths) > 1 else ""
    assert (verdict.verdict, verdict.dirty) == ("fail", paths)
    assert bad(verdict) == [f"gate-unknown `{paths[0]}`{more} is not as it was committed"]


@pytest.mark.parametrize("identity", ["git", "claimed"])
@pytest.mark.parametrize("path", ["opsgate.toml", "keys/release.pem"])
def test_policy_that_git_ignores_is_not_committed(tmp_path: Path, identity: str, path: str) -> None:
    repo = shipped(tmp_path, identity=identity)
    repo.git("rm", "--quiet", "--cached", path)
    repo.write({".gitignore": f"{path}\n"}).commit("ignore it", mail=SAM, day="2026-11-18")
    verdict = repo.judged()

    assert (verdict.verdict, verdict.dirty) == ("fail", (path,))


def test_attestations_that_git_ignores_are_not_committed(tmp_path: Path) -> None:
    repo = shipped(tmp_path, identity="claimed")
    repo.git("rm", "--quiet", "-r", "--cached", "gates")
    repo.write({".gitignore": "gates/\n"}).commit("ignore them", mail=SAM, day="2026-11-18")
    verdict = repo.judged()

    assert (verdict.verdict, "gates/docs/runbooks/canopy.yaml" in verdict.dirty) == ("fail", True)


def test_a_document_that_git_ignores_does_not_escape(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    (repo.root / ".git/info/exclude").write_text("docs/runbooks/bad.md\n", "utf-8")
    repo.write({"docs/runbooks/bad.md": "---\nkind: runbook\ntitle: Bad\nservice: x\nstatus: active\n---\n\n# Bad\n"})

    assert bad(repo.judged()) == [
        "missing-document docs/runbooks/bad.md:2 it is a `runbook` and excluded, so nobody judges it"
    ]


@pytest.mark.parametrize("allow_dirty", [False, True])
def test_without_git_nobody_knows_what_was_judged(tmp_path: Path, *, allow_dirty: bool) -> None:
    repo = shipped(tmp_path)
    shutil.rmtree(repo.root / ".git")
    verdict = repo.judged(allow_dirty=allow_dirty)

    problem = "gate-unknown git cannot say which commit this is"
    assert (verdict.verdict, verdict.commit, problem in bad(verdict)) == ("fail", None, not allow_dirty)
    assert repo.decided(CHECKLIST, "exit/approved", allow_dirty=True).startswith("unknown gates/")
    assert repo.decided(RUNBOOK, "exit/dry-run", allow_dirty=True).startswith("unknown gates/")


def test_the_command_line_says_so(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    edited(repo)
    code, said = cli(repo.root)

    assert (code, f"`{CODE}` is not as it was committed" in said) == (1, True)
