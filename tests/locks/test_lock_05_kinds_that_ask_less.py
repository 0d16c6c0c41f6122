"""Lock 5: a built-in kind is replaced by one that asks less."""

from pathlib import Path

import pytest

from opsgate.doors.project import setup
from tests.locks.project import KIM, LEE, RUNBOOK, Product, bad, shipped

GONE = [
    "kind `runbook` is weakened: exit gate: criterion `dry-run` is gone",
    "kind `runbook` is weakened: exit gate: criterion `recovery-drill` is gone",
]
WITHOUT = "kind: runbook\nextends: runbook\nwithout: [criterion/exit/dry-run, criterion/exit/recovery-drill]\n"
FOLLOWED = """\
gates:
  exit:
    statement: It reads well.
    criteria:
      - {id: followed, asks: It does., decided-by: computed, level: hobby, due: ready, check: require, with: {require: "%s"}}
"""
LATER = """\
kind: runbook
extends: runbook
gates:
  exit:
    statement: Later.
    criteria:
      - {id: dry-run, asks: Later., decided-by: attested, due: published}
      - {id: recovery-drill, asks: Later., decided-by: attested, due: published}
"""
FOR_EVER = """\
kind: runbook
extends: runbook
gates:
  exit:
    statement: Once.
    criteria:
      - {id: dry-run, asks: Once., decided-by: attested, max-age: 99y}
"""


def replaced(root: Path, kind: str) -> tuple[Product, str]:
    """The repository whose runbook nobody tried, with a kind of its own; and the revision before that."""
    repo = shipped(root)
    main = repo.git("rev-parse", "HEAD")
    (repo.root / "gates" / RUNBOOK).with_suffix(".yaml").unlink()
    repo.write(
        {"ops/kinds/runbook.yaml": kind, "opsgate.toml": f'extend-kinds = ["ops/kinds"]\n{repo.text("opsgate.toml")}'}
    )
    repo.commit("our own runbook", mail=KIM, day="2026-11-19")
    return repo, main


@pytest.mark.parametrize("kind", [WITHOUT, WITHOUT + FOLLOWED % "size(corpus) > 0", LATER, FOR_EVER])
def test_lock_5_a_weaker_kind_is_listed_and_does_not_count_under_base_policy(tmp_path: Path, kind: str) -> None:
    repo, main = replaced(tmp_path, kind)

    verdict = repo.judged(policy_from=main)

    assert repo.judged().relaxed != ()
    assert bad(verdict) == [
        f"{RUNBOOK} exit/{name}: not-attested gates/docs/runbooks/canopy.yaml:1:1 nobody has said so yet"
        for name in ("dry-run", "recovery-drill")
    ]
    assert verdict.verdict == "fail"
    assert verdict.policy_changes == (
        ("extend-kinds", 'nothing becomes `["ops/kinds"]`'), ("ops/kinds/runbook.yaml", "is new"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "listed"),
    [
        (WITHOUT, GONE),
        (LATER, [f"kind `runbook` is weakened: exit gate: criterion `{name}` is decided differently"
                 for name in ("dry-run", "recovery-drill")]),
        (FOR_EVER, ["kind `runbook` is weakened: exit gate: criterion `dry-run` is decided differently"]),
    ],
)  # fmt: skip
def test_lock_5_what_a_kind_takes_away_is_listed(tmp_path: Path, kind: str, listed: list[str]) -> None:
    repo, _ = replaced(tmp_path, kind)

    assert [item.what for item in repo.judged().relaxed] == listed


@pytest.mark.parametrize("expression", ["true", "1 == 1", "doc.title == doc.title || true", "!false"])
def test_lock_5_a_condition_that_asks_nothing_is_a_fault_of_the_kind_and_nothing_runs(
    tmp_path: Path, expression: str
) -> None:
    repo, _ = replaced(tmp_path, WITHOUT + FOLLOWED % expression)

    (fault,) = setup(repo.root).findings

    assert (fault.rule, fault.message) == ("OG802", f"`{expression}` asks nothing of the document")
    assert fault.path == "ops/kinds/runbook.yaml"


def test_lock_5_an_exit_gate_without_criteria_is_refused(tmp_path: Path) -> None:
    kind = (
        "kind: runbook\ntitle: R\npurpose: P.\nplace: docs/runbooks/*.md\ngates: {exit: {statement: s, criteria: []}}\n"
    )
    repo, _ = replaced(tmp_path, kind)

    with pytest.raises(AssertionError, match=r"`gates\.exit\.criteria` is empty"):
        repo.judged()


def test_lock_5_a_kind_that_replaces_the_built_in_one_without_gates_is_weakened_and_has_nothing_that_passes(
    tmp_path: Path,
) -> None:
    kind = "kind: runbook\ntitle: R\npurpose: P.\nplace: docs/runbooks/*.md\n"
    repo, main = replaced(tmp_path, kind)

    assert {f"kind `runbook` is weakened: exit gate: criterion `{name}` is gone"
            for name in ("dry-run", "no-tribal-knowledge", "recovery-drill")} <= {
                item.what for item in repo.judged().relaxed}  # fmt: skip
    assert repo.release(policy_from=main) == "fail"


def test_lock_5_a_gate_that_is_only_waited_for_is_listed(tmp_path: Path) -> None:
    kind = """\
kind: runbook
extends: runbook
gates:
  entrance:
    precondition: true
    statement: Some day.
    criteria:
      - {id: never, asks: N., decided-by: computed, level: hobby, due: ready, check: require, with: {require: "doc.title == 'x'"}}
"""
    repo, _ = replaced(tmp_path, kind)
    repo.edit("opsgate.toml", '"runbook", ', "").commit("not required", mail=LEE, day="2026-11-19")

    assert any("entrance" in item.what for item in repo.judged().relaxed)


@pytest.mark.parametrize("name", ["runbook-light", "note"])
def test_lock_5_a_kind_beside_the_built_in_one_does_not_take_its_place_under_base_policy(
    tmp_path: Path, name: str
) -> None:
    extends = "extends: runbook\n" if name == "runbook-light" else "title: N\npurpose: P.\nplace: docs/*.md\n"
    without = "without: [criterion/exit/dry-run, criterion/exit/recovery-drill]\n" if name == "runbook-light" else ""
    repo, main = replaced(tmp_path, f"kind: {name}\n{extends}{without}")
    repo.edit(RUNBOOK, "kind: runbook", f"kind: {name}").commit("light", mail=KIM, day="2026-11-19")

    assert repo.release(policy_from=main) == "fail"
