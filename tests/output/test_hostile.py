"""Whatever documents, paths and messages say, in every form they stay what they are: words."""

import copy
import itertools
import json
import re
from importlib import import_module
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import comrak
import pytest
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from opsgate.doors.commands.check import FORMS
from opsgate.edges.output import github, gitlab, jsonl, junit, markdown, rdjson, sarif
from opsgate.edges.output.inert import code, inert, row
from opsgate.edges.output.json import to_data
from opsgate.edges.output.paint import visible
from opsgate.judging.evidence.junit import read_junit
from opsgate.running.report import Report, ordered
from opsgate.words.finding import Finding, Severity
from tests.output.sample import CONTROL, REPORTS, WORDS, as_read, spaced

QUICK = settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
_HOT = re.compile(r"[@#<>&*_~$\[\]`|\\]|://|www\.|:.*:|[A-Za-z]-[0-9]")


def open_worst_first(report: Report) -> list[Finding]:
    return sorted(ordered(report.open), key=lambda finding: -finding.severity)


@pytest.mark.parametrize("form", [form for form in FORMS if form != "text"])
@QUICK
@given(REPORTS)
def test_no_form_has_a_control_character_and_equal_reports_give_equal_bytes(form: str, report: Report) -> None:
    render = import_module(f"opsgate.edges.output.{form}").render
    made = render(report)
    assert CONTROL.findall(made) == []
    assert made.endswith("\n")
    assert render(copy.deepcopy(report)).encode() == made.encode()


