"""Lock 9: the level is lowered."""

from pathlib import Path

import pytest

from opsgate.doors.api import Ask, gate, setup
from opsgate.words.errors import OpsgateError
from tests.locks.project import CHECKLIST, RUNBOOK, SAM, shipped, shown


@pytest.mark.parametrize("document", [RUNBOOK, CHECKLIST])
@pytest.mark.parametrize("word", ["hobby", "Hobby", '"hobby"'])
def test_lock_9_a_level_in_front_matter_lowers_nothing(tmp_path: Path, document: str, word: str) -> None:
    repo = shipped(tmp_path)
    levels = {gate.level for gate in repo.judged().gates}

    repo.edit(document, "product: canopy\n", f"product: canopy\nlevel: {word}\n").commit(
        "level", mail=SAM, day="2026-11-19"
    )
    verdict = repo.judged()

    assert levels == {"product"} == {gate.level for gate in verdict.gates}
    if "Hobby" not in word:
        assert repo.problems() == [
            f"- level-lowered {document}:5 it says `level: hobby`, and policy is `product`: it is judged at that"
        ]


def test_lock_9_a_level_by_flag_is_a_rehearsal(tmp_path: Path) -> None:
    repo = shipped(tmp_path)

    with pytest.raises(OpsgateError, match="--level hobby is below the policy's `product`; with --release"):
        repo.judged(level="hobby")
    assert repo.judged(level="hobby", simulate=True).simulated == ("--level hobby is below the policy's `product`",)
    assert repo.judged(release=None, level="hobby").simulated == ("--level hobby is below the policy's `product`",)


def test_lock_9_a_flag_is_measured_against_the_policy_of_the_base(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    main = repo.git("rev-parse", "HEAD")
    repo.edit("opsgate.toml", 'level = "product"', 'level = "hobby"').commit("level", mail=SAM, day="2026-11-19")

    with pytest.raises(OpsgateError, match="--level hobby is below the policy's `product`"):
        repo.judged(level="hobby", policy_from=main)
    assert {each.level for each in repo.judged(policy_from=main).gates} == {"product"}


@pytest.mark.parametrize("name", ["docs/opsgate.toml", "docs/releases/.opsgate.toml", "docs/runbooks/opsgate.toml"])
def test_lock_9_a_nearer_configuration_lowers_nothing_for_the_repository(tmp_path: Path, name: str) -> None:
    repo = shipped(tmp_path).write({name: 'level = "hobby"\n'}).commit("nearer", mail=SAM, day="2026-11-19")

    verdict = repo.gate(release="v1.1.0")

    assert {each.level for each in verdict.gates} == {"product"}


def test_lock_9_a_nearer_configuration_does_not_pass_from_its_own_folder_under_base_policy(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    main = repo.git("rev-parse", "HEAD")
    (repo.root / "gates" / RUNBOOK).with_suffix(".yaml").unlink()
    repo.write({"docs/opsgate.toml": 'level = "hobby"\nidentity = "claimed"\n'})
    repo.commit("nearer", mail=SAM, day="2026-11-19")

    try:
        verdict = gate(setup(repo.root / "docs"), (), Ask(release="v1.1.0"), policy_from=main)
    except OpsgateError:
        return
    assert verdict.verdict == "fail", [shown(each) for found in verdict.gates for each in found.criteria]
