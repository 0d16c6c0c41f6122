"""Adopt documents: from a file to a proposal of what it should become."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from opsgate.edges.adopt.clues import clues, heading_title, stem_of
from opsgate.edges.adopt.found import CodeOwners, Value, fits, found_values
from opsgate.edges.adopt.front import obstacle, with_values
from opsgate.edges.adopt.guess import Guess, Guesser
from opsgate.edges.adopt.proposal import Entry, Proposal, counted, having_all, missing, renames
from opsgate.edges.adopt.signs import guesses
from opsgate.edges.files import write_whole
from opsgate.knowing.config import Config
from opsgate.knowing.corpus import Reader, Skipped
from opsgate.knowing.kind import Kind, Level
from opsgate.knowing.kinds import Kinds
from opsgate.knowing.subject import Subject
from opsgate.reading.coerce import is_empty
from opsgate.reading.document import Document, document, load
from opsgate.reading.validate import Schema
from opsgate.reading.yamledit import Given, flow
from opsgate.reading.yamlvalue import Plain
from opsgate.words.errors import OpsgateError
from opsgate.words.near import an, one_of

_SLIP = 2
_LONGEST_TITLE = 300
_TITLE, _FILE, _KIND = "the first heading", "the name of the file", "the guess"


class Adopter:
    """Makes proposals for the files of a project, one at a time."""

    def __init__(self, config: Config, kinds: Kinds, kind: str | None = None, level: Level | None = None) -> None:
        self._config = config
        self._kinds = kinds
        self._kind = kind
        self._said_level = level if level != config.level else None
        self._reader = Reader(config, kinds, level)
        self._guesser = Guesser(kinds)
        self._owners = CodeOwners(config.root)
        self._schemas: dict[str, Schema] = {}

    def proposals(self, paths: Iterable[str], named: Iterable[str] = ()) -> Iterator[Proposal]:
        """A proposal for each file; ``named`` are those that were asked for in so many words."""
        asked = frozenset(named)
        for path in paths:
            yield replace(self.proposal(path), named=path in asked)

    def proposal(self, path: str) -> Proposal:
        """What adopting this file (relative to the project) would mean."""
        if not (self._config.root / path).resolve().is_relative_to(self._config.root.resolve()):
            return Proposal(path, "blocked", says="it is a link that leads out of the project")
        held = self._reader.document(path)
        if not held.whole:
            return Proposal(path, "blocked", says=_obstacle(held))
        of = self._reader.subject(held)
        if isinstance(of, Subject) and of.kind.name in self._kinds.names:
            return self._already(of)
        said = held.meta.get("kind")
        if not isinstance(said, str) and not is_empty(said):
            return Proposal(path, "blocked", says="its `kind` holds no text; write a kind there, or delete the key")
        guess = None if self._kind else self._guesser.guess(clues(held, self._config.root.name))
        kind = self._kind or (guess.kind if guess else None)
        if kind is None:
            return Proposal(path, "none", guess=guess)
        if isinstance(said, str) and not is_empty(said):
            return Proposal(path, "blocked", kind, guess=guess, says=self._others(said, path, kind))
        stands = obstacle(held)
        if stands:
            return Proposal(path, "blocked", kind, guess=guess, says=stands)
        found = self._kinds.get(kind)
        assert found is not None
        return self._adopted(held, found, guess)

    def _already(self, subject: Subject) -> Proposal:
        name = subject.kind.name
        if self._kind and self._kind != name:
            by = "[kinds] in the configuration" if subject.mapped == name else "`kind:` in its front matter"
            says = f"it is {an(name)} already, by {by}; change that by hand"
            return Proposal(subject.path, "blocked", name, says=says)
        return Proposal(subject.path, "already", name)

    def _others(self, said: str, path: str, kind: str) -> str:
        near = self._kinds.near(said)
        if near and abs(len(near) - len(said)) < _SLIP:
            return f"`kind: {said}` is no kind; did you mean `{near}`?"
        return (
            f"`kind: {said}` belongs to another tool and stays; give the path a kind in opsgate.toml instead: "
            f'`"{path}" = "{kind}"` below `[kinds]`'
        )

    def _adopted(self, held: Document, kind: Kind, guess: Guess | None) -> Proposal:
        """The proposal for a document that gets front matter."""
        if kind.block and held.front.block is None and held.with_block(kind.block) is not held:
            says = (
                f"its front matter is the block under “{kind.block}”; give the path a kind in opsgate.toml: "
                f'`"{held.path}" = "{kind.name}"` below `[kinds]`'
            )
            return Proposal(held.path, "blocked", kind.name, guess=guess, says=says)
        values, entries, left_out = self._values(held, kind)
        try:
            after = with_values(held, values)
        except OpsgateError as error:
            return Proposal(held.path, "blocked", kind.name, guess=guess, says=str(error))
        subject = self._reader.subject(document(held.path, after))
        if isinstance(subject, Skipped):
            return Proposal(held.path, "blocked", kind.name, guess=guess, says=subject.reason)
        absent = missing(subject)
        fields = (*(entry.key for entry in entries if not entry.whence), *left_out)
        return Proposal(
            path=held.path,
            state="adopt",
            kind=kind.name,
            guess=guess,
            before=held.text.raw,
            after=after,
            body=held.front.body,
            entries=entries,
            counts=counted(subject),
            found=sum(1 for _ in subject.sections()),
            missing=tuple(spec.heading for spec in absent),
            fields=fields,
            advice=(
                *_status_advice(subject, unfinished=bool(absent or fields)),
                *renames(subject, absent),
                *self._rather(subject),
            ),
        )

    def _values(self, held: Document, kind: Kind) -> tuple[dict[str, Given], tuple[Entry, ...], tuple[str, ...]]:
        """The keys to write, the same with where each value is from, and required keys that are left out."""
        level = self._reader.level
        absent = [key for key in kind.required_at(level) if is_empty(held.meta.get(key))]
        schema = self._schema(kind)
        found = found_values(held, kind, schema, absent, guesses().said_as)
        owner = self._owners.of(held.path) if "owner" in absent and "owner" not in found else None
        if owner and fits("owner", owner.value, kind, schema):
            found["owner"] = owner
        values: dict[str, Given] = {"kind": kind.name}
        whence = {"kind": "--kind" if self._kind else _KIND}
        if "title" in kind.properties and is_empty(held.meta.get("title")):
            title = _title(held)
            values["title"], whence["title"] = title.value, title.whence
        unfinished = kind.statuses.get("unfinished")
        if unfinished and "status" in kind.properties and is_empty(held.meta.get("status")):
            values["status"], whence["status"] = unfinished[0], "so that what is unfinished only warns"
        left_out = []
        for key in (key for key in absent if key not in values):
            value = _given(kind, key, found.get(key))
            if value is None:
                left_out.append(key)
            else:
                values[key], whence[key] = value, found[key].whence if key in found else ""
        if self._said_level:
            values["level"], whence["level"] = self._said_level, "--level"
        if kind.order:
            values = dict(sorted(values.items(), key=lambda item: _place(kind, item[0])))
        return (
            values,
            tuple(Entry(key, flow(value), whence[key], key in found) for key, value in values.items()),
            tuple(left_out),
        )

    def _rather(self, subject: Subject) -> Iterator[str]:
        """A kind whose sections are all there, where the document has none of the kind that it gets."""
        if any(True for _ in subject.sections()):
            return
        others = (kind for kind in self._kinds.all() if kind.name != subject.kind.name)
        for kind in having_all(subject.document, others):
            yield f"its headings are those of {an(kind.name)}; if that is what it is to be, take `--kind {kind.name}`"

    def _schema(self, kind: Kind) -> Schema:
        if kind.name not in self._schemas:
            self._schemas[kind.name] = Schema(kind.schema(self._reader.level))
        return self._schemas[kind.name]


def write(root: Path, proposal: Proposal) -> Proposal:
    """Write an adopted document; the proposal says what became of it. Raises OpsgateError where that fails."""
    loaded = load(root / proposal.path)
    mark = "\ufeff" if loaded.data.startswith(b"\xef\xbb\xbf") else ""
    if loaded.problem or loaded.data != (mark + proposal.before).encode():
        return replace(proposal, state="blocked", says="it changed while it was read; run again")
    write_whole(root / proposal.path, mark + proposal.after)
    return replace(proposal, state="written")


def _obstacle(held: Document) -> str:
    """Why a file that was not read whole is left alone."""
    fault = held.faults[0] if held.faults else None
    return f"{fault.message}; {fault.hint}" if fault else "it cannot be read"


def _title(held: Document) -> Value:
    """The first heading, or the file's name as words."""
    heading = heading_title(held)
    if heading and len(heading) <= _LONGEST_TITLE:
        return Value(heading, _TITLE)
    name = stem_of(held.path).replace("-", " ").replace("_", " ").strip()
    return Value((name[:1].upper() + name[1:]) or held.path, _FILE)


