"""``opsgate check``."""

import sys
from importlib import import_module
from pathlib import Path

import click

from opsgate.doors import options as opt
from opsgate.doors.checking import Options, check
from opsgate.doors.cli import emit, shared
from opsgate.doors.project import Setup, setup
from opsgate.edges.output.paint import Paint, visible
from opsgate.knowing.facts import today
from opsgate.running.report import Report
from opsgate.running.survey import Asked
from opsgate.words.errors import NothingChecked
from opsgate.words.finding import Severity

FORMS = ("text", "json", "github")
"""Forms of a report; each but ``text`` is a module of ``opsgate.edges.output`` with ``render(report) -> str``."""


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="Form of the result.")
@shared(opt.output, opt.level, opt.as_of, opt.select, opt.ignore, opt.fail_on, opt.config, opt.allow_empty, opt.color,
        opt.debug, opt.since, opt.staged, opt.online,
        opt.allow_private, opt.allow_private_host, opt.baseline, opt.no_baseline)  # fmt: skip
@click.option("-j", "--jobs", type=click.IntRange(0, 64), default=0, help="Processes to use (default: one a core).")
@click.option("--no-cache", is_flag=True, help="Read every file anew.")
@click.option("-q", "--quiet", is_flag=True, help="Findings only, without excerpts and summary of what was skipped.")
def command(paths: tuple[str, ...], form: str, quiet: bool, **given: object) -> int:
    """Say what is wrong in documents: reading, front matter, structure, content.

    Without PATH every document of the project is checked.
    """
    if given["since"] and given["staged"]:
        raise click.UsageError("--since and --staged ask for two different changes: choose one")
    project = setup(Path.cwd(), _path(given["config_file"]))
    if project.findings:
        report = _faulty(project, given)
        emit(render(report, form, given, quiet=quiet), _text(given["output"]))
        return 2
    asked = Options(
        level=given["level"],  # type: ignore[arg-type]
        select=given["select"],  # type: ignore[arg-type]
        ignore=given["ignore"],  # type: ignore[arg-type]
        as_of=given["as_of"],  # type: ignore[arg-type]
        allow_empty=bool(given["allow_empty"]),
        debug=bool(given["debug"]),
        excerpts=form == "text" and not quiet,
        cached=not given["no_cache"],
        jobs=given["jobs"],  # type: ignore[arg-type]
        since=_text(given["since"]),
        staged=bool(given["staged"]),
        ask=_ask(project, given),
        baseline=_text(given["baseline"]),
        baselined=not given["no_baseline"],
    )
    try:
        report = check(project, paths, asked)
    except NothingChecked as nothing:
        if form != "text" and isinstance(nothing.report, Report):
            emit(render(nothing.report, form, given, quiet=quiet), _text(given["output"]))
        raise
    emit(render(report, form, given, quiet=quiet), _text(given["output"]))
    if paths and not quiet and form == "text":
        for skipped in report.skipped:
            click.echo(f"skipped {visible(skipped.path)}: {visible(skipped.reason)}", err=True)
    fail_on = _text(given["fail_on"]) or str(project.config.data.get("fail-on", "error"))
    return 1 if report.fails(Severity[fail_on.upper()]) else 0


def _ask(project: Setup, given: dict[str, object]) -> Asked | None:
    """How web links are asked, where that is wanted."""
    if not given["online"]:
        return None
    from opsgate.doors.online import online  # noqa: PLC0415 - the web is rarely asked

    hosts = given["allow_private_host"]
    assert isinstance(hosts, tuple)
    return online(project.config, private=bool(given["allow_private"]), allowed=hosts, cached=not given["no_cache"])


def render(report: Report, form: str, given: dict[str, object], *, quiet: bool) -> str:
    """The report in the form asked for."""
    if form != "text":
        rendered: str = import_module(f"opsgate.edges.output.{form}").render(report)
        return rendered
    from opsgate.edges.output import text  # noqa: PLC0415 - one formatter a run

    to_file = given["output"] not in (None, "-")
    paint = Paint(colour=opt.colour(str(given["color"])) and not to_file)
    excerpts = not quiet and not to_file and (sys.stdout.isatty() or paint.colour)
    return text.render(report, paint, excerpts=excerpts)


def refuse(project: Setup, color: str) -> int:
    """Say what is wrong with configuration or kinds, for commands that cannot start with it."""
    given: dict[str, object] = {"as_of": None, "output": None, "color": color}
    click.echo(render(_faulty(project, given), "text", given, quiet=False), err=True, nl=False)
    return 2


def _faulty(project: Setup, given: dict[str, object]) -> Report:
    """The report of a project whose configuration or kinds cannot be taken."""
    from opsgate import __version__  # noqa: PLC0415

    as_of = given["as_of"] or today()
    return Report(__version__, as_of, project.config.level, (), (), project.findings, project.texts)  # type: ignore[arg-type]


def _path(value: object) -> Path | None:
    return value if isinstance(value, Path) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
