"""Types that the schema gives, and what is said where a value does not satisfy it."""

from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgate.reading.coerce import coerce
from opsgate.reading.validate import Schema
from opsgate.reading.yamlvalue import read_yaml


def typed(text: str, schema: dict[str, Any]) -> Any:
    return coerce(read_yaml(text).value, {"properties": {"x": schema}})


@pytest.mark.parametrize(
    ("text", "schema", "value"),
    [
        ("x: 1.10", {"type": "string"}, {"x": "1.10"}),
        ("x: 3", {"type": "string"}, {"x": "3"}),
        ("x: 3", {"type": "integer"}, {"x": 3}),
        ("x: '3'", {"type": "integer"}, {"x": "3"}),
        ("x: 2.5", {"type": "number"}, {"x": 2.5}),
        ("x: 2.5", {}, {"x": "2.5"}),
        ("x: true", {"type": "boolean"}, {"x": True}),
        ("x: yes", {"type": "boolean"}, {"x": "yes"}),
        ("x: true", {"type": "string"}, {"x": "true"}),
        ("x:", {"type": "string"}, {}),
        ("x: ~", {"type": ["string", "null"]}, {"x": None}),
        ("x: [1, a]", {"items": {"type": ["integer", "string"]}}, {"x": [1, "a"]}),
        ("x: {y: 1}", {"additionalProperties": {"type": "integer"}}, {"x": {"y": 1}}),
        ("x: 1", {"oneOf": [{"type": "string"}, {"type": "array"}]}, {"x": "1"}),
        ("x: 1", {"enum": ["1", "2"]}, {"x": "1"}),
        ("x: 1", {"enum": [1, 2]}, {"x": 1}),
    ],
)
def test_a_leaf_gets_the_type_that_the_schema_asks_for(text: str, schema: dict[str, Any], value: object) -> None:
    assert typed(text, schema) == value


def test_references_are_followed_to_find_the_type() -> None:
    schema = {"$defs": {"n": {"type": "integer"}}, "properties": {"x": {"$ref": "#/$defs/n"}}}
    assert coerce(read_yaml("x: 3").value, schema) == {"x": 3}


PERSON = {
    "type": "object",
    "required": ["name", "since"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "since": {"type": "string", "format": "date"},
        "tags": {"type": "array", "items": {"enum": ["red", "green"]}},
        "at": {"anyOf": [{"required": ["path"]}, {"required": ["url"]}], "type": "object"},
    },
}


@pytest.mark.parametrize(
    ("data", "keys", "message", "hint"),
    [
        ({"since": "2026-01-01"}, ("name",), "`name` is missing", "add `name:`"),
        ({"name": "a", "since": "2026-01-01", "nmae": "b"}, ("nmae",), "unknown key `nmae`", "did you mean `name`?"),
        ({"name": 3, "since": "2026-01-01"}, ("name",), "`name` must be text, not `3`", "quote it"),
        (
            {"name": "a", "since": "2026-01-01", "tags": "red"},
            ("tags",), "`tags` must be a list, not `red`", "write `tags: [red]`",
        ),
        (
            {"name": "a", "since": "2026-01-01", "tags": ["gren"]},
            ("tags", 0), "`tags.0` is `gren`, expected `red` or `green`", "did you mean `green`?",
        ),
        ({"name": "a", "since": "2026-01-01", "at": {"x": 1}}, ("at",), "`at` needs `path` or `url`", ""),
    ],
)  # fmt: skip
def test_a_violation_ends_in_the_key_at_fault_and_says_how_to_mend_it(
    data: object, keys: tuple[str | int, ...], message: str, hint: str
) -> None:
    (fault,) = Schema(PERSON).violations(data)
    assert (fault.keys, *fault.explain()) == (keys, message, hint)


@settings(derandomize=True, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["name", "since", "tags", "at", "x"]), st.sampled_from(["", "a", "2026-01-01", 3, ["red"], {}])
    )
)
def test_a_value_has_no_violation_exactly_when_jsonschema_calls_it_valid(data: dict[str, object]) -> None:
    checker = jsonschema.FormatChecker(formats=["date"])
    assert (Schema(PERSON).violations(data) == ()) is jsonschema.Draft202012Validator(
        PERSON, format_checker=checker
    ).is_valid(data)


def test_the_fast_yes_and_the_slow_no_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    data = {"name": "a", "since": "soon"}
    fast = Schema(PERSON).violations(data)
    slow = Schema(PERSON)
    slow.__dict__["_fast"] = None
    assert slow.violations(data) == fast != ()
