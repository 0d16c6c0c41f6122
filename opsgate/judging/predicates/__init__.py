"""Every predicate there is, by the name that criteria give in ``check:``."""

from opsgate.judging.predicate import Predicate
from opsgate.judging.predicates import (
    alerts,
    approvals,
    artifacts,
    dates,
    documents,
    drills,
    guide,
    issues,
    knowledge,
    materials,
    parts,
    recorded,
    require,
    rollback,
    rows,
    support,
    tests,
    versions,
)

_MODULES = (
    alerts, approvals, artifacts, dates, documents, drills, guide, issues, knowledge, materials, parts, recorded,
    require, rollback, rows, support, tests, versions,
)  # fmt: skip
PREDICATES: tuple[Predicate, ...] = tuple(sorted((p for m in _MODULES for p in m.PREDICATES), key=lambda p: p.name))
BY_NAME = {predicate.name: predicate for predicate in PREDICATES}
