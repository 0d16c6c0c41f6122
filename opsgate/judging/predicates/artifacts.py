"""Predicates over artifacts: their digests, their signatures, a rebuild that gave the same, and where they are."""

import datetime
import hashlib
import re
from collections.abc import Iterator, Sequence

from opsgate.judging.evidence.signatures import Invalid, TrustedKey, read_key, signature_kind, ssh_namespace, verify
from opsgate.judging.evidence.sigstores import verify_bundle
from opsgate.judging.evidence.trouble import Unreadable
from opsgate.judging.here import Here
from opsgate.judging.pack import Artifact, artifacts, no_artifacts, refused
from opsgate.judging.predicate import TEXT, predicate
from opsgate.judging.records import KIND
from opsgate.judging.said import Said, fails, holds, spared, unknown
from opsgate.words.place import Place

NAMESPACE = "file"
_EMPTY = hashlib.sha256(b"").hexdigest()
_HEX64 = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{64}(?![0-9A-Fa-f])")
_SIGN = "sign the file as it is now, with a key that the configuration trusts"


def _only_url(here: Here, artifact: Artifact) -> Said:
    hint = "keep the file in the repository or in a folder of `[evidence] folders`, and name its `path`"
    return unknown(here.place(*artifact.keys), f"`{artifact.label}` has no `path`, and nothing is downloaded", hint)


@predicate("digests-match", key=TEXT)
def digests_match(here: Here, *, key: str) -> Iterator[Said]:
    """Every artifact is there and has the digest that stands beside it."""
    shipped = artifacts(here, key)
    if not shipped:
        yield no_artifacts(here, key)
    first: dict[str, Artifact] = {}
    for artifact in shipped:
        before = first.setdefault(artifact.path, artifact)
        if not artifact.path:
            yield _only_url(here, artifact)
        elif before is not artifact:
            earlier = here.place(*before.keys, "path")
            yield fails(here.place(*artifact.keys, "path"), f"`{artifact.path}` stands twice",
                        "name each artifact once", related=(earlier,), integrity=True)  # fmt: skip
        else:
            yield _digest(here, artifact)


def _digest(here: Here, artifact: Artifact) -> Said:
    place = here.place(*artifact.keys, "sha256")
    if not artifact.sha256:
        return unknown(place, f"`{artifact.path}` has no SHA-256 digest beside it",
                       f"sha256sum {artifact.path}, and write `sha256: sha256:…`")  # fmt: skip
    try:
        has = here.world.evidence.sha256(artifact.path)
    except Unreadable as error:
        return refused(error, here.place(*artifact.keys, "path"))
    if has == _EMPTY:
        return fails(here.place(*artifact.keys, "path"), f"`{artifact.path}` is empty", "build it again",
                     rule="digest-mismatch", integrity=True)  # fmt: skip
    if has != artifact.sha256:
        return fails(place, f"`{artifact.path}` has sha256:{has}, sha256:{artifact.sha256} is expected",
                     "put the file back that was tested; or write its digest, test it and have it approved anew",
                     rule="digest-mismatch", integrity=True)  # fmt: skip
    return holds(f"`{artifact.path}` has sha256:{has}", place)


@predicate("signatures-verify", key=TEXT)
def signatures_verify(here: Here, *, key: str) -> Iterator[Said]:
    """Every artifact has a signature by a key, an SSH signer or a Sigstore identity that the policy trusts."""
    shipped = artifacts(here, key)
    if not shipped:
        yield no_artifacts(here, key)
        return
    keys: list[TrustedKey] = []
    for name, data in sorted(here.policy.keys.items()):
        try:
            keys.append(read_key(data, name))
        except Unreadable as error:
            yield Said(error.word, f"a trusted key: {error.reason}", here.place(key), error.hint)
    if not here.policy.keys and here.policy.allowed_signers is None and not _identities(here):
        yield unknown(here.place(key), f"the configuration trusts no key ({here.policy.source})",
                      'name public keys in `[trust]`: `keys = ["keys/release.pub"]` or `allowed-signers`, in a change '
                      "of its own")  # fmt: skip
        return
    for artifact in shipped:
        yield _signed(here, artifact, keys)


