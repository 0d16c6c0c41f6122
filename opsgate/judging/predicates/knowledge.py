"""Predicates over what is known of releases and tickets: what has shipped, what people ask about, and how often."""

import datetime
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from opsgate.judging.evidence.tickets import Tickets, read_tickets, share_on_topics, top_topics, topic_key
from opsgate.judging.here import Here, same_word
from opsgate.judging.predicate import TEXT, predicate
from opsgate.judging.said import Said, fails, holds, unknown
from opsgate.knowing.subject import Subject
from opsgate.reading.values.versions import Version
from opsgate.words.place import Place

_CHECKLIST = "release-checklist"
_ARTICLE = "kb-article"
_PREFIXED = re.compile(r"(?P<name>[A-Za-z][A-Za-z_-]*)-(?P<version>[vV]?[0-9].*)")
_NO_PRODUCT = frozenset({"release", "releases", "version", "versions", "tag", "tags"})


def _tagged(here: Here, tag: str, product: object = None) -> Version | None:
    """The version that a tag such as `v1.2.0` or `app@v1.2.0` is of; None for that of another product."""
    name, _, last = tag.replace("/", "@").rpartition("@")
    prefixed = _PREFIXED.fullmatch(last)
    if prefixed:
        name, last = prefixed["name"], prefixed["version"]
    version = here.value(last, "version")
    name = name.rpartition("@")[2]
    ours = not name or name.casefold() in _NO_PRODUCT or product is None or same_word(name, product)
    return version if isinstance(version, Version) and ours else None


def _of_version(here: Here, subject: Subject, version: Version) -> bool:
    said = subject.meta.get("version", subject.meta.get("release"))
    found = here.value(said, "version")
    mine, theirs = here.get("product"), subject.meta.get("product")
    return bool(found == version) and (mine is None or theirs is None or same_word(mine, theirs))


@predicate("version-stable", kind=TEXT, gate={"enum": ["entrance", "exit"]})
def version_stable(here: Here, *, kind: str, gate: str) -> Iterator[Said]:
    """The version is released (a checklist is published, or a tag is there), or its checklist passes a gate."""
    place, version = here.place("version"), here.value(here.get("version"), "version")
    if not isinstance(version, Version):
        yield unknown(place, f"the version is `{here.get('version') or 'missing'}`, expected one such as `1.2.0`",
                      "write the version that this is about")  # fmt: skip
        return
    lists = [found for found in here.world.documents(kind) if _of_version(here, found, version)]
    tags = here.world.facts.tags()
    if not version.is_prerelease:
        published = [found for found in lists if found.status == "published"]
        if published:
            yield holds(f"`{published[0].document.path}` is published", place)
            return
        tag = next((tag for tag in tags or () if _tagged(here, tag, here.get("product")) == version), None)
        if tag is not None:
            yield holds(f"the repository has the tag `{tag}`", place)
            return
    for found in lists:
        path, word = found.document.path, here.world.gate(found, gate)
        if word in ("pass", "passed-with-waivers"):
            yield holds(f"the {gate} gate of `{path}` is `{word}`", place)
        else:
            say = unknown if word == "unknown" else fails
            yield say(place, f"`{version}` is not released, and the {gate} gate of `{path}` is `{word}`",
                      f"opsgate gate {path}", related=(found.document.place(),))  # fmt: skip
    if not lists:
        what = "a pre-release" if version.is_prerelease else "tagged nowhere"
        yield unknown(
            place, f"`{version}` is {what}, and no {kind} is of that version", f"write the {kind} of `{version}`"
        )


