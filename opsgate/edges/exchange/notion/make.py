"""Documents of a kind from the rows of a Notion database, with their relations and the bodies of their pages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from opsgate.edges.exchange.csv.cells import Cells
from opsgate.edges.exchange.csv.importing import Batch, Wish, documents
from opsgate.edges.exchange.csv.kept import Kept, comment, kept_in, kept_span
from opsgate.edges.exchange.csv.match import Target, match_columns, targets
from opsgate.edges.exchange.csv.records import Recorder
from opsgate.edges.exchange.csv.table import Problem, Record, Table
from opsgate.edges.exchange.notion.body import below, callouts, closed, inert, merged
from opsgate.edges.exchange.notion.homes import Homes
from opsgate.edges.exchange.notion.kinds import columns_of
from opsgate.edges.exchange.notion.links import linked, mended, places
from opsgate.edges.exchange.notion.pages import Database, Page, Row
from opsgate.edges.exchange.notion.relations import Related, Titles
from opsgate.edges.exchange.notion.values import as_day, day
from opsgate.knowing.kind import Kind, Level, Relation
from opsgate.reading.document import Document, document
from opsgate.reading.yamledit import Given, applied, set_in
from opsgate.words.errors import OpsgateError


@dataclass
class Become:
    """A document that rows became.

    ``into`` are headings of their pages that are sections of the kind, ``beside`` those that are not, ``kept`` the
    cells in the comment, ``lost``, ``left`` and ``away`` targets of links that the export does not hold.
    """

    path: str
    kind: str
    text: str
    into: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)


class Maker:
    """Makes the documents of one database of a kind."""

    def __init__(
        self, database: Database, kind: Kind, level: Level, homes: Homes, titles: Titles, *, said_level: bool
    ) -> None:
        self._database, self._kind, self._level, self._homes = database, kind, level, homes
        self._said_level = said_level
        self._related = Related(database, kind, homes, titles)
        self._columns = tuple(column for column in database.columns if column not in self._related.columns)
        self._given = self._meanings()
        self._matching = match_columns(self._columns, kind, self._given)
        self._targets = self._matching.targets
        self._recorder = Recorder(kind, level, Cells(kind), None, None, said_level)

    def made(self) -> Iterator[Become]:
        """The documents, in the order of the rows."""
        if self._kind.register is not None:
            yield self._made(self._homes.registers[self._database.path], self._database.rows)
        else:
            for row in self._database.rows:
                yield self._made(self._homes.rows[id(row)], [row])

    @property
    def relations(self) -> dict[str, str]:
        """The columns that became relations, and of what name."""
        return {column: relation.name for column, relation in self._related.columns.items()}

    def _meanings(self) -> dict[str, str]:
        """What to say of columns that mean nothing by themselves: the first is the title."""
        given = columns_of(self._columns, self._kind)
        targets = match_columns(self._columns, self._kind, given).targets
        known = {(target.where, target.at) for target in targets if target}
        title = self._database.columns[0]
        named = title not in self._columns or targets[self._columns.index(title)] is not None
        if self._kind.register is None and not named and ("meta", "title") not in known:
            given[title] = "title"
        return given

    def _made(self, path: str, rows: Sequence[Row]) -> Become:
        kept: list[Kept] = []
        records = tuple(Record(at, tuple(self._cells(row, path, kept))) for at, row in enumerate(rows, 2))
        table = Table(self._database.name, self._columns, records)
        batch = self._register(path, table) if self._kind.register is not None else self._record(path, table)
        if len(batch.made) != 1:
            why = batch.problems[0].message if batch.problems else "nothing in them can be placed"
            raise OpsgateError(f"the rows of “{self._database.name}” make no document: {why}")
        become = Become(path, self._kind.name, batch.made[0].text, kept=list(batch.made[0].kept))
        kept += self._left_out(become, batch, records, rows)
        self._relate(become, rows, kept)
        kept += [self._kept(row, column, value) for row in rows for column, value in row.more.items()]
        _keep(become, kept)
        self._bodies(become, rows)
        return become

    def _register(self, path: str, table: Table) -> Batch:
        wish = Wish(
            to=PurePosixPath(path), said_level=self._said_level, columns=self._given, near_is_fault=False,
        )  # fmt: skip
        return documents(self._kind, self._level, table, wish)

    def _record(self, path: str, table: Table) -> Batch:
        """One row's document. The recorder is kept: making the kind's empty document takes longer than all the rest."""
        first = targets(self._kind)[0]
        places = [(target.where, target.at) if target else None for target in self._matching.targets]
        wanted = [(first.where, first.at), ("meta", "title")]
        key = next(([places.index(one)] for one in wanted if one in places), [])
        self._recorder.to = PurePosixPath(path)
        made = self._recorder.made(table, self._matching, key, (), ())
        return Batch(tuple(made), tuple(problem for each in made for problem in each.problems))

    def _cells(self, row: Row, path: str, kept: list[Kept]) -> Iterator[str]:
        """A row's cells as the kind takes them: links into the new tree, days as ``2026-11-03``."""
        for column, target in zip(self._columns, self._targets, strict=True):
            cell = row.cells[column]
            said = self._cell(cell, target, path)
            dated = day(cell.strip())
            if dated and dated[1].strip() and said == dated[0]:
                kept.append(self._kept(row, column, cell))
            yield said

    def _cell(self, cell: str, target: Target | None, path: str) -> str:
        formats = _formats(self._kind, target) if target else frozenset()
        found = places(cell, self._database.folder, path, self._homes.atlas)
        if "link" in formats and found is not None and target and target.where == "meta":
            return "; ".join(found)
        if "date" in formats and (said := as_day(cell)):
            return said
        if "drill" in formats and (dated := day(cell.strip())):
            return f"{dated[0]}{dated[1]}"
        return linked(cell, self._database.folder, path, self._homes.atlas)

    def _kept(self, row: Row, column: str, cell: str) -> Kept:
        """A cell to keep; that of a register with what tells its row apart."""
        if self._kind.register is None:
            return Kept(column, cell)
        path = self._homes.registers[self._database.path]
        cells = {target.at: self._cell(row.cells[name], target, path)
                 for name, target in zip(self._columns, self._targets, strict=True) if target}  # fmt: skip
        unique = self._kind.register[1].unique or (self._kind.register[1].columns[0].key,)
        return Kept(column, cell, tuple(cells.get(key, "").casefold() for key in unique))

    def _left_out(self, become: Become, batch: Batch, records: Sequence[Record], rows: Sequence[Row]) -> Iterator[Kept]:
        """Rows of a register that have the key of another one cannot be rows: their cells are kept."""
        lines = {problem.line for problem in batch.problems if "left out" in problem.message}
        for record, row in zip(records, rows, strict=True):
            if record.line in lines:
                cells = zip(self._columns, record.cells, strict=True)
                yield from (self._kept(row, column, cell) for column, cell in cells if cell.strip())
        for problem in batch.problems:
            if problem.line in lines and "left out" in problem.message:
                title = self._database.title(rows[problem.line - 2])
                said = f"“{title}”: another row has the same key; this one is kept in a comment"
                become.problems.append(replace(problem, message=said))
            else:
                become.problems.append(problem)

    def _relate(self, become: Become, rows: Sequence[Row], kept: list[Kept]) -> None:
        """Write the relations into the front matter; what names no document of the right kind is kept aside."""
        found: dict[str, list[str]] = {}
        for column, relation in self._related.columns.items():
            found.setdefault(relation.name, []).extend(self._one_relation(become, rows, column, relation, kept))
        for name, leads in found.items():
            if leads:
                many = next(relation.many for relation in self._kind.relations if relation.name == name)
                distinct = list(dict.fromkeys(leads))
                value: Given = distinct if many or len(distinct) > 1 else distinct[0]
                front = document(become.path, become.text).front
                become.text = applied(become.text, set_in(become.text, front, ("relations", name), value))

    def _one_relation(
        self, become: Become, rows: Sequence[Row], column: str, relation: Relation, kept: list[Kept]
    ) -> Iterator[str]:
        """What the rows name in a column. Where they name different documents, each row's are kept as well."""
        alike = len({row.cells[column].strip() for row in rows}) == 1
        for row in rows:
            cell = row.cells[column]
            leads, whole = self._related.leads(cell, relation, become.path)
            yield from leads
            if cell.strip() and not (whole and alike):
                said = linked(cell, self._database.folder, become.path, self._homes.atlas)
                kept.append(self._kept(row, column, said))

    def _bodies(self, become: Become, rows: Sequence[Row]) -> None:
        """Put in what the pages of the rows, and of the database, say below their properties."""
        register = self._kind.register is not None
        stub = self._database.stub
        if stub is not None and self._homes.atlas.homes.get(stub.path) == become.path:
            self._body(become, replace(stub, body=without_links(stub.body, self._database)))
        apart: list[str] = []
        for row in rows:
            if row.page is not None and row.page.body.strip():
                if register:
                    apart.append(self._apart(become, row.page))
                else:
                    self._body(become, row.page)
        if any(apart):
            end = _end(document(become.path, become.text))
            parts = [become.text[:end], *apart, become.text[end:]]
            become.text = "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"

    def _mended(self, become: Become, page: Page) -> str:
        result = mended(closed(inert(callouts(page.body))), page.folder, become.path, self._homes.atlas)
        become.lost += result.lost
        become.left += result.left
        become.away += result.away
        return result.text

    def _apart(self, become: Become, page: Page) -> str:
        """The body of a register's row as a section of its own."""
        become.beside.append(page.title)
        return f"## {heading(page.title)}\n\n{below(self._mended(become, page), 3)}"

    def _body(self, become: Become, page: Page) -> None:
        text = self._mended(become, page)
        if text.strip():
            end = _end(document(become.path, become.text))
            blank = self._recorder.blank(become.path).own
            done = merged(become.text, text, self._kind, blank, end)
            become.text = done.text
            become.into += done.into
            become.beside += done.beside


