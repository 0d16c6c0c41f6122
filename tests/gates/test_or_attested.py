"""Criteria that a fact decides, and where it is lacking somebody's word; and what the engine does with odd documents."""

from collections.abc import Iterator
from typing import Any

import pytest

from opsgate.judging.here import Here
from opsgate.judging.predicate import predicate
from opsgate.judging.predicates import BY_NAME
from opsgate.judging.said import Said
from tests.gates.desk import say
from tests.gates.small import PAGE, TEXT, Made, criterion, gates, kind, lines, of_page, ok, own
from tests.repo import Repo
from tests.test_cli import run

LIST = """\
---
kind: release-checklist
title: tide v1
release: v1.0.0
status: ready
evidence: [{evidence}]
known_issues: []
rollback: {{plan: "#rollback-plan", target: v0.9.0}}
---

# tide v1

## Release notes

- Faster.

## Rollback plan

1. Go back to v0.9.0.

## Known issues

None known.
"""
CHECKLIST = "docs/v1.md"


@pytest.fixture
def speaking(monkeypatch: pytest.MonkeyPatch) -> list[Said]:
    """What the predicate ``speaking`` says, to be filled by a test."""
    found: list[Said] = []

    @predicate("speaking")
    def said(here: Here) -> Iterator[Said]:
        """It says what a test put there."""
        yield from found

    monkeypatch.setitem(BY_NAME, "speaking", said)
    return found


def page(repo: Repo, level: str = "hobby", config: str = "") -> Repo:
    made: Made = criterion("it", check="speaking", **{"with": {"or-attested": level}})
    return own(repo, exit=[made], config=config)


def test_a_fact_that_holds_needs_no_word(repo: Repo, speaking: list[Said]) -> None:
    speaking.append(Said("pass", "it is so"))

    assert lines(page(repo).gate())[0] == f"exit/it pass {PAGE}:1:1 it is so"


def test_a_lacking_fact_without_a_word_says_both_ways_out(repo: Repo, speaking: list[Said]) -> None:
    speaking.append(Said("unknown", "nobody can tell", next="write it down"))

    verdict = page(repo).gate()

    assert lines(verdict)[0] == f"exit/it unknown {PAGE}:1:1 nobody can tell"
    assert verdict.gates[0].criteria[0].next == f"write it down, or opsgate attest {PAGE} exit/it --by @you"


def test_a_word_stands_for_a_lacking_fact(repo: Repo, speaking: list[Said]) -> None:
    speaking.append(Said("unknown", "nobody can tell"))
    say(page(repo), PAGE, "exit/it")

    verdict = repo.gate()

    assert of_page(verdict)["it"] == "pass"
    assert verdict.gates[0].criteria[0].reason == "@kim said so on 2026-11-20 (claimed)"
    assert verdict.gates[0].criteria[0].by == "@kim"


@pytest.mark.parametrize(
    "red",
    [
        Said("fail", "it is red"),
        Said("fail", "it is red", contradicts=True),
        Said("fail", "it is red", integrity=True),
        Said("fail", "it is red", rule="tests-not-green"),
        Said("stale", "it is old"),
    ],
)
def test_a_word_never_beats_a_red_fact(repo: Repo, speaking: list[Said], red: Said) -> None:
    say(page(repo), PAGE, "exit/it")
    speaking += [Said("unknown", "nobody can tell"), red]

    verdict = repo.gate()

    assert lines(verdict)[0].startswith(f"exit/it {red.word} ")
    assert verdict.verdict == "fail"


def test_a_word_counts_only_up_to_its_level(repo: Repo, speaking: list[Said]) -> None:
    speaking.append(Said("unknown", "nobody can tell", next="write it down"))
    say(page(repo, config='level = "product"\nidentity = "claimed"\n'), PAGE, "exit/it")

    verdict = repo.gate()

    assert lines(verdict)[0] == f"exit/it unknown {PAGE}:1:1 nobody can tell"
    assert verdict.gates[0].criteria[0].next == "write it down"


def test_a_word_whose_text_changed_since_is_stale(repo: Repo, speaking: list[Said]) -> None:
    speaking.append(Said("unknown", "nobody can tell"))
    say(page(repo), PAGE, "exit/it")
    repo.write({PAGE: (repo.root / PAGE).read_text().replace("Some text.", "Another text.")})

    assert of_page(repo.gate())["it"] == "stale"


