"""``opsgate import notion``: make a tree of documents of a Notion export."""

from pathlib import Path

import click

from opsgate.doors import options as opt
from opsgate.doors.cli import emit, shared
from opsgate.doors.commands.check import refuse
from opsgate.doors.project import setup
from opsgate.edges.exchange.notion.archive import opened
from opsgate.edges.exchange.notion.plan import NONE, plan
from opsgate.edges.exchange.notion.summary import summary
from opsgate.edges.exchange.tree import refuse_overwriting, write_all
from opsgate.knowing.kind import Level
from opsgate.words.errors import OpsgateError


@click.command("notion")
@click.argument("export", type=click.Path(path_type=Path), metavar="EXPORT.zip")
@click.option("--to", default="docs", show_default=True, metavar="FOLDER", type=click.Path(path_type=Path),
              help="Where to write; a file that exists is never replaced.")  # fmt: skip
@click.option("--kind", "said", multiple=True, metavar="DATABASE=KIND",
              help=f"Say of which kind a database is, or that it is of {NONE}.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show what would become what, and write nothing.")
@shared(opt.level, opt.config, opt.color, opt.debug)
def command(
    export: Path,
    to: Path,
    said: tuple[str, ...],
    dry_run: bool,
    level: Level | None,
    config_file: Path | None,
    color: str,
    debug: bool,
) -> int:
    """Make documents of a Notion export (“Markdown & CSV”): the zip, or the folder that it was unzipped to.

    Databases with the columns of a kind become documents of that kind, with their relations; other pages become plain
    Markdown, and attachments are copied. What has no place is kept in a comment. All of it is written, or nothing.
    """
    project = setup(Path.cwd(), config_file)
    if project.findings:
        return refuse(project, color)
    with opened(export) as archive:
        found = plan(
            archive,
            project.kinds.all(),
            level or project.config.level,
            said_level=level is not None,
            said_kinds=dict(_pair(item) for item in said),
        )
        if dry_run:
            refuse_overwriting(to, found.outputs)
        else:
            write_all(to, found.outputs)
    emit(summary(found, to.as_posix(), dry=dry_run, colour=opt.colour(color)), None)
    return 0


def _pair(item: str) -> tuple[str, str]:
    name, equals, kind = item.rpartition("=")
    if not equals or not name.strip() or not kind.strip():
        raise OpsgateError(f"`--kind {item}` is not DATABASE=KIND, such as `--kind Procedures=runbook`")
    return name.strip(), kind.strip()
