"""Verdicts as in-toto statements, and their signed envelopes; keys are made for each test."""

import base64
import builtins
import hashlib
import json
from types import ModuleType
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from opsgate.edges.statement import sign_envelope, statement, to_json, verify_envelope
from opsgate.judging.evidence.trouble import MissingExtra
from opsgate.words.errors import OpsgateError
from tests.test_compare import criterion, gate, verdict

RUN = ("docs/run.md", "b" * 64)
APP = ("dist/app.tar", "e" * 64)
INPUTS = [{"path": path, "sha256": digest} for path, digest in (RUN, APP, ("junit.xml", "d" * 64))]
PRIVATE = (
    "expected a private key as PEM, Ed25519 or ECDSA P-256 (`openssl genpkey -algorithm ed25519 -out release.key`)"
)
PUBLIC = "expected a public key as PEM, Ed25519 or ECDSA P-256 (`openssl pkey -in release.key -pubout`)"
SIGNED = to_json(statement(verdict(), [RUN])).encode()


def private(key: Any, password: bytes | None = None, form: PrivateFormat = PrivateFormat.PKCS8) -> bytes:
    way: KeySerializationEncryption = BestAvailableEncryption(password) if password else NoEncryption()
    pem: bytes = key.private_bytes(Encoding.PEM, form, way)
    return pem


def public(key: Any) -> bytes:
    pem: bytes = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem


def judged(word: str, *pairs: tuple[str, str], blocking: bool = True, **given: Any) -> dict[str, Any]:
    """A verdict with one gate of these (criterion, verdict) pairs."""
    criteria = [criterion(name, became) for name, became in pairs]
    return verdict(gate("a.md", *criteria, blocking=blocking), verdict=word, inputs=INPUTS, **given)


def listed(data: dict[str, Any]) -> tuple[str, list[str], list[str], list[str]]:
    found = statement(data, [RUN])["predicate"]
    return found["result"], found["passedTests"], found["warnedTests"], found["failedTests"]


def test_a_statement_names_subjects_policy_inputs_and_criteria() -> None:
    assert statement(judged("pass", ("dry-run", "pass"), ("later", "not-due")), [RUN, APP, RUN]) == {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [
            {"name": "dist/app.tar", "digest": {"sha256": "e" * 64}},
            {"name": "docs/run.md", "digest": {"sha256": "b" * 64}},
        ],
        "predicateType": "https://in-toto.io/attestation/test-result/v0.1",
        "predicate": {
            "result": "PASSED",
            "configuration": [
                {"name": "worktree", "digest": {"sha256": "a" * 64}},
                {"name": "dist/app.tar", "digest": {"sha256": "e" * 64}},
                {"name": "docs/run.md", "digest": {"sha256": "b" * 64}},
                {"name": "junit.xml", "digest": {"sha256": "d" * 64}},
            ],
            "passedTests": ["a.md#exit/dry-run"],
            "warnedTests": [],
            "failedTests": [],
        },
    }


OVERRIDE = {"by": "@lee", "reason": "outage", "on": "2026-11-20", "open": ["a.md#exit/y"]}
BACKUP = [{"kind": "backup-dr", "reason": "no document", "next": ""}]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (judged("pass", ("x", "pass"), ("y", "not-applicable")), ("PASSED", ["x"], [], [])),
        (judged("passed-with-waivers", ("x", "pass"), ("y", "waived")), ("WARNED", ["x"], ["y"], [])),
        (judged("fail", ("x", "pass"), ("y", "fail"), ("z", "waived")), ("FAILED", ["x"], ["z"], ["y"])),
        (judged("fail", *[(word, word) for word in ("fail", "not-attested", "stale", "unknown")]),
         ("FAILED", [], [], ["fail", "not-attested", "stale", "unknown"])),
        (judged("overridden", ("x", "pass"), ("y", "fail"), override=OVERRIDE), ("FAILED", ["x"], [], ["y"])),
    ],
    ids=["pass", "waived", "fail", "four ways to fail", "overridden"],
)  # fmt: skip
def test_the_result_and_where_each_criterion_is_listed(
    data: dict[str, Any], expected: tuple[str, list[str], list[str], list[str]]
) -> None:
    result, *lists = listed(data)
    assert (result, *[[name.removeprefix("a.md#exit/") for name in names] for names in lists]) == expected


def test_what_is_open_in_a_gate_that_is_advice_is_a_warning() -> None:
    data = verdict(
        gate("a.md", criterion("x")),
        gate("b.md", criterion("y", "fail"), criterion("z"), verdict="fail", blocking=False),
        inputs=INPUTS,
    )
    assert listed(data) == ("WARNED", ["a.md#exit/x", "b.md#exit/z"], ["b.md#exit/y"], [])


def test_a_gate_that_is_not_due_as_a_whole_is_no_test() -> None:
    data = verdict(gate("a.md", criterion("x")), gate("b.md", criterion("y", "fail"), verdict="not-due"), inputs=INPUTS)
    assert listed(data) == ("PASSED", ["a.md#exit/x"], [], [])


