"""Criteria over releases and tickets: what is stable, shipped and tagged, which topics are covered and asked less."""

from pathlib import Path

import pytest

from tests.gates.around import ask, write
from tests.repo import Repo

GUIDE = "---\nkind: owners-guide\ntitle: G\nproduct: lamp\n{more}---\n\n# G\n"
RELEASE = "---\nkind: release-checklist\ntitle: R\n{more}---\n\n# R\n"


def stable(root: Path, version: str, release: str = "", **options: object) -> list[str]:
    files = {"docs/g.md": GUIDE.format(more=version)}
    if release:
        files["docs/r.md"] = RELEASE.format(more=release)
    return ask(write(root, files), "docs/g.md", "entrance/features-stable", **options)


@pytest.mark.parametrize(
    ("release", "options", "said"),
    [
        ("release: v1.2\nstatus: published\n", {}, "pass docs/g.md:5:10 `docs/r.md` is published"),
        ("release: v1.2\nstatus: ready\n", {"gates": {"docs/r.md entrance": "pass"}}, "pass docs/g.md:5:10 the entrance gate of `docs/r.md` is `pass`"),
        ("release: v1.2\nstatus: ready\n", {"gates": {"docs/r.md entrance": "fail"}}, "fail docs/g.md:5:10 `1.2.0` is not released, and the entrance gate of `docs/r.md` is `fail` [docs/r.md:1:1]"),
        ("release: v1.2\nstatus: ready\n", {}, "unknown docs/g.md:5:10 `1.2.0` is not released, and the entrance gate of `docs/r.md` is `unknown` [docs/r.md:1:1]"),
        ("release: v1.2\nstatus: withdrawn\n", {}, "unknown docs/g.md:5:10 `1.2.0` is tagged nowhere, and no release-checklist is of that version"),
        ("release: v1.2\nstatus: published\nproduct: torch\n", {}, "unknown docs/g.md:5:10 `1.2.0` is tagged nowhere, and no release-checklist is of that version"),
        ("", {"tags": ("v1.1", "v1.2.0")}, "pass docs/g.md:5:10 the repository has the tag `v1.2.0`"),
        ("", {"tags": ("lamp@1.2",)}, "pass docs/g.md:5:10 the repository has the tag `lamp@1.2`"),
        ("", {"tags": ("torch@1.2", "torch-v1.2.0", "v1.2.0-rc.1")}, "unknown docs/g.md:5:10 `1.2.0` is tagged nowhere, and no release-checklist is of that version"),
        ("", {"tags": None}, "unknown docs/g.md:5:10 `1.2.0` is tagged nowhere, and no release-checklist is of that version"),
        ("", {"shallow": True}, "unknown docs/g.md:5:10 `1.2.0` is tagged nowhere, and no release-checklist is of that version"),
    ],
)  # fmt: skip
def test_features_are_stable_when_the_version_is_released_or_its_checklist_passes(
    tmp_path: Path, release: str, options: dict[str, object], said: str
) -> None:
    assert stable(tmp_path, "version: v1.2.0\n", release, **options) == [said]


def test_a_pre_release_is_not_stable_by_a_tag_of_its_own(tmp_path: Path) -> None:
    release = "release: v2.0.0-rc.1\nstatus: published\n"
    assert stable(tmp_path, "version: 2.0.0-rc.1\n", tags=("v2.0.0-rc.1",)) == [
        "unknown docs/g.md:5:10 `2.0.0-rc.1` is a pre-release, and no release-checklist is of that version"
    ]
    assert stable(tmp_path, "version: 2.0.0-rc.1\n", release, gates={"docs/r.md entrance": "fail"}) == [
        "fail docs/g.md:5:10 `2.0.0-rc.1` is not released, and the entrance gate of `docs/r.md` is `fail` [docs/r.md:1:1]"
    ]


@pytest.mark.parametrize(("version", "shown"), [("", "missing"), ("version: soon\n", "soon")])
def test_without_a_version_nobody_can_tell(tmp_path: Path, version: str, shown: str) -> None:
    (line,) = stable(tmp_path, version)
    assert line.split(" ", 2)[::2] == ["unknown", f"the version is `{shown}`, expected one such as `1.2.0`"]


ARTICLE = "---\nkind: kb-article\ntitle: A\n{more}---\n\n# A\n"


@pytest.mark.parametrize(
    ("release", "options", "said"),
    [
        ("release: v1\nstatus: published\n", {"tags": None}, "pass docs/a.md:1:1 `docs/r.md` is published"),
        ("release: v1\nstatus: ready\n", {"tags": ("v1",)}, "pass docs/a.md:1:1 the repository has the tag `v1`"),
        ("release: v1\nstatus: ready\n", {"tags": ("v1-rc.1", "nightly")}, "fail docs/a.md:1:1 no release checklist is published, and no tag is a version"),
        ("release: v1\nstatus: ready\n", {"tags": None}, "unknown docs/a.md:1:1 no release checklist is published, and git does not say which tags there are"),
        ("release: v1\nstatus: ready\n", {"shallow": True}, "unknown docs/a.md:1:1 no release checklist is published, and this clone may lack tags"),
    ],
)  # fmt: skip
def test_something_was_shipped_when_a_checklist_is_published_or_a_version_tagged(
    tmp_path: Path, release: str, options: dict[str, object], said: str
) -> None:
    write(tmp_path, {"docs/a.md": ARTICLE.format(more=""), "docs/r.md": RELEASE.format(more=release)})
    assert ask(tmp_path, "docs/a.md", "entrance/first-release", **options) == [said]


