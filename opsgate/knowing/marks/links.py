"""What a document links to: links, images, definitions, addresses; and the anchors that it offers."""

import html
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from opsgate.knowing.card import Marked, mark_at
from opsgate.knowing.subject import Subject
from opsgate.reading import slugs
from opsgate.reading.nodes import Inline
from opsgate.reading.outline import Outline
from opsgate.reading.slugs import Style
from opsgate.words.patterns import lazy
from opsgate.words.text import Span

Kind = Literal["link", "image", "definition"]


class Found(NamedTuple):
    """A target as written, where it stands (or the link that holds it), and what it belongs to."""

    target: str
    span: Span
    kind: Kind
    image: bool = False
    """Whether a definition serves images alone."""


_SIGNS = lazy(r"\]\(|\]\[|!\[|://|<[A-Za-z]")
_ADDRESS = lazy(r"\bhttps?://[^\s<>\"`|\\^{}]+", re.IGNORECASE)
_TAG = lazy(r"<!--.*?(?:-->|\Z)|<(a|img)\b([^<>]*)>", re.IGNORECASE | re.DOTALL)
_TRIES = 8


def links(subject: Subject) -> Marked:
    """A mark of topic ``link`` for every target, in the repository or on the web.

    ``more`` is ``link``, ``image`` or ``definition`` (and then ``image`` too where it serves images alone).
    """
    for found in targets(subject.document.outline):
        yield "link", mark_at(subject, found.span, found.target, found.kind, *(["image"] * found.image))


def anchors(subject: Subject, style: Style) -> frozenset[str]:
    """The anchors that links to a document may name, folded; see ``opsgate.reading.slugs.anchors``."""
    return slugs.anchors(subject.document.outline, style, subject.document.meta.get("title"))


def targets(outline: Outline) -> Iterator[Found]:
    """Every link target of a document once, in order: one of a definition at the definition, not at its uses."""
    found: list[Found] = []
    pictures: set[str] = set()
    words: set[str] = set()
    for block in outline.matching(_SIGNS):
        until = 0
        for piece in block.inlines if block.kind not in ("fence", "code") else ():
            if piece.kind == "text" and piece.span[0] >= until:
                found.extend(_addresses(outline.raw, piece))
            elif piece.kind == "html":
                found.extend(_tags(outline.raw, piece.span))
            elif piece.kind in ("link", "image"):
                until = max(until, piece.span[1])
                source = outline.raw[slice(*piece.span)]
                if source.endswith("]"):
                    (pictures if piece.kind == "image" else words).add(piece.target)
                else:
                    found.append(_written(piece, source))
    for block in outline.walk():
        if block.kind == "html":
            found.extend(_tags(outline.raw, block.span))
    for definition in outline.definitions:
        span = _target(outline.raw[slice(*definition.span)], definition.target, "]:", definition.span)
        image = definition.target in pictures and definition.target not in words
        found.append(Found(definition.target, span, "definition", image))
    return iter(sorted(set(found), key=lambda one: one.span))


def _written(piece: Inline, source: str) -> Found:
    kind: Kind = "image" if piece.kind == "image" else "link"
    if source.startswith("<"):
        return Found(piece.target, (piece.span[0] + 1, piece.span[1] - 1), kind)
    return Found(piece.target, _target(source, piece.target, "](", piece.span), kind)


def _target(source: str, target: str, mark: str, span: Span) -> Span:
    """Where the target stands after ``mark``, or the whole span where it is not written as it is meant."""
    at = len(source)
    for _ in range(_TRIES if target else 0):
        at = source.rfind(target, 0, at)
        if at < 0:
            break
        if source[max(0, at - 100) : at].rstrip(" \t\r\n<").endswith(mark):
            return span[0] + at, span[0] + at + len(target)
        at += len(target) - 1
    return span


def _addresses(raw: str, piece: Inline) -> Iterator[Found]:
    """Web addresses that stand in the text, as hosts make links of them."""
    if "://" not in piece.text:
        return
    for match in _ADDRESS.finditer(raw, *piece.span):
        end = match.start() + _length(match[0])
        yield Found(raw[match.start() : end], (match.start(), end), "link")


def _length(address: str) -> int:
    """How long an address is without the punctuation that ends the sentence or the brackets around it."""
    surplus = address.count(")") - address.count("(")
    end = len(address)
    for char in reversed(address):
        if char == ")" and surplus > 0:
            surplus -= 1
        elif char not in "?!.,:*_~'\";":
            break
        end -= 1
    return end


_VALUE = r"\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>{][^\s\"'>]*))"
_HREF = lazy(r"(?<![\w-])href" + _VALUE, re.IGNORECASE)
_SRC = lazy(r"(?<![\w-])src" + _VALUE, re.IGNORECASE)


def _tags(raw: str, span: Span) -> Iterator[Found]:
    """Targets of ``<a href>`` and ``<img src>``."""
    for tag in _TAG.finditer(raw, *span):
        if tag[1] is None:
            continue
        image = tag[1].lower() == "img"
        match = (_SRC if image else _HREF).search(raw, *tag.span(2))
        if match:
            group = next(index for index in (1, 2, 3) if match[index] is not None)
            yield Found(html.unescape(match[group]).strip(), match.span(group), "image" if image else "link")
