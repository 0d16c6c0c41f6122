"""Read kind files: from YAML through their own schema and into ``Kind``, each fault with its line and column."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from opsgate.knowing.kind import Column, Criterion, Field, Gate, Kind, Need, Relation, SectionSpec, Shown
from opsgate.reading.coerce import coerce
from opsgate.reading.validate import Schema
from opsgate.reading.values import TYPES
from opsgate.reading.yamlvalue import Fault, Keys, Tree, read_yaml
from opsgate.words.resources import resource
from opsgate.words.text import Span, Text

_LIMIT = 256 * 1024
_MAX_DEPTH = 64


@dataclass(slots=True)
class KindFile:
    """A kind file as read: plain data in the form of the kind schema, and where each part stands.

    ``beside`` holds the texts of the other files that the kind was made of.
    """

    path: Path
    text: Text
    tree: Tree
    data: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)

    def span(self, keys: Keys, *, value: bool = False) -> Span:
        """Where a part stands (its key, or its ``value``), or the nearest part around it."""
        for known in (self.tree.spans, self.tree.keys) if value else (self.tree.keys, self.tree.spans):
            if keys and keys in known:
                return known[keys]
        return self.span(keys[:-1]) if keys else (0, min(1, len(self.text)))

    def fault(self, keys: Keys, message: str, hint: str = "", *, value: bool = False) -> None:
        self.faults.append(Fault("kind-error", self.span(keys, value=value), message, hint))


@cache
def kind_schema() -> Any:
    """The JSON Schema of kind files."""
    return json.loads(resource("schemas", "kind.schema.json").read_text("utf-8"))


@cache
def common_front_matter() -> Mapping[str, Any]:
    """The front matter that every kind has: ``properties`` and ``$defs``."""
    tree = read_yaml(resource("schemas", "front-matter.yaml").read_text("utf-8"))
    found: Mapping[str, Any] = coerce(tree.value, {})
    return found


def read_kind_file(path: Path, raw: str, *, trusted: bool) -> KindFile:
    """Read a kind file; one that does not ship with opsgate is held against the kind schema first."""
    text = Text(raw)
    tree = read_yaml(text.raw, limit=_LIMIT)
    data = coerce(tree.value, kind_schema()) if isinstance(tree.value, dict) else {}
    file = KindFile(path, text, tree, data)
    file.faults.extend(Fault("kind-error", f.span, f.message, f.hint, f.related) for f in tree.faults)
    if not trusted and not file.faults:
        if tree.value and not isinstance(tree.value, dict):
            stands = "a list" if isinstance(tree.value, list) else "text"
            file.fault((), f"a kind file is keys and values, not {stands}", "write at least `kind:` and `title:`")
        elif not data:
            file.fault((), "a kind file is empty", "write at least `kind:` and `title:`")
        for violation in Schema(kind_schema()).violations(data) if data else ():
            span = file.span(violation.keys, value=violation.keyword not in ("required", "additionalProperties"))
            file.faults.append(Fault("kind-error", span, *violation.explain()))
    return file


def build_kind(data: Mapping[str, Any], file: KindFile) -> Kind:
    """Make a kind of data that satisfies the kind schema; a file that it cannot read is added to ``file.faults``."""
    common = common_front_matter()
    front = data.get("front-matter", {})
    sections = tuple(_section(item) for item in data.get("sections", ()))
    kind = Kind(
        name=data["kind"],
        extends=data.get("extends"),
        file=file.path.as_posix(),
        seed=data.get("seed", ""),
        title=data.get("title", data["kind"]),
        purpose=data.get("purpose", ""),
        place=data.get("place", f"docs/{data['kind']}/*.md"),
        template=data.get("template"),
        statuses={stage: tuple(words) for stage, words in data.get("statuses", _STATUSES).items()},
        levels=data.get("levels", {}),
        done=_shown(data.get("done", ()), "statement"),
        sop=_shown(data.get("sop", ()), "step"),
        fields=(),
        properties={**common["properties"], **front.get("properties", {})},
        definitions=common["$defs"],
        given=_given(front.get("schema"), file),
        required={level: tuple(keys) for level, keys in front.get("required", {}).items()},
        order=tuple(front.get("order", ())),
        block=front.get("block"),
        ordered=data.get("ordered", True),
        sections=sections,
        relations=tuple(_relation(item) for item in data.get("relations", ())),
        gates={name: _gate(gate) for name, gate in data.get("gates", {}).items()},
        csv=tuple(data.get("csv", ())),
        severities=data.get("severities", {}),
        followed=data.get("followed", False),
    )
    return _with_fields(kind, data)


_STATUSES = {"unfinished": ["draft"], "in-force": ["review", "approved", "active"], "history": ["retired"]}


def _section(data: Mapping[str, Any]) -> SectionSpec:
    return SectionSpec(
        id=data["id"],
        heading=data["heading"],
        aliases=tuple(data.get("aliases", ())),
        level=data.get("level", "hobby"),
        optional=data.get("optional", False),
        guide=data.get("guide", ""),
        sample=data.get("sample", ""),
        needs=tuple(_need(item) for item in data.get("needs", ())),
        sections=tuple(_section(item) for item in data.get("sections", ())),
    )


def _need(data: Mapping[str, Any]) -> Need:
    element = data["element"]
    return Need(
        elements=tuple([element] if isinstance(element, str) else element),
        level=data.get("level", "hobby"),
        count=data.get("count", 1),
        columns=tuple(_column(item) for item in data.get("columns", ())),
        unique=tuple(data.get("unique", ())),
        register=data.get("register", False),
        label=data.get("label", ""),
    )


def _column(data: Mapping[str, Any]) -> Column:
    name = data.get("type", "text")
    schema: dict[str, Any] = {"type": "string", "minLength": 1}
    if name != "text":
        schema["format"] = name
    schema.update(data.get("schema", {}))
    example = data.get("example") or (TYPES[name].example if name in TYPES and name != "text" else "")
    return Column(
        key=data["key"],
        name=data["name"],
        aliases=tuple(data.get("aliases", ())),
        schema=schema,
        level=data.get("level", "hobby"),
        empty=data.get("empty", False),
        example=example,
        declares=data.get("declares", ""),
        uses=data.get("uses", ""),
    )


def _relation(data: Mapping[str, Any]) -> Relation:
    return Relation(
        name=data["name"],
        kinds=tuple(data.get("kinds", ())),
        external=data.get("external", not data.get("kinds")),
        many=data.get("many", False),
        level=data.get("level", "product"),
        seed=data.get("seed", ""),
        optional=data.get("optional", False),
        tells=data.get("tells", ""),
        ordered=data.get("ordered", False),
        outlives=data.get("outlives", False),
    )


def _gate(data: Mapping[str, Any]) -> Gate:
    statement = data["statement"]
    return Gate(
        statement=statement,
        precondition=data.get("precondition", False),
        criteria=tuple(_criterion(item, statement) for item in data["criteria"]),
    )


def _criterion(data: Mapping[str, Any], statement: str) -> Criterion:
    return Criterion(
        id=data["id"],
        statement=data.get("statement", statement),
        asks=data["asks"],
        decided_by=data["decided-by"],
        check=data.get("check") or ("require" if "require" in data else ""),
        options={**data.get("with", {}), **({"require": data["require"]} if "require" in data else {})},
        level=data.get("level", "hobby"),
        due=data.get("due", "ready"),
        per=data.get("per", "document"),
        roles=tuple(data.get("roles", ())),
        not_author=data.get("not-author", False),
        max_age=data.get("max-age"),
        excludes=tuple(data.get("excludes", ())),
        waivable=data.get("waivable", True),
    )


def _shown(items: Any, word: str) -> tuple[Shown, ...]:
    return tuple(Shown(item[word], tuple(item["shown-by"]), item.get("level", "hobby")) for item in items)


def _given(name: str | None, file: KindFile) -> Mapping[str, Any] | None:
    """The JSON Schema file that a kind names, with its references made to hold inside ours."""
    if name is None:
        return None
    where: Keys = ("front-matter", "schema")
    try:
        raw = (file.path.parent / name).read_text("utf-8")
        schema = json.loads(raw)
        if not isinstance(schema, dict):
            file.fault(where, f"`{name}` is not a JSON Schema", "a schema is a JSON object")
            return None
        moved: Mapping[str, Any] = _move_references({k: v for k, v in schema.items() if k not in ("$id", "$schema")})
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        file.fault(where, f"the schema `{name}` cannot be read: {reason}", "name a JSON Schema file beside this one")
        return None
    file.beside[name] = raw
    return moved


def _move_references(value: Any, depth: int = 0) -> Any:
    if depth > _MAX_DEPTH:
        raise ValueError(f"nested deeper than {_MAX_DEPTH} levels")
    if isinstance(value, dict):
        return {
            key: f"#/allOf/0{inner[1:]}"
            if key == "$ref" and isinstance(inner, str) and (inner == "#" or inner.startswith("#/"))
            else _move_references(inner, depth + 1)
            for key, inner in value.items()
        }
    return [_move_references(item, depth + 1) for item in value] if isinstance(value, list) else value


def _with_fields(kind: Kind, data: Mapping[str, Any]) -> Kind:
    """Fields take type and level from where they stand."""
    known = targets(kind)
    fields = []
    for item in data.get("fields", ()):
        target = known.get(item["at"])
        if target is None:
            continue
        where, _, at = item["at"].partition("/")
        fields.append(
            Field(item["name"], item.get("csv"), where, at, item.get("type", target[0]), item.get("level", target[1]))
        )
    return replace(kind, fields=tuple(fields))


def targets(kind: Kind) -> dict[str, tuple[str, Any]]:
    """All that a field or a statement may point at, with its type and level."""
    found: dict[str, tuple[str, Any]] = {}
    product_only = set(kind.required.get("product", ())) - set(kind.required.get("hobby", ()))
    for key, schema in kind.properties.items():
        level = "product" if key in product_only else "hobby"
        found[f"meta/{key}"] = (str(schema.get("format", schema.get("type", "object"))), level)
    for section in kind.all_sections():
        elements = [name for need in section.needs for name in need.elements]
        found[f"section/{section.id}"] = (elements[0] if elements else "text", section.level)
    if kind.register:
        for column in kind.register[1].columns:
            found[f"row/{column.key}"] = (column.type, column.level)
    for relation in kind.relations:
        found[f"relation/{relation.name}"] = ("relation", relation.level)
    for name, gate in kind.gates.items():
        for criterion in gate.criteria:
            found[f"criterion/{name}/{criterion.id}"] = (criterion.decided_by, criterion.level)
    return found
