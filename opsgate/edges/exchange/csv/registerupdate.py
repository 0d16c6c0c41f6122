"""Changes to a register that exists: cells that the CSV file says otherwise, and rows that it adds."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opsgate.edges.exchange.csv.kept import Kept, kept_in
from opsgate.edges.exchange.csv.made import Made
from opsgate.edges.exchange.csv.rows import Line, cell_source, key_of, lines_of, shortened, shown, tables_of
from opsgate.edges.exchange.csv.table import Problem, quoted
from opsgate.edges.exchange.csv.update import line_end, with_kept
from opsgate.knowing.rows import Table
from opsgate.knowing.subject import Subject
from opsgate.reading.document import document
from opsgate.reading.yamledit import applied
from opsgate.words.errors import OpsgateError
from opsgate.words.place import Edit
from opsgate.words.text import Text


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the CSV file: its line, its cells by the register's column, and those that are none of its columns'.

    ``titles`` are the columns' own names in the CSV file's kind.
    """

    line: int
    cells: Mapping[str, str]
    kept: Mapping[str, str]
    titles: Mapping[str, str]


def changed(
    old: Subject, file: str, changes: Sequence[Change], unique: Sequence[str], problems: Sequence[Problem]
) -> list[Made]:
    """The register's document, and the CSV file beside it, as the changes leave them."""
    if not old.document.whole or not tables_of(old):
        raise OpsgateError(f"`{old.path}` has no register to put rows into; `opsgate check {old.path}` says more")
    work = _Work(old, file, unique)
    for change in changes:
        work.take(change)
    return work.made(changes, problems)


