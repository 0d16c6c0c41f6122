"""Assets of a runbook's section on backups, held against the register of backups."""

from pathlib import Path

import pytest

from tests.checks.case import STEPS, backup, runbook, said
from tests.repo import Repo

REGISTER = backup(
    "| Asset | Method and schedule |\n|---|---|\n| Accounts database | S3 nightly |\n| Recipes | S3 hourly |\n"
)


def found(root: Path, *files: dict[str, str]) -> list[str]:
    repo = Repo(root)
    for part in files:
        repo.write(part)
    return [said(finding) for finding in repo.check(select=["OG408"], cached=False).open]


def page(body: str, front: str = "") -> dict[str, str]:
    return runbook(front, f"\n## Backup and restore\n\n{body}")


def unlisted(at: str, name: str, hint: str = "add it to the backup register, or take it out here") -> str:
    return (
        f"docs/gate.md:{at}: warning OG408 undeclared-asset: asset `{name}` is not in the backup register "
        f"`docs/backup.md` (see docs/backup.md:12:3) [{hint}]"
    )


def test_a_row_of_a_runbook_is_looked_for_in_the_register(tmp_path: Path) -> None:
    body = "| Asset | RPO/RTO |\n|---|---|\n| Accounts | 6h/4h |\n| Door log | 24h/4h |\n"
    assert found(tmp_path, page(body), REGISTER) == [unlisted("24:3", "Door log")]


def test_a_heading_names_an_asset(tmp_path: Path) -> None:
    body = "### Restore the accounts database\n\n1. Do.\n\n### Restore the door database\n\n1. Do.\n"
    assert found(tmp_path, page(body), REGISTER) == [unlisted("25:1", "door database")]


def test_a_slip_is_answered_with_what_was_meant(tmp_path: Path) -> None:
    body = "| Asset | Tag |\n|---|---|\n| Recipies | r |\n"
    assert found(tmp_path, page(body), REGISTER) == [unlisted("23:3", "Recipies", "did you mean `Recipes`?")]


@pytest.mark.parametrize(
    "body",
    [
        "### Restore from a backup\n\n1. Do.\n",
        "### Restore\n\n1. Do.\n",
        "### Restore the database\n\n1. Do.\n",
        "### Restore to another database\n\n1. Do.\n",
        "| Step | Tag |\n|---|---|\n| Door log | r |\n",
        "1. Restore the door log.\n",
        "| Asset | Tag |\n|---|---|\n| [ASSET_NAME] | r |\n",
    ],
)
def test_what_names_no_asset_is_no_finding(body: str, tmp_path: Path) -> None:
    assert found(tmp_path, page(body), REGISTER) == []


def test_tables_of_other_sections_are_not_looked_at(tmp_path: Path) -> None:
    body = "\n## Known issues\n\n| Asset | Tag |\n|---|---|\n| Door log | r |\n"
    assert found(tmp_path, runbook(body=body), REGISTER) == []


def test_without_a_register_of_the_product_nothing_is_said(tmp_path: Path) -> None:
    body = "| Asset | Tag |\n|---|---|\n| Door log | r |\n"
    assert found(tmp_path / "a", page(body)) == []
    assert (
        found(tmp_path / "b", page(body), {"docs/backup.md": f"---\nkind: backup-dr\ntitle: B\n---\n\n# B\n\n{STEPS}"})
        == []
    )
    other = backup("| Asset | Method and schedule |\n|---|---|\n| Lamps | S3 nightly |\n", "product: lamp\n")
    assert found(tmp_path / "c", page(body, "product: gate\n"), other) == []
