"""Predicates over the evidence of a release: test results, security scans, and the issues that are known."""

import datetime
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from opsgate.judging.evidence.junit import Case, Results
from opsgate.judging.evidence.sarif import LEVELS, Result, Scan
from opsgate.judging.evidence.tickets import moment
from opsgate.judging.evidence.trouble import Unreadable
from opsgate.judging.evidence.vex import Statement, open_statements, read_json
from opsgate.judging.here import Here
from opsgate.judging.pack import (
    Entry,
    Found,
    artifacts,
    entries,
    opened,
    other_releases,
    same_version,
    sha256_of,
    version_of,
)
from opsgate.judging.predicate import TEXT, predicate
from opsgate.judging.said import Said, fails, holds, unknown
from opsgate.knowing.subject import Subject
from opsgate.words.place import Place

_COMMIT_KEYS = frozenset({"commit", "git.commit", "git_commit", "git-commit", "revision", "vcs.revision"})
_HEX64 = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_HIGH, _MEDIUM = 7.0, 4.0  # CVSS scores from which a weakness is high or medium
_AGAIN = "mend what is broken, run the suites again, and name the new results"


def _missing(here: Here, key: str, what: str) -> Said:
    """What is said where the evidence holds nothing of a sort: at hobby level somebody's word may stand for it."""
    reason, hint = f"`{key}` names no {what}", f"name it under `{key}`, as a path from the root of the repository"
    if here.level == "hobby":
        return unknown(here.place(key), reason, hint)
    return fails(here.place(key), reason, hint, rule="evidence-missing")


@predicate("tests-green", key=TEXT)
def tests_green(here: Here, *, key: str) -> Iterator[Said]:
    """Every test result, counted case by case, holds a test that ran, and none that failed or broke."""
    first: dict[str, Entry] = {}
    unread = False
    for entry in entries(here.subject, key):
        found = opened(here, entry)
        if isinstance(found, Said):
            unread = True
            yield found
        elif isinstance(found, Results):
            bad = list(_not_green(entry, found))
            before = first.setdefault(here.world.evidence.sha256(entry.path), entry)
            if before is not entry:
                bad.append(_red(entry, f"`{entry.path}` holds the same results as `{before.path}`", before.place))
            flaky = f", {len(found.flaky)} of them at a second try" if found.flaky else ""
            skipped = f", {len(found.skipped)} were skipped" if found.skipped else ""
            said = f"`{entry.path}`: {found.ran} tests ran{flaky}, none failed{skipped}"
            yield from bad or [holds(said, entry.place)]
    if not first and not unread:
        yield _missing(here, key, "test results (JUnit XML)")


def _red(entry: Entry, reason: str, *related: Place) -> Said:
    return fails(entry.place, reason, _AGAIN, related=related, rule="tests-not-green", integrity=True)


def _not_green(entry: Entry, found: Results) -> Iterator[Said]:
    """What keeps a file of results from being green, each with the first line where it shows."""
    path, red = entry.path, found.red
    if red:
        what = "failed" if red[0].verdict == "failed" else "broke"
        yield _red(entry, f"{path}:{red[0].line}: {_case(red[0])} {what}{_more(red)}; none may")
    if not found.cases:
        yield _red(entry, f"{path}:1: it holds no test, at least one is expected")
    elif not found.ran:
        reason = f"no test ran, all {len(found.cases)} were skipped; at least one is expected"
        yield _red(entry, f"{path}:{found.cases[0].line}: {reason}")
    if found.duplicates:
        twice = found.duplicates[0]
        lines = " and ".join(map(str, twice.lines[:2]))
        name = f"`{twice.classname} {twice.name}`".replace("` ", "`")
        yield _red(entry, f"{path}:{twice.lines[0]}: {name} stands twice, in lines {lines}{_more(found.duplicates)}")
    if found.contradictions:
        odd = found.contradictions[0]
        yield _red(entry, f"{path}:{odd.line}: {odd.message}{_more(found.contradictions)}")


