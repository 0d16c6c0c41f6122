"""What the tests of CSV share: the kinds, their starters, and imports and exports without a file."""

import csv
import io
from collections.abc import Sequence

from opsgate.edges.exchange.csv.exporting import exported
from opsgate.edges.exchange.csv.importing import Batch, Wish, documents
from opsgate.edges.exchange.csv.match import known_names
from opsgate.edges.exchange.csv.table import read_table
from opsgate.knowing.kind import Kind, Level
from opsgate.knowing.kinds import Kinds
from opsgate.knowing.subject import Subject
from opsgate.reading.document import document
from opsgate.reading.validate import Schema

STARTERS = {
    "owners-guide": """Audience,Install,Operation,Safety,Maintenance,Troubleshooting,FAQ,Version
Beginner,"1..n","Modes A/B","Heat caution","Check X monthly","No display → check power","How to update?",v1.0
""",
    "runbook": """Procedure,Health Checks,Alerts,Escalation,Backups,Maintenance,Known Issues,Version
Deploy v1.2,"Heartbeats; disk","CPU>80% 10m","On-call","Nightly S3","Sun 02:00–03:00","Rare timeout",v1.2
""",
    "service-notes": """Procedure,Tools,Safety,Steps,Specs,Parts,TestAfter,Time/Skill
Replace screen,"#0 phillips; spudger","ESD mat","1..n","0.4Nm","LCD-123","Run display test","15m/Basic"
""",
    "release-checklist": """Release,Artifacts,Evidence,SBOM,Known Issues,Rollback,Comms,Approvals,Status
v1.2,"sha256:...; sig:...",evidence_link,sbom_link,"P3 cosmetic","Revert to v1.1",notes_link,"Eng/QA/PM",Ready
""",
    "telemetry": """Metric,Source,Frequency,Threshold,Dashboard,Retention,Owner
Update rate,Device,"10s avg","<10Hz alert",Grafana,30d,Alex
""",
    "support-process": """Channel,Severity,Response,Resolve,Owner,Escalation,KB,Status
Portal,S2,8h,3d,Support,"Mgr on 24h",install_guide,Active
""",
    "backup-dr": """Asset,Method,Retention,Encryption,RPO/RTO,Last Restore,Owner
Configs,"S3 nightly",30d,KMS,"24h/4h","2025-12-01 Pass",Alex
""",
    "versioning-policy": """Component,Version,CompatibleWith,Breaking,Migrate,Rollback,Test
Firmware,1.2,"App>=2.0",N,"OTA steps","Reflash 1.1",TC-compat-03
""",
    "eol-plan": """Product,EOLDate,FinalUpdate,SupportWindow,Security,Data Export,Comms
Device v1,2027-12-31,"1.3 LTS","12 months","No new CVEs patched","How-to guide","Email + site"
""",
    "kb-article": """Topic,Problem,Resolution,Media,Related,Last Reviewed,Owner
No boot,"Stuck at logo","1..n steps",video_link,"Power issues",2025-12-28,Alex
""",
}
KINDS = {name: kind for name in STARTERS if (kind := Kinds().get(name)) is not None}


def imported(
    kind: Kind, text: str | bytes, existing: Sequence[Subject] = (), level: Level = "product", wish: Wish | None = None
) -> Batch:
    """What an import of a file called ``rows.csv`` gives."""
    data = text.encode() if isinstance(text, str) else text
    table = read_table("rows.csv", data, known=known_names(kind))
    return documents(kind, level, table, wish or Wish(existing=existing))


def subjects(kind: Kind, batch: Batch, level: Level = "product") -> list[Subject]:
    """The documents of an import, as they would be read from disk."""
    return [subject(kind, made.path, made.text, level) for made in batch.made if made.path]


def subject(kind: Kind, path: str, text: str, level: Level = "product") -> Subject:
    """One document of a kind."""
    return Subject(document(path, text), kind, level, Schema(kind.schema(level)))


def cells(text: str) -> list[list[str]]:
    """The rows of a CSV text, the header too, as Python's own reader gives them."""
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def export_of(kind: Kind, found: Sequence[Subject], *, raw: bool = False) -> str:
    """The CSV text of documents."""
    return exported(kind, found, raw=raw).text
