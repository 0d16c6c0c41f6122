"""A case: files, and all that a check run says of them, every rule switched on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from opsgate.doors.api import Options, check, setup
from opsgate.words.finding import Finding
from tests.repo import Repo, line

THERE = tuple(
    f"docs/{name}"
    for name in "a.md b.md c.md d.md e.md alerts.md here.md x.md a.png c.png d.png b.jpg b/c.png gate.png".split()
)
"""Files of no kind that cases link to; not there where a case maps paths to kinds."""


@dataclass(frozen=True)
class Case:
    """``expected`` holds a line for each finding, its hint in brackets behind it."""

    name: str
    files: Mapping[str, str]
    expected: list[str]
    options: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name

    def run(self, repo: Repo) -> list[str]:
        if not any("[kinds]" in str(text) for text in self.files.values()):
            repo.write(dict.fromkeys(THERE, ""))
        project = setup(repo.write(self.files).root)
        if project.findings:
            return list(map(said, project.findings))
        return list(map(said, check(project, options=Options(**self.options)).open))  # type: ignore[arg-type]


def said(finding: Finding) -> str:
    """A finding with its hint and the places that it refers to."""
    see = "".join(f" (see {r.region.path}:{r.region.start.line}:{r.region.start.column})" for r in finding.related)
    return f"{line(finding)}{see}" + (f" [{finding.hint}]" if finding.hint else "")


def runbook(front: str = "", body: str = "", *, title: str = "Gate") -> dict[str, str]:
    """A runbook that has what `hobby` asks for, with further front matter and sections."""
    head = f"---\nkind: runbook\ntitle: {title}\nservice: gate-api\n{front}---\n\n# Gate\n\n"
    return {"docs/gate.md": f"{head}{PROCEDURES}{body}"}


PROCEDURES = "## Procedures\n\n### Start\n\n1. Turn the key.\n\n### Stop\n\n1. Turn it back.\n"


def backup(rows: str, front: str = "") -> dict[str, str]:
    """A backup register that has what `hobby` asks for, around the given text of its first section."""
    head = f"---\nkind: backup-dr\ntitle: Backups\n{front}---\n\n# Backups\n\n## Assets\n\n"
    return {"docs/backup.md": f"{head}{rows}\n{STEPS}"}


STEPS = "## Backup steps\n\n1. Copy it.\n\n## Restore steps\n\n1. Copy it back.\n"
