"""Signatures by key: every form that is read, every change that breaks them, and what is said of keys."""

import base64
import hashlib
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from opsgate.judging.evidence import signatures as module
from opsgate.judging.evidence.signatures import (
    Invalid,
    TrustedKey,
    Verified,
    read_key,
    signature_kind,
    ssh_namespace,
    verify,
)
from opsgate.judging.evidence.trouble import MissingExtra, Unreadable

CONTENT = b"tide 1.2.0\n" * 300_000  # more than one block
LANTERN = Path(__file__).parents[2] / "examples" / "lantern" / "artifacts"
SIGN = "sign the file as it is now, with a key that is trusted"
P256 = ec.generate_private_key(ec.SECP256R1())
OTHER_P256 = ec.generate_private_key(ec.SECP256R1())
ED25519 = ed25519.Ed25519PrivateKey.generate()
OTHER_ED25519 = ed25519.Ed25519PrivateKey.generate()
KEY_ID = bytes(range(8))

Public = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey
Private = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def pem(key: Public) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def private_pem(key: Private, form: serialization.PrivateFormat) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def minisign_key(key: ed25519.Ed25519PrivateKey = ED25519, key_id: bytes = KEY_ID) -> bytes:
    blob = b"Ed" + key_id + key.public_key().public_bytes_raw()
    return b"untrusted comment: minisign public key\n" + base64.b64encode(blob) + b"\n"


def minisigned(
    content: bytes = CONTENT,
    key: ed25519.Ed25519PrivateKey = ED25519,
    key_id: bytes = KEY_ID,
    algorithm: bytes = b"ED",
    comment: bytes = b"timestamp:1 file:tide.tar",
) -> bytes:
    signed = hashlib.blake2b(content).digest() if algorithm == b"ED" else content
    signature = key.sign(signed)
    lines = [
        b"untrusted comment: signature of tide",
        base64.b64encode(algorithm + key_id + signature),
        b"trusted comment: " + comment,
        base64.b64encode(key.sign(signature + comment)),
    ]
    return b"\n".join(lines) + b"\n"


def ecdsa(content: bytes = CONTENT, key: ec.EllipticCurvePrivateKey = P256) -> bytes:
    return key.sign(content, ec.ECDSA(hashes.SHA256()))


TIDE = read_key(pem(P256.public_key()), "tide.pem")
OTHER = read_key(pem(OTHER_P256.public_key()), "other.pem")
FOAM = read_key(pem(ED25519.public_key()), "foam.pem")
OTHER_FOAM = read_key(pem(OTHER_ED25519.public_key()), "other-foam.pem")
MINI = read_key(minisign_key(), "mini.pub")
ALL = [OTHER, OTHER_FOAM, TIDE, FOAM, MINI]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tide.tar"
    path.write_bytes(CONTENT)
    return path


def invalid(data: Path | bytes, signature: bytes, keys: list[TrustedKey]) -> str:
    with pytest.raises(Invalid) as caught:
        verify(data, signature, keys)
    assert caught.value.hint
    return caught.value.reason


def unreadable(data: Path | bytes, signature: bytes, keys: list[TrustedKey] = ALL) -> tuple[str, str]:
    with pytest.raises(Unreadable) as caught:
        verify(data, signature, keys)
    return caught.value.reason, caught.value.word


def key_refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read_key(data, "some.pem")
    assert caught.value.hint
    return caught.value.reason


FORMS: list[Callable[[bytes], bytes]] = [
    bytes,
    base64.b64encode,
    lambda raw: base64.b64encode(raw) + b"\n",
    lambda raw: base64.b64encode(raw) + b"\r\n",
    base64.encodebytes,
]


@pytest.mark.parametrize("form", FORMS)
def test_an_ecdsa_signature_of_a_file_holds_in_every_form(file: Path, form: Callable[[bytes], bytes]) -> None:
    assert verify(file, form(ecdsa()), ALL) == Verified("tide.pem", "ecdsa-p256")


@pytest.mark.parametrize("form", FORMS)
def test_an_ed25519_signature_of_a_file_holds_in_every_form(file: Path, form: Callable[[bytes], bytes]) -> None:
    assert verify(file, form(ED25519.sign(CONTENT)), ALL) == Verified("foam.pem", "ed25519")


@pytest.mark.parametrize("algorithm", [b"ED", b"Ed"])
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_a_minisign_signature_holds_with_its_trusted_comment(file: Path, algorithm: bytes, ends: bytes) -> None:
    signature = minisigned(algorithm=algorithm).replace(b"\n", ends)
    assert verify(file, signature, ALL) == Verified("mini.pub", "minisign", "timestamp:1 file:tide.tar")


