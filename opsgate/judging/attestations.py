"""Attestations: whether somebody's word for a criterion counts, today, for this text."""

import datetime
import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from opsgate.judging.covers import CannotCover, compare, covers, made_for_another, version_of
from opsgate.judging.evidence.trouble import Absent, Unreadable
from opsgate.judging.here import Here, World
from opsgate.judging.identity import authors, doubt
from opsgate.judging.records import KIND, objections
from opsgate.judging.said import Said, fails, unknown
from opsgate.knowing.ledger import Ledger
from opsgate.knowing.subject import Subject
from opsgate.reading.values.times import add, age_exceeds
from opsgate.words.errors import OpsgateError
from opsgate.words.place import Place


def attested(here: Here, ledger: Ledger, stage: str) -> Iterator[Said]:
    """What becomes of a criterion that a person vouches for: at least one judgement, all good ones or some bad."""
    criterion = here.criterion
    name = f"{stage}/{criterion.id}"
    keys = ("gates", stage, criterion.id)
    command = f"opsgate attest {here.document.path} {name} --by @you"
    wants_record = criterion.check == KIND
    if wants_record:
        command += " --evidence RECORD"
    if ledger.problem:
        yield unknown(ledger.place(), f"{ledger.path} cannot be read: {ledger.problem}", "mend the file")
        return
    entry = ledger.attestation(stage, criterion.id)
    if entry is None:
        yield Said("not-attested", "nobody has said so yet", ledger.place(*keys), command)
        return
    faults = ledger.faults(*keys)
    if faults or not entry:
        message = faults[0].explain()[0] if faults else "the entry is empty"
        yield fails(ledger.place(*(faults[0].keys if faults else keys)), f"the attestation is malformed: {message}",
                    command, rule="invalid-attestation", integrity=True)  # fmt: skip
        return
    troubles = [*_days(here, ledger, keys, entry, command), *_covers(here, ledger, keys, entry, command),
                *_who(here, ledger, keys, entry, name), *_evidence(here, ledger, keys, entry, command)]  # fmt: skip
    if troubles:
        yield from troubles
        return
    yield Said("pass", f"{entry['by']} said so on {entry['on']} ({here.policy.identity})", ledger.place(*keys),
               by=str(entry["by"]))  # fmt: skip


def _date(here: Here, entry: Mapping[str, Any], key: str) -> datetime.date | None:
    found = here.value(entry.get(key), "date")
    return found if isinstance(found, datetime.date) else None


def _days(here: Here, ledger: Ledger, keys: tuple[str, ...], entry: Mapping[str, Any], command: str) -> Iterator[Said]:
    said = _date(here, entry, "on")
    place = ledger.place(*keys, "on")
    if said is None or said > here.as_of:
        yield fails(place, f"it was said on {entry.get('on')}, which lies after {here.as_of}", "mend the date",
                    rule="invalid-attestation", integrity=True)  # fmt: skip
        return
    expires = _date(here, entry, "expires")
    if expires is not None and here.as_of > expires:
        yield Said("stale", f"it expired on {expires}", ledger.place(*keys, "expires"), command)
    limit = here.value(here.criterion.max_age, "duration")
    if limit is not None and age_exceeds(said, limit, here.as_of):
        yield Said("stale", f"it was said on {said}; after {add(said, limit)} it counts no longer", place, command)


def _covers(
    here: Here, ledger: Ledger, keys: tuple[str, ...], entry: Mapping[str, Any], command: str
) -> Iterator[Said]:
    """The text must still be the one that was attested."""
    place = ledger.place(*keys, "covers")
    said = entry.get("covers")
    if not isinstance(said, str):
        yield fails(place, "it does not say which text it is about (`covers` is missing)", command,
                    rule="invalid-attestation", integrity=True)  # fmt: skip
        return
    try:
        version = version_of(said)
    except CannotCover as error:
        yield fails(place, str(error), command, rule="invalid-attestation", integrity=True)
        return
    now = covers(here.subject, f"{keys[1]}/{keys[2]}", here.criterion.excludes, reader(here.world), version)
    if said == now.digest:
        return
    parts = entry.get("parts")
    parts = {str(name): str(digest) for name, digest in parts.items()} if isinstance(parts, Mapping) else {}
    changed = compare(parts, now.parts)
    if made_for_another(parts, now.parts):
        yield fails(place, "it was made for another document or criterion", command,
                    rule="invalid-attestation", integrity=True)  # fmt: skip
        return
    what = "; ".join(changed[:3])
    more = f"; and {len(changed) - 3} more" if len(changed) > 3 else ""
    yield Said("stale", f"since then, {what}{more}", place, command)


