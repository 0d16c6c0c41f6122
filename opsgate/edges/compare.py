"""What changed between two verdicts, as ``opsgate gate --format json`` writes them."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from opsgate.edges.output.paint import visible
from opsgate.reading.validate import Schema
from opsgate.words.errors import OpsgateError
from opsgate.words.resources import resource

VERSION = 1
_RUN = ("level", "scope", "simulated", "identity", "release", "product", "published")
_RANKS = {"fail": 0, "not-attested": 0, "stale": 0, "unknown": 0, "waived": 1, "pass": 2}
_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that both verdicts speak of, or one; ``old`` or ``new`` is None where that one does not."""

    what: str
    old: str | None
    new: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Changes by sort, each sorted by what changed.

    ``run`` holds level, scope and the like; ``policy`` source and digest; ``gates`` verdicts and whether they block.
    Criteria are named ``document#gate/criterion``: ``better`` and ``worse`` by their verdicts, ``moved`` where the two
    are of equal weight or the criterion is no longer asked, ``appeared`` and ``vanished`` where one verdict lacks it.
    ``inputs`` are files with their SHA-256; ``waivers``, ``relaxed`` and ``missing`` those that came or went.
    """

    verdict: tuple[str, str]
    run: tuple[Change, ...]
    policy: tuple[Change, ...]
    gates: tuple[Change, ...]
    worse: tuple[Change, ...]
    better: tuple[Change, ...]
    moved: tuple[Change, ...]
    appeared: tuple[Change, ...]
    vanished: tuple[Change, ...]
    waivers: tuple[Change, ...]
    relaxed: tuple[Change, ...]
    missing: tuple[Change, ...]
    inputs: tuple[Change, ...]

    @property
    def same(self) -> bool:
        """Whether nothing at all that is compared differs."""
        return self.verdict[0] == self.verdict[1] and not any(getattr(self, name) for name, _title in _BLOCKS)


def read_verdict(text: str | bytes, name: str) -> dict[str, Any]:
    """A verdict from the text of a file; raises OpsgateError, which names the file, for anything else."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise OpsgateError(f"{name}: not JSON ({error}); expected what `opsgate gate --output FILE` wrote") from None
    return validate(data, name)


def validate(data: Any, name: str) -> dict[str, Any]:
    """The data, when it is a verdict of this version; raises OpsgateError that says what is wrong with it."""
    if not isinstance(data, Mapping) or "verdict" not in data or "version" not in data:
        raise OpsgateError(f"{name}: not a verdict; expected what `opsgate gate --output FILE` wrote")
    version = data["version"]
    if version != VERSION or isinstance(version, bool):
        raise OpsgateError(
            f"{name}: version {visible(str(version)[:40])} of the verdict's form, expected {VERSION}; "
            "write it again with `opsgate gate --output FILE`"
        )
    try:
        wrong = _schema().violations(data)
    except (RecursionError, ValueError):
        raise OpsgateError(f"{name}: nested too deeply, or not made of JSON's types, to be a verdict") from None
    if wrong:
        message, hint = wrong[0].explain()
        more = f", and {len(wrong) - 1} more faults" if len(wrong) > 1 else ""
        raise OpsgateError(f"{name}: not a verdict: {visible(message)}{more}" + (f"; {visible(hint)}" if hint else ""))
    return dict(data)


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> Comparison:
    """The changes from one verdict to another; raises OpsgateError where either is no verdict."""
    old, new = validate(old, "the old verdict"), validate(new, "the new verdict")
    before, after = _criteria(old, "the old verdict"), _criteria(new, "the new verdict")
    both = [_criterion(key, before[key], after[key]) for key in sorted(before.keys() & after.keys())]
    criteria = [(_direction(change), change) for change in both if change.old != change.new]

    def went(way: str) -> tuple[Change, ...]:
        return tuple(change for direction, change in criteria if direction == way)

    return Comparison(
        verdict=(old["verdict"], new["verdict"]),
        run=tuple(_changes({n: _word(old[n]) for n in _RUN}, {n: _word(new[n]) for n in _RUN})),
        policy=tuple(_changes(old["policy"], new["policy"])),
        gates=tuple(_changes(_gates(old), _gates(new))),
        worse=went("worse"),
        better=went("better"),
        moved=went("moved"),
        appeared=tuple(
            Change(key, None, after[key]["verdict"], after[key]["reason"]) for key in sorted(after.keys() - before)
        ),
        vanished=tuple(Change(key, before[key]["verdict"], None) for key in sorted(before.keys() - after)),
        waivers=tuple(_changes(_named(old["waivers"], _waiver), _named(new["waivers"], _waiver))),
        relaxed=tuple(_changes(_named(old["relaxed"], _relaxed), _named(new["relaxed"], _relaxed))),
        missing=tuple(_changes(_named(old["missing"], _missing), _named(new["missing"], _missing))),
        inputs=tuple(_changes(_inputs(old), _inputs(new))),
    )


