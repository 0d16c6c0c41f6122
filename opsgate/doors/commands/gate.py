"""``opsgate gate``."""

import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from opsgate.doors import options as opt
from opsgate.doors.cli import emit, shared
from opsgate.doors.commands.check import refuse
from opsgate.doors.gating import gate
from opsgate.doors.project import Setup, setup
from opsgate.doors.stepsummary import append_summary
from opsgate.edges.output.gate import render_text
from opsgate.edges.output.gatemarkdown import render_verdict
from opsgate.edges.output.gatereport import gate_report
from opsgate.edges.output.github import beside
from opsgate.edges.output.paint import Paint
from opsgate.edges.output.verdict_json import render_json, to_data
from opsgate.judging.evidence.trouble import MissingExtra
from opsgate.knowing.policy import verdict_folder
from opsgate.running.gating import Ask
from opsgate.running.verdict import Verdict
from opsgate.words.errors import NothingChecked, OpsgateError

FORMS = ("text", "json", "jsonl", "github", "gitlab", "sarif", "junit", "rdjson", "markdown")
"""Forms as those of ``opsgate check``; the one that makes no sense for a verdict is refused with the one that does."""
_ASKED = ("release", "published", "stage", "level", "as_of", "simulate", "allow_dirty", "debug")
_SIGN = "Private key (PEM) to sign the attestation with."


