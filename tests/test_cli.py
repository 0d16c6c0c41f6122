"""The command line as scripts see it: exit codes, streams, forms."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from opsgate import __version__
from opsgate.doors import cli
from opsgate.words.resources import resource
from tests.repo import Repo

KB = "---\nkind: kb-article\ntitle: No light\ntopic: No light\n---\n# No light\n\n## Problem\n\nIt is dark.\n\n## Resolution\n\n1. Charge it.\n"


def run(repo: Repo, *arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run opsgate as a process in the repository."""
    clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE")}
    return subprocess.run(
        [sys.executable, "-m", "opsgate", *arguments],
        cwd=repo.root, env={**clean, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]), **environment},
        input=stdin, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_clean_project_exits_0(repo: Repo) -> None:
    done = run(repo.write({"docs/kb/light.md": KB}), "check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "clean: 1 document, no findings\n", "")


def test_an_error_exits_1_and_says_where(repo: Repo) -> None:
    done = run(repo.write({"a.md": KB.replace("title: No light\n", "")}), "check")
    assert done.returncode == 1
    assert done.stdout.splitlines()[0].startswith("a.md:1:1: error OG101 missing-field: `title` is missing")
    assert done.stdout.splitlines()[-1] == "1 document: 1 error"


def test_warnings_exit_0_unless_they_are_asked_to_fail(repo: Repo) -> None:
    repo.write({"b.md": "", "a.md": KB + "\nSee [here](b.md).\n"})
    assert run(repo, "check").returncode == 0
    assert run(repo, "check", "--fail-on", "warning").returncode == 1


def test_no_document_at_all_exits_3_unless_allowed(repo: Repo) -> None:
    repo.write({"README.md": "# Hello\n"})
    done = run(repo, "check")
    assert (done.returncode, done.stdout) == (3, "")
    assert "none of 1 Markdown files declares a kind" in done.stderr
    assert run(repo, "check", "--allow-empty").returncode == 0


def test_a_named_file_of_no_kind_is_listed_and_fails_nothing(repo: Repo) -> None:
    done = run(repo.write({"a.md": KB, "README.md": "# Hello\n"}), "check", "README.md")
    assert done.returncode == 0
    assert done.stderr.startswith("skipped README.md: no `kind` in its front matter")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["chekc"], "did you mean `check`?"),
        (["check", "nowhere.md"], "`nowhere.md` does not exist"),
        (["check", "--select", "placehodler"], "did you mean `placeholder`?"),
        (["check", "--as-of", "soon"], "`soon` is not a day"),
        (["check", "/"], "lies outside the project"),
        (["new", "runbok"], "did you mean `runbook`?"),
        (["kind", "runbok"], "did you mean `runbook`?"),
        (["explain", "placehodler"], "did you mean `placeholder`?"),
        (["new", "runbook", "--set", "servce=x"], "has no key `servce`"),
        (["new", "runbook", "--set", "service"], "is not KEY=VALUE"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_was_meant(repo: Repo, arguments: list[str], says: str) -> None:
    done = run(repo.write({"a.md": KB}), *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_typo_in_the_configuration_exits_2_with_line_column_and_what_was_meant(repo: Repo) -> None:
    done = run(repo.write({"a.md": KB, "opsgate.toml": 'level = "hobby"\n\nexcldue = ["x"]\n'}), "check")
    assert done.returncode == 2
    assert done.stdout.splitlines()[:2] == [
        "opsgate.toml:3:1: error OG801 config-error: unknown key `excldue`",
        "  hint: did you mean `exclude`?",
    ]


def test_json_satisfies_its_schema_and_is_the_same_each_time(repo: Repo) -> None:
    repo.write({"a.md": KB.replace("title: No light\n", ""), "b.md": KB})
    first = run(repo, "check", "--format", "json", "--as-of", "2026-11-22")
    again = run(repo, "check", "--format", "json", "--as-of", "2026-11-22")
    assert first.stdout == again.stdout
    data = json.loads(first.stdout)
    schema = json.loads(resource("schemas", "findings.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(data)
    assert data["summary"]["errors"] == 1
    assert [document["path"] for document in data["documents"]] == ["a.md", "b.md"]


def test_output_is_written_whole_also_when_clean(repo: Repo) -> None:
    done = run(repo.write({"a.md": KB}), "check", "--format", "json", "--output", "out/findings.json")
    assert (done.returncode, done.stdout) == (0, "")
    assert json.loads((repo.root / "out/findings.json").read_text())["findings"] == []
    assert [path.name for path in (repo.root / "out").iterdir()] == ["findings.json"]


def test_github_commands_escape_what_documents_say(repo: Repo) -> None:
    repo.write({"a,b%.md": KB.replace("title: No light", 'title: "TODO: name::x%"')})
    first = run(repo, "check", "--format", "github").stdout.splitlines()[0]
    assert first.startswith("::error file=a%2Cb%25.md,line=3,col=9,endLine=3,title=OG401 placeholder")
    assert "::placeholder `TODO` in `title`" in first


@pytest.mark.parametrize(
    ("environment", "flag", "coloured"),
    [
        ({}, "auto", False),
        ({"FORCE_COLOR": "1"}, "auto", True),
        ({"CLICOLOR_FORCE": "1"}, "auto", True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, "auto", False),
        ({"NO_COLOR": "1"}, "always", True),
        ({"FORCE_COLOR": "1"}, "never", False),
    ],
)
def test_colour_follows_the_flag_then_the_environment(
    repo: Repo, environment: dict[str, str], flag: str, coloured: bool
) -> None:
    done = run(repo.write({"a.md": KB}), "check", "--color", flag, **environment)
    assert ("\x1b[" in done.stdout) is coloured


def test_a_document_cannot_send_control_characters_to_the_terminal(repo: Repo) -> None:
    repo.write({"a.md": KB + "\nTODO: \x1b[5mblink\x07\n"})
    done = run(repo, "check", "--color", "always")
    assert "TODO: \\x1b[5mblink\\x07" in done.stdout
    assert "\x1b[5m" not in done.stdout


def test_version_names_the_readers_at_work(repo: Repo) -> None:
    done = run(repo, "--version")
    assert done.stdout.startswith(f"opsgate {__version__}\nMarkdown: ")


def test_help_lists_every_command_without_importing_what_commands_use() -> None:
    script = (
        "import sys; from opsgate.doors.cli import cli; cli.main(['--help'], standalone_mode=False);"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'jinja2','jsonschema','markdown_it','pyromark','yaml','pathspec'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    for name in ("check", "gate", "new", "init", "kinds", "kind", "rules", "explain", "schema"):
        assert f"\n  {name} " in done.stdout


def test_a_fault_of_opsgate_exits_4_without_a_traceback(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(cli.cli, "main", broken)
    with pytest.raises(SystemExit) as stop:
        cli.main(["check"])
    assert stop.value.code == 4


def test_explain_tells_why_a_file_is_of_its_kind_and_who_decided_each_severity(repo: Repo) -> None:
    repo.write({"opsgate.toml": '[kinds]\n"*.md" = "kb-article"\n[rules]\nplaceholder = "off"\n', "a.md": KB})
    said = run(repo, "explain", "a.md").stdout
    assert "a.md is a kb-article" in said
    assert "by a pattern in [kinds] of the configuration" in said
    assert "OG401 placeholder                  off      by the configuration" in said


def test_schema_prints_each_schema_and_each_kinds(repo: Repo) -> None:
    for name in ("config", "kind", "findings", "verdict", "graph", "runbook"):
        schema = json.loads(run(repo, "schema", name).stdout)
        jsonschema.Draft202012Validator.check_schema(schema)


def test_gate_never_passes_on_what_it_cannot_decide(repo: Repo) -> None:
    done = run(repo.write({"a.md": KB}), "gate", "--format", "json")
    verdict = json.loads(done.stdout)
    schema = json.loads(resource("schemas", "verdict.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(verdict)
    assert (done.returncode, verdict["verdict"]) == (1, "fail")
    assert verdict["summary"].keys() <= {"unknown", "pass", "fail"}
    assert verdict["summary"]["unknown"] > 0


def test_gate_without_any_document_exits_3(repo: Repo) -> None:
    assert run(repo.write({"README.md": "# x\n"}), "gate").returncode == 3
