"""A row's cells, each sorted to where it belongs: front matter, a section, or the comment that keeps the rest."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from opsgate.edges.exchange.csv.body import body_of
from opsgate.edges.exchange.csv.cells import BadCell, Cells, says_nothing
from opsgate.edges.exchange.csv.kept import Kept
from opsgate.edges.exchange.csv.match import Target
from opsgate.edges.exchange.csv.said import aside, specs
from opsgate.edges.exchange.csv.table import Problem
from opsgate.knowing.kind import Kind, SectionSpec
from opsgate.reading.yamledit import Given

ORDERS = re.compile(r"#+(?=[ \t]*opsgate\b)", re.IGNORECASE)
"""What makes a directive to opsgate of a value in front matter: which findings count is not for a cell to say."""


@dataclass
class Placed:
    """Where a row's cells go. ``values`` are keys of front matter by column, ``bodies`` section contents by column."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    values: dict[str, Mapping[str, Given]] = field(default_factory=dict)
    bodies: dict[str, tuple[SectionSpec, str]] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def meta(self) -> dict[str, Given]:
        """All keys and values; a column about one key counts over one about several."""
        several = [held for held in self.values.values() if len(held) > 1]
        alone = [held for held in self.values.values() if len(held) == 1]
        return {key: value for held in (*several, *alone) for key, value in held.items()}

    def keep(self, file: str, title: str, why: str = "", hint: str = "") -> None:
        """Keep a column's cell aside; say why, unless it is a mere placeholder."""
        self.values.pop(title, None)
        self.bodies.pop(title, None)
        self.kept.append(Kept(title, self.cells[title]))
        if why:
            said = f"“{title}”: {why}; the cell is kept in a comment"
            self.problems.append(Problem(file, self.line, said, hint, title))


class Placer:
    """Sorts the rows of one kind."""

    def __init__(self, kind: Kind, cells: Cells, file: str) -> None:
        self.kind = kind
        self.cells = cells
        self.file = file
        self.specs = specs(kind)
        self._depths = dict(_depths(kind.sections, 2))

    def place(self, line: int, titles: Sequence[str], found: Sequence[Target | None], row: Sequence[str]) -> Placed:
        """A row's cells in their places; an empty cell says nothing."""
        placed = Placed(line)
        for number, (title, target, cell) in enumerate(zip(titles, found, row, strict=True), 1):
            if not cell:
                continue
            if target is None:
                placed.kept.append(Kept(title or f"column {number}", cell))
                continue
            placed.cells[target.title] = cell
            placed.targets[target.title] = target
            if target.where == "section":
                self.into_section(placed, target.title, self.specs[target.at])
            else:
                self._into_meta(placed, target)
        return placed

    def into_section(self, placed: Placed, title: str, spec: SectionSpec, why: str = "", hint: str = "") -> None:
        """Put a cell into a section, or keep it."""
        cell = placed.cells[title]
        if says_nothing(cell):
            placed.keep(self.file, title)
            return
        if any(other.id == spec.id for other, _ in placed.bodies.values()):
            placed.keep(self.file, title, why or f"the section “{spec.heading}” is filled by another column", hint)
            return
        body = body_of(spec, cell, self._depths[spec.id])
        if body is None:
            placed.keep(self.file, title, f"it cannot stand in the section “{spec.heading}”")
        else:
            placed.bodies[title] = (spec, body)

    def _into_meta(self, placed: Placed, target: Target) -> None:
        title, cell = target.title, placed.cells[target.title]
        try:
            if ORDERS.search(cell):
                raise BadCell("a directive to opsgate stands in it", "take out `# opsgate`")
            placed.values[title] = self.cells.read(target, cell.strip())
        except BadCell as bad:
            spec = aside(self.kind, target)
            if says_nothing(cell):
                placed.keep(self.file, title)
            elif spec is not None:
                self.into_section(placed, title, spec, bad.message, bad.hint)
            else:
                placed.keep(self.file, title, bad.message, bad.hint)

    def shown(self, placed: Placed, title: str) -> str:
        """The cell that a document gives once a column is in its place."""
        if title in placed.values:
            meta: dict[str, Any] = dict(placed.meta)
            return self.cells.show(placed.targets[title], meta)
        return placed.cells[title]


def _depths(sections: Sequence[SectionSpec], depth: int) -> list[tuple[str, int]]:
    """How deep the heading of each section is."""
    found = []
    for spec in sections:
        found.append((spec.id, depth))
        found += _depths(spec.sections, min(depth + 1, 6))
    return found
