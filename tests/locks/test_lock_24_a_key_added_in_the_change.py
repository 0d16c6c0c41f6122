"""Lock 24: an artifact that is signed with a key which the same change adds; the base policy does not know it."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.locks.project import ARTIFACT, CHECKLIST, SAM, Product, bad, digest, public, shipped, sign

FORGED = b"canopy 1.1.0 with a guest"
OTHER = Ed25519PrivateKey.generate()


def forged(repo: Product, how: str) -> Product:
    """Another artifact, signed with another key, which the change lets the configuration trust."""
    repo.git("branch", "base")
    old = digest((repo.root / ARTIFACT).read_bytes())
    repo.write({ARTIFACT: FORGED, f"{ARTIFACT}.sig": sign(FORGED, OTHER)})
    repo.edit(CHECKLIST, old, digest(FORGED)).edit("evidence/sbom.cdx.json", old, digest(FORGED))
    if how == "a second key":
        repo.edit("opsgate.toml", '"keys/release.pem"', '"keys/release.pem", "keys/new.pem"')
        repo.write({"keys/new.pem": public(OTHER)})
    else:
        repo.write({"keys/release.pem": public(OTHER)})
    repo.commit("new artifact", mail=SAM, day="2026-11-18")
    return repo.approve("eng", "@lee").approve("qa", "@ana")


@pytest.mark.parametrize(
    ("how", "changes"),
    [
        (
            "a second key",
            (
                ("trust.keys", '`["keys/release.pem"]` becomes `["keys/release.pem", "keys/new.pem"]`'),
                ("keys/new.pem", "is new"),
            ),
        ),
        ("another key by the same name", (("keys/release.pem", "is changed"),)),
    ],
)
def test_the_signature_does_not_hold_under_the_base_policy(
    tmp_path: Path, how: str, changes: tuple[tuple[str, str], ...]
) -> None:
    repo = shipped(tmp_path)
    repo.git("branch", "before")
    assert bad(repo.judged(policy_from="before")) == []

    verdict = forged(repo, how).judged(policy_from="base")

    assert bad(verdict) == [
        f"{CHECKLIST} exit/signatures-verify: fail {CHECKLIST}:11:132 {ARTIFACT}.sig: the signature is not of this file "
        "by keys/release.pem"
    ]
    assert (verdict.verdict, verdict.policy_changes) == ("fail", changes)


def test_a_base_without_any_key_trusts_none(tmp_path: Path) -> None:
    repo = shipped(tmp_path, config={'\n[trust]\nkeys = ["keys/release.pem"]\n': ""})
    repo.git("branch", "base")
    text = repo.text("opsgate.toml")
    repo.write({"opsgate.toml": f'{text}\n[trust]\nkeys = ["keys/release.pem"]\n'}).commit("trust", mail=SAM)
    assert bad(repo.judged()) == []

    revision = repo.git("rev-parse", "base")[:12]
    assert bad(repo.judged(policy_from="base")) == [
        f"{CHECKLIST} exit/signatures-verify: unknown {CHECKLIST}:11:3 the configuration trusts no key "
        f"(base ({revision}))"
    ]
