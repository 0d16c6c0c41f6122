"""Proposals for programs."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from opsgate.edges.adopt.diff import unified
from opsgate.edges.adopt.guess import Guess, Reason, Scored
from opsgate.edges.adopt.proposal import Proposal


def render(proposals: Sequence[Proposal], patterns: Mapping[str, str]) -> str:
    """All proposals and the patterns for ``[kinds]`` as one JSON object."""
    data = {"documents": [_proposal(each) for each in proposals], "kinds": dict(patterns)}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _proposal(each: Proposal) -> dict[str, Any]:
    data: dict[str, Any] = {"path": each.path, "state": each.state, "kind": each.kind, "sure": each.sure}
    if each.says:
        data["reason"] = each.says
    if each.guess:
        data["guess"] = _guess(each.guess)
    if each.state in ("adopt", "written"):
        data |= {
            "front_matter": [
                {"key": entry.key, "value": entry.value, "from": entry.whence or None} for entry in each.entries
            ],
            "sections": [{"heading": counts.heading, "section": counts.section} for counts in each.counts],
            "missing_sections": list(each.missing),
            "fill_in": list(each.fields),
            "advice": list(each.advice),
            "diff": "".join(f"{line}\n" for line in unified(each.path, each.before, each.after, each.body)),
        }
    return data


def _guess(guess: Guess) -> dict[str, Any]:
    best, second = guess.best, guess.runner_up
    return {
        "enough": guess.known.enough,
        "perhaps": guess.known.perhaps,
        "best": _scored(best) if best else None,
        "runner_up": _scored(second) if second else None,
        "against": [_reason(reason) for reason in guess.against],
    }


def _scored(scored: Scored) -> dict[str, Any]:
    return {
        "kind": scored.kind,
        "score": scored.score,
        "limit": scored.limit,
        "reasons": [_reason(reason) for reason in scored.reasons],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {"text": reason.text, "points": reason.points}
