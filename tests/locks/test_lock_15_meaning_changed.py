"""Lock 15: the text is changed after it was attested."""

from pathlib import Path

import pytest

from tests.locks.project import KIM, PICTURE, RUNBOOK, SAM, SCRIPT, bad, shipped

FENCE = "   ```sh\n   sh scripts/start.sh\n   ```\n"


@pytest.mark.parametrize(
    ("path", "old", "new", "reason"),
    [
        (RUNBOOK, "## Known issues", "## Emergency stop\n\nPull the plug.\n\n## Known issues", "section `emergency-stop` is new"),
        (RUNBOOK, "### Stop\n", "### Emergency stop\n\nPull the plug.\n\n### Stop\n", "section `procedures` changed"),
        (PICTURE, "open", "shut", f"file `{PICTURE}` changed"),
        (SCRIPT, "systemctl start", "systemctl mask", f"file `{SCRIPT}` changed"),
        (RUNBOOK, "[panel]: https://panel.example.org/canopy", "[panel]: https://panel.example.org/bench", "section `procedures` changed"),
        (RUNBOOK, "1. Run the script", "2. Run the script", "section `procedures` changed"),
        (RUNBOOK, "1. Stop the service as above.\n2. Unpack", "1. Unpack", "section `procedures` changed"),
        (RUNBOOK, "systemctl stop", "systemctl  stop", "section `procedures` changed"),
        (RUNBOOK, FENCE, FENCE.replace("```sh", "```text"), "section `procedures` changed"),
        (RUNBOOK, "| p95 > 800 ms for 5m |", "| p95 > 900 ms for 5m |", "section `alerts` changed"),
        (RUNBOOK, "| @lee | after 30 minutes |\n", "", "section `escalation` changed"),
        (RUNBOOK, "service: canopy-api", "service: bench-api", "the front matter changed"),
        (RUNBOOK, "Sun 02:00–03:00", "Sun 02:00–09:00", "the front matter changed"),
        (RUNBOOK, "version: v1.1.0", "version: v1.1.0\nreview_every: 9y", "the front matter changed"),
        (RUNBOOK, "../images/open.png", "../images/none.png", "section `procedures` changed"),
        (RUNBOOK, "The panel with a green bar", "The panel with a red bar", "section `procedures` changed"),
        (RUNBOOK, "# Canopy service\n", "# Canopy service\n\nFirst unplug everything.\n", "section `canopy-service` changed"),
        (RUNBOOK, "Stop the service and wait", "Do not stop the service; wait", "section `procedures` changed"),
        (RUNBOOK, "## Health checks", "## Maintenance windows\n\nAny time.\n\n## Health checks", "section `maintenance-windows"),
        (RUNBOOK, "Tell support the day before.", "Tell support the day before.<br>Or not.", "section `maintenance-windows` changed"),
        (RUNBOOK, "prints `ok`", "prints **`ok`**", "section `health-checks` changed"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("sidecar", [True, False])
def test_lock_15_another_meaning_is_stale(
    tmp_path: Path, path: str, old: str, new: str, reason: str, *, sidecar: bool
) -> None:
    repo = shipped(tmp_path, sidecar=sidecar)
    honest = repo.criterion_of(RUNBOOK, "exit/dry-run").verdict
    content = (repo.root / path).read_bytes()
    assert old.encode() in content
    repo.write({path: content.replace(old.encode(), new.encode(), 1)})
    repo.commit("change", mail=SAM, day="2026-11-19")

    found = repo.criterion_of(RUNBOOK, "exit/dry-run")

    assert (honest, found.verdict) == ("pass", "stale")
    assert found.reason.startswith("since then, ")
    assert reason in found.reason
    assert repo.release() == "fail"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1. Run the script; it prints `ready`.", "1. Run the script;\n   it prints `ready`."),
        ("Tell support the day before.", "Tell support the day before.  "),
        ("|---|---|---|\n| API |", "| --- | :-- | --- |\n| API    |"),
        ('owner: "@sam"\nstatus: active\n', "status: active\nowner: '@sam'\n"),
        ("status: active", "status: review"),
        ("last_reviewed: 2026-11-12", "last_reviewed: 2026-11-19"),
        ("None known.", "| Number | What |\n|---|---|\n| 1 | It squeaks |"),
        ("\n### Stop\n", "\n\n\n### Stop\n"),
        ("\n## Escalation\n", "\n<!-- who is called -->\n\n## Escalation\n"),
    ],
)
def test_lock_15_another_form_changes_nothing(tmp_path: Path, old: str, new: str) -> None:
    repo = shipped(tmp_path).edit(RUNBOOK, old, new)
    repo.commit("form", mail=SAM, day="2026-11-19")

    assert bad(repo.judged()) == []


def test_lock_15_line_ends_change_nothing(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    repo.write({RUNBOOK: (repo.root / RUNBOOK).read_bytes().replace(b"\n", b"\r\n")})
    repo.commit("ends", mail=SAM, day="2026-11-19")

    assert bad(repo.judged()) == []


def test_lock_15_what_is_put_below_an_excluded_section_is_covered_where_the_kind_asks_for_it(tmp_path: Path) -> None:
    """Known issues are not covered; procedures below that heading are."""
    repo = shipped(tmp_path)
    text = repo.text(RUNBOOK)
    moved = text.replace("## Known issues\n\nNone known.\n", "").replace(
        "## Procedures", "## Known issues\n\nNone known.\n\n### Procedures").replace(
        "\n### Start", "\n#### Start").replace("\n### Stop", "\n#### Stop").replace("\n### Update", "\n#### Update")  # fmt: skip
    repo.write({RUNBOOK: moved}).commit("move", mail=SAM, day="2026-11-19")
    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=["docs/records/2026-11-14-dry-run.md"], on="2026-11-19")
    attested = repo.criterion_of(RUNBOOK, "exit/dry-run").verdict
    repo.edit(RUNBOOK, "systemctl stop", "systemctl kill").commit("change", mail=KIM, day="2026-11-19")

    assert attested == "pass"
    assert repo.criterion_of(RUNBOOK, "exit/dry-run").verdict != "pass"
