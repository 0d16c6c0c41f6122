"""Values for front matter that a document says itself, or that the repository knows; nothing is made up."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from opsgate.edges.adopt.folding import plain
from opsgate.knowing.codeowners import PATHS
from opsgate.knowing.config import repository_root
from opsgate.knowing.kind import Kind
from opsgate.knowing.patterns import Patterns
from opsgate.knowing.roster import decoded
from opsgate.reading.document import Document, load
from opsgate.reading.nodes import Block
from opsgate.reading.placeholders import is_placeholder
from opsgate.reading.validate import Schema

_HEAD = 60
_FEW = 3
_LABELLED = re.compile(r"[\s>*+\-_|]*([A-Za-z][A-Za-z _-]{1,38}?)[\s*_`]*[:：][\s*_`]*(\S.*)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_LONGEST = 120
_SECTION = re.compile(r"^[ \t]*\^?\[[^\]\r\n]+\]", re.MULTILINE)
_RULE = re.compile(r"[ \t]*((?:\\.|[^\s\\])+)(?:[ \t]+([^#\r\n]*))?")


@dataclass(frozen=True, slots=True)
class Value:
    """A value, and where it was found."""

    value: str
    whence: str


def found_values(
    document: Document, kind: Kind, schema: Schema, keys: Iterable[str], said_as: Mapping[str, str]
) -> dict[str, Value]:
    """Values of the given front-matter keys that the document says in other words, as far as the kind allows them."""
    wanted = set(keys)
    labels = {**said_as, **{plain(key): key for key in kind.properties}}
    found: dict[str, Value] = {}
    for label, text, whence in (*_front(document), *_body(document)):
        key = labels.get(plain(label))
        value = _cleaned(text)
        if key in wanted and key not in found and fits(key, value, kind, schema):
            found[key] = Value(value, whence)
    return found


def fits(key: str, value: str, kind: Kind, schema: Schema) -> bool:
    """Whether a text is a value of a key: of its type, on one line, and no placeholder."""
    if not value or len(value) > _LONGEST or is_placeholder(value) or _is_long(key, value, kind):
        return False
    data: Any = [value] if "array" in (kind.properties.get(key, {}).get("type") or ()) else value
    return not any(fault.keys[:1] == (key,) for fault in schema.violations({key: data}) if fault.keyword != "required")


def _is_long(key: str, value: str, kind: Kind) -> bool:
    """Whether a value of a key without a form of its own is a sentence rather than a name."""
    return "format" not in kind.properties.get(key, {}) and (len(value.split()) > 4 or value.endswith("."))


def _cleaned(text: str) -> str:
    bare = _LINK.sub(r"\1", text).replace("<br>", " ").strip().rstrip("\\|").strip()
    return bare.strip("*_`").strip()


def _front(document: Document) -> Iterator[tuple[str, str, str]]:
    """Keys of other tools: ``last_reviewed_on: 2026-05-01``."""
    for key, value in document.meta.items():
        if isinstance(value, str):
            yield key, value, f"`{key}` in front matter"


def _body(document: Document) -> Iterator[tuple[str, str, str]]:
    """Labels and what follows them: lines at the document's head, and rows of two cells not far below."""
    left = _HEAD
    sections = document.outline.sections
    head = sections[_FEW].span[0] if len(sections) > _FEW else len(document.text.raw)
    heads = {id(table.children[0]) for table in document.outline.walk() if table.kind == "table" and table.children}
    for block in document.outline.walk():
        left -= 1
        if left < 0:
            return
        if block.kind == "row" and len(block.children) == 2 and id(block) not in heads:
            line = document.text.position(block.span[0]).line
            yield block.children[0].plain, block.children[1].plain, f"line {line}"
        elif block.kind == "paragraph" and block.span[0] < head:
            yield from _lines(document, block)


def _lines(document: Document, block: Block) -> Iterator[tuple[str, str, str]]:
    start = document.text.position(block.span[0]).line
    last = document.text.position(block.span[1]).line
    for number in range(start, min(last, start + _HEAD) + 1):
        match = _LABELLED.match(document.text.line(number)[:500])
        if match:
            yield match[1], match[2], f"line {number}"


class CodeOwners:
    """Who owns which path, by the repository's CODEOWNERS file; of several patterns the last one counts.

    A file with sections (as GitLab has them) may give a path several owners, and says nothing here.
    """

    def __init__(self, root: Path) -> None:
        self._root = repository_root(root.resolve()) or root.resolve()
        self._below = root.resolve().relative_to(self._root)
        self._path = ""

    def of(self, path: str) -> Value | None:
        """The one owner of a path relative to the project, or None where there is none or several."""
        full = (self._below / path).as_posix()
        for patterns, owners in self._rules:
            if patterns.match(full):
                return Value(owners[0], f"`{self._path}`") if len(owners) == 1 else None
        return None

    @cached_property
    def _rules(self) -> tuple[tuple[Patterns, tuple[str, ...]], ...]:
        for path in PATHS:
            loaded = load(self._root / path)
            text = None if loaded.problem else decoded(loaded.data)
            if text is not None:
                self._path = path
                return () if _SECTION.search(text.raw) else tuple(reversed(list(_rules(text.raw))))
        return ()


def _rules(raw: str) -> Iterator[tuple[Patterns, tuple[str, ...]]]:
    for line in raw.splitlines():
        match = None if line.lstrip().startswith(("#", "!")) else _RULE.match(line)
        if match:
            yield Patterns([match[1].replace("\\ ", " ")]), tuple((match[2] or "").split())
