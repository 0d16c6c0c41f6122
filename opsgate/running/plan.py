"""Which checks run on which kind, and how much their findings weigh."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from opsgate import __version__
from opsgate.judging.catalog import BY_WORD, CHECKS
from opsgate.judging.check import Check
from opsgate.knowing.config import Config
from opsgate.knowing.kind import Kind
from opsgate.knowing.kinds import Kinds
from opsgate.reading.yamlvalue import Fault
from opsgate.words.errors import OpsgateError
from opsgate.words.finding import Severity
from opsgate.words.near import nearest, one_of


@dataclass(frozen=True, slots=True)
class Planned:
    """A check, the severity it has for a kind, and who decided that."""

    check: Check
    severity: Severity
    because: str


class Plan:
    """Checks by kind, decided once a run. Raises OpsgateError for a selected rule that does not exist."""

    def __init__(self, config: Config, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> None:
        self._config = config
        self._select = _chosen(select)
        self._ignore = _chosen(ignore)
        self._plans: dict[str, tuple[Planned, ...]] = {}

    def checks(self, kind: Kind) -> tuple[Planned, ...]:
        """What applies to a kind, switched-off checks left out."""
        if kind.name not in self._plans:
            planned = [self.planned(check, kind) for check in CHECKS]
            self._plans[kind.name] = tuple(item for item in planned if item.severity is not Severity.OFF)
        return self._plans[kind.name]

    @property
    def compares(self) -> bool:
        """Whether any check between documents may run at all."""
        return any(check.between and self.planned(check, None).because != "the command line" for check in CHECKS)

    def strict(self, kind: Kind | None, name: str) -> "Plan":
        """This plan with the checks of ``kind`` (or of none) for the kind called ``name``, switched-off ones too.

        For gates, which hold a document to the rules whatever its kind or its author switched off.
        """
        self._plans[name] = tuple(self.planned(check, kind) for check in CHECKS)
        return self

    def planned(self, check: Check, kind: Kind | None) -> Planned:
        """A check as it applies to a kind (or to none), switched off ones too."""
        if (self._select and check.id not in self._select) or check.id in self._ignore:
            return Planned(check, Severity.OFF, "the command line")
        said = self._config.severity(check.id, check.name, kind.name if kind else None)
        if said:
            return Planned(check, Severity[said.upper()], "the configuration")
        for word in (check.id, check.name):
            if kind and word in kind.severities:
                return Planned(check, Severity[kind.severities[word].upper()], f"the kind {kind.name}")
        return Planned(check, check.severity, "the rule itself")


def _chosen(words: Sequence[str]) -> frozenset[str]:
    """Ids of the rules named; ``OG4`` names a family."""
    ids: set[str] = set()
    for word in (part for item in words for part in item.replace(",", " ").split()):
        family = {check.id for check in CHECKS if word.startswith("OG") and check.id.startswith(word)}
        if word in BY_WORD:
            ids.add(BY_WORD[word].id)
        elif family:
            ids |= family
        else:
            near = nearest(word, BY_WORD)
            raise OpsgateError(f"no rule is called `{word}`" + (f"; did you mean `{near}`?" if near else ""))
    return frozenset(ids)


def config_faults(config: Config, kinds: Kinds) -> Iterator[Fault]:
    """Words in the configuration that name no rule or no kind."""

    def unknown(
        keys: tuple[str | int, ...], what: str, word: str, known: Sequence[str], *, value: bool = False
    ) -> Fault:
        near = nearest(word, known)
        hint = f"did you mean `{near}`?" if near else f"there are {one_of(known[:12])}"
        return Fault("config-error", config.span(keys, value=value), f"no {what} is called `{word}`", hint)

    yield from _version_fault(config)
    _severity_faults(kinds)
    rules = [check.name for check in CHECKS]
    for word, value in config.data.get("rules", {}).items():
        if isinstance(value, str):
            if word not in BY_WORD:
                yield unknown(("rules", word), "rule", word, rules)
            continue
        if word not in kinds.names:
            yield unknown(("rules", word), "kind", word, kinds.names)
        for inner in value:
            if inner not in BY_WORD:
                yield unknown(("rules", word, inner), "rule", inner, rules)
    for pattern, kind in config.kinds.items():
        if kind not in kinds.names:
            yield unknown(("kinds", pattern), "kind", kind, kinds.names, value=True)
    for keys, words in (
        (("required",), config.data.get("required", ())),
        (("release", "gates"), config.data.get("release", {}).get("gates", ())),
    ):
        for index, word in enumerate(words):
            if word not in kinds.names:
                yield unknown((*keys, index), "kind", word, kinds.names, value=True)
    for index, path in enumerate(config.kind_folders):
        if not path.is_dir():
            span = config.span(("extend-kinds", index), value=True)
            folder = config.data["extend-kinds"][index]
            yield Fault("config-error", span, f"`{folder}` is no folder", "make it, or mend the name")


def _severity_faults(kinds: Kinds) -> None:
    """Add to the faults of kind files the rules that they name and that there are not."""
    for file in kinds.files:
        for word in file.data.get("severities", {}) if not file.faults else ():
            if word not in BY_WORD:
                near = nearest(word, [check.name for check in CHECKS])
                hint = f"did you mean `{near}`?" if near else "see `opsgate rules`"
                file.fault(("severities", word), f"no rule is called `{word}`", hint)


def _version_fault(config: Config) -> Iterator[Fault]:
    """The project may say which versions of opsgate judge it."""
    wanted = config.data.get("required-version")
    if wanted is None:
        return
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 - only where a project asks

    span = config.span(("required-version",), value=True)
    try:
        allowed = SpecifierSet(wanted)
    except InvalidSpecifier:
        yield Fault("config-error", span, f"`{wanted}` is no range of versions", 'write `">=0.1,<0.2"`')
        return
    if not allowed.contains(__version__, prereleases=True):
        hint = f"install opsgate {wanted}, or change `required-version`"
        yield Fault("config-error", span, f"this project wants opsgate {wanted}, and this is {__version__}", hint)
