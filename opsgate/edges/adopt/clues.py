"""What a document shows of its kind: path, title, headings, tables, first lines, commands, shape."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from opsgate.edges.adopt.folding import words
from opsgate.reading.document import Document
from opsgate.reading.nodes import Block
from opsgate.reading.outline import Section, same

_FIRST = 2500
_STUB = 160
_PROSE = frozenset({"heading", "paragraph", "html", "quote"})
_FEW_STEPS = 3
_FEW_LINKS = 3
_ENDINGS = re.compile(r"(?:\.html?)?\.(?:md|markdown|mdx)(?:\.erb)?\Z", re.IGNORECASE)
_PROMPT = re.compile(r"[ \t]*(?:[$>%]|(?:\w+@[\w.-]+)?[:~/\w]*[$#]|sudo)?[ \t]*(?:sudo[ \t]+)?([a-z][\w.-]*)[ \t]")
_TEMPLATE = re.compile(r"<%|\{\{|\{%")
_HUMP = re.compile(r"[a-z0-9][A-Z]")
_FEW_HUMPS = 2
_LONGEST = 300
_STEP = re.compile(r"(?:step|phase|part)\s+\d|\d+[.)]\s", re.IGNORECASE)
_CODE_LINES = 300
_MANY = 500
_METRIC = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)*_(?:total|seconds|bytes|count|sum|bucket|ratio|percent|info|ms)\b")
_FEW_METRICS = 4
_TO_VERSION = re.compile(r"\b(?:upgrad|migrat|updat)\w*\W.*\bv?\d+(?:\.(?:\d+|x))+|\d to v?\d", re.IGNORECASE)
_VERSION_FILE = re.compile(r"v?\d+(?:[.-](?:\d+|x))*-(?:to-)?v?\d+(?:[.-](?:\d+|x))*\Z")
_TELLING = 40
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's text, and as it is compared: as sections are matched, and as guesses are."""

    title: str
    same: str
    words: str


@dataclass(frozen=True, slots=True)
class Clues:
    """What a document shows; all but titles and headers folded."""

    path: str
    root: str
    folders: tuple[str, ...]
    stem: str
    hidden: bool
    title: str
    title_words: str
    headings: tuple[Heading, ...]
    headers: tuple[tuple[str, ...], ...]
    columns: frozenset[str]
    languages: frozenset[str]
    first: str
    keys: frozenset[str]
    programs: frozenset[str]
    shapes: frozenset[str]


def clues(document: Document, root: str = "") -> Clues:
    """Look at a document that could be read; ``root`` is what the project's own folder is called."""
    parts = PurePosixPath(document.path).parts
    stem = stem_of(document.path)
    title = (title_of(document) or "")[:_LONGEST]
    sections = [section for section in document.outline.sections if section.heading]
    blocks = list(document.outline.walk())
    headers = _headers(blocks)
    shapes = (*_shapes(document, title, blocks), *_subjects(document, title, blocks, sections))
    return Clues(
        path=document.path,
        root=words(root),
        folders=tuple(map(words, parts[:-1])),
        stem=words(stem),
        hidden=any(part.startswith(".") for part in parts),
        title=title,
        title_words=_title_words(title, document.outline.title),
        headings=tuple(_heading(each) for each in sections if each.level > 1 or each.title != title)[:_MANY],
        headers=tuple(headers),
        columns=frozenset(words(cell) for header in headers[:_MANY] for cell in header[:_TELLING]),
        languages=_languages(blocks),
        first=words(_first(document)),
        keys=frozenset(document.meta),
        programs=_programs(document, blocks),
        shapes=frozenset(map(words, shapes)),
    )


def title_of(document: Document) -> str | None:
    """What the document calls itself: its front matter's title, its first heading; templates are no title."""
    said = document.meta.get("title")
    if isinstance(said, str) and said.strip() and not _TEMPLATE.search(said):
        return " ".join(said.split())
    return heading_title(document)


def heading_title(document: Document) -> str | None:
    """The first heading of level 1, or, where there is none, a heading that the document begins with."""
    outline = document.outline
    block = outline.title
    if block is None and outline.blocks and outline.blocks[0].kind == "heading":
        block = outline.blocks[0]
    found = " ".join(block.plain.split()) if block else ""
    return found if found and not _TEMPLATE.search(found) else None


