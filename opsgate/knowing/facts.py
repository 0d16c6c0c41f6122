"""What the world outside the documents says: files, git, the clock. Nothing else asks them."""

import datetime
import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

_PRUNED = frozenset({"node_modules", "__pycache__", "site-packages", "venv", "target", "dist", "build"})
_GIT = ("git", "-c", "core.quotepath=off", "-c", "core.fsmonitor=false")


def today() -> datetime.date:
    """The day in UTC."""
    return datetime.datetime.now(datetime.UTC).date()


def list_files(root: Path) -> list[str]:
    """Sorted paths, with ``/``, of the files that git tracks or would track; without git, of all but hidden ones."""
    listed = _git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = set(listed.decode("utf-8", "surrogateescape").split("\0")) if listed is not None else set(_walk(root))
    return sorted(name for name in names if name and _is_there(root, name))


def _is_there(root: Path, name: str) -> bool:
    """Whether a name is a file of its own: a link into the repository is its target, one out of it is not ours."""
    path = root / name
    try:
        if stat.S_ISLNK(os.lstat(path).st_mode):
            return not path.exists()  # a loop, or a target that is not there: whoever reads it will say so
    except OSError:
        return False
    return True


def _git(root: Path, *arguments: str) -> bytes | None:
    """Output of a git command, or None where there is no git or no repository."""
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run([*_GIT, *arguments], cwd=root, env=environment, capture_output=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _PRUNED and not name.startswith("."))
        below = Path(folder).relative_to(root)
        for name in files:
            yield (below / name).as_posix()
