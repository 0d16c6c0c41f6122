"""One kind extending another: what is merged, and what the extension takes away."""

from collections.abc import Iterator, Mapping
from typing import Any

from opsgate.knowing.kind import LEVELS, Kind, Relation, SectionSpec

_SEVERITIES = ("off", "note", "warning", "error")
_NOTES = ("title", "description", "examples", "default", "deprecated", "readOnly", "writeOnly", "$comment")
_IDENTITIES = ("id", "key", "name", "statement", "step")


def merge(base: Any, delta: Any) -> Any:
    """The base with the delta laid over it.

    Mappings merge key by key; lists of named parts (sections, columns, criteria …) merge by name and keep the
    base's order, sections at any depth; lists of words are joined; anything else is replaced. A status that the
    delta puts into one stage leaves the others.
    """
    if isinstance(base, dict) and isinstance(delta, dict):
        result = {**base, **{key: merge(base[key], value) if key in base else value for key, value in delta.items()}}
        if delta.get("check", base.get("check")) != base.get("check") or "require" in delta:
            result["with"] = delta.get("with", {})  # the options of another check are not those of this one
            if "check" not in delta:
                result.pop("check", None)
        for key in ("sections", "statuses"):
            before, after = base.get(key), delta.get(key)
            if key == "sections" and isinstance(before, list) and isinstance(after, list):
                result[key] = _merge_sections(before, after)
            elif key == "statuses" and isinstance(before, dict) and isinstance(after, dict):
                result[key] = _merge_statuses(before, after)
        return result
    if isinstance(base, list) and isinstance(delta, list):
        return _merge_lists(base, delta)
    return delta


def _merge_lists(base: list[Any], delta: list[Any]) -> list[Any]:
    result = list(base)
    for item in delta:
        identity = _identity(item)
        index = next((i for i, other in enumerate(result) if _identity(other) == identity), None)
        if index is None:
            result.append(item)
        else:
            result[index] = merge(result[index], item)
    return result


def _merge_sections(base: list[Any], delta: list[Any]) -> list[Any]:
    """Sections merged by id: one that the base has further down is changed there."""
    result = list(base)
    for item in delta:
        index = next((i for i, other in enumerate(result) if item["id"] in _section_ids([other])), None)
        if index is None:
            result.append(item)
        elif result[index]["id"] == item["id"]:
            result[index] = merge(result[index], item)
        else:
            result[index] = {**result[index], "sections": _merge_sections(result[index]["sections"], [item])}
    return result


def _merge_statuses(base: dict[str, Any], delta: dict[str, Any]) -> dict[str, Any]:
    moved = {word: stage for stage, words in delta.items() for word in words}
    return {
        stage: [word for word in merge(base.get(stage, []), delta.get(stage, [])) if moved.get(word, stage) == stage]
        for stage in {**base, **delta}
    }


