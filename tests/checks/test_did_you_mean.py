"""A misspelt word is reported where it stands, with the word that was most likely meant."""

import pytest

from tests.checks.case import PROCEDURES, Case, backup, runbook
from tests.repo import Repo

CASES = [
    Case(
        "keys",
        runbook("verison: 1.2.0\nlast-reviewed: 2026-11-02\nReview_Every: 3mo\n"),
        [
            "docs/gate.md:5:1: error OG102 unknown-field: unknown key `verison` [did you mean `version`?]",
            "docs/gate.md:6:1: error OG102 unknown-field: unknown key `last-reviewed` [did you mean `last_reviewed`?]",
            "docs/gate.md:7:1: error OG102 unknown-field: unknown key `Review_Every` [did you mean `review_every`?]",
        ],
    ),
    Case("a key that is there already is not meant again", runbook("sarvice: gate-api\n"), []),
    Case(
        "keys that may be left out",
        runbook("tagss: [a]\n"),
        [
            "docs/gate.md:5:1: error OG102 unknown-field: unknown key `tagss` [did you mean `tags`?]",
        ],
    ),
    Case("keys for other tools are left alone", runbook("layout: page\nsidebar_position: 4\nweight: 10\n"), []),
    Case(
        "all unknown keys where the configuration says so",
        {**runbook("layout: page\n"), "opsgate.toml": 'unknown-fields = "all"\n'},
        [
            "docs/gate.md:5:1: error OG102 unknown-field: a runbook has no key `layout` [delete it]",
        ],
    ),
    Case(
        "no unknown keys where the configuration says so",
        {**runbook("verison: 1.2.0\n"), "opsgate.toml": 'unknown-fields = "off"\n'},
        [],
    ),
    Case(
        "kinds",
        {
            "docs/gate.md": f"---\nkind: run-book\ntitle: Gate\nservice: x\n---\n\n# Gate\n\n{PROCEDURES}",
            "docs/b.md": "---\nkind: owner-guide\n---\n",
        },
        [
            "docs/b.md:2:7: error OG007 unknown-kind: `owner-guide` is no kind [did you mean `owners-guide`?]",
            "docs/gate.md:2:7: error OG007 unknown-kind: `run-book` is no kind [did you mean `runbook`?]",
        ],
    ),
    Case(
        "a kind far from all, in a document that has our keys",
        {"docs/gate.md": "---\nkind: playbook\nowner: Alex\nstatus: active\n---\n"},
        [
            "docs/gate.md:2:7: error OG007 unknown-kind: `playbook` is no kind [there are `backup-dr`, `eol-plan`, `kb-article`, `operation-guide`, `owners-guide`, `record`, `release-checklist`, `runbook`, `service-notes`, `support-process`, `telemetry` or `versioning-policy`]",
        ],
    ),
    Case(
        "statuses",
        runbook("status: aproved\n"),
        [
            "docs/gate.md:5:9: error OG104 invalid-value: `status` is `aproved`, expected `draft`, `review`, `approved`, `active` or `retired` [did you mean `approved`?]",
        ],
    ),
    Case("statuses are read without case", runbook("status: Active\n"), []),
    Case(
        "levels",
        runbook("level: prodct\n"),
        [
            "docs/gate.md:5:8: error OG104 invalid-value: `level` is `prodct`, expected `hobby` or `product` [did you mean `product`?]",
        ],
    ),
    Case(
        "sections",
        {
            "docs/gate.md": "---\nkind: runbook\ntitle: Gate\nservice: x\n---\n\n# Gate\n\n## Procedurs\n\n### Start\n\n1. Turn the key.\n\n### Stopp\n\n1. Turn it back.\n"
        },
        [
            "docs/gate.md:15:1: error OG201 missing-section: section “Stop” is missing (a runbook needs it at hobby) [is “Stopp” meant? rename it to “Stop”]",
        ],
    ),
    Case(
        "columns",
        backup("| Asset | Metod and schedule | Last restor test |\n|---|---|---|\n| List | S3 nightly | - |\n"),
        [
            "docs/backup.md:10:1: error OG206 missing-column: table `Asset | Metod and schedule | Last restor test` has no column “Last restore test” [is “Last restor test” meant? rename it to “Last restore test”]",
            "docs/backup.md:10:1: error OG206 missing-column: table `Asset | Metod and schedule | Last restor test` has no column “Method and schedule” [is “Metod and schedule” meant? rename it to “Method and schedule”]",
        ],
    ),
    Case(
        "rules in suppressions",
        runbook("", "\n<!-- opsgate: ignore missing-alternative, missing_alt -- it is a rule of lines -->\n\nText.\n"),
        [
            "docs/gate.md:19:1: warning OG803 unused-suppression: no rule is called `missing-alternative` [`opsgate rules` lists them]",
            "docs/gate.md:19:1: warning OG803 unused-suppression: no rule is called `missing_alt` [did you mean `missing-alt`?]",
        ],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_word_that_was_meant_is_named(repo: Repo, case: Case) -> None:
    assert case.run(repo) == case.expected
