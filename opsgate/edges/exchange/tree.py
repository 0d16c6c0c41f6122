"""Writing a whole tree of files, or nothing of it."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from opsgate.words.errors import OpsgateError

_SHOWN = 10


@dataclass(frozen=True)
class Output:
    """A file to write: its path below the folder, with ``/``, and its bytes a piece at a time."""

    path: str
    pieces: Callable[[], Iterable[bytes]]


def output(path: str, text: str) -> Output:
    """A text to write."""
    data = text.encode()
    return Output(path, lambda: (data,))


def in_the_way(root: Path, outputs: Iterable[Output]) -> list[str]:
    """Paths of outputs where something is already, or where a folder cannot be."""
    taken = []
    for output in outputs:
        path = root / output.path
        above = [folder for folder in path.parents if folder.is_relative_to(root)]
        blocked = next((folder for folder in above if os.path.lexists(folder) and not folder.is_dir()), None)
        if blocked is not None or os.path.lexists(path):
            taken.append((blocked or path).relative_to(root).as_posix() if blocked != root else ".")
    return sorted(set(taken))


def refuse_overwriting(root: Path, outputs: Sequence[Output]) -> None:
    """Raise OpsgateError where a file would be written over, or outside of the folder by a symbolic link in it."""
    taken = in_the_way(root, outputs)
    if taken:
        shown = ", ".join(f"`{(root / path).as_posix()}`" for path in taken[:_SHOWN])
        more = f" and {len(taken) - _SHOWN} more" if len(taken) > _SHOWN else ""
        raise OpsgateError(
            f"nothing was written: {shown}{more} {'is' if len(taken) == 1 else 'are'} there already; "
            "move what is there, or name another folder with --to"
        )
    real = root.resolve()
    for folder in sorted({(root / output.path).parent for output in outputs}):
        if not folder.resolve().is_relative_to(real):
            raise OpsgateError(f"nothing was written: `{folder.as_posix()}` is a symbolic link out of `{root}`")


def write_all(root: Path, outputs: Sequence[Output]) -> None:
    """Write files below a folder, which is made where it is missing: all of them, or none.

    They are written beside the folder first and then moved. Raises OpsgateError where one of them exists, cannot be
    read or cannot be written; everything is then as it was.
    """
    if not outputs:
        return
    refuse_overwriting(root, outputs)
    above = next(folder for folder in (root, *root.absolute().parents) if folder.is_dir())
    try:
        with tempfile.TemporaryDirectory(prefix=".opsgate-import-", dir=above) as name:
            stage = Path(name) / "tree"
            for output in outputs:
                path = stage / output.path
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as file:
                    for piece in output.pieces():
                        file.write(piece)
            _move(stage, root, outputs)
    except OSError as error:
        where = f"`{error.filename}`: " if error.filename else ""
        raise OpsgateError(f"nothing was written: {where}{error.strerror or error}") from error


def _move(stage: Path, root: Path, outputs: Sequence[Output]) -> None:
    with _undone_on_failure() as (made, moved):
        for output in outputs:
            target = root / output.path
            missing = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
            for folder in reversed(missing):
                folder.mkdir()
                made.append(folder)
            _move_one(stage / output.path, target)
            moved.append(target)


def _move_one(source: Path, target: Path) -> None:
    """Move a file to where none is; one that came there meanwhile is never replaced, where the system can tell."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(target):
            raise FileExistsError(17, "is there already", str(target)) from None
        shutil.move(source, target)


@contextmanager
def _undone_on_failure() -> Iterator[tuple[list[Path], list[Path]]]:
    """Takes folders that were made and files that were moved; removes both when the block fails or is interrupted."""
    made: list[Path] = []
    moved: list[Path] = []
    try:
        yield made, moved
    except BaseException:
        for path in moved:
            with suppress(OSError):
                path.unlink()
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        raise
