"""Who said it: whether an entry is by the person that it names, as far as the project asks for that."""

import datetime
import json
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from opsgate.judging.covers import ALL, BOOKKEEPING
from opsgate.judging.here import Here
from opsgate.judging.said import Said, fails, unknown
from opsgate.knowing.ledger import Ledger
from opsgate.knowing.policy import Policy
from opsgate.knowing.subject import Subject
from opsgate.words.text import Span, Text

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
    first, last = ledger.lines(*keys)
    starts = (*ledger.text.starts, len(ledger.text.raw))
    lines = _lines(ledger.text, (starts[first - 1], starts[last]))
    authors = here.world.facts.author_of_lines(ledger.path, lines[0], lines[-1])
    if authors is None:
        why = "the clone is shallow" if here.world.facts.shallow() else "git has no history of it"
        return unknown(place, f"nobody can tell who wrote it: {why}", "fetch the whole history (`fetch-depth: 0`)")
    if not all(author.email for author in authors):
        return unknown(place, "it is not committed yet, so nobody can tell who wrote it", "commit it")
    theirs = {author.sha for author in authors if author.email.casefold() in addresses}
    others = {author.sha: author.email for author in authors if author.sha not in theirs}
    if any(_all_before(here, others, commit) for commit in theirs):
        return None
    said = min(others.values()) if others else "somebody else"
    return fails(place, f"it says `{who}`, but {said} committed it", f"let {who} write and commit it",
                 rule="invalid-attestation", integrity=True)  # fmt: skip


def _all_before(here: Here, others: Collection[str], commit: str) -> bool:
    """Whether the lines that others wrote were there before a commit: whoever made it saw what they left standing."""
    return all(here.world.facts.is_ancestor(other, commit) for other in others)


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


def authors(here: Here) -> tuple[dict[str, str], Said | None]:
    """Who wrote a document: handle → why, by its owner, its ``author``, and in ``git`` mode who wrote its lines.

    The second is why nobody can tell who wrote the lines, where nobody can.
    """
    policy = here.policy
    found = named(policy, here.subject)
    if policy.identity != "git":
        return found, None
    lines = here.world.facts.blame_contents(here.document.path)
    if lines is None:
        why = "the clone is shallow" if here.world.facts.shallow() else "git has no history of it"
        return found, unknown(here.place(), f"nobody can tell who wrote the document: {why}",
                              "commit it, and fetch the whole history (`fetch-depth: 0`)")  # fmt: skip
    free = _bookkeeping(here)
    written = [author.email for number, author in enumerate(lines, 1) if number not in free]
    for email in filter(None, written):
        found.setdefault(policy.person(email), "one who wrote lines of the document")
    if all(written):
        return found, None
    return found, unknown(here.place(), "nobody can tell who wrote the lines that are not committed yet", "commit them")


def named(policy: Policy, subject: Subject) -> dict[str, str]:
    """Whom a document names as those who wrote it: handle → why; of several ways to write a name, all are one."""
    found: dict[str, str] = {}
    for key in ("owner", "author"):
        for name in _names(subject.meta.get(key)):
            found.setdefault(policy.person(name), f"the document's {key}")
    return found


def _bookkeeping(here: Here) -> set[int]:
    """The lines (from 1) that an attestation of the criterion does not cover: who writes them is no author by that."""
    text, front = here.document.text, here.document.front
    spans = [(front.keys.get((key,), span)[0], span[1]) for key in BOOKKEEPING if (span := front.spans.get((key,)))]
    free = {line for span in spans for line in _lines(text, span)}
    found, excludes = here.subject.structure.found, here.criterion.excludes
    for outer in (found[name].span for name in excludes if name in found):
        inside = [section.span for name, section in found.items()
                  if name not in excludes and outer[0] < section.span[0] < outer[1]]  # fmt: skip
        free |= set(_lines(text, outer)) - {line for span in inside for line in _lines(text, span)}
    return set(_lines(text, (0, len(text)))) if ALL in excludes else free


def _lines(text: Text, span: Span) -> range:
    """The lines of a span (from 1) as git counts them, to which only a line feed ends a line."""
    start, end = span
    return range(text.raw.count("\n", 0, start) + 1, text.raw.count("\n", 0, max(start, end - 1)) + 2)


def _names(said: Any) -> list[str]:
    if isinstance(said, str):
        return [said]
    if isinstance(said, Mapping):
        said = list(said.values())
    return [name for item in said for name in _names(item)] if isinstance(said, list) else []
