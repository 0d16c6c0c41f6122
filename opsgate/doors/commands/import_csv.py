"""``opsgate import csv``."""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

import click

from opsgate.doors import options as opt
from opsgate.doors.cli import emit, shared
from opsgate.doors.commands.check import refuse
from opsgate.doors.commands.kind import known
from opsgate.doors.project import Setup, setup
from opsgate.edges.exchange.csv.exporting import unread
from opsgate.edges.exchange.csv.importing import Batch, Made, Wish, documents
from opsgate.edges.exchange.csv.match import known_names
from opsgate.edges.exchange.csv.summary import summary
from opsgate.edges.exchange.csv.table import Problem, Table, read_table
from opsgate.edges.exchange.tree import output, write_all
from opsgate.edges.files import write_whole
from opsgate.edges.output.paint import Paint
from opsgate.knowing.corpus import Reader
from opsgate.knowing.kind import Kind, Level
from opsgate.knowing.subject import Subject
from opsgate.words.errors import OpsgateError

SCHEMAS = PurePosixPath(".opsgate/schemas")
_MOST = 64 * 1024 * 1024


@click.command("csv")
@click.argument("kind_name", metavar="KIND")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--to", metavar="FOLDER|FILE", help="Where new documents go, instead of the kind's own place.")
@click.option("--write", is_flag=True, help="Apply the changes to documents that exist, instead of showing them.")
@click.option("--key", "keys", multiple=True, metavar="COLUMN", help="A column that tells rows apart.")
@click.option("--column", "said", multiple=True, metavar="COLUMN=FIELD",
              help="Which field a column is; nothing behind the = keeps its cells aside.")  # fmt: skip
@click.option("--encoding", metavar="NAME", help="Encoding of the file, such as cp1252 (default: UTF-8).")
@click.option("--delimiter", metavar="CHAR", help="What separates the cells, such as ; or tab (default: told).")
@click.option("--raw", is_flag=True, help="Take a quote in front of a formula as part of the cell.")
@shared(opt.level, opt.config, opt.color, opt.debug)
def command(
    kind_name: str,
    file: Path,
    to: str | None,
    write: bool,
    keys: tuple[str, ...],
    said: tuple[str, ...],
    encoding: str | None,
    delimiter: str | None,
    raw: bool,
    level: Level | None,
    config_file: Path | None,
    color: str,
    debug: bool,
) -> int:
    """Make documents of a CSV file: one a row, or one register with a table, as the kind says.

    New documents are written. Where a document with a row's key exists, the change is shown, and applied only with
    --write. What has no place is kept in a comment and reported. Exit 1: something was kept or left out, or a change
    is not applied yet.
    """
    project = setup(Path.cwd(), config_file)
    if project.findings:
        return refuse(project, color)
    kind = known(project.kinds, kind_name)
    known_as = known_names(kind)
    table = read_table(file.name, _bytes(file), encoding=encoding, delimiter=delimiter, known=known_as, guarded=not raw)
    columns = dict(_pair(item) for item in said)
    batch = _batch(project, kind, table, Wish(_below(project.config.root, to), columns=columns, key=keys), level)
    _write(project, kind, batch, write=write)
    emit(summary(kind, batch, write=write, paint=Paint(colour=opt.colour(color))), None)
    return _code(table, batch, write=write)


def _batch(project: Setup, kind: Kind, table: Table, wish: Wish, level: Level | None) -> Batch:
    """What a table gives in this project, and which documents no row could be held against."""
    root = project.config.root
    found = _existing(project, kind, level)
    readable = [each for each in found if not unread(each)]
    _refuse(root, kind, wish.to, readable)
    whole = replace(
        wish,
        said_level=level is not None and level != project.config.level,
        existing=readable,
        taken=_taken(root, kind, wish.to),
        schema=SCHEMAS / f"{kind.name}.schema.json",
    )
    batch = documents(kind, level or project.config.level, table, whole)
    lost = [Problem(each.path, 1, f"{why}; no row can be held against it") for each in found if (why := unread(each))]
    return Batch(batch.made, (*lost, *batch.problems))