def test_bytes_are_verified_like_files() -> None:
    assert verify(CONTENT, ecdsa(), [TIDE]) == Verified("tide.pem", "ecdsa-p256")


def test_an_empty_file_is_a_file() -> None:
    assert verify(b"", ecdsa(b""), [TIDE]) == Verified("tide.pem", "ecdsa-p256")


@pytest.mark.parametrize(
    ("signature", "named"),
    [
        (ecdsa(), "other.pem or tide.pem"),
        (ED25519.sign(CONTENT), "other-foam.pem or foam.pem"),
        (minisigned(), "mini.pub"),
        (minisigned(algorithm=b"Ed"), "mini.pub"),
    ],
)
def test_a_changed_file_is_refused(signature: bytes, named: str) -> None:
    assert invalid(CONTENT + b"\n", signature, ALL) == f"the signature is not of this file by {named}"


@pytest.mark.parametrize(
    ("signature", "key"), [(ecdsa(), OTHER), (ED25519.sign(CONTENT), OTHER_FOAM), (ecdsa(key=OTHER_P256), TIDE)]
)
def test_lock_24_a_signature_by_a_key_that_is_not_trusted_is_refused(signature: bytes, key: TrustedKey) -> None:
    assert invalid(CONTENT, signature, [key]) == f"the signature is not of this file by {key.name}"


def test_a_key_of_the_wrong_type_is_told() -> None:
    assert invalid(CONTENT, ecdsa(), [FOAM, MINI]) == (
        "the signature has the form of ECDSA; trusted: foam.pem (ed25519), mini.pub (minisign)"
    )
    assert invalid(CONTENT, ED25519.sign(CONTENT), [TIDE]) == (
        "the signature has the form of Ed25519; trusted: tide.pem (ecdsa-p256)"
    )


def test_without_keys_no_signature_holds() -> None:
    assert invalid(CONTENT, ecdsa(), []) == "the signature has the form of ECDSA; no key is trusted"
    assert invalid(CONTENT, minisigned(), [TIDE]) == (
        "the signature was made by the minisign key 0706050403020100; trusted: tide.pem (ecdsa-p256)"
    )


def test_a_minisign_key_of_the_same_name_and_another_pair_is_refused() -> None:
    signature = minisigned(key=OTHER_ED25519)
    assert invalid(CONTENT, signature, [MINI]) == "the signature is not of this file by mini.pub"


def test_a_minisign_signature_is_asked_only_of_the_key_that_it_names() -> None:
    signature = minisigned(key_id=bytes(8))
    assert invalid(CONTENT, signature, [MINI]) == (
        "the signature was made by the minisign key 0000000000000000; trusted: mini.pub (minisign)"
    )


def test_a_changed_trusted_comment_is_refused() -> None:
    signature = minisigned().replace(b"file:tide.tar", b"file:evil.tar")
    assert invalid(CONTENT, signature, [MINI]) == "the trusted comment was changed after signing"


def test_a_prehashed_signature_is_not_one_of_the_digest_as_a_file() -> None:
    legacy = minisigned(hashlib.blake2b(CONTENT).digest(), algorithm=b"Ed")
    lines = legacy.split(b"\n")
    blob = base64.b64decode(lines[1])
    lines[1] = base64.b64encode(b"Ed" + blob[2:])
    assert invalid(CONTENT, b"\n".join(lines), [MINI]) == "the signature is not of this file by mini.pub"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda lines: lines[:3], "the minisign signature is not whole"),
        (lambda lines: [*lines, b"more"], "the minisign signature is not whole"),
        (lambda lines: [lines[0], b"!!", *lines[2:]], "this is not a minisign signature"),
        (lambda lines: [lines[0], lines[1][:40], *lines[2:]], "this is not a minisign signature"),
        (
            lambda lines: [lines[0], base64.b64encode(b"XX" + bytes(72)), *lines[2:]],
            "the minisign signature is of an algorithm that is not known",
        ),
        (lambda lines: [*lines[:3], b"AAAA"], "the trusted comment is not signed"),
    ],
)
def test_a_malformed_minisign_signature_is_unreadable(
    change: Callable[[list[bytes]], list[bytes]], reason: str
) -> None:
    lines = minisigned().rstrip().split(b"\n")
    assert unreadable(CONTENT, b"\n".join(change(lines))) == (reason, "fail")


