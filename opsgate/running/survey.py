"""All that a check finds: in each document by itself first, then between the documents."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeAlias

from opsgate.judging.check import Outside
from opsgate.knowing.card import BadCard
from opsgate.knowing.corpus import Overlay, Reader, Skipped
from opsgate.knowing.files import Files
from opsgate.knowing.index import Index
from opsgate.knowing.webcache import Answer
from opsgate.running.change import Change, added
from opsgate.running.engine import between
from opsgate.running.outcome import Entry, Outcome
from opsgate.running.plan import Plan
from opsgate.running.work import Job, run
from opsgate.words.finding import Finding

Asked: TypeAlias = Callable[[Iterable[str]], Mapping[str, Answer]]
"""Web addresses as they are written, to their answers; those that nobody should ask have none."""

NOTHING: Mapping[str, Outcome] = MappingProxyType({})


@dataclass
class Survey:
    """Documents and skipped files among those that were chosen, and the findings in them; what became of each file.

    ``old`` are the findings in them that are left out because a change did not add them.
    """

    documents: list[Entry] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    old: list[Finding] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    web: Mapping[str, Answer] = field(default_factory=dict)


def survey(
    job: Job, listed: Sequence[str], chosen: Sequence[str], outside: Outside, *,
    jobs: int = 0, cached: bool = True, known: Mapping[str, Outcome] = NOTHING, ask: Asked | None = None,
) -> Survey:  # fmt: skip
    """Check the chosen files; all that are listed are read for what the chosen ones are compared with.

    What is ``known`` of a file is not found out again. ``ask`` gives the answers of the web addresses in a document.
    """
    try:
        return _survey(job, listed, chosen, outside, jobs, cached, known, ask)
    except BadCard:  # the cache holds something else than cards
        return _survey(job, listed, chosen, outside, jobs, False, NOTHING, ask)


def _survey(
    job: Job, listed: Sequence[str], chosen: Sequence[str], outside: Outside,
    jobs: int, cached: bool, known: Mapping[str, Outcome], ask: Asked | None,
) -> Survey:  # fmt: skip
    plan = Plan(job.config, job.select, job.ignore)
    every = sorted({*listed, *chosen}) if plan.compares else chosen
    fresh = run(job, [path for path in every if path not in known], jobs=jobs, cached=cached)
    found = Survey(outcomes={path: known[path] for path in every if path in known})
    found.outcomes.update((outcome.what.path, outcome) for outcome in fresh)
    for path in sorted(set(chosen)):
        outcome = found.outcomes[path]
        if isinstance(outcome.what, Skipped):
            found.skipped.append(outcome.what)
        else:
            found.documents.append(outcome.what)
            found.findings.extend(outcome.findings)
    if plan.compares:
        cards = [outcome.card for outcome in found.outcomes.values() if outcome.card is not None]
        quiet = {path: outcome.quiet for path, outcome in found.outcomes.items() if outcome.quiet}
        paths = {entry.path for entry in found.documents}
        index = Index(cards, job.kinds)
        if ask is not None:
            found.web = ask(mark.text for card in cards if card.path in paths for mark in card.marks["link"])
            outside = replace(outside, web=found.web)
        found.findings += between(index, plan, outside, job.kinds, quiet=quiet, paths=paths, debug=job.debug)
    return found


def survey_change(
    job: Job, chosen: Sequence[str] | None, outside: Outside, change: Change, *,
    jobs: int = 0, cached: bool = True, ask: Asked | None = None,
) -> Survey:  # fmt: skip
    """Check as ``survey`` does, and keep the findings that the change adds, in whichever document they are.

    Both states are judged by the configuration, the kinds and the day of the later one.
    """
    after, before = (
        _state(job, outside, overlay, rev) for overlay, rev in ((change.after, ""), (change.before, change.base))
    )
    found = survey(after[0], after[2], after[2] if chosen is None else chosen, after[1],
                   jobs=jobs, cached=cached, ask=ask)  # fmt: skip
    same = {path: outcome for path, outcome in found.outcomes.items() if outcome.alone and path not in change.touched}
    once = [path for path in before[2] if chosen is None or change.moved.get(path, path) in chosen]
    then = replace(before[1], web=found.web)
    was = survey(before[0], before[2], once, then, jobs=jobs, cached=cached, known=same)
    new = added(found.findings, was.findings, change.moved)
    found.findings, found.old = new, list((Counter(found.findings) - Counter(new)).elements())
    return found


def _state(job: Job, outside: Outside, overlay: Overlay, rev: str) -> tuple[Job, Outside, list[str]]:
    """How to check a project as it is with an overlay: the job, what lies outside, the listed files."""
    texts = {path: data.decode("utf-8", "replace") for path, data in overlay.items() if data is not None}
    files = Files(
        job.config.root, job.config.slugs,
        gone=[path for path, data in overlay.items() if data is None], new=list(texts), texts=texts,
    )  # fmt: skip
    reader = Reader(job.config, job.kinds, job.level, overlay)
    return replace(job, overlay=overlay), replace(outside, files=files, rev=rev, memo={}), reader.paths()
