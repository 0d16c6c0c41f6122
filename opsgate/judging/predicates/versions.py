"""Predicates over a compatibility matrix: ranges, breaking changes, upgrade paths, the tests behind it, its tools."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from opsgate.judging.denial import hollow
from opsgate.judging.evidence.junit import Case, Results, read_junit
from opsgate.judging.evidence.trouble import Unreadable
from opsgate.judging.here import Here
from opsgate.judging.matrix import Entry, Matrix, read_matrix, set_exists
from opsgate.judging.predicate import TEXT, predicate
from opsgate.judging.registers import FILL, at, each_row, parsed, register_place
from opsgate.judging.said import Said, fails, holds, spared, unknown
from opsgate.knowing.rows import Row
from opsgate.knowing.subject import Subject
from opsgate.reading.values.base import is_placeholder, show
from opsgate.reading.values.plain import YesNo
from opsgate.reading.values.versions import Version
from opsgate.words.place import Place


@predicate("ranges-satisfied", column=TEXT, component=TEXT, version=TEXT)
def ranges_satisfied(here: Here, *, column: str, component: str, version: str) -> Iterator[Said]:
    """Every range is of a component of the matrix and satisfied by a listed version; every version goes with others."""
    matrix, doubts = read_matrix(here, (component, version, column))
    yield from doubts
    asked = [(entry, name, range_) for entries in matrix.values() for entry in entries
             for name, range_ in entry.asks.items()]  # fmt: skip
    good = 0
    for entry, name, range_ in asked:
        place, said = at(entry.row, column), f"`{range_.written or range_}`"
        if name not in matrix:
            known = ", ".join(entries[0].name for entries in matrix.values())
            reason = f"{entry.shown} asks for `{name}` {said}, which is no component of the matrix ({known})"
            yield fails(place, reason, "mend the name, or add rows for the component")
        elif not any(range_.satisfied_by(other.version) for other in matrix[name]):
            listed = ", ".join(str(other.version) for other in matrix[name])
            reason = f"{entry.shown} asks for {matrix[name][0].name} {said}; none of the listed ({listed}) satisfies it"
            yield fails(
                place, reason, "mend the range, or list the version", related=(at(matrix[name][0].row, version),)
            )
        else:
            good += 1
    if good:
        yield holds(f"{good} of {len(asked)} ranges are satisfied by a listed version", register_place(here))
    yield from _unpaired(here, matrix, column)


def _unpaired(here: Here, matrix: Matrix, column: str) -> Iterator[Said]:
    """Versions of which nothing says what they go with, in a matrix of several components."""
    if not matrix:
        return
    if len(matrix) == 1:
        yield spared("the matrix has one component, which has nothing to go with", register_place(here))
        return
    for name, entries in matrix.items():
        others = [other for key, found in matrix.items() if key != name for other in found]
        ranges = [other.asks[name] for other in others if name in other.asks]
        for entry in entries:
            if entry.asks.keys() - {name} or any(range_.satisfied_by(entry.version) for range_ in ranges):
                continue
            reason = f"nothing says what {entry.shown} goes with: its cell names no range, and no other row allows it"
            yield unknown(at(entry.row, column), reason, "write what it goes with, such as `App >=2.0`")


@predicate("breaking-is-major", column=TEXT, component=TEXT, version=TEXT)
def breaking_is_major(here: Here, *, column: str, component: str, version: str) -> Iterator[Said]:
    """Every version with a breaking change has a higher major number than the one before it; below 1.0, minor."""
    matrix, doubts = read_matrix(here, (component, version, ""))
    yield from doubts
    good = 0
    for entries in matrix.values():
        for entry in entries:
            said = _raised(here, entry, entries, (column, version))
            good += said.word == "pass"
            yield from [] if said.word == "pass" else [said]
    if good:
        yield holds(f"{good} versions break nothing, or say so by their number", register_place(here))


def _raised(here: Here, entry: Entry, entries: Sequence[Entry], keys: tuple[str, str]) -> Said:
    column, version = keys
    answer = parsed(here, entry.row, column)
    if isinstance(answer, Said):
        return answer
    if not isinstance(answer, YesNo):
        return unknown(at(entry.row, column), "the answer is neither yes nor no", "write `Yes: what breaks`, or `No`")
    if not answer.yes:
        return holds("")
    mine = _numbers(entry.version)
    before = [other for other in entries if _numbers(other.version) < mine]
    if not before:
        fresh = mine[2] == 0 and (mine[1] == 0 or mine[0] == 0)
        reason = f"{entry.shown} breaks something, and the version before it is not listed"
        return holds("") if fresh else unknown(at(entry.row, version), reason, "list the version before it")
    last = before[-1]
    old = _numbers(last.version)
    if mine[0] > old[0] or (mine[0] == 0 and mine[1] > old[1]):
        return holds("")
    number = "minor" if mine[0] == 0 else "major"
    reason = f"{entry.shown} breaks something, and its {number} number is that of {last.version} before it"
    related = (at(entry.row, column), at(last.row, version))
    return fails(at(entry.row, version), reason, f"raise the {number} number", related=related)


def _numbers(version: Version) -> tuple[int, int, int]:
    return version.major, version.minor, version.patch


@predicate("upgrade-path", component=TEXT, version=TEXT, compatible=TEXT, migration=TEXT)
def upgrade_path(here: Here, *, component: str, version: str, compatible: str, migration: str) -> Iterator[Said]:
    """Every version says how to come from the one before it, and others work with both while it is updated."""
    matrix, doubts = read_matrix(here, (component, version, compatible))
    yield from doubts
    pairs = [pair for entries in matrix.values() for pair in pairwise(entries) if pair[0].version != pair[1].version]
    if not pairs and not doubts:
        yield spared("no component has a second version, so there is nothing to upgrade", register_place(here))
    good = 0
    for old, new in pairs:
        cell = here.cell(new.row, migration)
        if cell is None or is_placeholder(cell.text) or hollow(cell.text):
            reason = f"nothing says how to come from {old.shown} to {new.version}"
            yield fails(at(new.row, migration), reason, "write the steps, or where they stand",
                        related=(at(old.row, version),))  # fmt: skip
            continue
        others = {name: [one for one in found if one.suits(old) and one.suits(new)]
                  for name, found in matrix.items() if name != new.component}  # fmt: skip
        said = _between(old, new, (others, matrix), (version, compatible))
        good += said.word == "pass"
        yield from [] if said.word == "pass" else [said]
    if good:
        yield holds(
            f"{good} of {len(pairs)} updates have steps and a set of versions to stand on", register_place(here)
        )


def _between(old: Entry, new: Entry, sets: tuple[Matrix, Matrix], keys: tuple[str, str]) -> Said:
    """Whether there is a set of the other components that works with a version and with the one before it."""
    others, matrix = sets
    place, there = at(new.row, keys[1]), (at(old.row, keys[1]),)
    lacking = [matrix[name][0].name for name, found in others.items() if not found]
    next = "widen a range that was tested, or list the version between them"
    if lacking:
        reason = f"no listed version of {' and of '.join(lacking)} works with both {old.shown} and {new.version}"
        return fails(place, f"{reason}, so neither can be updated first", next, related=there)
    found = set_exists(sorted(others.values(), key=len))
    if found is None:
        return unknown(
            place, f"too many versions to find a set that works with {new.shown}", "list fewer", related=there
        )
    if not found:
        reason = f"no set of the other components works together and with both {old.shown} and {new.version}"
        return fails(place, reason, next, related=there)
    return holds("")


@predicate("rows-tests-green", relation=TEXT, column=TEXT)
def rows_tests_green(here: Here, *, relation: str, column: str) -> Iterator[Said]:
    """Every test that a row names is in the JUnit results of the release, and passed."""
    release = here.world.release
    if release is None:
        release, doubts = _newest(here, relation)
        yield from doubts
    if release is None:
        return
    place = release.document.place("evidence")
    results = list(_results(here, release))
    if not results:
        reason = f"{release.document.path} names no JUnit file in its evidence, so no test is shown to be green"
        yield unknown(
            here.place("relations", relation), reason, "add the results under `evidence` there", related=(place,)
        )
        return
    for path, found in results:
        if found.contradictions:
            line, message = found.contradictions[0]
            yield fails(place, f"{path}:{line}: {message}", "write the results anew with the test runner")

    def judge(row: Row) -> Said:
        cell = here.cell(row, column)
        if cell is None or is_placeholder(cell.text):
            return unknown(at(row, column), f"{show(here.name(row))} names no test", FILL)
        for ref in filter(None, map(str.strip, re.split(r"[,;\n]|\band\b", cell.text))):
            fault = _red(ref, results)
            if fault:
                word, reason = fault
                next = "name the test as the results do, or make it pass"
                return (fails if word == "fail" else unknown)(cell.place, reason, next, related=(place,))
        return holds("")

    yield from each_row(here, judge, "the tests are green")


def _newest(here: Here, relation: str) -> tuple[Subject | None, list[Said]]:
    """Of the related checklists that count the one with the highest version; and what is wrong with others."""
    found: list[tuple[Version, Subject]] = []
    doubts: list[Said] = []
    for place, target, subject in here.related(relation):
        if subject is None or not here.world.library.is_a(subject, "release-checklist"):
            doubts.append(unknown(place, f"{show(target)} is no release checklist that could be read", "mend the link"))
        elif subject.stage == "history":
            doubts.append(fails(place, f"{show(target)} is `{subject.status}`", "link the release that counts"))
        else:
            meta = subject.meta
            version = here.value(meta.get("version"), "version") or here.value(meta.get("release"), "version")
            if isinstance(version, Version):
                found.append((version, subject))
            else:
                reason = f"{show(target)} has no version that can be compared"
                doubts.append(
                    unknown(place, reason, "give it a `version`", related=(subject.document.place("version"),))
                )
    if not found and not doubts:
        reason = f"the relation `{relation}` names no release, so there are no results to look into"
        doubts.append(unknown(here.place("relations", relation), reason, f"write `{relation}: releases/NAME.md` there"))
    return (max(found, key=lambda pair: pair[0])[1] if found else None), doubts


def _results(here: Here, release: Subject) -> Iterator[tuple[str, Results]]:
    """The JUnit results in a release's evidence, by path; files of other forms are left out."""
    said = release.meta.get("evidence")
    for index, item in enumerate(said if isinstance(said, list) else []):
        path = item.get("path") if isinstance(item, dict) else item
        if isinstance(path, str) and path.lower().endswith(".xml"):
            yield path, here.read(path, release.document.place("evidence", index), read_junit)


