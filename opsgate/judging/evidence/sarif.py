"""Results of scanners in SARIF 2.1.0."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from typing import Literal, NamedTuple

from opsgate.judging.evidence.trouble import Unreadable
from opsgate.judging.evidence.vex import Json, choice, entries, member, read_json, shown, words

Level = Literal["none", "note", "warning", "error"]
LEVELS: tuple[Level, ...] = ("none", "note", "warning", "error")

_KINDS = ("fail", "pass", "open", "review", "informational", "notApplicable")
_BASELINES = ("new", "unchanged", "updated", "absent")
_ANEW = "write the scanner's results anew as SARIF 2.1.0"


@dataclass(frozen=True, slots=True)
class Result:
    """What a scanner found. ``location`` is `path:line`, a logical name, or "".

    ``level`` is the result's own; else, for a `kind` other than `fail`, `none`; else the rule's, or `warning`.
    ``suppressed``: it has suppressions, and each is accepted (a status that is absent means that). ``baseline`` is
    `new`, `unchanged`, `updated`, `absent` or "". ``security_severity`` (0 to 10) is the rule's, or None.
    """

    rule: str
    level: Level
    message: str
    location: str
    suppressed: bool
    baseline: str
    security_severity: float | None

    @property
    def open(self) -> bool:
        """Whether it still stands: not suppressed, and not only a memory of an earlier scan."""
        return not self.suppressed and self.baseline != "absent"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a scanner; ``failed`` says why its results cannot be relied on, and is "" where they can."""

    tool: str
    version: str
    failed: str
    commits: tuple[str, ...]
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """All runs of a file; there is at least one."""

    runs: tuple[Run, ...]

    @property
    def tools(self) -> tuple[str, ...]:
        """The tools' names, each once, in the order of the runs."""
        return tuple(dict.fromkeys(run.tool for run in self.runs))

    @property
    def results(self) -> tuple[Result, ...]:
        """The results of all runs."""
        return tuple(result for run in self.runs for result in run.results)

    @property
    def suppressed(self) -> tuple[Result, ...]:
        """Results that somebody accepted."""
        return tuple(result for result in self.results if result.suppressed)

    @property
    def failed_runs(self) -> tuple[Run, ...]:
        """Runs that did not succeed or do not say what they found: the file then shows nothing."""
        return tuple(run for run in self.runs if run.failed)

    @property
    def commits(self) -> tuple[str, ...]:
        """The revisions that were scanned, each once."""
        return tuple(dict.fromkeys(commit for run in self.runs for commit in run.commits))

    def open_at_least(self, level: Literal["note", "warning", "error"]) -> tuple[Result, ...]:
        """Open results of this level or a more severe one."""
        least = LEVELS.index(level)
        return tuple(result for result in self.results if result.open and LEVELS.index(result.level) >= least)


def read_sarif(data: bytes) -> Scan:
    """The scan in a file's bytes. Raises Unreadable where it is not SARIF 2.1.0, or holds no run."""
    whole = read_json(data)
    if not isinstance(whole, dict) or "runs" not in whole or "version" not in whole:
        raise Unreadable("this is not SARIF: `version` and `runs` are expected", _ANEW)
    if whole["version"] != "2.1.0":
        raise Unreadable(f"SARIF {shown(whole['version'])} is not read, SARIF `2.1.0` is expected", _ANEW)
    runs = entries(whole, "runs", "")
    if not runs:
        raise Unreadable("the file holds no run, so nothing was scanned", _ANEW)
    return Scan(tuple(_run(run, f"runs[{i}]") for i, run in enumerate(runs)))


def _run(run: Mapping[str, Json], at: str) -> Run:
    tool = member(run, "tool", at)
    driver = member(tool, "driver", f"{at}.tool")
    name = words(driver, "name", f"{at}.tool.driver")
    if not name:
        raise Unreadable(f"`{at}.tool.driver.name` is empty: nobody knows which tool ran", _ANEW)
    calls = entries(run, "invocations", at)
    rules = _Rules(driver, entries(tool, "extensions", f"{at}.tool"), calls, at)
    failed = ""
    if run.get("results") is None:
        failed = "the run does not say what it found: it has no `results`"
    elif any(call.get("executionSuccessful") is not True for call in calls):
        failed = "the run was not successful: `executionSuccessful` is not true"
    origins = entries(run, "versionControlProvenance", at)
    commits = (words(origin, "revisionId", f"{at}.versionControlProvenance") for origin in origins)
    artifacts = entries(run, "artifacts", at)
    results = (
        _result(result, rules, artifacts, f"{at}.results[{i}]") for i, result in enumerate(entries(run, "results", at))
    )
    version = words(driver, "semanticVersion", at) or words(driver, "version", at)
    return Run(name, version, failed, tuple(dict.fromkeys(filter(None, commits))), tuple(results))


class _Rule(NamedTuple):
    """What a rule says about its results; ``level`` is an index of LEVELS."""

    name: str
    level: int
    score: float | None
    messages: dict[str, Json]

    def worse(self, other: "_Rule") -> "_Rule":
        """Both in one: the more severe of each."""
        scores = [score for score in (self.score, other.score) if score is not None]
        return _Rule(
            self.name or other.name,
            max(self.level, other.level),
            max(scores, default=None),
            self.messages or other.messages,
        )


