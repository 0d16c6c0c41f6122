"""What a compiled CEL expression is made of, read from its serialised form (``cel.expr.CheckedExpr``).

CEL bounds the rounds of loops, but not how large a value becomes nor how long a comparison takes: a chain of twelve
``.map(x, [x, x])`` asks for hours. What can multiply is therefore refused: loops go over data that is there, never
over what was computed, and within a loop no variable is compared as a whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LONGEST_PATTERN = 200
_WHOLE = frozenset({"doc", "rows", "corpus"})
_COMPUTED = (
    "a loop goes over `rows`, `corpus`, a field, a `.filter(…)` of these or a list written out, not over something "
    "computed; put the condition into the loop instead"
)
_PATTERN = f"`matches` takes a pattern written out in quotes, of at most {_LONGEST_PATTERN} characters"
_COSTLY = re.compile(r"\{|\\[pP]")
_COUNTED = "within a loop a pattern has neither `{…}` nor `\\p`; write `+`, `*` or plain classes such as `[a-z]`"


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of an expression without judging anything.

    ``names`` are its free names, ``faults`` are (offset in code points, message), ``counts_rows`` says whether
    ``size(rows)`` is asked for, ``mentions`` how often a name stands within a loop, ``nested`` whether a loop does,
    ``collects`` how many loops make a list, and ``patterns`` how long the patterns within loops are together.
    """

    names: frozenset[str]
    faults: tuple[tuple[int, str], ...]
    counts_rows: bool
    mentions: int
    nested: bool
    collects: int
    patterns: int


@dataclass(frozen=True, slots=True)
class _Node:
    """A part of an expression; ``text`` is a name, a field, a function or a text constant."""

    id: int
    what: str
    text: str
    parts: tuple["_Node", ...] = ()
    accumulator: str = ""


_Fields = dict[int, list[int | bytes]]


def shape(serialised: bytes) -> Shape:
    """The shape of a compiled expression; raises ValueError when the form is not understood."""
    checked = _fields(_bytes(_fields(serialised), 2))
    root = _node(_bytes(checked, 4))
    offsets = {}
    for entry in _fields(_bytes(checked, 5)).get(4, ()):
        pair = _fields(_is_bytes(entry))
        offsets[_number(pair, 1)] = _number(pair, 2)
    walk = _Walk()
    faults = tuple((offsets.get(node.id, 0), message) for node, message in walk.faults(root, frozenset()))
    return Shape(
        frozenset(walk.names), faults, walk.counts_rows, walk.mentions, walk.nested, walk.collects, walk.patterns
    )


class _Walk:
    def __init__(self) -> None:
        self.names: set[str] = set()
        self.counts_rows = False
        self.mentions = 0
        self.nested = False
        self.collects = 0
        self.patterns = 0

    def faults(
        self, node: _Node, bound: frozenset[str], *, looped: bool = False, whole: bool = False
    ) -> Iterator[tuple[_Node, str]]:
        """Faults of a part; ``whole`` says that a variable may stand here as a whole even within a loop."""
        if node.what == "ident":
            self.mentions += looped
            yield from self._ident(node, bound, looped and not whole)
        elif node.what == "loop":
            yield from self._loop(node, bound, looped)
        else:
            if node.what == "call" and node.text == "matches":
                self.patterns += len(node.parts[-1].text) * looped
                yield from _pattern(node, looped)
            if node.what == "call" and node.text == "size" and node.parts[0] == _rows(node.parts[0], bound):
                self.counts_rows = True
            for index, part in enumerate(node.parts):
                within = (
                    node.what == "select"
                    or (node.text in ("_[_]", "size") and index == 0)
                    or (node.text == "@in" and part.text == "doc")
                )
                yield from self.faults(part, bound, looped=looped, whole=within)

    def _ident(self, node: _Node, bound: frozenset[str], strict: bool) -> Iterator[tuple[_Node, str]]:
        if node.text in bound:
            return
        self.names.add(node.text)
        if strict and node.text in _WHOLE:
            yield node, f"within a loop `{node.text}` is not used as a whole; name a field of it"

    def _loop(self, node: _Node, bound: frozenset[str], looped: bool) -> Iterator[tuple[_Node, str]]:
        source, start, condition, step, result = node.parts
        self.nested = self.nested or looped
        self.collects += start.what == "list"
        if not _given(source, bound):
            yield node, _COMPUTED
        yield from self.faults(source, bound, looped=looped, whole=True)
        yield from self.faults(start, bound, looped=looped)
        inner = bound | {node.text, node.accumulator}
        yield from self.faults(condition, inner, looped=True)
        yield from self.faults(step, inner, looped=True)
        yield from self.faults(result, bound | {node.accumulator}, looped=looped)


