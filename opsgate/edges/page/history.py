"""Verdicts on record, the oldest first, and what became better or worse from one of a release to the next."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from opsgate.edges.compare import compare, read_verdict
from opsgate.edges.page.model import Past
from opsgate.words.errors import OpsgateError

_PARTS = ("fail", "stale", "not-attested", "unknown", "waived", "pass", "not-due", "not-applicable")
_STATES = {"pass": "pass", "passed-with-waivers": "waived", "overridden": "overridden", "fail": "fail"}


class Record(NamedTuple):
    """A file that holds a verdict, or should. One that ``must`` be one was named by a person."""

    name: str
    content: bytes
    must: bool = False


def history(records: Iterable[Record]) -> tuple[Past, ...]:
    """What the records say, each once. Raises OpsgateError for one that must be a verdict and is none."""
    read: list[tuple[str, Mapping[str, Any]]] = []
    bad: list[Past] = []
    known: set[str] = set()
    for record in records:
        digest = hashlib.sha256(record.content).hexdigest()
        if digest in known:
            continue
        known.add(digest)
        try:
            found = read_verdict(record.content, record.name)
            compare(found, found)
        except OpsgateError as error:
            if record.must:
                raise
            bad.append(Past(record.name, fault=str(error)))
        else:
            read.append((record.name, found))
    read.sort(key=lambda item: (item[1]["as_of"], item[1]["release"] or "", item[0]))
    made: list[Past] = []
    last: dict[tuple[object, ...], Mapping[str, Any]] = {}
    for name, data in read:
        what = (data["product"], data["release"], data["level"])
        made.append(_past(name, data, last.get(what)))
        last[what] = data
    return (*made, *sorted(bad, key=lambda past: past.name))


def _past(name: str, data: Mapping[str, Any], before: Mapping[str, Any] | None) -> Past:
    counts = Counter(criterion["verdict"] for gate in data["gates"] for criterion in gate["criteria"])
    doubts = ["simulated"] * bool(data["simulated"]) + ["partial"] * (data["scope"] == "partial")
    doubts += [f"let through by {data['override']['by']}"] if data["override"] else []
    passed = data["verdict"] in ("pass", "passed-with-waivers")
    return Past(
        name=name,
        as_of=data["as_of"],
        release=" ".join(word for word in (data["product"], data["release"]) if word) or "all documents",
        level=data["level"],
        state="unknown" if passed and doubts else _STATES.get(data["verdict"], "unknown"),
        word=data["verdict"].replace("-", " "),
        doubts=tuple(doubts),
        commit=(data["commit"] or "")[:12],
        parts=tuple((part, counts[part]) for part in _PARTS if counts[part]),
        changes=_changes(before, data),
    )


def _changes(before: Mapping[str, Any] | None, data: Mapping[str, Any]) -> str:
    """What is different from the record before, in words; empty for the first of its release."""
    if before is None:
        return ""
    found = compare(before, data)
    parts = [f"{len(changes)} {word}" for word, changes in
             (("worse", found.worse), ("better", found.better), ("otherwise changed", found.moved),
              ("new", found.appeared), ("gone", found.vanished)) if changes]  # fmt: skip
    return ", ".join(parts) or "as before"
