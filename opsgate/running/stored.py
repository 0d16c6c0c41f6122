"""Stored verdicts: what was decided when a release was published stands, whatever today's clock says.

They lie in the folder ``[release] verdicts`` and are read with the policy: from the base revision where one is given,
so that a change cannot bring the verdict that lets it pass.
"""

import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from opsgate.judging.evidence.store import Evidence
from opsgate.judging.here import same_word
from opsgate.judging.records import day
from opsgate.knowing.library import Library
from opsgate.knowing.policy import Policy
from opsgate.knowing.subject import Subject
from opsgate.reading.validate import Schema
from opsgate.running.scope import CHECKLIST, RECORD, Release, same_release
from opsgate.running.verdict import Decided, GateVerdict, Problem
from opsgate.words.resources import resource

_GRACE = datetime.timedelta(days=3)


@cache
def verdict_schema() -> Schema:
    return Schema(json.loads(resource("schemas", "verdict.schema.json").read_text("utf-8")))


def stored(policy: Policy) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The stored verdicts that can be read: path and data; a partial or simulated one is none."""
    for path, content in sorted(policy.verdicts.items()):
        try:
            data = json.loads(content)
        except (ValueError, RecursionError):
            continue
        known = isinstance(data, dict) and not verdict_schema().violations(data)
        if known and data["scope"] == "full" and not data["simulated"] and data["release"]:
            yield path, data


def frozen(
    found: GateVerdict, subject: Subject, release: Release | None, policy: Policy, evidence: Evidence, library: Library
) -> GateVerdict:
    """A gate of a published release by its stored verdict; without one, it is judged like any other.

    In a run that is about no release, the gate of a published checklist without a stored verdict is advice.
    """
    checklist = release.checklist if release else subject
    if checklist is None or not library.is_a(checklist, CHECKLIST) or checklist.status != "published":
        return found
    data = next((item for _, item in stored(policy) if _of(item, checklist)), None)
    if data is None:
        return found if release else replace(found, blocking=False)
    before = {(gate["document"], gate["gate"]): gate for gate in data["gates"]}.get((found.document, found.gate))
    if before is None:
        return found
    tampered = _tampered(data, evidence)
    by_id = {item["id"]: item for item in before["criteria"]}
    criteria = tuple(_then(decided, by_id.get(decided.criterion.id), data["as_of"], tampered)
                     for decided in found.criteria)  # fmt: skip
    return replace(found, criteria=criteria, waits=before["verdict"] == "not-due")


def _of(data: Mapping[str, Any], checklist: Subject) -> bool:
    product = checklist.meta.get("product")
    mine = data["product"] is None or product is None or same_word(data["product"], product)
    return mine and same_release(data["release"], checklist.meta.get("release"))


def _tampered(data: Mapping[str, Any], evidence: Evidence) -> str:
    """The first file of the stored verdict, documents left out, that is here and is not what it was."""
    for item in data["inputs"]:
        path = item["path"]
        if (
            not path.endswith((".md", ".markdown"))
            and evidence.exists(path)
            and evidence.sha256(path) != item["sha256"]
        ):
            return str(path)
    return ""


def _then(decided: Decided, before: Mapping[str, Any] | None, day: str, tampered: str) -> Decided:
    if decided.criterion.due == "published" or before is None:
        return decided
    if tampered:
        said = f"`{tampered}` is not what it was when the verdict of {day} was stored"
        return replace(decided, verdict="fail", reason=said, next="put the file back", rule="digest-mismatch", also=())
    return replace(decided, verdict=before["verdict"], reason=f"stored on {day}: {before['reason']}", rule="", also=(),
                   next=before["next"], by=before.get("by"))  # fmt: skip


def open_overrides(library: Library, policy: Policy, as_of: datetime.date) -> Iterator[Problem]:
    """Releases that were let through with open gates and that nobody has looked back on; after three days they shut."""
    for path, data in stored(policy):
        override = data.get("override")
        if not override or _looked_back(library, data, as_of):
            continue
        since = datetime.date.fromisoformat(override["on"])
        said = f"{override['by']} let {data['release']} through on {since} ({path}), and there is no retrospective yet"
        yield Problem("gate-failed", said, None,
                      f"opsgate new record --type retrospective --set subject={data['release']}",
                      shuts=as_of > since + _GRACE)  # fmt: skip


def _looked_back(library: Library, data: Mapping[str, Any], as_of: datetime.date) -> bool:
    """Whether a retrospective of the release is on record, held between the override and today."""
    since = datetime.date.fromisoformat(data["override"]["on"])
    for record in library.of_kind(RECORD):
        product, _, id = str(record.meta.get("subject", "")).strip().rpartition("@")
        mine = same_release(id, data["release"]) and (product == "" or same_word(product, data["product"]))
        held = day(record)
        finished = record.stage == "in-force" and record.meta.get("type") == "retrospective"
        if finished and mine and held is not None and since <= held <= as_of:
            return True
    return False
