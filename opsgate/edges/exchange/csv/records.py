"""Documents of kinds that hold one thing each: a row makes one, or changes the one that has its key."""

import os
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath

from opsgate.edges.exchange.csv.body import text_of
from opsgate.edges.exchange.csv.cells import Cells
from opsgate.edges.exchange.csv.made import Made, free_path
from opsgate.edges.exchange.csv.match import Matching, Target
from opsgate.edges.exchange.csv.placing import ORDERS, Placed, Placer
from opsgate.edges.exchange.csv.said import Said
from opsgate.edges.exchange.csv.scaffold import Scaffold, scaffold
from opsgate.edges.exchange.csv.table import Problem, Table, cleaned
from opsgate.edges.exchange.csv.update import updated
from opsgate.edges.exchange.filenames import alike
from opsgate.knowing.kind import Kind, Level
from opsgate.knowing.subject import Subject
from opsgate.reading.document import document

_LONGEST_TITLE = 120


class Recorder:
    """Makes the documents of one kind."""

    def __init__(
        self, kind: Kind, level: Level, cells: Cells, to: PurePosixPath | None, schema: PurePosixPath | None, said: bool
    ) -> None:
        self.kind = kind
        self.level = level
        self.cells = cells
        self.to = to
        self.schema = schema
        self.said_level = said
        self._scaffolds: dict[str, Scaffold] = {}

    def made(
        self, table: Table, matching: Matching, key: Sequence[int], existing: Sequence[Subject], taken: Collection[str]
    ) -> list[Made]:
        """The documents of a table's rows, in their order."""
        placer = Placer(self.kind, self.cells, table.name)
        index = _Index(self, existing, [matching.targets[number] for number in key])
        used = {alike(path) for path in taken}
        numbers: dict[str, int] = {}
        seen: dict[tuple[str, ...], int] = {}
        found: list[Made] = []
        for row in table.rows:
            placed = placer.place(row.line, table.header, matching.targets, row.cells)
            title = self._title(placer, placed, index.targets)
            named = tuple(self._shown(placer, placed, target).casefold() for target in index.targets)
            before = seen.setdefault(named if any(named) else row.cells, row.line)
            if before != row.line:
                why = f"the row has the same key as that on line {before}"
                found.append(_left_out(table.name, row.line, why if any(named) else f"line {before} says the same"))
                continue
            olds = index.find(named, title, placer, placed)
            if len(olds) > 1:
                paths = ", ".join(old.path for old in olds)
                found.append(_left_out(table.name, row.line, f"more than one document has the row's key: {paths}"))
            elif olds:
                found.append(updated(olds[0], self.blank(olds[0].path), placer, placed))
            else:
                path = free_path(self.kind, _file_name(placed, title, named), self.to, used, numbers)
                used.add(alike(path))
                found.append(self._new(path, title, placer, placed))
        return found

    def blank(self, path: str) -> Scaffold:
        """The scaffold of a document at a path; its schema lies at another distance from every folder."""
        folder = PurePosixPath(path).parent.as_posix()
        if folder not in self._scaffolds:
            beside = os.path.relpath(self.schema, folder) if self.schema else ""
            self._scaffolds[folder] = scaffold(
                self.kind,
                self.level,
                schema=PurePosixPath(beside).as_posix() if beside else "",
                said_level=self.said_level,
            )
        return self._scaffolds[folder]

    def _new(self, path: str, title: str, placer: Placer, placed: Placed) -> Made:
        """A new document, read again: what does not read back as it should is kept aside."""
        empty = self.blank(path)
        for _ in range(len(placed.cells) + 1):
            text = self._composed(empty, title, placed)
            wrong = self._wrong(path, text, empty, placer, placed)
            if wrong is None:
                break
            placed.keep(placer.file, wrong, "it cannot be written so that it reads back")
        told = tuple(name for name in placed.cells if name in placed.values or name in placed.bodies)
        return Made(path, text, None, told, tuple(placed.kept), tuple(placed.problems), (placed.line,))

    def _composed(self, empty: Scaffold, title: str, placed: Placed) -> str:
        bodies = {spec.id: body for spec, body in placed.bodies.values()}
        meta = {**({"title": title} if title else {}), **placed.meta}
        return empty.compose(title or "[DOCUMENT_TITLE]", meta, bodies, placed.kept)

    def _wrong(self, path: str, text: str, empty: Scaffold, placer: Placer, placed: Placed) -> str | None:
        """The first column that does not read back."""
        said = Said(Subject(document(path, text), self.kind, self.level, empty.schema), self.cells, empty)
        for title, target in placed.targets.items():
            if title in placed.values and said.placed(target) != cleaned(placer.shown(placed, title)):
                return title
            if title in placed.bodies and said.placed(target) != text_of(*placed.bodies[title]):
                return title
        return None

    def _shown(self, placer: Placer, placed: Placed, target: Target | None) -> str:
        title = target.title if target else ""
        return placer.shown(placed, title) if title in placed.cells else ""

    def _title(self, placer: Placer, placed: Placed, key: Sequence[Target | None]) -> str:
        """What the document is called: by its own column, or by its key."""
        said = placed.meta.get("title")
        if isinstance(said, str):
            return said
        shown = [(target, self._shown(placer, placed, target)) for target in key if target]
        parts = [_first_line(text) for _, text in shown if text]
        name = ORDERS.sub("", " ".join(part for part in parts if part))[:_LONGEST_TITLE].strip()
        target = shown[0][0] if shown else None
        named = target is not None and (target.where == "section" or _is_name(self.kind, target))
        return name if named or not name else f"{self.kind.title}: {name}"