def _identity(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    if "element" in item:
        return ("element", str(item["element"]))
    return next(((word, item[word]) for word in _IDENTITIES if word in item), str(item))


def take_away(data: dict[str, Any], parts: list[str]) -> tuple[dict[str, Any], list[str]]:
    """The data without the named parts, and the names that named nothing."""
    unknown = []
    for part in parts:
        what, _, name = part.partition("/")
        if what == "section":
            found = _drop_section(data.get("sections", []), name)
        elif what == "criterion":
            gate, _, name = name.partition("/")
            found = _drop(data.get("gates", {}).get(gate, {}).get("criteria", []), "id", name)
        elif what == "relation":
            found = _drop(data.get("relations", []), "name", name)
        elif what == "required":
            level, _, name = name.partition("/")
            found = _drop_word(data.get("front-matter", {}).get("required", {}).get(level, []), name)
        else:
            found = False
        if not found:
            unknown.append(part)
    return _without_references(data), unknown


def _without_references(data: dict[str, Any]) -> dict[str, Any]:
    """The data without fields and statements that speak of sections, relations or criteria that are not there."""
    there = {f"section/{name}" for name in _section_ids(data.get("sections", []))}
    there |= {f"relation/{item['name']}" for item in data.get("relations", [])}
    for gate, content in data.get("gates", {}).items():
        there |= {f"criterion/{gate}/{item['id']}" for item in content.get("criteria", [])}

    def gone(reference: str) -> bool:
        return reference.startswith(("section/", "relation/", "criterion/")) and reference not in there

    data["fields"] = [item for item in data.get("fields", []) if not gone(item["at"])]
    for word in ("done", "sop"):
        for item in data.get(word, []):
            item["shown-by"] = [reference for reference in item["shown-by"] if not gone(reference)]
        data[word] = [item for item in data.get(word, []) if item["shown-by"]]
    return data


def _section_ids(sections: list[Any]) -> Iterator[str]:
    for section in sections:
        yield section["id"]
        yield from _section_ids(section.get("sections", []))


def _drop(items: list[Any], word: str, name: str) -> bool:
    for item in items:
        if item.get(word) == name:
            items.remove(item)
            return True
    return False


def _drop_word(items: list[Any], name: str) -> bool:
    if name in items:
        items.remove(name)
        return True
    return False


def _drop_section(items: list[Any], name: str) -> bool:
    return _drop(items, "id", name) or any(_drop_section(item.get("sections", []), name) for item in items)


def weakened(base: Kind, kind: Kind) -> Iterator[str]:
    """What ``kind`` no longer asks that ``base`` does, a sentence each."""
    for level in LEVELS:
        for key in base.required_at(level):
            if key not in kind.required_at(level):
                yield f"front matter `{key}` is no longer required at {level}"
    yield from _weakened_front_matter(base, kind)
    if base.ordered and not kind.ordered:
        yield "sections may stand in any order"
    if base.followed and not kind.followed:
        yield "nobody follows it step by step any more"
    yield from _weakened_sections(base, kind)
    for name, gate in base.gates.items():
        after = {c.id: c for c in kind.gates[name].criteria} if name in kind.gates else {}
        if name in kind.gates and kind.gates[name].precondition and not gate.precondition:
            yield f"{name} gate: unmet, it is only waited for"
        for criterion in gate.criteria:
            changed = after.get(criterion.id)
            if changed is None:
                yield f"{name} gate: criterion `{criterion.id}` is gone"
            elif _judged(changed) != _judged(criterion):
                yield f"{name} gate: criterion `{criterion.id}` is decided differently"
    related = {relation.name: relation for relation in kind.relations}
    for relation in base.relations:
        if not _relies_as_much(related.get(relation.name), relation):
            yield f"relation `{relation.name}` is gone or asks less"
    for rule, severity in kind.severities.items():
        if _SEVERITIES.index(severity) < _SEVERITIES.index(base.severities.get(rule, "error")):
            yield f"rule `{rule}` is `{severity}`"
    if base.statuses != kind.statuses:
        yield "statuses are mapped differently"


def _leeway(relation: Relation) -> tuple[bool, ...]:
    """What a relation lets pass."""
    return relation.external, relation.optional, relation.outlives, not relation.ordered


def _relies_as_much(after: Relation | None, before: Relation) -> bool:
    """Whether a relation asks all that it did before."""
    return (
        after is not None
        and (not before.kinds or bool(after.kinds and set(after.kinds) <= set(before.kinds)))
        and all(now <= then for now, then in zip(_leeway(after), _leeway(before), strict=True))
        and after.many == before.many
        and before.tells in ("", after.tells)
        and LEVELS.index(after.level) <= LEVELS.index(before.level)
    )


def _weakened_front_matter(base: Kind, kind: Kind) -> Iterator[str]:
    for key, schema in base.properties.items():
        if not _only_added(schema, kind.properties.get(key, {})):
            yield f"front matter `{key}` is checked differently"
    if base.given is not None and base.given != kind.given:
        yield "front matter is held against another schema"


def _only_added(before: Any, after: Any) -> bool:
    """Whether a schema asks all that it did before; notes for people may change."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return bool(before == after)
    new = after.keys() - before.keys()
    if new & {"patternProperties", "prefixItems", "minContains"}:
        return False  # these can take something out of what other keywords ask
    closed = before.keys() & {"additionalProperties", "unevaluatedProperties"}
    if closed and after.get("properties", {}).keys() - before.get("properties", {}).keys():
        return False
    for word, value in before.items():
        if word == "properties":
            below = after.get(word, {})
            if not all(name in below and _only_added(inner, below[name]) for name, inner in value.items()):
                return False
        elif word == "items":
            if not _only_added(value, after.get(word)):
                return False
        elif word not in _NOTES and after.get(word) != value:
            return False
    return True


def _judged(criterion: Any) -> tuple[Any, ...]:
    names = ("decided_by", "check", "options", "level", "due", "per", "roles", "not_author", "max_age", "excludes")
    return (*(getattr(criterion, name) for name in names), criterion.waivable)


def _weakened_sections(base: Kind, kind: Kind) -> Iterator[str]:
    after: Mapping[str, SectionSpec] = {section.id: section for section in kind.all_sections()}
    for section in base.all_sections():
        changed = after.get(section.id)
        if changed is None:
            yield f"section “{section.heading}” is gone"
            continue
        if LEVELS.index(changed.level) > LEVELS.index(section.level):
            yield f"section “{section.heading}” is asked only from {changed.level} on"
        if changed.optional and not section.optional:
            yield f"section “{section.heading}” is optional"
        for need in section.needs:
            if not any(_asks_as_much(other, need) for other in changed.needs):
                yield f"section “{section.heading}” needs less: {' or '.join(need.elements)}"


def _asks_as_much(after: Any, before: Any) -> bool:
    columns = {column.key: column for column in after.columns}
    return (
        set(after.elements) <= set(before.elements)
        and LEVELS.index(after.level) <= LEVELS.index(before.level)
        and after.count >= before.count
        and set(after.unique) >= set(before.unique)
        and all(
            column.key in columns
            and columns[column.key].schema == column.schema
            and (columns[column.key].declares, columns[column.key].uses) == (column.declares, column.uses)
            and LEVELS.index(columns[column.key].level) <= LEVELS.index(column.level)
            and not (columns[column.key].empty and not column.empty)
            for column in before.columns
        )
    )
