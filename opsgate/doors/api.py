"""opsgate as a library: what the commands do, without a terminal."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from opsgate import __version__
from opsgate.knowing.config import Config, find_config, read_config
from opsgate.knowing.corpus import Reader, Skipped, named_paths
from opsgate.knowing.facts import Facts, today
from opsgate.knowing.kind import Level
from opsgate.knowing.kinds import Kinds
from opsgate.knowing.policy import Policy
from opsgate.reading.document import read_document
from opsgate.running.base import base_policy, head_policy
from opsgate.running.engine import fault_findings
from opsgate.running.gating import Ask, GateRun
from opsgate.running.outcome import Entry
from opsgate.running.plan import config_faults
from opsgate.running.report import Report, ordered
from opsgate.running.verdict import Verdict
from opsgate.running.work import Job, run
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


def gate(
    project: Setup,
    paths: Sequence[str] = (),
    ask: Ask | None = None,
    *,
    policy_from: str | None = None,
    allow_empty: bool = False,
    base: Path | None = None,
) -> Verdict:
    """Verdict over the gates of the project's documents, or of those that ``paths`` names or a release needs.

    ``policy_from`` names the revision whose configuration, kinds, waivers, roles and keys judge. Raises NothingChecked
    where there is no gate to judge, OpsgateError for what makes no sense.
    """
    facts = Facts(project.config.root)
    head = head_policy(project.config)
    if policy_from is None:
        verdict, nothing = _gate(project.config, project.kinds, head, head, facts, paths, ask or Ask(), base)
    else:
        with base_policy(project.config, facts, policy_from) as (config, kinds, policy):
            verdict, nothing = _gate(config, kinds, policy, head, facts, paths, ask or Ask(), base)
    if not verdict.gates and not verdict.problems and not allow_empty:
        raise NothingChecked(nothing)
    return verdict


def _gate(
    config: Config, kinds: Kinds, policy: Policy, head: Policy, facts: Facts,
    paths: Sequence[str], ask: Ask, base: Path | None,
) -> tuple[Verdict, str]:  # fmt: skip
    listed = Reader(config, kinds, ask.level).paths()
    chosen = named_paths(config.root, paths, base or Path.cwd(), listed) if paths else []
    day = today(config.data.get("timezone"))
    run = GateRun(
        config, kinds, policy, head, facts, day, sorted({*listed, *chosen}), replace(ask, paths=tuple(chosen))
    )
    return run.run(), run.nothing


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


__all__ = ["Ask", "NothingChecked", "OpsgateError", "Options", "Report", "Setup", "Verdict", "check", "gate", "setup"]
