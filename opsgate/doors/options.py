"""Options that several commands share."""

import datetime
import os
import sys
from pathlib import Path

import click

from opsgate.edges.output.paint import wants_colour


class Day(click.ParamType[datetime.date]):
    """A day as ``YYYY-MM-DD``."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        if isinstance(value, datetime.date):
            return value
        try:
            return datetime.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"`{value}` is not a day; write it as 2026-11-22", param, ctx)


output = click.option("--output", "-o", metavar="FILE", help="Write the result to a file instead.")
level = click.option("--level", type=click.Choice(["hobby", "product"]), help="The level to hold documents to.")
config = click.option(
    "--config", "config_file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Configuration to use instead of the nearest opsgate.toml.",
)  # fmt: skip
as_of = click.option("--as-of", type=Day(), metavar="DATE", help="The day to judge by, instead of today.")
select = click.option("--select", multiple=True, metavar="RULE", help="Only these rules (id, name or OG4).")
ignore = click.option("--ignore", multiple=True, metavar="RULE", help="Without these rules.")
fail_on = click.option(
    "--fail-on", type=click.Choice(["note", "warning", "error"]), default=None,
    help="The severity that fails the run (default: error).",
)  # fmt: skip
online = click.option("--online", is_flag=True, help="Ask web links whether they still lead somewhere.")
allow_private = click.option(
    "--allow-private", is_flag=True, help="With --online: also ask addresses in private networks."
)
allow_private_host = click.option(
    "--allow-private-host", multiple=True, metavar="HOST", help="With --online: hosts that may be in a private network."
)
since = click.option(
    "--since", metavar="REV", help="Only what was added since REV, or since this branch left it; also what the change "
    "breaks in other documents.",
)  # fmt: skip
staged = click.option("--staged", is_flag=True, help="Only what the next commit would add, as it is in the index.")
baseline = click.option(
    "--baseline", is_flag=False, flag_value="", default=None, metavar="[FILE]",
    help="Only findings that this file (default: opsgate-baseline.json) does not accept.",
)  # fmt: skip
no_baseline = click.option("--no-baseline", is_flag=True, help="Findings that are accepted, too.")
fix = click.option("--fix", is_flag=True, help="Mend what can be mended without changing what is said.")
unsafe_fixes = click.option(
    "--unsafe-fixes", is_flag=True, help="Mend that too which may change what is said: read the diff afterwards."
)
diff = click.option("--diff", is_flag=True, help="Show what would be mended as a diff, and write nothing.")
allow_empty = click.option("--allow-empty", is_flag=True, help="Exit 0 where there is nothing to check or to judge.")
debug = click.option("--debug", is_flag=True, help="Show tracebacks of opsgate's own faults.")
color = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="When to use colour."
)


def colour(chosen: str) -> bool:
    """Whether to write colour to standard output."""
    return wants_colour(os.environ, terminal=sys.stdout.isatty(), chosen=chosen)
