"""YAML as opsgate reads it: text leaves, exact marks, and nothing clever.

Scalars stay text (a ``Plain`` string when unquoted) because YAML's own typing forgets what was written:
``1.10`` becomes 1.1, ``on`` becomes True. The schema decides the type later. Anchors, aliases and tags are
refused, and so is deep nesting, before the C parser composes anything: it has no limits of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from opsgate.words.text import Span

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_DEPTH = 40
MAX_LENGTH = 64 * 1024

Keys: TypeAlias = tuple[str | int, ...]
Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"


class Plain(str):
    """A scalar written without quotes, whose type the schema may still decide."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the way a document is written; ``name`` is the rule that reports it."""

    name: str
    span: Span
    message: str
    hint: str = ""
    related: tuple[Span, ...] = ()


@dataclass(slots=True)
class Tree:
    """The value of a YAML text and where each part of it stands, by key path."""

    value: "Value" = None
    keys: dict[Keys, Span] = field(default_factory=dict)
    spans: dict[Keys, Span] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_yaml(source: str, start: int = 0, limit: int = MAX_LENGTH) -> Tree:
    """Read one YAML document; every span is shifted by ``start``. Faults are returned, never raised."""
    tree = Tree()
    if len(source) > limit:
        size = f"{len(source) // 1024} KiB of YAML is more than the {limit // 1024} KiB that are read"
        tree.faults.append(Fault("too-large", (start, start + 3), size, "move the bulk into files that it names"))
        return tree
    try:
        tree.faults.extend(_refused(source, start))
        if not tree.faults:
            node = yaml.compose(source, Loader=LOADER)
            if node is not None:
                tree.value = _build(node, (), start, tree)
    except yaml.YAMLError as error:
        tree.faults.append(_syntax(error, source, start))
    return tree


def _refused(source: str, start: int) -> Iterator[Fault]:
    """Constructs that are not read: found in the event stream, before anything is expanded."""
    depth = 0
    event: Any
    for event in yaml.parse(source, Loader=LOADER):
        span = (start + event.start_mark.index, start + event.end_mark.index)
        if isinstance(event, yaml.AliasEvent):
            yield Fault("yaml-feature", span, f"alias `*{event.anchor}` is not read", "write the value out")
        elif isinstance(event, yaml.NodeEvent) and event.anchor:
            anchor = (span[0], span[0] + len(event.anchor) + 1)
            yield Fault("yaml-feature", anchor, f"anchor `&{event.anchor}` is not read", "write the value out")
        elif getattr(event, "tag", None):
            yield Fault("yaml-feature", span, f"tag `{_tag(event.tag)}` is not read", "delete the tag")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            yield Fault("yaml-feature", span, f"nested deeper than {MAX_DEPTH} levels", "flatten the structure")
            return


def _tag(tag: str) -> str:
    """A tag as it is written."""
    return tag.replace("tag:yaml.org,2002:", "!!")


def _build(node: Any, path: Keys, start: int, tree: Tree) -> Value:
    span = (start + node.start_mark.index, start + node.end_mark.index)
    value: Value
    if isinstance(node, yaml.MappingNode):
        value = _mapping(node, path, start, tree)
        span = (span[0], _last_end(node, path, tree, span[1]))
    elif isinstance(node, yaml.SequenceNode):
        value = [_build(child, (*path, index), start, tree) for index, child in enumerate(node.value)]
        span = (span[0], _last_end(node, path, tree, span[1]))
    else:
        value = node.value if node.style else Plain(node.value)
    tree.spans[path] = span
    return value


def _mapping(node: yaml.MappingNode, path: Keys, start: int, tree: Tree) -> dict[str, Value]:
    result: dict[str, Value] = {}
    for key_node, value_node in node.value:
        key_span = (start + key_node.start_mark.index, start + key_node.end_mark.index)
        if not isinstance(key_node, yaml.ScalarNode):
            tree.faults.append(
                Fault("yaml-feature", key_span, "a list or mapping as a key is not read", "use a word as the key")
            )
            continue
        key = str(key_node.value)
        here = (*path, key)
        if key in result:
            tree.faults.append(
                Fault(
                    "duplicate-key",
                    key_span,
                    f"key `{key}` is written twice; YAML readers keep one of the two without a word",
                    "keep one",
                    (tree.keys[here],),
                )
            )
            continue
        tree.keys[here] = key_span
        result[key] = _build(value_node, here, start, tree)
    return result


def _last_end(node: yaml.CollectionNode, path: Keys, tree: Tree, end: int) -> int:
    """Block collections end, for YAML, where the next token starts: end them with their last part instead."""
    if node.flow_style or not node.value:
        return end
    last = len(node.value) - 1 if isinstance(node, yaml.SequenceNode) else node.value[-1][0].value
    found = tree.spans.get((*path, last)) if isinstance(last, (int, str)) else None
    return found[1] if found else end


def _syntax(error: yaml.YAMLError, source: str, start: int) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    index = mark.index if mark else getattr(error, "position", 0)
    index = min(index, len(source))
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    line = source[source.rfind("\n", 0, index) + 1 : (source + "\n").find("\n", index)]
    if "\t" in line[: len(line) - len(line.lstrip())]:
        problem, hint = "a tab stands where spaces belong", "indent with spaces"
    elif "cannot start any token" in problem:
        problem, hint = f"a value cannot begin with `{source[index : index + 1]}`", "put the value in quotes"
    else:
        problem, hint = next((told for said, *told in _SAID if re.search(said, problem)), (problem, _UNCLEAR))
    return Fault("front-matter-syntax", (start + index, start + index), f"not valid YAML: {problem}", hint)


_UNCLEAR = "look for a quote, bracket or indentation that does not fit the lines above"
# What PyYAML and libyaml say, in words of their own each, and what we say of it.
_SAID = (
    ("mapping values are not allowed", "`: ` stands inside a value", "put the value in quotes"),
    ("could not find expected ':'", "a key without `:` behind it", "write `key: value`"),
    (r"unexpected end of stream|end of stream.*quoted", "a quote is opened and never closed", "close it"),
    (r"expected ',' or '[]}]'", "a bracket is opened and never closed, or a comma is missing", "close it"),
    ("did not find expected|expected <block end>", "this line does not fit those above it", _UNCLEAR),
)
