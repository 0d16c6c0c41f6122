"""The repository that cheats are tried on passes honestly, whoever vouches how."""

from pathlib import Path

import pytest

from tests.locks.project import bad, shipped


@pytest.mark.parametrize("identity", ["git", "claimed"])
@pytest.mark.parametrize("sidecar", [True, False])
def test_the_honest_repository_passes_its_release_gate(tmp_path: Path, identity: str, *, sidecar: bool) -> None:
    verdict = shipped(tmp_path, identity=identity, sidecar=sidecar).judged()

    assert bad(verdict) == []
    assert (verdict.verdict, verdict.identity) == ("pass", identity)
