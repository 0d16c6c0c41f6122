"""Registers: the rows of a CSV file as one document with a table, or as changes to the one that exists."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from opsgate.edges.exchange.csv.kept import Kept
from opsgate.edges.exchange.csv.made import Made, free_path
from opsgate.edges.exchange.csv.match import Matching
from opsgate.edges.exchange.csv.registerupdate import Change, changed
from opsgate.edges.exchange.csv.rows import cell_source, key_of, lines_of
from opsgate.edges.exchange.csv.scaffold import scaffold
from opsgate.edges.exchange.csv.table import Problem, Record, Table
from opsgate.edges.exchange.csv.update import with_kept
from opsgate.edges.exchange.filenames import alike
from opsgate.knowing.kind import Column, Kind, Level, Need, SectionSpec, applies
from opsgate.knowing.subject import Subject
from opsgate.reading.document import document
from opsgate.reading.validate import Schema
from opsgate.words.errors import OpsgateError


@dataclass(frozen=True)
class Register:
    """What one import of a register is about."""

    kind: Kind
    level: Level
    section: SectionSpec
    need: Need
    to: PurePosixPath | None = None
    schema: PurePosixPath | None = None
    said_level: bool = False


def registered(
    register: Register,
    table: Table,
    matching: Matching,
    key: Sequence[int],
    existing: Sequence[Subject],
    taken: Collection[str],
) -> list[Made]:
    """The documents that a register's rows make or change: one, and the CSV file of its rows where it has one."""
    old = _existing(register, existing)
    rows, problems = _distinct(table, key)
    changes = [_change(table, matching, row) for row in rows]
    unique = _unique(register.need, matching, key)
    if old is not None:
        return changed(old, table.name, changes, unique, problems)
    return [_new(register, matching, changes, unique, problems, taken)]


def _existing(register: Register, existing: Sequence[Subject]) -> Subject | None:
    """The register that rows go into; none where there is none yet."""
    found = [subject for subject in existing if subject.kind.name == register.kind.name]
    if register.to is not None:
        to = register.to
        found = [each for each in found if to in (PurePosixPath(each.path), PurePosixPath(each.path).parent)]
    if len(found) > 1:
        paths = ", ".join(subject.path for subject in found)
        raise OpsgateError(f"there is more than one {register.kind.name}: {paths}; say which with --to")
    return found[0] if found else None


def _distinct(table: Table, key: Sequence[int]) -> tuple[list[Record], list[Problem]]:
    """Rows that have a key of their own; a second one with the same key is left out, and said."""
    seen: dict[tuple[str, ...], Record] = {}
    rows, problems = [], []
    for row in table.rows:
        named = tuple(row.cells[index].casefold() for index in key)
        before = seen.setdefault(named, row) if any(named) else row
        if before is row:
            rows.append(row)
        elif before.cells != row.cells:
            why = f"the row has the same key as that on line {before.line}; it is left out"
            problems.append(Problem(table.name, row.line, why, "give each row a key of its own"))
    return rows, problems


def _unique(need: Need, matching: Matching, key: Sequence[int]) -> tuple[str, ...]:
    named = [target.at for index in key if (target := matching.targets[index]) is not None]
    return tuple(named) or need.unique or (need.columns[0].key,)


def _change(table: Table, matching: Matching, row: Record) -> Change:
    cells: dict[str, str] = {}
    kept: dict[str, str] = {}
    titles: dict[str, str] = {}
    for number, (title, target, cell) in enumerate(zip(table.header, matching.targets, row.cells, strict=True), 1):
        if target is None and cell:
            kept[title or f"column {number}"] = cell
        elif target is not None:
            titles[target.at] = target.title
            if cell:
                cells[target.at] = cell
    return Change(row.line, cells, kept, titles)


def _new(
    register: Register,
    matching: Matching,
    changes: Sequence[Change],
    unique: Sequence[str],
    problems: Sequence[Problem],
    taken: Collection[str],
) -> Made:
    """A new register with all rows in its table."""
    kind = register.kind
    given = {target.at for target in matching.targets if target}
    columns = [each for each in register.need.columns if applies(each.level, register.level) or each.key in given]
    path = free_path(kind, "", register.to, {alike(each) for each in taken}, {})
    beside = os.path.relpath(register.schema, PurePosixPath(path).parent) if register.schema else ""
    empty = scaffold(
        kind, register.level, schema=PurePosixPath(beside).as_posix() if beside else "", said_level=register.said_level
    )
    body = _table(columns, changes)
    guide = next(iter(sorted(empty.guides.get(register.section.id, ()))), "")
    bodies = {register.section.id: f"{guide}\n\n{body}" if guide else body}
    text = empty.compose(kind.title, {"title": kind.title}, bodies)
    subject = Subject(document(path, text), kind, register.level, Schema(kind.schema(register.level)))
    kept, said = [], list(problems)
    lines = list(lines_of(subject))
    for index, change in enumerate(changes):
        line = lines[index] if index < len(lines) else None
        named = key_of(change.cells, unique)
        kept += [Kept(title, cell, named) for title, cell in change.kept.items()]
        for key, cell in change.cells.items():
            if line is None or line.cells.get(key, "") != cell:
                shows = line.cells.get(key, "") if line else ""
                kept.append(Kept(change.titles[key], cell, line.key(unique) if line else named, shows))
    placed = tuple(target.title for target in matching.targets if target)
    return Made(
        path, with_kept(subject, kept), None, placed, tuple(kept), tuple(said), tuple(each.line for each in changes)
    )


def _table(columns: Sequence[Column], changes: Sequence[Change]) -> str:
    lines = [f"| {' | '.join(column.name for column in columns)} |", f"|{'|'.join('---' for _ in columns)}|"]
    for change in changes:
        cells = [cell_source(change.cells.get(column.key, "")) for column in columns]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
