"""Which tables and headings are judged for a section, and how a register's rows may fail to be rows."""

import pytest

from opsgate.reading.outline import fold, same
from tests.checks.case import STEPS, Case, backup
from tests.repo import Repo

HEAD = "| Asset | Method and schedule | Last restore test |\n|---|---|---|\n"
ROW = "| List | S3 nightly | - |\n"
CSV = "Asset,Method and schedule,Retention,Last restore test\n"


def card(body: str, sections: str) -> dict[str, str]:
    kind = f"kind: card\ntitle: Card\nsections:\n{sections}"
    return {
        "opsgate.toml": 'extend-kinds = ["kinds"]\n',
        "kinds/card.yaml": kind,
        "docs/card.md": f"---\nkind: card\n---\n# Card\n\n{body}",
    }


def register(csv: str) -> dict[str, str]:
    head = "---\nkind: backup-dr\ntitle: Backups\nrows: assets.csv\n---\n\n# Backups\n\n## Assets\n\n"
    return {"docs/backup.md": f"{head}The rows are in assets.csv.\n\n{STEPS}", "docs/assets.csv": csv}


TABLES = [
    Case("a table about something else", backup(f"| Name | Colour |\n|---|---|\n| List | |\n\n{HEAD}{ROW}"), []),
    Case(
        "a second register table with the same header",
        backup(f"{HEAD}{ROW}\nMore:\n\n{HEAD}| Codes | by hand | - |\n"),
        [
            "docs/backup.md:18:11: error OG208 invalid-cell: “Method and schedule”: `by hand` is not a schedule: it does not say how often [name the method and the interval, as in `S3 nightly`]",
        ],
    ),
    Case(
        "a second register table without one of the columns",
        backup(f"{HEAD}{ROW}\n| Asset | Schedule |\n|---|---|\n| Codes | by hand |\n"),
        [
            "docs/backup.md:14:1: error OG206 missing-column: table `Asset | Schedule` has no column “Last restore test” [add a column `Last restore test`]",
            "docs/backup.md:16:11: error OG208 invalid-cell: “Schedule”: `by hand` is not a schedule: it does not say how often [name the method and the interval, as in `S3 nightly`]",
        ],
    ),
    Case(
        "a table of another section below the section",
        card(
            "## Alerts\n\n| Alert | Limit |\n|---|---|\n| Stuck | > 60 s |\n\n### Calls\n\n| Alert | Limit | Who |\n|---|---|---|\n| Stuck | | Kim |\n",
            "  - id: alerts\n    heading: Alerts\n    needs: [{element: table, columns: [{key: alert, name: Alert}, {key: limit, name: Limit}]}]\n"
            "    sections:\n      - id: calls\n        heading: Calls\n        needs: [{element: table, columns: [{key: alert, name: Alert}, {key: who, name: Who}]}]\n",
        ),
        [],
    ),
    Case(
        "a table of another section is none of the section's",
        card(
            "## Alerts\n\nSee below.\n\n### Calls\n\n| Alert | Who |\n|---|---|\n| Stuck | Kim |\n",
            "  - id: alerts\n    heading: Alerts\n    needs: [{element: table, columns: [{key: alert, name: Alert}, {key: limit, name: Limit}]}]\n"
            "    sections:\n      - id: calls\n        heading: Calls\n        needs: [{element: table, columns: [{key: alert, name: Alert}, {key: who, name: Who}]}]\n",
        ),
        [
            "docs/card.md:6:1: error OG205 missing-element: section “Alerts” has no table Alert | Limit [add a table `| Alert | Limit |`]",
        ],
    ),
    Case(
        "a link in a cell is its words, and a break is a blank",
        card(
            "## Alerts\n\n| Alert | Limit | Page |\n|---|---|---|\n| Stuck | [CPU>80% 10m](alerts.md#cpu) | [a page](b.md) |\n"
            "| Slow | CPU>80%<br>10m | b.md |\n| Odd | [soon](x.md) | [a page](https://) |\n",
            "  - id: alerts\n    heading: Alerts\n    needs: [{element: table, columns: [{key: alert, name: Alert}, "
            "{key: limit, name: Limit, type: threshold}, {key: page, name: Page, type: link}]}]\n",
        ),
        [
            "docs/card.md:12:24: error OG208 invalid-cell: “Page”: `https://` is not a link [write `runbook.md`, `../kb/login.md` or `https://example.com`]",
            "docs/card.md:12:9: error OG208 invalid-cell: “Limit”: `soon` is not a threshold: it has no number [write `CPU>80% 10m`, `<10Hz alert` or `> 500ms`]",
        ],
    ),
    Case(
        "a row with more cells than the header",
        backup(
            f"{HEAD}{ROW}| Codes | S3 nightly | - | lost |\n| Keys | S3 \\| nightly | - |\n| Badges | S3 nightly | - | |\n"
        ),
        [
            "docs/backup.md:13:28: error OG208 invalid-cell: the row has more cells than the header: `lost` is shown to nobody [add a column to the header, or write `\\|` for a `|` inside a cell]",
        ],
    ),
    Case(
        "a table without rows",
        backup(HEAD),
        [
            "docs/backup.md:10:1: error OG205 missing-element: table `Asset | Method and schedule | Last restore test` has no rows [add a row, for example `| Accounts database | S3 nightly | 2025-12-01 Pass |`]",
        ],
    ),
    Case("a table without rows beside one with rows", backup(f"{HEAD}\nMore:\n\n{HEAD}{ROW}"), []),
]
BESIDE = [
    Case("semicolons", register(CSV.replace(",", ";") + "List;S3 nightly, twice;30d;-\n"), []),
    Case("tabs", register(CSV.replace(",", "\t") + "List\tS3 nightly\t30d\t-\n"), []),
    Case(
        "a quote that is never closed",
        register(f'{CSV}List,S3 nightly,30d,-\nCodes,"S3 nightly,30d,-\nKeys,by hand,30d,-\n'),
        [
            'docs/assets.csv:3:7: error OG208 invalid-cell: a quote opens here and is never closed: all that follows is read as one cell [close the quote; a quote inside a quoted cell is written `""`]',
        ],
    ),
    Case(
        "a quote that is never closed in the header",
        register(f'"{CSV}List,S3 nightly,30d,-\n'),
        [
            'docs/assets.csv:1:1: error OG208 invalid-cell: a quote opens here and is never closed: all that follows is read as one cell [close the quote; a quote inside a quoted cell is written `""`]',
        ],
    ),
    Case(
        "a row that ends too early",
        register(f"{CSV}List,S3 nightly,30d\n"),
        [
            "docs/assets.csv:2:20: error OG208 invalid-cell: the row ends after 3 of 4 cells: “Last restore test” is missing [write all of its cells, with `,` between them; an empty one too]",
        ],
    ),
    Case(
        "a row with too many cells, and one with blanks at its end",
        register(f"{CSV}List,S3 nightly, 5 copies,30d,-\nCodes,S3 nightly,30d,-,,\n"),
        [
            "docs/assets.csv:2:31: error OG208 invalid-cell: the row has 5 cells, the header 4: nobody knows what `-` is [put a cell that holds `,` in quotes, or add a column to the header]",
        ],
    ),
    Case(
        "a header without rows",
        register(CSV),
        [
            "docs/assets.csv:1:1: error OG205 missing-element: table `Asset | Method and schedule | Retention | Last restore test` has no rows [add a row, for example `Accounts database,S3 nightly,30d,2025-12-01 Pass`]",
        ],
    ),
    Case(
        "another encoding",
        {**register(""), "docs/assets.csv": f"{CSV}Café,S3 nightly,30d,-\n".encode("latin-1")},  # type: ignore[dict-item]
        [
            "docs/backup.md:4:7: error OG001 unreadable: `assets.csv` is not UTF-8: byte 0xe9 in line 2 cannot be read [save the file as UTF-8]",
        ],
    ),
]
CALLS = "  - id: calls\n    heading: Calls\n    aliases: [Contacts]\n  - id: care\n    heading: Cure\n  - id: services\n    heading: Maintenance window\n"
HEADINGS = [
    Case(
        "the same heading in two chapters",
        card("## A\n\n### Calls\n\nText.\n\n## B\n\n### Calls\n\nText.\n", "  - id: calls\n    heading: Calls\n"),
        [],
    ),
    Case(
        "the same heading twice in a chapter",
        card("## A\n\n### Calls\n\nText.\n\n### Calls\n\nText.\n", "  - id: calls\n    heading: Calls\n"),
        [
            "docs/card.md:12:1: error OG204 duplicate-section: “Calls” is a second “Calls” section (see docs/card.md:8:1) [join the two, or rename one]",
        ],
    ),
    Case(
        "words of their own are not misspelt ones",
        card("## Contents\n\nText.\n\n## Care\n\nText.\n\n## Maintainence windwo\n\nText.\n", CALLS),
        [
            "docs/card.md:4:1: error OG201 missing-section: section “Calls” is missing (a card needs it at hobby) [add `## Calls`]",
            "docs/card.md:4:1: error OG201 missing-section: section “Cure” is missing (a card needs it at hobby) [add `## Cure`]",
            "docs/card.md:4:1: error OG201 missing-section: section “Maintenance window” is missing (a card needs it at hobby) [add `## Maintenance window`]",
        ],
    ),
    Case(
        "misspelt ones",
        card("## Callls\n\nText.\n\n## Cuer\n\nText.\n\n## Maintenence windwo\n\nText.\n", CALLS),
        [
            "docs/card.md:10:1: error OG201 missing-section: section “Cure” is missing (a card needs it at hobby) [is “Cuer” meant? rename it to “Cure”]",
            "docs/card.md:14:1: error OG201 missing-section: section “Maintenance window” is missing (a card needs it at hobby) [is “Maintenence windwo” meant? rename it to “Maintenance window”]",
            "docs/card.md:6:1: error OG201 missing-section: section “Calls” is missing (a card needs it at hobby) [is “Callls” meant? rename it to “Calls”]",
        ],
    ),
    Case(
        "attributes behind a heading",
        card("## Calls {#calls}\n\nText.\n", "  - id: calls\n    heading: Calls\n"),
        [],
    ),
    Case(
        "rules and empty headings are nothing",
        card(
            "## One\n\n---\n\n***\n\n## Two\n\n### Part\n\n<!-- later -->\n\n### Other\n\n## Three\n\n### Left\n\n## Four\n\n### Step 1: on\n\n### Step 2: off\n",
            "  - id: one\n    heading: One\n  - id: two\n    heading: Two\n  - id: three\n    heading: Three\n"
            "    sections: [{id: left, heading: Left}]\n  - id: four\n    heading: Four\n    needs: [{element: steps}]\n",
        ),
        [
            "docs/card.md:12:1: error OG202 empty-section: section “Two” is empty [write it, or say in a sentence why there is nothing to say]",
            "docs/card.md:22:1: error OG202 empty-section: section “Left” is empty [write it, or say in a sentence why there is nothing to say]",
            "docs/card.md:6:1: error OG202 empty-section: section “One” is empty [write it, or say in a sentence why there is nothing to say]",
        ],
    ),
]


