"""Ask one criterion's predicate about a document of a small repository, without the gate around it."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

from opsgate.doors.api import setup
from opsgate.judging.evidence.store import Evidence
from opsgate.judging.evidence.trouble import Unreadable
from opsgate.judging.here import Here, World
from opsgate.judging.predicate import Predicate, asked
from opsgate.judging.predicates import alerts, drills, rows, support, versions
from opsgate.judging.said import Said, unknown
from opsgate.knowing.corpus import Reader
from opsgate.knowing.facts import Facts
from opsgate.knowing.library import Library
from opsgate.knowing.policy import Policy
from opsgate.reading.document import read_document
from opsgate.words.place import Place
from opsgate.words.text import Text

KNOWN: dict[str, Predicate] = {
    predicate.name: predicate for module in (alerts, drills, rows, support, versions) for predicate in module.PREDICATES
}


def here(
    root: Path, document: str, name: str, *, as_of: str = "2026-11-22", release: str | None = None,
    policy: dict[str, Any] | None = None,
) -> Here:  # fmt: skip
    """The criterion such as ``exit/drill-passed`` of a document, in a world of the repository's documents."""
    project = setup(root)
    assert project.findings == (), project.findings
    config = replace(project.config, data={**project.config.data, "policy": policy or {}})
    reader = Reader(config, project.kinds)
    library = Library(reader.corpus(reader.paths()).subjects, project.kinds)
    subject = library.by_path[document]
    stage, _, id = name.partition("/")
    criterion = next(item for item in subject.kind.gates[stage].criteria if item.id == id)
    world = World(
        library, Policy(config, {}), Facts(root), Evidence(root), datetime.date.fromisoformat(as_of),
        findings=lambda _: (), gate=lambda _, __: "unknown",
        release=library.by_path[release] if release else None,
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


def _line(about: Here, said: Said) -> str:
    related = f" [{', '.join(_at(about, place) for place in said.related)}]" if said.related else ""
    word = f"{said.word}!" if said.contradicts else said.word
    return f"{word} {_at(about, said.place) if said.place else '-'} {said.reason}{related}"


def _at(about: Here, place: Place) -> str:
    subject = about.world.library.by_path.get(place.path)
    root = about.world.evidence.root
    text = subject.document.text if subject else Text(read_document(root, place.path).text.raw)
    start = text.position(place.span[0])
    return f"{place.path}:{start.line}:{start.column}"


def write(root: Path, files: dict[str, str]) -> Path:
    """Files of a repository at product level, unless it brings a configuration of its own."""
    for name, content in {"opsgate.toml": 'level = "product"\n', **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return root


__all__ = ["ask", "here", "write"]
