"""What an attestation or approval is bound to: the digests of what stands there now."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from opsgate.judging.attestations import reader
from opsgate.judging.covers import approval_digest, covers
from opsgate.judging.evidence.trouble import Absent, Unreadable
from opsgate.judging.here import World
from opsgate.judging.records import KIND
from opsgate.knowing.facts import today
from opsgate.knowing.kind import Criterion, applies
from opsgate.knowing.subject import Subject
from opsgate.reading.values import TYPES, BadValue
from opsgate.running.gates import COMPLETE
from opsgate.words.errors import OpsgateError
from opsgate.words.near import nearest, one_of

Entry = dict[str, Any]


@dataclass(frozen=True)
class Word:
    """Somebody's word: who says it, on which day, at which commit, and what they add."""

    by: str
    on: datetime.date
    at: str | None
    note: str | None = None


def find_criterion(subject: Subject, name: str) -> tuple[str, Criterion]:
    """The gate and criterion that ``exit/dry-run`` names. Raises OpsgateError for one that nobody's word decides."""
    stage = name.partition("/")[0]
    known = {
        f"{gate}/{criterion.id}": criterion
        for gate, found in subject.kind.gates.items()
        for criterion in found.criteria
        if applies(criterion.level, subject.level) or criterion.decided_by == "attested"
    }
    known.setdefault("exit/complete", COMPLETE)
    criterion = known.get(name)
    attestable = [key for key, each in known.items() if _by_word(each)]
    if criterion is None:
        near = nearest(name, known) or next((key for key in known if key.partition("/")[2] == name), None)
        hint = f"did you mean `{near}`?" if near else f"there are {one_of(attestable or list(known))}"
        raise OpsgateError(f"a `{subject.kind.name}` has no criterion `{name}`; {hint}")
    if not _by_word(criterion):
        what = f"; {one_of(attestable)} can be attested" if attestable else ""
        raise OpsgateError(f"`{name}` is {criterion.decided_by}: no word can decide it{what}")
    return stage, criterion


def _by_word(criterion: Criterion) -> bool:
    return criterion.decided_by == "attested" or "or-attested" in criterion.options


def attestation(
    world: World,
    subject: Subject,
    name: str,
    word: Word,
    evidence: Sequence[str],
    expires: datetime.date | None,
) -> Entry:
    """The entry that records an attestation, bound to the text as it is now. Raises OpsgateError."""
    _, criterion = find_criterion(subject, name)
    _refuse(word)
    if expires is not None and expires < word.on:
        raise OpsgateError(f"--expires {expires} lies before {word.on}")
    if criterion.check == KIND and subject.level == "product" and not evidence:
        kind = criterion.options.get("type", "")
        raise OpsgateError(
            f"`{name}` needs a `{kind}` record as evidence: opsgate new record --type {kind}, then --evidence FILE"
        )
    covered = covers(subject, name, criterion.excludes, reader(world))
    entry: Entry = {"by": word.by, "on": word.on.isoformat(), "at": word.at, "covers": covered.digest}
    if covered.short:
        entry["parts"] = dict(covered.short)
    if evidence:
        entry["evidence"] = [{"path": path, "sha256": _digest(world, path)} for path in evidence]
    entry["expires"] = expires.isoformat() if expires else None
    entry["note"] = word.note
    return {key: value for key, value in entry.items() if value is not None}


def approval(world: World, subject: Subject, role: str, word: Word) -> Entry:
    """The entry that records an approval in a role, bound to what is approved. Raises OpsgateError."""
    if "approvals" not in subject.kind.properties:
        raise OpsgateError(f"a `{subject.kind.name}` has no approvals; `opsgate attest` is for its gates")
    _refuse(word)
    known = world.policy.roles
    if known and role.strip().casefold() not in known:
        raise OpsgateError(f"`{role}` is no role in `[roles]`; there are {one_of(sorted(known))}")
    if known and not world.policy.has_role(word.by, role):
        raise OpsgateError(f"`{word.by}` has not the role `{role}` in `[roles]`")

    def digest(path: str) -> str | None:
        try:
            return world.evidence.sha256(path)
        except Absent:
            return None
        except Unreadable as error:
            raise OpsgateError(error.reason) from error

    entry: Entry = {"role": role, "who": word.by, "date": word.on.isoformat(), "at": word.at}
    entry["covers"] = approval_digest(subject, role, digest)
    entry["note"] = word.note
    return {key: value for key, value in entry.items() if value is not None}


def _refuse(word: Word) -> None:
    """Raise OpsgateError for a word that could not count."""
    try:
        TYPES["person"].parse(word.by)
    except BadValue as error:
        raise OpsgateError(f"--by `{word.by}` names no person or team: {error}") from error
    if word.on > today():
        raise OpsgateError(f"--on {word.on} lies in the future")


def _digest(world: World, path: str) -> str:
    try:
        return world.evidence.sha256(path)
    except Unreadable as error:
        hint = f"; {error.hint}" if error.hint else ""
        raise OpsgateError(f"--evidence: {error.reason}{hint}") from error
