"""Documents, and what fixing makes of them."""

from pathlib import Path

from opsgate.doors.api import setup
from opsgate.running.fix import Mended, Mender
from opsgate.running.work import Job
from tests.repo import Repo

HEAD = "---\nkind: runbook\ntitle: Pump\nservice: pump\n---\n\n# Pump\n\n"
"""The head of a runbook without a fault that could be fixed."""


def mender(root: Path, *, unsafe: bool = False, select: tuple[str, ...] = (), level: str = "hobby") -> Mender:
    project = setup(root)
    assert project.findings == ()
    return Mender(Job(project.config, project.kinds, level, select), unsafe=unsafe)  # type: ignore[arg-type]


def mend(root: Path, text: str | bytes, *select: str, unsafe: bool = False, level: str = "hobby") -> Mended:
    """What fixing makes of a document, ``docs/a.md``."""
    data = text if isinstance(text, bytes) else text.encode()
    return mender(root, unsafe=unsafe, select=select, level=level).mend("docs/a.md", data)


def fixed(root: Path, text: str, *select: str, unsafe: bool = False, level: str = "hobby") -> str:
    """The text after fixing; nothing may be dropped, and fixing again changes nothing."""
    done = mend(root, text, *select, unsafe=unsafe, level=level)
    assert [(one.finding.name, one.reason) for one in done.dropped] == []
    again = mend(root, done.after, *select, unsafe=unsafe, level=level)
    assert (again.after, again.fixed) == (done.after, [])
    return done.after.decode()


def reasons(done: Mended) -> list[tuple[str, str]]:
    """Rule and reason of the fixes that were dropped."""
    return [(one.finding.name, one.reason) for one in done.dropped]


def read(repo: Repo, path: str) -> bytes:
    return (repo.root / path).read_bytes()
