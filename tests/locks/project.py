"""A small product-level repository that passes its release gate honestly, to try cheats on.

``shipped(root)`` builds it: an umbrella product, release v1.1.0, with an owner's guide, a runbook, the release
checklist, the records of what was done, test results, scan, bill of materials, a signed artifact, attestations in
sidecars, approvals, and the release before it (v1.0.0, published and tagged). Everybody commits what they say
themselves, for ``identity`` is ``git``::

    repo = shipped(tmp_path)                     # a few git commits; ``repo.release()`` is "pass"
    repo.edit(RUNBOOK, "Open the door", "Close the door")
    repo.commit("mend", mail=SAM)                # with --release, everything has to be committed
    repo.decided(RUNBOOK, "exit/dry-run")        # "stale docs/…:12:3 since then, …"; of a release gate run
    repo.release()                               # the verdict as a word; ``problems()`` are lines beside criteria
    repo.attest(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN], on="2026-11-20")     # real code, not committed
    repo.say(RUNBOOK, "exit/dry-run", …)         # attests and commits it as that person
    repo.approve("qa", "@ana")                   # approves and commits

``config`` replaces lines of the configuration before anything is attested, ``identity`` sets who vouches how,
``sidecar=False`` keeps attestations in front matter, ``files`` adds or replaces files before anything is attested.
Days: the release was built on 2026-11-10, tested on 11-11, everything else was done until 11-18; gates are judged by
2026-11-22. Keys are made anew in each test run.
"""

import base64
import datetime
import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from opsgate.doors.api import setup
from opsgate.doors.recording import desk
from opsgate.running.signing import Word, approval, attestation, find_criterion
from opsgate.running.verdict import Decided, Problem, Verdict
from tests.repo import Repo

SAM, KIM, ANA, LEE = (f"{name}@example.org" for name in ("sam", "kim", "ana", "lee"))
GUIDE = "docs/owners-guide.md"
RUNBOOK = "docs/runbooks/canopy.md"
CHECKLIST = "docs/releases/v1.1.0.md"
BEFORE = "docs/releases/v1.0.0.md"
VALIDATION = "docs/records/2026-11-14-guide.md"
DRY_RUN = "docs/records/2026-11-14-dry-run.md"
DRILL = "docs/records/2026-11-15-recovery.md"
ROLLBACK = "docs/records/2026-11-15-rollback.md"
ARTIFACT = "dist/canopy-1.1.0.tar.gz"
PICTURE = "docs/images/open.png"
SCRIPT = "scripts/start.sh"
RELEASE = "v1.1.0"
AS_OF = "2026-11-22"
KEY = Ed25519PrivateKey.generate()

CONFIG = """\
level = "product"
identity = "git"
attestations = "sidecar"
required = ["owners-guide", "runbook", "release-checklist"]
include = ["docs/**/*.md"]

[people]
"@sam" = ["sam@example.org"]
"@kim" = ["kim@example.org"]
"@ana" = ["ana@example.org"]
"@lee" = ["lee@example.org"]

[roles]
eng = ["@lee"]
qa = ["@ana"]

[trust]
keys = ["keys/release.pem"]

[policy]
required-approvals = ["eng", "qa"]
expected-suites = ["unit"]
licenses = ["MIT"]
"""

GUIDE_TEXT = """\
---
kind: owners-guide
title: Canopy owner's guide
product: canopy
version: v1.1.0
audience: [beginner]
language: en
owner: "@sam"
status: active
last_reviewed: 2026-11-12
---

# Canopy owner's guide

## Install

1. Push the pole into the stand until it clicks.

   ![The pole in the stand, with the catch closed](images/open.png)
2. Turn the crank to the right. The canopy opens.

## Operation

| Mode | How to get there | What it does |
|---|---|---|
| Open | Turn the crank to the right | Gives shade |

## Safety

- **Wind.** Close the canopy before a storm.

## Maintenance

| Task | Interval |
|---|---|
| Oil the crank | Every 6 months |

## Troubleshooting

| Symptom | Fix |
|---|---|
| The crank turns without opening | Push the pole down until it clicks |

## FAQ

### Can it stay outside in winter?

Yes, closed and under its cover.
"""

