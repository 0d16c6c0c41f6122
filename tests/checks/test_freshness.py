"""Reviews that are due, dates that cannot be, and versions that have ended."""

import datetime

import pytest

from opsgate.judging.checks.freshness import happened
from opsgate.judging.endings import has_ended
from opsgate.knowing.kinds import Kinds
from opsgate.reading.values import TYPES
from opsgate.reading.values.versions import Version
from tests.checks.case import STEPS, backup, runbook, said
from tests.repo import Repo

TODAY = "2026-11-22"


def found(repo: Repo, files: dict[str, str], rule: str, as_of: str = TODAY, **options: object) -> list[str]:
    day = datetime.date.fromisoformat(as_of)
    return [said(one) for one in repo.write(files).check(select=[rule], as_of=day, **options).open]


def article(front: str = "", path: str = "docs/a.md") -> dict[str, str]:
    return {path: f"---\nkind: kb-article\ntitle: No boot\n{front}---\n\n# No boot\n"}


REVIEW = "hold it against reality, mend what has changed, and write the day as `last_reviewed`"


def overdue(message: str, at: str = "docs/gate.md:5:16") -> list[str]:
    return [f"{at}: warning OG501 review-overdue: {message} [{REVIEW}]"]


@pytest.mark.parametrize(("as_of", "late"), [("2026-05-31", False), ("2026-06-01", True)])
def test_a_review_holds_up_to_and_with_its_last_day(repo: Repo, as_of: str, late: bool) -> None:
    files = runbook("last_reviewed: 2026-02-28\nreview_every: 3 months\n")
    expected = overdue("last reviewed on 2026-02-28, to be reviewed again by 2026-05-28 (`review_every: 3 months`)")
    assert found(repo, files, "OG501", "2026-05-28") == []
    assert found(repo, files, "OG501", "2026-05-29") == expected
    files = runbook("last_reviewed: 2026-03-31\nreview_every: 2mo\n")
    expected = overdue("last reviewed on 2026-03-31, to be reviewed again by 2026-05-31 (`review_every: 2mo`)")
    assert found(repo, files, "OG501", as_of) == expected * late


def test_months_end_with_the_month(repo: Repo) -> None:
    files = runbook("last_reviewed: 2026-01-31\nreview_every: 1mo\n")
    assert found(repo, files, "OG501", "2026-02-28") == []
    assert found(repo, files, "OG501", "2026-03-01") == overdue(
        "last reviewed on 2026-01-31, to be reviewed again by 2026-02-28 (`review_every: 1mo`)"
    )


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_drafts_and_history_are_not_due(repo: Repo, status: str) -> None:
    assert found(repo, runbook(f"last_reviewed: 2020-01-01\nreview_every: 1mo\nstatus: {status}\n"), "OG501") == []


