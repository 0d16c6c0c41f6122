"""All that the page needs: gate runs at both levels, a check run, the graph and its drawing, verdicts on record."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from opsgate.doors.checking import Options, check
from opsgate.doors.gating import gate_run, standings
from opsgate.doors.project import Setup
from opsgate.edges.graph import svg
from opsgate.edges.graph.build import build as build_graph
from opsgate.edges.graph.layout import EMPTY, read
from opsgate.edges.graph.measure import drawing
from opsgate.edges.graph.model import Graph, counted, near
from opsgate.edges.page.build import Material
from opsgate.edges.page.history import Record
from opsgate.edges.page.links import Links
from opsgate.knowing.facts import Facts, laid_out
from opsgate.knowing.files import Files
from opsgate.knowing.kind import LEVELS
from opsgate.running.base import base_policy, head_policy
from opsgate.running.gating import Ask
from opsgate.words.errors import NothingChecked, OpsgateError

MOST_DRAWN = 120
"""Of a larger graph, only what is near open gates is drawn; nobody reads a drawing of more."""

_LONGEST = 64 * 1024 * 1024


@dataclass(frozen=True)
class Wanted:
    """What a caller asks of the page. ``records`` are files or folders with verdicts that ``gate`` wrote."""

    ask: Ask = field(default_factory=Ask)
    policy_from: str | None = None
    records: Sequence[Path] = ()
    links: Links = field(default_factory=Links)
    title: str = ""
    allow_empty: bool = False


def material(
    project: Setup, paths: Sequence[str] = (), wanted: Wanted | None = None, *, base: Path | None = None
) -> Material:
    """What the page is made of.

    Raises NothingChecked where there is no document, OpsgateError for what makes no sense.
    """
    wanted = wanted or Wanted()
    config, kinds = project.config, project.kinds
    facts, head = Facts(config.root), head_policy(config)
    with ExitStack() as stack:
        policy = head
        if wanted.policy_from is not None:
            config, kinds, policy = stack.enter_context(base_policy(config, facts, wanted.policy_from))
        ask = replace(wanted.ask, simulate=True)
        run = gate_run(config, kinds, policy, head, facts, paths, ask, base)
        verdict = run.run()
        report = check(
            project, paths, Options(level=ask.level, as_of=run.as_of, debug=ask.debug, allow_empty=True), base
        )
        if not (report.documents or verdict.gates or wanted.allow_empty):
            raise NothingChecked(run.nothing)
        gates = {
            level: verdict.gates if level == run.level else replace(run, ask=replace(run.ask, level=level)).gates()
            for level in LEVELS
        }
        graph = build_graph(run.library, verdict, Files(config.root, config.slugs))
        graph = near(graph, run.ask.paths) if run.ask.paths else graph
        picture, drawn = _drawn(graph)
        return Material(
            verdict=verdict,
            gates=gates,
            standings=standings(run, verdict),
            report=report,
            library=run.library,
            policy=policy,
            graph=graph,
            drawing=picture,
            drawn=drawn,
            records=[*_records(wanted.records), *_stored(policy.verdicts)],
            links=wanted.links,
            title=wanted.title,
        )


def _drawn(graph: Graph) -> tuple[str, str]:
    """The drawing of what names something or is named, and in words what it shows, or why there is none."""
    touched = {end for edge in graph.edges for end in (edge.source, edge.target)}
    if not touched:
        return "", "No document names another."
    alone = graph.documents - sum(node.sort == "document" and node.id in touched for node in graph.nodes)
    left = f"; {counted(alone, 'document')} without relations left out" if alone else ""
    shown = replace(graph, nodes=tuple(node for node in graph.nodes if node.id in touched))
    if len(shown.nodes) > MOST_DRAWN:
        bad = [node.id for node in shown.nodes if node.standing in ("fail", "unknown")]
        shown = near(shown, bad)
        left = ", only what is near documents with open gates"
    if not 0 < len(shown.nodes) <= MOST_DRAWN:
        return "", f"{counted(len(touched), 'node')} are too many to draw; `opsgate graph PATH` draws a part of them."
    parts = drawing(shown)
    done = laid_out(parts.request)
    try:
        layout = read(done.out) if parts.request else EMPTY
    except ValueError:
        why = "Graphviz, which draws it, is not installed" if done.code is None else "Graphviz could not draw it"
        return "", f"{why}; the table says the same."
    return svg.render(parts, layout), f"Drawn: {shown.summary}{left}."


def _stored(verdicts: Mapping[str, bytes]) -> list[Record]:
    return [Record(name, content) for name, content in sorted(verdicts.items())]


def _records(paths: Sequence[Path]) -> list[Record]:
    """The verdicts in files and folders that a person named. Raises OpsgateError for what cannot be read."""
    found = []
    for path in paths:
        files = sorted(path.glob("*.json")) if path.is_dir() else [path]
        if not files:
            raise OpsgateError(
                f"--verdict {path}: the folder holds no .json file; expected what `opsgate gate --output FILE` wrote"
            )
        for file in files:
            try:
                if not file.is_file():
                    raise OpsgateError(f"--verdict {file}: not a file")
                if file.stat().st_size > _LONGEST:
                    raise OpsgateError(f"--verdict {file}: larger than 64 MiB, which no verdict is")
                found.append(Record(file.as_posix(), file.read_bytes(), must=True))
            except OSError as error:
                raise OpsgateError(f"--verdict {file}: {error.strerror or error}") from error
    return found
