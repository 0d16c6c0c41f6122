"""Regular expressions that cost nothing until they are used: a run over a few files needs few of the many."""

import re
from typing import Any, cast


class _Lazy:
    """Stands for a pattern; its methods are the pattern's, looked up once each."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        self._pattern = self.__dict__.get("_pattern") or re.compile(self._source, self._flags)
        method = self.__dict__[name] = getattr(self._pattern, name)
        return method


def lazy(source: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern of a regular expression, compiled when it is first used."""
    return cast("re.Pattern[str]", _Lazy(source, flags))
