"""Owners that nobody lists: in the front matter, in rows, in CSV files, once a document."""

from pathlib import Path

import pytest

from tests.checks.case import said
from tests.repo import Repo

TABLE = "| Metric | Source | Frequency | Owner |\n|---|---|---|---|\n"
OWNERS = {"CODEOWNERS": "* @samuel @acme/sre\n"}


def telemetry(owner: str, *owners: str, more: str = "") -> dict[str, str]:
    head = f"---\nkind: telemetry\ntitle: Gate telemetry\nowner: {owner}\n{more}---\n\n# Gate\n\n## Metrics\n\n"
    rows = "".join(f"| m{number} | door | 30s | {name} |\n" for number, name in enumerate(owners))
    return {"docs/t.md": head + (TABLE + rows if owners else "")}


def found(root: Path, *files: dict[str, str]) -> list[str]:
    repo = Repo(root)
    for part in files:
        repo.write(part)
    return [said(finding) for finding in repo.check(select=["OG310"]).open]


def test_the_front_matter_and_rows_are_held_against_the_list(tmp_path: Path) -> None:
    assert found(tmp_path, OWNERS, telemetry("'@samuell'", "team:sre", "team:ops")) == [
        "docs/t.md:4:8: warning OG310 unknown-owner: `@samuell` is not in `CODEOWNERS` (see CODEOWNERS:1:3)"
        " [did you mean `@samuel`?]",
        "docs/t.md:14:21: warning OG310 unknown-owner: `team:ops` is not in `CODEOWNERS` (see CODEOWNERS:1:1)"
        " [name an owner that is, or add this one to `CODEOWNERS`]",
    ]


def test_an_owner_of_several_rows_is_one_finding(tmp_path: Path) -> None:
    assert found(tmp_path, OWNERS, telemetry("'@Kim'", "@kim", "@kim")) == [
        "docs/t.md:4:8: warning OG310 unknown-owner: `@Kim` is not in `CODEOWNERS` (3 times in this document)"
        " (see CODEOWNERS:1:1) [name an owner that is, or add this one to `CODEOWNERS`]",
    ]


def test_rows_in_a_csv_file_are_held_against_it_too(tmp_path: Path) -> None:
    rows = {"docs/rows.csv": "Metric,Source,Frequency,Owner\nDoor opened,door,30s,team:ops\n"}
    assert found(tmp_path, OWNERS, rows, telemetry("'@samuel'", more="rows: rows.csv\n")) == [
        "docs/rows.csv:2:22: warning OG310 unknown-owner: `team:ops` is not in `CODEOWNERS` (see CODEOWNERS:1:1)"
        " [name an owner that is, or add this one to `CODEOWNERS`]",
    ]


def test_all_lists_are_named(tmp_path: Path) -> None:
    toml = {"opsgate.toml": 'level = "hobby"\n\n[people]\n"@lee" = ["lee@example.com"]\n'}
    assert found(tmp_path, OWNERS, toml, telemetry("'@kim'")) == [
        "docs/t.md:4:8: warning OG310 unknown-owner: `@kim` is not in `CODEOWNERS` or `[people]`"
        " (see CODEOWNERS:1:1) (see opsgate.toml:3:2) [name an owner that is, or add this one to `CODEOWNERS`]",
    ]


@pytest.mark.parametrize("owner", ["'[OWNER]'", "tbd", "'@kim, @lee'", "On-call", "''", "[kim]"])
def test_placeholders_duties_and_what_is_no_owner_are_no_findings(owner: str, tmp_path: Path) -> None:
    assert found(tmp_path, OWNERS, telemetry(owner, "–", "[NAME]")) == []


def test_history_keeps_its_owners(tmp_path: Path) -> None:
    assert found(tmp_path, OWNERS, telemetry("'@kim'", more="status: retired\n")) == []


def test_without_a_list_nothing_is_said(tmp_path: Path) -> None:
    assert found(tmp_path, telemetry("'@kim'", "team:ops")) == []


def test_a_list_outside_the_repository_is_not_read(tmp_path: Path) -> None:
    outside = tmp_path / "CODEOWNERS"
    outside.write_text("* @samuel\n", "utf-8")
    root = tmp_path / "repository"
    root.mkdir()
    (root / "CODEOWNERS").symlink_to(outside)
    assert found(root, telemetry("'@kim'")) == []
