"""How much data a document says may be lost, and how long it says recovery may take: its RPOs and RTOs."""

import re
from collections.abc import Iterator, Sequence

from opsgate.knowing.card import Marked, mark_at
from opsgate.knowing.subject import Subject
from opsgate.reading.nodes import Block

TOPIC = "target"
PAIR, RPO, RTO = "rpo-rto", "rpo", "rto"

_SAID = re.compile(r"\bR[PT]O\b")
_UNIT = r"(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?)"
_TARGET = re.compile(
    r"\b(?P<what>RPO|RTO)\b(?:\s+(?:is|of|target|at|most|under|below|within|the|a|about))*\s*[:=(≤<]*\s*"
    rf"(?P<time>[0-9]{{1,5}}(?:\.[0-9]{{1,3}})?[ \u00a0-]?{_UNIT})\b"
)


def targets(subject: Subject) -> Marked:
    """A mark of topic ``target`` for every RPO and RTO; the text is what stands there.

    ``more`` is ``rpo``, ``rto`` or ``rpo-rto``, then what it is the target of, as its table says; empty in prose.
    """
    outline = subject.document.outline
    if not _SAID.search(outline.raw):
        return
    registers = {table.place.span for _, table in subject.tables_by_section if table.need.register}
    for block in outline.walk():
        if block.kind == "table" and block.children[0].span not in registers:
            yield from _of_table(subject, block)
    for block in outline.matching(_SAID):
        if block.kind == "paragraph":
            start, end = block.span
            for match in _TARGET.finditer(outline.raw, start, end):
                yield TOPIC, mark_at(subject, match.span(), match["time"], match["what"].lower(), "")


def _of_table(subject: Subject, table: Block) -> Marked:
    """The targets of a table that has a column for them, and names what they are for in its first one."""
    wanted = list(_columns(table.children[0].children))
    for row in table.children[1:] if wanted else ():
        for index, what in wanted:
            cell = row.children[index] if index < len(row.children) else None
            if cell is not None and cell.plain:
                yield TOPIC, mark_at(subject, cell.span, cell.plain, what, row.children[0].plain)


def _columns(header: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """The columns of targets, with which target it is; none where the first column is one of them."""
    found = {index: set(_SAID.findall(cell.plain)) for index, cell in enumerate(header)}
    if found.get(0):
        return
    for index, words in found.items():
        if words and len(header[index].plain) <= 45:
            yield index, PAIR if len(words) == 2 else words.pop().lower()
