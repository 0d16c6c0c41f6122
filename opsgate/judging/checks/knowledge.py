"""OG402, OG403: variables and programs that a reader would need and is not told of."""

from collections.abc import Iterator
from functools import lru_cache

from opsgate.judging.check import Between, Check, check
from opsgate.knowing.card import Card, Mark
from opsgate.knowing.programs import programs
from opsgate.words.finding import Severity
from opsgate.words.place import Hit


@check("OG402", "undeclared-variable", severity=Severity.WARNING, reads="corpus")
def undeclared_variable(here: Between) -> Iterator[Hit]:
    """A command reads a variable that nobody sets or explains."""
    uses = _uses(here, "use/variable")
    known = _told(here, "variable") if uses else frozenset()
    for mark in uses:
        if mark.text not in known:
            yield mark.hit(
                f"`${mark.text}` is used{_times(mark)}, but neither set nor explained here or in a related document",
                hint="set it in a step before, or say in a table of variables what it is",
            )


@check("OG403", "undeclared-program", severity=Severity.WARNING, reads="corpus")
def undeclared_program(here: Between) -> Iterator[Hit]:
    """A command calls a program that nobody says to install."""
    uses = _uses(here, "use/program")
    known = _told(here, "program") if uses else frozenset()
    missing: dict[str, list[Mark]] = {}
    for mark in uses:
        package = programs().by_program.get(mark.text)
        if mark.text not in known:
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


def _uses(here: Between, topic: str) -> tuple[Mark, ...]:
    """Uses in a document that somebody follows; nobody follows one that is history."""
    return here.card.marks[topic] if here.kind.followed and here.card.stage != "history" else ()


def _told(here: Between, variety: str) -> frozenset[str]:
    """Names that the document and those that it relates to tell of."""
    return frozenset().union(*(_declared(card, variety) for card in (here.card, *here.index.neighbours(here.card))))


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


def _times(mark: Mark) -> str:
    count = int(mark.more[0]) if mark.more and mark.more[0].isdecimal() else 1
    return f" {count} times" if count > 1 else ""


CHECKS: tuple[Check, ...] = (undeclared_variable, undeclared_program)
