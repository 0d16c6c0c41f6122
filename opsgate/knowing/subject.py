"""A document seen as one of its kind at a level: typed front matter, sections found, tables read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from opsgate.knowing.kind import Kind, Level, SectionSpec, applies
from opsgate.knowing.rows import Table, counted, csv_table, tables
from opsgate.knowing.structure import Structure, match
from opsgate.reading.coerce import coerce
from opsgate.reading.document import Document
from opsgate.reading.outline import Section, same
from opsgate.reading.validate import Schema, Violation
from opsgate.words.text import Text


@dataclass
class Subject:
    """What checks look at. ``beside`` holds the texts of files that belong to the document, by path,
    ``mapped`` the kind that the configuration gives the document's path.
    """

    document: Document
    kind: Kind
    level: Level
    schema: Schema
    beside: Mapping[str, Text] = field(default_factory=dict)
    mapped: str | None = None

    @property
    def path(self) -> str:
        return self.document.path

    @property
    def kind_name(self) -> str:
        return self.kind.name

    @property
    def names(self) -> tuple[str, ...]:
        """What the document may be called by, beside its path."""
        said = (self.document.meta.get(key) for key in ("id", "release"))
        return tuple(name.strip() for name in said if isinstance(name, str) and name.strip())

    @cached_property
    def meta(self) -> dict[str, Any]:
        """The front matter with the types that the kind's schema gives it; empty keys left out."""
        data: dict[str, Any] = coerce(dict(self.document.meta), self.schema.source)
        if isinstance(data.get("status"), str):
            lower = data["status"].strip().lower()
            known = {word for words in self.kind.statuses.values() for word in words}
            data["status"] = lower if lower in known else data["status"]
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
    def asking(self) -> frozenset[int]:
        """The ``id`` of the sections that need tables of their own."""
        found = self.structure.found
        return frozenset(id(found[spec.id]) for spec in self.kind.all_sections() if spec.id in found and _asks(spec))

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Every table that a section of this kind asks for and the document has, registers in CSV files too."""
        return tuple(table for _, table in self.tables_by_section)

    @cached_property
    def tables_by_section(self) -> tuple[tuple[str, Table], ...]:
        """The same tables, each with the id of the section that asks for it."""
        return tuple(self._tables())

    def _again(self, spec: SectionSpec, section: Section) -> Iterator[Section]:
        """Further sections of a register's name, wherever they stand: no row of a register goes unread."""
        start, end = section.span
        for other in self.document.outline.sections:
            if same(other.title) in spec.names and not start <= other.span[0] < end:
                yield other

    def _tables(self) -> Iterator[tuple[str, Table]]:
        found = self.structure.found
        for spec in self.kind.all_sections():
            section = found.get(spec.id)
            for need in spec.needs:
                beside = self.beside.items() if need.register else ()
                all_of_them = [csv_table(path, text, need, spec.id) for path, text in beside]
                if need.columns and section is not None:
                    all_of_them += tables(self.document, section, need, self.asking)
                if need.register and section is not None:
                    for again in self._again(spec, section):
                        all_of_them += tables(self.document, again, need, self.asking)
                yield from ((spec.id, table) for table in counted(all_of_them, self.level))


def _asks(spec: SectionSpec) -> bool:
    return any(need.columns for need in spec.needs)
