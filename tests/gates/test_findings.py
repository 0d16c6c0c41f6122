"""What is open in a verdict is a finding: with the rule, severity and place that formats for programs print."""

import ast
import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgate.edges.output.github import render_findings
from opsgate.judging.catalog import BY_WORD, CHECKS
from opsgate.running.gatefindings import NOWHERE, findings
from opsgate.running.gates import COMPLETE
from opsgate.running.verdict import Decided, GateVerdict, Override, Problem, Verdict
from opsgate.words.finding import Finding, Region, Related, Severity
from opsgate.words.text import Position
from tests.repo import Repo, line

PACKAGE = Path(__file__).parents[2] / "opsgate"
DAY = datetime.date(2026, 11, 22)
HERE = Region("docs/a.md", Position(3, 1), Position(3, 9))
THERE = Region("docs/records/b.md", Position(8, 1), Position(8, 5))
OPEN = ("fail", "stale", "not-attested", "unknown")
WORDS = (*OPEN, "pass", "waived", "not-applicable", "not-due")

RUNBOOK = """\
---
kind: runbook
title: Heron feeder
service: feeder
---

# Heron feeder

## Start

1. Open the valve. The float rises.

## Stop

1. Close the valve. The float sinks.
"""
NO_CANDIDATE = (
    "docs/feeder.md:1:1: error OG601 gate-failed: `entrance/release-candidate`: no `release-checklist` is named, and "
    "there is no document that is a release-checklist"
)
NOT_SAID = "docs/feeder.md:1:1: error OG602 gate-not-attested: `exit/dry-run`: nobody has said so yet"


def decided(word: str, id: str = "dry-run", rule: str = "", **more: object) -> Decided:
    return Decided(replace(COMPLETE, id=id), word, "because", HERE, rule=rule, **more)  # type: ignore[arg-type]


def gate(*criteria: Decided, blocking: bool = True, waits: bool = False, document: str = "docs/a.md") -> GateVerdict:
    return GateVerdict(document, "runbook", "exit", "It is done.", "hobby", blocking, criteria, waits)


def verdict(*gates: GateVerdict, problems: tuple[Problem, ...] = (), override: Override | None = None) -> Verdict:
    return Verdict("0", DAY, "hobby", gates, problems=problems, override=override)


def lines(found: tuple[Finding, ...]) -> list[str]:
    return [line(finding) for finding in found]


def test_every_open_criterion_and_every_problem_is_a_finding(tmp_path: Path) -> None:
    repo = Repo(tmp_path).write({
        "opsgate.toml": 'required = ["runbook", "backup-dr"]\n',
        "docs/feeder.md": RUNBOOK,
        "docs/support.md": "---\nkind: support-process\ntitle: Support\nexternal_users: true\n---\n\n# Support\n",
    })  # fmt: skip
    run = repo.gate()
    found = findings(run)
    missing = "opsgate.toml:1:24: error OG605 missing-document: a `backup-dr` is required: there is none"
    assert [*lines(found[:2]), *lines(found[-1:])] == [NO_CANDIDATE, NOT_SAID, missing]
    advice = [
        one.criterion.id for each in run.gates if not each.blocking for one in each.criteria if one.verdict in OPEN
    ]
    assert sorted(finding.place.rpartition("/")[2] for finding in found[2:-1]) == sorted(advice)
    assert {(finding.path, finding.severity) for finding in found[2:-1]} == {("docs/support.md", Severity.WARNING)}


def test_a_finding_has_rule_place_hint_and_the_related_places() -> None:
    one = decided("stale", rule="digest-mismatch", next="do it again", related=(THERE,))
    assert findings(verdict(gate(one))) == (
        Finding("OG703", "digest-mismatch", Severity.ERROR, "`exit/dry-run`: because", "do it again", HERE, "runbook",
                "gates/exit/dry-run", related=(Related(THERE, ""),)),
    )  # fmt: skip


def test_a_criterion_that_shows_in_another_file_says_of_which_document_it_is() -> None:
    elsewhere = replace(decided("fail"), region=THERE)
    found = findings(verdict(gate(elsewhere), gate(elsewhere, document="docs/c.md")))
    assert [finding.place for finding in found] == [
        "gates/exit/dry-run of docs/a.md",
        "gates/exit/dry-run of docs/c.md",
    ]
    assert len({finding.fingerprint for finding in found}) == 2


@pytest.mark.parametrize(
    ("word", "rule", "expected"),
    [
        ("fail", "", "gate-failed"),
        ("stale", "", "gate-stale"),
        ("not-attested", "", "gate-not-attested"),
        ("unknown", "", "gate-unknown"),
        ("unknown", "evidence-missing", "evidence-missing"),
        ("stale", "no-such-rule", "gate-failed"),
    ],
)
def test_the_rule_is_the_one_that_is_named_else_that_of_the_verdict_word(word: str, rule: str, expected: str) -> None:
    assert [finding.name for finding in findings(verdict(gate(decided(word, rule=rule))))] == [expected]


def test_an_advisory_gate_warns_and_a_problem_that_shuts_nothing_warns() -> None:
    good = gate(decided("pass"), document="docs/b.md")
    advice = gate(decided("fail"), blocking=False)
    problem = Problem("unused-waiver", "nothing to waive", HERE, "delete it", shuts=False)
    run = verdict(good, advice, problems=(problem,))
    assert run.verdict == "pass"
    assert [(finding.name, finding.severity) for finding in findings(run)] == [
        ("gate-failed", Severity.WARNING),
        ("unused-waiver", Severity.WARNING),
    ]


def test_two_problems_of_one_file_have_fingerprints_of_their_own() -> None:
    problems = tuple(Problem("waiver-not-allowed", said, HERE) for said in ("too long", "oneself"))
    found = findings(verdict(problems=problems))
    assert len({finding.fingerprint for finding in found}) == len(found) == 2


