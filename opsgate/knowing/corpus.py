"""All documents of a project: found, read, and held to their kind."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TypeAlias

from opsgate.knowing.config import Config
from opsgate.knowing.kind import LEVELS, Kind, Level
from opsgate.knowing.kinds import Kinds
from opsgate.knowing.listing import list_files
from opsgate.knowing.patterns import Patterns
from opsgate.knowing.subject import Subject
from opsgate.reading.document import MAX_BYTES, Document, Loaded, load, loaded_document
from opsgate.reading.validate import Schema
from opsgate.reading.yamlvalue import Fault
from opsgate.words.errors import OpsgateError
from opsgate.words.near import nearest
from opsgate.words.text import Text

_OURS = ("owner", "last_reviewed", "review_every", "relations", "gates", "describes", "level", "service", "status")


Overlay: TypeAlias = Mapping[str, bytes | None]
"""Files as they are to be taken instead of as they are on disk: path to bytes, or None for one that is not there."""

NO_OVERLAY: Overlay = MappingProxyType({})


def overlaid(root: Path, path: str, overlay: Overlay) -> Loaded:
    """What is to be taken for a file below the root."""
    if path not in overlay:
        return load(root / path)
    data = overlay[path]
    return Loaded(problem="No such file or directory") if data is None else Loaded(data, len(data))


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is no document, and why."""

    path: str
    reason: str


@dataclass
class Corpus:
    """The documents of a project, in the order of their paths."""

    subjects: list[Subject] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


