"""OG501 to OG504: reviews that are due, dates that cannot be, code that moved on, versions that have ended."""

import datetime
import posixpath
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from opsgate.judging.agree import value
from opsgate.judging.check import Between, Check, check
from opsgate.judging.drift import Dead, Described, Drift, Drifts, drifts
from opsgate.judging.endings import NOT_PRESENTING, has_ended
from opsgate.knowing.card import Card, Mark
from opsgate.knowing.kind import Column, Kind, applies
from opsgate.reading.values.records import Drill
from opsgate.reading.values.times import Duration, add
from opsgate.reading.values.versions import Version
from opsgate.reading.yamlvalue import Keys
from opsgate.words.finding import Severity
from opsgate.words.place import Hit

_GRACE = datetime.timedelta(days=1)
"""Where the day begins first, it is already tomorrow."""

_DEEPEST = 8


@check("OG501", "review-overdue", severity=Severity.WARNING, reads="facts")
def review_overdue(here: Between) -> Iterator[Hit]:
    """The last review is longer ago than the document, its kind or the policy allows."""
    mark = here.card.said("last_reviewed") or here.card.said("last_updated")
    day = _read(mark, "date") if mark else None
    if mark is None or not isinstance(day, datetime.date) or here.card.stage != "in-force":
        return
    due = [(add(day, every), source) for every, source in _cadences(here)]
    until, source = min(due, default=(datetime.date.max, ""))
    if until < here.outside.as_of:
        word = "reviewed" if mark.keys[-1] == "last_reviewed" else "updated"
        yield mark.hit(
            f"last {word} on {day}, to be reviewed again by {until} ({source})",
            hint="hold it against reality, mend what has changed, and write the day as `last_reviewed`",
        )


def _cadences(here: Between) -> Iterator[tuple[Duration, str]]:
    """How long a review holds, and who says so: the document or else its kind, and the policy where a gate asks."""
    said = here.card.said("review_every")
    own = _read(said, "duration") if said else None
    if isinstance(own, Duration):
        yield own, f"`review_every: {said.text}`" if said else ""
    if "last_reviewed" not in here.kind.required_at(here.level):
        return
    usual = here.kind.properties.get("review_every", {}).get("default")
    every = value(usual, "duration") if said is None else None
    if isinstance(every, Duration):
        yield every, f"a {here.kind.name} every {usual}"
    for gate in here.kind.gates.values():
        for criterion in gate.criteria:
            name = criterion.options.get("policy")
            limit = here.outside.policy.duration(name) if isinstance(name, str) else None
            if criterion.check == "reviewed-recently" and limit and applies(criterion.level, here.level):
                yield limit, f"policy `{name}`, {limit}"


@check("OG502", "future-date", severity=Severity.WARNING, reads="facts")
def future_date(here: Between) -> Iterator[Hit]:
    """Something is said to have happened on a day that has not come yet."""
    if here.card.stage == "history":
        return
    for name, mark, format in _happened(here):
        value = _read(mark, format)
        day = value.date if isinstance(value, Drill) else value
        if isinstance(day, datetime.date) and day > here.outside.as_of + _GRACE:
            yield mark.hit(
                f"`{name}` is {day}, a day that has not come yet",
                hint="write the day on which it happened, or nothing as long as it has not",
            )


def _happened(here: Between) -> Iterator[tuple[str, Mark, str]]:
    """Values that say when something happened: their name, where they stand, and their type."""
    memo, name = here.outside.memo, ("happened", here.kind.name)
    if name not in memo:
        memo[name] = (happened(here.kind), dict(_past_columns(here.kind)))
    known, past = memo[name]
    for keys, mark in here.card.meta.items() if known else ():
        format = known.get(tuple("*" if isinstance(key, int) else key for key in keys))
        if format is not None and mark.text:
            yield ".".join(str(key) for key in keys if isinstance(key, str)), mark, format
    for section, columns in past.items():
        for row in here.card.rows.get(section, ()):
            for key in row.keys() & columns.keys():
                yield columns[key].name, row[key], columns[key].type


