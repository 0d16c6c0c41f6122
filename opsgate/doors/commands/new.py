"""``opsgate new``."""

import os
import sys
from pathlib import Path, PurePosixPath

import click

from opsgate.doors import options as opt
from opsgate.doors.cli import emit, shared
from opsgate.doors.commands.kind import known
from opsgate.doors.project import Setup, setup
from opsgate.edges.files import write_whole
from opsgate.edges.scaffold import new_document, new_path
from opsgate.edges.schemas import front_matter_schema, written
from opsgate.knowing.corpus import Reader
from opsgate.knowing.facts import today
from opsgate.knowing.kind import Kind, Level
from opsgate.words.errors import OpsgateError

RECORD = "record"
SCHEMAS = PurePosixPath(".opsgate/schemas")


@click.command("new")
@click.argument("kind_name", metavar="KIND")
@click.argument("given", metavar="[PATH]", required=False)
@click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="Fill in a front-matter key.")
@click.option("--type", "record_type", metavar="TYPE", help="Of a record: what was done, such as dry-run.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.option("--print", "to_terminal", is_flag=True, help="Print the document instead of writing it.")
@shared(opt.level, opt.debug)
def command(
    kind_name: str,
    given: str | None,
    sets: tuple[str, ...],
    record_type: str | None,
    force: bool,
    to_terminal: bool,
    level: Level | None,
    debug: bool,
) -> None:
    """Write a new document from its kind. On a terminal, it asks for what it needs."""
    project = setup(Path.cwd())
    kind = known(project.kinds, kind_name)
    wanted: Level = level or project.config.level
    values = dict(_pair(item) for item in sets)
    if record_type is not None:
        values["type"] = record_type
    values, more = _record(project, values) if kind.name == RECORD else (values, "")
    if not to_terminal and sys.stdin.isatty() and sys.stdout.isatty():
        values = _ask(kind, wanted, values)
    target = Path(given) if given else project.config.root / new_path(kind, values.get("title"))
    if target.is_dir() or str(given).endswith(("/", os.sep)):
        target = target / new_path(kind, values.get("title")).name
    lies = project.config.root / SCHEMAS / f"{kind.name}.schema.json"
    beside = Path(os.path.relpath(lies, target.parent)).as_posix()
    said = level is not None and level != project.config.level
    text = new_document(kind, wanted, values, schema=beside, said_level=said) + more
    if to_terminal:
        emit(text, None)
        return
    if target.exists() and not force:
        raise OpsgateError(f"`{_shown(target)}` exists; name another path, or use --force to replace it")
    write_whole(target, text)
    if not lies.exists():
        write_whole(lies, written(front_matter_schema(kind, project.config.level)))
    click.echo(f"wrote {_shown(target)}, a {wanted} {kind.name}; fill in its [PLACE_HOLDERS], then run: opsgate check")


def _record(project: Setup, values: dict[str, str]) -> tuple[dict[str, str], str]:
    """A record's values and forms, completed out of the document that it is about."""
    from opsgate.edges.recordform import forms, from_subject  # noqa: PLC0415 - only for records

    config = project.config
    about = values.get("subject", "")
    found = Reader(config, project.kinds).declared(about) if about and (config.root / about).is_file() else None
    filled = from_subject(values, found, today())
    return filled, forms(values.get("type", ""), found) if found else ""


def _pair(item: str) -> tuple[str, str]:
    key, separator, value = item.partition("=")
    if not separator or not key.strip():
        raise OpsgateError(f"`--set {item}` is not KEY=VALUE")
    return key.strip(), value.strip()


def _ask(kind: Kind, level: Level, values: dict[str, str]) -> dict[str, str]:
    """Ask for the required keys that are plain text; an empty answer leaves a placeholder."""
    for key in dict.fromkeys(["title", *kind.required_at(level)]):
        schema = kind.properties.get(key, {})
        if key in values or key in ("kind", "status", "level") or schema.get("type") != "string":
            continue
        answer = click.prompt(f"{key} ({schema.get('description', key)})", default="", show_default=False)
        if answer.strip():
            values[key] = answer.strip()
    return values


def _shown(path: Path) -> str:
    return Path(os.path.relpath(path)).as_posix()
