"""Sigstore bundles: verified by the whole of the library against an instance of our own, and without a network."""

import base64
import copy
import json
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from opsgate.judging.evidence import sigstores
from opsgate.judging.evidence.signatures import Invalid
from opsgate.judging.evidence.sigstores import verify_bundle
from opsgate.judging.evidence.trouble import MissingExtra, Unreadable
from tests.evidence.sigstore_instance import Instance

IDENTITY = "https://git.example.com/tide/tide/.ci/release.yaml@refs/tags/v1.2.0"
ISSUER = "https://tokens.example.com"
CONTENT = b"tide 1.2.0\n"
ANEW = "sign the file anew"

Bundle = dict[str, Any]


class Release:
    """A signed file, its bundle and the root of trust, on disk."""

    def __init__(self, folder: Path) -> None:
        self.instance = Instance()
        self.bundle = self.instance.bundle(CONTENT, IDENTITY, ISSUER)
        self.file = folder / "tide.tar"
        self.file.write_bytes(CONTENT)
        self.root = folder / "trusted_root.json"
        self.root.write_bytes(self.instance.trusted_root())

    def verify(self, bundle: Bundle | bytes | None = None, identity: str = IDENTITY, issuer: str = ISSUER) -> str:
        data = bundle if isinstance(bundle, bytes) else json.dumps(bundle or self.bundle).encode()
        return verify_bundle(self.file, data, identity, issuer, self.root)

    def refused(self, bundle: Bundle | bytes | None = None, **policy: str) -> str:
        with pytest.raises(Invalid) as caught:
            self.verify(bundle, **policy)
        return caught.value.reason


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    def connect(*arguments: object, **named: object) -> NoReturn:
        raise AssertionError("the network was asked")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, connect)
    monkeypatch.setattr(socket, "getaddrinfo", connect)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return Release(tmp_path)


def test_a_bundle_of_this_file_by_this_identity_holds_without_a_network(release: Release) -> None:
    assert release.verify() == IDENTITY


def test_an_email_address_is_an_identity(release: Release) -> None:
    bundle = release.instance.bundle(CONTENT, "sam@tide.example.com", ISSUER)
    assert release.verify(bundle, identity="sam@tide.example.com") == "sam@tide.example.com"


def test_another_identity_is_refused_and_named(release: Release) -> None:
    assert release.refused(identity="https://git.example.com/tide/tide/.ci/other.yaml@refs/heads/main") == (
        "the file was not signed by https://git.example.com/tide/tide/.ci/other.yaml@refs/heads/main, "
        "but by " + IDENTITY
    )


def test_part_of_an_identity_is_not_that_identity(release: Release) -> None:
    part = IDENTITY.partition("@")[0]
    assert release.refused(identity=part) == f"the file was not signed by {part}, but by {IDENTITY}"


def test_another_issuer_is_refused(release: Release) -> None:
    reason = release.refused(issuer="https://accounts.example.org")
    assert reason.startswith("https://accounts.example.org did not vouch for the signer: ")
    assert ISSUER in reason


def test_other_bytes_are_refused(release: Release) -> None:
    release.file.write_bytes(CONTENT + b"more")
    assert release.refused() == "the Sigstore bundle is for other bytes than those of this file"


def test_other_bytes_are_refused_though_the_bundle_claims_their_digest(release: Release) -> None:
    other = release.instance.bundle(b"evil", IDENTITY, ISSUER)
    release.bundle["messageSignature"]["messageDigest"] = other["messageSignature"]["messageDigest"]
    release.file.write_bytes(b"evil")
    assert release.refused() == "the Sigstore bundle is for other bytes than those of this file"


@pytest.mark.parametrize(("identity", "issuer"), [("", ISSUER), (IDENTITY, ""), (" ", ISSUER), (IDENTITY, "\t")])
def test_a_policy_without_identity_or_issuer_decides_nothing(release: Release, identity: str, issuer: str) -> None:
    with pytest.raises(Unreadable) as caught:
        release.verify(identity=identity, issuer=issuer)
    assert (caught.value.word, caught.value.hint) == ("unknown", "name both")


def entry(bundle: Bundle) -> Bundle:
    found: Bundle = bundle["verificationMaterial"]["tlogEntries"][0]
    return found


def other_key(bundle: Bundle) -> None:
    bundle["verificationMaterial"]["certificate"] = copy.deepcopy(
        Instance().bundle(CONTENT, IDENTITY, ISSUER)["verificationMaterial"]["certificate"]
    )


def other_signature(bundle: Bundle) -> None:
    signature = bytearray(base64.b64decode(bundle["messageSignature"]["signature"]))
    signature[-1] ^= 1
    bundle["messageSignature"]["signature"] = base64.b64encode(signature).decode()


