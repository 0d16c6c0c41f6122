"""``opsgate gate``."""

import datetime
from pathlib import Path

import click

from opsgate.doors import options as opt
from opsgate.doors.api import gate, setup
from opsgate.doors.cli import emit, shared
from opsgate.doors.commands.check import refuse
from opsgate.edges.output.gate import render_json, render_text
from opsgate.edges.output.paint import Paint
from opsgate.knowing.kind import Level


@click.command("gate")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--stage", type=click.Choice(["entrance", "exit"]), help="Only this gate of each document.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the verdict.")
@shared(opt.output, opt.level, opt.as_of, opt.config, opt.allow_empty, opt.color, opt.debug)
def command(
    paths: tuple[str, ...],
    stage: str | None,
    form: str,
    output: str | None,
    level: Level | None,
    as_of: datetime.date | None,
    config_file: Path | None,
    allow_empty: bool,
    color: str,
    debug: bool,
) -> int:
    """Judge the entrance and exit gates of documents. What cannot be decided is unknown, and unknown does not pass."""
    project = setup(Path.cwd(), config_file)
    if project.findings:
        return refuse(project, color)
    verdict = gate(project, paths, level=level, as_of=as_of, stage=stage, allow_empty=allow_empty)
    if form == "json":
        emit(render_json(verdict), output)
    else:
        emit(render_text(verdict, Paint(colour=opt.colour(color) and output is None)), output)
    return 0 if verdict.verdict == "pass" or (allow_empty and not verdict.gates) else 1