RUNBOOK_TEXT = """\
---
kind: runbook
title: Canopy service
product: canopy
service: canopy-api
version: v1.1.0
owner: "@sam"
status: active
last_reviewed: 2026-11-12
maintenance_windows: ["Sun 02:00–03:00"]
relations: {owners-guide: ../owners-guide.md, release-checklist: ../releases/v1.1.0.md, telemetry: 'https://telemetry.example.com/canopy'}
---

# Canopy service

## Procedures

### Start

1. Run the script; it prints `ready`. See the [panel][panel].

   ```sh
   sh scripts/start.sh
   ```

   ![The panel with a green bar](../images/open.png)

### Stop

1. Stop the service and wait until it prints `stopped`.

   ```sh
   systemctl stop canopy-api
   ```

### Update

1. Stop the service as above.
2. Unpack the new version over the old one.

   ```sh
   tar -xf canopy-1.1.0.tar.gz -C /opt/canopy
   ```

3. Start the service as above.

## Health checks

| What | How | Expected |
|---|---|---|
| API | `curl -fsS http://localhost:8080/health` | prints `ok` |

## Alerts

| Alert | Threshold | Action |
|---|---|---|
| Slow answers | p95 > 800 ms for 5m | Restart the service as in Start |

## Escalation

| Who | When |
|---|---|
| @sam | at once |
| @lee | after 30 minutes |

## Backup and restore

1. Take a backup, from a machine that has the PostgreSQL client and `kubectl`. The service listens on port 8080.

   ```sh
   pg_dump --file /backups/canopy.sql canopy
   ```

2. Bring it back.

   ```sh
   psql --file /backups/canopy.sql canopy
   ```

## Maintenance windows

Sunday, 02:00 to 03:00. Tell support the day before.

## Known issues

None known.

[panel]: https://panel.example.org/canopy
"""

CHECKLIST_TEXT = """\
---
kind: release-checklist
title: Canopy v1.1.0
product: canopy
release: v1.1.0
owner: "@sam"
status: ready
commit: COMMIT
notes: "#release-notes"
artifacts:
  - {path: dist/canopy-1.1.0.tar.gz, sha256: "sha256:ARTIFACT", signature: dist/canopy-1.1.0.tar.gz.sig}
evidence:
  - {path: evidence/unit.xml, suite: unit, commit: COMMIT}
  - evidence/scan.sarif
sbom: evidence/sbom.cdx.json
licenses: [MIT]
known_issues: []
rollback: {plan: "#rollback-plan", target: v1.0.0, last_drill: 2026-11-15 Pass, record: ../records/2026-11-15-rollback.md}
comms: {internal: [{channel: Chat}], external: [{channel: Newsletter}]}
approvals: []
---

# Canopy v1.1.0

## Release notes

- **Fixed:** the canopy opens in the cold.

## Rollback plan

1. Stop the service.
2. Unpack the version before.

   ```sh
   tar -xf canopy-1.0.0.tar.gz -C /opt/canopy
   ```

3. Start the service; it prints `ready`.

## Communications

| To | Channel | When | Who |
|---|---|---|---|
| Support | Chat | on the day | @sam |
| Owners | Newsletter | on the day | @sam |

## Known issues

None known.
"""

