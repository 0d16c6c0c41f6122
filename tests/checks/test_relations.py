"""Relations: to what exists and is of the right kind, none missing, in no circle, to nothing that is retired."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from opsgate.doors.api import setup
from opsgate.judging.circles import circles
from tests.checks.case import said
from tests.repo import Repo

PRODUCT = {"opsgate.toml": 'level = "product"\n'}


def page(kind: str, relations: str = "", more: str = "", title: str = "T", body: str = "") -> str:
    """A document of a kind; ``relations`` are lines such as ``telemetry: t.md``."""
    lines = "".join(f"  {line}\n" for line in relations.splitlines())
    named = f"relations:\n{lines}" if lines else ""
    return f"---\nkind: {kind}\ntitle: {title}\n{more}{named}---\n\n# {title}\n{body}"


def found(root: Path, rules: str, files: Mapping[str, str | bytes]) -> list[str]:
    return [said(finding) for finding in Repo(root).write(files).check(select=[rules]).open]


def dangling(root: Path, relations: str, files: Mapping[str, str | bytes], kind: str = "runbook") -> list[str]:
    """What is wrong with the relations of ``docs/run/a.md``, without what is the same in every line."""
    lines = found(root, "OG304", {"docs/run/a.md": page(kind, relations), **files})
    assert all(line.startswith("docs/run/a.md:5:") for line in lines)
    return [line.partition("dangling-relation: ")[2] for line in lines]


@pytest.mark.parametrize(
    "target", ["../t.md", "../t.md#alerts", "/docs/t.md", "t-7", "https://example.com/t", "mailto:a@example.com", "[T]"]
)
def test_documents_ids_addresses_and_placeholders_are_no_findings(tmp_path: Path, target: str) -> None:
    files = {"docs/t.md": page("telemetry", more="id: t-7\n")}
    assert dangling(tmp_path, f'telemetry: "{target}"', files) == []


def test_a_document_of_another_kind_is_named_with_what_it_is(tmp_path: Path) -> None:
    files = {"docs/b.md": page("backup-dr"), "docs/t.md": page("telemetry")}
    assert found(tmp_path, "OG304", {"docs/a.md": page("runbook", "telemetry: b.md"), **files}) == [
        "docs/a.md:5:14: error OG304 dangling-relation: `b.md` is a backup-dr, `telemetry` names a telemetry"
        " (see docs/b.md:2:7) [the only telemetry is `t.md`]"
    ]


def test_a_kind_that_extends_the_right_one_is_right(tmp_path: Path) -> None:
    files = {
        "opsgate.toml": 'extend-kinds = ["kinds"]\n',
        "kinds/t.yaml": "kind: my-telemetry\nextends: telemetry\n",
        "docs/t.md": page("my-telemetry"),
    }
    assert dangling(tmp_path, "telemetry: ../t.md", files) == []


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("../lamp.md", "`../lamp.md` does not exist [the only telemetry is `../t.md`]"),
        ("../telemety.md", "`../telemety.md` does not exist [did you mean `../telemetry.md`?]"),
        ("docs/t.md", "`docs/t.md` does not exist [a relation is read from its own document: write `../t.md`]"),
        ("../T.md", "`../T.md` is called `../t.md`: it is not found where the case of letters counts [write `../t.md`]"),
        ("../../../x.md", "`../../../x.md` leads out of the repository [name a file in it, or a web address]"),
        ("a.md", "`a.md` is this document itself [the only telemetry is `../t.md`]"),
        ("#alerts", "`#alerts` is in this document, a telemetry is expected [the only telemetry is `../t.md`]"),
        ("Lamp figures", "`Lamp figures` names no document, a telemetry is expected [did you mean `../t.md`?]"),
        ("Lamp figurs", "`Lamp figurs` names no document, a telemetry is expected [did you mean `../t.md`?]"),
        ("Grafana", "`Grafana` names no document, a telemetry is expected [the only telemetry is `../t.md`]"),
        ("..", "`..` is a folder, and no document of a kind: a telemetry is expected [the only telemetry is `../t.md`]"),
        ("../telemetry.md", "`../telemetry.md` is a file, and no document of a kind: a telemetry is expected"
                            " [the only telemetry is `../t.md`]"),
    ],
)  # fmt: skip
def test_what_leads_to_no_document_says_which_is_meant(tmp_path: Path, target: str, expected: str) -> None:
    files = {"docs/t.md": page("telemetry", title="Lamp figures"), "docs/telemetry.md": "# Plain\n"}
    assert dangling(tmp_path, f'telemetry: "{target}"', files) == [expected]


@pytest.mark.parametrize("target", ["../rules.pdf", "..", "SEC-12", "Handbook, page 3", "https://example.com", "#t"])
def test_external_references_are_files_addresses_words_or_headings(tmp_path: Path, target: str) -> None:
    files: dict[str, str | bytes] = {"docs/rules.pdf": b"%PDF"}
    assert dangling(tmp_path, f'security: "{target}"', files, "backup-dr") == []


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("../rule.pdf", "`../rule.pdf` does not exist [did you mean `../rules.pdf`?]"),
        ("#keys", "this document has no heading `#keys` [name a heading that it has, or a file]"),
    ],
)
def test_external_files_and_headings_exist(tmp_path: Path, target: str, expected: str) -> None:
    files: dict[str, str | bytes] = {"docs/rules.pdf": b"%PDF"}
    assert dangling(tmp_path, f'security: "{target}"', files, "backup-dr") == [expected]


def test_each_of_several_targets_is_looked_at(tmp_path: Path) -> None:
    files = {"docs/r.md": page("runbook"), "docs/t.md": page("telemetry", "runbook:\n  - r.md\n  - s.md\n  - u.md")}
    assert found(tmp_path, "OG304", files) == [
        "docs/t.md:7:7: error OG304 dangling-relation: `s.md` does not exist [the only runbook is `r.md`]",
        "docs/t.md:8:7: error OG304 dangling-relation: `u.md` does not exist [the only runbook is `r.md`]",
    ]


def test_a_relation_that_the_kind_lacks_is_held_to_its_name(tmp_path: Path) -> None:
    files = {"docs/r.md": page("runbook")}
    relations = "runbook: ../r.md\nkb-article: ../r.md\nelse: ../r.md\nelse-too: ../lamp.md\nticket: OPS-1"
    lines = found(tmp_path, "OG304", {"docs/run/a.md": page("operation-guide", relations), **files})
    assert [line.partition(": ")[0] + line.partition("relation:")[2] for line in lines] == [
        "docs/run/a.md:6:15 `../r.md` is a runbook, `kb-article` names a kb-article (see docs/r.md:2:7)"
        " [name a kb-article, by its path from this document]",
        "docs/run/a.md:8:13 `../lamp.md` does not exist [mend the path, or name what it stands for]",
    ]


def test_in_a_draft_it_is_a_warning_and_in_history_nothing(tmp_path: Path) -> None:
    files = {
        "docs/a.md": page("runbook", "telemetry: x.md", "status: draft\n"),
        "docs/b.md": page("runbook", "telemetry: x.md", "status: retired\n"),
    }
    assert found(tmp_path, "OG304", files) == [
        "docs/a.md:6:14: warning OG304 dangling-relation: `x.md` does not exist"
        " [name a telemetry, by its path from this document]"
    ]


def test_a_document_that_cannot_be_read_is_no_second_finding(tmp_path: Path) -> None:
    files = {
        "docs/t.md": '---\nkind: telemetry\ntitle: "T\n---\n\n# T\n',
        "docs/u.md": page("runbook", "telemetry: t.md"),
    }
    assert found(tmp_path, "OG304", files) == []


ALERTS = "\n## Alerts\n\n| Alert | Threshold | Action |\n|---|---|---|\n| Oil | <10% | Fill |\n"


def test_what_the_kind_relies_on_is_named_where_there_is_one(tmp_path: Path) -> None:
    files = {
        **PRODUCT,
        "docs/run/a.md": page("runbook"),
        "docs/t.md": page("telemetry", "runbook: run/a.md\ndata-handling: D-1\nincident-response: D-2"),
        "docs/g1.md": page("owners-guide", "release-notes: N-1\nservice-notes: s.md"),
        "docs/g2.md": page("owners-guide", "release-notes: N-1\nservice-notes: s.md"),
    }
    assert found(tmp_path, "OG305", files) == [
        "docs/run/a.md:1:1: warning OG305 missing-relation: `relations` lacks `owners-guide` and `telemetry`, which a"
        " runbook has at product level [write `relations: {telemetry: ../t.md}`, and name the `owners-guide` by a path"
        " or a URL]"
    ]


def test_at_hobby_level_and_in_history_nothing_is_asked(tmp_path: Path) -> None:
    files = {"docs/a.md": page("runbook", body=ALERTS), "docs/t.md": page("telemetry", "runbook: a.md")}
    assert found(tmp_path, "OG305", files) == []
    retired = {**PRODUCT, "docs/a.md": page("backup-dr", more="status: retired\n"), "docs/t.md": "x"}
    assert found(tmp_path, "OG305", retired) == []


def test_documents_that_do_not_exist_are_asked_for_only_where_they_are_needed(tmp_path: Path) -> None:
    assert found(tmp_path, "OG305", {**PRODUCT, "docs/a.md": page("runbook"), "docs/b.md": page("runbook")}) == []
    assert found(tmp_path, "OG305", {"docs/a.md": page("runbook", body=ALERTS)}) == [
        "docs/a.md:1:1: warning OG305 missing-relation: `relations` lacks `telemetry`, which a runbook has at product"
        " level [name the `telemetry` by a path or a URL]"
    ]


def test_one_that_names_this_document_is_meant_before_others(tmp_path: Path) -> None:
    files = {
        **PRODUCT,
        "docs/a.md": page("runbook"),
        "docs/t1.md": page("telemetry", "runbook: a.md\ndata-handling: D\nincident-response: I"),
        "docs/t2.md": page("telemetry", "runbook: https://example.com\ndata-handling: D\nincident-response: I"),
    }
    assert [line.partition(" [")[2] for line in found(tmp_path, "OG305", files)] == [
        "write `relations: {telemetry: t1.md}`]"
    ]


def test_another_product_and_what_is_retired_are_not_meant(tmp_path: Path) -> None:
    other = page("telemetry", "runbook: https://example.com\ndata-handling: D\nincident-response: I", "product: oven\n")
    retired = page("telemetry", more="product: lamp\nstatus: retired\n")
    files = {
        **PRODUCT,
        "docs/a.md": page("runbook", more="product: lamp\n"),
        "docs/t1.md": other,
        "docs/t2.md": retired,
    }
    assert found(tmp_path, "OG305", files) == []


def test_a_key_of_the_relations_name_or_a_document_of_its_kind_will_do(tmp_path: Path) -> None:
    files = {
        **PRODUCT,
        "docs/r.md": page("release-checklist", "test-pack: T-1", "release: v1\nsbom: s.json\n"),
        "docs/a.md": page("runbook", "figures: t.md"),
        "docs/t.md": page("telemetry", "runbook: a.md\ndata-handling: D\nincident-response: I"),
    }
    assert found(tmp_path, "OG305", files) == []


STEP = "kind: step\ntitle: Step\nrelations: [{name: before, kinds: [step], many: true, ordered: true}]\n"
STEPS = {"opsgate.toml": 'extend-kinds = ["kinds"]\n', "kinds/step.yaml": STEP}


def test_a_circle_is_told_once_with_all_of_its_documents(tmp_path: Path) -> None:
    files = {
        **STEPS,
        "docs/c.md": page("step", "before: a.md"),
        "docs/a.md": page("step", "before: [d.md, b.md]"),
        "docs/b.md": page("step", "before: c.md"),
        "docs/d.md": page("step", "before: [c.md, e.md]"),
        "docs/e.md": page("step"),
    }
    assert found(tmp_path, "OG306", files) == [
        "docs/a.md:5:18: error OG306 relation-cycle: this document waits for itself: `docs/a.md` → `docs/b.md` →"
        " `docs/c.md` → `docs/a.md` (see docs/b.md:5:11) (see docs/c.md:5:11)"
        " [decide which of them comes first, and take its relation out]"
    ]


def test_documents_that_supersede_each_other_are_a_circle(tmp_path: Path) -> None:
    files = {"docs/a.md": page("runbook", "supersedes: b.md"), "docs/b.md": page("runbook", "supersedes: a.md")}
    assert found(tmp_path, "OG306", files) == [
        "docs/a.md:5:15: error OG306 relation-cycle: this document waits for itself: `docs/a.md` → `docs/b.md` →"
        " `docs/a.md` (see docs/b.md:5:15) [decide which of them comes first, and take its relation out]"
    ]


GATED = """
kind: {name}
title: Gated
relations: [{{name: first, kinds: [{other}]}}]
gates:
  entrance:
    statement: Ready.
    criteria:
      - {{id: ready, asks: The first one is ready., decided-by: computed, check: related-gate-passes,
         with: {{relation: first, gate: entrance}}}}
