"""Hold plain data against a JSON Schema and say, for each fault, which key is at fault.

``jsonschema`` puts ``required`` and ``additionalProperties`` on the parent and all missing keys into one
sentence; both are extended so that the path of a violation ends in the key itself. ``jsonschema-rs`` (the extra
``[fast]``) only ever says yes: every no is explained by ``jsonschema``, so that messages are the same with both.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from opsgate.reading.jsonschemas import jsonschema
from opsgate.reading.placeholders import is_placeholder
from opsgate.reading.values import TYPES, BadValue
from opsgate.reading.values.base import is_placeholder as keeps_a_place
from opsgate.words.near import nearest, one_of


@dataclass(frozen=True, slots=True)
class Violation:
    """One fault of a value against its schema; ``keys`` ends in the key at fault, there or not."""

    keyword: str
    keys: tuple[str | int, ...]
    value: Any
    expected: Any
    schema: Mapping[str, Any]
    known: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return ".".join(str(key) for key in self.keys) or "the whole"

    @property
    def empty(self) -> bool:
        """Whether a value is at fault that says nothing: ``""``, ``[]`` or ``{}``."""
        return self.keyword in _SAYS_SOMETHING and self.value in ("", [], {})

    @property
    def placeholder(self) -> bool:
        """Whether the value only keeps the place of one: a fault of its own, and never also an invalid value."""
        if not isinstance(self.value, str):
            return False
        return is_placeholder(self.value) or (self.keyword == "format" and keeps_a_place(self.value))

    def explain(self) -> tuple[str, str]:
        """What is wrong and how to mend it, as (message, hint)."""
        if self.empty and self.keys:
            return f"`{self.name}` is empty", _ask("fill in", self)
        writer = _WRITERS.get(self.keyword)
        if writer:
            return writer(self)
        than = {"minimum": "less", "maximum": "more"}.get(self.keyword)
        if than:
            return f"`{self.name}`: {_short(self.value)} is {than} than {self.expected}", _example(self.schema)
        return f"`{self.name}` does not satisfy `{self.keyword}`: {_short(self.value)}", _example(self.schema)


_SAYS_SOMETHING = frozenset({"minLength", "minItems", "minProperties", "format", "pattern", "enum"})


class Schema:
    """A JSON Schema (draft 2020-12) with opsgate's value types as formats."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.source = schema

    def violations(self, data: Any) -> tuple[Violation, ...]:
        """Every fault of the data, in the order of the schema's keywords; none when it is valid."""
        if self._fast is not None and self._fast.is_valid(data):
            return ()
        return tuple(v for error in self._slow.iter_errors(data) for v in _violations(error))

    @cached_property
    def _fast(self) -> Any:
        try:
            import jsonschema_rs  # noqa: PLC0415 - optional, and slow to import where unused
        except ImportError:
            return None
        formats = {name: _accepts(name) for name in TYPES}
        try:
            return jsonschema_rs.Draft202012Validator(
                dict(self.source), formats=formats, validate_formats=True, retriever=_refuse
            )
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
            return None  # a pattern, say, that only the other one reads

    @cached_property
    def _slow(self) -> Any:
        library = jsonschema()
        import referencing  # noqa: PLC0415 - comes with jsonschema

        checker = library.FormatChecker(formats=())
        for name in TYPES:
            checker.checks(name)(_accepts(name))
        extended: Any = library.validators.extend(
            library.Draft202012Validator,
            {"required": _required, "additionalProperties": _additional},
        )
        registry: Any = referencing.Registry(retrieve=_refuse)  # type: ignore[call-arg]
        return extended(self.source, format_checker=checker, registry=registry)


def _refuse(uri: str) -> Any:
    """Nothing is fetched or read through a reference."""
    raise LookupError(f"`{uri}` is not fetched")


def _accepts(name: str) -> Any:
    def accepts(value: object) -> bool:
        if not isinstance(value, str):
            return True
        try:
            TYPES[name].parse(value)
        except BadValue:
            return False
        return True

    return accepts


