"""The files of a project: what git tracks or would track, and what lies on disk."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from opsgate.knowing import gitlog
from opsgate.knowing.facts import run_program
from opsgate.knowing.gitlog import Git

_PRUNED = frozenset({"node_modules", "__pycache__", "site-packages", "venv", "target", "dist", "build"})


def list_files(root: Path) -> list[str]:
    """Sorted paths, with ``/``, of the files that git tracks or would track; without git, of all but hidden ones."""
    listed = Git(root, run_program).out("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = set(gitlog.names(listed)) if listed is not None else set(_walk(root))
    return sorted(name for name in names if _is_there(root, name))


def every_file(root: Path) -> list[str]:
    """Sorted paths of all files, those that git ignores too; folders of tools and hidden ones are left out."""
    return sorted({*list_files(root), *_walk(root)})


def _is_there(root: Path, name: str) -> bool:
    """Whether a name is a file of its own: a link into the repository is its target, one out of it is not ours."""
    path = root / name
    try:
        if stat.S_ISLNK(os.lstat(path).st_mode):
            return not path.exists()  # a loop, or a target that is not there: whoever reads it will say so
    except OSError:
        return False
    return True


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _PRUNED and not name.startswith("."))
        below = Path(folder).relative_to(root)
        for name in files:
            yield (below / name).as_posix()
