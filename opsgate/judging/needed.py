"""What the readers of a document need to be told, and who may tell them."""

import re
from collections.abc import Iterator

from opsgate.judging.check import Between
from opsgate.knowing.card import Card, Mark


def uses(here: Between, topic: str) -> tuple[Mark, ...]:
    """Uses in a document that somebody follows; nobody follows one that is history."""
    return here.card.marks[topic] if here.kind.followed and here.card.stage != "history" else ()


def in_hand(here: Between) -> tuple[Card, ...]:
    """The documents that a reader has in hand: this one and those that it sends them to."""
    return (here.card, *here.index.told_by(here.card))


def mentioned(here: Between, *names: str) -> bool:
    """Whether a page of no kind that the document links to, such as a README, has one of the names as a word."""
    word = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])", re.IGNORECASE)
    return any(word.search(text) for text in _pages(here))


def _pages(here: Between) -> Iterator[str]:
    memo = here.outside.memo
    for mark in here.card.marks["link"]:
        path = here.index.target(here.card, mark.text)
        if path is None or path in here.index.by_path or not path.lower().endswith((".md", ".markdown")):
            continue
        if ("page", path) not in memo:
            loaded = here.outside.files.load(path)
            memo["page", path] = loaded.data.decode("utf-8", "replace") if loaded else ""
        yield memo["page", path]


def times(mark: Mark) -> str:
    """How often a name is used, where that is more than once."""
    count = int(mark.more[0]) if mark.more and mark.more[0].isdecimal() else 1
    return f" {count} times" if count > 1 else ""