def test_before_the_first_release_the_knowledge_base_is_not_due(repo: Repo) -> None:
    repo.write({"docs/a.md": ARTICLE.format(more="")}).commit()
    assert repo.criterion("docs/a.md", "entrance/first-release") == (
        "not-due docs/a.md:1:1 no release checklist is published, and no tag is a version"
    )
    assert repo.criterion("docs/a.md", "exit/resolution-written") == (
        "not-due docs/a.md:1:1 its entrance is not due yet"
    )


SHA = "4be1d07a93c2f85e6610b9d2ac7730f1e85d49ca"


@pytest.mark.parametrize(
    ("more", "options", "said"),
    [
        ("", {"tags": ("v1.2",)}, "pass docs/r.md:4:10 there is the tag `v1.2`"),
        ("", {"tags": ("1.2.0",)}, "pass docs/r.md:4:10 there is the tag `1.2.0`"),
        ("", {"tags": ("v1.2-rc.1", "v1.20")}, "fail docs/r.md:4:10 there is no tag `v1.2`"),
        ("", {"tags": None}, "unknown docs/r.md:4:10 git does not say which tags there are"),
        ("", {"shallow": True}, "unknown docs/r.md:4:10 there is no tag `v1.2`"),
        ("commit: 4be1d07\n", {"tags": ("v1.2",), "commits": {"v1.2": SHA}}, "pass docs/r.md:4:10 the tag `v1.2` leads to the commit"),
        ("commit: 5be1d07\n", {"tags": ("v1.2",), "commits": {"v1.2": SHA}}, "fail docs/r.md:5:9 the commit is `5be1d07`, and the tag `v1.2` leads to `4be1d07a93c2` [docs/r.md:4:10]"),
        ("commit: 4be1d07\n", {"tags": ("v1.2",)}, "unknown docs/r.md:4:10 nobody can tell which commit the tag `v1.2` leads to"),
    ],
)  # fmt: skip
def test_the_release_is_tagged_at_its_commit(tmp_path: Path, more: str, options: dict[str, object], said: str) -> None:
    write(tmp_path, {"docs/r.md": RELEASE.format(more=f"release: v1.2\n{more}")})
    assert ask(tmp_path, "docs/r.md", "exit/tagged", **options) == [said]


def test_a_release_without_a_name_has_no_tag_that_could_be_looked_for(tmp_path: Path) -> None:
    write(tmp_path, {"docs/r.md": RELEASE.format(more="")})
    assert ask(tmp_path, "docs/r.md", "exit/tagged") == ["unknown docs/r.md:1:1 no `release` stands here"]


HEAD = "id,opened,topic,severity\n"
TOPIC = "topic: {topic}\nsources: {{tickets: [t.csv]}}\n"


def tickets(*months: tuple[str, int, int]) -> str:
    """So many tickets of a month, of which the first ones are on a topic that is covered."""
    rows = [
        f"{month}-{number},{month}-05,{'Dark’s light' if number < covered else 'Other'},S3\n"
        for month, covered, total in months
        for number in range(total)
    ]
    return HEAD + "".join(rows)


def base(root: Path, csv: str | None, name: str, *, more: str = "", **options: object) -> list[str]:
    files = {"docs/a.md": ARTICLE.format(more=TOPIC.format(topic="dark's LIGHT") + more)}
    if csv is not None:
        files["t.csv"] = csv
    return ask(write(root, files), "docs/a.md", f"exit/{name}", **options)


def test_every_frequent_topic_has_an_article_in_force(tmp_path: Path) -> None:
    csv = tickets(("2026-11", 2, 3))
    assert base(tmp_path, csv, "top-topics-covered") == [
        "pass docs/a.md:4:8 `docs/a.md` covers `Dark’s light`",
        "fail docs/a.md:5:21 1 tickets are on `Other`, and no article in force has that `topic`",
    ]
    assert base(tmp_path, csv, "top-topics-covered", policy={"kb-top-topics": 1}) == [
        "pass docs/a.md:4:8 `docs/a.md` covers `Dark’s light`"
    ]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("draft", "fail docs/a.md:5:21 2 tickets are on `Dark’s light`, and no article in force has that `topic`"),
        ("retired", "unknown docs/a.md:5:20 no export of tickets is named, so nobody knows the topics"),
    ],
)
def test_an_article_that_is_not_in_force_covers_nothing(tmp_path: Path, status: str, said: str) -> None:
    found = base(tmp_path, tickets(("2026-11", 2, 2)), "top-topics-covered", more=f"status: {status}\n")
    assert found == [said]