class _Work:
    """The edits of one register, collected row by row."""

    def __init__(self, old: Subject, file: str, unique: Sequence[str]) -> None:
        self.old = old
        self.file = file
        self.unique = unique
        self.held = kept_in(old.document)
        self.short = shortened(self.held)
        self.columns = {column.key: column for column in tables_of(old)[0].need.columns}
        self.lines: dict[tuple[str, ...], list[Line]] = {}
        for line in lines_of(old):
            self.lines.setdefault(line.key(unique), []).append(line)
        self.edits: dict[str, list[Edit]] = {}
        self.added: list[Change] = []
        self.kept: dict[tuple[tuple[str, ...], str], Kept] = {}
        self.done: set[tuple[tuple[str, ...], str]] = set()
        self.problems: list[Problem] = []

    def take(self, change: Change) -> None:
        """Take a row in: as changes of the row that has its key, or as a further row."""
        key = key_of(change.cells, self.unique)
        found = self.lines.get(key, []) if any(key) else []
        for title, cell in change.kept.items():
            self.kept[(key, title)] = Kept(title, cell, key)
        if len(found) > 1:
            why = "the register has more than one row with this key; the row is left out"
            self.problems.append(Problem(self.file, change.line, why, "give each row a key of its own"))
        elif found:
            self._change(found[0], change, key)
        elif not self._same(change):
            self.added.append(change)
            self._keep_unshown(change, key)

    def _same(self, change: Change) -> bool:
        """Whether a row without a key stands there already."""
        rows = self.lines.get(tuple("" for _ in self.unique), []) if not any(map(change.cells.get, self.unique)) else []
        return any(all(self._shown(line, change, key) == cell for key, cell in change.cells.items()) for line in rows)

    def _shown(self, line: Line, change: Change, column: str) -> str:
        return shown(line, self.columns[column], self.short, self.unique, change.titles[column])

    def _change(self, line: Line, change: Change, key: tuple[str, ...]) -> None:
        for column, cell in change.cells.items():
            title = change.titles[column]
            if cell == self._shown(line, change, column):
                continue
            if column not in line.spans or self._missing(line, column):
                has = "register" if column not in line.spans else "row"
                self._keep(change, column, key, f"the {has} has no column “{self.columns[column].name}”")
                continue
            self.done.add((key, title))
            self.edits.setdefault(line.path, []).append(self._edit(line, column, cell))

    def _keep(self, change: Change, column: str, key: tuple[str, ...], why: str) -> None:
        title = change.titles[column]
        self.kept[(key, title)] = Kept(title, change.cells[column], key)
        said = f"{why}; the cell is kept in a comment"
        self.problems.append(Problem(self.file, change.line, said, "add it to the table", title))

    def _missing(self, line: Line, column: str) -> bool:
        """Whether a row of a Markdown table ends before the column."""
        start, end = line.spans[column]
        raw = self.old.document.text.raw
        return line.path not in self.old.beside and start == end and not raw[start : line.span[1]].strip()

    def _edit(self, line: Line, column: str, cell: str) -> Edit:
        start, end = line.spans[column]
        if line.path in self.old.beside:
            return Edit((start, end), quoted(cell, _separator(self.old.beside[line.path], line.table)))
        if start < end:
            return Edit((start, end), cell_source(cell))
        blanks = re.compile(r"[ \t]*").match(self.old.document.text.raw, start)
        return Edit((start, blanks.end() if blanks else start), f" {cell_source(cell)} ")

    def _keep_unshown(self, change: Change, key: tuple[str, ...]) -> None:
        """Keep the cells of a new row for which the table has no column."""
        table = tables_of(self.old)[0]
        for column in change.cells:
            if column not in table.index:
                self._keep(change, column, key, f"the register has no column “{self.columns[column].name}”")

    def made(self, changes: Sequence[Change], problems: Sequence[Problem]) -> list[Made]:
        """The files that change, each with its new text."""
        table = tables_of(self.old)[0]
        path = table.place.path
        if self.added:
            self.edits.setdefault(path, []).append(_appended(self.old, table, self.added))
        text = self.old.document.text
        raw = applied(text.raw, self.edits.get(self.old.path, []))
        subject = Subject(document(self.old.path, raw), self.old.kind, self.old.level, self.old.schema)
        for name, beside in self.old.beside.items():
            subject.beside = {**subject.beside, name: Text(applied(beside.raw, self.edits.get(name, [])))}
        self._keep_unread(subject, changes)
        raw = with_kept(subject, self._all_kept())
        placed = tuple(dict.fromkeys(title for change in changes for title in change.titles.values()))
        lines = tuple(change.line for change in changes)
        bom = "\ufeff" if text.bom else ""
        kept = tuple(self.kept.values())
        found = [Made(self.old.path, bom + raw, bom + text.raw, placed, kept, (*problems, *self.problems), lines)]
        for name, beside in self.old.beside.items():
            mark = "\ufeff" if beside.bom else ""
            found.append(Made(name, mark + subject.beside[name].raw, mark + beside.raw, placed, (), (), lines))
        return found

    def _keep_unread(self, subject: Subject, changes: Sequence[Change]) -> None:
        """Keep the cells that do not read back in full. Raises OpsgateError where other rows would change."""
        rows: dict[tuple[str, ...], Line] = {}
        for line in lines_of(subject):
            rows.setdefault(line.key(self.unique), line)
        meant = {key_of(change.cells, self.unique) for change in changes}
        for key, lines in self.lines.items():
            if key not in meant and (key not in rows or rows[key].cells != lines[0].cells):
                raise OpsgateError(f"`{self.old.path}` cannot take the rows without changing others; do it by hand")
        for change in changes:
            key = key_of(change.cells, self.unique)
            for column, cell in change.cells.items():
                if any(key) and key not in rows:
                    self._keep_once(change, column, key, "the row cannot be added to the table")
                elif any(key) and rows[key].cells.get(column, cell) != cell:
                    self._keep_shortened(rows[key], change, column, key)

    def _keep_once(self, change: Change, column: str, key: tuple[str, ...], why: str) -> None:
        if (key, change.titles[column]) not in self.kept:
            self._keep(change, column, key, why)

    def _keep_shortened(self, line: Line, change: Change, column: str, key: tuple[str, ...]) -> None:
        """Keep a cell of which the table shows less, unless it is kept already."""
        title, cell = change.titles[column], change.cells[column]
        if (key, title) not in self.kept and self._shown(line, change, column) != cell:
            self.kept[(key, title)] = Kept(title, cell, key, line.cells[column])

    def _all_kept(self) -> list[Kept]:
        new = dict(self.kept)
        found = []
        for each in self.held:
            place = (each.row, each.column)
            if place in new:
                found.append(new.pop(place))
            elif place not in self.done:
                found.append(each)
        return [*found, *new.values()]


def _separator(text: Text, table: Table) -> str:
    header = text.raw[slice(*table.place.span)]
    return max(",;\t", key=header.count)


def _appended(old: Subject, table: Table, changes: Sequence[Change]) -> Edit:
    """Further rows below a table's last one."""
    order = {index: key for key, index in table.index.items()}
    columns = [order.get(index, "") for index in range(len(table.headers))]
    if table.place.path in old.beside:
        text = old.beside[table.place.path]
        separator, end = _separator(text, table), line_end(text.raw)
        lines = [separator.join(quoted(change.cells.get(key, ""), separator) for key in columns) for change in changes]
        at = len(text.raw)
        fresh = text.raw.endswith(("\n", "\r"))
        return Edit((at, at), ("" if fresh else end) + end.join(lines) + end)
    raw = old.document.text.raw
    end = line_end(raw)
    last = table.rows[-1].place.span[1] if table.rows else table.place.span[1]
    rest = re.compile(r"[^\r\n]*" if table.rows else r"[^\r\n]*(?:\r\n|\n|\r)[^\r\n]*").match(raw, last)
    at = rest.end() if rest else last
    rows = [f"| {' | '.join(cell_source(change.cells.get(key, '')) for key in columns)} |" for change in changes]
    return Edit((at, at), end + end.join(rows))
