"""Where the parts of a drawing go, as Graphviz lays them out.

Graphviz is told how large the parts are, and numbers as their names; no text of the project reaches it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

Point = tuple[float, float]

MANY = 700
"""From that many arrows on they are straight lines: curves take Graphviz longer than anybody waits."""

_INCH = 72.0
_ROOM = (
    ', label=<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" CELLSPACING="0" FIXEDSIZE="TRUE" WIDTH="%d" HEIGHT="17">'
    "<TR><TD></TD></TR></TABLE>>"
)


class Arrow(NamedTuple):
    """An arrow to be laid out: the numbers of its two boxes, and how wide its label is (0 for none), in points."""

    tail: int
    head: int
    label: float


@dataclass(frozen=True, slots=True)
class Curve:
    """An arrow laid out: the points of a chain of cubic Bézier curves, its tip, and the centre of its label."""

    points: tuple[Point, ...]
    tip: Point
    label: Point | None


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing's size, the centres of its boxes by number, its arrows in order; in points, y growing downwards.

    Graphviz loses an arrow now and then: it is None.
    """

    width: float
    height: float
    centres: Mapping[int, Point]
    curves: tuple[Curve | None, ...]


EMPTY = Layout(0.0, 0.0, {}, ())


def plan(sizes: Mapping[int, tuple[float, float]], arrows: Sequence[Arrow]) -> str:
    """What Graphviz is asked to lay out: boxes by number with width and height in points, and arrows."""
    lines = [
        "digraph {",
        f"graph [rankdir=LR, splines={'polyline' if len(arrows) > MANY else 'true'}, nodesep=0.28, ranksep=0.6];",
        'node [shape=box, fixedsize=true, label=""];',
        "edge [arrowsize=0.8];",
        *(f"n{number} [width={w / _INCH:.4f}, height={h / _INCH:.4f}];" for number, (w, h) in sorted(sizes.items())),
    ]
    for number, arrow in enumerate(arrows):
        room = _ROOM % arrow.label if arrow.label else ""
        lines.append(f'n{arrow.tail} -> n{arrow.head} [id="{number}"{room}];')
    return "\n".join([*lines, "}"]) + "\n"


def read(answer: bytes) -> Layout:
    """What Graphviz answered (``-Tjson0``). Raises ValueError where that is something else."""
    try:
        data = json.loads(answer)
        _, _, width, height = _numbers(data["bb"])
        centres = {int(item["name"][1:]): _point(item["pos"], height) for item in data.get("objects", ())}
        curves = {int(item["id"]): _curve(item, height) for item in data.get("edges", ()) if item.get("pos")}
        count = len(data.get("edges", ()))
        return Layout(width, height, centres, tuple(curves.get(number) for number in range(count)))
    except (KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError(f"no layout: {error}") from error


def _curve(item: Mapping[str, Any], height: float) -> Curve:
    points: list[Point] = []
    tip = None
    for part in item["pos"].split():
        if part.startswith("e,"):
            tip = _point(part[2:], height)
        elif not part.startswith("s,"):
            points.append(_point(part, height))
    return Curve(tuple(points), tip or points[-1], _point(item["lp"], height) if "lp" in item else None)


def _point(text: str, height: float) -> Point:
    x, y = _numbers(text)
    return x, height - y


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]
