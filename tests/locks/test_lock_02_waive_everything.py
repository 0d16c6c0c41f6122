"""Lock 2: everything is waived."""

from pathlib import Path

from tests.locks.project import CHECKLIST, GUIDE, LEE, RUNBOOK, Product, bad, shipped


def waivers(repo: Product, *, by: str = "@lee", until: str = "2026-12-31") -> str:
    """A waiver for every criterion of every gate that the release judges."""
    return "".join(
        f'\n[[waivers]]\ndocument = "{gate.document}"\ncriterion = "{gate.gate}/{decided.criterion.id}"\n'
        f'by = "{by}"\nreason = "no time"\nexpires = "{until}"\n'
        for gate in repo.judged(allow_dirty=True).gates for decided in gate.criteria
    )  # fmt: skip


def test_lock_2_a_release_of_which_nothing_holds_is_not_saved_by_waiving_everything(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    assert repo.release() == "pass"

    for path in (CHECKLIST, RUNBOOK, GUIDE):
        (repo.root / "gates" / path).with_suffix(".yaml").unlink()
    repo.write({"opsgate.toml": repo.text("opsgate.toml") + waivers(repo)})
    repo.commit("waive", mail=LEE, day="2026-11-19")
    verdict = repo.judged()

    assert verdict.verdict == "fail"
    assert {line.partition(": ")[0] for line in bad(verdict)} >= {f"{CHECKLIST} exit/approved"}
    shut = [line for line in bad(verdict) if line.startswith("waiver-not-allowed ")]
    assert shut == [
        f"waiver-not-allowed opsgate.toml:{line} a waiver does not count: `exit/approved` is a matter of integrity, "
        "which nobody can waive"
        for line in [_line(repo, CHECKLIST, "exit/approved")]
    ]


def _line(repo: Product, document: str, criterion: str) -> int:
    before = repo.text("opsgate.toml").partition(f'document = "{document}"\ncriterion = "{criterion}"')[0]
    return before.count("\n")


def test_lock_2_a_gate_of_which_every_criterion_is_waived_fails(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    repo.edit("evidence/unit.xml", '<testcase classname="crank" name="closes"/>',
              '<testcase classname="crank" name="closes"><failure/></testcase>')  # fmt: skip
    repo.write({"opsgate.toml": repo.text("opsgate.toml") + waivers(repo)})
    repo.commit("waive", mail=LEE, day="2026-11-19")

    verdict = repo.judged()
    found = {(gate.document, gate.gate): gate for gate in verdict.gates}

    assert [each.verdict for each in found[RUNBOOK, "entrance"].criteria] == ["waived"]
    assert found[RUNBOOK, "entrance"].verdict == "fail"
    assert verdict.verdict == "fail"