def _case(case: Case) -> str:
    name = f"{case.classname} {case.name}".strip()
    return f"`{name if len(name) <= 100 else name[:99] + '…'}`" if name else "a suite"


def _more(found: tuple[object, ...]) -> str:
    return f", and {len(found) - 1} more" if len(found) > 1 else ""


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())


@predicate("suites-present", key=TEXT, policy=TEXT)
def suites_present(here: Here, *, key: str, policy: str) -> Iterator[Said]:
    """A test of every suite that the policy expects ran."""
    expected = here.policy.words(policy)
    if not expected:
        yield unknown(here.place(key), f"the policy does not say which suites a release needs (`{policy}`)",
                      f'set `{policy} = ["unit", "e2e"]` in `[policy]`')  # fmt: skip
        return
    wanted = {_fold(name): name for name in expected}
    ran: dict[str, Entry] = {}
    for entry in entries(here.subject, key):
        found = opened(here, entry)
        if isinstance(found, Said):
            yield found
        elif isinstance(found, Results):
            names, label = {_fold(name) for name in found.suite_names}, _fold(entry.suite)
            others = [wanted[name] for name in sorted(names & wanted.keys())]
            if label in wanted and label not in names and others:
                reason = f"the suite `{entry.suite}` stands here, and the results are those of `{others[0]}`"
                yield fails(entry.place, reason, "name the suite's own results", rule="tests-not-green", integrity=True)
            elif label and found.ran:
                names.add(label)
            ran.update({name: entry for name in names if name not in ran})
    for folded, name in wanted.items():
        if folded in ran:
            yield holds(f"`{name}` ran: {ran[folded].path}", ran[folded].place)
        else:
            yield fails(here.place(key), f"the policy expects the suite `{name}`, and no test of it ran",
                        f"run it, and name its results under `{key}`", rule="evidence-missing")  # fmt: skip


class _Claim(NamedTuple):
    """What a part of a file says that it was made for; ``artifact`` are digests under keys that speak of artifacts."""

    where: str
    commits: tuple[str, ...]
    artifact: frozenset[str]
    mentioned: frozenset[str]


@predicate("evidence-current", key=TEXT)
def evidence_current(here: Here, *, key: str) -> Iterator[Said]:
    """All evidence was made for this release's commit or artifacts, and no earlier release used it."""
    commit = str(here.get("commit") or "").casefold()
    digests = {artifact.sha256 for artifact in artifacts(here)} - {""}
    used = dict(_used(here, key))
    found_any = False
    for entry in entries(here.subject, key):
        found_any = True
        found = opened(here, entry)
        digest = "" if isinstance(found, Said) else here.world.evidence.sha256(entry.path)
        if isinstance(found, Said):
            yield found
        elif digest in used:
            subject, place = used[digest]
            yield fails(entry.place, f"`{entry.path}` is the same file that release `{version_of(subject)}` used",
                        "run it on this release, and name the new results", related=(place,),
                        integrity=True)  # fmt: skip
        else:
            said = _current(here, entry, found, commit, digests)
            yield (_early(here, entry, found, commit) or said) if said.word == "pass" else said
    if not found_any:
        yield _missing(here, key, "results")


def _early(here: Here, entry: Entry, found: Found, commit: str) -> Said | None:
    """Results from before the commit was made were not made for it; a day is left for clocks without a time zone."""
    made = here.world.facts.commit_time(commit) if commit and isinstance(found, Results) else None
    for suite in found.suites if made is not None and isinstance(found, Results) else ():
        when = moment(suite.timestamp)
        if when is not None and made is not None and when.end + datetime.timedelta(days=1) < made:
            said = f"{entry.path}:{suite.line} was made on {when.start.date()}, before the commit of {made.date()}"
            again = "run it on the release's commit, and name the new results"
            return fails(entry.place, said, again, related=(here.place("commit"),), integrity=True)
    return None


