"""Anchors: those that code hosts make of headings, and those that a document sets itself."""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Literal

from opsgate.reading.nodes import Block
from opsgate.reading.outline import Outline

Style = Literal["github", "gitlab", "none"]
"""Whose rules; ``none`` says that anchors are made by something else, and then they are not checked."""


OPEN = "*"
"""Stands among a document's anchors where it takes in text of other files, whose headings nobody sees here."""

_ASCII = re.compile(r"[^\w\- ]", re.ASCII)
_HYPHENS = re.compile(r"-{2,}")
_NOT_IN_NAME = re.compile(r"[\W_]+")
_KEPT = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"})
_LETTERS_IN_CIRCLES = ((0x24B6, 0x24E9), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189))


def slugs(titles: Sequence[str], style: Style) -> list[str]:
    """The anchor of each heading of a document, in their order, repeated ones numbered.

    A title is the text that a reader sees, without markup, as the host has it: blanks at its ends count. Nothing
    comes back for the style ``none``. GitLab's rules are those since version 17.0.
    """
    if style == "none":
        return []
    taken: set[str] = set()
    last: dict[str, int] = {}
    found = []
    for title in titles:
        wanted = slug = anchor(title, style)
        while slug in taken:
            last[wanted] = last.get(wanted, 0) + 1
            slug = f"{wanted}-{last[wanted]}"
        taken.add(slug)
        found.append(slug)
    return found


def anchor(title: str, style: Style) -> str:
    """A heading's anchor before repeated ones are numbered: small letters, no punctuation, ``-`` for a blank."""
    lower = title.lower()
    if lower.isascii():
        return _ASCII.sub("", lower).replace(" ", "-")
    return "".join(char for char in lower if _kept(char, style)).replace(" ", "-")


def folded(name: str, style: Style) -> str:
    """An anchor as links are compared with it.

    GitHub finds an anchor whatever the case of its letters. GitLab wrote one hyphen for several before version 17.0,
    and both spellings are about.
    """
    name = unicodedata.normalize("NFC", name.casefold())
    return _HYPHENS.sub("-", name) if style == "gitlab" else name


def loose(name: str) -> str:
    """An anchor without what site generators do differently: punctuation, and numbers in front."""
    return _NOT_IN_NAME.sub("", name.casefold()).lstrip("0123456789")


def anchors(outline: Outline, style: Style, title: object = None) -> frozenset[str]:
    """Every anchor that a link may lead to, folded: of headings, of HTML elements, and those set with ``{#name}``.

    Rather one too many than one too few: a heading with an image counts with and without its alternative text, and
    ``title``, that of the front matter, for site generators make a heading of it where it is text. Nothing for the
    style ``none``. ``OPEN`` is among them where the document takes in text of other files.
    """
    if style == "none":
        return frozenset()
    raw = outline.raw
    titles = sorted([*_headings(outline), *_html_headings(raw)])
    found = set(slugs([title for _, title, _ in titles], style))
    found.update(slugs([seen for _, _, seen in titles], style))
    found.update([f"anchor-{name}" for name in found if name.isdecimal()] if style == "gitlab" else [])
    found.update(_set(raw))
    found.update([anchor(title, style)] if isinstance(title, str) and title else [])
    said = {folded(name, style) for name in found}
    return frozenset(said | {OPEN} if _takes_in(outline) else said)


_PLAIN = re.compile(r"#{1,6}[ \t]+([^\n\r\0#`*_\[\]<>&\\!~:@{]*)")
_HEADING = re.compile(r"<h([1-6])\b[^<>]*>(.{0,1000}?)</h\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_NAMED = re.compile(r"\s(?:id|name)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_BRACES = re.compile(r"\{([^{}\n]*)\}")
_SET = re.compile(r"#(\S+)")
_ATTRIBUTES = re.compile(r"\s*\{[:#][^{}]*\}\s*\Z")
_LABEL = re.compile(r"^\(([^\s()]+)\)=[ \t]*$", re.MULTILINE)
_TAKES_IN = re.compile(r"\{%-?\s*include|\{\{[<%]|--8<--|^\{!|^!!!\s*include|^\{\{.*\}\}[ \t]*$", re.MULTILINE)
_COMPONENT = re.compile(r"<[A-Z]\w*[^<>]*/>")


def _headings(outline: Outline) -> Iterator[tuple[int, str, str]]:
    """Where each heading stands, its text as hosts have it, and its text with what images say."""
    raw = outline.raw
    for block in outline.walk():
        if block.kind != "heading":
            continue
        plain = _PLAIN.fullmatch(raw, *block.span)
        title = seen = plain[1].strip() if plain else _text(block, images=False)
        if not plain:
            seen = _ATTRIBUTES.sub("", _text(block, images=True)).strip()
        yield block.span[0], title, seen


def _text(block: Block, *, images: bool) -> str:
    kinds = ("text", "code", "image") if images else ("text", "code")
    return "".join(
        " " if piece.kind == "break" else piece.text for piece in block.inlines if piece.kind in (*kinds, "break")
    )


def _takes_in(outline: Outline) -> bool:
    """Whether a document takes in what another file or a program says, outside of its code."""
    if any(block.kind not in ("fence", "code") for block in outline.matching(_TAKES_IN)):
        return True
    fences = any(block.info.startswith("{include") for block in outline.walk() if block.kind == "fence")
    return fences or any(_COMPONENT.match(block.text) for block in outline.walk() if block.kind == "html")


def _html_headings(raw: str) -> Iterator[tuple[int, str, str]]:
    """Headings written as HTML; in code too, where they do no harm."""
    for match in _HEADING.finditer(raw) if "</h" in raw or "</H" in raw else ():
        title = html.unescape(_ANY_TAG.sub("", match[2])).strip()
        yield match.start(), title, title


def _set(raw: str) -> Iterator[str]:
    """Anchors that a document sets itself."""
    for tag in _TAG.finditer(raw):
        for match in _NAMED.finditer(tag[0]):
            yield html.unescape(match[1] or match[2] or match[3] or "").removeprefix("user-content-")
    for braces in _BRACES.finditer(raw):
        yield from _SET.findall(braces[1])
    yield from _LABEL.findall(raw)


def _kept(char: str, style: Style) -> bool:
    if char in "- ":
        return True
    category = unicodedata.category(char)
    if category in _KEPT:
        return True
    if style == "gitlab":
        return category == "No"
    return category == "So" and any(first <= ord(char) <= last for first, last in _LETTERS_IN_CIRCLES)
