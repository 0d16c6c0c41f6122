"""The eleven kinds against the page that they were made from, and kinds that extend others."""

import json
from pathlib import Path
from typing import Any

import pytest

from opsgate.edges.describe import kind_data
from opsgate.knowing.kind import Kind
from opsgate.knowing.kindfile import build_kind, read_kind_file
from opsgate.knowing.kinds import Kinds
from opsgate.reading.outline import fold
from opsgate.reading.values import TYPES
from opsgate.words.resources import resource
from tests.repo import Repo

SEEDS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "data/seeds.json").read_text("utf-8"))
KINDS = Kinds()


def kind(name: str) -> Kind:
    found = KINDS.get(name)
    assert found is not None
    return found


def test_there_are_eleven_kinds() -> None:
    assert set(KINDS.names) == {*SEEDS, "operation-guide"}


@pytest.mark.parametrize("path", sorted(resource("schemas", "kinds").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_kind_file_has_no_fault_and_is_called_like_its_kind(path: Path) -> None:
    file = read_kind_file(path, path.read_text("utf-8"), trusted=False)
    assert file.faults == []
    assert build_kind(file.data, file).name == path.stem
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
        ("kind: x\nextends: x\n", (2, 1), "`x` is no kind that can be extended"),
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
