"""The examples are what they say they are: clean, or broken in exactly the ways written beside them."""

import datetime
from pathlib import Path

import pytest

from opsgate.doors.api import Options, Report, check, setup
from tests.repo import line

DAY = datetime.date(2026, 11, 22)
EXAMPLES = Path(__file__).parents[1] / "examples"
KINDS = {
    "owners-guide", "runbook", "service-notes", "release-checklist", "telemetry", "support-process", "backup-dr",
    "versioning-policy", "eol-plan", "kb-article", "operation-guide",
}  # fmt: skip


def checked(folder: str, *paths: str) -> Report:
    root = EXAMPLES / folder
    project = setup(root)
    assert project.findings == ()
    return check(project, paths, Options(as_of=DAY), base=root)


@pytest.mark.parametrize("folder", ["lantern", "hobby"])
def test_the_examples_to_copy_hold_every_kind_and_have_no_finding(folder: str) -> None:
    report = checked(folder)
    assert [line(finding) for finding in report.findings] == []
    assert {entry.kind for entry in report.documents} >= KINDS
    assert {entry.level for entry in report.documents} == {"product" if folder == "lantern" else "hobby"}


@pytest.mark.parametrize("path", sorted((EXAMPLES / "broken/docs").glob("og*.md")), ids=lambda path: path.stem)
def test_a_broken_example_gives_the_findings_beside_it(path: Path) -> None:
    report = checked("broken", f"docs/{path.name}")
    found = "".join(
        line(finding)
        + "\n"
        + "".join(f"  see: {r.region.path}:{r.region.start.line}:{r.region.start.column}\n" for r in finding.related)
        + (f"  hint: {finding.hint}\n" if finding.hint else "")
        for finding in report.open
    )
    assert found == path.with_suffix(".findings").read_text("utf-8")


def test_the_kinds_of_other_peoples_documents_need_nothing_built_in() -> None:
    report = checked("kinds")
    assert [line(finding) for finding in report.findings] == []
    assert {entry.kind for entry in report.documents} == {"alert-runbook", "service-card"}
