"""What ``opsgate new`` writes: structurally whole, and nothing wrong with it but its placeholders."""

import os
import pty
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from opsgate.edges.scaffold import new_document
from opsgate.knowing.kind import LEVELS, Level
from opsgate.knowing.kinds import Kinds
from opsgate.reading.document import document
from tests.repo import Repo
from tests.test_cli import run

KINDS = Kinds()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", KINDS.names)
def test_a_new_document_has_only_placeholder_findings_and_fails_nothing(repo: Repo, name: str, level: Level) -> None:
    kind = KINDS.get(name)
    assert kind is not None
    text = new_document(kind, level, {}, schema="x.json", said_level=True)
    repo.write({"doc.md": text})
    report = repo.check()
    assert {finding.name for finding in report.open} == {"placeholder"}
    assert {str(finding.severity) for finding in report.open} == {"warning"}


@pytest.mark.parametrize("name", KINDS.names)
def test_a_hobby_document_is_one_page(name: str) -> None:
    kind = KINDS.get(name)
    assert kind is not None
    assert len(new_document(kind, "hobby", {}, schema="x.json", said_level=False).splitlines()) <= 66


@pytest.mark.parametrize("name", KINDS.names)
def test_a_new_document_names_its_schema_for_editors(name: str) -> None:
    kind = KINDS.get(name)
    assert kind is not None
    lines = new_document(kind, "product", {}, schema="../x.json", said_level=False).splitlines()
    assert lines[:2] == ["---", "# yaml-language-server: $schema=../x.json"]


@pytest.mark.parametrize(
    "value", ["v1.10", "yes", "@sam", "a: b", "#x", "- y", " x ", 'say "hi"', "tab\tx", "ünï", "[a]", "null"]
)
def test_values_that_are_set_come_back_as_they_were_given(value: str) -> None:
    kind = KINDS.get("runbook")
    assert kind is not None
    text = new_document(kind, "hobby", {"service": value}, schema="", said_level=False)
    assert document("a.md", text).meta["service"] == value


def test_new_writes_where_the_kind_belongs_and_the_schema_that_it_names(repo: Repo) -> None:
    done = run(repo, "new", "runbook", "--set", "title=Lamp API", "--set", "service=lamp-api")
    assert done.returncode == 0, done.stderr
    written = repo.root / "docs/runbooks/lamp-api.md"
    assert "service: lamp-api\n" in written.read_text()
    line = written.read_text().splitlines()[1]
    schema = line.partition("$schema=")[2]
    assert (written.parent / schema).resolve() == repo.root / ".opsgate/schemas/runbook.schema.json"
    assert (written.parent / schema).exists()


def test_new_does_not_replace_a_file_unless_forced(repo: Repo) -> None:
    repo.write({"a.md": "mine"})
    done = run(repo, "new", "runbook", "a.md")
    assert done.returncode == 2
    assert (repo.root / "a.md").read_text() == "mine"
    assert run(repo, "new", "runbook", "a.md", "--force").returncode == 0
    assert Path(repo.root / "a.md").read_text().startswith("---\n")


def test_new_without_a_terminal_asks_nothing(repo: Repo) -> None:
    done = run(repo, "new", "kb-article", "a.md", stdin="")
    assert done.returncode == 0
    assert "?" not in done.stdout


def test_init_writes_a_configuration_a_hook_and_a_ci_step_and_keeps_what_is_there(repo: Repo) -> None:
    repo.write({".pre-commit-config.yaml": "repos: []\n"})
    done = run(repo, "init")
    assert done.returncode == 0
    assert (repo.root / ".pre-commit-config.yaml").read_text() == "repos: []\n"
    assert "kept .pre-commit-config.yaml; add to it:" in done.stdout
    workflow = yaml.safe_load((repo.root / ".github/workflows/opsgate.yml").read_text())
    checkout, *_, last, gate = workflow["jobs"]["opsgate"]["steps"]
    assert (checkout["with"]["fetch-depth"], checkout["with"]["fetch-tags"]) == (0, True)
    assert last["run"] == "opsgate check --format github"
    assert gate["run"] == 'opsgate gate --release "$GITHUB_REF_NAME" --policy-from "origin/main"'
    assert gate["if"] == "startsWith(github.ref, 'refs/tags/')"
    run(repo, "new", "kb-article", "docs/kb/a.md")
    assert run(repo, "check").returncode == 0


def test_init_writes_the_gitlab_step_where_gitlab_is_at_work(repo: Repo) -> None:
    run(repo, "init", "--ci", "gitlab")
    (job,) = yaml.safe_load((repo.root / ".gitlab-ci.yml").read_text()).values()
    check, gate = job["script"]
    assert (job["variables"]["GIT_DEPTH"], check) == ("0", "opsgate check")
    assert '  opsgate gate --release "$CI_COMMIT_TAG" --policy-from "origin/$CI_DEFAULT_BRANCH"\n' in gate


def test_init_at_product_level_keeps_attestations_where_owners_can_guard_them(repo: Repo) -> None:
    run(repo, "init", "--ci", "none", "--level", "product")
    found = tomllib.loads((repo.root / "opsgate.toml").read_text())
    assert (found["level"], found["attestations"], found["identity"]) == ("product", "sidecar", "git")


def test_the_hook_that_init_writes_is_one_that_pre_commit_accepts(repo: Repo) -> None:
    run(repo, "init", "--ci", "none")
    command = [sys.executable, "-m", "pre_commit", "validate-config", ".pre-commit-config.yaml"]
    done = subprocess.run(command, cwd=repo.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_on_a_terminal_new_asks_for_what_it_needs_and_leaves_a_placeholder_for_no_answer(repo: Repo) -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(repo.root)
        os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
        os.execv(sys.executable, [sys.executable, "-m", "opsgate", "new", "runbook", "a.md"])
    said = b""
    answers = [b"Lamp API\n", b"\n"]
    while True:
        try:
            chunk = os.read(terminal, 1024)
        except OSError:
            break
        if not chunk:
            break
        said += chunk
        if answers and said.endswith(b": "):
            os.write(terminal, answers.pop(0))
            said += b"|"
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, said
    text = (repo.root / "a.md").read_text()
    assert "title: Lamp API\n" in text
    assert 'service: "[SERVICE]"\n' in text


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("titel=x", "did you mean `title`?"),
        ("version=soon", "`version`: `soon` is not a version"),
        ("status=bogus", "`status` is `bogus`, expected"),
        ("kind=telemetry", "`opsgate new telemetry` writes another"),
        ("title=", "`title` takes one line of text"),
        ("relations=x", "`relations` must be keys and values"),
    ],
)
def test_a_value_that_the_kind_cannot_have_is_refused(repo: Repo, given: str, says: str) -> None:
    done = run(repo, "new", "runbook", "a.md", "--set", given)
    assert (done.returncode, says in done.stderr, list(repo.root.glob("*.md"))) == (2, True, [])


def test_a_name_that_ends_in_a_slash_is_a_folder(repo: Repo) -> None:
    assert run(repo, "new", "runbook", "ops/", "--set", "title=Lamp API").returncode == 0
    assert (repo.root / "ops/lamp-api.md").is_file()


def test_init_says_so_when_a_file_names_opsgate_already(repo: Repo) -> None:
    run(repo, "init")
    again = run(repo, "init")
    assert "kept .pre-commit-config.yaml: it names opsgate already" in again.stdout
    assert "add to it" not in again.stdout
