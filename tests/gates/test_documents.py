"""Criteria over documents: related gates, releases, findings, status, reviews for a release."""

from pathlib import Path

import pytest

from opsgate.judging.predicates.documents import no_open_findings
from tests.gates.around import ask, here, worst, write
from tests.repo import Repo

RUNBOOK = "---\nkind: runbook\ntitle: Run\nservice: api\nproduct: lamp\n{more}---\n\n# Run\n"
RELEASE = (
    "---\nkind: release-checklist\ntitle: Release\nproduct: {product}\nrelease: {release}\n{more}---\n\n# Release\n"
)
NAMED = "version: v1.2\nrelations: {release-checklist: r.md}\n"


def runbook(
    root: Path, more: str, release: str | None = "v1.2.0", rest: str = "", product: str = "lamp", **options: object
) -> list[str]:
    files = {"docs/a.md": RUNBOOK.format(more=more)}
    if release is not None:
        files["docs/r.md"] = RELEASE.format(release=release, more=rest, product=product)
    return ask(write(root, files), "docs/a.md", "entrance/release-candidate", **options)


@pytest.mark.parametrize("word", ["pass", "passed-with-waivers"])
def test_a_related_checklist_of_the_same_version_that_passes_opens_the_gate(tmp_path: Path, word: str) -> None:
    gates = {"docs/r.md entrance": word}
    assert runbook(tmp_path, NAMED, gates=gates) == [
        f"pass docs/a.md:7:32 the entrance gate of `docs/r.md` is `{word}`"
    ]


@pytest.mark.parametrize(
    ("word", "verdict"), [("fail", "fail"), ("not-due", "fail"), ("not-applicable", "fail"), ("unknown", "unknown")]
)
def test_any_other_word_keeps_it_shut(tmp_path: Path, word: str, verdict: str) -> None:
    assert runbook(tmp_path, NAMED, gates={"docs/r.md entrance": word}) == [
        f"{verdict} docs/a.md:7:32 the entrance gate of `docs/r.md` is `{word}`, expected `pass` [docs/r.md:1:1]"
    ]


PASSES = {"docs/r.md entrance": "pass", "docs/s.md entrance": "pass"}


@pytest.mark.parametrize(
    ("more", "release", "rest", "said"),
    [
        (NAMED, "v1.3.0", "", "fail docs/a.md:6:10 the version is `v1.2`, and `docs/r.md` is of `v1.3.0` [docs/r.md:5:10]"),
        (NAMED, "spring", "", "unknown docs/a.md:6:10 the version is `v1.2`, and `docs/r.md` has `spring`: nobody can compare them [docs/r.md:5:10]"),
        (NAMED, "spring", "version: 1.2.0\n", "pass docs/a.md:7:32 the entrance gate of `docs/r.md` is `pass`"),
        (NAMED, "v1.2.0", "status: withdrawn\n", "fail docs/a.md:7:32 `r.md` has the status `withdrawn` [docs/r.md:6:9]"),
        ("relations: {release-checklist: r.md}\n", "v1.2.0", "", "unknown docs/a.md:1:1 the version is missing, and `docs/r.md` has `v1.2.0`: nobody can compare them [docs/r.md:5:10]"),
        ("version: v1.2\nrelations: {release-checklist: gone.md}\n", "v1.2.0", "", "fail docs/a.md:7:32 `gone.md` leads to no document, expected a release-checklist"),
        ("version: v1.2\nrelations: {release-checklist: a.md}\n", "v1.2.0", "", "fail docs/a.md:7:32 `a.md` is this document itself"),
        ("version: v1.2\nrelations: {release-checklist: 'https://example.com/r'}\n", "v1.2.0", "", "unknown docs/a.md:7:32 `https://example.com/r` lies outside the repository, where no gate is judged"),
    ],
)  # fmt: skip
def test_a_related_checklist_must_be_there_in_force_and_of_this_version(
    tmp_path: Path, more: str, release: str, rest: str, said: str
) -> None:
    assert runbook(tmp_path, more, release, rest, gates=PASSES) == [said]


def test_a_related_document_of_another_kind_or_product_does_not_count(tmp_path: Path) -> None:
    other = runbook(tmp_path, NAMED, product="torch", gates=PASSES)
    assert other == ["fail docs/a.md:5:10 the product is `lamp`, and that of `docs/r.md` is `torch` [docs/r.md:4:10]"]
    write(tmp_path, {"docs/r.md": RUNBOOK.format(more="version: v1.2\n")})
    assert ask(tmp_path, "docs/a.md", "entrance/release-candidate", gates=PASSES) == [
        "fail docs/a.md:7:32 `r.md` is a runbook, expected a release-checklist [docs/r.md:2:7]"
    ]


