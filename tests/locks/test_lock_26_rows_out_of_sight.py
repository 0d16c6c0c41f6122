"""Lock 26: every row of every matching table is judged: no empty register, no second table, no row called retired."""

from pathlib import Path

import pytest

from tests.locks.more import BACKUP, RESTORE, VERSIONS, with_backups, with_versions, words
from tests.locks.project import SAM, bad

HEAD = """\
| Asset | Method and schedule | Retention | Encryption | RPO/RTO | Last restore test | Owner |
|---|---|---|---|---|---|---|
"""
GOOD = "| Accounts | S3 nightly | 30d | AES-256 with a key in KMS | 24h/4h | 2026-11-10 pass 1h lost 10m | @sam |\n"
WORSE = "| Orders | S3 nightly | 30d | none | 24h/4h | 2026-11-02 fail 9h lost 9d | @sam |\n"
END = "\n## Backup steps"


def below(table: str, before: str) -> str:
    return "".join(f"{before}{line}" for line in table.splitlines(keepends=True))


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "name"),
    [
        (END, f"\n{HEAD}{WORSE}{END}", 22, 47, "Orders"),
        (END, f"\n{below(HEAD + WORSE, '> ')}{END}", 22, 49, "Orders"),
        (END, f"\n- More:\n\n{below(HEAD + WORSE, '  ')}{END}", 24, 49, "Orders"),
        (END, f"\n### Old ones\n\n{HEAD}{WORSE}{END}", 24, 47, "Orders"),
        (END, f"\n## Assets\n\n{HEAD}{WORSE}{END}", 24, 47, "Orders"),
        (END, WORSE.replace("Orders", "Orders (retired)") + END, 19, 57, "Orders (retired)"),
        (END, WORSE.replace("Orders", "~~Orders~~") + END, 19, 51, "Orders"),
        ("hour.\n", f"hour.\n\n## Inventory\n\n{HEAD}{WORSE}", 50, 47, "Orders"),
    ],
    ids=["second table", "quote", "list", "below", "second section", "retired", "struck out", "by another name"],
)
def test_a_bad_row_fails_wherever_it_stands(
    tmp_path: Path, old: str, new: str, line: int, column: int, name: str
) -> None:
    repo = with_backups(tmp_path)
    assert bad(repo.judged()) == []

    repo.edit(BACKUP, old, new).commit("one more asset", mail=SAM)

    found = repo.decided(BACKUP, "exit/drill-passed")
    assert (found, repo.release()) == (
        f"fail {BACKUP}:{line}:{column} the last drill of `{name}`, on 2026-11-02, failed; a pass is expected", "fail"
    )  # fmt: skip
    assert words(repo.judged(), BACKUP)["encrypted"] == "fail"


@pytest.mark.parametrize(
    "row", ["| Orders |\n", "| Orders | S3 nightly | 30d | AES-256 with a key in KMS | 24h/4h | – | @sam |\n"]
)
def test_a_row_that_says_nothing_of_a_drill_fails(tmp_path: Path, row: str) -> None:
    repo = with_backups(tmp_path).edit(BACKUP, END, row + END)
    repo.commit("one more asset", mail=SAM)

    found = repo.decided(BACKUP, "exit/drill-passed")
    assert found.startswith("fail ")
    assert found.endswith("`Orders` has no restore drill on record; a date and a result are expected")
    assert repo.release() == "fail"


def test_a_register_emptied_to_its_header_is_no_plan_for_later(tmp_path: Path) -> None:
    repo = with_backups(tmp_path)
    assert RESTORE in repo.judged().inputs or (repo.root / RESTORE).is_file()

    repo.edit(BACKUP, GOOD, "").commit("tidy", mail=SAM)

    assert (words(repo.judged(), BACKUP, "entrance"), repo.release()) == ({"data-exists": "fail"}, "fail")


def test_a_required_kind_whose_register_is_empty_is_missing(tmp_path: Path) -> None:
    required = {'"release-checklist"]\n': '"release-checklist", "backup-dr"]\n'}
    repo = with_backups(tmp_path, config=required).edit(BACKUP, GOOD, "")
    (repo.root / RESTORE).unlink()
    repo.commit("tidy", mail=SAM)

    assert repo.release() == "fail"


def test_a_bad_row_of_the_matrix_in_a_second_table_fails(tmp_path: Path) -> None:
    repo = with_versions(tmp_path)
    assert bad(repo.judged()) == []

    text = repo.text(VERSIONS)
    head = "".join(line for line in text.splitlines(keepends=True) if line.startswith(("| Component", "|---")))
    row = "| App | 1.2.0 | Crank >=2.0 | Yes: settings are lost | Unpack it | Unpack the one before | flies |\n"
    repo.edit(VERSIONS, "\n## Migration", f"\n> {head.replace(chr(10), chr(10) + '> ', 1)}> {row}\n## Migration")
    repo.commit("one more version", mail=SAM)

    found = words(repo.judged(), VERSIONS)
    assert {name for name, word in found.items() if word == "fail"} == {
        "ranges-satisfied", "breaking-is-major", "tests-green", "upgrade-path",
    }  # fmt: skip
    assert repo.release() == "fail"