def test_a_missing_document_is_a_failed_test() -> None:
    assert listed(judged("fail", ("x", "pass"), missing=BACKUP)) == (
        "FAILED", ["a.md#exit/x"], [], ["backup-dr#missing"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (judged("pass", ("x", "pass"), simulated=True), "a simulated verdict is never attested"),
        (judged("pass", ("x", "pass"), scope="partial"), "a partial verdict is never attested"),
        (judged("pass", ("x", "pass"), dirty=["a\x1b.md"]), r"a verdict of a dirty tree is never attested; commit or remove `a\x1b.md`"),
        (judged("pass"), "nothing was judged"),
        (judged("pass", ("x", "not-due")), "nothing was judged"),
        (judged("pass", ("x", "pass"), ("y", "unknown")), "the verdict contradicts itself: it says `pass`, but `a.md#exit/y` failed"),
        (judged("passed-with-waivers", ("x", "waived")), "the verdict contradicts itself: it says `passed-with-waivers`, but no criterion passed"),
        (judged("pass", ("x", "pass"), missing=BACKUP), "the verdict contradicts itself: it says `pass`, but `backup-dr#missing` failed"),
        (judged("overridden", ("x", "pass")), "the verdict contradicts itself: `override` belongs to"),
        (judged("pass", ("x", "pass"), override=OVERRIDE), "the verdict contradicts itself: `override` belongs to"),
        ({"version": 1}, "the verdict: not a verdict"),
        ({**verdict(), "scope": "all"}, "the verdict: not a verdict: `scope` is `all`"),
    ],
    ids=range(12),
)  # fmt: skip
def test_a_verdict_that_proves_nothing_is_not_stated(data: dict[str, Any], message: str) -> None:
    with pytest.raises(OpsgateError) as caught:
        statement(data, [RUN])
    assert str(caught.value)[: len(message)] == message


@pytest.mark.parametrize(
    "subjects",
    [
        [],
        [("docs/run.md", "f" * 64)],
        [RUN, ("other.md", "b" * 64)],
        [("docs/run.md", "B" * 64)],
        [("docs/run.md", "")],
    ],
)
def test_only_what_was_judged_can_be_a_subject(subjects: list[tuple[str, str]]) -> None:
    with pytest.raises(OpsgateError, match=r"among the verdict's inputs|no document or artifact"):
        statement(judged("pass", ("x", "pass")), subjects)


def test_equal_verdicts_give_equal_bytes_in_any_order() -> None:
    data = judged("pass", ("x", "pass"), ("y", "pass"))
    turned = {key: list(reversed(value)) if key == "inputs" else value for key, value in reversed(data.items())}
    turned["gates"] = [{**turned["gates"][0], "criteria": list(reversed(turned["gates"][0]["criteria"]))}]
    texts = {to_json(statement(data, [RUN, APP])), to_json(statement(turned, [APP, RUN]))}
    assert [hashlib.sha256(text.encode("ascii")).hexdigest() for text in texts] == [
        "738c779c0a1e08f99dd574b804fa8a1ee37fef2b5d207b86ba1da3cf00d1871e"
    ]


def test_the_text_of_a_statement_is_one_ascii_line() -> None:
    assert to_json({"b": ["é", "\ud800"], "a": None}) == '{"a":null,"b":["\\u00e9","\\ud800"]}\n'


@pytest.mark.parametrize("value", [1.5, [1.0], {"a": ({"b": float("nan")},)}])
def test_a_float_has_no_place_in_a_statement(value: object) -> None:
    with pytest.raises(TypeError, match="no floats"):
        to_json({"x": value})


def test_a_statement_is_signed_and_verified() -> None:
    signed = []
    for key in (ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())):
        forms = [
            sign_envelope(SIGNED, private(key)),
            sign_envelope(SIGNED, private(key, b"horse"), b"horse"),
        ]
        signed += [verify_envelope(text, public(key)) for text in forms]
    assert signed == [json.loads(SIGNED)] * 4


def test_the_envelope_holds_the_very_bytes_and_its_signature_is_over_them() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    envelope = json.loads(sign_envelope(SIGNED, private(key)))
    payload = base64.b64decode(envelope["payload"])
    assert (payload, envelope["payloadType"]) == (SIGNED, "application/vnd.in-toto+json")
    encoded = b"DSSEv1 28 application/vnd.in-toto+json %d %b" % (len(payload), payload)
    key.public_key().verify(base64.b64decode(envelope["signatures"][0]["sig"]), encoded)


ED = ed25519.Ed25519PrivateKey.generate()


