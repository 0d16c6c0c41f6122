"""Records: documents that say that something was done, and whether one is what a criterion asks for."""

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

from opsgate.judging.here import Here, same_word
from opsgate.judging.said import Said, fails, unknown
from opsgate.knowing.subject import Subject
from opsgate.reading.outline import same
from opsgate.reading.values import TYPES
from opsgate.words.finding import Severity
from opsgate.words.place import Place

KIND = "record"


def records(here: Here, type: str) -> Iterator[Subject]:
    """Records of a type about this document, the newest first; drafts and withdrawn ones are none."""
    found = [
        subject
        for subject in here.world.library.of_kind(KIND)
        if subject.stage == "in-force" and subject.meta.get("type") == type and about(here, subject)
    ]
    yield from sorted(found, key=lambda subject: (str(subject.meta.get("date")), subject.document.path), reverse=True)


def about(here: Here, record: Subject) -> bool:
    return str(record.meta.get("subject", "")).strip().removeprefix("./").lstrip("/") == here.document.path


def day(record: Subject) -> datetime.date | None:
    """The day of a record, or None where it has no readable one."""
    said = record.meta.get("date")
    try:
        found: Any = TYPES["date"].parse(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return found if isinstance(found, datetime.date) else None


def participants(record: Subject) -> tuple[str, ...]:
    said = record.meta.get("participant")
    return tuple(name for name in (said if isinstance(said, list) else [said]) if isinstance(name, str))


def objections(here: Here, record: Subject, options: Mapping[str, Any], written: Mapping[str, str]) -> Iterator[Said]:
    """What keeps a record from showing what a criterion asks: wrong type, subject, version, result, date, person.

    ``written`` are the document's authors (handle → why) where the criterion wants somebody else.
    """
    path = record.document.path
    at = record.document.place

    def bad(key: str, reason: str, next: str = "hold it again and write a new record") -> Said:
        return fails(at(key), f"{path}: {reason}", next, rule="evidence-missing", integrity=True)

    if not record.document.whole or record.violations:
        what = record.violations[0].explain()[0] if record.violations else "it cannot be read"
        yield unknown(at(), f"the record {path} cannot be taken: {what}", f"opsgate check {path}")
        return
    errors = [item for item in here.world.findings(record) if item.severity is Severity.ERROR]
    if record.stage == "in-force" and errors:
        start = record.document.text.offset(*errors[0].region.start)
        yield unknown(at().within(start, start), f"the record {path} is not complete: {errors[0].message}",
                      f"opsgate check {path}")  # fmt: skip
        return
    if record.stage != "in-force":
        yield bad("status", f"the record is `{record.status}`", "finish it, and give it the status `final`")
    if "type" in options and record.meta.get("type") != options["type"]:
        yield bad("type", f"it is of the type `{record.meta.get('type')}`, a `{options['type']}` is asked for")
    if not about(here, record):
        yield bad("subject", f"its subject is `{record.meta.get('subject')}`, not `{here.document.path}`")
    if record.meta.get("result") != "pass":
        yield bad("result", f"its result is `{record.meta.get('result')}`")
    yield from _version(here, record, bad)
    held = day(record)
    if held is None or held > here.as_of:
        yield bad("date", f"its date `{record.meta.get('date')}` lies after {here.as_of}", "mend the date")
    for name in participants(record):
        why = written.get(here.policy.person(name))
        if why:
            yield bad("participant", f"`{name}` took part, who is {why}", "let somebody else do it")
    limit = options.get("help-requests")
    asked = record.meta.get("help_requests")
    if limit is not None and not (isinstance(asked, int) and asked <= limit):
        said = "does not say how often help was asked for" if asked is None else f"help was asked for {asked} times"
        yield bad("help_requests", f"{said}, at most {limit} is expected")
    yield from _checklist(here, record, options, bad)


def _version(here: Here, record: Subject, bad: Any) -> Iterator[Said]:
    wanted = here.meta.get("version") or here.meta.get("release")
    has = record.meta.get("version")
    if not isinstance(wanted, str) or (here.level == "hobby" and has is None):
        return
    one, other = here.value(has, "version"), here.value(wanted, "version")
    if not (same_word(has, wanted) or (one is not None and one == other)):
        yield bad("version", f"it is of version `{has}`, the document is of `{wanted}`")


def _checklist(here: Here, record: Subject, options: Mapping[str, Any], bad: Any) -> Iterator[Said]:
    """Every item of the document's checklist is ticked in the record, and every check has a result there."""
    if options.get("ticks") and not options.get("within"):
        done = ticked(record)
        for text, place in items(here, options["ticks"]):
            if same(text) not in done:
                said = bad("result", f"“{_short(text)}” is not ticked", "tick it in the record once it is done")
                yield Said(said.word, said.reason, said.place, said.next, (place,), said.rule, said.integrity)
    if options.get("results"):
        rows = results(record)
        for row in here.rows(options["results"]):
            if not rows.get(same(here.name(row)), "").strip():
                said = bad("result", f"the check “{_short(here.name(row))}” has no result", "write what it gave")
                yield Said(said.word, said.reason, said.place, said.next, (row.place,), said.rule, said.integrity)


def items(here: Here, section: str) -> Iterator[tuple[str, Place]]:
    """The items of the checklist of one of the document's sections."""
    found = here.section(section)
    for block in found.all_blocks() if found else ():
        if block.kind == "item" and block.checked is not None:
            yield _item(block), here.document.at(block.span)


def ticked(record: Subject) -> set[str]:
    """The ticked items of a record, as words are compared."""
    return {same(_item(b)) for b in record.document.outline.walk() if b.kind == "item" and b.checked}


def results(record: Subject) -> dict[str, str]:
    """The checks of a record's tables (first cell) and their results (all further cells)."""
    found: dict[str, str] = {}
    for block in record.document.outline.walk():
        for row in block.children[1:] if block.kind == "table" else ():
            cells = [cell.plain for cell in row.children]
            if cells:
                found[same(cells[0])] = " ".join(cells[1:])
    return found


def _item(block: Any) -> str:
    return next((child.plain for child in block.children if child.kind == "paragraph"), "")


def _short(text: str) -> str:
    return re.sub(r"\s+", " ", text)[:60]
