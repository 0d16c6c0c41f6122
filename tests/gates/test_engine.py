"""The engine of gates: words of criteria, of gates and of the run, what is due when, and what is decided once."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from opsgate.judging.here import Here
from opsgate.judging.predicate import predicate
from opsgate.judging.predicates import BY_NAME
from opsgate.judging.said import Said
from opsgate.words.errors import NothingChecked
from tests.gates.small import PAGE, TEXT, criterion, dunno, gates, kind, lines, no, of_page, ok, own, word, words
from tests.repo import Repo

SECOND = TEXT.replace("title: Page\n", "title: Second\n").replace("# Page", "# Second")


@pytest.mark.parametrize(
    ("exit", "found", "gate", "run"),
    [
        ([ok()], {"ok": "pass"}, "pass", "pass"),
        ([ok(), no()], {"ok": "pass", "no": "fail"}, "fail", "fail"),
        ([ok(), dunno()], {"ok": "pass", "dunno": "unknown"}, "fail", "fail"),
        ([ok(), word()], {"ok": "pass", "word": "not-attested"}, "fail", "fail"),
        ([ok(), no("late", due="published")], {"ok": "pass", "late": "not-due"}, "pass", "pass"),
        ([no("high", level="product"), ok()], {"ok": "pass"}, "pass", "pass"),
    ],
)
def test_a_gate_passes_when_one_criterion_passes_and_none_is_bad(
    repo: Repo, exit: list[Any], found: dict[str, str], gate: str, run: str
) -> None:
    verdict = own(repo, exit=exit).gate()

    assert of_page(verdict) == {**found, "complete": "pass"}
    assert gates(verdict) == {f"{PAGE} exit": gate}
    assert verdict.verdict == run


def test_each_criterion_says_where_and_why(repo: Repo) -> None:
    repo = own(repo, exit=[ok(), no(), dunno(), word(), ok("late", due="published")])

    assert lines(repo.gate()) == [
        f"exit/ok pass {PAGE}:1:1 `doc.title == 'Page'` is true",
        f"exit/no fail {PAGE}:1:1 `doc.title == 'Other'` is not true",
        f"exit/dunno unknown {PAGE}:1:1 `doc.weight == 'much'`: there is no `weight`; ask `has(…)` first if it may be absent",
        f"exit/word not-attested {PAGE}:1:1 nobody has said so yet",
        f"exit/late not-due {PAGE}:1:1 asked after the release, with `--published`",
        f"exit/complete pass {PAGE}:1:1 no finding at error",
    ]


def test_an_open_criterion_says_what_to_do_next(repo: Repo) -> None:
    verdict = own(repo, exit=[no(), dunno(), word()]).gate()

    assert {decided.criterion.id: decided.next for decided in verdict.gates[0].criteria} == {
        "no": "no holds.",
        "dunno": "mend the document, or the expression in the kind file",
        "word": f"opsgate attest {PAGE} exit/word --by @you",
        "complete": "",
    }


def test_the_gate_before_a_release_judges_what_is_due_ready_and_published_judges_the_rest(repo: Repo) -> None:
    repo = own(repo, exit=[ok(), no("late", due="published")])

    before, after = repo.gate(), repo.gate(published=True)

    assert (before.verdict, of_page(before)["late"], before.published) == ("pass", "not-due", False)
    assert (after.verdict, of_page(after)["late"], after.published) == ("fail", "fail", True)


def test_a_level_asks_for_its_own_criteria_and_those_below(repo: Repo) -> None:
    repo = own(repo, config='level = "product"\n', exit=[ok(), no("high", level="product")])

    assert of_page(repo.gate()) == {"ok": "pass", "high": "fail", "complete": "pass"}


def test_every_exit_gate_asks_that_the_document_is_complete_and_no_entrance_does(repo: Repo) -> None:
    repo = own(repo, entrance=[ok("begin")], exit=[ok()], text=TEXT.replace("## Body\n\nSome text.\n", ""))

    verdict = repo.gate()

    assert words(verdict) == {
        f"{PAGE} entrance/begin": "pass", f"{PAGE} exit/ok": "pass", f"{PAGE} exit/complete": "fail",
    }  # fmt: skip
    assert (
        lines(verdict)[-1]
        == f"exit/complete fail {PAGE}:8:1 OG201 missing-section: section “Body” is missing (a page needs it at hobby)"
    )


def test_complete_judges_a_draft_as_a_document_in_force(repo: Repo) -> None:
    text = TEXT.replace("status: active", "status: draft").replace("Some text.", "[TODO_TEXT]")
    repo = own(repo, exit=[ok()], text=text)

    assert repo.lines() == [f"{PAGE}:12:1: warning OG401 placeholder: placeholder `[TODO_TEXT]` is not filled in"]
    assert (
        lines(repo.gate())[-1]
        == f"exit/complete fail {PAGE}:12:1 OG401 placeholder: placeholder `[TODO_TEXT]` is not filled in"
    )


def test_a_failed_entrance_never_hides_the_exit(repo: Repo) -> None:
    verdict = own(repo, entrance=[no("begin")], exit=[ok(), no()]).gate()

    assert gates(verdict) == {f"{PAGE} entrance": "fail", f"{PAGE} exit": "fail"}
    assert of_page(verdict) == {"ok": "pass", "no": "fail", "complete": "pass"}


@pytest.mark.parametrize(
    ("begin", "why"), [(no("begin"), "`doc.title == 'Other'` is not true"), (word("begin"), "nobody has said so yet")]
)
def test_an_unmet_precondition_is_not_due_and_its_exit_is_not_judged(repo: Repo, begin: Any, why: str) -> None:
    other = kind("note", exit=[ok("fine")])
    files = {"kinds/note.yaml": other, "docs/note.md": TEXT.replace("kind: page", "kind: note")}
    config = '[release]\ngates = ["page", "note"]\n'

    verdict = own(repo, entrance=[begin], precondition=True, exit=[ok(), no()], config=config, files=files).gate()

    assert gates(verdict) == {"docs/note.md exit": "pass", f"{PAGE} entrance": "not-due", f"{PAGE} exit": "not-due"}
    assert [line for line in lines(verdict) if f" {PAGE}:" in line] == [
        f"entrance/begin not-due {PAGE}:1:1 {why}",
        f"exit/ok not-due {PAGE}:1:1 its entrance is not due yet",
        f"exit/no not-due {PAGE}:1:1 its entrance is not due yet",
        f"exit/complete not-due {PAGE}:1:1 its entrance is not due yet",
    ]
    assert verdict.verdict == "pass"


def test_a_met_precondition_has_its_exit_judged(repo: Repo) -> None:
    verdict = own(repo, entrance=[ok("begin")], precondition=True, exit=[no()]).gate()

    assert gates(verdict) == {f"{PAGE} entrance": "pass", f"{PAGE} exit": "fail"}


def test_a_precondition_that_nobody_can_tell_is_no_precondition_unmet(repo: Repo) -> None:
    verdict = own(repo, entrance=[dunno("begin")], precondition=True, exit=[ok()]).gate()

    assert gates(verdict) == {f"{PAGE} entrance": "fail", f"{PAGE} exit": "pass"}
    assert verdict.verdict == "fail"


def test_a_precondition_cannot_be_pleaded_for_a_kind_that_the_project_requires(repo: Repo) -> None:
    made: dict[str, Any] = {"entrance": [no("begin")], "precondition": True, "exit": [no()]}

    verdict = own(repo, config='required = ["page"]\n', **made).gate()

    assert gates(verdict) == {f"{PAGE} entrance": "fail", f"{PAGE} exit": "fail"}
    assert verdict.verdict == "fail"


def test_where_nothing_but_unmet_preconditions_is_there_nothing_was_judged(repo: Repo) -> None:
    repo = own(repo, entrance=[no("begin")], precondition=True, exit=[ok()])

    with pytest.raises(NothingChecked, match="no gate that blocks is due; `opsgate status` shows them all"):
        repo.gate()


def test_a_fact_that_contradicts_what_a_document_says_refuses_not_due(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    @predicate("contradicted")
    def contradicted(here: Here) -> Iterator[Said]:
        """It says no, and the facts say yes."""
        yield Said("fail", "tickets say otherwise", here.place("title"), "say so", contradicts=True)

    monkeypatch.setitem(BY_NAME, "contradicted", contradicted)

    verdict = own(repo, entrance=[criterion("begin", check="contradicted")], precondition=True, exit=[ok()]).gate()

    assert gates(verdict) == {f"{PAGE} entrance": "fail", f"{PAGE} exit": "pass"}
    assert lines(verdict)[0] == f"entrance/begin fail {PAGE}:3:8 tickets say otherwise"


@pytest.mark.parametrize("title", ["Page", "Second"])
def test_a_statement_about_the_kind_is_decided_once_whatever_it_says(repo: Repo, title: str) -> None:
    first = TEXT.replace("title: Page\n", f"title: {title}\n").replace("# Page", f"# {title}")
    repo = own(repo, exit=[ok("once", per="kind"), ok("each", require="doc.kind == 'page'")], text=first)
    repo.write({"docs/second.md": SECOND})

    verdict = repo.gate()

    assert words(verdict) == {
        f"{PAGE} exit/once": "pass" if title == "Page" else "fail", f"{PAGE} exit/each": "pass",
        f"{PAGE} exit/complete": "pass", "docs/second.md exit/once": "not-applicable",
        "docs/second.md exit/each": "pass", "docs/second.md exit/complete": "pass",
    }  # fmt: skip
    assert f"exit/once not-applicable docs/second.md:1:1 decided once, at {PAGE}" in lines(verdict)
    assert verdict.verdict == ("pass" if title == "Page" else "fail")


def test_a_statement_about_the_kind_is_decided_for_each_product(repo: Repo) -> None:
    repo = own(repo, exit=[ok("once", per="kind")], text=TEXT.replace("size: 3", "product: tide"))
    repo.write({"docs/second.md": SECOND.replace("size: 3", "product: foam")})

    verdict = repo.gate()

    assert words(verdict)[f"{PAGE} exit/once"] == "pass"
    assert words(verdict)["docs/second.md exit/once"] == "fail"


def test_a_statement_about_a_release_is_decided_once_for_each_release(repo: Repo) -> None:
    made: dict[str, Any] = {"front-matter": {"properties": {"release": {"type": "string", "description": "Which."}}}}
    repo = own(repo, exit=[ok("once", per="release")], text=TEXT.replace("size: 3", "release: v1"), **made)
    repo.write({"docs/second.md": SECOND.replace("size: 3", "release: v2")})
    repo.write({"docs/third.md": SECOND.replace("size: 3", "release: v1")})

    found = words(repo.gate())

    assert [found[f"docs/{name}.md exit/once"] for name in ("page", "second", "third")] == [
        "pass", "fail", "not-applicable",
    ]  # fmt: skip


def test_history_is_not_judged(repo: Repo) -> None:
    repo = own(repo, exit=[ok()])
    repo.write({"docs/old.md": SECOND.replace("status: active", "status: retired")})

    assert gates(repo.gate()) == {f"{PAGE} exit": "pass"}


@pytest.mark.parametrize("said", [[], ["pass"], ["pass", "unknown"], ["unknown", "fail"], ["fail", "stale"]])
def test_the_worst_that_is_said_counts_and_nothing_said_is_unknown(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, said: Sequence[Any]
) -> None:
    @predicate("speaking")
    def speaking(here: Here) -> Iterator[Said]:
        """It says several things."""
        yield from (Said(each, f"said {each}", here.place()) for each in said)

    monkeypatch.setitem(BY_NAME, "speaking", speaking)
    repo = own(repo, exit=[criterion("it", check="speaking")])

    assert of_page(repo.gate())["it"] == {0: "unknown", 1: "pass"}.get(
        len(said), "fail" if "fail" in said else "unknown"
    )


def test_a_predicate_that_crashes_is_unknown_and_says_so(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    @predicate("crashing")
    def crashing(here: Here) -> Iterator[Said]:
        """It passes once, then fails of itself."""
        yield Said("pass", "so far", here.place())
        raise KeyError("crank")

    monkeypatch.setitem(BY_NAME, "crashing", crashing)
    repo = own(repo, exit=[ok(), criterion("it", check="crashing")])
    verdict = repo.gate()

    assert lines(verdict)[1] == f"exit/it unknown {PAGE}:1:1 the check `crashing` failed: KeyError: 'crank'"
    assert verdict.gates[0].criteria[1].next == "a fault of opsgate: run with --debug and report it"
    assert verdict.verdict == "fail"
    with pytest.raises(KeyError, match="crank"):
        repo.gate(debug=True)
