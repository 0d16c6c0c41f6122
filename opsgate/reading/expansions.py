"""Whether a passage says what an acronym stands for."""

import re
from bisect import bisect_right

from opsgate.reading.nodes import Block
from opsgate.reading.outline import Outline, Section, fold
from opsgate.words.patterns import lazy
from opsgate.words.text import Span

_WORDS = lazy(r"[A-Za-z]+(?:'s)?")
_LINKING = frozenset("of the and for in to a an on or by de with as at is".split())
_NAMES = lazy(rf"[A-Z][A-Za-z]+(?:[\s-]+(?:(?:{'|'.join(sorted(_LINKING))})\s+)?[A-Z][A-Za-z]+)+")
_DEFINES = lazy(
    r"""["”*_]*(?:\s*(?:=|:=|—|–)\s*\w|\s-\s+[A-Za-z]
    |:\s+(?:an?|the|[A-Z]\w+(?:\s+\w+)+)
    |,?\s+(?:stands\ for|means|is\ short\ for|short\ for|refers\ to|is\ the\ (?:name|acronym|abbreviation))\b
    |\s+(?:is|are)\s+(?:an?|the|our|used|responsible)\s)""",
    re.VERBOSE,
)
_ALSO = lazy(
    r"(?:[,(]\s*(?:or|i\.e\.?|called|short|usually)|\b(?:aka|a\.k\.a\.?|(?:known|identified|abbreviated) as)),?"
    r"\s+[\"“*]*\Z"
)
_WHAT_IS = lazy(r"what(?:'s|’s|\s+is|\s+are)\s+(?:an?\s+|the\s+)?\Z", re.IGNORECASE)
_GLOSSARY = lazy(r"\b(?:glossary|acronym|abbreviation|terminology|terms?|definition|vocabulary|jargon)", re.IGNORECASE)
_TITLED = lazy(r"<abbr\b[^<>]*\btitle\s*=[^<>]*>\s*\Z", re.IGNORECASE)
_ENTRY = lazy(r"s?[*_`\"”)]*\s*(?:[:=–—-]|\n:)")
_STARTS = lazy(r"(?:\A|[.!?:\n]\s*|\b[Tt]he |\b[Aa]n? )[\"“*_\[\s-]*\Z")
_BARE = lazy(r"\s*(?:(?:the|an?|aka|or|also)\s+)*[\"“*_`\[]*")
_CLOSING = lazy(r"s?[\"”*_`\]]*[\s,;)(]")
_OPENED = lazy(r"s?[\"”*_`\]]*\s*\(([^()]{4,})[)(]")
_MAX = 400
_NEAR = 60


def explains(raw: str, leaf: Block, text: str, span: Span) -> bool:
    """Whether the words around an acronym say what it means."""
    before, after = raw[max(leaf.span[0], span[0] - _MAX) : span[0]], raw[span[1] : min(leaf.span[1], span[1] + _MAX)]
    near = before[-_NEAR:]
    return (
        _in_brackets(before, after, text)
        or _ALSO.search(near) is not None
        or _WHAT_IS.search(near) is not None
        or (near.rstrip().endswith(">") and _TITLED.search(before) is not None)
        or (_STARTS.search(near) is not None and _DEFINES.match(after) is not None)
    )


def initials(passage: str) -> str:
    """The first letters of a passage's words as capitals, one string with and one without those of linking words."""
    every, main = [], []
    for word in _WORDS.findall(passage):
        letter = "." if word.isupper() and len(word) > 1 else word[0].upper()
        every.append(letter)
        main.append("" if word.lower() in _LINKING else letter)
    return f"{''.join(every)} {''.join(main)}"


def names(text: str) -> str:
    """The ``initials`` of all that a text writes with capitals, as in “Recovery Point Objective”."""
    return " ".join(map(initials, _NAMES.findall(text)))


def _in_brackets(before: str, after: str, text: str) -> bool:
    """``long form (ABC)`` and ``ABC (long form)``."""
    head, bracket, tail = before.rpartition("(")
    if bracket and _BARE.fullmatch(tail) and _CLOSING.match(after) and _matches(text, head.rpartition(")")[2]):
        return True
    opened = _OPENED.match(after)
    return opened is not None and _matches_within(text, opened[1])


def _matches(text: str, before: str) -> bool:
    """Whether the letters stand, in order, in the last few words before, the first of them at a word's beginning.

    Names are written with capitals and shortened freely: of theirs, half of the letters are enough.
    """
    words = _WORDS.findall(before)[-(len(text) * 2 + 1) :]
    for start in range(len(words)):
        joined = " ".join(words[start:]).upper()
        if joined[:1] == text[0] and _subsequence(text, joined) and len(joined) > len(text) + 2:
            return True
    capitals = iter(word[0] for word in words if word[0].isupper())
    return sum(letter in capitals for letter in text) * 2 >= max(len(text), 4)


def _matches_within(text: str, inside: str) -> bool:
    words = _WORDS.findall(inside)[: len(text) * 2 + 1]
    joined = " ".join(words).upper()
    if len(words) == 1 and inside.istitle() and inside[0] == text[0]:
        return True
    return len(words) >= min(2, len(text) - 1) and _subsequence(text, joined) and len(joined) > len(text) + 2


def _subsequence(text: str, joined: str) -> bool:
    letters = iter(joined)
    return all(letter in letters for letter in text)


def is_glossary(outline: Outline, leaf: Block, span: Span, judged: dict[int, bool]) -> bool:
    """Whether an acronym begins an entry of a glossary: a line, item or row of a section or table that is called so.

    ``judged`` keeps what was found out of sections and tables.
    """
    before, after = outline.raw[leaf.span[0] : span[0]], outline.raw[span[1] : min(leaf.span[1], span[1] + _MAX)]
    alone = leaf.kind in ("cell", "heading") and not after.strip("*_` s)")
    if before.strip('#*_`-+ ([|"') or not (alone or _ENTRY.match(after)):
        return False
    section = outline.section_at(span[0])
    if id(section) not in judged:
        judged[id(section)] = _is_called_glossary(section)
    return judged[id(section)] or (leaf.kind == "cell" and _in_glossary_table(section, span, judged))


def _is_called_glossary(section: Section | None) -> bool:
    while section is not None:
        if _GLOSSARY.search(fold(section.title)):
            return True
        section = section.parent
    return False


def _in_glossary_table(section: Section, span: Span, judged: dict[int, bool]) -> bool:
    index = bisect_right(section.blocks, span[0], key=lambda block: block.span[0]) - 1
    block = section.blocks[index] if index >= 0 else None
    if block is None or block.kind != "table" or not block.children:
        return False
    if id(block) not in judged:
        judged[id(block)] = any(_GLOSSARY.search(cell.plain) for cell in block.children[0].children)
    return judged[id(block)]
