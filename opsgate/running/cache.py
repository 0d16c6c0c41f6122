"""Outcomes of an earlier run, by content: a file that has not changed is not read again.

One file a setup, read at once, written whole. It is input like any other: whatever in it is not of the right form
makes all of it be ignored, and gates never look at it.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from opsgate import __version__
from opsgate.running.outcome import Outcome, from_plain, to_plain

FOLDER = ".opsgate_cache"
_KEPT = 4
_PACKAGE = Path(__file__).resolve().parents[1]


def digest(data: bytes) -> str:
    """Name of a content."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


class Cache:
    """Outcomes by path and content, for one setup of rules, kinds and options."""

    def __init__(self, root: Path, setup: Iterable[object]) -> None:
        key = digest(json.dumps([__version__, _code(), *setup], sort_keys=True, default=str).encode())
        self._file = root / FOLDER / f"findings-{key[:16]}.json"
        self._old = self._read()
        self._new: dict[str, list[Any]] = {}

    def get(self, path: str, content: str) -> Outcome | None:
        """The outcome of a file with this content, or None."""
        kept = self._old.get(path)
        if not isinstance(kept, list) or len(kept) != 2 or kept[0] != content:
            return None
        try:
            outcome = from_plain(path, kept[1])
        except (TypeError, ValueError):
            self._old = {}
            return None
        self._new[path] = kept
        return outcome

    def put(self, path: str, content: str, outcome: Outcome) -> None:
        """Keep an outcome, if it follows from the content alone."""
        if outcome.alone and content:
            self._new[path] = [content, to_plain(outcome)]

    def save(self) -> None:
        """Write the outcomes of this run; a cache that cannot be written is no fault."""
        if self._new == self._old:
            return
        temporary = self._file.with_suffix(f".{os.getpid()}")
        try:
            self._file.parent.mkdir(exist_ok=True)
            (self._file.parent / ".gitignore").write_text("*\n", "utf-8")
            temporary.write_text(json.dumps(self._new, ensure_ascii=False, separators=(",", ":")), "utf-8")
            temporary.replace(self._file)
            for stale in sorted(self._file.parent.glob("findings-*.json"), key=_age)[:-_KEPT]:
                stale.unlink(missing_ok=True)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._file.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


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
