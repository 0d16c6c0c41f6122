"""CODEOWNERS files of GitHub and GitLab: who owns paths. Only who is read here, not which paths.

GitHub: ``PATTERN OWNER...`` with blanks in patterns escaped, and comments from ``#`` on. GitLab has sections too, whose
head names owners for the lines below it: ``[Name][2] @owner``, ``^[Optional]``; and roles: ``@@maintainer``.
"""

import re
from collections.abc import Iterator

from opsgate.knowing.roster import MAX_ENTRIES, Entry, Roster, Sort, decoded, head, spot
from opsgate.words.text import Span, Text

PATHS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")

_SECTION = re.compile(r"[ \t]*\^?\[[^\]\r\n]+\](?:\[\d{1,9}\])?")
_PATTERN = re.compile(r"[ \t]*(?:\\[^\r\n]|[^\s\\])+")
_TOKEN = re.compile(r"\S+")
_OWNER = re.compile(
    r"(?P<role>@@[\w-]+)|@(?P<group>[\w][\w.-]*(?:/[\w.-]+)+)|@(?P<user>[\w][\w.-]*)|(?P<address>[^@\s]+@[^@\s]+\.[^@\s]+)"
)


def read_codeowners(path: str, content: bytes | None) -> Roster:
    """The owners of a CODEOWNERS file. What is no owner on its lines is passed over; nothing is raised.

    ``content`` is None where the file could not be read.
    """
    text = decoded(content)
    if text is None:
        return Roster(path, head(path, Text("")), (), partial=True)
    entries: dict[tuple[Sort, str], Entry] = {}
    for sort, name, span in _owners(text, comments=not path.startswith(".gitlab/")):
        if (sort, name.casefold()) not in entries:
            entries[sort, name.casefold()] = Entry(sort, name, spot(path, text, span))
        if len(entries) > MAX_ENTRIES:
            break
    return Roster(path, head(path, text), tuple(entries.values()), partial=len(entries) > MAX_ENTRIES)


def _owners(text: Text, *, comments: bool) -> Iterator[tuple[Sort, str, Span]]:
    """Owners in order; ``comments`` tells whether ``#`` begins one behind owners too (at GitLab it does not)."""
    for number, start in enumerate(text.starts, 1):
        line = text.line(number)
        if line.lstrip().startswith("#"):
            continue
        first = _SECTION.match(line) or _PATTERN.match(line)
        for token in _TOKEN.finditer(line, first.end() if first else len(line)):
            if comments and token[0].startswith("#"):
                break
            found = _OWNER.fullmatch(token[0].rstrip(",;"))
            if found is not None:
                yield *_sorted(found), (start + token.start(), start + token.start() + found.end())


def _sorted(found: re.Match[str]) -> tuple[Sort, str]:
    if found["role"]:
        return "named", found["role"].removeprefix("@@")
    if found["group"]:
        return "group", found["group"]
    return ("user", found["user"]) if found["user"] else ("address", found["address"])
