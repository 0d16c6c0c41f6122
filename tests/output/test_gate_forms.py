"""A verdict in every form: what does not pass is red in each, and nothing else is."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from opsgate.doors.commands.gate import FORMS, _rendered
from opsgate.judging.evidence.junit import read_junit
from opsgate.running.gatefindings import findings
from opsgate.running.verdict import Override, Problem, Relaxed, Verdict
from tests.gates.test_findings import DAY, HERE, OPEN, decided, gate, verdict
from tests.output.sample import CONTROL

MISSING = Problem("missing-document", "a `runbook` is required: there is none", None, "opsgate new runbook", "runbook")
BYE = Override("@kim", "the | pump <b>burns</b> @sam", DAY, ("exit/dry-run",))
VERDICTS = {
    **{word: verdict(gate(decided("pass", "steps"), decided(word))) for word in OPEN},
    "missing": verdict(gate(decided("pass")), problems=(MISSING,)),
    "all waived": verdict(gate(decided("waived"))),
    "nothing judged": verdict(),
    "not due": verdict(gate(decided("not-due"))),
    "not applicable": verdict(gate(decided("not-applicable"))),
    "only advice": verdict(gate(decided("fail"), blocking=False)),
    "simulated, failed": replace(verdict(gate(decided("fail"))), simulated=("--as-of is another day",)),
    "overridden": verdict(gate(decided("fail")), override=BYE),
    "pass": verdict(gate(decided("pass"))),
    "passed with waivers": verdict(gate(decided("pass", "steps"), decided("waived"))),
    "pass, advice fails": verdict(gate(decided("pass")), gate(decided("fail"), blocking=False, document="docs/b.md")),
    "simulated, passed": replace(verdict(gate(decided("pass"))), simulated=("--as-of is another day",)),
    "partial": replace(verdict(gate(decided("pass"))), partial=True),
}
RED: dict[str, Callable[[str], bool]] = {
    "sarif": lambda made: any(result["level"] == "error" for result in json.loads(made)["runs"][0]["results"]),
    "junit": lambda made: bool(read_junit(made.encode()).red),
    "gitlab": lambda made: any(issue["severity"] == "major" for issue in json.loads(made)),
    "rdjson": lambda made: any(item["severity"] == "ERROR" for item in json.loads(made)["diagnostics"]),
    "github": lambda made: made.startswith("::error "),
    "markdown": lambda made: made.splitlines()[1].startswith("### opsgate: ❌ "),
    "json": lambda made: json.loads(made)["verdict"] == "fail",
    "text": lambda made: "verdict: ✗ fail" in made,
}
EMPTY: dict[str, Callable[[str], bool]] = {
    "sarif": lambda made: json.loads(made)["runs"][0]["results"] == [],
    "junit": lambda made: {case.verdict for case in read_junit(made.encode()).cases} == {"passed"},
    "gitlab": lambda made: json.loads(made) == [],
    "rdjson": lambda made: json.loads(made)["diagnostics"] == [],
    "github": lambda made: not made.startswith("::"),
    "markdown": lambda made: "✅" in made,
    "json": lambda made: json.loads(made)["verdict"] == "pass",
    "text": lambda made: "verdict: ✓ pass" in made and "(simulated)" not in made,
}


def shown(form: str, given: Verdict, *, allow_empty: bool = False) -> str:
    return _rendered(given, form, every=False, allow_empty=allow_empty)


def test_every_form_but_lines_is_tried() -> None:
    assert sorted(RED) == sorted(EMPTY) == sorted(set(FORMS) - {"jsonl"})


@pytest.mark.parametrize("form", RED)
@pytest.mark.parametrize("name", VERDICTS)
def test_a_verdict_is_red_exactly_when_it_does_not_pass(form: str, name: str) -> None:
    given = VERDICTS[name]
    let_through = given.override is not None and form in ("markdown", "json", "text")
    assert RED[form](shown(form, given)) is (given.verdict in ("fail", "overridden") and not let_through)


@pytest.mark.parametrize("form", [form for form in RED if form != "json"])
@pytest.mark.parametrize("name", VERDICTS)
def test_only_a_verdict_that_passes_and_is_real_looks_clean(form: str, name: str) -> None:
    given = VERDICTS[name]
    if EMPTY[form](shown(form, given)):
        assert given.verdict in ("pass", "passed-with-waivers")
        assert not given.simulated
    elif name in ("pass", "partial"):
        pytest.fail("a verdict that passes has nothing to say against it")


@pytest.mark.parametrize("form", sorted(set(RED) - {"json", "text"}))
@pytest.mark.parametrize("name", ["nothing judged", "not due", "not applicable"])
def test_where_nothing_to_judge_is_allowed_it_is_neither_red_nor_clean(form: str, name: str) -> None:
    made = shown(form, VERDICTS[name], allow_empty=True)
    assert not RED[form](made)
    assert not EMPTY[form](made)


@pytest.mark.parametrize("name", VERDICTS)
def test_a_comment_says_why_a_verdict_over_nothing_is_none_that_passes(name: str) -> None:
    given = VERDICTS[name]
    said = "**Nothing was judged:** no gate that blocks is due, and nothing at all is not enough"
    assert (said in shown("markdown", given).splitlines()) is given.idle
    assert said not in shown("markdown", given, allow_empty=True)


@pytest.mark.parametrize("name", VERDICTS)
def test_no_finding_of_a_gate_is_hidden_by_any_form(name: str) -> None:
    given = VERDICTS[name]
    messages = [finding.message for finding in findings(given)]
    for form in ("sarif", "junit", "gitlab", "rdjson", "github"):
        made = shown(form, given)
        for message in messages:
            assert message in made, form


@pytest.mark.parametrize("form", sorted(set(RED) - {"json"}))
def test_what_people_say_at_a_gate_is_inert(form: str) -> None:
    nasty = "\x1b[31m::error::x\n::add-mask::y ##[error]z <script>|@sam `a` ]]>\u202e\udcff"
    hostile = replace(
        verdict(gate(decided("fail", next=nasty), document=f"docs/{nasty}.md"), problems=(replace(MISSING, message=nasty, next=nasty),)),
        simulated=(nasty,), override=replace(BYE, reason=nasty), relaxed=(Relaxed(nasty, HERE),), policy_source=nasty,
        release=nasty, product=nasty, policy_changes=((nasty, nasty),),
    )  # fmt: skip
    made = shown(form, hostile)
    assert CONTROL.findall(made) == []
    if form == "github":
        assert "##[" not in made
        assert [
            line
            for line in made.splitlines()
            if line.lstrip().startswith("::") and not re.match("::(error|warning|notice) ", line)
        ] == []
    if form == "markdown":
        outside = re.sub(r"`+[^`]*`+", "", made.replace("<!-- opsgate gate -->", "").replace("<br>", ""))
        assert [word for word in ("<", "@", "::error") if word in outside] == []
    if form == "junit":
        assert "<script" not in made


def test_a_verdict_for_reviewers_says_what_blocks_and_what_to_do_and_how_ready_each_document_is() -> None:
    given = verdict(
        gate(decided("pass", "steps"), decided("not-attested", next="opsgate attest docs/a.md exit/dry-run --by @you")),
        gate(decided("waived", "drill"), decided("pass"), document="docs/b.md"),
        gate(decided("unknown", "links"), blocking=False, document="docs/c.md"), problems=(MISSING,),
    )  # fmt: skip
    assert shown("markdown", replace(given, commit="0123456789abcdef", relaxed=(Relaxed("OG401 is off", HERE),))) == (
        """\
