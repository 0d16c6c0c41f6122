"""The first guess: which kind, by what, and when it is none."""

from pathlib import Path

import pytest

from opsgate.edges.adopt.clues import clues
from opsgate.edges.adopt.guess import Guess, Guesser
from opsgate.edges.adopt.signs import guesses
from opsgate.knowing.kinds import Kinds
from opsgate.reading.document import document, read_document

ROOT = Path(__file__).parents[2]
GUESSER = Guesser(Kinds())

ALERT = """\
# BasinRunsDryAgain

## Meaning

The basin has no water.

## Impact

The pump runs hot.

## Diagnosis

Look at the gauge.

## Mitigation

Open the valve.
"""
PROCEDURE = """\
# Drain the basin

1. Close the valve.
2. Open the drain.
3. Wait until the gauge says 0.

```sh
kubectl -n fountain scale deploy pump --replicas 0
```
"""


def guess(path: str, text: str, root: str = "fountain", guesser: Guesser = GUESSER) -> Guess:
    return guesser.guess(clues(document(path, text), root))


def reasons(found: Guess) -> list[tuple[str, int]]:
    assert found.best
    return [(reason.text, reason.points) for reason in found.best.reasons]


def example_documents() -> list[tuple[str, str, str]]:
    """Folder, path and kind of every example document that its front matter gives a kind."""
    found = []
    for folder in ("lantern", "hobby"):
        root = ROOT / "examples" / folder
        for file in sorted(root.rglob("*.md")):
            path = file.relative_to(root).as_posix()
            found.append((folder, path, read_document(root, path).front.kind or "none"))
    return found


@pytest.mark.parametrize(("folder", "path", "kind"), [each for each in example_documents() if each[2] != "none"])
def test_every_example_is_guessed_without_its_front_matter(folder: str, path: str, kind: str) -> None:
    held = read_document(ROOT / "examples" / folder, path)
    assert guess(path, held.text.raw[held.front.body :]).kind == kind


MORE = "\nThe fountain stands in the square, and whoever comes by looks at it for a while. " * 3
RARER = [
    (
        "docs/admin/install-fountain.md",
        "# Deploying the fountain to production\n\n## Hardware requirements\n\na\n\n## Installation\n\n1. a\n2. b\n3. c\n\n## Upgrade\n\nb\n",
        "operation-guide",
    ),
    (
        "docs/setup.md",
        "# Install the fountain app\n\nDownload the app and click it.\n\n## Windows\n\na\n\n## macOS\n\n```sh\nbrew install fountain\n```\n\n## Uninstall\n\nb\n",
        "owners-guide",
    ),
    (
        "pages/help.md",
        "# Common problems\n\n## The pump does not start\n\nCharge it.\n\n## Error E4\n\nOpen the valve.\n\n## The basin is not found\n\nLook again.\n",
        "kb-article",
    ),
    (
        "docs/pump-errors.md",
        "# Pump\n\n| Symptom | Likely cause | Fix |\n|---|---|---|\n| Noise | Air | Drain it |\n\n## What fails\n\na\n",
        "kb-article",
    ),
    (
        "docs/figures.md",
        "# Fountain metrics\n\n| Metric | Labels |\n|---|---|\n| `pump_runs_total` | a |\n| `basin_level_ratio` | b |\n| `pump_run_seconds` | c |\n| `water_bytes` | d |\n",
        "telemetry",
    ),
    (
        "SECURITY.md",
        "# Security policy\n\n## Reporting a vulnerability\n\nWrite to us; we answer within three business days.\n",
        "support-process",
    ),
    (
        "docs/answers.md",
        "# Support rotation\n\nWhoever is on support answers support requests.\n\n| Severity | Response time |\n|---|---|\n| S1 | 1 h |\n",
        "support-process",
    ),
    (
        "docs/keep.md",
        "# Backup and restore\n\n## What is in a backup\n\na\n\n## Retention\n\nb\n\n## Restore from a backup\n\n1. a\n2. b\n3. c\n",
        "backup-dr",
    ),
    (
        "docs/which.md",
        "# Compatibility of pumps\n\n| Pump | Supported versions | Minimum version |\n|---|---|---|\n| a | 2 | 1 |\n\n## Breaking changes\n\na\n",
        "versioning-policy",
    ),
    ("docs/upgrading/1.2-1.3.md", "# v1.2 to v1.3\n\n## Breaking: the valve turns left\n\na\n", "versioning-policy"),
    (
        "docs/dates.md",
        "# Pump releases\n\n| Version | Release date | End of support |\n|---|---|---|\n| 1 | 2025-01-01 | 2026-01-01 |\n\n## End-of-life releases\n\na\n",
        "eol-plan",
    ),
    ("pumps/mark-two.md", "---\nreleases:\n  - cycle: 1\neol_date: 2026-01-01\n---\n\nA pump.\n", "eol-plan"),
    (
        "docs/ship-it.md",
        "# How to cut a release\n\n- [ ] a\n- [ ] b\n- [ ] c\n\n## Tag the release\n\na\n\n## Post-release tasks\n\nb\n",
        "release-checklist",
    ),
    ("drills/2026-03-01-pump.md", "# Failover drill\n\nOn 2026-03-01, @sam turned the pump off.\n", "record"),
    (
        "docs/take-apart.md",
        "# Pump repair guide\n\n## Disassembly\n\n1. a\n\n## Spare parts\n\nb\n",
        "service-notes",
    ),
    ("docs/zh/a.md", "# 使用工具部署集群\n\n## 第 1 步：检查\n\na\n\n## 第 2 步：配置\n\nb\n\n## 第 3 步：升级\n\nc\n", "operation-guide"),
    ("docs/ja/a.md", "# バックアップと復元\n\n## バックアップ\n\na\n\n## 復元\n\nb\n", "backup-dr"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "kind"), RARER)
