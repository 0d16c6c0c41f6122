"""Fixes of the body: sections, headers of tables, numbers of steps."""

from pathlib import Path

import pytest

from opsgate.doors.api import Options, check, setup
from opsgate.knowing.kind import LEVELS
from opsgate.knowing.kinds import Kinds
from opsgate.reading.readers.rendered import rendered
from tests.fixes.case import HEAD, fixed, mend, reasons

STEPS = HEAD + "## Procedures\n\n### Start\n\n"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1. a\n2. b\n4. c\n", "1. a\n2. b\n3. c\n"),
        ("1) a\n3) b", "1) a\n2) b"),
        ("0. a\n0. b\n1. c\n", "0. a\n1. b\n2. c\n"),
        ("> 1. a\n> 1. b\n> 2. c\n", "> 1. a\n> 2. b\n> 3. c\n"),
        ("8. z\n9. a\n9. b\n\n   more\n\n   ```\n   code\n     in\n   ```\n",
         "8. z\n9. a\n10. b\n\n    more\n\n    ```\n    code\n      in\n    ```\n"),
        ("8. z\n9. a\n9.  b\n\n    more\n", "8. z\n9. a\n10. b\n\n    more\n"),
        ("1. a\n10. b\n\n    more\n", "1. a\n2.  b\n\n    more\n"),
        ("1. a\n   1. x\n   1. y\n   2. z\n2. b\n", "1. a\n   1. x\n   2. y\n   3. z\n2. b\n"),
        ("1. a\r\n2. b\r\n2. c\r\n", "1. a\r\n2. b\r\n3. c\r\n"),
    ],
)  # fmt: skip
def test_steps_are_written_with_the_numbers_that_are_shown(tmp_path: Path, written: str, expected: str) -> None:
    assert fixed(tmp_path, STEPS + written, "step-numbering") == STEPS + expected
    assert rendered(written) == rendered(expected)


@pytest.mark.parametrize(
    "written",
    [
        "1. a\n1. b\n1. c\n",
        "5. a\n6. b\n",
        "1. a\n2. b\n1. c\n2. d\n",
        "1. a\n2. b\n4. c\n\nIf it fails, go on with step 4.\n",
        "1. a\n2. b\n\nThen wait.\n\n4. c\n5. d\n",
        "1. a\n2. b\n4. c\n5. d\n\nIf it fails, repeat steps 2 and 5.\n",
        "1. a\n2. b\n4. c\n5. d\n\nSkip items **1**, 2 or 4.\n",
        "1. Look at the key:\n\n1. Open the console.\n2. Choose the key.\n",
        "1. a\n2.b\n3. c\n",
        "1. a\n   2) b\n3. c\n",
        "> 1. a\n> 2.b\n> 3. c\n",
        "8. a\n９。 b\n10. c\n第11回。 d\n12. e\n",
    ],
)
def test_lists_that_are_meant_or_that_only_their_author_can_mend_stay(tmp_path: Path, written: str) -> None:
    assert fixed(tmp_path, STEPS + written, "step-numbering") == STEPS + written


TABLE = HEAD + "## Alerts\n\n| Alert | {} | Action |\n|:--|---|--:|\n| Dry | level<2 | call |\n"


def test_a_header_is_spelt_as_its_column(tmp_path: Path) -> None:
    assert fixed(tmp_path, TABLE.format("Treshold"), "missing-column") == TABLE.format("Threshold")


def test_a_header_with_markup_in_it_stays(tmp_path: Path) -> None:
    assert fixed(tmp_path, TABLE.format("*Treshold*"), "missing-column") == TABLE.format("*Treshold*")