def _required(_validator: Any, required: Iterable[str], instance: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
    error = jsonschema().ValidationError

    if isinstance(instance, Mapping):
        for key in required:
            if key not in instance:
                below = schema.get("properties", {}).get(key, {})
                yield error("missing", path=[key], validator="required", instance=None, schema=below)


def _additional(validator: Any, allowed: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
    error = jsonschema().ValidationError

    if not isinstance(instance, Mapping):
        return
    patterns = schema.get("patternProperties", {})
    known = tuple(schema.get("properties", {}))
    for key, value in instance.items():
        if key in known or any(re.search(pattern, key) for pattern in patterns):
            continue
        if allowed is False:
            yield error(
                "unknown",
                path=[key],
                validator="additionalProperties",
                validator_value=known,
                instance=value,
                schema=schema,
            )
        elif allowed is not True:
            yield from validator.descend(value, allowed, path=key)


def _violations(error: Any) -> Iterator[Violation]:
    """One violation for an error; for a choice between schemas, those of the branch that was meant."""
    if error.validator in ("anyOf", "oneOf") and error.context:
        by_branch: dict[Any, list[Any]] = {}
        for inner in error.context:
            by_branch.setdefault(inner.schema_path[0], []).append(inner)
        meant = [es for es in by_branch.values() if not any(map(_of_another_shape, es))]
        if len(meant) == 1:
            for inner in meant[0]:
                yield from _violations(inner)
            return
    known = tuple(error.validator_value) if error.validator == "additionalProperties" else ()
    yield Violation(
        error.validator, tuple(error.absolute_path), error.instance, error.validator_value, error.schema, known
    )


def _of_another_shape(error: Any) -> bool:
    """Whether a branch of a choice speaks of another type of value altogether."""
    return not error.path and (
        error.validator == "type" or (error.validator == "enum" and isinstance(error.instance, (dict, list)))
    )


def _written(value: Any) -> str:
    """A value as it is written in front matter."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_written(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'"{text}"' if _NEEDS_QUOTES.search(text) else text


_NEEDS_QUOTES = re.compile(r"\A[@`!&*%|>'\"#{}\[\],?:-]|: | #|\A\Z")


def _short(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text if len(text) <= 60 else text[:57] + '…'}`"


def _example(schema: Mapping[str, Any]) -> str:
    for example in schema.get("examples", ()):
        return f"for example `{_written(example)}`"
    if schema.get("enum"):
        return f"write {one_of(map(str, schema['enum']))}"
    if schema.get("format") in TYPES:
        return f"for example `{TYPES[schema['format']].example}`"
    return ""


def _flow(value: Any) -> str:
    """A value as one would write it on one line of YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value)


def _choice(fault: Violation) -> tuple[str, str]:
    """None of several alternatives holds; most often one of several keys has to be there."""
    names = [key for branch in fault.expected for key in branch.get("required", ()) if isinstance(branch, Mapping)]
    if names and isinstance(fault.value, Mapping):
        return f"`{fault.name}` needs {one_of(dict.fromkeys(names))}", _example(fault.schema)
    return f"`{fault.name}` is of none of the forms that it may have: {_short(fault.value)}", _example(fault.schema)


def _missing(fault: Violation) -> tuple[str, str]:
    return f"`{fault.name}` is missing", _ask("add", fault)


def _ask(verb: str, fault: Violation) -> str:
    """A hint that asks for a key, with what it is for and an example."""
    if isinstance(fault.keys[-1], int):
        return f"{verb} a value, or delete the item"
    about = str(fault.schema.get("description", "")).rstrip(".")
    hint = "; ".join(part for part in (about[:1].lower() + about[1:], _example(fault.schema)) if part)
    return f"{verb} `{fault.keys[-1]}:`" + (f" ({hint})" if hint else "")


def _unknown(fault: Violation) -> tuple[str, str]:
    key = str(fault.keys[-1])
    near = nearest(key, fault.known)
    return f"unknown key `{fault.name}`", f"did you mean `{near}`?" if near else f"known are {one_of(fault.known)}"


_ANSWERS = {"yes": "true", "y": "true", "on": "true", "no": "false", "n": "false", "off": "false"}
_TYPE_NAMES = {
    "string": "text", "integer": "a whole number", "number": "a number", "boolean": "`true` or `false`",
    "array": "a list", "object": "keys and values", "null": "nothing",
}  # fmt: skip


def _type(fault: Violation) -> tuple[str, str]:
    expected = [fault.expected] if isinstance(fault.expected, str) else list(fault.expected)
    wanted = " or ".join(_TYPE_NAMES.get(name, name) for name in expected)
    stands = "a list" if isinstance(fault.value, list) else "keys and values" if isinstance(fault.value, dict) else ""
    hint = _example(fault.schema)
    if expected == ["array"] and not stands and fault.keys and fault.schema.get("items", {}).get("type") != "object":
        hint = f"write `{fault.keys[-1]}: [{_written(fault.value)}]`"
    if expected == ["string"] and isinstance(fault.value, (int, bool)):
        hint = "quote it"
    if expected == ["string"] and stands and not hint:
        hint = "write one value, in quotes if it begins with `[` or `{`"
    if expected == ["object"] and not hint:
        hint = "write `key: value` lines below it, indented"
    if expected == ["boolean"] and str(fault.value).lower() in _ANSWERS:
        hint = f"write `{_ANSWERS[str(fault.value).lower()]}`"
    return f"`{fault.name}` must be {wanted}, not {stands or _short(fault.value)}", hint


def _format(fault: Violation) -> tuple[str, str]:
    kind = TYPES.get(str(fault.expected))
    if kind is None:
        return f"`{fault.name}` is not a valid {fault.expected}: {_short(fault.value)}", ""
    try:
        kind.parse(str(fault.value))
    except BadValue as bad:
        return f"`{fault.name}`: {bad.message}", bad.hint
    return f"`{fault.name}`: {_short(fault.value)} is not {kind.expects}", f"for example `{kind.example}`"


def _enum(fault: Violation) -> tuple[str, str]:
    allowed = [str(value) for value in fault.expected]
    near = nearest(str(fault.value), allowed)
    hint = f"did you mean `{near}`?" if near else ""
    return f"`{fault.name}` is {_short(fault.value)}, expected {one_of(allowed)}", hint


def _blank(fault: Violation) -> tuple[str, str]:
    what = "is empty" if not fault.value else f"has too few parts: at least {fault.expected} expected"
    return f"`{fault.name}` {what}", _example(fault.schema)


def _pattern(fault: Violation) -> tuple[str, str]:
    hint = _example(fault.schema)
    return f"`{fault.name}`: {_short(fault.value)} does not match `{fault.expected}`", hint


_WRITERS = {
    "required": _missing, "additionalProperties": _unknown, "type": _type, "format": _format, "enum": _enum,
    "minLength": _blank, "minItems": _blank, "minProperties": _blank, "pattern": _pattern,
    "anyOf": _choice, "oneOf": _choice,
}  # fmt: skip