def _red(ref: str, results: Sequence[tuple[str, Results]]) -> tuple[str, str] | None:
    """What keeps a test from being green: the word for it and the reason."""
    found = [(path, case) for path, result in results for case in _named(ref, result)]
    if not found:
        where = ", ".join(path for path, _ in results)
        return "fail", f"no test case or suite of the name {show(ref)} is in {where}"
    for path, case in found:
        if case.verdict in ("failed", "error", "skipped"):
            word = {"failed": "failed", "error": "ended in an error", "skipped": "was skipped"}[case.verdict]
            return "fail", f"the test {show(ref)} {word}: {path}:{case.line}"
    flaky = next(((path, case) for path, case in found if case.verdict == "flaky"), None)
    if flaky:
        return "unknown", f"the test {show(ref)} failed before it passed: {flaky[0]}:{flaky[1].line}"
    return None


def _named(ref: str, results: Results) -> Iterator[Case]:
    """The cases that a test reference means: by name, class name, first word of the name, or suite."""
    wanted = ref.casefold()
    begins = re.compile(rf"[\[(]?{re.escape(wanted)}(?:[\])]|(?=[\s:,;\[(])|\Z)")
    for suite in results.suites:
        all_of_it = wanted in (suite.name.casefold(), suite.full_name.casefold())
        if all_of_it:
            yield from suite.broken
        for case in suite.cases:
            name, classname = case.name.casefold(), case.classname.casefold()
            full = (classname, f"{classname}.{name}", f"{classname}::{name}", f"{classname}#{name}")
            if all_of_it or wanted in full or begins.match(name) or f"({wanted})" in name or f"[{wanted}]" in name:
                yield case


