"""The command line: the only place that prints and exits.

Commands are imported when they are called, so that ``opsgate --help`` and a hook over one file cost what they use.
"""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NoReturn, TypeVar

import click

from opsgate import __version__
from opsgate.words.errors import OpsgateError

_F = TypeVar("_F", bound=Callable[..., Any])
_HELP = {
    "check": "Say what is wrong in documents, and where.",
    "gate": "Judge the entrance and exit gates of documents.",
    "status": "Show how far documents are, and what to do next.",
    "report": "Write the same as a page to look at.",
    "graph": "Draw the relations between documents, with their gates.",
    "attest": "Record somebody's word for a gate criterion.",
    "approve": "Record an approval of a release.",
    "new": "Write a new document from its kind.",
    "init": "Set a repository up: configuration, hooks, CI.",
    "adopt": "Bring existing documents in: propose kind and front matter.",
    "baseline": "Accept today's findings, so that only new ones fail.",
    "import": "Make documents of databases: CSV, Notion.",
    "export": "Make a database of documents: CSV.",
    "kinds": "List the kinds of document.",
    "kind": "Show all that a kind is.",
    "rules": "List the rules.",
    "explain": "Explain a rule, or why rules apply to a file.",
    "cache": "Delete what earlier runs remembered.",
    "schema": "Print a JSON Schema, for editors and scripts.",
}
_MODULES = {"import": "imports", "export": "exports"}
"""Modules of commands whose names Python keeps for itself."""


class _Commands(click.Group):
    """A group whose commands live in modules of their own, imported on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_HELP)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _HELP:
            return None
        command: click.Command = import_module(f"opsgate.doors.commands.{_MODULES.get(cmd_name, cmd_name)}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _HELP and not args[0].startswith("-"):
            from opsgate.words.near import nearest  # noqa: PLC0415 - only after a typo

            near = nearest(args[0], _HELP)
            ctx.fail(f"there is no command `{args[0]}`" + (f"; did you mean `{near}`?" if near else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_HELP.items()))


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        from opsgate.doors.about import about  # noqa: PLC0415 - asks the libraries for their versions

        click.echo(about())
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, callback=_print_version, expose_value=False, is_eager=True,
              help="Show the version and the readers at work.")  # fmt: skip
def cli() -> None:
    """Hold operations documents against their kind: front matter, structure, and the gates they have to pass.

    Start with `opsgate new runbook`, then `opsgate check`.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 clean, 1 findings, 2 usage, 3 nothing checked, 4 a fault of opsgate."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in arguments
    try:
        code = cli.main(arguments, prog_name="opsgate", standalone_mode=False)
    except click.exceptions.Abort:
        code = _say("interrupted", 130)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except OpsgateError as error:
        code = _say(_shown(str(error)), error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        code = 1
    except OSError as error:
        if debug:
            raise
        code = _say(_shown(f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "")), 2)
    except KeyboardInterrupt:
        code = _say("interrupted", 130)
    except Exception as error:
        if debug:
            raise
        code = _say(f"a fault of opsgate {__version__}: {type(error).__name__}: {error}\n"
                    "run again with --debug and report what it prints", 4)  # fmt: skip
    sys.exit(code if isinstance(code, int) else 0)


def _shown(said: str) -> str:
    """A message in one line: what it repeats from a file or a path moves no cursor and begins no line."""
    from opsgate.edges.output.paint import visible  # noqa: PLC0415 - only where something went wrong

    return visible(said)


def _say(message: str, code: int) -> int:
    click.echo(f"opsgate: {message}", err=True)
    return code


def emit(text: str, output: str | None) -> None:
    """Write a result to the terminal, or to a file that is whole or not there."""
    if output is None or output == "-":
        click.echo(text, nl=False, color=True)
        return
    from opsgate.edges.files import write_whole  # noqa: PLC0415 - only with --output

    write_whole(output, text)


def shared(*options: Callable[[_F], _F]) -> Callable[[_F], _F]:
    """Decorate a command with several options at once."""

    def decorate(function: _F) -> _F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate
