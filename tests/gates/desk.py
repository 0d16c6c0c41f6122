"""Somebody's word, given with the code behind ``opsgate attest``."""

import datetime
from collections.abc import Sequence
from pathlib import Path

from opsgate.doors.api import setup
from opsgate.doors.recording import desk
from opsgate.running.signing import Word, attestation, find_criterion
from tests.repo import Repo


def say(
    repo: Repo, document: str, name: str, *, by: str = "@kim", on: str = "2026-11-20", evidence: Sequence[str] = (),
    expires: str | None = None, key: Path | None = None,
) -> Repo:  # fmt: skip
    """Record a word for a criterion such as ``exit/word``; nothing is committed."""
    day = datetime.date.fromisoformat(on)
    where = desk(setup(repo.root), document, day, repo.root)
    stage, found = find_criterion(where.subject, name)
    until = datetime.date.fromisoformat(expires) if expires else None
    entry = attestation(where.world, where.subject, name, Word(by, day, where.world.facts.head()), evidence, until)
    where.attest(stage, found.id, where.signed(entry, name, key))
    return repo
