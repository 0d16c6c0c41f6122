"""The parts of a Markdown document, each with its exact span in the document's text.

Both readers build these nodes and must build equal ones. All spans are half-open code-point offsets into the
whole document (front matter included), never into a stripped or re-joined copy.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from opsgate.words.text import Span

BlockKind = Literal[
    "heading", "paragraph", "list", "item", "table", "row", "cell", "fence", "code", "html", "quote", "rule"
]
InlineKind = Literal["text", "code", "link", "image", "html", "strong", "emphasis", "strike", "break"]


@dataclass(frozen=True, slots=True)
class Inline:
    r"""A piece of inline content. Pieces are listed flat, in the order in which they start.

    ``text`` is what a reader sees: characters with entities and escapes resolved for ``text`` and ``code``,
    the plain text inside for ``link``, ``strong``, ``emphasis`` and ``strike`` (whose inner pieces follow in
    the list), the alternative text for ``image`` (whose inner pieces do not), the source for ``html``,
    a newline or ``""`` never anything else for ``break`` (soft and hard alike: ``"\\n"``).
    """

    kind: InlineKind
    span: Span
    text: str
    target: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A link reference definition: ``[label]: target "title"``."""

    label: str
    target: str
    title: str
    span: Span


@dataclass(slots=True)
class Block:
    """A block of Markdown.

    ``level`` is a heading's level; ``ordered`` and ``number`` belong to lists and items (``number`` is the
    start of a list, and of an item that start plus its index); ``checked`` to task items; ``info`` to fences;
    ``lines`` are the spans of the content lines of ``fence`` and ``code`` without container prefixes and line ends.
    ``text`` of a fence, code or html block is its content as a renderer would give it.
    A table's first child is the header row. ``content`` is read when first asked for.
    """

    kind: BlockKind
    span: Span
    children: tuple["Block", ...] = ()
    level: int = 0
    ordered: bool = False
    number: int = 0
    checked: bool | None = None
    info: str = ""
    text: str = ""
    lines: tuple[Span, ...] = ()
    source: Callable[[], tuple[Inline, ...]] | None = field(default=None, compare=False, repr=False)
    _inlines: tuple[Inline, ...] | None = field(default=None, compare=False, repr=False)

    @property
    def inlines(self) -> tuple[Inline, ...]:
        """The inline content of a heading, paragraph or cell."""
        if self._inlines is None:
            self._inlines = self.source() if self.source else ()
            self.source = None
        return self._inlines

    @property
    def plain(self) -> str:
        """The inline content as a reader sees it, on one line; images give their alternative text."""
        return plain(self.inlines)

    def walk(self) -> Iterator["Block"]:
        """This block and all below it, in document order."""
        waiting = [self]
        while waiting:
            block = waiting.pop()
            yield block
            waiting.extend(reversed(block.children))


def plain(inlines: tuple[Inline, ...]) -> str:
    """Join the leaves of inline content into the text that a reader sees."""
    leaves = (" " if piece.kind == "break" else piece.text for piece in inlines if piece.kind in _LEAVES)
    return " ".join("".join(leaves).split())


_LEAVES = frozenset({"text", "code", "image", "break"})


@dataclass(frozen=True, slots=True)
class Markdown:
    """What a reader gives: the top-level blocks and the link reference definitions, in document order."""

    blocks: tuple[Block, ...]
    definitions: tuple[Definition, ...]
