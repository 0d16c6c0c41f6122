"""The eleven kinds against the page that they were made from, and kinds that extend others."""

import json
from pathlib import Path
from typing import Any

import pytest

from opsgate.doors.api import setup
from opsgate.edges.describe import kind_data
from opsgate.knowing.kind import Kind
from opsgate.knowing.kindfaults import find_faults
from opsgate.knowing.kindfile import build_kind, read_kind_file
from opsgate.knowing.kinds import Kinds
from opsgate.reading.outline import fold
from opsgate.reading.validate import Schema
from opsgate.reading.values import TYPES
from opsgate.running.work import Job
from opsgate.words.resources import resource
from tests.repo import Repo, line
from tests.test_cli import run

SEEDS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "data/seeds.json").read_text("utf-8"))
KINDS = Kinds()


def kind(name: str) -> Kind:
    found = KINDS.get(name)
    assert found is not None
    return found


def test_there_are_the_eleven_kinds_and_the_record_of_what_happened() -> None:
    assert set(KINDS.names) == {*SEEDS, "operation-guide", "record"}


@pytest.mark.parametrize("path", sorted(resource("schemas", "kinds").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_kind_file_has_no_fault_and_is_called_like_its_kind(path: Path) -> None:
    file = read_kind_file(path, path.read_text("utf-8"), trusted=False)
    assert file.faults == []
    built = build_kind(file.data, file)
    assert built.name == path.stem
    find_faults(file, built, KINDS.names)
    assert file.faults == []


@pytest.mark.parametrize("name", SEEDS)
def test_a_kind_has_every_field_of_its_seed_and_says_where_it_lives(name: str) -> None:
    fields = kind_data(kind(name))["fields"]
    assert [field["name"] for field in fields] == SEEDS[name]["fields"]
    assert {field["where"] for field in fields} <= {"meta", "section", "row"}


@pytest.mark.parametrize("name", SEEDS)
def test_a_kind_has_the_columns_of_its_starter_in_order_and_each_belongs_to_a_field(name: str) -> None:
    assert list(kind(name).csv) == SEEDS[name]["csv"]
    assert [field.csv for field in kind(name).fields if field.csv] == SEEDS[name]["csv"]


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.parametrize("gate", ["entrance", "exit"])
def test_a_gate_has_the_statement_of_its_seed_and_criteria_that_decide_it(name: str, gate: str) -> None:
    found = kind(name).gates[gate]
    assert found.statement == SEEDS[name][gate]
    assert found.criteria
    assert {criterion.decided_by for criterion in found.criteria} <= {"computed", "evidence", "attested"}
    assert all(criterion.check for criterion in found.criteria)


@pytest.mark.parametrize("name", SEEDS)
def test_every_step_of_the_sop_and_every_relation_of_the_seed_is_there(name: str) -> None:
    assert len(kind(name).sop) == SEEDS[name]["sop"]
    said = {relation.seed for relation in kind(name).relations}
    assert {word for word in SEEDS[name]["relations"] if word not in said} == set()


@pytest.mark.parametrize("name", KINDS.names)
def test_product_asks_for_more_than_hobby(name: str) -> None:
    found = kind(name)
    more = set(found.required_at("product")) - set(found.required_at("hobby"))
    assert more
    assert any(section.level == "hobby" for section in found.all_sections())
    assert set(found.levels) == {"hobby", "product"}


@pytest.mark.parametrize("name", KINDS.names)
def test_no_heading_is_an_alias_of_two_sections_side_by_side(name: str) -> None:
    def clashes(sections: Any) -> list[str]:
        words = [word for section in sections for word in section.names]
        inner = [clash for section in sections for clash in clashes(section.sections)]
        return [word for word in set(words) if words.count(word) > 1] + inner

    assert clashes(kind(name).sections) == []


@pytest.mark.parametrize("name", KINDS.names)
def test_examples_in_a_kind_are_values_of_their_types(name: str) -> None:
    for section in kind(name).all_sections():
        for need in section.needs:
            for column in need.columns:
                if column.example and column.type in TYPES:
                    TYPES[column.type].parse(column.example)


def test_the_operation_guide_has_all_chapters_of_the_work_product() -> None:
    assert [fold(section.heading) for section in kind("operation-guide").sections] == [
        "introduction", "system requirements", "installation", "configuration", "deployment", "operations", "maintenance",
        "troubleshooting", "document history",
    ]  # fmt: skip


BASE = "kind: my-runbook\nextends: runbook\n"


def own(repo: Repo, text: str) -> Kinds:
    repo.write({"kinds/a.yaml": text})
    return Kinds([repo.root / "kinds"])


def test_an_extended_kind_keeps_what_it_does_not_name(repo: Repo) -> None:
    found = own(repo, BASE + "sections:\n  - {id: alerts, heading: Alarme, aliases: [Warnungen]}\n").get("my-runbook")
    assert found is not None
    section = next(section for section in found.all_sections() if section.id == "alerts")
    assert (section.heading, "Warnungen" in section.aliases, "Alerting" in section.aliases) == ("Alarme", True, True)
    assert [column.key for column in section.needs[0].columns] == ["alert", "threshold", "action"]
    assert found.required == kind("runbook").required
    assert found.weakened == ()


@pytest.mark.parametrize(
    ("delta", "weakened"),
    [
        ("ordered: false\n", "sections may stand in any order"),
        ("front-matter: {properties: {version: {format: date}}}\n", "front matter `version` is checked differently"),
        ("front-matter: {properties: {level: {enum: [toy]}}}\n", "front matter `level` is checked differently"),
        ("without: [section/alerts]\n", "section “Alerts” is gone"),
        ("without: [criterion/exit/dry-run]\n", "exit gate: criterion `dry-run` is gone"),
        ("without: [required/product/owner]\n", "front matter `owner` is no longer required at product"),
        ("without: [relation/telemetry]\n", "relation `telemetry` is gone or asks less"),
        ("severities: {placeholder: 'off'}\n", "rule `placeholder` is `off`"),
        (
            "sections: [{id: procedures, heading: Procedures, level: product}]\n",
            "section “Procedures” is asked only from product on",
        ),
        (
            "gates: {exit: {statement: x, criteria: [{id: dry-run, asks: x, decided-by: attested, max-age: 10y}]}}\n",
            "exit gate: criterion `dry-run` is decided differently",
        ),
    ],
)
def test_what_an_extension_takes_away_is_called_weakened(repo: Repo, delta: str, weakened: str) -> None:
    found = own(repo, BASE + delta).get("my-runbook")
    assert found is not None
    assert found.weakened == (weakened,)


def test_added_sections_and_criteria_weaken_nothing(repo: Repo) -> None:
    delta = (
        "sections: [{id: costs, heading: Costs}]\n"
        "gates: {exit: {statement: x, criteria: [{id: more, asks: x, decided-by: attested, check: record}]}}\n"
    )
    found = own(repo, BASE + delta).get("my-runbook")
    assert found is not None
    assert found.weakened == ()
    assert [criterion.id for criterion in found.gates["exit"].criteria][-1] == "more"


def test_a_kind_may_replace_the_built_in_one_that_it_extends(repo: Repo) -> None:
    found = own(repo, "kind: runbook\nextends: runbook\ntitle: Ours\n").get("runbook")
    assert found is not None
    assert (found.title, len(found.sections)) == ("Ours", len(kind("runbook").sections))


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("kind: x\ntitel: X\n", (2, 1), "unknown key `titel`"),
        ("kind: X y\n", (1, 7), "`kind`: `X y` does not match `^[a-z][a-z0-9-]*$`"),
        ("kind: x\nextends: runbok\n", (2, 1), "`runbok` is no kind that can be extended"),
        ("kind: x\nextends: x\n", (2, 1), "`x` extends itself"),
        ("- kind: x\n", (1, 1), "a kind file is keys and values, not a list"),
        ("kind", (1, 1), "a kind file is keys and values, not text"),
        ("kind: x\nextends: runbook\nwithout: [section/nothing]\n", (3, 1), "`section/nothing` is no part of `runbook`"),
        (
            "kind: x\nfields:\n  - {name: A, at: section/nowhere}\n", (3, 15),
            "`section/nowhere` names nothing in this kind",
        ),
        ("kind: x\nkind: y\n", (2, 1), "key `kind` is written twice; YAML readers keep one of the two without a word"),
        ("kind: [\n", (2, 1), "not valid YAML: did not find expected node content"),
        ("kind: x\nfront-matter: {schema: nowhere.json}\n", (2, 16), "the schema `nowhere.json` cannot be read"),
        ("", (1, 1), "a kind file is empty"),
    ],
)  # fmt: skip
def test_a_fault_in_a_kind_file_is_found_at_its_place(repo: Repo, text: str, at: tuple[int, int], message: str) -> None:
    kinds = own(repo, text)
    kinds.all()
    (file,) = kinds.files
    assert [(tuple(file.text.position(f.span[0])), f.message.partition(":")[0]) for f in file.faults] == [
        (at, message.partition(":")[0])
    ]


