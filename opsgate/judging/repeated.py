"""What documents repeat of registers, and differently: thresholds of alerts, targets of recovery, severities."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from opsgate.judging.agree import value
from opsgate.judging.among import among, kind_called, path_from
from opsgate.judging.check import Between
from opsgate.judging.told import Told, candidates, registers
from opsgate.knowing.card import Card, Mark
from opsgate.reading.values.base import show
from opsgate.reading.values.measures import Threshold
from opsgate.reading.values.records import RpoRto
from opsgate.reading.values.times import Duration
from opsgate.words.near import one_of
from opsgate.words.place import Hit

_ASSET, _PAIR = "asset", "rpo-rto"
_PARTS = {"rpo": "RPO", "rto": "RTO"}
_SEVERITY = re.compile(
    r"(?<![\w.:/-])(?:(?i:sev)[ -]?(?P<level>[0-9])|(?P<letter>[SP])(?P<number>[0-9]))\b"
    r"(?![.:/-]?\w)(?!\s+(?i:buckets?))"
)
_MANY = 12


def values(here: Between) -> Iterator[Hit]:
    """Values beside names that registers declare, and that have another value there."""
    known: dict[tuple[str, str], list[dict[str, list[Told]]]] = {}
    for row in registers(here).cells(here.card, here.kind, uses=True):
        for type_name, mark in row.values.items():
            key, mine = (row.variety, type_name), value(mark.text, type_name)
            if mine is not None and key not in known:
                known[key] = registers(here).tell(here.card, *key)
            told = candidates(known[key], row.name.text) if mine is not None else []
            if told and not any(_same(mine, one.value) for one in told):
                yield _differs(here, mark, row.name.text, told[0])


def _differs(here: Between, mark: Mark, name: str, told: Told) -> Hit:
    where = path_from(here.card, told.mark.path)
    stands = f"{show(mark.text)} for {show(name)}, and `{where}` has {show(told.mark.text)}"
    return mark.hit(stands, hint="write the same value in both", related=[told.mark.place])


def _same(mine: Any, theirs: Any) -> bool:
    """Whether two values may be the same; what one of them leaves out does not count."""
    if not isinstance(mine, Threshold) or not isinstance(theirs, Threshold):
        return bool(mine == theirs)
    if mine.op and theirs.op and mine.op != theirs.op:
        return False
    if mine.for_duration is not None and theirs.for_duration is not None and mine.for_duration != theirs.for_duration:
        return False
    return mine.family != theirs.family or mine.value == theirs.value


def targets(here: Between) -> Iterator[Hit]:
    """RPOs and RTOs in tables and in the text that are not those of the register of assets."""
    marks = here.card.marks["target"]
    told = registers(here).tell(here.card, _ASSET, _PAIR) if marks else []
    for mark in marks if told else ():
        what, name = (*mark.more, "", "")[:2]
        mine = value(mark.text, _PAIR if what == _PAIR else "duration")
        if mine is None:
            continue
        known = candidates(told, name) if name else []
        if known and not any(_fits(mine, what, one.value) for one in known):
            yield _differs(here, mark, name, known[0])
        if not name:
            yield from _of_none(here, mark, mine, told)


def _of_none(here: Between, mark: Mark, mine: Any, told: Sequence[dict[str, list[Told]]]) -> Iterator[Hit]:
    """A target in the text that no asset has."""
    what = mark.more[0]
    every = [one for names in told for found in names.values() for one in found]
    if not every or any(_fits(mine, what, one.value) for one in every):
        return
    shown = list(dict.fromkeys(str(_part(one.value, what)) for one in every))
    where = path_from(here.card, every[0].mark.path)
    stands = f"an {_PARTS[what]} of {show(mark.text)}, and `{where}` has {one_of(shown[:_MANY])}"
    yield mark.hit(stands, hint="write the target of the asset that is meant", related=[every[0].mark.place])


def _fits(mine: Any, what: str, theirs: Any) -> bool:
    return bool(mine == (theirs if what == _PAIR else _part(theirs, what)))


def _part(pair: Any, what: str) -> Duration | None:
    return {"rpo": pair.rpo, "rto": pair.rto}.get(what) if isinstance(pair, RpoRto) else None


def severities(here: Between) -> Iterator[Hit]:
    """Severities that no list of severities has."""
    named = list(_named(here))
    declared = _declared(here) if named else ()
    if not declared:
        return
    known = {_level(mark.text) for mark in declared}
    seen: dict[str, list[Mark]] = {}
    for mark, word in named:
        if _level(word) not in known:
            seen.setdefault(word, []).append(mark)
    words = list(dict.fromkeys(mark.text for mark in declared))[:_MANY]
    for word, marks in seen.items():
        stands = f"{show(word)} is no severity of `{path_from(here.card, declared[0].path)}`"
        hint = f"write {one_of(words)}, or add it there"
        yield marks[0].hit(stands, hint=hint, related=[declared[0].place])


def _level(word: str) -> str:
    """A severity as severities are compared: `SEV1` and `Sev-1` are `S1`."""
    match = _SEVERITY.fullmatch(word.strip())
    if match is None:
        return word.strip().casefold()
    return f"s{match['level']}" if match["level"] else f"{match['letter']}{match['number']}".casefold()


def _named(here: Between) -> Iterator[tuple[Mark, str]]:
    """Severities that a document names: in columns of severities, and in the tables of those who are called."""
    for mark in here.card.marks["use/severity"]:
        if value(mark.text, "severity") is not None:
            yield mark, mark.text.strip()
    for spec in here.kind.all_sections() if here.kind.followed else ():
        columns = [column for need in spec.needs for column in need.columns]
        if any(column.declares == "contact" for column in columns):
            for row in here.card.rows.get(spec.id, ()):
                for mark in row.values():
                    yield from ((mark, match[0]) for match in _SEVERITY.finditer(mark.text))


def _declared(here: Between) -> tuple[Mark, ...]:
    """The severities that there are for a document: its own, those of documents related to it, or the only others."""
    topic = "declare/severity"
    own = here.card.marks[topic]
    if own:
        return own
    for card in here.index.neighbours(here.card)[:_MANY]:
        if card.marks[topic]:
            return card.marks[topic]
    return _only(here, topic)


def _only(here: Between, topic: str) -> tuple[Mark, ...]:
    """What the only document of the product declares; nothing where several do."""
    key = (severities, here.index)
    if key not in here.outside.memo:
        here.outside.memo[key] = [card for card in here.index.cards if _lists_severities(here, card)]
    found: list[Card] = here.outside.memo[key]
    fitting = [card for card in found if among(here).fits(here.card, card)] if len(found) <= _MANY else []
    return fitting[0].marks[topic] if len(fitting) == 1 else ()


def _lists_severities(here: Between, card: Card) -> bool:
    kind = kind_called(here.index, card.kind_name) if card.stage != "history" else None
    columns = (column for spec in kind.all_sections() for need in spec.needs for column in need.columns) if kind else ()
    return any(column.declares == "severity" for column in columns) and bool(card.marks["declare/severity"])
