"""``opsgate adopt``."""

from dataclasses import replace
from pathlib import Path

import click

from opsgate.doors import options as opt
from opsgate.doors.cli import emit, shared
from opsgate.doors.commands.check import refuse
from opsgate.doors.commands.kind import known
from opsgate.doors.project import Setup, setup
from opsgate.edges.adopt import data, text
from opsgate.edges.adopt.adopting import Adopter, write
from opsgate.edges.adopt.mapping import mappings
from opsgate.edges.adopt.proposal import Proposal
from opsgate.edges.output.paint import Paint
from opsgate.knowing.corpus import Reader, named_paths
from opsgate.knowing.kind import Level
from opsgate.words.errors import NothingChecked, OpsgateError


@click.command("adopt")
@click.argument("paths", nargs=-1, metavar="PATH...", required=True)
@click.option("--kind", "kind_name", metavar="KIND", help="The kind, instead of a guess.")
@click.option("--write", "wanted", is_flag=True, help="Write the front matter into the files.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the answer.")
@shared(opt.output, opt.level, opt.config, opt.color, opt.debug)
def command(
    paths: tuple[str, ...],
    kind_name: str | None,
    wanted: bool,
    form: str,
    output: str | None,
    level: Level | None,
    config_file: Path | None,
    color: str,
    debug: bool,
) -> int:
    """Bring existing documents in: guess their kind, propose front matter, say what is missing.

    Shows a diff and writes nothing, unless --write says so; where the guess is not sure, it writes nothing even then:
    take the guess with --kind. PATH is a file or a folder.
    """
    project = setup(Path.cwd(), config_file)
    if project.findings:
        return refuse(project, color)
    kind = known(project.kinds, kind_name).name if kind_name else None
    found, patterns = adopt(project, paths, kind=kind, level=level, wanted=wanted)
    if form == "json":
        emit(data.render(found, patterns), output)
    else:
        emit(text.render(found, patterns, Paint(colour=opt.colour(color) and output is None), wrote=wanted), output)
    return 1 if any(_stops(proposal) for proposal in found) else 0


def adopt(
    project: Setup,
    paths: tuple[str, ...],
    *,
    kind: str | None = None,
    level: Level | None = None,
    wanted: bool = False,
    base: Path | None = None,
) -> tuple[list[Proposal], dict[str, str]]:
    """Proposals for the files that ``paths`` name, and patterns for ``[kinds]``.

    Those whose kind is sure are written where that is ``wanted``.

    Raises NothingChecked where there is no file.
    """
    config, base = project.config, base or Path.cwd()
    listed = Reader(config, project.kinds, level).paths()
    asked = named_paths(config.root, paths, base, listed)
    if not asked:
        raise NothingChecked("there is no Markdown file there; `include` in opsgate.toml says which files count")
    files = {name for name in paths if not (base / name).is_dir()}
    named = named_paths(config.root, sorted(files), base, listed) if files else []
    proposals = Adopter(config, project.kinds, kind, level).proposals(asked, named)
    found = [_written(config.root, each) if wanted else each for each in proposals]
    return found, mappings(found, listed)


def _stops(proposal: Proposal) -> bool:
    """Whether a file has to be mended first: one of a known or sure kind, or that cannot be read."""
    return proposal.state == "blocked" and (proposal.sure or proposal.kind is None or proposal.named)


def _written(root: Path, proposal: Proposal) -> Proposal:
    """A proposal carried out if its kind is sure; one that fails says why, and the others go on."""
    if proposal.state != "adopt" or not proposal.sure:
        return proposal
    try:
        return write(root, proposal)
    except (OpsgateError, OSError) as error:
        return replace(proposal, state="blocked", says=str(error))
