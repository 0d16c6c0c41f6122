"""``opsgate schema``."""

import os
from pathlib import Path

import click

from opsgate.doors import options as opt
from opsgate.doors.cli import emit, shared
from opsgate.doors.commands.check import refuse
from opsgate.doors.commands.kind import known
from opsgate.doors.project import Setup, setup
from opsgate.edges.files import write_whole
from opsgate.edges.schemas import (
    DOCUMENT,
    SHIPPED,
    all_schemas,
    document_schema,
    front_matter_schema,
    shipped_schema,
    written,
)
from opsgate.knowing.kind import Level
from opsgate.words.errors import OpsgateError

_FOLDER = Path(".opsgate/schemas")
_HELP = """Print a JSON Schema, for editors and scripts.

\b
config     opsgate.toml
kind       files of a project's own kinds
KIND       front matter of a kind, such as runbook
document   front matter of any document, by the kind that it names
findings   what `opsgate check --format json` writes
verdict    what `opsgate gate --output` writes
graph      what `opsgate graph --format json` writes
baseline   the file of `opsgate baseline`
all        every one, written into a folder
"""


@click.command("schema", help=_HELP)
@click.argument("name", metavar="NAME|KIND|all")
@click.option("--to", "folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path),
              help="With `all`: the folder to write to (default: .opsgate/schemas).")  # fmt: skip
@shared(opt.level, opt.output)
def command(name: str, folder: Path | None, level: Level | None, output: str | None) -> int:
    """Print one schema, or write all."""
    if folder is not None and name != "all":
        raise OpsgateError("--to belongs to `opsgate schema all`; one schema is written with --output FILE")
    if name in SHIPPED:
        emit(written(shipped_schema(name)), output)
        return 0
    project = setup(Path.cwd())
    if project.findings:
        return refuse(project, "auto")
    if name == "all":
        if output is not None:
            raise OpsgateError("`opsgate schema all` writes a folder: say --to DIR")
        _write_all(project, folder or project.config.root / _FOLDER, level or project.config.level)
    elif name == DOCUMENT:
        emit(written(document_schema(project.kinds.all(), level or project.config.level)), output)
    else:
        emit(written(front_matter_schema(known(project.kinds, name), level or project.config.level)), output)
    return 0


def _write_all(project: Setup, folder: Path, level: Level) -> None:
    """Write every schema, at the level that documents are held to."""
    files = list(all_schemas(project.kinds.all(), level))
    for name, schema in files:
        write_whole(folder / name, written(schema))
    click.echo(f"wrote {len(files)} schemas to {Path(os.path.relpath(folder)).as_posix()}, for the level {level}")
