"""OG2xx: sections and what they hold."""

from collections.abc import Iterator
from dataclasses import replace

from opsgate.judging import additions
from opsgate.judging.check import Check, Reach, check
from opsgate.knowing.kind import Level, Need, SectionSpec, applies
from opsgate.knowing.rows import Table, own
from opsgate.knowing.structure import ELEMENTS, count, is_empty
from opsgate.reading.document import Document
from opsgate.reading.outline import Section, fold, same
from opsgate.words.finding import Severity
from opsgate.words.near import an, nearest, one_of
from opsgate.words.place import Hit, Place


def heading_place(document: Document, section: Section) -> Place:
    """Place of a section's heading."""
    span = section.heading.span if section.heading else section.span
    return Place(document.path, section.keys, span)


@check("OG201", "missing-section", unfinished=True)
def missing_section(here: Reach) -> Iterator[Hit]:
    """A section that the kind asks for at this level is not there."""
    if here.outline.unclosed is not None:
        return  # what is missing may stand in the code that never ends
    yield from _missing(here, here.kind.sections, None)


def _missing(here: Reach, specs: tuple[SectionSpec, ...], parent: Section | None) -> Iterator[Hit]:
    structure = here.subject.structure
    for spec in specs:
        if spec.optional or not applies(spec.level, here.level):
            continue
        if structure.missing(spec):
            yield _absent(here, spec, parent)
        else:
            yield from _missing(here, spec.sections, structure.found.get(spec.id, parent))


def _absent(here: Reach, spec: SectionSpec, parent: Section | None) -> Hit:
    near = _misspelt(here, spec)
    within = f" under “{parent.title}”" if parent else ""
    message = f"section “{spec.heading}” is missing{within} ({an(here.kind.name)} needs it at {here.level})"
    if near:
        place = replace(heading_place(here.document, near), keys=parent.keys if parent else ())
        hint = f"is “{near.title}” meant? rename it to “{spec.heading}”"
        return place.child(spec.id).hit(message, hint=hint, fix=additions.retitled(here.document, near, spec.heading))
    hashes = "#" * ((parent.level + 1) if parent else 2)
    parts = [_element(need, here.level) for need in spec.needs if applies(need.level, here.level)]
    parts += [
        f"`{hashes}# {inner.heading}`"
        for inner in spec.sections
        if applies(inner.level, here.level) and not inner.optional
    ]
    holds = f" with {', '.join(parts)}" if parts else ""
    place = heading_place(here.document, parent) if parent else _before(here, spec)
    fix = additions.section(here.subject, spec, parent)
    return place.child(spec.id).hit(message, hint=f"add `{hashes} {spec.heading}`{holds}", fix=fix)


_OTHERS = frozenset(
    map(
        same,
        """
        about, abstract, appendix, authors, background, care, changed, changes, concepts, contact, contact us, contacts,
        content, contents, context, conventions, core, credits, definitions, details, example, examples, faq, features,
        glossary, goals, history, index, introduction, license, links, meeting, meetings, motivation, notes, overview,
        preface, purpose, readme, references, resources, scope, see also, start, status, summary, table of contents,
        tests, texts, todo, topics, usage, users, version, versions
        """.replace("\n", " ").split(","),
    )
)  # fmt: skip


def _misspelt(here: Reach, spec: SectionSpec) -> Section | None:
    """A heading that matched nothing and is most likely this section's, misspelt; never a good word of its own."""
    known = {name for other in here.kind.all_sections() for name in other.names} | _OTHERS
    words = [spec.heading, *spec.aliases]
    for section in here.subject.structure.unmatched:
        if same(section.title) in known:
            continue
        if any(nearest(section.title, [word]) and _near(fold(section.title), fold(word)) for word in words):
            return section
    return None


def _near(a: str, b: str) -> bool:
    return a[:1] == b[:1] and _within(a, b, 1 if min(len(a), len(b)) < _LONG else 2)


