"""What each form promises beyond its golden file: schemas, fixes that can be applied, limits of those who read it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from opsgate.edges.output import github, gitlab, jsonl, junit, markdown, rdjson, sarif
from opsgate.edges.output.inert import code, inert
from opsgate.judging.evidence.junit import read_junit
from opsgate.running.report import Report, ordered
from opsgate.words.finding import Severity
from opsgate.words.place import Edit, Fix
from opsgate.words.resources import resource
from opsgate.words.text import Text
from tests.output.sample import AGAIN, CLEAN, OWNER, QUIET, REPORTS, SAMPLE, VAGUE, finding, report

QUICK = settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
POSITION = {"type": "object", "properties": {"line": {"type": "integer", "minimum": 1},
            "column": {"type": "integer", "minimum": 1}}, "required": ["line"], "additionalProperties": False}  # fmt: skip
RANGE = {"type": "object", "properties": {"start": POSITION, "end": POSITION}, "required": ["start", "end"],
         "additionalProperties": False}  # fmt: skip
SUGGESTION = {"type": "object", "properties": {"range": RANGE, "text": {"type": "string"}}, "required": ["range", "text"],
              "additionalProperties": False}  # fmt: skip
DIAGNOSTIC = {
    "type": "object", "additionalProperties": False, "required": ["message", "location", "severity", "code"],
    "properties": {
        "message": {"type": "string", "minLength": 1},
        "location": {"type": "object", "properties": {"path": {"type": "string", "minLength": 1}, "range": RANGE},
                     "required": ["path", "range"], "additionalProperties": False},
        "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
        "code": {"type": "object", "properties": {"value": {"type": "string"}}, "required": ["value"],
                 "additionalProperties": False},
        "suggestions": {"type": "array", "minItems": 1, "items": SUGGESTION},
    },
}  # fmt: skip
RDJSON = {
    "type": "object", "additionalProperties": False, "required": ["source", "diagnostics"],
    "properties": {
        "source": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
        "diagnostics": {"type": "array", "items": DIAGNOSTIC},
    },
}  # fmt: skip
"""The Reviewdog Diagnostic Format as its description has it, narrowed to what opsgate writes."""
GITLAB = {
    "type": "array",
    "items": {
        "type": "object", "additionalProperties": False,
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1}, "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}(:[0-9]+)?$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object", "additionalProperties": False, "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/]"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}  # fmt: skip
"""What GitLab's documentation asks of a Code Quality report."""


def relative(given_report: Report) -> Report:
    """The same report with paths that a repository can have: none begins at the root of the disk."""

    def below(path: str) -> str:
        return path.lstrip("/") or "x"

    return replace(given_report, findings=tuple(
        replace(item, region=replace(item.region, path=below(item.path))) for item in given_report.findings
    ))  # fmt: skip


@QUICK
@given(REPORTS)
def test_rdjson_and_gitlab_satisfy_their_descriptions(given_report: Report) -> None:
    Draft202012Validator(RDJSON).validate(json.loads(rdjson.render(given_report)))
    Draft202012Validator(GITLAB).validate(json.loads(gitlab.render(relative(given_report))))


@QUICK
@given(REPORTS)
def test_every_line_of_jsonl_satisfies_the_schema_of_findings(given_report: Report) -> None:
    schema = json.loads(resource("schemas", "findings.schema.json").read_text("utf-8"))
    *findings, last = [json.loads(line) for line in jsonl.render(given_report).splitlines()]
    one = Draft202012Validator({"$defs": schema["$defs"], **schema["$defs"]["finding"]})
    for item in findings:
        one.validate(item)
    Draft202012Validator(schema).validate({"findings": [], **last})


TEXTS = st.text(st.sampled_from("aé𝛑|`\t ") | st.sampled_from("\r\n"), min_size=1, max_size=30)


@st.composite
def fixed(draw: st.DrawFn) -> tuple[Text, Fix]:
    """A text with some edits that do not overlap, in any order."""
    text = Text("\ufeff" * draw(st.booleans()) + draw(TEXTS))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = [Edit(span, draw(st.sampled_from(["", "x", "é\n", "|"]))) for span in spans]
    return text, Fix("mend it", tuple(draw(st.permutations(edits))))


