"""What a change adds: the findings after it that were not there before it, wherever in the project they are."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from opsgate.knowing.corpus import Overlay
from opsgate.knowing.facts import Facts
from opsgate.knowing.gitdiff import Differs, moved
from opsgate.words.errors import OpsgateError
from opsgate.words.finding import Finding

_READ = (".md", ".markdown", ".csv")


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
    return Change(base, dict(_before(facts, differs)), {}, moved(differs), _touched(differs))


def change_staged(facts: Facts) -> Change:
    """What a commit of the index would change. Raises OpsgateError where there is no commit yet."""
    base = _known(facts, facts.resolve("HEAD"), "HEAD")
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
    """What to lay over the later state to have the earlier one; of files that nobody reads, only that they exist."""
    for item in differs:
        if item.new and item.new != item.old:
            yield item.new, None
    contents = facts.blobs(item.before for item in differs if item.old.endswith(_READ))
    for item in differs:
        if item.old:
            yield item.old, contents.get(item.before, b"")


def _touched(differs: Iterable[Differs]) -> frozenset[str]:
    return frozenset(path for item in differs for path in (item.old, item.new) if path)


def added(after: Iterable[Finding], before: Iterable[Finding], moved: Mapping[str, str]) -> Iterator[Finding]:
    """The findings of ``after`` that ``before`` does not account for, as many of each fingerprint as there are more.

    Of several with one fingerprint, those that say the same as before are the old ones.
    """
    old = [_renamed(finding, moved) for finding in before]
    said = Counter((finding.fingerprint, finding.suppressed is None, finding.message) for finding in old)
    rest = Counter((finding.fingerprint, finding.suppressed is None) for finding in old)
    unsaid = []
    for finding in after:
        key = (finding.fingerprint, finding.suppressed is None)
        if said[(*key, finding.message)] > 0:
            said[(*key, finding.message)] -= 1
            rest[key] -= 1
        else:
            unsaid.append((key, finding))
    for key, finding in unsaid:
        if rest[key] > 0:
            rest[key] -= 1
        else:
            yield finding


def _renamed(finding: Finding, moved: Mapping[str, str]) -> Finding:
    path = moved.get(finding.path)
    return replace(finding, region=replace(finding.region, path=path)) if path else finding
