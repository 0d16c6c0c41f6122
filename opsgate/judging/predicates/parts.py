"""Predicates over the parts of a document: its pictures, words, commands and part numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from opsgate.judging.evidence.partslist import read_parts
from opsgate.judging.evidence.trouble import Unreadable
from opsgate.judging.here import Here
from opsgate.judging.predicate import TEXT, WORDS, predicate
from opsgate.judging.said import Said, fails, holds, unknown
from opsgate.judging.starting import stopped_too
from opsgate.knowing.structure import ELEMENTS, count
from opsgate.reading.nodes import Block
from opsgate.reading.outline import Section
from opsgate.words.place import Place
from opsgate.words.text import Span

_ELEMENT: Mapping[str, object] = {
    "anyOf": [{"enum": sorted(ELEMENTS)}, {"type": "array", "minItems": 1, "items": {"enum": sorted(ELEMENTS)}}]
}
_LEAVES = ("paragraph", "cell", "heading")
_SOURCE = re.compile(r"""<(?:img|source|video)\b[^<>]{0,2000}?\ssrc(?:set)?\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


@predicate("has-element", element=_ELEMENT, sections=WORDS)
def has_element(here: Here, *, element: str | Sequence[str], sections: Sequence[str]) -> Iterator[Said]:
    """One of the sections holds one of the elements; every picture in the repository that is shown is there."""
    wanted = [element] if isinstance(element, str) else list(element)
    found = [section for name in sections if (section := here.section(name)) is not None]
    said: list[Said] = []
    for name in wanted:
        if name == "image":
            said += [verdict for section in found for verdict in _images(here, section)]
        elif any(count(name, section) for section in found):
            said.append(holds(f"{ELEMENTS[name]} found"))
    settled = [verdict for verdict in said if verdict.word != "unknown"]
    yield from settled or said
    if not said:
        names = " or ".join(f"“{spec.heading}”" for spec in here.kind.all_sections() if spec.id in sections)
        kinds = " or ".join(ELEMENTS[name] for name in wanted)
        stands = f"there is nothing of the kind under {names}, expected {kinds}"
        yield fails(here.section_place(sections[0]), stands, "write it there")


def _images(here: Here, section: Section) -> Iterator[Said]:
    """What is said of each picture of a section."""
    for block in section.find("paragraph", "cell", "heading", "html"):
        shown = [(piece.span, piece.target) for piece in block.inlines if piece.kind == "image"]
        html = [(block.span, block.text)] if block.kind == "html" else [
            (piece.span, piece.text) for piece in block.inlines if piece.kind == "html"]  # fmt: skip
        shown += [(span, match[1]) for span, text in html for match in _SOURCE.finditer(text)]
        for span, target in shown:
            yield _image(here, here.document.at(span), target)
        yield from (holds("a picture is drawn here", here.document.at(span)) for span, text in html if "<svg" in text)


def _image(here: Here, place: Place, target: str) -> Said:
    if target.startswith("data:image/"):
        return holds("the picture is part of the document", place)
    path = here.world.library.target(here.subject, target)
    if "://" in target or target.startswith("//"):
        return unknown(
            place, f"the picture `{target}` lies outside the repository", "keep the picture in the repository"
        )
    if path is None:
        return fails(place, f"the picture `{target}` leads out of the repository", "name a file in it")
    try:
        size = here.world.evidence.locate(path).stat().st_size
    except Unreadable as error:
        return fails(place, f"the picture {error.reason}", error.hint)
    except OSError as error:
        return unknown(place, f"the picture `{path}` cannot be read: {error.strerror}", "mend its rights")
    return (
        holds(f"`{path}` is there", place) if size else fails(place, f"the picture `{path}` is empty", "save it again")
    )


_UNITS = (
    "mm|cm|km|kg|mg|ml|mL|kW|kWh|Wh|mAh|Ah|mA|kHz|MHz|GHz|Hz|°C|°F|kB|MB|GB|TB|kB/s|MB/s|Mbit/s|Gbit/s"
    "|kPa|hPa|N·m|Nm|lm"
)
_JOINED = re.compile(rf"(?<![\w.,/#+-])[0-9]+(?:[.,][0-9]+)?({_UNITS})(?![\w/-])")


