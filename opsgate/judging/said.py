"""What a predicate says of one thing that it looked at."""

from dataclasses import dataclass, field
from typing import Literal

from opsgate.words.place import Place

Word = Literal["pass", "fail", "stale", "not-attested", "unknown", "not-applicable"]


@dataclass(frozen=True, slots=True)
class Said:
    """One judgement: a word, the reason, where it shows, and what a person can do about it now.

    ``related`` are the other places that it speaks of. ``rule`` names the rule of a failure where there is one of
    its own (``digest-mismatch``). A failure of ``integrity`` can be waived by nobody. One that ``contradicts`` what
    the document says of itself fails even a gate that is only a precondition.
    """

    word: Word
    reason: str
    place: Place | None = None
    next: str = ""
    related: tuple[Place, ...] = ()
    rule: str = ""
    integrity: bool = False
    contradicts: bool = False
    by: str | None = field(default=None)


def holds(reason: str, place: Place | None = None) -> Said:
    return Said("pass", reason, place)


def fails(
    place: Place | None,
    reason: str,
    next: str = "",
    *,
    related: tuple[Place, ...] = (),
    rule: str = "",
    integrity: bool = False,
    contradicts: bool = False,
) -> Said:
    return Said("fail", reason, place, next, related, rule, integrity, contradicts)


def unknown(place: Place | None, reason: str, next: str = "", *, related: tuple[Place, ...] = ()) -> Said:
    """Nobody can tell, which keeps a gate shut."""
    return Said("unknown", reason, place, next, related)


def spared(reason: str, place: Place | None = None) -> Said:
    """The question does not arise."""
    return Said("not-applicable", reason, place)