def test_a_crash_is_lacking_too(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    @predicate("speaking")
    def crash(here: Here) -> Iterator[Said]:
        """It fails of itself."""
        yield from (Said("pass", str(1 // len(item))) for item in [""])

    monkeypatch.setitem(BY_NAME, "speaking", crash)

    assert (
        lines(page(repo).gate())[0]
        == f"exit/it unknown {PAGE}:1:1 the check `speaking` failed: ZeroDivisionError: integer division or modulo by zero"
    )


def checklist(repo: Repo, evidence: str = "", results: str | None = None) -> Repo:
    named = {"evidence/unit.xml": results} if results else {}
    return repo.write({CHECKLIST: LIST.format(evidence=evidence), **named})


GREEN = '<testsuite name="unit" tests="1"><testcase name="starts"/></testsuite>'
RED = '<testsuite name="unit" tests="1" failures="1"><testcase name="starts"><failure/></testcase></testsuite>'


@pytest.mark.parametrize(
    ("evidence", "results", "found"),
    [
        ("", None, f"pass {CHECKLIST}:12:7 @kim said so on 2026-11-20 (claimed)"),
        ("evidence/unit.xml", GREEN, f"pass {CHECKLIST}:6:12 `evidence/unit.xml`: 1 tests ran, none failed"),
        ("evidence/unit.xml", RED, f"fail {CHECKLIST}:6:12 evidence/unit.xml:1: `starts` failed; none may"),
        ("evidence/unit.xml", "<testsuite/>", f"fail {CHECKLIST}:6:12 evidence/unit.xml:1: it holds no test, at least one is expected"),
        ("evidence/unit.xml", None, f"fail {CHECKLIST}:6:12 `evidence/unit.xml` does not exist"),
    ],
)  # fmt: skip
def test_at_hobby_level_a_word_stands_for_test_results_that_nobody_named_and_for_no_red_ones(
    repo: Repo, evidence: str, results: str | None, found: str
) -> None:
    checklist(repo, evidence, results)
    say(repo, CHECKLIST, "entrance/suites-green")

    assert repo.criterion(CHECKLIST, "entrance/suites-green") == found


def test_at_product_level_no_word_stands_for_test_results(repo: Repo) -> None:
    repo.write({"opsgate.toml": 'level = "product"\nidentity = "claimed"\n'})
    say(checklist(repo), CHECKLIST, "entrance/suites-green")

    assert repo.criterion(CHECKLIST, "entrance/suites-green") == (
        f"fail {CHECKLIST}:6:11 `evidence` names no test results (JUnit XML)"
    )


NEXT: dict[str, Any] = {"relations": [{"name": "next", "kinds": ["page"]}]}
LINKED = TEXT.replace("size: 3", "relations: {next: OTHER.md}")


def test_gates_that_ask_for_each_other_in_a_circle_are_unknown(repo: Repo) -> None:
    asks = criterion("next", check="related-gate-passes", **{"with": {"relation": "next", "gate": "exit"}})
    own(repo, exit=[ok(), asks], text=LINKED.replace("OTHER", "other"), **NEXT)
    repo.write({"docs/other.md": LINKED.replace("OTHER", "page")})

    verdict = repo.gate()

    assert gates(verdict) == {"docs/other.md exit": "fail", f"{PAGE} exit": "fail"}
    assert [line for line in lines(verdict) if line.startswith("exit/next ")] == [
        "exit/next fail docs/other.md:5:19 the exit gate of `docs/page.md` is `fail`, expected `pass`",
        "exit/next unknown docs/page.md:5:19 the exit gate of `docs/other.md` is `unknown`, expected `pass`",
    ]


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (TEXT.replace("size: 3", "size: 3\nsize: 4"), "key `size` is written twice"),
        (TEXT.replace("size: 3", "size: [3"), "not valid YAML"),
    ],
)
def test_nothing_passes_in_a_document_whose_front_matter_cannot_be_read(repo: Repo, broken: str, why: str) -> None:
    repo = own(
        repo,
        config='[kinds]\n"docs/*.md" = "page"\n',
        exit=[ok(), criterion("b", require="size(rows) == 0")],
        text=broken,
    )

    verdict = repo.gate()

    assert of_page(verdict) == {"ok": "unknown", "b": "unknown", "complete": "fail"}
    assert any(why in line for line in lines(verdict)), lines(verdict)
    assert verdict.verdict == "fail"


def test_a_document_that_is_too_large_is_unknown_and_shuts(repo: Repo) -> None:
    repo = own(repo, config='[kinds]\n"docs/*.md" = "page"\n', exit=[ok()], text=TEXT + "word " * 2_500_000)

    verdict = repo.gate()

    assert (set(of_page(verdict).values()), verdict.verdict) == ({"unknown"}, "fail")


def test_what_the_world_said_is_in_the_verdict(repo: Repo) -> None:
    (repo.root / ".git").rmdir()
    own(repo, exit=[ok()]).commit("first", day="2026-11-20")

    facts = dict(repo.gate().facts)
    commit = facts.pop('resolve["HEAD"]')

    assert (len(commit), facts) == (40, {'commit_time["HEAD"]': "2026-11-20T12:00:00+00:00", "in_git": True})


def test_a_kind_without_gates_leaves_nothing_to_judge(repo: Repo) -> None:
    files: dict[str, Any] = {"kinds/page.yaml": kind(), PAGE: TEXT, "opsgate.toml": 'extend-kinds = ["kinds"]\n'}

    done = run(repo.write(files), "gate")

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        "opsgate: no document has a gate to judge; start with `opsgate new runbook`, or add `kind:` to a front matter\n"
    )
