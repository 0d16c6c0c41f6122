"""Changes to a document that exists: what a row says otherwise, and nothing else."""

import re
from collections.abc import Iterator, Mapping, Sequence

from opsgate.edges.exchange.csv.body import body_of, text_of
from opsgate.edges.exchange.csv.kept import Kept, comment, kept_in, kept_span
from opsgate.edges.exchange.csv.made import Made
from opsgate.edges.exchange.csv.match import targets
from opsgate.edges.exchange.csv.placing import Placed, Placer
from opsgate.edges.exchange.csv.said import Said
from opsgate.edges.exchange.csv.scaffold import Scaffold
from opsgate.edges.exchange.csv.table import cleaned
from opsgate.knowing.kind import Kind, SectionSpec
from opsgate.knowing.subject import Subject
from opsgate.reading.document import document
from opsgate.reading.frontmatter import read_front_matter
from opsgate.reading.yamledit import Given, applied, set_in
from opsgate.words.errors import OpsgateError
from opsgate.words.place import Edit


def updated(old: Subject, empty: Scaffold, placer: Placer, placed: Placed) -> Made:
    """The document with what the row says otherwise; unchanged where nothing can be changed safely."""
    before = Said(old, placer.cells, empty)
    _drop_unchanged(before, placer, placed)
    raw = old.document.text.raw
    told: list[str] = []
    for title in list(placed.targets):
        if title not in placed.values and title not in placed.bodies:
            continue
        try:
            raw = _set(raw, old, empty, placer, placed, title)
            told.append(title)
        except OpsgateError as error:
            placed.keep(placer.file, title, str(error))
    raw = with_kept(_again(old, raw), _kept(before, placed))
    bom = "\ufeff" if old.document.text.bom else ""
    return Made(
        old.path, bom + raw, bom + old.document.text.raw, tuple(told), tuple(placed.kept), tuple(placed.problems),
        (placed.line,),
    )  # fmt: skip


def with_kept(subject: Subject, kept: Sequence[Kept]) -> str:
    """A document's text with these cells in its comment, and no others."""
    raw = subject.document.text.raw
    if list(kept_in(subject.document)) == list(kept):
        return raw
    end = line_end(raw)
    text = comment(kept).replace("\n", end)
    span = kept_span(subject.document)
    if span is None:
        return raw.rstrip("\r\n") + end * 2 + text + end
    if not text:
        return raw[: span[0]].rstrip("\r\n") + end + raw[span[1] :].lstrip("\r\n")
    return applied(raw, [Edit(span, text)])


def line_end(raw: str) -> str:
    """How the lines of a text end."""
    at = raw.find("\n")
    return "\r\n" if at > 0 and raw[at - 1] == "\r" else "\n"


def _drop_unchanged(before: Said, placer: Placer, placed: Placed) -> None:
    """Forget the columns that say what the document says already, and fit the others to the depth of its headings."""
    for title, (spec, body) in placed.bodies.items():
        section = before.found(spec)
        deeper = body_of(spec, text_of(spec, body), section.level) if section else None
        placed.bodies[title] = (spec, deeper or body)
    real = before.meta.get("approvals")
    for title, target in list(placed.targets.items()):
        cell, now = placed.cells[title], before.cell(target)
        held = placed.values.get(title)
        same_value = held is not None and all(before.meta.get(key) == value for key, value in held.items())
        if cell == now or same_value or (title in placed.values and placer.shown(placed, title) == now):
            placed.values.pop(title, None)
            placed.bodies.pop(title, None)
        elif target.at == "approvals" and real and any(entry.get("who") != "[WHO]" for entry in real):
            placed.keep(placer.file, title, "approvals are given already; `opsgate approve` adds to them")
        elif target.where == "meta" and title in placed.bodies and (said := placer.cells.show(target, before.meta)):
            placed.keep(placer.file, title, f"the document says `{cleaned(said)[:60]}`, and this is no value of it")
        elif title in placed.bodies and text_of(*placed.bodies[title]) == now:
            placed.bodies.pop(title)


