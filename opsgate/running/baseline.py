"""Accepted findings: the debt that a project knows of, counted by fingerprint, so that only new findings are shown.

A baseline is a JSON file, one entry a line, sorted, so that two branches that change it merge. Gates never read it,
except to say what it hides.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from opsgate.judging.catalog import BY_WORD
from opsgate.knowing.config import Config
from opsgate.reading.validate import Schema
from opsgate.words.errors import OpsgateError
from opsgate.words.finding import Finding, Region, Severity, fingerprint
from opsgate.words.resources import resource
from opsgate.words.text import Position, Text

NAME = "opsgate-baseline.json"
NEVER = frozenset(BY_WORD[name].id for name in ("check-crashed", "stale-baseline"))
"""Rules whose findings nobody can accept: faults of opsgate, and of the baseline itself."""
HIDING = frozenset(BY_WORD[name].id for name in (
    "unreadable", "front-matter-syntax", "front-matter-missing", "duplicate-key", "yaml-feature", "unknown-kind",
    "too-large", "check-crashed", "unclosed-fence",
))  # fmt: skip
"""Rules whose findings say that a document was not read whole, so that other faults of it may not show."""
_VERSION = 1
_CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")

_LIMIT = 64 * 1024 * 1024


class Key(NamedTuple):
    """What is accepted: a rule at a place, up to a severity."""

    path: str
    rule: str
    place: str
    severity: Severity

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.rule, self.path, self.place)


@dataclass(frozen=True)
class Baseline:
    """Accepted findings, how often each; ``path`` and ``text`` are those of the file."""

    path: str = NAME
    text: Text = field(default_factory=lambda: Text(""))
    counts: Counter[Key] = field(default_factory=Counter)

    def split(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding], Counter[Key]]:
        """Findings that are new, those that are accepted, and what is accepted and no longer there.

        An entry accounts for as many findings of its fingerprint as it counts, and for none that weighs more.
        """
        left = Counter(self.counts)
        by_mark: dict[str, list[Key]] = {}
        for key in sorted(left, key=lambda key: -key.severity):
            by_mark.setdefault(key.fingerprint, []).append(key)
        new: list[Finding] = []
        accepted: list[Finding] = []
        for finding in sorted(findings, key=lambda finding: -finding.severity):
            keys = by_mark.get(finding.fingerprint, ()) if _acceptable(finding) else ()
            found = next((key for key in keys if left[key] and key.severity >= finding.severity), None)
            (new if found is None else accepted).append(finding)
            left.subtract([found] if found else [])
        return new, accepted, +left

    def stale(self, left: Counter[Key]) -> Iterator[Finding]:
        """One finding a document for what is accepted there and no longer found."""
        rule = BY_WORD["stale-baseline"]
        by_path: dict[str, list[Key]] = {}
        for key in sorted(left):
            by_path.setdefault(key.path, []).append(key)
        for path, keys in by_path.items():
            number = sum(left[key] for key in keys)
            rules = ", ".join(sorted({key.rule for key in keys}))
            said = f"{number} accepted finding{'s are' if number > 1 else ' is'} gone from `{path}` ({rules})"
            yield Finding(rule.id, rule.name, rule.severity, said, "run `opsgate baseline --prune`",
                          self._entry(keys[0].fingerprint), None, path)  # fmt: skip

    def _entry(self, mark: str) -> Region:
        """The line that holds a fingerprint, without what is blank around it."""
        number = self.text.position(max(self.text.raw.find(mark), 0)).line
        line = self.text.line(number)
        start = len(line) - len(line.lstrip())
        return Region(self.path, Position(number, start + 1), Position(number, max(start, len(line.rstrip())) + 1))


def accepting(
    findings: Iterable[Finding], old: Baseline, judged: Callable[[str], bool], *, prune: bool
) -> Counter[Key]:
    """What a baseline accepts from now on: the findings that nobody suppressed, and what it accepted before and is not
    known to be ``gone``. With ``prune`` nothing new is taken in.
    """
    found = list(findings)
    new, _, left = old.split(found)
    mended = gone(left, new, judged)
    if prune:
        return old.counts - mended
    return Counter(_key(finding) for finding in found if _acceptable(finding)) + (left - mended)


def gone(left: Counter[Key], new: Iterable[Finding], judged: Callable[[str], bool]) -> Counter[Key]:
    """What of the accepted findings that are ``left`` over was mended: in files that were ``judged``, and of which no
    ``new`` finding says that they were not read whole.
    """
    hidden = {finding.path for finding in new if finding.rule in HIDING}
    return Counter({key: count for key, count in left.items() if judged(key.path) and key.path not in hidden})


def render_baseline(counts: Counter[Key]) -> str:
    """The file: an entry a line, sorted by path, rule and place."""
    entries = ",\n".join(f"    {_entry(key, counts[key])}" for key in sorted(counts))
    return f'{{\n  "version": {_VERSION},\n  "accepted": [' + (f"\n{entries}\n  " if entries else "") + "]\n}\n"


def baseline_file(config: Config, named: str | None) -> Path | None:
    """The file that was ``named``, else the configured one; an empty name means that one or the usual one."""
    if named:
        return Path(os.path.abspath(named))  # noqa: PTH100 - keeps links as they are named
    configured = config.data.get("baseline")
    if configured is None and named is None:
        return None
    return config.root / str(configured or NAME)


def baseline_path(config: Config, file: Path) -> str:
    """What a baseline is called: its path from the project's root where it lies below it."""
    if not file.is_relative_to(config.root):
        file = file.parent.resolve() / file.name
    return file.relative_to(config.root).as_posix() if file.is_relative_to(config.root) else file.as_posix()


