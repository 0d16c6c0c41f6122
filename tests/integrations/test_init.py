"""What ``opsgate init`` writes is what zizmor and the schemas of GitHub and GitLab accept."""

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from opsgate.doors.commands.init import command
from opsgate.edges.setup_files import SetupFile, setup_files
from opsgate.words.errors import OpsgateError
from tests.integrations.tools import VALID, holds, zizmor
from tests.repo import Repo


def written(root: Path) -> dict[str, SetupFile]:
    """The files for a repository, written there too."""
    files = {file.path: file for file in setup_files(root, "hobby", "both", configured=None)}
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


@pytest.mark.parametrize(
    ("url", "ci"),
    [
        ("git@gitlab.example.com:group/pump.git", ".gitlab-ci.yml"),
        ("https://someone@gitlab.example.com:8443/group/pump.git", ".gitlab-ci.yml"),
        ("ssh://git@gitlab.example.com/group/pump.git", ".gitlab-ci.yml"),
        ("git@github.com:group/gitlab-exporter.git", ".github/workflows/opsgate.yml"),
        ("https://github.com/gitlab-users/pump", ".github/workflows/opsgate.yml"),
    ],
)
def test_the_host_of_a_remote_says_which_ci_there_is_not_the_name_of_the_project(
    tmp_path: Path, url: str, ci: str
) -> None:
    Repo(tmp_path).write({".git/config": f'[remote "origin"]\n\turl = {url}\n[branch "gitlab"]\n'})
    found = [file.path for file in setup_files(tmp_path, "hobby", "auto", configured=tmp_path)]
    assert found == [".pre-commit-config.yaml", ci]


def said(monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str) -> list[str]:
    """The first words of what the command prints of each file."""
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    return [line for line in done.output.splitlines() if line.startswith(("---", "kept", "wrote"))]


def test_what_was_written_is_named_as_it_is_reached_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Repo(tmp_path).write({".git/HEAD": "", "services/pump/main.c": ""})
    assert said(monkeypatch, tmp_path / "services/pump", "--ci", "none") == [
        "wrote ../../opsgate.toml",
        "wrote ../../.pre-commit-config.yaml",
    ]


def test_only_what_would_be_written_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Repo(tmp_path).write({".git/HEAD": "", ".pre-commit-config.yaml": "repos: []\n"})
    assert said(monkeypatch, tmp_path, "--ci", "none", "--diff") == [
        "--- opsgate.toml",
        "kept .pre-commit-config.yaml; add to it:",
    ]
    assert not (tmp_path / "opsgate.toml").exists()


def test_a_link_that_leads_nowhere_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Repo(tmp_path).write({".git/HEAD": "", "opsgate.toml": ""})
    (tmp_path / ".pre-commit-config.yaml").symlink_to("gone.yaml")
    assert said(monkeypatch, tmp_path, "--ci", "none") == ["kept .pre-commit-config.yaml; add to it:"]
    assert (tmp_path / ".pre-commit-config.yaml").is_symlink()


def test_where_the_configuration_lies_in_a_folder_opsgate_runs_there(tmp_path: Path) -> None:
    folder = tmp_path / "services/pump"
    files = {file.path: file.text for file in setup_files(tmp_path, "hobby", "both", configured=folder)}
    Repo(tmp_path).write(files)
    assert list(files) == [".pre-commit-config.yaml", ".github/workflows/opsgate.yml", ".gitlab-ci.yml"]
    hooks, workflow, pipeline = (yaml.safe_load(text) for text in files.values())
    assert workflow["jobs"]["opsgate"]["defaults"] == {"run": {"working-directory": "services/pump"}}
    assert pipeline["opsgate"]["script"][:2] == ["cd services/pump", "opsgate check"]
    hook = hooks["repos"][0]["hooks"][0]
    assert (hook["entry"], hook["files"], hook["pass_filenames"]) == (
        "sh -c 'cd services/pump && exec opsgate check --staged --allow-empty'", "^services/pump/", False,
    )  # fmt: skip
    assert holds("github-workflows", tmp_path / ".github/workflows/opsgate.yml") == VALID
    assert holds("gitlab-ci", tmp_path / ".gitlab-ci.yml") == VALID
    assert zizmor(tmp_path) == (0, "No findings to report. Good job!\n")


@pytest.mark.parametrize("name", ["a b", "a'$(id)", "-x", "é"])
def test_a_folder_that_means_something_to_a_shell_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OpsgateError, match="rename the folder"):
        list(setup_files(tmp_path, "hobby", "none", configured=tmp_path / name))


def test_without_git_the_folder_of_the_configuration_is_the_top(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Repo(tmp_path).write({"opsgate.toml": "", "docs/notes.md": ""})
    assert said(monkeypatch, tmp_path / "docs", "--ci", "none") == ["wrote ../.pre-commit-config.yaml"]
