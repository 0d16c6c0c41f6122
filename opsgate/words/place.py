"""Places: what a part of a document is called, and which part of its text it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from opsgate.words.text import Position, Span

_FIRST = Position(1, 1)


@dataclass(frozen=True, slots=True)
class Place:
    """A named part of one document.

    ``keys`` is a stable name built from front-matter keys, heading slugs and column names, never from
    line numbers: ``("meta", "relations", "telemetry")``, ``("alerts", "table", 2, "threshold")``.
    ``span`` is where it stands. ``missing`` holds the trailing keys that do not exist: the span is then that
    of the nearest ancestor that does, so a place always resolves and never lies about it.
    """

    path: str
    keys: tuple[str | int, ...]
    span: Span
    missing: tuple[str | int, ...] = ()

    def within(self, start: int, end: int) -> "Place":
        """The same place, narrowed to the given offsets of the document."""
        return replace(self, span=(start, end))

    def child(self, *keys: str | int, span: Span | None = None) -> "Place":
        """A place below this one; without a span of its own it keeps this one's."""
        return replace(self, keys=self.keys + keys, span=span or self.span)

    def hit(self, message: str, *, hint: str = "", related: "Iterable[Place]" = (), fix: "Fix | None" = None) -> "Hit":
        return Hit(self, message, hint, tuple(related), fix)

    def __str__(self) -> str:
        return "/".join(str(key) for key in self.keys + self.missing)


@dataclass(frozen=True, slots=True)
class Spot(Place):
    """A place that knows its lines and columns too, so that nobody needs the text to find it; the end is exclusive."""

    start: Position = _FIRST
    end: Position = _FIRST


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters of a span by others."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a fault; ``safe`` when the meaning of the document cannot change.

    What else a fix promises is held against what it did: one that ``renders_same`` leaves the rendered body as it was;
    ``alters`` names the places (as ``Place`` writes them) of front matter and sections that may say something else
    afterwards; ``adds`` are the titles of the headings that it adds, and then it takes nothing away.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True
    renders_same: bool = False
    alters: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check says: something is wrong at a place. The engine makes a finding of it."""

    place: Place
    message: str
    hint: str = ""
    related: tuple[Place, ...] = ()
    fix: Fix | None = None