@QUICK
@given(REPORTS)
def test_sarif_says_every_finding_at_its_place(report: Report) -> None:
    results = json.loads(sarif.render(report))["runs"][0]["results"]
    assert len(results) == len(report.findings) + len(report.baselined)
    for finding, result in zip(open_worst_first(report), results, strict=False):
        text = result["message"]["text"]
        parts = [sarif._message(part) for part in (finding.message, finding.hint) if part]
        parts += [f"see [{sarif._label(at.region)}]({number})" for number, at in enumerate(finding.related, 1)]
        assert text == "\n".join(parts)
        place = result["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        assert uri.startswith("file:///") is finding.path.startswith("/")
        uri = uri.removeprefix("file://")
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
        if finding.path != ".":
            assert unquote_to_bytes(uri) == finding.path.encode("utf-8", "surrogateescape")
        start, end = finding.region.start, finding.region.end
        assert place["region"] == {
            "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column,
        }  # fmt: skip
        assert result["suppressions"] == []
    prints = [result["partialFingerprints"]["opsgate/v1"] for result in results]
    assert len(set(prints)) == len(prints)


@QUICK
@given(WORDS)
def test_a_sarif_message_never_holds_a_link(words: str) -> None:
    shown = sarif._message(words)
    assert not re.search(r"(?<!\\)(?:\\\\)*\[[^\[\]\\]*\]\(", shown)
    assert shown == visible(words) or re.sub(r"\\([\[\]\\])", r"\1", shown) == visible(words)


@QUICK
@given(REPORTS)
def test_junit_is_xml_with_every_finding_and_its_counts_are_true(report: Report) -> None:
    made = junit.render(report).encode()
    results = read_junit(made)
    assert results.contradictions == ()
    errors = [finding for finding in report.open if finding.severity is Severity.ERROR]
    assert len(results.red) == len(errors)
    failures = [element.get("message", "") for element in ElementTree.fromstring(made).iter("failure")]
    assert len(failures) == len(errors)
    for finding in errors:
        assert any(failure.endswith(f": {visible(finding.message)}") for failure in failures)
    skipped = len(report.findings) + len(report.baselined) - len(errors)
    assert len(list(ElementTree.fromstring(made).iter("skipped"))) == skipped


@QUICK
@given(REPORTS)
def test_gitlab_lists_what_is_open_under_fingerprints_that_differ(report: Report) -> None:
    issues = json.loads(gitlab.render(report))
    found = open_worst_first(report)
    assert [issue["location"]["path"] for issue in issues] == [as_read(finding.path) for finding in found]
    assert [issue["location"]["lines"]["begin"] for issue in issues] == [finding.region.start.line for finding in found]
    for issue, finding in zip(issues, found, strict=True):
        assert issue["description"].startswith(f"{finding.rule} {finding.name}: {visible(finding.message)}")
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def commands(output: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands that GitHub's runner finds in a log, undone as it does."""
    found = []
    for line in re.split(r"\r\n|\r|\n", output):
        assert "##[" not in line
        head, colons, data = line.lstrip()[2:].partition("::")
        if not line.lstrip().startswith("::") or not colons:
            continue
        name, _, properties = head.partition(" ")
        values = dict(pair.split("=", 1) for pair in properties.split(","))
        undone = {key: undo(value).replace("%3A", ":").replace("%2C", ",") for key, value in values.items()}
        found.append((name, undone, undo(data)))
    return found


def undo(value: str) -> str:
    marked = value.replace("%25", "\x00")
    return marked.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",").replace("\x00", "%")


def defused(text: str) -> str:
    return text.replace("##[", "#\\x23[")


@QUICK
@given(REPORTS)
def test_github_gets_no_command_but_ours(report: Report) -> None:
    expected = []
    for finding in open_worst_first(report):
        hint = f"\nhint: {visible(finding.hint)}" if finding.hint else ""
        expected.append((
            {"error": "error", "warning": "warning", "note": "notice"}[str(finding.severity)],
            f"{finding.rule} {finding.name}", defused(visible(finding.message) + hint),
        ))  # fmt: skip
    found = commands(github.render(report))
    assert [(name, properties["title"], data) for name, properties, data in found] == expected
    paths = [properties.get("file", ".") for _, properties, _ in found]
    assert paths == [defused(visible(finding.path)) for finding in open_worst_first(report)]


@QUICK
@given(REPORTS)
def test_rdjson_says_every_open_finding(report: Report) -> None:
    diagnostics = json.loads(rdjson.render(report))["diagnostics"]
    found = open_worst_first(report)
    assert [item["location"]["path"] for item in diagnostics] == [as_read(finding.path) for finding in found]
    for item, finding in zip(diagnostics, found, strict=True):
        assert item["message"].startswith(f"{finding.name}: {visible(finding.message)}")


@QUICK
@given(REPORTS)
def test_jsonl_has_the_objects_of_json_one_a_line(report: Report) -> None:
    *findings, last = [json.loads(line) for line in jsonl.render(report).split("\n")[:-1]]
    data = json.loads(json.dumps(to_data(report)), object_hook=decoded)
    assert {"findings": findings, **last} == data


def decoded(pairs: dict[str, object]) -> dict[str, object]:
    return {key: as_read(value) if isinstance(value, str) else value for key, value in pairs.items()}


def cells(made: str) -> list[list[Token]]:
    """The inline content of every cell in the body of every table."""
    tokens = MarkdownIt("commonmark").enable("table").parse(made)
    pairs = itertools.pairwise(tokens)
    return [token.children or [] for before, token in pairs if token.type == "inline" and before.type == "td_open"]


def plain(tokens: list[Token]) -> str:
    """What a cell shows, with a NUL for a line break."""
    return "".join("\0" if token.type == "html_inline" else token.content for token in tokens)


def without_ticks(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"\1", visible(text))


@QUICK
@given(REPORTS)
def test_markdown_is_a_table_of_words(report: Report) -> None:
    made = markdown.render(report)
    found = open_worst_first(report)
    body = cells(made)
    assert len(body) == 4 * len(found)
    for cell in body:
        assert {token.type for token in cell} <= {"text", "code_inline", "html_inline"}
        assert [token.content for token in cell if token.type == "html_inline"] in ([], ["<br>"])
        assert not [token.content for token in cell if token.type == "text" and _HOT.search(token.content)]
    for number, finding in enumerate(found):
        expected = [without_ticks(finding.message), *([f"→ {without_ticks(finding.hint)}"] if finding.hint else [])]
        shown = plain(body[4 * number + 3]).split("\0")
        assert [" ".join(part.split()) for part in shown] == [" ".join(part.split()) for part in expected]


@QUICK
@given(WORDS, WORDS)
def test_no_words_become_alive_in_a_table_of_github(one: str, other: str) -> None:
    made = f"|a|b|\n|---|---|\n{row((inert(one), code(other)))}\n"
    options = comrak.ExtensionOptions()
    for name in ("table", "autolink", "strikethrough", "tasklist", "footnotes"):
        setattr(options, name, True)
    html = comrak.render_markdown(made, extension_options=options)
    tags = re.findall(r"<(/?[a-z0-9]+)", html)
    assert set(tags) <= {"table", "thead", "tbody", "tr", "th", "td", "code"} | {
        "/table", "/thead", "/tbody", "/tr", "/th", "/td", "/code"}  # fmt: skip
    assert tags.count("td") == 2
    outside = re.sub(r"<code>.*?</code>", "", html, flags=re.DOTALL)
    assert "@" not in outside
    assert spaced(other) == "" or "<code>" in html