@predicate("units-spaced")
def units_spaced(here: Here) -> Iterator[Said]:
    """Between a number and its unit stands a space: `30 cm`, not `30cm`."""
    faults = 0
    for block in here.document.outline.walk():
        for piece in block.inlines if block.kind in _LEAVES else ():
            for match in _JOINED.finditer(here.document.text.raw, *piece.span) if piece.kind == "text" else ():
                faults += 1
                unit = match[1]
                yield fails(here.document.at(match.span()), f"`{match[0]}` has no space before the unit",
                            f"write `{match[0].removesuffix(unit)} {unit}`")  # fmt: skip
    if not faults:
        yield holds("every unit that is known stands apart from its number")


_COLOURS = "red|green|blue|yellow|orange|amber|white|black|grey|gray|purple|violet|pink|brown"
_ACTS = r"(?:press|push|touch|tap|click(?:\s+on)?|choose|select|hold|use)"
_THINGS = r"(?:button|key|icon|link|field|box|switch|knob|one|tab|symbol|arrow)"
_BY_COLOUR = re.compile(rf"\b{_ACTS}\s+the\s+(?:{_COLOURS})\s+{_THINGS}\b", re.IGNORECASE)
_BY_POSITION = re.compile(
    rf"\b{_ACTS}\s+the\s+(?:(?:left|right|upper|lower|top|bottom)(?:[ -](?:left|right))?\s+{_THINGS}\b"
    rf"|{_THINGS}\s+(?:on|at|in|to)\s+the\s+(?:(?:upper|lower|top|bottom)[ -])?(?:left|right)\b)",
    re.IGNORECASE,
)
_NEAR = 200
_ONLY_COLOUR = re.compile(rf"(?:the\s+)?(?:{_COLOURS})(?:\s+(?:light|led|ring|lamp|indicator))?", re.IGNORECASE)


@predicate("senses-not-alone")
def senses_not_alone(here: Here) -> Iterator[Said]:
    """Nothing is told by its colour or position alone; a label in quotes or bold is a name."""
    faults = 0
    for block in here.document.outline.walk():
        if block.kind in ("paragraph", "cell"):
            for span, said, by in _by_sense(here.document.text.raw, block):
                faults += 1
                yield fails(here.document.at(span), f"“{said}” is told by its {by} alone",
                            "name it as it is labelled, or say what it does")  # fmt: skip
        elif block.kind == "table":
            firsts = [row.children[0] for row in block.children[1:] if row.children]
            alone = [cell for cell in firsts if _ONLY_COLOUR.fullmatch(cell.plain)]
            faults += len(alone) if len(alone) > 1 else 0
            for cell in alone if len(alone) > 1 else ():
                yield fails(here.document.at(cell.span), f"“{cell.plain}” is told by its colour alone",
                            "name the pattern, the place or the label too")  # fmt: skip
    if not faults:
        yield holds("no instruction is by colour or position alone")


def _by_sense(raw: str, block: Block) -> Iterator[tuple[Span, str, str]]:
    for pattern, by in ((_BY_COLOUR, "colour"), (_BY_POSITION, "position")):
        for match in pattern.finditer(raw, *block.span):
            before = re.split(r"[.;]", raw[max(block.span[0], match.start() - _NEAR) : match.start()])[-1]
            after = re.split(r"[.;]", raw[match.end() : min(block.span[1], match.end() + _NEAR)])[0]
            if not re.search(r"[*_`“\"']", before + after):
                yield match.span(), match[0], by


_TOKEN = re.compile(r"(?<![\w/.-])[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*(?![\w-])")


class _Named(NamedTuple):
    """A part number as it is compared, and where it stands."""

    number: str
    place: Place


