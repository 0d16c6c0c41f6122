"""The graph as an SVG drawing that reads on light and dark pages, in colour and without."""

import math
from collections import Counter
from collections.abc import Iterator
from html import escape

from opsgate.edges.graph.dot import legend, told
from opsgate.edges.graph.layout import EMPTY, Curve, Layout, Point
from opsgate.edges.graph.measure import GAP, ROW, Box, Drawing, Grid, Line, grid, text_at
from opsgate.edges.graph.model import STANDINGS, Graph, Node
from opsgate.edges.graph.shapes import OUTLINES, badge
from opsgate.edges.graph.style import STYLE
from opsgate.edges.graph.words import width

_MARGIN = 28.0
_LEAST = 640.0
_HEADING = 46.0


def render(parts: Drawing, layout: Layout = EMPTY) -> str:
    """The drawing as a whole file. ``layout`` is what Graphviz made of the drawing's request."""
    rest = grid(parts, layout.width)
    inner = max(layout.width, rest.width, _LEAST)
    head, top = _head(parts.graph, inner)
    below = top + layout.height + (GAP + _HEADING if layout.height and rest.corners else 0)
    body = [*_laid_out(parts, layout, top), *_rest(parts, rest, below, inner, below=bool(layout.height))]
    size = (inner + 2 * _MARGIN, below + rest.height + _MARGIN)
    return "\n".join([*_opened(parts.graph, *size), *head, *body, "</svg>"]) + "\n"


def _opened(graph: Graph, wide: float, high: float) -> Iterator[str]:
    standings = Counter(node.standing for node in graph.nodes if node.sort == "document")
    each = [f"{standings[standing]}: {words}" for standing, (_, words) in STANDINGS.items() if standings[standing]]
    size = f'width="{wide:.0f}" height="{high:.0f}"'
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {wide:.0f} {high:.0f}"'
        ' role="img" aria-labelledby="opsgate-title opsgate-desc">'
    )
    yield '<title id="opsgate-title">Documents and their gates</title>'
    yield f'<desc id="opsgate-desc">{_text(graph.summary)}. Documents by verdict: {_text(", ".join(each))}.</desc>'
    yield f"<style>\n{STYLE}</style>"
    yield f'<rect class="page" {size}/>'


def _head(graph: Graph, room: float) -> tuple[list[str], float]:
    """Heading and legend, and how high they are."""
    lines = [
        f'<text class="head" x="{_MARGIN:g}" y="46">Documents and their gates</text>',
        f'<text class="sub" x="{_MARGIN:g}" y="66">'
        f"{_text(f'{graph.summary} · level {graph.level} · gates as of {graph.as_of}')}</text>",
    ]
    x, y = _MARGIN, 94.0
    for name, words in legend(graph):
        meaning = words.lstrip("✓~✗?–↗ ")
        needed = 34 + width(meaning, 12) + 26
        if x > _MARGIN and x + needed > room + _MARGIN:
            x, y = _MARGIN, y + 26
        lines.append(
            f'<g class="{name}"><path class="box" transform="translate({x:g} {y - 9:g})" d="{OUTLINES[name](26, 18)}"/>'
        )
        lines.append(
            f'{badge(name, x + 13, y, 0.55)}<text class="key" x="{x + 34:g}" y="{y + 4:g}">{_text(meaning)}</text></g>'
        )
        x += needed
    return lines, y + 34


def _laid_out(parts: Drawing, layout: Layout, top: float) -> Iterator[str]:
    yield f'<g transform="translate({_MARGIN:g} {top:g})">'
    drawn = list(zip(parts.lines, layout.curves, strict=True))
    yield from (_line(line, curve or _straight(line, layout)) for line, curve in drawn)
    for number, (x, y) in sorted(layout.centres.items()):
        box = parts.boxes[number]
        yield _node(parts.graph.nodes[number], box, (x - box.width / 2, y - box.height / 2))
    yield from (_label(line, curve.label) for line, curve in drawn if curve and curve.label)
    yield "</g>"


