"""Assets that a runbook backs up or brings back: in the tables and headings of its section on that."""

import re
from collections.abc import Iterator

from opsgate.knowing.card import Marked, mark_at
from opsgate.knowing.subject import Subject
from opsgate.reading.nodes import Block
from opsgate.reading.outline import Section, same

_SECTION = "backup-restore"
_HEADERS = frozenset(map(same, ("Asset", "Assets", "What is backed up", "Backed up data")))
_HEADING = re.compile(
    r"(?:back(?:ing)?[ -]?up|backups?\s+of|restor(?:e|ing)|recover(?:ing)?)\s+(?:the\s+|an?\s+)?"
    r"(?P<what>(?:[\w/&.-]+\s+){0,3}(?:database|db|bucket|volume|config|configuration|store|repository|queue|index)s?)\W*",
    re.IGNORECASE,
)
_ANY = re.compile(r"\b(?:from|to|into|all|any|every|each|whole|entire|single|new|old|another|other)\b", re.IGNORECASE)


def assets(subject: Subject) -> Marked:
    """Marks of topic ``use/asset`` for what the section on backup and restore names, each name once."""
    section = subject.structure.found.get(_SECTION)
    seen: set[str] = set()
    for part in section.walk() if section is not None else ():
        for cell, text in _named(part, top=part is section):
            if text.casefold() not in seen:
                seen.add(text.casefold())
                yield "use/asset", mark_at(subject, cell.span, text)


def _named(section: Section, *, top: bool) -> Iterator[tuple[Block, str]]:
    match = None if top or section.heading is None else _HEADING.fullmatch(section.heading.plain)
    if match and section.heading is not None and not _ANY.search(match["what"]) and " " in match["what"]:
        yield section.heading, match["what"]
    for block in section.blocks:
        for table in block.walk():
            if table.kind == "table":
                yield from _first_column(table)


def _first_column(table: Block) -> Iterator[tuple[Block, str]]:
    header, *rows = table.children
    if header.children and same(header.children[0].plain) in _HEADERS:
        yield from ((row.children[0], row.children[0].plain) for row in rows if row.children and row.children[0].plain)
