"""What adopting a document means: which front matter it gets, which of its headings count, what is still missing."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Literal

from opsgate.edges.adopt.folding import words
from opsgate.edges.adopt.guess import Guess
from opsgate.edges.adopt.signs import guesses
from opsgate.knowing.kind import LEVELS, Kind, SectionSpec, applies
from opsgate.knowing.structure import match
from opsgate.knowing.subject import Subject
from opsgate.reading.document import Document
from opsgate.reading.outline import Section, same
from opsgate.words.near import nearest

State = Literal["adopt", "written", "already", "none", "blocked"]
"""To be adopted, adopted, of a kind already, of no kind, or one that has to be mended first."""

_FEW_WORDS = 6
_LONG = 6
_FEW_HEADINGS = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """A front-matter key that is written, its value as YAML, and where the value comes from.

    A placeholder comes from nowhere. ``found`` says that the document or the repository says the value in other words.
    """

    key: str
    value: str
    whence: str
    found: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """A heading that counts as a section which has another name."""

    heading: str
    section: str


@dataclass(frozen=True)
class Proposal:
    """What becomes of one file. ``before`` and ``after`` are its text without a byte order mark; from
    offset ``body`` of ``before`` on, both are the same.

    ``named`` says that the file was asked for in so many words. ``fields`` are required keys that nobody knows yet:
    those with a placeholder, then those left out. ``advice`` is for a person to decide.
    """

    path: str
    state: State
    kind: str | None = None
    named: bool = False
    says: str = ""
    guess: Guess | None = None
    before: str = ""
    after: str = ""
    body: int = 0
    entries: tuple[Entry, ...] = ()
    counts: tuple[Counts, ...] = ()
    found: int = 0
    missing: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    advice: tuple[str, ...] = field(default=())

    @property
    def sure(self) -> bool:
        """Whether the kind was said by a person, or the guess is good enough to be written without one."""
        return self.kind is not None and (self.guess is None or self.guess.sure)


def counted(subject: Subject) -> tuple[Counts, ...]:
    """Headings that count as a section by another name than the kind's own."""
    pairs = ((spec, section) for spec, section in subject.sections())
    return tuple(
        Counts(section.title, spec.heading) for spec, section in pairs if same(section.title) != same(spec.heading)
    )


def missing(subject: Subject) -> tuple[SectionSpec, ...]:
    """Sections that the kind asks for at the document's level and that are not there; of a missing one no parts."""
    return tuple(_missing(subject, subject.kind.sections))


def _missing(subject: Subject, specs: tuple[SectionSpec, ...]) -> Iterator[SectionSpec]:
    for spec in specs:
        if spec.optional or not applies(spec.level, subject.level):
            continue
        if subject.structure.missing(spec):
            yield spec
        else:
            yield from _missing(subject, spec.sections)


def having_all(held: Document, kinds: Iterable[Kind]) -> Iterator[Kind]:
    """Kinds of which a document has all sections that they ask for at their lowest level, if those are several."""
    sections = held.outline.sections
    titles = frozenset(same(section.title) for section in sections) if len(sections) <= _FEW_HEADINGS else frozenset()
    return (kind for kind in kinds if _has_all(held, kind, titles))


def _has_all(held: Document, kind: Kind, titles: AbstractSet[str]) -> bool:
    asked = [spec for spec in kind.sections if spec.level == LEVELS[0] and not spec.optional]
    told = len(asked) > 1 and all(not titles.isdisjoint(spec.names) for spec in asked)
    structure = match(held.outline, kind.sections) if told else None
    return structure is not None and not any(structure.missing(spec) for spec in asked)


def renames(subject: Subject, absent: tuple[SectionSpec, ...]) -> Iterator[str]:
    """Headings that may be a missing section under a name that the kind does not know; a person has to judge."""
    left = list({same(each.title): each for each in subject.structure.unmatched[:_FEW_HEADINGS]}.values())
    for spec in absent:
        for inner in spec.walk():
            section = _like(inner, left)
            if section is not None:
                left.remove(section)
                yield f"is “{section.title}” the section “{inner.heading}”? rename it, or add it to the kind's aliases"


def _like(spec: SectionSpec, sections: list[Section]) -> Section | None:
    """The first section whose title is nearly a name of ``spec``, or holds one of two words or more among few others.

    Short names differ by one letter from too many other words.
    """
    known = [name for name in spec.names if len(name) >= _LONG and words(name) not in guesses().common]
    long = [name for name in known if " " in name]
    for section in sections:
        title = same(section.title)
        if section.level < 2 or not title:
            continue
        if nearest(title, known) or (
            len(title.split()) <= _FEW_WORDS and any(f" {name} " in f" {title} " for name in long)
        ):
            return section
    return None