@predicate("release-shipped")
def release_shipped(here: Here) -> Iterator[Said]:
    """A release checklist is published, or the repository has the tag of a release."""
    place = here.place()
    published = [found for found in here.world.documents(_CHECKLIST) if found.status == "published"]
    if published:
        yield holds(f"`{published[0].document.path}` is published", place)
        return
    tags = here.world.facts.tags()
    product = here.world.product or here.get("product")
    for tag in tags or ():
        version = _tagged(here, tag, product)
        if version is not None and not version.is_prerelease:
            yield holds(f"the repository has the tag `{tag}`", place)
            return
    if tags is None or here.world.facts.shallow():
        why = "this clone may lack tags" if tags is not None else "git does not say which tags there are"
        yield unknown(place, f"no release checklist is published, and {why}", "git fetch --tags --unshallow")
    else:
        yield fails(place, "no release checklist is published, and no tag is a version", "ship the first release")


@predicate("tag-exists", key=TEXT)
def tag_exists(here: Here, *, key: str) -> Iterator[Said]:
    """The repository has a tag for what the key names, and it leads to the commit that the document names."""
    place, name, tags = here.place(key), here.get(key), here.world.facts.tags()
    if not isinstance(name, str) or not name.strip():
        yield unknown(place, f"no `{key}` stands here", f"write `{key}: v1.2.0`")
        return
    name, version = name.strip(), here.value(name, "version")
    found = [tag for tag in tags or () if tag == name]
    if not found and isinstance(version, Version):
        seen = [(tag, _tagged(here, tag, here.get("product"))) for tag in tags or ()]
        found = [tag for tag, other in seen if other is not None and other == version and other.build == version.build]
    if not found:
        say = unknown if tags is None or here.world.facts.shallow() else fails
        stands = "git does not say which tags there are" if tags is None else f"there is no tag `{name}`"
        yield say(place, stands, f"git fetch --tags, or git tag --sign {name}")
        return
    commit, said = here.world.facts.tag_commit(found[0]), here.get("commit")
    if not isinstance(said, str):
        yield holds(f"there is the tag `{found[0]}`", place)
    elif commit is None:
        yield unknown(place, f"nobody can tell which commit the tag `{found[0]}` leads to", "git fetch --tags")
    elif commit.casefold().startswith(said.casefold()):
        yield holds(f"the tag `{found[0]}` leads to the commit", place)
    else:
        stands = f"the commit is `{said[:12]}`, and the tag `{found[0]}` leads to `{commit[:12]}`"
        hint = "write the commit that the artifacts were built from, and tag that one"
        yield fails(here.place("commit"), stands, hint, related=(place,))


def _kind(here: Here) -> str:
    """The kind of all articles: that of this one, or the built-in one that it extends."""
    return _ARTICLE if here.world.library.is_a(here.subject, _ARTICLE) else here.kind.name


def _exports(here: Here) -> Mapping[str, Place]:
    """The ticket exports that articles and the support process name: path from the root, and where it is named."""
    named: dict[str, Place] = {}
    for subject in here.world.documents("support-process"):
        path = subject.meta.get("sla_metrics")
        if isinstance(path, str):
            named.setdefault(path, subject.document.place("sla_metrics"))
    for subject in here.world.documents(_kind(here)):
        sources = subject.meta.get("sources")
        paths = sources.get("tickets") if isinstance(sources, dict) else None
        for index, path in enumerate(paths if isinstance(paths, list) else ()):
            if isinstance(path, str):
                named.setdefault(path, subject.document.place("sources", "tickets", index))
    return named


