"""OG404 to OG406: ports, contacts and paths that a reader would need and is not told of."""

import posixpath
import re
from collections.abc import Iterable, Iterator

from opsgate.judging.check import Between, Check, check
from opsgate.judging.needed import in_hand, times, uses
from opsgate.knowing.card import Card
from opsgate.knowing.listing import every_file
from opsgate.words.finding import Severity
from opsgate.words.place import Hit

_ON_CALL = re.compile(r"\bon[- ]call\b")
_LEVELS = re.compile(
    r"\b(?:l|tier[ -]?|level[ -]?)([1-5])\b|\b(first|second|third|1st|2nd|3rd)[ -](?:line|level|tier)\b"
)
_COUNT = {"first": "1", "1st": "1", "second": "2", "2nd": "2", "third": "3", "3rd": "3"} | {n: n for n in "12345"}
_COMMON = frozenset(
    "the team engineer lead manager admin administrator operator dba sre architect officer maintainer department desk "
    "squad support".split()
)
_PORTS = re.compile(r"(\d{1,5})(?:\s*(?:-|–|—|to)\s*(\d{1,5}))?")


@check("OG404", "undeclared-port", severity=Severity.NOTE, reads="corpus")
def undeclared_port(here: Between) -> Iterator[Hit]:
    """A command reaches a port that nobody says anything of."""
    used = uses(here, "use/port")
    known = [span for card in in_hand(here) for span in _ports(card)] if used else []
    for mark in used:
        if not any(low <= int(mark.text) <= high for low, high in known):
            yield mark.hit(
                f"port {mark.text} is reached{times(mark)}, but nothing here or in a related document says what "
                "listens there",
                hint="list it under the network requirements, or say in a sentence which part listens on it",
            )


@check("OG406", "undeclared-path", severity=Severity.NOTE, reads="facts")
def undeclared_path(here: Between) -> Iterator[Hit]:
    """A command needs a file that nobody says where to find."""
    used = uses(here, "use/path")
    known = {_name(mark.text) for card in in_hand(here) for mark in card.marks["declare/path"]} if used else set()
    for mark in used:
        if _name(mark.text) not in known and not _present(here, mark.text):
            yield mark.hit(
                f"`{mark.text}` is needed{times(mark)}, but neither in the repository, nor made by a step, nor "
                "explained here or in a related document",
                hint="say where it is or comes from, or list it among the configuration files",
            )


@check("OG405", "undeclared-contact", severity=Severity.NOTE, reads="facts")
def undeclared_contact(here: Between) -> Iterator[Hit]:
    """A step sends the reader to somebody, and nobody says how to reach them."""
    used = uses(here, "use/contact")
    known = [mark.text for card in in_hand(here) for mark in card.marks["declare/contact"]] if used else []
    people = here.outside.config.data
    known += [name for table in ("people", "roles") for name in people.get(table, {})] if used else []
    handles = any(name.startswith("@") for name in known)
    for mark in used:
        if (handles or not mark.text.startswith("@")) and not reached(mark.text, known):
            yield mark.hit(
                f"nothing here or in a related document says how to reach `{mark.text}`",
                hint="add a row to the escalation table, or say beside it how to reach them",
            )


def reached(who: str, known: Iterable[str]) -> bool:
    """Whether somebody is among those whom one can reach, by all the words that name them."""
    wanted = _words(who)
    return any(wanted <= _words(name) for name in known)


def _words(who: str) -> frozenset[str]:
    """The words that tell one from another: without those that all teams have, unless there are no others."""
    folded = _ON_CALL.sub("oncall", who.casefold())
    folded = _LEVELS.sub(lambda match: f"level{_COUNT[match[1] or match[2]]}", folded)
    words = frozenset(word.rstrip("s") for word in re.findall(r"@?[\w/-]+", folded))
    return words - _COMMON or words


def _name(path: str) -> str:
    return posixpath.basename(path.strip("`").rstrip("/"))


def _present(here: Between, path: str) -> bool:
    """Whether the repository has a file of that name anywhere, tracked or not."""
    memo = here.outside.memo
    if "names of files" not in memo:
        memo["names of files"] = {posixpath.basename(name) for name in every_file(here.outside.config.root)}
    return _name(path) in memo["names of files"]


def _ports(card: Card) -> Iterator[tuple[int, int]]:
    """Ports that a document tells of, as ranges with both ends."""
    for mark in card.marks["declare/port"]:
        for low, high in _PORTS.findall(mark.text):
            yield int(low), int(high or low)


CHECKS: tuple[Check, ...] = (undeclared_port, undeclared_contact, undeclared_path)
