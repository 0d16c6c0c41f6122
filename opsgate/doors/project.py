"""A project as the commands see it: its configuration and kinds, and what is wrong with either."""

from dataclasses import dataclass
from pathlib import Path

from opsgate.knowing.config import Config, find_config, read_config
from opsgate.knowing.kinds import Kinds
from opsgate.running.engine import fault_findings
from opsgate.running.plan import config_faults
from opsgate.running.report import ordered
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
    config = read_config(config_file.absolute()) if config_file else find_config(start)
    if config.faults:
        kinds = Kinds()
    else:
        kinds = Kinds(folder for folder in config.kind_folders if folder.is_dir())
        kinds.all() if kinds.own else None
    findings: list[Finding] = []
    texts: dict[str, Text] = {}
    faults = config.faults or tuple(config_faults(config, kinds))
    if kinds.own:
        from opsgate.running.criteria import criterion_faults  # noqa: PLC0415 - the predicates cost 30 ms

        criterion_faults(kinds)
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
