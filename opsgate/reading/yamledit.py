"""Edits of YAML that touch nothing but the place they are for.

An edit replaces characters of the text; comments, order, quotes and line ends elsewhere stay as they are. A value goes
in as a block of ``key: value`` lines, or on one line in braces where what holds it is written in braces. Every edit is
tried on a copy first: it counts only if the text then says exactly what it said before, and the new value.
"""

import datetime
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from opsgate.reading.coerce import is_empty
from opsgate.reading.frontmatter import FrontMatter, load_block, read_front_matter
from opsgate.reading.yamlvalue import Keys, Value
from opsgate.words.errors import OpsgateError
from opsgate.words.place import Edit

Given: TypeAlias = "str | int | datetime.date | Mapping[str, Given] | Sequence[Given]"
"""A value to write: text, a whole number, true or false, a day, or lists and mappings of such."""

_LONGEST_LIST = 80
_LONGEST_PLAIN = 200
_SAFE = re.compile(r"[A-Za-z0-9_./][\w./+-]*(?: +[\w(./][\w./;()+-]*)*", re.ASCII)
_SAFE_KEY = re.compile(r"[\w./][\w./-]*(?: [\w./-]+)*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OTHERWISE = re.compile(
    r"(?:y|n|yes|no|on|off|true|false|null|~|\.{2,3})"
    r"|0[xob][0-9a-f_]+|[0-9][0-9_]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?|\.(?:inf|nan|[0-9][0-9_e+-]*)"
    r"|[0-9]{4}-[0-9]+-[0-9].*",
    re.IGNORECASE,
)
"""What some reader of YAML takes for something else than text: in quotes, it is text to all of them."""
_UNPRINTABLE = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def applied(raw: str, edits: Sequence[Edit]) -> str:
    """The text after edits, which do not overlap."""
    for edit in sorted(edits, key=lambda each: each.span, reverse=True):
        raw = raw[: edit.span[0]] + edit.text + raw[edit.span[1] :]
    return raw


def set_in(raw: str, front: FrontMatter, keys: tuple[str, ...], value: Given) -> list[Edit]:
    """Edits that give the key at ``keys`` a value, whatever it had; keys above it that are missing are made.

    ``front`` is what was read of ``raw`` (by ``read_front_matter``, or by ``load_block`` of any part of it). Raises
    OpsgateError where there is nothing to edit, a key on the way holds text or a list, or the edit would change
    anything else.
    """
    editing = _Editing(raw, front)
    return editing.first(editing.setting(keys, value), _with(editing.value, keys, _read_back(value)), keys, value)


def append_in(raw: str, front: FrontMatter, keys: tuple[str, ...], value: Given) -> list[Edit]:
    """Edits that add an item to the end of the list at ``keys``, which is made where it is missing or empty.

    Raises OpsgateError as ``set_in`` does, and where another value than a list stands there.
    """
    editing = _Editing(raw, front)
    held = editing.at(keys)
    if held is None or is_empty(held) or held == []:
        return set_in(raw, front, keys, [value])
    if not isinstance(held, list):
        raise OpsgateError(f"`{'.'.join(keys)}` is no list; write one there, an item a line with `- ` in front")
    wanted = _with(editing.value, keys, [*held, _read_back(value)])
    return editing.first(editing.appending(keys, held, value), wanted, keys, value)


