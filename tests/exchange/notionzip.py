"""Builds exports as Notion writes them (“Markdown & CSV”): ids in names, links in percent code, parts in a zip."""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from urllib.parse import quote

DAY = (2026, 11, 20, 9, 0, 0)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def id_of(name: str) -> str:
    """The id of a page or database: 32 hexadecimal digits, always the same for a name."""
    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()


def called(name: str, key: str = "") -> str:
    """A page's or database's name in the export: the beginning of its title, without slashes and colons, and its id."""
    kept = "".join(" " if char in '/\\:*?"<>|' else char for char in name)
    return f"{' '.join(kept.split())[:50].strip()} {id_of(key or name)}".strip()


def link(*names: str) -> str:
    """A target in percent code, as Notion writes it; the parts of a path are given one by one."""
    return "/".join(quote(name) for name in names)


def page(title: str, body: str = "", **properties: str) -> str:
    """A page's Markdown: its title, the properties that are not empty, its body. ``_`` in a key is a blank."""
    lines = [f"{key.replace('_', ' ')}: {value}" for key, value in properties.items() if value]
    parts = [f"# {title}", "\n".join(lines), body]
    return "\n\n".join(part for part in parts if part) + "\n"


def row_page(columns: Sequence[str], cells: Sequence[str], body: str = "") -> str:
    """The page of a row: its properties below its title."""
    pairs = [f"{column}: {cell}" for column, cell in zip(columns[1:], cells[1:], strict=True) if cell]
    return "\n\n".join(part for part in (f"# {cells[0]}", "\n".join(pairs), body) if part) + "\n"


def table(columns: Sequence[str], *rows: Sequence[str]) -> bytes:
    """A database's CSV: a byte order mark, a header, its rows."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows([columns, *rows])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of files in their order."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            archive.writestr(zipfile.ZipInfo(name, DAY), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def exported(*parts: Mapping[str, str | bytes]) -> bytes:
    """An export: a zip with one zip inside for each part."""
    name = "ExportBlock-5d0c6f3a-7b1e-4c55-9b7e-2f0f2f6f1a11-Part-{}.zip"
    return zipped({name.format(number): zipped(files) for number, files in enumerate(parts, 1)})


GUIDES = (
    "Audience",
    "Install",
    "Operation",
    "Safety",
    "Maintenance",
    "Troubleshooting",
    "FAQ",
    "Version",
    "Service Notes",
)
RUNBOOKS = (
    "Name", "Procedure", "Health Checks", "Alerts", "Escalation", "Backups", "Maintenance", "Known Issues", "Version",
    "Owner", "Last edited", "Owner’s Guide", "Telemetry", "DR/Backups",
)  # fmt: skip
NOTES = ("Procedure", "Tools", "Safety", "Steps", "Specs", "Parts", "TestAfter", "Time/Skill", "Owner’s Guide")
RELEASES = ("Release", "Artifacts", "Evidence", "SBOM", "Known Issues", "Rollback", "Comms", "Approvals", "Status")
METRICS = ("Metric", "Source", "Frequency", "Threshold", "Dashboard", "Retention", "Owner", "Runbook", "Noisy")
SUPPORT = ("Channel", "Severity", "Response", "Resolve", "Owner", "Escalation", "KB", "Status", "Owner’s Guide")
BACKUPS = ("Asset", "Method", "Retention", "Encryption", "RPO/RTO", "Last Restore", "Owner", "Related to Runbooks (DR)")
VERSIONS = ("Component", "Version", "CompatibleWith", "Breaking", "Migrate", "Rollback", "Test")
ENDINGS = ("Product", "EOLDate", "FinalUpdate", "SupportWindow", "Security", "Data Export", "Comms", "Release Notes")
ARTICLES = ("Topic", "Problem", "Resolution", "Media", "Related", "Last Reviewed", "Owner", "Support", "Tags")
IDEAS = ("Idea", "Done", "Tags", "Due", "People", "Where")


def relation(title: str, *path: str) -> str:
    """The value of a relation as exports of whole workspaces have it."""
    return f"{title} ({link(*path)}.md)"


def at_notion(title: str, key: str = "") -> str:
    """The value of a relation as exports of single pages have it."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-")
    return f"{title} (https://www.notion.so/{words}{'-' * bool(words)}{id_of(key or title)}?pvs=21)"


