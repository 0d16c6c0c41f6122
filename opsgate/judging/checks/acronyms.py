"""OG4xx: acronyms that nobody explains."""

import re
from collections.abc import Iterator

from opsgate.judging.check import Between, Check, check
from opsgate.judging.needed import in_hand, uses
from opsgate.knowing.card import Card
from opsgate.words.finding import Severity
from opsgate.words.place import Hit

_NAMED = ("product", "project", "service", "component", "owner")
_WORDS = re.compile(r"[A-Za-z0-9]+")


@check("OG409", "undefined-acronym", severity=Severity.NOTE, reads="corpus")
def undefined_acronym(here: Between) -> Iterator[Hit]:
    """An acronym that neither the document nor one that it relates to explains."""
    used = uses(here, "use/acronym")
    if not used:
        return
    told = _names(here.card).union(_of_the_kind(here), *map(_told, in_hand(here)))
    for mark in used:
        if mark.text not in told:
            yield mark.hit(
                f"`{mark.text}` is explained neither here nor in a document that this one names",
                hint=f"write it out where it first stands, as in “the long form ({mark.text})”, or link a glossary",
            )


def _told(card: Card) -> set[str]:
    return {mark.text for mark in card.marks["declare/acronym"]}


def _of_the_kind(here: Between) -> set[str]:
    """The words of the kind's own headings and columns, which nobody but the kind could explain."""
    key = ("acronyms", here.kind.name)
    if key not in here.outside.memo:
        sections = list(here.kind.all_sections())
        texts = [text for section in sections for text in (section.heading, *section.aliases)]
        columns = [column for section in sections for need in section.needs for column in need.columns]
        texts += [text for column in columns for text in (column.name, *column.aliases)]
        here.outside.memo[key] = {word for text in texts for word in _WORDS.findall(text)}
    found: set[str] = here.outside.memo[key]
    return found


def _names(card: Card) -> set[str]:
    """The words that the front matter names the product, the service and their owner by, which no reader asks about."""
    said = [mark.text for mark in map(card.said, _NAMED) if mark is not None]
    return {word.upper() for text in said for word in _WORDS.findall(text)}


CHECKS: tuple[Check, ...] = (undefined_acronym,)
