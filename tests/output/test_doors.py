"""What commands do with forms: files are written at once, GitHub gets its summary, and what makes no sense is refused."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from opsgate.doors.cli import cli
from opsgate.doors.commands import check as check_command
from opsgate.judging.evidence.junit import read_junit
from tests.gates.test_findings import RUNBOOK
from tests.repo import Repo

KB = """\
---
kind: kb-article
title: No light
---

# No light

## Problem

The lamp stays dark.

## Resolution

1. Turn the switch. The lamp lights up.
"""
FORMS = [form for form in check_command.FORMS if form != "text"]
TYPO = KB.replace("title: No light", "title: No light\nstauts: active")


@pytest.fixture
def here(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.chdir(repo.root)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return repo


def run(*arguments: str) -> Result:
    return CliRunner().invoke(
        cli, [*arguments, *(["--no-cache"] if arguments[0] == "check" else [])], standalone_mode=False
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", [KB, TYPO], ids=["clean", "faulty"])
def test_output_is_the_form_whole_and_alone(here: Repo, form: str, text: str) -> None:
    here.write({"a.md": text})
    printed = run("check", "--format", form, "--as-of", "2026-11-22")
    filed = run("check", "--format", form, "--as-of", "2026-11-22", "--output", "out/result")
    assert (printed.return_value, filed.return_value, filed.stdout) == (*[1 if text == TYPO else 0] * 2, "")
    assert (here.root / "out/result").read_bytes() == printed.stdout_bytes
    assert [path.name for path in (here.root / "out").iterdir()] == ["result"]


@pytest.mark.parametrize(
    ("arguments", "configured", "verdict", "code"),
    [
        ([], "", "skipped", 0),
        (["--fail-on", "warning"], "", "failed", 1),
        ([], 'fail-on = "warning"\n', "failed", 1),
        (["--fail-on", "error"], 'fail-on = "warning"\n', "skipped", 0),
    ],
)
def test_test_results_are_red_exactly_when_the_run_fails(
    here: Repo, arguments: list[str], configured: str, verdict: str, code: int
) -> None:
    here.write({"opsgate.toml": configured, "a.md": f"{KB}\nSee [here](https://pump.example/).\n"})
    done = run("check", "--format", "junit", *arguments)
    assert ([case.verdict for case in read_junit(done.stdout_bytes).cases], done.return_value) == ([verdict], code)


@pytest.mark.parametrize("form", FORMS)
def test_a_write_that_fails_leaves_the_old_file_whole(here: Repo, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Path, _target: object) -> None:
        raise OSError(28, "No space left on device")

    here.write({"a.md": KB, "result": "the old one"})
    monkeypatch.setattr(Path, "replace", full)
    done = run("check", "--format", form, "--output", "result")
    assert str(done.exception) == "`result` cannot be written: No space left on device"
    assert sorted(path.name for path in here.root.iterdir()) == [".git", "a.md", "result"]
    assert (here.root / "result").read_text() == "the old one"


@pytest.mark.parametrize("form", FORMS)
def test_a_file_name_that_is_no_text_is_written_all_the_same(here: Repo, form: str) -> None:
    (here.root / os.fsdecode(b"b\xff::|%.md")).write_text(TYPO)
    done = run("check", "--format", form, "--output", "result")
    assert (done.exception, done.return_value) == (None, 1)
    assert (here.root / "result").read_bytes().decode()


@pytest.mark.parametrize("form", ["text", *(form for form in FORMS if form != "sarif")])
def test_a_byte_that_is_no_text_is_spelt_as_that_byte(here: Repo, form: str) -> None:
    (here.root / os.fsdecode(b"b\xff.md")).write_text(TYPO)
    shown = run("check", "--format", form).stdout
    assert ("\\xff.md" in shown, "dcff" in shown) == (True, False)


@pytest.mark.parametrize("form", ["sarif", "rdjson"])
def test_forms_that_hold_fixes_get_the_texts_that_they_need(here: Repo, form: str) -> None:
    here.write({"a.md": TYPO})
    assert '"text": "status"' in run("check", "--format", form).stdout


def test_a_step_on_github_gets_a_summary_below_what_others_wrote(here: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    here.write({"a.md": TYPO, "summary": "before\n"})
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(here.root / "summary"))
    markdown = run("check", "--format", "markdown", "--as-of", "2026-11-22").stdout
    assert (here.root / "summary").read_text() == "before\n"
    assert run("check", "--format", "github", "--as-of", "2026-11-22").return_value == 1
    assert (here.root / "summary").read_text() == f"before\n{markdown}\n"
    run("gate", "--format", "github", "--as-of", "2026-11-22")
    gate = run("gate", "--format", "markdown", "--as-of", "2026-11-22").stdout
    assert (here.root / "summary").read_text() == f"before\n{markdown}\n{gate}\n"


def test_a_summary_that_cannot_be_written_is_only_said(here: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    here.write({"a.md": KB})
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(here.root / "none/summary"))
    done = run("check", "--format", "github")
    assert (done.return_value, done.stdout) == (0, "clean: 1 document, no findings\n")
    assert done.stderr == "opsgate: the summary of the step cannot be written: No such file or directory\n"


def test_where_nothing_was_checked_test_results_show_nothing(here: Repo) -> None:
    done = run("check", "--format", "junit", "--output", "result.xml")
    assert "no Markdown files" in str(done.exception)
    results = read_junit((here.root / "result.xml").read_bytes())
    assert (results.ran, [case.verdict for case in results.cases]) == (0, ["skipped"])


@pytest.mark.parametrize("form", ["sarif", "junit", "gitlab", "rdjson", "markdown"])
def test_a_gate_writes_its_form_to_the_file(here: Repo, form: str) -> None:
    here.write({"docs/feeder.md": RUNBOOK})
    printed = run("gate", "--format", form, "--as-of", "2026-11-22")
    filed = run("gate", "--format", form, "--as-of", "2026-11-22", "--output", "out/result")
    assert (printed.return_value, filed.return_value, filed.stdout) == (1, 1, "")
    assert (here.root / "out/result").read_bytes() == printed.stdout_bytes


@pytest.mark.parametrize("form", [None, "github"])
def test_without_a_form_and_on_github_the_file_of_a_gate_is_the_verdict(here: Repo, form: str | None) -> None:
    here.write({"docs/feeder.md": RUNBOOK})
    done = run("gate", *(["--format", form] if form else []), "--output", "result")
    assert json.loads((here.root / "result").read_text())["verdict"] == "fail"
    assert done.stdout.startswith("::error " if form else "all documents")


@pytest.mark.parametrize("form", ["sarif", "junit", "gitlab", "rdjson", "github"])
def test_a_gate_with_nothing_to_judge_is_red_in_every_form(here: Repo, form: str) -> None:
    here.write({"a.txt": ""})
    done = run("gate", "--format", form)
    assert type(done.exception).__name__ == "NothingChecked"
    said = "no gate that blocks passed, and nothing at all is not enough"
    assert said in done.stdout
    assert any(word in done.stdout for word in ('"error"', "<failure", '"major"', '"ERROR"', "::error "))


@pytest.mark.parametrize("form", ["sarif", "junit", "gitlab", "rdjson", "github", "markdown"])
def test_a_gate_that_cannot_start_is_red_in_every_form(here: Repo, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here.write({"opsgate.toml": "levl = 1\n", "docs/feeder.md": RUNBOOK, "result": "the old one", "summary": ""})
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(here.root / "summary"))
    done = run("gate", "--format", form, "--output", "result")
    made = done.stdout if form == "github" else (here.root / "result").read_text()
    assert (done.return_value, "unknown key `levl`" in made, "unknown key `levl`" in done.stderr) == (2, True, True)
    assert any(word in made for word in ('"error"', "<failure", '"major"', '"ERROR"', "::error ", "❌ error"))
    assert ("### opsgate: no verdict" in (here.root / "summary").read_text()) is (form == "github")


@pytest.mark.parametrize("form", [None, "json", "github", "junit", "text"])
def test_where_nothing_was_judged_an_old_verdict_does_not_stay(here: Repo, form: str | None) -> None:
    here.write({"a.txt": "", "result": '{"verdict": "pass"}\n'})
    done = run("gate", *(["--format", form] if form else []), "--output", "result")
    assert type(done.exception).__name__ == "NothingChecked"
    made = (here.root / "result").read_text()
    said = {"junit": "verdict: fail", "text": "verdict: ✗ fail"}.get(form or "", '"verdict": "fail"')
    assert (said in made, '"pass"' in made) == (True, False)


def test_lines_make_no_sense_for_a_verdict_and_json_does(here: Repo) -> None:
    done = run("gate", "--format", "jsonl")
    assert str(done.exception) == "a verdict is one object, not lines: say --format json"


def test_a_release_let_through_is_kept_on_record_as_json_alone(here: Repo) -> None:
    here.write({"docs/feeder.md": RUNBOOK})
    done = run("gate", "--release", "v1", "--break-glass", "--by", "@kim", "--reason", "fire", "--format", "sarif",
               "--output", "verdicts/v1.json")  # fmt: skip
    assert str(done.exception) == "--break-glass is kept on record as JSON: leave --format sarif out"
    assert not (here.root / "verdicts").exists()
