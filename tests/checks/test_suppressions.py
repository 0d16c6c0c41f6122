"""Suppressions: what they cover, and what is said of those that cover nothing or say nothing."""

import pytest

from opsgate.doors.api import check, setup
from tests.checks.case import Case, backup, runbook, said
from tests.repo import Repo

PLACEHOLDER = "<!-- opsgate: ignore placeholder -- shown to users on purpose -->"
TABLE = "| Asset | Method and schedule | Last restore test |\n|---|---|---|\n| [Name] | S3 nightly | - |\n| [Other] | S3 nightly | - |\n"

CASES = [
    Case(
        "above a paragraph, and no further",
        runbook("", f"\n{PLACEHOLDER}\n\nCall [YOUR_NAME].\n\nCall [OTHER_NAME].\n"),
        [
            "docs/gate.md:23:6: error OG401 placeholder: placeholder `[OTHER_NAME]` is not filled in [write the real value, or delete the line]",
        ],
    ),
    Case(
        "inside a paragraph",
        runbook("", f"\nCall [YOUR_NAME]. {PLACEHOLDER}\n\nCall [OTHER_NAME].\n"),
        [
            "docs/gate.md:21:6: error OG401 placeholder: placeholder `[OTHER_NAME]` is not filled in [write the real value, or delete the line]",
        ],
    ),
    Case("above a table", backup(f"{PLACEHOLDER}\n\n{TABLE}"), []),
    Case("above a list", runbook("", f"\n{PLACEHOLDER}\n\n1. Call [YOUR_NAME].\n2. Call [OTHER_NAME].\n"), []),
    Case(
        "above a fence",
        runbook("", f"\n{PLACEHOLDER}\n\n```sh\nssh [DOOR_HOST]\n```\n\n```sh\nssh [DOOR_HOST]\n```\n"),
        [
            "docs/gate.md:26:5: error OG401 placeholder: placeholder `[DOOR_HOST]` is not filled in [write the real value, or delete the line]",
        ],
    ),
    Case(
        "above a heading, for the heading alone",
        runbook("", f"\n{PLACEHOLDER}\n\n## [YOUR_TITLE]\n\nCall [YOUR_NAME].\n"),
        [
            "docs/gate.md:23:6: error OG401 placeholder: placeholder `[YOUR_NAME]` is not filled in [write the real value, or delete the line]",
        ],
    ),
    Case(
        "two directives above one block",
        runbook(
            "",
            f"\n{PLACEHOLDER}\n<!-- opsgate: ignore OG413 -- the partner's words -->\n\nCall [YOUR_NAME], see [here](a.md).\n",
        ),
        [],
    ),
    Case(
        "two rules in one directive",
        runbook(
            "",
            "\n<!-- opsgate: ignore placeholder, OG413 -- the partner's words -->\n\nCall [YOUR_NAME], see [here](a.md).\n",
        ),
        [],
    ),
    Case(
        "above a front-matter key",
        runbook(
            "# opsgate: ignore placeholder -- the owner is chosen in May\nowner: '[OWNER_NAME]'\nauthor: '[AUTHOR_NAME]'\n"
        ),
        [
            "docs/gate.md:7:10: error OG401 placeholder: placeholder `[AUTHOR_NAME]` in `author` is not filled in [write the real value]",
        ],
    ),
    Case(
        "above a front-matter key, with another comment between",
        runbook("# opsgate: ignore placeholder -- the owner is chosen in May\n# by the board\nowner: '[OWNER_NAME]'\n"),
        [],
    ),
    Case(
        "on the line of a front-matter key",
        runbook("owner: '[OWNER_NAME]' # opsgate: ignore placeholder -- chosen in May\nauthor: '[AUTHOR_NAME]'\n"),
        [
            "docs/gate.md:6:10: error OG401 placeholder: placeholder `[AUTHOR_NAME]` in `author` is not filled in [write the real value]",
        ],
    ),
    Case(
        "above an unknown key",
        runbook("# opsgate: ignore unknown-field -- the site generator's word\nverison: 1.2.0\n"),
        [],
    ),
    Case(
        "one that suppresses nothing",
        runbook("", f"\n{PLACEHOLDER}\n\nCall @sam.\n"),
        [
            "docs/gate.md:19:1: warning OG803 unused-suppression: nothing to ignore: no `placeholder` finding in what follows [delete the comment]",
        ],
    ),
    Case(
        "one that suppresses nothing in front matter",
        runbook("# opsgate: ignore placeholder -- chosen in May\nowner: '@sam'\n"),
        [
            "docs/gate.md:5:1: warning OG803 unused-suppression: nothing to ignore: no `placeholder` finding in what follows [delete the comment]",
        ],
    ),
    Case(
        "one of another rule than that of the finding",
        runbook("", "\n<!-- opsgate: ignore OG413 -- the partner's words -->\n\nCall [YOUR_NAME].\n"),
        [
            "docs/gate.md:19:1: warning OG803 unused-suppression: nothing to ignore: no `vague-link-text` finding in what follows [delete the comment]",
            "docs/gate.md:21:6: error OG401 placeholder: placeholder `[YOUR_NAME]` is not filled in [write the real value, or delete the line]",
        ],
    ),
    Case(
        "one at the end of the document",
        runbook("", f"\n{PLACEHOLDER}\n"),
        [
            "docs/gate.md:19:1: warning OG803 unused-suppression: nothing to ignore: no `placeholder` finding in what follows [delete the comment]",
        ],
    ),
    Case(
        "one without a reason counts and is reported",
        runbook("", "\n<!-- opsgate: ignore placeholder -->\n\nCall [YOUR_NAME].\n"),
        [
            "docs/gate.md:19:1: error OG804 suppression-without-reason: a suppression without a reason [say why: `opsgate: ignore RULE -- reason`]",
        ],
    ),
    Case(
        "one without a reason behind its dashes",
        runbook("", "\n<!-- opsgate: ignore placeholder -- -->\n\nCall [YOUR_NAME].\n"),
        [
            "docs/gate.md:19:1: error OG804 suppression-without-reason: a suppression without a reason [say why: `opsgate: ignore RULE -- reason`]",
        ],
    ),
    Case(
        "an unknown rule",
        runbook("", "\n<!-- opsgate: ignore placehoder -- on purpose -->\n\nCall [YOUR_NAME].\n"),
        [
            "docs/gate.md:19:1: warning OG803 unused-suppression: no rule is called `placehoder` [did you mean `placeholder`?]",
            "docs/gate.md:21:6: error OG401 placeholder: placeholder `[YOUR_NAME]` is not filled in [write the real value, or delete the line]",
        ],
    ),
    Case(
        "no rule",
        runbook("", "\n<!-- opsgate: ignore -- on purpose -->\n\nCall @sam.\n"),
        [
            "docs/gate.md:19:1: warning OG803 unused-suppression: no rule is named [`opsgate rules` lists them]",
        ],
    ),
    Case(
        "one for a rule that is switched off is not unused",
        {**runbook("", f"\n{PLACEHOLDER}\n\nCall [YOUR_NAME].\n"), "opsgate.toml": '[rules]\nplaceholder = "off"\n'},
        [],
    ),
    Case(
        "no directive",
        runbook("", "\n<!-- opsgate: disable placeholder -->\n\nCall [YOUR_NAME].\n"),
        [
            "docs/gate.md:19:1: warning OG803 unused-suppression: `disable` is no directive [write `opsgate: ignore RULE -- reason`]",
            "docs/gate.md:21:6: error OG401 placeholder: placeholder `[YOUR_NAME]` is not filled in [write the real value, or delete the line]",
        ],
    ),
    Case(
        "a rule that cannot be suppressed",
        runbook("", "\n<!-- opsgate: ignore unused-suppression -- on purpose -->\n\nCall @sam.\n"),
        [
            "docs/gate.md:19:1: warning OG803 unused-suppression: `unused-suppression` cannot be suppressed [mend what it reports]",
        ],
    ),
    Case(
        "one shown as code is none", runbook("", f"\n```markdown\n{PLACEHOLDER}\n```\n\nWrite `{PLACEHOLDER}`.\n"), []
    ),
]


