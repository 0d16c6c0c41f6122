"""Verify a Sigstore bundle without a network: who signed a file, and who vouched for that identity."""

import hashlib
import logging
import re
from pathlib import Path
from typing import Any

from opsgate.judging.evidence.bill import shortened
from opsgate.judging.evidence.signatures import BUNDLE, Invalid, read_blocks, signature_kind
from opsgate.judging.evidence.trouble import MissingExtra, Unreadable

ROOT_HINT = "name a file with the trusted root (`trusted_root.json`) of the Sigstore instance"
ANEW = "sign the file anew"


def verify_bundle(path: Path, bundle: bytes, identity: str, issuer: str, trusted_root: Path | None = None) -> str:
    """The identity that signed a file, where it is the one that is asked for.

    Args:
        path: the signed file, of any size.
        bundle: the Sigstore bundle, at most `BUNDLE` bytes.
        identity: who must have signed: an e-mail address, or the URI of a workflow, exactly as in the certificate.
        issuer: the URL of the identity provider that vouched for it.
        trusted_root: a file with the root of trust; without it, the one of the public instance that came with the
            `sigstore` library or stands in its cache.

    Raises:
        Invalid: the bundle is malformed, or is not a signature of this file by this identity.
        Unreadable: the file or the root of trust cannot be read, or the policy lacks identity or issuer.
        MissingExtra: the library that verifies is not installed.
    """
    if not identity.strip() or not issuer.strip():
        raise Unreadable(
            "a Sigstore bundle needs an identity and its issuer, since anybody can get a certificate",
            "name both",
            word="unknown",
        )
    if len(bundle) > BUNDLE:
        raise Invalid(f"the file is larger than {BUNDLE // 1024 // 1024} MiB, too large for a Sigstore bundle", ANEW)
    if signature_kind(bundle) != "sigstore":
        raise Invalid(
            "this is not a Sigstore bundle", "give what `cosign sign-blob --bundle` or `sigstore sign` writes"
        )
    verifier = _verifier(trusted_root)
    digest = hashlib.sha256()
    read_blocks(path, digest.update)
    _check(verifier, digest.digest(), bundle, identity, issuer)
    return identity


def _verifier(trusted_root: Path | None) -> Any:
    try:
        from sigstore.models import TrustedRoot  # noqa: PLC0415 - extra, and half a second to import
        from sigstore.verify import Verifier  # noqa: PLC0415 - as above
    except ImportError:
        raise MissingExtra("sigstore", "Verifying a Sigstore bundle") from None
    logger = logging.getLogger("sigstore")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    try:
        if trusted_root is None:
            return Verifier.production(offline=True)
        return Verifier(trusted_root=TrustedRoot.from_file(str(trusted_root)))
    except Exception as error:  # the library throws pydantic's, TUF's and the system's errors as they come
        named = "Sigstore's own root of trust" if trusted_root is None else trusted_root.name
        raise Unreadable(f"{named} cannot be used: {_said(error)}", ROOT_HINT, word="unknown") from None


def _check(verifier: Any, digest: bytes, bundle: bytes, identity: str, issuer: str) -> None:
    from sigstore.errors import VerificationError  # noqa: PLC0415 - extra, and half a second to import
    from sigstore.hashes import Hashed  # noqa: PLC0415 - as above
    from sigstore.models import Bundle  # noqa: PLC0415 - as above
    from sigstore.verify.policy import Identity  # noqa: PLC0415 - as above
    from sigstore_models.common.v1 import HashAlgorithm  # noqa: PLC0415 - as above

    try:
        parsed = Bundle.from_json(bundle)
    except Exception as error:  # whatever the library meets in a malformed certificate or entry
        raise Invalid(f"the Sigstore bundle is malformed: {_said(error)}", ANEW) from None
    try:
        hashed = Hashed(algorithm=HashAlgorithm.SHA2_256, digest=digest)
        verifier.verify_artifact(hashed, parsed, Identity(identity=identity, issuer=issuer))
    except VerificationError as error:
        raise Invalid(_reason(str(error), identity, issuer), _hint(str(error))) from None
    except Exception as error:  # a certificate without an extension, a key of another type: nothing holds then
        raise Invalid(f"the Sigstore bundle cannot be verified: {_said(error)}", ANEW) from None


def _reason(said: str, identity: str, issuer: str) -> str:
    """The library's sentence in the words of opsgate, for what happens most."""
    if "SANs do not match" in said:
        return f"the file was not signed by {identity}, but by {_signers(said)}"
    if "OIDCIssuer" in said:
        return f"{issuer} did not vouch for the signer: {shortened(said)}"
    if "digest mismatch" in said or "Signature is invalid for input" in said:
        return "the Sigstore bundle is for other bytes than those of this file"
    if "Missing bundle message signature" in said:
        return "the Sigstore bundle holds an attestation, not a signature of a file"
    return f"the Sigstore bundle does not hold: {shortened(said)}"


def _hint(said: str) -> str:
    if "SANs do not match" in said or "OIDCIssuer" in said:
        return "sign as the identity that the policy names, or change the policy in a change of its own"
    return "sign the file as it is now"


def _signers(said: str) -> str:
    """Who signed, from the sentence in which the library lists the names in the certificate."""
    names = re.findall(r"'([^']+)'", said.partition("actual SANs: ")[2])
    return shortened(", ".join(sorted(names)) or "somebody else")


def _said(error: Exception) -> str:
    return shortened(str(error)) or type(error).__name__
