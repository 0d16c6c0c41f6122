"""A check run over a project."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from opsgate import __version__
from opsgate.doors.accepted import without_accepted
from opsgate.doors.project import Setup
from opsgate.judging.check import Outside
from opsgate.knowing.config import Config
from opsgate.knowing.corpus import Overlay, Reader, Skipped, named_paths, overlaid
from opsgate.knowing.facts import Facts, today
from opsgate.knowing.files import Files
from opsgate.knowing.kind import Level
from opsgate.knowing.policy import Policy
from opsgate.reading.document import loaded_document
from opsgate.running.baseline import baseline_file, load_baseline
from opsgate.running.change import change_since, change_staged
from opsgate.running.report import Report, ordered
from opsgate.running.survey import Asked, survey, survey_change
from opsgate.running.work import Job
from opsgate.words.errors import NothingChecked
from opsgate.words.finding import Finding, Severity
from opsgate.words.text import Text


@dataclass(frozen=True)
class Options:
    """What a caller may ask of a check run.

    ``ask`` gives the answers of web addresses. ``baseline`` names the file of accepted findings, instead of the
    configured one; not ``baselined``, none is read. ``fail_on`` is the severity that fails the run, instead of the
    configured one.
    """

    level: Level | None = None
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    as_of: datetime.date | None = None
    allow_empty: bool = False
    debug: bool = False
    excerpts: bool = False
    cached: bool = True
    jobs: int = 0
    since: str | None = None
    staged: bool = False
    ask: Asked | None = None
    baseline: str | None = None
    baselined: bool = True
    fail_on: Severity | None = None


def check(
    project: Setup, paths: Sequence[str] = (), options: Options | None = None, base: Path | None = None
) -> Report:
    """Findings in the project's documents, or in those of them that ``paths`` (relative to ``base``) names.

    With ``since`` (a revision) or ``staged``, only those that the change since then, or to be committed, adds.
    Raises NothingChecked where the repository holds no document, OpsgateError for a path, rule or revision that does
    not exist.
    """
    options = options or Options()
    config = project.config
    job = Job(config, project.kinds, options.level, options.select, options.ignore, options.debug)
    reader = Reader(config, project.kinds, options.level)
    listed = reader.paths()
    chosen = named_paths(config.root, paths, base or Path.cwd(), listed) if paths else listed
    as_of = options.as_of or today(config.timezone)
    file = baseline_file(config, options.baseline) if options.baselined else None
    baseline = load_baseline(config, file) if file else None
    outside = Outside(as_of, Facts(config.root), Files(config.root, config.slugs), config, Policy(config, {}))
    overlay: Overlay = {}
    if options.since or options.staged:
        change = change_staged(outside.facts) if options.staged else change_since(outside.facts, options.since or "")
        asked, overlay = chosen if paths else None, change.after
        found = survey_change(job, asked, outside, change, jobs=options.jobs, cached=options.cached, ask=options.ask)
    else:
        found = survey(job, listed, chosen, outside, jobs=options.jobs, cached=options.cached, ask=options.ask)
    report = Report(
        version=__version__,
        as_of=as_of,
        level=reader.level,
        documents=tuple(found.documents),
        skipped=tuple(found.skipped),
        findings=ordered(found.findings),
        texts=_texts(config.root, found.findings, overlay) if options.excerpts else {},
        since="HEAD" if options.staged else options.since or "",
        fail_on=options.fail_on or Severity[str(config.data.get("fail-on", "error")).upper()],
    )
    if baseline is not None:
        partly = bool(options.select or options.ignore or report.since) or options.level not in (None, config.level)
        report = without_accepted(report, baseline, config, old=found.old, stale_in=chosen if paths else None,
                                  tell=not partly)  # fmt: skip
    if not found.documents and not options.allow_empty and (not paths or not reader.any_document(listed)):
        raise NothingChecked(_nothing(config, chosen, found.skipped), report)
    return report


def _texts(root: Path, findings: Sequence[Finding], overlay: Overlay) -> dict[str, Text]:
    """Texts of the files that findings stand in, as they were checked."""
    paths = {finding.path for finding in findings}
    return {path: loaded_document(path, overlaid(root, path, overlay)).text for path in paths}


def _nothing(config: Config, chosen: Sequence[str], skipped: Sequence[Skipped]) -> str:
    if not chosen:
        return f"no Markdown files below {config.root}; `opsgate new runbook` writes a first document"
    return (
        f"none of {len(skipped)} Markdown files declares a kind; add `kind: runbook` to a front matter, map paths "
        "to kinds in opsgate.toml, or start with `opsgate new runbook`"
    )
