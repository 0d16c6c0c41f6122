"""OG311 and OG312: what is started is stopped, and in the opposite order."""

from collections.abc import Callable, Iterator

from opsgate.judging.check import Check, Reach, check
from opsgate.judging.said import Said
from opsgate.judging.starting import stopped_backwards, stopped_too
from opsgate.knowing.kind import applies
from opsgate.reading.document import Document
from opsgate.reading.outline import Section
from opsgate.words.finding import Severity
from opsgate.words.place import Hit

_ASKS = "starts-also-stop"


@check("OG311", "start-without-stop", severity=Severity.WARNING)
def start_without_stop(here: Reach) -> Iterator[Hit]:
    """A section about starting and stopping starts something that it does not stop."""
    return _failures(here, stopped_too)


@check("OG312", "stop-order", severity=Severity.NOTE)
def stop_order(here: Reach) -> Iterator[Hit]:
    """What is started first is stopped before what relies on it."""
    return _failures(here, stopped_backwards)


def _failures(here: Reach, judge: Callable[[Document, Section], Iterator[Said]]) -> Iterator[Hit]:
    """What fails in the sections of which a gate of the kind asks that they stop what they start."""
    for gate in here.kind.gates.values():
        for criterion in gate.criteria:
            name = criterion.options.get("section") if criterion.check == _ASKS else None
            section = here.subject.structure.found.get(str(name))
            if section is not None and applies(criterion.level, here.level):
                for said in judge(here.document, section):
                    if said.word == "fail" and said.place is not None:
                        yield said.place.hit(said.reason, hint=said.next, related=said.related)


CHECKS: tuple[Check, ...] = (start_without_stop, stop_order)