def test_where_nothing_is_related_the_checklist_of_the_same_version_counts(tmp_path: Path) -> None:
    assert runbook(tmp_path, "version: v1.2\n", gates=PASSES) == [
        "pass docs/a.md:1:1 the entrance gate of `docs/r.md` is `pass`"
    ]
    assert runbook(tmp_path, "version: v1.4\n", gates=PASSES) == [
        "fail docs/a.md:1:1 no `release-checklist` is named, and there is no document of version `v1.4` that is a release-checklist"
    ]


def test_of_two_checklists_of_the_version_both_must_pass(tmp_path: Path) -> None:
    write(tmp_path, {"docs/s.md": RELEASE.format(release="1.2", more="", product="lamp")})
    gates = {"docs/r.md entrance": "pass", "docs/s.md entrance": "fail"}
    assert runbook(tmp_path, "version: v1.2\n", gates=gates) == [
        "pass docs/a.md:1:1 the entrance gate of `docs/r.md` is `pass`",
        "fail docs/a.md:1:1 the entrance gate of `docs/s.md` is `fail`, expected `pass` [docs/s.md:1:1]",
    ]


def test_the_release_in_scope_stands_in_and_must_have_the_version(tmp_path: Path) -> None:
    assert runbook(tmp_path, "version: v1.4\n", gates=PASSES, scope="docs/r.md") == [
        "fail docs/a.md:6:10 the version is `v1.4`, and `docs/r.md` is of `v1.2.0` [docs/r.md:5:10]"
    ]


HOBBY = {"opsgate.toml": 'level = "hobby"\n'}


def test_a_hobby_runbook_without_a_version_needs_one_checklist_that_can_only_be_meant(tmp_path: Path) -> None:
    first = RELEASE.format(release="v1", more="", product="lamp")
    write(tmp_path, {**HOBBY, "docs/a.md": RUNBOOK.format(more=""), "docs/r.md": first})
    assert ask(tmp_path, "docs/a.md", "entrance/release-candidate", gates=PASSES) == [
        "pass docs/a.md:1:1 the entrance gate of `docs/r.md` is `pass`"
    ]
    write(tmp_path, {**HOBBY, "docs/s.md": RELEASE.format(release="v2", more="", product="lamp")})
    assert ask(tmp_path, "docs/a.md", "entrance/release-candidate", gates=PASSES) == [
        "unknown docs/a.md:1:1 no `release-checklist` is named, and 2 documents are a release-checklist [docs/r.md:1:1, docs/s.md:1:1]"
    ]
    write(tmp_path, {**HOBBY, "docs/r.md": "", "docs/s.md": ""})
    assert ask(tmp_path, "docs/a.md", "entrance/release-candidate", gates=PASSES) == [
        "fail docs/a.md:1:1 no `release-checklist` is named, and there is no document that is a release-checklist"
    ]


SERVICE = "---\nkind: service-notes\ntitle: Battery\ncomponent: Battery\n{more}---\n\n# Battery\n"
BILL = "part_number,quantity,status\nBAT-1,1,{status}\nGSK-2,1,released\n"


@pytest.mark.parametrize(
    ("more", "bill", "said"),
    [
        ("relations: {bom: bom.csv}\n", BILL.format(status="Released"), "pass docs/a.md:5:18 all 2 parts of `docs/bom.csv` are released"),
        ("relations: {bom: bom.csv}\n", BILL.format(status="draft"), "fail! docs/a.md:5:18 docs/bom.csv:2: part `BAT-1` has the status `draft`, expected `released`"),
        ("relations: {bom: bom.csv}\n", BILL.format(status=""), "unknown docs/a.md:5:18 docs/bom.csv:2: part `BAT-1` has no status"),
        ("relations: {bom: bom.csv}\n", "part_number,quantity,status\n", "unknown docs/a.md:5:18 `docs/bom.csv` lists no part"),
        ("relations: {bom: bom.csv}\n", "part_number,quantity,status\n,1,released\n", "unknown docs/a.md:5:18 docs/bom.csv:2: the row has no part number"),
        ("relations: {bom: gone.csv}\n", "", "fail docs/a.md:5:18 `docs/gone.csv` does not exist"),
        ("relations: {bom: bom.csv.txt}\n", "", "fail docs/a.md:5:18 `docs/bom.csv.txt` does not exist"),
        ("relations: {bom: 'https://plm.example.com/7'}\n", "", "unknown docs/a.md:5:18 `https://plm.example.com/7` lies outside the repository: nobody can tell whether it is released"),
        ("", "", "unknown docs/a.md:1:1 no `bom` is named"),
    ],
)  # fmt: skip
def test_hardware_is_final_when_every_part_of_the_bill_is_released(
    tmp_path: Path, more: str, bill: str, said: str
) -> None:
    write(tmp_path, {"docs/a.md": SERVICE.format(more=more), "docs/bom.csv": bill})
    assert ask(tmp_path, "docs/a.md", "entrance/hardware-final") == [said]