_LONG = 8


def _within(a: str, b: str, edits: int) -> bool:
    """Whether so many edits (insert, delete, replace, swap two neighbours) make one word the other."""
    same_until = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    a, b = a[same_until:], b[same_until:]
    if not a or not b or not edits:
        return len(a) + len(b) <= edits
    swapped = a[:2] == b[1::-1] and _within(a[2:], b[2:], edits - 1)
    return swapped or any(_within(x, y, edits - 1) for x, y in ((a[1:], b), (a, b[1:]), (a[1:], b[1:])))


def _before(here: Reach, spec: SectionSpec) -> Place:
    """The heading after which an absent section belongs: the last one found before it, else the document's head.

    The section alone names the place, so that it is called the same when another section is added.
    """
    last = None
    for other in here.kind.sections:
        if other.id == spec.id:
            break
        last = here.subject.structure.found.get(other.id, last)
    if last:
        return replace(heading_place(here.document, last), keys=())
    title = here.outline.title
    if title is None:
        return here.document.place()
    return Place(here.document.path, (), title.span)


@check("OG202", "empty-section", unfinished=True)
def empty_section(here: Reach) -> Iterator[Hit]:
    """A section that the kind asks for has a heading and nothing under it."""
    judged = _judged(here)
    for spec, section in here.subject.sections():
        if _empty(spec, section, judged):
            hint = spec.guide or "write it, or say in a sentence why there is nothing to say"
            yield heading_place(here.document, section).hit(f"section “{section.title}” is empty", hint=hint)


def _judged(here: Reach) -> set[int]:
    return {id(section) for _, section in here.subject.sections()}


def _empty(spec: SectionSpec, section: Section, judged: set[int]) -> bool:
    """Whether nothing is said; where steps are asked for, their headings alone may be the steps."""
    return is_empty(section, judged) and not any(
        count("steps", section) for need in spec.needs if "steps" in need.elements
    )


@check("OG203", "section-order", severity=Severity.WARNING)
def section_order(here: Reach) -> Iterator[Hit]:
    """Sections stand in another order than their kind has them."""
    if not here.kind.ordered:
        return
    found = here.subject.structure.found
    present = [(spec, found[spec.id]) for spec in here.kind.sections if spec.id in found]
    written = sorted(present, key=lambda pair: pair[1].span)
    for (_, section), (wanted, _) in zip(written, present, strict=True):
        if section is not found[wanted.id]:
            moved = found[wanted.id]
            order = ", ".join(f"“{other.title}”" for _, other in present)
            yield heading_place(here.document, section).hit(
                f"“{section.title}” stands where “{moved.title}” belongs", hint=f"order: {order}"
            )
            return


@check("OG204", "duplicate-section")
def duplicate_section(here: Reach) -> Iterator[Hit]:
    """Two headings for the same section: a reader finds one and misses the other."""
    for spec, section in here.subject.structure.repeated:
        first = here.subject.structure.found[spec.id]
        yield heading_place(here.document, section).hit(
            f"“{section.title}” is a second “{first.title}” section",
            hint="join the two, or rename one",
            related=[heading_place(here.document, first)],
        )


@check("OG205", "missing-element", unfinished=True)
def missing_element(here: Reach) -> Iterator[Hit]:
    """A section lacks what it is there for: its steps, its table, its checklist."""
    yield from _without_rows(here)
    judged = _judged(here)
    for spec, section in here.subject.sections():
        if _empty(spec, section, judged):
            continue
        for need in spec.needs:
            if applies(need.level, here.level) and not _satisfied(here, section, need):
                yield (
                    heading_place(here.document, section)
                    .child(*need.elements)
                    .hit(
                        f"section “{section.title}” has {_stands(here, section, need)}",
                        hint=_add(here, section, need),
                    )
                )


