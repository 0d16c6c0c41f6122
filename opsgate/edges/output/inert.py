"""Words of others in Markdown for GitHub and GitLab, where they stay words: no link, no mention, no HTML, no table."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from opsgate.edges.output.paint import visible

_CODE = re.compile(r"(`[^`]+`)")
_WORD = re.compile(r"(\s+)")
_PLAIN = re.compile(r"""(?:[^\W_]|[.,;:()'"“”‘’«»…–—?+=/→≥≤×·-])*""")
_ALIVE = re.compile(
    r"""
    .*:.*:                      # an emoji by its name
    | .*://                     # an address
    | .*www\.
    | .*[A-Za-z]-[0-9]          # GH-12, TICKET-12
    | [0-9a-f]{7,}              # a commit
    """,
    re.VERBOSE | re.IGNORECASE,
)


def inert(text: str) -> str:
    """A text as inline Markdown that shows its characters and does nothing.

    What stands between backticks is code, as in all messages. Any other word that Markdown, GitHub or GitLab might
    make something of becomes code too: there, nobody is notified, and nothing is a link.
    """
    pieces = groupby(_pieces(visible(text)), key=itemgetter(0))
    parts = [(is_code, "".join(part for _, part in group)) for is_code, group in pieces]
    return "".join(code(part) if is_code else part for is_code, part in parts)


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """The text in pieces, each with whether it is code."""
    for number, segment in enumerate(_CODE.split(text)):
        if number % 2:
            yield True, segment[1:-1]
            continue
        for word in filter(None, _WORD.split(segment)):
            if word.isspace() or (_PLAIN.fullmatch(word) and not _ALIVE.match(word)):
                yield False, word
                continue
            core = word.lstrip("(“").rstrip(".,;:)”")
            before, _, after = word.partition(core) if core else (word, "", "")
            yield from (piece for piece in ((False, before), (True, core), (False, after)) if piece[1])


def code(text: str) -> str:
    """A text as code: with as many backticks around it as it needs."""
    shown = visible(text)
    if not shown:
        return ""
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def row(cells: Iterable[str]) -> str:
    """A row of a table; a bar inside a cell does not end it."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def clipped(text: str, most: int) -> str:
    """The beginning of a text that is longer than that many characters."""
    return text if len(text) <= most else text[: most - 1] + "…"
