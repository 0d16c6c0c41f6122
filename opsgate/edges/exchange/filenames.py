"""Titles as names of files that every system takes, and when two names are one to some of them."""

import re
import unicodedata

MAX_NAME = 80
DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)\Z", re.IGNORECASE)
"""Names that are devices to some systems, whatever stands behind their first dot."""


def slug(title: str) -> str:
    """A title as a file name without extension: small letters, digits and ``-``; empty where it has neither."""
    kept: list[str] = []
    for char in _folded(title):
        kind = unicodedata.category(char)[0]
        mark = kind == "M" and kept and kept[-1] != " "
        kept.append(char if kind in "LN" or char == "." or mark else " ")
    words = "-".join("".join(kept).split())
    words = re.sub(r"\.(?!(?<=\d\.)\d)", "-", words)
    name = cut(re.sub("-{2,}", "-", words)).strip("-.")
    return f"{name}-page" if DEVICE.match(name.partition(".")[0]) else name


def cut(name: str) -> str:
    """A name that is no longer than MAX_NAME characters and twice as many bytes."""
    name = name[:MAX_NAME]
    while len(name.encode()) > 2 * MAX_NAME:
        name = name[:-1]
    return name


def alike(path: str) -> str:
    """A path as systems compare it that know neither case nor forms of Unicode."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", path).casefold())


def _folded(title: str) -> str:
    return alike(title).replace("'", "").replace("’", "")
