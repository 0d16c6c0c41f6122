"""``opsgate graph``."""

import datetime
import sys
from pathlib import Path

import click

from opsgate.doors import options as opt
from opsgate.doors.cli import emit, shared
from opsgate.doors.commands.check import refuse
from opsgate.doors.gating import gate_run
from opsgate.doors.project import Setup, setup
from opsgate.edges.graph import dot, mermaid, plain, svg
from opsgate.edges.graph.build import build
from opsgate.edges.graph.layout import EMPTY, Layout, read
from opsgate.edges.graph.measure import Drawing, drawing
from opsgate.edges.graph.model import Graph, near
from opsgate.knowing.corpus import named_paths
from opsgate.knowing.facts import Facts, laid_out
from opsgate.knowing.files import Files
from opsgate.knowing.kind import Level
from opsgate.running.base import head_policy
from opsgate.running.gating import Ask
from opsgate.words.errors import NothingChecked, OpsgateError

_FORMS = ("mermaid", "dot", "json", "svg")
_INSTALL = {"darwin": "brew install graphviz", "win32": "winget install graphviz"}


@click.command("graph")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--format", "form", type=click.Choice(_FORMS), default=_FORMS[0], help="Form of the graph.")
@click.option("--links", is_flag=True, help="Draw the links in texts, too.")
@shared(opt.output, opt.level, opt.as_of, opt.config, opt.color, opt.debug)
def command(
    paths: tuple[str, ...],
    form: str,
    links: bool,
    output: str | None,
    level: Level | None,
    as_of: datetime.date | None,
    config_file: Path | None,
    color: str,
    debug: bool,
) -> int:
    """Draw the relations between documents, each with what became of its gates.

    With PATH, only those documents, what they name, and what names them. The form svg needs Graphviz.
    """
    project = setup(Path.cwd(), config_file)
    if project.findings:
        return refuse(project, color)
    ask = Ask(level=level, as_of=as_of, simulate=True, allow_dirty=True, debug=debug)
    graph = graph_of(project, paths, ask, links=links)
    emit(_rendered(graph, form), output)
    return 0


def graph_of(
    project: Setup,
    paths: tuple[str, ...] = (),
    ask: Ask | None = None,
    *,
    links: bool = False,
    base: Path | None = None,
) -> Graph:
    """The graph of a project, or of what is near the documents that ``paths`` names.

    Raises NothingChecked where there is no document.
    """
    config, ask = project.config, ask or Ask(simulate=True, allow_dirty=True)
    head = head_policy(config)
    facts = Facts(config.root)
    run = gate_run(config, project.kinds, head, head, facts, (), ask, base)
    graph = build(run.library, run.run(), Files(config.root, config.slugs), links=links)
    if paths:
        graph = near(graph, named_paths(config.root, paths, base or Path.cwd(), run.listed))
    if not graph.documents:
        raise NothingChecked("there is no document to draw; start with `opsgate new runbook`")
    return graph


def _rendered(graph: Graph, form: str) -> str:
    if form == "svg":
        parts = drawing(graph)
        return svg.render(parts, _laid_out(parts))
    if form == "mermaid":
        text = mermaid.render(graph)
        if mermaid.too_large(graph, text):
            click.echo("opsgate: this is more than code hosts draw; name PATHs, or take --format svg", err=True)
        return text
    return dot.render(graph) if form == "dot" else plain.render(graph)


def _laid_out(parts: Drawing) -> Layout:
    """Where everything goes. Raises OpsgateError where Graphviz does not say."""
    if not parts.request:
        return EMPTY
    done = laid_out(parts.request)
    try:
        return read(done.out)
    except ValueError:
        install = _INSTALL.get(sys.platform, "apt-get install graphviz")
        why = done.error.strip().partition("\n")[0] or "Graphviz answered something else than a layout"
        hint = f"install Graphviz: `{install}`" if done.code is None and "installed" in why else "name PATHs"
        raise OpsgateError(f"svg needs Graphviz: {why}; {hint}, or take --format mermaid, dot or json") from None
