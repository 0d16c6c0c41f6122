"""The files of a Notion export, read so that no archive can do harm: zip in zip, or a folder already unzipped.

Nothing is written to disk but unnamed temporary files. A name is refused where it could lead anywhere but below the
export, or where nobody can say which file it means.
"""

import os
import re
import stat
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from opsgate.edges.output.paint import visible
from opsgate.words.errors import OpsgateError

MAX_MEMBERS = 100_000
MAX_BYTES = 1024**3
MAX_TEXT = 16 * 1024**2
MAX_RATIO = 200
MAX_NESTED = 3
MAX_DEPTH = 60
_SMALL = 10 * 1024**2
_PIECE = 1024**2
_PART = re.compile(r"(?:Export(?:Block)?-.*|.*\bPart-\d+)\.zip", re.IGNORECASE)
_LITTER = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)")
_ENTRY = b"PK\x01\x02"
_TOO_MANY = "{} holds more than {:,} files; export a part of the workspace"
_TROUBLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    struct.error,
)
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True)
class Member:
    """A file of the export: its path with ``/`` (Unicode form C), its size in bytes, and how to open it."""

    path: str
    size: int
    open: Callable[[], IO[bytes]] = field(repr=False)

    def pieces(self) -> Iterator[bytes]:
        """Its bytes, a piece at a time. Raises OpsgateError where they cannot be read, or are more than was said."""
        left = self.size
        with _readable(self.path), self.open() as source:
            while piece := source.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise OpsgateError(f"{_shown(self.path)} in the export is larger than the archive says")
                yield piece
            if left:
                raise OpsgateError(f"{_shown(self.path)} in the export is cut short; export it again")

    def text(self) -> str:
        """Its text, which has to be UTF-8; a byte order mark is dropped, and U+FFFD stands for a NUL."""
        if self.size > MAX_TEXT:
            raise OpsgateError(
                f"{_shown(self.path)} has {_size(self.size)}; a page or database has at most {_size(MAX_TEXT)}"
            )
        try:
            return b"".join(self.pieces()).decode("utf-8-sig").replace("\0", "\ufffd")
        except UnicodeDecodeError as error:
            raise OpsgateError(
                f"{_shown(self.path)} is not UTF-8 at byte {error.start}, as all that Notion writes is; "
                "export again, or leave it out of the folder"
            ) from error


@dataclass(frozen=True)
class Archive:
    """All files of an export by path, in order; ``litter`` is what operating systems add, ``parts`` the zips inside."""

    members: dict[str, Member]
    litter: tuple[str, ...]
    parts: tuple[str, ...]


@contextmanager
def opened(source: Path) -> Iterator[Archive]:
    """The files of an export: a zip, with the zips of its parts, or a folder. They can be read until the block ends.

    Raises OpsgateError for what is no export, is damaged, or could do harm.
    """
    found: dict[str, Member] = {}
    litter: list[str] = []
    parts: list[str] = []
    with ExitStack() as stack:
        if source.is_dir():
            _Reader(stack, found, litter, parts).folder(source)
        elif source.is_file():
            _Reader(stack, found, litter, parts).read(source)
        else:
            raise OpsgateError(f"`{source}` does not exist; name the zip that Notion made")
        if not found:
            raise OpsgateError(f"`{source}` holds no files; export again as “Markdown & CSV”")
        yield Archive(dict(sorted(found.items())), tuple(sorted(litter)), tuple(sorted(parts)))


