"""The JSON Schemas that editors are given: sound, whole, and of one mind with opsgate about front matter."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import jsonschema_specifications  # type: ignore[import-untyped]
import pytest
import yaml

from opsgate.doors.cli import main
from opsgate.doors.project import setup
from opsgate.edges.schemas import SHIPPED, all_schemas, document_schema, front_matter_schema, shipped_schema
from opsgate.knowing.corpus import Reader
from opsgate.knowing.kind import LEVELS, Level
from opsgate.knowing.kinds import Kinds
from opsgate.reading.validate import Schema
from opsgate.reading.values import TYPES
from tests.integrations.tools import ROOT
from tests.repo import Repo

KINDS = Kinds().all()


class Loader(yaml.SafeLoader):
    """YAML as editors read it, by the core schema of YAML 1.2: days are text, and `yes` is a word."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+0123456789."),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), list(first))


def front_matter(text: str) -> Any:
    """The block at the top of a document, as an editor reads it."""
    return yaml.load(text.split("\n---\n", maxsplit=1)[0].removeprefix("---\n"), Loader)


def faults(schema: dict[str, Any], data: Any) -> list[str]:
    """What a validator without anything of opsgate's says of data, formats included that all validators know."""
    checker = jsonschema.FormatChecker(formats=["date"])
    found = jsonschema.validators.validator_for(schema)(schema, format_checker=checker).iter_errors(data)
    return sorted(f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in found)


@cache
def schema_files(level: Level) -> dict[str, Any]:
    return dict(all_schemas(KINDS, level))


def test_there_is_one_for_everything_that_is_written_by_hand_or_by_opsgate() -> None:
    named = {f"{name}.schema.json" for name in (*SHIPPED, "document", *(kind.name for kind in KINDS))}
    assert set(schema_files("hobby")) == named
    assert {f"{name}.schema.json" for name in SHIPPED} == {
        file.name for file in (ROOT / "schemas").glob("*.schema.json")
    }


@pytest.mark.parametrize("level", LEVELS)
def test_each_is_a_json_schema_with_a_name_of_its_own_and_words_for_people(level: Level) -> None:
    for name, schema in schema_files(level).items():
        dialect = jsonschema.validators.validator_for(schema)
        shipped = name.removesuffix(".schema.json") in SHIPPED
        assert dialect is (jsonschema.Draft202012Validator if shipped else jsonschema.Draft7Validator), name
        dialect.check_schema(schema)
        assert schema["title"], name
        assert schema["description"], name
    ids = {name: schema.get("$id", "") for name, schema in schema_files(level).items()}
    assert all(value.startswith("urn:opsgate:schema:") for value in ids.values())
    assert len(set(ids.values())) == len(ids)


