"""Check many files: from the cache where nothing changed, in several processes where that pays."""

import gc
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from opsgate.judging.check import Project
from opsgate.knowing.config import Config
from opsgate.knowing.corpus import Overlay, Reader, Skipped, overlaid
from opsgate.knowing.kind import Level
from opsgate.knowing.kinds import Kinds
from opsgate.knowing.marks import carded
from opsgate.reading.document import MAX_BYTES, Loaded, loaded_document
from opsgate.reading.readers import reader_name
from opsgate.running.cache import Cache, digest
from opsgate.running.engine import judged
from opsgate.running.outcome import Entry, Outcome
from opsgate.running.plan import Plan

WORTH_A_POOL = 300
WORTH_A_CACHE = 100
_CHUNK = 50
_COLLECT_EVERY = 10


@dataclass(frozen=True)
class Job:
    """All that decides what a file's findings are, besides the file."""

    config: Config
    kinds: Kinds
    level: Level | None = None
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    debug: bool = False
    overlay: Overlay = field(default_factory=dict)

    def setup(self) -> list[object]:
        """The same as plain data, so that a cache can tell one job from another."""
        own = [[name, self.kinds.source(name)] for name in self.kinds.own]
        return [self.config.data, own, self.level, list(self.select), list(self.ignore), reader_name()]


class Worker:
    """Checks one file after the other; keeps nothing of them."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.reader = Reader(job.config, job.kinds, job.level, job.overlay)
        self.plan = Plan(job.config, job.select, job.ignore)
        self.project = Project(job.kinds.names, job.config.unknown_fields)

    def outcome(self, path: str, loaded: Loaded) -> Outcome:
        """What becomes of a file."""
        subject = self.reader.subject(loaded_document(path, loaded))
        if isinstance(subject, Skipped):
            return Outcome(subject)
        findings, quiet = judged(subject, self.plan, self.project, debug=self.job.debug)
        entry = Entry(path, subject.kind.name, subject.level, subject.status)
        alone = not subject.beside and "rows" not in subject.meta
        card = carded(subject, self.job.config.slugs) if self.plan.compares else None
        return Outcome(entry, tuple(findings), alone, card, quiet)


def run(job: Job, paths: Sequence[str], *, jobs: int = 0, cached: bool = True) -> Iterator[Outcome]:
    """Outcomes of files, in the order of their paths; ``jobs`` processes at most, 0 for as many as there are cores."""
    root = job.config.root
    keep = cached and not job.overlay and len(paths) >= WORTH_A_CACHE
    cache = Cache(root, job.setup()) if keep else None
    known: dict[str, Outcome] = {}
    rest = list(paths)
    if cache is not None:
        rest = []
        for path in paths:
            outcome = cache.get(path, _content(overlaid(root, path, job.overlay)))
            if outcome is None:
                rest.append(path)
            else:
                known[path] = outcome
    for path, content, outcome in _fresh(job, rest, jobs):
        known[path] = outcome
        if cache is not None:
            cache.put(path, content, outcome)
    if cache is not None:
        cache.save()
    yield from (known[path] for path in paths)


Fresh = tuple[str, str, Outcome]


def _fresh(job: Job, paths: Sequence[str], jobs: int) -> Iterator[Fresh]:
    """Files checked anew, each with the name of its content (none where it was not read whole)."""
    jobs = jobs or _cores()
    if jobs < 2 or len(paths) < WORTH_A_POOL:
        yield from _check(Worker(job), paths)
        return
    import multiprocessing  # noqa: PLC0415 - only where a pool pays
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    # A fork has all that was imported and read; elsewhere the processes start from nothing.
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() and os.uname().sysname == "Linux" else "spawn"
    chunks = [paths[start : start + _CHUNK] for start in range(0, len(paths), _CHUNK)]
    with ProcessPoolExecutor(jobs, multiprocessing.get_context(method), _start, (job,)) as pool:
        for found in pool.map(_chunk, chunks):
            yield from found


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_worker: Worker | None = None


def _start(job: Job) -> None:
    global _worker  # noqa: PLW0603 - one worker a process
    _worker = Worker(job)


def _chunk(paths: Sequence[str]) -> list[Fresh]:
    assert _worker is not None
    return list(_check(_worker, paths))


def _check(worker: Worker, paths: Iterable[str]) -> Iterator[Fresh]:
    root: Path = worker.job.config.root
    with _own_garbage():
        for number, path in enumerate(paths, 1):
            loaded = overlaid(root, path, worker.job.overlay)
            yield path, _content(loaded), worker.outcome(path, loaded)
            if number % _COLLECT_EVERY == 0:
                gc.collect()
                gc.freeze()  # what is left are outcomes, which stay


@contextmanager
def _own_garbage() -> Iterator[None]:
    """Collect garbage between documents only, and only theirs.

    Reading makes many small objects at once; going through them again and again doubles its time.
    """
    on = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        if on:
            gc.enable()


def _content(loaded: Loaded) -> str:
    """Name of what was read; nothing where the file was not read whole."""
    return "" if loaded.problem or loaded.size > MAX_BYTES else digest(loaded.data)
