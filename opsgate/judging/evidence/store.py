"""Evidence files: found inside the repository or the configured folders, bounded, and remembered by digest."""

import hashlib
import os
import posixpath
import stat
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from opsgate.judging.evidence.trouble import Absent, Unreadable

T = TypeVar("T")

MAX_READ = 50 * 1024 * 1024
_CHUNK = 1024 * 1024
_LFS = b"version https://git-lfs.github.com/spec/v1"


class Evidence:
    """The files that a verdict rests on.

    Paths start at ``root`` and use ``/``. ``inputs`` holds the SHA-256 (64 hex digits) of every file that was opened,
    by its path in plain form (``a/b`` for ``./a//b``).
    A digest is taken of a file of any size; no more than ``MAX_READ`` bytes are ever read into memory.
    """

    def __init__(self, root: Path, folders: Sequence[str] = ()) -> None:
        self.root = root
        self.inputs: dict[str, str] = {}
        self._allowed = [root, *(Path(os.path.normpath(root / folder)) for folder in folders)]
        self._parsed: dict[tuple[str, Callable[[bytes], Any]], Any] = {}

    def locate(self, path: str) -> Path:
        """The file itself. Raises Unreadable for one that is not there, not a file, or not where evidence may be."""
        if "\0" in path or "\\" in path or "://" in path or not path.strip():
            raise Unreadable(
                f"`{path}` is no path of a file in the repository", "write a path such as `evidence/unit.xml`"
            )
        absolute = Path(os.path.normpath(self.root / path))
        allowed = next((folder for folder in self._allowed if absolute.is_relative_to(folder)), None)
        if PurePosixPath(path).is_absolute() or allowed is None:
            raise Unreadable(
                f"`{path}` lies outside the repository", "copy it in, or add its folder to `[evidence] folders`"
            )
        if ".git" in absolute.relative_to(allowed).parts:
            raise Unreadable(f"`{path}` lies in git's own folder", "name a file that is part of the repository")
        self._walk(path, allowed, absolute.relative_to(allowed).parts)
        return absolute

    def _walk(self, path: str, folder: Path, parts: Sequence[str]) -> None:
        """Go down a path name by name: exact case, no links, a regular file at its end."""
        for index, name in enumerate(parts):
            if name not in _names(folder):
                other = next((item for item in _names(folder) if item.casefold() == name.casefold()), None)
                hint = f"it is written `{other}`" if other else "make it, or mend the path"
                kind = Unreadable if other else Absent
                raise kind(f"`{path}` does not exist", hint)
            folder = folder / name
            mode = folder.lstat().st_mode
            if stat.S_ISLNK(mode):
                raise Unreadable(f"`{path}` goes through the symbolic link `{name}`", "name the file itself")
            if index == len(parts) - 1 and not stat.S_ISREG(mode):
                kind, what = (Absent, "a folder") if stat.S_ISDIR(mode) else (Unreadable, "no regular file")
                raise kind(f"`{path}` is {what}", "name one file")
        if not parts:
            raise Absent(f"`{path}` is a folder", "name one file")

    def exists(self, path: str) -> bool:
        """Whether there is such a file where evidence may be."""
        try:
            self.locate(path)
        except Unreadable:
            return False
        return True

    def sha256(self, path: str) -> str:
        """SHA-256 of a file of any size, as 64 hex digits. Raises Unreadable."""
        plain = posixpath.normpath(path)
        if plain not in self.inputs:
            digest = hashlib.sha256()
            try:
                with self.locate(path).open("rb") as file:
                    head = file.read(_CHUNK)
                    _refuse_pointer(path, head)
                    digest.update(head)
                    while chunk := file.read(_CHUNK):
                        digest.update(chunk)
            except OSError as error:
                raise Unreadable(f"`{path}` cannot be read: {error.strerror or error}", word="unknown") from error
            self.inputs[plain] = digest.hexdigest()
        return self.inputs[plain]

    def read(self, path: str, limit: int = MAX_READ) -> bytes:
        """The bytes of a file. Raises Unreadable, with ``unknown``, for one that is larger than ``limit`` bytes."""
        file = self.locate(path)
        size = file.stat().st_size
        if size > limit:
            raise Unreadable(
                f"`{path}` has {size / 1024 / 1024:,.0f} MiB, more than the {limit // 1024 // 1024} MiB that are read",
                "split it, or keep only what the gate needs",
                word="unknown",
            )
        digest = self.sha256(path)
        try:
            with file.open("rb") as stream:
                data = stream.read(limit + 1)
        except OSError as error:
            raise Unreadable(f"`{path}` cannot be read: {error.strerror or error}", word="unknown") from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise Unreadable(f"`{path}` changed while it was read", "run again", word="unknown")
        return data

    def parsed(self, path: str, reader: Callable[[bytes], T]) -> T:
        """What ``reader`` makes of a file, made once. Raises Unreadable with the file's path and line in its reason."""
        if (path, reader) not in self._parsed:
            data = self.read(path)
            try:
                self._parsed[path, reader] = reader(data)
            except Unreadable as error:
                raise Unreadable(
                    f"{path}:{error.line}: {error.reason}", error.hint, error.line, word=error.word
                ) from error
        found: T = self._parsed[path, reader]
        return found


def _names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return []


def _refuse_pointer(path: str, head: bytes) -> None:
    if head.startswith(_LFS):
        raise Unreadable(
            f"`{path}` is a pointer of Git LFS, not the file", f"git lfs pull --include {path}", word="unknown"
        )