def _past_columns(kind: Kind) -> Iterator[tuple[str, dict[str, Column]]]:
    """Sections with the columns whose cells say when something happened."""
    for spec in kind.all_sections():
        columns = {column.key: column for need in spec.needs for column in need.columns if _is_past(column.schema)}
        if columns:
            yield spec.id, columns


def happened(kind: Kind) -> dict[Keys, str]:
    """Front-matter keys whose dates lie in the past, with their type; ``*`` stands for each item of a list.

    Their JSON Schema says ``happened: true``, or is of a drill.
    """
    found: dict[Keys, str] = {}
    waiting: list[tuple[Keys, Any]] = [((name,), schema) for name, schema in kind.properties.items()]
    while waiting:
        keys, schema = waiting.pop()
        if not isinstance(schema, Mapping) or len(keys) > _DEEPEST:
            continue
        if _is_past(schema):
            found[keys] = str(schema.get("format", "date"))
        below = schema.get("properties", {})
        waiting += [((*keys, name), inner) for name, inner in below.items()]
        waiting += [((*keys, "*"), schema["items"])] if "items" in schema else []
        waiting += [(keys, inner) for word in ("oneOf", "anyOf", "allOf") for inner in schema.get(word, ())]
        named = str(schema.get("$ref", "")).removeprefix("#/$defs/")
        if named in kind.definitions:
            waiting.append((keys, kind.definitions[named]))
    return found


def _is_past(schema: Mapping[str, Any]) -> bool:
    return schema.get("happened") is True or schema.get("format") == "drill"


@check("OG503", "code-drift", severity=Severity.WARNING, reads="facts")
def code_drift(here: Between) -> Iterator[Hit]:
    """Code that the document describes changed after the document did, or is not where it says."""
    globs = list(_globs(here.card))
    if not globs or here.card.stage == "history":
        return
    memo = here.outside.memo
    if "code-drift" not in memo:
        memo["code-drift"] = drifts(here.outside.facts, list(_described(here)), here.outside.rev)
        if memo["code-drift"].unknown:
            yield _unknown(globs[0], memo["code-drift"])
    found: Drifts = memo["code-drift"]
    for dead in found.dead.get(here.card.path, ()):
        mark = globs[dead.glob]
        yield mark.hit(f"`{mark.text}` matches no file", hint=_whereabouts(mark.text, dead))
    for drift in found.found.get(here.card.path, ()) if here.card.stage == "in-force" else ():
        yield _drifted(globs[drift.glob], drift)


def _unknown(mark: Mark, found: Drifts) -> Hit:
    message = f"nobody can tell whether what documents describe has changed since: {found.unknown}"
    return mark.hit(message, hint=found.hint)


def _globs(card: Card) -> Iterator[Mark]:
    """The patterns that a document describes; those that are none are another rule's business."""
    if '"describes"' not in card.front:
        return
    for keys, mark in card.meta.items():
        if keys[0] == "describes" and len(keys) <= 2 and mark.text and _read(mark, "glob") is not None:
            yield mark


def _described(here: Between) -> Iterator[Described]:
    for card in here.index.cards:
        globs = tuple(mark.text.strip() for mark in _globs(card)) if card.readable else ()
        if not globs or card.stage == "history":
            continue
        said, rows = card.said("last_reviewed"), card.said("rows")
        day = _read(said, "date") if said else None
        reviewed = day if isinstance(day, datetime.date) and day <= here.outside.as_of + _GRACE else None
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(card.path), rows.text)) if rows else ""
        yield Described(card.path, globs, reviewed, beside)
        if card is not here.card:
            card.forget()


