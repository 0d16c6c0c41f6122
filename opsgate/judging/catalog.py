"""All checks there are, in the order of their ids."""

from opsgate.judging.check import Check
from opsgate.judging.checks import (
    acronyms,
    consistency,
    content,
    freshness,
    front_matter,
    gates,
    guide,
    knowledge,
    links,
    needs,
    owners,
    reading,
    registers,
    relations,
    rules,
    steps,
    structure,
    tables,
)

CHECKS: tuple[Check, ...] = tuple(
    sorted(
        (
            *reading.CHECKS,
            *front_matter.CHECKS,
            *structure.CHECKS,
            *tables.CHECKS,
            *links.CHECKS,
            *owners.CHECKS,
            *relations.CHECKS,
            *consistency.CHECKS,
            *guide.CHECKS,
            *content.CHECKS,
            *knowledge.CHECKS,
            *needs.CHECKS,
            *registers.CHECKS,
            *acronyms.CHECKS,
            *steps.CHECKS,
            *freshness.CHECKS,
            *gates.CHECKS,
            *rules.CHECKS,
        ),
        key=lambda check: check.id,
    )
)
BY_WORD = {word: check for check in CHECKS for word in (check.id, check.name)}