def _given(kind: Kind, key: str, found: Value | None) -> "Given | None":
    """What to write for a key: what was found, a placeholder of its shape, or nothing where one would say something."""
    schema = kind.properties.get(key, {})
    types = schema.get("type") or ()
    listed = "array" in types
    if found:
        return [found.value] if listed and "string" not in types else found.value
    items = schema.get("items", {}) if listed else schema
    if items.get("enum") or "string" not in (items.get("type") or ()):
        return None
    name = key.removesuffix("s") if listed else key
    placeholder = f"[{''.join(letter if letter.isalnum() else '_' for letter in name.upper())}]"
    return [placeholder] if listed and "string" not in types else placeholder


def _place(kind: Kind, key: str) -> int:
    return kind.order.index(key) if key in kind.order else -1


def _status_advice(subject: Subject, *, unfinished: bool) -> Iterator[str]:
    """What to do about a status that another tool understands and the kind does not, or that allows no gaps."""
    words = [word for stage in subject.kind.statuses.values() for word in stage]
    if subject.status and words and subject.status not in words:
        yield f"`status: {Plain(subject.status)}` is none of {one_of(words)}; write one of them"
    elif subject.stage != "unfinished" and unfinished:
        yield f"`status: {subject.status}` stays, so what is missing is an error, not a warning"
