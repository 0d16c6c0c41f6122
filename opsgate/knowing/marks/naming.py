"""What stands around a name in a document: words or code, a list of requirements, a comment."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Literal

from opsgate.reading.nodes import Block, Inline
from opsgate.reading.outline import Outline, Section
from opsgate.reading.shell import Script
from opsgate.words.patterns import lazy
from opsgate.words.text import Span

LEAVES = frozenset({"heading", "paragraph", "cell"})
Around = Literal["text", "code", ""]

_TOOL = lazy(r"\s+(?:CLI|command[- ]line|tool|utility|client|binary)\b", re.IGNORECASE)
_TITLE = lazy(
    r"requir|prerequisite|pre-requisite|depend|software|tool|before you|what you need|you will need|you'll need|"
    r"installation|install\b|setting up|setup|set up|getting started|preparation",
    re.IGNORECASE,
)
_HEADER = lazy(
    r"software|tool|program|package|require|prerequisite|dependency|dependencies|cli|command|component|utility",
    re.IGNORECASE,
)
_WORDS = lazy(
    r"\b(?:install\w*|requir\w+|needs?|needed|must have|should have|make sure|ensure|prerequisites?|download|"
    r"depends? on|have access to|you have|using|with the|via|client|CLI|command[- ]line)\b",
    re.IGNORECASE,
)
_SETS = lazy(
    r"\b(?:set|sets|setting|export|exports|define|replace|substitut\w+|assign|fill in|provide|supply|where|variables?|"
    r"environment|contains?|holds?|value of|is the|are the|refers? to|stands for)\b",
    re.IGNORECASE,
)
_ALONE = lazy(r"\s*\$?\{?[A-Za-z_]\w*\}?\s*\Z")
_GIVEN = lazy(r"\s*[=:]\s*\S")
_KEY = lazy(r"[\"']?\s*[:=]")
_COMMENT = lazy(r"(?:^|\s)#")
_NEAR = 500


class Surroundings:
    """Answers about places of one document; what is asked of a block more than once is worked out once.

    ``shell`` is what its blocks hold of shell code.
    """

    def __init__(self, outline: Outline, shell: Collection[Script]) -> None:
        self._outline = outline
        self._raw = outline.raw
        self._shell = {id(script.block): script.lines for script in shell if script.block is not None}
        self._pieces: dict[int, tuple[list[Inline], list[int]]] = {}
        self._titled: dict[int, bool] = {}
        self._found: dict[tuple[int, re.Pattern[str]], bool] = {}

    def blocks(self, spans: Sequence[Span]) -> Iterator[tuple[Span, Block]]:
        """Each span, in order, with the leaf or code block in which it stands; spans elsewhere are left out."""
        index = 0
        for block in self._outline.holding([start for start, _ in spans]):
            while index < len(spans) and spans[index][0] < block.span[0]:
                index += 1
            while index < len(spans) and spans[index][0] < block.span[1]:
                yield spans[index], block
                index += 1

    def around(self, block: Block, span: Span) -> Around:
        """Whether a span is a word of a leaf's text or all of an inline code (``kubectl`` in “the `kubectl get` tool”
        counts as all of it); otherwise nothing.
        """
        piece = self._piece(block, span[0])
        if piece is None:
            return ""
        if piece.kind != "code":
            return "text"
        name = self._raw[slice(*span)]
        words = piece.text.split()
        return "code" if words == [name] or (words[:1] == [name] and _TOOL.match(self._raw, piece.span[1])) else ""

    def requires(self, block: Block, span: Span) -> bool:
        """Whether a leaf stands where requirements are listed, or says so itself."""
        if block.kind == "heading":
            return False
        if block.kind == "paragraph" and self._holds(block, _WORDS):
            return True
        if block.kind == "cell" and id(block) in self._required_cells:
            return True
        return self._is_titled(self._outline.section_at(span[0]))

    def _is_titled(self, section: Section | None) -> bool:
        """Whether the heading of a section, or one above it, speaks of requirements."""
        if section is None:
            return False
        if id(section) not in self._titled:
            titled = _TITLE.search(section.title) is not None
            self._titled[id(section)] = titled or self._is_titled(section.parent)
        return self._titled[id(section)]

    def advises(self, block: Block, offset: int) -> bool:
        """Whether an offset stands in a comment of shell code that says what is needed."""
        line = self._line(block, offset) if id(block) in self._shell else None
        if line is None or offset - line[0] > _NEAR:
            return False
        end = min(line[1], line[0] + _NEAR)
        return bool(_COMMENT.search(self._raw[line[0] : offset]) and _WORDS.search(self._raw, line[0], end))

    def tells(self, block: Block, span: Span, name: str) -> bool:
        """Whether what stands there says what a variable is: its words, a list, a comment, a file's ``NAME=``.

        The name may stand there in another case, as labels and inputs are written.
        """
        if block.kind in LEAVES:
            return self._tells_in_words(block, span, name)
        line = self._line(block, span[0])
        if line is None:
            return False
        before = self._raw[max(line[0], span[0] - _NEAR) : span[0]]
        if id(block) in self._shell:
            return _COMMENT.search(before) is not None
        return _KEY.match(self._raw, span[1], line[1]) is not None or "name:" in before

    def _tells_in_words(self, block: Block, span: Span, name: str) -> bool:
        piece = self._piece(block, span[0])
        if piece is None:
            return False
        if piece.kind == "text":
            return self._raw[slice(*span)] == name or _GIVEN.match(self._raw, span[1], block.span[1]) is not None
        if _ALONE.match(piece.text) or self._raw.startswith("=", span[1]):
            return True
        return self._holds(block, _SETS)

    def _piece(self, block: Block, offset: int) -> Inline | None:
        """The text or code of a leaf that holds an offset."""
        if id(block) not in self._pieces:
            found = [piece for piece in block.inlines if piece.kind in ("text", "code", "image")]
            self._pieces[id(block)] = found, [piece.span[0] for piece in found]
        pieces, starts = self._pieces[id(block)]
        index = bisect_right(starts, offset) - 1
        return pieces[index] if index >= 0 and offset < pieces[index].span[1] else None

    def _line(self, block: Block, offset: int) -> Span | None:
        """The line of a code block that holds an offset; of a transcript's command, without the prompt."""
        for lines in (self._shell.get(id(block), ()), block.lines):
            index = bisect_right(lines, (offset, len(self._raw) + 1)) - 1
            if index >= 0 and offset < lines[index][1]:
                return lines[index]
        return None

    def _holds(self, block: Block, pattern: re.Pattern[str]) -> bool:
        key = (id(block), pattern)
        if key not in self._found:
            self._found[key] = pattern.search(self._raw, *block.span) is not None
        return self._found[key]

    @cached_property
    def _required_cells(self) -> frozenset[int]:
        """The ``id`` of the cells below a header that speaks of software."""
        found: set[int] = set()
        for table in (block for block in self._outline.walk() if block.kind == "table"):
            header, *rows = table.children
            columns = [i for i, cell in enumerate(header.children) if _HEADER.search(cell.plain)]
            found.update(id(row.children[i]) for row in rows for i in columns if i < len(row.children))
        return frozenset(found)
