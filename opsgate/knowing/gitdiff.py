"""What differs between two states of a repository: a revision, the index, the files on disk."""

import posixpath
from collections.abc import Iterable
from typing import NamedTuple

from opsgate.knowing.gitlog import Git, names, text

_HOW = (
    "--raw",
    "-z",
    "-M",
    "--no-abbrev",
    "--no-relative",
    "--ignore-submodules=all",
    "--no-ext-diff",
    "--no-textconv",
)


class Differs(NamedTuple):
    """A file in two states: its names and its blobs, empty where it is not there.

    Names are relative to the root; those of files elsewhere in the repository begin with ``../``. The blob after is
    empty too where it is not known: git names none for a file on disk.
    """

    old: str
    new: str
    before: str
    after: str


def differences(git: Git, base: str, *, staged: bool) -> list[list[str]] | None:
    """The fields of ``Differs`` from a commit (by its whole name) to the index, or to the files on disk.

    Untracked files that are not ignored are there on disk, and not in the index. None where git cannot tell.
    """
    return _changed(git, (*_HOW, *(("--cached",) if staged else ()), base), untracked=not staged)


def unstaged(git: Git) -> list[list[str]] | None:
    """The fields of ``Differs`` from the index to the files on disk, untracked ones included."""
    return _changed(git, (*_HOW, "--no-renames"), untracked=True)


def _changed(git: Git, how: Iterable[str], *, untracked: bool) -> list[list[str]] | None:
    prefix = git.out("rev-parse", "--show-prefix")
    listed = git.out("diff", *how, "--")
    others = git.out("ls-files", "-z", "--others", "--exclude-standard") if untracked else b""
    if prefix is None or listed is None or others is None:
        return None
    root = text(prefix).removesuffix("\n").rstrip("/") or "."
    found = [[*(name and posixpath.relpath(name, root) for name in item[:2]), *item[2:]] for item in entries(listed)]
    return [*found, *(["", name, "", ""] for name in names(others))]


def entries(raw: bytes) -> list[list[str]]:
    """Entries of ``git diff --raw -z``; a type change or a conflict counts as a change."""
    found = []
    tokens = iter(raw.split(b"\0"))
    for token in tokens:
        if not token.startswith(b":"):
            continue
        _, _, before, after, status = text(token).split()
        old = text(next(tokens, b""))
        new = text(next(tokens, b"")) if status[:1] in "RC" else old
        gone, copied = status.startswith("D"), status.startswith(("A", "C"))
        found.append(["" if copied else old, "" if gone else new, *map(_blob, (before, after))])
    return found


def _blob(name: str) -> str:
    return "" if set(name) == {"0"} else name


def empty_tree(git: Git) -> str | None:
    """The name of the tree without a file, which is known in every repository."""
    found = git.out("hash-object", "-t", "tree", "--stdin") if git.in_git() else None
    return text(found).strip() if found else None


def merge_base(git: Git, one: str, other: str) -> str | None:
    """The newest commit that two commits both come from."""
    found = git.out("merge-base", one, other)
    return text(found).split("\n")[0] if found else None


def moved(changes: Iterable[Differs]) -> dict[str, str]:
    """Old name to new name of the files that were moved."""
    return {change.old: change.new for change in changes if change.old and change.new and change.old != change.new}
