"""A document's card: what other documents, and what lies outside of documents, are compared with.

A card is plain data, small enough to be kept for every document of a project and read back from a cache. Its parts
are made into marks only when somebody asks for them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from opsgate.knowing.rows import Cell
from opsgate.knowing.subject import Subject
from opsgate.reading.yamlvalue import Keys
from opsgate.words.place import Hit, Place, Spot
from opsgate.words.text import Position, Span, Text

Plain: TypeAlias = dict[str, Any]
"""JSON data."""

_BOOKKEEPING = frozenset({"gates"})
_NAMES = ("id", "release")


class BadCard(ValueError):
    """Data that no card was made of."""


class Mark(NamedTuple):
    """Something that a document says, where it says it.

    ``text`` is what was written, ``path`` the file (a CSV file beside the document for its rows), ``keys`` the
    stable name of the place, ``at`` its start and end offset, start line and column, end line and column.
    ``more`` is what the extractor adds.
    """

    text: str
    path: str
    keys: Keys
    at: tuple[int, int, int, int, int, int]
    more: tuple[str, ...] = ()

    @property
    def place(self) -> Spot:
        start, end, line, column, end_line, end_column = self.at
        return Spot(
            self.path, tuple(self.keys), (start, end), (), Position(line, column), Position(end_line, end_column)
        )

    def hit(self, message: str, *, hint: str = "", related: Iterable[Place] = ()) -> Hit:
        """Something that is wrong here; ``related`` are spots of other marks."""
        return self.place.hit(message, hint=hint, related=related)


class Card:
    """What is known of one document, read from two JSON texts: ``front`` (who it is, its front matter) and ``body``.

    Raises BadCard, late, where these are not those of a card.
    """

    def __init__(self, path: str, front: str, body: str) -> None:
        self.path = path
        self.front = front
        self.body = body
        try:
            kind, level, status, stage, title, readable = self._front["is"]
        except (KeyError, TypeError, ValueError):
            raise BadCard(path) from None
        self.kind_name: str = kind
        self.level: str = level
        self.status: str | None = status
        self.stage: str = stage
        self.title: str = title
        self.readable: bool = readable

    @property
    def names(self) -> tuple[str, ...]:
        """What the document may be called by, beside its path."""
        return tuple(mark.text for mark in map(self.said, _NAMES) if mark is not None)

    @property
    def head(self) -> Spot:
        """Where to point when the front matter lacks something."""
        return self._mark(self._front.get("head")).place

    @cached_property
    def meta(self) -> Mapping[Keys, Mark]:
        """Every front-matter key as written, containers with an empty text; the gates' bookkeeping left out."""
        marks = map(self._mark, _listed(self._front, "meta", self.path))
        return {tuple(mark.keys)[1:]: mark for mark in marks}

    def said(self, dotted: str) -> Mark | None:
        """A front-matter value by its key (``final_update.date`` for one below another), or None."""
        found = self.meta.get(tuple(dotted.split(".")))
        return found if found is not None and found.text else None

    def place(self, *keys: str | int) -> Spot:
        """The place of a front-matter value, or of the nearest thing that would hold it."""
        present = keys
        while present and present not in self.meta:
            present = present[:-1]
        spot = self.meta[present].place if present else self.head
        return Spot(spot.path, ("meta", *present), spot.span, keys[len(present) :], spot.start, spot.end)

    @cached_property
    def rows(self) -> Mapping[str, tuple[Mapping[str, Mark], ...]]:
        """Rows of the tables that the kind declares, by the id of their section; a row is column key to cell.

        Rows in CSV files are among them. Empty cells are there, with what stands in them.
        """
        found: Any = self._body.get("rows")
        try:
            return {
                section: tuple({key: self._mark(cell) for key, cell in row.items()} for row in rows)
                for section, rows in found.items()
            }
        except (AttributeError, TypeError):
            raise BadCard(self.path) from None

    @cached_property
    def marks(self) -> "Marks":
        """Marks that the extractors made, by topic; a topic without marks is empty."""
        return Marks(self, self._body.get("marks"))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The anchors that a link may name."""
        return frozenset(map(str, _listed(self._body, "anchors", self.path)))

    def forget(self) -> None:
        """Let go of all that was made of the two texts; it is made again when it is asked for."""
        for name in ("_front", "_body", "meta", "rows", "marks", "anchors"):
            self.__dict__.pop(name, None)

    @cached_property
    def _front(self) -> Plain:
        return _object(self.front, self.path)

    @cached_property
    def _body(self) -> Plain:
        return _object(self.body, self.path)

    def _mark(self, plain: Any) -> Mark:
        try:
            text, path, keys, at, more = plain
            start, end, line, column, end_line, end_column = map(int, at)
            return Mark(str(text), path or self.path, tuple(keys), (start, end, line, column, end_line, end_column),
                        tuple(more))  # fmt: skip
        except (TypeError, ValueError, OverflowError):
            raise BadCard(self.path) from None


def _object(source: str, path: str) -> Plain:
    try:
        found = json.loads(source)
    except (ValueError, RecursionError):
        raise BadCard(path) from None
    if not isinstance(found, dict):
        raise BadCard(path)
    return found


def _listed(data: Plain, name: str, path: str) -> list[Any]:
    found = data.get(name)
    if not isinstance(found, list):
        raise BadCard(path)
    return found


class Marks(dict[str, tuple[Mark, ...]]):
    """Topic to marks, each topic made when it is first asked for."""

    def __init__(self, card: Card, plain: Any) -> None:
        super().__init__()
        if not isinstance(plain, dict):
            raise BadCard(card.path)
        self._card = card
        self._plain = plain

    def __missing__(self, topic: str) -> tuple[Mark, ...]:
        there = _listed(self._plain, topic, self._card.path) if topic in self._plain else ()
        self[topic] = tuple(map(self._card._mark, there))
        return self[topic]

    @property
    def topics(self) -> frozenset[str]:
        """Topics that there is at least one mark of."""
        return frozenset(self._plain)


Marked: TypeAlias = Iterator[tuple[str, Mark]]
"""Topics with marks, as extractors yield them."""


def mark_at(subject: Subject, span: Span, text: str, *more: str) -> Mark:
    """A mark of a part of a document's text, named by the headings above it."""
    return mark_of(subject, subject.document.at(span), text, *more)