def test_a_related_document_is_released_by_its_status(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "docs/a.md": SERVICE.format(more="relations: {bom: b.md}\n"),
            "docs/b.md": SERVICE.format(more="status: draft\n"),
        },
    )
    assert ask(tmp_path, "docs/a.md", "entrance/hardware-final") == [
        "fail! docs/a.md:5:18 `b.md` has the status `draft`, expected `approved`, `active`, `released`, `published`, `verified` or `baselined` [docs/b.md:5:9]"
    ]
    write(tmp_path, {"docs/b.md": SERVICE.format(more="status: active\n")})
    assert ask(tmp_path, "docs/a.md", "entrance/hardware-final") == [
        "pass docs/a.md:5:18 `b.md` has the status `active`"
    ]


def test_every_finding_of_the_family_stands_as_shipped(tmp_path: Path) -> None:
    body = "## Start\n\n1. Type [COMMAND_NAME]. <!-- opsgate: ignore OG401 -- shown as it is -->\n"
    write(tmp_path, {"docs/a.md": RUNBOOK.format(more="status: draft\n") + body})
    (line,) = worst(tmp_path, "docs/a.md", "exit/no-tribal-knowledge")
    assert line == "fail docs/a.md:12:9 OG401 placeholder: placeholder `[COMMAND_NAME]` is not filled in"
    write(tmp_path, {"docs/a.md": RUNBOOK.format(more="") + "## Start\n\n1. Type it.\n"})
    assert ask(tmp_path, "docs/a.md", "exit/no-tribal-knowledge") == ["pass - no finding at warning or above"]


def test_a_document_that_cannot_be_read_whole_and_a_rule_that_does_not_exist_are_unknown(tmp_path: Path) -> None:
    write(tmp_path, {"docs/a.md": RUNBOOK.format(more="")})
    about = here(tmp_path, "docs/a.md", "exit/no-tribal-knowledge")
    for options, reason in (
        ({"rules": ["placeholder", "no-such"]}, "there is no rule `no-such` that could find anything"),
        ({"family": "OG9"}, "there is no rule `OG9` that could find anything"),
        ({}, "there is no rule `` that could find anything"),
    ):
        assert [(said.word, said.reason) for said in no_open_findings.run(about, **options)] == [("unknown", reason)]
    about.document.whole = False
    found = list(no_open_findings.run(about, family="OG4"))
    assert [(said.word, said.reason) for said in found] == [("unknown", "the document could not be read whole")]


GUIDE = "---\nkind: operation-guide\ntitle: Guide\nproject: Lamp\n{more}---\n\n# Guide\n"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("status: Verified\n", "pass docs/a.md:5:9 the status is `verified`"),
        ("status: draft\n", "fail docs/a.md:5:9 the status is `draft`, expected `verified` or `baselined`"),
        ("status: [verified]\n", "fail docs/a.md:5:9 no status stands here, expected `verified` or `baselined`"),
        ("", "fail docs/a.md:1:1 no status stands here, expected `verified` or `baselined`"),
    ],
)
def test_the_guide_is_verified_by_its_status(tmp_path: Path, more: str, said: str) -> None:
    write(tmp_path, {"docs/a.md": GUIDE.format(more=more)})
    assert ask(tmp_path, "docs/a.md", "exit/guide-verified") == [said]


