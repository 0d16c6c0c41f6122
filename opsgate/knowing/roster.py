"""Rosters: the owners that one file knows, each with the line that names it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from opsgate.words.place import Spot
from opsgate.words.text import Span, Text

Sort = Literal["user", "group", "address", "display", "named"]
"""What a name is of. One that is only ``named`` is known, but says nothing about who else there is."""

MAX_BYTES = 1024 * 1024
MAX_ENTRIES = 50_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An owner as a file names it: ``sam``, ``acme/sre`` or ``sam@example.org``, without ``@`` and kind before it."""

    sort: Sort
    name: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Roster:
    """What one file knows. ``title`` is its name in a sentence.

    One that is ``partial`` could not be read to its end, or leaves to other files what cannot be read from here: who
    is not on it may exist all the same.
    """

    title: str
    head: Spot
    entries: tuple[Entry, ...]
    partial: bool = False


def spot(path: str, text: Text, span: Span, *keys: str | int) -> Spot:
    """A part of a file, with its lines and columns."""
    return Spot(path, keys, span, (), text.position(span[0]), text.position(span[1]))


def head(path: str, text: Text) -> Spot:
    """The first line of a file."""
    return spot(path, text, (0, len(text.line(1))))


def decoded(content: bytes | None) -> Text | None:
    """The text of a file; None where it was not read, is too large, or is no text in UTF-8."""
    if content is None or len(content) > MAX_BYTES:
        return None
    try:
        return Text(content.decode("utf-8"))
    except UnicodeDecodeError:
        return None


def fold(name: str) -> str:
    """A name as names are compared: without case and doubled blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def segments(name: str) -> tuple[str, ...]:
    """The parts of ``org/team``; the namespace ``default`` is none."""
    parts = tuple(part for part in fold(name).split("/") if part)
    return parts[1:] if len(parts) > 1 and parts[0] == "default" else parts


def loose(name: str) -> str:
    """A name as people say it: ``Platform Team`` and ``platform-team`` are one."""
    return re.sub(r"[\s_.-]+", "", fold(name))