@predicate("parts-agree", key=TEXT, sections=WORDS, relation=TEXT)
def parts_agree(here: Here, *, key: str, sections: Sequence[str], relation: str) -> Iterator[Said]:
    """The part numbers in the sections are those of a key, and the related list of parts has them all."""
    said = here.get(key)
    if not isinstance(said, list) or not all(isinstance(item, str) for item in said):
        yield unknown(here.place(key), f"`{key}` lists no part numbers", f"write `{key}: []` where none is needed")
        return
    listed = [_Named(item.strip().upper(), here.place(key, index)) for index, item in enumerate(said)]
    known = {part.number for part in listed}
    bill: set[str] = set()
    for place, target, _ in here.related(relation):
        verdicts, numbers = _bill(here, place, target, listed)
        bill |= numbers
        yield from verdicts
    named = list(_mentioned(here, sections, known | bill))
    for part in named:
        if part.number not in known:
            hint = f"add it to `{key}`, or mend the number"
            yield fails(part.place, f"part `{part.number}` is not among `{key}`", hint, related=(here.place(key),))
    used = {part.number for part in named}
    for part in listed:
        if part.number in used:
            yield holds(f"`{part.number}` is named", part.place)
        else:
            yield fails(part.place, f"part `{part.number}` is named in none of {', '.join(sections)}",
                        f"name it there, or take it out of `{key}`",
                        related=tuple(here.section_place(name) for name in sections))  # fmt: skip
    if not listed and not named:
        yield holds("no part is needed, and none is named", here.place(key))


def _bill(here: Here, place: Place, target: str, listed: Sequence[_Named]) -> tuple[list[Said], set[str]]:
    path = here.world.library.target(here.subject, target)
    if path is None or not path.lower().endswith((".csv", ".tsv")):
        why = f"`{target}` is no CSV file in the repository: nobody can tell which parts it has"
        return [unknown(place, why, "keep an export of it in the repository")], set()
    found = here.read(path, place, partial(read_parts, path=path))
    said = [unknown(place, f"{path}:{fault.line}: {fault.message}", "mend the row") for fault in found.faults]
    if not found.parts:
        said.append(unknown(place, f"`{path}` lists no part", "export it again"))
    said += [
        fails(
            part.place, f"part `{part.number}` is not in `{path}`", "mend the number, or add the part", related=(place,)
        )
        for part in listed
        if not found.named(part.number)
    ]
    return said, {part.number.strip().upper() for part in found.parts}


def _mentioned(here: Here, sections: Sequence[str], known: set[str]) -> Iterator[_Named]:
    """The part numbers in tables of parts and in the words of the sections.

    A word is a part number if it is known as one, or begins as a known one does (`GSK-` of `GSK-014`).
    """
    raw = here.document.text.raw
    stems = {stem for number in known if (stem := _stem(number))}
    spans: set[Span] = set()
    for name in sections:
        for row in here.rows(name):
            cell = here.cell(row, "pn")
            if cell is not None:
                spans.add(cell.place.span)
                yield _Named(cell.text.strip().upper(), cell.place)
        section = here.section(name)
        for block in section.find("paragraph", "cell") if section is not None else ():
            if block.span in spans:
                continue
            for match in _TOKEN.finditer(raw, *block.span):
                number = match[0].upper()
                if number in known or _stem(number) in stems:
                    yield _Named(number, here.document.at(match.span()))


def _stem(number: str) -> str:
    """How numbers of one family begin: letters and a mark; nothing where a number has none."""
    match = re.match(r"[A-Z]{2,}[-_.](?=[A-Z0-9]*[0-9])", number)
    return match[0] if match else ""


@predicate("starts-also-stop", section=TEXT)
def starts_also_stop(here: Here, *, section: str) -> Iterator[Said]:
    """Whatever the commands and steps of a section start, its commands and steps stop too."""
    found = here.section(section)
    if found is None:
        yield unknown(here.section_place(section), "there is no section about starting and stopping", "write it")
        return
    said = list(stopped_too(here.document, found))
    yield from said
    if not said:
        yield unknown(here.section_place(section), "nobody can tell what the section starts",
                      "write the commands, such as `systemctl start NAME` and `systemctl stop NAME`")  # fmt: skip


PREDICATES = (has_element, parts_agree, senses_not_alone, starts_also_stop, units_spaced)
