"""Fixes of the body: sections that are added without anything in them, and headers that are spelt as they are meant."""

import re
from collections.abc import Sequence

from opsgate.judging.mends import line_end
from opsgate.knowing.kind import Column, Criterion, Kind, SectionSpec
from opsgate.knowing.rows import Table
from opsgate.knowing.skeleton import skeleton
from opsgate.knowing.subject import Subject
from opsgate.reading.document import Document
from opsgate.reading.nodes import Block
from opsgate.reading.outline import Section, same, slugify
from opsgate.reading.readers.shapes import cells
from opsgate.words.near import nearest
from opsgate.words.place import Edit, Fix
from opsgate.words.text import Span

_TOO_DEEP = "\n#######"
_COUNTS_HEADINGS = "section-numbers-exist"
_RULES = {"OG201": "missing-section", "OG202": "empty-section", "OG205": "missing-element"}
_HEADINGS = frozenset({_COUNTS_HEADINGS, "OG201"})
_EMPTY = frozenset({"OG202", "OG205"})
_NO_MARKUP = re.compile(r"[^\\`*_\[\]<>&|!~:@#]+")
_ANSWERS = re.compile(r"\s*<(?:!--\s*opsgate\b|a\s)", re.IGNORECASE)
_LEADS = re.compile(r"\s*<(?:!--|a\s)")


def section(subject: Subject, spec: SectionSpec, parent: Section | None) -> Fix | None:
    """A section that is missing, with nothing in it but what the kind says of it, at its place by the kind's order."""
    document = subject.document
    if _may_open(subject.kind):
        return None
    at, depth = _place(subject, spec, parent)
    text = skeleton(spec, subject.level, depth, samples=False)
    titles = tuple(line.lstrip("#").strip() for line in text.split("\n") if line.startswith("#"))
    slug = slugify(spec.heading)
    if _TOO_DEEP in text or any(other.slug == slug for other in document.outline.sections):
        return None
    edit = Edit((at, at), _set_off(document.text.raw, at, text))
    above = document.outline.section_at(at - 1) if at else None
    while above is not None and above.level >= depth:
        above = above.parent
    name = "/".join((*(above.keys if above else ()), slug))
    return Fix(f"add an empty section “{spec.heading}”", (edit,), alters=(name,), adds=titles)


def _may_open(kind: Kind) -> bool:
    """Whether a gate of the kind asks for headings and not also for what stands under them."""
    return any(
        any(_HEADINGS & _asked(one) for one in gate.criteria)
        and not any(_asked(one) >= _EMPTY for one in gate.criteria)
        for gate in kind.gates.values()
    )


def _asked(criterion: Criterion) -> frozenset[str]:
    """The rules that a criterion holds a document to, and what it looks at where it counts headings."""
    if criterion.check == _COUNTS_HEADINGS:
        return frozenset([_COUNTS_HEADINGS])
    if criterion.check != "no-open-findings":
        return frozenset()
    rules, family = criterion.options.get("rules") or (), str(criterion.options.get("family") or "OG-")
    return frozenset(id for id, name in _RULES.items() if {id, name} & {*rules} or id.startswith(family))


def _place(subject: Subject, spec: SectionSpec, parent: Section | None) -> tuple[int, int]:
    """Where a section goes, and at which level.

    After those that come before it in the kind, else in front of those that come after it, else at the end.
    """
    found, outline = subject.structure.found, subject.document.outline
    before, after = _around(subject.kind, spec)

    def beside(specs: Sequence[SectionSpec]) -> list[Section]:
        there = (found[other.id] for other in specs if other.id in found)
        return [other for other in there if other.parent is parent or (parent is None and _in_title(other))]

    earlier, later = beside(before), beside(after)
    if earlier:
        return _in_front(subject.document, earlier[-1].span[1]), earlier[-1].level
    if later:
        first = min(later, key=lambda other: other.span)
        return _in_front(subject.document, first.span[0]), first.level
    if parent is not None:
        return _in_front(subject.document, parent.span[1]), parent.level + 1
    title = next((other for other in outline.sections if other.level == 1), None)
    return _in_front(subject.document, title.span[1] if title else len(outline.raw)), 2


def _in_title(section: Section) -> bool:
    return section.parent is not None and section.parent.level == 1


def _around(kind: Kind, spec: SectionSpec) -> tuple[Sequence[SectionSpec], Sequence[SectionSpec]]:
    """The sections that stand before and after one beside it in the kind."""
    rows = [kind.sections, *(other.sections for other in kind.all_sections())]
    row = next((row for row in rows if any(other is spec for other in row)), (spec,))
    index = next(index for index, other in enumerate(row) if other is spec)
    return row[:index], row[index + 1 :]


def _in_front(document: Document, at: int) -> int:
    """In front of what stands above a heading and belongs to it: anchors, directives, a comment right above it."""
    raw = document.text.raw
    for block in reversed(_before(document, at)):
        gap = raw[block.span[1] : at].replace("\r\n", "\n").replace("\r", "\n")
        close = gap.count("\n") < 2 and _LEADS.match(block.text)
        if block.kind != "html" or not (close or _ANSWERS.match(block.text)):
            break
        at = block.span[0]
    return at


def _before(document: Document, at: int) -> list[Block]:
    if at >= len(document.text.raw):
        return []
    return [block for block in document.outline.blocks if block.span[0] < at]


def _set_off(raw: str, at: int, text: str) -> str:
    """A section's text with blank lines around it; a file that had no line end at its end gets none."""
    end = line_end(raw)
    text = text.replace("\n", end)
    before = raw[:at].replace("\r\n", "\n").replace("\r", "\n")[-2:] if at else "\n\n"
    lines = len(before) - len(before.rstrip("\n"))
    lead = end * max(0, 2 - lines)
    if at >= len(raw):
        return lead + text + (end if lines else "")
    return lead + text + end * 2


def header(document: Document, table: Table, column: Column) -> Fix | None:
    """The right spelling of a column's name in a table's header, where one header only can be meant."""
    if table.place.path != document.path:
        return None
    taken = set(table.index.values())
    free = [number for number in range(len(table.headers)) if number not in taken]
    names = (column.name, *column.aliases)
    others = [name for other in table.missing() if other is not column for name in (other.name, *other.aliases)]
    near = [
        number
        for number in free
        if (title := table.headers[number]) and nearest(title, names) and nearest(title, (*names, *others)) in names
    ]
    if len(near) != 1:
        return None
    raw = document.text.raw
    span = cells(raw, *table.place.span, len(table.headers))[near[0]]
    if not _NO_MARKUP.fullmatch(raw, *span) or same(raw[slice(*span)]) == same(column.name):
        return None
    return Fix(f"rename to `{column.name}`", (Edit(span, column.name),), alters=(str(table.place),))


def retitled(document: Document, found: Section, title: str) -> Fix | None:
    """Another title for a heading of plain words; links to it may break, so it is not safe."""
    if found.heading is None:
        return None
    raw, (start, end) = document.text.raw, found.heading.span
    at = raw.find(found.title, start, end)
    if at < 0 or not _NO_MARKUP.fullmatch(found.title):
        return None
    span: Span = (at, at + len(found.title))
    above = found.keys[:-1]
    names = tuple("/".join((*above, slug)) for slug in (found.slug, slugify(title)))
    return Fix(f"rename to “{title}”", (Edit(span, title),), safe=False, alters=names)