BEFORE_TEXT = """\
---
kind: release-checklist
title: Canopy v1.0.0
product: canopy
release: v1.0.0
owner: "@sam"
status: published
commit: COMMIT
notes: "#release-notes"
artifacts:
  - {path: dist/canopy-1.0.0.tar.gz, sha256: "sha256:BEFORE", signature: dist/canopy-1.0.0.tar.gz.sig}
evidence:
  - {path: evidence/1.0.0/unit.xml, suite: unit, commit: COMMIT}
  - evidence/1.0.0/scan.sarif
sbom: evidence/1.0.0/sbom.cdx.json
licenses: [MIT]
known_issues: []
rollback: {plan: "#rollback-plan", target: v0.9.0}
comms: {internal: [{channel: Chat, sent: 2026-10-02}], external: [{channel: Newsletter, sent: 2026-10-02}]}
approvals: []
---

# Canopy v1.0.0

## Release notes

- The first canopy for everybody.

## Rollback plan

1. Send the canopy back; there is none before it.

## Communications

All have been told on 2 October 2026.

## Known issues

None known.
"""

_RECORD = """\
---
kind: record
title: {title}
type: {type}
subject: {subject}
version: v1.1.0
participant: "{who}"
date: {date}
result: pass
status: final
help_requests: 0
time_taken: 40m
data_lost: 0m
---

# {title}

## Log

- 10:00: began, from the page alone
- 10:40: done, everything as the page says
"""


def record(type: str, subject: str, who: str = "@kim", date: str = "2026-11-14", title: str = "Record") -> str:
    """The text of a record of the release that says that it went well."""
    return _RECORD.format(type=type, subject=subject, who=who, date=date, title=title)


def junit(commit: str, day: str = "2026-11-11", case: str = "opens") -> str:
    """A green result of the suite ``unit``."""
    return (
        f'<testsuite name="unit" tests="2" failures="0" errors="0" skipped="0" timestamp="{day}T08:00:00Z">\n'
        f'<properties><property name="commit" value="{commit}"/></properties>\n'
        f'<testcase classname="crank" name="{case}" time="0.1"/>\n<testcase classname="crank" name="closes"/>\n'
        "</testsuite>\n"
    )


def sbom(digest: str, version: str) -> str:
    """A bill of materials of an artifact, with one component."""
    described = {"type": "application", "name": "canopy", "version": version,
                 "hashes": [{"alg": "SHA-256", "content": digest}]}  # fmt: skip
    part = {"type": "library", "name": "gearbox", "version": "3.1", "purl": "pkg:pypi/gearbox@3.1",
            "licenses": [{"license": {"id": "MIT"}}]}  # fmt: skip
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
                       "metadata": {"timestamp": "2026-11-10T10:00:00Z", "component": described},
                       "components": [part]}, indent=1)  # fmt: skip


def sarif(commit: str) -> str:
    """A scan of a commit that found nothing."""
    run = {"tool": {"driver": {"name": "sieve", "version": "2.0"}}, "results": [],
           "versionControlProvenance": [{"repositoryUri": "https://git.example.org/canopy", "revisionId": commit}],
           "invocations": [{"executionSuccessful": True, "endTimeUtc": "2026-11-11T09:00:00Z"}]}  # fmt: skip
    return json.dumps({"version": "2.1.0", "runs": [run]}, indent=1)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def sign(content: bytes, key: Ed25519PrivateKey = KEY) -> bytes:
    """A detached signature as it lies beside a file."""
    return base64.b64encode(key.sign(content)) + b"\n"


def public(key: Ed25519PrivateKey = KEY) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