def test_a_header_in_a_file_beside_the_document_stays(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/m.csv").write_text("Nmae,Type\na,b\n")
    text = "---\nkind: telemetry\ntitle: T\nrows: m.csv\n---\n\n# T\n"
    assert fixed(tmp_path, text, "missing-column") == text


GATED = """\
kind: log
title: Log
purpose: what happened
place: docs/log.md
statuses: {unfinished: [draft], in-force: [active], history: [retired]}
front-matter: {properties: {}}
sections:
  - id: log
    heading: Log
    level: hobby
gates:
  entrance:
    statement: It is begun.
    criteria:
      - id: begun
        statement: It is begun.
        asks: It has its section.
        decided-by: computed
        {check: x}
        level: hobby
        due: ready
"""

BEFORE = (
    HEAD
    + """\
Look after it.

## Procedures

### Start

1. Open the valve.

<!-- the alerts of the old pump are gone -->
## Escalation

Call @ines."""
)

AFTER = (
    HEAD
    + """\
Look after it.

## Procedures

### Start

1. Open the valve.

### Stop

<!-- Stop without losing work in flight. -->

### Update

<!-- From the running version to the next, and back when it goes wrong. -->

## Health checks

<!-- What to look at, the command or page that shows it, and what a healthy answer looks like. -->

| What | How | Expected |
|---|---|---|

## Alerts

<!-- Every alert that pages, from which value on, and the first thing to do. Threshold: for example `CPU>80% 10m`. -->

| Alert | Threshold | Action |
|---|---|---|

<!-- the alerts of the old pump are gone -->
## Escalation

Call @ines.

## Backup and restore

<!-- How a backup is taken and how one is brought back, step by step. -->

## Maintenance windows

<!-- When planned work may happen, and whom to tell first. -->

## Known issues

<!-- What goes wrong now and then, and what to do about it. Write "None known." when there is nothing. -->"""
)


def test_missing_sections_are_added_empty_at_their_place_and_reported_as_empty(tmp_path: Path) -> None:
    done = fixed(tmp_path, BEFORE, "missing-section", level="product")
    assert done == AFTER
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text(done)
    report = check(setup(tmp_path), options=Options(select=("OG201", "OG202", "OG205"), level="product"), base=tmp_path)
    assert [(finding.name, finding.place) for finding in report.open] == [
        ("empty-section", "pump/procedures/stop"),
        ("empty-section", "pump/procedures/update"),
        ("missing-element", "pump/health-checks/table/0"),
        ("missing-element", "pump/alerts/table/0"),
        ("missing-element", "pump/escalation/table"),
        ("empty-section", "pump/backup-and-restore"),
        ("empty-section", "pump/maintenance-windows"),
        ("empty-section", "pump/known-issues"),
    ]


def test_a_section_whose_emptiness_nobody_would_report_is_not_added(tmp_path: Path) -> None:
    (tmp_path / "opsgate.toml").write_text('[rules]\nempty-section = "note"\nmissing-element = "off"\n')
    done = mend(tmp_path, BEFORE, "missing-section")
    why = "the new section would not be reported as empty, so nobody would know that it is"
    assert (done.after.decode(), reasons(done)) == (BEFORE, [("missing-section", why)])


@pytest.mark.parametrize(
    ("criterion", "added"),
    [
        ("check: no-open-findings, with: {rules: [missing-section]}", False),
        ("check: no-open-findings, with: {rules: [OG201, OG202]}", False),
        ("check: no-open-findings, with: {rules: [missing-section, empty-section, missing-element]}", True),
        ("check: no-open-findings, with: {family: OG2}", True),
        ("check: section-numbers-exist, with: {section: log, column: what}", False),
    ],
)
def test_no_section_is_added_where_a_gate_asks_for_its_heading_alone(
    tmp_path: Path, criterion: str, added: bool
) -> None:
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds/log.yaml").write_text(GATED.replace("{check: x}", criterion.replace(", with", "\n        with")))
    (tmp_path / "opsgate.toml").write_text('extend-kinds = ["kinds"]\n')
    text = "---\nkind: log\ntitle: L\n---\n\n# L\n"
    assert ("## Log" in fixed(tmp_path, text, "missing-section")) is added


def test_a_directive_for_the_next_heading_is_not_taken_for_the_new_section(tmp_path: Path) -> None:
    quiet = "<!-- opsgate: ignore empty-section -- nobody is on call -->\n\n## Escalation\n"
    text = HEAD + "## Alerts\n\nNone.\n\n" + quiet
    done = fixed(tmp_path, text, "missing-section")
    assert done.endswith("\n\n" + quiet)
    assert "## Procedures" in done


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("kind", [name for name in Kinds().names if name != "record"])
def test_every_kind_gets_all_its_sections_and_no_fault_is_gone_without_another(
    tmp_path: Path, kind: str, level: str
) -> None:
    text = f"---\nkind: {kind}\ntitle: Pump\n---\n\n# Pump\n\nSome words.\n"
    after = fixed(tmp_path, text, "missing-section", level=level)
    assert after.startswith(text.rstrip("\n"))
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text(after)
    rules = ("OG201", "OG202", "OG203", "OG204", "OG205", "OG206", "OG210")
    found = check(setup(tmp_path), options=Options(select=rules, level=level), base=tmp_path).open  # type: ignore[arg-type]
    assert {finding.name for finding in found} <= {"empty-section", "missing-element"}
    (tmp_path / "docs/a.md").write_text(text)
    before = check(setup(tmp_path), options=Options(select=rules, level=level), base=tmp_path).open  # type: ignore[arg-type]
    assert len(found) >= len(before)


def test_a_misspelt_heading_is_renamed_when_asked_for(tmp_path: Path) -> None:
    text = HEAD + "## Escalaton\n\nCall @ines.\n"
    assert "## Escalaton" in fixed(tmp_path, text, "missing-section")
    done = fixed(tmp_path, text, "missing-section", unsafe=True, level="product")
    assert "## Escalation\n\nCall @ines." in done
    assert "Escalaton" not in done