def _signed(here: Here, artifact: Artifact, keys: Sequence[TrustedKey]) -> Said:
    place = here.place(*artifact.keys, "signature")
    if not artifact.path:
        return _only_url(here, artifact)
    if not artifact.signature:
        return fails(place, f"`{artifact.path}` has no signature", _SIGN + ", and name it as `signature`",
                     rule="signature-invalid", integrity=True)  # fmt: skip
    try:
        who = _verified(here, artifact, keys)
    except Invalid as error:
        return fails(place, f"{artifact.signature}: {error.reason}", error.hint or _SIGN, rule="signature-invalid",
                     integrity=True)  # fmt: skip
    except Unreadable as error:
        rule = "signature-invalid" if error.word == "fail" else ""
        return Said(error.word, error.reason, error.place or place, error.hint or _SIGN, rule=rule,
                    integrity=error.word == "fail")  # fmt: skip
    return holds(f"`{artifact.path}` is signed by {who}", place)


def _verified(here: Here, artifact: Artifact, keys: Sequence[TrustedKey]) -> str:
    """Who signed an artifact. Raises Invalid, or Unreadable where nobody can tell."""
    file = here.world.evidence.locate(artifact.path)
    here.world.evidence.sha256(artifact.path)
    signature = here.read(artifact.signature, here.place(*artifact.keys, "signature"), bytes)
    kind = signature_kind(signature)
    signers, identities = here.policy.allowed_signers, _identities(here)
    if kind == "ssh" and signers is not None:
        stated = ssh_namespace(signature)
        if stated != NAMESPACE:
            raise Invalid(f"the SSH signature is for the namespace `{stated[:60]}`, `{NAMESPACE}` is expected",
                          f"ssh-keygen -Y sign -n {NAMESPACE} -f KEY {artifact.path}")  # fmt: skip
        end = datetime.datetime.combine(here.as_of, datetime.time(23, 59, 59), datetime.UTC)
        answer = here.world.facts.ssh_verify(file, signature, signers, NAMESPACE, when=end)
        if not answer.known:
            raise Unreadable(answer.reason, "install OpenSSH 8.9 or newer", word="unknown")
        if answer.identity is None:
            raise Invalid("its signature is by none of the allowed signers, or the file changed after it was signed "
                          f"({answer.reason.rpartition('(')[2].rstrip(').')})",
                          f"ssh-keygen -Y sign -n {NAMESPACE} -f KEY {artifact.path}")  # fmt: skip
        return answer.identity
    if kind == "sigstore" and identities:
        return _by_identity(here, artifact, signature, identities)
    if kind in ("ssh", "sigstore"):
        what = "allowed-signers" if kind == "ssh" else "identities"
        raise Unreadable(f"`{artifact.signature}` is of the kind {kind}, and the configuration has no `{what}`",
                         f"set `{what}` in `[trust]`, in a change of its own", word="unknown")  # fmt: skip
    found = verify(file, signature, keys)
    return f"{found.key_name} ({found.kind})"


def _identities(here: Here) -> list[tuple[str, str]]:
    """Identity and issuer of each signer whose Sigstore bundles the policy trusts."""
    said = here.policy.config.data.get("trust", {}).get("identities", ())
    return [(str(item["identity"]), str(item["issuer"])) for item in said]


def _by_identity(here: Here, artifact: Artifact, bundle: bytes, identities: Sequence[tuple[str, str]]) -> str:
    file = here.world.evidence.locate(artifact.path)
    refusal: Invalid | None = None
    for identity, issuer in identities:
        try:
            return f"{verify_bundle(file, bundle, identity, issuer)} ({issuer})"
        except Invalid as error:
            refusal = refusal or error
    raise refusal or Invalid("nobody is trusted", _SIGN)


