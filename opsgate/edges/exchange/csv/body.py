"""A cell's text as what stands under a heading, so that nothing of it breaks out of there, and back.

Markdown stays as it is. Headings that would end the section are moved below it. What breaks out all the same (an
open fence, an open comment, a directive to opsgate) stands in a fence of its own.
"""

import re
from collections.abc import Iterator

from opsgate.edges.exchange.csv.shapes import shaped, unshaped
from opsgate.edges.exchange.csv.table import cleaned
from opsgate.knowing.kind import SectionSpec
from opsgate.reading.document import document

_INFO = "text as-imported"
_FENCED = re.compile(rf"(`{{3,}}){_INFO}\n(.*)\n\1", re.DOTALL)
_DIRECTIVE = re.compile(r"<!--\s*(?:opsgate|kept by opsgate)", re.IGNORECASE)
_HASHES = re.compile(r"#{1,6}(?=[ \t]|$)")
_BEFORE, _AFTER = "Before", "After"


def body_of(spec: SectionSpec, text: str, depth: int) -> str | None:
    """What stands under the section's heading (of level ``depth``) for a cell; None where nothing can."""
    for body in _ways(spec, text, depth):
        if contained(body, depth) and not _DIRECTIVE.search(_outside(body)):
            return body
    return None


def text_of(spec: SectionSpec, body: str) -> str:
    """The cell that a body stands for."""
    match = _FENCED.fullmatch(body)
    if match and _fence(match[2]) == match[1]:
        return match[2]
    return unshaped(spec, body)


def contained(body: str, depth: int) -> bool:
    """Whether a body under a heading of that level ends where the next heading begins, and has no heading above it."""
    raw = f"{'#' * depth} {_BEFORE}\n\n{body}\n\n{'#' * depth} {_AFTER}\n"
    sections = [section for section in document("cell.md", raw).outline.sections if section.heading]
    last = raw.rindex(f"{'#' * depth} {_AFTER}")
    return (
        len(sections) > 1
        and sections[0].span == (0, last)
        and sections[-1].span[0] == last
        and all(section.level > depth for section in sections[1:-1])
    )


def _ways(spec: SectionSpec, text: str, depth: int) -> Iterator[str]:
    """Bodies that stand for a text, the best first."""
    shape = shaped(spec, text, depth)
    if shape is not None and unshaped(spec, shape) == text:
        yield shape
    if text_of(spec, text) == text:
        yield text
    moved = _moved(text, depth)
    if moved is not None and text_of(spec, moved) == moved and shaped(spec, moved, depth) is None:
        yield moved
    marks = _fence(text)
    yield f"{marks}{_INFO}\n{text}\n{marks}"


def _outside(body: str) -> str:
    return "" if _FENCED.fullmatch(body) else body


def _fence(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    return "`" * max(3, longest + 1)


def _moved(text: str, depth: int) -> str | None:
    """The text with its headings moved below the section's; None where it has none, or they are too deep."""
    found = document("cell.md", f"\n\n{text}").outline
    headings = [section.heading for section in found.sections if section.heading]
    if not headings or not (by := depth + 1 - min(heading.level for heading in headings)) > 0:
        return None
    raw = found.raw
    for heading in reversed(headings):
        start = heading.span[0]
        if heading.level + by > 6 or not _HASHES.match(raw, start):
            return None
        raw = raw[:start] + "#" * by + raw[start:]
    return cleaned(raw)
