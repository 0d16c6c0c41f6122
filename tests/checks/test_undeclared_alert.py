"""Alerts of runbooks and of telemetry registers, each held against the other."""

from pathlib import Path

import pytest

from tests.checks.case import runbook, said
from tests.repo import Repo

ALERTS = "\n## Alerts\n\n| Alert | Threshold | Action |\n|---|---|---|\n"
METRICS = "| Metric | Source | Frequency | Threshold |\n|---|---|---|---|\n"


def found(root: Path, *files: dict[str, str]) -> list[str]:
    repo = Repo(root)
    for part in files:
        repo.write(part)
    return [said(finding) for finding in repo.check(select=["OG407"], cached=False).open]


def alerts(*names: str, front: str = "") -> dict[str, str]:
    return runbook(front, ALERTS + "".join(f"| {name} | >1% 5m | Look. |\n" for name in names))


def telemetry(*names: str, front: str = "", path: str = "docs/t.md", threshold: str = ">1% 5m") -> dict[str, str]:
    rows = "".join(f"| {name} | gate | 30s | {threshold} |\n" for name in names)
    return {path: f"---\nkind: telemetry\ntitle: Telemetry\n{front}---\n\n# Telemetry\n\n## Metrics\n\n{METRICS}{rows}"}


def unlisted(name: str, line: int, see: str = "docs/t.md:12:3", hint: str = "") -> str:
    hint = hint or "add it to the telemetry register, or take it out here"
    return (
        f"docs/gate.md:{line}:3: warning OG407 undeclared-alert: alert `{name}` is not in the telemetry register "
        f"`docs/t.md` (see {see}) [{hint}]"
    )


def unhandled(name: str, line: int) -> str:
    return (
        f"docs/t.md:{line}:3: warning OG407 undeclared-alert: no runbook says what to do when `{name}` alerts"
        " (see docs/gate.md:23:3) [add a row to the alerts of the runbook, or take the threshold away]"
    )


def test_each_side_names_what_the_other_lacks(tmp_path: Path) -> None:
    assert found(tmp_path, alerts("Queue length", "Door open"), telemetry("Queue length", "Lamp out")) == [
        unlisted("Door open", 24),
        unhandled("Lamp out", 13),
    ]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Queue length", "queue_length"),
        ("GateQueueLengthHigh", "Gate queue length"),
        ("High error rate", "Error rate"),
        ("Error rates", "API error rate"),
        ("`Disk use`", "Disk use (host)"),
    ],
)
def test_names_are_compared_by_their_words(here: str, there: str, tmp_path: Path) -> None:
    assert found(tmp_path, alerts(here), telemetry(there)) == []


def test_a_slip_is_answered_with_what_was_meant(tmp_path: Path) -> None:
    assert found(tmp_path, alerts("Queue lenght"), telemetry("Queue length", threshold="–")) == [
        unlisted("Queue lenght", 23, hint="did you mean `Queue length`?"),
    ]


def test_a_row_without_a_threshold_needs_no_runbook(tmp_path: Path) -> None:
    pages = telemetry("Queue length", "Lamp out", threshold="none")
    assert found(tmp_path, alerts("Queue length"), pages) == []


def test_without_a_register_or_a_table_of_alerts_nothing_is_said(tmp_path: Path) -> None:
    assert found(tmp_path / "a", alerts("Door open")) == []
    assert found(tmp_path / "b", runbook(), telemetry("Lamp out")) == []


def test_a_heading_of_a_runbook_handles_an_alert(tmp_path: Path) -> None:
    page = alerts("Queue length")
    page["docs/gate.md"] += "\n## What to do when a lamp is out\n\nChange it.\n"
    assert found(tmp_path, page, telemetry("Queue length", "Lamp out")) == []


def test_registers_of_other_products_and_of_history_say_nothing(tmp_path: Path) -> None:
    page = alerts("Door open", front="product: gate\n")
    assert found(tmp_path, page, telemetry("Lamp out", front="product: lamp\n")) == []
    assert found(tmp_path, page, telemetry("Lamp out", front="status: retired\n")) == []


def test_any_register_of_the_product_will_do(tmp_path: Path) -> None:
    page = alerts("Door open", "Battery empty", front="product: gate\n")
    one = telemetry("Door open", front="product: gate\n")
    two = telemetry("Lamp out", front="product: gate\n", path="docs/u.md")
    assert found(tmp_path, page, one, two) == [
        "docs/gate.md:25:3: warning OG407 undeclared-alert: alert `Battery empty` is not in any of the 2 telemetry registers"
        " (see docs/t.md:13:3) (see docs/u.md:13:3) [add it to the telemetry register, or take it out here]",
        unhandled("Lamp out", 13).replace("docs/t.md", "docs/u.md").replace(":23:3", ":24:3"),
    ]


def test_the_register_that_is_named_counts_alone(tmp_path: Path) -> None:
    page = alerts("Door open", front="relations:\n  telemetry: t.md\n")
    other = telemetry("Door open", path="docs/u.md", threshold="-")
    assert found(tmp_path, page, telemetry("Lamp out", threshold="-"), other) == [unlisted("Door open", 25)]


def test_placeholders_are_not_looked_for(tmp_path: Path) -> None:
    assert found(tmp_path, alerts("[ALERT_NAME]"), telemetry("Lamp out", threshold="-")) == []


def test_rows_in_a_file_beside_it_are_rows_of_the_register(tmp_path: Path) -> None:
    page = {"docs/t.md": "---\nkind: telemetry\ntitle: Telemetry\nrows: t.csv\n---\n\n# Telemetry\n"}
    rows = {"docs/t.csv": "Metric,Source,Frequency,Threshold\nLamp out,gate,30s,>1% 5m\n"}
    assert found(tmp_path, alerts("Door open"), page, rows) == [
        unlisted("Door open", 23, see="docs/t.csv:2:1"),
        unhandled("Lamp out", 2).replace("docs/t.md:2:3", "docs/t.csv:2:1"),
    ]
