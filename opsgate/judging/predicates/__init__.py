"""Every predicate there is, by the name that criteria give in ``check:``."""

from importlib import import_module
from importlib.util import find_spec

from opsgate.judging.predicate import Predicate

_MODULES = ("alerts", "approvals", "artifacts", "dates", "documents", "drills", "guide", "knowledge", "materials", "parts",
            "recorded", "require", "rollback", "rows", "support", "tests", "versions")  # fmt: skip
PREDICATES: tuple[Predicate, ...] = tuple(
    predicate
    for name in _MODULES
    if find_spec(f"{__name__}.{name}")
    for predicate in import_module(f"{__name__}.{name}").PREDICATES
)
BY_NAME = {predicate.name: predicate for predicate in PREDICATES}
