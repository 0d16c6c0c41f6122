"""The result of a run: what formatters print and scripts read."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from opsgate.knowing.corpus import Skipped
from opsgate.running.outcome import Entry
from opsgate.words.finding import Finding, Severity
from opsgate.words.text import Text


@dataclass(frozen=True)
class Report:
    """All that a run found. ``texts`` holds texts of files that findings stand in, where excerpts were asked for.

    Findings of the severity ``fail_on`` and heavier ones fail the run.
    ``since`` names the state before a change, where only what the change adds was asked for; ``baselined`` are the
    findings that a baseline accepts, which are not among the others.
    """

    version: str
    as_of: datetime.date
    level: str
    documents: tuple[Entry, ...]
    skipped: tuple[Skipped, ...]
    findings: tuple[Finding, ...]
    texts: dict[str, Text]
    since: str = ""
    baselined: tuple[Finding, ...] = ()
    fail_on: Severity = Severity.ERROR

    @property
    def open(self) -> list[Finding]:
        """Findings that nobody suppressed."""
        return [finding for finding in self.findings if finding.suppressed is None]

    def count(self, severity: Severity) -> int:
        return sum(1 for finding in self.open if finding.severity is severity)

    @property
    def suppressed(self) -> int:
        return len(self.findings) - len(self.open)

    @property
    def failed(self) -> bool:
        return any(finding.severity >= self.fail_on for finding in self.open)


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in their total order."""
    return tuple(sorted(findings, key=lambda finding: finding.order))
