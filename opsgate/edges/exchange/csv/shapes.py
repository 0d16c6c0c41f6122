"""Short cells as the element that their section asks for: a list, boxes, a table, a question; and back.

A body stands for a cell only if the cell gives exactly that body: what a person wrote is never taken for it.
"""

import re
from collections.abc import Callable, Mapping

from opsgate.edges.exchange.csv.cellforms import pieces
from opsgate.knowing.kind import Need, SectionSpec
from opsgate.reading.values import TYPES, BadValue

_LONGEST = 400
_NOT_SHORT = re.compile(r"[\n|`<>\\]|\A(?:[-*+>]|#{1,6}|[0-9]+[.)])(?: |\Z)|\A\s|\s\Z|\s\s|\[|!|;(?! )| ;|;\Z|:\Z")
_ARROW = " → "


def shaped(spec: SectionSpec, text: str, depth: int) -> str | None:
    """The body that a short cell gives; None where it is Markdown already, or the section asks for nothing."""
    need = next(iter(spec.needs), None)
    if need is None or len(text) > _LONGEST or _NOT_SHORT.search(text.replace(">", "", 1) if _compares(text) else text):
        return None
    items = pieces(text, ";")
    if not items or any(not re.search(r"\w", item) for item in items):
        return None
    if need.columns:
        return _table(need, items)
    shape = _SHAPES.get(need.elements[0])
    return shape(items, depth) if shape else None


def unshaped(spec: SectionSpec, body: str) -> str:
    """The cell that gives a body; the body itself where it is no such shape."""
    need = next(iter(spec.needs), None)
    if need is None or len(body) > 40 * _LONGEST:
        return body
    text = _rows(need, body) if need.columns else _items(need.elements[0], body)
    if not text:
        return body
    depth = len(body) - len(body.lstrip("#"))
    return text if shaped(spec, text, max(1, depth - 1)) == body else body


def _compares(text: str) -> bool:
    return re.search(r"\w\s?>=?\s?[0-9]", text) is not None


def _list(items: list[str], _depth: int) -> str:
    return "\n".join(f"- {item}" for item in items)


def _boxes(items: list[str], _depth: int) -> str:
    return "\n".join(f"- [ ] {item}" for item in items)


def _questions(items: list[str], depth: int) -> str | None:
    if not all(item.endswith("?") for item in items):
        return None
    return "\n\n".join(f"{'#' * (depth + 1)} {item}\n\n[ITS_ANSWER_HERE]." for item in items)


_SHAPES: Mapping[str, Callable[[list[str], int], str | None]] = {
    "list": _list,
    "checklist": _boxes,
    "questions": _questions,
}


def _items(element: str, body: str) -> str:
    lines = body.split("\n")
    if element == "list":
        return "; ".join(line.removeprefix("- ") for line in lines)
    if element == "checklist":
        return "; ".join(line.removeprefix("- [ ] ") for line in lines)
    if element == "questions":
        return "; ".join(line.lstrip("#").strip() for line in lines if line.startswith("#"))
    return ""


def _table(need: Need, items: list[str]) -> str | None:
    """A row for each item; cells that the item does not say are placeholders."""
    rows = [_row(need, item) for item in items]
    names = [column.name for column in need.columns]
    blanks = [f"[{re.sub('[^A-Z0-9]+', '_', name.upper()).strip('_')}]" for name in names]
    lines = [f"| {' | '.join(names)} |", f"|{'|'.join('---' for _ in names)}|"]
    for row in rows:
        cells = [row.get(column.key, blank) for column, blank in zip(need.columns, blanks, strict=True)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _row(need: Need, item: str) -> dict[str, str]:
    keys = [column.key for column in need.columns]
    parts = item.split(_ARROW)
    if 1 < len(parts) <= len(keys):
        return dict(zip(keys, parts, strict=False))
    for column in need.columns:
        if column.type == "threshold":
            return {keys[0]: _metric(item) or item, column.key: item}
        if column.type == "interval":
            task, blank, often = item.rpartition(" ")
            if blank and _is("interval", often):
                return {keys[0]: task, column.key: often}
    typed = next((column for column in need.columns if column.key == "value" and item[:1].isdigit()), None)
    return {typed.key: item} if typed else {keys[0]: item}


def _metric(item: str) -> str:
    try:
        return str(getattr(TYPES["threshold"].parse(item), "metric", ""))
    except BadValue:
        return ""


def _is(name: str, text: str) -> bool:
    try:
        TYPES[name].parse(text)
    except BadValue:
        return False
    return True


def _rows(need: Need, body: str) -> str:
    """The items that a table was made of, as far as its cells can say: ``shaped`` has the last word."""
    found = []
    keys = [column.key for column in need.columns]
    for line in body.split("\n")[2:]:
        cells = line.strip("|").split("|")
        row = {key: cell.strip() for key, cell in zip(keys, cells, strict=False) if not _blank(cell.strip())}
        found.append(_said(need, row, keys))
    return "; ".join(found)


def _said(need: Need, row: Mapping[str, str], keys: list[str]) -> str:
    types = {column.type: column.key for column in need.columns}
    if "threshold" in types and types["threshold"] in row and row.get(keys[0]) in (
        _metric(row[types["threshold"]]), row[types["threshold"]]
    ):  # fmt: skip
        return row[types["threshold"]]
    if "interval" in types and types["interval"] in row:
        return f"{row.get(keys[0], '')} {row[types['interval']]}"
    return _ARROW.join(row[key] for key in keys if key in row)


def _blank(cell: str) -> bool:
    return re.fullmatch(r"\[[A-Z0-9_]+\]", cell) is not None