def stem_of(path: str) -> str:
    """A file's name without its endings; that of an index page is its folder's."""
    return _ENDINGS.sub("", PurePosixPath(path).name)


def _title_words(title: str, heading: Block | None) -> str:
    """The title's words and those of the first heading of level 1, where that says something else."""
    first, second = words(title), words(heading.plain[:_LONGEST] if heading else "")
    return first if second in ("", first) else f"{first} \n {second}"


def _first(document: Document) -> str:
    """The first lines that people read: no code, no comments."""
    raw, found, size = document.text.raw, [], 0
    for block in document.outline.blocks:
        if block.kind not in ("fence", "code", "html") and size < _FIRST:
            found.append(raw[block.span[0] : block.span[1]][: _FIRST - size])
            size += len(found[-1])
    return "\n".join(found)


def _heading(section: Section) -> Heading:
    return Heading(section.title, same(section.title), words(section.title))


def _headers(blocks: Sequence[Block]) -> list[tuple[str, ...]]:
    tables = (block for block in blocks if block.kind == "table" and block.children)
    return [tuple(cell.plain for cell in table.children[0].children) for table in tables]


def _languages(blocks: Sequence[Block]) -> frozenset[str]:
    """The language that most of the code is marked to be in."""
    marks = (block.info.split(None, 1)[0] for block in blocks if block.kind == "fence" and block.info.strip())
    counts = Counter(words(mark.split("{")[0]) for mark in marks)
    return frozenset(name for name, count in counts.most_common(1) if name and count * 2 >= counts.total())


def _programs(document: Document, blocks: Sequence[Block]) -> frozenset[str]:
    """The first words of the lines of code."""
    found: set[str] = set()
    left = _CODE_LINES
    for block in blocks:
        if block.kind not in ("fence", "code") or left <= 0:
            continue
        for start, end in block.lines[:left]:
            match = _PROMPT.match(document.text.raw, start, min(end, start + _LONGEST))
            if match:
                found.add(match[1])
        left -= len(block.lines)
    return frozenset(found)


def _shapes(document: Document, title: str, blocks: Sequence[Block]) -> list[str]:
    """What sort of text it is."""
    shapes = []
    if title.isidentifier() and len(_HUMP.findall(title)) >= _FEW_HUMPS:
        shapes.append("the name of an alert")
    if title.endswith("?"):
        shapes.append("a question")
    if sum(1 for block in blocks if block.kind == "item" and block.checked is not None) >= _FEW_STEPS:
        shapes.append("boxes to tick")
    if len(document.text.raw) - document.front.body < _STUB and all(each.kind in _PROSE for each in blocks):
        shapes.append("stub")
    elif _is_list_of_links(document, blocks):
        shapes.append("links")
    return shapes


def _subjects(document: Document, title: str, blocks: Sequence[Block], sections: Sequence[Section]) -> list[str]:
    """What it is about, as far as the form of names, numbers and headings tells."""
    shapes = []
    if _has_steps(blocks, sections):
        shapes.append("steps")
    if sum(1 for section in sections if section.title.rstrip().endswith(("?", "？"))) >= _FEW_STEPS:
        shapes.append("questions and answers")
    if len(set(_METRIC.findall(document.text.raw))) >= _FEW_METRICS:
        shapes.append("names of metrics")
    if _TO_VERSION.search(title) or _VERSION_FILE.match(stem_of(document.path)):
        shapes.append("an upgrade to a version")
    if _DAY.match(PurePosixPath(document.path).name):
        shapes.append("one day")
    return shapes


def _has_steps(blocks: Sequence[Block], sections: Sequence[Section]) -> bool:
    listed = sum(len(block.children) for block in blocks if block.kind == "list" and block.ordered)
    headed = sum(1 for section in sections if _STEP.match(section.title))
    return listed >= _FEW_STEPS or headed >= _FEW_STEPS


def _is_list_of_links(document: Document, blocks: Sequence[Block]) -> bool:
    """Whether most of what the document holds are items that are links."""
    items = [block for block in blocks if block.kind == "item"]
    if len(items) < _FEW_LINKS:
        return False
    raw = document.text.raw
    linked = sum(1 for item in items if "](" in raw[item.span[0] : item.span[0] + 80])
    listed = sum(item.span[1] - item.span[0] for item in items)
    return linked > 0.8 * len(items) and listed > 0.6 * (len(raw) - document.front.body)
