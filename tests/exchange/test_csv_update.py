"""Rows of documents that exist: a change of what the file says otherwise, and of nothing else."""

from pathlib import Path

import pytest

from opsgate.doors.project import setup
from opsgate.edges.exchange.csv.importing import Wish
from opsgate.edges.exchange.csv.kept import Kept, kept_in
from opsgate.knowing.corpus import Reader
from opsgate.knowing.subject import Subject
from opsgate.words.errors import OpsgateError
from opsgate.words.text import Text
from tests.exchange.csvcase import KINDS, cells, export_of, imported, subject

KB = KINDS["kb-article"]
ARTICLE = """---
# what the front desk reads
kind:   kb-article
topic: 'No boot'   # as tickets say
title: It does not start
status: active
owner: "@sam"
tags: [power]
---

# It does not start

Some words of our own.

##  Problem

The   lamp stays *dark*.

### Where

In the hall.

## Our own heading

Kept as it is.

## Resolution

1. Press it.
"""
BACKUP = KINDS["backup-dr"]
REGISTER = """---
kind: backup-dr
title: Backups
status: active
---

# Backups

## Assets

Text before.

| Owner |  Asset  | Method and schedule | Our own |
|:--|---|---|--:|
| @sam  |   Configs   | S3 nightly | x |
| @kim | Photos |  | y |

Text after.
"""


def changed(text: str, rows: str) -> str:
    """The article after an import."""
    (made,) = imported(KB, rows, [subject(KB, "docs/kb/a.md", text)]).made
    assert made.old == text
    assert made.path == "docs/kb/a.md"
    return made.text


def test_only_the_cell_that_differs_changes() -> None:
    assert changed(ARTICLE, "Topic,Owner,Problem\nNo boot,@kim,\n") == ARTICLE.replace('"@sam"', '"@kim"')
    assert changed(ARTICLE, "Topic,Problem\nNo boot,It is dark.\n") == ARTICLE.replace(
        "The   lamp stays *dark*.\n\n### Where\n\nIn the hall.\n", "It is dark.\n"
    )
    assert changed(ARTICLE, "Topic,Last Reviewed\nNo boot,2026-11-01\n") == ARTICLE.replace(
        "tags: [power]\n", "tags: [power]\nlast_reviewed: 2026-11-01\n"
    )


def test_an_empty_cell_deletes_nothing() -> None:
    assert changed(ARTICLE, "Topic,Problem,Resolution,Owner\nNo boot,,,\n") == ARTICLE


def test_what_the_document_says_already_is_no_change() -> None:
    document = subject(KB, "docs/kb/a.md", ARTICLE)
    assert export_of(KB, [document]) == (
        "Topic,Problem,Resolution,Media,Related,Last Reviewed,Owner\n"
        'No boot,"The   lamp stays *dark*.\n\n### Where\n\nIn the hall.",1. Press it.,,,,\'@sam\n'
    )
    assert changed(ARTICLE, export_of(KB, [document])) == ARTICLE


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_stay(end: str, mark: str) -> None:
    text = mark + ARTICLE.replace("\n", end)
    new = changed(text, 'Topic,Problem\nNo boot,"one\n\ntwo"\n')
    assert new == mark + ARTICLE.replace(
        "The   lamp stays *dark*.\n\n### Where\n\nIn the hall.\n", "one\n\ntwo\n"
    ).replace("\n", end)


def test_a_missing_section_is_made_where_the_kind_has_it() -> None:
    without = ARTICLE.replace("##  Problem\n\nThe   lamp stays *dark*.\n\n### Where\n\nIn the hall.\n\n", "")
    assert changed(without, "Topic,Problem\nNo boot,It is dark.\n") == without.replace(
        "## Resolution", "## Problem\n\nIt is dark.\n\n## Resolution"
    )


def test_a_heading_that_stands_deeper_takes_no_heading_that_ends_it() -> None:
    deep = ARTICLE.replace("##  Problem", "### Problem").replace("### Where", "#### Where")
    new = changed(deep, 'Topic,Problem\nNo boot,"### One\n\nx"\n')
    assert "### Problem\n\n#### One\n\nx\n\n## Our own heading" in new
    assert changed(new, 'Topic,Problem\nNo boot,"### One\n\nx"\n') == new


