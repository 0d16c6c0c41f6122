"""A compatibility matrix: its rows as versions of components that suit each other or do not."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from opsgate.judging.here import Here
from opsgate.judging.registers import at, nothing_listed, parsed, register_place, whole
from opsgate.judging.said import Said, unknown
from opsgate.knowing.rows import Row
from opsgate.reading.values.base import show
from opsgate.reading.values.versions import Compat, Version, VersionRange

MAX_ROWS = 200
_STEPS = 20_000


class Entry(NamedTuple):
    """A row of the matrix that could be read: the folded name of its component, and what it asks of others."""

    component: str
    name: str
    version: Version
    row: Row
    asks: Mapping[str, VersionRange]

    @property
    def shown(self) -> str:
        return f"{self.name} {self.version}"

    def suits(self, other: "Entry") -> bool:
        """Whether neither of the two rules the other out."""
        mine, its = self.asks.get(other.component), other.asks.get(self.component)
        return (mine is None or _within(mine, other.version)) and (its is None or _within(its, self.version))


@lru_cache(maxsize=50_000)
def _within(wanted: VersionRange, version: Version) -> bool:
    return wanted.satisfied_by(version)


Matrix = dict[str, list[Entry]]


def read_matrix(here: Here, keys: tuple[str, str, str]) -> tuple[Matrix, list[Said]]:
    """The rows by component, in the order of their versions; and what is unknown about others."""
    matrix: Matrix = {}
    doubts: list[Said] = []
    rows = here.rows()
    if len(rows) > MAX_ROWS:
        reason = f"the matrix has {len(rows)} rows, more than the {MAX_ROWS} that are compared"
        return {}, [unknown(register_place(here), reason, "leave out versions that nobody uses any more")]
    for row in rows:
        name: Any = parsed(here, row, keys[0])
        version: Any = parsed(here, row, keys[1])
        compat: Any = parsed(here, row, keys[2]) if keys[2] and here.cell(row, keys[2]) else Compat(())
        bad = [value for value in (name, version, compat) if isinstance(value, Said)]
        asks = {} if bad else {whole(one.component): one.range for one in compat.requirements}
        if not bad and len(asks) < len(compat.requirements):
            reason = f"{show(name)} names a component twice, in two spellings"
            bad = [unknown(at(row, keys[2]), reason, "write one range for each")]
        doubts.extend(bad)
        if not bad:
            matrix.setdefault(whole(name), []).append(Entry(whole(name), str(name), version, row, asks))
    for entries in matrix.values():
        entries.sort(key=lambda entry: entry.version)
    if not matrix and not doubts:
        doubts.append(nothing_listed(here))
    return matrix, doubts


def set_exists(choices: Sequence[Sequence[Entry]]) -> bool | None:
    """Whether one of each can be taken so that all suit each other; None where finding out takes too long."""
    steps = 0
    taken: list[Entry] = []
    waiting = [iter(choices[0])] if choices else []
    while waiting:
        if len(taken) == len(waiting):
            taken.pop()
        entry = next(waiting[-1], None)
        if entry is None:
            waiting.pop()
            continue
        steps += 1 + len(taken)
        if steps > _STEPS:
            return None
        if all(entry.suits(other) for other in taken):
            taken.append(entry)
            if len(taken) == len(choices):
                return True
            waiting.append(iter(choices[len(taken)]))
    return not choices
