"""``opsgate cache``."""

import shutil
from pathlib import Path

import click

from opsgate.knowing.config import find_config
from opsgate.running.cache import FOLDER


@click.group("cache")
def command() -> None:
    """Look after what earlier runs remembered."""


@command.command("clean")
def clean() -> None:
    """Delete the cache of this project."""
    folder = find_config(Path.cwd()).root / FOLDER
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
        click.echo(f"deleted {FOLDER}")
    else:
        click.echo("there is no cache")
