"""Pages and databases of no kind, as plain Markdown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from opsgate.edges.exchange.notion.body import callouts, closed, inert
from opsgate.edges.exchange.notion.homes import Homes
from opsgate.edges.exchange.notion.links import escaped, linked, mended, relative
from opsgate.edges.exchange.notion.make import heading, without_links
from opsgate.edges.exchange.notion.pages import Database, Page

_MARKUP = re.compile(r"([\\*_`\[\]])")
_ESCAPED = r"\\\1"


@dataclass
class Plain:
    """A Markdown file of no kind, and what its links named that the export does not hold."""

    path: str
    text: str
    lost: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)


def plain_page(page: Page, homes: Homes) -> Plain:
    """A page: its title, its properties as a list, its body."""
    path = homes.atlas.homes[page.path]
    lines = [f"- {_bold(key)}: {_one(linked(value, page.folder, path, homes.atlas))}"
             for key, value in page.properties.items() if value.strip()]  # fmt: skip
    return _whole(page, homes, path, "\n".join(lines), page.body)


def plain_database(database: Database, homes: Homes) -> Plain:
    """A database: what its own page says, and its rows as a table that leads to their pages."""
    path = homes.atlas.homes[database.path]
    stub = database.stub
    page = stub or Page(database.path, database.id, database.name, {}, "")
    return _whole(page, homes, path, "", without_links(page.body, database), "\n".join(_table(database, path, homes)))


def _whole(page: Page, homes: Homes, path: str, head: str, body: str, tail: str = "") -> Plain:
    result = mended(closed(inert(callouts(body))), page.folder, path, homes.atlas)
    parts = [f"# {heading(page.title)}", head, result.text.strip("\n"), tail]
    return Plain(
        path, "\n\n".join(part for part in parts if part.strip()) + "\n", result.lost, result.left, result.away
    )


def _table(database: Database, path: str, homes: Homes) -> Iterator[str]:
    yield f"| {' | '.join(_cell(column) for column in database.columns)} |"
    yield f"|{'|'.join('---' for _ in database.columns)}|"
    for row in database.rows:
        cells = [linked(cell, database.folder, path, homes.atlas) for cell in row.cells.values()]
        if row.page is not None:
            title = escaped(database.title(row))
            cells[0] = f"[{title}]({relative(homes.atlas.homes[row.page.path], path)})"
        yield f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    """A text as a cell of a table: on one line, and with no bar that would end it."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", re.sub(r"\r\n|\n|\r", "<br>", text.strip()))


def _one(text: str) -> str:
    """A value as part of an item of a list: further lines stand below it, indented."""
    return re.sub(r"\n+", "<br>", text.strip())


def _bold(key: str) -> str:
    return f"**{_MARKUP.sub(_ESCAPED, key)}**"
