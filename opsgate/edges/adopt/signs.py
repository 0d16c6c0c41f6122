"""The words and weights that kinds are guessed by: ``schemas/guesses.yaml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from opsgate.edges.adopt.folding import plain, words
from opsgate.reading.coerce import coerce
from opsgate.reading.yamlvalue import read_yaml
from opsgate.words.resources import resource


@dataclass(frozen=True, slots=True)
class Sign:
    """Words that speak for a kind, or against all of them, where they stand ``where``.

    ``phrases`` maps each word as it is compared to how it is written; every one that is found counts ``points``, and
    all together ``most`` at most. ``says`` is the reason, with ``{words}`` for those that were found.
    """

    where: str
    says: str
    points: int
    most: int
    phrases: Mapping[str, str]
    starts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs of one kind. A ``sure`` kind has a name that means nothing else.

    A kind that ``instructs`` has the signs of instructions of any sort too, once something else speaks for it; the
    ``usual`` one has them in any case.
    """

    signs: tuple[Sign, ...] = ()
    sure: bool = False
    instructs: bool = False
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Guesses:
    """The whole file. ``computed`` holds the points of evidence that is computed from the kinds."""

    enough: int
    lead: int
    perhaps: int
    near: int
    computed: Mapping[str, int]
    common: frozenset[str]
    instructions: tuple[Sign, ...]
    kinds: Mapping[str, Signs]
    none: tuple[Sign, ...]
    said_as: Mapping[str, str]


@cache
def guesses() -> Guesses:
    """The words and weights that ship with opsgate."""
    data: Any = coerce(read_yaml(resource("schemas", "guesses.yaml").read_text("utf-8")).value, {})
    said = data["reasons"]
    return Guesses(
        enough=data["enough"],
        lead=data["lead"],
        perhaps=data["perhaps"],
        near=data["near"],
        computed=data["computed"],
        common=frozenset(map(words, data["common"])),
        instructions=tuple(_sign(item, said) for item in data["instructions"]),
        kinds={name: _signs(item, said) for name, item in data["signs"].items()},
        none=tuple(_sign(item, said) for item in data["none"]),
        said_as={plain(name): key for key, names in data["said-as"].items() for name in names},
    )


def _signs(data: Mapping[str, Any], said: Mapping[str, str]) -> Signs:
    found = tuple(_sign(item, said) for item in data["signs"])
    sure, instructs, usual = (bool(data.get(key, False)) for key in ("sure", "instructs", "usual"))
    return Signs(found, sure, instructs or usual, usual)


def _sign(data: Mapping[str, Any], said: Mapping[str, str]) -> Sign:
    phrases = {words(str(word)): str(word) for word in data["words"]}
    points = data["points"]
    starts = tuple(f"{phrase} " for phrase in phrases)
    return Sign(data["in"], said[data["says"]], points, data.get("most", points), phrases, starts)