class _Rules:
    """The rules of a run. Where a result could mean several, the most severe word counts."""

    def __init__(
        self, driver: Mapping[str, Json], extensions: list[dict[str, Json]], calls: list[dict[str, Json]], at: str
    ) -> None:
        self.tables = [
            [_rule(rule, f"{at}.tool.rules[{i}]") for i, rule in enumerate(entries(part, "rules", f"{at}.tool"))]
            for part in (driver, *extensions)
        ]
        self.named: dict[str, _Rule] = {}
        for rule in (rule for table in self.tables for rule in table):
            self.named[rule.name] = self.named.get(rule.name, rule).worse(rule)
        for entry in (entry for call in calls for entry in entries(call, "ruleConfigurationOverrides", at)):
            self._override(member(entry, "descriptor", at), member(entry, "configuration", at), at)

    def _override(self, descriptor: Mapping[str, Json], configuration: Mapping[str, Json], at: str) -> None:
        level = words(configuration, "level", at)
        if not level:
            return
        index = descriptor.get("index")
        inside = isinstance(index, int) and 0 <= index < len(self.tables[0])
        name = words(descriptor, "id", at) or (self.tables[0][index].name if inside and isinstance(index, int) else "")
        rule = _Rule(name, LEVELS.index(choice(level, LEVELS, f"{at}.invocations")), None, {})
        self.named[name] = self.named.get(name, rule).worse(rule)

    def find(self, result: Mapping[str, Json], at: str) -> _Rule:
        """What the rules say that a result can mean by its id and its index; `warning` where there is none."""
        reference = member(result, "rule", at)
        name = words(result, "ruleId", at) or words(reference, "id", f"{at}.rule")
        part = member(reference, "toolComponent", f"{at}.rule").get("index", -1)
        table = self.tables[part + 1 if isinstance(part, int) and 0 <= part < len(self.tables) - 1 else 0]
        found = [self.named.get(name) or self.named.get(name.rpartition("/")[0])] if name else []
        for index in (result.get("ruleIndex"), reference.get("index")):
            if isinstance(index, int) and 0 <= index < len(table):
                found += [table[index], self.named[table[index].name]]
        known = [rule for rule in found if rule is not None]
        if not known:
            return _Rule(name, LEVELS.index("warning"), None, {})
        return reduce(_Rule.worse, known)._replace(name=name or known[0].name)


def _rule(rule: Mapping[str, Json], at: str) -> _Rule:
    level = words(member(rule, "defaultConfiguration", at), "level", at) or "warning"
    return _Rule(
        words(rule, "id", at),
        LEVELS.index(choice(level, LEVELS, f"{at}.defaultConfiguration.level")),
        _score(rule, at),
        member(rule, "messageStrings", at),
    )


def _result(result: Mapping[str, Json], rules: _Rules, artifacts: list[dict[str, Json]], at: str) -> Result:
    rule = rules.find(result, at)
    kind = choice(words(result, "kind", at) or "fail", _KINDS, f"{at}.kind")
    level = words(result, "level", at)
    if level:
        rank = LEVELS.index(choice(level, LEVELS, f"{at}.level"))
    else:
        rank = rule.level if kind == "fail" else LEVELS.index("none")
    baseline = words(result, "baselineState", at)
    accepted = [entry.get("status") in (None, "accepted") for entry in entries(result, "suppressions", at)]
    scores = [score for score in (rule.score, _score(result, at)) if score is not None]
    return Result(
        rule=rule.name,
        level=LEVELS[rank],
        message=_message(result, rule, at),
        location=_location(result, artifacts, at),
        suppressed=bool(accepted) and all(accepted),
        baseline=choice(baseline, _BASELINES, f"{at}.baselineState") if baseline else "",
        security_severity=max(scores, default=None),
    )


def _score(owner: Mapping[str, Json], at: str) -> float | None:
    value = member(owner, "properties", at).get("security-severity")
    if value is None or value == "":
        return None
    try:
        score = math.nan if isinstance(value, (bool, dict, list)) else float(value)
    except (ValueError, OverflowError):
        score = math.nan
    if not 0 <= score <= 10:
        raise Unreadable(f"`security-severity` for `{at}` is {shown(value)}, 0 to 10 is expected", _ANEW)
    return score


def _message(result: Mapping[str, Json], rule: _Rule, at: str) -> str:
    message = member(result, "message", at)
    text = words(message, "text", at) or words(message, "markdown", at)
    return text or words(member(rule.messages, words(message, "id", at), at), "text", at)


def _location(result: Mapping[str, Json], artifacts: list[dict[str, Json]], at: str) -> str:
    for location in islice(entries(result, "locations", at), 1):
        physical = member(location, "physicalLocation", at)
        file = member(physical, "artifactLocation", at)
        index = file.get("index")
        if not file.get("uri") and isinstance(index, int) and 0 <= index < len(artifacts):
            file = member(artifacts[index], "location", at)
        path, line = words(file, "uri", at), member(physical, "region", at).get("startLine")
        if path:
            return f"{path}:{line}" if isinstance(line, int) else path
        for logical in entries(location, "logicalLocations", at):
            return words(logical, "fullyQualifiedName", at) or words(logical, "name", at)
    return ""
