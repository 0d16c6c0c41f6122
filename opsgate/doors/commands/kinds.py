"""``opsgate kinds``."""

import json
from pathlib import Path

import click

from opsgate.doors.cli import emit
from opsgate.doors.commands.check import refuse
from opsgate.doors.project import setup


@click.command("kinds")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the list.")
def command(form: str) -> int:
    """List the kinds of document, the project's own ones too."""
    project = setup(Path.cwd())
    if project.findings:
        return refuse(project, "auto")
    kinds = project.kinds
    if form == "json":
        data = [
            {"kind": k.name, "title": k.title, "seed": k.seed, "place": k.place, "purpose": k.purpose}
            for k in kinds.all()
        ]
        emit(json.dumps(data, ensure_ascii=False, indent=2) + "\n", None)
        return 0
    width = max(len(kind.name) for kind in kinds.all())
    emit("".join(f"{kind.name:<{width}}  {kind.purpose or kind.title}\n" for kind in kinds.all()), None)
    return 0
