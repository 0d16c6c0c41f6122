"""Checks between documents take time in proportion to the documents: twice as many, twice as many steps.

Steps are lines of Python that are run, counted; nothing is timed.
"""

import datetime
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from opsgate.doors.api import setup
from opsgate.judging.catalog import CHECKS
from opsgate.judging.check import Outside
from opsgate.knowing.facts import Facts
from opsgate.knowing.files import Files
from opsgate.knowing.index import Index
from opsgate.knowing.policy import Policy
from opsgate.running.engine import between
from opsgate.running.plan import Plan
from opsgate.running.work import Job, run

MANY = 80
ALLOWED = 2.5
DAY = datetime.date(2026, 11, 22)
BETWEEN = [check for check in CHECKS if check.between]


def page(kind: str, relations: str = "", more: str = "", title: str = "T", body: str = "") -> str:
    named = f"relations: {{{relations}}}\n" if relations else ""
    return f'---\nkind: {kind}\ntitle: {title}\nversion: v1\nowner: "@sam"\n{more}{named}---\n\n# {title}\n{body}'


def alerts(*names: str) -> str:
    rows = "".join(f"| {name} | > 90% | Restart |\n" for name in names)
    return f"\n## Alerts\n\n| Alert | Threshold | Action |\n|---|---|---|\n{rows}"


def metrics(*names: str) -> str:
    rows = "".join(f"| {name} | api | 30s | > 80% |\n" for name in names)
    return f"\n## Metrics\n\n| Metric | Source | Frequency | Threshold |\n|---|---|---|---|\n{rows}"


USES = "\n## Start\n\n1. Call @kim of L2 by the SLA.\n\n   ```sh\n   psql $DB_HOST -p 5433 < x.sql\n   curl http://h:3000/\n   ```\n"
LISTED = "\n## Escalation\n\n| Who | When |\n|---|---|\n| @kim | S9, P1 or SEV1 |\n"
LEVELS = "\n## Severity levels\n\n| Severity | Meaning |\n|---|---|\n| S1 | Fire |\n"

Shape = Callable[[int], Mapping[str, str]]


