"""What a Notion export holds: pages, databases with their rows, the pages of rows, and attachments."""

import csv
import io
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from opsgate.edges.exchange.notion.archive import Archive, Member
from opsgate.edges.exchange.notion.names import split_id, stem
from opsgate.edges.exchange.notion.values import bare
from opsgate.words.errors import OpsgateError

_MARKDOWN = (".md", ".markdown")
"""Names that a check reads as documents: never copied as they are, for they could say what they like."""
_TITLE = re.compile(r"\s*# ([^\n]*)(?:\n|\Z)|\s*#[ \t]*(?:\n|\Z)")
_PROPERTY = re.compile(r"([^\n:#>|`\-*][^\n:]{0,99}):(?: |$)")


@dataclass
class Page:
    """A Markdown file: its title, the properties below it as written, and its body.

    ``path`` is where it lies in the export, ``id`` its 32 digits or nothing.
    """

    path: str
    id: str
    title: str
    properties: dict[str, str]
    body: str
    database: "Database | None" = None

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]


@dataclass
class Row:
    """A row of a database: its cells by column, as written, and its own page where it has one."""

    cells: dict[str, str]
    page: Page | None = None
    more: dict[str, str] = field(default_factory=dict)
    """Properties of the page that say something else than the row's cells."""


@dataclass
class Database:
    """A database: its columns (the first is the title), its rows, and the files that it was read from."""

    path: str
    id: str
    name: str
    columns: tuple[str, ...]
    rows: list[Row]
    files: tuple[str, ...]
    stub: Page | None = None
    """The page that newer exports write for the database itself."""

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    def title(self, row: Row) -> str:
        return row.cells[self.columns[0]].strip() or (row.page.title if row.page else "") or "Untitled"


@dataclass
class Pack:
    """All that an export holds. ``views`` are databases that only show rows of another: path → path of that one."""

    pages: list[Page]
    databases: list[Database]
    attachments: list[Member]
    views: dict[str, str]


def read_pack(archive: Archive) -> Pack:
    """Read all pages and databases of an export. Raises OpsgateError for a file that cannot be read."""
    pages, tables, attachments = [], [], []
    for path, member in archive.members.items():
        ending = stem(path)[1]
        if ending in _MARKDOWN:
            pages.append(_page(path, member.text()))
        elif ending == ".csv":
            tables.append(member)
        else:
            attachments.append(member)
    if not pages and not tables:
        raise OpsgateError("the export holds neither Markdown nor CSV; export again, and choose “Markdown & CSV”")
    databases, loose = _databases(tables)
    views = _give_rows(databases, pages)
    return Pack(pages, [one for one in databases if one.path not in views], sorted(
        [*attachments, *loose], key=lambda member: member.path), views)  # fmt: skip


def _page(path: str, text: str) -> Page:
    name, id = split_id(stem(path)[0])
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    match = _TITLE.match(text)
    title = (match[1] or "").strip() if match else ""
    return Page(path, id, title or name or "Untitled", {}, text[match.end() :] if match else text)


def _databases(members: Iterable[Member]) -> tuple[list[Database], list[Member]]:
    """The databases of an export, and CSV files that are none: attachments without an id.

    Of ``Name id.csv`` (the current view) and ``Name id_all.csv`` (all rows), the latter is read.
    """
    groups: dict[tuple[str, str, str], dict[bool, Member]] = defaultdict(dict)
    loose = []
    for member in members:
        front, _ = stem(member.path)
        whole = front.endswith("_all")
        name, id = split_id(front.removesuffix("_all"))
        if not id and not whole:
            loose.append(member)
            continue
        groups[(member.path.rpartition("/")[0], name, id)][whole] = member
    found = []
    for (_, name, id), files in groups.items():
        member = files.get(True) or files[False]
        columns, rows = _table(member)
        if True in files and False in files:
            rows += _only_in_view(columns, rows, files[False])
        paths = tuple(sorted(file.path for file in files.values()))
        found.append(Database(member.path, id, name or "Untitled", columns, rows, paths))
    return found, loose


