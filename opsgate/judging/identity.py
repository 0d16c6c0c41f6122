"""Who said it: whether an entry is by the person that it names, as far as the project asks for that."""

import datetime
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from opsgate.judging.here import Here
from opsgate.judging.said import Said, fails, unknown
from opsgate.knowing.ledger import Ledger

NAMESPACE = "opsgate"


def doubt(here: Here, ledger: Ledger, keys: tuple[str | int, ...], who: str, about: str) -> Said | None:
    """Why nobody can be sure that ``who`` wrote the entry at ``keys``, or None where the project's mode is satisfied.

    ``about`` is the criterion or role that the entry speaks of: a signature holds for that one alone.
    """
    policy = here.policy
    place = ledger.place(*keys)
    if not policy.knows(who):
        return fails(place, f"`{who}` is in neither `[people]` nor `[roles]`", "add them there, or mend the handle",
                     rule="invalid-attestation", integrity=True)  # fmt: skip
    if policy.identity == "git":
        return _by_commit(here, ledger, keys, who)
    if policy.identity == "signed":
        return _by_signature(here, ledger, keys, who, about)
    return None


def _by_commit(here: Here, ledger: Ledger, keys: tuple[str | int, ...], who: str) -> Said | None:
    policy, place = here.policy, ledger.place(*keys)
    addresses = policy.people.get(policy.person(who), ())
    if not addresses:
        return fails(place, f"`[people]` has no address of `{who}`, so no commit can be theirs",
                     f'add `"{who}" = ["address"]` to `[people]`', rule="invalid-attestation")  # fmt: skip
    authors = here.world.facts.author_of_lines(ledger.path, *ledger.lines(*keys))
    if authors is None:
        why = "the clone is shallow" if here.world.facts.shallow() else "git has no history of it"
        return unknown(place, f"nobody can tell who wrote it: {why}", "fetch the whole history (`fetch-depth: 0`)")
    for author in authors:
        if not author.email:
            return unknown(place, "it is not committed yet, so nobody can tell who wrote it", "commit it")
        if author.email.casefold() not in addresses:
            return fails(place, f"it says `{who}`, but {author.email} committed it",
                         f"let {who} write and commit it", rule="invalid-attestation", integrity=True)  # fmt: skip
    return None


def _by_signature(here: Here, ledger: Ledger, keys: tuple[str | int, ...], who: str, about: str) -> Said | None:
    policy, place = here.policy, ledger.place(*keys)
    entry: Any = ledger.data
    for key in keys:
        entry = entry[key]
    signature = entry.get("signature")
    if not isinstance(signature, str):
        return fails(place, "it is not signed, and this project asks for signatures",
                     "write it with `--sign KEY`", rule="signature-invalid", integrity=True)  # fmt: skip
    if policy.allowed_signers is None:
        return unknown(place, "the configuration names no `allowed-signers`", "set it in `[trust]`")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "entry.json"
        file.write_bytes(payload(ledger.subject.document.path, about, entry))
        names = policy.people.get(policy.person(who), ()) or (None,)
        noon = datetime.datetime.combine(here.as_of, datetime.time(12), datetime.UTC)
        answers = [
            here.world.facts.ssh_verify(file, armored(signature), policy.allowed_signers, NAMESPACE, name, noon)
            for name in names
        ]
    answer = next((answer for answer in answers if answer.identity is not None), answers[0])
    if not answer.known:
        return unknown(place, f"nobody could check its signature: {answer.reason}", "install OpenSSH (ssh-keygen)")
    if answer.identity is None:
        return fails(place, f"its signature does not hold: {answer.reason}", f"let {who} sign it anew",
                     rule="signature-invalid", integrity=True)  # fmt: skip
    if policy.person(answer.identity) != policy.person(who):
        return fails(place, f"it says `{who}`, but {answer.identity} signed it", f"let {who} sign it",
                     rule="signature-invalid", integrity=True)  # fmt: skip
    return None


def payload(document: str, about: str, entry: Mapping[str, Any]) -> bytes:
    """The bytes that a signature of an entry is over: canonical JSON with the document and what it is about."""
    said = {key: value for key, value in entry.items() if key != "signature"}
    whole = {"document": document, "about": about, "entry": said}
    return json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def armored(signature: str) -> bytes:
    """An SSH signature as ``ssh-keygen`` reads it, from the one line that an entry holds."""
    body = "".join(signature.split())
    lines = "\n".join(body[start : start + 70] for start in range(0, len(body), 70))
    return f"-----BEGIN SSH SIGNATURE-----\n{lines}\n-----END SSH SIGNATURE-----\n".encode()


def authors(here: Here) -> dict[str, str]:
    """Who wrote a document: handle → why, by its owner, its ``author``, and in ``git`` mode who wrote its lines."""
    policy = here.policy
    found: dict[str, str] = {}
    for key in ("owner", "author"):
        for name in _names(here.meta.get(key)):
            found.setdefault(policy.person(name), f"the document's {key}")
    if policy.identity == "git":
        last = here.document.text.position(len(here.document.text)).line
        for author in here.world.facts.author_of_lines(here.document.path, 1, max(1, last)) or ():
            if author.email:
                found.setdefault(policy.person(author.email), "one who wrote lines of the document")
    return found


def _names(said: Any) -> list[str]:
    if isinstance(said, str):
        return [said]
    if isinstance(said, Mapping):
        said = list(said.values())
    return [name for item in said for name in _names(item)] if isinstance(said, list) else []
