"""What a release ships and what speaks for it: artifacts and evidence files, as its front matter names them."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from opsgate.judging.evidence.junit import Results, read_junit
from opsgate.judging.evidence.sarif import Scan, read_sarif
from opsgate.judging.evidence.trouble import Unreadable
from opsgate.judging.evidence.vex import Statement, read_json, read_vex
from opsgate.judging.here import Here, same_word
from opsgate.judging.said import Said, fails, unknown
from opsgate.knowing.subject import Subject
from opsgate.reading.values import TYPES, BadValue
from opsgate.words.place import Place

CHECKLIST = "release-checklist"
Found: TypeAlias = Results | Scan | tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Artifact:
    """A shipped file; ``path`` and ``signature`` start at the root, ``sha256`` has 64 hex digits; "" is nothing."""

    name: str
    path: str
    url: str
    sha256: str
    signature: str
    keys: tuple[str, int]

    @property
    def label(self) -> str:
        """What to call it in a sentence."""
        return self.path or self.url or self.name or f"artifact {self.keys[1] + 1}"

    @property
    def file_name(self) -> str:
        """The last part of its path, or of its address."""
        return posixpath.basename(self.path or self.url.partition("?")[0].partition("#")[0])


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the evidence; ``sha256`` is as written, None where nothing is."""

    path: str
    suite: str
    commit: str
    sha256: str | None
    place: Place


def from_root(said: object) -> str:
    """A path or a link in front matter as a path from the root of the repository; "" for what is no text."""
    if not isinstance(said, str):
        return ""
    try:
        link: Any = TYPES["link"].parse(said)
        text = str(link.target)
    except BadValue:
        text = said.strip()
    return text if not text or "://" in text or "\\" in text or "\0" in text else posixpath.normpath(text)


def sha256_of(said: object) -> str:
    """The 64 hex digits of a SHA-256 digest as written; "" for anything else."""
    try:
        found: Any = TYPES["digest"].parse(said) if isinstance(said, str) else None
    except BadValue:
        return ""
    return str(found.value) if found is not None and found.algorithm == "sha256" else ""


def _text(said: object) -> str:
    return said.strip() if isinstance(said, str) else ""


def artifacts(here: Here, key: str = "artifacts") -> list[Artifact]:
    """The artifacts of a release, those that are written wrongly too."""
    said = here.get(key)
    found = []
    for index, item in enumerate(said if isinstance(said, list) else ()):
        data = item if isinstance(item, dict) else {}
        path = from_root(data["path"]) if "path" in data else ""
        signature = from_root(data["signature"]) if "signature" in data else ""
        found.append(Artifact(_text(data.get("name")), path, _text(data.get("url")), sha256_of(data.get("sha256")),
                              signature, (key, index)))  # fmt: skip
    return found


def no_artifacts(here: Here, key: str) -> Said:
    """What is said where a release names nothing that it ships."""
    return unknown(here.place(key), f"`{key}` names no artifact, so nothing is judged",
                   f"list under `{key}` what is shipped, each with its `path` and `sha256`")  # fmt: skip


def entries(subject: Subject, key: str) -> list[Entry]:
    """The evidence files that a release names."""
    said = subject.meta.get(key)
    place = subject.document.place
    found = []
    for index, item in enumerate(said if isinstance(said, list) else [said] if isinstance(said, str) else ()):
        keys: tuple[str | int, ...] = (key, index) if isinstance(said, list) else (key,)
        if isinstance(item, dict):
            digest = item.get("sha256")
            stated = None if digest is None else str(digest)
            at = place(*keys, "path")
            found.append(
                Entry(from_root(item.get("path")), _text(item.get("suite")), _text(item.get("commit")), stated, at)
            )
        else:
            found.append(Entry(from_root(item), "", "", None, place(*keys)))
    return found


def read_result(data: bytes) -> Found:
    """Test results in JUnit's XML, a scan in SARIF, or statements in VEX: whichever a file's bytes hold."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return read_junit(data)
    whole = read_json(data)
    if isinstance(whole, dict) and ("runs" in whole or "sarif" in str(whole.get("$schema")).casefold()):
        return read_sarif(data)
    return read_vex(data)


def refused(error: Unreadable, place: Place, *, integrity: bool = False) -> Said:
    """What is said of a file that cannot be taken."""
    rule = "evidence-missing" if error.word == "fail" else ""
    return Said(error.word, error.reason, error.place or place, error.hint or "name another file", rule=rule,
                integrity=integrity)  # fmt: skip


def opened(here: Here, entry: Entry) -> Found | Said:
    """What an evidence file holds, or why it cannot be taken. One that is there and bad is beyond any waiver."""
    try:
        digest = here.world.evidence.sha256(entry.path)
        if entry.sha256 is not None and sha256_of(entry.sha256) != digest:
            reason = f"`{entry.path}` has the digest sha256:{digest}, and `{entry.sha256}` stands here"
            return fails(entry.place, reason, "put the file back, or write its digest", rule="digest-mismatch",
                         integrity=True)  # fmt: skip
        return here.read(entry.path, entry.place, read_result)
    except Unreadable as error:
        there = error.word == "fail" and here.world.evidence.exists(entry.path)
        return refused(error, entry.place, integrity=there)


def results(here: Here, key: str = "evidence") -> Iterator[tuple[Entry, Results]]:
    """The test results of a release that can be read."""
    for entry in entries(here.subject, key):
        found = opened(here, entry)
        if isinstance(found, Results):
            yield entry, found


def version_of(subject: Subject) -> str:
    """The version of a release as written: its ``release`` where it has no ``version``."""
    return _text(subject.meta.get("version")) or _text(subject.meta.get("release"))


def same_version(here: Here, one: str, other: str) -> bool:
    """Whether two texts name one version, compared as values where both are versions."""
    first, second = here.value(one, "version"), here.value(other, "version")
    return same_word(one, other) if first is None or second is None else bool(first == second)


def other_releases(here: Here) -> Iterator[Subject]:
    """The other release checklists that may be of the same product, whatever their status."""
    product = here.meta.get("product")
    for subject in here.world.library.of_kind(CHECKLIST):
        theirs = subject.meta.get("product")
        if subject is not here.subject and (product is None or theirs is None or same_word(product, theirs)):
            yield subject