def _table(member: Member) -> tuple[tuple[str, ...], list[Row]]:
    """The header and rows of a CSV file. Cells beyond the header get columns of their own."""
    try:
        lines = list(csv.reader(io.StringIO(member.text(), newline=""), strict=True))
    except csv.Error as error:
        raise OpsgateError(f"`{member.path}` is no CSV that can be read: {error}") from error
    lines = [line for line in lines if line]
    if not lines:
        return ("Name",), []
    width = max(map(len, lines))
    columns = _names([*lines[0], *[""] * (width - len(lines[0]))])
    rows = [Row(dict(zip(columns, [*line, *[""] * (width - len(line))], strict=True))) for line in lines[1:]]
    return columns, [row for row in rows if any(cell.strip() for cell in row.cells.values())]


def _names(header: Sequence[str]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for number, title in enumerate(header, 1):
        name = title.strip() or f"Column {number}"
        while name in names:
            name = f"{name} ({number})"
        names[name] = None
    return tuple(names)


def _only_in_view(columns: tuple[str, ...], rows: list[Row], view: Member) -> list[Row]:
    """Rows that the current view has and the file of all rows has not; there should be none."""
    shown, others = _table(view)
    if not set(shown) <= set(columns):
        return []
    known = {tuple(row.cells[column] for column in shown) for row in rows}
    missing = [row for row in others if tuple(row.cells[column] for column in shown) not in known]
    return [Row({column: row.cells.get(column, "") for column in columns}) for row in missing]


def _give_rows(databases: list[Database], pages: list[Page]) -> dict[str, str]:
    """Give every row its page. Returns the databases that only show another's rows: path → path of the other."""
    by_folder: dict[str, list[Page]] = defaultdict(list)
    by_id = {page.id: page for page in pages if page.id}
    for page in pages:
        by_folder[page.folder].append(page)
    for database in databases:
        database.stub = by_id.get(database.id)
        if database.stub is not None:
            database.stub.database = database
    for database in databases:
        own = stem(database.path)[0].removesuffix("_all")
        below = f"{database.folder}/" if database.folder else ""
        sure = [page for page in by_folder[below + own] if page.database is None] if database.id else []
        for page in sure:
            _take_properties(page, database.columns)
        _match(database, sure, sure=True)
        maybe = [page for folder in (f"{below}{database.name}", database.folder)
                 for page in by_folder[folder] if page.database is None]  # fmt: skip
        _match(database, [page for page in maybe if _could_be(page, database)], sure=False)
    return _views(databases)


def _could_be(page: Page, database: Database) -> bool:
    """Whether a page that does not lie in a database's folder begins with properties of the database."""
    return next(iter(_properties(page.body, database.columns)[0]), None) is not None


def _match(database: Database, pages: list[Page], *, sure: bool) -> None:
    """Give rows their pages: by title, and of several of one title by what their properties say."""
    rows: dict[str, deque[Row]] = defaultdict(deque)
    exact: dict[tuple[str, frozenset[tuple[str, str]]], deque[Row]] = defaultdict(deque)
    for row in database.rows:
        if row.page is None:
            title = _same(row.cells[database.columns[0]])
            rows[title].append(row)
            exact[(title, _says(row.cells, database))].append(row)
    waiting = []
    for page in pages:
        properties = page.properties or _properties(page.body, database.columns)[0]
        same = exact[(_same(page.title), _says(properties, database))]
        while same and same[0].page is not None:
            same.popleft()
        if same:
            _pair(database, same.popleft(), page)
        else:
            waiting.append(page)
    waiting = _by_title(database, waiting, rows, _same)
    loose: dict[str, deque[Row]] = defaultdict(deque)
    for row in database.rows:
        loose[_loose(row.cells[database.columns[0]])].append(row)
    for page in _by_title(database, waiting, loose, _loose):
        if sure:
            cells = {column: page.properties.get(column, "") for column in database.columns}
            database.rows.append(Row({**cells, database.columns[0]: page.title}, page))
            page.database = database


def _by_title(
    database: Database, pages: Iterable[Page], rows: Mapping[str, deque[Row]], form: Callable[[str], str]
) -> list[Page]:
    """Give pages the rows of their titles, in order. Returns the pages that are left."""
    left = []
    for page in pages:
        known = rows.get(form(page.title), deque())
        while known and known[0].page is not None:
            known.popleft()
        if known:
            _pair(database, known.popleft(), page)
        else:
            left.append(page)
    return left


def _loose(title: str) -> str:
    """A title without the marks that one of two spellings may lack."""
    return re.sub(r"[\W_]+", "", title.casefold()) or _same(title)


def _same(title: str) -> str:
    return " ".join(title.split()).casefold() or "untitled"


def _says(cells: Mapping[str, str], database: Database) -> frozenset[tuple[str, str]]:
    """What cells say beside the title, in a form that does not depend on where they stand."""
    return frozenset(
        (key, said) for key, value in cells.items() if key != database.columns[0] and (said := bare(value))
    )


def _pair(database: Database, row: Row, page: Page) -> None:
    row.page, page.database = page, database
    if not page.properties:
        _take_properties(page, database.columns)
    _take_rest(page, row, database.columns)
    row.more = {
        key: value for key, value in page.properties.items()
        if bare(value) and bare(value) != bare(row.cells.get(key, "")) and row.cells.get(key, "").strip()
    }  # fmt: skip
    for key, value in page.properties.items():
        if not row.cells[key].strip():
            row.cells[key] = value


def _take_properties(page: Page, columns: Sequence[str]) -> None:
    page.properties, page.body = _properties(page.body, columns)


def _properties(body: str, columns: Sequence[str]) -> tuple[dict[str, str], str]:
    """The ``Key: value`` lines that a body begins with, of known keys, and what is left of it.

    A line that begins with no key goes on with the value of the one above; an empty line ends them.
    """
    lines = body.lstrip("\n").split("\n")
    known = set(columns)
    found: dict[str, str] = {}
    last = ""
    at = 0
    for line in lines:
        key = next((name for name in _keys(line) if name in known and name not in found), "")
        if key:
            found[key] = line[len(key) + 1 :].strip()
            last = key
        elif line.strip() and last:
            found[last] += "\n" + line.rstrip()
        else:
            break
        at += 1
    return (found, "\n".join(lines[at:]).lstrip("\n")) if found else ({}, body)


def _keys(line: str) -> Iterable[str]:
    """What may be the key of a line: up to each of its first colons, since names of columns may hold some."""
    at = -1
    for _ in range(4):
        at = line.find(":", at + 1)
        if at < 1:
            return
        yield line[:at]


def _take_rest(page: Page, row: Row, columns: Sequence[str]) -> None:
    """Give a property of several paragraphs what stands below the empty lines in it, as the row's cell shows it."""
    for _ in columns:
        last = next(reversed(page.properties), "")
        said, cell = page.properties.get(last, ""), row.cells.get(last, "").replace("\r\n", "\n").strip()
        rest = cell[len(said) :].lstrip("\n")
        if not said or not rest or not cell.startswith(said) or not page.body.startswith(rest):
            return
        page.properties[last] = cell
        more, page.body = _properties(page.body[len(rest) :], [name for name in columns if name not in page.properties])
        page.body = page.body.lstrip("\n")
        page.properties |= more


def _views(databases: list[Database]) -> dict[str, str]:
    """Databases whose rows are all rows of another one, with its columns: linked views of it."""
    found: dict[str, str] = {}
    cells: dict[frozenset[str], list[tuple[Database, set[tuple[tuple[str, str], ...]]]]] = defaultdict(list)
    for database in sorted(databases, key=lambda one: (not any(row.page for row in one.rows), -len(one.rows))):
        rows = {tuple(sorted(row.cells.items())) for row in database.rows}
        others = cells[frozenset(database.columns)]
        other = next((known for known, all_rows in others if rows and rows <= all_rows), None)
        if other is not None and not any(row.page for row in database.rows):
            found[database.path] = other.path
        else:
            others.append((database, rows))
    return found
