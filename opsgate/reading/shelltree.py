"""From the grammar's tree to commands, variables and redirections with their spans in the document."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from opsgate.reading.nodes import Block
from opsgate.reading.shellnodes import Assigned, Command, Heredoc, Read, Redirect, Script, Word
from opsgate.reading.shellsource import Source, lines_of, within
from opsgate.reading.shellwords import created, enters, expands, inner_code, literal, names_assigned, unwrap
from opsgate.words.patterns import lazy
from opsgate.words.text import Span

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_TOLD = frozenset([":-", "-", ":=", "=", ":?", "?", ":+", "+"])
_ARITHMETIC = frozenset(
    "arithmetic_expansion binary_expression unary_expression postfix_expression ternary_expression "
    "parenthesized_expression compound_statement c_style_for_statement".split()
)
_SETS = lazy(r"(?:[-+*/%]|<<|>>)?=")
_NAME = lazy(r"[A-Za-z_]\w*\Z", re.ASCII)
_NAMED = lazy(r"(?<![\w$])(?<!\$\{)[A-Za-z_]\w*")
_MARKED = lazy(r"[\\\"'$`{(]")
"""What quotes, escapes or expands."""
_NESTED = 2
_Placed = TypeVar("_Placed", Command, Read, Redirect)
_Sure = TypeVar("_Sure", Command, Read)


@cache
def _parser() -> "Parser":
    import tree_sitter_bash  # noqa: PLC0415 - loads a library, which documents without shell code do not need
    from tree_sitter import Language, Parser  # noqa: PLC0415

    return Parser(Language(tree_sitter_bash.language()))


@dataclass
class _Found:
    """What was met, in any order."""

    commands: list[Command] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    assigned: list[Assigned] = field(default_factory=list)
    functions: list[Word] = field(default_factory=list)
    redirects: list[Redirect] = field(default_factory=list)
    heredocs: list[Heredoc] = field(default_factory=list)
    errors: list[Span] = field(default_factory=list)


def read_tree(source: Source, *, elsewhere: bool = False, console: bool = False, block: Block | None = None) -> Script:
    """Everything that the code holds, in document order; ``elsewhere`` says that it is typed into a shell elsewhere."""
    found = _Found()
    _read(source, found, (0, len(source.code)), away=False, depth=0)
    unsure = _mend(source, found, lines_of(source, found.errors)) if found.errors else []
    commands = sorted(found.commands, key=lambda command: command.program.span)
    outside, opens = _outside(source, commands, elsewhere=elsewhere)
    marked = tuple(_known_unsure(_known_away(c, c.program.span, outside), c.program.span, unsure) for c in commands)
    reads = (_known_unsure(_known_away(read, read.span, outside), read.span, unsure) for read in found.reads)
    turned = (_known_away(redirect, redirect.target.span, outside) for redirect in found.redirects)
    redirects = tuple(sorted(turned, key=lambda redirect: redirect.target.span))
    return Script(
        lines=source.lines,
        commands=marked,
        reads=tuple(sorted(reads, key=lambda read: read.span)),
        assigned=tuple(sorted(found.assigned, key=lambda assigned: assigned.span)),
        functions=tuple(sorted(found.functions, key=lambda word: word.span)),
        redirects=redirects,
        heredocs=tuple(sorted(found.heredocs, key=lambda heredoc: heredoc.span)),
        created=tuple(created(marked, redirects)),
        console=console,
        whole=not found.errors,
        unread=tuple(unsure),
        opens=opens,
        block=block,
    )


def _known_away(found: _Placed, span: Span, outside: Sequence[Span]) -> _Placed:
    """The same, ``away`` where its span begins outside."""
    return replace(found, away=True) if not found.away and within(span, outside) else found


def _known_unsure(found: _Sure, span: Span, unsure: Sequence[Span]) -> _Sure:
    """The same, not ``sure`` where its span begins where the grammar gave up."""
    return replace(found, sure=False) if found.sure and within(span, unsure) else found


def _outside(source: Source, commands: list[Command], *, elsewhere: bool) -> tuple[list[Span], bool]:
    """Spans that are typed into what a command opened (``ssh host``, ``docker exec -it web bash``), up to ``exit``;
    and whether a shell is still open at the end.
    """
    spans: list[Span] = []
    end = source.lines[-1][1] + 1 if source.lines else 0
    opened, into = (0, "shell") if elsewhere else (-1, "")
    for command in commands:
        if opened >= 0 and command.program.text in ("exit", "logout", "quit"):
            spans.append((opened, command.program.span[0]))
            opened, into = -1, ""
        elif opened < 0 and not command.nested:
            into = enters(command)
            opened = source.line_end(command.span[1]) if into else -1
    return ([*spans, (opened, end)] if opened >= 0 else spans), into == "shell"


def _mend(source: Source, found: _Found, broken: list[Span]) -> list[Span]:
    """Read the lines on which the grammar gave up one by one, for what stands alone; gives those that do not.

    A variable that such a line reads counts only where the code names it nowhere without its ``$``: what sets it may be
    in a line that nobody could read.
    """
    named = set(_NAMED.findall(source.code))
    alone: list[tuple[Span, _Found]] = []
    unread: list[Span] = []
    for line, part in source.parts():
        if not within(line, broken):
            continue
        each = _Found()
        if source.code[slice(*part)].strip():
            end = part[1] - source.code.endswith("\\", *part)
            _read(source, each, (part[0], end), away=False, depth=_NESTED)
        if each.errors:
            unread.append((line[0], line[1] + 1))
        else:
            alone.append(((line[0], line[1] + 1), each))
    _replace(found, [line for line, _ in alone])
    for _, each in alone:
        found.commands += each.commands
        found.reads += [one for one in each.reads if one.name not in named]
        found.assigned += each.assigned
        found.functions += each.functions
        found.redirects += each.redirects
    return unread


def _replace(found: _Found, read: Sequence[Span]) -> None:
    """Leave out what begins in the lines, which are read anew."""
    found.commands = [one for one in found.commands if not within(one.program.span, read)]
    found.reads = [one for one in found.reads if not within(one.span, read)]
    found.assigned = [one for one in found.assigned if not within(one.span, read)]
    found.functions = [one for one in found.functions if not within(one.span, read)]
    found.redirects = [one for one in found.redirects if not within(one.target.span, read)]


@dataclass(frozen=True, slots=True)
class _Context:
    """What the nodes above say; ``how`` is that of an assignment right below a command."""

    nested: bool = False
    away: bool = False
    fed: bool = False
    how: str = ""


def _read(source: Source, found: _Found, part: Span, *, away: bool, depth: int) -> None:
    """Read a part of the code: all of it, or what is in the quotes of ``bash -c``."""
    base = part[0]
    tree = _parser().parse(source.code[base : part[1]].encode("ascii", "replace"))
    waiting = [(tree.root_node, _Context(away=away))]
    reader = _Reader(source, found, base, depth, broken=tree.root_node.has_error)
    while waiting:
        waiting.extend(reader.visit(*waiting.pop()))


@dataclass
class _Reader:
    """Takes what the nodes of one tree say; ``broken`` says that the grammar gave up somewhere in it."""

    source: Source
    found: _Found
    base: int
    depth: int
    broken: bool

    def visit(self, node: "Node", context: _Context) -> Iterator[tuple["Node", _Context]]:
        """Take what a node says, and give the nodes below that are still to be visited.

        Signs and keywords are nodes too, of which nothing is to be said unless one is missing.
        """
        kind = node.type
        if self.broken and (node.is_error or node.is_missing):
            self.found.errors.append(self._code(node))
        if kind == "command":
            self._command(node, context)
            context = _Context(context.nested, context.away, context.fed, "prefix")
        elif kind in ("command_substitution", "process_substitution"):
            context = _Context(nested=True, away=context.away)
        elif kind == "pipeline":
            yield from ((child, replace(context, fed=context.fed or i > 0)) for i, child in enumerate(node.children))
            return
        elif kind == "redirected_statement":
            context = replace(context, fed=context.fed or _feeds(node))
        elif kind == "variable_assignment":
            self._named(node, "name", context.how or "=")
        elif kind == "declaration_command":
            how = self._declaration(node)
            inner = replace(context, how=how)
            yield from ((child, inner) for child in node.children if child.type != "variable_name")
            return
        elif kind == "unset_command":
            return
        elif kind in ("simple_expansion", "expansion"):
            self._expansion(node, context)
        elif kind in _ARITHMETIC:
            self._arithmetic(node, context)
        elif kind == "for_statement":
            self._named(node, "variable", "for")
        elif kind == "function_definition":
            name = node.child_by_field_name("name")
            if name is not None:
                self.found.functions.append(self._word(name))
        elif kind in ("file_redirect", "heredoc_redirect"):
            self._redirect(node, context)
        if node.child_count:
            yield from ((child, context) for child in (node.children if self.broken else node.named_children))

    def _code(self, node: "Node") -> Span:
        return (self.base + node.start_byte, self.base + node.end_byte)

    def _span(self, node: "Node") -> Span:
        return self.source.span(*self._code(node))

    def _text(self, node: "Node") -> str:
        return self.source.text(*self._code(node))

    def _word(self, node: "Node") -> Word:
        start, end = self._code(node)
        text, span = self.source.text(start, end), self.source.span(start, end)
        if self.source.holds(start, end):
            return Word(text, span, fixed=False)
        if not _MARKED.search(text):
            return Word(text, span)
        fixed = not expands(node)
        return Word(literal(node, self._text) if fixed else text, span, fixed)

    def _command(self, node: "Node", context: _Context) -> None:
        name = node.child_by_field_name("name")
        if name is None or name.is_missing:
            return
        nodes = node.children_by_field_name("argument")
        words = [self._word(name), *map(self._word, nodes)]
        self.found.assigned.extend(names_assigned(words))
        if words[0].text == "alias":
            self.found.functions.extend(_alias(word) for word in words[1:] if "=" in word.text)
        fed = context.fed or any(child.type == "herestring_redirect" for child in node.children)
        sure = not (self.broken and node.has_error)
        if not sure:
            self.found.errors.append(self._code(name))
        for command in unwrap(words):
            away = command.away or context.away
            self.found.commands.append(
                Command(command.program, command.arguments, command.prefixes, away, fed, context.nested, sure)
            )
        if self.depth < _NESTED:
            for word, away in inner_code(words):
                self._inner([name, *nodes][words.index(word)], away=away or context.away)

    def _inner(self, node: "Node", *, away: bool) -> None:
        start, end = self._code(node)
        quoted = self.source.code[start:end]
        raw = quoted[:1] == quoted[-1:] == "'"
        if len(quoted) > 1 and (raw or (quoted[:1] == quoted[-1:] == '"' and not set("\\$`") & set(quoted))):
            _read(self.source, self.found, (start + 1, end - 1), away=away, depth=self.depth + 1)

    def _named(self, node: "Node", field_name: str, how: str) -> None:
        name = node.child_by_field_name(field_name)
        while name is not None and name.type == "subscript":
            name = name.child_by_field_name("name")
        if name is not None and name.type == "variable_name":
            self.found.assigned.append(Assigned(self._text(name), self._span(name), how))

    def _declaration(self, node: "Node") -> str:
        """The builtin's name; ``export FOO`` and ``local x`` name variables without a value."""
        how = self._text(node.children[0])
        for child in node.children:
            if child.type == "variable_name":
                self.found.assigned.append(Assigned(self._text(child), self._span(child), how))
        return how

    def _expansion(self, node: "Node", context: _Context) -> None:
        told, name = False, None
        for child in node.children:
            if child.type in _TOLD and name is not None:
                told = True
                if child.type in (":=", "="):
                    self.found.assigned.append(Assigned(self._text(name), self._span(name), "="))
            elif child.type in ("variable_name", "subscript") and name is None:
                name = child if child.type == "variable_name" else child.child_by_field_name("name")
        if name is not None and _NAME.match(self._text(name)):
            self.found.reads.append(Read(self._text(name), self._span(node), told, context.away))

    def _arithmetic(self, node: "Node", context: _Context) -> None:
        """Bare names in arithmetic are variables; the one before ``=`` is assigned."""
        children = node.children
        for index, child in enumerate(children):
            if child.type != "variable_name":
                continue
            after = children[index + 1].type if index + 1 < len(children) else ""
            if _SETS.fullmatch(after):
                self.found.assigned.append(Assigned(self._text(child), self._span(child), "(("))
            else:
                self.found.reads.append(Read(self._text(child), self._span(child), False, context.away))

    def _redirect(self, node: "Node", context: _Context) -> None:
        if node.type == "file_redirect":
            target = node.child_by_field_name("destination")
            operator = next((c.type for c in node.children if set(c.type) & set("<>")), "")
            if target is not None and operator and target.type != "number":
                self.found.redirects.append(Redirect(operator, self._word(target), context.away))
            return
        start = next((child for child in node.children if child.type == "heredoc_start"), None)
        body = next((child for child in node.children if child.type == "heredoc_body"), None)
        if start is not None and body is not None:
            word = self._text(start)
            self.found.heredocs.append(Heredoc(word.strip("'\"\\"), self._span(body), word[:1] in ("'", '"', "\\")))


def _feeds(node: "Node") -> bool:
    """Whether a redirection gives a command its input."""
    kinds = {part.type for child in node.children[1:] for part in (child, *child.children)}
    return bool(kinds & {"<", "heredoc_redirect", "herestring_redirect"})


def _alias(word: Word) -> Word:
    name = word.text.partition("=")[0]
    return Word(name, (word.span[0], word.span[0] + len(name)))
