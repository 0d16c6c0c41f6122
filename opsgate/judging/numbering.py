"""The numbers that steps are written with, and those that a reader sees."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from opsgate.knowing.subject import Subject
from opsgate.reading.nodes import Block
from opsgate.words.patterns import lazy
from opsgate.words.place import Edit, Fix
from opsgate.words.text import Span

_MARK = re.compile(r"(\d{1,9})([.)])([ \t]*)")
_LINE_START = re.compile(r"(?:\r\n|\n|\r)(?=[^\r\n])")
_BEGINS = re.compile(r"(?:\r\n|\n|\r)[ \t>]*第?(\d{1,9})(?!\d)")
_SAID = lazy(
    r"(?:\b(?:steps?|items?|points?|numbers?|nos?\.|nr\.|schritte?n?|punkte?n?|étapes?|pasos?)|步骤|手順|ステップ)"
    r"[\s#*_`]{0,3}\d+(?:[\s,&/–*_`-]{1,5}(?:(?:and|or|to|through|und|oder|bis|et|ou|à|y|o|a)\s{1,3})?[#*_`]{0,2}\d+)*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_COLON = re.compile(r"[:：][\s*_>]*\Z")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A list with the numbers that its items are written with, and the place of each.

    ``several`` says that it is most likely two lists, one behind or in the other without a break or an indent;
    ``swallows`` that a step was not read as one, and stands in the text of the step before it.
    """

    block: Block
    written: tuple[int, ...]
    spans: tuple[Span, ...]
    several: bool
    swallows: bool

    @property
    def first_wrong(self) -> int:
        """Index of the first item that is shown with another number than it is written with."""
        start = self.written[0]
        return next(i for i, number in enumerate(self.written) if number != start + i)


def lists(subject: Subject) -> Iterator[Block]:
    """The numbered lists of steps: in sections that ask for steps, and all in documents that are followed."""
    if subject.kind.followed:
        yield from (block for block in subject.document.outline.walk() if block.kind == "list" and block.ordered)
        return
    seen: set[int] = set()
    for spec, section in subject.sections():
        if any("steps" in need.elements for need in spec.needs):
            for block in section.find("list"):
                if block.ordered and id(block) not in seen:
                    seen.add(id(block))
                    yield block


def misnumbered(raw: str, blocks: Iterable[Block]) -> Iterator[Numbered]:
    """Lists whose written numbers are neither those shown nor all the same."""
    for block in blocks:
        found = [(item, _MARK.match(raw, item.span[0])) for item in block.children]
        marks = [match for _, match in found if match is not None]
        if len(marks) < 2 or len(marks) < len(found):
            continue
        written = tuple(int(match[1]) for match in marks)
        if len(set(written)) > 1 and written != tuple(range(written[0], written[0] + len(written))):
            spans = tuple((match.start(1), match.end(2)) for match in marks)
            yield Numbered(block, written, spans, _several(raw, block, written), _swallows(raw, block, written))


def _several(raw: str, block: Block, written: Sequence[int]) -> bool:
    """Whether a list counts back, or begins anew below an item that ends with a colon."""
    return any(
        after < before or (after == written[0] and _COLON.search(raw[slice(*item.span)]))
        for before, after, item in zip(written, written[1:], block.children, strict=False)
    )


def _swallows(raw: str, block: Block, written: Sequence[int]) -> bool:
    """Whether a line in an item begins with a number that is missing behind it, as in ``2.No space``."""
    return any(
        before < int(match[1]) < after
        for before, after, item in zip(written, written[1:], block.children, strict=False)
        if after > before + 1
        for match in _BEGINS.finditer(raw, *item.span)
    )


def spoken_of(raw: str) -> frozenset[int]:
    """The numbers of steps that a text speaks of."""
    return frozenset(int(number) for match in _SAID.finditer(raw) for number in _NUMBER.findall(match[0]))


def renumbered(raw: str, found: Numbered, said: frozenset[int]) -> Fix | None:
    """The numbers that are shown, written; None where they may be wrong, or the text has ``said`` one that changes."""
    start = found.written[0]
    changed = {number for i, number in enumerate(found.written) if number != start + i}
    if said & changed or found.several or found.swallows:
        return None
    edits = [
        edit
        for i, item in enumerate(found.block.children)
        if found.written[i] != start + i
        for edit in _item(raw, item, str(start + i))
    ]
    return Fix("write the numbers that are shown", tuple(edits), renders_same=True)


def _item(raw: str, item: Block, number: str) -> Iterator[Edit]:
    """Another number for an item; what stands below its first line keeps its distance from the text in it."""
    mark = _MARK.match(raw, item.span[0])
    assert mark is not None
    wider = len(number) - len(mark[1])
    lines = [match.end() for match in _LINE_START.finditer(raw, *item.span)]
    if wider < 0 and lines:
        yield Edit((mark.start(1), mark.end(2)), number + mark[2] + " " * -wider)
        return
    spare = min(wider, len(mark[3]) - 1) if wider > 0 and lines and mark[3].isspace() and "\t" not in mark[3] else 0
    yield Edit((mark.start(1), mark.end(2) + max(0, spare)), number + mark[2])
    if wider > max(0, spare):
        yield from (Edit((at, at), " " * (wider - max(0, spare))) for at in lines)
