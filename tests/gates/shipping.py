"""A small committed repository at hobby level that passes the gate of its release v1.0.0: a page and a checklist."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from opsgate.running.verdict import Verdict
from tests.gates.small import PAGE, TEXT, kind, no, ok
from tests.repo import Repo

CHECKLIST = "docs/releases/v1.0.0.md"
GREEN = '<testsuite name="unit" tests="1"><testcase name="starts"/></testsuite>\n'
RED = '<testsuite name="unit" tests="1" failures="1"><testcase name="starts"><failure/></testcase></testsuite>\n'
CONFIG = """\
extend-kinds = ["kinds"]

[people]
"@ana" = ["ana@example.org"]
"@sam" = ["sam@example.org"]

[roles]
qa = ["@ana"]

[release]
gates = ["page", "release-checklist"]
"""


def checklist(release: str = "v1.0.0", status: str = "ready", **more: str) -> str:
    """The text of a checklist; ``more`` are further keys of its front matter, from line 9 on."""
    keys = "".join(f"{key}: {value}\n" for key, value in more.items())
    return f"""\
---
kind: release-checklist
title: tide {release}
release: {release}
status: {status}
evidence: [evidence/unit.xml]
known_issues: []
rollback: {{plan: "#rollback-plan", target: v0.9.0}}
{keys}---

# tide {release}

## Release notes

- Faster.

## Rollback plan

1. Go back to v0.9.0.

## Known issues

None known.
"""


def shipping(
    root: Path, *, config: str = CONFIG, files: Mapping[str, str | bytes] | None = None, **made: Any
) -> Repo:  # fmt: skip
    """The repository, in one commit of 2026-11-20; ``made`` are the gates of the kind ``page``."""
    repo = Repo(root).write({
        "opsgate.toml": config, "kinds/page.yaml": kind(**(made or {"exit": [ok(), no("late", due="published")]})),
        PAGE: TEXT, CHECKLIST: checklist(), "evidence/unit.xml": GREEN, **(files or {}),
    })  # fmt: skip
    return repo.commit("first", day="2026-11-20")


def git(repo: Repo, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=repo.root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def released(repo: Repo, release: str = "v1.0.0", **options: Any) -> Verdict:
    return repo.gate(release=release, **options)


def problems(verdict: Verdict) -> list[str]:
    """Problems in a line each: whether it shuts, rule, place, message, and what to do."""
    return [
        f"{'shuts' if item.shuts else 'notes'} {item.rule} "
        f"{f'{item.region.path}:{item.region.start.line} ' if item.region else ''}{item.message} > {item.next}"
        for item in verdict.problems
    ]
