"""What a form for programs says of a rule: its page, without what only the whole documentation can resolve."""

import re
from functools import cache

from opsgate.words.resources import resource

_RULE_URI = "urn:opsgate:rule:"
"""An identifier, not a place: the pages ship with opsgate, and have no address on the web that is sure to stay.

`opsgate explain RULE` shows one, and forms that can hold it have the page itself.
"""
_CODE = re.compile(r"^((`{3,}|~{3,}).*?^\2)$", re.MULTILINE | re.DOTALL)
_RELATIVE = re.compile(r"\[([^\]]+)\]\((?![a-z]+:)[^)\s]+\)")


def help_uri(rule: str) -> str:
    """An absolute URI that names a rule's page."""
    return _RULE_URI + rule


@cache
def rule_page(rule: str) -> str:
    """The page of a rule as Markdown, without its title and with relative links as plain words; code stays as it is.

    Raises FileNotFoundError for a rule that has no page.
    """
    _, _, page = resource("rules", f"{rule}.md").read_text("utf-8").partition("\n")
    parts = _CODE.split(page)
    parts[::3] = [_RELATIVE.sub(r"\1", words) for words in parts[::3]]
    del parts[2::3]
    return "".join(parts).strip() + "\n"


def rule_text(rule: str) -> str:
    """What a rule's page says in words alone: what is wrong, why, and how to mend it."""
    page = rule_page(rule)
    wanted = [page.split("\n## ", 1)[0]]
    for part in page.split("\n## ")[1:]:
        title, _, text = part.partition("\n")
        if title in ("Why", "How to mend"):
            wanted.append(f"{title}:\n{_prose(text)}")
    return "\n\n".join(part.strip() for part in wanted) + "\n"


def why(rule: str) -> str:
    """The first paragraph of why a rule is one, on one line; empty where its page has none."""
    _, _, after = rule_page(rule).partition("\n## Why\n")
    return " ".join(after.split("\n## ", 1)[0].strip().split("\n\n", 1)[0].split())


def _prose(text: str) -> str:
    """The paragraphs of a text before its first code."""
    return re.split(r"^ {0,3}(?:`{3,}|~{3,})", text, maxsplit=1, flags=re.MULTILINE)[0].strip()
