"""The door to the two Markdown readers; nothing else in opsgate imports a Markdown library."""

from functools import lru_cache
from importlib.util import find_spec

from opsgate.reading.nodes import Markdown


@lru_cache(maxsize=1)
def reader_name() -> str:
    """Which library reads: ``pyromark`` where it is installed, else ``markdown-it-py``."""
    return "pyromark" if find_spec("pyromark") else "markdown-it-py"


def read(raw: str, start: int = 0) -> Markdown:
    """Read the Markdown that begins at ``start`` of a text; all spans are offsets into ``raw``."""
    # Imported here because a run needs one of the two, and importing either takes longer than reading a document.
    if reader_name() == "pyromark":
        from opsgate.reading.readers import fast  # noqa: PLC0415

        return fast.read(raw, start)
    from opsgate.reading.readers import reference  # noqa: PLC0415

    return reference.read(raw, start)
