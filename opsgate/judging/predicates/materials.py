"""Predicates over bills of materials: whether one is that of the release, and whether its licences are allowed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from opsgate.judging.evidence.bill import SAYS_NOTHING
from opsgate.judging.evidence.licenses import allowed
from opsgate.judging.evidence.sbom import Sbom, hollow, read_sbom
from opsgate.judging.evidence.trouble import Unreadable
from opsgate.judging.here import Here, same_word
from opsgate.judging.pack import Artifact, artifacts, entries, no_artifacts, refused, same_version, version_of
from opsgate.judging.predicate import TEXT, predicate
from opsgate.judging.said import Said, fails, holds, unknown
from opsgate.words.place import Place

_OWN = "make the bill of materials of this release's artifacts, and name it here"


@dataclass(frozen=True)
class _Bill:
    path: str
    place: Place
    sbom: Sbom


def _bills(here: Here, key: str) -> Iterator[_Bill | Said]:
    """The bills of materials that say something, and what is said of the others."""
    listed = entries(here.subject, key)
    if not listed:
        hint = f"make one (CycloneDX or SPDX), and name its path under `{key}`"
        yield fails(here.place(key), f"`{key}` names no bill of materials", hint, rule="evidence-missing")
    for entry in listed:
        try:
            sbom = here.read(entry.path, entry.place, read_sbom)
        except Unreadable as error:
            yield refused(error, entry.place)
            continue
        nothing = "" if sbom.faults else hollow(sbom)
        if sbom.faults:
            others = len(sbom.faults) + sbom.more_faults - 1
            more = f", and {others} more" if others else ""
            reason = f"{entry.path}: no valid {sbom.format} {sbom.spec_version}: {sbom.faults[0]}{more}"
            yield fails(entry.place, reason, "export it again with a tool that keeps to the standard",
                        rule="sbom-invalid")  # fmt: skip
        elif nothing:
            yield fails(entry.place, f"{entry.path}: {nothing}", _OWN, rule="sbom-invalid")
        else:
            yield _Bill(entry.path, entry.place, sbom)


@predicate("sbom-valid", key=TEXT)
def sbom_valid(here: Here, *, key: str) -> Iterator[Said]:
    """Every bill of materials is valid, names components, is of this version, and all artifacts are covered.

    One covers an artifact by its digest, or where it has no digest of what it describes, by name and version.
    """
    shipped = artifacts(here)
    if not shipped:
        yield no_artifacts(here, "artifacts")
    covered: set[str] = set()
    bills: list[_Bill] = []
    strange = False
    for bill in _bills(here, key):
        if isinstance(bill, Said):
            yield bill
            continue
        bills.append(bill)
        bad = list(_strange(here, bill, shipped))
        yield from bad
        strange = strange or bool(bad)
        if not bad:
            covered |= _covers(here, bill, shipped)
            yield holds(f"{bill.path}: {bill.sbom.format}, {len(bill.sbom.components)} listed", bill.place)
    for artifact in shipped if bills and not strange else ():
        if artifact.label not in covered:
            names = " and ".join(f"`{bill.path}`" for bill in bills[:3])
            yield unknown(bills[0].place, f"nothing ties {names} to `{artifact.label}`: neither its digest nor "
                          "product and version stand in it", _OWN, related=(here.place(*artifact.keys),))  # fmt: skip


def _strange(here: Here, bill: _Bill, shipped: Sequence[Artifact]) -> Iterator[Said]:
    """What shows that a bill of materials is not that of this release."""
    sbom, release = bill.sbom, version_of(here.subject)
    if sbom.version.strip().upper() not in SAYS_NOTHING and not same_version(here, sbom.version, release):
        key = "version" if "version" in here.meta else "release"
        yield fails(bill.place, f"{bill.path} is of version `{sbom.version}`, the release is `{release}`", _OWN,
                    related=(here.place(key),), rule="sbom-invalid")  # fmt: skip
    ours = {f"sha256:{artifact.sha256}": artifact for artifact in shipped if artifact.sha256}
    if all(component.digests & ours.keys() for component in sbom.components):
        yield fails(bill.place, f"{bill.path} names nothing but the artifacts themselves", _OWN, rule="sbom-invalid")
    if sbom.digests and not ours.keys() & sbom.all_digests:
        digest = min(sbom.digests)
        yield fails(bill.place, f"{bill.path} describes {digest}, which is none of the artifacts", _OWN,
                    related=(here.place("artifacts"),), rule="sbom-invalid")  # fmt: skip
    for artifact in shipped:
        for component in sbom.components:
            named = artifact.file_name != "" and component.name.rpartition("/")[2] == artifact.file_name
            if named and component.digests and artifact.sha256 and f"sha256:{artifact.sha256}" not in component.digests:
                yield fails(bill.place, f"{bill.path}: `{component.name}` has the digest {min(component.digests)}, the "
                            f"artifact has sha256:{artifact.sha256}", _OWN, related=(here.place(*artifact.keys),),
                            rule="sbom-invalid", integrity=True)  # fmt: skip


def _covers(here: Here, bill: _Bill, shipped: Sequence[Artifact]) -> set[str]:
    """The labels of the artifacts that a bill of materials is tied to."""
    sbom, release = bill.sbom, version_of(here.subject)
    found = {item.label for item in shipped if item.sha256 and f"sha256:{item.sha256}" in sbom.all_digests}
    if sbom.digests or sbom.version.strip().upper() in SAYS_NOTHING or not same_version(here, sbom.version, release):
        return found
    for item in shipped:
        names = (here.meta.get("product"), item.name, item.file_name)
        if any(isinstance(name, str) and name.strip() and same_word(sbom.name, name) for name in names):
            found.add(item.label)
    return found


@predicate("licenses-allowed", key=TEXT, sbom=TEXT)
def licenses_allowed(here: Here, *, key: str, sbom: str) -> Iterator[Said]:
    """Every component has a licence that both the policy and the document allow; one that has none is unknown."""
    policy = here.policy.words("licenses")
    own = here.get(key)
    mine = [str(item) for item in own] if isinstance(own, list) else None
    lists = [(list(policy), "the policy's `licenses`")] if policy is not None else []
    lists += [(mine, f"`{key}`")] if mine is not None else []
    if policy is None and here.level == "product":
        yield unknown(here.place(key), "the policy does not say which licences are allowed (`licenses`)",
                      'set `licenses = ["MIT", …]` in `[policy]`')  # fmt: skip
        return
    if not lists:
        yield unknown(here.place(key), "neither the policy nor the document says which licences are allowed",
                      f'set `licenses = ["MIT", …]` in `[policy]`, or write `{key}: [MIT, …]`')  # fmt: skip
        return
    if mine is not None and policy is not None:
        yield from _laxer(here, key, mine, policy)
    for bill in _bills(here, sbom):
        yield from [bill] if isinstance(bill, Said) else _licensed(bill, lists)


def _laxer(here: Here, key: str, mine: Sequence[str], policy: Sequence[str]) -> Iterator[Said]:
    """Licences that the document allows beyond the policy. What it lists with OR, it allows each."""
    for index, entry in enumerate(mine):
        answer = allowed(re.sub(r"(?i)(?<=[\s)])OR(?=[\s(])", "AND", entry), policy)
        place = here.place(key, index)
        if answer.verdict == "refused":
            yield fails(place, f"`{entry}` is allowed here, and the policy's `licenses` does not list it",
                        f"take it out of `{key}`, or change the policy in a change of its own",
                        rule="policy-relaxed")  # fmt: skip
        elif answer.verdict == "unknown":
            yield unknown(place, f"`{entry}`: {answer.reason}", "write an SPDX identifier such as `MIT`")


def _licensed(bill: _Bill, lists: Sequence[tuple[Sequence[str], str]]) -> Iterator[Said]:
    good = 0
    for component in bill.sbom.components:
        answers = [(allowed(component.license, listed), whose) for listed, whose in lists]
        refused_by = [(answer, whose) for answer, whose in answers if answer.verdict == "refused"]
        doubts = [(answer, whose) for answer, whose in answers if answer.verdict == "unknown"]
        what = f"{bill.path}: {component.label}"
        if refused_by:
            answer, whose = refused_by[0]
            yield fails(bill.place, f"{what} has the licence `{component.license}`: {answer.reason} by {whose}",
                        "replace the component, or have the licence allowed in a change of the policy",
                        rule="license-not-allowed")  # fmt: skip
        elif doubts:
            why = component.license_note or doubts[0][0].reason
            yield unknown(bill.place, f"{what} {why}", "find out its licence, and write it into the bill of materials")
        else:
            good += 1
    if good:
        yield holds(f"{bill.path}: the licences of {good} of {len(bill.sbom.components)} are allowed",
                    bill.place)  # fmt: skip


PREDICATES = (licenses_allowed, sbom_valid)