class Reader:
    """Reads a project's files as documents of its kinds."""

    def __init__(self, config: Config, kinds: Kinds, level: Level | None = None, overlay: Overlay = NO_OVERLAY) -> None:
        self.overlay = overlay
        self.config = config
        self.kinds = kinds
        self.level = level or config.level
        self._mapped = [(Patterns([pattern]), kind) for pattern, kind in config.kinds.items()]
        self._schemas: dict[tuple[str, Level], Schema] = {}

    def paths(self) -> list[str]:
        """Paths of all files that may be documents."""
        include, exclude = Patterns(self.config.include), Patterns(self.config.exclude)
        listed = set(list_files(self.config.root)) - self.overlay.keys()
        listed |= {path for path, data in self.overlay.items() if data is not None and not path.startswith("../")}
        return [path for path in sorted(listed) if include.match(path) and not exclude.match(path)]

    def corpus(self, paths: Iterable[str]) -> Corpus:
        """Read the given files (relative to the project's root)."""
        corpus = Corpus()
        for path in paths:
            found = self.subject(self.document(path))
            if isinstance(found, Skipped):
                corpus.skipped.append(found)
            else:
                corpus.subjects.append(found)
        return corpus

    def any_document(self, paths: Iterable[str]) -> bool:
        """Whether at least one of the files is a document; reads no further than the first."""
        return any(isinstance(self.subject(self.document(path)), Subject) for path in paths)

    def document(self, path: str) -> Document:
        """A file as a document, of a kind or not."""
        return loaded_document(path, overlaid(self.config.root, path, self.overlay))

    def declared(self, path: str) -> Subject | None:
        """The document of that path, if it is one that declares a kind there is, or has one by its path."""
        found = self.subject(self.document(path))
        return found if isinstance(found, Subject) and found.kind.name in self.kinds.names else None

    def mapped(self, path: str) -> str | None:
        """The kind that the configuration gives a path; of several patterns the last one counts."""
        found = [kind for patterns, kind in self._mapped if patterns.match(path)]
        return found[-1] if found else None

    def subject(self, document: Document) -> Subject | Skipped:
        """A document as one of its kind, or why it is none."""
        mapped = self.mapped(document.path)
        declared = self._declared(document)
        name = declared if declared is not None and (declared in self.kinds.names or mapped is None) else mapped
        if name is None:
            return Skipped(document.path, self._no_kind(document))
        kind = self.kinds.get(name)
        if kind is None:
            if mapped is None and not self._is_ours(document, name):
                return Skipped(document.path, f"kind `{name}` is none of opsgate's" if name else "its `kind` is empty")
            kind = self.kinds.unknown(name)
        if kind.block and document.front.block is None and document.whole:
            document = document.with_block(kind.block)
        level = self._level(document)
        subject = Subject(document, kind, level, self._schema(kind, level), mapped=mapped)
        self._read_beside(subject)
        return subject

    def _no_kind(self, document: Document) -> str:
        if not document.whole:
            return document.faults[0].message if document.faults else "it cannot be read"
        return "no `kind` in its front matter, and no pattern in the configuration gives it one"

    def _declared(self, document: Document) -> str | None:
        """The kind that a document names, also where its key is misspelt or holds a list; empty where it is."""
        meta = document.meta
        if document.front.kind is not None or "kind" not in meta:
            misspelt = (meta[key] for key in meta if nearest(key, ("kind",)))
            said = [value for value in misspelt if isinstance(value, str) and value in self.kinds.names]
            return document.front.kind or (said[0] if said else None)
        value = meta["kind"]
        first = value[0] if isinstance(value, list) and value else ""
        return first if isinstance(first, str) else ""

    def _is_ours(self, document: Document, name: str) -> bool:
        """Whether a document of an unknown kind was meant for opsgate: other tools have a ``kind`` key too."""
        near = self.kinds.near(name)
        hardly_differs = near is not None and abs(len(near) - len(name)) < 2
        return hardly_differs or sum(key in document.meta for key in _OURS) > 1

    def _level(self, document: Document) -> Level:
        """The configured level, which a document may raise but never lower."""
        said = document.meta.get("level")
        named = next((level for level in LEVELS if level == said), self.level)
        return max(self.level, named, key=LEVELS.index)

    def _schema(self, kind: Kind, level: Level) -> Schema:
        key = (kind.name, level)
        if key not in self._schemas:
            self._schemas[key] = Schema(kind.schema(level))
        return self._schemas[key]

    def _read_beside(self, subject: Subject) -> None:
        """Load the CSV file that holds a register's rows, if the document names one."""
        rows = subject.meta.get("rows")
        if not isinstance(rows, str) or not subject.kind.register:
            return
        document = subject.document
        path = PurePosixPath(document.path).parent / rows
        problem, hint = "", "name a UTF-8 CSV file in the document's folder"
        if path.is_absolute() or ".." in path.parts or "\0" in rows:
            problem = f"`{rows}` lies outside the document's folder"
        else:
            loaded = overlaid(self.config.root, path.as_posix(), self.overlay)
            try:
                if (self.config.root / path).is_symlink() or loaded.size > MAX_BYTES:
                    problem = f"`{rows}` is a link or too large"
                elif loaded.problem:
                    problem = f"`{rows}` cannot be read: {loaded.problem}"
                else:
                    subject.beside = {path.as_posix(): Text(loaded.data.decode("utf-8"))}
            except UnicodeDecodeError as error:
                line = error.object.count(b"\n", 0, error.start) + 1
                problem = f"`{rows}` is not UTF-8: byte 0x{error.object[error.start]:02x} in line {line} cannot be read"
                hint = "save the file as UTF-8"
        if problem:
            span = document.front.spans.get(("rows",), (0, 0))
            document.faults.append(Fault("unreadable", span, problem, hint))


def named_paths(root: Path, names: Sequence[str], base: Path, listed: Sequence[str]) -> list[str]:
    """The files that were named on the command line, relative to ``root``; folders stand for what is listed below them.

    A file named in so many words counts even where the configuration does not include it. Raises OpsgateError for
    a name that does not exist or lies outside the project.
    """
    found: dict[str, None] = {}
    for name in names:
        absolute = Path(os.path.abspath(base / name))  # noqa: PTH100 - keeps links as they are named
        if not absolute.is_relative_to(root):
            absolute = absolute.parent.resolve() / absolute.name
        if not absolute.is_relative_to(root):
            raise OpsgateError(f"`{name}` lies outside the project at {root}")
        path = absolute.relative_to(root).as_posix()
        if path == "." or (absolute.is_dir() and not absolute.is_symlink()):
            prefix = "" if path == "." else f"{path}/"
            found.update(dict.fromkeys(item for item in listed if item.startswith(prefix)))
        elif os.path.lexists(absolute):
            found[path] = None
        else:
            raise OpsgateError(f"`{name}` does not exist")
    return sorted(found)
