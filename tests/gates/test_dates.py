"""Criteria over dates: notice periods, messages, the end of support, reviews."""

from pathlib import Path

import pytest

from tests.gates.around import ask, write

PLAN = "---\nkind: eol-plan\ntitle: End\n{more}---\n\n# End\n"


def plan(root: Path, more: str, name: str, **options: object) -> list[str]:
    return ask(write(root, {"docs/e.md": PLAN.format(more=more)}), "docs/e.md", f"exit/{name}", **options)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("announced: 2026-09-01\neol_date: 2026-11-30\n", "pass docs/e.md:4:12 `announced`, 2026-09-01, comes before `eol_date`, 2026-11-30"),
        ("announced: 2026-09-01\neol_date: 2026-11-29\n", "fail docs/e.md:4:12 `announced` is 2026-09-01, expected at least `90d` before `eol_date`, 2026-11-29 (policy `eol-notice`) [docs/e.md:5:11]"),
        ("announced: 2026-11-21\neol_date: 2027-11-29\n", "fail docs/e.md:4:12 `announced` is 2026-11-21, which has not come yet"),
        ("announced: 01/09/2026\neol_date: 2027-11-29\n", "unknown docs/e.md:4:12 `announced` is `01/09/2026`, expected a date"),
        ("announced: [2026-09-01]\neol_date: 2027-11-29\n", "unknown docs/e.md:4:12 `announced` is no date, expected a date"),
        ("eol_date: 2026-11-30\n", "unknown docs/e.md:1:1 `announced` is missing, expected a date"),
        ("announced: 2026-09-01\n", "unknown docs/e.md:1:1 `eol_date` is missing, expected a date"),
    ],
)  # fmt: skip
def test_users_are_told_the_notice_period_before_the_end(tmp_path: Path, more: str, said: str) -> None:
    assert plan(tmp_path, more, "announced-in-time") == [said]


def test_the_notice_period_is_that_of_the_policy_and_counts_calendar_months(tmp_path: Path) -> None:
    more = "announced: 2026-08-31\neol_date: 2027-02-28\n"
    assert plan(tmp_path, more, "announced-in-time", policy={"eol-notice": "6mo"}) == [
        "pass docs/e.md:4:12 `announced`, 2026-08-31, comes before `eol_date`, 2027-02-28"
    ]
    assert plan(tmp_path, more, "announced-in-time", policy={"eol-notice": "soon"}) == [
        "unknown docs/e.md:4:12 the policy has no duration `eol-notice`"
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("final_update: {version: '1.3', date: 2026-11-30}\neol_date: 2026-11-30\n", "pass docs/e.md:4:38 `final_update.date`, 2026-11-30, comes before `eol_date`, 2026-11-30"),
        ("final_update: {version: '1.3', date: 2026-12-01}\neol_date: 2026-11-30\n", "fail docs/e.md:4:38 `final_update.date` is 2026-12-01, expected no later than `eol_date`, 2026-11-30 [docs/e.md:5:11]"),
        ("final_update: '1.3'\neol_date: 2026-11-30\n", "unknown docs/e.md:4:15 `final_update.date` is missing, expected a date"),
        ("eol_date: 2026-11-30\n", "unknown docs/e.md:1:1 `final_update.date` is missing, expected a date"),
    ],
)  # fmt: skip
def test_the_final_update_comes_no_later_than_the_end(tmp_path: Path, more: str, said: str) -> None:
    assert plan(tmp_path, more, "final-update-in-time") == [said]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("endpoints:\n- {name: a, disabled: 2027-01-01}\n- {name: b, disabled: 2026-12-30}\n", [
            "pass docs/e.md:4:11 `eol_date`, 2026-12-31, comes before `endpoints.disabled`, 2027-01-01",
            "fail docs/e.md:4:11 `eol_date` is 2026-12-31, expected no later than `endpoints.disabled`, 2026-12-30 [docs/e.md:7:23]",
        ]),
        ("endpoints:\n- {name: a}\n- b\n", [
            "unknown docs/e.md:6:3 `endpoints.disabled` is missing, expected a date",
            "unknown docs/e.md:7:3 `endpoints.disabled` is missing, expected a date",
        ]),
        ("endpoints: later\n", ["unknown docs/e.md:5:12 `endpoints.disabled` is missing, expected a date"]),
        ("endpoints: []\n", ["not-applicable docs/e.md:5:12 `endpoints.disabled` lists nothing"]),
        ("", ["not-applicable docs/e.md:1:1 `endpoints.disabled` lists nothing"]),
    ],
)  # fmt: skip
def test_no_endpoint_goes_before_the_end(tmp_path: Path, more: str, said: list[str]) -> None:
    assert plan(tmp_path, f"eol_date: 2026-12-31\n{more}", "endpoints-after-end") == said