def _kept(before: Said, placed: Placed) -> list[Kept]:
    """The cells that the document keeps afterwards: what it kept, without what has its place now, and what is new."""
    new = {each.column: each for each in placed.kept}
    done = set(placed.values) | set(placed.bodies)
    held = [new.pop(each.column, each) for each in kept_in(before.subject.document) if each.column not in done]
    return [*held, *new.values()]


def _again(old: Subject, raw: str) -> Subject:
    return Subject(document(old.path, raw), old.kind, old.level, old.schema)


def _set(raw: str, old: Subject, empty: Scaffold, placer: Placer, placed: Placed, title: str) -> str:
    """The text with one column changed. Raises OpsgateError where that would change what another column says."""
    then = Said(_again(old, raw), placer.cells, empty)
    held = placed.values.get(title, {})
    new = _with_meta(raw, held) if held else _with_body(then, *placed.bodies[title])
    now = Said(_again(old, new), placer.cells, empty)
    target = placed.targets[title]
    for each in targets(old.kind):
        shared = each.where == "meta" and bool({each.at, *placer.cells.keys(each)} & set(held))
        if each.title != title and not shared and then.cell(each) != now.cell(each):
            raise OpsgateError(f"it cannot be written without changing “{each.title}”")
    wanted = placer.shown(placed, title) if held else text_of(*placed.bodies[title])
    alone = len(held) == 1 and now.meta.get(target.at) == held.get(target.at)
    if now.placed(target) != cleaned(wanted) and not alone:
        raise OpsgateError("it cannot be written so that it reads back")
    return new


def _with_meta(raw: str, values: Mapping[str, Given]) -> str:
    for key, value in values.items():
        raw = applied(raw, set_in(raw, read_front_matter(raw), (key,), value))
    return raw


def _with_body(now: Said, spec: SectionSpec, body: str) -> str:
    """The text with other contents below a section's heading; the section is made where it is missing."""
    raw = now.subject.document.text.raw
    end = line_end(raw)
    section = now.found(spec)
    body = body.replace("\n", end)
    if section is None or section.heading is None:
        return _with_section(now, spec, body, end)
    start = section.heading.span[1]
    held = now.body(section)
    blank = re.match(r"[^\S\r\n]*(?:(?:\r\n|\n|\r)[ \t]*(?=[\r\n]|\Z))*(?:\r\n|\n|\r)?", held)
    first = blank.end() if blank else 0
    last = len(held.rstrip(" \t\r\n"))
    if last <= first:
        return applied(raw, [Edit((start, start), end * 2 + body)])
    return applied(raw, [Edit((start + first, start + last), body)])


def _with_section(now: Said, spec: SectionSpec, body: str, end: str) -> str:
    """The text with a new section, before the next one that the kind has after it."""
    raw = now.subject.document.text.raw
    found = now.subject.structure.found
    siblings = next((each for each in _families(now.subject.kind) if spec in each), ())
    after = [found[each.id] for each in siblings[siblings.index(spec) + 1 :] if each.id in found]
    before = [found[each.id] for each in siblings[: siblings.index(spec)] if each.id in found]
    depth = (after or before)[0].level if after or before else 2
    text = f"{'#' * depth} {spec.heading}{end * 2}{body}{end * 2}"
    if after:
        at = min(section.span[0] for section in after)
        return applied(raw, [Edit((at, at), text)])
    head = raw[: now.end].rstrip("\r\n")
    return head + end * 2 + text.rstrip("\r\n") + end + (end + raw[now.end :] if now.end < len(raw) else "")


def _families(kind: Kind) -> Iterator[tuple[SectionSpec, ...]]:
    """The kind's sections, each with those beside it."""
    yield kind.sections
    for spec in kind.all_sections():
        yield spec.sections
