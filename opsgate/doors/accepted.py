"""What a baseline takes out of a report, and what it adds."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from opsgate.knowing.config import Config
from opsgate.running.baseline import Baseline, gone
from opsgate.running.report import Report, ordered
from opsgate.words.finding import Finding, Severity


def without_accepted(
    report: Report, baseline: Baseline, config: Config, *,
    old: Iterable[Finding], stale_in: Sequence[str] | None, tell: bool,
) -> Report:  # fmt: skip
    """The report without accepted findings; with ``tell`` also what is accepted and gone, in the files ``stale_in``
    or, where that is None, in all of the project.

    ``old`` are findings that the report leaves out although they are there: what accepts them accepts nothing else.
    """
    _, _, left = baseline.split(old)
    new, accepted, left = replace(baseline, counts=left).split(report.findings)
    texts = report.texts
    if tell:
        files = None if stale_in is None else frozenset(stale_in)
        mended = gone(left, new, lambda path: files is None or path in files)
        said = config.severity("OG808", "stale-baseline", None)
        severity = Severity[said.upper()] if said else Severity.WARNING
        new += [replace(finding, severity=severity) for finding in baseline.stale(mended) if severity]
        texts = {**texts, baseline.path: baseline.text} if mended else texts
    return replace(report, findings=ordered(new), baselined=ordered(accepted), texts=texts)