def parts(schema: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every schema within a schema, with its keys on the way."""
    if not isinstance(schema, dict):
        return
    yield path, schema
    for key in ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"):
        yield from parts(schema.get(key), (*path, key))
    for key in ("properties", "patternProperties", "$defs"):
        for name, inner in schema.get(key, {}).items():
            yield from parts(inner, (*path, key, name))
    for key in ("allOf", "anyOf", "oneOf", "prefixItems"):
        for index, inner in enumerate(schema.get(key, ())):
            yield from parts(inner, (*path, key, str(index)))


NEW = set(jsonschema.Draft202012Validator.META_SCHEMA["properties"]) | {
    key
    for part in ("core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content")
    for key in jsonschema_specifications.REGISTRY.contents(f"https://json-schema.org/draft/2020-12/meta/{part}")[
        "properties"
    ]
}
OLD = {*jsonschema.Draft7Validator.META_SCHEMA["properties"], "$defs"}


def test_nothing_in_them_is_known_to_opsgate_alone_and_front_matter_needs_nothing_newer_than_draft_07() -> None:
    for name, schema in schema_files("product").items():
        shipped = name.removesuffix(".schema.json") in SHIPPED
        for path, part in parts(schema):
            assert set(part) <= (NEW if shipped else OLD), (name, path)
            assert shipped or "$ref" not in part or set(part) <= {"$ref", "description", "default"}, (name, path)
            assert part.get("format") in (None, "date"), (name, path)
            assert not re.search(r"\(\?[a-zA-Z<#]|\\[AZ]", part.get("pattern", "")), (name, path)


def test_what_a_value_type_expects_is_said_in_words_with_an_example() -> None:
    kind = next(kind for kind in KINDS if kind.name == "runbook")
    assert front_matter_schema(kind, "product")["properties"]["review_every"] == {
        "description": "How often it has to be reviewed. Write `30d`, `8h` or `P30D`.",
        "type": ["string", "number", "boolean"],
        "default": "12mo",
        "examples": ["3mo"],
    }


def test_every_key_that_people_write_in_configuration_kinds_and_front_matter_is_explained() -> None:
    silent = {
        (name, *path)
        for name, schema in schema_files("product").items()
        if name.removesuffix(".schema.json") not in ("findings", "verdict", "graph", "baseline", "document")
        for path, part in parts(schema)
        if len(path) > 1 and path[-2] == "properties" and path[:2] != ("$defs", "schema")
        and not {"description", "title", "$ref"} & part.keys()
    }  # fmt: skip
    assert silent == set()


def test_defaults_and_examples_are_values_that_the_schemas_accept() -> None:
    for name, schema in schema_files("product").items():
        for path, part in parts(schema):
            if "$ref" not in json.dumps(part):
                for value in [*part.get("examples", ()), *([part["default"]] if "default" in part else [])]:
                    assert faults(part, value) == [], (name, path)


@pytest.mark.parametrize("folder", ["hobby", "kinds", "lantern"])
def test_every_example_document_is_accepted_at_its_level(folder: str) -> None:
    project = setup(ROOT / "examples" / folder)
    kinds, level = project.kinds.all(), project.config.level
    reader, any_document = Reader(project.config, project.kinds), document_schema(kinds, level)
    checked = {}
    for path in sorted(project.config.root.rglob("*.md")):
        name = path.relative_to(project.config.root).as_posix()
        document = reader.declared(name)
        if document is not None and path.read_bytes().startswith(b"---"):
            data = front_matter(path.read_text("utf-8"))
            checked[name] = faults(front_matter_schema(document.kind, level), data) + faults(any_document, data)
    assert checked
    assert {name: found for name, found in checked.items() if found} == {}


RUNBOOK = {"kind": "runbook", "title": "Pump", "service": "pump"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": "Active", "version": 1.1, "tags": ["a", 1], "id": 7}, []),
        ({"title": 404}, []),
        ({"plugin": {"of": "a site"}}, []),
        ({"kind": "telemetry"}, ["kind: 'telemetry' is not one of ['runbook']"]),
        ({"title": ""}, ["title: '' should be non-empty"]),
        ({"title": ["Pump"]}, ["title: ['Pump'] is not of type 'string', 'number', 'boolean'"]),
        ({"status": "done"}, ["status: 'done' is not valid under any of the given schemas"]),
        ({"last_reviewed": "2026-31-12"}, ["last_reviewed: '2026-31-12' is not a 'date'"]),
        ({"level": "enterprise"}, ["level: 'enterprise' is not one of ['hobby', 'product']"]),
        ({"level": "product"}, [": 'maintenance_windows' is a required property", ": 'owner' is a required property"]),
        ({"relations": {"telemetry": {"a": 1}}}, ["relations.telemetry: {'a': 1} is not valid under any of the given schemas"]),
        ({"gates": {"exits": {}}}, ["gates: Additional properties are not allowed ('exits' was unexpected)"]),
    ],
)  # fmt: skip
def test_front_matter_is_judged_as_opsgate_judges_it(change: dict[str, Any], said: list[str]) -> None:
    kind = next(kind for kind in KINDS if kind.name == "runbook")
    found = faults(front_matter_schema(kind, "hobby"), {**RUNBOOK, **change})
    required = [fault for fault in said if "required" in fault]
    assert [fault for fault in found if fault in required] == required
    assert [fault for fault in found if "required" not in fault] == [fault for fault in said if fault not in required]


def test_a_document_that_misses_what_its_kind_requires_is_refused() -> None:
    for kind in KINDS:
        for level in LEVELS:
            said = faults(front_matter_schema(kind, level), {})
            assert said == sorted(f": '{key}' is a required property" for key in dict.fromkeys(kind.required_at(level)))


def test_the_schema_of_any_document_goes_by_the_kind_that_it_names() -> None:
    schema = document_schema(KINDS, "hobby")
    assert faults(schema, {"layout": "page"}) == []
    assert faults(schema, RUNBOOK) == []
    assert faults(schema, {"kind": "runbook", "title": "Pump"}) == [": 'service' is a required property"]
    (unknown,) = faults(schema, {"kind": "runbok", "title": "Pump"})
    assert unknown.startswith("kind: 'runbok' is not one of [")


class Here:
    """The command line in a folder, without a process of its own."""

    def __init__(self, repo: Repo, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]) -> None:
        patch.chdir(repo.root)
        self.captured = captured

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, output and error output of ``opsgate schema``."""
        with pytest.raises(SystemExit) as stop:
            main(["schema", *arguments])
        said = self.captured.readouterr()
        assert isinstance(stop.value.code, int)
        return stop.value.code, said.out, said.err


@pytest.fixture
def here(repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(repo, monkeypatch, capsys)


def test_all_of_them_are_written_into_a_folder_with_the_projects_own_kinds(repo: Repo, here: Here) -> None:
    own = "kind: pump\nextends: runbook\ntitle: Pumps\n"
    repo.write({"opsgate.toml": 'level = "product"\nextend-kinds = ["kinds"]\n', "kinds/pump.yaml": own})
    said = here("all")
    written = {path.name: json.loads(path.read_text("utf-8")) for path in (repo.root / ".opsgate/schemas").iterdir()}
    assert said == (0, f"wrote {len(written)} schemas to .opsgate/schemas, for the level product\n", "")
    assert set(written) == {*schema_files("product"), "pump.schema.json"}
    assert written["pump.schema.json"]["$id"] == "urn:opsgate:schema:front-matter:pump:product"
    assert json.loads(here("pump")[1]) == written["pump.schema.json"]
    assert json.loads(here("document")[1]) == written["document.schema.json"]
    assert "pump" in written["document.schema.json"]["properties"]["kind"]["enum"]
    assert here("all", "--to", "editor", "--level", "hobby")[1].endswith(" to editor, for the level hobby\n")
    assert {path.name for path in (repo.root / "editor").iterdir()} == set(written)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("runbok",), "no kind is called `runbok`; did you mean `runbook`?"),
        (("config", "--to", "x"), "--to belongs to `opsgate schema all`; one schema is written with --output FILE"),
        (("all", "--output", "x"), "`opsgate schema all` writes a folder: say --to DIR"),
    ],
)
def test_what_cannot_be_asked_for_is_said(repo: Repo, here: Here, arguments: tuple[str, ...], says: str) -> None:
    assert here(*arguments) == (2, "", f"opsgate: {says}\n")
    assert [path.name for path in repo.root.iterdir()] == [".git"]


