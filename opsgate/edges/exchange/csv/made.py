"""A document that rows of a CSV file give, and what of them it could not take."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from opsgate.edges.exchange.csv.kept import Kept
from opsgate.edges.exchange.csv.table import Problem
from opsgate.edges.exchange.filenames import alike, slug
from opsgate.knowing.kind import Kind


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

    It is none of the ``taken`` ones (as ``alike`` gives them), nor differs from one by case or Unicode form alone.
    ``numbers`` remembers how often a name was taken.
    """
    word = slug(name)
    usual = PurePosixPath(kind.place.replace("**", "").replace("//", "/").replace("*", word or kind.name))
    if to is not None:
        usual = to if to.suffix == ".md" else to / usual.name
    if word and "*" not in kind.place and alike(usual.as_posix()) in taken:
        usual = usual.with_name(f"{usual.stem}-{word}.md")
    path = usual
    while alike(path.as_posix()) in taken:
        numbers[usual.as_posix()] = number = numbers.get(usual.as_posix(), 1) + 1
        path = usual.with_name(f"{usual.stem}-{number}.md")
    return path.as_posix()
