"""The history of files as plain data: which commit changed what, and by which name a file goes today.

Names are relative to the project's root, with ``/``; a file of the repository that lies out of the root has its name
from the top of the repository, with a ``/`` in front.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from opsgate.knowing.gitlog import IGNORE_REVS, Git, ignored, is_sha, text

LARGEST = 2 * 1024 * 1024
"""Bytes; what a blob of more holds is not asked for."""

_HOW = ("-c", "--raw", "-z", "--no-abbrev", "--no-relative", "--no-ext-diff", "--no-textconv", "--no-color")
_FORM = ("--date=short", "--format=%H %cd")
_RENAMES = ("-M", "-l200")
_EXACT_RENAMES = ("-M100%",)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BLOB = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64}) blob ([0-9]+)")


class Change(NamedTuple):
    """What a commit did to a file: its names before and after, and the blobs (zeros where there was none)."""

    old: str
    new: str
    before: str
    after: str


class Commit(NamedTuple):
    """A commit: its day by the committer's own calendar (empty if that is no date), and what it changed.

    One that ``.git-blame-ignore-revs`` lists does not count: it moves files, and changes nothing.
    """

    sha: str
    day: str
    counts: bool
    changes: tuple[Change, ...]


def history(git: Git, head: str, skip: int, count: int) -> list[list[Any]] | None:
    """So many commits before ``head`` and itself, newest first, the first ones skipped: the fields of ``Commit``.

    A merge changes what differs from all its parents. None where git cannot tell, as in a shallow clone. Where blobs
    are missing (a partial clone), only files that were moved unchanged are known to be moved.
    """
    if not is_sha(head) or not git.in_git() or git.shallow():
        return None
    prefix = git.out("rev-parse", "--show-prefix")
    which = (*_HOW, *_FORM, f"--skip={skip}", f"--max-count={count}", head, "--")
    listed = git.out("log", *_RENAMES, *which)
    if listed is None:
        listed = git.out("log", *_EXACT_RENAMES, *which)
    if listed is None or prefix is None:
        return None
    passed_over = git.out("cat-file", "blob", f"{head}:{IGNORE_REVS}") or b""
    names = frozenset(text(ignored(passed_over)).split())
    return commits(listed, text(prefix).removesuffix("\n"), names)


def commits(raw: bytes, prefix: str, passed_over: Collection[str] = ()) -> list[list[Any]]:
    """The fields of ``Commit`` of ``git log --raw -z --format='%H %cd'``, names below ``prefix`` without it.

    Names follow an entry that begins with a colon, so no file name can pass for a commit.
    """

    def name(token: bytes) -> str:
        path = text(token)
        return path.removeprefix(prefix) if path.startswith(prefix) else f"/{path}"

    found: list[list[Any]] = []
    tokens = iter(raw.split(b"\0"))
    for token in tokens:
        line = token.lstrip(b"\n")
        if line.startswith(b":"):
            before, after, moved = _entry(text(line))
            old = name(next(tokens, b""))
            new = name(next(tokens, b"")) if moved else old
            if found and after:
                found[-1][3].append([old, new, before, after])
        elif line:
            sha, _, day = text(line).partition(" ")
            found.append([sha, day if _DAY.fullmatch(day) else "", sha not in passed_over, []])
    return found


def _entry(line: str) -> tuple[str, str, bool]:
    """Blob before (by the first parent), blob after, and whether two names follow; empty blobs for what is no entry.

    ``:mode mode blob blob status``; a merge has a colon, a mode and a blob more for each further parent.
    """
    parents = len(line) - len(line.lstrip(":"))
    words = line.split()
    if len(words) != 2 * parents + 3:
        return "", "", False
    return words[parents + 1], words[-2], parents == 1 and words[-1][0] in "RC"


def blobs(git: Git, names: Iterable[str]) -> dict[str, bytes]:
    """What blobs hold, by name; those that are not there, no blobs, or larger than LARGEST are absent."""
    wanted = [name for name in dict.fromkeys(names) if is_sha(name) and set(name) != {"0"}]
    if not wanted:
        return {}
    sizes = git.out("cat-file", "--batch-check", given=_lines(wanted)) or b""
    small = [text(match[1]) for match in map(_BLOB.fullmatch, sizes.split(b"\n")) if match and int(match[2]) <= LARGEST]
    return dict(_contents(git.out("cat-file", "--batch", given=_lines(small)) or b"")) if small else {}


def _lines(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode()


def _contents(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Names and contents of ``git cat-file --batch``."""
    at = 0
    while (end := raw.find(b"\n", at)) >= 0:
        match = _BLOB.fullmatch(raw[at:end])
        size = int(match[2]) if match else -1
        if match:
            yield text(match[1]), raw[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


class Touch(NamedTuple):
    """A change of a file by the commit of that number, HEAD being 0.

    ``other`` is the name on the other side of a move that changed nothing else, empty for any other change.
    """

    at: int
    other: str = ""


class Version(NamedTuple):
    """What a commit (by its number) made of a document: the blobs before and after."""

    at: int
    before: str
    after: str


class Trail:
    """What became of each file, newest commit first, under the name that it has today or had when it was deleted.

    ``days`` are the days of the commits that were walked; one without a date has that of the commit before it here.

    Names are followed back through renames in the order in which git lists commits: in a history of many branches
    that is the order of time, so a file that two branches moved at once may be followed along one of them only.
    """

    def __init__(self, documents: Collection[str]) -> None:
        self.days: list[str] = []
        self.touches: dict[str, list[Touch]] = {}
        self.versions: dict[str, list[Version]] = {}
        self._documents = documents
        self._today: dict[str, str] = {}

    def extend(self, older: Iterable[Commit]) -> None:
        """Go further back."""
        for commit in older:
            at, moved = len(self.days), {}
            self.days.append(commit.day or (self.days[-1] if self.days else ""))
            for old, new, before, after in commit.changes:
                name = self._today.get(new, new)
                if old != new:
                    moved[old] = name
                if commit.counts:
                    self._touch(at, name, old if old != new else "", before != after)
                if name in self._documents and before != after and (commit.counts or not before.strip("0")):
                    self.versions.setdefault(name, []).append(Version(at, before, after))
            self._today.update(moved)

    def _touch(self, at: int, name: str, old: str, changed: bool) -> None:
        if changed or old:
            self.touches.setdefault(name, []).append(Touch(at, "" if changed else old))
        if old:
            self.touches.setdefault(old, []).append(Touch(at, name))