def test_documents_of_the_rarer_kinds_are_known_by_their_own_evidence(path: str, text: str, kind: str) -> None:
    assert guess(path, text + MORE).kind == kind


def test_the_guess_is_sure_only_where_no_other_kind_is_near() -> None:
    found = guess("on-call/backup.md", "# Back up the basin\n\n1. a\n2. b\n3. c\n" + MORE)
    assert found.best
    assert (found.best.score >= guesses().enough, found.apart < guesses().lead, found.sure) == (True, True, False)


@pytest.mark.parametrize(("folder", "path", "kind"), [each for each in example_documents() if each[2] == "none"])
def test_the_other_files_of_the_examples_are_of_no_kind(folder: str, path: str, kind: str) -> None:
    held = read_document(ROOT / "examples" / folder, path)
    assert (guess(path, held.text.raw).kind or "none") == kind


def test_a_guess_says_what_it_is_made_of() -> None:
    text = "# Pump\n\n## Start\n\n1. a\n\n## Stop\n\n1. b\n\n## Alerts\n\n| Alert | Threshold | Action |\n|---|---|---|\n| a | b | c |\n"
    found = guess("ops/runbooks/pump.md", text)
    assert found.kind == "runbook"
    assert reasons(found) == [
        ("a folder is called “runbook”", 50),
        ("the path has `ops`", 15),
        ("headings that are sections of it: “Start”, “Stop”, “Alerts”", 60),
        ("a table has the columns “Alert”, “Threshold”, “Action”", 15),
    ]
    assert found.best and found.best.score == 100


def test_a_page_on_one_alert_is_a_runbook() -> None:
    assert guess("alerts/BasinRunsDryAgain.md", ALERT).kind == "runbook"


def test_a_problem_and_its_resolution_are_a_kb_article() -> None:
    text = "# The lamp stays dark\n\n## Symptom\n\nNo light.\n\n## Cause\n\nNo battery.\n\n## Resolution\n\n1. Charge it.\n"
    found = guess("pages/lamp.md", text)
    assert (found.kind, found.runner_up) == ("kb-article", None)


def test_instructions_without_a_word_of_operations_are_perhaps_a_runbook() -> None:
    found = guess("guide/lamp.md", PROCEDURE.replace("Drain the", "Connect the"))
    assert (found.kind, found.sure) == ("runbook", False)
    assert found.best
    assert (found.best.score, found.best.because) == (45, "all of this is so in instructions of any sort")


def test_signs_of_instructions_count_once_something_else_speaks_for_the_kind() -> None:
    found = guess("on-call/drain.md", PROCEDURE)
    assert (found.kind, found.sure) == ("runbook", True)


def test_signs_of_instructions_alone_are_never_sure() -> None:
    steps = "# How to connect it\n\n## Procedure\n\n## Prerequisites\n\n## Check the gauge\n\n## Verify\n\n"
    found = guess("guide/lamp.md", steps + PROCEDURE)
    assert found.best
    assert (found.best.raw > guesses().enough, found.best.score) == (True, guesses().computed["unspecific"])
    assert not found.sure


def test_the_name_of_the_project_counts() -> None:
    assert guess("pump/drain.md", PROCEDURE, root="acme-runbooks").kind == "runbook"