def faults(kinds: Kinds) -> list[tuple[str, int, int, str, str]]:
    """Every fault of the own kind files: file, line, column, message and hint."""
    kinds.all()
    return [
        (file.path.name, *file.text.position(fault.span[0]), fault.message, fault.hint)
        for file in kinds.files
        for fault in file.faults
    ]


@pytest.mark.parametrize(
    ("text", "row", "column", "message", "hint"),
    [
        (
            "front-matter:\n  properties:\n    a: {type: string, pattern: '['}\n", 4, 32,
            "`[` is no regular expression: unterminated character set at position 0",
            "put `\\` before characters that mean themselves",
        ),
        (
            "front-matter:\n  properties:\n    a: {patternProperties: {'(': {}}}\n", 4, 29,
            "`(` is no regular expression: missing ), unterminated subpattern at position 0",
            "put `\\` before characters that mean themselves",
        ),
        (
            "front-matter:\n  properties:\n    a: {type: strng}\n", 4, 15,
            "no type of JSON Schema is called `strng`", "did you mean `string`?",
        ),
        (
            "front-matter:\n  properties:\n    a: {minLength: x}\n", 4, 20,
            "`minLength` must be a whole number, not `x`", "",
        ),
        (
            "front-matter:\n  properties:\n    a: {items: {$ref: '#/$defs/nope'}}\n", 4, 23,
            "`#/$defs/nope` refers to nothing", "mend the name, or write out what it refers to",
        ),
        (
            "front-matter:\n  properties:\n    a: {$ref: '#/properties/a'}\n", 4, 15,
            "`#/properties/a` refers to itself", "write out what it refers to",
        ),
        (
            "front-matter:\n  properties:\n    a: {anyOf: [{$ref: '#/properties/a'}]}\n", 4, 24,
            "`#/properties/a` refers to itself", "write out what it refers to",
        ),
        (
            "front-matter:\n  properties:\n    a: {$ref: 'file:///etc/hostname'}\n", 4, 15,
            "`file:///etc/hostname` leads outside this schema, and nothing is fetched", "write out what it refers to",
        ),
        (
            "front-matter:\n  properties:\n    a: {$id: 'urn:a'}\n", 4, 9,
            "`$id` is not read inside a kind: schemas are referred to by `$defs`", "delete it",
        ),
        (
            "front-matter:\n  properties:\n    a: {type: string, format: dat}\n", 4, 31,
            "no format is called `dat`", "did you mean `date`?",
        ),
        ("front-matter:\n  order: [title, versoin]\n", 3, 18, "`versoin` names nothing in this kind",
         "did you mean `version`?"),
        ("relations: [{name: a, kinds: [runbok]}]\n", 2, 31, "no kind is called `runbok`", "did you mean `runbook`?"),
        (
            "gates: {exit: {statement: s, criteria: [{id: a, asks: x, decided-by: attested},"
            " {id: a, asks: y, decided-by: attested}]}}\n",
            2, 86, "criterion `a` is there twice", "rename or delete one",
        ),
        (
            "sections: [{id: a, heading: A, sections: [{id: a, heading: B}]}]\n", 2, 48,
            "section `a` is there twice", "rename or delete one",
        ),
        (
            "sections: [{id: a, heading: Alpha}, {id: b, heading: B, aliases: [ALPHA]}]\n", 2, 67,
            "sections `a` and `b` are both called “ALPHA”", "sections side by side need names of their own",
        ),
        (
            "sections: [{id: a, heading: A, needs: [{element: table, unique: [nam],"
            " columns: [{key: name, name: N}, {key: name, name: M}]}]}]\n",
            2, 110, "column `name` is there twice", "rename or delete one",
        ),
        (
            "sections: [{id: a, heading: A, needs: [{element: table, unique: [nam], columns: [{key: name, name: N}]}]}]\n",
            2, 66, "`nam` is the key of no column", "did you mean `name`?",
        ),
        (
            "sections: [{id: a, heading: A, needs: [{element: list, columns: [{key: name, name: N}]}]}]\n", 2, 56,
            "only a table has columns, not `list`", "write `element: table`, or delete the columns",
        ),
        (
            "sections: [{id: a, heading: A, needs: [{element: table, columns: [{key: n, name: N, type: dat}]}]}]\n",
            2, 91, "no type is called `dat`", "did you mean `date`?",
        ),
        (
            "sections:\n  - id: a\n    heading: A\n    needs:\n      - element: table\n        columns:\n"
            "          - {key: n, name: N, schema: {pattern: '['}}\n",
            8, 49, "`[` is no regular expression: unterminated character set at position 0",
            "put `\\` before characters that mean themselves",
        ),
        (
            "without: [section/a]\n", 2, 1, "`without` takes away from what is extended, and this extends nothing",
            "add `extends:`, or delete it",
        ),
        (
            "statuses: {unfinished: [draft], in-force: [active, draft], history: []}\n", 2, 52,
            "status `draft` is in two stages: `unfinished` and `in-force`", "keep one",
        ),
        ("template: no.j2\n", 2, 1, "the template `no.j2` is not there", "name a file beside this one"),
    ],
)  # fmt: skip
def test_what_a_kind_says_that_cannot_be_is_a_fault_at_its_place(
    repo: Repo, text: str, row: int, column: int, message: str, hint: str
) -> None:
    assert ("a.yaml", row, column, message, hint) in faults(own(repo, "kind: x\n" + text))


