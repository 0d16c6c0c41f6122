"""Findings as JUnit's XML, for every CI that shows test results: a suite is a document, a case is a finding."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape

from opsgate.edges.output.gatereport import command_of, said_of
from opsgate.edges.output.paint import visible
from opsgate.edges.output.plain import REPOSITORY, Told, told
from opsgate.running.report import Report
from opsgate.words.finding import Severity

_CLEAN = {"check": "no findings", "gate": "every gate that is due passed"}
_ONE_SKIPPED = 'tests="1" failures="0" errors="0" skipped="1"'


def render(report: Report) -> str:
    """The report as test results.

    What fails the run is a failure. A finding that weighs less is skipped, with what it says, and so is neither red nor
    green, as are findings that are suppressed or that a baseline accepts. A document without findings is a case that
    passed; nothing checked at all is a case that was skipped.
    """
    suites: defaultdict[str, list[Told]] = defaultdict(list, {entry.path: [] for entry in report.documents})
    for item in told(report):
        suites[item.finding.path].append(item)
    name = f"opsgate {command_of(report)}"
    clean = "no new findings" if report.since else _CLEAN[command_of(report)]
    counts = _counts(name, list(suites.values()), report.fail_on) if suites else f' name="{name}" {_ONE_SKIPPED}'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites{counts}>"]
    for path in sorted(suites):
        lines.extend(_suite(path, suites[path], said_of(report), clean, report.fail_on))
    if not suites:
        lines.extend(_nothing(name, "; ".join(said_of(report))))
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _nothing(name: str, said: str) -> Iterator[str]:
    """A suite whose only case was skipped, where nothing was looked at."""
    yield f'  <testsuite name="{name}" {_ONE_SKIPPED}>'
    yield f'    <testcase classname="{name}" name="documents">'
    yield f'      <skipped message="{_xml(said)}"/>'
    yield "    </testcase>"
    yield "  </testsuite>"


def _counts(name: str, suites: Sequence[Sequence[Told]], fail_on: Severity) -> str:
    """The attributes of one or several suites; a suite without findings is one case."""
    items = [item for suite in suites for item in suite]
    tests = sum(max(1, len(suite)) for suite in suites)
    failures = sum(not _why(item, fail_on) for item in items)
    skipped = len(items) - failures
    return f' name="{_xml(name)}" tests="{tests}" failures="{failures}" errors="0" skipped="{skipped}"'


def _suite(path: str, items: list[Told], said: tuple[str, ...], clean: str, fail_on: Severity) -> Iterator[str]:
    yield f"  <testsuite{_counts(_named(path), [items], fail_on)}>"
    if said:
        yield f'    <properties><property name="opsgate" value="{_xml("; ".join(said))}"/></properties>'
    if not items:
        yield f'    <testcase classname="{_xml(path)}" name="{clean}"/>'
    for item in items:
        yield from _case(item, fail_on)
    yield "  </testsuite>"


def _case(item: Told, fail_on: Severity) -> Iterator[str]:
    """A finding; its name has no line number in it, so that the history of a case goes on when lines are added."""
    finding, at = item.finding, item.finding.region.start
    _, _, number = item.identity.partition(":")
    name = f"{finding.rule} {finding.name} {finding.place}".rstrip() + (f" ({number})" if number else "")
    path, why = _named(finding.path), _why(item, fail_on)
    file = "" if path != finding.path else f' file="{_xml(path)}" line="{at.line}"'
    yield f'    <testcase classname="{_xml(path)}" name="{_xml(name)}"{file}>'
    place = path if path != finding.path else f"{path}:{at.line}:{at.column}"
    see = [f"  see: {at.region.path}:{at.region.start.line}:{at.region.start.column}" for at in finding.related]
    hint = [f"  hint: {finding.hint}"] if finding.hint else []
    head = f"{place}: {finding.severity} {finding.rule} {finding.name}: {finding.message}"
    body = "\n".join(_xml(line) for line in (head, *see, *hint))
    if why:
        yield f'      <skipped message="{_xml(f"{why}: {place}: {finding.message}")}">{body}</skipped>'
    else:
        said = _xml(f"{place}: {finding.message}")
        yield f'      <failure type="{finding.severity}" message="{said}">{body}</failure>'
    yield "    </testcase>"


def _named(path: str) -> str:
    return "the repository" if path == REPOSITORY else path


def _why(item: Told, fail_on: Severity) -> str:
    """Why a finding does not fail the run; empty where it does."""
    if item.finding.suppressed is not None:
        return f"suppressed ({item.finding.suppressed})"
    if item.baselined:
        return "accepted by the baseline"
    return "" if item.finding.severity >= fail_on else str(item.finding.severity)


def _xml(text: str) -> str:
    """Text for an element or an attribute; what XML cannot hold, and control characters, are spelt out."""
    return escape(visible(text))
