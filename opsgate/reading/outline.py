"""A document's sections: headings, what stands under them, and the comments between."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, TypeVar

from opsgate.reading.nodes import Block, BlockKind, Markdown
from opsgate.words.text import Span

T = TypeVar("T")
_LEAVES = frozenset({"heading", "paragraph", "cell", "fence", "code"})
_PLAIN_HEADING = re.compile(r"#{1,6}[ \t]+([^\n\r\0#`*_\[\]<>&\\!~:@]*)")
_COMMENT = re.compile(r"<!--(.*?)(-->|\Z)", re.DOTALL)
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")
_NUMBER = re.compile(
    r"\s*(?:(?:section|chapter|appendix|step)\s+)?(\d+(?:\.\d+)*|[A-Z]\d*)[.):]?\s+(?=\S)", re.IGNORECASE
)
_NOT_IN_NAME = re.compile(r"[^\w]+")
_ATTRIBUTES = re.compile(r"\s*\{\s*[#:.][^{}]*\}\s*\Z")


@dataclass(slots=True)
class Section:
    """A heading with what stands under it.

    ``blocks`` are its own, up to the next heading of any level; ``span`` reaches to the end of its subsections.
    The part before the first heading is a section of level 0 without a heading.
    """

    title: str
    slug: str
    level: int
    heading: Block | None
    span: Span
    parent: "Section | None" = None
    blocks: list[Block] = field(default_factory=list)
    children: list["Section"] = field(default_factory=list)

    @property
    def keys(self) -> tuple[str, ...]:
        """Slugs of the headings from the second level down to this one: a name that survives moves and edits."""
        above = self.parent.keys if self.parent else ()
        return above if self.level < 2 and self.parent is None and self.heading is None else (*above, self.slug)

    @property
    def name(self) -> str:
        return fold(self.title)

    @property
    def number(self) -> str:
        """The number that a heading is written with (``3.1``), or nothing."""
        match = re.match(r"\d+(?:\.\d+)*", self.title)
        return match[0] if match else ""

    def walk(self) -> Iterator["Section"]:
        """This section and those below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all_blocks(self) -> Iterator[Block]:
        """Every block of this section and those below it, nested ones too, without headings."""
        for section in self.walk():
            for block in section.blocks:
                yield from block.walk()

    def find(self, *kinds: BlockKind) -> Iterator[Block]:
        """Blocks of the given kinds anywhere in this section or below."""
        return (block for block in self.all_blocks() if block.kind in kinds)


@dataclass(frozen=True, slots=True)
class Comment:
    """An HTML comment; ``text`` is what stands between the marks."""

    span: Span
    text: str


class Outline:
    """What a document's Markdown holds: blocks, sections in order, definitions, comments."""

    def __init__(self, raw: str, markdown: Markdown) -> None:
        self.raw = raw
        self._first = markdown.blocks[0].span[0] if markdown.blocks else len(raw)
        self.blocks = markdown.blocks
        self.definitions = markdown.definitions
        self.sections = _sections(raw, markdown.blocks)
        self._starts = [section.span[0] for section in self.sections]
        self.memo: dict[object, Any] = {}
        """What was found out of the document, by the functions that did (see ``once``)."""

    @cached_property
    def lower(self) -> str:
        """The text in small letters, each at the offset of the letter that it stands for."""
        return self.raw.replace("İ", "i").lower()  # the only letter whose small form is two characters

    @cached_property
    def title(self) -> Block | None:
        """The first heading of level 1."""
        return next((s.heading for s in self.sections if s.level == 1), None)

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """HTML comments, in order; none from code."""
        return tuple(sorted(self._comments(), key=lambda comment: comment.span))

    @cached_property
    def unclosed(self) -> Block | None:
        """The fence, if there is one, that is opened and never closed and so takes in the rest of the document."""
        last = self.blocks[-1] if self.blocks else None
        if last is None or last.kind != "fence":
            return None
        source = self.raw[last.span[0] : last.span[1]]
        mark = re.match(r"`{3,}|~{3,}", source)
        lines = source.splitlines()
        closed = mark is not None and len(lines) > 1 and re.fullmatch(rf"[ >\t]*{re.escape(mark[0])}+[ \t]*", lines[-1])
        return None if closed or mark is None else last

    def section_at(self, offset: int) -> Section:
        """The innermost section that holds an offset."""
        return self.sections[max(0, bisect_right(self._starts, offset) - 1)]

    def walk(self) -> Iterator[Block]:
        """Every block, nested ones too, in document order."""
        return iter(self._every)

    def holding(self, offsets: Iterable[int]) -> Iterator[Block]:
        """Leaves (headings, paragraphs, cells) and code that hold one of the offsets, each once; offsets are sorted.

        Looking at the text first spares reading the inline content of all the other leaves, which is most of the
        work of a check on words.
        """
        last = None
        for offset in offsets:
            index = bisect_right(self._leaf_starts, offset) - 1
            if index >= 0 and index != last and offset < self._leaves[index].span[1]:
                last = index
                yield self._leaves[index]

    def matching(self, pattern: re.Pattern[str]) -> Iterator[Block]:
        """Leaves and code in whose source a pattern matches, as ``holding`` gives them."""
        return self.holding(match.start() for match in pattern.finditer(self.raw, self._first))

    def mentioning(self, words: Iterable[str]) -> Iterator[Block]:
        """Leaves and code that hold one of the words, as ``holding`` gives them.

        The words are in small letters and count in any case, as parts of others too.
        """
        return self.holding(sorted({start for word in words for start in self.places(word)}))

    def places(self, word: str) -> Iterator[int]:
        """Where a word in small letters stands in the text, in any case."""
        start = self.lower.find(word) if word else -1
        while start >= 0:
            yield start
            start = self.lower.find(word, start + len(word))

    @cached_property
    def _every(self) -> tuple[Block, ...]:
        return tuple(inner for block in self.blocks for inner in block.walk())

    @cached_property
    def _leaves(self) -> list[Block]:
        return [block for block in self._every if block.kind in _LEAVES]

    @cached_property
    def _leaf_starts(self) -> list[int]:
        return [block.span[0] for block in self._leaves]

    def _comments(self) -> Iterator[Comment]:
        for block in self.walk():
            if block.kind == "html":
                spans = [block.span]
            elif block.kind in ("paragraph", "heading", "cell"):
                if "<!--" not in self.raw[block.span[0] : block.span[1]]:
                    continue
                spans = [piece.span for piece in block.inlines if piece.kind == "html"]
            else:
                continue
            for start, end in spans:
                for match in _COMMENT.finditer(self.raw, start, end):
                    yield Comment(match.span(), match[1])


