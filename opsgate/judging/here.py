"""What a predicate may look at: one document, the project around it, and the world outside through its facts."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from opsgate.judging.agree import value
from opsgate.judging.evidence.store import Evidence
from opsgate.judging.evidence.trouble import Unreadable
from opsgate.knowing.facts import Facts
from opsgate.knowing.kind import Criterion, Kind, Level
from opsgate.knowing.library import Library
from opsgate.knowing.policy import Policy
from opsgate.knowing.rows import Cell, Row, Table
from opsgate.knowing.subject import Subject
from opsgate.reading.document import Document
from opsgate.reading.outline import Section
from opsgate.words.finding import Finding
from opsgate.words.place import Place

T = TypeVar("T")


@dataclass(frozen=True)
class World:
    """Everything that a gate run knows. ``findings`` gives those of a document as opsgate ships its rules (no
    suppression, no leniency), ``gate`` the verdict word of another document's gate with the place it shows at.
    """

    library: Library
    policy: Policy
    facts: Facts
    evidence: Evidence
    as_of: datetime.date
    findings: Callable[[Subject], Sequence[Finding]]
    gate: Callable[[Subject, str], str]
    release: Subject | None = None
    product: str | None = None
    memo: dict[object, Any] = field(default_factory=dict)

    def documents(self, kind: str) -> Iterator[Subject]:
        """Documents of a kind (or one that extends it), history left out; of this product, where one is in scope."""
        for subject in self.library.of_kind(kind):
            if subject.stage != "history" and self.concerns(subject):
                yield subject

    def concerns(self, subject: Subject) -> bool:
        """Whether a document belongs to the product in scope: it says so, or names no product at all."""
        product = subject.meta.get("product")
        return self.product is None or product is None or same_word(product, self.product)


def same_word(one: object, other: object) -> bool:
    """Whether two words are the same to a person: without case and outer blanks."""
    return str(one).strip().casefold() == str(other).strip().casefold()


@dataclass(frozen=True)
class Here:
    """One criterion of one document, with the world around it."""

    subject: Subject
    criterion: Criterion
    world: World

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
    def meta(self) -> dict[str, Any]:
        return self.subject.meta

    @property
    def policy(self) -> Policy:
        return self.world.policy

    @property
    def as_of(self) -> datetime.date:
        return self.world.as_of

    def place(self, *keys: str | int) -> Place:
        """Place of a front-matter value, or of what would hold it."""
        return self.document.place(*keys)

    def get(self, dotted: str) -> Any:
        """A front-matter value by its key, ``final_update.date`` for one below another; None where there is none."""
        value: Any = self.meta
        for key in dotted.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def value(self, text: object, type_name: str) -> Any:
        """A text read as a value of a type (``duration``, ``version`` …), or None where it is none."""
        return value(text, type_name)

    def section(self, name: str) -> Section | None:
        """The document's section that the kind calls by this id."""
        return self.subject.structure.found.get(name)

    def section_place(self, name: str) -> Place:
        """Where a section's heading stands, or the document's title where there is no such section."""
        section = self.section(name)
        if section is not None and section.heading is not None:
            return self.document.at(section.heading.span)
        title = self.document.outline.title
        return self.document.at(title.span) if title else self.place()

    def tables(self, section: str | None = None) -> list[Table]:
        """The register's tables, or those of a section, CSV files beside the document too.

        Raises Unreadable where a row does not fit its header: nobody knows which of its cells is which.
        """
        specs = {spec.id: spec for spec in self.kind.all_sections()}
        needs = [need for spec in specs.values() for need in spec.needs
                 if (need.register if section is None else spec.id == section)]  # fmt: skip
        found = [table for table in self.subject.tables if any(table.need is need for need in needs)]
        for table in found:
            for hit in table.faults:
                trouble = Unreadable(hit.message, hit.hint, word="unknown")
                trouble.place = hit.place
                raise trouble
        return found

    def rows(self, section: str | None = None) -> list[Row]:
        """The rows of the register, or of a section's tables."""
        return [row for table in self.tables(section) for row in table.rows]

    def cell(self, row: Row, key: str) -> Cell | None:
        """A cell with something in it, or None."""
        cell = row.cells.get(key)
        return None if cell is None or cell.empty else cell

    def name(self, row: Row) -> str:
        """What a row is called: the text of its first cell that says something."""
        return next((cell.text for cell in row.cells.values() if not cell.empty), "a row")

    def related(self, relation: str) -> list[tuple[Place, str, Subject | None]]:
        """What a relation names: for each target its place, its text, and the document that it is, if it is one."""
        said = self.meta.get("relations", {})
        said = said.get(relation) if isinstance(said, dict) else None
        several = isinstance(said, list)
        found = []
        for index, target in enumerate(said if isinstance(said, list) else [said]):
            if isinstance(target, str):
                place = self.place("relations", relation, *((index,) if several else ()))
                found.append((place, target, self.world.library.find(self.subject, target)))
        return found

    def read(self, path: str, place: Place, reader: Callable[[bytes], T]) -> T:
        """An evidence file as ``reader`` reads it. Raises Unreadable that points at ``place``."""
        try:
            return self.world.evidence.parsed(path, reader)
        except Unreadable as error:
            error.place = error.place or place
            raise