def load_baseline(config: Config, file: Path) -> Baseline:
    """Read a baseline. Raises OpsgateError for a file that is none, naming the place."""
    path = baseline_path(config, file)
    if file.is_dir():
        raise OpsgateError(f"`{path}` is a folder, and a baseline is a file: name one in it")
    if not file.is_file():
        raise OpsgateError(f"there is no baseline `{path}`; `opsgate baseline` writes one")
    if file.stat().st_size > _LIMIT:
        raise OpsgateError(f"`{path}` is over {_LIMIT // 1024 // 1024} MiB, too large for a baseline")
    return read_baseline(file.read_bytes(), path)


def read_baseline(content: bytes, path: str) -> Baseline:
    """The baseline in a file. Raises OpsgateError with the place for anything else."""
    try:
        text = Text(content.decode("utf-8-sig"))
        data: Any = json.loads(text.raw)
    except json.JSONDecodeError as error:
        where = f"{path}:{error.lineno}:{error.colno}"
        if text.line(error.lineno).startswith(_CONFLICT):
            raise OpsgateError(f"{where}: two branches changed this baseline, and git left both versions: keep the "
                               "entries of both, with commas between them") from error  # fmt: skip
        raise OpsgateError(_none(where, f"not valid JSON: {error.msg}")) from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise OpsgateError(_none(path, "not JSON in UTF-8")) from error
    if isinstance(data, dict) and data.get("version", _VERSION) != _VERSION:
        why = f"it is of version {data['version']!r:.40}, and this opsgate reads version {_VERSION}"
        raise OpsgateError(_none(path, why))
    fault = next(iter(Schema(_schema()).violations(data)), None)
    if fault is not None:
        raise OpsgateError(_none(path, fault.explain()[0]))
    counts: Counter[Key] = Counter()
    for entry in data["accepted"]:
        key = Key(entry["path"], entry["rule"], entry["place"], Severity[entry["severity"].upper()])
        if key.fingerprint != entry["fingerprint"]:
            where = f"{path}:{text.position(max(text.raw.find(entry['fingerprint']), 0)).line}"
            raise OpsgateError(
                _none(where, f"the fingerprint is not that of {key.rule} at `{key.place}` in `{key.path}`")
            )
        counts[key] += entry["count"]
    return Baseline(path, text, counts)


def _acceptable(finding: Finding) -> bool:
    return finding.suppressed is None and finding.rule not in NEVER


def _key(finding: Finding) -> Key:
    return Key(finding.path, finding.rule, finding.place, finding.severity)


def _entry(key: Key, count: int) -> str:
    data = {"fingerprint": key.fingerprint, "path": key.path, "rule": key.rule, "place": key.place,
            "severity": str(key.severity), "count": count}  # fmt: skip
    undecodable = any("\ud800" <= character <= "\udfff" for character in key.path + key.place)
    return json.dumps(data, ensure_ascii=undecodable)


def _schema() -> Any:
    return json.loads(resource("schemas", "baseline.schema.json").read_text("utf-8"))


def _none(where: str, why: str) -> str:
    return (
        f"{where}: this is no baseline: {why}; name one with `--baseline=FILE` (paths go before it), or move this file "
        "away and run `opsgate baseline`"
    )
