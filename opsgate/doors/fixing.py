"""Mend the documents of a project: which files may be written, writing them, and what is said of it."""

import hashlib
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from opsgate.doors.checking import Options
from opsgate.doors.project import Setup
from opsgate.edges.files import write_whole
from opsgate.edges.output.paint import Paint, visible
from opsgate.edges.output.patch import patch
from opsgate.knowing.corpus import Reader
from opsgate.knowing.facts import Facts
from opsgate.reading.document import load
from opsgate.running.change import change_staged
from opsgate.running.fix import Mended, Mender, without_fix
from opsgate.running.fixcheck import called
from opsgate.running.report import Report
from opsgate.running.work import Job
from opsgate.words.errors import OpsgateError
from opsgate.words.finding import Finding

_SHA256 = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


@dataclass(frozen=True)
class Fixes:
    """What became of the files that hold fixable findings, in the order of their paths."""

    root: Path
    mended: tuple[Mended, ...]
    staged: bool = False

    @property
    def changed(self) -> list[Mended]:
        return [each for each in self.mended if each.changed and not each.refused]

    @property
    def failed(self) -> bool:
        """Whether a file that was to be mended was left as it is."""
        return any(each.refused for each in self.mended)

    def diff(self, paint: Paint, *, shown: bool) -> str:
        """The changes as a unified diff; nothing where there are none."""
        texts = ((each.path, each.before.decode(), each.after.decode()) for each in self.changed)
        return "".join(patch(path, before, after, paint, shown=shown) for path, before, after in texts)

    def write(self) -> None:
        """Write the files that change, each at once or not at all; one that cannot be written says so."""
        for each in self.changed:
            path = self.root / each.path
            if load(path).data != each.before:
                each.refused = "it was changed by somebody else in the meantime"
                continue
            try:
                write_whole(path, each.after.decode())
            except OpsgateError as error:
                each.refused = str(error)

    def left(self, report: Report) -> Report:
        """A report in which findings whose fix does not work offer it no more."""
        names = {(*called(each.finding), mended.path) for mended in self.mended for each in mended.dropped}
        return replace(report, findings=tuple(without_fix(finding, names) for finding in report.findings))

    def said(self, *, would: bool = False) -> Iterator[str]:
        """What to tell about it, a line each: what was left alone and why, then how much was fixed."""
        for each in self.mended:
            path = visible(each.path)
            if each.refused:
                yield f"{path} is left as it is: {visible(each.refused)}"
                continue
            for dropped in each.dropped:
                at = dropped.finding.region.start
                what = f"{path}:{at.line}:{at.column} {dropped.finding.name}"
                yield f"not fixed: {what}: {visible(dropped.reason)}"
            if each.unsettled:
                yield f"{path} has more to fix: run this again"
            if each.stale:
                yield f"{path} was attested or approved, and what was vouched for has changed: have it attested again"
        changed = self.changed
        if not changed:
            yield "nothing to fix"
            return
        fixed = sum(len(each.fixed) for each in changed)
        yield f"{'would fix' if would else 'fixed'} {_count(fixed, 'finding')} in {_count(len(changed), 'file')}"
        if self.staged and not would:
            yield "the index still holds the old text: `git add` the files, then check again"


def fixes(project: Setup, report: Report, options: Options, *, unsafe: bool) -> Fixes:
    """What the fixes of a report's findings make of its files; nothing is written yet."""
    config = project.config
    by_path: dict[str, list[Finding]] = {}
    for finding in report.open:
        by_path.setdefault(finding.path, []).append(finding)
    wanted = {path: found for path, found in by_path.items() if any(_asked(finding, unsafe) for finding in found)}
    job = Job(config, project.kinds, options.level, options.select, options.ignore, options.debug)
    differing = _not_in_index(config.root) if options.staged and wanted else ()
    mender = Mender(job, unsafe=unsafe, digests=_vouched_for(config.root, job, wanted))
    done = []
    for path, found in sorted(wanted.items()):
        refused = _refused(config.root, path, differing)
        done.append(
            Mended(path, refused=refused) if refused else mender.mend(path, load(config.root / path).data, found)
        )
    return Fixes(
        config.root, tuple(each for each in done if each.refused or each.changed or each.dropped), options.staged
    )


def _asked(finding: Finding, unsafe: bool) -> bool:
    return finding.fix is not None and (finding.fix.safe or unsafe)


def _not_in_index(root: Path) -> Collection[str]:
    return change_staged(Facts(root)).after.keys()


def _refused(root: Path, path: str, differing: Collection[str]) -> str:
    """Why a file may not be written, or nothing."""
    parts = PurePosixPath(path).parts
    if PurePosixPath(path).is_absolute() or ".." in parts:
        return "it lies outside the project"
    linked = next((name for name in _parts(parts) if (root / name).is_symlink()), None)
    if linked is not None:
        return f"`{linked}` is a symbolic link; name the file that it leads to"
    if path in differing:
        return "the index holds another text than the file: stage all of the file, or put the rest away"
    try:
        mode = (root / path).stat().st_mode
    except OSError as error:
        return error.strerror or str(error)
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(root / path, os.W_OK):
        return "it is read-only"
    return ""


def _parts(parts: tuple[str, ...]) -> Iterator[str]:
    """A path and the folders above it, below the root."""
    return ("/".join(parts[: size + 1]) for size in range(len(parts)))


def _vouched_for(root: Path, job: Job, wanted: Iterable[str]) -> frozenset[str]:
    """Of the SHA-256 digests of the files that are to be fixed, those that somebody wrote down in the project."""
    own = {hashlib.sha256(load(root / path).data).hexdigest() for path in wanted}
    if not own:
        return frozenset()
    beside = (path.relative_to(root).as_posix() for path in sorted((root / "gates").rglob("*.yaml")))
    paths = [*Reader(job.config, job.kinds, job.level).paths(), *beside]
    written = {match[0].decode() for path in paths for match in _SHA256.finditer(load(root / path).data)}
    return frozenset(own & written)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")