def _whereabouts(glob: str, dead: Dead) -> str:
    if dead.now and not dead.now.startswith("/"):
        return f"`{dead.was}` became `{dead.now}` on {dead.day}: write where the code is now"
    if dead.was:
        return f"it did match `{dead.was}`, which is gone: write where the code is now, or delete the pattern"
    if "{" in glob:
        return "braces stand for themselves: write a pattern for each alternative"
    return "write where the code is, from the project's root; `git ls-files` lists what there is"


def _drifted(mark: Mark, drift: Drift) -> Hit:
    commits = f"{drift.commits} commit{'s' * (drift.commits > 1)}"
    files = f"{drift.files} files, last `{drift.newest}`" if drift.files > 1 else f"`{drift.newest}`"
    said = commits if drift.newest == mark.text else f"{commits}, {files}"
    what = "its last review" if drift.reviewed else "this document's last change"
    return mark.hit(
        f"`{mark.text}` changed on {drift.day} ({said}), after {what} on {drift.since}",
        hint=f"see `git log -- '{mark.text}'`, mend what no longer holds, and write the day as `last_reviewed`",
    )


@check("OG504", "past-eol", severity=Severity.WARNING, reads="facts")
def past_eol(here: Between) -> Iterator[Hit]:
    """A document in force is about a version whose end of life has come."""
    said, card = here.card.said("version"), here.card
    version = _read(said, "version") if said else None
    if said is None or not isinstance(version, Version) or card.stage != "in-force":
        return
    if any(here.index.is_a(card, kind) for kind in NOT_PRESENTING):
        return
    product = card.said("product")
    ends = _ends(here)
    known = ends.get(_word(product.text), ()) if product else ends.get("", ())
    over = [end for end in known if end.day <= here.outside.as_of and has_ended(end.version, version)]
    if over:
        end = min(over, key=lambda one: (one.day, one.mark.path))
        retired = next(iter(here.kind.statuses.get("history", ())), "retired")
        yield said.hit(
            f"version `{said.text}` is no longer supported: {end.product} {end.said} ended on {end.day}",
            hint=f"bring it to a version that is supported, or write `status: {retired}`",
            related=[end.mark.place],
        )


class _End(NamedTuple):
    """The end of a version, by a plan in force; ``said`` is the version as written, ``mark`` where the day stands."""

    product: str
    said: str
    version: Version
    day: datetime.date
    mark: Mark


def _ends(here: Between) -> Mapping[str, tuple[_End, ...]]:
    """What ends, by product. An empty name stands for documents that name no product, where there is only one."""
    memo = here.outside.memo
    if "ends" not in memo:
        found: dict[str, list[_End]] = {}
        for plan in here.index.of_kind("eol-plan"):
            if plan.stage == "in-force" and plan.readable:
                for end in _end(plan):
                    found.setdefault(_word(end.product), []).append(end)
        products = {_word(mark.text) for mark in map(_product, here.index.cards) if mark} if found else set()
        if len(products) == 1:
            found[""] = next(iter(found.values()))
        memo["ends"] = {name: tuple(ends) for name, ends in found.items()}
    ends: Mapping[str, tuple[_End, ...]] = memo["ends"]
    return ends


def _end(plan: Card) -> Iterator[_End]:
    product, said, date = plan.said("product"), plan.said("version"), plan.said("eol_date")
    if product and said and date:
        version, day = _read(said, "version"), _read(date, "date")
        if isinstance(version, Version) and isinstance(day, datetime.date):
            yield _End(product.text, said.text, version, day, date)


def _product(card: Card) -> Mark | None:
    return card.said("product") if card.readable and '"product"' in card.front else None


def _word(text: str) -> str:
    return text.strip().casefold()


def _read(mark: Mark, format: str) -> object | None:
    """The value of a text, None where it is none: other rules say so."""
    found: object | None = value(mark.text, format)
    return found


CHECKS: tuple[Check, ...] = (review_overdue, future_date, code_drift, past_eol)
