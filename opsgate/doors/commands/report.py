"""``opsgate report``."""

import datetime
from pathlib import Path

import click

from opsgate.doors import options as opt
from opsgate.doors.cli import emit, shared
from opsgate.doors.commands.check import refuse
from opsgate.doors.project import setup
from opsgate.doors.reporting import Wanted, material
from opsgate.edges.output.paint import visible
from opsgate.edges.page.build import build
from opsgate.edges.page.links import Links, based, beside
from opsgate.edges.page.render import render
from opsgate.knowing.kind import Level
from opsgate.running.gating import Ask
from opsgate.words.errors import OpsgateError

_VERDICTS = "A verdict that `gate --output` wrote, or a folder of them; may be given again."
_LINKS = "Where lines of files are shown: an address, or one with {path} and {line} in it."


@click.command("report")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--output", "-o", metavar="FILE", required=True, help="The page to write; `-` writes to the terminal.")
@click.option("--release", metavar="[PRODUCT@]ID", help="Whether this release may go out.")
@click.option("--published", is_flag=True, help="Count what is due after the release too.")
@click.option("--allow-dirty", is_flag=True, help="Judge files that are not as they were committed, too.")
@click.option("--policy-from", metavar="REV", help="Judge by the policy of this revision.")
@click.option("--verdict", "records", metavar="FILE", multiple=True,
              type=click.Path(exists=True, path_type=Path), help=_VERDICTS)  # fmt: skip
@click.option("--link-base", metavar="URL", help=_LINKS)
@click.option("--title", default="", metavar="TEXT", help="The page's title in the browser.")
@click.option("--allow-empty", is_flag=True, help="Write a page and exit 0 where there is no document, too.")
@shared(opt.level, opt.as_of, opt.config, opt.color, opt.debug)
def command(
    paths: tuple[str, ...],
    output: str,
    release: str | None,
    published: bool,
    allow_dirty: bool,
    policy_from: str | None,
    records: tuple[Path, ...],
    link_base: str | None,
    title: str,
    allow_empty: bool,
    level: Level | None,
    as_of: datetime.date | None,
    config_file: Path | None,
    color: str,
    debug: bool,
) -> int:
    """Write one HTML page: may it be released, who acts next, findings, ages, relations, verdicts so far.

    The page needs no network. Exit 0 says that it was written, not that anything is ready.
    """
    project = setup(Path.cwd(), config_file)
    if project.findings:
        return refuse(project, color)
    below = _below(project.config.root, output)
    ask = Ask(
        release=release,
        published=published,
        level=level,
        as_of=as_of,
        allow_dirty=allow_dirty,
        output=below,
        debug=debug,
    )
    wanted = Wanted(ask, policy_from, records, _links(link_base, below), title.strip(), allow_empty)
    page = build(material(project, paths, wanted))
    emit(render(page), output)
    if output != "-":
        click.echo(f"wrote {visible(output)}: {visible(page.answer.headline)}", err=True)
    return 0


def _below(root: Path, output: str) -> str | None:
    """The page as git would call it, where it lies in the project.

    Raises OpsgateError for a name that documents and configuration have.
    """
    path = Path(output).resolve()
    if path.suffix.lower() in (".md", ".markdown", ".toml", ".json", ".yaml", ".yml"):
        raise OpsgateError(f"`{output}` is no name for a page; write it to a file such as `readiness.html`")
    return path.relative_to(root).as_posix() if output != "-" and path.is_relative_to(root) else None


def _links(link_base: str | None, below: str | None) -> Links:
    """Links to where a person said, or else to the files beside a page in the project; a page elsewhere has none."""
    if link_base is not None:
        return based(link_base)
    return beside(below.count("/")) if below is not None else Links()