@pytest.mark.parametrize("case", [*TABLES, *BESIDE], ids=str)
def test_the_tables_of_a_section_are_judged_and_no_others(repo: Repo, case: Case) -> None:
    assert sorted(case.run(repo)) == case.expected


@pytest.mark.parametrize("case", HEADINGS, ids=str)
def test_headings_are_the_sections_that_they_say_they_are(repo: Repo, case: Case) -> None:
    assert sorted(case.run(repo)) == case.expected


@pytest.mark.parametrize("title", ["Alert tests {#tests}", "Alert tests {: .wide}", "Alert tests { .wide #tests }"])
def test_attributes_are_no_part_of_a_name(title: str) -> None:
    assert (fold(title), same(title)) == ("alert tests", "alert test")


def test_no_row_of_a_register_goes_unread_in_a_second_section_of_its_name(repo: Repo) -> None:
    row = "| Asset | Method and schedule |\n|---|---|\n| {} | {} |\n"
    text = "---\nkind: backup-dr\ntitle: T\n---\n# T\n\n## Assets\n\n{}\n## Old\n\n### Assets\n\n{}"
    repo.write({"a.md": text.format(row.format("Accounts", "S3 nightly"), row.format("Hidden", "now and then"))})
    assert [found for found in repo.lines() if "invalid-cell" in found] == [
        "a.md:19:12: error OG208 invalid-cell: “Method and schedule”: `now and then` is not a schedule: it does not say how often"
    ]


def test_a_relation_spelt_nearly_like_one_of_the_kind_is_a_misspelling_and_others_are_free(repo: Repo) -> None:
    repo.write(
        {"a.md": "---\nkind: kb-article\ntitle: T\nrelations:\n  suport-process: a.md\n  wiki: b.md\n---\n# T\n"}
    )
    assert [found for found in repo.lines() if "OG102" in found] == [
        "a.md:5:3: error OG102 unknown-field: unknown relation `suport-process`"
    ]
