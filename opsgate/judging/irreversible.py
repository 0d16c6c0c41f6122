"""What a document tells its reader to do that cannot be undone: commands, statements of SQL, and sentences."""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import NamedTuple

from opsgate.judging.steps import Runs, asked
from opsgate.judging.verbs import Verbs, verbs
from opsgate.reading.nodes import Block
from opsgate.reading.outline import Outline
from opsgate.reading.shell import parse_line
from opsgate.reading.shellnodes import Command
from opsgate.words.patterns import lazy
from opsgate.words.text import Span

_SQL = frozenset({"sql", "psql", "mysql", "postgres", "postgresql", "plpgsql", "tsql", "sqlite", "cql", "mariadb"})
_UNLABELLED = frozenset({"", "text", "txt", "plaintext", "plain", "none"})
_LEAVES = frozenset({"paragraph", "cell"})
_FIRST = lazy(r"\W*(?:(?:then|now|finally|next|first|please|manually|optionally)[\s,:]+)*([A-Za-z-]+)\b", re.IGNORECASE)
_WORD = lazy(r"[A-Za-z]+")
_END = lazy(r"[.!?:;](?=\s|\Z)|\n")
_PATH = lazy(r"[/~$*]")
_LONGEST = 60
_NEAR = 200


class Loss(NamedTuple):
    """Something that cannot be undone: its words, shortened, and where they stand; ``said`` in a sentence."""

    text: str
    span: Span
    said: bool = False


def losses(outline: Outline) -> Iterator[Loss]:
    """All that a document tells its reader to do and that cannot be undone, in document order."""
    lists = verbs()
    runs = Runs(outline)
    raw = outline.raw
    for block in outline.walk():
        if block.kind in ("fence", "code"):
            yield from _in_code(raw, block, runs, lists)
        elif block.kind in _LEAVES:
            source = raw[slice(*block.span)]
            if "`" in source:
                yield from _quoted(raw, block, source, runs, lists)
            if block.kind == "paragraph":
                yield from _in_words(raw, block, source, lists)


def _in_code(raw: str, block: Block, runs: Runs, lists: Verbs) -> Iterator[Loss]:
    script = runs.script(block)
    label = (block.info.split() or [""])[0].lower()
    if script is not None:
        stated = _may_state(raw[slice(*block.span)], lists)
        cloned = any(command.program.text == "git" and "clone" in command.texts for command in script.commands)
        for command in script.commands:
            if cloned and command.program.text == "git":
                continue
            if _is_final(command, lists):
                yield Loss(_short(raw, command.span), command.span)
            else:
                yield from _statements(raw, (word.span for word in command.arguments if stated), lists)
        yield from _statements(raw, (heredoc.span for heredoc in script.heredocs if stated), lists)
    elif label in _SQL:
        yield from _statements(raw, block.lines, lists)
    elif label in _UNLABELLED:
        for line in block.lines:
            first = raw[slice(*line)].split(maxsplit=2)
            program = next((word for word in first[:2] if word != "sudo"), "")
            if lists.irreversible.knows(program):
                yield from (
                    Loss(_short(raw, found.span), found.span)
                    for found in parse_line(raw, line).commands
                    if _is_final(found, lists)
                )


def _may_state(source: str, lists: Verbs) -> bool:
    """Whether a text has words that statements begin with."""
    lower = source.lower()
    return any(word in lower for word in lists.begins)


def _statements(raw: str, spans: Iterable[Span], lists: Verbs) -> Iterator[Loss]:
    for span in spans:
        for match in lists.sql.finditer(raw, *span):
            before = raw[max(span[0], match.start() - _NEAR) : match.start()].rpartition("\n")[2]
            behind = raw[match.end() : min(span[1], match.end() + _NEAR)]
            made_again = behind.lstrip().lower().startswith("if exists")
            if not made_again and "--" not in before and "#" not in before and _is_statement(before):
                yield Loss(_short(raw, (match.start(), match.end() + len(behind))), match.span())


