"""Predicates over dates: how far apart they lie, what had happened by them, and what no longer holds after one."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from opsgate.judging.endings import NOT_PRESENTING, has_ended
from opsgate.judging.here import Here, same_word
from opsgate.judging.predicate import TEXT, predicate
from opsgate.judging.said import Said, fails, holds, spared, unknown
from opsgate.knowing.subject import Subject
from opsgate.reading.values.times import add, age_exceeds
from opsgate.reading.values.versions import Version
from opsgate.words.place import Place

"""Kinds that say nothing of what is supported: ends, what once shipped, and guides with versions of their own."""


def _found(here: Here, dotted: str) -> list[tuple[Place, Any]]:
    """The values of a key, ``final_update.date`` for one below another; of a list, that of each item.

    A list that is not there has no items.
    """
    first, _, rest = dotted.partition(".")
    if rest and first not in here.meta and here.kind.properties.get(first, {}).get("type") == "array":
        return []
    found: list[tuple[tuple[str | int, ...], Any]] = [((), here.meta)]
    for key in dotted.split("."):
        below: list[tuple[tuple[str | int, ...], Any]] = []
        for keys, value in found:
            items = [((*keys, i), item) for i, item in enumerate(value)] if isinstance(value, list) else [(keys, value)]
            below += [((*at, key), item.get(key) if isinstance(item, dict) else None) for at, item in items]
        found = below
    return [(here.place(*keys), value) for keys, value in found]


def _date(here: Here, value: object) -> datetime.date | None:
    found = here.value(value, "date")
    return found if isinstance(found, datetime.date) else None


def _no_date(place: Place, name: str, value: object) -> Said:
    stands = "is missing" if value is None else f"is `{value}`" if isinstance(value, str) else "is no date"
    return unknown(place, f"`{name}` {stands}, expected a date", "write the date as `2026-11-30`")


@predicate("dates-apart", from_=TEXT, to=TEXT, policy=TEXT, happened={"type": "boolean"})
def dates_apart(here: Here, *, from_: str, to: str, policy: str = "", happened: bool = False) -> Iterator[Said]:
    """One date does not come after another, or comes before it by a limit of the policy; it may have to be past."""
    limit = here.policy.duration(policy) if policy else None
    if policy and limit is None:
        yield unknown(
            here.place(*from_.split(".")), f"the policy has no duration `{policy}`", f'write `{policy} = "90d"`'
        )
        return
    begins, ends = _found(here, from_), _found(here, to)
    if not begins or not ends:
        yield spared(
            f"`{from_ if not begins else to}` lists nothing", here.place(*(from_ if not begins else to).split(".")[:1])
        )
    for (start_at, start_said), (end_at, end_said) in ((begin, end) for begin in begins for end in ends):
        start, end = _date(here, start_said), _date(here, end_said)
        if start is None:
            yield _no_date(start_at, from_, start_said)
        elif end is None:
            yield _no_date(end_at, to, end_said)
        elif happened and start > here.as_of:
            yield fails(
                start_at, f"`{from_}` is {start}, which has not come yet", "do it, and write the day on which it was"
            )
        elif (end < start) if limit is None else (end < add(start, limit)):
            needed = f"no later than `{to}`, {end}" if limit is None else (
                f"at least `{limit}` before `{to}`, {end} (policy `{policy}`)")  # fmt: skip
            earliest = start if limit is None else add(start, limit)
            yield fails(start_at, f"`{from_}` is {start}, expected {needed}",
                        f"put `{to}` on {earliest} or later", related=(end_at,))  # fmt: skip
        else:
            yield holds(f"`{from_}`, {start}, comes before `{to}`, {end}", start_at)


@predicate("reviewed-recently", policy=TEXT)
def reviewed_recently(here: Here, *, policy: str) -> Iterator[Said]:
    """The last review is no longer ago than the policy allows, or the document itself if that is stricter."""
    if here.subject.stage == "history":
        yield spared(f"the status is `{here.subject.status}`", here.place("status"))
        return
    limit, said = here.policy.duration(policy), here.get("review_every")
    own = here.value(said, "duration")
    if limit is None:
        yield unknown(here.place(), f"the policy has no duration `{policy}`", f'write `{policy} = "1mo"`')
        return
    if said is not None and own is None:
        yield unknown(
            here.place("review_every"), f"`review_every` is `{said}`, expected a duration", "write one such as `1mo`"
        )
    elif own is not None and own > limit:
        yield fails(here.place("review_every"), f"`review_every` is `{said}`, longer than the policy allows "
                    f"(`{policy}`, {limit})", f"write `review_every: {limit}`, or less")  # fmt: skip
    place, last = here.place("last_reviewed"), here.get("last_reviewed")
    day = _date(here, last)
    if last is None:
        yield fails(place, "nothing says when this was last reviewed", "read it, and write `last_reviewed`")
    elif day is None:
        yield _no_date(place, "last_reviewed", last)
    elif day > here.as_of:
        yield fails(place, f"the last review, {day}, lies in the future", "write the day on which it was")
    else:
        for name, each in ((policy, limit), ("review_every", own)):
            if each is not None and age_exceeds(day, each, here.as_of):
                yield fails(place, f"the last review was on {day}, longer ago than {each} (`{name}`)",
                            "read it, mend what has changed, and write `last_reviewed`")  # fmt: skip
                return
        yield holds(f"the last review was on {day}", place)


@predicate("comms-sent", key=TEXT)
def comms_sent(here: Here, *, key: str) -> Iterator[Said]:
    """Every message that was planned up to today, or is not planned for a day at all, was sent; at least one was."""
    said = here.get(key)
    groups = said.items() if isinstance(said, dict) else [(None, said)]
    keys = key.split(".")
    sent = count = 0
    for group, items in groups:
        for index, item in enumerate(items if isinstance(items, list) else ()):
            count += 1
            at: tuple[str | int, ...] = (*keys, index) if group is None else (*keys, str(group), index)
            verdict = _message(here, item if isinstance(item, dict) else {}, at)
            sent += verdict is not None and verdict.word == "pass"
            if verdict is not None:
                yield verdict
    if not count:
        yield fails(here.place(*keys), f"`{key}` lists no message", "write who is told, how, and when")
    elif not sent:
        yield fails(here.place(*keys), f"none of the {count} messages in `{key}` was sent",
                    "send one, and write the day as `sent`")  # fmt: skip


def _message(here: Here, item: Mapping[str, Any], at: tuple[str | int, ...]) -> Said | None:
    """What became of a message; None for one that is still to come."""
    name, place = f"the message by {item.get('channel') or 'no channel'}", here.place(*at, "sent")
    if "sent" in item:
        day = _date(here, item["sent"])
        if day is None:
            return _no_date(place, "sent", item["sent"])
        if day > here.as_of:
            return fails(
                place, f"{name} was sent on {day}, which has not come yet", "write the day on which it went out"
            )
        return holds(f"{name} was sent on {day}", place)
    if "planned" not in item:
        return fails(place, f"{name} was not sent", "send it, and write the day as `sent`")
    planned = _date(here, item["planned"])
    if planned is None:
        return _no_date(here.place(*at, "planned"), "planned", item["planned"])
    if planned > here.as_of:
        return None
    return fails(place, f"{name} was planned for {planned} and is not sent", "send it, and write the day as `sent`",
                 related=(here.place(*at, "planned"),))  # fmt: skip


@predicate("not-presented-as-supported", after=TEXT)
def not_presented_as_supported(here: Here, *, after: str) -> Iterator[Said]:
    """From a day on, no other document in force is of the product's version that has ended."""
    place, said = here.place(after), here.get(after)
    end, version = _date(here, said), here.value(here.get("version"), "version")
    if end is None:
        yield _no_date(place, after, said)
        return
    if here.as_of < end:
        yield spared(f"the version is supported until {end}", place)
        return
    product = here.get("product")
    if not isinstance(version, Version) or product is None:
        missing = "product" if product is None else "version"
        yield unknown(here.place(missing), f"the {missing} that ended is `{here.get(missing) or 'missing'}`",
                      f"write the {missing}")  # fmt: skip
        return
    others = [one for one in here.world.library.subjects if one is not here.subject and _presents(here, one, product)]
    found = [one for one in others if has_ended(version, here.value(one.meta.get("version"), "version"))]
    for one in found:
        at = one.document.place("version")
        yield fails(here.place("version"), f"`{version}` ended on {end}, and `{one.document.path}` of version "
                    f"`{one.meta['version']}` is in force", f"retire `{one.document.path}`, or bring it to a version "
                    "that is supported", related=(at, place))  # fmt: skip
    if not found:
        yield holds(f"no other document in force is of `{version}`, which ended on {end}", place)


def _presents(here: Here, subject: Subject, product: object) -> bool:
    theirs = subject.meta.get("product")
    silent = any(here.world.library.is_a(subject, kind) for kind in NOT_PRESENTING)
    return not silent and subject.stage == "in-force" and (theirs is None or same_word(theirs, product))


PREDICATES = (comms_sent, dates_apart, not_presented_as_supported, reviewed_recently)
