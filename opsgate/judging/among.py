"""The documents among which one stands: those of a kind and the same product, those of a name; found out once a run."""

import posixpath
from collections.abc import Iterable, Iterator
from itertools import islice

from opsgate.judging.check import Between
from opsgate.knowing.card import Card
from opsgate.knowing.index import Index
from opsgate.knowing.kind import Kind, Relation
from opsgate.words.near import nearest

_ANY = "*"
_GUESSES = 50
"""How often a run looks for the nearest of all names: each look takes as long as there are names."""


class Among:
    """All documents by kind and product, by title and by file name, read in one pass."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._products: dict[str, str] = {}
        self._of: dict[tuple[str, str], list[Card]] = {}
        self._titles: dict[str, list[Card]] = {}
        self._files: dict[str, list[Card]] = {}
        self._guesses = _GUESSES
        for card in index.cards:
            product = card.said("product")
            self._products[card.path] = _folded(product.text) if product else ""
            card.forget()
            self._titles.setdefault(card.title.casefold(), []).append(card)
            self._files.setdefault(posixpath.basename(card.path), []).append(card)
            for kind in index.line(card.kind_name) if card.stage != "history" else ():
                self._of.setdefault((kind, _ANY), []).append(card)
                self._of.setdefault((kind, self._products[card.path]), []).append(card)

    def fits(self, card: Card, other: Card) -> bool:
        """Whether two documents may be of one product: they say so, or one of them names none."""
        mine, theirs = self._products[card.path], self._products[other.path]
        return not mine or not theirs or mine == theirs

    def others(self, card: Card, kinds: Iterable[str]) -> Iterator[Card]:
        """Other documents of the kinds that may be of the same product, those that are history left out."""
        product = self._products[card.path]
        for kind in kinds:
            for group in (product, "") if product else (_ANY,):
                yield from (other for other in self._of.get((kind, group), ()) if other is not card)

    def only(self, card: Card, kinds: Iterable[str]) -> Card | None:
        """The one that there is of these, if it is the only one."""
        found = list(islice(self.others(card, kinds), 2))
        return found[0] if len(found) == 1 else None

    def called(self, card: Card, text: str) -> Card | None:
        """The only other document that has this title or this file name, or nearly so."""
        name = posixpath.basename(text.partition("#")[0].rstrip("/"))
        for names, word in ((self._titles, text.strip().casefold()), (self._files, name)):
            found = names.get(word, ())
            if len(found) == 1 and found[0] is not card:
                return found[0]
        guess = nearest(text.strip(), self._titles) if self.may_guess() else None
        near = self._titles[guess] if guess is not None else ()
        return near[0] if len(near) == 1 and near[0] is not card else None

    def may_guess(self) -> bool:
        """Whether there is time for one more look for the nearest of many names."""
        self._guesses -= 1
        return self._guesses >= 0


def _folded(product: str) -> str:
    """A product as products are compared; never the word for any of them."""
    return product.strip().casefold().replace(_ANY, "")


def among(here: Between) -> Among:
    """The documents of this run, by what they are found by."""
    key = (Among, here.index)
    if key not in here.outside.memo:
        here.outside.memo[key] = Among(here.index)
    found: Among = here.outside.memo[key]
    return found


def path_from(card: Card, path: str) -> str:
    """A path from the root, as a relation or a link in this document writes it."""
    return posixpath.relpath(f"/{path}", f"/{posixpath.dirname(card.path)}")


def relation_of(index: Index, kind: Kind, name: str) -> Relation | None:
    """A relation as its kind has it; one that the kind lacks and that has the name of a kind names such a document."""
    found = next((relation for relation in kind.relations if relation.name == name), None)
    if found is None and kind_called(index, name) is not None:
        return Relation(name, (name,), False, True, "product", "", optional=True)
    return found


def kind_called(index: Index, name: str) -> Kind | None:
    """A kind of the project by its name."""
    return index.kinds.get(name)
