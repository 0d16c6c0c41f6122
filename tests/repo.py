"""A small repository to check, and what checking it says."""

import datetime
import os
import subprocess
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from opsgate.doors.api import Ask, Options, Report, Verdict, check, gate, setup
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

    def commit(self, message: str = "change", *, mail: str = "sam@example.org", day: str = "2026-11-01") -> "Repo":
        """Commit everything; the folder becomes a repository at the first time."""
        when = f"{day}T12:00:00+00:00"
        names = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
                 for what, value in (("NAME", "somebody"), ("EMAIL", mail), ("DATE", when))}  # fmt: skip
        git = partial(subprocess.run, cwd=self.root, env={**os.environ, **names}, check=True, capture_output=True)
        if not (self.root / ".git" / "HEAD").exists():
            git(["git", "init", "--quiet", "--initial-branch=main"])
        git(["git", "add", "--all"])
        git(["git", "commit", "--quiet", "--allow-empty", "--message", message])
        return self

    def git(self, *arguments: str) -> str:
        """What git prints in the folder."""
        done = subprocess.run(["git", *arguments], cwd=self.root, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def gate(
        self,
        *paths: str,
        as_of: str = "2026-11-22",
        policy_from: str | None = None,
        allow_empty: bool = False,
        **options: object,
    ) -> Verdict:
        """The verdict of a gate run, judged as of the given day."""
        project = setup(self.root)
        assert project.findings == (), [line(finding) for finding in project.findings]
        ask = Ask(as_of=datetime.date.fromisoformat(as_of), **options)  # type: ignore[arg-type]
        return gate(project, paths, ask, policy_from=policy_from, allow_empty=allow_empty, base=self.root)

    def criterion(self, document: str, name: str, **options: object) -> str:
        """What became of a criterion such as ``exit/drill-passed``: verdict, place, reason."""
        stage, _, id = name.partition("/")
        verdict = self.gate(allow_empty=True, **options)  # type: ignore[arg-type]
        found = [decided for gate in verdict.gates if (gate.document, gate.gate) == (document, stage)
                 for decided in gate.criteria if decided.criterion.id == id]  # fmt: skip
        assert len(found) == 1, [gate.document for gate in verdict.gates]
        at = found[0].region
        return f"{found[0].verdict} {at.path}:{at.start.line}:{at.start.column} {found[0].reason}"

    def lines(self, *paths: str, **options: object) -> list[str]:
        """Findings that count, a line each."""
        return [line(finding) for finding in self.check(*paths, **options).open]


def line(finding: Finding) -> str:
    """A finding as the terminal shows it, without its hint."""
    at = finding.region.start
    return f"{finding.path}:{at.line}:{at.column}: {finding.severity} {finding.rule} {finding.name}: {finding.message}"