def test_a_fault_of_an_extension_stands_where_the_extension_says_it(repo: Repo) -> None:
    text = BASE + "fields:\n  - {name: A, at: section/alrets}\nsections: [{id: warnings, heading: Alerts}]\n"
    assert faults(own(repo, text)) == [
        ("a.yaml", 4, 15, "`section/alrets` names nothing in this kind", "did you mean `section/alerts`?"),
        (
            "a.yaml", 5, 36, "sections `alerts` and `warnings` are both called “Alerts”",
            "sections side by side need names of their own",
        ),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (
            {"properties": {"a": {"$ref": "http://127.0.0.1:1/x.json"}}},
            "`s.json`, `properties.a.$ref`: `http://127.0.0.1:1/x.json` leads outside this schema, and nothing is fetched",
        ),
        (
            {"properties": {"a": {"type": "strng"}}},
            "`s.json`, `properties.a.type`: no type of JSON Schema is called `strng`",
        ),
        ({"allOf": [{"$ref": "#/$defs/no"}]}, "`s.json`, `allOf.0.$ref`: `#/$defs/no` refers to nothing"),
    ],
)
def test_a_fault_in_a_schema_file_is_found_when_the_kind_is_read(repo: Repo, schema: Any, message: str) -> None:
    repo.write({"kinds/s.json": json.dumps(schema)})
    found = faults(own(repo, "kind: x\nfront-matter:\n  schema: s.json\n"))
    assert [fault[:4] for fault in found] == [("a.yaml", 3, 3, message)]


