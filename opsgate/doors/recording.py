"""What ``attest`` and ``approve`` share: the document, the world around it, and writing one entry."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from opsgate.doors.project import Setup
from opsgate.edges.bookkeeping import approved, approved_beside, attested, attested_beside, rewrite
from opsgate.judging.here import World
from opsgate.judging.identity import NAMESPACE, payload
from opsgate.knowing.corpus import Reader, named_paths
from opsgate.knowing.facts import Facts, today
from opsgate.knowing.ledger import sidecar_path
from opsgate.knowing.subject import Subject
from opsgate.running.base import head_policy
from opsgate.running.gates import Judge
from opsgate.running.gating import Ask, GateRun
from opsgate.running.signing import Entry
from opsgate.words.errors import OpsgateError


@dataclass(frozen=True)
class Desk:
    """A document about to be attested or approved, and everything that the entry is bound to."""

    judge: Judge
    subject: Subject
    root: Path
    sidecar: bool

    @property
    def world(self) -> World:
        return self.judge.world

    @property
    def ledger(self) -> str:
        """The file that the entry goes into."""
        path = self.subject.document.path
        return sidecar_path(path) if self.sidecar else path

    def signed(self, entry: Entry, about: str, key: Path | None) -> Entry:
        """The entry with an SSH signature over it, where a key is given."""
        if key is None:
            return entry
        content = payload(self.subject.document.path, about, entry)
        return {**entry, "signature": self.world.facts.ssh_sign(content, key, NAMESPACE)}

    def attest(self, stage: str, criterion: str, entry: Entry) -> None:
        """Write an attestation, and nothing else."""
        path = self.subject.document.path
        self._write(
            lambda text: attested_beside(text, path, stage, criterion, entry),
            lambda text: attested(text, stage, criterion, entry),
        )

    def approve(self, entry: Entry) -> None:
        """Write an approval, and nothing else."""
        path = self.subject.document.path
        self._write(lambda text: approved_beside(text, path, entry), lambda text: approved(text, entry))

    def _write(self, beside: Callable[[str], str], inside: Callable[[str], str]) -> None:
        file = self.root / self.ledger
        file.parent.mkdir(parents=True, exist_ok=True)
        rewrite(file, beside if self.sidecar else inside)


def desk(project: Setup, document: str, on: datetime.date | None, base: Path | None = None) -> Desk:
    """The desk for a document. Raises OpsgateError for a file that is none of the project's documents."""
    config, kinds = project.config, project.kinds
    if ((base or Path.cwd()) / document).is_dir():
        raise OpsgateError(f"`{document}` is a folder, and a word is about one document")
    reader = Reader(config, kinds)
    listed = reader.paths()
    named = named_paths(config.root, [document], base or Path.cwd(), listed)
    facts = Facts(config.root)
    policy = head_policy(config)
    day = today(config.data.get("timezone"))
    run = GateRun(config, kinds, policy, policy, facts, day, sorted({*listed, *named}), Ask(as_of=on))
    judge = run.judge()
    subject = judge.world.library.by_path.get(named[0]) if len(named) == 1 else None
    if subject is None:
        raise OpsgateError(f"`{document}` is no document of any kind; see `opsgate explain {document}`")
    if not subject.document.whole or subject.document.front.faults:
        raise OpsgateError(f"`{document}` cannot be read as it is; run `opsgate check {document}` first")
    return Desk(judge, subject, config.root, policy.sidecar or subject.document.front.block is None)
