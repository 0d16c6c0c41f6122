"""Path patterns, as in ``.gitignore`` files."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any


class Patterns:
    """A set of path patterns: ``*`` within a folder, ``**`` across folders; a pattern with ``/`` is anchored."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self.patterns = tuple(pattern.removeprefix("./") for pattern in patterns)

    def match(self, path: str) -> bool:
        """Whether any pattern matches a path relative to the project, with ``/``."""
        if self._suffixes is not None:
            return path.endswith(self._suffixes)
        return bool(self.patterns) and bool(self._spec.match_file(path))

    @cached_property
    def _suffixes(self) -> tuple[str, ...] | None:
        """The endings asked for, when that is all the patterns ask: the default, and not worth an import."""
        endings = tuple(p.removeprefix("**/*") for p in self.patterns if p.startswith("**/*."))
        plain = len(endings) == len(self.patterns) and not any(c in e for e in endings for c in "*?[/")
        return endings if plain and endings else None

    @cached_property
    def _spec(self) -> Any:
        from pathspec import GitIgnoreSpec  # noqa: PLC0415 - only where patterns are configured

        return GitIgnoreSpec.from_lines(self.patterns)