def _rest(parts: Drawing, rest: Grid, top: float, wide: float, *, below: bool) -> Iterator[str]:
    """The nodes without lines, with a heading where they stand below others."""
    yield f'<g transform="translate({_MARGIN:g} {top:g})">'
    if below and rest.corners:
        yield f'<path class="rule" d="M0 {-_HEADING:g}H{wide:g}"/>'
        yield f'<text class="group" x="0" y="{-_HEADING / 2 + 8:g}">Nothing names these, and they name nothing</text>'
    for number, corner in rest.corners.items():
        yield _node(parts.graph.nodes[number], parts.boxes[number], corner)
    yield "</g>"


def _node(node: Node, box: Box, corner: Point) -> str:
    name = node.standing if node.sort == "document" else node.sort
    outline = OUTLINES[name]
    inner = f'<path class="inner" transform="translate(4 4)" d="{outline(box.width - 8, box.height - 8)}"/>'
    return (
        f'<g class="node {name}" transform="translate({_at(corner)})"><title>{_text(told(node))}</title>'
        f'<path class="box" d="{outline(box.width, box.height)}"/>{inner if name == "waived" else ""}'
        f"{''.join(_document(node, box) if node.sort == 'document' else _other(node, box))}</g>"
    )


def _document(node: Node, box: Box) -> Iterator[str]:
    yield badge(node.standing, 23, box.height / 2)
    x, y = text_at(node), 11 + ROW * 0.75
    lines = [("small", box.above), *(("name", line) for line in box.title), *([("small", box.below)] * bool(box.below))]
    for number, (look, line) in enumerate(lines):
        yield f'<text class="{look}" x="{x:g}" y="{y + number * ROW:g}">{_text(line)}</text>'
    y += len(lines) * ROW
    for gate, standing in node.gates:
        yield badge(standing, x + 6, y - 3.5, 0.5)
        yield f'<text class="small" x="{x + 16:g}" y="{y:g}">{_text(gate)}</text>'
        x += 16 + width(gate, 11) + 12


def _other(node: Node, box: Box) -> Iterator[str]:
    marked = node.sort != "file"
    x = 36 if marked else 14
    yield badge(node.sort, 20, box.height / 2, 0.8) if marked else ""
    yield f'<text class="name only" x="{x}" y="{box.height / 2 + 4:g}">{_text(box.title[0])}</text>'


def _line(line: Line, curve: Curve) -> str:
    start, *rest = curve.points
    path = f"M{_at(start)}" + "".join(
        f"C{_at(a)} {_at(b)} {_at(c)}" for a, b, c in zip(*[iter(rest)] * 3, strict=False)
    )
    tip = _tip(curve.points[-1], curve.tip)
    return f'<path class="line {line.sort}" d="{path}"/><path class="tip {line.sort}" d="{tip}"/>'


def _straight(line: Line, layout: Layout) -> Curve:
    """A line from centre to centre, for an arrow that was lost; the boxes cover its ends."""
    start, end = layout.centres[line.source], layout.centres[line.target]
    return Curve((start, start, end, end), end, None)


def _tip(end: Point, tip: Point) -> str:
    """A triangle from the end of a curve to the tip of its arrow."""
    dx, dy = tip[0] - end[0], tip[1] - end[1]
    length = math.hypot(dx, dy) or 1.0
    across = (-dy / length * 3.6, dx / length * 3.6)
    one, other = (end[0] + across[0], end[1] + across[1]), (end[0] - across[0], end[1] - across[1])
    return f"M{_at(one)}L{_at(tip)}L{_at(other)}Z"


def _label(line: Line, at: Point) -> str:
    return f'<text class="label" x="{at[0]:.1f}" y="{at[1] + 3.5:.1f}">{_text(line.words)}</text>'


def _at(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _text(text: str) -> str:
    return escape(text, quote=True)
