"""opsgate as a library: what the commands do, without a terminal."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from opsgate import __version__
from opsgate.judging.check import Project
from opsgate.knowing.config import Config, find_config, read_config
from opsgate.knowing.corpus import Corpus, Reader, Skipped, named_paths
from opsgate.knowing.facts import today
from opsgate.knowing.kind import Level
from opsgate.knowing.kinds import Kinds
from opsgate.running.engine import fault_findings, judge
from opsgate.running.gates import judge_gates
from opsgate.running.plan import Plan, config_faults
from opsgate.running.report import Entry, Report, ordered
from opsgate.running.verdict import Verdict
from opsgate.words.errors import NothingChecked, OpsgateError
from opsgate.words.finding import Finding
from opsgate.words.text import Text


@dataclass(frozen=True)
class Setup:
    """A project as configured: its settings, its kinds, and what is wrong with either."""

    config: Config
    kinds: Kinds
    findings: tuple[Finding, ...]
    texts: dict[str, Text]


def setup(start: Path, config_file: Path | None = None) -> Setup:
    """Read the configuration and kinds that hold in a folder; faults are findings, and nothing may run with any."""
    config = read_config(config_file) if config_file else find_config(start)
    if config.faults:
        kinds = Kinds()
    else:
        kinds = Kinds(folder for folder in config.kind_folders if folder.is_dir())
        kinds.all() if kinds.own else None
    findings: list[Finding] = []
    texts: dict[str, Text] = {}
    faults = config.faults or tuple(config_faults(config, kinds))
    if config.path:
        texts[config.path] = config.text
        findings.extend(fault_findings(config.path, config.text, faults))
    for file in kinds.files:
        path = _relative(file.path, config.root)
        texts[path] = file.text
        findings.extend(fault_findings(path, file.text, file.faults))
    return Setup(config, kinds, ordered(findings), texts)


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


@dataclass(frozen=True)
class Options:
    """What a caller may ask of a check run."""

    level: Level | None = None
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    as_of: datetime.date | None = None
    allow_empty: bool = False
    debug: bool = False


def check(
    project: Setup, paths: Sequence[str] = (), options: Options | None = None, base: Path | None = None
) -> Report:
    """Findings in the project's documents, or in those of them that ``paths`` (relative to ``base``) names.

    Raises NothingChecked where the repository holds no document, OpsgateError for a path or rule that does not exist.
    """
    options = options or Options()
    plan = Plan(project.config, options.select, options.ignore)
    reader = Reader(project.config, project.kinds, options.level)
    listed = reader.paths()
    chosen = named_paths(project.config.root, paths, base or Path.cwd(), listed) if paths else listed
    corpus = reader.corpus(chosen)
    if not corpus.subjects and not options.allow_empty and (not paths or not reader.any_document(listed)):
        raise NothingChecked(_nothing(project.config, chosen, corpus.skipped))
    checks = Project(project.kinds.names, project.config.unknown_fields)
    findings: list[Finding] = []
    for subject in corpus.subjects:
        findings.extend(judge(subject, plan, checks, debug=options.debug))
    return Report(
        version=__version__,
        as_of=options.as_of or today(),
        level=reader.level,
        documents=tuple(Entry(s.document.path, s.kind.name, s.level, s.status) for s in corpus.subjects),
        skipped=tuple(corpus.skipped),
        findings=ordered(findings),
        texts=_texts(corpus, findings),
    )


def gate(
    project: Setup,
    paths: Sequence[str] = (),
    *,
    level: Level | None = None,
    as_of: datetime.date | None = None,
    stage: str | None = None,
    allow_empty: bool = False,
    base: Path | None = None,
) -> Verdict:
    """Verdicts of the gates of the project's documents, or of those that ``paths`` names.

    Raises NothingChecked where there is no document to judge.
    """
    reader = Reader(project.config, project.kinds, level)
    listed = reader.paths()
    chosen = named_paths(project.config.root, paths, base or Path.cwd(), listed) if paths else listed
    corpus = reader.corpus(chosen)
    if not corpus.subjects and not allow_empty:
        raise NothingChecked(_nothing(project.config, chosen, corpus.skipped))
    stages = (stage,) if stage else ("entrance", "exit")
    gates = [v for subject in corpus.subjects for v in judge_gates(subject, project.config, project.kinds, stages)]
    partial = bool(paths or stage)
    return Verdict(__version__, as_of or today(), reader.level, partial, tuple(gates))


def _texts(corpus: Corpus, findings: Sequence[Finding]) -> dict[str, Text]:
    """Texts of the files that findings stand in; the others need not be kept."""
    wanted = {finding.path for finding in findings}
    texts = {subject.document.path: subject.document.text for subject in corpus.subjects}
    for subject in corpus.subjects:
        texts.update(subject.beside)
    return {path: text for path, text in texts.items() if path in wanted}


def _nothing(config: Config, chosen: Sequence[str], skipped: Sequence[Skipped]) -> str:
    if not chosen:
        return f"no Markdown files below {config.root}; `opsgate new runbook` writes a first document"
    return (
        f"none of {len(skipped)} Markdown files declares a kind; add `kind: runbook` to a front matter, map paths "
        "to kinds in opsgate.toml, or start with `opsgate new runbook`"
    )


__all__ = ["NothingChecked", "OpsgateError", "Options", "Report", "Setup", "check", "gate", "setup"]
