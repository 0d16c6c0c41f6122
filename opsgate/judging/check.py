"""What a check is: a small pure function that says hits at places."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from opsgate.knowing.kind import Kind, Level
from opsgate.knowing.subject import Subject
from opsgate.reading.document import Document
from opsgate.reading.outline import Outline
from opsgate.words.finding import Severity
from opsgate.words.place import Hit, Place

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


CheckFunction = Callable[[Reach], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Check:
    """A check with its permanent id and name.

    ``reads`` drives caching and order. An ``unfinished`` fault is one that every draft has: there, it is at most
    a warning. A check without ``run`` names findings that the engine itself makes.
    """

    id: str
    name: str
    summary: str
    severity: Severity
    reads: Reads
    unfinished: bool
    run: CheckFunction | None

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
