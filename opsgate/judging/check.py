"""What a check is: a small pure function that says hits at places."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from opsgate.knowing.card import Card
from opsgate.knowing.config import Config
from opsgate.knowing.facts import Facts
from opsgate.knowing.files import Files
from opsgate.knowing.index import Index
from opsgate.knowing.kind import Kind, Level
from opsgate.knowing.policy import Policy
from opsgate.knowing.subject import Subject
from opsgate.reading.document import Document
from opsgate.reading.outline import Outline
from opsgate.words.finding import Severity
from opsgate.words.place import Hit, Place, Spot

Reads = Literal["document", "corpus", "facts"]
_LENIENT = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Project:
    """What checks need to know of the project as a whole."""

    kinds: tuple[str, ...] = ()
    unknown_fields: str = "near"


@dataclass(frozen=True, slots=True)
class Reach:
    """What a check may look at: one document as one of its kind, and the project's decisions."""

    subject: Subject
    project: Project

    @property
    def document(self) -> Document:
        return self.subject.document

    @property
    def kind(self) -> Kind:
        return self.subject.kind

    @property
    def level(self) -> Level:
        return self.subject.level

    @property
    def outline(self) -> Outline:
        return self.subject.document.outline

    @property
    def meta(self) -> dict[str, Any]:
        return self.subject.meta

    def place(self, *keys: str | int) -> Place:
        """Place of a front-matter value, or of what would hold it."""
        return self.subject.document.place(*keys)


@dataclass(frozen=True)
class Outside:
    """What lies outside of the documents. ``rev`` is the commit whose history counts, empty for the files on disk;
    ``web`` holds the answers of web addresses, where they were asked; ``memo`` what is found out once a run.
    """

    as_of: datetime.date
    facts: Facts
    files: Files
    config: Config
    policy: Policy
    rev: str = ""
    web: Mapping[str, Any] = field(default_factory=dict)
    memo: dict[object, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Between:
    """What a check between documents may look at: one document's card, all the others, and what lies outside."""

    card: Card
    index: Index
    outside: Outside
    kind: Kind

    @property
    def level(self) -> Level:
        return "product" if self.card.level == "product" else "hobby"

    def place(self, *keys: str | int) -> Spot:
        """Place of a front-matter value, or of what would hold it."""
        return self.card.place(*keys)


CheckFunction = Callable[[Any], Iterator[Hit]]
"""Takes a ``Reach`` where the check reads the document, else a ``Between``."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check with its permanent id and name.

    ``reads`` drives caching and order: a check of the ``document`` runs once for its content; one of the ``corpus``
    or of ``facts`` runs over the cards of all documents, every time. An ``unfinished`` fault is one that every draft
    has: there, it is at most a warning. A check without ``run`` names findings that the engine itself makes.
    """

    id: str
    name: str
    summary: str
    severity: Severity
    reads: Reads
    unfinished: bool
    run: CheckFunction | None

    @property
    def between(self) -> bool:
        """Whether it compares a document with others, or with what lies outside of documents."""
        return self.reads != "document"

    def weigh(self, severity: Severity, stage: str) -> Severity:
        """The severity in a document at that stage of its life."""
        return min(severity, _LENIENT) if self.unfinished and stage == "unfinished" else severity


def check(
    id: str,
    name: str,
    *,
    severity: Severity = Severity.ERROR,
    reads: Reads = "document",
    unfinished: bool = False,
) -> Callable[[CheckFunction], Check]:
    """Make a check of a function; the id and the name never change once released."""

    def make(run: CheckFunction) -> Check:
        summary = (run.__doc__ or "").strip().partition("\n")[0]
        return Check(id, name, summary, severity, reads, unfinished, run)

    return make


def declare(id: str, name: str, summary: str, severity: Severity = Severity.ERROR) -> Check:
    """A rule whose findings the engine makes, because no single document shows them."""
    return Check(id, name, summary, severity, "document", False, None)
