"""Every snippet of the page on integrations is what it claims to be, for the program that will read it."""

import re
import shlex
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from opsgate import __version__
from opsgate.doors.cli import cli
from tests.integrations.pages import Snippet, of, snippets
from tests.integrations.test_action import READ
from tests.integrations.test_gitlab import INPUTS
from tests.integrations.tools import ROOT, VALID, holds, program, says, zizmor

PAGE = "integrations.md"
HOOKS = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}


def named(file: str) -> list[Snippet]:
    """The snippets that are the text of a file of this name."""
    return [snippet for snippet in of(PAGE, "yaml") if snippet.file.endswith(file)]


def test_every_snippet_is_one_that_is_tested_here() -> None:
    assert [(snippet.language, snippet.file) for snippet in snippets(PAGE) if snippet.language != "sh"] == [
        ("yaml", ".github/workflows/opsgate.yml"),
        ("yaml", ".github/workflows/opsgate-scan.yml"),
        ("yaml", ".gitlab-ci.yml"),
        ("yaml", ".gitlab-ci.yml"),
        ("yaml", ".pre-commit-config.yaml"),
        ("yaml", ".gitlab-ci.yml"),
    ]


@pytest.mark.parametrize("file", ["opsgate.yml", "opsgate-scan.yml"])
def test_a_workflow_is_one_for_github_and_zizmor_and_gives_the_action_what_it_takes(tmp_path: Path, file: str) -> None:
    (snippet,) = named(f"/{file}")
    path = tmp_path / snippet.file
    path.parent.mkdir(parents=True)
    path.write_text(snippet.text, "utf-8")
    assert holds("github-workflows", path) == VALID
    assert zizmor(tmp_path) == (0, "No findings to report. Good job!\n")
    steps = [step for job in yaml.safe_load(snippet.text)["jobs"].values() for step in job["steps"]]
    ours = [step for step in steps if step["uses"].startswith("example-org/opsgate@")]
    assert ours
    assert {key for step in ours for key in step.get("with", {})} <= set(READ["inputs"])
    assert set(re.findall(r"steps\.opsgate\.outputs\.([\w-]+)", snippet.text)) <= set(READ["outputs"])
    assert {
        step["uses"].partition("@")[0]: step["uses"] for step in steps if step not in ours
    }.items() <= pinned().items()


def pinned() -> dict[str, str]:
    """The actions that the page and ``opsgate init`` use, each at one commit everywhere."""
    text = (ROOT / "docs" / PAGE).read_text("utf-8") + (ROOT / "templates/init/github.yml.j2").read_text("utf-8")
    found = set(re.findall(r"uses: ((?:actions|github)/\S+@\S+ # v[\d.]+)$", text, re.MULTILINE))
    assert len(found) == len({use.partition("@")[0] for use in found})
    return {use.partition("@")[0]: use.partition(" ")[0] for use in found}


def test_an_include_is_one_for_gitlab_and_gives_the_template_what_it_takes(tmp_path: Path) -> None:
    for snippet in named(".gitlab-ci.yml"):
        (tmp_path / ".gitlab-ci.yml").write_text(snippet.text, "utf-8")
        assert holds("gitlab-ci", tmp_path / ".gitlab-ci.yml") == VALID
        (include,) = yaml.safe_load(snippet.text)["include"]
        assert set(include["inputs"]) <= set(INPUTS)
        assert all(re.search(INPUTS[key].get("regex", ""), value) for key, value in include["inputs"].items())
        assert include.get("component", "/opsgate@").partition("@")[0].endswith("/opsgate")
        assert (ROOT / include.get("file", "templates/opsgate.yml").lstrip("/")).is_file()


def test_the_hooks_are_ones_that_there_are(tmp_path: Path) -> None:
    (snippet,) = named(".pre-commit-config.yaml")
    (tmp_path / ".pre-commit-config.yaml").write_text(snippet.text, "utf-8")
    assert says(sys.executable, "-m", "pre_commit", "validate-config", tmp_path / ".pre-commit-config.yaml") == (0, "")
    assert {hook["id"] for hook in yaml.safe_load(snippet.text)["repos"][0]["hooks"]} == HOOKS


def commands(page: str) -> list[list[str]]:
    """Every call of opsgate in the shell snippets of a page, as words."""
    lines = [line.partition(" #")[0] for snippet in of(page, "sh") for line in snippet.text.splitlines()]
    calls = [re.search(r"(?:^|(?:^docker run .*|\| )\b)opsgate (?!\.)[^|]*", line) for line in lines]
    return [shlex.split(call[0])[shlex.split(call[0]).index("opsgate") + 1 :] for call in calls if call]


def understood(words: list[str]) -> dict[str, Any]:
    """The options of a call, as the command line takes them; raises what it says of a wrong one."""
    with click.Context(cli) as context:
        command = cli.get_command(context, words[0])
        assert command is not None, words
        return command.make_context(words[0], words[1:], parent=context).params


@pytest.mark.parametrize("page", [PAGE, "editors.md"])
def test_every_command_is_one_that_opsgate_takes(page: str) -> None:
    found = commands(page)
    assert found
    for words in found:
        assert understood(words), words


def test_every_shell_snippet_is_one_for_the_shell() -> None:
    for page in (PAGE, "editors.md"):
        for snippet in of(page, "sh"):
            assert says(program("sh"), "-n", stdin=snippet.text) == (0, "")


def test_the_tables_name_every_input_and_output() -> None:
    text = (ROOT / "docs" / PAGE).read_text("utf-8")
    cells = [
        set(re.findall(r"`([\w-]+)`", row)) for row in re.findall(r"^\| ((?:`[\w-]+`(?:, )?)+) \|", text, re.MULTILINE)
    ]
    assert set().union(*cells) == {*READ["inputs"], *READ["outputs"], *INPUTS}


def test_versions_are_this_one() -> None:
    text = (ROOT / "docs" / PAGE).read_text("utf-8")
    ours = re.findall(r"example-org/opsgate(?:/opsgate)?[@:]\w*\S*(?: # v(\S+))?|ref: v(\S+)|rev: v(\S+)", text)
    assert {version for match in ours for version in match if version} == {__version__}
