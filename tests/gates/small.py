"""Kinds of one's own with few criteria, and documents of them, to see one thing of the engine at a time.

``own(repo, exit=[ok("a"), no("b")])`` writes ``kinds/page.yaml``, a configuration, and ``docs/page.md``; the kind is
called ``page`` and blocks. ``ok``, ``no`` and ``dunno`` are criteria that pass, fail and are unknown; ``word`` is one
that somebody vouches for. ``words`` gives what became of each criterion, ``lines`` with place and reason.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from opsgate.running.verdict import Verdict
from tests.repo import Repo

PAGE = "docs/page.md"
TEXT = """\
---
kind: page
title: Page
status: active
size: 3
---

# Page

## Body

Some text.
"""
Made = dict[str, Any]


def criterion(id: str, **more: Any) -> Made:
    """A criterion; keys are written with hyphens in the file."""
    said = {"id": id, "asks": f"{id} holds.", "decided-by": "computed", "level": "hobby", "due": "ready"}
    return {**said, **{key.replace("_", "-"): value for key, value in more.items()}}


def ok(id: str = "ok", **more: Any) -> Made:
    return criterion(id, **{"require": "doc.title == 'Page'", **more})


def no(id: str = "no", **more: Any) -> Made:
    return criterion(id, **{"require": "doc.title == 'Other'", **more})


def dunno(id: str = "dunno", **more: Any) -> Made:
    return criterion(id, **{"require": "doc.weight == 'much'", **more})


def word(id: str = "word", **more: Any) -> Made:
    return criterion(id, **{"decided_by": "attested", **more})


def kind(
    name: str = "page", *, exit: Sequence[Made] = (), entrance: Sequence[Made] = (), precondition: bool = False,
    **more: Any,
) -> str:  # fmt: skip
    """The text of a kind file; a gate without criteria is left out."""
    gates: Made = {}
    if entrance:
        gates["entrance"] = {"statement": "It may begin.", "criteria": list(entrance)}
        if precondition:
            gates["entrance"]["precondition"] = True
    if exit:
        gates["exit"] = {"statement": "It is done.", "criteria": list(exit)}
    said = {
        "kind": name, "title": name.capitalize(), "purpose": "Shows one thing.",
        "statuses": {"unfinished": ["draft"], "in-force": ["active"], "history": ["retired"]},
        "levels": {"hobby": "A page.", "product": "A page."},
        "front-matter": {"properties": {"size": {"type": "integer", "description": "How large it is."}}},
        "sections": [{"id": "body", "heading": "Body", "level": "hobby"}], "gates": gates, **more,
    }  # fmt: skip
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in said.items())


def own(
    repo: Repo, *, config: str = "", files: Mapping[str, str | bytes] | None = None, text: str = TEXT, **made: Any
) -> Repo:
    """A repository with the kind ``page``, which blocks, and one document of it."""
    head = 'extend-kinds = ["kinds"]\n'
    release = "" if "[release]" in config else '[release]\ngates = ["page"]\n'
    return repo.write({
        "opsgate.toml": f"{head}{config}{release}", "kinds/page.yaml": kind(**made), PAGE: text, **(files or {}),
    })  # fmt: skip


def words(verdict: Verdict) -> dict[str, str]:
    """What became of each criterion: ``docs/page.md exit/ok`` → ``pass``."""
    return {f"{gate.document} {gate.gate}/{decided.criterion.id}": decided.verdict
            for gate in verdict.gates for decided in gate.criteria}  # fmt: skip


def of_page(verdict: Verdict, stage: str = "exit") -> dict[str, str]:
    """What became of the criteria of one gate of the page."""
    head = f"{PAGE} {stage}/"
    return {name.removeprefix(head): word for name, word in words(verdict).items() if name.startswith(head)}


def lines(verdict: Verdict) -> list[str]:
    """Each criterion in a line: name, verdict, place, reason."""
    return [f"{gate.gate}/{decided.criterion.id} {decided.verdict} "
            f"{decided.region.path}:{decided.region.start.line}:{decided.region.start.column} {decided.reason}"
            for gate in verdict.gates for decided in gate.criteria]  # fmt: skip


def gates(verdict: Verdict) -> dict[str, str]:
    """What became of each gate: ``docs/page.md exit`` → ``pass``."""
    return {f"{gate.document} {gate.gate}": gate.verdict for gate in verdict.gates}