def _current(here: Here, entry: Entry, found: Found, commit: str, digests: set[str]) -> Said:
    """Whether every part of a file was made for the release."""
    claims = list(_claims(entry, found))
    for claim in claims:
        stated = [word for word in (*claim.commits, *filter(None, [entry.commit.casefold()])) if commit]
        wrong = [word for word in stated if not _same_commit(word, commit)]
        if wrong:
            return fails(entry.place, f"{claim.where} was made for the commit `{wrong[0]}`, the release is `{commit}`",
                         "run it on the release's commit, and name the new results",
                         related=(here.place("commit"),))  # fmt: skip
        foreign = sorted(claim.artifact - digests)
        if foreign:
            return fails(entry.place, f"{claim.where} was made for an artifact sha256:{foreign[0]}, which is none of "
                         "the release's", "run it on the release's artifacts, and name the new results",
                         related=(here.place("artifacts"),))  # fmt: skip
        if not stated and not claim.mentioned & digests:
            return unknown(entry.place, f"{claim.where}: nothing says for which commit or artifact it was made",
                           "let the runner write a property `commit` or `artifact` into the results, or write "
                           f"`{{path: {entry.path}, commit: …}}` here")  # fmt: skip
    if not claims:
        return unknown(entry.place, f"`{entry.path}` holds no test", "name results in which tests ran")
    return holds(f"`{entry.path}` was made for this release", entry.place)


def _claims(entry: Entry, found: Found) -> Iterator[_Claim]:
    if isinstance(found, Results):
        for suite in (suite for suite in found.suites if suite.cases or suite.broken):
            said = {name.strip().casefold(): value.casefold() for name, value in suite.properties.items()}
            commits = [value for name, value in said.items() if name in _COMMIT_KEYS]
            about = [value for name, value in said.items() if name.startswith("artifact")]
            yield _Claim(f"{entry.path}:{suite.line}", tuple(filter(_is_commit, commits)), _digests(about),
                         _digests(said.values()))  # fmt: skip
    elif isinstance(found, Scan):
        for run in found.runs:
            yield _Claim(f"{entry.path} ({run.tool})", tuple(word.casefold() for word in run.commits), frozenset(),
                         frozenset())  # fmt: skip
    else:
        named = [word.casefold() for statement in found for word in (*statement.products, *statement.parts)]
        yield _Claim(entry.path, (), frozenset(), _digests(named))


def _digests(texts: Any) -> frozenset[str]:
    return frozenset(digest for text in texts for digest in _HEX64.findall(text))


