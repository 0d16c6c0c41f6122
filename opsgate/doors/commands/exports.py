"""``opsgate export``."""

from pathlib import Path

import click

from opsgate.doors import options as opt
from opsgate.doors.cli import emit, shared
from opsgate.doors.commands.check import refuse
from opsgate.doors.commands.kind import known
from opsgate.doors.project import setup
from opsgate.edges.exchange.csv.exporting import exported
from opsgate.edges.exchange.csv.table import separator
from opsgate.edges.output.paint import visible
from opsgate.knowing.corpus import Reader, named_paths
from opsgate.knowing.subject import Subject
from opsgate.words.errors import NothingChecked


@click.group("export")
def command() -> None:
    """Make a database of documents: a CSV file."""


@command.command("csv")
@click.argument("kind_name", metavar="KIND")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--delimiter", metavar="CHAR", help="What separates the cells, such as ; or tab (default: a comma).")
@click.option("--raw", is_flag=True, help="Write cells as they are, even where a spreadsheet would run them.")
@click.option("--allow-empty", is_flag=True, help="Exit 0 where there is no such document.")
@shared(opt.output, opt.config, opt.color, opt.debug)
def export_csv(
    kind_name: str,
    paths: tuple[str, ...],
    delimiter: str | None,
    raw: bool,
    allow_empty: bool,
    output: str | None,
    config_file: Path | None,
    color: str,
    debug: bool,
) -> int:
    """Write what documents of a kind say as CSV, in exactly the columns of the kind.

    A cell that a spreadsheet would run as a formula gets a quote in front, which the import takes off again. Exit 1:
    a document could not be read and is left out.
    """
    project = setup(Path.cwd(), config_file)
    if project.findings:
        return refuse(project, color)
    kind = known(project.kinds, kind_name)
    reader = Reader(project.config, project.kinds)
    listed = reader.paths()
    chosen = named_paths(project.config.root, paths, Path.cwd(), listed) if paths else listed
    found = (reader.subject(reader.document(path)) for path in chosen)
    subjects = [each for each in found if isinstance(each, Subject) and each.kind.name == kind.name]
    if not subjects and not allow_empty:
        raise NothingChecked(f"there is no {kind.name} to export; `opsgate new {kind.name}` writes one")
    result = exported(kind, subjects, delimiter=separator(delimiter) or ",", raw=raw)
    emit(result.text, output)
    for path, why in result.unread:
        click.echo(f"{visible(path)}: left out, {visible(why)}", err=True)
    return 1 if result.unread else 0
