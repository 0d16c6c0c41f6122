"""What all that was said of a criterion comes to."""

from collections.abc import Iterable
from dataclasses import dataclass

from opsgate.judging.said import Said, Word, unknown

_WORST: tuple[Word, ...] = ("fail", "stale", "not-attested", "unknown", "pass", "not-applicable")


@dataclass(frozen=True, slots=True)
class Ruling:
    """The worst of all that was said of a criterion, and the others of its side, the worst first.

    ``integrity`` and ``contradicts`` say whether anything bad was a matter of integrity or contradicted a claim, the
    worst or not.
    """

    said: Said
    others: tuple[Said, ...] = ()
    integrity: bool = False
    contradicts: bool = False


def worst(said: Iterable[Said]) -> Ruling:
    """What all that was said comes to; nothing said is ``unknown``."""
    found = list(said)
    if not found:
        return Ruling(unknown(None, "there was nothing to judge, and nothing is not enough"))
    word = min((item.word for item in found), key=_WORST.index)
    as_bad = [item for item in found if item.word == word]
    first = next((item for item in as_bad if item.integrity or item.contradicts), as_bad[0])
    bad = [item for item in found if item.word not in ("pass", "not-applicable")]
    return Ruling(
        first,
        tuple(item for item in sorted(bad or as_bad, key=lambda item: _WORST.index(item.word)) if item is not first),
        any(item.integrity for item in bad),
        any(item.contradicts for item in bad),
    )
