"""The hooks that are offered to pre-commit, run by the real pre-commit in a repository of their own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.snapshot import commit_all, git, snapshot
from tests.test_cli import KB


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A repository that offers the hooks, and the commit to ask for."""
    folder = snapshot(tmp_path_factory.mktemp("hooks") / "opsgate")
    return folder, commit_all(folder)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps its environments, built once for all tests."""
    return tmp_path_factory.mktemp("home")


def run(repository: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PYTHONPATH", "VIRTUAL_ENV"))
    }
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--color", "never", *arguments],
        cwd=repository, env={**clean, "PRE_COMMIT_HOME": str(home)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def repository(tmp_path: Path, hooks: tuple[Path, str]) -> Path:
    """A repository with one sound and one broken document, and the hooks switched on."""
    source, revision = hooks
    config = f"repos:\n- repo: {source}\n  rev: {revision}\n  hooks:\n  - id: opsgate\n  - id: opsgate-gate\n"
    (tmp_path / ".pre-commit-config.yaml").write_text(config)
    (tmp_path / "good.md").write_text(KB)
    (tmp_path / "bad.md").write_text(KB.replace("title: No light\n", ""))
    (tmp_path / "README.md").write_text("# Not a document\n")
    commit_all(tmp_path)
    return tmp_path


def test_only_findings_in_changed_documents_are_reported(repository: Path, home: Path) -> None:
    done = run(repository, home, "opsgate", "--files", "good.md", "README.md")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout

    done = run(repository, home, "opsgate", "--files", "bad.md")
    assert done.returncode == 1
    assert "bad.md:1:1: error OG101 missing-field: `title` is missing" in done.stdout
    assert "good.md" not in done.stdout


def test_a_repository_without_documents_is_left_alone(repository: Path, home: Path) -> None:
    for name in ("good.md", "bad.md"):
        (repository / name).unlink()
    commit_all(repository)
    done = run(repository, home, "opsgate", "--files", "README.md")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_gate_hook_judges_the_whole_repository_before_a_push(repository: Path, home: Path) -> None:
    git(repository, "tag", "v1.0.0")  # a first release: from then on articles are due
    done = run(repository, home, "opsgate-gate", "--hook-stage", "pre-push", "--files", "good.md")
    assert done.returncode == 1
    rows = [line.split() for line in done.stdout.splitlines() if re.match(r" *(bad|good)\.md ", line)]
    assert [(row[0], row[1], row[3], row[5]) for row in rows] == [
        ("bad.md", "kb-article", "pass", "fail"),
        ("good.md", "kb-article", "not-applicable", "pass"),
    ]
    assert "fail bad.md:1:1 exit/complete" in done.stdout
