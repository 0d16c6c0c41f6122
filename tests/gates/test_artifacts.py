"""Artifacts: their digests, who signed them, whether a rebuild gave the same, and where they are published."""

import base64
import hashlib
import json
import socket
import subprocess
from pathlib import Path
from typing import Any, NoReturn

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from opsgate.judging.evidence import sigstores
from tests.evidence.sigstore_instance import Instance
from tests.gates.release import DOCUMENT, IMAGE, TAR, artifact, record, release, sha, told
from tests.repo import Repo

SHA, PATH = f"{DOCUMENT}:10:49", f"{DOCUMENT}:10:22"
BOTH = [artifact(), artifact("foam", IMAGE)]
SIGNED = [artifact(signature="dist/tide.tar.sig")]
SIGNATURE = f"{DOCUMENT}:10:137"
P256 = ec.generate_private_key(ec.SECP256R1())
OTHER = ec.generate_private_key(ec.SECP256R1())
ED25519 = ed25519.Ed25519PrivateKey.generate()
PEM, INFO = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
TRUST = '[trust]\nkeys = ["keys/release.pub"]\n'


def digests(repo: Repo, artifacts: Any, **files: bytes | str) -> list[str]:
    release(
        repo, {name.replace("__", "/").replace("_", "."): data for name, data in files.items()}, artifacts=artifacts
    )
    return told(repo, "exit/digests-match")


def test_a_file_with_the_digest_that_stands_here_passes(repo: Repo) -> None:
    assert digests(repo, BOTH, dist__foam_tar=IMAGE) == [
        f"pass {SHA} `dist/tide.tar` has sha256:{sha(TAR)} (and 1 more)",
        f"{DOCUMENT}:10:161 `dist/foam.tar` has sha256:{sha(IMAGE)}",
    ]
    plain = [{"path": "./dist//tide.tar", "sha256": sha(TAR).upper()}]
    assert digests(repo, plain) == [f"pass {DOCUMENT}:10:52 `dist/tide.tar` has sha256:{sha(TAR)}"]


def test_one_changed_byte_fails_and_cannot_be_waived(repo: Repo) -> None:
    waiver = f'[[waivers]]\ndocument = "{DOCUMENT}"\ncriterion = "exit/digests-match"\nby = "@lee"\nreason = "x"\nexpires = "2026-12-01"\n'
    release(repo, {"dist/tide.tar": b"tide 1.2.0!"}, config=waiver)
    assert told(repo, "exit/digests-match") == [
        f"fail <digest-mismatch> {SHA} `dist/tide.tar` has sha256:{sha(b'tide 1.2.0!')}, sha256:{sha(TAR)} is expected"
    ]


def test_one_wrong_artifact_among_good_ones_fails(repo: Repo) -> None:
    (said,) = digests(repo, BOTH, dist__foam_tar=b"other")
    assert said.startswith(f"fail <digest-mismatch> {DOCUMENT}:10:161 `dist/foam.tar` has sha256:")


@pytest.mark.parametrize(
    ("artifacts", "said"),
    [
        (None, f"unknown {DOCUMENT}:1:1 `artifacts` names no artifact, so nothing is judged"),
        ([], f"unknown {DOCUMENT}:10:12 `artifacts` names no artifact, so nothing is judged"),
        ("dist/tide.tar", f"unknown {DOCUMENT}:10:12 `artifacts` names no artifact, so nothing is judged"),
        (["dist/tide.tar"], f"unknown {DOCUMENT}:10:13 `artifact 1` has no `path`, and nothing is downloaded"),
        (
            [{"url": "https://d.example.com/tide.tar", "sha256": sha(TAR)}],
            f"unknown {DOCUMENT}:10:13 `https://d.example.com/tide.tar` has no `path`, and nothing is downloaded",
        ),
        ([{"path": "dist/tide.tar"}], f"unknown {DOCUMENT}:10:13 `dist/tide.tar` has no SHA-256 digest beside it"),
        (
            [{"path": "dist/tide.tar", "sha256": "sha512:" + "0" * 128}],
            f"unknown {SHA} `dist/tide.tar` has no SHA-256 digest beside it",
        ),
        ([artifact("none")], f"fail <evidence-missing> {PATH} `dist/none.tar` does not exist"),
        ([{"path": "../tide.tar", "sha256": sha(TAR)}], f"fail <evidence-missing> {PATH} `../tide.tar` lies outside the repository"),
        ([{"path": "dist", "sha256": sha(TAR)}], f"fail <evidence-missing> {PATH} `dist` is a folder"),
    ],
)  # fmt: skip
def test_what_has_no_file_or_no_digest_does_not_pass(repo: Repo, artifacts: Any, said: str) -> None:
    assert digests(repo, artifacts) == [said]


