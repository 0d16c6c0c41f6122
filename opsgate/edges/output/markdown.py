"""Findings and verdicts as Markdown: for comments on pull requests, and for the summary of a step."""

from collections.abc import Iterable, Iterator, Sequence

from opsgate.edges.output.gatereport import command_of, said_of
from opsgate.edges.output.inert import clipped, code, inert, row
from opsgate.edges.output.plain import REPOSITORY, counted, told_open
from opsgate.running.report import Report
from opsgate.words.finding import Finding, Region, Severity

MOST_BYTES = 60_000
"""GitHub refuses a comment of more than 65,536 characters; the rest is for what comes after the tables."""
OPEN_ROWS = 20
"""Rows that are shown at once; more are folded away."""
_LONGEST = 600
_MARKS = {Severity.ERROR: "❌ error", Severity.WARNING: "⚠️ warning", Severity.NOTE: "ℹ️ note"}
_HEAD = ("", "where", "rule", "what, and what to do")


def render(report: Report) -> str:
    """The report for people who review: what it comes to, then a table, the worst first.

    It fits into a comment: what does not is counted.
    """
    found = [item.finding for item in told_open(report)]
    head = [f"<!-- opsgate {command_of(report)} -->", f"### {_title(report)}", "", _about(report)]
    rows = map(_row, found)
    return "\n".join([*head, *table(_HEAD, rows, "`--format json` has them all", total=len(found))]) + "\n"


def _title(report: Report) -> str:
    """The verdict of a gate run, or how many findings there are."""
    said = said_of(report)
    if said:
        return f"opsgate: {inert(said[0])}"
    counts = [(report.count(severity), severity) for severity in reversed(Severity) if severity]
    listed = ", ".join(counted(number, str(severity)) for number, severity in counts if number)
    return f"opsgate: {listed}" if listed else "opsgate: ✅ no findings"


def _about(report: Report) -> str:
    parts = [
        counted(len(report.documents), "document"),
        f"level {report.level}",
        f"as of {report.as_of}",
        *([f"only what {inert(report.since)} had not"] if report.since else []),
        *([f"{report.suppressed} suppressed"] if report.suppressed else []),
        *([f"{len(report.baselined)} accepted by the baseline"] if report.baselined else []),
        f"opsgate {report.version}",
    ]
    return " · ".join(parts)


def _row(finding: Finding) -> tuple[str, ...]:
    return (
        _MARKS[finding.severity],
        where(finding.region),
        f"{finding.rule} {code(finding.name)}",
        advised(finding.message, finding.hint),
    )


def where(region: Region | None) -> str:
    """A place as code; the repository as a whole in words."""
    if region is None or region.path == REPOSITORY:
        return "the repository"
    return code(f"{clipped(region.path, _LONGEST)}:{region.start.line}:{region.start.column}")


def advised(said: str, next: str) -> str:
    """What is wrong, and below it what to do about it."""
    advice = f"<br>→ {inert(clipped(next, _LONGEST))}" if next else ""
    return inert(clipped(said, _LONGEST)) + advice


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], rest: str, *, total: int, room: int = MOST_BYTES
) -> Iterator[str]:
    """Lines of a table, those after the first rows folded away; ``rest`` says where those that do not fit are.

    ``rows``, of which there are ``total``, are asked for only as long as there is room, in bytes.
    """
    if not total:
        return
    made = list(_fitting((row(cells) for cells in rows), room))
    top = [row(head), row("---" for _ in head)]
    yield from ("", *top, *made[:OPEN_ROWS])
    if made[OPEN_ROWS:]:
        yield from ("", f"<details><summary>{len(made) - OPEN_ROWS} more</summary>", "", *top, *made[OPEN_ROWS:])
        yield from ("", "</details>")
    if total > len(made):
        yield from ("", f"And {total - len(made)} more, for which there is no room here: {rest}.")


def _fitting(lines: Iterable[str], room: int) -> Iterator[str]:
    """The first lines that have room, in bytes of UTF-8."""
    for line in lines:
        room -= len(line.encode("utf-8", "replace")) + 1
        if room < 0:
            return
        yield line