def test_a_cell_that_is_no_value_is_kept_and_goes_when_it_is_mended() -> None:
    (made,) = imported(KB, "Topic,Last Reviewed\nNo boot,soon\n", [subject(KB, "docs/kb/a.md", ARTICLE)]).made
    assert made.text == ARTICLE + (
        "\n<!-- kept by opsgate import: cells that have no other place here\n"
        '{"column": "Last Reviewed", "cell": "soon"}\n-->\n'
    )
    assert [str(problem) for problem in made.problems] == [
        "rows.csv:2: “Last Reviewed”: `last_reviewed`: `soon` is not a date in ISO form; the cell is kept in a comment"
    ]
    again = changed(made.text, "Topic,Last Reviewed\nNo boot,soon\n")
    assert again == made.text
    mended = changed(made.text, "Topic,Last Reviewed\nNo boot,2026-11-01\n")
    assert mended == ARTICLE.replace("tags: [power]\n", "tags: [power]\nlast_reviewed: 2026-11-01\n")


def test_a_bad_value_does_not_replace_a_good_one() -> None:
    release = KINDS["release-checklist"]
    text = "---\nkind: release-checklist\nrelease: v1\nrollback: {target: v0.9}\n---\n\n# v1\n\n## Rollback plan\n\n1. Go.\n"
    (made,) = imported(release, "Release,Rollback\nv1,call somebody\n", [subject(release, "docs/r.md", text)]).made
    assert made.text.startswith(text)
    assert kept_in(subject(release, "docs/r.md", made.text).document) == (Kept("Rollback", "call somebody"),)
    assert [str(problem) for problem in made.problems] == [
        "rows.csv:2: “Rollback”: the document says `Revert to v0.9`, and this is no value of it; "
        "the cell is kept in a comment"
    ]


def test_approvals_that_were_given_cannot_be_changed_by_a_cell() -> None:
    release = KINDS["release-checklist"]
    text = "---\nkind: release-checklist\nrelease: v1\napprovals:\n  - {role: qa, who: '@noor', date: 2026-11-01}\n---\n\n# v1\n"
    document = subject(release, "docs/r.md", text)
    (same,) = imported(release, "Release,Approvals\nv1,QA\n", [document]).made
    assert same.text.startswith(text)
    forged = '"[{""role"": ""eng"", ""who"": ""@sam"", ""date"": ""2026-11-01""}]"'
    (made,) = imported(release, f"Release,Approvals\nv1,{forged}\n", [document]).made
    assert made.text.startswith(text)
    (new,) = imported(release, f"Release,Approvals\nv2,{forged}\n").made
    assert "approvals:" not in new.text.split("# Release", 1)[0]


def test_of_approvals_only_the_roles_leave_and_come_back() -> None:
    release = KINDS["release-checklist"]
    text = imported(release, "Release,Approvals\nv1,Eng/QA\n").made[0].text
    given = text.replace('"[WHO]"', '"@noor"', 1).replace('"[DATE]"', "2026-11-01", 1)
    document = subject(release, "docs/r.md", given)
    assert cells(export_of(release, [document]))[1] == ["v1", *[""] * 6, "Eng/QA", "draft"]
    (made,) = imported(release, export_of(release, [document]), [document]).made
    assert (made.text, made.kept, made.problems) == (given, (), ())


def test_rows_of_a_register_change_cell_by_cell_and_further_rows_follow() -> None:
    rows = "Asset,Method,Owner,Retention\nConfigs,S3 hourly,@sam,30d\nPhotos,by hand weekly,,\nMail|s,,@kim,\n"
    (made,) = imported(BACKUP, rows, [subject(BACKUP, "docs/backup-dr.md", REGISTER)]).made
    assert made.text == REGISTER.replace("S3 nightly", "S3 hourly").replace(
        "| Photos |  | y |", "| Photos | by hand weekly | y |\n| @kim | Mail\\|s |  |  |"
    ) + (
        "\n<!-- kept by opsgate import: cells that have no other place here\n"
        '{"row": ["configs"], "column": "Retention", "cell": "30d"}\n-->\n'
    )
    assert [(str(problem), problem.hint) for problem in made.problems] == [
        ("rows.csv:2: the register has no column “Retention”; the cell is kept in a comment", "add it to the table")
    ]