class _Index:
    """Existing documents by their key, and by their title where the key is a section."""

    def __init__(self, recorder: Recorder, existing: Sequence[Subject], key: Sequence[Target | None]) -> None:
        self.targets = [target for target in key if target is not None]
        self._recorder = recorder
        self._existing = [subject for subject in existing if subject.kind.name == recorder.kind.name]
        self._by_key: dict[tuple[str, ...], list[Subject]] = {}
        self._by_title: dict[str, list[Subject]] = {}
        self._cells: dict[str, dict[str, str]] = {}
        for subject in self._existing:
            said = self._said(subject)
            named = tuple(said.cell(target).casefold() for target in self.targets)
            self._by_key.setdefault(named, []).append(subject)
            self._by_title.setdefault(str(subject.meta.get("title", "")).casefold(), []).append(subject)

    def find(self, named: tuple[str, ...], title: str, placer: Placer, placed: Placed) -> list[Subject]:
        """The documents with a row's key; of a row without one, the document that says the same."""
        if any(named):
            found = self._by_key.get(named, [])
            by_title = any(target.where == "section" for target in self.targets)
            return found or (self._by_title.get(title.casefold(), []) if by_title and title else [])
        wanted = {title: self._forms(placer, placed, title) for title in placed.targets}
        for subject in self._by_key.get(named, []) if self.targets else self._existing:
            cells = self._cells.setdefault(subject.path, {})
            if not cells.keys() >= wanted.keys():
                said = self._said(subject)
                cells.update({name: said.cell(target) for name, target in placed.targets.items()})
            if all(cells[name] in forms for name, forms in wanted.items()):
                return [subject]
        return []

    def _forms(self, placer: Placer, placed: Placed, title: str) -> set[str]:
        """What a document may say of a cell: the cell, and the cell as it comes back."""
        body = {text_of(*placed.bodies[title])} if title in placed.bodies else set()
        return {placed.cells[title], cleaned(placer.shown(placed, title)), *body}

    def _said(self, subject: Subject) -> Said:
        return Said(subject, self._recorder.cells, self._recorder.blank(subject.path))


def _file_name(placed: Placed, title: str, named: Sequence[str]) -> str:
    """What tells the document apart, for the name of its file: its title if it has one of its own, else its key."""
    return title if "title" in placed.meta or any("\n" in part for part in named) else " ".join(named) or title


def _is_name(kind: Kind, target: Target) -> bool:
    """Whether a key says what the document is about in words, rather than a version or a choice."""
    schema = kind.properties.get(target.at, {})
    return schema.get("type") == "string" and "format" not in schema and "enum" not in schema


def _first_line(text: str) -> str:
    """The first line of a cell as a name: without the marks of a heading, a list or a quote."""
    line = next((line for line in text.split("\n") if line.strip(" \t")), "")
    return " ".join(line.strip(" \t").lstrip("#>*-+").strip(" \t").split())


def _left_out(file: str, line: int, why: str) -> Made:
    return Made("", "", None, (), (), (Problem(file, line, f"{why}; it is left out"),), (line,))