def other_time(bundle: Bundle) -> None:
    entry(bundle)["integratedTime"] = str(int(entry(bundle)["integratedTime"]) + 60)


def expired(bundle: Bundle) -> None:
    entry(bundle)["integratedTime"] = str(int(entry(bundle)["integratedTime"]) + 3600)


def no_time(bundle: Bundle) -> None:
    del entry(bundle)["integratedTime"]


def other_body(bundle: Bundle) -> None:
    entry(bundle)["canonicalizedBody"] = base64.b64encode(b"{}").decode()


def other_checkpoint(bundle: Bundle) -> None:
    proof = entry(bundle)["inclusionProof"]
    proof["checkpoint"]["envelope"] = proof["checkpoint"]["envelope"].replace("log.example.com - 1", "log.example.com")


@pytest.mark.parametrize(
    "change", [other_key, other_signature, other_time, expired, no_time, other_body, other_checkpoint]
)
def test_a_bundle_that_was_tampered_with_is_refused(release: Release, change: Callable[[Bundle], None]) -> None:
    change(release.bundle)
    reason = release.refused()
    assert reason.startswith(("the Sigstore bundle does not hold: ", "the Sigstore bundle is for other bytes"))


def test_a_bundle_of_another_instance_is_refused_by_the_public_root_without_a_network(release: Release) -> None:
    with pytest.raises(Invalid) as caught:
        verify_bundle(release.file, json.dumps(release.bundle).encode(), IDENTITY, ISSUER)
    assert caught.value.reason.startswith("the Sigstore bundle does not hold: failed to build timestamp")


def test_a_log_entry_of_another_signature_is_refused(release: Release) -> None:
    other = release.instance.bundle(CONTENT, IDENTITY, ISSUER)
    release.bundle["verificationMaterial"]["tlogEntries"] = other["verificationMaterial"]["tlogEntries"]
    assert release.refused() == (
        "the Sigstore bundle does not hold: transparency log entry is inconsistent with other materials"
    )


def test_an_attestation_is_not_a_signature_of_a_file(release: Release) -> None:
    envelope = {"payload": "e30=", "payloadType": "application/vnd.in-toto+json", "signatures": [{"sig": "AA=="}]}
    del release.bundle["messageSignature"]
    release.bundle["dsseEnvelope"] = envelope
    assert release.refused() == "the Sigstore bundle holds an attestation, not a signature of a file"


@pytest.mark.parametrize("key", ["verificationMaterial", "messageSignature"])
def test_a_bundle_without_a_part_is_malformed(release: Release, key: str) -> None:
    del release.bundle[key]
    assert release.refused().startswith("the Sigstore bundle is malformed: ")


def test_a_certificate_that_is_none_is_malformed(release: Release) -> None:
    release.bundle["verificationMaterial"]["certificate"]["rawBytes"] = "AAAA"
    assert release.refused().startswith("the Sigstore bundle is malformed: ")


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"{", b"[" * 100_000, b'{"mediaType": 3}', b'{"mediaType": "text/plain"}', b"\xff\xfe{}"]
)
def test_what_is_no_bundle_is_refused(release: Release, data: bytes) -> None:
    assert release.refused(data or b"\n") == "this is not a Sigstore bundle"


def test_a_bundle_that_is_too_large_is_refused(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sigstores, "BUNDLE", 1024)
    assert release.refused() == "the file is larger than 0 MiB, too large for a Sigstore bundle"


def test_a_root_of_trust_that_is_none_decides_nothing(release: Release) -> None:
    release.root.write_text("{}")
    with pytest.raises(Unreadable) as caught:
        release.verify()
    assert caught.value.word == "unknown"
    assert caught.value.reason.startswith("trusted_root.json cannot be used: ")


def test_a_cache_that_cannot_be_written_decides_nothing(release: Release, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where a folder should be")
    with pytest.raises(Unreadable) as caught:
        verify_bundle(release.file, json.dumps(release.bundle).encode(), IDENTITY, ISSUER)
    assert caught.value.word == "unknown"
    assert caught.value.reason.startswith("Sigstore's own root of trust cannot be used: ")


def test_a_file_that_is_not_there_cannot_be_verified(release: Release) -> None:
    release.file.unlink()
    with pytest.raises(Unreadable) as caught:
        release.verify()
    assert caught.value.reason == "the signed file is not there, or is no file"


def test_without_the_library_nothing_is_decided(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sigstore.models", None)
    with pytest.raises(MissingExtra) as caught:
        release.verify()
    assert caught.value.hint == "pip install 'opsgate[sigstore]'"
