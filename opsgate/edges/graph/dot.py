"""The graph in the language of Graphviz."""

from collections.abc import Iterator

from opsgate.edges.graph.model import SORTS, STANDINGS, Edge, Graph, Node
from opsgate.edges.graph.words import plain

_LOOKS = {
    "pass": 'shape=box style="rounded,filled" color="#1a7f37" fillcolor="#dafbe1"',
    "waived": 'shape=box style="rounded,filled" peripheries=2 color="#9a6700" fillcolor="#fff8c5"',
    "fail": 'shape=octagon style=filled penwidth=2 color="#cf222e" fillcolor="#ffebe9"',
    "unknown": 'shape=hexagon style=filled color="#8250df" fillcolor="#fbefff"',
    "not-due": 'shape=box style="rounded,filled,dotted" color="#59636e" fillcolor="#f6f8fa"',
    "none": 'shape=box style=filled color="#818b98" fillcolor="#ffffff"',
    "file": 'shape=note style="filled,dashed" color="#59636e" fillcolor="#ffffff"',
    "external": 'shape=cds margin="0.25,0.1" style="filled,dashed" color="#0969da" fillcolor="#ffffff"',
    "missing": 'shape=invtrapezium style="filled,dashed" color="#cf222e" fillcolor="#ffffff" fontcolor="#cf222e"',
}


def render(graph: Graph) -> str:
    """The graph as DOT: shapes, marks and colours by verdict, with a legend. Names of nodes are ``n1``, ``n2`` …"""
    names = {node.id: f"n{number}" for number, node in enumerate(graph.nodes, 1)}
    lines = [
        "digraph opsgate {",
        f'  graph [rankdir=LR, label={_quoted(_caption(graph))}, labelloc=t, fontname=Helvetica, tooltip=" "];',
        "  node [fontname=Helvetica, fontsize=11];",
        '  edge [fontname=Helvetica, fontsize=9, color="#59636e", fontcolor="#59636e"];',
        *(f"  {names[node.id]} [{_node(node)}];" for node in graph.nodes),
        *(f"  {names[edge.source]} -> {names[edge.target]} [{_edge(edge)}];" for edge in graph.edges),
        *_legend(graph),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _caption(graph: Graph) -> str:
    return f"{graph.summary} · level {graph.level} · gates as of {graph.as_of}"


def _node(node: Node) -> str:
    look = _LOOKS[node.standing if node.sort == "document" else node.sort]
    return f"label={_quoted(*label(node))}, tooltip={_quoted(told(node))} {look}"


def label(node: Node) -> list[str]:
    """The lines that stand in a node: mark and name, kind and status, path, what became of each gate."""
    lines = [f"{node.mark} {plain(node.name, 60)}".strip()]
    if node.sort != "document":
        return [*lines, SORTS[node.sort][1]]
    lines.append(" · ".join(plain(word, 40) for word in (node.kind, node.status) if word))
    lines.append(plain(node.id, 80)) if node.title else None
    lines.append("  ".join(f"{gate} {STANDINGS[standing][0]}" for gate, standing in node.gates))
    return [line for line in lines if line]


def told(node: Node) -> str:
    """All that there is to say of a node, in one line."""
    what = [plain(node.id) if node.title else "", plain(node.kind), plain(node.status)]
    meant = STANDINGS[node.standing][1] if node.sort == "document" else SORTS[node.sort][1]
    gates = [f"{gate}: {STANDINGS[standing][1]}" for gate, standing in node.gates]
    return " · ".join(word for word in [plain(node.name), *what, *(gates or [meant])] if word)


def _edge(edge: Edge) -> str:
    if edge.sort == "link":
        return "style=dotted, arrowhead=vee"
    return f"label={_quoted(plain(edge.relation, 40))}"


def _legend(graph: Graph) -> Iterator[str]:
    """What the shapes mean, as far as they are used."""
    yield "  subgraph cluster_legend {"
    yield '    label="Legend"; style=rounded; color="#818b98"; fontsize=11;'
    for number, (name, meaning) in enumerate(legend(graph), 1):
        yield f"    legend{number} [label={_quoted(meaning)} {_LOOKS[name]}];"
    yield "  }"


def legend(graph: Graph) -> list[tuple[str, str]]:
    """The standings and sorts that are used, each with its mark and what it means."""
    found: list[tuple[str, tuple[str, str]]] = [(standing, STANDINGS[standing]) for standing in graph.used]
    found += [(sort, SORTS[sort]) for sort in graph.other]
    return [(name, f"{mark} {words}".strip()) for name, (mark, words) in found]


def _quoted(*lines: str) -> str:
    r"""Lines as a string of DOT; ``\`` and ``&`` mean something in labels, and are written so that they do not."""
    escaped = (line.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for line in lines)
    return '"' + "\\n".join(escaped) + '"'