def ops_pack() -> tuple[dict[str, str | bytes], dict[str, str | bytes]]:
    """An ops pack of ten databases, a database of no kind, pages and attachments, in two parts."""
    top = called("🛠️ Lantern — Ops Pack")
    db = {
        name: called(name)
        for name in (
            "Owner’s Guide v2", "Runbooks", "Service & Repair Notes", "Release Checklist", "Telemetry", "Support & SLAs",
            "Backups", "Compatibility", "End of life", "Knowledge Base", "Ideas",
        )
    }  # fmt: skip
    gateway, metrics, guide = "Gateway: start/stop", "Update rate", "Beginner"
    runbook = relation(gateway, db["Runbooks"], called(gateway))
    guide_up = relation(guide, "..", db["Owner’s Guide v2"], called(guide))
    cells = (
        gateway, "Restart the gateway when its heartbeat stops.", "Heartbeats; disk", "CPU>80% 10m", "On-call → 15m",
        "Nightly S3", "Sun 02:00–03:00", "Rare timeout", "v1.2", "Ines Okafor", "November 3, 2026 2:00 PM",
        relation(guide, db["Owner’s Guide v2"], called(guide)), relation(metrics, db["Telemetry"], called(metrics)),
        at_notion("Configs"),
    )  # fmt: skip
    on_page = (*cells[:11], guide_up, relation(metrics, "..", db["Telemetry"], called(metrics)), cells[13])
    body = f"""\
The gateway is one box in the plant room.

<aside>
⚠️ Never cut the power while the lamp blinks. See [{guide}]({link("..", db["Owner’s Guide v2"], called(guide))}.md).

</aside>

# Start

1. Press the button.

    ![The front]({link(called(gateway), "front view.png")})

2. Wait until the lamp is green, as [the guide]({link("..", db["Owner’s Guide v2"], called(guide))}.md#install) says.

# Who was there

- [ ]  Ask the night shift
- Toggle: what we tried

    It was the fuse, see [the wiring plan]({link(called(gateway), "wiring (final).pdf")}) and
    [an old page](Old%20plan%20{id_of("old plan")}.md).
"""
    first: dict[str, str | bytes] = {
        f"{top}.md": f"""\
# 🛠️ Lantern — Ops Pack

Everything that keeps the lantern lit. Begin with [How we work]({link(top, called("How we work"))}.md).

[Runbooks]({link(top, db["Runbooks"])}.csv)

[Ideas]({link(top, db["Ideas"])}.csv)

Mentioned: [‣](https://www.notion.so/{id_of("No boot")}?pvs=21), [outside](https://example.com/a%20b).
""",
        f"{top}/{called('How we work')}.md": f"""\
# How we work

Note: this line is no property.
Owner: nor is this one.

![Untitled]({link(called("How we work"), "Untitled.png")})
See the [gateway]({link(db["Runbooks"], called(gateway))}.md) and [a list](notes%20of%20the%20day.pdf).

```text
[not a link](Runbooks%20{id_of("Runbooks")}.csv)
```
""",
        f"{top}/{called('How we work')}/Untitled.png": PIXEL,
        f"{top}/{db['Runbooks']}.csv": table(RUNBOOKS[:3], cells[:3]),
        f"{top}/{db['Runbooks']}_all.csv": table(
            RUNBOOKS, cells, ("Night watch", *[""] * 7, "v1.2", "", "", "", "", "")
        ),
        f"{top}/{db['Runbooks']}/{called(gateway)}.md": row_page(RUNBOOKS, on_page, body),
        f"{top}/{db['Runbooks']}/{called(gateway)}/front view.png": PIXEL,
        f"{top}/{db['Runbooks']}/{called(gateway)}/wiring (final).pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        f"{top}/{db['Runbooks']}/{called('Night watch')}.md": row_page(
            RUNBOOKS, ("Night watch", *[""] * 7, "v1.2", "", "", "", "", "")
        ),
        f"{top}/{db['Owner’s Guide v2']}_all.csv": table(
            GUIDES,
            (guide, "1. Unpack\n2. Plug in", "Modes A/B", "Heat caution", "Check the wick monthly",
             "No light → check power", "How to update?", "v1.0",
             relation("Replace screen", db["Service & Repair Notes"], called("Replace screen"))),
        ),
        f"{top}/{db['Service & Repair Notes']}_all.csv": table(
            NOTES,
            ("Replace screen", "#0 phillips; spudger", "ESD mat", "1. Open\n2. Swap", "0.4Nm", "LCD-123",
             "Run display test", "15m/Basic", "Beginner"),
        ),
        f"{top}/{db['Service & Repair Notes']}/{called('Replace screen')}.md": row_page(
            NOTES,
            ("Replace screen", "#0 phillips; spudger", "ESD mat", "1. Open\n2. Swap", "0.4Nm", "LCD-123",
             "Run display test", "15m/Basic", "Beginner"),
        ),
        f"{top}/{db['Release Checklist']}_all.csv": table(
            RELEASES,
            ("v1.2", "sha256:...; sig:...", "evidence_link", "sbom_link", "P3 cosmetic", "Revert to v1.1", "notes_link",
             "Eng/QA/PM", "Ready"),
        ),
    }  # fmt: skip
    second: dict[str, str | bytes] = {
        f"{top}/{db['Owner’s Guide v2']}/{called(guide)}.md": row_page(
            GUIDES, (guide, "1. Unpack\n2. Plug in", *[""] * 7), "## Install\n\nKeep the box.\n"
        ),
        f"{top}/{db['Telemetry']}_all.csv": table(
            METRICS,
            (metrics, "Device", "10s avg", "<10Hz alert", "Grafana", "30d", "Alex", runbook, "No"),
            ("Door, front", "Sensor", "1m", "open>5m", "", "30d", "Alex", runbook, "Yes"),
        ),
        f"{top}/{db['Telemetry']}/{called(metrics)}.md": row_page(
            METRICS, (metrics, "Device", "10s avg", *[""] * 6), "Measured at the lamp.\n\n# History\n\nWas 5 Hz.\n"
        ),
        f"{top}/{db['Support & SLAs']}_all.csv": table(
            SUPPORT,
            ("Portal", "S2", "8h", "3d", "Support", "Mgr on 24h",
             relation("No boot", db["Knowledge Base"], called("No boot")), "Active", at_notion(guide)),
        ),
        f"{top}/{db['Backups']}_all.csv": table(
            BACKUPS,
            ("Configs", "S3 nightly", "30d", "KMS", "24h/4h", "December 1, 2025 Pass", "Alex", runbook),
        ),
        f"{top}/{db['Backups']}/{called('Configs')}.md": row_page(BACKUPS, ("Configs", "S3 nightly", *[""] * 6)),
        f"{top}/{db['Compatibility']}_all.csv": table(
            VERSIONS,
            ("Firmware", "1.2", "App>=2.0", "N", "OTA steps", "Reflash 1.1", "TC-compat-03"),
        ),
        f"{top}/{db['End of life']}_all.csv": table(
            ENDINGS,
            ("Device v1", "December 31, 2027", "1.3 LTS", "12 months", "No new CVEs patched", "How-to guide",
             "Email + site", relation("v1.2", db["Release Checklist"], called("v1.2"))),
        ),
        f"{top}/{db['Release Checklist']}/{called('v1.2')}.md": row_page(RELEASES, ("v1.2", *[""] * 8)),
        f"{top}/{db['Knowledge Base']}_all.csv": table(
            ARTICLES,
            ("No boot", "Stuck at logo", "1..n steps", "video_link",
             relation("Power, and fuses", db["Knowledge Base"], called("Power, and fuses")), "December 28, 2025", "Alex",
             relation("Portal", db["Support & SLAs"], called("Portal")), "power, boot"),
            ("Power, and fuses", "No light", "1. Change the fuse", "", "", "2026/01/02", "Sam Rivera, Alex", "", ""),
        ),
        f"{top}/{db['Knowledge Base']}/{called('No boot')}.md": row_page(
            ARTICLES, ("No boot", "Stuck at logo", *[""] * 7), "Seen on the night shift only.\n"
        ),
        f"{top}/{db['Knowledge Base']}/{called('Power, and fuses')}.md": row_page(
            ARTICLES, ("Power, and fuses", "No light", *[""] * 7)
        ),
        f"{top}/{db['Support & SLAs']}/{called('Portal')}.md": row_page(SUPPORT, ("Portal", "S2", *[""] * 7)),
        f"{top}/{db['Ideas']}_all.csv": table(
            IDEAS,
            ("Untitled", "No", "light, sound", "November 3, 2026 2:00 PM → November 4, 2026", "Sam Rivera, Ines Okafor",
             "https://example.com/idea"),
            ("Untitled", "Yes", "", "", "", ""),
        ),
        f"{top}/{db['Ideas']}/{called('Untitled', 'idea 1')}.md": row_page(
            IDEAS, ("Untitled", "No", "light, sound", *[""] * 3), "A | bar, and a bell.\n"
        ),
        f"{top}/{db['Ideas']}/{called('Untitled', 'idea 2')}.md": row_page(
            IDEAS, ("Untitled", "Yes", *[""] * 4), "The other one.\n"
        ),
        "__MACOSX/._x": b"",
    }  # fmt: skip
    return first, second