SENT = "{channel: Email, planned: 2026-11-01, sent: 2026-11-02}"


@pytest.mark.parametrize(
    ("comms", "said"),
    [
        (f"[{SENT}]", ["pass docs/e.md:4:53 the message by Email was sent on 2026-11-02"]),
        (f"[{SENT}, {{channel: Site, planned: 2026-11-21}}]", ["pass docs/e.md:4:53 the message by Email was sent on 2026-11-02"]),
        ("[{channel: Site, planned: 2026-11-20}]", [
            "fail docs/e.md:4:9 the message by Site was planned for 2026-11-20 and is not sent [docs/e.md:4:34]",
            "fail docs/e.md:4:8 none of the 1 messages in `comms` was sent",
        ]),
        ("[{channel: Site, planned: 2026-11-21}]", ["fail docs/e.md:4:8 none of the 1 messages in `comms` was sent"]),
        ("[{channel: Site, planned: 2026-11-01, sent: 2026-11-21}]", [
            "fail docs/e.md:4:52 the message by Site was sent on 2026-11-21, which has not come yet",
            "fail docs/e.md:4:8 none of the 1 messages in `comms` was sent",
        ]),
        ("[{channel: Site, planned: soon}]", [
            "unknown docs/e.md:4:34 `planned` is `soon`, expected a date",
            "fail docs/e.md:4:8 none of the 1 messages in `comms` was sent",
        ]),
        ("[{channel: Site, planned: 2026-11-01, sent: TBD}]", [
            "unknown docs/e.md:4:52 `sent` is `TBD`, expected a date",
            "fail docs/e.md:4:8 none of the 1 messages in `comms` was sent",
        ]),
        ("[]", ["fail docs/e.md:4:8 `comms` lists no message"]),
        ("Email", ["fail docs/e.md:4:8 `comms` lists no message"]),
        ("[Email]", ["fail docs/e.md:4:9 the message by no channel was not sent", "fail docs/e.md:4:8 none of the 1 messages in `comms` was sent"]),
    ],
)  # fmt: skip
def test_every_message_planned_up_to_today_went_out(tmp_path: Path, comms: str, said: list[str]) -> None:
    assert plan(tmp_path, f"comms: {comms}\n", "comms-sent") == said


def test_a_release_tells_everybody_inside_and_outside(tmp_path: Path) -> None:
    comms = "comms:\n  internal: [{channel: Chat, sent: 2026-11-19}]\n  external: [{channel: Mail}]\n"
    write(tmp_path, {"docs/r.md": f"---\nkind: release-checklist\ntitle: R\nrelease: v1\n{comms}---\n\n# R\n"})
    assert ask(tmp_path, "docs/r.md", "exit/comms-sent") == [
        "pass docs/r.md:6:36 the message by Chat was sent on 2026-11-19",
        "fail docs/r.md:7:14 the message by Mail was not sent",
    ]


ENDED = "product: lamp\nversion: v1\neol_date: 2026-11-20\n"


def other(more: str, kind: str = "owners-guide") -> str:
    return f"---\nkind: {kind}\ntitle: G\n{more}---\n\n# G\n"


def test_before_the_end_the_question_does_not_arise(tmp_path: Path) -> None:
    write(tmp_path, {"docs/g.md": other("product: lamp\nversion: 1.9.3\n")})
    assert plan(tmp_path, ENDED, "not-presented-as-supported", as_of="2026-11-19") == [
        "not-applicable docs/e.md:6:11 the version is supported until 2026-11-20"
    ]


@pytest.mark.parametrize("version", ["1.9.3", "v1", "1"])
def test_from_the_end_on_a_document_in_force_of_the_version_fails(tmp_path: Path, version: str) -> None:
    write(tmp_path, {"docs/g.md": other(f"product: Lamp\nversion: {version}\n")})
    assert plan(tmp_path, ENDED, "not-presented-as-supported") == [
        f"fail docs/e.md:5:10 `1` ended on 2026-11-20, and `docs/g.md` of version `{version}` is in force [docs/g.md:5:10, docs/e.md:6:11]"
    ]


