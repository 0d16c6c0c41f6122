"""All checks there are, in the order of their ids."""

from opsgate.judging.check import Check
from opsgate.judging.checks import content, front_matter, gates, reading, rules, structure, tables

CHECKS: tuple[Check, ...] = tuple(
    sorted(
        (
            *reading.CHECKS,
            *front_matter.CHECKS,
            *structure.CHECKS,
            *tables.CHECKS,
            *content.CHECKS,
            *gates.CHECKS,
            *rules.CHECKS,
        ),
        key=lambda check: check.id,
    )
)
BY_WORD = {word: check for check in CHECKS for word in (check.id, check.name)}
