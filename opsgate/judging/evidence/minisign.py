"""The two files of minisign, a public key and a signature: what stands in them, nothing verified."""

import base64
import binascii
from dataclasses import dataclass

from opsgate.judging.evidence.trouble import Unreadable

UNTRUSTED = "untrusted comment:"
TRUSTED = "trusted comment: "
SIGNATURE_HINT = "give the four lines that `minisign -S` writes"


@dataclass(frozen=True)
class MinisignSignature:
    """`prehashed`: the signature is over the BLAKE2b-512 digest of the data, else over the data itself.

    `key_id` are 8 bytes, `signature` and `comment_signature` 64 each; the latter is over `signature` and the
    trusted comment in UTF-8.
    """

    prehashed: bool
    key_id: bytes
    signature: bytes
    trusted_comment: bytes
    comment_signature: bytes


def is_signature(data: bytes) -> bool:
    """Whether a file means to be a minisign signature."""
    lines = data.splitlines()
    return len(lines) > 2 and data.startswith(UNTRUSTED.encode()) and lines[2].startswith(TRUSTED.encode().rstrip())


def is_key(data: bytes) -> bool:
    """Whether a file means to be a minisign key, public or secret."""
    return data.startswith(UNTRUSTED.encode())


def read_public(data: bytes, name: str) -> tuple[bytes, bytes]:
    """The key id (8 bytes) and the Ed25519 public key (32 bytes) of a file of two lines.

    Raises:
        Unreadable: it is a secret key, a signature, or malformed.
    """
    hint = "give the two lines of the `.pub` file that `minisign -G` writes"
    lines = [line for line in _lines(data) if line.strip()]
    if is_signature(data):
        raise Unreadable(f"{name} holds a minisign signature, not a public key", hint)
    key = _decoded(lines[1]) if len(lines) == 2 else None
    if b"secret key" in data.partition(b"\n")[0].lower() or (key is not None and len(key) > 100):
        raise private_key(name)
    if key is None or len(key) != 42 or key[:2] != b"Ed":
        raise Unreadable(f"{name} is not a minisign public key", hint)
    return key[2:10], key[10:]


def private_key(name: str) -> Unreadable:
    """What is said of a file with a private key, of whatever kind."""
    return Unreadable(
        f"{name} holds a private key",
        "whoever can read this file can sign: treat the key as lost, make a new one, and commit the public half only",
    )


def read_signature(data: bytes) -> MinisignSignature:
    """The parts of a signature file of four lines.

    Raises:
        Unreadable: it is malformed, or of an algorithm other than `Ed` and `ED`.
    """
    lines = _lines(data)
    while lines and not lines[-1].strip():
        lines.pop()
    if len(lines) != 4 or not lines[2].startswith(TRUSTED.encode()):
        raise Unreadable("the minisign signature is not whole", SIGNATURE_HINT)
    blob, comment_signature = _decoded(lines[1]), _decoded(lines[3])
    if blob is None or len(blob) != 74:
        raise Unreadable("this is not a minisign signature", SIGNATURE_HINT, 2)
    if blob[:2] not in {b"Ed", b"ED"}:
        raise Unreadable("the minisign signature is of an algorithm that is not known", SIGNATURE_HINT, 2)
    if comment_signature is None or len(comment_signature) != 64:
        raise Unreadable("the trusted comment is not signed", SIGNATURE_HINT, 4)
    return MinisignSignature(
        prehashed=blob[:2] == b"ED",
        key_id=blob[2:10],
        signature=blob[10:],
        trusted_comment=lines[2].removeprefix(TRUSTED.encode()),
        comment_signature=comment_signature,
    )


def shown(key_id: bytes) -> str:
    """A key id as minisign itself prints it."""
    return key_id[::-1].hex().upper()


def _lines(data: bytes) -> list[bytes]:
    return [line.removesuffix(b"\r") for line in data.split(b"\n")]


def _decoded(line: bytes) -> bytes | None:
    try:
        return base64.b64decode(line.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