@pytest.mark.parametrize(
    "guide",
    [
        other("product: lamp\nversion: v2.0.1\n"),
        other("product: torch\nversion: v1\n"),
        other("product: lamp\nversion: v1\nstatus: retired\n"),
        other("product: lamp\nversion: v1\nstatus: draft\n"),
        other("product: lamp\nrelease: v1\nversion: v1\nstatus: published\n", "release-checklist"),
        other("product: lamp\nversion: '1.0'\n", "operation-guide"),
    ],
)
def test_other_versions_products_history_and_old_releases_present_nothing(tmp_path: Path, guide: str) -> None:
    write(tmp_path, {"docs/g.md": guide})
    assert plan(tmp_path, ENDED, "not-presented-as-supported") == [
        "pass docs/e.md:6:11 no other document in force is of `1`, which ended on 2026-11-20"
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("eol_date: 2026-11-20\nversion: v1\n", "unknown docs/e.md:1:1 the product that ended is `missing`"),
        ("eol_date: 2026-11-20\nproduct: lamp\n", "unknown docs/e.md:1:1 the version that ended is `missing`"),
        ("product: lamp\nversion: v1\n", "unknown docs/e.md:1:1 `eol_date` is missing, expected a date"),
    ],
)
def test_nobody_can_tell_without_day_product_and_version(tmp_path: Path, more: str, said: str) -> None:
    assert plan(tmp_path, more, "not-presented-as-supported") == [said]


ARTICLE = "---\nkind: kb-article\ntitle: Dark\n{more}---\n\n# Dark\n"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("last_reviewed: 2026-10-20\n", ["pass docs/a.md:4:16 the last review was on 2026-10-20"]),
        ("last_reviewed: 2026-10-19\n", ["fail docs/a.md:4:16 the last review was on 2026-10-19, longer ago than 1mo (`review-every`)"]),
        ("last_reviewed: 2026-11-21\n", ["fail docs/a.md:4:16 the last review, 2026-11-21, lies in the future"]),
        ("last_reviewed: lately\n", ["unknown docs/a.md:4:16 `last_reviewed` is `lately`, expected a date"]),
        ("", ["fail docs/a.md:1:1 nothing says when this was last reviewed"]),
        ("last_reviewed: 2026-11-01\nreview_every: 2w\n", ["fail docs/a.md:4:16 the last review was on 2026-11-01, longer ago than 14d (`review_every`)"]),
        ("last_reviewed: 2026-11-19\nreview_every: 30d\n", ["pass docs/a.md:4:16 the last review was on 2026-11-19"]),
        ("last_reviewed: 2026-11-19\nreview_every: 1y\n", [
            "fail docs/a.md:5:15 `review_every` is `1y`, longer than the policy allows (`review-every`, 1mo)",
            "pass docs/a.md:4:16 the last review was on 2026-11-19",
        ]),
        ("last_reviewed: 2026-11-19\nreview_every: often\n", [
            "unknown docs/a.md:5:15 `review_every` is `often`, expected a duration",
            "pass docs/a.md:4:16 the last review was on 2026-11-19",
        ]),
        ("status: retired\n", ["not-applicable docs/a.md:4:9 the status is `retired`"]),
    ],
)  # fmt: skip
def test_an_article_is_reviewed_within_the_stricter_of_both_limits(tmp_path: Path, more: str, said: list[str]) -> None:
    write(tmp_path, {"docs/a.md": ARTICLE.format(more=more)})
    assert ask(tmp_path, "docs/a.md", "exit/reviewed-recently") == said


def test_a_month_is_a_calendar_month(tmp_path: Path) -> None:
    write(tmp_path, {"docs/a.md": ARTICLE.format(more="last_reviewed: 2026-01-31\n")})
    assert ask(tmp_path, "docs/a.md", "exit/reviewed-recently", as_of="2026-02-28") == [
        "pass docs/a.md:4:16 the last review was on 2026-01-31"
    ]
    assert ask(tmp_path, "docs/a.md", "exit/reviewed-recently", as_of="2026-03-01")[0].startswith("fail ")


def test_the_policy_may_be_laxer_or_stricter_than_a_month(tmp_path: Path) -> None:
    write(tmp_path, {"docs/a.md": ARTICLE.format(more="last_reviewed: 2026-09-01\n")})
    options = {"name": "exit/reviewed-recently", "document": "docs/a.md"}
    assert ask(tmp_path, **options, policy={"review-every": "3mo"}) == [
        "pass docs/a.md:4:16 the last review was on 2026-09-01"
    ]
    assert ask(tmp_path, **options, policy={"review-every": "now"}) == [
        "unknown docs/a.md:1:1 the policy has no duration `review-every`"
    ]