def _rows(node: _Node, bound: frozenset[str]) -> _Node | None:
    return node if node.what == "ident" and node.text == "rows" and "rows" not in bound else None


def _pattern(node: _Node, looped: bool) -> Iterator[tuple[_Node, str]]:
    pattern = node.parts[-1]
    if pattern.what != "text" or len(pattern.text) > _LONGEST_PATTERN:
        yield pattern, _PATTERN
    elif looped and _COSTLY.search(pattern.text):
        yield pattern, _COUNTED


def _given(node: _Node, bound: frozenset[str]) -> bool:
    """Whether a loop's source is data that is there: a path, a filter of one, or a list of constants and paths."""
    if node.what in ("list", "struct"):
        return all(
            part.what in ("const", "text") or (_is_path(part) and not (part.what == "ident" and part.text not in bound))
            for part in node.parts
        )
    if node.what == "loop":
        return _is_filter(node) and _given(node.parts[0], bound)
    return _is_path(node)


def _is_path(node: _Node) -> bool:
    while node.what == "select" or (node.what == "call" and node.text == "_[_]"):
        node = node.parts[0]
    return node.what == "ident"


def _is_filter(node: _Node) -> bool:
    """Whether a loop only keeps elements: its step is `keep ? kept + [element] : kept`."""
    _source, start, _condition, step, result = node.parts
    kept = (node.accumulator,)
    if start.what != "list" or start.parts or step.text != "_?_:_" or (result.text,) != kept:
        return False
    _keep, more, same = step.parts
    if more.text != "_+_" or (same.text,) != kept:
        return False
    before, added = more.parts
    return (before.text,) == kept and added.what == "list" and [p.text for p in added.parts] == [node.text]


def _node(data: bytes) -> _Node:
    fields = _fields(data)
    number = _number(fields, 2)
    kinds = [kind for kind in _READERS if kind in fields]
    if len(kinds) != 1 or fields.keys() - {2, *_READERS}:
        raise ValueError("the compiled form of the expression is not understood")
    what = kinds[0]
    inner = _fields(_bytes(fields, what))
    if what == 3:
        return _Node(number, "text" if 6 in inner else "const", _text(inner, 6))
    if what == 4:
        return _Node(number, "ident", _text(inner, 1).removeprefix("."))
    if what == 5:
        return _Node(number, "select", _text(inner, 2), (_node(_bytes(inner, 1)),))
    if what == 6:
        return _Node(number, "call", _text(inner, 2), (*_nodes(inner, 1), *_nodes(inner, 3)))
    if what == 7:
        return _Node(number, "list", "", tuple(_nodes(inner, 1)))
    if what == 8:
        entries = [_fields(_is_bytes(entry)) for entry in inner.get(2, ())]
        return _Node(number, "struct", "", tuple(part for e in entries for key in (3, 4) for part in _nodes(e, key)))
    if 8 in inner:
        raise ValueError("loops with two variables are not supported")
    parts = tuple(_node(_bytes(inner, key)) for key in (2, 4, 5, 6, 7))
    return _Node(number, "loop", _text(inner, 1), parts, _text(inner, 3))


_READERS = (3, 4, 5, 6, 7, 8, 9)  # constant, name, field, call, list, map, loop


def _nodes(fields: _Fields, key: int) -> Iterator[_Node]:
    return (_node(_is_bytes(value)) for value in fields.get(key, ()))


def _fields(data: bytes) -> _Fields:
    """The fields of a Protocol Buffers message: numbers and bytes by field number."""
    found: _Fields = {}
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind = tag & 7
        value: int | bytes
        if kind == 0:
            value, at = _varint(data, at)
        elif kind in (1, 2, 5):
            size = {1: 8, 5: 4}.get(kind)
            if size is None:
                size, at = _varint(data, at)
            value, at = data[at : at + size], at + size
            if at > len(data):
                raise ValueError("the compiled form of the expression is cut off")
        else:
            raise ValueError("the compiled form of the expression is not understood")
        found.setdefault(tag >> 3, []).append(value)
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while at < len(data) and shift < 70:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
    raise ValueError("the compiled form of the expression is cut off")


def _is_bytes(value: int | bytes) -> bytes:
    if isinstance(value, int):
        raise ValueError("the compiled form of the expression is not understood")
    return value


def _bytes(fields: _Fields, key: int) -> bytes:
    return _is_bytes(fields.get(key, [b""])[-1])


def _number(fields: _Fields, key: int) -> int:
    value = fields.get(key, [0])[-1]
    return value if isinstance(value, int) else 0


def _text(fields: _Fields, key: int) -> str:
    return _bytes(fields, key).decode("utf-8", "replace")
