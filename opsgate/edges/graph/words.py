"""Text for drawings: on one line, of a bounded width, with nothing in it that moves or ends anything."""

import re
import unicodedata

from opsgate.edges.output.paint import visible

_NARROW = frozenset("iljtfrI.,:;'|!()[]{} /\\-`")
_WIDE = frozenset("mwMW@%—…")
_NO_TEXT = re.compile("[\ufffe\uffff\u2028\u2029]|[\U0001fffe\U0001ffff]")
LONGEST = 300


def plain(text: str, limit: int = LONGEST) -> str:
    """A text on one line, control characters spelt out, no longer than ``limit`` characters."""
    line = _NO_TEXT.sub("\ufffd", visible(" ".join(text[: 4 * limit].split())))
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def width(text: str, size: float) -> float:
    """About how wide a text is in a sans-serif font of that size, in its unit."""
    return sum(map(_share, text)) * size


def clipped(text: str, room: float, size: float) -> str:
    """A text that fits, its end left out where it has to."""
    return text if width(text, size) <= room else f"{text[: _fitting(text, room - size, size)].rstrip()}…"


def clipped_path(path: str, room: float, size: float) -> str:
    """A path that fits, with its head left out where it has to: its end tells most."""
    if width(path, size) <= room:
        return path
    return f"…{path[len(path) - _fitting(path[::-1], room - size, size) :]}"


def wrapped(text: str, room: float, size: float) -> tuple[str, str]:
    """A text on two lines at most, broken between words where that goes; the second may be empty."""
    if width(text, size) <= room:
        return text, ""
    fitting = _fitting(text, room, size)
    at = text.rfind(" ", 0, fitting + 1)
    at = at if at > fitting // 3 else fitting
    return text[:at].rstrip(), clipped(text[at:].lstrip(), room, size)


def _fitting(text: str, room: float, size: float) -> int:
    """How many characters fit."""
    for number, char in enumerate(text):
        room -= _share(char) * size
        if room < 0:
            return number
    return len(text)


def _share(char: str) -> float:
    """The width of a character as a share of the font's size."""
    if char in _NARROW:
        return 0.38
    if char in _WIDE:
        return 0.95
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    return 0.74 if char.isupper() else 0.61