@pytest.mark.parametrize(
    "front",
    ["review_every: 1mo\n", "last_reviewed: 2020-01-01\n", "last_reviewed: 2020-13-01\nreview_every: 1mo\n",
     "last_reviewed: 2020-01-01\nreview_every: 1 M\n", "last_reviewed: YYYY-MM-DD\nreview_every: 1mo\n",
     "last_reviewed: 9999-01-01\nreview_every: 9999y\n", "last_reviewed:\nreview_every: 1mo\n"],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_the_business_of_other_rules(repo: Repo, front: str) -> None:
    assert found(repo, runbook(front), "OG501") == []


def test_articles_are_due_by_the_policy_from_the_level_on_at_which_their_gate_asks(repo: Repo) -> None:
    files = article("last_reviewed: 2026-10-01\n")
    assert found(repo, files, "OG501") == []
    message = "last reviewed on 2026-10-01, to be reviewed again by 2026-11-01 (policy `review-every`, 1mo)"
    assert found(repo, files, "OG501", level="product") == overdue(message, "docs/a.md:4:16")
    toml = {"opsgate.toml": 'level = "product"\n[policy]\nreview-every = "2 weeks"\n'}
    message = "last reviewed on 2026-10-01, to be reviewed again by 2026-10-15 (policy `review-every`, 14d)"
    assert found(repo, toml | files, "OG501") == overdue(message, "docs/a.md:4:16")


def test_the_stricter_of_document_and_policy_counts(repo: Repo) -> None:
    message = "last reviewed on 2026-10-20, to be reviewed again by {} ({})"
    for every, until, source in (
        ("1w", "2026-10-27", "`review_every: 1w`"),
        ("1y", "2026-11-20", "policy `review-every`, 1mo"),
    ):
        files = article(f"last_reviewed: 2026-10-20\nreview_every: {every}\n")
        expected = overdue(message.format(until, source), "docs/a.md:4:16")
        assert found(repo, files, "OG501", level="product") == expected


KIND = """\
kind: recipe
title: Recipe
front-matter:
  properties:
    review_every: {type: string, format: duration, default: 6mo}
    tasted: {type: string, format: date, happened: true}
    expires: {type: string, format: date}
    reviews: {$ref: "#/$defs/approvals"}
  required: {product: [last_reviewed]}
sections:
  - id: tastings
    heading: Tastings
    needs:
      - element: table
        columns:
          - {key: day, name: Day, type: date, schema: {happened: true}}
          - {key: next, name: Next, type: date, empty: true}
"""
OWN = {"kinds/recipe.yaml": KIND, "opsgate.toml": 'extend-kinds = ["kinds"]\n'}


def test_a_kind_may_say_how_long_its_reviews_hold(repo: Repo) -> None:
    files = OWN | {"soup.md": "---\nkind: recipe\nlast_reviewed: 2026-04-01\n---\n\n# Soup\n"}
    assert found(repo, files, "OG501") == []
    message = "last reviewed on 2026-04-01, to be reviewed again by 2026-10-01 (a recipe every 6mo)"
    assert found(repo, files, "OG501", level="product") == overdue(message, "soup.md:3:16")
    files |= {"soup.md": "---\nkind: recipe\nlast_reviewed: 2026-04-01\nreview_every: 1y\n---\n\n# Soup\n"}
    assert found(repo, files, "OG501", level="product") == []


def test_without_a_review_the_last_update_counts(repo: Repo) -> None:
    text = "---\nkind: operation-guide\ntitle: T\nlast_updated: 2026-01-10\nreview_every: 3mo\n---\n\n# T\n"
    message = "last updated on 2026-01-10, to be reviewed again by 2026-04-10 (`review_every: 3mo`)"
    assert found(repo, {"g.md": text}, "OG501") == overdue(message, "g.md:4:15")
    reviewed = text.replace("review_every", "last_reviewed: 2026-11-01\nreview_every")
    assert found(repo, {"g.md": reviewed}, "OG501") == []


HAPPENED = "write the day on which it happened, or nothing as long as it has not"


def future(at: str, name: str, day: str) -> str:
    message = f"`{name}` is {day}, a day that has not come yet"
    return f"{at}: warning OG502 future-date: {message} [{HAPPENED}]"


def test_dates_of_what_happened_lie_in_the_past(repo: Repo) -> None:
    front = "tasted: 2027-01-01\nexpires: 2027-01-01\nreviews:\n  - {role: eng, who: kim, date: 2027-01-02}\n"
    table = "## Tastings\n\n| Day | Next |\n|---|---|\n| 2026-01-01 | 2027-03-01 |\n| 2027-02-01 | - |\n"
    files = OWN | {"soup.md": f"---\nkind: recipe\nlast_reviewed: 2062-11-02\n{front}---\n\n# Soup\n\n{table}"}
    assert found(repo, files, "OG502") == [
        future("soup.md:3:16", "last_reviewed", "2062-11-02"),
        future("soup.md:4:9", "tasted", "2027-01-01"),
        future("soup.md:7:33", "reviews.date", "2027-01-02"),
        future("soup.md:17:3", "Day", "2027-02-01"),
    ]


def test_tomorrow_is_no_fault(repo: Repo) -> None:
    files = runbook("last_reviewed: 2026-11-23\n")
    assert found(repo, files, "OG502", "2026-11-22") == []
    assert found(repo, files, "OG502", "2026-11-21") == [future("docs/gate.md:5:16", "last_reviewed", "2026-11-23")]


def test_drills_of_the_future_have_not_passed(repo: Repo) -> None:
    row = "| Asset | Method | Last restore |\n|---|---|---|\n| Accounts | S3 nightly | {} |\n"
    assert found(repo, backup(row.format("2027-01-15 pass")), "OG502") == [
        future("docs/backup.md:12:27", "Last restore test", "2027-01-15")
    ]
    for cell in ("2026-01-15 pass", "-", "2027-01-15", "never"):
        assert found(repo, backup(row.format(cell)), "OG502") == []


@pytest.mark.parametrize("value", ["2026-13-01", "03/04/2062", "soon", "YYYY-MM-DD", "[2062-01-01]", "{a: 2062-01-01}"])
def test_what_is_no_date_is_the_business_of_other_rules(repo: Repo, value: str) -> None:
    assert found(repo, runbook(f"last_reviewed: {value}\n"), "OG502") == []


def test_what_is_announced_may_lie_ahead(repo: Repo) -> None:
    front = (
        "product: Gate\nversion: v1\nstatus: active\neol_date: 2099-12-31\nannounced: 2099-01-01\n"
        "final_update: {version: 1.9.0, date: 2099-06-01}\nendpoints: [{name: a, disabled: 2099-12-31}]\n"
        "comms: [{channel: Mail, planned: 2099-01-01}, {channel: Web, planned: 2026-01-01, sent: 2099-01-02}]\n"
    )
    files = {"end.md": f"---\nkind: eol-plan\ntitle: End\n{front}---\n\n# End\n"}
    assert found(repo, files, "OG502") == [
        future("end.md:8:12", "announced", "2099-01-01"),
        future("end.md:11:89", "comms.sent", "2099-01-02"),
    ]


def test_history_is_not_held_against_it(repo: Repo) -> None:
    assert found(repo, runbook("last_reviewed: 2062-01-01\nstatus: retired\n"), "OG502") == []


BUILT_IN: dict[str, dict[tuple[str, ...], str]] = {
    "eol-plan": {("announced",): "date", ("comms", "*", "sent"): "date"},
    "operation-guide": {("last_updated",): "date"},
    "record": {("date",): "date"},
    "release-checklist": {
        ("approvals", "*", "date"): "date", ("comms", "external", "*", "sent"): "date",
        ("comms", "internal", "*", "sent"): "date", ("rollback", "last_drill"): "drill",
    },
    "telemetry": {("alert_tests", "*", "date"): "date", ("privacy_review", "date"): "date"},
}  # fmt: skip


@pytest.mark.parametrize("name", Kinds().names)
def test_every_kind_says_which_of_its_dates_lie_in_the_past(name: str) -> None:
    kind = Kinds().get(name)
    assert kind is not None
    assert happened(kind) == {("last_reviewed",): "date", **BUILT_IN.get(name, {})}


def plan(front: str = "", **said: str) -> dict[str, str]:
    keys = {"product": "Gate", "version": "v1", "status": "active", "eol_date": "2026-06-30"} | said
    head = "".join(f"{key}: {value}\n" for key, value in keys.items() if value)
    return {"docs/eol/v1.md": f"---\nkind: eol-plan\ntitle: End of Gate v1\n{head}{front}---\n\n# End\n"}


def ended(version: str, at: str = "docs/gate.md:5:10", status: str = "retired", day: str = "2026-06-30") -> list[str]:
    return [
        f"{at}: warning OG504 past-eol: version `{version}` is no longer supported: Gate v1 ended on {day}"
        f" (see docs/eol/v1.md:7:11) [bring it to a version that is supported, or write `status: {status}`]"
    ]


@pytest.mark.parametrize(("as_of", "over"), [("2026-06-29", False), ("2026-06-30", True)])
def test_from_its_last_day_on_nothing_in_force_is_about_a_version(repo: Repo, as_of: str, over: bool) -> None:
    files = plan() | runbook("version: v1.4.2\nproduct: gate\n")
    assert found(repo, files, "OG504", as_of) == ended("v1.4.2") * over


@pytest.mark.parametrize(
    ("front", "hit"),
    [
        ("version: v1.4.2\n", True),
        ("version: v2\n", False),
        ("version: v1.4.2\nproduct: Door\n", False),
        ("version: v1.4.2\nstatus: retired\n", False),
        ("version: v1.4.2\nstatus: draft\n", False),
        ("version: whatever\n", False),
        ("product: Gate\n", False),
    ],
)
def test_only_documents_in_force_about_that_version_are_meant(repo: Repo, front: str, hit: bool) -> None:
    version = front.partition("\n")[0].removeprefix("version: ")
    assert found(repo, plan() | runbook(front), "OG504") == ended(version) * hit


def test_a_document_that_names_no_product_is_meant_only_where_there_is_but_one(repo: Repo) -> None:
    files = plan() | runbook("version: v1.4.2\n")
    assert found(repo, files, "OG504") == ended("v1.4.2")
    assert found(repo, files | article("product: Door\n"), "OG504") == []


@pytest.mark.parametrize("said", [
    {"status": "draft"}, {"status": "retired"}, {"eol_date": "soon"}, {"eol_date": ""}, {"version": ""}, {"product": ""},
])  # fmt: skip
def test_only_a_plan_in_force_ends_a_version(repo: Repo, said: dict[str, str]) -> None:
    assert found(repo, plan(**said) | runbook("version: v1.4.2\nproduct: Gate\n"), "OG504") == []


def test_what_says_nothing_of_support_is_not_meant(repo: Repo) -> None:
    heads = {kind: f"---\nkind: {kind}\ntitle: T\nversion: v1.4\nproduct: Gate\n---\n\n# T\n"
             for kind in ("release-checklist", "record", "operation-guide", "eol-plan")}  # fmt: skip
    assert found(repo, plan() | {f"docs/{kind}.md": text for kind, text in heads.items()}, "OG504") == []


def test_of_two_plans_the_one_that_came_first_is_told(repo: Repo) -> None:
    later = {"docs/eol/v14.md": plan(version="v1.4", eol_date="2026-09-30")["docs/eol/v1.md"]}
    assert found(repo, later | plan() | runbook("version: v1.4.2\n"), "OG504") == ended("v1.4.2")


@pytest.mark.parametrize(
    ("end", "other", "over"),
    [("v1", "v1.4.2", True), ("v1", "v10", False), ("1.2", "v1.2.9", True), ("1.2", "v1.3", False), ("1.2.3", "1.2", False),
     ("1.2.0", "1.2", True), ("v2.0.0-rc.1", "v2.0.0", False), ("v2.0.0-rc.1", "v2.0.0-rc.1", True), ("v2", "v1", False)],
)  # fmt: skip
def test_a_version_stands_for_all_below_it(end: str, other: str, over: bool) -> None:
    first, version = TYPES["version"].parse(end), TYPES["version"].parse(other)
    assert isinstance(first, Version)
    assert isinstance(version, Version)
    assert has_ended(first, version) == over


def test_a_document_may_have_all_of_it(repo: Repo) -> None:
    files = plan() | runbook("version: v1.4\nlast_reviewed: 2026-01-01\nreview_every: 1mo\n", STEPS)
    assert found(repo, files, "OG504") == ended("v1.4")
    message = "last reviewed on 2026-01-01, to be reviewed again by 2026-02-01 (`review_every: 1mo`)"
    assert found(repo, files, "OG501") == overdue(message, "docs/gate.md:6:16")