def _tickets(here: Here) -> tuple[Place, Tickets] | Said:
    """All tickets opened up to today, each once; or why they show nothing."""
    exports = _exports(here)
    if not exports:
        return unknown(here.place("sources", "tickets"), "no export of tickets is named, so nobody knows the topics",
                       "name one: `sources: {tickets: [data/tickets.csv]}`")  # fmt: skip
    whole: dict[str, Tickets] = {}
    for path, place in exports.items():
        found = whole[path] = here.read(path, place, partial(read_tickets, path=path))
        if found.undated:
            line = next((fault for fault in found.faults), None)
            at = f"{path}:{line.line}: {line.message}" if line else path
            return unknown(place, f"{found.undated} rows of `{path}` belong to no period: {at}", "mend the rows")
        if "topic" not in found.columns:
            return unknown(
                place, f"`{path}` has no column with the topic of a ticket", "export it with a column `topic`"
            )
    place = next(iter(exports.values()))
    by_id = {(one.id or f"{path}:{one.line}").casefold(): one for path, each in whole.items() for one in each.tickets}
    known = tuple(one for one in by_id.values() if one.opened and one.opened.start.date() <= here.as_of)
    merged = replace(whole[next(iter(whole))], path=", ".join(whole), tickets=known)
    newest = max((one.opened.start.date() for one in known if one.opened), default=None)
    if newest is None:
        return unknown(place, f"`{merged.path}` holds no ticket", "export the tickets again")
    if _month(newest) < _month(here.as_of) - 1:
        return unknown(place, f"the newest ticket of `{merged.path}` is of {newest}, the export is old",
                       "export the tickets again")  # fmt: skip
    return place, merged


def _month(day: datetime.date) -> int:
    return day.year * 12 + day.month - 1


def _articles(here: Here, key: str) -> dict[str, Subject]:
    """The articles in force by their topics as those are compared."""
    articles = [found for found in here.world.documents(_kind(here)) if found.stage == "in-force"]
    topics = [(found.meta.get(key), found) for found in articles]
    return {topic_key(topic): found for topic, found in topics if isinstance(topic, str) and topic_key(topic)}


@predicate("top-topics-covered", key=TEXT, policy=TEXT)
def top_topics_covered(here: Here, *, key: str, policy: str) -> Iterator[Said]:
    """Each of the most frequent topics of tickets has an article in force."""
    found, count = _tickets(here), here.policy.get(policy)
    if isinstance(found, Said):
        yield found
        return
    place, tickets = found
    top = top_topics(tickets, count) if isinstance(count, int) else ()
    if not top:
        yield unknown(place, f"no ticket of `{tickets.path}` has a topic", "give every ticket its topic")
    articles = _articles(here, key)
    for topic, number in top:
        article = articles.get(topic_key(topic))
        if article is None:
            yield fails(place, f"{number} tickets are on `{topic}`, and no article in force has that `{key}`",
                        f"write one: opsgate new {_kind(here)}, with `{key}: {topic}`")  # fmt: skip
        else:
            yield holds(f"`{article.document.path}` covers `{topic}`", article.document.place(key))


@predicate("hit-rate-declines", key=TEXT)
def hit_rate_declines(here: Here, *, key: str) -> Iterator[Said]:
    """The share of tickets on covered topics is lower in the newest whole month than in the one before it."""
    found, articles = _tickets(here), _articles(here, key)
    if isinstance(found, Said):
        yield found
        return
    place, tickets = found
    if not articles:
        yield unknown(place, f"no article in force has a `{key}`", f"write `{key}` in the articles")
        return
    year, month = here.as_of.year, here.as_of.month
    running = "" if here.as_of.day == monthrange(year, month)[1] else f"{year:04}-{month:02}"
    months = [each for each in share_on_topics(tickets, articles) if each.total and each.period != running]
    if len(months) < 2:
        yield unknown(place, f"`{tickets.path}` has tickets of {len(months)} whole months, two are needed to compare",
                      "wait for the month to end, or export an earlier one too")  # fmt: skip
        return
    before, newest = months[-2:]
    said = " and ".join(f"{each.on} of {each.total} in {each.period}" for each in (before, newest))
    if newest.on == 0 or newest.on * before.total < before.on * newest.total:
        yield holds(f"of the tickets, {said} were on covered topics", place)
    else:
        places = tuple(article.document.place(key) for article in articles.values())
        yield fails(place, f"of the tickets, {said} were on covered topics: the share does not fall",
                    "see what readers of these articles still ask", related=places)  # fmt: skip


PREDICATES = (hit_rate_declines, release_shipped, tag_exists, top_topics_covered, version_stable)
