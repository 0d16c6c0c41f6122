"""What a software bill of materials says, whatever its format: the thing it describes and the components in it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

SAYS_NOTHING = frozenset({"", "NOASSERTION", "NONE"})
TOLD = 3  # so many faults are told in full, the others are counted
TEXT = 200  # characters of a fault


@dataclass(frozen=True)
class Component:
    """One part: `license` is an SPDX expression, or None where none is stated, and then `license_note` says why.

    `purl` is the package URL or "". `digests` are written `sha256:<64 hexadecimal digits>`.
    """

    name: str
    version: str
    purl: str
    license: str | None
    digests: frozenset[str] = frozenset()
    license_note: str = ""

    @property
    def label(self) -> str:
        """Name and version, as a person would write them."""
        return f"{self.name or '(no name)'} {self.version}".rstrip()


@dataclass(frozen=True)
class Sbom:
    """A bill of materials; one with `faults` breaks its own standard, and then nothing else of it was read.

    `format` is `CycloneDX` or `SPDX`; `name`, `version` and `digests` are those of what is described, not of the
    file. `faults` are the first few ("place: what is wrong"), `more_faults` counts those that are not in it.
    """

    format: str
    spec_version: str
    name: str = ""
    version: str = ""
    components: tuple[Component, ...] = ()
    digests: frozenset[str] = frozenset()
    faults: tuple[str, ...] = ()
    more_faults: int = 0

    @property
    def all_digests(self) -> frozenset[str]:
        """Digests of what is described and of every component."""
        return self.digests.union(*(component.digests for component in self.components))


def hollow(sbom: Sbom) -> str:
    """Why a bill of materials says nothing about what is inside; empty where it does."""
    if not sbom.components:
        return "it names no component"
    known = [component for component in sbom.components if component.name.strip().upper() not in SAYS_NOTHING]
    if not known:
        return "no component in it has a name"
    if all(
        component.version.strip().upper() in SAYS_NOTHING and not component.purl and not component.digests
        for component in known
    ):
        return "no component in it has a version, a package URL or a digest"
    return ""


def missing_digests(sbom: Sbom, digests: Collection[str]) -> tuple[str, ...]:
    """The digests (`sha256:…`) that the bill of materials knows nothing of: then it is another artifact's."""
    known = sbom.all_digests
    return tuple(digest for digest in digests if digest.lower() not in known)


def shortened(text: str) -> str:
    """A message in one line of a length that a person reads."""
    line = " ".join(text[: TEXT * 8].split())
    return line if len(line) <= TEXT else line[: TEXT - 1] + "…"


def objects(value: object) -> list[Mapping[str, Any]]:
    """The objects in a list of JSON; nothing for what is not a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: object) -> str:
    """A string of JSON; empty for anything else."""
    return value if isinstance(value, str) else ""
