"""A check run over a project."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from opsgate import __version__
from opsgate.doors.project import Setup
from opsgate.knowing.config import Config
from opsgate.knowing.corpus import Reader, Skipped, named_paths
from opsgate.knowing.facts import today
from opsgate.knowing.kind import Level
from opsgate.reading.document import read_document
from opsgate.running.outcome import Entry
from opsgate.running.report import Report, ordered
from opsgate.running.work import Job, run
from opsgate.words.errors import NothingChecked
from opsgate.words.finding import Finding
from opsgate.words.text import Text


@dataclass(frozen=True)
class Options:
    """What a caller may ask of a check run."""

    level: Level | None = None
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    as_of: datetime.date | None = None
    allow_empty: bool = False
    debug: bool = False
    excerpts: bool = False
    cached: bool = True
    jobs: int = 0


def check(
    project: Setup, paths: Sequence[str] = (), options: Options | None = None, base: Path | None = None
) -> Report:
    """Findings in the project's documents, or in those of them that ``paths`` (relative to ``base``) names.

    Raises NothingChecked where the repository holds no document, OpsgateError for a path or rule that does not exist.
    """
    options = options or Options()
    job = Job(project.config, project.kinds, options.level, options.select, options.ignore, options.debug)
    reader = Reader(project.config, project.kinds, options.level)
    listed = reader.paths()
    chosen = named_paths(project.config.root, paths, base or Path.cwd(), listed) if paths else listed
    documents: list[Entry] = []
    skipped: list[Skipped] = []
    findings: list[Finding] = []
    for outcome in run(job, chosen, jobs=options.jobs, cached=options.cached):
        findings.extend(outcome.findings)
        if isinstance(outcome.what, Skipped):
            skipped.append(outcome.what)
        else:
            documents.append(outcome.what)
    report = Report(
        version=__version__,
        as_of=options.as_of or today(),
        level=reader.level,
        documents=tuple(documents),
        skipped=tuple(skipped),
        findings=ordered(findings),
        texts=_texts(project.config.root, findings) if options.excerpts else {},
    )
    if not documents and not options.allow_empty and (not paths or not reader.any_document(listed)):
        raise NothingChecked(_nothing(project.config, chosen, skipped), report)
    return report


def _texts(root: Path, findings: Sequence[Finding]) -> dict[str, Text]:
    """Texts of the files that findings stand in, as they are now."""
    return {path: read_document(root, path).text for path in {finding.path for finding in findings}}


def _nothing(config: Config, chosen: Sequence[str], skipped: Sequence[Skipped]) -> str:
    if not chosen:
        return f"no Markdown files below {config.root}; `opsgate new runbook` writes a first document"
    return (
        f"none of {len(skipped)} Markdown files declares a kind; add `kind: runbook` to a front matter, map paths "
        "to kinds in opsgate.toml, or start with `opsgate new runbook`"
    )
