"""Give text leaves the type that a JSON Schema asks for.

YAML scalars arrive as text. An unquoted one becomes a number, a boolean or null only where the schema allows
that and the text spells it; where the schema says nothing, YAML 1.2's core forms decide, without floats
(``1.10`` is far more often a version).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from opsgate.reading.yamlvalue import Plain

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_NULL = frozenset({"", "~", "null"})
_BOOLEAN = {"true": True, "false": False}


def coerce(value: Any, schema: Any, root: Mapping[str, Any] | None = None) -> Any:
    """The value with its unquoted leaves typed by ``schema``; a key with nothing behind it is left out."""
    root = root if root is not None else schema
    if isinstance(value, dict):
        return _object(value, schema, root)
    if isinstance(value, list):
        return [coerce(item, _items(schema, index, root), root) for index, item in enumerate(value)]
    if not isinstance(value, Plain):
        return value
    return _leaf(value, frozenset(_types(schema, root)))


def is_empty(value: Any) -> bool:
    """Whether nothing was written: ``key:``, ``key: ~`` or ``key: null``."""
    return value is None or (isinstance(value, Plain) and value in _NULL)


def _object(value: dict[str, Any], schema: Any, root: Mapping[str, Any]) -> dict[str, Any]:
    result = {}
    for key, inner in value.items():
        below = _property(schema, key, root)
        if is_empty(inner) and "null" not in _types(below, root):
            continue
        result[key] = coerce(inner, below, root)
    return result


def _leaf(value: Plain, types: frozenset[str]) -> Any:
    if value in _NULL and ("null" in types or not types):
        return None
    if value in _BOOLEAN and ("boolean" in types or not types):
        return _BOOLEAN[value]
    if _INTEGER.match(value) and (types & {"integer", "number"} or not types):
        return int(value)
    if _NUMBER.match(value) and "number" in types:
        return float(value)
    return str(value)


def branches(schema: Any, root: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A schema and all that it refers to or combines, each once."""
    seen: set[int] = set()
    waiting = [schema]
    while waiting:
        here = waiting.pop(0)
        if not isinstance(here, Mapping) or id(here) in seen:
            continue
        seen.add(id(here))
        yield here
        if isinstance(here.get("$ref"), str):
            waiting.append(_follow(here["$ref"], root))
        for word in ("allOf", "anyOf", "oneOf"):
            waiting.extend(here.get(word, ()))
        waiting.extend(here[word] for word in ("if", "then", "else") if word in here)


def _follow(reference: str, root: Mapping[str, Any]) -> Any:
    here: Any = root
    for part in filter(None, reference.removeprefix("#").strip("/").split("/")):
        key = part.replace("~1", "/").replace("~0", "~")
        here = here.get(key) if isinstance(here, Mapping) else here[int(key)] if isinstance(here, list) else None
    return here


def _types(schema: Any, root: Mapping[str, Any]) -> Iterator[str]:
    for branch in branches(schema, root):
        declared = branch.get("type", ())
        yield from [declared] if isinstance(declared, str) else declared
        for constant in (*branch.get("enum", ()), *([branch["const"]] if "const" in branch else ())):
            yield _name(constant)


def _name(value: Any) -> str:
    names = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null"}
    return names.get(type(value), "object")


def _property(schema: Any, key: str, root: Mapping[str, Any]) -> Any:
    fallback: Any = None
    for branch in branches(schema, root):
        if key in branch.get("properties", {}):
            return branch["properties"][key]
        for pattern, below in branch.get("patternProperties", {}).items():
            if re.search(pattern, key):
                return below
        if isinstance(branch.get("additionalProperties"), Mapping):
            fallback = branch["additionalProperties"]
    return fallback


def _items(schema: Any, index: int, root: Mapping[str, Any]) -> Any:
    for branch in branches(schema, root):
        prefix = branch.get("prefixItems", ())
        if index < len(prefix):
            return prefix[index]
        if isinstance(branch.get("items"), Mapping):
            return branch["items"]
    return None