<!-- opsgate gate -->
### opsgate: ❌ verdict: fail · all documents

1 not-attested, 2 pass, 1 unknown, 1 waived · level hobby · as of 2026-11-22 · commit `0123456` · policy of the working tree · opsgate 0

#### Stands in the way

|  | where | criterion | why, and what to do |
| --- | --- | --- | --- |
| ✗ | the repository | `missing-document` | a `runbook` is required: there is none<br>→ opsgate new runbook |
| ✗ not-attested | `docs/a.md:3:1` | `exit/dry-run` | because<br>→ opsgate attest docs/a.md exit/dry-run --by `@you` |

#### Documents

| document | kind | entrance | exit | blocks |
| --- | --- | --- | --- | --- |
| `docs/a.md` | `runbook` | – | ✗ fail (1 open) | yes |
| `docs/b.md` | `runbook` | – | ✓ waived | yes |
| `docs/c.md` | `runbook` | – | ✗ fail (1 open) | no |

#### Advice, blocks nothing

|  | where | criterion | why, and what to do |
| --- | --- | --- | --- |
| ? unknown | `docs/a.md:3:1` | `exit/links` of `docs/c.md` | because |

#### Waived

|  | where | criterion | why, and what to do |
| --- | --- | --- | --- |
| ~ waived | `docs/a.md:3:1` | `exit/drill` of `docs/b.md` | because |

#### Relaxed, judged all the same

| where | what |
| --- | --- |
| `docs/a.md:3:1` | OG401 is off |
"""
    )


def test_a_gate_fits_into_a_comment_however_many_documents_it_has() -> None:
    gates = [gate(decided("fail", next="mend it " * 60), document=f"docs/{number}.md") for number in range(2000)]
    advice = [
        gate(decided("fail", next="mend it " * 60), document=f"docs/x{number}.md", blocking=False)
        for number in range(2000)
    ]
    problems = tuple(replace(MISSING, message=f"{number} " * 50) for number in range(500))
    relaxed = tuple(Relaxed(f"{number} " * 90, HERE) for number in range(2000))
    made = shown("markdown", replace(verdict(*gates, *advice, problems=problems), relaxed=relaxed))
    assert 40_000 < len(made.encode()) <= 65_536
