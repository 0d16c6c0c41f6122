"""Findings: hits that the engine has located, weighed and given an identity."""

import hashlib
from dataclasses import dataclass
from enum import IntEnum

from opsgate.words.place import Fix
from opsgate.words.text import Position


class Severity(IntEnum):
    """How much a finding weighs; higher is worse."""

    OFF = 0
    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Region:
    """Part of a file, in lines and columns from 1; the end is exclusive."""

    path: str
    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of."""

    region: Region
    place: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, at its exact place."""

    rule: str
    name: str
    severity: Severity
    message: str
    hint: str
    region: Region
    kind: str | None
    place: str
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    suppressed: str | None = None

    @property
    def path(self) -> str:
        return self.region.path

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.rule, self.region.path, self.place)

    @property
    def order(self) -> tuple[object, ...]:
        """Total and stable order: by file, position, rule, then words."""
        return (self.region.path, self.region.start, self.region.end, self.rule, self.message, self.place)


def fingerprint(rule: str, path: str, place: str) -> str:
    """Identity that survives added lines: rule, path and the stable name of the place, no line number; 32 digits."""
    identity = "\x1f".join((rule, path, place))
    return hashlib.sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()[:32]
