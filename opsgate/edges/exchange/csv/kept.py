"""Cells of a database that a document has no place for: a comment at its end, safe whatever the cells hold."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from opsgate.reading.document import Document
from opsgate.words.text import Span

_HEAD = "kept by opsgate import: cells that have no other place here"
_COMMENT = re.compile(rf"<!-- {re.escape(_HEAD)}\n(.*?)\n-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Kept:
    """A cell that is kept: its column and text; in a register, also the key of its row and what the row shows of it."""

    column: str
    cell: str
    row: tuple[str, ...] = ()
    shows: str = ""


def comment(kept: Sequence[Kept]) -> str:
    """The comment that holds cells, one a line; empty where there are none."""
    lines = [_line(each) for each in kept]
    return f"<!-- {_HEAD}\n" + "\n".join(lines) + "\n-->" if lines else ""


def kept_in(document: Document) -> tuple[Kept, ...]:
    """The cells that a document keeps."""
    span = kept_span(document)
    return tuple(_cells(document.text.raw[span[0] : span[1]])) if span else ()


def kept_span(document: Document) -> Span | None:
    """Where a document keeps cells, if it does."""
    if f"<!-- {_HEAD}" not in document.text.raw:
        return None
    found = [each.span for each in document.outline.comments if each.text.lstrip().startswith(_HEAD)]
    return found[-1] if found else None


def _line(kept: Kept) -> str:
    held: dict[str, object] = {"column": kept.column, "cell": kept.cell}
    if kept.row:
        held = {"row": list(kept.row), **held, **({"shows": kept.shows} if kept.shows else {})}
    text = json.dumps(held, ensure_ascii=False)
    return "".join(_escaped(char) for char in text.replace("--", "-\\u002d"))


def _escaped(char: str) -> str:
    return char if char.isprintable() and char not in "<>" else f"\\u{ord(char):04x}" if ord(char) < 0x10000 else char


def _cells(text: str) -> Iterator[Kept]:
    for line in text.replace("\r\n", "\n").split("\n"):
        try:
            held = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(held, dict) and isinstance(held.get("column"), str) and isinstance(held.get("cell"), str):
            row = held.get("row")
            key = tuple(str(part) for part in row) if isinstance(row, list) else ()
            yield Kept(held["column"], held["cell"], key, str(held.get("shows", "")))
