"""``opsgate import notion``: make a tree of documents of a Notion export."""

import os
import sys
from pathlib import Path

import click

from opsgate.doors.project import setup
from opsgate.edges.exchange.notion.archive import opened
from opsgate.edges.exchange.notion.plan import NONE, plan
from opsgate.edges.exchange.notion.summary import summary
from opsgate.edges.exchange.notion.write import refuse_overwriting, write_all
from opsgate.edges.output.paint import wants_colour
from opsgate.words.errors import OpsgateError


@click.command("notion")
@click.argument("export", type=click.Path(path_type=Path), metavar="EXPORT.zip")
@click.option("--to", default="docs", show_default=True, metavar="FOLDER", type=click.Path(path_type=Path),
              help="Where to write; a file that exists is never replaced.")  # fmt: skip
@click.option(
    "--level", type=click.Choice(["hobby", "product"]), help="Level of the documents (default: as configured)."
)
@click.option("--kind", "said", multiple=True, metavar="DATABASE=KIND",
              help=f"Say of which kind a database is, or that it is of {NONE}.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show what would become what, and write nothing.")
@click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Configuration file.")
@click.option("--debug", is_flag=True, hidden=True)
def command(
    export: Path,
    to: Path,
    level: str | None,
    said: tuple[str, ...],
    dry_run: bool,
    config: Path | None,
    debug: bool,
) -> None:
    """Make documents of a Notion export (“Markdown & CSV”): the zip, or the folder that it was unzipped to.

    Databases with the columns of a kind become documents of that kind, with their relations; other pages become plain
    Markdown, and attachments are copied. What has no place is kept in a comment. All of it is written, or nothing.
    """
    project = setup(Path.cwd(), config)
    if project.findings:
        raise OpsgateError(f"the configuration has faults; `opsgate check` shows them: {project.findings[0].message}")
    chosen = level or project.config.level
    with opened(export) as archive:
        found = plan(
            archive,
            project.kinds.all(),
            "product" if chosen == "product" else "hobby",
            said_level=level is not None,
            said_kinds=dict(_pair(item) for item in said),
        )
        if dry_run:
            refuse_overwriting(to, found.outputs)
        else:
            write_all(to, found.outputs)
    colour = wants_colour(os.environ, terminal=sys.stdout.isatty())
    click.echo(summary(found, to.as_posix(), dry=dry_run, colour=colour), nl=False, color=True)


def _pair(item: str) -> tuple[str, str]:
    name, equals, kind = item.rpartition("=")
    if not equals or not name.strip() or not kind.strip():
        raise OpsgateError(f"`--kind {item}` is not DATABASE=KIND, such as `--kind Procedures=runbook`")
    return name.strip(), kind.strip()