class Product(Repo):
    """The repository, with what people do in it."""

    def text(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def edit(self, path: str, old: str, new: str) -> "Product":
        """Replace the first of a text that is there."""
        text = self.text(path)
        assert old in text, f"{path} has no {old!r}"
        (self.root / path).write_text(text.replace(old, new, 1), "utf-8")
        return self

    def attest(
        self, document: str, criterion: str, *, by: str, evidence: Sequence[str] = (), on: str = "2026-11-18",
        expires: str | None = None, key: Path | None = None,
    ) -> "Product":  # fmt: skip
        """Record somebody's word with the code behind ``opsgate attest``; nothing is committed."""
        day = datetime.date.fromisoformat(on)
        where = desk(setup(self.root), document, day, self.root)
        stage, found = find_criterion(where.subject, criterion)
        word = Word(by, day, where.world.facts.head())
        until = datetime.date.fromisoformat(expires) if expires else None
        entry = attestation(where.world, where.subject, criterion, word, evidence, until)
        where.attest(stage, found.id, where.signed(entry, criterion, key))
        return self

    def say(self, document: str, criterion: str, *, by: str, mail: str = "", **options: Any) -> "Product":
        """Attest, and commit it as that person (or from another address)."""
        self.attest(document, criterion, by=by, **options)
        self.commit(f"{by}: {criterion}", mail=mail or f"{by.removeprefix('@').lower()}@example.org", day="2026-11-18")
        return self

    def approve(
        self, role: str, by: str, *, on: str = "2026-11-18", document: str = CHECKLIST, mail: str = "",
        key: Path | None = None,
    ) -> "Product":  # fmt: skip
        """Approve in a role, and commit it as that person (or from another address)."""
        day = datetime.date.fromisoformat(on)
        where = desk(setup(self.root), document, day, self.root)
        entry = approval(where.world, where.subject, role, Word(by, day, where.world.facts.head()))
        where.approve(where.signed(entry, f"approval/{role}", key))
        self.commit(
            f"{by} approves as {role}", mail=mail or f"{by.removeprefix('@').lower()}@example.org", day="2026-11-18"
        )
        return self

    def judged(self, *paths: str, **options: Any) -> Verdict:
        """The verdict of the release gate of v1.1.0, unless ``release=None`` asks for a run over everything."""
        return self.gate(*paths, **{"release": RELEASE, **options})

    def release(self, **options: Any) -> str:
        """The release gate's verdict, as a word."""
        return self.judged(**options).verdict

    def decided(self, document: str, name: str, **options: Any) -> str:
        """What became of a criterion such as ``exit/dry-run``: verdict, place, reason."""
        return shown(self.criterion_of(document, name, **options))

    def criterion_of(self, document: str, name: str, **options: Any) -> Decided:
        return one(self.judged(**options), document, name)

    def problems(self, **options: Any) -> list[str]:
        """What stands in the way of the release beside criteria, a line each; ``-`` in front of what shuts nothing."""
        return [problem(item) for item in self.judged(**options).problems]


def problem(found: Problem) -> str:
    at = f"{found.region.path}:{found.region.start.line} " if found.region else ""
    return f"{'' if found.shuts else '- '}{found.rule} {at}{found.message}"


def shown(found: Decided) -> str:
    at = found.region
    return f"{found.verdict} {at.path}:{at.start.line}:{at.start.column} {found.reason}"


def reasons(found: Decided) -> str:
    """All that is said against a criterion."""
    return " | ".join((found.reason, *found.also))


def one(verdict: Verdict, document: str, name: str) -> Decided:
    stage, _, id = name.partition("/")
    found = [decided for gate in verdict.gates if (gate.document, gate.gate) == (document, stage)
             for decided in gate.criteria if decided.criterion.id == id]  # fmt: skip
    assert len(found) == 1, [gate.document for gate in verdict.gates]
    return found[0]


def bad(verdict: Verdict) -> list[str]:
    """All that keeps a verdict from passing, a line each: criteria, then problems."""
    lines = [f"{gate.document} {gate.gate}/{decided.criterion.id}: {shown(decided)}"
             for gate in verdict.gates if gate.blocking for decided in gate.criteria
             if decided.verdict in ("fail", "stale", "not-attested", "unknown")]  # fmt: skip
    return lines + [problem(found) for found in verdict.problems if found.shuts]


def shipped(
    root: Path, *, config: Mapping[str, str] | None = None, identity: str = "git", sidecar: bool = True,
    files: Mapping[str, str | bytes] | None = None,
) -> Product:  # fmt: skip
    """The honest repository; ``config`` replaces texts of the configuration, a value for each text that is there."""
    text = CONFIG.replace('"git"', f'"{identity}"')
    text = text if sidecar else text.replace('attestations = "sidecar"\n', "")
    for old, new in (config or {}).items():
        assert old in text, old
        text = text.replace(old, new)
    made = _built(text, tuple(sorted((files or {}).items())))
    shutil.copytree(made.name, root, dirs_exist_ok=True)
    return Product(root)


@cache
def _built(config: str, files: tuple[tuple[str, str | bytes], ...]) -> "tempfile.TemporaryDirectory[str]":
    """The repository of a configuration, built once; the folder goes when the test run ends."""
    folder = tempfile.TemporaryDirectory(prefix="opsgate-locks-")
    repo = Product(Path(folder.name))
    _before(repo, config)
    _now(repo)
    repo.write(dict(files))
    _records(repo)
    if dict(files):
        repo.commit("more", mail=SAM, day="2026-11-16")
    _said(repo)
    return folder


def _before(repo: Product, config: str) -> None:
    """The release before: its code and its checklist, published and tagged."""
    old = b"canopy 1.0.0"
    repo.write({"opsgate.toml": config, "keys/release.pem": public(), "src/crank.py": "TURNS = 8\n"})
    repo.commit("first", mail=LEE, day="2026-10-01")
    commit = repo.git("rev-parse", "HEAD")
    repo.write({
        BEFORE: BEFORE_TEXT.replace("BEFORE", digest(old)).replace("COMMIT", commit),
        "dist/canopy-1.0.0.tar.gz": old, "dist/canopy-1.0.0.tar.gz.sig": sign(old),
        "evidence/1.0.0/unit.xml": junit(commit, "2026-10-01"), "evidence/1.0.0/scan.sarif": sarif(commit),
        "evidence/1.0.0/sbom.cdx.json": sbom(digest(old), "1.0.0"),
    })  # fmt: skip
    repo.commit("release 1.0.0", mail=SAM, day="2026-10-02")
    repo.git("tag", "v1.0.0")


def _now(repo: Product) -> None:
    """This release: its code, what was built from it, and its documents."""
    repo.write(
        {"src/crank.py": "TURNS = 9\n", SCRIPT: "systemctl start canopy-api\n", PICTURE: b"\x89PNG\r\n\x1a\nopen"}
    )
    repo.commit("turn further", mail=SAM, day="2026-11-10")
    commit, new = repo.git("rev-parse", "HEAD"), b"canopy 1.1.0"
    repo.write({
        GUIDE: GUIDE_TEXT, RUNBOOK: RUNBOOK_TEXT,
        CHECKLIST: CHECKLIST_TEXT.replace("ARTIFACT", digest(new)).replace("COMMIT", commit),
        ARTIFACT: new, f"{ARTIFACT}.sig": sign(new),
        "evidence/unit.xml": junit(commit), "evidence/scan.sarif": sarif(commit),
        "evidence/sbom.cdx.json": sbom(digest(new), "1.1.0"),
    })  # fmt: skip
    repo.commit("release 1.1.0", mail=SAM, day="2026-11-12")


def _records(repo: Product) -> None:
    repo.write({
        VALIDATION: record("validation", GUIDE, title="First use from the guide"),
        DRY_RUN: record("dry-run", RUNBOOK, title="Dry run"),
        DRILL: record("drill", RUNBOOK, date="2026-11-15", title="Recovery drill"),
        ROLLBACK: record("drill", CHECKLIST, date="2026-11-15", title="Rollback drill"),
    })  # fmt: skip
    repo.commit("records", mail=KIM, day="2026-11-15")


def _said(repo: Product) -> None:
    repo.say(GUIDE, "exit/novice-completes", by="@kim", evidence=[VALIDATION])
    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN])
    repo.say(RUNBOOK, "exit/recovery-drill", by="@kim", evidence=[DRILL])
    repo.approve("eng", "@lee")
    repo.approve("qa", "@ana")
