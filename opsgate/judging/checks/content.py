"""OG4xx: what the words say, or fail to."""

import re
from collections.abc import Iterator

from opsgate.judging.check import Check, Reach, check
from opsgate.reading.nodes import Block
from opsgate.reading.placeholders import in_code, in_text, is_placeholder, suspects
from opsgate.reading.values.base import is_placeholder as keeps_a_place
from opsgate.words.finding import Severity
from opsgate.words.place import Hit
from opsgate.words.text import Span

_CODE = frozenset({"fence", "code"})
_BOX = re.compile(r"\[[ x]\]\s+")


@check("OG401", "placeholder", unfinished=True)
def placeholder(here: Reach) -> Iterator[Hit]:
    """A part of a template that nobody has filled in."""
    yield from _in_front_matter(here)
    yield from _in_typed_values(here)
    raw = here.document.text.raw
    metadata = here.document.front.block or (0, 0)
    for block in here.outline.holding(suspects(raw)):
        if block.kind not in _CODE:
            spans = _placeholders_in_leaf(raw, block)
        elif block.span[0] <= metadata[0] < block.span[1]:
            continue
        else:
            spans = [
                (start + found.start, start + found.end)
                for start, end in block.lines
                for found in in_code(raw[start:end])
            ]
        for span in spans:
            yield here.document.at(span).hit(
                f"placeholder `{raw[span[0] : span[1]]}` is not filled in",
                hint="write the real value, or delete the line",
            )


def _in_front_matter(here: Reach) -> Iterator[Hit]:
    raw = here.document.text.raw
    spans = here.document.front.spans
    parents = {keys[:-1] for keys in spans if keys}
    for keys, (start, end) in spans.items():
        if not keys or keys in parents:
            continue
        source = raw[start:end]
        shift = 1 if source[:1] in "\"'" and source[:1] else 0
        for found in in_text(source.strip("\"'"), whole=True):
            place = here.place(*keys)
            yield place.within(start + shift + found.start, start + shift + found.end).hit(
                f"placeholder `{found.text}` in `{'.'.join(map(str, keys))}` is not filled in",
                hint="write the real value",
            )


def _in_typed_values(here: Reach) -> Iterator[Hit]:
    """What is a placeholder only where a typed value belongs (``tbd``, ``...``), and what stands in a CSV file."""
    for fault in here.subject.violations:
        if fault.placeholder and not is_placeholder(fault.value):
            yield here.place(*fault.keys).hit(
                f"placeholder `{fault.value}` in `{fault.name}` is not filled in", hint="write the real value"
            )
    seen = set()
    for table in here.subject.tables:
        for column in table.need.columns:
            for cell in (row.cells[column.key] for row in table.rows if column.key in row.cells):
                known = is_placeholder(cell.text)
                beside = known and cell.place.path != here.document.path
                typed = not known and column.type != "text" and not cell.empty and keeps_a_place(cell.text)
                if (beside or typed) and cell.place.span not in seen:
                    seen.add(cell.place.span)
                    yield cell.place.hit(
                        f"placeholder `{cell.text}` is not filled in", hint="write the real value, or delete the line"
                    )


def _placeholders_in_leaf(raw: str, block: Block) -> list[Span]:
    """Spans of placeholders in a leaf's own words and in where its links go, not in the links' words or comments."""
    links = [piece.span for piece in block.inlines if piece.kind == "link"]
    words = [p for p in block.inlines if p.kind == "text" and not any(a <= p.span[0] < b for a, b in links)]
    alone = block.kind == "cell" and len(block.inlines) == len(words)
    found: list[Span] = []
    if alone and words:
        start, end = block.span
        box = _BOX.match(raw, start, end)
        start = box.end() if box else start
        return [(start + hit.start, start + hit.end) for hit in in_text(raw[start:end], whole=True)]
    for piece in words:
        start, end = piece.span
        found.extend((start + hit.start, start + hit.end) for hit in in_text(raw[start:end]))
    for piece in block.inlines:
        if piece.kind in ("link", "image") and is_placeholder(piece.target):
            start = raw.find(piece.target, raw.find("](", *piece.span), piece.span[1])
            found.extend([(start, start + len(piece.target))] if start >= 0 else [])
        elif piece.kind == "html" and not piece.text.startswith(("<!", "</")):
            found.extend((piece.span[0] + h.start, piece.span[0] + h.end) for h in in_text(piece.text))
        elif piece.kind == "code" and "usage" not in raw[block.span[0] : piece.span[0]].lower():
            source = raw[slice(*piece.span)]
            start = piece.span[0] + len(source) - len(source.lstrip("`"))
            found.extend((start + hit.start, start + hit.end) for hit in in_code(source.strip("`")))
    return sorted(found)


