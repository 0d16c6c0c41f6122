"""How much a finding weighs: the rule, the draft, the configuration, the kind."""

import pytest

from tests.checks.case import Case, backup, runbook
from tests.repo import Repo

UNFINISHED = """\
| Asset | Method and schedule |
|---|---|
| [ASSET_NAME] | |
"""

CASES = [
    Case(
        "what is merely unfinished is a warning in a draft",
        backup(UNFINISHED, "status: draft\n"),
        [
            "docs/backup.md:11:1: warning OG206 missing-column: table `Asset | Method and schedule` has no column “Last restore test” [add a column `Last restore test`]",
            "docs/backup.md:13:3: warning OG401 placeholder: placeholder `[ASSET_NAME]` is not filled in [write the real value, or delete the line]",
            "docs/backup.md:13:17: warning OG207 empty-cell: “Method and schedule” is empty in this row [fill it in, for example `S3 nightly`]",
        ],
    ),
    Case(
        "the same is an error from review on",
        backup(UNFINISHED, "status: review\n"),
        [
            "docs/backup.md:11:1: error OG206 missing-column: table `Asset | Method and schedule` has no column “Last restore test” [add a column `Last restore test`]",
            "docs/backup.md:13:3: error OG401 placeholder: placeholder `[ASSET_NAME]` is not filled in [write the real value, or delete the line]",
            "docs/backup.md:13:17: error OG207 empty-cell: “Method and schedule” is empty in this row [fill it in, for example `S3 nightly`]",
        ],
    ),
    Case(
        "the same is an error where no status is given",
        backup(UNFINISHED),
        [
            "docs/backup.md:10:1: error OG206 missing-column: table `Asset | Method and schedule` has no column “Last restore test” [add a column `Last restore test`]",
            "docs/backup.md:12:3: error OG401 placeholder: placeholder `[ASSET_NAME]` is not filled in [write the real value, or delete the line]",
            "docs/backup.md:12:17: error OG207 empty-cell: “Method and schedule” is empty in this row [fill it in, for example `S3 nightly`]",
        ],
    ),
    Case(
        "an unknown status counts as in force",
        backup(UNFINISHED, "status: drat\n"),
        [
            "docs/backup.md:4:9: error OG104 invalid-value: `status` is `drat`, expected `draft`, `review`, `approved`, `active` or `retired` [did you mean `draft`?]",
            "docs/backup.md:11:1: error OG206 missing-column: table `Asset | Method and schedule` has no column “Last restore test” [add a column `Last restore test`]",
            "docs/backup.md:13:3: error OG401 placeholder: placeholder `[ASSET_NAME]` is not filled in [write the real value, or delete the line]",
            "docs/backup.md:13:17: error OG207 empty-cell: “Method and schedule” is empty in this row [fill it in, for example `S3 nightly`]",
        ],
    ),
    Case(
        "what is wrong is an error in a draft too",
        runbook("status: draft\nverison: 1.2\nowner: [a]\nlast_reviewed: soon\n"),
        [
            "docs/gate.md:6:1: error OG102 unknown-field: unknown key `verison` [did you mean `version`?]",
            'docs/gate.md:7:8: error OG103 wrong-type: `owner` must be text, not a list [for example `"@sam"`]',
            "docs/gate.md:8:16: error OG104 invalid-value: `last_reviewed`: `soon` is not a date in ISO form [write `2026-11-30`]",
        ],
    ),
    Case(
        "a warning stays one in a draft",
        runbook("status: draft\n", "\n![](gate.png) Open it by 3/4/2026: [here](a.md)\n"),
        [
            "docs/gate.md:20:1: warning OG412 missing-alt: image `gate.png` has no alternative text [say in a few words what the reader should see in it]",
            "docs/gate.md:20:26: warning OG414 ambiguous-date: `3/4/2026` is read day first by some and month first by others [write `2026-03-04` or `2026-04-03`]",
            "docs/gate.md:20:36: warning OG413 vague-link-text: link text “here” does not say where it goes [name what the reader finds there, as in “the restore drill log”]",
        ],
    ),
    Case(
        "the configuration decides by name",
        {**runbook("", "\n[here](a.md)\n"), "opsgate.toml": '[rules]\nvague-link-text = "error"\n'},
        [
            "docs/gate.md:19:1: error OG413 vague-link-text: link text “here” does not say where it goes [name what the reader finds there, as in “the restore drill log”]",
        ],
    ),
    Case(
        "the configuration decides by id",
        {**runbook("", "\n[here](a.md)\n"), "opsgate.toml": '[rules]\nOG413 = "note"\n'},
        [
            "docs/gate.md:19:1: note OG413 vague-link-text: link text “here” does not say where it goes [name what the reader finds there, as in “the restore drill log”]",
        ],
    ),
    Case(
        "the configuration switches a rule off",
        {**runbook("", "\n[here](a.md)\n"), "opsgate.toml": '[rules]\nvague-link-text = "off"\n'},
        [],
    ),
    Case(
        "for one kind the configuration says otherwise",
        {
            **runbook("", "\n[here](a.md)\n"),
            **backup(
                "| Asset | Method and schedule | Last restore test |\n|---|---|---|\n| [Codes](here.md) | S3 nightly | - |\n\n[here](a.md)\n"
            ),
            "opsgate.toml": '[rules]\nvague-link-text = "off"\n[rules.runbook]\nvague-link-text = "error"\n',
        },
        [
            "docs/gate.md:19:1: error OG413 vague-link-text: link text “here” does not say where it goes [name what the reader finds there, as in “the restore drill log”]",
        ],
    ),
    Case(
        "a draft softens what the configuration made an error",
        {**runbook("status: draft\n", "\n![](gate.png)\n"), "opsgate.toml": '[rules]\nmissing-alt = "error"\n'},
        [
            "docs/gate.md:20:1: warning OG412 missing-alt: image `gate.png` has no alternative text [say in a few words what the reader should see in it]",
        ],
    ),
    Case(
        "a draft never raises a note",
        {**runbook("status: draft\nowner: '[OWNER_NAME]'\n"), "opsgate.toml": '[rules]\nplaceholder = "note"\n'},
        [
            "docs/gate.md:6:9: note OG401 placeholder: placeholder `[OWNER_NAME]` in `owner` is not filled in [write the real value]",
        ],
    ),
    Case(
        "a kind of one's own may weigh rules otherwise",
        {
            "opsgate.toml": 'extend-kinds = ["kinds"]\n',
            "kinds/card.yaml": "kind: card\nseverities: {placeholder: note, OG414: error}\n",
            "docs/card.md": "---\nkind: card\n---\n\n# Card\n\nTODO: open it by 3/4/2026.\n",
        },
        [
            "docs/card.md:7:1: note OG401 placeholder: placeholder `TODO` is not filled in [write the real value, or delete the line]",
            "docs/card.md:7:18: error OG414 ambiguous-date: `3/4/2026` is read day first by some and month first by others [write `2026-03-04` or `2026-04-03`]",
        ],
    ),
    Case(
        "the configuration comes before the kind",
        {
            "opsgate.toml": 'extend-kinds = ["kinds"]\n[rules]\nplaceholder = "warning"\n',
            "kinds/card.yaml": "kind: card\nseverities: {placeholder: note}\n",
            "docs/card.md": "---\nkind: card\n---\n\n# Card\n\nTODO: open it.\n",
        },
        [
            "docs/card.md:7:1: warning OG401 placeholder: placeholder `TODO` is not filled in [write the real value, or delete the line]",
        ],
    ),
    Case(
        "statuses are each kind's own",
        {
            "opsgate.toml": 'extend-kinds = ["kinds"]\n',
            "kinds/card.yaml": "kind: card\nstatuses: {unfinished: [sketch], in-force: [draft], history: []}\n",
            "docs/a.md": "---\nkind: card\nstatus: sketch\n---\n\n# Card\n\nTODO: open it.\n",
            "docs/b.md": "---\nkind: card\nstatus: draft\n---\n\n# Card\n\nTODO: open it.\n",
        },
        [
            "docs/a.md:8:1: warning OG401 placeholder: placeholder `TODO` is not filled in [write the real value, or delete the line]",
            "docs/b.md:8:1: error OG401 placeholder: placeholder `TODO` is not filled in [write the real value, or delete the line]",
        ],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_finding_weighs_what_rule_status_and_settings_say(repo: Repo, case: Case) -> None:
    assert case.run(repo) == case.expected
