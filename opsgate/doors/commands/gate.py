"""``opsgate gate``."""

import datetime
import json
from pathlib import Path
from typing import Any

import click

from opsgate.doors import options as opt
from opsgate.doors.cli import emit, shared
from opsgate.doors.commands.check import refuse
from opsgate.doors.gating import gate
from opsgate.doors.project import setup
from opsgate.edges.output.gate import render_text
from opsgate.edges.output.github import render_findings
from opsgate.edges.output.paint import Paint
from opsgate.edges.output.verdict_json import render_json, to_data
from opsgate.judging.evidence.trouble import MissingExtra
from opsgate.knowing.kind import Level
from opsgate.knowing.policy import verdict_folder
from opsgate.running.gatefindings import findings
from opsgate.running.gating import Ask
from opsgate.running.verdict import Verdict
from opsgate.words.errors import NothingChecked, OpsgateError

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
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default=None,
              help="Form of the verdict.")  # fmt: skip
@shared(opt.output, opt.level, opt.as_of, opt.config, opt.allow_empty, opt.color, opt.debug)
def command(
    paths: tuple[str, ...],
    release: str | None,
    published: bool,
    stage: str | None,
    policy_from: str | None,
    simulate: bool,
    allow_dirty: bool,
    break_glass: bool,
    by: str | None,
    reason: str | None,
    compare: Path | None,
    attestation: str | None,
    sign: Path | None,
    every: bool,
    form: str | None,
    output: str | None,
    level: Level | None,
    as_of: datetime.date | None,
    config_file: Path | None,
    allow_empty: bool,
    color: str,
    debug: bool,
) -> int:
    """Judge the entrance and exit gates of documents; with --release, of all that the release needs.

    What cannot be decided is unknown, and unknown does not pass. --output writes the verdict as JSON.
    """
    project = setup(Path.cwd(), config_file)
    if project.findings:
        return refuse(project, color)
    _keep_overrides(output)
    ask = Ask(
        release=release,
        published=published,
        stage=stage,
        level=level,
        as_of=as_of,
        simulate=simulate,
        allow_dirty=allow_dirty,
        override=_override(break_glass, by, reason, release, output),
        output=_below(project.config.root, output),
        debug=debug,
    )
    kept = f"{verdict_folder(project.config)}/"
    if ask.override and not (ask.output or "").startswith(kept):
        raise OpsgateError(f"--break-glass is kept on record in {kept}: say --output {kept}NAME.json")
    if sign is not None and attestation is None:
        raise OpsgateError("--sign signs the attestation: say --attestation FILE too")
    paint = Paint(colour=opt.colour(color))
    try:
        verdict = gate(project, paths, ask, policy_from=policy_from, allow_empty=allow_empty)
    except NothingChecked as nothing:
        if form is None and output is None and isinstance(nothing.report, Verdict) and nothing.report.gates:
            emit(render_text(nothing.report, paint, every=every), None)
        raise
    if attestation is not None:
        _attest(to_data(verdict), attestation, sign)
    _write(verdict, form, output, paint, every=every)
    if compare is not None:
        _compare(compare, to_data(verdict), quiet=form == "json" and output is None)
    return 0 if verdict.passed or (allow_empty and verdict.idle) else 1


def _write(verdict: Verdict, form: str | None, output: str | None, paint: Paint, *, every: bool) -> None:
    """The verdict to a file where one is named, and to the terminal unless the file has all that was asked for."""
    if output is not None:
        emit(render_text(verdict, Paint(colour=False), every=every) if form == "text" else render_json(verdict), output)
    if form == "github":
        emit(render_findings(() if verdict.idle else findings(verdict)), None)
    elif form == "json" and output is None:
        emit(render_json(verdict), None)
    elif output is None or form is None:
        emit(render_text(verdict, paint, every=every), None)


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


def _compare(old: Path, new: dict[str, Any], *, quiet: bool) -> None:
    """Print what changed; to standard error where standard output is the verdict's JSON."""
    from opsgate.edges.compare import compare, read_verdict, render_comparison  # noqa: PLC0415 - only with --compare

    text = render_comparison(compare(read_verdict(old.read_bytes(), old.name), new))
    if quiet:
        click.echo(text, nl=False, err=True)
    else:
        emit("\n" + text, None)