def test_an_empty_artifact_fails(repo: Repo) -> None:
    assert digests(repo, [artifact(data=b"")], dist__tide_tar=b"") == [
        f"fail <digest-mismatch> {PATH} `dist/tide.tar` is empty"
    ]


def test_the_same_artifact_twice_fails(repo: Repo) -> None:
    again = {**artifact(), "path": "dist/./tide.tar"}
    assert digests(repo, [artifact(), again]) == [f"fail {DOCUMENT}:10:134 `dist/tide.tar` stands twice [{PATH}]"]


def test_lock_35_pointers_and_links_are_no_artifacts(repo: Repo) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha(TAR)}\nsize 11\n"
    assert digests(repo, [artifact()], dist__tide_tar=pointer) == [
        f"unknown {PATH} `dist/tide.tar` is a pointer of Git LFS, not the file"
    ]
    release(repo, artifacts=[artifact("Tide")])
    assert told(repo, "exit/digests-match") == [f"fail <evidence-missing> {PATH} `dist/Tide.tar` does not exist"]
    (repo.root / "dist" / "link.tar").symlink_to("tide.tar")
    release(repo, artifacts=[artifact("link")])
    assert told(repo, "exit/digests-match") == [
        f"fail <evidence-missing> {PATH} `dist/link.tar` goes through the symbolic link `link.tar`"
    ]


