"""What the README shows is what happens."""

import re
import tomllib
from pathlib import Path

import yaml

from opsgate import __version__
from opsgate.doors.cli import cli
from opsgate.knowing.config import config_schema
from opsgate.knowing.kinds import Kinds
from opsgate.reading.validate import Schema
from opsgate.reading.yamlvalue import read_yaml
from opsgate.running.criteria import criterion_faults
from tests.repo import Repo
from tests.test_cli import run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
RUNBOOK = """\
---
kind: runbook
title: Greenhouse controller
service: greenhouse
status: active
version: v1.4
onwer: "@ines"
last_reviewed: 2026-11-02
maintenance_windows: ["Sun 02:00–03:00"]
---

# Greenhouse controller

## Procedures

### Start

1. Switch the controller on. The green light comes on within five seconds.

### Stop

1. Close the valves on the panel. All three lamps turn white.

### Update

1. Put the memory card in and press *Load*. The display counts to 100.

## Alerts

| Alert | Threshold | Action |
|---|---|---|
| Too cold | temperature<2°C 10m | |
"""


DRAIN = "# Draining\n\n## With the crank\n"
METRICS = "---\nkind: telemetry\ntitle: Fountain metrics\n---\n\n# Fountain metrics\n"


def fences(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_first_example_is_what_opsgate_prints(repo: Repo) -> None:
    shown = fences("console")[0]
    command, _, printed = shown.partition("\n")
    repo.write({"docs/runbooks/greenhouse.md": RUNBOOK})
    done = run(repo, *command.removeprefix("$ opsgate ").split(), "--level", "hobby", FORCE_COLOR="1")
    assert re.sub(r"\x1b\[\d+m", "", done.stdout) == printed


def test_the_example_between_documents_is_what_opsgate_prints(repo: Repo) -> None:
    command, _, printed = fences("console")[-1].partition("\n")
    repo.write({"docs/pump.md": fences("markdown")[0], "docs/drain.md": DRAIN, "docs/telemetry.md": METRICS})
    done = run(repo, *command.removeprefix("$ opsgate ").split())
    assert done.stdout == printed


def test_every_command_it_names_exists() -> None:
    named = set(re.findall(r"^opsgate (\w+)", "".join(fences("sh")), re.MULTILINE))
    assert named
    assert named <= set(cli.list_commands(None))  # type: ignore[arg-type]


def test_its_snippets_are_what_they_claim_to_be() -> None:
    (hook,) = fences("yaml")
    (settings,) = fences("toml")
    (entry,) = yaml.safe_load(hook)["repos"][0]["hooks"]
    assert entry["additional_dependencies"] == [f"opsgate[fast]=={__version__}"]
    assert Schema(config_schema()).violations(tomllib.loads(settings)) == ()


def test_it_lists_every_kind() -> None:
    assert set(re.findall(r"^\| `([\w-]+)` \|", README, re.MULTILINE)) == set(Kinds().names)


def test_the_page_on_kinds_shows_kinds_that_can_be_read(repo: Repo) -> None:
    page = (ROOT / "docs/kinds.md").read_text("utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    repo.write({f"kinds/{index}.yaml": block for index, block in enumerate(blocks)})
    kinds = Kinds([repo.root / "kinds"])
    found = [kinds.get(str(value["kind"])) for value in map(_mapping, blocks)]
    criterion_faults(kinds)
    assert [fault.message for file in kinds.files for fault in file.faults] == []
    assert [kind.weakened if kind else None for kind in found] == [
        ("relation `owners-guide` is gone or asks less",),
        (),
    ]


def _mapping(text: str) -> dict[str, object]:
    value = read_yaml(text).value
    assert isinstance(value, dict)
    return dict(value)