def apart(count: int) -> Mapping[str, str]:
    """Small products, each with documents that name each other."""
    found = {}
    for number in range(count // 4):
        mine = f"product: p{number}\nstatus: active\n"
        body = alerts("Load") + USES + LISTED + "\n[t](t.md) [gone](gone.md) [h](t.md#x)\n"
        found[f"p{number}/r.md"] = page("runbook", "telemetry: t.md, release-checklist: c.md", mine, f"R{number}", body)
        found[f"p{number}/t.md"] = page("telemetry", "runbook: r.md", mine, f"T{number}", metrics("Load"))
        found[f"p{number}/s.md"] = page("support-process", "runbook: r.md", mine, f"S{number}", LEVELS)
        found[f"p{number}/c.md"] = page("release-checklist", "", f"{mine}release: v2\n", f"C{number}")
    return found


def crowd(count: int) -> Mapping[str, str]:
    """All in one product, with equal titles and versions, and no relation."""
    kinds = (("runbook", alerts("Load") + USES + LISTED), ("telemetry", metrics("Load")), ("support-process", LEVELS))
    return {
        f"{number}.md": page(kinds[number % 3][0], "", "product: p\n", "T", kinds[number % 3][1])
        for number in range(count)
    }


def hub(count: int) -> Mapping[str, str]:
    """All name one register, which has a row for each of them and names them all."""
    names = [f"Load {number}" for number in range(count)]
    found = {f"{name}.md".replace(" ", ""): page("runbook", "telemetry: t.md", "", name, alerts(name) + USES + LISTED)
             for name in names}  # fmt: skip
    paths = ", ".join(found)
    links = "".join(f"\n[a](Load{number}.md#alerts)\n" for number in range(count))
    return {**found, "t.md": page("telemetry", f"runbook: [{paths}]", "", "T", metrics(*names) + links)}


def called(count: int) -> Mapping[str, str]:
    """One runbook that uses an alert of every register, each of which names it."""
    names = [f"Load {number}" for number in range(count)]
    found = {f"{number}.md": page("telemetry", "runbook: r.md", "", name, metrics(name, *names[:3]))
             for number, name in enumerate(names)}  # fmt: skip
    return {**found, "r.md": page("runbook", "", "level: product\n", "R", alerts(*names) + LISTED)}


def chain(count: int) -> Mapping[str, str]:
    """Each comes after the next one, and none of them leads back."""
    return {
        f"{number}.md": page("runbook", f"supersedes: {number + 1}.md", "", f"R{number}") for number in range(count)
    }


def ring(count: int) -> Mapping[str, str]:
    """Each comes after the next one, and the last after the first."""
    return {f"{number}.md": page("runbook", f"supersedes: {(number + 1) % count}.md") for number in range(count)}


def retired(count: int) -> Mapping[str, str]:
    """All name a document that is retired, and that many others have taken the place of."""
    found = {f"{number}.md": page("runbook", "telemetry: old.md, supersedes: old.md") for number in range(count)}
    return {**found, "old.md": page("telemetry", "", "status: retired\n")}


def lost(count: int) -> Mapping[str, str]:
    """All name documents and files that do not exist but for a letter, in one folder."""
    body = "\n[a](lam.md) [b](lamps.mdd) ![c](lmp.png) [d](#runbok)\n"
    found = {}
    for number in range(count):
        relations = f"telemetry: lamp{number:03}x.md, backup-dr: Lamp {number:03}x"
        found[f"lamp{number:03}.md"] = page("runbook", relations, "", f"Lamp {number:03}", body)
    return found


def releases(count: int) -> Mapping[str, str]:
    """A guide that belongs to every release, and a runbook for each that relies on it."""
    named = ", ".join(f"c{number}.md" for number in range(count))
    found = {f"r{number}.md": page("runbook", "owners-guide: g.md", "product: p\n") for number in range(count)}
    found |= {
        f"c{number}.md": page("release-checklist", "", f"product: p\nrelease: v{number}.0\n") for number in range(count)
    }
    return {**found, "g.md": page("owners-guide", f"release-notes: [{named}]", "product: p\n").replace("v1", "v0.9")}


SHAPES: tuple[Shape, ...] = (apart, crowd, hub, called, chain, ring, retired, lost, releases)


class Steps:
    """Counts the lines that are run."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, frame: FrameType, event: str, argument: Any) -> "Steps":
        self.count += 1
        return self


def steps(root: Path, files: Mapping[str, str]) -> dict[str, int]:
    """How many steps each check takes over all documents, by its id."""
    root.mkdir()
    for path, text in files.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text)
    (root / "CODEOWNERS").write_text("* @kim\n")
    project = setup(root)
    outcomes = list(run(Job(project.config, project.kinds), sorted(files), jobs=1, cached=False))
    assert [outcome.what.path for outcome in outcomes if outcome.card is None] == []
    found = {}
    for check in BETWEEN:
        index = Index([outcome.card for outcome in outcomes if outcome.card], project.kinds)
        for card in index.cards:
            card.forget()
        outside = Outside(DAY, Facts(root), Files(root), project.config, Policy(project.config, {}))
        plan, counter, before = Plan(project.config, [check.id]), Steps(), sys.gettrace()
        sys.settrace(counter)
        try:
            list(between(index, plan, outside, project.kinds, debug=True))
        finally:
            sys.settrace(before)
        found[check.id] = counter.count
    return found


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_twice_as_many_documents_take_about_twice_as_many_steps(tmp_path: Path, shape: Shape) -> None:
    few, many = steps(tmp_path / "few", shape(MANY)), steps(tmp_path / "many", shape(2 * MANY))
    assert {rule: (few[rule], many[rule]) for rule in few if many[rule] > ALLOWED * few[rule]} == {}
