"""What every value type shares: the parser's frame, the one error, and ordering by a key."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from opsgate.words.text import Span

T_co = TypeVar("T_co", covariant=True)

# Patterns are strings with their flags inside: `re` compiles one when it is first used and keeps it, so that
# importing a type costs nothing until a document has a value of it. `[0-9]`, never `\d`, which takes the digits of
# every script.
_UNFILLED = r"""(?xi) (?:
    \[ [^\[\]]+ \] | < [\w\ -]+ > | \{\{ [^{}]* \}\} | \.\.\. | … | \?+ | 1 \s* (?:\.\.+|…) \s* n (?:\ steps)?
  | (?: tbd | tba | tbc | todo | fixme | xxx+ | placeholder | change[ _-]?me ) [.!?]? )
"""
_PLACEHOLDER = r"""(?xs)
    \[ [^\[\]]+ \] (?!\()                                         # [NAME], [X.X]+, but not [text](target)
  | < (?=[^<>]*[A-Za-z]) \w[\w\ -]*(?<!\ ) > | \{\{ [^{}]* \}\}     # <name>, {{ name }}
  | \.\.\. | …
  | \A 1 \s* \.\. \s* [nN]\b
  | \b [YyMmDdHh]{2,4} (?: [-/.:T] [YyMmDdHhSs]{2,4} )+ \b
  | \A (?i: tbd | tba | tbc | todo | fixme | xxx+ | placeholder | change[ _-]?me ) \b
"""
_LOGIN = r"(://[^\s/:@]{0,99}:)[^\s/@]+@"
_SHOWN = 60


class BadValue(ValueError):
    """A text that does not hold the value it should.

    ``message`` says what stands there and what is expected, ``hint`` how to mend it, ``span`` which characters
    of the text are at fault (``None``: the whole of it). ``placeholder``: nobody has filled it in yet.
    """

    def __init__(self, message: str, hint: str = "", span: Span | None = None, *, placeholder: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.span = span
        self.placeholder = placeholder


@dataclass(frozen=True, slots=True)
class ValueType(Generic[T_co]):
    """A named type of value: how it is read, what to call it, and an example.

    ``read`` gets a text without blanks around it, never empty, at most ``limit`` characters long; it gives the
    value, or ``None`` when the text has another shape altogether, or raises ``BadValue`` with what exactly is
    wrong (as the end of the sentence "`x` is not a duration: …"; empty when that says it all).
    Call ``parse``, not ``read``. A type of ``prose`` takes placeholders too: whoever reads the prose looks for them.
    """

    name: str
    read: Callable[[str], T_co | None]
    expects: str
    example: str
    limit: int = 500
    prose: bool = False

    @property
    def noun(self) -> str:
        """The type in a phrase without examples: "a duration"."""
        return self.expects.partition(" such as ")[0]

    @property
    def advice(self) -> str:
        """How a value of this type is written, as a hint."""
        return f"write {self.expects.partition(' such as ')[2] or f'`{self.example}`'}"

    def parse(self, text: str) -> T_co:
        """The value that ``text`` holds; ``BadValue`` when it holds none."""
        stripped = text.strip()
        if not stripped:
            raise BadValue(f"nothing stands here, {self.noun} is expected", self.advice)
        if len(stripped) > self.limit:
            raise BadValue(
                f"{show(stripped)} is not {self.noun}: it is {len(stripped):,} characters long, "
                f"at most {self.limit} are read",
                self.advice,
            )
        if not self.prose and is_placeholder(stripped):
            raise self._refusal(text, stripped, BadValue("", placeholder=True))
        try:
            value = self.read(stripped)
        except BadValue as bad:
            raise self._refusal(text, stripped, bad) from None
        if value is None:
            raise self._refusal(text, stripped, None)
        return value

    def _refusal(self, text: str, stripped: str, bad: BadValue | None) -> BadValue:
        if (bad is not None and bad.placeholder) or re.search(_PLACEHOLDER, stripped):
            return BadValue(
                f"{show(stripped)} is a placeholder, {self.noun} is expected", self.advice, placeholder=True
            )
        if bad is None:
            return BadValue(f"{show(stripped)} is not {self.noun}", self.advice)
        start = text.index(stripped)
        span = None if bad.span is None else (bad.span[0] + start, bad.span[1] + start)
        why = f": {bad.message}" if bad.message else ""
        return BadValue(f"{show(stripped)} is not {self.noun}{why}", bad.hint or self.advice, span)

    def part(self, text: str, start: int, end: int) -> T_co:
        """The value that a part of a larger text holds; a refusal's span lies in the larger text."""
        try:
            return self.parse(text[start:end])
        except BadValue as bad:
            begin, stop = bad.span or (0, end - start)
            raise BadValue(bad.message, bad.hint, (start + begin, start + stop), placeholder=bad.placeholder) from None

    def group(self, match: "re.Match[str]", name: str) -> T_co | None:
        """The value that a named group holds; ``None`` when the group took no part in the match."""
        return None if match[name] is None else self.part(match.string, *match.span(name))


class Ordered:
    """Equality, hash and total order by ``_key()``, among values of one class only."""

    __slots__ = ()

    def _key(self) -> tuple[Any, ...]:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ordered) and type(other) is type(self) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((type(self), self._key()))

    def __lt__(self, other: Self) -> bool:
        return self._key() < other._key() if type(other) is type(self) else NotImplemented

    def __le__(self, other: Self) -> bool:
        return self._key() <= other._key() if type(other) is type(self) else NotImplemented

    def __gt__(self, other: Self) -> bool:
        return self._key() > other._key() if type(other) is type(self) else NotImplemented

    def __ge__(self, other: Self) -> bool:
        return self._key() >= other._key() if type(other) is type(self) else NotImplemented


def is_placeholder(text: str) -> bool:
    """Whether the whole text only keeps a place for a value: ``[NAME]``, ``TODO``, ``1..n``, ``...``."""
    return re.fullmatch(_UNFILLED, text) is not None


def show(text: str) -> str:
    """A text as a message quotes it: in backticks, on one line, shortened, nothing invisible and no password in it."""
    text = re.sub(_LOGIN, r"\1…@", text[:1_000])
    text = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return f"`{''.join(char if char.isprintable() else ascii(char)[1:-1] for char in text)}`"


def one_of(words: tuple[str, ...]) -> str:
    """Words as a reader lists them: "`a`, `b` or `c`"."""
    quoted = [f"`{word}`" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
