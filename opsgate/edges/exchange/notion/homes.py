"""Where every page, row and attachment of a Notion export goes in the new tree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from opsgate.edges.exchange.notion.links import Atlas
from opsgate.edges.exchange.notion.names import Taken, file_name, slug, stem
from opsgate.edges.exchange.notion.pages import Database, Pack, Page, Row
from opsgate.knowing.kind import Kind

PAGES = "pages"
_LONGEST = 150


@dataclass
class Homes:
    """What goes where: paths below the folder of the import, with ``/``.

    ``rows`` has the document of each row of a database of a kind by the row's ``id()``, ``kinds`` the name of the kind
    of each document, ``registers`` the document that holds all rows of a database, by the database's path.
    ``renamed`` lists attachments that could not keep their name.
    """

    atlas: Atlas = field(default_factory=Atlas)
    rows: dict[int, str] = field(default_factory=dict)
    registers: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, str] = field(default_factory=dict)
    renamed: list[tuple[str, str]] = field(default_factory=list)


def homes(pack: Pack, kinds: Mapping[str, Kind]) -> Homes:
    """Give everything its place. ``kinds`` has the kind of each database that has one, by the database's path."""
    return _Placing(pack, kinds).homes


class _Placing:
    def __init__(self, pack: Pack, kinds: Mapping[str, Kind]) -> None:
        self.homes = Homes()
        self._taken = Taken()
        self._folders: dict[str, str] = {"": ""}
        self._owners: dict[str, str] = {}
        self._kinds = kinds
        self._used: set[str] = set()
        self._name(pack)
        for database in pack.databases:
            if database.path in kinds:
                self._documents(database, kinds[database.path])
        self._plain(pack)
        for path, other in pack.views.items():
            self.homes.atlas.homes[path] = self.homes.atlas.homes[other]
        for member in pack.attachments:
            self._attachment(member.path)

    def _name(self, pack: Pack) -> None:
        """Note the ids, titles and folders of everything."""
        atlas = self.homes.atlas
        for page in pack.pages:
            atlas.titles[page.path] = page.title
            if page.id:
                atlas.by_id.setdefault(page.id, page.path)
        for database in pack.databases:
            for path in database.files:
                atlas.titles[path] = database.name
            if database.id:
                atlas.by_id[database.id] = database.path
        for page in pack.pages:
            above = f"{page.folder}/" if page.folder else ""
            for name in (stem(page.path)[0], page.title):
                self._owners.setdefault(above + name, page.path)
        for database in pack.databases:
            above = f"{database.folder}/" if database.folder else ""
            for name in (stem(database.path)[0].removesuffix("_all"), database.name):
                self._owners[above + name] = database.path

    def _documents(self, database: Database, kind: Kind) -> None:
        """Places of the documents that a database of a kind becomes."""
        folder, front, star = _place(kind)
        if kind.register is not None:
            home = self._taken.file(folder, front, ".md") if self._is_free(kind) else self._taken.file(
                folder, f"{front}-{slug(database.name)}", ".md", database.id)  # fmt: skip
            self.homes.registers[database.path] = home
            self._settle(database, home, kind)
            for row in database.rows:
                self._row(row, home)
            return
        found = []
        for row in database.rows:
            title = slug(database.title(row))
            name = title if star else front if self._is_free(kind) else f"{front}-{title}"
            home = self._taken.file(folder, name, ".md", row.page.id if row.page else "")
            self.homes.rows[id(row)] = home
            self.homes.kinds[home] = kind.name
            self._used.add(kind.name)
            found.append(home)
            self._row(row, home)
        self._settle(database, found[0] if len(found) == 1 else f"{folder}/" if folder else found[0], kind)

    def _is_free(self, kind: Kind) -> bool:
        """Whether nothing is of a kind yet."""
        return kind.name not in self._used

    def _row(self, row: Row, home: str) -> None:
        if row.page is not None:
            self.homes.atlas.homes[row.page.path] = home

    def _settle(self, database: Database, home: str, kind: Kind) -> None:
        """Note where links to a database lead: to its only document, or to the folder of its documents."""
        for path in database.files:
            self.homes.atlas.homes[path] = home
        self._folders[database.path] = home.rstrip("/").removesuffix(".md")
        if not home.endswith("/"):
            self.homes.kinds[home] = kind.name
            self._used.add(kind.name)
        if database.stub is not None and (kind.register is not None or not home.endswith("/")):
            self.homes.atlas.homes[database.stub.path] = home

    def _plain(self, pack: Pack) -> None:
        """Places of pages and databases of no kind: as they lay in the export, under names without ids."""
        everything: list[Page | Database] = [*pack.pages, *pack.databases]
        for one in sorted(everything, key=lambda each: (each.path.count("/"), each.path)):
            if one.path in self.homes.atlas.homes or (isinstance(one, Database) and one.path in self._kinds):
                continue
            if isinstance(one, Database) and one.stub is not None:
                home = self.homes.atlas.homes[one.stub.path]
            else:
                title = one.name if isinstance(one, Database) else one.title
                home = self._taken.file(self._folder(one.folder), slug(title), ".md", one.id)
            self.homes.atlas.homes[one.path] = home
            for path in one.files if isinstance(one, Database) else ():
                self.homes.atlas.homes[path] = home

    def _folder(self, folder: str) -> str:
        """The folder of the tree for one of the export; what would lie too deep lies in the one above."""
        waiting = []
        while folder and folder not in self._folders:
            waiting.append(folder)
            owner = self._owners.get(folder)
            home = self.homes.atlas.homes.get(owner or "")
            if owner in self._folders or home is not None:
                base = self._folders.get(owner or "") or (home or "").rstrip("/").removesuffix(".md")
                self._folders[folder] = base
                break
            folder = folder.rpartition("/")[0]
        for name in reversed(waiting):
            if name not in self._folders:
                above = self._folders[name.rpartition("/")[0]] or PAGES
                deep = len(above) > _LONGEST
                self._folders[name] = above if deep else self._taken.folder(above, slug(name.rpartition("/")[2]))
        return self._folders[folder if not waiting else waiting[0]] or PAGES

    def _attachment(self, path: str) -> None:
        name = path.rpartition("/")[2]
        clean = file_name(name)
        front, dot, ending = clean.rpartition(".")
        folder = self._folder(path.rpartition("/")[0])
        home = self._taken.file(folder, front if dot else clean, f".{ending}" if dot else "")
        self.homes.attachments[path] = home
        self.homes.atlas.homes[path] = home
        if home.rpartition("/")[2] != name:
            self.homes.renamed.append((path, home))


def _place(kind: Kind) -> tuple[str, str, bool]:
    """The folder of a kind's documents below the import's own, a name, and whether each has a name of its own."""
    place = PurePosixPath(kind.place.replace("**/", ""))
    parts = place.parts[1:] if place.parts[:1] == ("docs",) and len(place.parts) > 1 else place.parts
    folder = "/".join(part for part in parts[:-1] if "*" not in part)
    last = PurePosixPath(parts[-1] if parts else f"{kind.name}.md").name.removesuffix(".md")
    return folder, last.replace("*", "").strip("-") or kind.name, "*" in last
