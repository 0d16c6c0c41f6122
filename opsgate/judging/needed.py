"""What the readers of a document need to be told, and who may tell them."""

from opsgate.judging.check import Between
from opsgate.knowing.card import Card, Mark


def uses(here: Between, topic: str) -> tuple[Mark, ...]:
    """Uses in a document that somebody follows; nobody follows one that is history."""
    return here.card.marks[topic] if here.kind.followed and here.card.stage != "history" else ()


def in_hand(here: Between) -> tuple[Card, ...]:
    """The documents that a reader has in hand: this one and its neighbours."""
    return (here.card, *here.index.neighbours(here.card))


def times(mark: Mark) -> str:
    """How often a name is used, where that is more than once."""
    count = int(mark.more[0]) if mark.more and mark.more[0].isdecimal() else 1
    return f" {count} times" if count > 1 else ""
