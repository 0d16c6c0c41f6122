"""The page as plain data: what it says, in the order in which it says it, before anything is made into HTML.

Texts are as documents have them; the template makes them harmless. ``state`` is always one of ``STATES``.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

STATES: Mapping[str, tuple[str, str]] = {
    "pass": ("✓", "pass"),
    "waived": ("~", "waived"),
    "fail": ("✗", "fail"),
    "stale": ("✗", "stale"),
    "not-attested": ("✗", "not attested"),
    "unknown": ("?", "unknown"),
    "not-due": ("·", "not due"),
    "not-applicable": ("·", "not applicable"),
    "none": ("–", "no gate"),
    "overridden": ("!", "overridden"),
    "overdue": ("✗", "overdue"),
    "soon": ("~", "due soon"),
    "held": ("✓", "held"),
    "undated": ("·", "no limit"),
    "never": ("?", "none on record"),
    "error": ("✗", "error"),
    "warning": ("!", "warning"),
    "note": ("·", "note"),
}
"""What became of something: its mark and its word, so that colour never says it alone."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a file; ``href`` is empty where nothing leads there."""

    path: str
    line: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it may be released: a sentence, what is behind it, and what keeps it from being the last word."""

    state: str
    subject: str
    headline: str
    lead: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that is open, and what a person can do about it. ``name`` is ``gate/criterion``, or a rule.

    ``document`` is the number of the document's row, 0 where it is about none.
    """

    document: int
    path: str
    name: str
    asks: str
    state: str
    reason: str
    also: tuple[str, ...]
    next: str
    note: str
    spot: Spot | None
    related: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts next: a role with the people who have it, an owner, or nobody in particular."""

    name: str
    why: str
    people: tuple[str, ...]
    todos: tuple[Todo, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A gate of a document at a level, and how many of its criteria are open."""

    level: str
    gate: str
    state: str
    open: int


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of a procedure, or a part of the definition of done, and what is lacking for it."""

    statement: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A document of the matrix; ``number`` counts from 1 and names it within the page."""

    number: int
    path: str
    title: str
    kind: str
    status: str
    owner: str
    blocks: bool
    state: str
    cells: tuple[Cell, ...]
    sop: tuple[StepShown, ...]
    done: tuple[StepShown, ...]
    open: tuple[tuple[str, Todo], ...]
    spot: Spot

    @property
    def steps(self) -> int:
        """How many steps of the procedure are shown done."""
        return sum(not step.lacks for step in self.sop)


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding. ``fix`` is ``safe``, ``unsafe`` or empty."""

    severity: str
    rule: str
    name: str
    message: str
    hint: str
    kind: str
    fix: str
    spot: Spot

    @property
    def title(self) -> str:
        """The rule, as people look for it."""
        return f"{self.rule} {self.name}"


@dataclass(frozen=True, slots=True)
class Moment:
    """A review, a drill or another trial: the day on which it was, and until when it holds.

    ``sort`` is ``review``, ``drill`` or ``trial``; without a ``day`` there should have been one and is none.
    What failed or lies in the future holds nothing, and has no ``due``.
    """

    path: str
    title: str
    sort: str
    what: str
    day: datetime.date | None
    due: datetime.date | None
    source: str
    passed: bool | None
    state: str
    age: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign on the time axis; ``at`` is its place in per cent of the axis."""

    at: float
    look: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A document on the time axis: its marks, and the spans (from, to, look) in which a review or drill holds."""

    label: str
    words: str
    state: str
    marks: tuple[Mark, ...]
    spans: tuple[tuple[float, float, str], ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """The time axis: ticks with the words under them, today, its lines, and how many were left out."""

    ticks: tuple[tuple[float, str], ...]
    today: float
    lines: tuple[Line, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Relation:
    """One document naming another, or something else."""

    source: str
    relation: str
    target: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Past:
    """A verdict on record, or why it cannot be read (``fault``). ``parts`` are criteria by state, worst first."""

    name: str
    fault: str = ""
    as_of: str = ""
    release: str = ""
    level: str = ""
    state: str = "unknown"
    word: str = ""
    doubts: tuple[str, ...] = ()
    commit: str = ""
    parts: tuple[tuple[str, int], ...] = ()
    changes: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page says. ``accepted`` counts the findings that a baseline accepts, which are not in ``faults``."""

    title: str
    answer: Answer
    facts: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, str, str], ...]
    actors: tuple[Actor, ...]
    advice: tuple[Actor, ...]
    levels: tuple[str, ...]
    rows: tuple[Row, ...]
    without: tuple[tuple[str, int], ...]
    faults: tuple[Fault, ...]
    faults_in_all: int
    suppressed: int
    accepted: int
    moments: tuple[Moment, ...]
    axis: Axis
    drawing: str
    drawn: str
    relations: tuple[Relation, ...]
    history: tuple[Past, ...]
    basis: tuple[tuple[str, tuple[str, ...]], ...]
    version: str
    as_of: str