@pytest.mark.parametrize(
    "title",
    ['"[YOUR_TITLE] # opsgate: ignore placeholder -- y"', "'[YOUR_TITLE] # opsgate: ignore placeholder -- y'",
     "|\n  [YOUR_TITLE] # opsgate: ignore placeholder -- y"],
)  # fmt: skip
def test_what_looks_like_a_comment_in_a_text_of_the_front_matter_is_none(repo: Repo, title: str) -> None:
    repo.write(runbook(title=title))
    found = check(setup(repo.root)).findings
    assert [(item.rule, item.place, item.suppressed) for item in found if item.rule == "OG401"] == [
        ("OG401", "meta/title", None)
    ]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_suppression_covers_what_follows_it(repo: Repo, case: Case) -> None:
    assert case.run(repo) == case.expected


def test_a_suppressed_finding_is_kept_with_its_reason(repo: Repo) -> None:
    repo.write(runbook("", f"\n{PLACEHOLDER}\n\nCall [YOUR_NAME].\n"))
    report = check(setup(repo.root))
    assert [(said(finding), finding.suppressed) for finding in report.findings] == [
        (
            "docs/gate.md:21:6: error OG401 placeholder: placeholder `[YOUR_NAME]` is not filled in"
            " [write the real value, or delete the line]",
            "shown to users on purpose",
        )
    ]
    assert (report.open, report.suppressed) == ([], 1)