def applied(text: Text, fix: Fix) -> str:
    """The text after its edits, those at the same place in the order in which the fix has them."""
    made, done = "", 0
    for edit in sorted(fix.edits, key=lambda edit: edit.span):
        made += text.raw[done : edit.span[0]] + edit.text
        done = edit.span[1]
    return made + text.raw[done:]


@QUICK
@given(fixed())
def test_a_suggestion_of_rdjson_applied_by_bytes_is_the_fix(case: tuple[Text, Fix]) -> None:
    text, fix = case
    made = json.loads(rdjson.render(report(finding(fix=fix, at=(1, 1, 1, 1)), texts={"docs/pump.md": text})))
    (suggestion,) = made["diagnostics"][0]["suggestions"]
    whole = ("\ufeff" * text.bom + text.raw).encode()
    lines = [len(("\ufeff" * text.bom + text.raw[:start]).encode()) if start else 0 for start in text.starts]
    at = [lines[place["line"] - 1] + place["column"] - 1 for place in suggestion["range"].values()]
    mended = (whole[: at[0]] + suggestion["text"].encode() + whole[at[1] :]).decode()
    assert mended.removeprefix("\ufeff") == applied(text, fix)


@QUICK
@given(fixed())
def test_a_fix_of_sarif_applied_by_code_points_is_the_fix(case: tuple[Text, Fix]) -> None:
    text, fix = case
    (run,) = json.loads(sarif.render(report(finding(fix=fix, at=(1, 1, 1, 1)), texts={"docs/pump.md": text})))["runs"]
    edits = []
    for change in run["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"]:
        at = change["deletedRegion"]
        span = text.offset(at["startLine"], at["startColumn"]), text.offset(at["endLine"], at["endColumn"])
        edits.append(Edit(span, change["insertedContent"]["text"]))
    assert applied(text, Fix("", tuple(edits))) == applied(text, fix)


def test_github_gets_ten_commands_of_each_severity_and_every_finding_as_text() -> None:
    many = [replace(item, region=replace(item.region, start=item.region.start._replace(line=line)), place=str(line))
            for item in (replace(OWNER, fix=None), VAGUE) for line in range(1, 13)]  # fmt: skip
    lines = github.render(report(*ordered(many))).splitlines()
    assert [line.partition(" ")[0] for line in lines[:22]] == ["::error"] * 10 + ["2"] + ["::warning"] * 10 + ["2"]
    assert (lines[10], lines[21]) == (
        "2 more errors, only in the text below",
        "2 more warnings, only in the text below",
    )
    assert [line.split(": ")[0] for line in lines[22:-1] if not line.startswith("  ")] == sorted(
        (f"docs/pump.md:{line}:{column}" for line in range(1, 13) for column in (3, 19)),
        key=lambda place: [int(part) for part in place.split(":")[1:]],
    )
    assert lines[-1] == "1 document: 12 errors, 12 warnings"


def test_a_path_that_looks_like_a_command_is_none_in_the_log() -> None:
    for path in ("::error::x.md", "  ::stop-commands::t", "##[error]x.md"):
        *commands, line, _ = github.render(report(finding(path=path))).splitlines()
        assert [command.startswith("::error file=") for command in commands] == [True]
        assert not line.lstrip().startswith("::")
        assert "##[" not in line


def test_a_comment_never_grows_beyond_what_github_takes() -> None:
    many = [finding(message=f"{'long 🜁 | ' * 90} number {number}", place=str(number)) for number in range(3000)]
    made = markdown.render(report(*many))
    assert 40_000 < len(made.encode()) <= 65_536
    rows = made.count("| ❌ error |")
    assert f"And {3000 - rows} more, for which there is no room here: `--format json` has them all." in made
    assert made.count("<details>") == made.count("</details>") == 1


