"""What ``opsgate init`` writes is what zizmor and the schemas of GitHub and GitLab accept."""

from pathlib import Path

import pytest
import yaml

from opsgate.edges.setup_files import SetupFile, setup_files
from tests.integrations.tools import VALID, holds, zizmor
from tests.repo import Repo


def written(root: Path) -> dict[str, SetupFile]:
    """The files for a repository, written there too."""
    files = {file.path: file for file in setup_files(root, "hobby", "both", configured=False)}
    Repo(root).write({path: file.text for path, file in files.items()})
    return files


def test_zizmor_finds_nothing_in_a_fresh_repository(tmp_path: Path) -> None:
    written(tmp_path)
    assert zizmor(tmp_path) == (0, "No findings to report. Good job!\n")


def test_the_workflows_are_what_github_and_gitlab_expect(tmp_path: Path) -> None:
    written(tmp_path)
    assert holds("github-workflows", tmp_path / ".github/workflows/opsgate.yml") == VALID
    assert holds("gitlab-ci", tmp_path / ".gitlab-ci.yml") == VALID


@pytest.mark.parametrize(
    ("head", "branch"),
    [
        ("ref: refs/heads/main\n", "main"),
        ("ref: refs/heads/release/2026.1_x\n", "release/2026.1_x"),
        ('ref: refs/heads/a"$(touch${IFS}pwned)\n', "main"),
        ("ref: refs/heads/a`id`\n", "main"),
        ("ref: refs/heads/a';id\n", "main"),
        ("ref: refs/heads/-x\n", "main"),
        ("0123456789012345678901234567890123456789\n", "main"),
    ],
)
def test_a_branch_is_named_only_where_its_name_is_harmless_to_a_shell(tmp_path: Path, head: str, branch: str) -> None:
    Repo(tmp_path).write({".git/HEAD": head})
    workflow = yaml.safe_load(written(tmp_path)[".github/workflows/opsgate.yml"].text)
    assert workflow[True]["push"]["branches"] == [branch]
    assert workflow["jobs"]["opsgate"]["steps"][-1]["run"].endswith(f' --policy-from "origin/{branch}"')
