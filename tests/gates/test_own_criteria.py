"""Criteria of a project's own kinds: what is wrong with them is said when they are read, and what holds when judged."""

from typing import Any

import pytest

from opsgate.doors.api import setup
from tests.gates.small import PAGE, TEXT, criterion, kind, lines, of_page, ok, own
from tests.repo import Repo, line
from tests.test_cli import run

HEAD = """\
kind: page
statuses: {unfinished: [draft], in-force: [active], history: [retired]}
gates:
  exit:
    statement: It is done.
    criteria:
      - id: it
        asks: It holds.
        decided-by: computed
"""


def faults(repo: Repo, rest: str) -> list[str]:
    """What is said of a kind file whose one criterion ends so (from line 10 on)."""
    repo.write({"opsgate.toml": 'extend-kinds = ["kinds"]\n', "kinds/page.yaml": HEAD + rest, PAGE: TEXT})
    return [line(finding).replace("kinds/page.yaml:", "") for finding in setup(repo.root).findings]


def asks(repo: Repo, require: str, *, meta: str = "size: 3", body: str = "", **made: Any) -> str:
    """What became of a criterion that asks for a condition."""
    own(repo, exit=[criterion("it", require=require)], text=TEXT.replace("size: 3", meta) + body, **made)
    return lines(repo.gate())[0].removeprefix("exit/it ").replace(f" {PAGE}:1:1", "")


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("        check: has-elment\n", "10:16: error OG802 kind-error: there is no check `has-elment`"),
        (
            "        check: has-element\n        with: {elment: image, sections: [body]}\n",
            "11:16: error OG802 kind-error: `has-element`: unknown key `elment`",
        ),
        (
            "        check: has-element\n        with: {sections: [body]}\n",
            "11:9: error OG802 kind-error: `has-element`: `element` is missing",
        ),
        (
            "        check: rows-exist\n        with: {at-least: -1}\n",
            "11:16: error OG802 kind-error: `rows-exist`: `at-least`: `-1` is less than 0",
        ),
        ("        due: ready\n", "7:9: error OG802 kind-error: `it` names no check, so nobody can decide it"),
        (
            "        require: doc.size ==\n",
            "10:18: error OG802 kind-error: Syntax error: it ends too early (line 1, column 12 of it)",
        ),
        (
            "        require: dok.size == 3\n",
            "10:18: error OG802 kind-error: undeclared reference to `dok.size`; known are doc, rows, corpus, now, days() and age() "
            "(line 1, column 4 of it)",
        ),
        ("        require: 'true'\n", "10:18: error OG802 kind-error: `true` asks nothing of the document"),
        ("        require: 1 == 1 || doc.x\n", "10:18: error OG802 kind-error: `1 == 1 || doc.x` asks nothing of the document"),
        ("        require: doc.size + 1\n", "10:18: error OG802 kind-error: the expression gives a number, expected true or false; compare it with something"),
        (
            "        check: require\n        with: {require: dok.size == 3}\n",
            "11:25: error OG802 kind-error: undeclared reference to `dok.size`; known are doc, rows, corpus, now, days() and age() "
            "(line 1, column 4 of it)",
        ),
        ("        check: require\n        with: {require: 'true'}\n", "11:25: error OG802 kind-error: `true` asks nothing of the document"),
        (
            "        check: rows-exist\n        max-age: soon\n",
            "11:18: error OG802 kind-error: `gates.exit.criteria.0.max-age`: `soon` is not a duration",
        ),
    ],
)  # fmt: skip
def test_a_criterion_that_nobody_could_decide_is_a_fault_at_its_line_and_column(
    repo: Repo, rest: str, said: str
) -> None:
    assert faults(repo, rest) == [said]


@pytest.mark.parametrize("command", ["check", "gate", "status"])
def test_every_command_refuses_a_kind_with_such_a_fault(repo: Repo, command: str) -> None:
    faults(repo, "        check: has-elment\n")

    done = run(repo, command)

    assert done.returncode == 2
    assert (done.stdout + done.stderr).splitlines()[:2] == [
        "kinds/page.yaml:10:16: error OG802 kind-error: there is no check `has-elment`",
        "  hint: did you mean `has-element`?",
    ]


def test_a_check_that_is_far_from_any_name_gets_the_list_of_them(repo: Repo) -> None:
    faults(repo, "        check: divination\n")

    hint = setup(repo.root).findings[0].hint

    assert hint.startswith("there are `any-key-filled`, `approvals-complete`, ")


def test_two_faults_are_both_said(repo: Repo) -> None:
    rest = "        check: has-elment\n      - {id: two, asks: It holds., decided-by: computed, require: dok}\n"

    assert [said.partition(":")[0] for said in faults(repo, rest)] == ["10", "11"]


@pytest.mark.parametrize(
    ("require", "said"),
    [
        ("doc.title == 'Page'", "pass `doc.title == 'Page'` is true"),
        ("doc.title != 'Page'", "fail `doc.title != 'Page'` is not true"),
        ("doc.weight > 3", "unknown `doc.weight > 3`: there is no `weight`; ask `has(…)` first if it may be absent"),
        ("!has(doc.weight)", "pass `!has(doc.weight)` is true"),
        ("has(doc.weight)", "fail `has(doc.weight)` is not true"),
        ("corpus.exists(d, d.kind == 'page' && d.path == 'docs/page.md')",
         "pass `corpus.exists(d, d.kind == 'page' && d.path == 'docs/page.md')` is true"),
        ("now == timestamp('2026-11-22T00:00:00Z')", "pass `now == timestamp('2026-11-22T00:00:00Z')` is true"),
        ("1 / (size(corpus) - 1) == 1", "unknown `1 / (size(corpus) - 1) == 1`: the expression has no answer: divide by zero"),
    ],
)  # fmt: skip
def test_a_condition_holds_or_not_or_nobody_can_tell(repo: Repo, require: str, said: str) -> None:
    assert asks(repo, require) == said


