"""Which commands change things, which cannot be undone, and which only look: the lists of ``schemas/verbs.json``.

A pattern is written as a command is: the program, then words that its arguments have in this order. ``a|b`` is either,
``*`` stands for any characters, and an option may stand anywhere (``-r`` is in ``-rf`` too).
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property
from typing import Any

from opsgate.reading.shellnodes import Command
from opsgate.words.resources import resource

_SHORT = re.compile(r"-[A-Za-z]\Z")
_CLUSTER = re.compile(r"-[A-Za-z]+\Z")
_TOKEN = re.compile(r"[\w.+-]+")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of writing a command: options that it must have, and words in this order."""

    options: tuple[tuple[str, ...], ...]
    words: tuple[tuple[str, ...], ...]

    def fits(self, arguments: Sequence[str]) -> bool:
        if not all(any(_has_option(choice, arguments) for choice in choices) for choices in self.options):
            return False
        rest = iter([word for word in arguments if not word.startswith("-")])
        return all(any(_same_word(choice, word) for word in rest for choice in choices) for choices in self.words)


@dataclass(frozen=True)
class Commands:
    """A list of patterns, by the programs that they begin with."""

    named: dict[str, list[Pattern]]
    globbed: list[tuple[str, Pattern]]

    def find(self, command: Command) -> bool:
        """Whether a command fits one of the patterns."""
        program = command.program.text.rpartition("/")[2]
        patterns = [*self.named.get(program, ()), *(p for name, p in self.globbed if fnmatchcase(program, name))]
        arguments = command.texts
        return any(pattern.fits(arguments) for pattern in patterns)

    def mentioned(self, text: str) -> bool:
        """Whether a text has the name of one of the programs in it: where it has not, it holds none of the commands."""
        names = _TOKEN.findall(text)
        return not self.named.keys().isdisjoint(names) or any(stem in text for stem in self._stems)

    @cached_property
    def _stems(self) -> tuple[str, ...]:
        return tuple(name.partition("*")[0] for name, _ in self.globbed)

    def knows(self, program: str) -> bool:
        """Whether there is a pattern for a program."""
        return program in self.named or any(fnmatchcase(program, name) for name, _ in self.globbed if name != "*")


class Verbs:
    """All lists as the data file has them, each made ready to be matched when it is first asked for."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data, lost = data, data["irreversible"]
        self._lost, self._changing, self._checking = lost, data["changing"], data["checking"]
        self.rehearsals = frozenset(lost["rehearsals"])
        self.passing = frozenset(lost["passing"])
        self.lesser = frozenset(lost["lesser"])
        self.destroying = frozenset(lost["verbs"])
        self.objects = {verb: frozenset(words) for verb, words in lost["objects"].items()}
        self.begins = tuple(dict.fromkeys(statement.partition(" ")[0] for statement in lost["sql"]))
        """The first words of the statements of SQL, in small letters."""
        self.changes = frozenset(self._changing["verbs"])
        self.english = frozenset(data["english"])
        self.foreign = frozenset(data["foreign"])

    @cached_property
    def irreversible(self) -> Commands:
        return commands(self._lost["commands"])

    @cached_property
    def rehearsing(self) -> Commands:
        return commands(self._lost["rehearsing"])

    @cached_property
    def changing(self) -> Commands:
        return commands(self._changing["commands"])

    @cached_property
    def checking(self) -> Commands:
        return commands(self._checking["commands"])

    @cached_property
    def sql(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w.$-])(?:{_spaced(self._lost['sql'])})(?=\s|$)", re.IGNORECASE)

    @cached_property
    def ways_back(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{_spaced(self._lost['ways back'])})", re.IGNORECASE)

    @cached_property
    def scripts(self) -> re.Pattern[str]:
        return re.compile(self._changing["scripts"], re.IGNORECASE)

    @cached_property
    def checks(self) -> re.Pattern[str]:
        looks = _spaced(self._checking["verbs"])
        return re.compile(rf"\W*(?:please\s+|then\s+|now\s+|finally,?\s+)*(?:{looks})\b", re.IGNORECASE)

    @cached_property
    def expected(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{_spaced(self._data['expected'])})\b", re.IGNORECASE)

    @cached_property
    def otherwise(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{_spaced(self._data['otherwise'])})", re.IGNORECASE)


@cache
def verbs() -> Verbs:
    """The lists as the data file has them."""
    return Verbs(json.loads(resource("schemas", "verbs.json").read_text("utf-8")))


def _spaced(phrases: Iterable[str]) -> str:
    """One expression for all phrases, whose blanks may be any white space."""
    return "|".join(phrase.replace(" ", r"\s+") for phrase in phrases)


def commands(lines: Iterable[str]) -> Commands:
    """Patterns from their lines."""
    named: dict[str, list[Pattern]] = {}
    globbed = []
    for line in lines:
        programs, *rest = line.split()
        choices = [tuple(word.split("|")) for word in rest]
        options = tuple(choice for choice in choices if choice[0].startswith("-"))
        words = tuple(choice for choice in choices if not choice[0].startswith("-"))
        for program in programs.split("|"):
            if "*" in program:
                globbed.append((program, Pattern(options, words)))
            else:
                named.setdefault(program, []).append(Pattern(options, words))
    return Commands(named, globbed)


def _has_option(option: str, arguments: Sequence[str]) -> bool:
    if _SHORT.match(option):
        return any(_CLUSTER.match(word) and option[1] in word[1:] for word in arguments)
    return any(word == option or word.startswith(f"{option}=") for word in arguments)


def _same_word(choice: str, word: str) -> bool:
    if "*" in choice:
        return fnmatchcase(word, choice)
    return choice == word or choice in _parts(word)


def _parts(word: str) -> Iterator[str]:
    """What a word names: ``pvc/data`` and ``pod,pvc`` name kinds of things."""
    for part in word.partition("/")[0].split(","):
        yield part.partition(".")[0].lower()
