"""What is wrong with a JSON Schema that a project wrote: keywords, patterns and references, each at its place."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from opsgate.reading.jsonschemas import jsonschema
from opsgate.reading.validate import Violation
from opsgate.reading.values import TYPES
from opsgate.reading.yamlvalue import Keys
from opsgate.words.near import nearest, one_of

_BY_NAME = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_LISTED = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLE = (
    "items", "additionalProperties", "contains", "not", "if", "then", "else", "propertyNames", "unevaluatedItems",
    "unevaluatedProperties",
)  # fmt: skip
_TYPE_NAMES = ("string", "integer", "number", "boolean", "array", "object", "null")
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


class SchemaFault(NamedTuple):
    """A fault of a schema; ``keys`` lead to it from the schema's root, and ``key`` says that a key is at fault."""

    keys: Keys
    message: str
    hint: str = ""
    key: bool = False


def schema_faults(schema: Mapping[str, Any], root: Mapping[str, Any], *, formats: bool) -> Iterator[SchemaFault]:
    """Faults of a schema whose references are looked up in ``root``; unknown ``formats`` are one only where asked."""
    wrong = list(_keyword_faults(schema))
    yield from wrong
    if wrong:
        return
    for keys, part in _parts(schema):
        yield from _pattern_faults(keys, part)
        for word in ("$ref", "$dynamicRef"):
            if word in part:
                yield from _reference_faults((*keys, word), part[word], root)
        if "$id" in part:
            message = "`$id` is not read inside a kind: schemas are referred to by `$defs`"
            yield SchemaFault((*keys, "$id"), message, "delete it", key=True)
        if formats and "format" in part and part["format"] not in TYPES:
            yield SchemaFault((*keys, "format"), *unknown_type("format", part["format"]))


def unknown_type(what: str, word: str) -> tuple[str, str]:
    """Message and hint for a type of value that there is not."""
    near = nearest(word, TYPES)
    return f"no {what} is called `{word}`", f"did you mean `{near}`?" if near else f"there are {one_of(sorted(TYPES))}"


def _parts(schema: Any) -> Iterator[tuple[Keys, Mapping[str, Any]]]:
    """A schema and every schema inside it, with the keys that lead there."""
    waiting: list[tuple[Keys, Any]] = [((), schema)]
    while waiting:
        keys, here = waiting.pop(0)
        if not isinstance(here, Mapping):
            continue
        yield keys, here
        for word in _BY_NAME:
            waiting.extend(((*keys, word, name), below) for name, below in here.get(word, {}).items())
        for word in _LISTED:
            waiting.extend(((*keys, word, index), below) for index, below in enumerate(here.get(word, ())))
        waiting.extend(((*keys, word), here[word]) for word in _SINGLE if word in here)


def _keyword_faults(schema: Mapping[str, Any]) -> Iterator[SchemaFault]:
    """What the schema of schemas says."""
    try:
        import jsonschema_rs  # noqa: PLC0415 - optional; its yes saves importing the slow one

        if jsonschema_rs.meta.is_valid({**schema, "$schema": _DRAFT}):
            return
    except ImportError:
        pass
    validator = jsonschema().Draft202012Validator
    error: Any
    for error in validator(validator.META_SCHEMA).iter_errors(schema):
        keys = tuple(error.absolute_path)
        if error.validator == "anyOf" and keys[-1:] == ("type",) and isinstance(error.instance, str):
            near = nearest(error.instance, _TYPE_NAMES)
            hint = f"did you mean `{near}`?" if near else f"there are {one_of(_TYPE_NAMES)}"
            yield SchemaFault(keys, f"no type of JSON Schema is called `{error.instance}`", hint)
        else:
            violation = Violation(error.validator, keys, error.instance, error.validator_value, error.schema)
            yield SchemaFault(keys, *violation.explain())


def _pattern_faults(keys: Keys, part: Mapping[str, Any]) -> Iterator[SchemaFault]:
    patterns: list[tuple[Keys, str]] = [
        ((*keys, "patternProperties", key), key) for key in part.get("patternProperties", ())
    ]
    if "pattern" in part:
        patterns.append(((*keys, "pattern"), part["pattern"]))
    for place, pattern in patterns:
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            hint = "put `\\` before characters that mean themselves"
            message = f"`{pattern}` is no regular expression: {error}"
            yield SchemaFault(place, message, hint, key=place[-2:-1] == ("patternProperties",))


def _reference_faults(keys: Keys, reference: str, root: Mapping[str, Any]) -> Iterator[SchemaFault]:
    """A reference that leads outside (nothing is fetched or read through one), to nothing, or back to itself."""
    written = _as_written(reference)
    if not reference.startswith("#"):
        message = f"`{written}` leads outside this schema, and nothing is fetched"
        yield SchemaFault(keys, message, "write out what it refers to")
        return
    if not isinstance(_target(reference, root), (Mapping, bool)):
        yield SchemaFault(keys, f"`{written}` refers to nothing", "mend the name, or write out what it refers to")
    elif _comes_back(reference, root):
        yield SchemaFault(keys, f"`{written}` refers to itself", "write out what it refers to")


def _comes_back(reference: str, root: Mapping[str, Any]) -> bool:
    """Whether holding a value against what is referred to means holding it against that again, without an end."""
    seen: set[str] = set()
    waiting = [reference]
    while waiting:
        for following in _of_the_same_value(_target(waiting.pop(), root)):
            if following == reference:
                return True
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return False


def _of_the_same_value(schema: Any) -> Iterator[str]:
    """References that a schema holds the very value against that it is given, not a part of it."""
    waiting = [schema]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Mapping):
            yield from (here[word] for word in ("$ref", "$dynamicRef") if isinstance(here.get(word), str))
            for word in ("allOf", "anyOf", "oneOf"):
                waiting.extend(here.get(word, ()))
            waiting.extend(here.get(word) for word in ("not", "if", "then", "else"))


def _as_written(reference: str) -> str:
    """A reference as its own file has it: those of a schema file have been moved (see kindfile)."""
    return f"#{reference.removeprefix('#/allOf/0')}" if reference.startswith("#/allOf/0") else reference


def _target(reference: str, root: Mapping[str, Any]) -> Any:
    name = unquote(reference[1:])
    if name and not name.startswith("/"):
        found = (part for _, part in _parts(root) if name in (part.get("$anchor"), part.get("$dynamicAnchor")))
        return next(found, None)
    here: Any = root
    for part in name.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(here, Mapping):
            here = here.get(key)
        elif isinstance(here, list) and key.isdecimal() and int(key) < len(here):
            here = here[int(key)]
        else:
            return None
    return here
