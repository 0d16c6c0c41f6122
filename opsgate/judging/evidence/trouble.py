"""Why evidence could not be taken: it cannot be read, or what reads it is not installed."""

from typing import Literal

from opsgate.words.place import Place


class Unreadable(Exception):
    """A file that is not the evidence it is given for: why, what mends it, and the line (from 1) where it shows.

    ``word`` is ``fail`` for evidence that is bad, ``unknown`` for evidence that nobody could look at.
    """

    def __init__(
        self, reason: str, hint: str = "", line: int = 1, *, word: Literal["fail", "unknown"] = "fail"
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint
        self.line = line
        self.word = word
        self.place: Place | None = None


class Absent(Unreadable):
    """There is no such file: nothing by that name, or a folder."""


class MissingExtra(Exception):
    """A library that opsgate does not always bring along; nothing is decided without it."""

    def __init__(self, extra: str, what: str) -> None:
        super().__init__(f"{what} needs the extra `{extra}`")
        self.reason = f"{what} needs libraries that are not installed"
        self.hint = f"pip install 'opsgate[{extra}]'"