def reader(world: World) -> Callable[[str], bytes | None]:
    """Reads the files that a text refers to: None for one that is not there, an error for one that cannot be read."""

    def read(path: str) -> bytes | None:
        try:
            return world.evidence.read(path)
        except Absent:
            return None
        except Unreadable as error:
            raise OpsgateError(error.reason) from error

    return read


def _who(here: Here, ledger: Ledger, keys: tuple[str, ...], entry: Mapping[str, Any], name: str) -> Iterator[Said]:
    who = str(entry["by"])
    place = ledger.place(*keys, "by")
    said = doubt(here, ledger, keys, who, name)
    if said is not None:
        yield said
    if here.criterion.roles and not any(here.policy.has_role(who, role) for role in here.criterion.roles):
        wanted = " or ".join(f"`{role}`" for role in here.criterion.roles)
        yield fails(place, f"`{who}` has not the role {wanted} in `[roles]`",
                    f"let somebody with the role {wanted} say it", rule="role-not-allowed", integrity=True)  # fmt: skip
    if here.criterion.not_author:
        written, unsure = authors(here)
        why = written.get(here.policy.person(who))
        if why:
            yield fails(place, f"`{who}` is {why}, and somebody else has to say it",
                        "let somebody else do it and say so", rule="role-not-allowed", integrity=True)  # fmt: skip
        elif unsure is not None:
            yield unsure


def _evidence(
    here: Here, ledger: Ledger, keys: tuple[str, ...], entry: Mapping[str, Any], command: str
) -> Iterator[Said]:
    """Every file of the evidence is unchanged; a record says what is asked; at product level there is a record."""
    written = authors(here)[0] if here.criterion.not_author else {}
    said = _date(here, entry, "on")
    good = wrong = 0
    for index, item in enumerate(entry.get("evidence") or ()):
        place = ledger.place(*keys, "evidence", index)
        path = str(item.get("path"))
        trouble = _changed(here, place, path, item.get("sha256"), command)
        if trouble:
            wrong += 1
            yield trouble
            continue
        record = here.world.library.by_path.get(posixpath.normpath(path))
        if record is None or not here.world.library.is_a(record, KIND):
            continue
        found = list(objections(here, record, _wanted(here), written))
        found = found or list(_held(here, record, said, place, command))
        yield from found
        good += not found
        wrong += bool(found)
    if here.level == "product" and here.criterion.check == KIND and not good and not wrong:
        what = here.criterion.options.get("type", "")
        yield fails(ledger.place(*keys, "evidence"), f"its evidence holds no `{what}` record that passed",
                    f"opsgate new record --type {what}, then {command}", rule="evidence-missing")  # fmt: skip


def _held(here: Here, record: Subject, said: datetime.date | None, place: Place, command: str) -> Iterator[Said]:
    """A record is no later than the attestation, and no older than the criterion allows one to be."""
    held, path = here.value(record.meta.get("date"), "date"), record.document.path
    if not isinstance(held, datetime.date):
        return
    limit = here.value(here.criterion.max_age, "duration")
    if said is not None and held > said:
        yield fails(place, f"{path} is of {held}, later than the attestation of {said}", command, integrity=True)
    elif limit is not None and age_exceeds(held, limit, here.as_of):
        yield Said("stale", f"{path} is of {held}; after {add(held, limit)} it counts no longer",
                   record.document.place("date"), f"do it again, and then {command}")  # fmt: skip


def _wanted(here: Here) -> Mapping[str, Any]:
    """What a record has to be; where a criterion does not ask for one, whatever type it is of."""
    return here.criterion.options if here.criterion.check == KIND else {}


def _changed(here: Here, place: Place, path: str, digest: object, command: str) -> Said | None:
    try:
        now = here.world.evidence.sha256(path)
    except Unreadable as error:
        return Said(
            error.word, error.reason, place, error.hint, rule="evidence-missing", integrity=error.word == "fail"
        )
    if not isinstance(digest, str):
        return fails(place, f"`{path}` is named without its sha256, so it may be any file", command,
                     rule="invalid-attestation", integrity=True)  # fmt: skip
    if digest.removeprefix("sha256:") != now:
        return Said("stale", f"`{path}` is no longer the file that was attested", place, command,
                    rule="digest-mismatch", integrity=True)  # fmt: skip
    return None
