"""``opsgate approve``."""

import datetime
from pathlib import Path

import click

from opsgate.doors import options as opt
from opsgate.doors.cli import emit, shared
from opsgate.doors.commands.check import refuse
from opsgate.doors.project import setup
from opsgate.doors.recording import desk
from opsgate.running.signing import Word, approval


@click.command("approve")
@click.argument("document", metavar="DOC")
@click.option("--role", required=True, help="The role in which it is approved.")
@click.option("--by", required=True, metavar="WHO", help="Who approves, such as @sam.")
@click.option("--note", metavar="TEXT", help="What they want to add.")
@click.option("--on", "on", type=opt.Day(), metavar="DATE", help="The day of the approval, instead of today.")
@click.option("--sign", metavar="KEY", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="SSH key to sign the entry with.")  # fmt: skip
@shared(opt.config, opt.color, opt.debug)
def command(
    document: str,
    role: str,
    by: str,
    note: str | None,
    on: datetime.date | None,
    sign: Path | None,
    config_file: Path | None,
    color: str,
    debug: bool,
) -> int:
    """Record an approval, bound to the artifacts, evidence, notes and rollback as they are now."""
    project = setup(Path.cwd(), config_file)
    if project.findings:
        return refuse(project, color)
    where = desk(project, document, on)
    word = Word(by, where.world.as_of, where.world.facts.head(), note)
    entry = approval(where.world, where.subject, role, word)
    where.approve(where.signed(entry, f"approval/{role}", sign))
    emit(f"wrote {where.ledger}: {by} approves as {role}\n", None)
    return 0
