"""What a project switched off, lowered, suppressed or took away: gates judge it all the same, and list it."""

from collections.abc import Iterable, Iterator, Sequence

from opsgate.judging.catalog import CHECKS
from opsgate.knowing.config import Config
from opsgate.knowing.extend import weakened
from opsgate.knowing.kind import Kind
from opsgate.knowing.kinds import Kinds
from opsgate.knowing.subject import Subject
from opsgate.running.baseline import baseline_file, load_baseline
from opsgate.running.plan import Plan
from opsgate.running.report import ordered
from opsgate.running.verdict import Relaxed
from opsgate.words.errors import OpsgateError
from opsgate.words.finding import Finding, Region


def relaxed(config: Config, kinds: Kinds, subjects: Sequence[Subject], shipped: Sequence[Finding]) -> Iterator[Relaxed]:
    """Rules that the configuration lowers, kinds that ask for less than those they stand for, suppressions, and what a
    baseline accepts.
    """
    yield from _rules(config, subjects)
    builtin = Kinds()
    for name in kinds.own:
        kind = kinds.get(name)
        if kind is not None:
            for part in (*kind.weakened, *_replaced(kind, builtin.get(name))):
                yield Relaxed(f"kind `{name}` is weakened: {part}", None)
    for finding in shipped:
        if finding.suppressed is not None:
            yield Relaxed(f"{finding.rule} {finding.name} is suppressed: {finding.suppressed}", finding.region)
    yield from _accepted(config, shipped)


def _accepted(config: Config, shipped: Iterable[Finding]) -> Iterator[Relaxed]:
    """Findings that the configured baseline accepts, or the usual one where there is one."""
    file = baseline_file(config, "")
    if file is None or not file.is_file():
        return
    try:
        baseline = load_baseline(config, file)
    except OpsgateError as error:
        yield Relaxed(f"the baseline cannot be read: {error}", None)
        return
    for finding in ordered(baseline.split(shipped)[1]):
        yield Relaxed(f"{finding.rule} {finding.name} is accepted by `{baseline.path}`", finding.region)


def _replaced(kind: Kind, built_in: Kind | None) -> Sequence[str]:
    """What a kind takes away from the built-in one whose name it took without extending it."""
    return tuple(weakened(built_in, kind)) if built_in is not None and kind.extends is None else ()


def _rules(config: Config, subjects: Sequence[Subject]) -> Iterator[Relaxed]:
    mine, shipped = Plan(config), Plan(Config(config.root))
    for check in CHECKS:
        for kind in (None, *{subject.kind.name: subject.kind for subject in subjects}.values()):
            said, should = mine.planned(check, kind), shipped.planned(check, kind)
            if said.severity < should.severity and said.because == "the configuration":
                for_whom = f" for `{kind.name}`" if kind else ""
                yield Relaxed(f"{check.id} {check.name} is `{said.severity}`{for_whom} instead of `{should.severity}`",
                              _where(config, check.id, check.name, kind.name if kind else None))  # fmt: skip
                if kind is None:
                    break


def _where(config: Config, rule: str, name: str, kind: str | None) -> Region | None:
    rules = config.data.get("rules", {})
    for keys in ((kind,), ()) if kind else ((),):
        scope = rules.get(kind, {}) if keys else rules
        word = next((word for word in (rule, name) if word in scope), None)
        if word and config.path:
            start, end = config.span(("rules", *keys, word))
            return Region(config.path, config.text.position(start), config.text.position(end))
    return None
