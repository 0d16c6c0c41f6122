"""Findings for people: place, severity, rule, message, an excerpt with a caret, and a hint."""

from opsgate.edges.output.paint import Paint, visible
from opsgate.edges.output.plain import counted
from opsgate.running.report import Report
from opsgate.words.finding import Finding, Severity
from opsgate.words.text import Text

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_WIDTH = 100


def render(report: Report, paint: Paint, *, excerpts: bool) -> str:
    """The report as text; ``excerpts`` shows the line that each finding stands in."""
    lines = []
    for finding in report.open:
        lines.append(_head(finding, paint))
        if excerpts:
            lines.extend(_excerpt(finding, report.texts.get(finding.path), paint))
        for related in finding.related:
            at = related.region
            lines.append(f"  {paint('dim', 'see:')} {visible(at.path)}:{at.start.line}:{at.start.column}")
        if finding.hint:
            lines.append(f"  {paint('dim', 'hint:')} {visible(finding.hint)}")
        if excerpts:
            lines.append("")
    lines.append(_summary(report, paint))
    return "\n".join(lines) + "\n"


def _head(finding: Finding, paint: Paint) -> str:
    at = finding.region.start
    place = paint("bold", f"{visible(finding.path)}:{at.line}:{at.column}:")
    severity = paint(_COLOURS[finding.severity], str(finding.severity))
    return f"{place} {severity} {finding.rule} {paint('bold', finding.name)}: {visible(finding.message)}"


def _excerpt(finding: Finding, text: Text | None, paint: Paint) -> list[str]:
    """The line of the finding with carets under it; long lines are cut around the place."""
    start, end = finding.region.start, finding.region.end
    if text is None or start.line > len(text.starts):
        return []
    line = text.line(start.line)
    if not line.strip():
        return []
    last = end.column if end.line == start.line else len(line) + 1
    width = max(1, min(last, len(line) + 1) - start.column)
    left = max(0, start.column - 1 - _WIDTH // 2) if len(line) > _WIDTH else 0
    shown = line[left : left + _WIDTH]
    before = _cells(visible(line[left : start.column - 1]))
    marked = _cells(visible(line[start.column - 1 : start.column - 1 + min(width, _WIDTH)])) or 1
    number = str(start.line)
    carets = paint(_COLOURS[finding.severity], "^" * min(marked, max(1, _WIDTH - before)))
    return [
        f"  {paint('dim', number + ' |')} {visible(shown).rstrip()}",
        f"  {' ' * len(number)} {paint('dim', '|')} {' ' * before}{carets}",
    ]


def _cells(text: str) -> int:
    """Columns that a terminal gives to a text: two for wide characters, none for combining ones."""
    import unicodedata  # noqa: PLC0415 - only where something is shown

    total = 0
    for character in text:
        if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
            continue
        total += 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
    return total


def _summary(report: Report, paint: Paint) -> str:
    documents = counted(len(report.documents), "document")
    counts = [
        (report.count(severity), str(severity), _COLOURS[severity]) for severity in reversed(Severity) if severity
    ]
    found = ", ".join(paint(colour, counted(number, name)) for number, name, colour in counts if number)
    rest = f", {report.suppressed} suppressed" if report.suppressed else ""
    rest += f", {len(report.baselined)} accepted by the baseline" if report.baselined else ""
    rest += f" ({counted(len(report.skipped), 'other file')} of no kind)" if report.skipped else ""
    if report.since:
        rest = f" that {visible(report.since)} had not{rest}"
    rest += _mendable(report, paint)
    if not found:
        return f"{paint('green', 'clean:')} {documents}, no {'new ' if report.baselined else ''}findings{rest}"
    return f"{documents}: {found}{rest}"


def _mendable(report: Report, paint: Paint) -> str:
    """How many of the findings a fix could mend, or nothing."""
    fixes = [finding.fix for finding in report.open if finding.fix]
    safe = sum(1 for fix in fixes if fix.safe)
    more = len(fixes) - safe
    if not fixes:
        return ""
    if not safe:
        return paint("dim", f"; {more} of them can be mended with --unsafe-fixes")
    besides = f" ({more} more with --unsafe-fixes)" if more else ""
    return paint("dim", f"; {safe} of them can be mended with --fix{besides}")
