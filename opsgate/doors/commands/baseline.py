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
from opsgate.edges.output.plain import counted
from opsgate.knowing.kind import Level
from opsgate.running.baseline import Baseline, accepting, baseline_file, baseline_path, load_baseline, render_baseline


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

    With PATH only the findings in those documents; what is accepted elsewhere stays, and what is accepted at the
    configured level when --level names another. Gates accept nothing.
    """
    project = setup(Path.cwd(), config_file)
    if project.findings:
        return refuse(project, color)
    file = baseline_file(project.config, output or "")
    assert file is not None
    name = visible(baseline_path(project.config, file))
    old = load_baseline(project.config, file) if file.exists() else Baseline()
    report = check(project, paths, Options(level=level, as_of=as_of, debug=debug, baselined=False, allow_empty=prune))
    named = {*(item.path for item in report.documents), *(item.path for item in report.skipped)} if paths else None
    usual = level in (None, project.config.level)
    counts = accepting(report.findings, old, lambda path: usual and (named is None or path in named), prune=prune)
    if counts == old.counts and (file.exists() or not counts):
        click.echo(f"{name}: nothing to change, {counted(counts.total(), 'finding')} accepted")
        return 0
    write_whole(file, render_baseline(counts))
    new, gone = (counts - old.counts).total(), (old.counts - counts).total()
    click.echo(f"{name}: {counted(counts.total(), 'finding')} accepted, {new} new, {gone} taken out")
    if "baseline" not in project.config.data:
        option = "--baseline" if output is None else f"--baseline={visible(output)}"
        click.echo(
            f'commit it, and write `baseline = "{name}"` into the configuration, or say `opsgate check {option}`'
        )
    return 0
