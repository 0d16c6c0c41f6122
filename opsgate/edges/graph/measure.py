"""How large the parts of a drawing are, which arrows become one, and where the nodes go that no arrow touches."""

from collections.abc import Mapping
from dataclasses import dataclass

from opsgate.edges.graph.layout import Arrow, Point, plan
from opsgate.edges.graph.model import Edge, Graph, Node
from opsgate.edges.graph.words import clipped, clipped_path, plain, width, wrapped

WIDE = 250.0
TITLE, SMALL, LABEL = 13.0, 11.0, 10.5
_BOLD = 1.07
ROW, GAP = 16.0, 22.0
_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Box:
    """The words in a node, in lines, and its size."""

    title: tuple[str, ...]
    above: str
    below: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """The arrows of one sort between two nodes, drawn as one; ``words`` are their relations."""

    source: int
    target: int
    sort: str
    words: str

    @property
    def room(self) -> float:
        return width(self.words, LABEL) + 8 if self.words else 0.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: a box for every node of the graph, lines between them, and the numbers of those without any."""

    graph: Graph
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    alone: tuple[int, ...]

    @property
    def request(self) -> str:
        """What Graphviz is asked to lay out; empty where there is nothing to."""
        alone = set(self.alone)
        sizes = {at: (box.width, box.height) for at, box in enumerate(self.boxes) if at not in alone}
        return plan(sizes, [Arrow(line.source, line.target, line.room) for line in self.lines]) if sizes else ""


def drawing(graph: Graph) -> Drawing:
    """Measure a graph."""
    numbers = {node.id: number for number, node in enumerate(graph.nodes)}
    joined: dict[tuple[int, int, str], list[Edge]] = {}
    for edge in graph.edges:
        target = numbers[edge.target]
        sort = "missing" if graph.nodes[target].sort == "missing" else edge.sort
        joined.setdefault((numbers[edge.source], target, sort), []).append(edge)
    lines = tuple(
        Line(*ends, plain(", ".join(edge.relation for edge in edges if edge.relation), 60))
        for ends, edges in joined.items()
    )
    touched = {number for line in lines for number in (line.source, line.target)}
    alone = tuple(number for number in range(len(graph.nodes)) if number not in touched)
    return Drawing(graph, tuple(map(_box, graph.nodes)), lines, alone)


def text_at(node: Node) -> float:
    """Where the text begins in a document's box, from its left: behind the mark, where there is one."""
    return 42.0 if node.mark else 16.0


def _box(node: Node) -> Box:
    if node.sort != "document":
        return _other(node)
    room = WIDE - text_at(node) - 14
    path = clipped_path(plain(node.id), room, SMALL)
    first, second = wrapped(plain(node.name), room, TITLE * _BOLD) if node.title else (path, "")
    title = (first, second) if second else (first,)
    above = clipped(" · ".join(plain(word, 60) for word in (node.kind, node.status) if word), room, SMALL)
    rows = len(title) + bool(node.title) + bool(node.gates) + 1
    return Box(title, above, path if node.title else "", WIDE, rows * ROW + 22)


def _other(node: Node) -> Box:
    name, room = plain(node.id), WIDE - 60
    if node.sort == "external":
        shown = clipped(name.removeprefix("https://"), room, SMALL)
    else:
        shown = clipped_path(name, room, SMALL)
    return Box((shown,), "", "", max(110.0, width(shown, SMALL) + (36 if node.sort == "file" else 56)), 42)


@dataclass(frozen=True, slots=True)
class Grid:
    """The nodes without lines: their corners by number, and how large they are together."""

    corners: Mapping[int, Point]
    width: float
    height: float


def grid(parts: Drawing, room: float) -> Grid:
    """Lay the nodes without lines out in rows, those of a kind beside each other; there is room for ``room`` points."""
    columns = max(_COLUMNS, int((room + GAP) // (WIDE + GAP)))
    nodes = parts.graph.nodes
    numbers = sorted(parts.alone, key=lambda number: (nodes[number].sort, nodes[number].kind, number))
    corners: dict[int, Point] = {}
    y = 0.0
    for start in range(0, len(numbers), columns):
        row = numbers[start : start + columns]
        corners.update({number: (column * (WIDE + GAP), y) for column, number in enumerate(row)})
        y += max(parts.boxes[number].height for number in row) + GAP
    used = max((x + WIDE for x, _ in corners.values()), default=0.0)
    return Grid(corners, used, max(0.0, y - GAP))