@click.command("gate")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--release", metavar="[PRODUCT@]ID", help="Judge what this release needs: the step before it.")
@click.option("--published", is_flag=True, help="Judge what is due after the release too.")
@click.option("--stage", type=click.Choice(["entrance", "exit"]), help="Only this gate of each document.")
@click.option("--policy-from", metavar="REV", help="Take configuration, kinds, roles and keys from this revision.")
@click.option("--simulate", is_flag=True, help="Allow flags that relax; the verdict is marked as a rehearsal.")
@click.option("--allow-dirty", is_flag=True, help="Judge a working tree that is not committed; the verdict says so.")
@click.option("--break-glass", is_flag=True, help="Let the release through; needs --by and --reason.")
@click.option("--by", metavar="WHO", help="Who breaks the glass.")
@click.option("--reason", metavar="TEXT", help="Why the glass is broken.")
@click.option("--compare", metavar="OLD.json", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Say what changed since an earlier verdict.")  # fmt: skip
@click.option("--attestation", metavar="FILE", help="Write the verdict as an in-toto statement.")
@click.option("--sign", metavar="KEY", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=_SIGN)
@click.option("--all", "every", is_flag=True, help="List the criteria that hold, too.")
@click.option("--format", "form", type=click.Choice(FORMS), default=None, help="Form of the verdict.")
@shared(opt.output, opt.level, opt.as_of, opt.config, opt.allow_empty, opt.color, opt.debug)
def command(paths: tuple[str, ...], form: str | None, output: str | None, **given: Any) -> int:
    """Judge the entrance and exit gates of documents; with --release, of all that the release needs.

    What cannot be decided is unknown, and unknown does not pass. --output writes the verdict as JSON, or in the form
    that --format names.
    """
    if form == "jsonl":
        raise click.UsageError("a verdict is one object, not lines: say --format json")
    project = setup(Path.cwd(), given["config_file"])
    if project.findings:
        return refuse(project, given["color"], form=form or "text", output=None if form == "github" else output)
    ask = _ask(project, form, output, given)
    paint, every, allow_empty = Paint(colour=opt.colour(given["color"])), given["every"], given["allow_empty"]
    try:
        verdict = gate(project, paths, ask, policy_from=given["policy_from"], allow_empty=allow_empty)
    except NothingChecked as nothing:
        if isinstance(nothing.report, Verdict):
            _show_nothing(nothing.report, form, output, paint, every=every)
        raise
    if given["attestation"] is not None:
        _attest(to_data(verdict), given["attestation"], given["sign"])
    _write(verdict, form, output, paint, every=every, allow_empty=allow_empty)
    if given["compare"] is not None:
        _compare(given["compare"], to_data(verdict), form, quiet=form not in (None, "text", "github") and not output)
    return 0 if verdict.passed or (allow_empty and verdict.idle) else 1


def _ask(project: Setup, form: str | None, output: str | None, given: Mapping[str, Any]) -> Ask:
    """What is asked. Raises OpsgateError for options that make no sense together."""
    _keep_overrides(output)
    asked = {name: given[name] for name in _ASKED}
    override = _override(given["break_glass"], given["by"], given["reason"], given["release"], output)
    ask = Ask(**asked, override=override, output=_below(project.config.root, output))
    kept = f"{verdict_folder(project.config)}/"
    if ask.override and not (ask.output or "").startswith(kept):
        raise OpsgateError(f"--break-glass is kept on record in {kept}: say --output {kept}NAME.json")
    if ask.override and form not in (None, "json", "github"):
        raise OpsgateError(f"--break-glass is kept on record as JSON: leave --format {form} out")
    if given["sign"] is not None and given["attestation"] is None:
        raise OpsgateError("--sign signs the attestation: say --attestation FILE too")
    return ask


def _show_nothing(verdict: Verdict, form: str | None, output: str | None, paint: Paint, *, every: bool) -> None:
    """What is to be seen where nothing was judged: in a file and in a form for findings, that nothing passed."""
    if output is not None or form not in (None, "text", "json"):
        _write(verdict, form, output, paint, every=every, allow_empty=False)
    elif form is None and verdict.gates:
        emit(render_text(verdict, paint, every=every), None)


def _write(
    verdict: Verdict, form: str | None, output: str | None, paint: Paint, *, every: bool, allow_empty: bool
) -> None:
    """The verdict to a file where one is named, and to the terminal unless the file has all that was asked for.

    GitHub reads its commands from the terminal: there, the file has the verdict as JSON.
    """
    if output is not None:
        filed = "json" if form in (None, "github") else form
        emit(_rendered(verdict, filed, every=every, allow_empty=allow_empty), output)
    if form == "github":
        emit(_rendered(verdict, form, every=every, allow_empty=allow_empty), None)
        append_summary(render_verdict(verdict, allow_empty=allow_empty))
    elif form is None or (form == "text" and output is None):
        emit(render_text(verdict, paint, every=every), None)
    elif output is None:
        emit(_rendered(verdict, form, every=every, allow_empty=allow_empty), None)


def _rendered(verdict: Verdict, form: str | None, *, every: bool, allow_empty: bool) -> str:
    """The verdict in a form; those that show findings get what is open as findings."""
    if form == "json":
        return render_json(verdict)
    if form == "text":
        return render_text(verdict, Paint(colour=False), every=every)
    if form == "markdown":
        return render_verdict(verdict, allow_empty=allow_empty)
    report = gate_report(verdict, allow_empty=allow_empty)
    if form == "github":
        return beside(report.open, render_text(verdict, Paint(colour=False), every=every))
    rendered: str = import_module(f"opsgate.edges.output.{form}").render(report)
    return rendered


def _override(
    break_glass: bool, by: str | None, reason: str | None, release: str | None, output: str | None
) -> tuple[str, str] | None:
    if not break_glass:
        if by or reason:
            raise OpsgateError("--by and --reason belong to --break-glass")
        return None
    if not (by and reason and release and output):
        raise OpsgateError(
            "--break-glass needs --release, --by WHO, --reason TEXT, and --output FILE to keep it on record"
        )
    return by, reason


def _keep_overrides(output: str | None) -> None:
    """Refuse to write over the verdict of a release that was let through: what is owed for it stands there."""
    file = Path(output) if output else None
    if file is None or not file.is_file():
        return
    try:
        said = json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        return
    if isinstance(said, dict) and said.get("override"):
        raise OpsgateError(f"{output} keeps on record that a release was let through; write to another file")


def _below(root: Path, output: str | None) -> str | None:
    """The output file as git would call it, so that writing it does not make the next run's tree dirty."""
    path = Path(output).resolve() if output else root
    return path.relative_to(root).as_posix() if output and path.is_relative_to(root) else None


def _attest(data: dict[str, Any], file: str, key: Path | None) -> None:
    from opsgate.edges.statement import sign_envelope, statement, to_json  # noqa: PLC0415 - only with --attestation

    subjects = [(item["path"], item["sha256"]) for item in data["inputs"]]
    made = to_json(statement(data, subjects))
    try:
        emit(sign_envelope(made.encode(), key.read_bytes()) if key else made, file)
    except MissingExtra as missing:
        raise OpsgateError(f"{missing.reason}: {missing.hint}") from missing


def _compare(old: Path, new: dict[str, Any], form: str | None, *, quiet: bool) -> None:
    """Print what changed; to standard error where standard output is for programs."""
    from opsgate.edges.compare import compare, read_verdict, render_comparison  # noqa: PLC0415 - only with --compare

    text = render_comparison(compare(read_verdict(old.read_bytes(), old.name), new))
    if quiet:
        click.echo(text, nl=False, err=True)
    else:
        emit("\n" + (beside((), text) if form == "github" else text), None)
