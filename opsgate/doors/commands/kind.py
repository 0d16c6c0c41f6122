"""``opsgate kind``."""

import json
from pathlib import Path

import click

from opsgate.doors.cli import emit
from opsgate.doors.commands.check import refuse
from opsgate.doors.project import setup
from opsgate.edges.describe import kind_data, kind_text
from opsgate.knowing.kind import Kind
from opsgate.knowing.kinds import Kinds
from opsgate.words.errors import OpsgateError


@click.command("kind")
@click.argument("name", metavar="KIND")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the answer.")
def command(name: str, form: str) -> int:
    """Show all that a kind is: fields, sections, gates, relations."""
    project = setup(Path.cwd())
    if project.findings:
        return refuse(project, "auto")
    kind = known(project.kinds, name)
    emit(kind_text(kind) if form == "text" else json.dumps(kind_data(kind), ensure_ascii=False, indent=2) + "\n", None)
    return 0


def known(kinds: Kinds, name: str) -> Kind:
    """The kind of that name; raises OpsgateError with the nearest one where there is none."""
    kind = kinds.get(name)
    if kind is None:
        near = kinds.near(name)
        raise OpsgateError(
            f"no kind is called `{name}`; " + (f"did you mean `{near}`?" if near else "see `opsgate kinds`")
        )
    return kind
