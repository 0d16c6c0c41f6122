"""What a new record can take from the document that it is about: title, version, checklist, checks."""

import datetime
from collections.abc import Mapping

from opsgate.knowing.subject import Subject
from opsgate.reading.outline import Section


def from_subject(values: Mapping[str, str], subject: Subject | None, today: datetime.date) -> dict[str, str]:
    """The values of a record's front matter, completed by what is known already."""
    found = {"date": today.isoformat()}
    if subject is not None:
        type = values.get("type", "record").capitalize()
        title = subject.meta.get("title") or (subject.document.outline.title and subject.document.outline.title.plain)
        found["title"] = f"{type}: {title or subject.document.path}"
        version = subject.meta.get("version") or subject.meta.get("release")
        if isinstance(version, str):
            found["version"] = version
    return {**found, **values}


def forms(type: str, subject: Subject) -> str:
    """The checklist and the table of checks that a record of this type copies out of its document, as Markdown."""
    parts: dict[str, str] = {}
    for gate in subject.kind.gates.values():
        for criterion in gate.criteria:
            if criterion.options.get("type") != type:
                continue
            for option, heading, make in (("ticks", "Checklist", _checklist), ("results", "Results", _results)):
                section = subject.structure.found.get(str(criterion.options.get(option)))
                body = make(section) if section else ""
                if body:
                    parts[heading] = body
    return "".join(f"\n## {heading}\n\n{body}\n" for heading, body in parts.items())


def _checklist(section: Section) -> str:
    items = [block for block in section.all_blocks() if block.kind == "item" and block.checked is not None]
    return "\n".join(f"- [ ] {item.children[0].plain}" for item in items if item.children)


def _results(section: Section) -> str:
    rows = [row for table in section.find("table") for row in table.children[1:] if row.children]
    names = [row.children[0].plain.replace("|", "\\|") for row in rows]
    return "\n".join(["| Check | Result |", "|---|---|", *(f"| {name} |  |" for name in names)]) if names else ""