def test_large_files_need_a_signature_of_a_digest(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WHOLE", 1024 * 1024)
    said = ("the signed file is larger than 1 MiB, and this kind of signature needs it as a whole", "unknown")
    assert unreadable(file, ED25519.sign(CONTENT)) == said
    assert unreadable(file, minisigned(algorithm=b"Ed")) == said
    assert verify(file, ecdsa(), ALL).key_name == "tide.pem"
    assert verify(file, minisigned(), ALL).key_name == "mini.pub"


def test_what_is_not_a_file_is_not_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / "gone"):
        assert unreadable(path, ecdsa()) == ("the signed file is not there, or is no file", "fail")


@pytest.mark.parametrize(
    ("signature", "reason", "word"),
    [
        (b"-----BEGIN PGP SIGNATURE-----\n", "this is an OpenPGP signature, which is not verified", "unknown"),
        (
            b"-----BEGIN SSH SIGNATURE-----\n",
            "this is an SSH signature, and no allowed signers are given for it",
            "unknown",
        ),
        (
            b'{"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json"}',
            "this is a Sigstore bundle, and no identity is given for it",
            "unknown",
        ),
        (b"", "this is no signature of a kind that is known", "fail"),
        (b"{}", "this is no signature of a kind that is known", "fail"),
        (b"signed, Sam", "this is no signature of a kind that is known", "fail"),
        (b"A" * 100_000, "this is no signature of a kind that is known", "fail"),
        (b"\x30\x06\x02\x01\x01\x02\x01", "this is no signature of a kind that is known", "fail"),
    ],
)
def test_what_is_not_verified_by_key_says_what_it_is(signature: bytes, reason: str, word: str) -> None:
    assert unreadable(CONTENT, signature) == (reason, word)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (ecdsa(), "ecdsa-or-ed25519"),
        (base64.b64encode(bytes(64)), "ecdsa-or-ed25519"),
        (bytes(64), "ecdsa-or-ed25519"),
        (bytes(63), "unknown"),
        (base64.b64encode(bytes(65)), "unknown"),
        (minisigned(), "minisign"),
        (minisign_key(), "unknown"),
        (b"[" * 100_000, "unknown"),
        (b'{"mediaType":' * 100_000, "unknown"),
        (b'\n{"mediaType": "application/vnd.dev.sigstore.bundle+json;version=0.2"}', "sigstore"),
        (b'{"base64Signature": "AA==", "cert": ""}', "unknown"),
        (b"-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n", "ssh"),
        (b"-----BEGIN PGP SIGNATURE-----\n", "pgp"),
    ],
)
def test_the_kind_of_a_signature_shows_in_its_form(data: bytes, kind: str) -> None:
    assert signature_kind(data) == kind


@given(st.binary(max_size=200))
def test_no_bytes_hold_as_a_signature_and_none_stop_it(data: bytes) -> None:
    with pytest.raises((Invalid, Unreadable)):
        verify(b"tide", data, ALL)


@given(st.binary(min_size=1, max_size=200))
def test_no_bytes_are_a_key_by_accident_and_none_stop_it(data: bytes) -> None:
    for content in (data, b"untrusted comment: x\n" + data, b"-----BEGIN PUBLIC KEY-----\n" + data):
        assert key_refused(content).startswith("some.pem ")


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_signature_with_any_byte_changed_is_refused(place: int, change: int) -> None:
    content = b"tide"
    for signature in (ecdsa(content), ED25519.sign(content)):
        other = bytearray(signature)
        other[place % len(other)] ^= change
        with pytest.raises((Invalid, Unreadable)):
            verify(content, bytes(other), ALL)


def test_keys_are_read_with_their_kind() -> None:
    assert (TIDE.name, TIDE.kind) == ("tide.pem", "ecdsa-p256")
    assert TrustedKey("foam.pem", "ed25519", ED25519.public_key().public_bytes_raw()) == FOAM
    assert TrustedKey("mini.pub", "minisign", ED25519.public_key().public_bytes_raw(), KEY_ID) == MINI