_IMAGE = re.compile(r"!\[")
_FILE_NAME = re.compile(r"[\w.-]+\.(?:png|jpe?g|gif|svg|webp|bmp|avif)\Z", re.IGNORECASE)
_NO_ALT = frozenset(
    {"image", "img", "picture", "photo", "screenshot", "screen shot", "figure", "diagram", "alt text", "alt"}
)


@check("OG412", "missing-alt", severity=Severity.WARNING, unfinished=True)
def missing_alt(here: Reach) -> Iterator[Hit]:
    """An image without a text for those who cannot see it."""
    for block in here.outline.matching(_IMAGE):
        for piece in block.inlines:
            if piece.kind != "image":
                continue
            alt = " ".join(piece.text.split())
            name = piece.target.rpartition("/")[2]
            if not alt:
                stands = f"{f'image `{name}`' if name else 'this image'} has no alternative text"
            elif _FILE_NAME.match(alt) or alt.casefold() in _NO_ALT:
                stands = f"the alternative text `{alt}` of image `{name}` says nothing about what it shows"
            else:
                continue
            yield here.document.at(piece.span).hit(stands, hint="say in a few words what the reader should see in it")


_VAGUE = frozenset(
    "here|click here|click|this|this page|this link|link|read more|more|see here|details|this document|this article|"
    "go here|learn more|more info|more information|page|url".split("|")
)
_VAGUE_LINK = re.compile(rf"\[[\s*_`<>«»“”\"']*(?:{'|'.join(sorted(_VAGUE))})\b".replace(" ", r"\s+"), re.IGNORECASE)


@check("OG413", "vague-link-text", severity=Severity.WARNING)
def vague_link_text(here: Reach) -> Iterator[Hit]:
    """A link whose text does not say where it goes."""
    for block in here.outline.matching(_VAGUE_LINK):
        for piece in block.inlines:
            text = " ".join(piece.text.split()).casefold().strip(" .:!…<>«»“”\"'→")
            if piece.kind == "link" and text in _VAGUE:
                yield here.document.at(piece.span).hit(
                    f"link text “{piece.text.strip()}” does not say where it goes",
                    hint="name what the reader finds there, as in “the restore drill log”",
                )


_YEAR = re.compile(r"[/.-]\d{1,2}[/.-]\d{4}")
_DATE = re.compile(r"(?<![\w./-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?![\w/-]|\.\d)")


@check("OG414", "ambiguous-date", severity=Severity.WARNING)
def ambiguous_date(here: Reach) -> Iterator[Hit]:
    """A date that some read day first and others month first."""
    raw = here.document.text.raw
    for block in here.outline.matching(_YEAR):
        for piece in block.inlines:
            if piece.kind != "text":
                continue
            for match in _DATE.finditer(raw, *piece.span):
                first, second = int(match[1]), int(match[3])
                if 1 <= first <= 12 and 1 <= second <= 12 and first != second:
                    yield here.document.at(match.span()).hit(
                        f"`{match[0]}` is read day first by some and month first by others",
                        hint=f"write `{match[4]}-{first:02}-{second:02}` or `{match[4]}-{second:02}-{first:02}`",
                    )


CHECKS: tuple[Check, ...] = (placeholder, missing_alt, vague_link_text, ambiguous_date)
