"""OG402, OG403: variables and programs that a reader would need and is not told of."""

from collections.abc import Iterator
from functools import lru_cache

from opsgate.judging.check import Between, Check, check
from opsgate.judging.needed import in_hand, mentioned, times, uses
from opsgate.knowing.card import Card, Mark
from opsgate.knowing.programs import programs
from opsgate.words.finding import Severity
from opsgate.words.place import Hit


@check("OG402", "undeclared-variable", severity=Severity.WARNING, reads="corpus")
def undeclared_variable(here: Between) -> Iterator[Hit]:
    """A command reads a variable that nobody sets or explains."""
    used = uses(here, "use/variable")
    known = _told(here, "variable") if used else frozenset()
    for mark in used:
        if mark.text not in known and not mentioned(here, mark.text):
            yield mark.hit(
                f"`${mark.text}` is used{times(mark)}, but neither set nor explained here or in a related document",
                hint="set it in a step before, or say in a table of variables what it is",
            )


@check("OG403", "undeclared-program", severity=Severity.WARNING, reads="corpus")
def undeclared_program(here: Between) -> Iterator[Hit]:
    """A command calls a program that nobody says to install."""
    used = uses(here, "use/program")
    known = _told(here, "program") if used else frozenset()
    missing: dict[str, list[Mark]] = {}
    for mark in used:
        package = programs().by_program.get(mark.text)
        names = (mark.text, package.title) if package else (mark.text,)
        if mark.text not in known and not mentioned(here, *names):
            missing.setdefault(package.title if package else mark.text, []).append(mark)
    for title, marks in missing.items():
        called = _listed([f"`{mark.text}`" for mark in marks])
        alone = title == marks[0].text
        verb = "is" if len(marks) == 1 else "are"
        yield marks[0].hit(
            f"{called} {verb} called, but nothing here or in a related document requires or installs "
            f"{'it' if alone and len(marks) == 1 else title}",
            hint=f"name {f'`{title}`' if alone else title} among the requirements, or install it in a step before",
            related=[mark.place for mark in marks[1:]],
        )


def _told(here: Between, variety: str) -> frozenset[str]:
    """Names that the document and those that it relates to tell of."""
    return frozenset().union(*(_declared(card, variety) for card in in_hand(here)))


def _declared(card: Card, variety: str) -> Iterator[str]:
    for mark in card.marks[f"declare/{variety}"]:
        yield mark.text.strip().partition(" ")[0].strip("`")
        if variety == "program":
            yield from _named(mark.text)
        else:
            yield mark.text.strip().strip("`${}")


@lru_cache(maxsize=1024)
def _named(text: str) -> tuple[str, ...]:
    """The programs that a text names; most texts are names that many documents have."""
    return tuple(name for naming in programs().namings(text) for name in naming.programs)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


CHECKS: tuple[Check, ...] = (undeclared_variable, undeclared_program)
