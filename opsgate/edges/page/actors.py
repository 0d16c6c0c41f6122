"""Who acts next: roles whose word is missing, owners of documents, and what nobody in particular is to do."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from opsgate.edges.page.answer import OPEN
from opsgate.edges.page.links import Links
from opsgate.edges.page.model import Actor, Todo
from opsgate.knowing.library import Library
from opsgate.knowing.policy import Policy
from opsgate.running.verdict import Decided, GateVerdict, Problem, Verdict

_ROLE = re.compile(r"(?<=--role )\S+")
_QUOTED = re.compile("`([^`]*)`")
_MORE = re.compile(r" \(and \d+ more\)\Z")
_AT = re.compile(r"\A.*?:\d+:\d+ ")
_ALSO = 3
_NOBODY = ("Nobody in particular", "no document and no role names somebody")


def actors(
    verdict: Verdict, library: Library, policy: Policy, links: Links, numbers: Mapping[str, int], *, blocking: bool
) -> tuple[Actor, ...]:
    """What is open, by who acts next: what blocks, or else what is advice; whoever has most to do comes first."""
    found: dict[tuple[str, str], tuple[tuple[str, ...], list[Todo]]] = {}

    def add(who: tuple[str, str, tuple[str, ...]], todo: Todo) -> None:
        found.setdefault(who[:2], (who[2], []))[1].append(todo)

    for problem in verdict.problems:
        if problem.shuts is blocking:
            add(_owner(library, problem.region.path if problem.region else ""), _of_problem(problem, links, numbers))
    for gate in verdict.gates:
        for decided in gate.criteria if gate.blocking is blocking else ():
            if decided.verdict in OPEN:
                for who, own in _who(gate, decided, library, policy):
                    add(who, todo(gate, own, links, numbers))
    made = [Actor(*who, people, tuple(todos)) for who, (people, todos) in found.items()]
    return tuple(sorted(made, key=lambda actor: (-len(actor.todos), actor.name.casefold(), actor.name)))


def todo(gate: GateVerdict, decided: Decided, links: Links, numbers: Mapping[str, int]) -> Todo:
    """An open criterion as something to do."""
    more = len(decided.also) - _ALSO
    return Todo(
        document=numbers.get(gate.document, 0),
        path=gate.document,
        name=f"{gate.gate}/{decided.criterion.id}",
        asks=decided.criterion.asks,
        state=decided.verdict,
        reason=_MORE.sub("", decided.reason) if decided.also else decided.reason,
        also=(
            *(_nearby(reason, gate.document) for reason in decided.also[:_ALSO]),
            *([f"and {more} more"] if more > 0 else []),
        ),
        next=decided.next,
        note="by somebody other than its author" if decided.criterion.not_author else "",
        spot=links.at(decided.region),
        related=tuple(map(links.at, decided.related)),
    )


def _nearby(reason: str, path: str) -> str:
    """A reason that begins with a place in a file: one in the document itself needs its line alone."""
    if not reason.startswith(f"{path}:"):
        return reason
    place, _, said = reason[len(path) + 1 :].partition(" ")
    return f"line {place.partition(':')[0]}: {said}"


def _of_problem(problem: Problem, links: Links, numbers: Mapping[str, int]) -> Todo:
    path = problem.region.path if problem.region else ""
    state = "fail" if problem.rule != "gate-unknown" else "unknown"
    spot = links.at(problem.region) if problem.region else None
    return Todo(numbers.get(path, 0), path, problem.rule, "", state, problem.message, (), problem.next, "", spot, ())


def _who(
    gate: GateVerdict, decided: Decided, library: Library, policy: Policy
) -> Iterator[tuple[tuple[str, str, tuple[str, ...]], Decided]]:
    """Who can do something about an open criterion, and what: the roles it waits for, or else the document's owner."""
    roles = list(_roles(decided, policy))
    for role in roles:
        yield (role, "role", _people(policy, role)), _for_role(decided, role)
    if not roles:
        yield _owner(library, gate.document), decided


def _for_role(decided: Decided, role: str) -> Decided:
    """What an open criterion asks of one of several roles."""
    said = [_MORE.sub("", _AT.sub("", reason)) for reason in (decided.reason, *decided.also)]
    own = [reason for reason in said if f"`{role}`" in reason] or said
    next = _ROLE.sub(role.replace("\\", r"\\"), decided.next)
    return replace(decided, reason=own[0], also=tuple(own[1:]), next=next)


def _roles(decided: Decided, policy: Policy) -> Iterable[str]:
    """The roles that a criterion waits for: those its next step names, then those that its reasons quote."""
    named = _ROLE.findall(decided.next)
    if not named:
        return decided.criterion.roles
    wanted = set(policy.roles) | {role.strip().casefold() for role in policy.words("required-approvals") or ()}
    said = [word for reason in (decided.reason, *decided.also) for word in _QUOTED.findall(reason)]
    quoted = [word for word in said if word.strip().casefold() in wanted]
    return list(dict.fromkeys([*named, *quoted]))


def _people(policy: Policy, role: str) -> tuple[str, ...]:
    """The people who have a role, as the configuration writes them."""
    said = policy.config.data.get("roles", {})
    return tuple(str(who) for name, whose in said.items() if name.strip().casefold() == role.strip().casefold()
                 for who in whose)  # fmt: skip


def _owner(library: Library, path: str) -> tuple[str, str, tuple[str, ...]]:
    """Whoever a document names as its owner, or else as its author."""
    subject = library.by_path.get(path)
    for key in ("owner", "author"):
        said = subject.meta.get(key) if subject else None
        if isinstance(said, str) and said.strip():
            return said.strip(), key, ()
    return *_NOBODY, ()
