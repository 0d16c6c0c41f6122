"""The end of a version: which versions end with it, and which documents do not present one as supported."""

from opsgate.reading.values.versions import Version

NOT_PRESENTING = ("eol-plan", "release-checklist", "record", "operation-guide")
"""Kinds whose version is that of a plan, a release, an event or of the document itself."""


def has_ended(ended: Version, other: object) -> bool:
    """Whether a version is one of those that ended: ``v1`` stands for every 1.x, ``1.2`` for every 1.2.x."""
    if not isinstance(other, Version):
        return False
    numbers = (*other.numbers, 0, 0)[: len(ended.numbers)] if len(other.numbers) < len(ended.numbers) else other.numbers
    return numbers[: len(ended.numbers)] == ended.numbers and (not ended.prerelease or ended == other)
