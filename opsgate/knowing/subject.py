"""A document seen as one of its kind at a level: typed front matter, sections found, tables read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from opsgate.knowing.kind import Kind, Level, SectionSpec, applies
from opsgate.knowing.rows import Table, csv_table, tables
from opsgate.knowing.structure import Structure, match
from opsgate.reading.coerce import coerce
from opsgate.reading.document import Document
from opsgate.reading.outline import Section
from opsgate.reading.validate import Schema, Violation
from opsgate.words.text import Text


@dataclass
class Subject:
    """What checks look at. ``beside`` holds the texts of files that belong to the document, by path."""

    document: Document
    kind: Kind
    level: Level
    schema: Schema
    beside: Mapping[str, Text] = field(default_factory=dict)

    @cached_property
    def meta(self) -> dict[str, Any]:
        """The front matter with the types that the kind's schema gives it; empty keys left out."""
        data: dict[str, Any] = coerce(dict(self.document.meta), self.schema.source)
        if isinstance(data.get("status"), str):
            data["status"] = data["status"].strip().lower()
        return data

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        """Faults of the front matter against the kind's schema; none where it could not be read."""
        return self.schema.violations(self.meta) if self.document.front.readable else ()

    @property
    def status(self) -> str | None:
        status = self.meta.get("status")
        return status if isinstance(status, str) else None

    @property
    def stage(self) -> str:
        """``unfinished``, ``in-force`` or ``history``."""
        return self.kind.stage(self.status)

    @cached_property
    def structure(self) -> Structure:
        return match(self.document.outline, self.kind.sections)

    def sections(self) -> Iterator[tuple[SectionSpec, Section]]:
        """The kind's sections that the document has and that count at this level."""
        for spec in self.kind.all_sections():
            section = self.structure.found.get(spec.id)
            if section is not None and applies(spec.level, self.level):
                yield spec, section

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Every table that a section of this kind asks for and the document has, registers in CSV files too."""
        return tuple(self._tables())

    def _tables(self) -> Iterator[Table]:
        for spec in self.kind.all_sections():
            section = self.structure.found.get(spec.id)
            for need in spec.needs:
                if need.columns and section is not None:
                    yield from tables(self.document, section, need)
                if need.register:
                    for path, text in self.beside.items():
                        yield csv_table(path, text, need, spec.id)
