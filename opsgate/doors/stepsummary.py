"""The summary of a step on GitHub: a file that its runner names and shows as a page."""

import os
from pathlib import Path

import click


def append_summary(markdown: str) -> None:
    """Add Markdown to the summary of the step, where there is one; where it cannot be written, only say so."""
    name = os.environ.get("GITHUB_STEP_SUMMARY")
    if not name:
        return
    try:
        with Path(name).open("a", encoding="utf-8", newline="") as file:
            file.write(markdown + "\n")
    except OSError as error:
        click.echo(f"opsgate: the summary of the step cannot be written: {error.strerror or error}", err=True)