def test_a_kind_that_cannot_be_read_is_told_of_and_not_left_out(repo: Repo, here: Here) -> None:
    repo.write({"opsgate.toml": 'extend-kinds = ["kinds"]\n', "kinds/pump.yaml": "kind: pump\nextends: runbok\n"})
    code, printed, said = here("all")
    assert (code, printed) == (2, "")
    assert said.startswith("kinds/pump.yaml:2:")
    assert json.loads(here("config")[1])["title"] == "opsgate configuration"


def test_its_help_names_every_schema(here: Here) -> None:
    named = re.findall(r"^  (\w+)  +[a-z`]", here("--help")[1], re.MULTILINE)
    assert sorted(named) == sorted([*SHIPPED, "document", "KIND", "all"])


def test_the_types_of_columns_are_those_that_there_are() -> None:
    column = shipped_schema("kind")["$defs"]["column"]["properties"]["type"]
    assert column["examples"] == list(TYPES)


VALUES = ["x", "", "404", "v1.2", "2026-11-02", "2026-31-12", "30d", "@sam", "draft", "Active", "retired", "hobby",
          "product", "runbook", "docs/a.md", "a.csv", 7, 1.5, True, None, [], ["x"], ["Sun 02:00-03:00"], {}, {"a": "x"},
          {"telemetry": "m.md"}, {"exit": {"dry-run": {"by": "@sam", "on": "2026-11-02"}}}, [{"role": "qa", "who": "@sam",
          "date": "2026-11-02"}]]  # fmt: skip


def test_an_editor_finds_no_fault_in_a_value_where_opsgate_finds_none() -> None:
    alarms, taken = [], set()
    for kind in KINDS:
        ours, theirs = kind.schema("hobby"), front_matter_schema(kind, "hobby")
        for key in kind.properties.keys() - {"kind"}:
            strict = Schema({"properties": {key: ours["properties"][key]}, "$defs": ours["$defs"]})
            loose = jsonschema.Draft7Validator(
                {"properties": {key: theirs["properties"][key]}, "$defs": theirs["$defs"]},
                format_checker=jsonschema.FormatChecker(formats=["date"]),
            )
            for value in VALUES:
                if not strict.violations({key: value}):
                    taken.add(key)
                    alarms += [(kind.name, key, error.message) for error in loose.iter_errors({key: value})]
    assert alarms == []
    assert taken >= {
        "title",
        "status",
        "version",
        "owner",
        "last_reviewed",
        "review_every",
        "relations",
        "gates",
        "tags",
    }


def test_every_example_of_a_kind_is_one_that_both_accept() -> None:
    for kind in KINDS:
        given_ = {key: part["examples"][0] for key, part in kind.properties.items() if part.get("examples")}
        given_ = {**given_, "kind": kind.name}
        ours = [fault for fault in Schema(kind.schema("product")).violations(given_) if fault.keyword != "required"]
        theirs = [fault for fault in faults(front_matter_schema(kind, "product"), given_) if "required" not in fault]
        assert (ours, theirs) == ([], []), kind.name
