"""The GitLab CI template: by the schema of GitLab, and what its jobs run."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from opsgate import __version__
from tests.integrations.test_action import STUB
from tests.integrations.tools import ROOT, VALID, holds

TEMPLATE = ROOT / "templates/opsgate.yml"
HEAD, BODY = TEMPLATE.read_text("utf-8").split("\n---\n")
INPUTS: dict[str, dict[str, str]] = yaml.safe_load(HEAD)["spec"]["inputs"]
BASE = "f" * 40


def included(**inputs: str) -> str:
    """The template as GitLab includes it: every input in its place, before anything reads it as YAML."""
    return re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda match: inputs.get(match[1], INPUTS[match[1]]["default"]), BODY)


JOBS: dict[str, Any] = yaml.safe_load(included())


def test_it_is_a_pipeline_by_the_schema_of_gitlab(tmp_path: Path) -> None:
    (tmp_path / "head.yml").write_text(HEAD, "utf-8")
    (tmp_path / "body.yml").write_text(included(), "utf-8")
    assert holds("gitlab-ci", tmp_path / "head.yml", tmp_path / "body.yml") == VALID


def test_it_installs_the_version_that_it_came_with() -> None:
    assert INPUTS["version"]["default"] == __version__
    (prepare,) = JOBS[".opsgate"]["before_script"]
    assert f'pip install --quiet "opsgate[fast]=={__version__}"' in prepare


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("version", "0.1.0", True),
        ("version", "1.0.0rc1", True),
        ("version", '0.1"; curl example.org #', False),
        ("version", "$(id)", False),
        ("extras", "fast,sign", True),
        ("extras", "fast]; id; [x", False),
    ],
)
def test_inputs_that_reach_the_shell_can_hold_nothing_but_names_and_numbers(name: str, value: str, taken: bool) -> None:
    assert bool(re.search(INPUTS[name]["regex"], value)) is taken
    assert not INPUTS[name]["regex"].startswith("/")
    reach = {word for job in JOBS.values() for part in ("before_script", "script") for word in job.get(part, ())}
    assert reach
    assert set(re.findall(r"inputs\.(\w+)", "".join(re.findall(r"script:.*?(?=\n  \w|\n\n)", BODY, re.DOTALL)))) == {
        "version",
        "extras",
    }


def test_findings_go_to_merge_requests_and_gates_to_tags() -> None:
    assert JOBS["opsgate"]["rules"] == [
        {"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'},
        {"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"},
    ]
    assert JOBS["opsgate-gate"]["rules"] == [{"if": "$CI_COMMIT_TAG =~ /^v/"}]
    assert JOBS["opsgate"]["artifacts"]["reports"] == {"codequality": "gl-code-quality-report.json"}
    assert JOBS["opsgate-gate"]["artifacts"]["reports"] == {"junit": "opsgate-junit.xml"}
    assert JOBS[".opsgate"]["variables"]["GIT_DEPTH"] == "0"


@pytest.fixture(params=["sh", "bash"])
def shell(request: pytest.FixtureRequest) -> str:
    found = shutil.which(str(request.param))
    if found is None:
        pytest.skip(f"there is no {request.param} here")
    return found


def job(name: str, folder: Path, shell: str, **variables: str) -> tuple[int, list[list[str]]]:
    """Run a job's script as the runner does, with a stand-in for opsgate: exit code, and how that was called."""
    (folder / "bin").mkdir(exist_ok=True)
    (folder / "work").mkdir(exist_ok=True)
    stub = folder / "bin" / "opsgate"
    stub.write_text(STUB.format(python=sys.executable))
    stub.chmod(0o755)
    script = "\n".join([*JOBS[".opsgate"]["before_script"], *JOBS[name]["script"]])
    done = subprocess.run(
        [shell, "-e", "-c", script],
        cwd=folder / "work",
        env={
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "STUB_CALLS": str(folder / "calls"),
            "TMPDIR": str(folder),
            **variables,
        },
        check=False,
    )
    return done.returncode, [json.loads(line) for line in (folder / "calls").read_text().splitlines()]


REPORT = ["check", "--format", "gitlab", "--output", "gl-code-quality-report.json"]


@pytest.mark.parametrize(("codes", "code"), [("0", 0), ("1,0", 0), ("1,1", 1)])
def test_a_merge_request_reports_all_and_fails_for_what_it_adds(
    tmp_path: Path, shell: str, codes: str, code: int
) -> None:
    given = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": BASE, "STUB_CODES": codes}
    assert job("opsgate", tmp_path, shell, **given) == (code, [REPORT, ["check", f"--since={BASE}"]])


def test_a_branch_is_checked_as_a_whole(tmp_path: Path, shell: str) -> None:
    assert job("opsgate", tmp_path, shell) == (0, [REPORT, ["check"]])


@pytest.mark.parametrize("code", [2, 3, 4])
def test_a_report_that_could_not_be_made_fails_at_once(tmp_path: Path, shell: str, code: int) -> None:
    assert job("opsgate", tmp_path, shell, STUB_CODES=str(code)) == (1, [REPORT])


@pytest.mark.parametrize("code", [0, 1, 3])
@pytest.mark.parametrize("tag", ["v1.2.0", "v$(touch${IFS}pwned)", "v';touch pwned;'", "-v"])
def test_a_tag_is_judged_once_for_people_and_once_for_the_report(
    tmp_path: Path, shell: str, tag: str, code: int
) -> None:
    given = {"CI_COMMIT_TAG": tag, "CI_DEFAULT_BRANCH": "main", "STUB_CODES": str(code)}
    came, calls = job("opsgate-gate", tmp_path, shell, **given)
    common = ["gate", f"--release={tag}", "--policy-from=origin/main"]
    reports = calls[0][-1].removeprefix("--output=").removesuffix("/opsgate-verdict.json")
    assert (came, calls) == (
        code,
        [
            [*common, f"--output={reports}/opsgate-verdict.json"],
            [*common, "--format", "junit", f"--output={reports}/opsgate-junit.xml"],
        ],
    )
    assert sorted(file.name for file in (tmp_path / "work").iterdir()) == ["opsgate-junit.xml", "opsgate-verdict.json"]
    assert not Path(reports).is_relative_to(tmp_path / "work")


@pytest.mark.parametrize("code", [2, 3, 4])
def test_a_tag_that_cannot_be_judged_fails_as_opsgate_does(tmp_path: Path, shell: str, code: int) -> None:
    given = {"CI_COMMIT_TAG": "v1", "CI_DEFAULT_BRANCH": "main", "STUB_CODES": str(code), "STUB_SILENT": "yes"}
    came, calls = job("opsgate-gate", tmp_path, shell, **given)
    assert (came, len(calls), list((tmp_path / "work").iterdir())) == (code, 2, [])
