"""People and teams that a document sends its reader to, and the ways to say how to reach them."""

from pathlib import Path

import pytest

from tests.checks.case import runbook, said
from tests.repo import Repo

TABLE = "\n## Escalation\n\n| Who | When |\n|---|---|\n| {} | after 30 minutes |\n"


def found(root: Path, *files: dict[str, str]) -> list[str]:
    repo = Repo(root)
    for part in files:
        repo.write(part)
    return [said(finding) for finding in repo.check(select=["OG405"], cached=False).open]


def step(words: str, more: str = "") -> dict[str, str]:
    return runbook(body=f"\n## Quick fixes\n\n1. {words}\n{more}")


def unreachable(at: str, who: str) -> str:
    return (
        f"docs/gate.md:{at}: note OG405 undeclared-contact: nothing here or in a related document says how to reach "
        f"`{who}` [add a row to the escalation table, or say beside it how to reach them]"
    )


@pytest.mark.parametrize(
    ("words", "column", "who"),
    [
        ("Page the database team.", 13, "database team"),
        ("If it fails, call the cloud engineer.", 26, "cloud engineer"),
        ("Stop here and escalate to L2.", 30, "L2"),
        ("Wait, then notify the on-call engineer.", 26, "on-call engineer"),
        ("Please escalate it to second level support.", 26, "second level support"),
        ("Ask the night DBA.", 12, "night DBA"),
    ],
)
def test_a_step_sends_the_reader_to_somebody(words: str, column: int, who: str, tmp_path: Path) -> None:
    assert found(tmp_path, step(words)) == [unreachable(f"21:{column}", who)]


def test_somebody_is_asked_for_once(tmp_path: Path) -> None:
    body = "\n## Quick fixes\n\n1. Page the database team.\n2. Then notify the database team again.\n"
    assert found(tmp_path, runbook(body=body)) == [unreachable("21:13", "database team")]


@pytest.mark.parametrize("row", ["Database team", "Database administrators (@kim)", "The database engineer"])
def test_a_row_of_the_escalation_table_tells(row: str, tmp_path: Path) -> None:
    assert found(tmp_path, step("Page the database team.", TABLE.format(row))) == []


def test_a_row_for_somebody_else_does_not(tmp_path: Path) -> None:
    page = step("Page the database team.", TABLE.format("Network team"))
    assert found(tmp_path, page) == [unreachable("21:13", "database team")]


@pytest.mark.parametrize(
    ("words", "row"),
    [("Escalate to L2.", "Second level"), ("Escalate to tier 2.", "L2"), ("Page the on-call.", "On call engineer")],
)
def test_levels_and_duties_have_many_names(words: str, row: str, tmp_path: Path) -> None:
    assert found(tmp_path, step(words, TABLE.format(row))) == []


@pytest.mark.parametrize(
    "words",
    [
        "Page the database team in `#db-ops`.",
        "Page the database team by the pager.",
        "Contact the database team at db@example.com.",
        "Call the database team: +49 30 1234567.",
        "Ask the [database team](https://handbook.example.com/db).",
        "Page the database team. They read tickets.",
        "Ask your manager.",
        "Ask another engineer.",
        "Ask the team.",
        "Notify all application teams.",
        "The pager will call the database team.",
        "The on-call rota has the database team.",
        "Page through the log.",
        "Ping the database server.",
        "Call `page_team` on the database.",
    ],
)
def test_how_is_said_or_nobody_in_particular_is_meant(words: str, tmp_path: Path) -> None:
    assert found(tmp_path, step(words)) == []


def test_another_sentence_of_the_document_tells(tmp_path: Path) -> None:
    page = step("Page the database team.", "\n## Notes\n\nThe database team reads `#db-ops`.\n")
    assert found(tmp_path, page) == []


def test_a_document_that_is_named_tells(tmp_path: Path) -> None:
    support = {
        "docs/support.md": "---\nkind: support-process\ntitle: Support\n---\n\n# Support\n\n## Escalation\n\n"
        "| Who | When | How |\n|---|---|---|\n| Database team | at once | pager |\n"
    }
    page = step("See [support](support.md).\n2. Page the database team.\n3. Escalate to L3.")
    assert found(tmp_path, page, support) == [unreachable("23:16", "L3")]


def test_handles_are_held_against_people_and_roles_where_there_are_any(tmp_path: Path) -> None:
    page = step("Ask @kim, then ask @lee.")
    assert found(tmp_path, page) == []
    toml = {"opsgate.toml": '[people]\n"@lee" = ["lee@example.com"]\n'}
    assert found(tmp_path, page, toml) == [unreachable("21:8", "@kim")]


def test_a_role_of_the_configuration_tells(tmp_path: Path) -> None:
    toml = {"opsgate.toml": '[roles]\nqa = ["@lee"]\n'}
    assert found(tmp_path, step("Notify the QA lead."), toml) == []


@pytest.mark.parametrize("token", ["a/" * 20_000, "page the " * 8_000, "page the team. " * 4_000, "@a" * 20_000])
def test_long_lines_are_read_in_time(token: str, tmp_path: Path) -> None:
    assert found(tmp_path, step(token)) == []
