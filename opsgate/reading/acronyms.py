"""Acronyms in what a document says: where each is first used, and which of them it explains.

A word in capitals is taken for an acronym only where nothing else explains the capitals: it is no common one
(``schemas/acronyms.json``), no emphasised word, code, path, identifier, ticket, label in quotes or shouted line.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from typing import NamedTuple

from opsgate.reading.expansions import explains, initials, is_glossary, names
from opsgate.reading.nodes import Block
from opsgate.reading.outline import Outline
from opsgate.words.patterns import lazy
from opsgate.words.resources import resource
from opsgate.words.text import Span

_WORD = lazy(r"([A-Z](?<![A-Za-z0-9_][A-Z])[A-Z]{1,5})(s?)(?![A-Za-z0-9_])")
_CODE = frozenset({"fence", "code"})
_BESIDE = frozenset(" \t\r\n,;!?)*~—–’'|…")
_BEFORE = frozenset(" \t\r\n(*~—–’|…+>")
_LAST_WORD = lazy(r"([A-Za-z]+)[ \t]+\Z")
_NEXT_WORD = lazy(r"[ \t]+([A-Za-z]+)")
_NAME = lazy(r"[\w,;)] +[A-Z][a-z]+[A-Za-z]*\Z")
_SMALL = lazy(r"(?<=[\s(*“\"'])[A-Z]?[a-z]{1,5}(?=[\s,.;:)*!?”\"'])")
_ABBREVIATION = lazy(r"^\*\[([A-Z]{2,6})\]:[ \t]*\S", re.MULTILINE)
_SPOKEN = lazy(r"S?[^AEIOUY]{0,2}(?:[AEIOUY]{1,2}[^AEIOUY]{1,2})+[AEIOUY]?s?")
_LONG = 4
_WINDOW = 40
_TRIES = 5
_MOST = 5000


class Acronym(NamedTuple):
    """An acronym without its plural ``s``, and the span of the document's text where it stands."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Use:
    """A word in capitals: its leaf, the text of the link that it stands in, and whether its line is shouted."""

    acronym: Acronym
    leaf: Block
    link: str | None
    shouted: bool


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    """Words in capitals that nobody has to explain, and those among them that are plain words."""
    data = json.loads(resource("schemas", "acronyms.json").read_text("utf-8"))
    plain = frozenset(word for group in data["words"].values() for word in group)
    return plain.union(*data["known"].values()), plain


