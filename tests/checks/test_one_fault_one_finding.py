"""One fault is one finding: what follows from a fault is not reported beside it."""

import pytest

from tests.checks.case import PROCEDURES, Case, backup, runbook
from tests.repo import Repo

BEGIN = "---\nkind: runbook\n"
HEAD = f"{BEGIN}title: Gate\nservice: gate-api\n---\n\n# Gate\n\n"
CARD = {"opsgate.toml": 'extend-kinds = ["kinds"]\n'}
CARD_KIND = """\
kind: card
sections:
  - {id: one, heading: One}
  - {id: two, heading: Two}
  - {id: three, heading: Three}
"""

CASES = [
    Case(
        "a misspelt required key is not also missing",
        {"docs/gate.md": f"{BEGIN}title: Gate\nsrevice: gate-api\n---\n\n# Gate\n\n{PROCEDURES}"},
        [
            "docs/gate.md:4:1: error OG102 unknown-field: unknown key `srevice` [did you mean `service`?]",
        ],
    ),
    Case(
        "a misspelt required key inside a value is not also missing",
        runbook("gates: {exit: {dry-run: {by: Alex, onn: 2026-11-02}}}\n"),
        [
            "docs/gate.md:5:36: error OG102 unknown-field: unknown key `gates.exit.dry-run.onn` [did you mean `on`?]",
        ],
    ),
    Case(
        "a required key in another case is not also missing",
        {"docs/gate.md": f"{BEGIN}Title: Gate\nservice: gate-api\n---\n\n# Gate\n\n{PROCEDURES}"},
        [
            "docs/gate.md:3:1: error OG102 unknown-field: unknown key `Title` [did you mean `title`?]",
        ],
    ),
    Case(
        "a placeholder is not also an invalid value",
        runbook("owner: '[OWNER_NAME]'\nlast_reviewed: TBD\n"),
        [
            "docs/gate.md:5:9: error OG401 placeholder: placeholder `[OWNER_NAME]` in `owner` is not filled in [write the real value]",
            "docs/gate.md:6:16: error OG401 placeholder: placeholder `TBD` in `last_reviewed` is not filled in [write the real value]",
        ],
    ),
    Case(
        "a placeholder for a typed value alone is not also an invalid value",
        runbook("owner: tbd\nversion: '...'\n"),
        [
            "docs/gate.md:5:8: error OG401 placeholder: placeholder `tbd` in `owner` is not filled in [write the real value]",
            "docs/gate.md:6:10: error OG401 placeholder: placeholder `...` in `version` is not filled in [write the real value]",
        ],
    ),
    Case(
        "a wrong type is not also ambiguous",
        {
            "docs/support.md": "---\nkind: support-process\ntitle: Support\nexternal_users: no\n---\n\n# Support\n\n## Targets\n\n| Channel | Response target |\n|---|---|\n| Mail | 1d |\n"
        },
        [
            "docs/support.md:4:17: error OG103 wrong-type: `external_users` must be `true` or `false`, not `no` [write `false`]",
        ],
    ),
    Case(
        "an empty value is not also an invalid one",
        runbook("version: ''\nmaintenance_windows: []\n"),
        [
            "docs/gate.md:5:10: error OG101 missing-field: `version` is empty [fill in `version:` (the version of the product or service that this document describes; for example `v1.2.0`)]",
            "docs/gate.md:6:22: error OG101 missing-field: `maintenance_windows` is empty [fill in `maintenance_windows:` (when planned work may happen; for example `[Sun 02:00–03:00]`)]",
        ],
    ),
    Case(
        "a tag is not also an ambiguous value",
        runbook("version: !!str 1.10\n"),
        [
            "docs/gate.md:5:10: error OG005 yaml-feature: tag `!!str` is not read [delete the tag]",
        ],
    ),
    Case(
        "front matter that cannot be read has no echo of missing fields",
        {"docs/gate.md": f"{BEGIN}title: Gate: north\n---\n\n# Gate\n\n{PROCEDURES}"},
        [
            "docs/gate.md:3:12: error OG002 front-matter-syntax: not valid YAML: `: ` stands inside a value [put the value in quotes]",
        ],
    ),
    Case(
        "front matter that is never closed has no echo of missing fields",
        {"docs/gate.md": f"{BEGIN}title: Gate\n\n# Gate\n\n{PROCEDURES}"},
        [
            "docs/gate.md:1:1: error OG002 front-matter-syntax: front matter is opened here and never closed [write a line `---` after its last key]",
        ],
    ),
    Case(
        "front matter that is missing has no echo of its fields",
        {"opsgate.toml": '[kinds]\n"docs/*.md" = "runbook"\n', "docs/gate.md": f"# Gate\n\n{PROCEDURES}"},
        [
            "docs/gate.md:1:1: error OG003 front-matter-missing: no front matter, but a runbook needs `title`, `service` [begin the file with a `---` line, these keys, and another `---` line]",
        ],
    ),
    Case(
        "a file that cannot be read whole has no echo of missing sections",
        {"docs/gate.md": f"{HEAD}\0"},
        [
            "docs/gate.md:9:1: error OG001 unreadable: the file holds a NUL character [is it text? delete the character]",
        ],
    ),
    Case(
        "a kind that does not exist has no echo of anything",
        {"docs/gate.md": "---\nkind: runbok\n---\n"},
        [
            "docs/gate.md:2:7: error OG007 unknown-kind: `runbok` is no kind [did you mean `runbook`?]",
        ],
    ),
    Case(
        "a missing section is not out of order, nor are those around it",
        {
            **CARD,
            "kinds/card.yaml": CARD_KIND,
            "docs/card.md": "---\nkind: card\n---\n\n# Card\n\n## One\n\nText.\n\n## Three\n\nText.\n",
        },
        [
            "docs/card.md:7:1: error OG201 missing-section: section “Two” is missing (a card needs it at hobby) [add `## Two`]",
        ],
    ),
    Case(
        "a section that moved is one fault",
        {
            **CARD,
            "kinds/card.yaml": CARD_KIND,
            "docs/card.md": "---\nkind: card\n---\n\n# Card\n\n## Three\n\nText.\n\n## One\n\nText.\n\n## Two\n\nText.\n",
        },
        [
            "docs/card.md:7:1: warning OG203 section-order: “Three” stands where “One” belongs [order: “One”, “Two”, “Three”]",
        ],
    ),
    Case(
        "a missing section has no echo of the sections below it",
        {"docs/gate.md": HEAD},
        [
            "docs/gate.md:7:1: error OG201 missing-section: section “Procedures” is missing (a runbook needs it at hobby) [add `## Procedures` with `### Start`, `### Stop`]",
        ],
    ),
    Case(
        "an empty section does not also lack its elements",
        {"docs/gate.md": f"{HEAD}## Procedures\n\n### Start\n\n### Stop\n\n1. Turn it back.\n"},
        [
            "docs/gate.md:11:1: error OG202 empty-section: section “Start” is empty [From nothing running to healthy. Say after each step what you should see.]",
        ],
    ),
    Case(
        "a missing table is not also a missing column",
        backup("Everything is copied.\n"),
        [
            "docs/backup.md:8:1: error OG205 missing-element: section “Assets” has no table Asset | Method and schedule | Last restore test [add a table `| Asset | Method and schedule | Last restore test |`]",
        ],
    ),
    Case(
        "a table with none of the columns is one fault",
        backup("| Thing | Size |\n|---|---|\n| Visitor list | 3 |\n"),
        [
            "docs/backup.md:8:1: error OG205 missing-element: section “Assets” has no table with any of the columns `Asset`, `Method and schedule` or `Last restore test` [add a table `| Asset | Method and schedule | Last restore test |`]",
        ],
    ),
    Case(
        "a missing column is not also an empty cell in every row",
        backup("| Asset | Owner |\n|---|---|\n| Visitor list | @sam |\n| Door codes | @kim |\n"),
        [
            "docs/backup.md:10:1: error OG206 missing-column: table `Asset | Owner` has no column “Last restore test” [add a column `Last restore test`]",
            "docs/backup.md:10:1: error OG206 missing-column: table `Asset | Owner` has no column “Method and schedule” [add a column `Method and schedule`]",
        ],
    ),
    Case(
        "a placeholder cell is not also an invalid cell",
        backup(
            "| Asset | Method and schedule | Retention |\n|---|---|---|\n| List | TBD | [DAYS_KEPT] |\n| Codes | tbd | ... |\n"
        ),
        [
            "docs/backup.md:10:1: error OG206 missing-column: table `Asset | Method and schedule | Retention` has no column “Last restore test” [add a column `Last restore test`]",
            "docs/backup.md:12:10: error OG401 placeholder: placeholder `TBD` is not filled in [write the real value, or delete the line]",
            "docs/backup.md:12:16: error OG401 placeholder: placeholder `[DAYS_KEPT]` is not filled in [write the real value, or delete the line]",
            "docs/backup.md:13:11: error OG401 placeholder: placeholder `tbd` is not filled in [write the real value, or delete the line]",
            "docs/backup.md:13:17: error OG401 placeholder: placeholder `...` is not filled in [write the real value, or delete the line]",
        ],
    ),
    Case(
        "an empty cell is not also an invalid cell",
        backup("| Asset | Method and schedule |\n|---|---|\n| List | – |\n"),
        [
            "docs/backup.md:10:1: error OG206 missing-column: table `Asset | Method and schedule` has no column “Last restore test” [add a column `Last restore test`]",
            "docs/backup.md:12:10: error OG207 empty-cell: “Method and schedule” is `–` in this row [fill it in, for example `S3 nightly`]",
        ],
    ),
    Case(
        "a row of placeholders is not a second row for the same thing",
        backup(
            "| Asset | Method and schedule |\n|---|---|\n| [ASSET_NAME] | S3 nightly |\n| [ASSET_NAME] | S3 nightly |\n"
        ),
        [
            "docs/backup.md:10:1: error OG206 missing-column: table `Asset | Method and schedule` has no column “Last restore test” [add a column `Last restore test`]",
            "docs/backup.md:12:3: error OG401 placeholder: placeholder `[ASSET_NAME]` is not filled in [write the real value, or delete the line]",
            "docs/backup.md:13:3: error OG401 placeholder: placeholder `[ASSET_NAME]` is not filled in [write the real value, or delete the line]",
        ],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_only_the_fault_itself_is_reported(repo: Repo, case: Case) -> None:
    assert case.run(repo) == case.expected
