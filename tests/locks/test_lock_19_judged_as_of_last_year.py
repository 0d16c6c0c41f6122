"""Lock 19: ``--as-of`` last year, a lower level, or half of the documents: refused with ``--release``."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from opsgate.words.errors import OpsgateError
from tests.locks.more import cli
from tests.locks.project import KEY, RUNBOOK, bad, shipped

REHEARSAL = "; with --release that is a rehearsal: say --simulate"


def test_honestly_it_passes_and_is_no_rehearsal(tmp_path: Path) -> None:
    verdict = shipped(tmp_path).judged()

    assert (bad(verdict), verdict.verdict, verdict.simulated, verdict.partial) == ([], "pass", (), False)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"as_of": "2025-11-22"}, "--as-of 2025-11-22 lies before the last commit"),
        ({"as_of": "2026-11-17"}, "--as-of 2026-11-17 lies before the last commit"),
        ({"as_of": "2126-11-22"}, "--as-of 2126-11-22 lies in the future"),
        ({"level": "hobby"}, "--level hobby is below the policy's `product`"),
        ({"stage": "entrance"}, "only the entrance gates were judged"),
    ],
)
def test_a_release_is_not_judged_with_options_that_relax(tmp_path: Path, options: dict[str, str], why: str) -> None:
    repo = shipped(tmp_path)

    with pytest.raises(OpsgateError) as refused:
        repo.judged(**options)

    assert str(refused.value) == why + REHEARSAL


def test_a_release_is_not_judged_by_some_paths(tmp_path: Path) -> None:
    with pytest.raises(OpsgateError) as refused:
        shipped(tmp_path).judged(RUNBOOK)

    assert str(refused.value) == f"only some paths were judged{REHEARSAL}"


def test_a_rehearsal_is_marked_and_believes_no_word_from_its_future(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    verdict = repo.judged(as_of="2025-11-22", simulate=True)

    assert verdict.simulated == ("--as-of 2025-11-22 lies before the last commit",)
    assert verdict.verdict == "fail"
    said = repo.decided(RUNBOOK, "exit/dry-run", as_of="2025-11-22", simulate=True)
    assert said.partition(" (and")[0] == (
        "fail gates/docs/runbooks/canopy.yaml:6:11 it was said on 2026-11-18, which lies after 2025-11-22"
    )


def test_a_rehearsal_that_passes_is_marked(tmp_path: Path) -> None:
    verdict = shipped(tmp_path).judged(level="hobby", simulate=True)

    assert (verdict.verdict, verdict.simulated) == ("pass", ("--level hobby is below the policy's `product`",))


@pytest.mark.parametrize("option", [("--as-of", "2025-11-22"), ("--level", "hobby")])
def test_the_command_line_refuses_too(tmp_path: Path, option: tuple[str, str]) -> None:
    code, said = cli(shipped(tmp_path).root, *option)

    assert (code, said.startswith("opsgate: --"), said.endswith(f"{REHEARSAL}\n")) == (2, True, True)


def test_a_rehearsal_is_never_signed(tmp_path: Path) -> None:
    repo = shipped(tmp_path / "repo")
    key, file = tmp_path / "key.pem", tmp_path / "statement.json"
    key.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    said = cli(repo.root, "--level", "hobby", "--simulate", "--attestation", str(file), "--sign", str(key))

    why = "opsgate: a simulated verdict is never attested; judge without the options that relax it\n"
    assert (said, file.exists()) == ((2, why), False)
