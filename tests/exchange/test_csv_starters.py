"""The ten CSV starters become documents: values typed, compound cells parsed, and all of it comes back."""

from pathlib import Path
from typing import Any

import pytest

from opsgate.edges.exchange.csv.cells import Cells
from opsgate.edges.exchange.csv.kept import Kept
from opsgate.edges.exchange.csv.rows import lines_of
from opsgate.edges.exchange.csv.said import Said
from opsgate.edges.exchange.csv.scaffold import scaffold
from opsgate.edges.scaffold import new_document
from tests.exchange.csvcase import KINDS, STARTERS, cells, export_of, imported, subject, subjects
from tests.repo import Repo, line

VALUES: dict[str, dict[str, Any]] = {
    "owners-guide": {"title": "Owner's guide: beginner", "audience": ["beginner"], "version": "v1.0"},
    "runbook": {"title": "Deploy v1.2", "maintenance_windows": ["Sun 02:00–03:00"], "version": "v1.2"},
    "service-notes": {
        "title": "Replace screen", "component": "Replace screen", "parts": ["LCD-123"], "time": "15m", "skill": "basic",
    },
    "release-checklist": {
        "title": "Release and deployment checklist: v1.2", "release": "v1.2", "status": "ready",
        "artifacts": [{"path": "[PATH]", "sha256": "...", "signature": "..."}],
        "evidence": ["evidence_link"], "sbom": "sbom_link", "known_issues": [{"severity": "P3", "summary": "cosmetic"}],
        "rollback": {"target": "v1.1"},
        "approvals": [{"role": role, "who": "[WHO]", "date": "[DATE]"} for role in ("Eng", "QA", "PM")],
    },
    "eol-plan": {
        "title": "Device v1", "product": "Device", "version": "v1", "eol_date": "2027-12-31",
        "final_update": {"version": "1.3", "lts": True}, "support_window": "12 months",
    },
    "kb-article": {
        "title": "No boot", "topic": "No boot", "media": ["video_link"], "related": ["Power issues"],
        "last_reviewed": "2025-12-28", "owner": "Alex",
    },
}  # fmt: skip
BODIES = {
    "owners-guide": {
        "operation": "Modes A/B", "safety": "Heat caution",
        "maintenance": "| Task | Interval |\n|---|---|\n| Check X | monthly |",
        "troubleshooting": "| Symptom | Fix |\n|---|---|\n| No display | check power |",
        "faq": "### How to update?\n\n[ITS_ANSWER_HERE].",
    },
    "runbook": {
        "procedures": "Deploy v1.2",
        "health-checks": "| What | How | Expected |\n|---|---|---|\n"
                         "| Heartbeats | [HOW] | [EXPECTED] |\n| disk | [HOW] | [EXPECTED] |",
        "alerts": "| Alert | Threshold | Action |\n|---|---|---|\n| CPU | CPU>80% 10m | [ACTION] |",
        "escalation": "| Who | When |\n|---|---|\n| On-call | [WHEN] |",
        "backup-restore": "Nightly S3", "known-issues": "Rare timeout",
    },
    "service-notes": {
        "tools": "- #0 phillips\n- spudger", "safety": "ESD mat",
        "specs": "| Item | Value | Unit |\n|---|---|---|\n| [ITEM] | 0.4Nm | [UNIT] |",
        "test-after": "- [ ] Run display test",
    },
    "release-checklist": {"communications": "notes_link"},
    "eol-plan": {
        "security-statement": "No new CVEs patched", "data-export": "How-to guide", "communications": "Email + site",
    },
    "kb-article": {"problem": "Stuck at logo"},
}  # fmt: skip
KEPT = {
    "owners-guide": (Kept("Install", "1..n"),),
    "service-notes": (Kept("Steps", "1..n"),),
    "kb-article": (Kept("Resolution", "1..n steps"),),
}
PATHS = {
    "owners-guide": "docs/owners-guide.md", "runbook": "docs/runbooks/deploy-v1.2.md",
    "service-notes": "docs/service/replace-screen.md", "release-checklist": "docs/releases/v1.2.md",
    "telemetry": "docs/telemetry.md", "support-process": "docs/support.md", "backup-dr": "docs/backup-dr.md",
    "versioning-policy": "docs/versioning.md", "eol-plan": "docs/eol/device-v1.md", "kb-article": "docs/kb/no-boot.md",
}  # fmt: skip
SPELT = {"Beginner": "beginner", "Ready": "ready", "15m/Basic": "15m/basic"}
"""Cells that come back as the kind spells them: a word of a list, a skill."""