def test_a_gate_in_which_everything_is_waived_is_a_finding() -> None:
    assert lines(findings(verdict(gate(decided("waived"), decided("not-due", "later"))))) == [
        "docs/a.md:3:1: error OG601 gate-failed: `exit`: every criterion that is due is waived, and at least one has to pass"
    ]


@pytest.mark.parametrize("gates", [(), (gate(decided("pass"), blocking=False),), (gate(decided("not-due")),)])
def test_a_run_in_which_nothing_passed_is_a_finding(gates: tuple[GateVerdict, ...]) -> None:
    assert lines(findings(verdict(*gates))) == [
        ".:1:1: error OG601 gate-failed: no gate that blocks passed, and nothing at all is not enough"
    ]


def test_what_is_not_due_in_a_gate_that_waits_is_no_finding() -> None:
    good = gate(decided("pass"), document="docs/b.md")
    assert findings(verdict(good, gate(decided("not-due"), waits=True))) == ()


def test_breaking_the_glass_hides_nothing() -> None:
    broken = verdict(gate(decided("fail")), override=Override("@lee", "it leaks", DAY, ()))
    assert (broken.passed, [finding.severity for finding in findings(broken)]) == (True, [Severity.ERROR])


_decided = st.builds(decided, st.sampled_from(WORDS), st.sampled_from(["a", "b"]), st.sampled_from(["", "gate-stale"]))
_gates = st.builds(
    lambda criteria, blocking, waits: gate(*criteria, blocking=blocking, waits=waits),
    st.lists(_decided, max_size=3), st.booleans(), st.booleans(),
)  # fmt: skip
_problems = st.builds(
    lambda message, region, shuts: Problem("missing-document", message, region, shuts=shuts),
    st.text(max_size=3), st.sampled_from([None, HERE, THERE]), st.booleans(),
)  # fmt: skip


@given(st.lists(_gates, max_size=3), st.lists(_problems, max_size=2))
def test_there_is_an_error_exactly_when_the_run_does_not_pass(gates: list[GateVerdict], said: list[Problem]) -> None:
    run = verdict(*gates, problems=tuple(said))
    found = findings(run)
    assert any(finding.severity is Severity.ERROR for finding in found) == (run.verdict == "fail")
    assert list(found) == sorted(found, key=lambda finding: finding.order)


@given(st.lists(_gates, max_size=3))
def test_nothing_open_in_a_failing_gate_is_left_out(gates: list[GateVerdict]) -> None:
    listed = [f"`exit/{one.criterion.id}`: because" for each in gates if each.verdict == "fail"
              for one in each.criteria if one.verdict in OPEN]  # fmt: skip
    found = [finding.message for finding in findings(verdict(*gates)) if finding.message.endswith("because")]
    assert sorted(found) == sorted(listed)


@pytest.mark.parametrize(
    "rules",
    [
        'gate-failed = "off"\ngate-not-attested = "off"\n',
        'OG601 = "off"\nOG602 = "note"\n',
        '[rules.runbook]\ngate-failed = "off"\ngate-not-attested = "off"\n',
    ],
)
def test_no_setting_takes_a_gates_finding_away(tmp_path: Path, rules: str) -> None:
    repo = Repo(tmp_path).write({"opsgate.toml": f"[rules]\n{rules}", "docs/feeder.md": RUNBOOK})
    run = repo.gate()
    assert lines(findings(run)) == [NO_CANDIDATE, NOT_SAID]
    assert [item.what.partition(" is ")[0] for item in run.relaxed] == ["OG601 gate-failed", "OG602 gate-not-attested"]


def test_no_comment_takes_a_gates_finding_away(tmp_path: Path) -> None:
    ignore = "# opsgate: ignore gate-failed, gate-not-attested -- we know\n"
    repo = Repo(tmp_path).write({"docs/feeder.md": RUNBOOK.replace("service: feeder\n", f"{ignore}service: feeder\n")})
    assert lines(findings(repo.gate())) == [NO_CANDIDATE, NOT_SAID]
    assert repo.lines() == [
        "docs/feeder.md:4:1: warning OG803 unused-suppression: `gate-failed` cannot be suppressed",
        "docs/feeder.md:4:1: warning OG803 unused-suppression: `gate-not-attested` cannot be suppressed",
    ]


def test_check_never_speaks_of_gates() -> None:
    running = [check.id for check in CHECKS if check.run is not None]
    assert [id for id in running if id.startswith(("OG6", "OG7", "OG8"))] == []


def test_every_rule_that_judging_names_is_a_rule() -> None:
    named: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            said = [word.value for word in node.keywords if word.arg == "rule"]
            said += node.args[:1] if isinstance(node.func, ast.Name) and node.func.id == "Problem" else []
            words = [each.value for each in said if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            named |= dict.fromkeys(words, path.name)
    assert len(named) > 10
    assert {word: path for word, path in named.items() if word and word not in BY_WORD} == {}


def test_github_shows_findings_beside_their_lines_and_those_of_no_file_beside_none() -> None:
    nowhere = Problem(
        "missing-document", "a `runbook` is required: there is none", None, "opsgate new runbook", "runbook"
    )
    found = findings(verdict(gate(decided("fail", next="mend it")), problems=(nowhere,)))
    assert found[0].region is NOWHERE
    assert render_findings(found) == (
        "::error title=OG605 missing-document::a `runbook` is required: there is none%0Ahint: opsgate new runbook\n"
        "::error file=docs/a.md,line=3,col=1,endLine=3,title=OG601 gate-failed,endColumn=9::"
        "`exit/dry-run`: because%0Ahint: mend it\n"
    )
