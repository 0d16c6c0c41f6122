"""Rows of a CSV file as documents of a kind: new ones, and changes to those that exist."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from opsgate.edges.exchange.csv.cells import Cells
from opsgate.edges.exchange.csv.made import Made
from opsgate.edges.exchange.csv.match import Matching, match_columns, targets
from opsgate.edges.exchange.csv.records import Recorder
from opsgate.edges.exchange.csv.register import Register, registered
from opsgate.edges.exchange.csv.table import Problem, Table
from opsgate.knowing.kind import Kind, Level
from opsgate.knowing.subject import Subject
from opsgate.reading.document import MAX_BYTES
from opsgate.words.errors import OpsgateError

__all__ = ["Batch", "Made", "Wish", "documents"]


@dataclass(frozen=True)
class Wish:
    """What is asked of an import.

    ``to`` is the folder, or the ``.md`` file, for new documents, relative to the project's root. ``columns`` says which
    field a column stands for, "" for none. ``key`` names the columns that tell rows apart. ``existing`` are documents
    that rows may update, ``taken`` paths that may not be written. Without ``near_is_fault``, a column whose name nearly
    is a field's is kept aside and reported. ``schema`` is where the kind's JSON Schema lies, relative to the root.
    """

    to: PurePosixPath | None = None
    said_level: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    existing: Sequence[Subject] = ()
    taken: Collection[str] = ()
    near_is_fault: bool = True
    schema: PurePosixPath | None = None


@dataclass(frozen=True)
class Batch:
    """The documents that a file gives, and all that could not be taken as it stands, in the order of lines."""

    made: tuple[Made, ...]
    problems: tuple[Problem, ...]


def documents(kind: Kind, level: Level, table: Table, wish: Wish | None = None) -> Batch:
    """The documents that a table's rows give. Nothing is written.

    Raises OpsgateError where the columns are not the kind's, or are misspelt.
    """
    wish = wish or Wish()
    if not targets(kind):
        raise OpsgateError(f"the kind `{kind.name}` has no CSV columns; `opsgate kinds` lists the kinds")
    matching = match_columns(table.header, kind, wish.columns)
    problems = [*table.problems, *_unmatched(kind, table, matching, near_is_fault=wish.near_is_fault)]
    found = [target for target in matching.targets if target is not None]
    if not found:
        names = ", ".join(kind.csv)
        raise OpsgateError(f"{table.name}: none of its columns is the {kind.name}'s; they are: {names}")
    key = _key(kind, table, matching, wish.key)
    if kind.register:
        section, need = kind.register
        register = Register(kind, level, section, need, wish.to, wish.schema, wish.said_level)
        made = registered(register, table, matching, key, wish.existing, wish.taken)
    else:
        recorder = Recorder(kind, level, Cells(kind), wish.to, wish.schema, wish.said_level)
        made = recorder.made(table, matching, key, wish.existing, wish.taken)
    _refuse_large(table, made)
    problems += [problem for each in made for problem in each.problems]
    ordered = tuple(sorted(problems, key=lambda problem: problem.line))
    return Batch(tuple(made), ordered)


def _refuse_large(table: Table, made: Sequence[Made]) -> None:
    """Raise OpsgateError for a document that nothing would read any more."""
    for each in made:
        if len(each.text) > MAX_BYTES or len(each.text.encode()) > MAX_BYTES:
            most = MAX_BYTES // 1024 // 1024
            raise OpsgateError(
                f"{table.name}: `{each.path}` would be larger than the {most} MiB that are read; split it"
            )


def _unmatched(kind: Kind, table: Table, matching: Matching, *, near_is_fault: bool) -> list[Problem]:
    """Columns that are none of the kind's, where they hold anything."""
    found = []
    for index, (title, target) in enumerate(zip(table.header, matching.targets, strict=True)):
        line = next((row.line for row in table.rows if row.cells[index]), 0)
        near = matching.near.get(title)
        if near and near_is_fault and target is None:
            raise OpsgateError(
                f"{table.name}: {kind.name} has no column “{title}”; did you mean “{near}”? Rename it, or say what it "
                f"is: `--column '{title}={near}'`, or `--column '{title}='` to keep its cells aside"
            )
        if target is None and line:
            said = f"the column “{title}” is none of {kind.name}'s" if title else f"column {index + 1} has no name"
            hint = f"did you mean “{near}”?" if near else f"`opsgate kind {kind.name}` lists its fields"
            found.append(Problem(table.name, 1, f"{said}; its cells are kept in a comment", hint, title))
    return found


def _key(kind: Kind, table: Table, matching: Matching, names: Sequence[str]) -> tuple[int, ...]:
    """Indexes of the columns that tell rows apart: those that were named, or the kind's own."""
    places = {(target.where, target.at): index for index, target in enumerate(matching.targets) if target}
    if names:
        asked = match_columns(names, kind).targets
        found = [places.get((target.where, target.at)) if target else None for target in asked]
        missing = [name for name, index in zip(names, found, strict=True) if index is None]
        if missing:
            raise OpsgateError(f"{table.name}: there is no column “{missing[0]}” to tell rows apart by")
        return tuple(index for index in found if index is not None)
    if kind.register:
        unique = kind.register[1].unique
        return tuple(places[("row", key)] for key in unique if ("row", key) in places)
    first = targets(kind)[0]
    index = places.get((first.where, first.at), places.get(("meta", "title")))
    return () if index is None else (index,)
