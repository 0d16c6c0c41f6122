"""Verify a detached signature of a file by public keys that are trusted: ECDSA P-256, Ed25519, minisign."""

import base64
import binascii
import hashlib
import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from opsgate.judging.evidence import minisign
from opsgate.judging.evidence.publickeys import KeyKind, TrustedKey, ecdsa_holds, ed25519_holds, read_key
from opsgate.judging.evidence.trouble import Unreadable

__all__ = [
    "Invalid",
    "TrustedKey",
    "Verified",
    "read_key",
    "signature_kind",
    "ssh_namespace",
    "verify",
]

SignatureKind = Literal["ssh", "minisign", "sigstore", "pgp", "ecdsa-or-ed25519", "unknown"]

WHOLE = 256 * 1024 * 1024  # bytes of a file that must be read as a whole, which plain Ed25519 needs
BLOCK = 1024 * 1024
SMALL = 64 * 1024  # bytes of a signature
BUNDLE = 4 * 1024 * 1024  # bytes of a Sigstore bundle
TRUST = "add the key that signed to the trusted keys in a change of its own, or sign with one of them"
SIGN = "sign the file as it is now, with a key that is trusted"
SSH = b"-----BEGIN SSH SIGNATURE-----"


class Invalid(Exception):
    """A signature that was read and does not hold: why, and what mends it."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


@dataclass(frozen=True)
class Verified:
    """By which key a signature holds, and the comment that a minisign signature vouches for."""

    key_name: str
    kind: KeyKind
    trusted_comment: str = ""


def signature_kind(data: bytes) -> SignatureKind:
    """What a signature file holds, from its form alone."""
    start = data.lstrip()
    if start.startswith(SSH):
        return "ssh"
    if start.startswith(b"-----BEGIN PGP SIGNATURE-----"):
        return "pgp"
    if minisign.is_signature(data):
        return "minisign"
    if start.startswith(b"{"):
        return "sigstore" if _is_bundle(data) else "unknown"
    return "ecdsa-or-ed25519" if len(data) <= SMALL and _plain(data) is not None else "unknown"


def verify(data: Path | bytes, signature: bytes, keys: Sequence[TrustedKey]) -> Verified:
    """The key that made a signature of a file.

    Args:
        data: the file, or its bytes. It is read in blocks; for plain Ed25519 and old minisign as a whole, up to
            `WHOLE` bytes.
        signature: what the signature file holds.
        keys: the keys that are trusted.

    Raises:
        Invalid: none of the keys made it.
        Unreadable: the file or the signature cannot be read here.
        MissingExtra: the library that verifies is not installed.
    """
    kind = signature_kind(signature)
    if kind == "minisign":
        return _minisign(data, minisign.read_signature(signature), keys)
    plain = _plain(signature) if kind == "ecdsa-or-ed25519" else None
    if plain is None:
        reason, hint = _not_here(kind)
        raise Unreadable(reason, hint, word="fail" if kind == "unknown" else "unknown")
    return _by_key(data, plain, keys)


def ssh_namespace(signature: bytes) -> str:
    """What an SSH signature says that it was made for; nothing of it is verified."""
    hint = "give what `ssh-keygen -Y sign` writes"
    found = re.fullmatch(rb"\s*" + SSH + rb"\s([A-Za-z0-9+/=\s]*)-----END SSH SIGNATURE-----\s*", signature[:SMALL])
    try:
        blob = base64.b64decode(b"".join(found[1].split()), validate=True) if found else b""
    except (binascii.Error, ValueError):
        blob = b""
    if blob[:10] != b"SSHSIG\0\0\0\1":
        raise Unreadable("this is not an SSH signature", hint)
    rest = _after_string(blob[10:])
    length = int.from_bytes(rest[:4], "big")
    if len(rest) < 4 + length or not length:
        raise Unreadable("the SSH signature is cut off", hint)
    return rest[4 : 4 + length].decode("utf-8", "replace")


def read_blocks(data: Path | bytes, take: Callable[[bytes], object]) -> None:
    """Give a file to `take` in blocks; only a regular file is opened."""
    try:
        with _opened(data) as stream:
            while block := stream.read(BLOCK):
                take(block)
    except OSError as error:
        raise Unreadable(f"the signed file cannot be read: {error.strerror or error}", word="unknown") from None


def _opened(data: Path | bytes) -> BinaryIO:
    if isinstance(data, bytes):
        return io.BytesIO(data)
    if not data.is_file():
        raise Unreadable("the signed file is not there, or is no file", "name the file that was signed")
    return data.open("rb")


def _whole(data: Path | bytes) -> bytes:
    """A file's bytes; one that is too large is refused by its size, before any of it is read."""
    found = bytearray()
    if isinstance(data, Path) and data.is_file():
        _refuse_large(data.stat().st_size)

    def take(block: bytes) -> None:
        _refuse_large(len(found) + len(block))
        found.extend(block)

    read_blocks(data, take)
    return bytes(found)