def _without_rows(here: Reach) -> Iterator[Hit]:
    """Tables that are asked for and have a header only: empty is not done."""
    asked = [need for spec, _ in here.subject.sections() for need in spec.needs]
    asked += [here.kind.register[1]] if here.kind.register else []
    first: dict[int, Table] = {}
    filled = set()
    for table in here.subject.tables:
        if any(table.need is need and applies(need.level, here.level) for need in asked):
            first.setdefault(id(table.need), table)
            filled |= {id(table.need)} if table.rows or table.faults or not table.headers else set()
    for need, table in first.items():
        if need not in filled:
            yield table.place.hit(
                f"table `{' | '.join(title or '…' for title in table.headers)}` has no rows",
                hint="add a row" + _such_as(here, table),
            )


def _such_as(here: Reach, table: Table) -> str:
    """A row as the table could have it, if the kind has examples for its cells."""
    said = {table.index[column.key]: column.example for column in table.need.columns if column.key in table.index}
    if not any(said.values()):
        return ""
    words = [said.get(number) or "…" for number in range(len(table.headers))]
    beside = table.place.path != here.document.path
    row = ",".join(f'"{word}"' if "," in word else word for word in words) if beside else f"| {' | '.join(words)} |"
    return f", for example `{row}`"


def _satisfied(here: Reach, section: Section, need: Need) -> bool:
    if need.register and here.meta.get("rows"):
        return True
    if need.columns:
        if any(own(section, here.subject.asking)):
            return any(table.need is need and _inside(section, table.place) for table in here.subject.tables)
        return sum(count(element, section) for element in need.elements if element != "table") >= need.count
    return sum(count(element, section) for element in need.elements) >= need.count


_SEVERAL = {
    "steps": "numbered steps", "table": "tables", "checklist": "boxes (`- [ ] …`)", "image": "images",
    "commands": "command blocks", "questions": "questions with answers", "list": "lists", "code": "code blocks",
    "link": "links", "text": "paragraphs",
}  # fmt: skip


def _add(here: Reach, section: Section, need: Need) -> str:
    there = sum(count(element, section) for element in need.elements)
    return f"add {need.count - there} more" if 0 < there < need.count else f"add {_element(need, here.level)}"


def _inside(section: Section, place: Place) -> bool:
    return section.span[0] <= place.span[0] < section.span[1]


def _stands(here: Reach, section: Section, need: Need) -> str:
    names = " or ".join(ELEMENTS[element].removeprefix("a ").removeprefix("an ") for element in need.elements)
    if need.columns:
        if any(own(section, here.subject.asking)):
            return f"no table with any of the columns {one_of(_columns(need, here.level))}"
        return f"no table {' | '.join(_columns(need, here.level))}"
    there = sum(count(element, section) for element in need.elements)
    return f"no {names}" if not there else f"{there} of at least {need.count} {_SEVERAL[need.elements[0]]}"


def _element(need: Need, level: Level) -> str:
    """What a section needs, as the end of a sentence that begins with "add"."""
    if need.columns:
        return f"a table `| {' | '.join(_columns(need, level))} |`"
    return need.label or " or ".join(ELEMENTS[element] for element in need.elements)


def _columns(need: Need, level: Level) -> list[str]:
    return [column.name for column in need.columns if applies(column.level, level)]


@check("OG210", "heading-skip", severity=Severity.WARNING)
def heading_skip(here: Reach) -> Iterator[Hit]:
    """A heading two or more levels below the one above it: outlines and screen readers lose the thread."""
    above = None
    for section in here.outline.sections:
        if section.heading is None:
            continue
        if above and section.level > above.level + 1:
            right = "#" * (above.level + 1)
            yield heading_place(here.document, section).hit(
                f"level {section.level} heading “{section.title}” under level {above.level} “{above.title}”",
                hint=f"write `{right} {section.title}`",
            )
        above = section


CHECKS: tuple[Check, ...] = (
    missing_section, empty_section, section_order, duplicate_section, missing_element, heading_skip,
)  # fmt: skip
