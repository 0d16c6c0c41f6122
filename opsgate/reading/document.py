"""A document: its text, its front matter, its outline, and places that always resolve."""

import os
import stat
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from opsgate.reading.frontmatter import FrontMatter, load_block, read_front_matter
from opsgate.reading.outline import Outline, fold
from opsgate.reading.readers import read
from opsgate.reading.yamlvalue import Fault, Value
from opsgate.words.place import Place
from opsgate.words.text import Span, Text

MAX_BYTES = 2 * 1024 * 1024
_HEAD = 64 * 1024
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass
class Document:
    """One Markdown file.

    ``path`` is relative to the repository, with ``/``. ``faults`` says what is wrong with how it is written.
    A document that could not be read whole is not ``whole``: nothing is said of what it holds.
    """

    path: str
    text: Text
    front: FrontMatter
    faults: list[Fault] = field(default_factory=list)
    whole: bool = True

    @cached_property
    def outline(self) -> Outline:
        return Outline(self.text.raw, read(self.text.raw, self.front.body if self.whole else len(self.text)))

    @property
    def meta(self) -> dict[str, Value]:
        """The front matter as written, leaves as text; empty when there is none."""
        return self.front.value or {}

    def place(self, *keys: str | int) -> Place:
        """The place of a front-matter value; where it is absent, that of what would hold it."""
        present = keys
        while present and present not in self.front.spans:
            present = present[:-1]
        span = self.front.spans.get(present) if present else self._front_head
        return Place(self.path, ("meta", *present), span or self._front_head, keys[len(present) :])

    def key_place(self, *keys: str | int) -> Place:
        """The place of a front-matter key itself, rather than of its value."""
        place = self.place(*keys)
        span = self.front.keys.get(keys)
        return replace(place, span=span) if span else place

    def at(self, span: Span) -> Place:
        """The place of a part of the body, named by the headings above it."""
        return Place(self.path, self.outline.section_at(span[0]).keys, span)

    def with_block(self, heading: str) -> "Document":
        """This document, its front matter read from the fenced ``yaml`` block under a heading."""
        for section in self.outline.sections:
            if section.name != fold(heading):
                continue
            for block in section.blocks:
                if block.kind == "fence" and block.info.split()[:1] in (["yaml"], ["yml"]) and block.lines:
                    front = load_block(self.text.raw, (block.lines[0][0], block.lines[-1][1]))
                    front.body = self.front.body
                    return Document(self.path, self.text, front, [*front.faults])
        return self

    @property
    def _front_head(self) -> Span:
        """Where to point when front matter lacks something: its first line, or the title, or the first line."""
        raw = self.text.raw
        if self.front.block is not None:
            fence = raw.rfind("---", 0, self.front.block[0])
            start = self.front.block[0] if fence < 0 else fence
            return (start, min(start + 3, len(raw)))
        if self.whole and self.outline.title is not None:
            return self.outline.title.span
        for block in self.outline.blocks:
            return (block.span[0], self._line_end(block.span[0]))
        return (0, 0)

    def _line_end(self, offset: int) -> int:
        line = self.text.position(offset).line
        return offset + len(self.text.line(line)) - (offset - self.text.starts[line - 1])


def document(path: str, raw: str) -> Document:
    """A document from its characters."""
    text = Text(raw)
    front = read_front_matter(text.raw)
    faults = list(front.faults)
    nul = text.raw.find("\0")
    if nul >= 0:
        fault = Fault(
            "unreadable", (nul, nul + 1), "the file holds a NUL character", "is it text? delete the character"
        )
        return Document(path, text, front, [fault], whole=False)
    return Document(path, text, front, faults)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read of a file: its bytes (the head alone of one that is too large), its size, or why not."""

    data: bytes = b""
    size: int = 0
    problem: str = ""


def load(path: Path) -> Loaded:
    """Read a regular file; never blocks on a pipe, never raises."""
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        with os.fdopen(os.open(path, flags), "rb", buffering=0) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return Loaded(problem="it is not a regular file")
            wanted = _HEAD if status.st_size > MAX_BYTES else -1
            return Loaded(file.read(wanted) or b"", status.st_size)
    except (OSError, ValueError) as error:  # a NUL in the name is a ValueError
        return Loaded(problem=getattr(error, "strerror", None) or str(error))


def read_document(root: Path, path: str) -> Document:
    """Read a file of the repository; whatever is wrong with it becomes a fault of the document."""
    return loaded_document(path, load(root / path))


def loaded_document(path: str, loaded: Loaded) -> Document:
    """A document from what was read of its file."""
    data = loaded.data
    if loaded.problem:
        fault = Fault("unreadable", (0, 0), f"cannot be read: {loaded.problem}", "mend the file or its rights")
        return Document(path, Text(""), FrontMatter(), [fault], whole=False)
    if loaded.size > MAX_BYTES:
        partial = document(path, data.decode("utf-8", "replace"))
        message = f"{loaded.size / 1024 / 1024:.1f} MiB is more than the {MAX_BYTES // 1024 // 1024} MiB that are read"
        return replace(partial, faults=[Fault("too-large", (0, 0), message, "split the document")], whole=False)
    try:
        return document(path, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        if data[:2] in _UTF16:
            partial = document(path, data.decode("utf-16", "replace"))
            fault = Fault("unreadable", (0, min(1, len(partial.text))), "saved as UTF-16", "save the file as UTF-8")
            return replace(partial, faults=[fault], whole=False)
        partial = document(path, data.decode("utf-8", "replace"))
        start = len(data[: error.start].decode("utf-8").removeprefix("\ufeff"))
        message = f"not UTF-8: byte 0x{data[error.start]:02x} cannot be read"
        fault = Fault("unreadable", (start, start + 1), message, "save the file as UTF-8")
        return replace(partial, faults=[fault], whole=False)
