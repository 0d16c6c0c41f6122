"""The body of a Notion page as part of a document: callouts, levels of headings, sections that belong to a kind."""

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from opsgate.knowing.kind import Kind, SectionSpec
from opsgate.knowing.structure import match
from opsgate.reading.frontmatter import read_front_matter
from opsgate.reading.outline import Outline, Section, same
from opsgate.reading.readers import read
from opsgate.reading.yamledit import applied
from opsgate.words.place import Edit

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_ASIDE = re.compile(r"([ \t]*)<aside>[ \t]*(.*?)[ \t]*\Z")
_END = re.compile(r"(.*?)[ \t]*</aside>[ \t]*\Z")
_SPEAKS = re.compile(r"\s*(?:kept by )?opsgate\b", re.IGNORECASE)
_HASHES = re.compile(r"#{1,6}")


def outline(text: str) -> Outline:
    """The outline of a body, which has no front matter whatever it begins with."""
    return Outline(text, read(text, 0))


def callouts(text: str) -> str:
    """A body in which callouts (``<aside>``, whose Markdown no host renders) are quotes. Others stay as they are."""
    lines = text.split("\n")
    found: list[str] = []
    at, fence = 0, ""
    ends = deque(number for number, line in enumerate(lines) if "</aside>" in line)
    while at < len(lines):
        mark = _FENCE.match(lines[at])
        if mark and (not fence or (mark[1][0] == fence[0] and len(mark[1]) >= len(fence))):
            fence = "" if fence else mark[1]
        opening = None if fence else _ASIDE.match(lines[at])
        end = _next_end(ends, at) if opening else None
        if opening is None or end is None:
            found.append(lines[at])
            at += 1
            continue
        inside = [*([opening[1] + opening[2]] if opening[2] else []), *lines[at + 1 : end]]
        last = _END.match(lines[end])
        inside += [last[1]] if last and last[1].strip() and end > at else []
        if end == at:
            inside = [opening[1] + opening[2].partition("</aside>")[0]]
        found += _quoted(inside, opening[1])
        at = end + 1
    return "\n".join(found)


def _next_end(ends: deque[int], at: int) -> int | None:
    """The first line from ``at`` on that ends a callout; lines before it are dropped from ``ends``."""
    while ends and ends[0] < at:
        ends.popleft()
    return ends[0] if ends else None


def _quoted(lines: Sequence[str], indent: str) -> list[str]:
    inside = [line.removeprefix(indent) for line in lines]
    while inside and not inside[-1].strip():
        inside.pop()
    while inside and not inside[0].strip():
        inside.pop(0)
    return [f"{indent}> {line}".rstrip() for line in inside] or [""]


_CLOSERS = ("-->", "</pre>", "</script>", "</style>", "</textarea>", "?>", "]]>", ">")


def inert(text: str) -> str:
    """A body in which comments that speak to opsgate, and those that never end, are text that people see.

    A page says nothing about which findings count, nor which cells a document keeps.
    """
    edits = [
        Edit(each.span, text[slice(*each.span)].replace("<!--", "&lt;!--"))
        for each in outline(text).comments
        if _SPEAKS.match(each.text) or not text[slice(*each.span)].endswith("-->")
    ]
    return applied(text, edits)


def closed(text: str) -> str:
    """A body that takes in nothing of what comes below it: what it leaves open is closed, or shown as it is written."""
    if _ends(text):
        return text
    fence = outline(text).unclosed
    mark = _FENCE.match(text[slice(*fence.span)]) if fence else None
    for closer in (*([mark[1]] if mark else []), *_CLOSERS):
        if _ends(f"{text}\n{closer}"):
            return f"{text}\n{closer}"
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}text\n{text}\n{marks}"


def _ends(text: str) -> bool:
    """Whether a heading below a body is a heading."""
    last = outline(f"{text}\n\n# {_AFTER}\n").sections[-1]
    return last.title == _AFTER and last.level == 1 and last.span[0] >= len(text)


_AFTER = "After"


def shifted(text: str, by: int) -> str:
    """A body whose headings are ``by`` levels lower (or higher), from the first to the sixth."""
    if not by:
        return text
    edits = []
    for block in outline(text).blocks:
        if block.kind == "heading":
            source = text[slice(*block.span)]
            level = min(6, max(1, block.level + by))
            hashes = _HASHES.match(source)
            if hashes:
                edits.append(Edit((block.span[0], block.span[0] + hashes.end()), "#" * level))
            else:
                words = " ".join(line.strip() for line in source.rstrip().split("\n")[:-1])
                edits.append(Edit(block.span, f"{'#' * level} {words}"))
    return applied(text, edits)


def below(text: str, level: int) -> str:
    """A body whose highest heading has at least a level."""
    levels = [section.level for section in outline(text).sections if section.heading]
    return shifted(text, max(0, level - min(levels))) if levels else text


