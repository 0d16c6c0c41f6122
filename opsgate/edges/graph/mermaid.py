"""The graph as a Mermaid flowchart, which code hosts draw in Markdown."""

import re
from collections.abc import Iterator

from opsgate.edges.graph.dot import label, legend
from opsgate.edges.graph.model import Edge, Graph
from opsgate.edges.graph.words import plain

MOST_EDGES = 500
MOST_CHARACTERS = 50_000
"""More than these, Mermaid does not draw unless the page that holds the diagram allows it."""

_HARMLESS = frozenset(" -,.:?'/·…✓✗–↗")
_LIST = re.compile(r"-|\d+\.")
_SHAPES = {
    "pass": ('(["', '"])'),
    "waived": ('[["', '"]]'),
    "fail": ('{{"', '"}}'),
    "unknown": ('>"', '"]'),
    "not-due": ('("', '")'),
    "none": ('["', '"]'),
    "file": ('[/"', '"/]'),
    "external": ('[\\"', '"\\]'),
    "missing": ('[\\"', '"/]'),
}
_CLASSES = {
    "pass": "fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
    "waived": "fill:#fff8c5,stroke:#9a6700,color:#1f2328",
    "fail": "fill:#ffebe9,stroke:#cf222e,stroke-width:3px,color:#1f2328",
    "unknown": "fill:#fbefff,stroke:#8250df,color:#1f2328",
    "not-due": "fill:#f6f8fa,stroke:#59636e,stroke-dasharray:2 3,color:#1f2328",
    "none": "fill:#ffffff,stroke:#818b98,color:#1f2328",
    "file": "fill:#ffffff,stroke:#59636e,stroke-dasharray:6 4,color:#1f2328",
    "external": "fill:#ffffff,stroke:#0969da,stroke-dasharray:6 4,color:#1f2328",
    "missing": "fill:#ffffff,stroke:#cf222e,stroke-dasharray:6 4,color:#cf222e",
}


def render(graph: Graph) -> str:
    """The graph as a flowchart from left to right: shapes, marks and colours by verdict, with a legend."""
    names = {node.id: f"n{number}" for number, node in enumerate(graph.nodes, 1)}
    sorts = {node.id: node.sort for node in graph.nodes}
    lines = [
        "flowchart LR",
        f"  accTitle: {_line(f'Documents and their gates as of {graph.as_of}')}",
        f"  accDescr: {_line(graph.summary)}",
        *(f"  {names[node.id]}{_shaped(_class(node.sort, node.standing), label(node))}" for node in graph.nodes),
        *(
            f"  {names[edge.source]} {_arrow(edge, missing=sorts[edge.target] == 'missing')} {names[edge.target]}"
            for edge in graph.edges
        ),
        *_legend(graph),
        *(f"  classDef {name} {look}" for name, look in _CLASSES.items()),
    ]
    return "\n".join(lines) + "\n"


def too_large(graph: Graph, text: str) -> bool:
    """Whether Mermaid, as code hosts set it up, would refuse to draw it."""
    return len(graph.edges) > MOST_EDGES or len(text) > MOST_CHARACTERS


def _class(sort: str, standing: str) -> str:
    return standing if sort == "document" else sort


def _shaped(name: str, lines: list[str]) -> str:
    opened, closed = _SHAPES[name]
    return f"{opened}{'<br/>'.join(map(_line, lines))}{closed}:::{name}"


def _arrow(edge: Edge, *, missing: bool) -> str:
    if edge.sort == "link":
        return "-.->"
    return f'{"--x" if missing else "-->"}|"{_line(plain(edge.relation, 40))}"|'


def _legend(graph: Graph) -> Iterator[str]:
    """What the shapes mean, as far as they are used."""
    yield '  subgraph legend["Legend"]'
    yield "    direction TB"
    for number, (name, meaning) in enumerate(legend(graph), 1):
        yield f"    l{number}{_shaped(name, [meaning])}"
    yield "  end"
    yield "  style legend fill:none,stroke:#818b98"


def _line(text: str) -> str:
    """A text with every character that Mermaid, Markdown or HTML could take for more than itself as an entity."""
    line = plain(text)
    lead = _LIST.match(line)
    return "".join(
        char if (char.isalnum() or char in _HARMLESS) and not (lead and at == lead.end() - 1) else f"#{ord(char)};"
        for at, char in enumerate(line)
    )