def public(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(PEM, INFO)


def ecdsa(data: bytes = TAR, key: ec.EllipticCurvePrivateKey = P256) -> bytes:
    return base64.b64encode(key.sign(data, ec.ECDSA(hashes.SHA256())))


def minisigned(data: bytes = TAR) -> bytes:
    signature, comment = ED25519.sign(hashlib.blake2b(data).digest()), b"tide"
    blob, over = base64.b64encode(b"ED" + b"k" * 8 + signature), base64.b64encode(ED25519.sign(signature + comment))
    return b"untrusted comment: x\n" + blob + b"\ntrusted comment: " + comment + b"\n" + over + b"\n"


def minisign_key() -> bytes:
    return (
        b"untrusted comment: x\n" + base64.b64encode(b"Ed" + b"k" * 8 + ED25519.public_key().public_bytes_raw()) + b"\n"
    )


def signed(
    repo: Repo, signature: bytes, key: bytes | None = None, *, config: str = TRUST, files: dict[str, bytes | str] | None = None,
    artifacts: Any = None, **options: Any,
) -> list[str]:  # fmt: skip
    keys = {} if key is None else {"keys/release.pub": key}
    release(
        repo, {"dist/tide.tar.sig": signature, **keys, **(files or {})}, config=config, artifacts=artifacts or SIGNED
    )
    return told(repo, "exit/signatures-verify", **options)


@pytest.mark.parametrize(
    ("signature", "key", "kind"),
    [
        (ecdsa(), public(P256), "ecdsa-p256"),
        (ED25519.sign(TAR), public(ED25519), "ed25519"),
        (minisigned(), minisign_key(), "minisign"),
    ],
)
def test_a_signature_by_a_trusted_key_verifies(repo: Repo, signature: bytes, key: bytes, kind: str) -> None:
    assert signed(repo, signature, key) == [f"pass {SIGNATURE} `dist/tide.tar` is signed by keys/release.pub ({kind})"]


@pytest.mark.parametrize(
    ("signature", "key", "said"),
    [
        (ecdsa(b"other"), public(P256), "the signature is not of this file by keys/release.pub"),
        (ecdsa(key=OTHER), public(P256), "the signature is not of this file by keys/release.pub"),
        (ED25519.sign(b"other"), public(ED25519), "the signature is not of this file by keys/release.pub"),
        (minisigned(b"other"), minisign_key(), "the signature is not of this file by keys/release.pub"),
        (ecdsa(), public(ED25519), "the signature has the form of ECDSA; trusted: keys/release.pub (ed25519)"),
    ],
)
def test_a_signature_of_something_else_or_by_somebody_else_fails(
    repo: Repo, signature: bytes, key: bytes, said: str
) -> None:
    assert signed(repo, signature, key) == [f"fail <signature-invalid> {SIGNATURE} dist/tide.tar.sig: {said}"]


@pytest.mark.parametrize(
    ("signature", "said"),
    [
        (b"", "fail <signature-invalid> {at} this is no signature of a kind that is known"),
        (b"signed, sam", "fail <signature-invalid> {at} this is no signature of a kind that is known"),
        (b"-----BEGIN PGP SIGNATURE-----\n", "unknown {at} this is an OpenPGP signature, which is not verified"),
        (
            b"-----BEGIN SSH SIGNATURE-----\n",
            "unknown {at} `dist/tide.tar.sig` is of the kind ssh, and the configuration has no `allowed-signers`",
        ),
        (
            b'{"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json"}',
            "unknown {at} `dist/tide.tar.sig` is of the kind sigstore, and the configuration has no `identities`",
        ),
        (b"version https://git-lfs.github.com/spec/v1\n", "unknown {at} `dist/tide.tar.sig` is a pointer of Git LFS, not the file"),
    ],
)  # fmt: skip
def test_what_is_no_signature_that_can_be_verified_does_not_pass(repo: Repo, signature: bytes, said: str) -> None:
    assert signed(repo, signature, public(P256)) == [said.format(at=SIGNATURE)]


@pytest.mark.parametrize(
    ("artifacts", "said"),
    [
        ([artifact()], f"fail <signature-invalid> {DOCUMENT}:10:13 `dist/tide.tar` has no signature"),
        ([artifact(signature="dist/none.sig")], f"fail <signature-invalid> {SIGNATURE} `dist/none.sig` does not exist"),
        ([artifact("none", signature="dist/tide.tar.sig")], f"fail <signature-invalid> {SIGNATURE} `dist/none.tar` does not exist"),
        (
            [{"url": "https://d.example.com/t", "sha256": sha(TAR), "signature": "dist/tide.tar.sig"}],
            f"unknown {DOCUMENT}:10:13 `https://d.example.com/t` has no `path`, and nothing is downloaded",
        ),
        ([artifact(signature="dist/tide.tar.sig"), artifact("foam", IMAGE)],
         f"fail <signature-invalid> {DOCUMENT}:10:159 `dist/foam.tar` has no signature"),
    ],
)  # fmt: skip
def test_every_artifact_needs_a_signature(repo: Repo, artifacts: Any, said: str) -> None:
    assert signed(repo, ecdsa(), public(P256), artifacts=artifacts, files={"dist/foam.tar": IMAGE}) == [said]


def test_without_artifacts_there_is_nothing_to_verify(repo: Repo) -> None:
    release(repo, artifacts=[])
    assert told(repo, "exit/signatures-verify") == [
        f"unknown {DOCUMENT}:10:12 `artifacts` names no artifact, so nothing is judged"
    ]


def test_without_trust_nobody_can_tell(repo: Repo) -> None:
    assert signed(repo, ecdsa(), public(P256), config="") == [
        f"unknown {DOCUMENT}:10:12 the configuration trusts no key (working tree)"
    ]


def test_a_trusted_key_that_is_private_fails(repo: Repo) -> None:
    secret = P256.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (first, *_) = signed(repo, ecdsa(), secret)
    assert first.startswith("fail ")
    config = '[trust]\nkeys = ["keys/release.pub", "keys/second.pub"]\n'
    assert signed(repo, ecdsa(), public(P256), config=config, files={"keys/second.pub": secret}) == [
        f"fail {DOCUMENT}:10:12 a trusted key: keys/second.pub holds a private key"
    ]


def test_lock_24_a_key_that_the_change_itself_brings_is_not_trusted(repo: Repo) -> None:
    release(repo, {"keys/release.pub": public(P256)}, config=TRUST, artifacts=SIGNED).commit()
    mine = signed(repo, ecdsa(key=OTHER), public(OTHER))
    assert mine[0].startswith("pass ")
    assert signed(repo, ecdsa(key=OTHER), public(OTHER), policy_from="HEAD") == [
        f"fail <signature-invalid> {SIGNATURE} dist/tide.tar.sig: the signature is not of this file by keys/release.pub"
    ]
    config = '[trust]\nkeys = ["keys/release.pub", "keys/mine.pub"]\n'
    added: dict[str, bytes | str] = {"keys/mine.pub": public(OTHER)}
    assert signed(repo, ecdsa(key=OTHER), public(P256), config=config, files=added, policy_from="HEAD") == [
        f"fail <signature-invalid> {SIGNATURE} dist/tide.tar.sig: the signature is not of this file by keys/release.pub"
    ]


@pytest.fixture(scope="module")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two SSH keys, `release` and `other`."""
    folder = tmp_path_factory.mktemp("ssh")
    for name in ("release", "other"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", name], cwd=folder, check=True)
    return folder


def ssh_signed(folder: Path, data: bytes = TAR, key: str = "release", namespace: str = "file") -> bytes:
    done = subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-q", "-n", namespace, "-f", str(folder / key)],
        input=data,
        capture_output=True,
        check=True,
    )
    return done.stdout


def signers(folder: Path, options: str = 'namespaces="file"') -> bytes:
    return f"release@example.com {options} {(folder / 'release.pub').read_text()}".encode()


SSH = '[trust]\nallowed-signers = "keys/allowed_signers"\n'


def test_an_ssh_signature_by_an_allowed_signer_verifies(repo: Repo, ssh: Path) -> None:
    files: dict[str, bytes | str] = {"keys/allowed_signers": signers(ssh)}
    assert signed(repo, ssh_signed(ssh), config=SSH, files=files) == [
        f"pass {SIGNATURE} `dist/tide.tar` is signed by release@example.com"
    ]


def test_an_ssh_signature_that_does_not_hold_fails(repo: Repo, ssh: Path) -> None:
    files: dict[str, bytes | str] = {"keys/allowed_signers": signers(ssh)}
    for signature in (ssh_signed(ssh, b"other"), ssh_signed(ssh, key="other")):
        (said,) = signed(repo, signature, config=SSH, files=files)
        assert said.startswith(
            f"fail <signature-invalid> {SIGNATURE} dist/tide.tar.sig: its signature is by none of the allowed signers, "
            "or the file changed after it was signed ("
        )
    assert signed(repo, ssh_signed(ssh, namespace="opsgate"), config=SSH, files=files) == [
        f"fail <signature-invalid> {SIGNATURE} dist/tide.tar.sig: the SSH signature is for the namespace `opsgate`, `file` is expected"
    ]


def test_an_ssh_key_counts_until_it_ends(repo: Repo, ssh: Path) -> None:
    files: dict[str, bytes | str] = {"keys/allowed_signers": signers(ssh, 'valid-before="20261120"')}
    words = [
        signed(repo, ssh_signed(ssh), config=SSH, files=files, as_of=day)[0].split()[0]
        for day in ("2026-11-19", "2026-11-20")
    ]
    assert words == ["pass", "fail"]


IDENTITY, ISSUER = "release@example.com", "https://tokens.example.com"


def sigstore_trust(identity: str, issuer: str = ISSUER) -> str:
    other = '{ identity = "other@example.com", issuer = "https://tokens.example.com" }'
    return f'[trust]\nidentities = [{other}, {{ identity = "{identity}", issuer = "{issuer}" }}]\n'


@pytest.fixture(scope="module")
def instance() -> Instance:
    return Instance()


def bundle(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, instance: Instance, config: str, data: bytes = TAR
) -> list[str]:
    """What becomes of a bundle of an instance of our own, whose root of trust takes the place of the public one."""

    def connect(*arguments: object, **named: object) -> NoReturn:
        raise AssertionError("the network was asked")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, connect)
    root = repo.root / "trusted_root.json"
    root.write_bytes(instance.trusted_root())
    verifier = sigstores._verifier
    monkeypatch.setattr(sigstores, "_verifier", lambda trusted_root: verifier(root))
    return signed(repo, json.dumps(instance.bundle(data, IDENTITY, ISSUER)).encode(), config=config)


def test_a_sigstore_bundle_of_a_trusted_identity_verifies(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, instance: Instance
) -> None:
    assert bundle(repo, monkeypatch, instance, sigstore_trust(IDENTITY)) == [
        f"pass {SIGNATURE} `dist/tide.tar` is signed by {IDENTITY} ({ISSUER})"
    ]


@pytest.mark.parametrize(
    ("identity", "issuer", "data"),
    [("sam@example.com", ISSUER, TAR), (IDENTITY, "https://other.example.com", TAR), (IDENTITY, ISSUER, b"other")],
)
def test_a_sigstore_bundle_of_another_identity_issuer_or_file_fails(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, instance: Instance, identity: str, issuer: str, data: bytes
) -> None:
    (said,) = bundle(repo, monkeypatch, instance, sigstore_trust(identity, issuer), data)
    assert said.startswith(f"fail <signature-invalid> {SIGNATURE} dist/tide.tar.sig: the ")


REBUILD = {"build-reproducibility": "../../evidence/rebuild.txt"}
AT = f"{DOCUMENT}:16:38"


def rebuilt(repo: Repo, text: str | bytes, artifacts: Any = None, **options: Any) -> list[str]:
    release(
        repo,
        {"evidence/rebuild.txt": text},
        **{"relations": REBUILD, "artifacts": artifacts or [artifact()], **options},
    )
    return told(repo, "exit/reproducible")


@pytest.mark.parametrize(
    "text",
    [
        f"{sha(TAR)}  tide.tar\n", f"{sha(TAR).upper()} *./dist/tide.tar\n",
        f"{sha(TAR)}  tide.tar\n{'0' * 64}  tide.tar.sig\n{'0' * 64}  other-tide.tar\n{'0' * 64}  notes.txt\n",
        f"| `tide.tar` | `sha256:{sha(TAR)}` | `sha256:{sha(TAR)}` |\n", f"tide.tar {sha(TAR)} sha512:{'0' * 128}\n",
    ],
)  # fmt: skip
def test_a_rebuild_with_the_same_digest_passes(repo: Repo, text: str) -> None:
    assert rebuilt(repo, text) == [f"pass {AT} the rebuild gave `dist/tide.tar` the same digest"]


@pytest.mark.parametrize("text", [f"{'0' * 64}  tide.tar\n", f"| tide.tar | {sha(TAR)} | {'0' * 64} |\n",
                                  f"{sha(TAR)}  tide.tar\n\n{'0' * 64}  tide.tar\n"])  # fmt: skip
def test_a_rebuild_with_another_digest_fails(repo: Repo, text: str) -> None:
    line = text.count("\n", 0, text.index("0" * 64)) + 1
    assert rebuilt(repo, text) == [
        f"fail <digest-mismatch> {AT} evidence/rebuild.txt:{line}: the rebuild of `tide.tar` gave sha256:{'0' * 64}, "
        f"the artifact has sha256:{sha(TAR)} [{SHA}]"
    ]


@pytest.mark.parametrize(
    "text", ["", "It is the same.\n", f"{sha(TAR)}\n", f"{sha(TAR)}  tide.tar.sig\n", "tide.tar\n"]
)
def test_a_rebuild_that_does_not_say_the_digest_is_unknown(repo: Repo, text: str) -> None:
    assert rebuilt(repo, text) == [
        f"unknown {AT} evidence/rebuild.txt does not say which digest the rebuild of `dist/tide.tar` has [{SHA}]"
    ]


def test_every_artifact_is_rebuilt(repo: Repo) -> None:
    both = f"tide.tar is {sha(TAR)}, foam.tar is {sha(IMAGE)}\n"
    assert rebuilt(repo, both, BOTH)[0] == f"pass {AT} the rebuild gave `dist/tide.tar` the same digest (and 1 more)"
    assert rebuilt(repo, f"{sha(TAR)} tide.tar\n", BOTH) == [
        f"unknown {AT} evidence/rebuild.txt does not say which digest the rebuild of `dist/foam.tar` has [{DOCUMENT}:10:161]"
    ]
    swapped = f"{sha(IMAGE)} tide.tar\n{sha(TAR)} foam.tar\n"
    assert rebuilt(repo, swapped, BOTH)[0].startswith(f"fail <digest-mismatch> {AT} evidence/rebuild.txt:1: ")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("https://ci.example.com/1", "unknown {at} `https://ci.example.com/1` lies outside the repository, and nothing is downloaded"),
        ("none.md", "fail <evidence-missing> {at} `docs/releases/none.md` does not exist"),
        ("v1.2.0.md", "fail {at} `v1.2.0.md` is this document itself"),
    ],
)  # fmt: skip
def test_a_rebuild_that_cannot_be_read_does_not_pass(repo: Repo, target: str, said: str) -> None:
    assert rebuilt(repo, "", relations={"build-reproducibility": target}) == [said.format(at=AT)]
    assert rebuilt(repo, b"\xff\xfe") == [f"fail <evidence-missing> {AT} evidence/rebuild.txt:1: the file is not UTF-8"]


def test_a_record_of_a_rebuild_that_failed_fails(repo: Repo) -> None:
    path, relation = "docs/records/rebuild.md", {"build-reproducibility": "../records/rebuild.md"}
    text = record(result="fail") + f"\n{sha(TAR)} tide.tar\n"
    release(repo, {path: text}, relations=relation)
    assert told(repo, "exit/reproducible") == [
        f"fail {AT} the record {path} has the result `fail` and the status `final` [{path}:10:9]"
    ]
    release(repo, {path: record() + f"\n{sha(TAR)} tide.tar\n"}, relations=relation)
    assert told(repo, "exit/reproducible") == [f"pass {AT} the rebuild gave `dist/tide.tar` the same digest"]


def test_without_a_rebuild_the_question_does_not_arise(repo: Repo) -> None:
    release(repo)
    assert told(repo, "exit/reproducible") == [f"not-applicable {DOCUMENT}:1:1 no rebuild is on record"]


def published(repo: Repo, artifacts: Any, **options: Any) -> list[str]:
    asked = {key: options.pop(key) for key in ("published",) if key in options}
    release(repo, artifacts=artifacts, **options)
    return told(repo, "exit/artifacts-public", **{"published": True, **asked})


PUBLIC = [artifact(url="https://d.example.com/tide.tar")]


def test_before_the_release_nobody_asks_where_artifacts_are(repo: Repo) -> None:
    assert published(repo, PUBLIC, published=False)[0].startswith("not-due ")


def test_whether_artifacts_are_public_somebody_has_to_say(repo: Repo) -> None:
    assert published(repo, PUBLIC) == [
        f"unknown {DOCUMENT}:10:131 nothing is downloaded, so nobody knows what is at https://d.example.com/tide.tar"
    ]
    word = {"exit": {"artifacts-public": {"by": "@kim", "on": "2026-11-18", "covers": "v1:sha256:" + "0" * 64}}}
    assert published(repo, PUBLIC, gates=word)[0].startswith("stale ")
    assert published(repo, [], gates=word)[0].startswith("stale ")


@pytest.mark.parametrize("more", [{}, {"url": "somewhere else"}, {"url": "[URL]"}])
def test_an_artifact_without_an_address_contradicts_whoever_says_so(repo: Repo, more: dict[str, str]) -> None:
    word = {"exit": {"artifacts-public": {"by": "@kim", "on": "2026-11-18", "covers": "v1:sha256:" + "0" * 64}}}
    said, *_ = published(repo, [*PUBLIC, artifact("foam", IMAGE, **more)], gates=word)
    assert said.startswith(f"fail {DOCUMENT}:10:") and said.endswith(
        "`dist/foam.tar` does not say where it is published (and 1 more)"
    )


ODD: list[Any] = [True, 5, "x", {}, [[]], [5], [None], [{}], [{"path": 5, "sha256": [], "url": {}}], [{"path": {}, "suite": [], "commit": 5}],
                  {"target": [], "last_drill": {}, "record": 5}, [{"severity": [], "id": {}, "status": 5}], ["\0"], ["a\\b"], ["/etc/passwd"]]  # fmt: skip
ASKED = {
    "artifacts": ["digests-match", "signatures-verify", "reproducible", "sbom-valid", "artifacts-public"],
    "evidence": ["suites-green", "suites-complete", "suites-current", "scan-clean"],
    "sbom": ["sbom-valid", "licenses-allowed"],
    "rollback": ["rollback-drilled"],
    "known_issues": ["no-open-p0", "no-open-p1"],
}


@pytest.mark.parametrize("key", ASKED)
@pytest.mark.parametrize("odd", ODD, ids=json.dumps)
def test_values_of_a_wrong_form_neither_pass_nor_crash(repo: Repo, key: str, odd: Any) -> None:
    config = f'{TRUST}[policy]\nexpected-suites = ["unit"]\n'
    files: dict[str, bytes | str] = {"keys/release.pub": public(P256), "evidence/rebuild.txt": "x"}
    release(repo, files, config=config, **{"relations": REBUILD, key: odd})
    verdict = repo.gate(DOCUMENT, published=True, debug=True)
    words = {one.criterion.id: one.verdict for gate in verdict.gates for one in gate.criteria}
    assert {name: words[name] for name in ASKED[key] if words[name] not in ("fail", "unknown")} == {}
