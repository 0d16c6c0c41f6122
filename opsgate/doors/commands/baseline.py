"""``opsgate baseline``."""

import datetime
from pathlib import Path

import click

from opsgate.doors import options as opt
from opsgate.doors.checking import Options, check
from opsgate.doors.cli import shared
from opsgate.doors.commands.check import refuse
from opsgate.doors.project import setup
from opsgate.edges.files import write_whole
from opsgate.edges.output.paint import visible
from opsgate.knowing.config import Config
from opsgate.knowing.kind import Level
from opsgate.running.baseline import Baseline, accepting, baseline_file, load_baseline, render_baseline


@click.command("baseline")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--prune", is_flag=True, help="Only take out what is gone; accept nothing new.")
@click.option("--output", "-o", metavar="FILE", help="The baseline, instead of the configured one.")
@shared(opt.level, opt.as_of, opt.config, opt.color, opt.debug)
def command(
    paths: tuple[str, ...],
    prune: bool,
    output: str | None,
    level: Level | None,
    as_of: datetime.date | None,
    config_file: Path | None,
    color: str,
    debug: bool,
) -> int:
    """Accept the findings that there are today, so that `opsgate check --baseline` shows only new ones.

    With PATH only the findings in those documents; what is accepted elsewhere stays. Gates accept nothing.
    """
    project = setup(Path.cwd(), config_file)
    if project.findings:
        return refuse(project, color)
    file = baseline_file(project.config, output or "")
    assert file is not None
    old = load_baseline(project.config, file) if file.exists() else Baseline()
    report = check(project, paths, Options(level=level, as_of=as_of, debug=debug, baselined=False, allow_empty=prune))
    named = {*(item.path for item in report.documents), *(item.path for item in report.skipped)} if paths else None
    counts = accepting(report.findings, old, lambda path: named is None or path in named, prune=prune)
    if counts == old.counts and (file.exists() or not counts):
        click.echo(f"{_name(file)}: nothing to change, {_findings(counts.total())} accepted")
        return 0
    write_whole(file, render_baseline(counts))
    new, gone = (counts - old.counts).total(), (old.counts - counts).total()
    click.echo(f"{_name(file)}: {_findings(counts.total())} accepted, {new} new, {gone} taken out")
    _next(project.config, output)
    return 0


def _next(config: Config, output: str | None) -> None:
    """How to use it, where nothing says so yet."""
    if "baseline" not in config.data:
        name = output or baseline_file(config, "")
        assert name is not None
        click.echo(f'commit it, and write `baseline = "{_name(Path(name))}"` into the configuration, '
                   "or say `opsgate check --baseline`")  # fmt: skip


def _name(file: Path) -> str:
    here = Path.cwd()
    return visible(file.relative_to(here).as_posix() if file.is_relative_to(here) else file.as_posix())


def _findings(number: int) -> str:
    return f"{number} finding{'' if number == 1 else 's'}"
