"""A document that rows of a CSV file give, and what of them it could not take."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from opsgate.edges.exchange.csv.kept import Kept
from opsgate.edges.exchange.csv.table import Problem
from opsgate.knowing.kind import Kind

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Made:
    """A document's path (relative to the root) and whole text.

    ``old`` is the text that it had, None where it is new. ``placed`` are the columns that found their place,
    ``kept`` the cells that did not, ``problems`` what is to be said of them, ``lines`` where its rows begin.
    """

    path: str
    text: str
    old: str | None
    placed: tuple[str, ...]
    kept: tuple[Kept, ...]
    problems: tuple[Problem, ...]
    lines: tuple[int, ...]


def free_path(kind: Kind, name: str, to: PurePosixPath | None, taken: Collection[str], numbers: dict[str, int]) -> str:
    """A path for a new document, by the kind's place and what tells the document apart.

    It is none of the ``taken`` ones (in small letters), nor differs from one by the case of letters alone.
    ``numbers`` remembers how often a name was taken.
    """
    slug = slug_of(name)
    usual = PurePosixPath(kind.place.replace("**", "").replace("//", "/").replace("*", slug or kind.name))
    if to is not None:
        usual = to if to.suffix == ".md" else to / usual.name
    if slug and "*" not in kind.place and usual.as_posix().lower() in taken:
        usual = usual.with_name(f"{usual.stem}-{slug}.md")
    path = usual
    while path.as_posix().lower() in taken:
        numbers[usual.as_posix()] = number = numbers.get(usual.as_posix(), 1) + 1
        path = usual.with_name(f"{usual.stem}-{number}.md")
    return path.as_posix()


def slug_of(name: str) -> str:
    """A name as that of a file: small letters, no blanks, dots only inside of versions."""
    short = name.lower().encode()[:_LONGEST].decode(errors="ignore")
    return re.sub(r"(?<![0-9])\.|\.(?![0-9])", "", re.sub(r"[^\w.]+", "-", short)).strip("-")
