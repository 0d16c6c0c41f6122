"""Folders whose documents are all of one kind: a line of configuration does for all of them."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from opsgate.edges.adopt.proposal import Proposal

ENOUGH = 4


def mappings(proposals: Iterable[Proposal], everywhere: Iterable[str]) -> dict[str, str]:
    """Patterns and kinds for ``[kinds]``: folders in which every document was looked at and surely is of the same kind.

    ``everywhere`` lists all documents of the project: a folder of which only some were looked at is left out.
    """
    there: dict[tuple[str, str], int] = defaultdict(int)
    for path in everywhere:
        there[_place(path)] += 1
    guessed: dict[tuple[str, str], list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        guessed[_place(proposal.path)].append(proposal)
    found = {}
    for (folder, ending), held in sorted(guessed.items()):
        kinds = {proposal.kind for proposal in held if proposal.state in ("adopt", "written", "blocked")}
        clean = all(proposal.state in ("adopt", "written") and proposal.sure for proposal in held)
        if clean and len(kinds) == 1 and len(held) >= ENOUGH and len(held) == there[folder, ending]:
            found[f"{_escaped(folder)}/*{ending}" if folder else f"/*{ending}"] = str(kinds.pop())
    return found


def _place(path: str) -> tuple[str, str]:
    parts = PurePosixPath(path)
    folder = parts.parent.as_posix()
    return ("" if folder == "." else folder, parts.suffix)


def _escaped(folder: str) -> str:
    return "".join(f"\\{letter}" if letter in "*?[]!\\" else letter for letter in folder)
