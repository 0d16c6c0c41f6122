"""Write a new document from what its kind is: front matter, sections, and guidance where a person needs it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from opsgate.knowing.kind import Kind, Level, SectionSpec, applies
from opsgate.knowing.skeleton import skeleton
from opsgate.reading.coerce import coerce
from opsgate.reading.placeholders import is_placeholder
from opsgate.reading.validate import Schema
from opsgate.reading.yamlvalue import Plain
from opsgate.words.errors import OpsgateError
from opsgate.words.near import an, nearest
from opsgate.words.resources import resource

_PLAIN = re.compile(r"[A-Za-z@][\w@./ -]*\Z")


def new_document(kind: Kind, level: Level, values: Mapping[str, str], *, schema: str, said_level: bool) -> str:
    """The text of a new document; ``values`` fill front-matter keys, ``schema`` is where its JSON Schema lies.

    Raises OpsgateError for a key that the kind does not have.
    """
    _refuse_wrong(kind, level, values)

    def wanted(section: SectionSpec) -> bool:
        return applies(section.level, level) and not section.optional

    sections = [skeleton(section, level, 2) for section in kind.sections if wanted(section)]
    text: str = _template(kind).render(
        kind=kind.name,
        level=level,
        schema=schema,
        purpose=kind.purpose,
        title=values.get("title", "[DOCUMENT_TITLE]"),
        front=_front_matter(kind, level, values, said_level=said_level),
        sections=[section for section in sections if section],
    )
    return text


def _refuse_wrong(kind: Kind, level: Level, values: Mapping[str, str]) -> None:
    """Raise OpsgateError for a value that the kind's front matter cannot have."""
    for key, value in values.items():
        if key not in kind.properties:
            near = nearest(key, kind.properties)
            hint = f"did you mean `{near}`?" if near else f"`opsgate kind {kind.name}` lists them"
            raise OpsgateError(f"{an(kind.name)} has no key `{key}`; {hint}")
        if key == "kind" and value != kind.name:
            raise OpsgateError(f"the kind is `{kind.name}`; `opsgate new {value}` writes another")
        if not value.strip() or "\n" in value or "\r" in value:
            raise OpsgateError(f"`{key}` takes one line of text")
    data = {key: _value(value, kind.properties[key]) for key, value in values.items() if not is_placeholder(value)}
    for fault in Schema(kind.schema(level)).violations(data):
        if fault.keyword != "required" and fault.keys and fault.keys[0] in values:
            message, hint = fault.explain()
            raise OpsgateError(f"{message}; {hint}" if hint else message)


def _template(kind: Kind) -> Any:
    from jinja2 import StrictUndefined  # noqa: PLC0415 - 50 ms that only scaffolding pays
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    environment = SandboxedEnvironment(
        undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True, lstrip_blocks=True
    )
    own = Path(kind.file).parent / kind.template if kind.template else None
    path = own if own is not None and own.is_file() else resource("templates", kind.template or "document.md.j2")
    return environment.from_string(path.read_text("utf-8"))


def _front_matter(kind: Kind, level: Level, values: Mapping[str, str], *, said_level: bool) -> list[tuple[str, str]]:
    """Keys and their YAML, in the order: kind, title, the kind's own, what all kinds have."""
    required = [key for key in kind.required_at(level) if key not in ("kind", "title", "status", "level")]
    keys = ["kind", "title", *required]
    if "status" in kind.properties and kind.given is None:
        keys.insert(2, "status")
    relations = _relations(kind, level)
    if relations and "relations" not in keys:
        keys.append("relations")
    if said_level:
        keys.append("level")
    keys += [key for key in values if key not in keys and "." not in key]
    if kind.order:
        keys.sort(key=lambda key: kind.order.index(key) if key in kind.order else -1)
    fixed = {"kind": kind.name, "status": kind.statuses["unfinished"][0], "level": level, **values}
    blanks = {key: _blank(key, kind.properties[key]) for key in keys if key not in fixed} | {"relations": relations}
    return [(key, _yaml(_value(fixed[key], kind.properties[key]) if key in fixed else blanks[key])) for key in keys]


def _relations(kind: Kind, level: Level) -> dict[str, str]:
    """Placeholders for the relations that are asked for whatever other documents there are."""
    asked = (r for r in kind.relations if applies(r.level, level) and not r.optional and (r.external or r.tells))
    return {relation.name: f"[{relation.name.upper().replace('-', '_')}]" for relation in asked}


def _value(text: str, schema: Mapping[str, Any]) -> Any:
    """What was given for a key on the command line, in the key's type."""
    if "array" in (schema.get("type") or ()):
        return [part.strip() for part in text.split(",")]
    return coerce(Plain(text), schema)


def _scalar(text: str) -> str:
    """A YAML scalar, quoted unless it is plainly a word."""
    plain = _PLAIN.match(text) and not text.startswith("@") and text.lower() not in _YAML_WORDS and text == text.strip()
    return text if plain else json.dumps(text, ensure_ascii=False)


_YAML_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])


def _blank(key: str, schema: Mapping[str, Any]) -> Any:
    """A placeholder of the right shape for a required key: text, list or mapping."""
    kind = schema.get("type")
    if "default" in schema:
        return schema["default"]
    if kind == "array":
        return [_blank(key.removesuffix("s"), schema.get("items", {}))]
    if kind == "object":
        inner = schema.get("properties", {})
        choice: Mapping[str, Any] = next(iter((*schema.get("anyOf", ()), *schema.get("oneOf", ()))), {})
        names = list(dict.fromkeys([*choice.get("required", ()), *schema.get("required", ())]))
        names += [name for name in inner if name not in names][: max(0, schema.get("minProperties", 0) - len(names))]
        return {name: _blank(name, inner.get(name, {})) for name in names}
    if schema.get("enum"):
        return str(schema["enum"][0])
    if kind == "boolean":
        return True
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    return f"[{re.sub('[^A-Z0-9]+', '_', key.upper())}]"


def _yaml(value: Any, indent: str = "") -> str:
    """A value as YAML behind its key: in the line where it is simple, in lines of its own below where it is not."""
    if isinstance(value, dict):
        lines = [
            f"{indent}  {key}: {_yaml(inner, indent + '  ')}".replace(": \n", ":\n") for key, inner in value.items()
        ]
        return "\n" + "\n".join(lines) if lines else "{}"
    if isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
        items = (_yaml(item, indent + "  ").lstrip() for item in value)
        return "\n" + "\n".join(f"{indent}  - {item}".replace(f"\n{indent}    ", f"\n{indent}    ") for item in items)
    if isinstance(value, list):
        return "[" + ", ".join(_yaml(item) for item in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (int, float)) else _scalar(value)


def new_path(kind: Kind, title: str | None) -> PurePosixPath:
    """Where a new document goes when nobody says: the kind's place, a pattern's star filled by the title."""
    name = re.sub(r"[^\w]+", "-", (title or kind.name).lower()).strip("-") or kind.name
    return PurePosixPath(kind.place.replace("**", "").replace("//", "/").replace("*", name))
