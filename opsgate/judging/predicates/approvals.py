"""Approvals: everybody who has to agree did, each once, after the evidence, and to what stands there now."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from opsgate.judging.covers import approval_digest
from opsgate.judging.evidence.junit import read_junit
from opsgate.judging.evidence.trouble import Absent, Unreadable
from opsgate.judging.here import Here, same_word
from opsgate.judging.identity import doubt
from opsgate.judging.predicate import TEXT, predicate
from opsgate.judging.said import Said, fails, unknown
from opsgate.knowing.ledger import Ledger, read_ledger


@predicate("approvals-complete", key=TEXT, policy=TEXT)
def approvals_complete(here: Here, *, key: str, policy: str) -> Iterator[Said]:
    """Every role that the policy asks for approved what stands there now, each a person of their own."""
    ledger = read_ledger(here.subject, here.world.evidence.root, sidecar=here.policy.sidecar)
    roles = here.policy.words(policy)
    if not roles:
        yield unknown(here.place(key), f"the policy does not say who has to approve (`{policy}`)",
                      f'set `{policy} = ["eng", "qa"]` in `[policy]`, and `[roles]`')  # fmt: skip
        return
    if ledger.problem:
        yield unknown(ledger.place(), f"{ledger.path} cannot be read: {ledger.problem}", "mend the file")
        return
    made = _made(here)
    people: dict[str, str] = {}
    for role in roles:
        command = f"opsgate approve {here.document.path} --role {role} --by @you"
        entries = [(index, entry) for index, entry in enumerate(ledger.approvals)
                   if isinstance(entry, Mapping) and same_word(entry.get("role"), role)]  # fmt: skip
        if not entries:
            yield fails(
                ledger.place(key), f"nobody approved as `{role}`", command, rule="approval-missing", integrity=True
            )
            continue
        index, entry = entries[-1]
        bad = list(_objections(here, ledger, (key, index), entry, role, made, command))
        who = here.policy.person(str(entry.get("who")))
        if who in people:
            said = f"`{entry.get('who')}` approved as `{people[who]}` already"
            bad.append(fails(ledger.place(key, index, "who"), said, f"let somebody else approve as `{role}`",
                             rule="role-not-allowed", integrity=True))  # fmt: skip
        people.setdefault(who, role)
        yield from bad or [Said("pass", f"{role}: {entry['who']} on {entry['date']} ({here.policy.identity})",
                                ledger.place(key, index), by=str(entry["who"]))]  # fmt: skip


def _objections(
    here: Here, ledger: Ledger, keys: tuple[str, int], entry: Mapping[str, Any], role: str,
    made: datetime.date | None, command: str,
) -> Iterator[Said]:  # fmt: skip
    """What keeps one approval from counting."""
    place = ledger.place(*keys)
    faults = ledger.faults(*keys)
    if faults:
        yield fails(ledger.place(*faults[0].keys), f"the approval is malformed: {faults[0].explain()[0]}", command,
                    rule="invalid-attestation", integrity=True)  # fmt: skip
        return
    who = str(entry["who"])
    if not here.policy.has_role(who, role):
        said = f"`{who}` has not the role `{role}` in `[roles]`"
        yield fails(ledger.place(*keys, "who"), said, f"let somebody with the role `{role}` approve",
                    rule="role-not-allowed", integrity=True)  # fmt: skip
    day = here.value(entry["date"], "date")
    if not isinstance(day, datetime.date) or day > here.as_of:
        yield fails(ledger.place(*keys, "date"), f"it is of {entry['date']}, which lies after {here.as_of}",
                    "mend the date", rule="invalid-attestation", integrity=True)  # fmt: skip
    elif made is not None and day < made:
        yield fails(ledger.place(*keys, "date"), f"it is of {day}, and the evidence was made on {made}", command,
                    rule="invalid-attestation", integrity=True)  # fmt: skip
    covers = approval_digest(here.subject, role, lambda path: _digest(here, path))
    if "covers" not in entry:
        yield fails(place, "it does not say what was approved (`covers` is missing)", command,
                    rule="invalid-attestation", integrity=True)  # fmt: skip
    elif entry["covers"] != covers:
        said = f"what `{role}` approved on {entry['date']} has changed since: artifacts, evidence, notes or rollback"
        yield Said("stale", said, ledger.place(*keys, "covers"), command, rule="gate-stale", integrity=True)
    said_of = doubt(here, ledger, keys, who, f"approval/{role}")
    if said_of is not None:
        yield said_of


def _digest(here: Here, path: str) -> str | None:
    try:
        return here.world.evidence.sha256(path)
    except Absent:
        return None


def _made(here: Here) -> datetime.date | None:
    """The day on which the last of the test results was made, as far as they say so."""
    days = []
    for item in here.meta.get("evidence") or ():
        path = item.get("path") if isinstance(item, Mapping) else item
        if not isinstance(path, str) or not path.endswith(".xml"):
            continue
        try:
            results = here.read(path, here.place("evidence"), read_junit)
        except Unreadable:
            continue  # the entrance gate says what is wrong with it
        for suite in results.suites:
            day = here.value(suite.timestamp[:10], "date")
            if isinstance(day, datetime.date):
                days.append(day)
    return max(days, default=None)


PREDICATES = (approvals_complete,)