class Acronyms:
    """The words in capitals of one document that are not common, each read once for both questions about them.

    Of those that stand behind thousands of others nothing is said: such a text is none that anybody follows.
    """

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._known, self._plain = _lists()
        self._uses = list(islice(self._search(), _MOST))

    def used(self) -> Iterator[Acronym]:
        """Every acronym that a reader may have to be told, at its first use, in document order."""
        seen: set[str] = set()
        for use in self._uses:
            if use.acronym.text not in seen and self._in_prose(use):
                seen.add(use.acronym.text)
                if not self._is_word(use.acronym.text):
                    yield use.acronym

    def told(self) -> Iterator[Acronym]:
        """Every acronym that the document explains, at the place that it is known from."""
        raw = self._outline.raw
        found: dict[str, Span] = {}
        for match in _ABBREVIATION.finditer(raw):
            if match[1] not in self._known:
                found.setdefault(match[1], match.span(1))
        glossaries: dict[int, bool] = {}
        leaf, letters = None, ""
        for use in self._uses:
            text, span = use.acronym
            if text in found:
                continue
            if use.leaf is not leaf:
                leaf, letters = use.leaf, initials(raw[slice(*use.leaf.span)])
            if (
                text in letters
                or text in self._names
                or (use.link is not None and len(use.link.split()) == 1)
                or explains(raw, use.leaf, text, span)
                or is_glossary(self._outline, use.leaf, span, glossaries)
            ):
                found[text] = span
        yield from sorted((Acronym(text, span) for text, span in found.items()), key=lambda acronym: acronym.span)

    @cached_property
    def _names(self) -> str:
        """First letters of all that the document writes with capitals."""
        return names(self._outline.raw)

    def _search(self) -> Iterator[_Use]:
        raw = self._outline.raw
        matches = {m.start(): m for m in _WORD.finditer(raw) if m[1] not in self._known and m[0] not in self._known}
        starts = list(matches)
        for leaf in self._outline.holding(starts):
            if leaf.kind in _CODE:
                continue
            shouted = _is_shouted(raw[slice(*leaf.span)], self._known)
            link = None
            for piece in leaf.inlines:
                if piece.kind == "link":
                    link = piece
                elif piece.kind == "text":
                    inside = link.text if link is not None and piece.span[0] < link.span[1] else None
                    for start in starts[bisect_left(starts, piece.span[0]) : bisect_left(starts, piece.span[1])]:
                        yield _Use(Acronym(matches[start][1], matches[start].span()), leaf, inside, shouted)

    def _in_prose(self, use: _Use) -> bool:
        """Whether it stands there as a word of a sentence, heading or cell; the text of a link is somebody else's."""
        raw, span = self._outline.raw, use.acronym.span
        return (
            use.link is None
            and not use.shouted
            and _stands_alone(raw, span)
            and not _sounds(use.acronym.text)
            and not _beside_capitals(raw, span, self._plain)
            and _NAME.search(raw[max(use.leaf.span[0], span[0] - _WINDOW) : span[0] - 1]) is None
        )

    def _is_word(self, text: str) -> bool:
        """Whether the document writes it in small letters too, outside code: then the capitals are an emphasis."""
        offsets = self._small.get(text, [])
        for leaf in self._outline.holding(offsets):
            spans = [piece.span for piece in leaf.inlines if piece.kind == "text"] if leaf.kind not in _CODE else []
            if any(start <= offset < end for start, end in spans for offset in offsets):
                return True
        return False

    @cached_property
    def _small(self) -> dict[str, list[int]]:
        """The first few places of short words in small letters, by these words in capitals."""
        wanted = {use.acronym.text for use in self._uses}
        found: dict[str, list[int]] = {}
        for match in _SMALL.finditer(self._outline.raw):
            text = match[0].upper()
            if text in wanted and len(found.setdefault(text, [])) < _TRIES:
                found[text].append(match.start())
        return found


def _is_shouted(source: str, known: frozenset[str]) -> bool:
    """Whether a line of several words is all in capitals, so that nobody can tell its acronyms from its words."""
    words = re.findall(r"[A-Za-z]{2,}", source)
    shouted = [word for word in words if word.isupper()]
    return len(words) > 1 and len(shouted) * 10 > len(words) * 7 and any(word not in known for word in shouted)


def _sounds(word: str) -> bool:
    """Whether so long a word can be spoken, and so is more likely an emphasised word than an acronym."""
    return len(word) > _LONG and _SPOKEN.fullmatch(word) is not None


def _stands_alone(raw: str, span: Span) -> bool:
    """Whether a word stands in prose: between blanks or punctuation, not as a part of a name, path or expression."""
    start, end = span
    return _opens(raw, start, raw[start - 1 : start]) and _closes(raw, end, raw[end : end + 1])


def _opens(raw: str, start: int, before: str) -> bool:
    if not before or before in _BEFORE:
        return True
    if before == "/":
        return re.search(r"(?:^|[\s(*|/])[A-Z]{2,6}s?/\Z", raw[max(0, start - _WINDOW) : start]) is not None
    return before == "-" and raw[start - 2 : start - 1].islower()


def _closes(raw: str, end: int, after: str) -> bool:
    if not after or after in _BESIDE:
        return True
    if after in ".:":
        return not raw[end + 1 : end + 2].strip() or raw[end + 1] in "*_)"
    if after == "/":
        return re.match(r"/[A-Z]{2,6}s?(?:[\s)*|/,.;:]|\Z)", raw[end : end + _WINDOW]) is not None
    return after == "-" and raw[end + 1 : end + 2].islower()


def _beside_capitals(raw: str, span: Span, plain: frozenset[str]) -> bool:
    """Whether the word beside it is a plain one in capitals: then this one is shouted too."""
    before = _LAST_WORD.search(raw[max(0, span[0] - _WINDOW) : span[0]])
    after = _NEXT_WORD.match(raw, span[1])
    return any(match[1] in plain for match in (before, after) if match)