ARTICLE = "---\nkind: kb-article\ntitle: Dark\n{more}---\n\n# Dark\n"
NOTHING = "fail docs/a.md:{at} none of `tags`, `search_terms` says anything"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("tags: [battery]\n", "pass docs/a.md:4:7 `tags` is filled in"),
        ("tags: battery\n", "pass docs/a.md:4:7 `tags` is filled in"),
        ("search_terms: [dark]\n", "pass docs/a.md:4:15 `search_terms` is filled in"),
        ("tags: []\n", NOTHING.format(at="4:7")),
        ("tags: [TODO, '[TAG]']\n", NOTHING.format(at="4:7")),
        ("tags: {a: b}\n", NOTHING.format(at="4:7")),
        ("", NOTHING.format(at="1:1")),
    ],
)
def test_an_article_is_findable_by_tags_or_terms(tmp_path: Path, more: str, said: str) -> None:
    write(tmp_path, {"docs/a.md": ARTICLE.format(more=more)})
    assert ask(tmp_path, "docs/a.md", "exit/findable") == [said]


SUITE = b'<testsuite name="unit" tests="1" timestamp="%s"><testcase name="a" classname="b"/></testsuite>'


def updated(root: Path, more: str, *, tested: str = "2026-11-10T08:00:00", kind: str = "backup-dr") -> list[str]:
    write(root, {
        "docs/r.md": RELEASE.format(release="v1.2.0", product="lamp", more="evidence: [unit.xml]\n"),
        "docs/b.md": f"---\nkind: {kind}\ntitle: B\n{more}---\n\n# B\n",
        "unit.xml": SUITE % tested.encode(),
    })  # fmt: skip
    return ask(root, "docs/r.md", "exit/docs-updated")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("version: 1.2\n", "pass docs/r.md:5:10 `docs/b.md` is of version `1.2`"),
        ("last_reviewed: 2026-11-10\n", "pass docs/r.md:5:10 `docs/b.md` was reviewed on 2026-11-10, the tests were run from 2026-11-10 on"),
        ("last_reviewed: 2026-11-09\n", "fail docs/r.md:5:10 `docs/b.md` has no version, the release is `v1.2.0`; its last review is 2026-11-09, the tests were run from 2026-11-10 on [docs/b.md:4:16]"),
        ("last_reviewed: 2026-11-21\n", "fail docs/r.md:5:10 `docs/b.md` has no version, the release is `v1.2.0`; its last review, 2026-11-21, lies in the future [docs/b.md:4:16]"),
        ("version: 1.1\n", "fail docs/r.md:5:10 `docs/b.md` is of version `1.1`, the release is `v1.2.0`; its last review is missing, the tests were run from 2026-11-10 on [docs/b.md:4:10]"),
        ("version: 1.2\nstatus: draft\n", "fail docs/r.md:5:10 `docs/b.md` has the status `draft`, expected one in force [docs/b.md:5:9]"),
        ("version: [1.2\n", "unknown docs/r.md:5:10 `docs/b.md` cannot be read [docs/b.md:1:1]"),
    ],
)  # fmt: skip
def test_documents_carry_the_version_or_were_reviewed_since_the_tests(tmp_path: Path, more: str, said: str) -> None:
    assert updated(tmp_path, more) == [said]


def test_without_a_day_of_the_tests_only_the_version_counts(tmp_path: Path) -> None:
    assert updated(tmp_path, "last_reviewed: 2026-11-15\n", tested="yesterday") == [
        "fail docs/r.md:5:10 `docs/b.md` has no version, the release is `v1.2.0` [docs/b.md:4:16]"
    ]


def test_documents_of_other_products_and_history_are_not_needed_and_none_at_all_is_unknown(tmp_path: Path) -> None:
    none = "unknown docs/r.md:1:1 there is no document of the kinds that block a release: `owners-guide`, `runbook`, `backup-dr`, `versioning-policy` or `operation-guide`"
    assert updated(tmp_path, "product: torch\n") == [none]
    assert updated(tmp_path, "status: retired\n") == [none]
    assert updated(tmp_path, "", kind="telemetry") == [none]


def test_the_engine_judges_a_document_by_its_gate_of_the_release(repo: Repo) -> None:
    repo.write(
        {
            "docs/a.md": RUNBOOK.format(more=NAMED),
            "docs/r.md": RELEASE.format(release="v1.2.0", more="", product="lamp"),
        }
    )
    said = repo.criterion("docs/a.md", "entrance/release-candidate", as_of="2026-11-20")
    assert said == "fail docs/a.md:7:32 the entrance gate of `docs/r.md` is `fail`, expected `pass`"
