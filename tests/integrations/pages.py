"""Fenced snippets of a documentation page, in order, by the language that they are marked with."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.integrations.tools import ROOT

_FENCE = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Snippet:
    """A snippet; ``file`` is the name that the text before it gives it, in backticks, or empty."""

    language: str
    text: str
    file: str


def snippets(page: str) -> list[Snippet]:
    """Every fenced block of ``docs/PAGE``."""
    text = Path(ROOT / "docs" / page).read_text("utf-8")
    found, last = [], 0
    for match in _FENCE.finditer(text):
        named = re.findall(r"`([^`\n]*\.\w+)`[^`]*\Z", text[last : match.start()])
        found.append(Snippet(match[1], match[2], named[-1] if named else ""))
        last = match.end()
    return found


def of(page: str, language: str) -> list[Snippet]:
    """The snippets of one language."""
    return [snippet for snippet in snippets(page) if snippet.language == language]
