"""OG308 and OG309: documents that contradict one another, or themselves."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from opsgate.judging import itself, repeated
from opsgate.judging.agree import value
from opsgate.judging.among import among, kind_called, path_from, relation_of
from opsgate.judging.check import Between, Check, check
from opsgate.knowing.card import Card, Mark
from opsgate.knowing.index import Edge
from opsgate.knowing.kind import Kind
from opsgate.knowing.kindfile import common_front_matter
from opsgate.reading.values.base import show
from opsgate.reading.values.versions import Version
from opsgate.words.finding import Severity
from opsgate.words.place import Hit

_RELEASE = "release-checklist"
_PLAIN = re.compile(r"[vV][0-9]{1,9}")


@check("OG308", "version-mismatch", reads="facts", unfinished=True)
def version_mismatch(here: Between) -> Iterator[Hit]:
    """A document has another version than the release that it belongs to, or than its own history."""
    if here.card.stage == "history":
        return
    yield from itself.history(here)
    mine = _version(here.card, here.kind)
    if mine is None:
        return
    versions = _releases(here, here.card, here.kind)
    if versions and not any(_agree(mine, theirs) for _, theirs in versions):
        edge, theirs = versions[-1]
        hint = f"bring this document to {show(theirs.text)}, or name the {edge.name} of {show(mine.text)}"
        yield _differs(here, mine, edge, theirs, hint)
        return
    for edge, theirs in _needed(here):
        if not (_agree(mine, theirs) or _agree(theirs, mine)):
            yield _differs(here, mine, edge, theirs, "read both against the release, and give them one version")


def _releases(here: Between, card: Card, kind: Kind) -> list[tuple[Edge, Mark]]:
    """The releases that a document of some kind names, with their versions."""
    found = [edge for edge in _named(here, card, kind) if among(here).fits(card, _target(edge))]
    return [(edge, said) for edge in found if (said := _released(_target(edge))) is not None]


def _needed(here: Between) -> Iterator[tuple[Edge, Mark]]:
    """Related documents that a release needs as it needs this one; where both name a release, that one decides."""
    blocking, card = here.outside.policy.blocking, here.card
    if not _product(card) or not any(here.index.is_a(card, name) for name in blocking):
        return
    for edge in here.index.related(card):
        other = edge.target
        kind = kind_called(here.index, other.kind_name) if other and other.stage != "history" else None
        relation = relation_of(here.index, here.kind, edge.name)
        if other is None or kind is None or relation is None or _product(other) != _product(card):
            continue
        meant = any(here.index.is_a(other, name) for name in relation.kinds if name in blocking)
        theirs = _version(other, kind) if meant else None
        if theirs is not None and not (_belongs(here, card, here.kind) and _belongs(here, other, kind)):
            yield edge, theirs


def _belongs(here: Between, card: Card, kind: Kind) -> bool:
    """Whether a document of some kind names a release; found out once a run."""
    known: dict[str, bool] = here.outside.memo.setdefault((version_mismatch, here.index), {})
    if card.path not in known:
        known[card.path] = bool(_releases(here, card, kind))
    return known[card.path]


def _product(card: Card) -> str:
    """The product that a document says it is of, as products are compared."""
    said = card.said("product")
    return said.text.strip().casefold() if said else ""


def _differs(here: Between, mine: Mark, edge: Edge, theirs: Mark, hint: str) -> Hit:
    other = path_from(here.card, theirs.path)
    stands = f"`version` is {show(mine.text)}, and `{other}`, its {edge.name}, is of {show(theirs.text)}"
    return mine.hit(stands, hint=hint, related=[theirs.place])


def _named(here: Between, card: Card, kind: Kind) -> Iterator[Edge]:
    """Relations of a document that name a release, as its kind means them to."""
    for edge in here.index.related(card):
        if edge.target is not None and edge.target.stage != "history" and here.index.is_a(edge.target, _RELEASE):
            relation = relation_of(here.index, kind, edge.name)
            if relation is not None and _RELEASE in relation.kinds:
                yield edge


def _target(edge: Edge) -> Card:
    assert edge.target is not None
    return edge.target


def _version(card: Card, kind: Kind) -> Mark | None:
    """The version of the product that a document describes; None for kinds whose version is something else."""
    means: Mapping[str, Any] = common_front_matter()["properties"]
    said = card.said("version") if kind.properties.get("version") == means["version"] else None
    return said if said is not None and isinstance(value(said.text, "version"), Version) else None


def _released(card: Card) -> Mark | None:
    """The version of a release; its name, where it gives none and the name is plainly a version."""
    said = card.said("version") or card.said("release")
    known = value(said.text, "version") if said is not None else None
    plain = isinstance(known, Version) and (len(known.numbers) > 1 or card.said("version") is not None)
    return said if plain or (said is not None and _PLAIN.fullmatch(said.text)) else None


def _agree(mine: Mark, theirs: Mark) -> bool:
    return itself.covers(value(mine.text, "version"), value(theirs.text, "version"))


@check("OG309", "inconsistent-target", severity=Severity.WARNING, reads="corpus")
def inconsistent_target(here: Between) -> Iterator[Hit]:
    """A document contradicts another one that it goes by, or itself."""
    if here.card.stage == "history":
        return
    yield from _products(here)
    parts = (repeated.values, repeated.targets, repeated.severities, itself.disagreements, itself.end)
    yield from chain.from_iterable(part(here) for part in parts)


def _products(here: Between) -> Iterator[Hit]:
    """A release of another product."""
    mine = here.card.said("product")
    for edge in _named(here, here.card, here.kind) if mine is not None else ():
        theirs = _target(edge).said("product")
        if mine is not None and theirs is not None and not among(here).fits(here.card, _target(edge)):
            other, this = show(theirs.text), show(mine.text)
            stands = f"{show(edge.mark.text)} is a release of {other}, and this document is of {this}"
            hint = "name a release of the same product"
            yield edge.mark.hit(stands, hint=hint, related=[theirs.place, mine.place])


CHECKS: tuple[Check, ...] = (version_mismatch, inconsistent_target)