@dataclass(frozen=True)
class Merged:
    """A document with a page's body in it: the headings that went into sections of the kind, and the others."""

    text: str
    into: tuple[str, ...]
    beside: tuple[str, ...]


class _Part(NamedTuple):
    """A text to put in at an offset; what stands between it and ``end`` goes. Of equal places, the lower rank is first.

    Ranks: 0 what goes into a section, then new sections, the deeper and the kind's earlier ones first; last the others.
    """

    at: int
    end: int
    text: str
    rank: tuple[int, int] = (0, 0)


def merged(text: str, body: str, kind: Kind, blank: Mapping[str, str], end: int) -> Merged:
    """Put the body of a page into a document of a kind; nothing of either is lost.

    What stands below a heading that the kind knows goes into that section, behind what is there, or in the place of
    what the scaffold has there (``blank``, by the section's id). What stands above all headings comes below the
    title, and the rest comes last, at ``end``.
    """
    front, parts = _parts(body)
    whole = Outline(text, read(text, read_front_matter(text).body))
    found = match(whole, kind.sections).found
    specs = {name: spec for spec in reversed(list(kind.all_sections())) for name in spec.names}
    order = {spec.id: number for number, spec in enumerate(kind.all_sections())}
    edits: list[_Part] = []
    into, beside, emptied = [], [], set()
    if front.strip():
        at = _below_title(whole)
        edits.append(_Part(at, at, front))
    for title, level, content in parts:
        spec = specs.get(same(title)) if same(title) else None
        section = found.get(spec.id) if spec else None
        if spec is None:
            beside.append(title)
            edits.append(_Part(end, end, shifted(content, 2 - level), (9, 0)))
        elif section is None:
            into.append(title)
            deep, at = _place(spec, kind, found, end)
            edits.append(_Part(at, at, shifted(content, deep - level), (8 - deep, order[spec.id])))
        else:
            into.append(title)
            last = min(end, _own_end(section))
            start = section.heading.span[1] if section.heading else last
            own = text[start:last].strip()
            fresh = spec.id not in emptied and own != "" and own == blank.get(spec.id, "").strip()
            emptied.add(spec.id)
            said = _headless(shifted(content, section.level - level))
            edits.append(_Part(start if fresh and said.strip() else last, last, said))
    return Merged(_inserted(text, edits), tuple(into), tuple(beside))


def _parts(body: str) -> tuple[str, list[tuple[str, int, str]]]:
    """What stands above all headings of a body, and its chapters: title, level, text with the heading."""
    sections = outline(body).sections
    tops = [section for section in sections if section.heading and section.parent is None]
    first = tops[0].span[0] if tops else len(body)
    return body[:first], [(top.title, top.level, body[slice(*top.span)]) for top in tops]


def _headless(content: str) -> str:
    """A chapter without its own heading."""
    first = outline(content).blocks[0]
    return content[first.span[1] :]


def _below_title(whole: Outline) -> int:
    """Where what introduces a document stands: behind its title and what is there, before the next heading."""
    title = next((section for section in whole.sections if section.level == 1), None)
    if title is None:
        return whole.sections[0].span[1] if len(whole.sections) > 1 else len(whole.raw)
    return _own_end(title)


def _own_end(section: Section) -> int:
    """Where a section's own text ends: at the next heading of any level."""
    return min((child.span[0] for child in section.children), default=section.span[1])


def _place(spec: SectionSpec, kind: Kind, found: dict[str, Section], last: int) -> tuple[int, int]:
    """The level of a section that a document lacks, and where it goes: behind those that the kind has before it."""
    above = next((one for one in kind.all_sections() if spec in one.sections and one.id in found), None)
    if above is not None:
        holder = found[above.id]
        return holder.level + 1, min(last, holder.span[1])
    order = [one.id for one in kind.sections]
    top = next((one.id for one in kind.sections if spec in one.walk()), spec.id)
    earlier = [found[id] for id in order[: order.index(top)] if id in found] if top in order else []
    later = [found[id] for id in order[order.index(top) + 1 :] if id in found] if top in order else []
    if earlier:
        return 2, min(last, max(section.span[1] for section in earlier))
    return 2, min([last, *(section.span[0] for section in later)])


def _inserted(text: str, edits: Sequence[_Part]) -> str:
    """A text with parts put in, each parted from its neighbours by an empty line; equal places keep their order."""
    parts, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.at, edit.end, edit.rank)):
        parts += [text[at : edit.at], edit.text]
        at = max(at, edit.end)
    parts.append(text[at:])
    trimmed = [part.strip("\n") for part in parts]
    return "\n\n".join(part for part in trimmed if part.strip()) + "\n"
