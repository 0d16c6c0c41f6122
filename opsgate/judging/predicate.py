"""What a predicate is: a small function that says how things stand, for criteria to name.

A predicate looks at everything that its criterion speaks of (every row, every artifact) and says ``holds``, ``fails``,
``unknown`` or ``spared`` of each. The worst of what it said is the criterion's verdict. One that says nothing has
judged nothing, and that is ``unknown``: an empty register is not a green one.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from opsgate.judging.here import Here
from opsgate.judging.said import Said

PredicateFunction = Callable[..., Iterator[Said]]

TEXT: Mapping[str, Any] = {"type": "string", "minLength": 1}
WORDS: Mapping[str, Any] = {"type": "array", "minItems": 1, "items": TEXT}
COUNT: Mapping[str, Any] = {"type": "integer", "minimum": 0}
SEVERITY: Mapping[str, Any] = {"enum": ["note", "warning", "error"]}
LEVEL: Mapping[str, Any] = {"enum": ["hobby", "product"]}


@dataclass(frozen=True, slots=True)
class Predicate:
    """A predicate by the name that criteria give in ``check:``; ``options`` is the JSON Schema of their ``with:``."""

    name: str
    summary: str
    options: Mapping[str, Any]
    run: PredicateFunction


def predicate(name: str, **options: Mapping[str, Any]) -> Callable[[PredicateFunction], Predicate]:
    """Make a predicate of a function ``(here, *, option, …)``; ``options`` gives the JSON Schema of each option.

    An option is required where the function gives it no default. In kind files its name is written with hyphens.
    """

    def make(run: PredicateFunction) -> Predicate:
        wanted = [p for p in inspect.signature(run).parameters.values() if p.kind is p.KEYWORD_ONLY]
        if {p.name for p in wanted} != set(options):
            raise TypeError(f"predicate {name}: options {sorted(options)} are not its parameters")
        schema = {
            "type": "object",
            "additionalProperties": False,
            "properties": {**{_key(key): dict(value) for key, value in options.items()}, "or-attested": dict(LEVEL)},
            "required": [_key(p.name) for p in wanted if p.default is p.empty],
        }
        return Predicate(name, (run.__doc__ or "").strip().partition("\n")[0], schema, run)

    return make


def _key(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def asked(found: Predicate, here: Here, options: Mapping[str, Any]) -> Iterator[Said]:
    """What a predicate says with the options that a criterion gives it; ``or-attested`` is not for it."""
    names = {_key(p.name): p.name for p in inspect.signature(found.run).parameters.values() if p.kind is p.KEYWORD_ONLY}
    return found.run(here, **{names[key]: value for key, value in options.items() if key != "or-attested"})