@pytest.mark.parametrize(
    ("pem", "password", "message"),
    [
        (public(ED), None, f"a public key cannot sign; {PRIVATE}"),
        (private(ED, b"horse"), None, "the private key is encrypted and no password was given; give its password"),
        (private(ED, b"horse"), b"cow", f"the private key cannot be read, or its password is wrong; {PRIVATE}"),
        (private(ED), b"horse", "a password was given, but the private key is not encrypted; give none"),
        (b"", None, f"this is no private key; {PRIVATE}"),
        (b"\x00\xff" * 50, None, f"this is no private key; {PRIVATE}"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", None, f"this is no private key; {PRIVATE}"),
        (private(ec.generate_private_key(ec.SECP384R1())), None, f"the private key is of another type; {PRIVATE}"),
        (private(rsa.generate_private_key(65537, 2048)), None, f"the private key is of another type; {PRIVATE}"),
        (private(ED, form=PrivateFormat.OpenSSH), None, f"this is no private key; {PRIVATE}"),
    ],
    ids=["public", "no password", "wrong password", "needless", "empty", "noise", "hollow", "p384", "rsa", "ssh"],
)  # fmt: skip
def test_a_key_that_cannot_sign_is_refused_with_what_is_expected(
    pem: bytes, password: bytes | None, message: str
) -> None:
    with pytest.raises(OpsgateError) as caught:
        sign_envelope(SIGNED, pem, password)
    assert str(caught.value) == message


@pytest.mark.parametrize("payload", [b"", b"{}", b"[1]", b"\xff", b"[" * 100_000, b'{"_type": "x"}'])
def test_only_statements_are_signed(payload: bytes) -> None:
    with pytest.raises(OpsgateError, match="what is to be signed is not an in-toto Statement v1"):
        sign_envelope(payload, private(ED))


def _altered(text: str, **change: Any) -> str:
    return json.dumps({**json.loads(text), **change})


ENVELOPE = sign_envelope(SIGNED, private(ED))
OTHER = base64.b64encode(SIGNED.replace(b"PASSED", b"WARNED")).decode()
NOT_READ = "the envelope cannot be read; expected a DSSE envelope as `opsgate gate --attestation FILE` writes it"
NOT_SIGNED = "the envelope bears no valid signature by this key"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (_altered(ENVELOPE, payload=OTHER), NOT_SIGNED),
        (_altered(ENVELOPE, signatures=[]), NOT_SIGNED),
        (_altered(ENVELOPE, signatures=[{**json.loads(ENVELOPE)["signatures"][0], "sig": ""}]), NOT_SIGNED),
        (_altered(ENVELOPE, signatures=[{"keyid": "x", "sig": "AAAA"}]), NOT_SIGNED),
        (_altered(ENVELOPE, signatures=json.loads(ENVELOPE)["signatures"] * 2), NOT_READ),
        (_altered(ENVELOPE, signatures=[{"sig": "AAAA"}]), NOT_READ),
        (_altered(ENVELOPE, signatures=[7]), NOT_READ),
        (_altered(ENVELOPE, signatures={"a": "b"}), NOT_READ),
        (_altered(ENVELOPE, signatures=None), NOT_READ),
        (_altered(ENVELOPE, payload=None), NOT_READ),
        (_altered(ENVELOPE, payload="é"), NOT_READ),
        ("", NOT_READ), ("[]", NOT_READ), ("{}", NOT_READ), ("7", NOT_READ), ("[" * 100_000, NOT_READ),
    ],
    ids=range(16),
)  # fmt: skip
def test_an_envelope_that_was_touched_is_refused(text: str, message: str) -> None:
    with pytest.raises(OpsgateError) as caught:
        verify_envelope(text, public(ED))
    assert str(caught.value) == message


@pytest.mark.parametrize("kind", ["text/plain", None, 7])
def test_an_envelope_of_another_payload_type_is_refused(kind: object) -> None:
    with pytest.raises(OpsgateError, match="another type of payload"):
        verify_envelope(_altered(ENVELOPE, payloadType=kind), public(ED))


@pytest.mark.parametrize(
    ("pem", "message"),
    [
        (public(ed25519.Ed25519PrivateKey.generate()), NOT_SIGNED),
        (public(ec.generate_private_key(ec.SECP256R1())), NOT_SIGNED),
        (private(ED), f"this is no public key; {PUBLIC}"),
        (b"", f"this is no public key; {PUBLIC}"),
        (public(ec.generate_private_key(ec.SECP384R1())), f"the public key is of another type; {PUBLIC}"),
    ],
    ids=["another", "another type", "private", "empty", "p384"],
)
def test_another_key_does_not_verify(pem: bytes, message: str) -> None:
    with pytest.raises(OpsgateError) as caught:
        verify_envelope(ENVELOPE, pem)
    assert str(caught.value) == message


@pytest.mark.parametrize("library", ["cryptography", "securesystemslib"])
def test_without_the_libraries_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    found = builtins.__import__

    def missing(name: str, *rest: Any) -> ModuleType:
        if name.partition(".")[0] == library:
            raise ImportError(name)
        return found(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    hints = []
    for act in (lambda: sign_envelope(SIGNED, b"x"), lambda: verify_envelope("{}", b"x")):
        with pytest.raises(MissingExtra) as caught:
            act()
        hints.append(caught.value.hint)
    assert hints == ["pip install 'opsgate[sign]'"] * 2
