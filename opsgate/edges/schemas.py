"""JSON Schemas as editors take them: front matter of each kind and of any document, and all that opsgate ships.

opsgate reads a value as text and asks its value types whether it is one; an editor knows neither. So the formats that
only opsgate knows become words in descriptions, and a key that is text may stand there unquoted, as opsgate allows.
Schemas of front matter say that they are of draft-07, which is all that most extensions read; they use nothing newer.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from opsgate.knowing.kind import LEVELS, Kind, Level, applies
from opsgate.reading.values import TYPES
from opsgate.words.resources import resource

SHIPPED = ("config", "kind", "findings", "verdict", "graph", "baseline")
DOCUMENT = "document"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
OLD_DIALECT = "http://json-schema.org/draft-07/schema#"

_SAME_ELSEWHERE = frozenset({"date"})
_ONE = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames")
_NAMED = ("properties", "patternProperties", "$defs", "dependentSchemas")
_SEVERAL = ("allOf", "anyOf", "oneOf", "prefixItems")
_CHOICES = ("anyOf", "oneOf")


def shipped_schema(name: str) -> dict[str, Any]:
    """A schema of ``SHIPPED``, with nothing in it that only opsgate understands."""
    source = json.loads(resource("schemas", f"{name}.schema.json").read_text("utf-8"))
    schema: dict[str, Any] = {
        "$schema": DIALECT,
        "$id": f"urn:opsgate:schema:{name}",
        **_for_editors(source, loose=False),
    }
    if name == "kind":
        schema["$defs"]["column"]["properties"]["type"]["examples"] = list(TYPES)
    return schema


def front_matter_schema(kind: Kind, level: Level) -> dict[str, Any]:
    """Schema of a kind's front matter: what ``level`` requires, and more where a document raises its own level."""
    schema = _for_editors(kind.schema(level), loose=True)
    properties = {**schema["properties"]}
    properties["kind"] = {**properties.get("kind", {}), "type": "string", "enum": [kind.name]}
    if "enum" in properties.get("status", {}):
        properties["status"] = _any_case(properties["status"])
    more = [*schema.get("allOf", ()), *_raised(kind, level)]
    return {
        "$schema": OLD_DIALECT,
        "$id": f"urn:opsgate:schema:front-matter:{kind.name}:{level}",
        "title": kind.title,
        "description": kind.purpose,
        "type": "object",
        "properties": properties,
        "required": schema["required"],
        **({"allOf": more} if more else {}),
        "$defs": schema["$defs"],
    }


def document_schema(kinds: Iterable[Kind], level: Level) -> dict[str, Any]:
    """Schema of the front matter of any document: that of the kind which it names, all of them in one."""
    named = list(kinds)
    about = ["Which kind of document this is:", "", *(f"- `{kind.name}`: {kind.purpose}" for kind in named)]
    return {
        "$schema": OLD_DIALECT,
        "$id": f"urn:opsgate:schema:front-matter:any:{level}",
        "title": "Front matter",
        "description": "What stands between the lines `---` at the top of a document, as its kind has it.",
        "type": "object",
        "properties": {"kind": {"description": "\n".join(about), "enum": [kind.name for kind in named]}},
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind.name}}, "required": ["kind"]},
                "then": {"$ref": f"#/$defs/{kind.name}"},
            }
            for kind in named
        ],
        "$defs": {name: part for kind in named for name, part in _parts(front_matter_schema(kind, level), kind.name)},
    }


def _parts(schema: dict[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    """A schema and its definitions as definitions of another schema, which all begin with ``name``."""
    outer = {key: value for key, value in schema.items() if key not in ("$schema", "$id", "$defs")}
    yield name, _moved(outer, name)
    for inner, part in schema["$defs"].items():
        yield f"{name}.{inner}", _moved(part, name)


def _moved(part: Any, name: str) -> Any:
    if isinstance(part, list):
        return [_moved(item, name) for item in part]
    if not isinstance(part, dict):
        return part
    moved = {key: _moved(value, name) for key, value in part.items()}
    if isinstance(moved.get("$ref"), str):
        moved["$ref"] = re.sub(r"^#/\$defs/", f"#/$defs/{name}.", moved["$ref"])
    return moved


def all_schemas(kinds: Iterable[Kind], level: Level) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema with the name of its file; a kind that is called as a shipped schema has none."""
    own = [kind for kind in kinds if kind.name not in (*SHIPPED, DOCUMENT)]
    for name in SHIPPED:
        yield f"{name}.schema.json", shipped_schema(name)
    yield f"{DOCUMENT}.schema.json", document_schema(own, level)
    for kind in own:
        yield f"{kind.name}.schema.json", front_matter_schema(kind, level)


def written(schema: Mapping[str, Any]) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _raised(kind: Kind, level: Level) -> Iterator[dict[str, Any]]:
    """What a document has to say in addition that raises its level above ``level``."""
    for higher in LEVELS:
        more = [key for key in kind.required_at(higher) if key not in kind.required_at(level)]
        if higher != level and applies(level, higher) and more:
            yield {
                "if": {"properties": {"level": {"const": higher}}, "required": ["level"]},
                "then": {"required": list(dict.fromkeys(more))},
            }


def _any_case(status: Mapping[str, Any]) -> dict[str, Any]:
    """A status, which opsgate reads in any case."""
    words = status["enum"]
    either = "|".join("".join(_both(letter) for letter in word) for word in words)
    kept = {key: value for key, value in status.items() if key != "enum"}
    return {**kept, "anyOf": [{"enum": words}, {"pattern": f"^({either})$"}]}


def _both(letter: str) -> str:
    return f"[{letter.upper()}{letter}]" if letter.isalpha() else re.escape(letter)


def _for_editors(schema: Any, *, loose: bool) -> Any:
    """A schema without formats and keywords of opsgate's own; ``loose``: its text may stand unquoted."""
    if not isinstance(schema, Mapping):
        return schema
    plain = {key: _inner(key, value, loose=loose) for key, value in schema.items() if key != "happened"}
    own = str(plain.get("format", ""))
    if own in TYPES and own not in _SAME_ELSEWHERE:
        del plain["format"]
        kind = TYPES[own]
        how = f"{kind.advice[:1].upper()}{kind.advice[1:]}."
        plain["description"] = f"{str(plain['description']).rstrip('.')}. {how}" if "description" in plain else how
        plain.setdefault("examples", [kind.example])
    if loose and plain.get("type") == "string" and not {"enum", "const", "format"} & plain.keys():
        plain["type"] = ["string", "number", "boolean"]
    return plain


def _inner(key: str, value: Any, *, loose: bool) -> Any:
    if key in _ONE:
        return _for_editors(value, loose=loose)
    if key in _NAMED and isinstance(value, Mapping):
        return {name: _for_editors(inner, loose=loose) for name, inner in value.items()}
    if key in _SEVERAL and isinstance(value, list):
        return [_for_editors(inner, loose=loose and key not in _CHOICES) for inner in value]
    return value
