"""OG407, OG408: names that runbooks and registers share."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from opsgate.judging.check import Between, Check, check
from opsgate.knowing.card import Card, Mark
from opsgate.reading.placeholders import is_placeholder
from opsgate.words.finding import Severity
from opsgate.words.near import nearest
from opsgate.words.place import Hit, Spot

_RUNBOOK, _TELEMETRY, _BACKUPS = "runbook", "telemetry", "backup-dr"
_PIECES = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_]+")
_FILLING = frozenset(
    """
    a above alarm alert an and are at below by critical exceeded for from high in is less low more no of on or over
    rate than the to too under warning with
    """.split()
)
_NOTHING = frozenset(["", "-", "–", "—", "--", "n/a", "na", "none", "no"])
_SHOWN = 3


@dataclass
class Names:
    """Names that some documents have, found by their words; ``heads`` is where each document begins to list them."""

    texts: dict[frozenset[str], str] = field(default_factory=dict)
    heads: dict[str, Spot] = field(default_factory=dict)
    by_word: dict[str, list[frozenset[str]]] = field(default_factory=dict)
    by_first: dict[str, list[frozenset[str]]] = field(default_factory=dict)

    def add(self, name: str) -> None:
        words = _words(name)
        if words and words not in self.texts:
            self.texts[words] = name
            self.by_first.setdefault(min(words), []).append(words)
            for word in words:
                self.by_word.setdefault(word, []).append(words)

    def has(self, name: str) -> bool:
        """Whether a name is among them, or all of its words are in one of them, or all of the words of one in it."""
        words = _words(name)
        if not words or words in self.texts:
            return True
        rarest = min((self.by_word.get(word, []) for word in words), key=len)
        return any(words <= known for known in rarest) or any(
            known <= words for word in words for known in self.by_first.get(word, ())
        )

    def near(self, name: str) -> str | None:
        return nearest(name, list(self.texts.values()))


@check("OG407", "undeclared-alert", severity=Severity.WARNING, reads="corpus")
def undeclared_alert(here: Between) -> Iterator[Hit]:
    """An alert of a runbook is in no telemetry register, or one of a register in no runbook."""
    if here.card.stage == "history":
        return
    if here.index.is_a(here.card, _RUNBOOK):
        yield from _missing(here, "alert", _TELEMETRY, "telemetry register")
    elif here.index.is_a(here.card, _TELEMETRY):
        handled = _names(here, _RUNBOOK, "use/alert")
        for mark in _ringing(here) if handled.heads else ():
            if not handled.has(mark.text):
                yield mark.hit(
                    f"no runbook says what to do when `{mark.text}` alerts",
                    hint="add a row to the alerts of the runbook, or take the threshold away",
                    related=list(handled.heads.values())[:_SHOWN],
                )


@check("OG408", "undeclared-asset", severity=Severity.WARNING, reads="corpus")
def undeclared_asset(here: Between) -> Iterator[Hit]:
    """An asset that a runbook backs up is in no register of backups."""
    if here.card.stage != "history" and here.index.is_a(here.card, _RUNBOOK):
        yield from _missing(here, "asset", _BACKUPS, "backup register")


def _missing(here: Between, variety: str, kind: str, title: str) -> Iterator[Hit]:
    """The names that a document uses and no register of its product has, each once; where there is a register."""
    uses = here.card.marks[f"use/{variety}"]
    known = _names(here, kind, f"declare/{variety}") if uses else Names()
    seen: set[frozenset[str]] = set()
    for mark in uses if known.heads else ():
        words = _words(mark.text)
        if words in seen or is_placeholder(mark.text) or known.has(mark.text):
            continue
        seen.add(words)
        near, one = known.near(mark.text), len(known.heads) == 1
        where = f"the {title} `{next(iter(known.heads))}`" if one else f"any of the {len(known.heads)} {title}s"
        yield mark.hit(
            f"{variety} `{mark.text}` is not in {where}",
            hint=f"did you mean `{near}`?" if near else f"add it to the {title}, or take it out here",
            related=list(known.heads.values())[:_SHOWN],
        )


def _names(here: Between, kind: str, topic: str) -> Names:
    """The names in the documents of a kind that a document relates to, or else in those of its product."""
    index, memo = here.index, here.outside.memo
    near = [card for card in index.neighbours(here.card) if index.is_a(card, kind) and card.stage != "history"]
    key = (topic, tuple(sorted(card.path for card in near)))
    if key not in memo:
        memo[key] = _taken(near, topic)
    found: Names = memo[key]
    return found if found.heads else _of_product(here, kind, topic)


def _of_product(here: Between, kind: str, topic: str) -> Names:
    """The names in all documents of a kind that are of the same product; who says no product may be of any."""
    memo = here.outside.memo
    if (topic, kind) not in memo:
        cards = [card for card in here.index.of_kind(kind) if card.stage != "history"]
        common = [card for card in cards if not _product(card)]
        by_product: dict[str, list[Card]] = {}
        for card in cards:
            by_product.setdefault(_product(card), []).append(card)
        found = {name: _taken([*own, *common], topic) for name, own in by_product.items() if name}
        memo[topic, kind] = found, _taken(cards, topic), _taken(common, topic)
    names, every, unsaid = memo[topic, kind]
    product = _product(here.card)
    chosen: Names = names.get(product, unsaid) if product else every
    return chosen


def _product(card: Card) -> str:
    said = card.said("product")
    return said.text.strip().casefold() if said else ""


def _taken(cards: Iterable[Card], topic: str) -> Names:
    """The names that documents have by their marks, and those that use them by their headings too."""
    names = Names()
    for card in cards:
        marks = card.marks[topic]
        if marks:
            names.heads[card.path] = marks[0].place
        for mark in marks:
            names.add(mark.text)
        headings = card.anchors if marks and topic.startswith("use/") else ()
        for anchor in headings:
            if len(_words(anchor)) > 1:
                names.add(anchor)
    return names


def _ringing(here: Between) -> Iterator[Mark]:
    """The names in a register whose rows have a threshold, each once."""
    seen: set[str] = set()
    for name, limit in _columns(here):
        for rows in here.card.rows.values():
            for row in rows:
                mark, threshold = row.get(name), row.get(limit)
                if mark is None or threshold is None or threshold.text.strip().casefold() in _NOTHING:
                    continue
                if mark.text.casefold() not in seen | _NOTHING and not is_placeholder(mark.text):
                    seen.add(mark.text.casefold())
                    yield mark


def _columns(here: Between) -> Iterable[tuple[str, str]]:
    """Keys of the columns that name alerts and of those beside them that say when they ring."""
    for section in here.kind.all_sections():
        for need in section.needs:
            names = [column.key for column in need.columns if column.declares == "alert"]
            limits = [column.key for column in need.columns if column.type == "threshold"]
            yield from ((name, limit) for name in names for limit in limits)


def _words(name: str) -> frozenset[str]:
    """A name's words as they are compared: no case, no plural, none that all alerts have unless there are no others."""
    words = {word.casefold() for word in _PIECES.findall(name)}
    words = {word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words}
    return frozenset(words - _FILLING or words)


CHECKS: tuple[Check, ...] = (undeclared_alert, undeclared_asset)
