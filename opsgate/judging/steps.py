"""Steps as people write them: numbered items, with the commands and code that belong to them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from opsgate.judging.verbs import verbs
from opsgate.reading.nodes import Block
from opsgate.reading.outline import Outline, Section, once
from opsgate.reading.shell import parse_line, scripts
from opsgate.reading.shellnodes import Command, Script
from opsgate.words.patterns import lazy

_LEAVES = frozenset({"paragraph", "cell", "heading"})
_CODE = frozenset({"fence", "code"})
_PROSE = frozenset({"text", "code", "break"})
_LEAD = lazy(
    r"(?:(?:[Tt]hen|[Nn]ow|[Ff]inally|[Nn]ext|[Ff]irst|[Pp]lease),? )*([A-Za-z-]+) "
    r"(?:the|all|both|each|every|this|that|your|it)\b(?![^.]*:)"
)
_COMMENT = lazy(r"(?:^|\s)(?:#|//|--)\s.*", re.MULTILINE)
_NEGATED = lazy(
    r"\b(?:not|never|n['’]t|avoid|without|instead of|rather than|unless|cannot|no need|assuming)\b[^.!?]*\Z",
    re.IGNORECASE,
)
_ASKED = lazy(
    r"(?:\b(?:run|running|execute|executing|issue|issuing|type|enter|invoke|call|do|with|via|by|then|and|or)\b[\s:,*(]*"
    r"(?:the\s+)?(?:following\s+)?(?:command|query|statement)?[\s:]*|[:(]\s*|\A[\W\d]*)\Z",
    re.IGNORECASE,
)
_WAITS = ("--wait", "--watch", "-w", "--atomic")
_VERIFYING = lazy(r"\b(?:verif|validat|check|test|confirm|smoke|monitor|after)", re.IGNORECASE)
_FAILING = lazy(
    r"\b(?:roll(?:ing)?[\s-]*back|troubleshoot|fail|recover|escalat|problem|issue|error|revert|debug)", re.IGNORECASE
)
_LONGEST = 300
_NEAR = 200
_ASIAN = lazy(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORDS = lazy(r"[^\W\d_]+")


@once
def in_english(outline: Outline) -> bool:
    """Whether a document's prose is in the language that the word lists are in: nothing can be said of others."""
    lists = verbs()
    prose = _words(outline.walk())
    words = [word.lower() for word in _WORDS.findall(prose)]
    foreign = sum(map(lists.foreign.__contains__, words)) + len(_ASIAN.findall(prose))
    return foreign <= sum(map(lists.english.__contains__, words))


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its number, the leaf that begins it, the blocks in it, and those ``after`` it up to the next heading.

    Code that follows an item without an indent belongs to it, as does all that stands before the next item.
    """

    number: int
    item: Block
    lead: Block | None
    blocks: tuple[Block, ...]
    after: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """The steps of one numbered list, also where code without an indent breaks it into several."""

    section: Section
    steps: tuple[Step, ...]


def procedures(outline: Outline) -> Iterator[Procedure]:
    """Every numbered list that stands in no other list, in document order."""
    for section in outline.sections:
        items: list[tuple[int, list[Block]]] = []
        for block in section.blocks:
            if block.kind == "list" and block.ordered:
                if items and block.number != items[-1][0] + 1:
                    yield _procedure(section, items)
                    items = []
                items += [(item.number, [item]) for item in block.children]
            elif items:
                items[-1][1].append(block)
        if items:
            yield _procedure(section, items)


def _procedure(section: Section, items: list[tuple[int, list[Block]]]) -> Procedure:
    steps = []
    for index, (number, blocks) in enumerate(items):
        own = len(blocks)
        if index == len(items) - 1:
            own = next((i for i, block in enumerate(blocks[1:], 1) if block.kind not in _CODE), own)
        inner = tuple(inner for block in blocks[:own] for inner in block.walk())
        after = tuple(inner for block in blocks[own:] for inner in block.walk())
        lead = next((block for block in inner if block.kind in _LEAVES), None)
        steps.append(Step(number, blocks[0], lead, inner, after))
    return Procedure(section, tuple(steps))


def asked(before: str) -> bool:
    """Whether a sentence, up to a piece of code, tells the reader to run it."""
    near = before[-_NEAR:]
    return _ASKED.search(near) is not None and _NEGATED.search(near) is None


class Runs:
    """The commands of a document: those of its shell code, and those that inline code consists of."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self.scripts: tuple[Script, ...] = scripts(outline)
        self._of_block = {id(script.block): script for script in self.scripts}

    def script(self, block: Block) -> Script | None:
        """The shell code of a block, where it is some."""
        return self._of_block.get(id(block))

    def inline(self, block: Block) -> Iterator[Command]:
        """Commands with arguments that a leaf tells the reader to run, as inline code."""
        raw = self._outline.raw
        for piece in block.inlines:
            if piece.kind == "code" and " " in piece.text.strip() and len(piece.text) < _LONGEST:
                start, end = piece.span
                if not asked(raw[block.span[0] : start]):
                    continue
                ticks = len(raw[start:end]) - len(raw[start:end].lstrip("`"))
                yield from parse_line(raw, (start + ticks, end - ticks)).commands

    def of(self, blocks: Iterable[Block]) -> Iterator[Command]:
        """The commands in blocks, in document order."""
        for block in blocks:
            if block.kind in _CODE:
                script = self.script(block)
                yield from script.commands if script else ()
            elif block.kind in _LEAVES:
                yield from self.inline(block)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a step does: it ``changes`` something (by a command that it ``runs``), has ``told`` what should come of it,
    or only ``looks``.
    """

    changes: bool
    runs: bool
    told: bool
    looks: bool


def judge(runs: Runs, step: Step) -> Judged:
    """What a step does, as far as its commands and its first verb say so."""
    lists = verbs()
    commands = list(runs.of(step.blocks))
    first = next((index for index, command in enumerate(commands) if changes(command)), None)
    words = _words(step.blocks)
    after = _words(step.after)
    lead = _LEAD.match(words)
    linked = any(piece.kind == "link" for block in step.blocks if block.kind in _LEAVES for piece in block.inlines)
    named = lead is not None and not linked and lead[1].lower() in lists.changes
    later = [*commands[(first or 0) + 1 :], *runs.of(step.after)]
    shown = any(lists.checking.find(command) for command in later)
    waits = any(option in command.texts for command in commands for option in _WAITS)
    told = (
        shown
        or waits
        or lists.expected.search(f"{words}\n{after}") is not None
        or _comments(step)
        or _output(runs, step)
    )
    looks = lists.checks.match(words) is not None or (first is None and any(map(lists.checking.find, commands)))
    return Judged(first is not None or named, first is not None, told, looks)


def changes(command: Command) -> bool:
    """Whether a command changes something that somebody else may depend on."""
    lists = verbs()
    if command.nested or any(word.partition("=")[0] in lists.rehearsals for word in command.texts):
        return False
    name = command.program.text.rpartition("/")[2]
    return lists.changing.find(command) or lists.scripts.fullmatch(name) is not None


class Around:
    """What the sections around procedures say; every section is looked at once."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._otherwise: dict[int, bool] = {}
        self._following: dict[int, Section] = {}
        self._last_failing: dict[int, int] = {}
        before: dict[tuple[int, int], Section] = {}
        for section in outline.sections:
            beside = (id(section.parent), section.level)
            if beside in before:
                self._following[id(before[beside])] = section
            before[beside] = section
            if _FAILING.search(section.title):
                self._last_failing[id(section.parent)] = section.span[0]

    def checks(self, section: Section) -> bool:
        """Whether a section below this one, or the next one beside it, is about checking what came of it."""
        following = self._following.get(id(section))
        first = section.children[0] if section.children else None
        return any(other is not None and _VERIFYING.search(other.title) is not None for other in (first, following))

    def says_otherwise(self, section: Section) -> bool:
        """Whether a section, one below it or one further on beside it says what to do when something fails."""
        if self._last_failing.get(id(section.parent), -1) > section.span[0]:
            return True
        if id(section) not in self._otherwise:
            self._otherwise[id(section)] = verbs().otherwise.search(self._outline.raw, *section.span) is not None
        return self._otherwise[id(section)]


def _words(blocks: Iterable[Block]) -> str:
    """The prose in blocks, code left out."""
    pieces = []
    for block in blocks:
        if block.kind in _LEAVES:
            pieces.append(
                "".join(" " if p.kind in ("code", "break") else p.text for p in block.inlines if p.kind in _PROSE)
            )
        elif block.kind == "html":
            pieces.append(block.text)
    return "\n".join(pieces)


def _comments(step: Step) -> bool:
    """Whether a comment in the step's code says what to expect."""
    return any(
        verbs().expected.search(match[0]) is not None
        for block in step.blocks
        if block.kind in _CODE
        for match in _COMMENT.finditer(block.text)
    )


def _output(runs: Runs, step: Step) -> bool:
    """Whether the step shows what a command prints: in a transcript, or in a block behind that of the command."""
    shells = 0
    for block in (*step.blocks, *step.after):
        if block.kind not in _CODE:
            continue
        script = runs.script(block)
        if script is None:
            if shells:
                return True
            continue
        shells += 1
        printed = sum(1 for start, end in block.lines if end > start)
        if script.console and printed > len(script.lines):
            return True
    return False
