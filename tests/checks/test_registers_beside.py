"""Registers whose rows stand in a CSV file beside the document."""

import pytest

from tests.checks.case import STEPS, Case
from tests.repo import Repo

HEADER = "Asset,Method and schedule,Retention,Last restore test\n"


def register(csv: str, *, rows: str = "assets.csv", body: str = "The rows are in assets.csv.\n") -> dict[str, str]:
    head = f"---\nkind: backup-dr\ntitle: Backups\nrows: {rows}\n---\n\n# Backups\n\n## Assets\n\n"
    return {"docs/backup.md": f"{head}{body}\n{STEPS}", "docs/assets.csv": csv}


CASES = [
    Case("rows that are right", register(f"{HEADER}List,S3 nightly,30d,-\n"), []),
    Case(
        "cells are where they stand",
        register(f"{HEADER}List,by hand,a while,-\nCodes,S3 nightly,,yesterday\n"),
        [
            "docs/assets.csv:2:6: error OG208 invalid-cell: “Method and schedule”: `by hand` is not a schedule: it does not say how often [name the method and the interval, as in `S3 nightly`]",
            "docs/assets.csv:2:14: error OG208 invalid-cell: “Retention”: `a while` is not a duration [write `30d`, `8h` or `P30D`]",
            "docs/assets.csv:3:19: error OG208 invalid-cell: “Last restore test”: `yesterday` is not a drill [write `2025-12-01 Pass` or `2025-12-01 pass 3h20m lost 10m`]",
        ],
    ),
    Case(
        "a newline inside quotes moves what follows",
        register(f'{HEADER}"List\nof visitors",S3 nightly,a while,-\nCodes,"by\nhand",30d,-\n'),
        [
            "docs/assets.csv:3:25: error OG208 invalid-cell: “Retention”: `a while` is not a duration [write `30d`, `8h` or `P30D`]",
            "docs/assets.csv:4:7: error OG208 invalid-cell: “Method and schedule”: `by\\nhand` is not a schedule: it does not say how often [name the method and the interval, as in `S3 nightly`]",
        ],
    ),
    Case(
        "quotes, commas and blanks inside quotes",
        register(f'{HEADER}"The ""big"" list, north",S3 nightly," a while ",-\n'),
        [
            "docs/assets.csv:2:38: error OG208 invalid-cell: “Retention”: `a while` is not a duration [write `30d`, `8h` or `P30D`]",
        ],
    ),
    Case(
        "lines that end in CR LF",
        register(f"{HEADER}List,S3 nightly,a while,-\n".replace("\n", "\r\n")),
        [
            "docs/assets.csv:2:17: error OG208 invalid-cell: “Retention”: `a while` is not a duration [write `30d`, `8h` or `P30D`]",
        ],
    ),
    Case(
        "a byte order mark",
        register(f"\ufeff{HEADER}List,by hand,30d,-\n"),
        [
            "docs/assets.csv:2:6: error OG208 invalid-cell: “Method and schedule”: `by hand` is not a schedule: it does not say how often [name the method and the interval, as in `S3 nightly`]",
        ],
    ),
    Case(
        "blank lines",
        register(f"{HEADER}\n\nList,by hand,30d,-\n\n"),
        [
            "docs/assets.csv:4:6: error OG208 invalid-cell: “Method and schedule”: `by hand` is not a schedule: it does not say how often [name the method and the interval, as in `S3 nightly`]",
        ],
    ),
    Case(
        "empty cells and cells that are not there",
        register(f"{HEADER}List,,30d,-\nCodes\n"),
        [
            "docs/assets.csv:2:6: error OG207 empty-cell: “Method and schedule” is empty in this row [fill it in, for example `S3 nightly`]",
            "docs/assets.csv:3:6: error OG208 invalid-cell: the row ends after 1 of 4 cells: “Method and schedule”, “Retention”, “Last restore test” are missing [write all of its cells, with `,` between them; an empty one too]",
        ],
    ),
    Case(
        "a missing column",
        register("Asset,Metod and schedule,Last restore test\nList,S3 nightly,-\n"),
        [
            "docs/assets.csv:1:1: error OG206 missing-column: table `Asset | Metod and schedule | Last restore test` has no column “Method and schedule” [is “Metod and schedule” meant? rename it to “Method and schedule”]",
        ],
    ),
    Case(
        "a second row for the same thing",
        register(f"{HEADER}List,S3 nightly,30d,-\nCodes,S3 nightly,30d,-\nLIST,S3 nightly,30d,-\n"),
        [
            "docs/assets.csv:4:1: error OG209 duplicate-row: a second row for “LIST” (see docs/assets.csv:2:1) [join the two rows]",
        ],
    ),
    Case(
        "placeholders",
        register(f"{HEADER}[ASSET_NAME],TBD,tbd,-\n"),
        [
            "docs/assets.csv:2:1: error OG401 placeholder: placeholder `[ASSET_NAME]` is not filled in [write the real value, or delete the line]",
            "docs/assets.csv:2:14: error OG401 placeholder: placeholder `TBD` is not filled in [write the real value, or delete the line]",
            "docs/assets.csv:2:18: error OG401 placeholder: placeholder `tbd` is not filled in [write the real value, or delete the line]",
        ],
    ),
    Case(
        "rows in both places",
        register(
            f"{HEADER}List,by hand,30d,-\n",
            body="| Asset | Method and schedule | Last restore test |\n|---|---|---|\n| Codes | by hand | - |\n",
        ),
        [
            "docs/assets.csv:2:6: error OG208 invalid-cell: “Method and schedule”: `by hand` is not a schedule: it does not say how often [name the method and the interval, as in `S3 nightly`]",
            "docs/backup.md:13:11: error OG208 invalid-cell: “Method and schedule”: `by hand` is not a schedule: it does not say how often [name the method and the interval, as in `S3 nightly`]",
        ],
    ),
    Case(
        "an empty file",
        register(""),
        [
            "docs/assets.csv:1:1: error OG206 missing-column: the file of rows is empty [begin it with `Asset,Method and schedule,Last restore test`]",
        ],
    ),
    Case(
        "a file that is not there",
        register(HEADER, rows="asets.csv"),
        [
            "docs/backup.md:4:7: error OG001 unreadable: `asets.csv` cannot be read: No such file or directory [name a UTF-8 CSV file in the document's folder]",
        ],
    ),
    Case(
        "a file outside the folder",
        register(HEADER, rows="../assets.csv"),
        [
            "docs/backup.md:4:7: error OG001 unreadable: `../assets.csv` lies outside the document's folder [name a UTF-8 CSV file in the document's folder]",
        ],
    ),
    Case(
        "a file that is no CSV",
        register(HEADER, rows="assets.txt"),
        [
            "docs/backup.md:4:7: error OG001 unreadable: `assets.txt` cannot be read: No such file or directory [name a UTF-8 CSV file in the document's folder]",
        ],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rows_beside_the_document_are_checked_where_they_stand(repo: Repo, case: Case) -> None:
    assert case.run(repo) == case.expected
