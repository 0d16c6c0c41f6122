"""Known issues: none of a severity may be open."""

from collections.abc import Iterator, Mapping
from typing import Any

from opsgate.judging.here import Here
from opsgate.judging.issues import listed, says_something, sections, told
from opsgate.judging.predicate import TEXT, predicate
from opsgate.judging.said import Said, holds, unknown

_PRIORITY: Mapping[str, Any] = {"enum": ["P0", "P1", "P2", "P3", "P4"]}


@predicate("no-open-issues", key=TEXT, section=TEXT, severity=_PRIORITY)
def no_open_issues(here: Here, *, key: str, section: str, severity: str) -> Iterator[Said]:
    """No known issue of a severity is open, neither in front matter nor in the text of its section.

    An accepted issue is open. Where front matter says nothing, nobody can tell; at hobby level the section may say it.
    """
    wanted = here.value(severity, "priority")
    known = isinstance(here.get(key), list)
    bad = [*(listed(here, key, wanted) if known else ()), *told(here, section, key, wanted)]
    silent = not any(says_something(here, found) for found in sections(here, section))
    if not known and (here.level == "product" or silent):
        bad.append(unknown(here.place(key), f"nothing says which issues are known (`{key}` is missing)",
                           f"list them under `{key}`, or write `{key}: []` when there is none"))  # fmt: skip
    yield from bad or [holds(f"no {severity} is open", here.place(key))]


PREDICATES = (no_open_issues,)