def once(find: Callable[[Outline], T]) -> Callable[[Outline], T]:
    """A function of an outline that finds its answer once, and keeps it as long as the outline is kept."""

    @wraps(find)
    def kept(outline: Outline) -> T:
        if find not in outline.memo:
            outline.memo[find] = find(outline)
        answer: T = outline.memo[find]
        return answer

    return kept


def _title(raw: str, heading: Block) -> str:
    """A heading's words; most hold no markup, and then their source says it without reading inline content."""
    plain = _PLAIN_HEADING.fullmatch(raw, *heading.span)
    return " ".join(plain[1].split()) if plain else heading.plain


def _sections(raw: str, blocks: tuple[Block, ...]) -> list[Section]:
    end = len(raw)
    first = blocks[0].span[0] if blocks else end
    sections = [Section("", "", 0, None, (0, end))]
    seen: dict[str, int] = {}
    stack = [sections[0]]
    for block in blocks:
        if block.kind != "heading":
            stack[-1].blocks.append(block)
            continue
        while stack[-1].level >= block.level:
            _close(stack.pop(), block.span[0])
        parent = stack[-1] if stack[-1].level else None
        title = _title(raw, block)
        section = Section(title, _unique(slugify(title), seen), block.level, block, (block.span[0], end), parent)
        if parent:
            parent.children.append(section)
        stack.append(section)
        sections.append(section)
    if len(sections) > 1:
        sections[0].span = (0, max(first, sections[1].span[0]))
    return sections


def _close(section: Section, end: int) -> None:
    section.span = (section.span[0], end)


def _unique(slug: str, seen: dict[str, int]) -> str:
    count = seen.get(slug)
    if count is None:
        seen[slug] = 0
        return slug
    while True:
        count += 1
        candidate = f"{slug}-{count}"
        if candidate not in seen:
            seen[slug] = count
            seen[candidate] = 0
            return candidate


def slugify(title: str) -> str:
    """A heading's anchor as GitHub makes it, before repeated ones are numbered."""
    return _NOT_IN_SLUG.sub("", title.strip().lower()).replace(" ", "-")


def fold(title: str) -> str:
    """A heading as people compare it: no number in front, no ``{#id}`` behind, no case, no punctuation or pictures."""
    if title.endswith("}"):
        title = _ATTRIBUTES.sub("", title)
    without = _NUMBER.sub("", title, count=1) if title[:1].isdigit() or ")" in title[:4] else title
    words = without.casefold().replace("&", " and ").replace("/", " ").replace("’", "").replace("'", "")
    return _NOT_IN_NAME.sub(" ", words).strip()


def same(title: str) -> str:
    """A title or column header as it is compared: folded, and no plural."""
    return " ".join(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in fold(title).split())
