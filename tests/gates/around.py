"""Ask a criterion's predicate about a document, with git, findings and the gates of other documents around it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from opsgate.doors.api import setup
from opsgate.judging.check import Project
from opsgate.judging.evidence.store import Evidence
from opsgate.judging.evidence.trouble import Unreadable
from opsgate.judging.here import Here, World
from opsgate.judging.predicate import Predicate, asked
from opsgate.judging.predicates import dates, documents, guide, knowledge, parts
from opsgate.judging.said import Said, unknown
from opsgate.knowing.config import Config
from opsgate.knowing.corpus import Reader
from opsgate.knowing.facts import Replay, question
from opsgate.knowing.library import Library
from opsgate.knowing.policy import Policy
from opsgate.knowing.subject import Subject
from opsgate.running.engine import judge
from opsgate.running.plan import Plan
from opsgate.words.finding import Finding
from opsgate.words.place import Place
from opsgate.words.text import Text

MODULES = (dates, documents, guide, knowledge, parts)
KNOWN: dict[str, Predicate] = {one.name: one for module in MODULES for one in module.PREDICATES}


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Files of a repository at product level, unless it brings a configuration of its own."""
    for name, content in {"opsgate.toml": 'level = "product"\n', **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def here(
    root: Path, document: str, name: str, *, as_of: str = "2026-11-20", gates: Mapping[str, str] | None = None,
    tags: Sequence[str] | None = (), commits: Mapping[str, str] | None = None, shallow: bool = False,
    policy: Mapping[str, Any] | None = None, scope: str | None = None, product: str | None = None,
) -> Here:  # fmt: skip
    """The criterion such as ``exit/findable`` of a document; ``gates`` is the word of each other document's gate."""
    project = setup(root)
    assert project.findings == (), project.findings
    config = replace(project.config, data={**project.config.data, "policy": dict(policy or {})})
    reader = Reader(config, project.kinds)
    library = Library(reader.corpus(reader.paths()).subjects, project.kinds)
    subject = library.by_path[document]
    stage, _, id = name.partition("/")
    criterion = next(item for item in subject.kind.gates[stage].criteria if item.id == id)
    recorded: dict[str, Any] = {question("tags"): None if tags is None else list(tags), question("shallow"): shallow}
    recorded |= {question("resolve", f"refs/tags/{tag}"): (commits or {}).get(tag) for tag in tags or ()}

    def shipped(other: Subject) -> list[Finding]:
        return judge(other, Plan(Config(Path())), Project(project.kinds.names))

    def gate(other: Subject, which: str) -> str:
        return (gates or {}).get(f"{other.document.path} {which}", "unknown")

    world = World(
        library, Policy(config, {}), Replay(recorded), Evidence(root), datetime.date.fromisoformat(as_of), shipped, gate,
        library.by_path[scope] if scope else None, product,
    )  # fmt: skip
    return Here(subject, criterion, world)


def ask(root: Path, document: str, name: str, **options: Any) -> list[str]:
    """All that the predicate says, a line each: word, place, reason, and the related places in brackets."""
    about = here(root, document, name, **options)
    try:
        found = list(asked(KNOWN[about.criterion.check], about, about.criterion.options))
    except Unreadable as error:
        found = [Said(error.word, error.reason, error.place, error.hint)]
    assert all(said.next for said in found if said.word in ("fail", "unknown")), found
    return [_line(about, said) for said in found] or [_line(about, unknown(None, "nothing was said"))]


def worst(root: Path, document: str, name: str, **options: Any) -> list[str]:
    """Of what the predicate says, that with the word that counts."""
    lines = ask(root, document, name, **options)
    order = ("fail", "unknown", "pass", "not-applicable")
    word = next(word for word in order if any(line.startswith(f"{word} ") for line in lines))
    return [line for line in lines if line.startswith(f"{word} ")]


def _line(about: Here, said: Said) -> str:
    related = f" [{', '.join(_at(about, place) for place in said.related)}]" if said.related else ""
    word = f"{said.word}!" if said.contradicts else said.word
    return f"{word} {_at(about, said.place) if said.place else '-'} {said.reason}{related}"


def _at(about: Here, place: Place) -> str:
    subject = about.world.library.by_path.get(place.path)
    assert subject is not None, place
    text: Text = subject.beside.get(place.path, subject.document.text)
    start = text.position(place.span[0])
    return f"{place.path}:{start.line}:{start.column}"