@pytest.mark.parametrize(
    ("require", "meta", "word"),
    [
        ("doc.size == 3", "size: 3", "pass"),
        ("doc.size > 3", "size: 3", "fail"),
        ("doc.size > 2", "size: large", "unknown"),
        ("doc.title == '1.10'", "size: 3", "fail"),
        ("doc.level == 'hobby'", "level: hobby", "pass"),
        ("doc.tags[1] == 'b'", "tags: [a, b]", "pass"),
    ],
)
def test_front_matter_has_the_types_of_the_kinds_schema(repo: Repo, require: str, meta: str, word: str) -> None:
    assert asks(repo, require, meta=meta).split(" ")[0] == word


ROWS: dict[str, Any] = {
    "sections": [
        {"id": "body", "heading": "Body", "level": "hobby"},
        {
            "id": "parts", "heading": "Parts", "level": "hobby",
            "needs": [{"element": "table", "level": "hobby", "register": True, "columns": [
                {"key": "name", "name": "Name", "level": "hobby"}, {"key": "mass", "name": "Mass", "level": "hobby"},
            ]}],
        },
    ]
}  # fmt: skip
TABLE = "\n## Parts\n\n| Name | Mass |\n|---|---|\n| Pole | 4 kg |\n| Crank | 1 kg |\n"


@pytest.mark.parametrize(
    ("require", "word"),
    [
        ("rows.all(r, r.mass.endsWith('kg'))", "pass"),
        ("rows.all(r, r.mass == '4 kg')", "fail"),
        ("rows.exists(r, r.name == 'Crank') && size(rows) == 2", "pass"),
        ("rows.all(r, r.colour == 'red')", "unknown"),
    ],
)
def test_rows_of_the_register_are_texts_by_column(repo: Repo, require: str, word: str) -> None:
    assert asks(repo, require, body=TABLE, **ROWS).split(" ")[0] == word


def test_a_condition_over_no_rows_at_all_is_unknown(repo: Repo) -> None:
    empty = TABLE.partition("| Pole")[0]

    assert asks(repo, "rows.all(r, r.mass == '4 kg')", body=empty, **ROWS) == (
        "unknown `rows.all(r, r.mass == '4 kg')`: there are no rows to judge; "
        "if none may be right, say so with `size(rows) == 0 || …`"
    )


def test_an_extension_adds_its_criteria_to_those_of_its_kind(repo: Repo) -> None:
    files = {"kinds/leaf.yaml": "kind: leaf\nextends: page\ngates:\n  exit:\n    statement: Done.\n    criteria:\n"
             "      - {id: more, asks: It says so., decided-by: computed, require: doc.title == 'Leaf'}\n",
             PAGE: TEXT.replace("kind: page", "kind: leaf")}  # fmt: skip
    verdict = own(repo, exit=[ok()], files=files).gate()

    assert of_page(verdict) == {"ok": "pass", "more": "fail", "complete": "pass"}
    assert verdict.gates[0].blocking
    assert verdict.relaxed == ()


def test_an_extension_that_takes_a_criterion_away_is_printed_as_weakened(repo: Repo) -> None:
    files = {"kinds/leaf.yaml": "kind: leaf\nextends: page\nwithout: [criterion/exit/ok]\n",
             PAGE: TEXT.replace("kind: page", "kind: leaf")}  # fmt: skip
    repo = own(repo, exit=[ok(), ok("two")], files=files)

    assert [item.what for item in repo.gate().relaxed] == ["kind `leaf` is weakened: exit gate: criterion `ok` is gone"]
    shown = run(repo, "gate", "--as-of", "2026-11-22").stdout.splitlines()
    assert shown[shown.index("Relaxed, judged all the same") + 1] == (
        "  kind `leaf` is weakened: exit gate: criterion `ok` is gone"
    )


def test_opsgate_kind_shows_all_that_a_criterion_says(repo: Repo) -> None:
    import json  # noqa: PLC0415 - for one test

    made = criterion("it", check="record", **{
        "decided_by": "attested", "with": {"type": "drill"}, "roles": ["qa"], "not-author": True, "max-age": "3mo",
        "excludes": ["body"], "waivable": False, "per": "release", "due": "published",
    })  # fmt: skip
    done = run(own(repo, exit=[made]), "kind", "page", "--format", "json")

    found = json.loads(done.stdout)["gates"]["exit"][0]
    assert {key: found.get(key) for key in (
        "id", "statement", "asks", "decided_by", "level", "due", "per", "roles", "not_author", "max_age", "excludes", "waivable",
    )} == {
        "id": "it", "statement": "It is done.", "asks": "it holds.", "decided_by": "attested", "level": "hobby",
        "due": "published", "per": "release", "roles": ["qa"], "not_author": True, "max_age": "3mo", "excludes": ["body"],
        "waivable": False,
    }  # fmt: skip


def test_kind_files_made_here_have_no_fault(repo: Repo) -> None:
    repo.write({"opsgate.toml": 'extend-kinds = ["kinds"]\n', "kinds/page.yaml": kind(exit=[ok()], **ROWS)})
    assert setup(repo.root).findings == ()