def _is_statement(before: str) -> bool:
    return not before.strip(" \t\"'`;({[") or before.rstrip()[-1:] in ";\"'`({" or "alter" in before.lower()


def _is_final(command: Command, lists: Verbs) -> bool:
    arguments = command.texts
    if command.nested or any(word.partition("=")[0] in lists.rehearsals for word in arguments):
        return False
    if not lists.irreversible.find(command) or lists.rehearsing.find(command):
        return False
    program = command.program.text.rpartition("/")[2]
    if program == "rm":
        paths = [word for word in arguments if not word.startswith("-")]
        return any(_lasts(word, lists) for word in paths) or (command.fed and not paths)
    if program == "find":
        paths = list(takewhile(lambda word: not word.startswith("-"), arguments))
        return any(_lasts(word, lists) for word in paths) and not _names_passing(arguments, lists)
    if program == "truncate":
        return not _names_passing(arguments, lists)
    return not (program in ("kubectl", "oc") and any(word in ("-f", "--filename", "-k") for word in arguments))


def _lasts(target: str, lists: Verbs) -> bool:
    """Whether a path holds what nobody can make again: none of caches, builds and passing places."""
    target = target.replace('"', "").replace("'", "")
    parts = [part for part in re.split(r"[/\\]", target.lower()) if part]
    if not _PATH.search(target[:1]) and "*" not in target:
        return False
    parts += [part.partition("$")[0].rstrip("-_.") for part in parts]  # ``build-$NUMBER``
    return not any(part in lists.passing or "tmp" in part or "temp" in part or "cache" in part for part in parts)


def _names_passing(arguments: Iterable[str], lists: Verbs) -> bool:
    """Whether a path or a pattern names what can be made again: ``*.tmp``, ``/var/log``."""
    return any(word.lower() in lists.passing for argument in arguments for word in _WORD.findall(argument))


def _quoted(raw: str, block: Block, source: str, runs: Runs, lists: Verbs) -> Iterator[Loss]:
    """Commands and statements of SQL that a sentence tells the reader to run, in inline code."""
    for command in runs.inline(block) if lists.irreversible.mentioned(source) else ():
        if _is_final(command, lists):
            yield Loss(_short(raw, command.span), command.span)
    if _may_state(source, lists):
        yield from _quoted_statements(raw, block, lists)


def _in_words(raw: str, block: Block, source: str, lists: Verbs) -> Iterator[Loss]:
    """What a sentence tells the reader to destroy."""
    first = None if source.lstrip("*_ ")[:1] in "[`<{" else _FIRST.match(source)
    if first and first[1].lower() in lists.destroying:
        span = (block.span[0] + first.start(1), _sentence_end(raw, block.span))
        if _is_lasting(first[1].lower(), raw[first.end(1) + block.span[0] : span[1]], lists):
            yield Loss(_short(raw, span), span, said=True)


def _quoted_statements(raw: str, block: Block, lists: Verbs) -> Iterator[Loss]:
    """Statements of SQL that a sentence tells the reader to run, in inline code with what they are about."""
    linked = [piece.span for piece in block.inlines if piece.kind == "link"]
    for piece in block.inlines:
        if piece.kind != "code" or any(start <= piece.span[0] < end for start, end in linked):
            continue
        match = lists.sql.match(piece.text.strip())
        if match and len(piece.text.split()) > 2 and asked(raw[block.span[0] : piece.span[0]]):
            yield Loss(_short(raw, piece.span), piece.span)


def _is_lasting(verb: str, rest: str, lists: Verbs) -> bool:
    words = [word.lower() for word in _WORD.findall(re.split(r"[(,;]", rest)[0])[:5]]
    objects = lists.objects.get(verb, lists.objects["*"])
    return any(word in objects for word in words) and not any(word in lists.lesser for word in words)


def _sentence_end(raw: str, span: Span) -> int:
    match = _END.search(raw, *span)
    return match.start() if match else span[1]


def _short(raw: str, span: Span) -> str:
    words = " ".join(raw[span[0] : min(span[1], span[0] + _NEAR)].replace("`", "").split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
