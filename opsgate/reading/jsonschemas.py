"""The one way to import ``jsonschema``: without the grammars that it compiles where an extra brought them along."""

import sys
from types import ModuleType

_SLOW = ("rfc3987", "rfc3987_syntax")


def jsonschema() -> ModuleType:
    """The library.

    With ``rfc3987_syntax`` installed (the extra ``[sbom]`` brings it), its import compiles some thirty grammars, which
    takes more than a second. The formats that those check are opsgate's own value types here; so it is told, while it
    is imported for the first time, that they are not there.
    """
    if "jsonschema" not in sys.modules:
        kept = {name: sys.modules[name] for name in _SLOW if name in sys.modules}
        sys.modules.update(dict.fromkeys(_SLOW))  # type: ignore[arg-type]  # None: importing it is an ImportError
        try:
            import jsonschema  # noqa: F401, PLC0415 - 100 ms that a clean run with [fast] never needs
        finally:
            for name in _SLOW:
                del sys.modules[name]
            sys.modules.update(kept)
    return sys.modules["jsonschema"]