def heading(title: str) -> str:
    """A title as the text of a heading: on one line, no comment opens in it, and no mark would end it."""
    one = " ".join(title.split()).replace("<!--", "&lt;!--")
    return f"{one[:-1]}\\#" if one.endswith("#") else one


def _keep(become: Become, kept: Sequence[Kept]) -> None:
    """Add cells to the comment at the end of a document."""
    if not kept:
        return
    become.kept += kept
    found = document(become.path, become.text)
    start, end = kept_span(found) or (len(become.text), len(become.text))
    parts = [become.text[:start], comment([*kept_in(found), *kept]), become.text[end:]]
    become.text = "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


def _end(found: Document) -> int:
    """Where more text goes: before the comment with what is kept, which comes last."""
    span = kept_span(found)
    return span[0] if span else len(found.text.raw)


def without_links(body: str, database: Database) -> str:
    """The body of a database's own page without the lines that only lead to its CSV file."""
    lines = body.split("\n")
    return "\n".join(line for line in lines if not (line.startswith("[") and line.rstrip().endswith(".csv)")
                                                    and database.id and database.id in line))  # fmt: skip


def _formats(kind: Kind, target: Target) -> frozenset[str]:
    """The value types that the place of a column takes."""
    if target.where == "row" and kind.register:
        return frozenset(column.type for column in kind.register[1].columns if column.key == target.at)
    return frozenset(_in_schema(kind.properties.get(target.at, {}), 6)) if target.where == "meta" else frozenset()


def _in_schema(schema: Any, depth: int) -> Iterator[str]:
    """Formats of a schema's text, or of its items' text."""
    if not isinstance(schema, Mapping) or not depth:
        return
    if isinstance(schema.get("format"), str):
        yield schema["format"]
    for key in ("items", "oneOf", "anyOf", "allOf"):
        inner = schema.get(key, ())
        for one in [inner] if isinstance(inner, Mapping) else inner if isinstance(inner, list) else ():
            yield from _in_schema(one, depth - 1)
