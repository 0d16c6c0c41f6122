"""markdown-it-py, made to say where everything stands.

Its tokens know lines at best. Two small subclasses of its states, and a wrapper around each of its rules, note the
offsets that the parser has in hand at that moment and would otherwise forget. Nothing of the grammar is changed,
but for the depth of containers and for links, whose targets are kept as they were written.
"""

from collections.abc import Callable, MutableMapping
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from opsgate.reading.readers.shapes import DEEPEST

BlockRule = Callable[[StateBlock, int, int, bool], bool]
InlineRule = Callable[[StateInline, bool], bool]

_DELIMITERS = ("*", "_", "~")
_MANY = 1_000_000
_DEEPEST_BRACKETS = 20


class PlacedBlocks(StateBlock):
    """A block state whose tokens carry their place in ``meta``, as offsets into the text given to it.

    ``at`` is where a block's first character stands, ``last`` its last line, ``cut`` the offset at which each of
    its content lines begins once container prefixes are off, ``rows`` the extent of each row of a table.
    """

    def __init__(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self.cut: list[tuple[int, int]] = []
        self.definitions: list[tuple[str, int, int]] = []

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        if ttype == "list_item_open":  # the list rule opens an item before it touches the line's marks
            token.meta["at"] = self.first(self.line)
        return token

    def getLines(self, begin: int, end: int, indent: int, keepLastLF: bool) -> str:
        text = super().getLines(begin, end, indent, keepLastLF)
        self.cut = []
        for number, line in zip(range(begin, end), text.split("\n"), strict=False):
            self.cut.append(self._place(number, line))
        return text

    def _place(self, number: int, line: str) -> tuple[int, int]:
        """Where what is left of a line stands. For a tab that was cut in two, it begins with spaces from nowhere."""
        stop = self.eMarks[number]
        start = stop - len(line)
        while line[:1] == " " and (start < self.bMarks[number] or self.src[start:stop] != line):
            start, line = start + 1, line[1:]
        return start, stop

    def first(self, line: int) -> int:
        """Offset of a line's first character that is neither prefix nor white space."""
        return self.bMarks[line] + self.tShift[line]


def _block_rule(name: str, rule: BlockRule) -> BlockRule:
    def run(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if name in ("blockquote", "list") and state.level >= DEEPEST:
            return False
        if silent or not isinstance(state, PlacedBlocks):
            return rule(state, start, end, silent)
        at, count, known = state.first(start), len(state.tokens), len(state.env["references"])
        if not rule(state, start, end, False):
            return False
        if name == "reference":
            if len(state.env["references"]) > known:
                state.definitions.append((next(reversed(state.env["references"])), at, state.eMarks[state.line - 1]))
            return True
        meta = state.tokens[count].meta
        meta["at"], meta["last"] = at, state.eMarks[state.line - 1]
        if name == "table":
            lines = (start, *range(start + 2, state.line))
            meta["columns"] = sum(token.type == "th_open" for token in state.tokens[count:])
            meta["rows"] = [(state.first(line), state.eMarks[line]) for line in lines]
        elif name in ("paragraph", "lheading", "fence", "code", "html_block"):
            meta["cut"] = state.cut
            meta["closed"] = state.line - start == len(state.cut) + 2
        return True

    return run


class PlacedInlines(StateInline):
    """An inline state that knows where pending text began; such text stands in the source as it is."""

    def __init__(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self.text_start = 0
        self._has_text = False

    def append_pending(self, text: str) -> None:
        if not self._has_text:
            self.text_start, self._has_text = self.pos, True
        super().append_pending(text)

    def pushPending(self) -> Token:
        token = super().pushPending()
        token.meta["at"] = self.text_start, self.text_start + len(token.content)
        self._has_text = False
        return token


def _inline_rule(rule: InlineRule) -> InlineRule:
    def run(state: StateInline, silent: bool) -> bool:
        if silent or not isinstance(state, PlacedInlines):
            return rule(state, silent)
        start, count = state.pos, len(state.tokens)
        if not rule(state, False):
            return False
        at = start
        for token in state.tokens[count:]:
            if "at" in token.meta:
                continue
            if token.type == "text" and token.content[:1] in _DELIMITERS and state.src.startswith(token.content, at):
                token.meta["at"] = at, at + len(token.content)  # one token for each delimiter of a run
                at += len(token.content)
            else:
                token.meta["at"] = start, state.pos
        if state._has_text and not state.pending:
            state._has_text = False  # all pending text was white space before a line end
        return True

    return run


def _always(_url: str) -> bool:
    return True


def parser() -> MarkdownIt:
    """CommonMark with the tables, strikethrough of GitHub, every rule noting places."""
    md = MarkdownIt("commonmark", {"maxNesting": _MANY, "strikethrough_single_tilde": True})
    md.enable(["table", "strikethrough"])
    for block in md.block.ruler.__rules__:
        block.fn = _block_rule(block.name, block.fn)
    for inline in md.inline.ruler.__rules__:
        inline.fn = _inline_rule(inline.fn)
    md.inline.ruler2.disable("fragments_join")  # it forgets where the fragments began; ``Pieces`` joins them
    for name, function in (("normalizeLink", str), ("normalizeLinkText", str), ("validateLink", _always)):
        setattr(md, name, function)
    return md


def blocks(md: MarkdownIt, text: str) -> PlacedBlocks:
    """Read the block structure of a text whose lines end in line feeds alone."""
    state = PlacedBlocks(text, md, {"references": {}}, [])
    md.options["maxNesting"] = _MANY
    md.block.tokenize(state, 0, state.lineMax)
    return state


def inlines(md: MarkdownIt, content: str, env: MutableMapping[str, Any]) -> list[Token]:
    """Read inline content; every token but closing ones has its range in ``content`` in ``meta["at"]``."""
    state = PlacedInlines(content, md, env, [])
    md.options["maxNesting"] = _DEEPEST_BRACKETS
    md.inline.tokenize(state)
    for rule in md.inline.ruler2.getRules(""):
        rule(state)
    return state.tokens