@predicate("rebuild-matches", relation=TEXT, key=TEXT)
def rebuild_matches(here: Here, *, relation: str, key: str) -> Iterator[Said]:
    """Where a rebuild is on record, it gave every artifact the digest that stands here.

    The record is text: Markdown, or what ``sha256sum`` writes. On a line that names an artifact's file, every digest
    has to be the artifact's.
    """
    named = here.related(relation)
    if not named:
        yield spared("no rebuild is on record", here.place("relations", relation))
        return
    shipped = artifacts(here, key)
    if not shipped:
        yield no_artifacts(here, key)
    for place, target, subject in named:
        path = here.world.library.target(here.subject, target)
        if path == here.document.path:
            yield fails(place, f"`{target}` is this document itself", "name what the rebuild wrote down")
            continue
        if path is None:
            yield unknown(place, f"`{target}` lies outside the repository, and nothing is downloaded",
                          "keep the digests of the rebuild in the repository, and name that file")  # fmt: skip
            continue
        if subject is not None and here.world.library.is_a(subject, KIND):
            result, at = subject.meta.get("result"), subject.document.place("result")
            if result != "pass" or subject.stage != "in-force":
                yield fails(place, f"the record {path} has the result `{result}` and the status `{subject.status}`",
                            "build again, and write a new record", related=(at,))  # fmt: skip
                continue
        try:
            lines = here.read(path, place, _lines)
        except Unreadable as error:
            yield refused(error, place)
            continue
        for artifact in shipped:
            yield _rebuilt(here, artifact, shipped, path, place, lines)


def _lines(data: bytes) -> tuple[str, ...]:
    try:
        return tuple(data.decode("utf-8-sig").splitlines())
    except UnicodeDecodeError:
        raise Unreadable("the file is not UTF-8", "name a text with the digests of the rebuild") from None


def _rebuilt(
    here: Here, artifact: Artifact, shipped: Sequence[Artifact], path: str, place: Place, lines: Sequence[str]
) -> Said:
    """Whether a rebuild gave an artifact's digest, by the lines that name its file."""
    at, name = (here.place(*artifact.keys, "sha256"),), artifact.file_name
    beside = [(number, line, _digests(line)) for number, line in enumerate(lines, 1) if _says(line, name)]
    for number, line, digests in beside:
        known = {other.sha256 for other in shipped if _says(line, other.file_name)}
        foreign = [digest for digest in digests if digest not in known]
        if foreign and artifact.sha256:
            return fails(place, f"{path}:{number}: the rebuild of `{name}` gave sha256:{foreign[0]}, the artifact has "
                         f"sha256:{artifact.sha256}", "find out why the builds differ, and build again",
                         related=at, rule="digest-mismatch", integrity=True)  # fmt: skip
    if artifact.sha256 and any(artifact.sha256 in digests for _, _, digests in beside):
        return holds(f"the rebuild gave `{artifact.label}` the same digest", place)
    hint = f"write `{name or 'the name of its file'}` and its SHA-256 digest on one line"
    return unknown(place, f"{path} does not say which digest the rebuild of `{artifact.label}` has", hint, related=at)


def _says(line: str, name: str) -> bool:
    """Whether a line names a file, and not one whose name only holds that name."""
    return name != "" and re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)", line) is not None


def _digests(line: str) -> list[str]:
    return [digest.lower() for digest in _HEX64.findall(line)]


@predicate("artifacts-public", key=TEXT)
def artifacts_public(here: Here, *, key: str) -> Iterator[Said]:
    """Every artifact says where it is published; whether it is there, opsgate cannot tell, and somebody has to say.

    Nothing is fetched. An artifact without a ``url`` contradicts whoever says that all are published.
    """
    shipped = artifacts(here, key)
    if not shipped:
        yield no_artifacts(here, key)
    for artifact in shipped:
        if here.value(artifact.url, "url") is None:
            yield fails(here.place(*artifact.keys, "url"), f"`{artifact.label}` does not say where it is published",
                        "write its `url`", contradicts=True)  # fmt: skip
        else:
            yield unknown(here.place(*artifact.keys, "url"), f"nothing is downloaded, so nobody knows what is at "
                          f"{artifact.url}", f"download it, compare its digest: sha256:{artifact.sha256}")  # fmt: skip


PREDICATES = (artifacts_public, digests_match, rebuild_matches, signatures_verify)
