"""What the registers of a project tell: which document declares names of a variety, and the values beside them."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from opsgate.judging.agree import value
from opsgate.judging.among import Among, among, kind_called
from opsgate.judging.check import Between
from opsgate.knowing.card import Card, Mark
from opsgate.knowing.kind import Kind
from opsgate.reading.outline import same

COMPARED = ("rpo-rto", "threshold")
"""Types of columns whose values other documents repeat."""
_REGISTERS = 20
_VALUES = 8


class Told(NamedTuple):
    """A value of a register, and where it stands."""

    value: Any
    mark: Mark


class Cells(NamedTuple):
    """Cells of one row: the name that it declares or uses, and its values by the type of their column."""

    variety: str
    name: Mark
    values: dict[str, Mark]


class _Table(NamedTuple):
    """A section whose tables name something, by column, and hold values that are compared, by column and type."""

    section: str
    names: dict[str, str]
    types: dict[str, str]


def _tables(kind: Kind, *, uses: bool) -> Iterator[_Table]:
    for spec in kind.all_sections():
        columns = [column for need in spec.needs for column in need.columns]
        names = {column.key: column.uses if uses else column.declares for column in columns}
        wanted = {key: variety for key, variety in names.items() if variety}
        types = {column.key: column.type for column in columns if column.type in COMPARED}
        if wanted and types:
            yield _Table(spec.id, wanted, types)


def name_of(text: str) -> str:
    """A name as names are compared: without case, code marks, doubled blanks and plural."""
    return same(text) or " ".join(text.casefold().split())


class Registers:
    """The registers of all documents that are not history, read in one pass."""

    def __init__(self, here: Between) -> None:
        self._among: Among = among(here)
        self._index = here.index
        self._told: dict[tuple[str, str, str], dict[str, list[Told]]] = {}
        self._of: dict[str, dict[str, Card]] = {}
        self._tables: dict[tuple[str, bool], list[_Table]] = {}
        for card in here.index.cards:
            kind = kind_called(here.index, card.kind_name) if card.stage != "history" else None
            if kind is not None:
                self._read(card, kind)
                if card is not here.card:
                    card.forget()

    def cells(self, card: Card, kind: Kind, *, uses: bool) -> Iterator[Cells]:
        """Rows of tables whose kind says what they declare or use, and which hold values that are compared."""
        key = (kind.name, uses)
        if key not in self._tables:
            self._tables[key] = list(_tables(kind, uses=uses))
        for table in self._tables[key]:
            for row in card.rows.get(table.section, ()):
                for column, variety in table.names.items():
                    if column in row and row[column].text.strip():
                        values = {name: row[other] for other, name in table.types.items() if other in row}
                        yield Cells(variety, row[column], values)

    def _read(self, card: Card, kind: Kind) -> None:
        for row in self.cells(card, kind, uses=False):
            for type_name, mark in row.values.items():
                found = value(mark.text, type_name)
                if found is None:
                    continue
                self._of.setdefault(f"{row.variety}/{type_name}", {})[card.path] = card
                names = self._told.setdefault((card.path, row.variety, type_name), {})
                names.setdefault(name_of(row.name.text), []).append(Told(found, mark))

    def tell(self, card: Card, variety: str, type_name: str) -> list[dict[str, list[Told]]]:
        """What the registers that a document goes by say: name to values.

        It goes by those that it is related or linked to; where there are none of these, by the only one of its product.
        """
        all_of_them = self._of.get(f"{variety}/{type_name}", {})
        near = [other for other in self._index.neighbours(card) if other.path in all_of_them] if all_of_them else []
        if not near and len(all_of_them) <= _REGISTERS:
            fitting = [other for other in all_of_them.values() if self._among.fits(card, other)]
            near = fitting if len(fitting) == 1 else []
        return [self._told[other.path, variety, type_name] for other in islice(near, _REGISTERS) if other is not card]


def registers(here: Between) -> Registers:
    """The registers of this run."""
    key = (Registers, here.index)
    if key not in here.outside.memo:
        here.outside.memo[key] = Registers(here)
    found: Registers = here.outside.memo[key]
    return found


def candidates(told: list[dict[str, list[Told]]], name: str) -> list[Told]:
    """The values of a name; none where there are so many that nobody can tell which is meant."""
    found = [one for names in told for one in names.get(name_of(name), ())]
    return found if len(found) <= _VALUES else []
