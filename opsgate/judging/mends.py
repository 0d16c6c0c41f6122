"""Fixes of front matter: what has to be replaced so that it says the same without its fault."""

import re
from collections.abc import Mapping, Sequence

from opsgate.reading.document import Document
from opsgate.reading.frontmatter import FrontMatter
from opsgate.reading.yamlvalue import Fault, Keys
from opsgate.words.place import Edit, Fix
from opsgate.words.text import Span

WORDS_OF_PEOPLE = frozenset({"gates", "approvals"})
"""Front-matter keys that hold what somebody vouched for; no fix touches them."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_ENDS = re.compile(r"\r\n|\n|\r")
_BEGINS_WRONG = re.compile(r"[@`%][\w./@%-]*(?=[ \t]*(?:[,\]}]|$))", re.MULTILINE)
_ONE_VALUE = re.compile(r"([ \t]*(?:- )?[\w.-]+:[ \t]+)([^\s\"'{}\[\]|>&*!#\\][^\"#\\\r\n]*?)[ \t]*\r?$", re.MULTILINE)
_SCHEMA = re.compile(r"#\s*yaml-language-server\b")


def line_end(raw: str) -> str:
    """How the lines of a text end, as the first of them does."""
    found = _ENDS.search(raw)
    return found[0] if found else "\n"


def hidden(front: FrontMatter) -> bool:
    """Whether front matter is not shown: it stands in front of the body, not in a block of it."""
    return front.block is None or front.block[1] <= front.body


def renamed(front: FrontMatter, keys: Keys, name: str) -> Fix | None:
    """Another name for a key; None where there is such a key already, or where people's words are concerned."""
    beside = (*keys[:-1], name)
    if keys not in front.keys or beside in front.keys or {str(keys[0]), str(beside[0])} & WORDS_OF_PEOPLE:
        return None
    names = tuple("/".join(map(str, ("meta", *path))) for path in (keys, beside))
    return Fix(f"rename to `{name}`", (Edit(front.keys[keys], name),), renders_same=hidden(front), alters=names)


def only_candidates(candidates: Mapping[str, str]) -> dict[str, str]:
    """Of misspelt words and what each meant, those that no other misspelt word meant too."""
    meant = list(candidates.values())
    return {word: near for word, near in candidates.items() if meant.count(near) == 1}


def quoted(front: FrontMatter, keys: Keys, value: str) -> Fix | None:
    """Quotes around a value that needs no escapes."""
    if keys[0] in WORDS_OF_PEOPLE:
        return None
    return Fix("quote the value", (Edit(front.spans[keys], f'"{value}"'),), renders_same=hidden(front))


def in_order(raw: str, front: FrontMatter, present: Sequence[str], expected: Sequence[str]) -> Fix | None:
    """The lines of top-level keys, each with the comments above it, in another order.

    None where keys stand in braces, or are not all there once.
    """
    if front.block is None or front.faults or not front.value or raw[front.spans[()][0]] in "{":
        return None
    parts = _parts(raw, front)
    end = line_end(raw)
    slots = [parts[key] for key in present]
    whole = (min(start for start, _ in slots), max(stop for _, stop in slots))
    moved = dict(zip(present, expected, strict=True))
    ordered = sorted(parts, key=lambda key: parts[key])
    inside = [key for key in ordered if whole[0] <= parts[key][0] < whole[1]]
    texts = [raw[slice(*parts[moved.get(key, key)])] for key in inside]
    texts = [text if _ENDS.search(text[-2:]) else text + end for text in texts]
    new = "".join(texts)
    if not _ENDS.search(raw[max(whole[0], whole[1] - 2) : whole[1]]):
        new = new.removesuffix(end)
    return Fix("put the keys in order", (Edit(whole, new),), renders_same=hidden(front))


def _parts(raw: str, front: FrontMatter) -> dict[str, Span]:
    """The lines of every top-level key, with the comments right above it; those of the first may be for all."""
    assert front.block is not None
    starts: dict[str, int] = {}
    last = front.block[0]
    for keys, (offset, _) in sorted(front.keys.items(), key=lambda item: item[1]):
        if len(keys) != 1:
            continue
        start = _line_start(raw, offset)
        while start > last and (above := _line_start(raw, start - 1)) >= last and raw.startswith("#", above):
            if _SCHEMA.match(raw, above):
                break
            start = above
        starts[str(keys[0])] = start
        last = _LINE.match(raw, offset).end()  # type: ignore[union-attr]
    stops = [*list(starts.values())[1:], front.block[1]]
    return {key: (start, stop) for (key, start), stop in zip(starts.items(), stops, strict=True)}


def _line_start(raw: str, offset: int) -> int:
    """Where the line begins that holds an offset; that of a line end is the line before it."""
    if raw[offset : offset + 1] == "\n" and raw[offset - 1 : offset] == "\r":
        offset -= 1
    return 1 + max(raw.rfind("\n", 0, offset), raw.rfind("\r", 0, offset))


def of_syntax(document: Document, fault: Fault) -> Fix | None:
    """How to mend front matter that cannot be read, where there is one way."""
    raw, front, (start, end) = document.text.raw, document.front, fault.span
    if front.block is None or not document.whole:
        return None
    if raw[start:end] == "...":
        return Fix("close it with `---`", (Edit(fault.span, "---"),), renders_same=True)
    if raw[start:end] == "---" and front.readable:
        return Fix("delete the lines above it", (Edit((0, start), ""),), renders_same=True)
    if raw[start:end] == "---":
        return _closed(raw, front.block[1])
    alters = ("meta",)
    found = _BEGINS_WRONG.match(raw, start, front.block[1])
    if found is not None:
        edit = Edit(found.span(), f'"{found[0]}"')
        return Fix("quote the value", (edit,), renders_same=True, alters=alters)
    value = _ONE_VALUE.match(raw, _line_start(raw, start), front.block[1])
    if value is not None and ": " in value[2]:
        edit = Edit(value.span(2), f'"{value[2]}"')
        return Fix("quote the value", (edit,), safe=False, renders_same=True, alters=alters)
    return None


def _closed(raw: str, end: int) -> Fix | None:
    """A closing line after the last key, where the keys end in front of a blank line or with the file."""
    if end < len(raw) and raw[end] not in "\r\n":
        return None
    new = line_end(raw)
    before = "" if raw[end - 1 : end] in ("\r", "\n") else new
    after = new if before == "" else ""
    return Fix(
        "close the front matter", (Edit((end, end), f"{before}---{after}"),), renders_same=True, alters=("meta",)
    )
