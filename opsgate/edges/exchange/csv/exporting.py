"""Documents of a kind as a CSV file with exactly the kind's columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from opsgate.edges.exchange.csv.cells import Cells
from opsgate.edges.exchange.csv.kept import kept_in
from opsgate.edges.exchange.csv.match import targets
from opsgate.edges.exchange.csv.rows import lines_of, shortened, shown
from opsgate.edges.exchange.csv.said import Said
from opsgate.edges.exchange.csv.scaffold import scaffold
from opsgate.edges.exchange.csv.table import written
from opsgate.knowing.kind import Kind
from opsgate.knowing.subject import Subject
from opsgate.words.errors import OpsgateError


@dataclass(frozen=True, slots=True)
class Exported:
    """A CSV text, how many rows it has, and which documents could not be read, with why."""

    text: str
    rows: int
    unread: tuple[tuple[str, str], ...] = ()


def exported(kind: Kind, subjects: Sequence[Subject], *, delimiter: str = ",", raw: bool = False) -> Exported:
    """What documents of a kind say, a row for each, or for each row of their registers.

    Raises OpsgateError for a kind without CSV columns.
    """
    if not targets(kind):
        raise OpsgateError(f"the kind `{kind.name}` has no CSV columns; `opsgate kinds` lists the kinds")
    readable = [each for each in subjects if not unread(each)]
    lost = tuple((each.path, why) for each in subjects if (why := unread(each)))
    rows = list(_register(kind, readable) if kind.register else _records(kind, readable))
    header = [target.title for target in targets(kind)]
    return Exported(written(header, rows, delimiter=delimiter, raw=raw), len(rows), lost)


def unread(subject: Subject) -> str:
    """Why a document cannot be read (its text, front matter, or the CSV file of its rows); empty where it can."""
    serious = [fault for fault in subject.document.faults if fault.name in ("unreadable", "too-large")]
    if serious:
        return serious[0].message
    front = subject.document.front
    if front.readable or front.block is None:
        return ""
    return front.faults[0].message if front.faults else "its front matter cannot be read"


def _records(kind: Kind, subjects: Sequence[Subject]) -> Iterator[list[str]]:
    cells = Cells(kind)
    empty = scaffold(kind, "product")
    for subject in subjects:
        said = Said(subject, cells, empty)
        yield [said.cell(target) for target in targets(kind)]


def _register(kind: Kind, subjects: Sequence[Subject]) -> Iterator[list[str]]:
    if kind.register is None:
        return
    need = kind.register[1]
    columns = {column.key: column for column in need.columns}
    unique = need.unique or (need.columns[0].key,)
    for subject in subjects:
        kept = shortened(kept_in(subject.document))
        for line in lines_of(subject):
            yield [shown(line, columns[target.at], kept, unique, target.title) for target in targets(kind)]