@pytest.mark.parametrize(
    "data",
    [
        private_pem(P256, serialization.PrivateFormat.PKCS8),
        private_pem(P256, serialization.PrivateFormat.TraditionalOpenSSL),
        private_pem(ED25519, serialization.PrivateFormat.OpenSSH),
        pem(P256.public_key()) + private_pem(P256, serialization.PrivateFormat.PKCS8),
        b"-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n",
        b"untrusted comment: minisign encrypted secret key\n" + base64.b64encode(bytes(158)) + b"\n",
        b"untrusted comment: key\n" + base64.b64encode(b"Ed\0\0B2" + bytes(152)) + b"\n",
    ],
)
def test_a_private_key_is_refused_loudly(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        read_key(data, "keys/tide.key")
    assert caught.value.reason == "keys/tide.key holds a private key"
    assert caught.value.hint == (
        "whoever can read this file can sign: treat the key as lost, make a new one, and commit the public half only"
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "some.pem is empty"),
        (b"hello", "some.pem is not a public key"),
        (pem(P256.public_key()) * 2, "some.pem holds 2 blocks of PEM, and a file gives one key"),
        (
            pem(ec.generate_private_key(ec.SECP384R1()).public_key()),
            "some.pem is of the curve secp384r1, and P-256 is verified",
        ),
        (
            pem(rsa.generate_private_key(65537, 2048).public_key()),
            "some.pem is an RSA key, and ECDSA P-256 and Ed25519 are verified",
        ),
        (
            b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
            "some.pem is not a public key in PEM that can be read",
        ),
        (b"-----BEGIN CERTIFICATE-----\n", "some.pem is a certificate, not a public key"),
        (b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n", "some.pem is an OpenPGP key, which is not verified here"),
        (b"-----BEGIN RSA PUBLIC KEY-----\n", "some.pem is 'RSA PUBLIC KEY', not `PUBLIC KEY`"),
        (b"ssh-ed25519 AAAA sam", "some.pem is an SSH public key, and those stand in a file of allowed signers"),
        (minisigned(), "some.pem holds a minisign signature, not a public key"),
        (minisign_key() + b"more\n", "some.pem is not a minisign public key"),
        (b"untrusted comment: x\nAAAA\n", "some.pem is not a minisign public key"),
        (b"A" * 70_000, "some.pem is too large for a key"),
    ],
)
def test_what_is_no_key_says_what_it_is(data: bytes, reason: str) -> None:
    assert key_refused(data) == reason


@pytest.mark.parametrize("signature", [ecdsa(), ED25519.sign(CONTENT), minisigned()])
def test_without_the_library_nothing_is_decided(signature: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    with pytest.raises(MissingExtra) as caught:
        verify(CONTENT, signature, [TIDE, FOAM, MINI])
    assert caught.value.hint == "pip install 'opsgate[sign]'"
    with pytest.raises(MissingExtra):
        read_key(pem(P256.public_key()), "tide.pem")


def sshsig(namespace: str) -> bytes:
    fields = [b"key", namespace.encode(), b"", b"sha512", b"signature"]
    blob = b"SSHSIG" + struct.pack(">I", 1) + b"".join(struct.pack(">I", len(part)) + part for part in fields)
    return b"-----BEGIN SSH SIGNATURE-----\n" + base64.encodebytes(blob) + b"-----END SSH SIGNATURE-----\n"


def test_an_ssh_signature_says_what_it_was_made_for() -> None:
    assert (ssh_namespace(sshsig("file")), ssh_namespace(sshsig("git"))) == ("file", "git")


@pytest.mark.parametrize("path", sorted(LANTERN.glob("*/*.sig")), ids=lambda path: path.name)
def test_the_signatures_of_the_example_are_for_files(path: Path) -> None:
    assert (signature_kind(path.read_bytes()), ssh_namespace(path.read_bytes())) == ("ssh", "file")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "this is not an SSH signature"),
        (ecdsa(), "this is not an SSH signature"),
        (sshsig("file")[:-10], "this is not an SSH signature"),
        (b"-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n", "this is not an SSH signature"),
        (
            b"-----BEGIN SSH SIGNATURE-----\n"
            + base64.b64encode(b"SSHSIG\0\0\0\1\xff\xff\xff\xff")
            + b"\n-----END SSH SIGNATURE-----\n",
            "the SSH signature is cut off",
        ),
        (sshsig(""), "the SSH signature is cut off"),
        (b"-----BEGIN SSH SIGNATURE-----\n" + b"A" * 200_000, "this is not an SSH signature"),
    ],
)
def test_what_is_no_ssh_signature_is_told(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        ssh_namespace(data)
    assert caught.value.reason == reason


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_a_signature_by_openssl_holds(file: Path, tmp_path: Path) -> None:
    key, public, signature = tmp_path / "tide.key", tmp_path / "tide.pem", tmp_path / "tide.sig"
    for command in (
        ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", str(key)],
        ["ec", "-in", str(key), "-pubout", "-out", str(public)],
        ["dgst", "-sha256", "-sign", str(key), "-out", str(signature), str(file)],
    ):
        subprocess.run(["openssl", *command], check=True, capture_output=True)
    trusted = read_key(public.read_bytes(), "tide.pem")
    assert verify(file, signature.read_bytes(), [trusted]) == Verified("tide.pem", "ecdsa-p256")
