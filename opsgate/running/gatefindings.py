"""What is open in a verdict, as findings: for formats that show a finding beside the line that it speaks of."""

from collections.abc import Iterator

from opsgate.judging.catalog import BY_WORD
from opsgate.judging.check import Check
from opsgate.running.report import ordered
from opsgate.running.verdict import Decided, GateVerdict, Problem, Verdict
from opsgate.words.finding import Finding, Region, Related, Severity
from opsgate.words.text import Position

_START = Position(1, 1)
NOWHERE = Region(".", _START, _START)
RULES = {"fail": "gate-failed", "stale": "gate-stale", "not-attested": "gate-not-attested", "unknown": "gate-unknown"}


def findings(verdict: Verdict) -> tuple[Finding, ...]:
    """Everything that is open, in the total order of findings.

    A criterion of a blocking gate is an error, one of an advisory gate a warning; a problem that shuts the run is an
    error, another a warning. There is an error exactly when the verdict is ``fail`` (or ``overridden``): where no
    criterion shows why, a finding of its own says it. What is of no file has the path ``.``.
    """
    found = [*_gates(verdict), *(_problem(problem) for problem in verdict.problems)]
    if not verdict.passed and not any(finding.severity is Severity.ERROR for finding in found):
        said = "no gate that blocks passed, and nothing at all is not enough"
        next = "`opsgate gate --all` shows what became of each criterion"
        found.append(_finding("gate-failed", Severity.ERROR, said, next, NOWHERE, None, "gates"))
    return ordered(found)


def _gates(verdict: Verdict) -> Iterator[Finding]:
    for gate in verdict.gates:
        if gate.verdict != "fail":
            continue
        severity = Severity.ERROR if gate.blocking else Severity.WARNING
        listed = [decided for decided in gate.criteria if decided.verdict in RULES]
        yield from (_criterion(gate, decided, severity) for decided in listed)
        if not listed:
            yield _hollow(gate, severity)


def _criterion(gate: GateVerdict, decided: Decided, severity: Severity) -> Finding:
    name = f"{gate.gate}/{decided.criterion.id}"
    related = tuple(Related(region, "") for region in decided.related)
    return _finding(decided.rule or RULES[decided.verdict], severity, f"`{name}`: {decided.reason}", decided.next,
                    decided.region, gate.kind, _place(gate, decided.region, name), related)  # fmt: skip


def _hollow(gate: GateVerdict, severity: Severity) -> Finding:
    """A gate that fails although nothing in it is open: all that was due is waived."""
    said = f"`{gate.gate}`: every criterion that is due is waived, and at least one has to pass"
    region = gate.criteria[0].region
    return _finding("gate-failed", severity, said, "delete a waiver, and do what it spared", region, gate.kind,
                    _place(gate, region, gate.gate))  # fmt: skip


def _place(gate: GateVerdict, region: Region, name: str) -> str:
    """The stable name of a criterion; where it shows in another file, with the document that it belongs to."""
    return f"gates/{name}" if region.path == gate.document else f"gates/{name} of {gate.document}"


def _problem(problem: Problem) -> Finding:
    severity = Severity.ERROR if problem.shuts else Severity.WARNING
    return _finding(problem.rule, severity, problem.message, problem.next, problem.region or NOWHERE,
                    problem.kind or None, f"gates/{problem.kind or problem.message}")  # fmt: skip


def _finding(
    rule: str, severity: Severity, message: str, hint: str, region: Region, kind: str | None, place: str,
    related: tuple[Related, ...] = (),
) -> Finding:  # fmt: skip
    known = _rule(rule)
    return Finding(known.id, known.name, severity, message, hint, region, kind, place, related=related)


def _rule(name: str) -> Check:
    """The rule of that name; what calls itself otherwise is a failed gate."""
    return BY_WORD.get(name) or BY_WORD["gate-failed"]
