"""The reference reader: markdown-it-py, always installed, with exact spans for everything.

Slower than the fast reader and never wrong by its own measure: the fast reader is right when it agrees.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from opsgate.reading.nodes import Block, BlockKind, Definition, Inline, Markdown
from opsgate.reading.readers import placing
from opsgate.reading.readers.pieces import Pieces, too_busy
from opsgate.reading.readers.shapes import BLANK, cells, ended, label, task, trimmed
from opsgate.words.text import Span

_KINDS: dict[str, BlockKind] = {
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "list_item_open": "item",
    "blockquote_open": "quote",
}


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return placing.parser()


def read(raw: str, start: int = 0) -> Markdown:
    """Read the Markdown that begins at ``start``; all spans are offsets into ``raw``."""
    return _Reading(raw, start).result()


class _Reading:
    def __init__(self, raw: str, start: int) -> None:
        self.raw = raw
        self._start = start
        text = raw[start:] if start else raw
        self._shifts: list[int] = []
        if "\r" in text:
            text = self._without_returns(text)
        self._state = placing.blocks(_parser(), text.replace("\0", "\ufffd"))

    def _without_returns(self, text: str) -> str:
        """The text with its lines ended by line feeds alone; ``_shifts`` says where a character was dropped."""
        at = -1
        while (at := text.find("\r\n", at + 1)) >= 0:
            self._shifts.append(at - len(self._shifts))
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def place(self, offset: int) -> int:
        """Offset into ``raw`` of an offset into the text that the parser read."""
        if self._shifts:
            offset += bisect_right(self._shifts, offset - 1)
        return offset + self._start

    def result(self) -> Markdown:
        tops: list[Block] = []
        waiting: list[tuple[Block, list[Block]]] = []
        into = tops
        for token in self._state.tokens:
            if kind := _KINDS.get(token.type):
                at = self.place(token.meta["at"])
                block = Block(kind, (at, at))
                _number(block, token, waiting[-1] if waiting else None)
                into.append(block)
                waiting.append((block, into := []))
            elif token.type in _CLOSINGS:
                block, children = waiting.pop()
                self._finish(block, children)
                into = waiting[-1][1] if waiting else tops
            elif "at" in token.meta:
                into.append(self._leaf(token))
        return Markdown(tuple(tops), tuple(self._definitions()))

    def _finish(self, block: Block, children: list[Block]) -> None:
        """Give a container its children; it ends where the last of them ends."""
        if block.kind == "item" and children and children[0].kind == "paragraph":
            self._check(block, children[0])
            if children[0].span[0] == children[0].span[1]:
                del children[0]
        block.children = tuple(children)
        start, end = block.span
        if children:
            end = children[-1].span[1]
        block.span = start, end if end > start else self._marker_end(start)

    def _marker_end(self, start: int) -> int:
        end = start + 1
        if self.raw[start].isdigit():
            while self.raw[end] not in ".)":
                end += 1
            end += 1
        return end

    def _check(self, item: Block, paragraph: Block) -> None:
        box = task(self.raw, *paragraph.span)
        if box is None:
            return
        item.checked, after = box
        item.span = item.span[0], after
        raw, (_, end) = self.raw, paragraph.span
        while after < end and raw[after] in " \t\r\n":
            after += 1
        paragraph.span = after, end
        source = paragraph.source
        assert isinstance(source, partial)
        lines = [(max(first, after), last) for first, last in source.args[0] if last > after or after == end]
        paragraph.source = partial(self.inlines, lines)

    def _leaf(self, token: Token) -> Block:
        meta = token.meta
        start, last = self.place(meta["at"]), self.place(meta["last"])
        match token.type:
            case "paragraph_open":
                lines = self._lines(meta["cut"])
                return Block("paragraph", (start, lines[-1][1]), source=partial(self.inlines, lines))
            case "heading_open":
                return self._heading(token, start, trimmed(self.raw, start, last))
            case "table_open":
                rows = [(self.place(first), self.place(end)) for first, end in meta["rows"]]
                return self._table(rows, meta["columns"])
            case "fence" | "code_block":
                return self._code(token, start, trimmed(self.raw, start, last))
            case "html_block":
                lines = [line for line in self._lines(meta["cut"]) if line[1] > line[0]]
                return Block("html", (start, lines[-1][1]), text=ended(token.content.rstrip("\n")))
            case _:
                return Block("rule", (start, trimmed(self.raw, start, last)))

    def _lines(self, cut: Sequence[Span]) -> list[Span]:
        """Content lines in ``raw``, without the white space around them, which is never content."""
        found = []
        for first, last in cut:
            start, end = self.place(first), self.place(last)
            line = self.raw[start:end]
            bare = len(line.lstrip(BLANK))
            found.append((end - bare, end))
        start, end = found[-1]
        found[-1] = start, start + len(self.raw[start:end].rstrip(BLANK))
        return found

    def _heading(self, token: Token, start: int, end: int) -> Block:
        level = int(token.tag[1])
        cut = token.meta.get("cut")
        lines = self._lines(cut) if cut else [_atx(self.raw, start + level, end)]
        return Block("heading", (start, end), level=level, source=partial(self.inlines, lines))

    def _table(self, rows: list[Span], columns: int) -> Block:
        raw = self.raw
        made = []
        for start, end in rows:
            parts = tuple(
                Block("cell", cell, source=partial(self.inlines, [cell], table=True))
                for cell in cells(raw, start, end, columns)
            )
            made.append(Block("row", (start, trimmed(raw, start, end)), parts))
        return Block("table", (made[0].span[0], made[-1].span[1]), tuple(made))

    def _code(self, token: Token, start: int, end: int) -> Block:
        lines = tuple((self.place(first), self.place(last)) for first, last in token.meta["cut"])
        if token.type == "code_block":
            return Block("code", (lines[0][0], lines[-1][1]), text=ended(token.content.rstrip("\n")), lines=lines)
        if not token.meta["closed"]:
            end = lines[-1][1] if lines else trimmed(self.raw, start, self.place(token.meta["last"]))
        info = _unescape(token.info.strip(BLANK))
        return Block("fence", (start, end), info=info, text=ended(token.content), lines=lines)

    def _definitions(self) -> list[Definition]:
        found = []
        for key, first, last in self._state.definitions:
            known = self._state.env["references"][key]
            start = self.place(first)
            end = trimmed(self.raw, start, self.place(last))
            found.append(Definition(label(self.raw, start, end), known["href"], known["title"], (start, end)))
        return found

    def inlines(self, lines: list[Span], table: bool = False) -> tuple[Inline, ...]:
        """The inline content of a leaf, given the extents of its lines in ``raw``."""
        content = _Content(self.raw, lines, table)
        pieces = Pieces(self.raw)
        if too_busy(content.text):
            content.plainly(pieces)
        else:
            tokens = placing.inlines(_parser(), content.text, self._state.env)
            _Telling(content, pieces).tell(tokens)
        return pieces.done()


def _number(block: Block, token: Token, parent: tuple[Block, list[Block]] | None) -> None:
    if token.type == "ordered_list_open":
        block.ordered, block.number = True, int(token.attrs.get("start", 1))
    elif token.type == "list_item_open" and parent is not None and parent[0].ordered:
        block.ordered, block.number = True, parent[0].number + len(parent[1])


def _atx(raw: str, start: int, end: int) -> Span:
    """What a heading says: without the ``#`` before it and after it."""
    text = raw[start:end]
    body = text.rstrip("#")
    if body == "" or body[-1] in BLANK:
        text = body
    first = start + len(text) - len(text.lstrip(BLANK))
    return first, max(first, start + len(text.rstrip(BLANK)))


