"""A small repository to check, and what checking it says."""

from collections.abc import Mapping
from pathlib import Path

from opsgate.doors.api import Options, Report, check, setup
from opsgate.words.finding import Finding


class Repo:
    """Files in a folder of their own; nothing in it is in git unless a test says so."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, files: Mapping[str, str | bytes]) -> "Repo":
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self

    def check(self, *paths: str, **options: object) -> Report:
        project = setup(self.root)
        assert project.findings == (), [line(finding) for finding in project.findings]
        return check(project, paths, Options(**options), base=self.root)  # type: ignore[arg-type]

    def lines(self, *paths: str, **options: object) -> list[str]:
        """Findings that count, a line each."""
        return [line(finding) for finding in self.check(*paths, **options).open]


def line(finding: Finding) -> str:
    """A finding as the terminal shows it, without its hint."""
    at = finding.region.start
    return f"{finding.path}:{at.line}:{at.column}: {finding.severity} {finding.rule} {finding.name}: {finding.message}"