def mark_of(subject: Subject, place: Place, text: str, *more: str) -> Mark:
    """A mark of a place in a document or in a file beside it."""
    source = subject.document.text if place.path == subject.path else subject.beside[place.path]
    return Mark(text, place.path, place.keys + place.missing, _at(source, place.span), more)


def _at(text: Text, span: Span) -> tuple[int, int, int, int, int, int]:
    return (*span, *text.position(span[0]), *text.position(span[1]))


def card(subject: Subject, marked: Iterable[tuple[str, Mark]], anchors: Iterable[str]) -> Card:
    """The card of a document. Of one that could not be read whole, only who it is.

    One without front matter is as ``readable`` as one with it; one whose front matter makes no sense is not.
    """
    document = subject.document

    def plain(mark: Mark) -> list[Any]:
        path = "" if mark.path == document.path else mark.path
        return [mark.text, path, list(mark.keys), list(mark.at), list(mark.more)]

    def cell(found: Cell) -> list[Any]:
        return plain(mark_of(subject, found.place, found.text))

    title = subject.meta.get("title")
    readable = document.whole and (document.front.readable or not (document.front.block or document.front.faults))
    heading = document.outline.title if document.whole else None
    name = title if isinstance(title, str) else heading.plain if heading else ""
    front = {
        "is": [subject.kind.name, subject.level, subject.status, subject.stage, name, readable],
        "head": plain(mark_of(subject, document.place(), "")),
        "meta": [plain(mark) for mark in _meta(subject)],
    }
    body: Plain = {"rows": {}, "marks": {}, "anchors": []}
    if document.whole:
        body["anchors"] = sorted(anchors)
        for topic, mark in marked:
            body["marks"].setdefault(topic, []).append(plain(mark))
        for section, table in subject.tables_by_section:
            rows = ({key: cell(found) for key, found in row.cells.items()} for row in table.rows)
            body["rows"].setdefault(section, []).extend(rows)
    made = Card(document.path, _json(front), _json(body))
    made.forget()
    return made


def _json(data: Plain) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _meta(subject: Subject) -> Iterator[Mark]:
    front = subject.document.front
    waiting: list[tuple[Keys, Any]] = [((key,), value) for key, value in (front.value or {}).items()]
    while waiting:
        keys, value = waiting.pop(0)
        if keys[0] in _BOOKKEEPING:
            continue
        inner: Iterable[tuple[str | int, Any]] = ()
        if isinstance(value, dict):
            inner = value.items()
        elif isinstance(value, list):
            inner = enumerate(value)
        waiting[:0] = [((*keys, key), below) for key, below in inner]
        yield mark_of(subject, subject.document.place(*keys), value.strip() if isinstance(value, str) else "")
