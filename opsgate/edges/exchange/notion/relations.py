"""Columns of a Notion database that are relations of its kind, and the documents that their values name."""

from collections.abc import Mapping, Sequence
from functools import cache

from opsgate.edges.exchange.csv.match import match_columns
from opsgate.edges.exchange.csv.placing import ORDERS
from opsgate.edges.exchange.notion.homes import Homes
from opsgate.edges.exchange.notion.kinds import columns_of, relation_columns
from opsgate.edges.exchange.notion.links import relative
from opsgate.edges.exchange.notion.pages import Database
from opsgate.edges.exchange.notion.values import references
from opsgate.knowing.kind import Kind, Relation
from opsgate.reading.values import TYPES

Titles = Mapping[str, Mapping[str, Sequence[str]]]
"""By kind and title of a row, the documents that rows of that title became."""

_SCHEMES = ("http://", "https://", "mailto:")


def titles_of(among: Sequence[Database], kinds: Mapping[str, Kind], homes: Homes) -> Titles:
    """The documents of each kind by the titles of their rows."""
    found: dict[str, dict[str, list[str]]] = {}
    for database in among:
        kind = kinds.get(database.path)
        titles = found.setdefault(kind.name, {}) if kind else {}
        for row in database.rows if kind else ():
            home = homes.rows.get(id(row)) or homes.registers[database.path]
            known = titles.setdefault(database.title(row), [])
            if home not in known:
                known.append(home)
    return found


class Related:
    """The relations of one database: ``columns`` says which column is which."""

    def __init__(self, database: Database, kind: Kind, homes: Homes, titles: Titles) -> None:
        self._database, self._kind, self._homes = database, kind, homes
        named = relation_columns(database, kind)
        self.columns: Mapping[str, Relation] = {**named, **self._told_by_rows(named)}

        @cache
        def among(kinds: tuple[str, ...]) -> dict[str, list[str]]:
            found: dict[str, list[str]] = {}
            for name in kinds:
                for title, places in titles.get(name, {}).items():
                    found.setdefault(title, []).extend(places)
            return found

        self._among = among

    def _told_by_rows(self, named: Mapping[str, Relation]) -> dict[str, Relation]:
        """Columns of which every value names documents of one kind alone, where one relation is to that kind."""
        taken = {relation.name for relation in named.values()}
        columns = self._database.columns
        matching = match_columns(columns, self._kind, columns_of(columns, self._kind))
        found: dict[str, Relation] = {}
        for column, target in zip(columns, matching.targets, strict=True):
            if target is not None or column in named:
                continue
            kinds = {self._kind_of(cell) for row in self._database.rows if (cell := row.cells[column]).strip()}
            fits = [relation for relation in self._kind.relations if len(kinds) == 1 and kinds & set(relation.kinds)]
            if len(fits) == 1 and fits[0].name not in taken:
                found[column] = fits[0]
                taken.add(fits[0].name)
        return found

    def _kind_of(self, cell: str) -> str | None:
        """The kind of all documents that a cell names by where they lie, or None."""
        named = references(cell)
        paths = [self._homes.atlas.find(self._database.folder, one.target) for one in named if one.target]
        kinds = {self._homes.kinds.get(self._homes.atlas.homes.get(path or "", "")) for path in paths}
        return kinds.pop() if len(kinds) == 1 and len(paths) == len(named) > 0 else None

    def leads(self, cell: str, relation: Relation, path: str) -> tuple[list[str], bool]:
        """What a relation's value names, as the document ``path`` writes it, and whether that is all that it says."""
        titles = self._among(relation.kinds)
        leads: list[str] = []
        whole = True
        for one in references(cell, titles):
            home = self._home(one.target, one.title, titles)
            word = one.target or one.title
            if home is not None and home != path and self._fits(home, relation):
                leads.append(relative(home, path))
            elif home is None and relation.external and _is_word(word):
                leads.append(word)
                whole = whole and not (one.target and one.title)
            else:
                whole = False
        return leads, whole

    def _home(self, target: str, title: str, titles: Mapping[str, Sequence[str]]) -> str | None:
        if target:
            found = self._homes.atlas.find(self._database.folder, target)
            return self._homes.atlas.homes.get(found) if found is not None else None
        known = titles.get(title, ())
        return known[0] if len(known) == 1 else None

    def _fits(self, home: str, relation: Relation) -> bool:
        kind = self._homes.kinds.get(home)
        if kind is None:
            return relation.external and not home.endswith("/")
        return not relation.kinds or kind in relation.kinds


def _is_word(text: str) -> bool:
    """Whether a text may stand as a reference to something outside: an address, or a name that is no path."""
    if not text or not text.isprintable() or ORDERS.search(text):
        return False
    return text.startswith(_SCHEMES) or ("/" not in text and "." not in text and TYPES["link"].read(text) is not None)
