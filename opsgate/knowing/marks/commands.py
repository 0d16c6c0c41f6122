"""Variables and programs: what a document's shell code uses without a word, and what the document tells of."""

import re
from collections.abc import Collection, Iterator, Sequence

from opsgate.knowing.card import Marked, mark_at
from opsgate.knowing.marks.code import code
from opsgate.knowing.marks.declared import Told, told
from opsgate.knowing.programs import Programs, programs
from opsgate.knowing.subject import Subject
from opsgate.reading.shell import Command, Script
from opsgate.words.text import Span

_PROGRAM = re.compile(r"[a-z][a-z0-9]*(?:[-_.+][a-z0-9]+)*\Z")
_ANOTHER = re.compile(r"(?:YOUR|MY)_|.*(?:XXX|PLACEHOLDER)|[xX]+\Z", re.IGNORECASE)
_BEGINS = re.compile(r"[a-z_.:\\]")
_OUTPUT = re.compile(r"[ \t]{2,}(?:[^\s\\#&|<>-]|->)|\t|[ ](?:=|->|=>|:)[ ]")
"""What stands behind the first word of a line that a program printed."""
_LONGEST = 40


def known_and_used(subject: Subject) -> Marked:
    """Marks of every variable and program that is told of, and of those that are used and are not.

    The mark of a use stands at the first one; ``more`` holds how many there are.
    """
    outline = subject.document.outline
    found = code(outline)
    known = programs()
    variables = _spans(_variables(outline.raw, found, known)) if subject.kind.followed else {}
    called = _spans(_programs(subject, found, known)) if subject.kind.followed else {}
    tells = told(outline, found, variables, called)
    for name, span in tells.variables.items():
        yield "declare/variable", mark_at(subject, span, name)
    for name, span in _packages(tells, known, called).items():
        yield "declare/program", mark_at(subject, span, name)
    for name, spans in _untold(variables, tells):
        yield "use/variable", mark_at(subject, spans[0], name, str(len(spans)))
    for name, spans in called.items():
        if name not in tells.programs and not (tells.brings_own and name not in known.by_program):
            yield "use/program", mark_at(subject, spans[0], name, str(len(spans)))


def _packages(tells: Told, known: Programs, called: Collection[str]) -> dict[str, Span]:
    """One program of each package that is told of, and those that no list knows, where it calls or requires them."""
    found: dict[str, Span] = {}
    for name, span in tells.programs.items():
        package = known.by_program.get(name)
        if package is not None or name in called or name in tells.required:
            found.setdefault(package.programs[0] if package else name, span)
    return found


def _untold(variables: dict[str, list[Span]], tells: Told) -> Iterator[tuple[str, list[Span]]]:
    for name, spans in variables.items():
        if name in tells.variables:
            continue
        before = [s for s in spans if tells.unknown_from is None or s[0] < tells.unknown_from]
        if before:
            yield name, spans


def _spans(found: Iterator[tuple[str, Span]]) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = {}
    for name, span in found:
        spans.setdefault(name, []).append(span)
    return spans


def _variables(raw: str, found: Sequence[Script], known: Programs) -> Iterator[tuple[str, Span]]:
    """Variables that are read, but for those of fences with a template, which something else (Terraform) fills in."""
    told_of = {read.name for script in found for read in script.reads if read.told}
    for script in found:
        for read in script.reads if not _is_template(raw, script) else ():
            known_name = read.name in known.variables or read.name in told_of or _ANOTHER.match(read.name)
            if read.sure and not read.away and not known_name:
                yield read.name, read.span


def _is_template(raw: str, script: Script) -> bool:
    block = raw[slice(*script.block.span)] if script.block else ""
    return "$${" in block or "templatefile(" in block


def _programs(subject: Subject, found: Sequence[Script], known: Programs) -> Iterator[tuple[str, Span]]:
    raw = subject.document.text.raw
    for script in found:
        tidy = script.whole and all(_plausible(command, raw) for command in script.commands if not command.away)
        for command in script.commands:
            name = command.program.text
            if command.away or not command.sure or not _plausible(command, raw) or name in known.base:
                continue
            if not _PROGRAM.match(name) or not 1 < len(name) <= _LONGEST:
                continue
            listed = name in known.by_program and not known.english(name)
            optioned = tidy and any(text.startswith("-") for text in command.texts)
            if listed or optioned:
                yield name, command.program.span


def _plausible(command: Command, raw: str) -> bool:
    """Whether a line that begins so is a command, and not output or a piece of something else."""
    start, end = command.program.span
    name = command.program.text
    if not command.program.fixed or name.startswith((".", "/", "~", "$", "[")):
        return True
    if not _BEGINS.match(name) or name.endswith((":", ",", "]", "}", ")", ";")):
        return False
    return not _OUTPUT.match(raw, end) and raw[start : start + 1] not in "\"'"