@pytest.mark.parametrize("name", VALUES)
def test_a_row_becomes_a_document_with_typed_values(name: str) -> None:
    kind = KINDS[name]
    (made,) = imported(kind, STARTERS[name]).made
    said = Said(subject(kind, made.path, made.text), Cells(kind), scaffold(kind, "product"))
    given = {key: value for key, value in said.meta.items() if key not in ("kind", "relations", "level")}
    assert given == {"status": "draft", **VALUES[name]}
    written = {spec.id: said.scaffold.text(spec, said.body(section)) for spec, section in said.subject.sections()}
    assert {key: body for key, body in written.items() if body} == BODIES[name]
    assert (made.path, made.kept, made.problems, made.old) == (PATHS[name], KEPT.get(name, ()), (), None)


@pytest.mark.parametrize("name", [name for name in STARTERS if name not in VALUES])
def test_the_rows_of_a_register_become_one_table(name: str) -> None:
    kind = KINDS[name]
    header, row = cells(STARTERS[name])
    (made,) = imported(kind, STARTERS[name] + ",".join(["Second", *row[1:]]) + "\n").made
    found = [list(line.cells.values()) for line in lines_of(subject(kind, made.path, made.text))]
    assert found == [row, ["Second", *row[1:]]]
    assert (made.path, made.kept, made.problems, made.placed) == (PATHS[name], (), (), tuple(header))


@pytest.mark.parametrize("name", STARTERS)
def test_an_export_gives_the_columns_and_cells_of_the_starter(name: str) -> None:
    kind = KINDS[name]
    documents = subjects(kind, imported(kind, STARTERS[name]))
    header, row = cells(STARTERS[name])
    assert cells(export_of(kind, documents)) == [header, [SPELT.get(cell, cell) for cell in row]]
    assert header == list(kind.csv)


@pytest.mark.parametrize("name", STARTERS)
@pytest.mark.parametrize("level", ["hobby", "product"])
def test_both_levels_take_every_cell(name: str, level: str) -> None:
    kind = KINDS[name]
    at = "hobby" if level == "hobby" else "product"
    first = imported(kind, STARTERS[name], level=at)  # type: ignore[arg-type]
    header, row = cells(STARTERS[name])
    documents = subjects(kind, first, at)  # type: ignore[arg-type]
    assert cells(export_of(kind, documents)) == [header, [SPELT.get(cell, cell) for cell in row]]


def test_what_is_left_to_do_is_unfinished_and_nothing_else(tmp_path: Path) -> None:
    repo = Repo(tmp_path).write({"opsgate.toml": 'level = "product"\n'})
    for name, text in STARTERS.items():
        repo.write({made.path: made.text for made in imported(KINDS[name], text).made})
    found = [finding for finding in repo.check().findings if finding.name != "placeholder"]
    assert [finding for finding in found if finding.severity.name.lower() == "error"] == []
    assert sorted({(finding.path, finding.name) for finding in found}) == [
        ("docs/backup-dr.md", "missing-relation"),
        ("docs/eol/device-v1.md", "missing-element"),
        ("docs/kb/no-boot.md", "missing-relation"),
        ("docs/owners-guide.md", "missing-element"),
        ("docs/owners-guide.md", "missing-relation"),
        ("docs/runbooks/deploy-v1.2.md", "missing-element"),
        ("docs/runbooks/deploy-v1.2.md", "missing-relation"),
        ("docs/runbooks/deploy-v1.2.md", "missing-section"),
        ("docs/runbooks/deploy-v1.2.md", "undeclared-alert"),
        ("docs/service/replace-screen.md", "missing-relation"),
        ("docs/support.md", "missing-relation"),
        ("docs/telemetry.md", "missing-relation"),
        ("docs/telemetry.md", "undeclared-alert"),
        ("docs/versioning.md", "missing-relation"),
    ], [line(finding) for finding in found]


@pytest.mark.parametrize("name", STARTERS)
def test_no_line_ends_in_blanks(name: str) -> None:
    kind = KINDS[name]
    text = imported(kind, STARTERS[name]).made[0].text
    empty = new_document(kind, "product", {}, schema="", said_level=False).split("\n")
    assert [each for each in text.split("\n") if each != each.rstrip() and each not in empty] == []