def _refuse_large(size: int) -> None:
    if size > WHOLE:
        raise Unreadable(
            f"the signed file is larger than {WHOLE // 1024 // 1024} MiB, "
            "and this kind of signature needs it as a whole",
            "sign large files with ECDSA P-256 or prehashed minisign, which sign a digest",
            word="unknown",
        )


def _by_key(data: Path | bytes, signature: bytes, keys: Sequence[TrustedKey]) -> Verified:
    der, raw = _is_der(signature), len(signature) == 64
    ecdsa = [key for key in keys if key.kind == "ecdsa-p256" and der]
    ed25519 = [key for key in keys if key.kind == "ed25519" and raw]
    if not ecdsa and not ed25519:
        form = "ECDSA" if der else "Ed25519"
        raise Invalid(f"the signature has the form of {form}; {_those(keys)}", TRUST)
    if ecdsa:
        digest = hashlib.sha256()
        read_blocks(data, digest.update)
        for key in ecdsa:
            if ecdsa_holds(key.key, signature, digest.digest()):
                return Verified(key.name, "ecdsa-p256")
    if ed25519:
        content = _whole(data)
        for key in ed25519:
            if ed25519_holds(key.key, signature, content):
                return Verified(key.name, "ed25519")
    raise Invalid(
        f"the signature is not of this file by {_names([*ecdsa, *ed25519])}",
        SIGN,
    )


def _minisign(data: Path | bytes, signature: minisign.MinisignSignature, keys: Sequence[TrustedKey]) -> Verified:
    ours = [key for key in keys if key.kind == "minisign"]
    named = [key for key in ours if key.key_id == signature.key_id]
    if not named:
        said = f"the signature was made by the minisign key {minisign.shown(signature.key_id)}; {_those(keys)}"
        raise Invalid(said, TRUST)
    if signature.prehashed:
        digest = hashlib.blake2b(digest_size=64)
        read_blocks(data, digest.update)
        signed = digest.digest()
    else:
        signed = _whole(data)
    holding = [key for key in named if ed25519_holds(key.key, signature.signature, signed)]
    if not holding:
        raise Invalid(
            f"the signature is not of this file by {_names(named)}",
            SIGN,
        )
    over = signature.signature + signature.trusted_comment
    if not ed25519_holds(holding[0].key, signature.comment_signature, over):
        raise Invalid("the trusted comment was changed after signing", "restore the signature file, or sign anew")
    comment = signature.trusted_comment.decode("utf-8", "replace")
    return Verified(holding[0].name, "minisign", comment)


def _not_here(kind: SignatureKind) -> tuple[str, str]:
    return {
        "ssh": ("this is an SSH signature, and no allowed signers are given for it", "name a file of allowed signers"),
        "sigstore": ("this is a Sigstore bundle, and no identity is given for it", "name the identity and its issuer"),
        "pgp": ("this is an OpenPGP signature, which is not verified", "sign with SSH, minisign, ECDSA or Sigstore"),
    }.get(
        kind,
        (
            "this is no signature of a kind that is known",
            "give an SSH or minisign signature, a Sigstore bundle, or ECDSA or Ed25519 in base64",
        ),
    )


def _plain(data: bytes) -> bytes | None:
    """The signature as DER or as 64 bytes, from base64 or as it is."""
    if _is_der(data) or len(data) == 64:
        return data
    try:
        decoded = base64.b64decode(b"".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return decoded if _is_der(decoded) or len(decoded) == 64 else None


def _is_der(data: bytes) -> bool:
    """Whether this is a DER sequence of two integers of at most 33 bytes, and nothing besides."""
    if len(data) < 8 or data[0] != 0x30 or data[1] != len(data) - 2:
        return False
    first = data[3]
    second = 4 + first
    if data[2] != 2 or not 0 < first <= 33 or len(data) < second + 3:
        return False
    return data[second] == 2 and 0 < data[second + 1] <= 33 and len(data) == second + 2 + data[second + 1]


def _is_bundle(data: bytes) -> bool:
    if len(data) > BUNDLE:
        return False
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return False
    media_type = value.get("mediaType") if isinstance(value, dict) else None
    return isinstance(media_type, str) and media_type.startswith("application/vnd.dev.sigstore.bundle")


def _after_string(blob: bytes) -> bytes:
    return blob[4 + int.from_bytes(blob[:4], "big") :]


def _names(keys: Sequence[TrustedKey]) -> str:
    names = list(dict.fromkeys(key.name for key in keys))
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]


def _those(keys: Sequence[TrustedKey]) -> str:
    if not keys:
        return "no key is trusted"
    return "trusted: " + ", ".join(f"{key.name} ({key.kind})" for key in keys)