@pytest.mark.parametrize(
    ("csv", "said"),
    [
        (None, "fail docs/a.md:5:21 `t.csv` does not exist"),
        (HEAD, "unknown docs/a.md:5:21 `t.csv` holds no ticket"),
        (HEAD + "1,2026-11-21,Dark,S1\n", "unknown docs/a.md:5:21 `t.csv` holds no ticket"),
        (HEAD + "1,2026-11-05,,S1\n", "unknown docs/a.md:5:21 no ticket of `t.csv` has a topic"),
        (HEAD + "1,2026-09-30,Dark,S1\n", "unknown docs/a.md:5:21 the newest ticket of `t.csv` is of 2026-09-30, the export is old"),
        (HEAD + "1,soon,Dark,S1\n", "unknown docs/a.md:5:21 1 rows of `t.csv` belong to no period: t.csv:2: opened: `soon` is no date; one such as `2026-11-30` or `2026-11-30T14:05Z` is expected"),
        ("id,opened\n1,2026-11-05\n", "unknown docs/a.md:5:21 `t.csv` has no column with the topic of a ticket"),
    ],
)  # fmt: skip
def test_no_tickets_old_ones_and_ones_without_topic_show_nothing(tmp_path: Path, csv: str | None, said: str) -> None:
    assert base(tmp_path, csv, "top-topics-covered") == [said]


def test_without_an_export_nobody_knows_the_topics(tmp_path: Path) -> None:
    write(tmp_path, {"docs/a.md": ARTICLE.format(more="topic: Dark\n")})
    for name in ("top-topics-covered", "hit-rate-declines"):
        assert ask(tmp_path, "docs/a.md", f"exit/{name}") == [
            "unknown docs/a.md:1:1 no export of tickets is named, so nobody knows the topics"
        ]


def test_the_export_of_the_support_process_counts_too(tmp_path: Path) -> None:
    support = "---\nkind: support-process\ntitle: S\nexternal_users: true\nsla_metrics: t.csv\n---\n\n# S\n"
    write(
        tmp_path,
        {
            "docs/a.md": ARTICLE.format(more="topic: Dark\n"),
            "docs/s.md": support,
            "t.csv": HEAD + "1,2026-11-05,Dim,S1\n",
        },
    )
    assert ask(tmp_path, "docs/a.md", "exit/top-topics-covered") == [
        "fail docs/s.md:5:14 1 tickets are on `Dim`, and no article in force has that `topic`"
    ]


@pytest.mark.parametrize(
    ("months", "as_of", "said"),
    [
        ([("2026-09", 2, 4), ("2026-10", 1, 4)], "2026-11-20", "pass docs/a.md:5:21 of the tickets, 2 of 4 in 2026-09 and 1 of 4 in 2026-10 were on covered topics"),
        ([("2026-09", 2, 4), ("2026-10", 4, 8)], "2026-11-20", "fail docs/a.md:5:21 of the tickets, 2 of 4 in 2026-09 and 4 of 8 in 2026-10 were on covered topics: the share does not fall [docs/a.md:4:8]"),
        ([("2026-09", 0, 4), ("2026-10", 0, 4)], "2026-11-20", "pass docs/a.md:5:21 of the tickets, 0 of 4 in 2026-09 and 0 of 4 in 2026-10 were on covered topics"),
        ([("2026-10", 2, 4), ("2026-11", 1, 4)], "2026-11-20", "unknown docs/a.md:5:21 `t.csv` has tickets of 1 whole months, two are needed to compare"),
        ([("2026-10", 2, 4), ("2026-11", 1, 4)], "2026-11-30", "pass docs/a.md:5:21 of the tickets, 2 of 4 in 2026-10 and 1 of 4 in 2026-11 were on covered topics"),
        ([("2026-07", 2, 4), ("2026-10", 1, 4)], "2026-11-20", "pass docs/a.md:5:21 of the tickets, 2 of 4 in 2026-07 and 1 of 4 in 2026-10 were on covered topics"),
    ],
)  # fmt: skip
def test_the_share_of_covered_topics_falls_from_one_whole_month_to_the_next(
    tmp_path: Path, months: list[tuple[str, int, int]], as_of: str, said: str
) -> None:
    assert base(tmp_path, tickets(*months), "hit-rate-declines", as_of=as_of) == [said]


def test_without_topics_in_articles_no_share_can_be_told(tmp_path: Path) -> None:
    more = "sources: {tickets: [t.csv]}\n"
    write(tmp_path, {"docs/a.md": ARTICLE.format(more=more), "t.csv": tickets(("2026-09", 2, 4), ("2026-10", 1, 4))})
    assert ask(tmp_path, "docs/a.md", "exit/hit-rate-declines") == [
        "unknown docs/a.md:4:21 no article in force has a `topic`"
    ]