class _Reader:
    """Goes through a zip and the parts in it, and counts what all of them hold together."""

    def __init__(self, stack: ExitStack, found: dict[str, Member], litter: list[str], parts: list[str]) -> None:
        self._stack, self._found, self._litter, self._parts = stack, found, litter, parts
        self._bytes = self._count = 0

    def read(self, source: Path) -> None:
        with _readable(source.name):
            file = self._stack.enter_context(source.open("rb"))
        self._zip(file, source.name, source.stat().st_size, 1)

    def folder(self, source: Path) -> None:
        """Take in an unzipped export; parts that lie in it may still be zips."""
        for path, member in _of_folder(source):
            if _LITTER.fullmatch(path):
                self._litter.append(path)
            elif _PART.fullmatch(path):
                self._parts.append(path)
                self._zip(self._stack.enter_context(member.open()), path, member.size, 1)
            else:
                _add(self._found, path, member)

    def _zip(self, file: IO[bytes], name: str, size: int, depth: int) -> None:
        if depth > MAX_NESTED:
            raise OpsgateError(f"{_shown(name)} is a zip in a zip in a zip; Notion nests them once")
        with _readable(name):
            _refuse_crowds(name, file, size)
            archive = self._stack.enter_context(zipfile.ZipFile(file))
        files = [info for info in archive.infolist() if not info.is_dir()]
        self._count += len(archive.infolist())
        self._bytes += sum(info.file_size for info in files)
        _refuse_bombs(name, files, size, self._count, self._bytes)
        paths = [(_path(info), info) for info in archive.infolist()]
        only_zips = all("/" not in path and path.lower().endswith(".zip") for path, info in paths)
        for path, info in paths:
            if info.is_dir():
                continue
            if _LITTER.fullmatch(path):
                self._litter.append(path)
            elif "/" not in path and path.lower().endswith(".zip") and (only_zips or _PART.fullmatch(path)):
                self._parts.append(path)
                self._bytes -= info.file_size
                inner = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - closed by the stack
                for piece in _member(archive, path, info).pieces():
                    inner.write(piece)
                inner.seek(0)
                self._zip(inner, path, info.file_size, depth + 1)
            else:
                _add(self._found, path, _member(archive, path, info))


def _member(archive: zipfile.ZipFile, path: str, info: zipfile.ZipInfo) -> Member:
    return Member(path, info.file_size, lambda: archive.open(info))


def _add(found: dict[str, Member], path: str, member: Member) -> None:
    """Take a file in. The same file may come in two parts; two files of one name may not."""
    other = found.setdefault(path, member)
    if other is not member and (other.size != member.size or any(
        a != b for a, b in zip(other.pieces(), member.pieces(), strict=True)
    )):  # fmt: skip
        raise OpsgateError(f"two different files in the export are called {_shown(path)}; export again")


def _refuse_crowds(name: str, file: IO[bytes], size: int) -> None:
    """Refuse an archive whose list of files alone would fill the memory."""
    if size > MAX_BYTES:
        raise OpsgateError(f"{_shown(name)} has {_size(size)}, more than {_size(MAX_BYTES)}; export without files")
    count = 0
    while piece := file.read(_PIECE):
        count += piece.count(_ENTRY)
        if count > 2 * MAX_MEMBERS:
            raise OpsgateError(_TOO_MANY.format(_shown(name), MAX_MEMBERS))
    file.seek(0)


def _refuse_bombs(name: str, files: list[zipfile.ZipInfo], size: int, count: int, total: int) -> None:
    """Refuse an archive that unpacks to more than anybody exports. ``total`` counts the bytes of all archives."""
    if count > MAX_MEMBERS:
        raise OpsgateError(_TOO_MANY.format(_shown(name), MAX_MEMBERS))
    if total > MAX_BYTES:
        raise OpsgateError(
            f"{_shown(name)} unpacks to {_size(total)}, more than {_size(MAX_BYTES)}; "
            "export without files and images, or a part of the workspace"
        )
    unpacked = sum(info.file_size for info in files)
    if sum(info.compress_size for info in files) > size:
        raise OpsgateError(f"{_shown(name)} holds files that overlap each other: it is damaged or made to do harm")
    for info in files:
        if info.file_size > _SMALL and info.file_size > MAX_RATIO * max(1, info.compress_size):
            raise OpsgateError(f"{_shown(info.filename)} unpacks to {_size(info.file_size)}, "
                               f"more than {MAX_RATIO} times what it takes: that is a zip bomb")  # fmt: skip
    if unpacked > _SMALL and unpacked > MAX_RATIO * max(1, size):
        raise OpsgateError(f"{_shown(name)} unpacks to more than {MAX_RATIO} times its size: that is a zip bomb")