def test_a_schema_file_may_refer_to_its_own_parts(repo: Repo) -> None:
    schema = {
        "$id": "https://example.org/s.json",
        "properties": {"a": {"$ref": "#/definitions/n"}, "b": {"$ref": "#word"}},
        "definitions": {"n": {"type": "integer"}, "w": {"$anchor": "word", "minLength": 3}},
    }
    repo.write({"kinds/s.json": json.dumps(schema)})
    kinds = own(repo, "kind: x\nfront-matter: {schema: s.json}\n")
    assert faults(kinds) == []
    found = kinds.get("x")
    assert found is not None
    violations = Schema(found.schema("hobby")).violations({"a": "no", "b": "no"})
    assert [violation.name for violation in violations] == ["a", "b"]


@pytest.mark.parametrize("reference", ["http://127.0.0.1:1/x.json", "file"])
def test_nothing_is_fetched_or_read_through_a_reference(
    repo: Repo, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("something was opened")

    monkeypatch.setattr("urllib.request.urlopen", opened)
    monkeypatch.setattr("socket.socket.connect", opened)
    if reference == "file":
        reference = (repo.write({"x.json": "{}"}).root / "x.json").as_uri()
    schema = Schema({"properties": {"a": {"$ref": reference}}})
    assert schema._fast is None
    with pytest.raises(Exception, match="Unresolvable"):
        schema.violations({"a": 1})


def test_numbers_in_a_property_are_read_as_json_schema_has_them(repo: Repo) -> None:
    kinds = own(repo, "kind: x\nfront-matter: {properties: {a: {type: number, minimum: 1.5, description: 5}}}\n")
    assert faults(kinds) == []
    found = kinds.get("x")
    assert found is not None
    assert found.properties["a"] == {"type": "number", "minimum": 1.5, "description": "5"}


def test_kinds_that_extend_each_other_say_so(repo: Repo) -> None:
    repo.write({"kinds/b.yaml": "kind: b\nextends: a\n", "kinds/c.yaml": "kind: c\nextends: a\n"})
    assert [(name, message) for name, _, _, message, _ in faults(own(repo, "kind: a\nextends: b\n"))] == [
        ("a.yaml", "`a` and `b` extend each other"),
        ("b.yaml", "`a` and `b` extend each other"),
        ("c.yaml", "`a` cannot be extended: its own file has faults"),
    ]


def test_a_section_further_down_is_changed_where_it_is(repo: Repo) -> None:
    found = own(repo, BASE + "sections: [{id: start, heading: Anfahren}]\n").get("my-runbook")
    assert found is not None
    assert [section.id for section in found.sections] == [section.id for section in kind("runbook").sections]
    assert [section.heading for section in found.sections[0].sections] == ["Anfahren", "Stop", "Update"]
    assert found.weakened == ()


def test_a_status_moves_to_the_stage_that_an_extension_gives_it(repo: Repo) -> None:
    text = BASE + "statuses: {unfinished: [review], in-force: [], history: [gone]}\n"
    found = own(repo, text).get("my-runbook")
    assert found is not None
    assert found.statuses == {
        "unfinished": ("draft", "review"), "in-force": ("approved", "active"), "history": ("retired", "gone"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "delta",
    [
        "severities: {placeholder: error}\n",
        "front-matter: {properties: {service: {description: Other words., pattern: ^a}, new: {type: string}}}\n",
    ],
)
def test_what_an_extension_asks_in_addition_weakens_nothing(repo: Repo, delta: str) -> None:
    found = own(repo, BASE + delta).get("my-runbook")
    assert found is not None
    assert found.weakened == ()


def test_a_severity_weakens_only_where_it_is_lower_than_that_of_the_base(repo: Repo) -> None:
    repo.write({"kinds/b.yaml": "kind: b\nextends: my-runbook\nseverities: {placeholder: warning, fence: note}\n"})
    found = own(repo, BASE + "severities: {placeholder: note, fence: warning}\n").get("b")
    assert found is not None
    assert found.weakened == ("rule `fence` is `note`",)


def test_the_source_of_a_kind_is_all_that_it_is_made_of(repo: Repo) -> None:
    repo.write({"more/s.json": '{"type": "object"}', "more/base.yaml": "kind: base\nfront-matter: {schema: s.json}\n"})
    repo.write({"kinds/a.yaml": "kind: a\nextends: base\n"})

    def kinds() -> Kinds:
        return Kinds([repo.root / "kinds", repo.root / "more"])

    assert faults(kinds()) == []
    before = kinds().source("a")
    assert before[0] == "kind: a\nextends: base\n"
    assert {'{"type": "object"}', "kind: base\nfront-matter: {schema: s.json}\n"} <= set(before)
    repo.write({"more/s.json": '{"type": "object", "required": ["x"]}'})
    assert kinds().source("a") != before


def test_a_job_is_another_one_when_the_schema_file_of_a_kind_has_changed(repo: Repo) -> None:
    repo.write({"opsgate.toml": 'extend-kinds = ["kinds"]\n', "kinds/s.json": "{}"})
    own(repo, "kind: x\nfront-matter: {schema: s.json}\n")

    def job() -> list[object]:
        project = setup(repo.root)
        assert project.findings == ()
        return Job(project.config, project.kinds).setup()

    before = job()
    assert job() == before
    repo.write({"kinds/s.json": '{"required": ["x"]}'})
    assert job() != before


def test_a_rule_that_a_kind_names_has_to_be_there(repo: Repo) -> None:
    repo.write({"opsgate.toml": 'extend-kinds = ["kinds"]\n'})
    own(repo, "kind: x\nseverities: {placehoder: note}\n")
    assert [line(finding) for finding in setup(repo.root).findings] == [
        "kinds/a.yaml:2:14: error OG802 kind-error: no rule is called `placehoder`"
    ]


@pytest.mark.parametrize("arguments", [["kind", "x"], ["kind", "runbook"], ["kinds"], ["kinds", "--format", "json"]])
def test_commands_about_kinds_say_what_is_wrong_with_a_kind_file(repo: Repo, arguments: list[str]) -> None:
    repo.write({"opsgate.toml": 'extend-kinds = ["kinds"]\n'})
    own(repo, "kind: x\ntitel: X\n")
    result = run(repo, *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert "kinds/a.yaml:2:1: error OG802 kind-error: unknown key `titel`" in result.stderr


def test_the_names_of_relations_are_known() -> None:
    assert kind("runbook").relation_names == ("owners-guide", "telemetry", "backup-dr", "release-checklist")
