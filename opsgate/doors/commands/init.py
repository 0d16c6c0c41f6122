"""``opsgate init``."""

import os
from pathlib import Path

import click

from opsgate.doors import options as opt
from opsgate.edges.files import write_whole
from opsgate.edges.setup_files import setup_files
from opsgate.knowing.config import find_config, repository_root
from opsgate.knowing.kind import Level
from opsgate.words.errors import OpsgateError


@click.command("init")
@click.option(
    "--ci",
    type=click.Choice(["auto", "github", "gitlab", "both", "none"]),
    default="auto",
    help="For which CI to write a snippet (auto: by what the repository has).",
)
@click.option("--diff", is_flag=True, help="Only show what would be written.")
@opt.level
def command(ci: str, diff: bool, level: Level | None) -> None:
    """Set a repository up: opsgate.toml, a pre-commit hook, a CI step. Nothing that exists is replaced."""
    existing = find_config(Path.cwd())
    root = repository_root(Path.cwd()) or existing.root
    if existing.faults:
        raise OpsgateError(f"`{existing.path}` cannot be taken as it is; `opsgate check` says what is wrong")
    for file in setup_files(root, level or "hobby", ci, configured=existing.root if existing.path else None):
        path = root / file.path
        shown = Path(os.path.relpath(path)).as_posix()
        if file.exists and path.is_file() and "opsgate" in path.read_text("utf-8", "replace"):
            click.echo(f"kept {shown}: it names opsgate already")
        elif file.exists:
            click.echo(f"kept {shown}; add to it:\n\n{file.snippet}")
        elif diff:
            click.echo(f"--- {shown}\n{file.text}")
        else:
            write_whole(path, file.text)
            click.echo(f"wrote {shown}")
    if not diff:
        click.echo("next: opsgate new runbook")
