"""The GitHub Action: what it runs, what it refuses, and that nothing put into it is more than a word."""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integrations.tools import BASH, ROOT, VALID, holds, program, says, zizmor

ACTION = ROOT / "action.yml"
READ: dict[str, Any] = yaml.safe_load(ACTION.read_text("utf-8"))
INSTALL, RUN = READ["runs"]["steps"]
OUTPUTS = {name: re.fullmatch(r"\$\{\{ steps\.run\.outputs\.([\w-]+) \}\}", output["value"])
           for name, output in READ["outputs"].items()}  # fmt: skip
needs_bash = pytest.mark.skipif(BASH is None, reason="there is no bash here")

STUB = """\
#!{python}
import json, os, pathlib, sys
with open(os.environ["STUB_CALLS"], "a") as calls:
    calls.write(json.dumps(sys.argv[1:]) + "\\n")
for argument in sys.argv:
    if argument.startswith("--output=") and "STUB_SILENT" not in os.environ:
        pathlib.Path(argument.partition("=")[2]).write_text(os.environ.get("STUB_WRITES", ""))
codes = os.environ.get("STUB_CODES", "0").split(",")
sys.exit(int(codes[min(len(codes), len(open(os.environ["STUB_CALLS"]).readlines())) - 1]))
"""


class Runner:
    """A runner's folders, with programs that write down how they were called."""

    def __init__(self, folder: Path) -> None:
        self.temp, self.bin, self.work = folder / "temp", folder / "bin", folder / "work"
        for made in (self.temp, self.bin, self.work):
            made.mkdir()
        self.output = folder / "output"
        self.calls = folder / "calls"
        self.put("opsgate", STUB.format(python=sys.executable))
        (self.bin / "python").symlink_to(sys.executable)

    def put(self, name: str, script: str) -> None:
        (self.bin / name).write_text(script)
        (self.bin / name).chmod((self.bin / name).stat().st_mode | stat.S_IXUSR)

    def step(
        self,
        step: dict[str, Any],
        inputs: Mapping[str, str] | None = None,
        *,
        path: str | None = None,
        stub: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        """Run a step as the runner does, with these inputs; the exit code, and what was printed."""
        given = {name: str(value.get("default", "")) for name, value in READ["inputs"].items()}
        given.update(inputs or {})
        environment = {name: self._value(expression, given) for name, expression in step["env"].items()}
        script = self.temp / "step.sh"
        script.write_text(step["run"], "utf-8")
        done = subprocess.run(
            [str(BASH), "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.work,
            env={
                "PATH": path or os.environ["PATH"],
                "GITHUB_ACTION_PATH": str(ROOT),
                "GITHUB_OUTPUT": str(self.output),
                "RUNNER_TEMP": str(self.temp),
                "STUB_CALLS": str(self.calls),
                **(stub or {}),
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def _value(self, expression: str, given: dict[str, str]) -> str:
        named = re.fullmatch(r"\$\{\{ (?:inputs|steps\.install\.outputs)\.([\w-]+) \}\}", expression)
        assert named, expression
        return str(self.bin) if named[1] == "bin" else given[named[1]]

    @property
    def called(self) -> list[list[str]]:
        """The arguments of each call."""
        return [json.loads(line) for line in self.calls.read_text().splitlines()] if self.calls.exists() else []

    @property
    def outputs(self) -> dict[str, str]:
        """What the step said in ``GITHUB_OUTPUT``, read as the runner reads it."""
        return dict(line.split("=", 1) for line in self.output.read_text("utf-8").splitlines())


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_zizmor_finds_nothing() -> None:
    assert zizmor(ACTION) == (0, "No findings to report. Good job!\n")


def test_it_is_an_action_by_the_schema_of_actions() -> None:
    assert holds("github-actions", ACTION) == VALID


def test_shellcheck_finds_nothing(tmp_path: Path) -> None:
    for step in (INSTALL, RUN):
        script = tmp_path / f"{step['id']}.sh"
        given = [*step["env"], "GITHUB_ACTION_PATH", "GITHUB_OUTPUT", "RUNNER_TEMP"]
        declared = "".join(f'{name}="${{{name}:-}}"\n' for name in given)
        script.write_text(f"#!/bin/bash\nset -eo pipefail\n{declared}export GITHUB_ACTION_PATH\n{step['run']}", "utf-8")
    assert says(program("shellcheck"), *sorted(tmp_path.glob("*.sh"))) == (0, "")


def test_inputs_reach_the_shell_through_the_environment_alone_and_no_other_action_is_used() -> None:
    for step in (INSTALL, RUN):
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
        assert "uses" not in step
    used = {
        name
        for step in (INSTALL, RUN)
        for value in step["env"].values()
        for name in re.findall(r"inputs\.([\w-]+)", value)
    }
    assert used | {"working-directory"} == set(READ["inputs"])


def test_everything_that_can_be_said_to_it_is_described() -> None:
    assert [name for part in ("inputs", "outputs") for name, it in READ[part].items() if not it["description"]] == []
    assert {name: match[1] for name, match in OUTPUTS.items() if match} == {name: name for name in READ["outputs"]}


def test_python_never_imports_from_the_folder_that_is_checked() -> None:
    calls = re.findall(r'"\$(?:name|python|bin/python|BIN/python)" (-.)', INSTALL["run"] + RUN["run"])
    assert calls == ["-I"] * 4
    assert len(re.findall(r" -[mc] ", INSTALL["run"] + RUN["run"])) == len(calls)


@needs_bash
def test_without_inputs_the_whole_project_is_checked(runner: Runner) -> None:
    assert runner.step(RUN) == (0, "")
    assert runner.called == [["check", "--format=github", "--"]]
    assert runner.outputs == {"exit-code": "0"}


HOSTILE = [
    "$(touch pwned)",
    "`touch pwned`",
    "; touch pwned",
    "a' 'b",
    'a" "b',
    "a  b *",
    "--output=pwned",
    "-",
    "\\",
    "${HOME}",
    "% ::error::x",
    "~",
    "=(",
    "a\tb",
]


@needs_bash
@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_one_word_wherever_it_is_put(runner: Runner, value: str) -> None:
    assert runner.step(RUN, {"paths": value, "arguments": value, "since": value})[0] == 0
    assert runner.step(RUN, {"command": "gate", "release": value, "policy-from": value})[0] == 0
    assert runner.called == [
        ["check", value, f"--since={value}", "--format=github", "--", value],
        ["gate", f"--output={runner.temp}/opsgate-verdict.json", f"--release={value}", f"--policy-from={value}",
         "--format=github", "--"],
    ]  # fmt: skip
    assert list(runner.work.iterdir()) == [Path(runner.work / "pwned")] * (value == "--output=pwned")


@needs_bash
def test_a_line_is_an_argument_and_a_value_with_lines_stays_one(runner: Runner) -> None:
    given = {
        "arguments": "--select\r\nOG1\n\n--as-of=2026-11-22\n",
        "paths": "docs\nmy runbooks\n",
        "since": "a\n--fix",
    }
    runner.step(RUN, given)
    assert runner.called == [
        [
            "check",
            "--select",
            "OG1",
            "--as-of=2026-11-22",
            "--since=a\n--fix",
            "--format=github",
            "--",
            "docs",
            "my runbooks",
        ]
    ]


@needs_bash
@pytest.mark.parametrize(
    ("inputs", "says_so"),
    [
        ({"command": "check; touch pwned"}, "command is check or gate"),
        ({"command": ""}, "command is check or gate"),
        ({"sarif": "yes"}, "sarif is true or false"),
        ({"release": "v1"}, "release and policy-from belong to gate"),
        ({"command": "gate", "since": "main"}, "since belongs to check"),
        ({"command": "gate", "sarif": "true"}, "sarif belongs to check"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_runs(
    runner: Runner, inputs: dict[str, str], says_so: str
) -> None:
    assert runner.step(RUN, inputs) == (2, f"::error title=opsgate::{says_so}\n")
    assert (runner.called, runner.outputs) == ([], {"exit-code": "2"})


@needs_bash
@pytest.mark.parametrize("code", [0, 1, 2, 3, 4])
def test_it_fails_as_opsgate_fails(runner: Runner, code: int) -> None:
    assert runner.step(RUN, stub={"STUB_CODES": str(code)})[0] == code
    assert runner.outputs == {"exit-code": str(code)}


@needs_bash
def test_a_sarif_file_is_written_by_a_second_run_and_the_worse_exit_code_counts(runner: Runner) -> None:
    assert runner.step(RUN, {"sarif": "true", "paths": "a.md"}, stub={"STUB_CODES": "1,4"})[0] == 4
    sarif = f"{runner.temp}/opsgate.sarif"
    assert runner.called == [
        ["check", "--format=github", "--", "a.md"],
        ["check", "--format=sarif", f"--output={sarif}", "--", "a.md"],
    ]
    assert runner.outputs == {"sarif-file": sarif, "exit-code": "4"}


@needs_bash
@pytest.mark.parametrize(
    ("written", "said"),
    [("pass", "pass"), ("fail", "fail"), ("overridden", "overridden"), ("pass\nexit-code=0", ""), ("x", "")],
)
def test_the_verdict_is_one_of_the_words_that_verdicts_have(runner: Runner, written: str, said: str) -> None:
    (runner.work / "json.py").write_text("import pathlib; pathlib.Path('pwned').touch()\n")
    stub = {"STUB_WRITES": json.dumps({"verdict": written}), "STUB_CODES": "1"}
    assert runner.step(RUN, {"command": "gate", "release": "v1"}, stub=stub)[0] == 1
    file = f"{runner.temp}/opsgate-verdict.json"
    assert runner.outputs == {"verdict": said, "verdict-file": file, "exit-code": "1"}
    assert not (runner.work / "pwned").exists()


@needs_bash
def test_an_earlier_verdict_is_never_taken_for_this_one(runner: Runner) -> None:
    (runner.temp / "opsgate-verdict.json").write_text('{"verdict": "pass"}')
    runner.put("opsgate", "#!/bin/sh\nexit 3\n")
    assert runner.step(RUN, {"command": "gate", "release": "v1"}) == (3, "")
    assert runner.outputs == {"exit-code": "3"}


@needs_bash
@pytest.mark.parametrize(
    ("inputs", "says_so"),
    [
        ({"version": "0.1.0; touch pwned"}, "version is a number such as 0.1.0, without a v"),
        ({"version": "v0.1.0"}, "version is a number such as 0.1.0, without a v"),
        ({"version": "0.1.0 --index-url=https://example.org"}, "version is a number such as 0.1.0, without a v"),
        ({"version": "0.1.0\n--pre"}, "version is a number such as 0.1.0, without a v"),
        ({"extras": "fast]==0 ; [x"}, "extras are names with commas between, such as fast,sign"),
        ({"extras": "$(touch pwned)"}, "extras are names with commas between, such as fast,sign"),
    ],
)
def test_only_a_version_and_extras_are_installed(runner: Runner, inputs: dict[str, str], says_so: str) -> None:
    assert runner.step(INSTALL, inputs) == (2, f"::error title=opsgate::{says_so}\n")
    assert (list(runner.work.iterdir()), (runner.temp / "opsgate-venv").exists()) == ([], False)


FAKE_PYTHON = """\
#!/bin/bash
printf '%s\\n' "$*" >> "$STUB_CALLS"
case "$*" in
  *version_info*) exit {too_old} ;;
  *"-m venv"*) mkdir -p "${{@: -1}}/bin" && cp "$0" "${{@: -1}}/bin/python" ;;
esac
"""


@needs_bash
@pytest.mark.parametrize(
    ("inputs", "installed"),
    [
        ({}, f"{ROOT}[fast]"),
        ({"extras": ""}, str(ROOT)),
        ({"version": "0.1.0"}, "opsgate[fast]==0.1.0"),
        ({"version": "0.2.0rc1", "extras": "fast,sign"}, "opsgate[fast,sign]==0.2.0rc1"),
    ],
)
def test_it_installs_its_own_files_or_a_version_from_pypi_apart_from_everything(
    runner: Runner, inputs: dict[str, str], installed: str
) -> None:
    runner.put("python3", FAKE_PYTHON.format(too_old=0))
    venv = f"{runner.temp}/opsgate-venv"
    assert runner.step(INSTALL, inputs, path=f"{runner.bin}:/usr/bin:/bin") == (0, "")
    assert runner.calls.read_text().splitlines() == [
        "-I -c import sys; sys.exit(sys.version_info < (3, 11))",
        f"-I -m venv --clear {venv}",
        f"-I -m pip install --quiet --disable-pip-version-check --no-input {installed}",
    ]
    assert runner.outputs == {"bin": f"{venv}/bin"}


@needs_bash
def test_where_python_is_too_old_it_says_what_to_do(runner: Runner) -> None:
    (runner.bin / "python").unlink()
    for name in ("python", "python3"):
        runner.put(name, FAKE_PYTHON.format(too_old=1))
    assert runner.step(INSTALL, path=f"{runner.bin}:/usr/bin:/bin") == (
        2,
        "::error title=opsgate::there is no Python 3.11 or later here; put actions/setup-python before this step\n",
    )


@needs_bash
def test_with_opsgate_itself_a_document_with_a_fault_is_annotated(runner: Runner) -> None:
    runner.put("opsgate", f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m opsgate "$@"\n')
    (runner.work / "a.md").write_text('---\nkind: kb-article\ntitle: T\nonwer: "@sam"\n---\n\n# T\n')
    code, printed = runner.step(RUN, {"arguments": "--select=OG102"})
    assert (code, runner.outputs) == (1, {"exit-code": "1"})
    assert re.search(
        r"^::error file=a\.md,line=4,col=1,[^:]*title=OG102 unknown-field\b[^:]*::unknown key `onwer`", printed, re.M
    )
