"""Public keys that are trusted: read from a file, and asked whether a signature is theirs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from opsgate.judging.evidence import minisign
from opsgate.judging.evidence.trouble import MissingExtra, Unreadable

KeyKind = Literal["ecdsa-p256", "ed25519", "minisign"]

SIZE = 64 * 1024  # bytes of a file with a key
HINT = "give a public key: PEM with ECDSA P-256 or Ed25519, or a minisign `.pub` file"


@dataclass(frozen=True)
class TrustedKey:
    """A public key and how a person calls it. `key` is DER for ECDSA, else the 32 bytes of Ed25519."""

    name: str
    kind: KeyKind
    key: bytes
    key_id: bytes = b""


def read_key(data: bytes, name: str) -> TrustedKey:
    """The public key in a file that a person calls `name`.

    Raises:
        Unreadable: it holds a private key, several keys, or none of a kind that is verified here.
        MissingExtra: the library that reads PEM is not installed.
    """
    if len(data) > SIZE:
        raise Unreadable(f"{name} is too large for a key", HINT)
    if b"PRIVATE KEY-----" in data:
        raise minisign.private_key(name)
    if minisign.is_key(data):
        key_id, key = minisign.read_public(data, name)
        return TrustedKey(name, "minisign", key, key_id)
    blocks = re.findall(rb"-----BEGIN ([A-Z0-9 ]+)-----", data)
    if blocks == [b"PUBLIC KEY"]:
        return _pem_key(data, name)
    raise Unreadable(f"{name} {_no_key(data, blocks)}", HINT)


def ecdsa_holds(key: bytes, signature: bytes, digest: bytes) -> bool:
    """Whether a signature in DER is that of a SHA-256 digest by a P-256 key in DER."""
    try:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - extra
        from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - extra
        from cryptography.hazmat.primitives.asymmetric import ec, utils  # noqa: PLC0415 - extra
    except ImportError:
        raise MissingExtra("sign", "Verifying a signature") from None
    public = serialization.load_der_public_key(key)
    if not isinstance(public, ec.EllipticCurvePublicKey) or public.curve.name != "secp256r1":
        return False
    try:
        public.verify(signature, digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    except InvalidSignature:
        return False
    return True


def ed25519_holds(key: bytes, signature: bytes, content: bytes) -> bool:
    """Whether a signature of 64 bytes is that of a content by a key of 32 bytes."""
    try:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - extra
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - extra
    except ImportError:
        raise MissingExtra("sign", "Verifying a signature") from None
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _pem_key(data: bytes, name: str) -> TrustedKey:
    try:
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - extra
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519  # noqa: PLC0415 - extra
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - extra
            Encoding,
            PublicFormat,
            load_pem_public_key,
        )
    except ImportError:
        raise MissingExtra("sign", "Reading a public key") from None
    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        raise Unreadable(f"{name} is not a public key in PEM that can be read", HINT) from None
    if isinstance(key, ed25519.Ed25519PublicKey):
        return TrustedKey(name, "ed25519", key.public_bytes_raw())
    if not isinstance(key, ec.EllipticCurvePublicKey):
        kind = type(key).__name__.removeprefix("_").removesuffix("PublicKey")
        raise Unreadable(f"{name} is an {kind} key, and ECDSA P-256 and Ed25519 are verified", HINT)
    if key.curve.name != "secp256r1":
        raise Unreadable(f"{name} is of the curve {key.curve.name}, and P-256 is verified", HINT)
    return TrustedKey(name, "ecdsa-p256", key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _no_key(data: bytes, blocks: Sequence[bytes]) -> str:
    if len(blocks) > 1:
        return f"holds {len(blocks)} blocks of PEM, and a file gives one key"
    if blocks:
        said = {
            b"CERTIFICATE": "is a certificate, not a public key",
            b"PGP PUBLIC KEY BLOCK": "is an OpenPGP key, which is not verified here",
        }
        return said.get(blocks[0], f"is {blocks[0].decode()[:40]!r}, not `PUBLIC KEY`")
    if data.lstrip().startswith((b"ssh-", b"ecdsa-sha2-", b"sk-")):
        return "is an SSH public key, and those stand in a file of allowed signers"
    return "is not a public key" if data.strip() else "is empty"