def test_rows_in_a_file_beside_the_document_change_there() -> None:
    text = "---\nkind: backup-dr\ntitle: Backups\nrows: assets.csv\n---\n\n# Backups\n\n## Assets\n\nIn the file.\n"
    document = subject(BACKUP, "docs/backup-dr.md", text)
    beside = 'Asset;Method;Owner\r\n"Configs";S3 nightly;@sam\r\nPhotos;;@kim'
    document.beside = {"docs/assets.csv": Text(beside)}
    rows = 'Asset,Method,Owner\nConfigs,"S3 hourly; twice",@sam\nMail,"pg_dump, daily",@ines\n'
    made = imported(BACKUP, rows, [document]).made
    assert [(each.path, each.text) for each in made] == [
        ("docs/backup-dr.md", text),
        ("docs/assets.csv", beside.replace("S3 nightly", '"S3 hourly; twice"') + "\r\nMail;pg_dump, daily;@ines\r\n"),
    ]


def test_two_registers_need_to_be_told_apart() -> None:
    found = [subject(BACKUP, path, REGISTER) for path in ("docs/a.md", "docs/b.md")]
    with pytest.raises(OpsgateError) as caught:
        imported(BACKUP, "Asset,Owner\nConfigs,@kim\n", found)
    assert str(caught.value) == "there is more than one backup-dr: docs/a.md, docs/b.md; say which with --to"


def test_rows_with_one_key_are_reported_and_nothing_is_guessed() -> None:
    batch = imported(KB, "Topic,Owner\nA,@sam\na,@kim\nB,@ines\n")
    assert [made.path for made in batch.made if made.path] == ["docs/kb/a.md", "docs/kb/b.md"]
    assert [str(problem) for problem in batch.problems] == [
        "rows.csv:3: the row has the same key as that on line 2; it is left out"
    ]
    twice = [subject(KB, path, ARTICLE) for path in ("docs/kb/a.md", "docs/kb/b.md")]
    batch = imported(KB, "Topic,Owner\nNo boot,@kim\n", twice)
    assert [str(problem) for problem in batch.problems] == [
        "rows.csv:2: more than one document has the row's key: docs/kb/a.md, docs/kb/b.md; it is left out"
    ]


def test_another_key_is_taken_by_name() -> None:
    document = subject(KB, "docs/kb/a.md", ARTICLE)
    wish = Wish(existing=[document], key=("title",))
    batch = imported(KB, "Title,Topic\nIt does not start,Black screen\n", wish=wish)
    assert [made.text for made in batch.made] == [ARTICLE.replace("'No boot'", "Black screen")]
    with pytest.raises(OpsgateError, match="there is no column “Owner” to tell rows apart by"):
        imported(KB, "Topic\nx\n", wish=Wish(key=("Owner",)))


def test_a_runbook_is_found_again_by_its_title() -> None:
    runbook = KINDS["runbook"]
    text = "---\nkind: runbook\ntitle: Deploy v1.2\nversion: v1.1\n---\n\n# Deploy\n\n## Procedures\n\nOther words.\n"
    (made,) = imported(runbook, "Procedure,Version\nDeploy v1.2,v1.2\n", [subject(runbook, "docs/r.md", text)]).made
    assert made.text == text.replace("version: v1.1", "version: v1.2").replace("Other words.", "Deploy v1.2")


@pytest.mark.parametrize("example", ["lantern", "hobby"])
@pytest.mark.parametrize("name", KINDS)
def test_documents_that_people_wrote_are_unchanged_by_their_own_export(example: str, name: str) -> None:
    project = setup(Path(__file__).parents[2] / "examples" / example)
    reader = Reader(project.config, project.kinds)
    found = [reader.subject(reader.document(path)) for path in reader.paths()]
    kind = KINDS[name]
    documents = [each for each in found if isinstance(each, Subject) and each.kind.name == name]
    batch = imported(kind, export_of(kind, documents), documents)
    assert documents
    assert [(made.path, made.text) for made in batch.made] == [
        (each.path, each.document.text.raw) for each in documents
    ]
    assert batch.problems == ()
