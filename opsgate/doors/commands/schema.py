"""``opsgate schema``."""

import json
from pathlib import Path

import click

from opsgate.doors import options as opt
from opsgate.doors.cli import emit, shared
from opsgate.doors.commands.kind import known
from opsgate.doors.project import setup
from opsgate.words.resources import resource

_SHIPPED = ("config", "kind", "findings", "verdict", "graph")


@click.command("schema")
@click.argument("name", metavar="config|kind|findings|verdict|graph|KIND")
@shared(opt.level, opt.output)
def command(name: str, level: str | None, output: str | None) -> None:
    """Print a JSON Schema: of the configuration, of kind files, of the results, or of a kind's front matter."""
    if name in _SHIPPED:
        emit(resource("schemas", f"{name}.schema.json").read_text("utf-8"), output)
        return
    project = setup(Path.cwd())
    kind = known(project.kinds, name)
    schema = kind.schema(level or project.config.level)  # type: ignore[arg-type]
    emit(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", output)
