"""The documents of a project as a whole: by path, by kind, and what their links lead to."""

import posixpath
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from opsgate.knowing.kinds import Kinds
from opsgate.knowing.subject import Subject


class Library:
    """All documents, in the order of their paths."""

    def __init__(self, subjects: Iterable[Subject], kinds: Kinds) -> None:
        self.subjects = tuple(sorted(subjects, key=lambda subject: subject.document.path))
        self.by_path = {subject.document.path: subject for subject in self.subjects}
        self._kinds = kinds

    def is_a(self, subject: Subject, kind: str) -> bool:
        """Whether a document is of a kind, or of one that extends it."""
        name: str | None = subject.kind.name
        seen: set[str] = set()
        while name is not None and name not in seen:
            if name == kind:
                return True
            seen.add(name)
            found = self._kinds.get(name)
            name = found.extends if found else None
        return False

    def of_kind(self, kind: str) -> Iterator[Subject]:
        """The documents of a kind, and of the kinds that extend it."""
        return (subject for subject in self.subjects if self.is_a(subject, kind))

    def find(self, here: Subject, target: str) -> Subject | None:
        """The document that a link in ``here`` leads to."""
        path = self.target(here, target)
        return self.by_path.get(path) if path is not None else None

    def target(self, here: Subject, target: str) -> str | None:
        """The path, from the root, that a relative link leads to; None for a URL, an anchor or a way out."""
        bare = unquote(target.partition("#")[0].partition("?")[0])
        if not bare or "://" in target or target.startswith("mailto:"):
            return None
        folder = "" if bare.startswith("/") else posixpath.dirname(here.document.path)
        path = posixpath.normpath(posixpath.join(folder, bare.lstrip("/") if bare.startswith("/") else bare))
        return None if path.startswith("..") else path