"""


def test_gates_that_wait_for_each_other_are_a_circle(tmp_path: Path) -> None:
    files = {
        "opsgate.toml": 'extend-kinds = ["kinds"]\n',
        "kinds/one.yaml": GATED.format(name="one", other="two"),
        "kinds/two.yaml": GATED.format(name="two", other="one"),
        "docs/a.md": page("one", "first: b.md"),
        "docs/b.md": page("two", "first: a.md"),
    }
    assert found(tmp_path, "OG306", files) == [
        "docs/a.md:5:10: error OG306 relation-cycle: this document waits for itself: `docs/a.md` → `docs/b.md` →"
        " `docs/a.md` (see docs/b.md:5:10) [decide which of them comes first, and take its relation out]"
    ]


def test_documents_that_belong_together_name_each_other(tmp_path: Path) -> None:
    files = {
        "docs/a.md": page("runbook", "telemetry: t.md\nbackup-dr: b.md\nrelease-checklist: r.md"),
        "docs/t.md": page("telemetry", "runbook: a.md"),
        "docs/b.md": page("backup-dr", "runbook: a.md"),
        "docs/r.md": page("release-checklist", "runbook: a.md", "release: v1\n"),
    }
    assert found(tmp_path, "OG306", files) == []


def test_of_a_long_circle_its_ends_are_shown(tmp_path: Path) -> None:
    names = [f"s{number:02}.md" for number in range(20)]
    pairs = zip(names, [*names[1:], names[0]], strict=True)
    files = {**STEPS, **{f"docs/{name}": page("step", f"before: {other}") for name, other in pairs}}
    lines = [line.partition(" (see")[0] for line in found(tmp_path, "OG306", files)]
    shown = " → ".join(f"`docs/s{number:02}.md`" for number in range(7))
    assert lines == [
        f"docs/s00.md:5:11: error OG306 relation-cycle: this document waits for itself: {shown} → … 12 more …"
        " → `docs/s19.md` → `docs/s00.md`"
    ]


def test_circles_of_ten_thousand_are_found() -> None:
    names = [f"{number:05}" for number in range(10_000)]
    ring = {name: [other] for name, other in zip(names, [*names[1:], names[0]], strict=True)}
    assert list(circles(ring)) == [tuple(names)]
    chain = {name: [other] for name, other in pairwise(names)}
    assert list(circles(chain)) == []


def test_circles_are_one_for_each_part_of_the_graph() -> None:
    graph = {"b": ["a"], "a": ["b", "c"], "c": ["c", "e"], "d": ["e"], "e": ["f", "d"], "f": ["d"], "g": ["x"]}
    assert list(circles(graph)) == [("a", "b"), ("d", "e")]


RETIRED = "status: retired\n"


def test_what_is_retired_is_named_with_what_took_its_place(tmp_path: Path) -> None:
    files = {
        "docs/a.md": page("runbook", "telemetry: old.md\nbackup-dr: dr.md"),
        "docs/old.md": page("telemetry", more=RETIRED),
        "docs/dr.md": page("backup-dr", more=RETIRED),
        "docs/new.md": page("telemetry", "supersedes: old.md"),
        "docs/newer.md": page("telemetry"),
    }
    assert found(tmp_path, "OG307", files) == [
        "docs/a.md:5:14: error OG307 retired-target: `old.md` has the status `retired` (see docs/old.md:4:9)"
        " [name `new.md`]",
        "docs/a.md:6:14: error OG307 retired-target: `dr.md` has the status `retired` (see docs/dr.md:4:9)"
        " [name what took its place, or delete the relation]",
    ]


@pytest.mark.parametrize(
    ("kind", "relation", "target", "more"),
    [
        ("runbook", "supersedes", page("runbook", more=RETIRED), ""),
        ("runbook", "history", page("runbook", more=RETIRED), ""),
        ("runbook", "telemetry", page("telemetry", more=RETIRED), RETIRED),
        ("runbook", "telemetry", page("backup-dr", more=RETIRED), ""),
        ("versioning-policy", "release-checklist", page("release-checklist", more="status: withdrawn\n"), ""),
        ("eol-plan", "release-notes", page("release-checklist", more="status: withdrawn\n"), ""),
        ("eol-plan", "support-process", page("support-process", more="status: approved\n"), ""),
    ],
)
def test_history_may_be_named_where_it_is_meant(
    tmp_path: Path, kind: str, relation: str, target: str, more: str
) -> None:
    files = {"docs/a.md": page(kind, f"{relation}: b.md", more), "docs/b.md": target}
    assert found(tmp_path, "OG307", files) == []


def test_a_draft_that_names_what_is_retired_gets_a_warning(tmp_path: Path) -> None:
    files = {
        "docs/a.md": page("runbook", "telemetry: old.md", "status: draft\n"),
        "docs/old.md": page("telemetry", more=RETIRED),
    }
    assert found(tmp_path, "OG307", files) == [
        "docs/a.md:6:14: warning OG307 retired-target: `old.md` has the status `retired` (see docs/old.md:4:9)"
        " [name what took its place, or delete the relation]"
    ]


@pytest.mark.parametrize(
    "change",
    [
        "name: telemetry, external: true",
        "name: telemetry, optional: true",
        "name: telemetry, outlives: true",
        "name: telemetry, kinds: [kb-article]",
        "name: telemetry, tells: port",
        "name: release-checklist, ordered: false",
    ],
)
def test_a_relation_that_asks_less_is_called_weakened(tmp_path: Path, change: str) -> None:
    name = change.partition(",")[0].removeprefix("name: ")
    assert weakened(tmp_path, change) == (f"relation `{name}` is gone or asks less",)


@pytest.mark.parametrize(
    "change",
    ["name: telemetry, ordered: true", "name: telemetry, level: hobby", "name: owners-guide, tells: port",
     "name: release-checklist, optional: false", "name: more, kinds: [telemetry]"],
)  # fmt: skip
def test_a_relation_that_asks_more_weakens_nothing(tmp_path: Path, change: str) -> None:
    assert weakened(tmp_path, change) == ()


def weakened(root: Path, change: str) -> tuple[str, ...]:
    text = f"kind: mine\nextends: runbook\ntitle: Mine\nrelations: [{{{change}}}]\n"
    repo = Repo(root).write({"opsgate.toml": 'extend-kinds = ["kinds"]\n', "kinds/mine.yaml": text})
    project = setup(repo.root)
    assert project.findings == ()
    kind = project.kinds.get("mine")
    assert kind is not None
    return kind.weakened