@lru_cache(maxsize=1)
def _schema() -> Schema:
    return Schema(json.loads(resource("schemas", "verdict.schema.json").read_text("utf-8")))


def _criteria(verdict: Mapping[str, Any], name: str) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for gate in verdict["gates"]:
        for criterion in gate["criteria"]:
            key = f"{gate['document']}#{gate['gate']}/{criterion['id']}"
            if key in found:
                raise OpsgateError(f"{name}: `{visible(key)}` is in it twice; judge again with `opsgate gate`")
            found[key] = criterion
    return found


def _criterion(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Change:
    return Change(key, old["verdict"], new["verdict"], new["reason"])


def _direction(change: Change) -> str:
    """Worse, better, or merely moved; a criterion that is no longer asked has not become better."""
    old, new = _RANKS.get(change.old or ""), _RANKS.get(change.new or "")
    if new is None:
        return "moved"
    if old is None:
        return {0: "worse", 1: "moved", 2: "better"}[new]
    return "worse" if new < old else "better" if new > old else "moved"


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    keys = sorted(old.keys() | new.keys())
    return [Change(key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]


def _gates(verdict: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"{gate['document']}#{gate['gate']}": f"{gate['verdict']}, {'blocking' if gate['blocking'] else 'advice'}"
        for gate in verdict["gates"]
    }


def _inputs(verdict: Mapping[str, Any]) -> dict[str, str]:
    """SHA-256 by path; a path that is listed with several keeps them all."""
    found: dict[str, set[str]] = {}
    for item in verdict["inputs"]:
        found.setdefault(item["path"], set()).add(item["sha256"])
    return {path: " ".join(sorted(digests)) for path, digests in found.items()}


def _named(items: Iterable[Mapping[str, Any]], write: Callable[[Mapping[str, Any]], tuple[str, str]]) -> dict[str, str]:
    """Descriptions by name; several items of one name are described together."""
    found: dict[str, list[str]] = {}
    for item in items:
        name, said = write(item)
        found.setdefault(name, []).append(said)
    return {name: "; ".join(sorted(said)) for name, said in found.items()}


def _waiver(item: Mapping[str, Any]) -> tuple[str, str]:
    used = "used" if item["used"] else "unused"
    return f"{item['document']}#{item['criterion']}", f"by {item['by']} until {item['expires']}, {used}"


def _relaxed(item: Mapping[str, Any]) -> tuple[str, str]:
    return f"{item['path']}: {item['what']}", "relaxed"


def _missing(item: Mapping[str, Any]) -> tuple[str, str]:
    return item["kind"], item["reason"]


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


_BLOCKS = (
    ("run", "how it was judged"), ("policy", "policy"), ("missing", "missing documents"),
    ("worse", "worse"), ("vanished", "no longer judged"), ("appeared", "newly judged"),
    ("better", "better"), ("moved", "otherwise changed"), ("gates", "gates"),
    ("waivers", "waivers"), ("relaxed", "relaxed"), ("inputs", "inputs"),
)  # fmt: skip


def render_comparison(comparison: Comparison) -> str:
    """The comparison for people: the verdicts, then a block for every sort of change that there is."""
    old, new = comparison.verdict
    lines = [f"verdict: {old} (as before)" if old == new else f"verdict: {old} -> {new}"]
    for name, title in _BLOCKS:
        changes: tuple[Change, ...] = getattr(comparison, name)
        if changes:
            lines += ["", f"{title} ({len(changes)}):", *(_line(change) for change in changes)]
    if comparison.same:
        lines.append("nothing changed")
    return "\n".join(lines) + "\n"


def _line(change: Change) -> str:
    reason = f" ({visible(change.reason)})" if change.reason else ""
    if change.old is None:
        return f"  + {visible(change.what)}: {_short(change.new)}{reason}"
    if change.new is None:
        return f"  - {visible(change.what)}: {_short(change.old)}{reason}"
    return f"    {visible(change.what)}: {_short(change.old)} -> {_short(change.new)}{reason}"


def _short(text: str | None) -> str:
    """Text on its line; of digests the first twelve figures."""
    words = visible(text or _NOTHING).split(" ")
    return " ".join(word[:12] if len(word) == 64 and not word.strip("0123456789abcdef") else word for word in words)
