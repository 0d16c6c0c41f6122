"""What a baseline takes out of a report, and what it adds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from opsgate.knowing.config import Config
from opsgate.running.baseline import Baseline, Key
from opsgate.running.report import Report, ordered
from opsgate.words.finding import Severity


def without_accepted(
    report: Report, baseline: Baseline, config: Config, *, stale_in: Sequence[str] | None, tell: bool
) -> Report:
    """The report without accepted findings; with ``tell`` also what is accepted and gone, in the files ``stale_in``
    or, where that is None, in all of the project.
    """
    new, accepted, left = baseline.split(report.findings)
    if tell:
        files = None if stale_in is None else frozenset(stale_in)
        gone: Counter[Key] = Counter({key: count for key, count in left.items() if files is None or key.path in files})
        said = config.severity("OG808", "stale-baseline", None)
        severity = Severity[said.upper()] if said else Severity.WARNING
        new += [replace(finding, severity=severity) for finding in baseline.stale(gone) if severity]
    texts = {**report.texts, baseline.path: baseline.text} if report.texts else report.texts
    return replace(report, findings=ordered(new), baselined=ordered(accepted), texts=texts)