@predicate("tools-exist", key=TEXT, section=TEXT)
def tools_exist(here: Here, *, key: str, section: str) -> Iterator[Said]:
    """Every tool that a front-matter key names is a file of the repository, or a command that the section shows."""
    said = here.get(key)
    if not isinstance(said, list) or not said:
        reason = f"`{key}` names no script and no command"
        yield fails(
            here.place(key), reason, f'write `{key}: ["scripts/migrate.sh"]`, or the command that the page shows'
        )
        return
    shown = list(_commands(here, section))
    for index, tool in enumerate(said):
        place = here.place(key, index)
        if not isinstance(tool, str) or not tool.strip() or is_placeholder(tool.strip()):
            yield unknown(place, "no script or command stands here", FILL)
            continue
        command = " ".join(tool.split())
        if any(line == command or line.startswith(f"{command} ") for line in shown):
            yield holds(f"{show(tool)} is shown in the section", place)
        else:
            yield _script(here, place, tool, section)


def _script(here: Here, place: Place, tool: str, section: str) -> Said:
    """Whether the first word of a tool, after ``./``, is a file with something in it."""
    path = tool.split(maxsplit=1)[0].removeprefix("./")
    there = (here.section_place(section),)
    try:
        size = here.world.evidence.locate(path).stat().st_size
    except (Unreadable, OSError) as error:
        hint = error.hint if isinstance(error, Unreadable) else ""
        reason = f"{show(tool)} is neither a file of the repository nor a command that the section shows"
        next = f"mend the path ({hint}), or show the command" if hint and "/" in path else "show the command there"
        return fails(place, reason, next, related=there)
    if not size:
        return fails(place, f"`{path}` is empty, a script is expected", "write the script", related=there)
    return holds(f"{show(path)} exists", place)


def _commands(here: Here, section: str) -> Iterator[str]:
    """The lines of the section's fences, without prompts and doubled blanks."""
    found = here.section(section)
    for block in found.find("fence", "code") if found else ():
        for line in block.text.splitlines():
            yield " ".join(line.strip().removeprefix("$ ").split())


PREDICATES = (breaking_is_major, ranges_satisfied, rows_tests_green, tools_exist, upgrade_path)
