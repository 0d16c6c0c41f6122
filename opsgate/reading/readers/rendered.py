"""What a document looks like: its Markdown as HTML, to tell whether an edit changed it. Nothing is ever shown of it."""

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _renderer() -> Any:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only fixes compare what documents look like

    return MarkdownIt("commonmark", {"maxNesting": 20}).enable(["table", "strikethrough"])


def rendered(raw: str, start: int = 0) -> str:
    """The HTML of the Markdown that begins at ``start`` of a text: CommonMark with tables and strikethrough."""
    html: str = _renderer().render(raw[start:].replace("\r\n", "\n").replace("\r", "\n"))
    return html
