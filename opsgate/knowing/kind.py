"""What a kind of document is: plain data, the same for the built-in eleven and for a project's own.

A kind chooses which checks apply and with which options; it never judges. Every list here comes from a kind file
(``schemas/kinds/*.yaml`` or a folder in ``extend-kinds``) that satisfies ``schemas/kind.schema.json``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from opsgate.reading.outline import same
from opsgate.reading.validate import Schema

Level = Literal["hobby", "product"]
LEVELS: tuple[Level, ...] = ("hobby", "product")


def applies(since: Level, at: Level) -> bool:
    """Whether what is asked from level ``since`` on is asked at level ``at``."""
    return LEVELS.index(since) <= LEVELS.index(at)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: ``schema`` is the JSON Schema of its cells' text.

    ``declares`` and ``uses`` say what its cells name (``port``, ``alert`` …), or nothing.
    """

    key: str
    name: str
    aliases: tuple[str, ...]
    schema: Mapping[str, Any]
    level: Level
    empty: bool
    example: str
    declares: str = ""
    uses: str = ""

    @property
    def type(self) -> str:
        return str(self.schema.get("format", "text"))


@dataclass(frozen=True)
class Need:
    """An element that a section must hold; several ``elements`` mean any one of them."""

    elements: tuple[str, ...]
    level: Level
    count: int
    columns: tuple[Column, ...]
    unique: tuple[str, ...]
    register: bool
    label: str

    @cached_property
    def row(self) -> Schema:
        """The schema of one row, as an object from column key to the text of a cell that is filled in."""
        return Schema(
            {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "type": "object",
                "properties": {column.key: dict(column.schema) for column in self.columns},
            }
        )


@dataclass(frozen=True)
class SectionSpec:
    """A section that a document of the kind has, under ``heading`` or one of its aliases."""

    id: str
    heading: str
    aliases: tuple[str, ...]
    level: Level
    optional: bool
    guide: str
    sample: str
    needs: tuple[Need, ...]
    sections: tuple["SectionSpec", ...]

    @cached_property
    def names(self) -> frozenset[str]:
        """Heading and aliases, as headings are compared."""
        return frozenset(map(same, (self.heading, *self.aliases)))

    def walk(self) -> Iterator["SectionSpec"]:
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the seed, and where a document holds it."""

    name: str
    csv: str | None
    where: str
    at: str
    type: str
    level: Level


@dataclass(frozen=True, slots=True)
class Relation:
    """A document (of one of ``kinds``) or an external reference that this kind relies on.

    From ``level`` on it has to be named, unless it is ``optional``; where no such document exists, only if the document
    uses names of the variety that it ``tells`` of. One that is ``ordered`` comes first, so that following it may never
    lead back. One that ``outlives`` may be named although it is retired.
    """

    name: str
    kinds: tuple[str, ...]
    external: bool
    many: bool
    level: Level
    seed: str
    optional: bool = False
    tells: str = ""
    ordered: bool = False
    outlives: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of a gate, and how it is decided."""

    id: str
    statement: str
    asks: str
    decided_by: str
    check: str
    options: Mapping[str, Any]
    level: Level
    due: str
    per: str
    roles: tuple[str, ...]
    not_author: bool
    max_age: str | None
    excludes: tuple[str, ...]
    waivable: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """An entrance or exit gate; a ``precondition`` that is unmet is not due instead of failed."""

    statement: str
    precondition: bool
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement of the definition of done, or a step of the SOP, and what shows it done."""

    statement: str
    shown_by: tuple[str, ...]
    level: Level = "hobby"


@dataclass(frozen=True)
class Kind:
    """A kind of document. ``weakened`` lists what it takes away from the kind that it extends.

    Readers of a kind that is ``followed`` do what it says, step by step, and all that they need must be in it or in
    a document that it names.
    """

    name: str
    extends: str | None
    file: str
    seed: str
    title: str
    purpose: str
    place: str
    template: str | None
    statuses: Mapping[str, tuple[str, ...]]
    levels: Mapping[str, str]
    done: tuple[Shown, ...]
    sop: tuple[Shown, ...]
    fields: tuple[Field, ...]
    properties: Mapping[str, Any]
    definitions: Mapping[str, Any]
    given: Mapping[str, Any] | None
    required: Mapping[str, tuple[str, ...]]
    order: tuple[str, ...]
    block: str | None
    ordered: bool
    sections: tuple[SectionSpec, ...]
    relations: tuple[Relation, ...]
    gates: Mapping[str, Gate]
    csv: tuple[str, ...]
    severities: Mapping[str, str]
    followed: bool = False
    weakened: tuple[str, ...] = ()

    def all_sections(self) -> Iterator[SectionSpec]:
        """Every section of the kind, at any depth, in order."""
        for section in self.sections:
            yield from section.walk()

    @cached_property
    def register(self) -> tuple[SectionSpec, Need] | None:
        """The section and table that hold the rows of a register kind."""
        for section in self.all_sections():
            for need in section.needs:
                if need.register:
                    return section, need
        return None

    @property
    def relation_names(self) -> tuple[str, ...]:
        """The keys that ``relations:`` in front matter may have."""
        return tuple(relation.name for relation in self.relations)

    def stage(self, status: str | None) -> str:
        """``unfinished``, ``in-force`` or ``history``; no status, or an unknown one, counts as in force."""
        for stage, words in self.statuses.items():
            if status in words:
                return stage
        return "in-force"

    def required_at(self, level: Level) -> tuple[str, ...]:
        """Front-matter keys that are required at a level, those of the level below first."""
        return tuple(key for name in LEVELS if applies(name, level) for key in self.required.get(name, ()))

    def schema(self, level: Level) -> dict[str, Any]:
        """JSON Schema of the front matter at a level."""
        properties = dict(self.properties)
        words = [word for stage in self.statuses.values() for word in stage]
        if words:
            properties["status"] = {**properties.get("status", {}), "enum": words}
        schema: dict[str, Any] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.title,
            "type": "object",
            "properties": properties,
            "required": list(dict.fromkeys(self.required_at(level))),
            "$defs": dict(self.definitions),
        }
        if self.given is not None:
            schema["allOf"] = [self.given]
        return schema
