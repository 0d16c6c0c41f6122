"""``opsgate import``: a group, its commands in modules of their own."""

from importlib import import_module

import click

_HELP = {
    "csv": "Make documents of a CSV file, or change those that exist.",
    "notion": "Make a tree of documents of a Notion export.",
}


class _Imports(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_HELP)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _HELP:
            return None
        found: click.Command = import_module(f"opsgate.doors.commands.import_{cmd_name}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_HELP.items()))


@click.group("import", cls=_Imports)
def command() -> None:
    """Make documents of databases: CSV files, Notion exports."""
