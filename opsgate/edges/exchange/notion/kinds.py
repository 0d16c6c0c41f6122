"""Which kind a Notion database is of: told by its columns, and by its name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opsgate.edges.exchange.csv.match import match_columns
from opsgate.edges.exchange.notion.pages import Database
from opsgate.knowing.kind import Field, Kind, Relation
from opsgate.reading.outline import same

_HALF = 0.5
_FEW = 2
_NAMED = 0.3
_ASIDE = re.compile(r"\([^()]*\)|\bv\d+\b", re.IGNORECASE)


@dataclass(frozen=True)
class Guess:
    """The kind of a database, or None, and why: ``reason`` is for people."""

    kind: Kind | None
    reason: str


@dataclass(frozen=True)
class _Score:
    kind: Kind
    found: tuple[str, ...]
    named: bool

    @property
    def share(self) -> float:
        return len(self.found) / len(self.kind.csv)

    @property
    def value(self) -> float:
        return self.share + _NAMED * self.named

    @property
    def enough(self) -> bool:
        return len(self.found) >= _FEW and (self.share >= _HALF or self.named)

    def said(self, whose: str = "its") -> str:
        """How well it fits, for people."""
        said = f"{len(self.found)} of {whose} {len(self.kind.csv)} columns"
        return f"{said}, and the name" if self.named else said


def guess(database: Database, kinds: Sequence[Kind]) -> Guess:
    """The kind whose columns a database has: half of them, or two where its name says so too.

    Two kinds that are as likely are none; a kind that extends another one goes before it.
    """
    scores = sorted((_score(database, kind, kinds) for kind in kinds if kind.csv), key=lambda one: -one.value)
    if not scores or not scores[0].found:
        return Guess(None, "none of its columns is one of a kind")
    equal = [score for score in scores if score.value == scores[0].value]
    extended = {score.kind.extends for score in equal}
    equal = [score for score in equal if score.kind.name not in extended]
    best = equal[0]
    if not best.enough:
        return Guess(None, f"only {best.said(f'{best.kind.name}’s')}")
    if len(equal) > 1:
        return Guess(None, f"{best.said(f'{best.kind.name}’s')}, and as many of {equal[1].kind.name}’s")
    return Guess(best.kind, best.said())


def _score(database: Database, kind: Kind, kinds: Sequence[Kind]) -> _Score:
    wanted = {name: field.csv for field in kind.fields if field.csv for name in names_of(field)}
    found = {wanted[same(column)] for column in database.columns if same(column) in wanted}
    return _Score(kind, tuple(sorted(found)), _is_named(database.name, kind, kinds))


def names_of(field: Field) -> frozenset[str]:
    """The names of a field in the pack, as columns are compared."""
    return frozenset(map(same, (field.csv or field.name, field.name, field.name.partition(" (")[0])))


def _is_named(name: str, kind: Kind, kinds: Sequence[Kind]) -> bool:
    """Whether a database's name is the kind's: its name, its title, what other kinds call it, or that of its base."""
    said = _words(name)
    seeds = [one.seed for other in kinds for one in other.relations if one.kinds == (kind.name,)]
    if said and any((words := _words(one)) and (words <= said or said <= words)
                    for one in (kind.name, kind.title, *seeds)):  # fmt: skip
        return True
    base = next((one for one in kinds if one.name == kind.extends), None)
    return base is not None and base is not kind and _is_named(name, base, kinds)


def _words(name: str) -> frozenset[str]:
    words = same(_ASIDE.sub(" ", name.replace("-", " "))).split()
    return frozenset(word for word in words if word not in ("and", "the", "of", "process", "policy", "plan"))


def relation_columns(database: Database, kind: Kind) -> Mapping[str, Relation]:
    """The columns of a database that are relations of its kind; a column that is a field of it is none."""
    fields = {name for field in kind.fields if field.csv for name in names_of(field)}
    known: dict[str, Relation] = {}
    for relation in kind.relations:
        for name in (relation.seed, relation.name):
            if name:
                known.setdefault(same(name.replace("-", " ")), relation)
    return {
        column: known[same(column)]
        for column in database.columns
        if same(column) in known and same(column) not in fields
    }


def columns_of(columns: Sequence[str], kind: Kind) -> dict[str, str]:
    """What to say of columns of which several mean the same: the one that has the field's own name is the field, else
    the first; the others are none of the kind's.
    """
    found = {column: match_columns([column], kind).targets[0] for column in columns}
    chosen: dict[tuple[str, str], str] = {}
    for own in (True, False):
        for column, target in found.items():
            if target is not None and (not own or same(column) == same(target.title)):
                chosen.setdefault((target.where, target.at), column)
    return {column: "" for column, target in found.items() if target and chosen[target.where, target.at] != column}
