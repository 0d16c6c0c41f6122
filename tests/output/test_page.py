"""The page on formats names every form, and its examples can be read."""

import re
from pathlib import Path

import yaml
from click.testing import CliRunner

from opsgate.doors.cli import cli
from opsgate.doors.commands import check, gate

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")


def test_the_table_has_every_form() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted(check.FORMS) == sorted(gate.FORMS)


def test_every_example_is_yaml_and_every_command_in_it_is_one() -> None:
    blocks = re.findall(r"^```(yaml|sh)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert [type(yaml.safe_load(text)).__name__ for form, text in blocks if form == "yaml"] == [
        "list", "list", "dict", "dict", "list",
    ]  # fmt: skip
    commands = [line.split(" | ")[0] for _, text in blocks for line in re.findall(r"opsgate (?:check|gate).*", text)]
    assert len(commands) == 6
    for line in commands:
        done = CliRunner().invoke(cli, [*line.split()[1:], "--help"])
        assert done.exit_code == 0
        assert line.split("--format ")[1].split()[0] in check.FORMS
