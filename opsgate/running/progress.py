"""How far a document is: which steps of its kind's procedure and which parts of its definition of done are shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from opsgate.knowing.kind import Shown, applies
from opsgate.knowing.subject import Subject
from opsgate.running.verdict import GateVerdict
from opsgate.words.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the procedure, or a statement of the definition of done, and what is still lacking for it."""

    statement: str
    lacks: tuple[str, ...]

    @property
    def done(self) -> bool:
        return not self.lacks


def steps(
    subject: Subject, shown: Sequence[Shown], gates: Sequence[GateVerdict], findings: Sequence[Finding]
) -> Iterator[Step]:
    """The steps that count at the document's level."""
    verdicts = {f"{gate.gate}/{decided.criterion.id}": decided.verdict for gate in gates for decided in gate.criteria}
    for item in shown:
        if applies(item.level, subject.level):
            lacks = tuple(part for part in item.shown_by if not _there(subject, part, verdicts, findings))
            yield Step(item.statement, lacks)


def _there(subject: Subject, part: str, verdicts: dict[str, str], findings: Sequence[Finding]) -> bool:
    """Whether a part is there and nothing is wrong with it: ``section/ID``, ``meta/KEY``, ``criterion/GATE/ID``."""
    what, _, name = part.partition("/")
    if what == "criterion":
        return verdicts.get(name, "pass") in ("pass", "waived", "not-applicable")
    if what == "meta":
        bad = {finding.place for finding in findings if finding.severity is Severity.ERROR}
        keys = name.split("/")
        value = subject.meta
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None  # type: ignore[assignment]
        return value not in (None, "", [], {}) and f"meta/{name}" not in bad
    section = subject.structure.found.get(name)
    if section is None:
        spec = next((spec for spec in subject.kind.all_sections() if spec.id == name), None)
        return spec is None or not applies(spec.level, subject.level)
    first = subject.document.text.position(section.span[0]).line
    last = subject.document.text.position(section.span[1]).line
    inside = (f for f in findings if f.path == subject.document.path and first <= f.region.start.line < last)
    has_text = any(True for _ in section.all_blocks())
    return has_text and not any(finding.severity is Severity.ERROR for finding in inside)
