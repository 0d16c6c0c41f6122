"""Outlines and marks of nodes as SVG: each verdict and each sort of node has a shape of its own, besides its colour."""

from collections.abc import Callable, Mapping

Outline = Callable[[float, float], str]
"""A path from width and height, its top left corner at the origin."""


def rounded(width: float, height: float, radius: float = 12) -> str:
    """A rectangle with round corners."""
    r = min(radius, width / 2, height / 2)
    arc, right, bottom = f"A{r:g} {r:g} 0 0 1", width - r, height - r
    return (
        f"M{r:g} 0H{right:g}{arc} {width:g} {r:g}V{bottom:g}{arc} {right:g} {height:g}"
        f"H{r:g}{arc} 0 {bottom:g}V{r:g}{arc} {r:g} 0Z"
    )


def _octagon(width: float, height: float) -> str:
    cut = min(14.0, height / 3)
    right, bottom = width - cut, height - cut
    return f"M{cut:g} 0H{right:g}L{width:g} {cut:g}V{bottom:g}L{right:g} {height:g}H{cut:g}L0 {bottom:g}V{cut:g}Z"


def _hexagon(width: float, height: float) -> str:
    cut = min(14.0, height / 3)
    return f"M{cut:g} 0H{width - cut:g}L{width:g} {height / 2:g}L{width - cut:g} {height:g}H{cut:g}L0 {height / 2:g}Z"


def _square(width: float, height: float) -> str:
    return rounded(width, height, 3)


def _note(width: float, height: float) -> str:
    fold = min(12.0, height / 3)
    return f"M0 0H{width - fold:g}L{width:g} {fold:g}V{height:g}H0ZM{width - fold:g} 0V{fold:g}H{width:g}"


def _pill(width: float, height: float) -> str:
    return rounded(width, height, height / 2)


OUTLINES: Mapping[str, Outline] = {
    "pass": rounded,
    "waived": rounded,
    "fail": _octagon,
    "unknown": _hexagon,
    "not-due": rounded,
    "none": _square,
    "file": _note,
    "external": _pill,
    "missing": _octagon,
}

_MARKS: Mapping[str, str] = {
    "pass": "M-5 .5L-1.5 4L5-4",
    "waived": "M-5.5 1.5C-3.5-3-1.5-2 0 0S3.5 3 5.5-1.5",
    "fail": "M-4-4L4 4M4-4L-4 4",
    "unknown": "M-3.2-2.6C-3.2-7 3.4-7 3.4-2.8C3.4 0 0-.4 0 2.4M0 5.4V5.9",
    "not-due": "M-4.5 0H4.5",
    "external": "M-4 4L4-4M-2-4H4V2",
    "missing": "M-4-4L4 4M4-4L-4 4",
}
_BADGES: Mapping[str, str] = {
    "fail": "M-4.6-11H4.6L11-4.6V4.6L4.6 11H-4.6L-11 4.6V-4.6Z",
    "unknown": "M-12 0L-6-10.5H6L12 0L6 10.5H-6Z",
}
_ROUND = "M-11 0A11 11 0 1 1 11 0A11 11 0 1 1-11 0Z"


def badge(name: str, x: float, y: float, size: float = 1.0) -> str:
    """The mark of a verdict in a shape of its own, about (x, y); empty for what has no mark."""
    mark = _MARKS.get(name)
    if mark is None:
        return ""
    place = f"translate({x:g} {y:g})" + (f" scale({size:g})" if size != 1 else "")
    plate = "" if name in ("external", "missing") else f'<path class="plate" d="{_BADGES.get(name, _ROUND)}"/>'
    return f'<g class="badge {name}" transform="{place}">{plate}<path class="mark" d="{mark}"/></g>'
