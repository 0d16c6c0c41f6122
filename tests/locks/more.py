"""More documents for the honest repository: backups with their drill, support with its tickets, a policy of versions.

``with_backups(root)``, ``with_support(root)`` and ``with_versions(root)`` build the repository of ``project`` with one
of them; each passes its own gates, and the release gate passes with it. ``words`` gives the words that the criteria of
a run have, ``cli`` runs the command line as people do.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from opsgate.running.verdict import Verdict
from tests.locks.project import CONFIG, RELEASE, Product, record, shipped

BACKUP = "docs/backup-dr.md"
SUPPORT = "docs/support.md"
VERSIONS = "docs/versioning.md"
TICKETS = "data/tickets.csv"
RESTORE = "docs/records/2026-11-10-restore.md"
ESCALATION = "docs/records/2026-11-14-escalation.md"
ARTICLE = "docs/kb/stuck.md"

BACKUP_TEXT = """\
---
kind: backup-dr
title: Backups
product: canopy
version: v1.1.0
owner: "@sam"
status: active
last_reviewed: 2026-11-12
relations: {runbook: runbooks/canopy.md, data-handling: https://example.org/data, security: https://example.org/sec}
---

# Backups

## Assets

| Asset | Method and schedule | Retention | Encryption | RPO/RTO | Last restore test | Owner |
|---|---|---|---|---|---|---|
| Accounts | S3 nightly | 30d | AES-256 with a key in KMS | 24h/4h | 2026-11-10 pass 1h lost 10m | @sam |

## Backup steps

1. Take a backup; it prints `done`.

   ```sh
   pg_dump --file /backups/accounts.sql accounts
   ```

## Integrity checks

| What | How | How often | Last result |
|---|---|---|---|
| Accounts | `pg_restore --list /backups/accounts.sql` | every week | good on 2026-11-09 |

## Restore steps

1. Bring it back; it prints `done`.

   ```sh
   psql --file /backups/accounts.sql accounts
   ```

## Targets

A day of accounts can be entered again by hand. The last drill took an hour.
"""

SUPPORT_TEXT = """\
---
kind: support-process
title: Support
product: canopy
version: v1.1.0
external_users: true
sla_metrics: data/tickets.csv
owner: "@sam"
status: active
last_reviewed: 2026-11-12
relations:
  owners-guide: owners-guide.md
  incident-response: https://example.org/incidents
  runbook: runbooks/canopy.md
---

# Support

## Intake and triage

Users write to <help@example.org>.

1. Whoever has the watch reads new mail every hour.
2. They choose the severity by the table below.

## Severity levels

| Severity | Meaning |
|---|---|
| S1 | The canopy cannot be closed |
| S2 | The canopy cannot be opened |
| S3 | It opens, with trouble |
| S4 | A question |

## Targets

| Channel | Severity | Response target | Resolve target | Owner | Escalation | KB article | Status |
|---|---|---|---|---|---|---|---|
| Mail | S1 | 1h | 8h | @sam | @lee after 2h | – | Active |
| Mail | S2 | 4h | 2d | @sam | @lee after 1d | – | Active |
| Mail | S3 | 1d | 5d | @sam | @lee after 3d | – | Active |
| Mail | S4 | 2d | 10d | @sam | @lee after 5d | – | Active |

## Escalation

| Who | When |
|---|---|
| @lee | after 2 hours |

## Knowledge base

Answers that were given twice become an article in [the knowledge base](https://help.example.org).

## Metrics

- Answers in time, 95 %, from the tickets; @sam looks at them every Monday.
"""

TICKETS_TEXT = """\
id,channel,severity,opened,first response,resolved,status
T-1,Mail,S1,2026-11-16T08:00Z,2026-11-16T08:30Z,2026-11-16T10:00Z,solved
T-2,Mail,S2,2026-11-17T08:00Z,2026-11-17T09:00Z,2026-11-17T12:00Z,solved
"""

VERSIONS_TEXT = """\
---
kind: versioning-policy
title: Versions
product: canopy
version: v1.1.0
owner: "@sam"
status: active
last_reviewed: 2026-11-12
migration_tools: [scripts/start.sh]
relations:
  release-checklist: releases/v1.1.0.md
  owners-guide: owners-guide.md
  test-strategy: https://example.org/tests
---

# Versions

## Versioning scheme

A change that breaks something raises the major number.

## Compatibility matrix

| Component | Version | Compatible with | Breaking | Migration | Rollback | Test |
|---|---|---|---|---|---|---|
| App | 1.0.0 | Crank >=1.0 | No | Unpack it | Unpack the one before | opens |
| App | 1.1.0 | Crank >=1.0 | No | Unpack it | Unpack the one before | closes |
| Crank | 1.0.0 | App >=1.0 | No | Screw it on | Screw the old one on | opens |

## Migration

1. Unpack the new version, then start it.

## Rollback

1. Unpack the version before, then start it.

## Tests

The suite `unit` runs before every release.
"""


def with_backups(root: Path, **options: Any) -> Product:
    """The repository with backups, restored on 2026-11-10 by @kim."""
    drill = record("drill", BACKUP, date="2026-11-10", title="Restore of the accounts")
    drill = drill.replace("help_requests: 0\ntime_taken: 40m\ndata_lost: 0m\n",
                          "asset: Accounts\ntime_taken: 1h\ndata_lost: 10m\n")  # fmt: skip
    return shipped(root, files={BACKUP: BACKUP_TEXT, RESTORE: drill, **options.pop("files", {})}, **options)


def with_support(root: Path, *, tickets: str = TICKETS_TEXT, text: str = SUPPORT_TEXT, **options: Any) -> Product:
    """The repository with support, whose gates block the release too."""
    blocking = '\n[release]\ngates = ["owners-guide", "runbook", "release-checklist", "support-process"]\n'
    last = CONFIG.splitlines(keepends=True)[-1]
    tried = record("escalation-test", SUPPORT, title="Escalation from the first to the last")
    files = {SUPPORT: text, TICKETS: tickets, ESCALATION: tried}
    repo = shipped(root, config={last: last + blocking}, files=files, **options)
    return repo.say(SUPPORT, "exit/escalation-tested", by="@kim", evidence=[ESCALATION])


def with_versions(root: Path, *, text: str = VERSIONS_TEXT, **options: Any) -> Product:
    """The repository with a policy of versions, whose tests are those of the release."""
    return shipped(root, files={VERSIONS: text}, **options)


def words(verdict: Verdict, document: str, stage: str = "exit") -> dict[str, str]:
    """Criterion to what became of it, of one gate."""
    found = [gate for gate in verdict.gates if (gate.document, gate.gate) == (document, stage)]
    return {decided.criterion.id: decided.verdict for gate in found for decided in gate.criteria}


def cli(root: Path, *arguments: str, release: str | None = RELEASE) -> tuple[int, str]:
    """Exit code and all that ``opsgate gate`` prints, judged by 2026-11-22."""
    named = ["--release", release] if release else []
    command = [sys.executable, "-m", "opsgate", "gate", *named, "--as-of", "2026-11-22", *arguments]
    here = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(here)}
    )
    return done.returncode, done.stdout + done.stderr