class _Editing:
    """A text, what was read of it, and the style it is written in."""

    def __init__(self, raw: str, front: FrontMatter) -> None:
        if front.block is None:
            raise OpsgateError("there is no front matter to write into; write it into a file beside the document")
        if front.value is None:
            raise OpsgateError("the front matter cannot be read, so nothing is written; `opsgate check` says why")
        self.raw = raw
        self.front = front
        self.value = front.value
        self.block = front.block
        ends = re.search(r"\r\n|\n|\r", raw)
        self.end = ends[0] if ends else "\n"
        self.step = next(self._steps(dict), 2)
        self.dash = next(self._steps(list), 2)

    def _steps(self, of: type) -> Iterator[int]:
        """How far block mappings, or the dashes of block lists, are indented below their key."""
        for path, key in self.front.keys.items():
            held = self.at(path)
            if isinstance(held, of) and held and not self.in_flow(path):
                found = self.column(self.front.spans[path][0]) - self.column(key[0])
                if (1 if of is dict else 0) <= found <= 8:
                    yield found

    def at(self, keys: Keys) -> Value:
        here: Value = self.value
        for key in keys:
            if isinstance(here, dict) and key in here:
                here = here[str(key)]
            elif isinstance(here, list) and isinstance(key, int):
                here = here[key]
            else:
                return None
        return here

    def in_flow(self, keys: Keys) -> bool:
        """Whether a value is written in braces or brackets, itself or by what holds it."""
        prefixes = (keys[:size] for size in range(len(keys) + 1))
        return any(
            isinstance(self.at(path), (dict, list)) and self.raw[self.front.spans[path][0]] in "{["
            for path in prefixes
            if path in self.front.spans
        )

    def column(self, offset: int) -> int:
        return offset - 1 - max(self.raw.rfind("\n", 0, offset), self.raw.rfind("\r", 0, offset))

    def line_end(self, offset: int) -> int:
        found = re.compile(r"[^\r\n]*").match(self.raw, offset)
        return min(found.end(), self.block[1]) if found else offset

    def content_end(self, keys: Keys) -> int:
        """Where a value ends; text that keeps its lines ends, for YAML, only where something else begins."""
        start, end = self.front.spans[keys]
        return start + len(self.raw[start:end].rstrip(" \t\r\n"))

    def setting(self, keys: tuple[str, ...], value: Given) -> Iterator[Edit]:
        """Ways to set a value, the best first."""
        depth, here = 0, self.at(())
        while depth < len(keys) and isinstance(here, dict) and keys[depth] in here:
            here = here[keys[depth]]
            depth += 1
        path, rest = keys[:depth], keys[depth:]
        deep = len(rest) + (2 if _is_list(value) else 1)
        if rest and isinstance(here, dict):
            yield from self._inserting(path, here, rest[0], _nested(rest[1:], value), deep - 1)
        elif not rest or is_empty(here):
            yield self._replacing(path, here, _nested(rest, value), deep)
        else:
            raise OpsgateError(f"`{'.'.join(path)}` does not hold keys, so `{rest[0]}` cannot stand there")

    def _inserting(self, path: Keys, here: dict[str, Value], key: str, value: Given, deep: int) -> Iterator[Edit]:
        if path in self.front.spans and self.in_flow(path):
            yield self._in_braces(path, [(*path, name) for name in here], f"{_key(key)}: {flow(value)}")
            return
        held = [self.front.keys[(*path, name)][0] for name in here]
        lines = self._lines({key: value}, self.column(min(held)) if held else 0, deep + 1)
        yield from self._below(path, lines)

    def _below(self, path: Keys, lines: list[str]) -> Iterator[Edit]:
        """Lines after what stands at a path: below its last line, or, after text that keeps its lines, at its end."""
        text = self.end.join(lines)
        if path in self.front.spans:
            at = self.line_end(self.content_end(path))
            yield Edit((at, at), self.end + text)
        at = self.front.spans[path][1] if path in self.front.spans else self.block[1]
        fresh = at == self.block[0] or self.raw[at - 1] in "\r\n"
        yield Edit((at, at), text + self.end if fresh else self.end + text)

    def _in_braces(self, path: Keys, parts: list[Keys], text: str) -> Edit:
        start, end = self.front.spans[path]
        if not parts:
            return Edit((start + 1, end - 1), text)
        at = max(max(self.front.spans[part][1], self.front.keys.get(part, (0, 0))[1]) for part in parts)
        comma = re.compile(r"[ \t\r\n]*,").match(self.raw, at, end)
        return Edit((comma.end(),) * 2, f" {text}") if comma else Edit((at, at), f", {text}")

    def _replacing(self, path: Keys, old: Value, value: Given, deep: int) -> Edit:
        key = self.front.keys[path]
        start, end = self.front.spans[path][0], self.content_end(path)
        colon = re.compile(r"[ \t]*:").match(self.raw, key[1])
        after = colon.end() if colon else key[1]
        blocks = bool(old) and isinstance(old, (dict, list)) and not self.in_flow(path)
        if self.in_flow(path[:-1]) or (old and isinstance(old, (dict, list)) and not blocks):
            gap = ("" if colon else ":") + ("" if self.raw[start - 1 : start] in (" ", "\n") else " ")
            return Edit((max(start, after), max(end, after)), (gap if start <= after else "") + flow(value))
        if not isinstance(value, (Mapping, list, tuple)) or not value:
            return Edit((after, max(end, after)), f" {flow(value)}")
        indent = self.column(key[0]) + (self.dash if _is_list(value) else self.step)
        if blocks and _is_list(value) == isinstance(old, list):
            lines = self._lines(value, self.column(start), deep)
            return Edit((start, end), self.end.join(lines).lstrip(" "))
        comment = "" if blocks else self.raw[max(end, after) : self.line_end(max(end, after))].rstrip()
        last = end if blocks else self.line_end(max(end, after))
        return Edit((after, last), comment + self.end + self.end.join(self._lines(value, indent, deep)))

    def appending(self, path: Keys, held: list[Value], value: Given) -> Iterator[Edit]:
        """Ways to add an item, the best first; it is written as the last one is."""
        if self.in_flow(path):
            yield self._in_braces(path, [(*path, index) for index in range(len(held))], flow(value))
            return
        last = (*path, len(held) - 1)
        braces = isinstance(held[-1], dict) and self.in_flow(last)
        yield from self._below(path, self._lines([value], self.column(self.front.spans[path][0]), 1 if braces else 2))

    def _lines(self, value: Given, indent: int, deep: int) -> list[str]:
        """A value as block lines, ``deep`` levels of it at least; mappings below that are written in braces."""
        pad = " " * indent
        lines: list[str] = []
        if isinstance(value, Mapping):
            for key, inner in value.items():
                if _in_block(inner, deep - 1):
                    below = indent + (self.dash if _is_list(inner) else self.step)
                    lines += [f"{pad}{_key(key)}:", *self._lines(inner, below, deep - 1)]
                else:
                    lines.append(f"{pad}{_key(key)}: {flow(inner)}")
        elif isinstance(value, (list, tuple)):
            for inner in value:
                if _in_block(inner, deep - 1):
                    first, *others = self._lines(inner, indent + 2, deep - 1)
                    lines += [f"{pad}- {first.lstrip(' ')}", *others]
                else:
                    lines.append(f"{pad}- {flow(inner)}")
        return lines

    def first(self, ways: Iterator[Edit], wanted: Value, keys: Keys, value: Given) -> list[Edit]:
        """The first edit that changes the wanted place and nothing else."""
        for edit in ways:
            if self.block[0] <= edit.span[0] <= edit.span[1] <= self.block[1] and self._holds(edit, wanted):
                return [edit]
        where = ".".join(map(str, keys))
        raise OpsgateError(
            f"`{where}` cannot be written without changing something else; write it by hand: {flow(value)}"
        )

    def _holds(self, edit: Edit, wanted: Value) -> bool:
        new = applied(self.raw, [edit])
        longer = len(new) - len(self.raw)
        block = (self.block[0], self.block[1] + longer)
        if read_front_matter(self.raw).block == self.block:
            again = read_front_matter(new)
            if again.block != block or again.body != self.front.body + longer:
                return False
        else:
            again = load_block(new, block)
        same_faults = [fault.name for fault in again.faults] == [fault.name for fault in self.front.faults]
        return same_faults and _in_order(again.value) == _in_order(wanted)


