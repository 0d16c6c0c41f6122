"""``opsgate status``."""

import datetime
from pathlib import Path

import click

from opsgate.doors import options as opt
from opsgate.doors.cli import emit, shared
from opsgate.doors.commands.check import refuse
from opsgate.doors.gating import standing
from opsgate.doors.project import setup
from opsgate.edges.output.paint import Paint
from opsgate.edges.output.status import render_document, render_json, render_matrix
from opsgate.knowing.kind import Level
from opsgate.running.gating import Ask


@click.command("status")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--release", metavar="[PRODUCT@]ID", help="Only what this release needs.")
@click.option("--published", is_flag=True, help="Count what is due after the release too.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the matrix.")
@shared(opt.output, opt.level, opt.as_of, opt.config, opt.color, opt.debug)
def command(
    paths: tuple[str, ...],
    release: str | None,
    published: bool,
    form: str,
    output: str | None,
    level: Level | None,
    as_of: datetime.date | None,
    config_file: Path | None,
    color: str,
    debug: bool,
) -> int:
    """Show how far documents are: their gates, the steps of their procedure, and what to do next."""
    project = setup(Path.cwd(), config_file)
    if project.findings:
        return refuse(project, color)
    ask = Ask(
        release=release, published=published, level=level, as_of=as_of, simulate=True, allow_dirty=True, debug=debug
    )
    verdict, found = standing(project, paths, ask)
    paint = Paint(colour=opt.colour(color) and output is None)
    if form == "json":
        emit(render_json(verdict, found), output)
    elif len(found) == 1 and paths:
        emit(render_document(found[0], paint), output)
    else:
        emit(render_matrix(found, paint), output)
    return 0
