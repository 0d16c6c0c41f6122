"""Writing files so that an interruption leaves the old one whole."""

import os
import tempfile
from pathlib import Path

from opsgate.words.errors import OpsgateError


def write_whole(name: str | Path, text: str) -> None:
    """Replace a file's text at once, keeping its permissions; folders above it are made.

    Raises OpsgateError where it cannot be written.
    """
    path = Path(name)
    target = path.resolve() if path.is_symlink() else path
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
        Path(temporary).replace(target)
        temporary = None
    except OSError as error:
        raise OpsgateError(f"`{name}` cannot be written: {error.strerror or error}") from error
    finally:  # an interruption, too, leaves nothing behind
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
