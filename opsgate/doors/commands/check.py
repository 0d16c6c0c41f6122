"""``opsgate check``."""

import sys
from importlib import import_module
from pathlib import Path

import click

from opsgate.doors import options as opt
from opsgate.doors.checking import Options, check
from opsgate.doors.cli import emit, shared
from opsgate.doors.fixing import Fixes, fixes
from opsgate.doors.project import Setup, setup
from opsgate.edges.output.paint import Paint, visible
from opsgate.knowing.facts import today
from opsgate.running.report import Report
from opsgate.running.survey import Asked
from opsgate.words.errors import NothingChecked
from opsgate.words.finding import Severity

FORMS = ("text", "json", "jsonl", "github", "gitlab", "sarif", "junit", "rdjson", "markdown")
"""Forms of a report; each but ``text`` is a module of ``opsgate.edges.output`` with ``render(report) -> str``."""
TEXTUAL = ("sarif", "rdjson")
"""Forms that need the texts of documents: for fixes, and for columns in bytes."""


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="Form of the result.")
@shared(opt.output, opt.level, opt.as_of, opt.select, opt.ignore, opt.fail_on, opt.config, opt.allow_empty, opt.color,
        opt.debug, opt.since, opt.staged, opt.online,
        opt.allow_private, opt.allow_private_host, opt.baseline, opt.no_baseline,
        opt.fix, opt.unsafe_fixes, opt.diff)  # fmt: skip
@click.option("-j", "--jobs", type=click.IntRange(0, 64), default=0, help="Processes to use (default: one a core).")
@click.option("--no-cache", is_flag=True, help="Read every file anew.")
@click.option("-q", "--quiet", is_flag=True, help="Findings only, without excerpts and summary of what was skipped.")
def command(paths: tuple[str, ...], form: str, quiet: bool, **given: object) -> int:
    """Say what is wrong in documents: reading, front matter, structure, content.

    Without PATH every document of the project is checked.
    """
    if given["since"] and given["staged"]:
        raise click.UsageError("--since and --staged ask for two different changes: choose one")
    if given["diff"] and form != "text":
        raise click.UsageError(f"--diff prints a diff, not `{form}`: leave one of the two out")
    project = setup(Path.cwd(), _path(given["config_file"]))
    if project.findings:
        report = _faulty(project, given)
        _publish(report, form, given, quiet=quiet)
        return 2
    asked = _options(project, form, given, quiet=quiet)
    try:
        report = check(project, paths, asked)
    except NothingChecked as nothing:
        if form != "text" and isinstance(nothing.report, Report):
            _publish(nothing.report, form, given, quiet=quiet)
        raise
    mended = _mended(project, report, asked, given)
    if mended is not None and given["diff"]:
        return _show(mended, given)
    report = _written(mended, project, paths, asked, report)
    _publish(report, form, given, quiet=quiet)
    _tell(mended, aside=form != "text" or quiet)
    _tell_skipped(report if paths and not quiet and form == "text" else None)
    return 1 if report.failed or (mended is not None and mended.failed) else 0


def _options(project: Setup, form: str, given: dict[str, object], *, quiet: bool) -> Options:
    """What the command line asks of the run."""
    return Options(
        level=given["level"],  # type: ignore[arg-type]
        select=given["select"],  # type: ignore[arg-type]
        ignore=given["ignore"],  # type: ignore[arg-type]
        as_of=given["as_of"],  # type: ignore[arg-type]
        allow_empty=bool(given["allow_empty"]),
        debug=bool(given["debug"]),
        excerpts=form in TEXTUAL or (form == "text" and not quiet),
        cached=not given["no_cache"],
        jobs=given["jobs"],  # type: ignore[arg-type]
        since=_text(given["since"]),
        staged=bool(given["staged"]),
        ask=_ask(project, given),
        baseline=_text(given["baseline"]),
        baselined=not given["no_baseline"],
        fail_on=Severity[str(given["fail_on"]).upper()] if given["fail_on"] else None,
    )


def _tell_skipped(report: Report | None) -> None:
    """Why files that were named are no documents."""
    for skipped in report.skipped if report is not None else ():
        click.echo(f"skipped {visible(skipped.path)}: {visible(skipped.reason)}", err=True)


def _tell(mended: Fixes | None, *, aside: bool) -> None:
    """Say what was mended and what was not; ``aside`` of a report that others read."""
    for line in mended.said() if mended is not None else ():
        click.echo(line, err=aside)


def _mended(project: Setup, report: Report, asked: Options, given: dict[str, object]) -> Fixes | None:
    """What fixes make of the files, where that is asked for; nothing is written yet."""
    if not (given["fix"] or given["unsafe_fixes"] or given["diff"]):
        return None
    return fixes(project, report, asked, unsafe=bool(given["unsafe_fixes"]))


def _written(mended: Fixes | None, project: Setup, paths: tuple[str, ...], asked: Options, report: Report) -> Report:
    """Write what was mended; the report of what is left."""
    if mended is None:
        return report
    mended.write()
    return mended.left(check(project, paths, asked) if mended.changed else report)


def _show(mended: Fixes, given: dict[str, object]) -> int:
    """Print what would be mended, as a diff; there is something to mend, or not."""
    to_file = given["output"] not in (None, "-")
    paint = Paint(colour=opt.colour(str(given["color"])) and not to_file)
    emit(mended.diff(paint, shown=sys.stdout.isatty() and not to_file), _text(given["output"]))
    for line in mended.said(would=True):
        click.echo(line, err=True)
    return 1 if mended.changed else 0


def _ask(project: Setup, given: dict[str, object]) -> Asked | None:
    """How web links are asked, where that is wanted."""
    if not given["online"]:
        return None
    from opsgate.doors.online import online  # noqa: PLC0415 - the web is rarely asked

    hosts = given["allow_private_host"]
    assert isinstance(hosts, tuple)
    return online(project.config, private=bool(given["allow_private"]), allowed=hosts, cached=not given["no_cache"])


def _publish(report: Report, form: str, given: dict[str, object], *, quiet: bool) -> None:
    """Print the report or write it to a file; on GitHub, add it to the summary of the step too."""
    emit(render(report, form, given, quiet=quiet), _text(given["output"]))
    if form == "github":
        from opsgate.doors.stepsummary import append_summary  # noqa: PLC0415 - one formatter a run
        from opsgate.edges.output import markdown  # noqa: PLC0415 - one formatter a run

        append_summary(markdown.render(report))


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


def refuse(project: Setup, color: str, *, form: str = "text", output: str | None = None) -> int:
    """Say what is wrong with configuration or kinds, for commands that cannot start with it; for ``opsgate gate`` also
    in a form for findings.
    """
    given: dict[str, object] = {"as_of": None, "output": output, "color": color}
    if form not in ("text", "json"):
        from opsgate.edges.output.gatereport import refused  # noqa: PLC0415 - rarely needed

        _publish(refused(_faulty(project, given)), form, given, quiet=False)
    given["output"] = None
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