def flow(value: Given) -> str:
    """A value on one line, as YAML in braces."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    text = _text(value)
    if not isinstance(value, str) or _DAY.fullmatch(text):
        return text
    plain = len(text) <= _LONGEST_PLAIN and _SAFE.fullmatch(text) and not _OTHERWISE.fullmatch(text)
    return text if plain else _quoted(text)


def _key(key: str) -> str:
    """A key; words such as ``on`` stay plain, for every reader that the product has takes keys as text."""
    return key if _SAFE_KEY.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    return _UNPRINTABLE.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _text(value: Given) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _read_back(value: Given) -> Value:
    """What reading gives for a value once it is written."""
    if isinstance(value, Mapping):
        return {key: _read_back(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_read_back(inner) for inner in value]
    return _text(value)


def _is_list(value: Given) -> bool:
    return isinstance(value, (list, tuple))


def _in_block(value: Given, deep: int) -> bool:
    if not value or not isinstance(value, (Mapping, list, tuple)):
        return False
    if deep > 0:
        return True
    if isinstance(value, Mapping):
        return False
    return any(isinstance(inner, (Mapping, list, tuple)) for inner in value) or len(flow(value)) > _LONGEST_LIST


def _nested(keys: Sequence[str], value: Given) -> Given:
    for key in reversed(keys):
        value = {key: value}
    return value


def _with(value: Value, keys: Sequence[str], new: Value) -> Value:
    if not keys:
        return new
    held = value if isinstance(value, dict) else {}
    return {**held, keys[0]: _with(held.get(keys[0]), keys[1:], new)}


def _in_order(value: Value) -> object:
    """A value in which the order of keys counts."""
    if isinstance(value, dict):
        return [("", *value), *(_in_order(inner) for inner in value.values())]
    return [_in_order(inner) for inner in value] if isinstance(value, list) else value
