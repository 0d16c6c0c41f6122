"""A verdict as an in-toto Statement v1 with the predicate ``test-result/v0.1``, and its DSSE envelope.

Criteria are the tests, named ``document#gate/criterion``. Of a gate that blocks, those that pass are ``passedTests``,
waived ones ``warnedTests``, all others that are due ``failedTests``; what stands open in a gate that is advice is
``warnedTests``. A gate that is not due or not applicable as a whole holds no tests. A document that is missing fails
as ``kind#missing``. ``result`` is FAILED for a verdict that fails or was overridden by hand, WARNED when anything is in
``warnedTests``, and PASSED otherwise. Signing needs the extra ``[sign]``.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from opsgate.edges.compare import validate
from opsgate.edges.output.paint import visible
from opsgate.judging.evidence.trouble import MissingExtra
from opsgate.words.errors import OpsgateError

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://in-toto.io/attestation/test-result/v0.1"
PAYLOAD = "application/vnd.in-toto+json"
_SHA256 = re.compile("[0-9a-f]{64}")
_NOT_ASKED = frozenset({"not-applicable", "not-due"})
_PRIVATE = (
    "expected a private key as PEM, Ed25519 or ECDSA P-256 (`openssl genpkey -algorithm ed25519 -out release.key`)"
)
_PUBLIC = "expected a public key as PEM, Ed25519 or ECDSA P-256 (`openssl pkey -in release.key -pubout`)"
_ENVELOPE = "expected a DSSE envelope as `opsgate gate --attestation FILE` writes it"


def statement(verdict: Mapping[str, Any], subjects: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The statement about ``subjects``: (name, SHA-256 in hexadecimal) of documents and artifacts among the inputs.

    Raises OpsgateError where there is nothing to state: no verdict, one that is simulated, partial or of a dirty tree,
    no criterion judged, no subject, a subject that was not judged, or a verdict that its own criteria contradict.
    """
    verdict = validate(verdict, "the verdict")
    _refuse(verdict)
    passed, warned, failed = _tests(verdict)
    result = _result(verdict["verdict"], passed, warned, failed)
    policy = verdict["policy"]
    configuration = [_descriptor(policy["source"], policy["digest"])]
    inputs = {(item["path"], item["sha256"]) for item in verdict["inputs"]}
    configuration += [_descriptor(*item) for item in sorted(inputs)]
    return {
        "_type": STATEMENT,
        "subject": [_descriptor(*item) for item in _subjects(subjects, inputs)],
        "predicateType": PREDICATE,
        "predicate": {
            "result": result,
            "configuration": configuration,
            "passedTests": passed,
            "warnedTests": warned,
            "failedTests": failed,
        },
    }


def to_json(statement: Mapping[str, Any]) -> str:
    """The one text of a statement: keys sorted, ASCII, no spaces, a newline at the end; a float is a TypeError."""
    _no_floats(statement)
    return json.dumps(statement, sort_keys=True, separators=(",", ":"), allow_nan=False) + "\n"


def sign_envelope(statement: bytes, key_pem: bytes, password: bytes | None = None) -> str:
    """A DSSE envelope around a statement's bytes, as JSON that ends in a newline.

    Raises OpsgateError for a payload that is no such statement and for a key that cannot sign; MissingExtra without
    the libraries.
    """
    _statement(statement, "what is to be signed")
    try:
        import cryptography  # noqa: F401, PLC0415 - extra [sign], without which securesystemslib signs nothing
        from securesystemslib.dsse import Envelope  # noqa: PLC0415 - extra [sign]
        from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]  # noqa: PLC0415 - extra [sign]
    except ImportError:
        raise MissingExtra("sign", "signing a verdict") from None
    envelope = Envelope(statement, PAYLOAD, {})
    envelope.sign(CryptoSigner(_private_key(key_pem, password)))
    return json.dumps(envelope.to_dict(), sort_keys=True, indent=2) + "\n"


def verify_envelope(text: str | bytes, public_pem: bytes) -> dict[str, Any]:
    """The statement in an envelope that the key has signed; raises OpsgateError otherwise, MissingExtra as above."""
    try:
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - extra [sign]
        from securesystemslib.dsse import Envelope  # noqa: PLC0415 - extra [sign]
        from securesystemslib.exceptions import VerificationError  # noqa: PLC0415 - extra [sign]
    except ImportError:
        raise MissingExtra("sign", "verifying a signed verdict") from None
    key = _public_key(public_pem)
    try:
        envelope = Envelope.from_dict(json.loads(text))
        typed = envelope.payload_type == PAYLOAD
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise OpsgateError(f"the envelope cannot be read; {_ENVELOPE}") from None
    if not typed:
        raise OpsgateError(f"the envelope holds another type of payload than `{PAYLOAD}`; {_ENVELOPE}")
    try:
        envelope.verify([key], 1)
    except (VerificationError, UnsupportedAlgorithm, ValueError, TypeError):
        raise OpsgateError("the envelope bears no valid signature by this key") from None
    return _statement(envelope.payload, "the envelope's payload")


