"""``opsgate attest``."""

import datetime
from pathlib import Path

import click

from opsgate.doors import options as opt
from opsgate.doors.cli import emit, shared
from opsgate.doors.commands.check import refuse
from opsgate.doors.project import setup
from opsgate.doors.recording import desk
from opsgate.knowing.corpus import named_paths
from opsgate.running.signing import Word, attestation, find_criterion


@click.command("attest")
@click.argument("document", metavar="DOC")
@click.argument("criterion", metavar="GATE/CRITERION")
@click.option("--by", required=True, metavar="WHO", help="Whose word it is, such as @sam.")
@click.option("--evidence", multiple=True, metavar="FILE", help="What shows it: at product level, a record.")
@click.option("--note", metavar="TEXT", help="What they want to add.")
@click.option("--expires", type=opt.Day(), metavar="DATE", help="The last day on which it counts.")
@click.option("--on", "on", type=opt.Day(), metavar="DATE", help="The day on which it is said, instead of today.")
@click.option("--sign", metavar="KEY", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="SSH key to sign the entry with.")  # fmt: skip
@shared(opt.config, opt.color, opt.debug)
def command(
    document: str,
    criterion: str,
    by: str,
    evidence: tuple[str, ...],
    note: str | None,
    expires: datetime.date | None,
    on: datetime.date | None,
    sign: Path | None,
    config_file: Path | None,
    color: str,
    debug: bool,
) -> int:
    """Record somebody's word for a gate criterion, bound to the text and the evidence as they are now."""
    project = setup(Path.cwd(), config_file)
    if project.findings:
        return refuse(project, color)
    where = desk(project, document, on)
    stage, found = find_criterion(where.subject, criterion)
    word = Word(by, where.world.as_of, where.world.facts.head(), note)
    files = named_paths(project.config.root, evidence, Path.cwd(), []) if evidence else []
    entry = attestation(where.world, where.subject, criterion, word, files, expires)
    where.attest(stage, found.id, where.signed(entry, criterion, sign))
    after = desk(project, document, on)
    emit(f"wrote {after.ledger}: {by} says that {criterion} holds\n", None)
    gate = after.judge.gate(after.subject, stage)
    decided = next((d for d in gate.criteria if d.criterion.id == found.id), None) if gate else None
    if decided is not None and decided.verdict != "pass":
        emit(f"it does not count yet, the criterion is {decided.verdict}: {decided.reason}\n", None)
        emit(f"next: {decided.next}\n" if decided.next else "", None)
    return 0