def _unescape(text: str) -> str:
    return unescapeAll(text) if "\\" in text or "&" in text else text


_CLOSINGS = frozenset({"bullet_list_close", "ordered_list_close", "list_item_close", "blockquote_close"})


class _Content:
    """A leaf's content as one string, and the way back from it to the document."""

    def __init__(self, raw: str, lines: list[Span], table: bool) -> None:
        self.raw = raw
        self.lines = lines
        self._from = [0]
        self._to = [lines[0][0]]
        parts: list[str] = []
        size = 0
        for start, end in lines:
            self._from.append(size)
            self._to.append(start)
            text = raw[start:end]
            if table:
                text = self._without_escapes(text, start)
            parts.append(text)
            size += len(text) + 1
        self.text = "\n".join(parts).replace("\0", "\ufffd")

    def _without_escapes(self, text: str, start: int) -> str:
        """A cell's text: the backslash before a pipe is the table's, not the cell's."""
        at = -1
        dropped = 0
        while (at := text.find("\\|", at + 1)) >= 0:
            self._from.append(at - dropped)
            dropped += 1
            self._to.append(start + at + 1)
        return text.replace("\\|", "|")

    def place(self, offset: int) -> int:
        index = bisect_right(self._from, offset) - 1
        return self._to[index] + offset - self._from[index]

    def span(self, start: int, end: int) -> Span:
        """An extent in the document; its end is found from its last character, for the next may be lines away."""
        first = self.place(start)
        return first, (self.place(end - 1) + 1 if end > start else first)

    def line_end(self, start: int) -> Span:
        """The line end at ``start``, or right after the backslash there."""
        first = self.place(start)
        after = first + 1 if self.raw[first] == "\\" else first
        return first, after + (2 if self.raw.startswith("\r\n", after) else 1)

    def plainly(self, pieces: Pieces) -> None:
        for number, (start, end) in enumerate(self.lines):
            if number:
                before = self.lines[number - 1][1]
                pieces.line_end(before, before + (2 if self.raw.startswith("\r\n", before) else 1))
            pieces.text(start, end, self.raw[start:end])


