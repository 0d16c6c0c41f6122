"""Colour for terminals, and text that cannot move their cursor."""

import re
from collections.abc import Mapping

_CODES = {"red": "31", "green": "32", "yellow": "33", "cyan": "36", "bold": "1", "dim": "2"}
_CONTROL = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


class Paint:
    """Puts a text in a colour, or leaves it as it is."""

    def __init__(self, *, colour: bool) -> None:
        self.colour = colour

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.colour else text


def visible(text: str) -> str:
    r"""A text from a document with tabs as spaces and control characters spelt out, so that it stays on its line.

    A byte of a file name that is no UTF-8 (a lone surrogate, in Python) is spelt as the byte that it is, ``\xff``.
    """
    return _CONTROL.sub(_spelt, text.replace("\t", "    "))


def _spelt(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code:02x}"


def wants_colour(environment: Mapping[str, str], *, terminal: bool, chosen: str = "auto") -> bool:
    """Whether to use colour: ``--color``, then NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, then whether it is a terminal."""
    if chosen != "auto":
        return chosen == "always"
    if environment.get("NO_COLOR"):
        return False
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if environment.get(name, "0") not in ("", "0"):
            return True
    return terminal and environment.get("TERM") != "dumb" and environment.get("CLICOLOR", "1") != "0"