def test_rows_beyond_the_first_are_folded_away() -> None:
    made = markdown.render(report(*(finding(place=str(number)) for number in range(25)))).splitlines()
    fold = made.index("<details><summary>5 more</summary>")
    assert sum(line.startswith("| ❌") for line in made[:fold]) == 20
    assert sum(line.startswith("| ❌") for line in made[fold:]) == 5
    assert made[fold + 1] == ""


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("unknown key `onwer`", "unknown key `onwer`"),
        ("ask @sam, or acme/ops#12.", "ask `@sam`, or `acme/ops#12`."),
        ("see https://x.example/a: gone", "see `https://x.example/a`: gone"),
        ("(GH-12)", "(`GH-12`)"),
        ("`on` @team `wer`", "`on` `@team` `wer`"),
        ("a ` b", "a `` ` `` b"),
        ("<b>|*x*", "`<b>|*x*`"),
        ("RPO is 4h (24h/4h), 3 days ago", "RPO is 4h (24h/4h), 3 days ago"),
        (":bug: deadbeef", "`:bug`: `deadbeef`"),
        ("x@`y`", "`x@y`"),
        (f"{'.' * 3000}@", f"`{'.' * 3000}@`"),
        (f"{':' * 3000} {'(' * 3000}", f"{':' * 3000} {'(' * 3000}"),
        ("\x1b[31mred", "`\\x1b[31mred`"),
    ],
)
def test_words_stay_readable_and_do_nothing(text: str, made: str) -> None:
    assert inert(text) == made


def test_code_has_as_many_backticks_as_it_needs() -> None:
    assert [code(text) for text in ("a", "a`b", "`", "``a", " ", "")] == [
        "`a`", "``a`b``", "`` ` ``", "``` ``a ```", "`   `", "",
    ]  # fmt: skip


def test_a_case_keeps_its_name_when_lines_are_added_and_equal_ones_have_names_of_their_own() -> None:
    def names(*lines: int) -> list[str]:
        found = [replace(item, region=replace(item.region, start=item.region.start._replace(line=line)))
                 for item, line in zip((VAGUE, AGAIN), lines, strict=True)]  # fmt: skip
        return [case.name for case in read_junit(junit.render(report(*found)).encode()).cases]

    assert names(6, 9) == names(16, 19) == ["OG413 vague-link-text pumpe", "OG413 vague-link-text pumpe (2)"]


def test_a_clean_document_is_a_case_that_passed_and_one_with_warnings_is_not() -> None:
    def verdicts(given_report: Report) -> list[str]:
        return [case.verdict for case in read_junit(junit.render(given_report).encode()).cases]

    assert verdicts(CLEAN) == ["passed"]
    assert verdicts(report(VAGUE)) == ["skipped"]
    assert verdicts(report(QUIET)) == ["skipped"]
    assert verdicts(report(VAGUE, fail_on=Severity.WARNING)) == ["failed"]
    assert verdicts(report(QUIET, fail_on=Severity.NOTE, baselined=(OWNER,))) == ["skipped", "skipped"]
    assert verdicts(SAMPLE) == ["skipped", "failed", "skipped", "skipped", "skipped", "skipped", "passed", "failed"]


@pytest.mark.parametrize("fail_on", [severity for severity in Severity if severity])
def test_a_case_failed_exactly_when_the_run_did(fail_on: Severity) -> None:
    @QUICK
    @given(REPORTS)
    def held(given_report: Report) -> None:
        given_report = replace(given_report, fail_on=fail_on)
        made = junit.render(given_report)
        assert bool(read_junit(made.encode()).red) is given_report.failed
        assert f'failures="{made.count("<failure ")}"' in made.splitlines()[1]

    held()


def test_a_case_of_a_whole_file_has_no_blank_at_the_end_of_its_name() -> None:
    whole = finding("OG801", "config-error", path="opsgate.toml", place="")
    assert [case.name for case in read_junit(junit.render(report(whole, whole, documents=())).encode()).cases] == [
        "OG801 config-error", "OG801 config-error (2)",
    ]  # fmt: skip


def test_gitlab_counts_what_is_suppressed_or_accepted_as_mended() -> None:
    def names(given_report: Report) -> list[Any]:
        return [issue["check_name"] for issue in json.loads(gitlab.render(given_report))]

    assert names(report(QUIET, baselined=(OWNER,))) == []
    assert names(SAMPLE) == ["OG102 unknown-field", "OG304 dangling-relation", *["OG413 vague-link-text"] * 2,
                             "OG605 missing-document"]  # fmt: skip


def test_severities_have_the_words_of_each_form() -> None:
    found = report(*(finding(severity=severity, place=str(severity)) for severity in Severity if severity))
    assert [issue["severity"] for issue in json.loads(gitlab.render(found))] == ["major", "minor", "info"]
    assert [item["severity"] for item in json.loads(rdjson.render(found))["diagnostics"]] == [
        "ERROR",
        "WARNING",
        "INFO",
    ]