class _Telling:
    """Tells markdown-it's tokens to ``Pieces``."""

    def __init__(self, content: _Content, pieces: Pieces) -> None:
        self._content = content
        self._pieces = pieces
        self._angles = 0  # 1 within an autolink, whose token for the text has the place of the whole link
        self._told: dict[str, Callable[[Token], None]] = {
            "text": self._text,
            "text_special": self._text,
            "code_inline": self._code,
            "html_inline": self._html,
            "softbreak": self._break,
            "hardbreak": self._break,
            "image": self._image,
            "link_open": self._link,
        }

    def tell(self, tokens: list[Token]) -> None:
        for token in tokens:
            if tell := self._told.get(token.type):
                tell(token)
            elif token.nesting > 0:
                start, _ = token.meta["at"]
                kind = _MARKS[token.tag]
                self._pieces.open(kind, self._content.place(start - (kind == "strong")), -1)
            elif token.type == "link_close":
                self._pieces.close()
                self._angles = 0
            else:
                _, end = token.meta["at"]
                self._pieces.close(self._content.place(end - 1 + (token.tag == "strong")) + 1)

    def _text(self, token: Token) -> None:
        if token.content:
            start, end = token.meta["at"]
            self._pieces.text(*self._content.span(start + self._angles, end - self._angles), token.content)

    def _code(self, token: Token) -> None:
        self._pieces.leaf("code", *self._content.span(*token.meta["at"]), token.content)

    def _html(self, token: Token) -> None:
        self._pieces.leaf("html", *self._content.span(*token.meta["at"]), token.content)

    def _break(self, token: Token) -> None:
        self._pieces.line_end(*self._content.line_end(token.meta["at"][0]))

    def _link(self, token: Token) -> None:
        span = self._content.span(*token.meta["at"])
        self._angles = int(token.markup == "autolink")
        self._pieces.open("link", *span, _attribute(token, "href"), _attribute(token, "title"))

    def _image(self, token: Token) -> None:
        span = self._content.span(*token.meta["at"])
        self._pieces.open("image", *span, _attribute(token, "src"), _attribute(token, "title"))
        self._alternative(token.children or [])
        self._pieces.close()

    def _alternative(self, tokens: list[Token]) -> None:
        for token in tokens:
            if token.type in ("softbreak", "hardbreak"):
                self._pieces.text(0, 0, " ")
            elif token.type == "image":
                self._alternative(token.children or [])
            elif token.type != "html_inline":
                self._pieces.text(0, 0, token.content)


_MARKS: dict[str, Any] = {"strong": "strong", "em": "emphasis", "s": "strike"}


def _attribute(token: Token, name: str) -> str:
    return str(token.attrs.get(name, ""))