def test_a_name_alone_is_not_sure_for_a_kind_whose_name_means_other_things_too() -> None:
    found = guess("docs/telemetry.md", "# Telemetry\n\n" + "We write down what the fountain does. " * 20)
    assert (found.kind, found.sure) == ("telemetry", False)
    assert found.best
    assert (found.best.score, found.best.because) == (
        45,
        "only the name speaks for it, nothing in the document",
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("runbooks/README.md", "# Runbooks\n\n- [Pump](pump.md)\n- [Basin](basin.md)\n"),
        ("CHANGELOG.md", "# Changelog\n\n## 1.2.0\n\n### Bug fixes\n\n- a\n"),
        ("docs/adr/0001-use-pumps.md", "# Use pumps\n\n## Context\n\na\n\n## Decision\n\nb\n\n## Consequences\n\nc\n"),
        (
            "runbooks/incidents/2026-03-01-flood.md",
            "# Flood postmortem\n\n## Summary\n\n## Timeline\n\n## What went well\n\n## Action items\n",
        ),
        ("docs/meetings/2026-01-13.md", "# 2026-01-13\n\n## Attendees\n\n- @sam\n\n## Action items\n\n- a\n"),
        ("docs/design/pump.md", "# Pump\n\n## Motivation\n\n## Goals\n\n## Non-goals\n\n## Alternatives considered\n"),
        ("docs/api/pump.md", "# pump\n\n## Synopsis\n\n## Syntax\n\n## Parameters\n\n## Outputs\n"),
        ("docs/release-notes/v1.md", "# Release notes v1\n\n## New features\n\n## Bug fixes\n\n## Known issues\n"),
        (".github/ISSUE_TEMPLATE/runbook.md", "# Runbook\n\n## Start\n\n1. a\n"),
        (".agents/skills/restart/SKILL.md", "# Restart the pump\n\n## Procedure\n\n1. a\n2. b\n3. c\n"),
        ("docs/statements/backup.md", "# BACKUP\n\n## Synopsis\n\n## Parameters\n\n## Examples\n"),
        ("guide/valves.md", "# Understanding valves\n\n## Overview\n\n## How it works\n\nWater.\n" * 3),
        ("docs/colours.md", "# Colours\n\n" + "The fountain has three colours. " * 20),
        ("runbooks/moved.md", "# Pump\n\nThis page has now moved to [the other](other.md).\n"),
        ("docs/playbooks/ansible.md", "# Testing Ansible playbooks\n\n## Run\n\n```sh\nansible-playbook x.yml\n```\n"),
        ("empty.md", ""),
        ("blank.md", "\n\n\n"),
    ],
)  # fmt: skip
def test_documents_of_other_sorts_are_of_no_kind(path: str, text: str) -> None:
    assert guess(path, text).kind is None


def test_what_speaks_against_is_among_the_reasons() -> None:
    assert ("the file is a readme", -80) in reasons(guess("runbooks/README.md", "# Runbooks\n\nWhat lies here.\n"))


def test_a_runner_up_is_named_where_it_is_near() -> None:
    text = "# Backup plan\n\n## Backup steps\n\n1. a\n2. b\n3. c\n\n## Restore steps\n\n1. a\n"
    found = guess("docs/disaster-recovery/backup.md", text)
    assert found.kind == "backup-dr"
    assert found.runner_up
    assert found.runner_up.kind == "runbook"


OWN = """\
kind: cellar-log
title: Cellar log
place: notes/cellar/*.md
sections:
  - {id: casks, heading: Casks, aliases: [Barrels], needs: [{element: table, columns: [{key: cask, name: Cask}, {key: fill, name: Filling}]}]}
  - {id: tastings, heading: Tastings}
front-matter: {properties: {cask_count: {type: integer}}}
"""


def test_a_kind_of_the_projects_own_is_guessed_by_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "cellar.yaml").write_text(OWN, "utf-8")
    guesser = Guesser(Kinds([tmp_path]))
    text = "---\ncask_count: 3\n---\n# March\n\n## Barrels\n\n| Cask | Filling |\n|---|---|\n| 1 | plum |\n\n## Tastings\n\na\n"
    found = guess("notes/march.md", text, guesser=guesser)
    assert found.kind == "cellar-log"
    assert reasons(found) == [
        ("headings that are sections of it: “Barrels”, “Tastings”", 37),
        ("a table has the columns “Cask”, “Filling”", 10),
        ("front matter has `cask_count`", 12),
    ]


def test_a_kind_that_extends_another_has_its_signs_and_is_the_guess_of_two_equals(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("kind: acme-runbook\nextends: runbook\ntitle: Runbook of Acme\n", "utf-8")
    found = guess("alerts/BasinRunsDryAgain.md", ALERT, guesser=Guesser(Kinds([tmp_path])))
    assert found.kind == "acme-runbook"
    assert found.runner_up
    assert found.runner_up.kind == "runbook"


def test_every_sign_belongs_to_a_kind_and_stands_in_a_known_place() -> None:
    known = {"path", "root", "folder", "folders", "file", "title", "title-is", "title-start", "text", "heading",
             "heading-start", "heading-has", "column", "code", "language", "shape", "hidden", "front"}  # fmt: skip
    assert set(guesses().kinds) <= set(Kinds().names)
    signs = [sign for kind in guesses().kinds.values() for sign in kind.signs]
    signs += [*guesses().none, *guesses().instructions]
    assert {sign.where for sign in signs} <= known


@pytest.mark.parametrize(
    "text",
    ["#" * 5000, "> " * 3000, "- " * 3000, "`" * 9999, "# " + "aB" * 50000, "|" * 5000, "[" * 5000, "---\n" * 999],
)
def test_hostile_text_is_guessed_without_a_fault(text: str) -> None:
    found = guess("docs/runbooks/x.md", text)
    assert [each.kind for each in found.scored if not 0 <= each.score <= 100] == []