def small_pack() -> dict[str, str | bytes]:
    """Two databases of a kind, one of none, a page and an attachment: the example of the documentation."""
    runbooks, telemetry, lamp = called("Runbooks"), called("Telemetry"), called("Lamp controller")
    columns = ("Procedure", "Health Checks", "Alerts", "Escalation", "Version", "Telemetry", "Last edited")
    row = (
        "Lamp controller", "Heartbeats; disk", "CPU>80% 10m", "On-call → 15m", "v1.2",
        relation("Update rate", telemetry, called("Update rate")), "November 3, 2026 2:00 PM",
    )  # fmt: skip
    picture = f"![The key]({link(lamp, 'key.png')})"
    rota = link(f"Rota {'0' * 31}1")
    return {
        f"{runbooks}_all.csv": table(columns, row),
        f"{runbooks}/{lamp}.md": row_page(columns, row, f"# Start\n\n1. Turn the key.\n\n# Pictures\n\n{picture}\n"),
        f"{runbooks}/{lamp}/key.png": PIXEL,
        f"{telemetry}_all.csv": table(
            METRICS[:7], ("Update rate", "Device", "10s avg", "<10Hz", "Grafana", "30d", "@sam")
        ),
        f"{telemetry}/{called('Update rate')}.md": "# Update rate\n",
        f"{called('Ideas')}_all.csv": table(("Name", "Done"), ("A brighter lamp", "No")),
        f"{called('How we work')}.md": f"# How we work\n\nSee [the lamp]({link(runbooks, lamp)}.md), [the rota]({rota}.md).\n",
    }