def _path(info: zipfile.ZipInfo) -> str:
    """The path of a member. Raises OpsgateError for one that must not be unpacked."""
    name = info.orig_filename
    if not info.flag_bits & 0x800 and not name.isascii():
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    mode = stat.S_IFMT(info.external_attr >> 16) if info.create_system == 3 else 0
    if mode == stat.S_IFLNK:
        raise _refused(name, "it is a symbolic link; Notion writes none")
    if mode not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _refused(name, "it is neither a file nor a folder")
    if info.flag_bits & 0x1:
        raise _refused(name, "it is encrypted; unpack it with its password, and name the folder instead of the zip")
    if info.compress_type not in _PLAIN:
        raise _refused(name, f"it is packed by a method ({info.compress_type}) that Notion does not use; zip it anew")
    return safe_path(name)


def safe_path(name: str) -> str:
    """A path of the export in Unicode form C. Raises OpsgateError for one that could lead anywhere else."""
    path = unicodedata.normalize("NFC", name)
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in path):
        raise _refused(name, "a control character stands in its name")
    if "\\" in path:
        raise _refused(name, "a backslash stands in its name, which some systems take for a folder; zip it anew")
    if path.startswith("/") or re.match(r"[A-Za-z]:(?:/|\Z)", path):
        raise _refused(name, "its name is absolute")
    parts = path.rstrip("/").split("/")
    if ".." in parts:
        raise _refused(name, "`..` in its name leads out of the export")
    if re.match(r"[A-Za-z]:", path):
        raise _refused(name, "its name begins with a drive letter")
    if len(parts) > MAX_DEPTH or max(map(len, parts)) > 1000:
        raise _refused(name, "its name is longer than any that Notion writes")
    return "/".join(part for part in parts if part not in ("", "."))


def _of_folder(source: Path) -> Iterator[tuple[str, Member]]:
    """The files of an unzipped export."""
    total = 0
    for count, path in enumerate(_walk(source)):
        status = path.lstat()
        name = path.relative_to(source).as_posix()
        if stat.S_ISLNK(status.st_mode):
            raise _refused(name, "it is a symbolic link; Notion writes none")
        if stat.S_ISDIR(status.st_mode):
            continue
        if not stat.S_ISREG(status.st_mode):
            raise _refused(name, "it is neither a file nor a folder")
        total += status.st_size
        if count > MAX_MEMBERS or total > MAX_BYTES:
            raise OpsgateError(f"`{source}` holds more than {MAX_MEMBERS:,} files or {_size(MAX_BYTES)}")
        clean = safe_path(name)
        yield clean, Member(clean, status.st_size, _opener(path))


def _walk(source: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(source, onerror=_raise):
        folders.sort()
        yield from (Path(folder) / name for name in (*folders, *sorted(files)))


def _raise(error: OSError) -> None:
    raise OpsgateError(f"`{error.filename}` cannot be read: {error.strerror}") from error


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb")


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Say in a sentence that a zip or a file in it cannot be read."""
    try:
        yield
    except _TROUBLE as error:
        raise OpsgateError(f"{_shown(name)} cannot be read: {visible(str(error)) or type(error).__name__}; "
                           "is it the zip that Notion made, downloaded to its end?") from error  # fmt: skip


def _refused(name: str, why: str) -> OpsgateError:
    return OpsgateError(f"nothing was imported: {_shown(name)} in the export is refused: {why}")


def _shown(name: str) -> str:
    return f"`{visible(name if len(name) <= 120 else f'{name[:60]}…{name[-40:]}')}`"


def _size(count: int) -> str:
    return f"{count / 1024**2:,.0f} MiB"
