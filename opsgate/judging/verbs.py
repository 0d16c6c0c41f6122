"""Which commands change things, which cannot be undone, and which only look: the lists of ``schemas/verbs.json``.

A pattern is written as a command is: the program, then words that its arguments have in this order. ``a|b`` is either,
``*`` stands for any characters, and an option may stand anywhere (``-r`` is in ``-rf`` too).
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from opsgate.reading.shellnodes import Command
from opsgate.words.resources import resource

_SHORT = re.compile(r"-[A-Za-z]\Z")
_CLUSTER = re.compile(r"-[A-Za-z]+\Z")


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

    def knows(self, program: str) -> bool:
        """Whether there is a pattern for a program."""
        return program in self.named or any(fnmatchcase(program, name) for name, _ in self.globbed if name != "*")


@dataclass(frozen=True)
class Verbs:
    """All lists, ready to be matched."""

    irreversible: Commands
    rehearsals: frozenset[str]
    passing: frozenset[str]
    lesser: frozenset[str]
    sql: re.Pattern[str]
    ways_back: re.Pattern[str]
    destroying: frozenset[str]
    objects: dict[str, frozenset[str]]
    changing: Commands
    scripts: re.Pattern[str]
    changes: frozenset[str]
    checking: Commands
    checks: re.Pattern[str]
    expected: re.Pattern[str]
    otherwise: re.Pattern[str]
    english: frozenset[str]
    foreign: frozenset[str]


@cache
def verbs() -> Verbs:
    """The lists as the data file has them."""
    data: dict[str, Any] = json.loads(resource("schemas", "verbs.json").read_text("utf-8"))
    lost, changing, checking = data["irreversible"], data["changing"], data["checking"]
    statements, looks = _spaced(lost["sql"]), _spaced(checking["verbs"])
    return Verbs(
        irreversible=commands(lost["commands"]),
        rehearsals=frozenset(lost["rehearsals"]),
        passing=frozenset(lost["passing"]),
        lesser=frozenset(lost["lesser"]),
        sql=re.compile(rf"(?<![\w.$-])(?:{statements})(?=\s|$)", re.IGNORECASE),
        ways_back=re.compile(rf"\b(?:{_spaced(lost['ways back'])})", re.IGNORECASE),
        destroying=frozenset(lost["verbs"]),
        objects={verb: frozenset(words) for verb, words in lost["objects"].items()},
        changing=commands(changing["commands"]),
        scripts=re.compile(changing["scripts"], re.IGNORECASE),
        changes=frozenset(changing["verbs"]),
        checking=commands(checking["commands"]),
        expected=re.compile(rf"\b(?:{_spaced(data['expected'])})\b", re.IGNORECASE),
        otherwise=re.compile(rf"\b(?:{_spaced(data['otherwise'])})", re.IGNORECASE),
        english=frozenset(data["english"]),
        foreign=frozenset(data["foreign"]),
        checks=re.compile(rf"\W*(?:please\s+|then\s+|now\s+|finally,?\s+)*(?:{looks})\b", re.IGNORECASE),
    )


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
