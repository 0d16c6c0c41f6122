"""Words as guesses compare them: no case, no punctuation, no plural."""

import re

_NOT_IN_WORD = re.compile(r"[\W_]+")


def words(text: str) -> str:
    """A text as its words with single blanks between, each without its plural."""
    found = _NOT_IN_WORD.sub(" ", text.casefold()).split()
    return " ".join(word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
                    for word in found)  # fmt: skip


def plain(text: str) -> str:
    """A label as it is compared: its words in small letters."""
    return " ".join(_NOT_IN_WORD.sub(" ", text.casefold()).split())


def holds(folded: str, phrase: str) -> bool:
    """Whether folded text holds a folded phrase as whole words; writing without blanks between words has no such."""
    return f" {phrase} " in f" {folded} " if phrase.isascii() else phrase in folded