def _code(table: Table, batch: Batch, *, write: bool) -> int:
    waiting = any(_changes(made) for made in batch.made) and not write
    return 1 if waiting or batch.problems or table.problems else 0


def _changes(made: Made) -> bool:
    return made.old is not None and made.text != made.old


def _bytes(file: Path) -> bytes:
    if not file.exists():
        raise OpsgateError(f"`{file}` does not exist")
    if not file.is_file():
        raise OpsgateError(f"`{file}` is no file; name a CSV file")
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST + 1)
    except OSError as error:
        raise OpsgateError(f"`{file}` cannot be read: {error.strerror or error}") from error
    if len(data) > _MOST:
        raise OpsgateError(f"`{file}` is larger than the {_MOST // 1024 // 1024} MiB that are read; split it")
    return data


def _pair(item: str) -> tuple[str, str]:
    column, separator, name = item.rpartition("=")
    if not separator or not column.strip():
        raise OpsgateError(f"`--column {item}` is not COLUMN=FIELD")
    return column.strip(), name.strip()


def _below(root: Path, to: str | None) -> PurePosixPath | None:
    """Where somebody wants new documents, relative to the project's root."""
    if to is None:
        return None
    absolute = Path(os.path.abspath(to))  # noqa: PTH100 - keeps links as they are named
    if not absolute.is_relative_to(root):
        raise OpsgateError(f"`{to}` lies outside the project at {root}")
    return PurePosixPath(absolute.relative_to(root).as_posix())


def _existing(project: Setup, kind: Kind, level: Level | None) -> list[Subject]:
    """The project's documents of the kind."""
    reader = Reader(project.config, project.kinds, level)
    found = (reader.subject(reader.document(path)) for path in reader.paths())
    return [each for each in found if isinstance(each, Subject) and each.kind.name == kind.name]


def _refuse(root: Path, kind: Kind, to: PurePosixPath | None, found: Sequence[Subject]) -> None:
    """Raise OpsgateError where the one file that rows go to is there, and is no document that they can change."""
    place = to if to is not None else PurePosixPath(kind.place) if kind.register and not found else None
    if place is None or place.suffix != ".md":
        return
    known = any(each.path == place.as_posix() and not unread(each) for each in found)
    if os.path.lexists(root / place) and not known:
        raise OpsgateError(
            f"`{place}` is there, and is no {kind.name} that can be read; it is never replaced, use --to"
        )


def _taken(root: Path, kind: Kind, to: PurePosixPath | None) -> set[str]:
    """Paths that are there already, in the folder that new documents go to."""
    place = to or PurePosixPath(kind.place.replace("**/", ""))
    folder = place.parent if place.suffix == ".md" else place
    try:
        return {(folder / name).as_posix() for name in os.listdir(root / folder)}  # noqa: PTH208 - broken links too
    except FileNotFoundError:
        return set()
    except OSError as error:
        raise OpsgateError(f"`{folder}` cannot be read: {error.strerror or error}") from error


def _write(project: Setup, kind: Kind, batch: Batch, *, write: bool) -> None:
    """Write the new documents, all or none, and the changed ones if that is asked for; nothing else is touched."""
    root = project.config.root
    fresh = {made.path: made.text for made in batch.made if made.path and made.old is None}
    schema = SCHEMAS / f"{kind.name}.schema.json"
    if fresh and not (root / schema).exists():
        fresh[schema.as_posix()] = json.dumps(kind.schema("product"), ensure_ascii=False, indent=2) + "\n"
    write_all(root, [output(path, text) for path, text in fresh.items()])
    for made in batch.made:
        if write and _changes(made):
            write_whole(root / made.path, made.text)
