"""Whether what a section starts is stopped there too, and in which order."""

import re
from collections.abc import Iterator

from opsgate.judging.commands import EVERYTHING, Effect, effects
from opsgate.judging.said import Said, fails, holds, unknown
from opsgate.reading.document import Document
from opsgate.reading.nodes import Block
from opsgate.reading.outline import Section, same

_STARTS = re.compile(
    r"(?:then,?\s+)?(?:start|launch|boot|bring up|switch on|turn on|power on)\s+(?:up\s+)?([^.,;:()]+)", re.I
)
_STOPS = re.compile(
    r"(?:then,?\s+|gracefully\s+)?(?:stop|shut\s?down|halt|kill|terminate|quit|drain|disable|close"
    r"|(?:press|hit|type)\s+`?ctrl[ +-]*c`?|(?:bring|take)\s+down|(?:switch|turn|power)\s+off)\b",
    re.I,
)
_ASIDE = re.compile(r"\s(?:with|using|by|on|in|as|from|so|until|before|after|again|when|if|for|at)\b.*", re.I)
_GENERAL = frozenset(
    "the a an it them this that all every everything both new your service server process container".split()
)


def stopped_too(document: Document, section: Section) -> Iterator[Said]:
    """What is to be said of each thing that the commands and steps of a section start."""
    known = list(effects(section))
    stopped = [effect for effect in known if effect.act == "stop"]
    steps = [(item, _first(item)) for item in section.find("item")]
    ends = [text for _, text in steps if _STOPS.match(text)]
    words = {word for text in ends for word in _words(text)}
    words |= {word for effect in stopped for word in _words(effect.name)}
    said = [_started(document, effect, stopped, words if ends else None) for effect in known if effect.act == "start"]
    spans = [effect.span for effect in known if effect.act == "start"]
    for item, text in steps:
        match = _STARTS.match(text)
        if match is None or any(item.span[0] <= start < item.span[1] for start, _ in spans):
            continue
        for thing in re.split(r"\band\b", _ASIDE.sub("", match[1])):
            meant = _words(thing)
            if meant and not meant & words:
                said.append(fails(document.at(item.span), f"a step starts “{thing.strip()}”, and no step stops it",
                                  "write the step that stops it"))  # fmt: skip
            elif meant:
                said.append(holds(f"“{thing.strip()}” is stopped too", document.at(item.span)))
    yield from said


def stopped_backwards(document: Document, section: Section) -> Iterator[Said]:
    """The first command that stops something before what was started after it; a command does all at once."""
    known = [effect for effect in effects(section) if effect.name != EVERYTHING]
    started: dict[str, Effect] = {}
    stopped: dict[str, Effect] = {}
    for effect in known:
        (started if effect.act == "start" else stopped).setdefault(effect.name, effect)
    last: Effect | None = None
    found: tuple[Effect, Effect] | None = None
    for effect in reversed(stopped.values()):
        first = started.get(effect.name)
        if first is not None and last is not None and first.span < started[last.name].span and effect.span < last.span:
            found = effect, started[last.name]
        if first is not None and (last is None or first.span > started[last.name].span):
            last = effect
    if found is not None:
        early, late = found
        stands = f"`{early.name}` is stopped before `{late.name}`, which was started after it"
        hint = "stop in the opposite order, or say why not"
        yield fails(document.at(early.span), stands, hint, related=(document.at(late.span),))


def _started(document: Document, effect: Effect, stopped: list[Effect], words: set[str] | None) -> Said:
    """Whether a command or a step stops what a command starts; ``words`` are those of the steps that stop something."""
    place, name = document.at(effect.span), effect.name
    families = {effect.family, "", *(["docker"] if effect.family == "compose" else [])}
    if any(other.name == EVERYTHING and other.family in families for other in stopped):
        return holds(f"`{name}` is stopped with all the others", place)
    if name == EVERYTHING:
        if any(other.family in families for other in stopped):
            return unknown(place, "all services are started, and only some are stopped by name",
                           "name what is started, or stop everything, as in `docker compose down`")  # fmt: skip
        if words is not None:
            return holds("a step stops what this command starts", place)
        return fails(place, "what this command starts, no command stops", "write the command that stops it")
    if any(name == other.name or name in re.split(r"[-_]", other.name) for other in stopped):
        return holds(f"`{name}` is stopped too", place)
    if words is not None and _words(name) & words:
        return holds(f"a step stops `{name}`", place)
    return fails(place, f"`{name}` is started, and no command stops it", "write the command that stops it")


def _first(item: Block) -> str:
    """The words that a step begins with."""
    return next((block.plain for block in item.children if block.kind == "paragraph"), "")


def _words(text: str) -> set[str]:
    """The words of a name as they are compared: no plurals, no words that fit everything."""
    return set(same(text).split()) - _GENERAL
