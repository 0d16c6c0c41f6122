"""All cards of a project: by path, kind and name, and which names which, both ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from opsgate.knowing.card import Card, Mark
from opsgate.knowing.kinds import Kinds
from opsgate.knowing.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Edge:
    """One document naming another one, or something that is none: ``target`` is then None.

    ``name`` is the relation's, or ``link`` for a link in the text.
    """

    source: Card
    name: str
    mark: Mark
    target: Card | None


class Index(Shelf[Card]):
    """The cards of all documents. Everything in it is found in one pass over them, when it is first asked for."""

    def __init__(self, cards: Sequence[Card], kinds: Kinds) -> None:
        super().__init__(cards, kinds)
        self._neighbours: dict[str, tuple[Card, ...]] = {}

    @property
    def cards(self) -> tuple[Card, ...]:
        return self.items

    def related(self, card: Card) -> tuple[Edge, ...]:
        """What a document's ``relations`` name, in the order in which they stand there."""
        return self._relations.get(card.path, ())

    def related_by(self, card: Card) -> tuple[Edge, ...]:
        """The relations of other documents that name this one."""
        return self._named_by.get(card.path, ())

    def linked(self, card: Card) -> tuple[Card, ...]:
        """The documents that links in a document's text lead to; an image is none."""
        found: dict[str, Card] = {}
        for mark in card.marks["link"]:
            if "image" in mark.more:
                continue
            path = self.target(card, mark.text)
            if path is not None and path != card.path and path in self.by_path:
                found[path] = self.by_path[path]
        return tuple(found.values())

    def told_by(self, card: Card) -> tuple[Card, ...]:
        """The documents that a document sends its readers to: named by relation or link, and not history."""
        found = [edge.target for edge in self.related(card) if edge.target is not None]
        found += self.linked(card)
        there = {other.path: other for other in found if other is not card and other.stage != "history"}
        return tuple(there.values())

    def neighbours(self, card: Card) -> tuple[Card, ...]:
        """Documents whose readers have this one in hand too: named by relation or link, or naming it by relation."""
        if card.path not in self._neighbours:
            found = [edge.target for edge in self.related(card) if edge.target is not None]
            found += self.linked(card)
            found += [edge.source for edge in self.related_by(card)]
            found = list({other.path: other for other in found if other is not card}.values())
            self._neighbours[card.path] = tuple(found)
        return self._neighbours[card.path]

    @cached_property
    def _relations(self) -> dict[str, tuple[Edge, ...]]:
        found = {}
        for card in self.cards:
            found[card.path] = tuple(self._edges(card))
            card.forget()
        return found

    def _edges(self, card: Card) -> list[Edge]:
        return [
            Edge(card, str(keys[1]), mark, self.find(card, mark.text))
            for keys, mark in card.meta.items()
            if keys[0] == "relations" and len(keys) in (2, 3) and mark.text
        ]

    @cached_property
    def _named_by(self) -> dict[str, tuple[Edge, ...]]:
        found: dict[str, list[Edge]] = {}
        for edges in self._relations.values():
            for edge in edges:
                if edge.target is not None and edge.target is not edge.source:
                    found.setdefault(edge.target.path, []).append(edge)
        return {path: tuple(edges) for path, edges in found.items()}