def _is_commit(word: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{7,64}", word) is not None


def _same_commit(one: str, other: str) -> bool:
    """Whether two names are of one commit: either may be cut off, to seven digits at the least."""
    short, long = sorted((one, other), key=len)
    return _is_commit(short) and long.startswith(short)


def _used(here: Here, key: str) -> Iterator[tuple[str, tuple[Subject, Place]]]:
    """Digests of the evidence of earlier releases of the product, and where those name it."""
    for subject in other_releases(here):
        if _earlier(here, subject):
            for entry in entries(subject, key):
                digest = _digest_then(here, subject, entry)
                if digest:
                    yield digest, (subject, entry.place)


def _earlier(here: Here, other: Subject) -> bool:
    """Whether another checklist counts as an earlier release: all but later ones that are not published yet, and
    withdrawn drafts of this one.
    """
    mine, theirs = version_of(here.subject), version_of(other)
    if same_version(here, mine, theirs):
        return other.stage != "history"
    one, two = here.value(mine, "version"), here.value(theirs, "version")
    return not (one is not None and two is not None and two > one and other.status != "published")


def _digest_then(here: Here, subject: Subject, entry: Entry) -> str:
    """The digest of another release's evidence: of the file, or if that is gone as its checklist or verdict says."""
    try:
        return here.world.evidence.sha256(entry.path)
    except Unreadable:
        if sha256_of(entry.sha256):
            return sha256_of(entry.sha256)
    for data in here.policy.verdicts.values():
        try:
            verdict = json.loads(data)
            if same_version(here, str(verdict["release"]), version_of(subject)):
                return next((item["sha256"] for item in verdict["inputs"] if item["path"] == entry.path), "")
        except (ValueError, RecursionError, KeyError, TypeError):
            continue
    return ""


@predicate("scan-clean", key=TEXT)
def scan_clean(here: Here, *, key: str) -> Iterator[Said]:
    """A security scan is in the evidence, and nothing in it is open above the level that the policy allows.

    A score of 7 (CVSS) or more counts as an error and one of 4 or more as a warning, whatever level stands beside it.
    """
    allowed = here.policy.get("security-level")
    if allowed not in LEVELS:
        yield unknown(here.place(key), "the policy's `security-level` is no level of a finding",
                      'set `security-level = "warning"` in `[policy]`')  # fmt: skip
        return
    limit, scans = LEVELS.index(allowed), 0
    for entry in entries(here.subject, key):
        found = opened(here, entry)
        if isinstance(found, Said):
            yield found
        elif not isinstance(found, Results):
            scans += 1
            judged = _scan(here, entry, found, limit) if isinstance(found, Scan) else _vex(entry, found, limit)
            yield from list(judged) or [holds(f"`{entry.path}`: nothing above {allowed} is open", entry.place)]
    if not scans:
        yield fails(here.place(key), f"`{key}` names no security scan; SARIF or VEX is expected",
                    f"scan the artifacts, and name the result under `{key}`", rule="evidence-missing")  # fmt: skip


def _rank(result: Result) -> int:
    score = result.security_severity or 0.0
    scored = "error" if score >= _HIGH else "warning" if score >= _MEDIUM else "note" if score else "none"
    return max(LEVELS.index(result.level), LEVELS.index(scored))


def _scan(here: Here, entry: Entry, scan: Scan, limit: int) -> Iterator[Said]:
    silent = here.read(entry.path, entry.place, _silent)
    for number, run in enumerate(scan.runs):
        if run.failed:
            yield unknown(entry.place, f"{entry.path}: {run.tool}: {run.failed}", "run the scan until it succeeds")
        for index, result in enumerate(run.results):
            level = LEVELS[_rank(result)]
            where = f"{entry.path}: {result.rule or 'a result'} ({level}) {result.location}".rstrip()
            if _rank(result) <= limit or result.baseline == "absent":
                continue
            if result.open:
                yield fails(entry.place, f"{where} is open: {result.message[:100]}",
                            f"mend it and scan again; the policy allows up to {LEVELS[limit]}")  # fmt: skip
            elif (number, index) in silent:
                yield fails(entry.place, f"{where} is suppressed, and nothing says why",
                            "write the reason as the `justification` of the suppression")  # fmt: skip


def _silent(data: bytes) -> frozenset[tuple[int, int]]:
    """Run and index of each result with a suppression that gives no reason."""
    whole: Any = read_json(data)
    return frozenset(
        (number, index)
        for number, run in enumerate(whole["runs"])
        for index, result in enumerate(run.get("results") or ())
        if any(not str(entry.get("justification") or "").strip() for entry in result.get("suppressions") or ())
    )


def _vex(entry: Entry, found: tuple[Statement, ...], limit: int) -> Iterator[Said]:
    """Statements have no level: one that is open counts as an error."""
    for statement in open_statements(found) if limit < LEVELS.index("error") else ():
        say = fails if statement.status == "affected" else unknown
        said = f"{entry.path}: {statement.place}: {statement.vulnerability} is `{statement.status.replace('_', ' ')}`"
        yield say(entry.place, said, "mend it, or state `not_affected` or `fixed` with the reason")


PREDICATES = (evidence_current, scan_clean, suites_present, tests_green)
