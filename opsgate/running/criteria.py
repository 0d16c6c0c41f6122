"""Criteria of a project's own kinds that name a check there is not, or give it other options than it takes."""

from collections.abc import Mapping
from typing import Any

from opsgate.judging.cel import CelFault, compile_expression
from opsgate.judging.evidence.trouble import MissingExtra
from opsgate.judging.predicates import BY_NAME
from opsgate.knowing.kind import Criterion
from opsgate.knowing.kindfile import KindFile
from opsgate.knowing.kinds import Kinds
from opsgate.reading.validate import Schema, Violation
from opsgate.words.near import nearest, one_of

Keys = tuple[str | int, ...]


def criterion_faults(kinds: Kinds) -> None:
    """Add to the faults of kind files what is wrong with the checks that their criteria name."""
    for file in kinds.files:
        kind = kinds.get(str(file.data.get("kind"))) if not file.faults else None
        gates = file.data.get("gates") if kind else None
        for stage, gate in gates.items() if isinstance(gates, Mapping) else ():
            made = {criterion.id: criterion for criterion in kind.gates[stage].criteria} if kind else {}
            for index, said in enumerate(gate.get("criteria", ())):
                if said["id"] in made:
                    _criterion(file, ("gates", stage, "criteria", index), said, made[said["id"]])


def _criterion(file: KindFile, keys: Keys, said: Mapping[str, Any], made: Criterion) -> None:
    """A criterion as the file says it, and as it is with what it extends laid under it."""
    if "require" in said:
        _expression(file, (*keys, "require"), said["require"])
    elif made.check == "require" and isinstance(said.get("with"), Mapping) and "require" in said["with"]:
        _expression(file, (*keys, "with", "require"), str(said["with"]["require"]))
    if not made.check:
        if made.decided_by != "attested":
            file.fault(keys, f"`{made.id}` names no check, so nobody can decide it",
                       "add `check:` or `require:`, or say `decided-by: attested`")  # fmt: skip
        return
    found = BY_NAME.get(made.check)
    if found is None:
        near = nearest(made.check, BY_NAME)
        hint = f"did you mean `{near}`?" if near else f"there are {one_of(sorted(BY_NAME))}"
        file.fault((*keys, "check"), f"there is no check `{made.check}`", hint, value=True)
        return
    violations = Schema(found.options).violations(dict(made.options))
    misspelt = {near for item in violations if (near := _meant(item))}
    for violation in violations:
        if violation.keyword == "required" and violation.keys[-1] in misspelt:
            continue
        message, hint = violation.explain()
        file.fault((*keys, "with", *violation.keys), f"`{made.check}`: {message}", hint)


def _meant(violation: Violation) -> str | None:
    """The option that an unknown one most likely is."""
    if violation.keyword != "additionalProperties":
        return None
    return nearest(str(violation.keys[-1]), violation.known)


def _expression(file: KindFile, keys: Keys, source: str) -> None:
    """A condition that cannot be read, or that asks nothing; the place is its line in the kind file."""
    try:
        expression = compile_expression(source)
    except MissingExtra:
        return  # its criterion will be unknown, and say what to install
    except CelFault as fault:
        where = "" if (fault.line, fault.column) == (1, 1) else f" (line {fault.line}, column {fault.column} of it)"
        file.fault(keys, f"{fault.message}{where}", "see docs/gates.md on `require`", value=True)
        return
    if expression.constant:
        file.fault(keys, f"`{source}` asks nothing of the document", "write a condition over `doc`, `rows` or `corpus`",
                   value=True)  # fmt: skip
