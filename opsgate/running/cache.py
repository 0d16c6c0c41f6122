"""Outcomes of an earlier run, by content: a file that has not changed is not read again.

One file a setup, read at once, written whole: three lines a file, each JSON by itself, so that a card is not read
before somebody asks for it. It is input like any other: whatever in it is not of the right form makes all of it be
ignored, and gates never look at it.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from opsgate import __version__
from opsgate.running.outcome import Outcome, from_plain, to_plain

FOLDER = ".opsgate_cache"
_KEPT = 4
_PATH = re.compile(r'\["((?:[^"\\]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*)",')
Kept: TypeAlias = tuple[str, str, str]
"""The lines of a file in the cache: path, content and outcome; the front and the body of its card."""

_PACKAGE = Path(__file__).resolve().parents[1]


def digest(data: bytes) -> str:
    """Name of a content."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


class Cache:
    """Outcomes by path and content, for one setup of rules, kinds and options."""

    def __init__(self, root: Path, setup: Iterable[object]) -> None:
        key = digest(json.dumps([__version__, _code(), *setup], sort_keys=True, default=str).encode())
        self._file = root / FOLDER / f"findings-{key[:16]}.jsonl"
        self._old = self._read()
        self._new: dict[str, Kept] = {}

    def get(self, path: str, content: str) -> Outcome | None:
        """The outcome of a file with this content, or None."""
        kept = self._old.get(path)
        if kept is None:
            return None
        try:
            name, was, plain = json.loads(kept[0])
            outcome = from_plain(path, plain, kept[1], kept[2]) if (name, was) == (path, content) else None
        except (TypeError, ValueError, RecursionError):
            self._old = {}
            return None
        if outcome is not None:
            self._new[path] = kept
        return outcome

    def put(self, path: str, content: str, outcome: Outcome) -> None:
        """Keep an outcome, if it follows from the content alone."""
        if outcome.alone and content:
            card = outcome.card
            head = json.dumps([path, content, to_plain(outcome)], ensure_ascii=False, separators=(",", ":"))
            self._new[path] = (head, card.front, card.body) if card else (head, "", "")

    def save(self) -> None:
        """Write the outcomes of this run; a cache that cannot be written is no fault."""
        if self._new == self._old:
            return
        temporary = self._file.with_suffix(f".{os.getpid()}")
        try:
            self._file.parent.mkdir(exist_ok=True)
            (self._file.parent / ".gitignore").write_text("*\n", "utf-8")
            with temporary.open("w", encoding="utf-8", newline="\n") as file:
                for kept in self._new.values():
                    file.write("\n".join(kept) + "\n")
            temporary.replace(self._file)
            for stale in sorted(self._file.parent.glob("findings-*"), key=_age)[:-_KEPT]:
                stale.unlink(missing_ok=True)
        except (OSError, UnicodeError):
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _read(self) -> dict[str, Kept]:
        try:
            lines = self._file.read_text("utf-8").split("\n")
        except (OSError, ValueError):
            return {}
        heads = lines[:-1:3]
        paths = [match[1] for match in map(_PATH.match, heads) if match]
        if len(lines) != 3 * len(heads) + 1 or len(paths) != len(heads):
            return {}
        kept = zip(heads, lines[1::3], lines[2::3], strict=True)
        return dict(zip(map(_unquoted, paths), kept, strict=True))


def _unquoted(path: str) -> str:
    """The path of a JSON string without its quotes; most hold no escape."""
    return str(json.loads(f'"{path}"')) if "\\" in path else path


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _code() -> list[list[object]]:
    """Which opsgate this is, down to an edited file in a checkout."""
    found = []
    for folder in (_PACKAGE, _PACKAGE.parent / "schemas"):
        for directory, _, files in os.walk(folder):
            for name in files:
                if name.endswith((".py", ".yaml", ".json")):
                    status = os.stat(f"{directory}/{name}")  # noqa: PTH116 - a hundred of these, every run
                    found.append([name, status.st_mtime_ns, status.st_size])
    return sorted(found, key=str)
