"""What a change adds: the findings after it that were not there before it, wherever in the project they are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from opsgate.knowing.corpus import Overlay
from opsgate.knowing.facts import Facts
from opsgate.knowing.gitdiff import Differs, moved
from opsgate.reading.document import load
from opsgate.words.errors import OpsgateError
from opsgate.words.finding import Finding

Key: TypeAlias = tuple[object, ...]


@dataclass(frozen=True)
class Change:
    """Two states of a project, each as what has to be laid over the files on disk.

    ``base`` is the commit that the change starts from, ``moved`` old path to new path. ``touched`` are the paths,
    in either state, whose content differs.
    """

    base: str
    before: Overlay
    after: Overlay
    moved: Mapping[str, str]
    touched: frozenset[str]


def change_since(facts: Facts, rev: str) -> Change:
    """What the files on disk change since the revision, or since where they left its branch. Raises OpsgateError."""
    base = _known(facts, facts.merge_base(rev), rev)
    differs = _listed(facts.differences(base, staged=False))
    before = dict(_before(facts, differs))
    return Change(base, before, {}, dict(_moved_untracked(facts.root, before)) | moved(differs), _touched(differs))


def change_staged(facts: Facts) -> Change:
    """What a commit of the index would change; all of it where there is no commit yet. Raises OpsgateError."""
    base = facts.resolve("HEAD") or _known(facts, facts.empty_tree(), "HEAD")
    differs = _listed(facts.differences(base, staged=True))
    kept = _listed(facts.unstaged())
    after = dict(_before(facts, kept))
    before = after | dict(_before(facts, differs))
    return Change(base, before, after, moved(differs), _touched(differs))


def _known(facts: Facts, commit: str | None, rev: str) -> str:
    if commit is not None:
        return commit
    if not facts.in_git():
        raise OpsgateError(facts.trouble or "this is no git repository, so nobody can tell what a change adds")
    if facts.resolve(rev) is None:
        raise OpsgateError(f"there is no revision `{rev}` here; a shallow clone may lack it: fetch with depth 0")
    raise OpsgateError(
        f"`{rev}` and HEAD have no commit in common here; a shallow clone may lack it: fetch with depth 0"
    )


def _listed(differs: Sequence[Differs] | None) -> Sequence[Differs]:
    if differs is None:
        raise OpsgateError("git cannot say what changed")
    return differs


def _before(facts: Facts, differs: Sequence[Differs]) -> Iterator[tuple[str, bytes | None]]:
    """What to lay over the later state to have the earlier one."""
    for item in differs:
        if item.new and item.new != item.old:
            yield item.new, None
    contents = facts.blobs(item.before for item in differs)
    for item in differs:
        if item.old:
            yield item.old, contents.get(item.before, b"")


def _moved_untracked(root: Path, before: Overlay) -> Iterator[tuple[str, str]]:
    """Old and new path of files that are gone from one and lie unchanged at the other, where git has not looked."""
    gone = {data: path for path, data in before.items() if data and not (root / path).exists()}
    for path, data in before.items():
        old = gone.get(load(root / path).data) if data is None and gone else None
        if old is not None:
            yield old, path


def _touched(differs: Iterable[Differs]) -> frozenset[str]:
    return frozenset(path for item in differs for path in (item.old, item.new) if path)


def added(after: Iterable[Finding], before: Iterable[Finding], moved: Mapping[str, str]) -> list[Finding]:
    """The findings of ``after`` that none of ``before`` accounts for, each of them for one.

    An old finding is the same fault saying the same in the same place; else the same fault in the same place, about
    the same thing; else the same fault saying the same elsewhere in its document, as when a heading above it was
    renamed. It accounts for nothing that weighs more than itself.
    """
    old = [_renamed(finding, moved) for finding in before]
    new = list(after)
    for key in (_exactly, _by_place, _by_words):
        left: dict[Key, list[Finding]] = {}
        for finding in old:
            left.setdefault(key(finding), []).append(finding)
        new = [finding for finding in new if not _accounted(finding, left.get(key(finding), []))]
        old = [finding for findings in left.values() for finding in findings]
    return new


def _accounted(finding: Finding, left: list[Finding]) -> bool:
    """Whether one of the old findings accounts for a new one; it is then used up."""
    found = next((one for one in left if one.severity >= finding.severity), None)
    if found is not None:
        left.remove(found)
    return found is not None


def _exactly(finding: Finding) -> Key:
    return (finding.fingerprint, finding.suppressed is None, finding.message)


def _by_place(finding: Finding) -> Key:
    return (finding.fingerprint, finding.suppressed is None, finding.message.partition("`")[2].partition("`")[0])


def _by_words(finding: Finding) -> Key:
    return (finding.rule, finding.path, finding.suppressed is None, finding.message)


def _renamed(finding: Finding, moved: Mapping[str, str]) -> Finding:
    path = moved.get(finding.path)
    return replace(finding, region=replace(finding.region, path=path)) if path else finding