def _refuse(verdict: Mapping[str, Any]) -> None:
    if verdict["simulated"]:
        raise OpsgateError("a simulated verdict is never attested; judge without the options that relax it")
    if verdict["scope"] != "full":
        raise OpsgateError("a partial verdict is never attested; judge without paths and without `--stage`")
    if verdict["dirty"]:
        first = visible(verdict["dirty"][0])
        raise OpsgateError(f"a verdict of a dirty tree is never attested; commit or remove `{first}` first")
    if (verdict["override"] is None) == (verdict["verdict"] == "overridden"):
        raise OpsgateError("the verdict contradicts itself: `override` belongs to `overridden` and to nothing else")


def _tests(verdict: Mapping[str, Any]) -> tuple[list[str], list[str], list[str]]:
    """Names of the criteria that passed, warned and failed, each sorted."""
    passed, warned, failed = set(), set(), {f"{item['kind']}#missing" for item in verdict["missing"]}
    for gate in (gate for gate in verdict["gates"] if gate["verdict"] not in _NOT_ASKED):
        for criterion in gate["criteria"]:
            name = f"{gate['document']}#{gate['gate']}/{criterion['id']}"
            word = criterion["verdict"]
            if word in _NOT_ASKED:
                continue
            if word == "pass":
                passed.add(name)
            elif word == "waived" or not gate["blocking"]:
                warned.add(name)
            else:
                failed.add(name)
    return sorted(passed - warned - failed), sorted(warned - failed), sorted(failed)


def _result(word: str, passed: Sequence[str], warned: Sequence[str], failed: Sequence[str]) -> str:
    if not (passed or warned or failed):
        raise OpsgateError("nothing was judged, so there is nothing to attest")
    if word in ("fail", "overridden"):
        return "FAILED"
    if failed or not passed:
        why = f"`{visible(failed[0])}` failed" if failed else "no criterion passed"
        raise OpsgateError(f"the verdict contradicts itself: it says `{word}`, but {why}; judge again")
    return "WARNED" if warned or word != "pass" else "PASSED"


def _subjects(subjects: Sequence[tuple[str, str]], inputs: set[tuple[str, str]]) -> list[tuple[str, str]]:
    if not subjects:
        raise OpsgateError("there is no document or artifact to attest")
    for name, digest in subjects:
        if not _SHA256.fullmatch(digest) or (name, digest) not in inputs:
            raise OpsgateError(f"`{visible(name)}` with SHA-256 `{visible(digest)}` is not among the verdict's inputs")
    return sorted(set(subjects))


def _descriptor(name: str, digest: str) -> dict[str, Any]:
    return {"name": name, "digest": {"sha256": digest}}


def _no_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a statement holds no floats: they have no one spelling")
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for inner in value:
            _no_floats(inner)


def _statement(payload: bytes, name: str) -> dict[str, Any]:
    try:
        data = json.loads(payload)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or (data.get("_type"), data.get("predicateType")) != (STATEMENT, PREDICATE):
        raise OpsgateError(f"{name} is not an in-toto Statement v1 with the predicate `{PREDICATE}`")
    return data


def _private_key(pem: bytes, password: bytes | None) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - extra [sign]
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey  # noqa: PLC0415 - extra [sign]
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - extra [sign]
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - extra [sign]

    if b"PUBLIC KEY-----" in pem and b"PRIVATE KEY-----" not in pem:
        raise OpsgateError(f"a public key cannot sign; {_PRIVATE}")
    try:
        key = load_pem_private_key(pem, password)
    except TypeError:
        if password is None:
            raise OpsgateError("the private key is encrypted and no password was given; give its password") from None
        raise OpsgateError("a password was given, but the private key is not encrypted; give none") from None
    except (ValueError, UnsupportedAlgorithm):
        what = "the private key cannot be read, or its password is wrong" if password else "this is no private key"
        raise OpsgateError(f"{what}; {_PRIVATE}") from None
    if isinstance(key, Ed25519PrivateKey) or (
        isinstance(key, EllipticCurvePrivateKey) and key.curve.name == "secp256r1"
    ):
        return key
    raise OpsgateError(f"the private key is of another type; {_PRIVATE}")


def _public_key(pem: bytes) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - extra [sign]
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey  # noqa: PLC0415 - extra [sign]
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - extra [sign]
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415 - extra [sign]
    from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined]  # noqa: PLC0415 - extra [sign]

    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise OpsgateError(f"this is no public key; {_PUBLIC}") from None
    if isinstance(key, Ed25519PublicKey) or (isinstance(key, EllipticCurvePublicKey) and key.curve.name == "secp256r1"):
        return SSlibKey.from_crypto(key)
    raise OpsgateError(f"the public key is of another type; {_PUBLIC}")
