"""Projects and pages to look at: a small one with something of everything and hostile texts in it, an empty and a large one."""

import datetime
from dataclasses import replace

from opsgate.doors.project import setup
from opsgate.doors.reporting import Wanted, material
from opsgate.edges.page.build import Material, build
from opsgate.edges.page.links import Links, beside
from opsgate.edges.page.model import Fault, Page, Row, Spot
from opsgate.running.gating import Ask
from tests.repo import Repo

AS_OF = datetime.date(2026, 11, 22)
HOSTILE = '</script><script>window.hostile=1</script><img src=x onerror="window.hostile=1">'
FILES = {
    "opsgate.toml": """\
level = "product"
identity = "claimed"

[roles]
qa = ["@sam"]
eng = ["@alex", "@rio"]

[policy]
required-approvals = ["eng", "qa"]
restore-drill-max-age = "3mo"
""",
    "docs/gate.md": f"""\
---
kind: runbook
title: '{HOSTILE}'
service: gate
status: active
owner: '@ines" onmouseover="window.hostile=1'
last_reviewed: 2025-06-01
relations:
  telemetry: gone.md
  owners-guide: "javascript:window.hostile=1"
---

# Gate

## Procedures

### Start

1. Open it with `$GATE_KEY`, see [the light](kb/light.md#nowhere).
""",
    "docs/kb/light.md": """\
---
kind: kb-article
title: "No light\\u202e"
status: active
onwer: "@ines"
relations: {runbook: ../gate.md}
---

# No light
""",
    "docs/backup.md": """\
---
kind: backup-dr
title: Backups of the gate
status: active
owner: "@kim"
last_reviewed: 2026-11-01
review_every: 3mo
---

# Backups of the gate

## Assets

| Asset | Method and schedule | Retention | Encryption | RPO/RTO | Last restore test | Owner |
|---|---|---|---|---|---|---|
| Keys | copied nightly | 90d | AES-256 | 24h/4h | 2026-03-01 pass 1h lost 2h | @kim |
| Plans | copied nightly | 90d | AES-256 | 24h/4h | 2026-11-10 fail 9h | @kim |
| Logs | copied nightly | 90d | AES-256 | 24h/4h | – | @kim |
""",
    "docs/releases/v1.0.0.md": """\
---
kind: release-checklist
title: Gate v1.0.0
product: gate
release: v1.0.0
status: ready
owner: "@lee"
---

# Gate v1.0.0
""",
    "docs/notes.md": "---\nkind: telemetry\ntitle: " + "x" * 400 + "\nstatus: draft\n---\n\n# Notes\n",
    "a\x01javascript:alert(1).md": "---\nkind: kb-article\ntitle: Names\n---\n\n# Names\n",
}


def made(repo: Repo, *paths: str, links: Links | None = None, **options: object) -> Material:
    """What the page of a project is made of."""
    wanted = Wanted(Ask(as_of=AS_OF), links=links or beside(0))
    return material(setup(repo.root), paths, replace(wanted, **options), base=repo.root)  # type: ignore[arg-type]


def page_of(repo: Repo, *paths: str, **options: object) -> Page:
    return build(made(repo, *paths, **options))  # type: ignore[arg-type]


def large(page: Page, documents: int = 2_000, findings: int = 10_000) -> Page:
    """The page again, as if its documents and findings were many."""
    row, fault = page.rows[0], page.faults[0]
    return replace(
        page,
        rows=tuple(_row(row, number) for number in range(1, documents + 1)),
        faults=tuple(_fault(fault, number) for number in range(findings)),
        faults_in_all=findings,
    )


def _row(row: Row, number: int) -> Row:
    path = f"docs/many/{number}.md"
    return replace(row, number=number, path=path, title=f"Document {number}", open=(), spot=Spot(path, 1, path))


def _fault(fault: Fault, number: int) -> Fault:
    path = f"docs/many/{number % 2_000}.md"
    return replace(
        fault,
        severity=("error", "warning", "note")[number % 3],
        message=f"fault number {number}",
        spot=Spot(path, number, f"{path}#L{number}"),
    )
