"""The compatibility matrix: ranges, breaking changes, ways from version to version, tests, and tools."""

from pathlib import Path
from typing import Any

import pytest

from opsgate.judging.matrix import Entry, set_exists
from opsgate.knowing.rows import Row
from opsgate.reading.values.versions import VERSION, VERSION_RANGE
from opsgate.words.place import Place
from tests.gates.asking import ask, write

TOP = "---\nkind: versioning-policy\ntitle: V\n{meta}---\n\n# V\n\n## Matrix\n\n| Component | Version | Works with | Breaking | Migrate | Rollback | Test |\n|---|---|---|---|---|---|---|\n"


def matrix(
    root: Path,
    name: str,
    *rows: str,
    meta: str = "",
    end: str = "",
    files: dict[str, str] | None = None,
    **options: object,
) -> list[str]:
    page = TOP.format(meta=meta) + "".join(f"| {row} |\n" for row in rows) + end
    write(root, {"docs/v.md": page, **(files or {})})
    return ask(root, "docs/v.md", f"exit/{name}", **options)


APP, DEVICE = "App | 2.0 | – | N | | |", "Device | 1.0 | App >=2.0 | N | | |"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([APP, DEVICE], ["pass docs/v.md:8:1 1 of 1 ranges are satisfied by a listed version"]),
        (["App | 2.0-rc.1 | – | N | | |", DEVICE], [
            "fail docs/v.md:13:18 Device 1.0 asks for App `>=2.0`; none of the listed (2.0-rc.1) satisfies it [docs/v.md:12:9]",
            "unknown docs/v.md:12:20 nothing says what App 2.0-rc.1 goes with: its cell names no range, and no other row allows it",
        ]),
        ([APP, "Device | 1.0 | Apps >=2; Cloud * | N | | |"], [
            "fail docs/v.md:13:18 Device 1.0 asks for `cloud` `*`, which is no component of the matrix (App, Device)",
            "pass docs/v.md:8:1 1 of 2 ranges are satisfied by a listed version",
        ]),
        ([APP, "Device | 1.0 | the newest | N | | |"], [
            "unknown docs/v.md:13:18 “Compatible with” of `Device`: `the newest` is not a list of components and versions: `the newest` has no versions",
            "not-applicable docs/v.md:8:1 the matrix has one component, which has nothing to go with",
        ]),
        ([APP, "Device | 1.0 | App >=2; Apps <3 | N | | |"], [
            "unknown docs/v.md:13:18 `Device` names a component twice, in two spellings",
            "not-applicable docs/v.md:8:1 the matrix has one component, which has nothing to go with",
        ]),
        ([APP, "App | 2.1 | – | N | | |"], ["not-applicable docs/v.md:8:1 the matrix has one component, which has nothing to go with"]),
        ([APP, "Device | 1.0 | – | N | | |"], [
            "unknown docs/v.md:12:15 nothing says what App 2.0 goes with: its cell names no range, and no other row allows it",
            "unknown docs/v.md:13:18 nothing says what Device 1.0 goes with: its cell names no range, and no other row allows it",
        ]),
    ],
)  # fmt: skip
def test_every_range_is_of_a_listed_version(tmp_path: Path, rows: list[str], said: list[str]) -> None:
    assert matrix(tmp_path, "ranges-satisfied", *rows) == said


GOOD = "pass docs/v.md:8:1 {} versions break nothing, or say so by their number"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["App | 1.9 | | N", "App | 2.0 | | Yes: new login"], [GOOD.format(2)]),
        (["App | 0.1 | | N", "App | 0.2 | | Yes: new login"], [GOOD.format(2)]),
        (["App | 2.0 | | Yes: new login", "App | 1.9 | | N"], [GOOD.format(2)]),
        (["App | 1.9 | | N", "App | 2.0-rc.1 | | Yes", "App | 2.0 | | Yes"], [GOOD.format(3)]),
        (["App | 1.9 | | N", "App | 1.10 | | Yes"], [
            "fail docs/v.md:13:9 App 1.10 breaks something, and its major number is that of 1.9 before it [docs/v.md:13:18, docs/v.md:12:9]",
            GOOD.format(1),
        ]),
        (["App | 0.1.1 | | N", "App | 0.1.2 | | Y"], [
            "fail docs/v.md:13:9 App 0.1.2 breaks something, and its minor number is that of 0.1.1 before it [docs/v.md:13:19, docs/v.md:12:9]",
            GOOD.format(1),
        ]),
        (["App | 2.3 | | Yes"], ["unknown docs/v.md:12:9 App 2.3 breaks something, and the version before it is not listed"]),
        (["App | 2.0 | | Yes"], [GOOD.format(1)]),
        (["App | 2.0 | | a bit"], ["unknown docs/v.md:12:17 “Breaking” of `App`: `a bit` is not an answer"]),
        (["App | 2.0 | | –"], ["unknown docs/v.md:12:17 “Breaking” of `App` is empty"]),
        ([], ["unknown docs/v.md:8:1 the table has no rows, so nothing is judged"]),
    ],
)  # fmt: skip
def test_a_breaking_change_raises_the_number(tmp_path: Path, rows: list[str], said: list[str]) -> None:
    assert matrix(tmp_path, "breaking-is-major", *(f"{row} | | |" for row in rows)) == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "App | 2.0 | | Yes | Run it | Put 1.9 back |",
            "pass docs/v.md:8:1 1 of 1 rows: Migration, Rollback filled in",
        ),
        (
            "App | 2.0 | | Yes | Run it | None |",
            "fail docs/v.md:12:32 “Rollback” of `App` is `None`, which says nothing",
        ),
        (
            "App | 2.0 | | Yes | – | Put it back |",
            "fail docs/v.md:12:23 “Migration” of `App` is empty, a value is expected",
        ),
        ("App | 2.0 | | N | | |", "not-applicable docs/v.md:8:1 no row says yes to “Breaking”"),
    ],
)
def test_a_breaking_change_says_the_way_there_and_back(tmp_path: Path, row: str, said: str) -> None:
    assert matrix(tmp_path, "breaking-has-way", row) == [said]


def test_an_answer_that_cannot_be_read_is_unknown(tmp_path: Path) -> None:
    assert matrix(tmp_path, "breaking-has-way", "App | 2.0 | | perhaps | a | b |") == [
        "unknown docs/v.md:12:17 “Breaking” of `App`: `perhaps` is not an answer",
        "not-applicable docs/v.md:8:1 no row says yes to “Breaking”",
    ]


OLD, NEW = "Device | 1.0 | App >=1 <3 | N | | |", "Device | 1.1 | App >=2 | N | Touch Update | |"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([APP, OLD, NEW], ["pass docs/v.md:8:1 1 of 1 updates have steps and a set of versions to stand on"]),
        ([APP, OLD, NEW.replace("Touch Update", "–")], ["fail docs/v.md:14:32 nothing says how to come from Device 1.0 to 1.1 [docs/v.md:13:12]"]),
        ([APP, OLD, NEW.replace("Touch Update", "None")], ["fail docs/v.md:14:32 nothing says how to come from Device 1.0 to 1.1 [docs/v.md:13:12]"]),
        ([APP, OLD.replace("<3", "<2"), NEW], ["fail docs/v.md:14:18 no listed version of App works with both Device 1.0 and 1.1, so neither can be updated first [docs/v.md:13:18]"]),
        (["App | 2.0 | Cloud <2 | N | | |", "Cloud | 3.0 | – | N | | |", OLD, NEW], ["fail docs/v.md:15:18 no set of the other components works together and with both Device 1.0 and 1.1 [docs/v.md:14:18]"]),
        ([APP, OLD], ["not-applicable docs/v.md:8:1 no component has a second version, so there is nothing to upgrade"]),
        ([APP, OLD, "Device | new | App >=2 | N | x | |"], ["unknown docs/v.md:14:12 “Version” of `Device`: `new` is not a version"]),
        ([], ["unknown docs/v.md:8:1 the table has no rows, so nothing is judged"]),
    ],
)  # fmt: skip
def test_every_version_can_be_reached_from_the_one_before(tmp_path: Path, rows: list[str], said: list[str]) -> None:
    assert matrix(tmp_path, "upgrade-path", *rows) == said


def entry(component: str, version: str, **asks: str) -> Entry:
    ranges = {name: VERSION_RANGE.parse(text) for name, text in asks.items()}
    return Entry(component, component, VERSION.parse(version), Row(Place("v.md", (), (0, 0)), {}), ranges)


def test_a_set_is_found_or_given_up_never_searched_without_end() -> None:
    free = [[entry(f"c{i}", f"{j}.0") for j in range(10)] for i in range(6)]
    assert set_exists([*free, [entry("z", "1.0", c0="9.x")]]) is None
    assert set_exists([[entry("z", "1.0", c0="9.x")], *free]) is True
    assert set_exists([[entry("z", "1.0", c0="11.x")], *free[:1]]) is False
    assert set_exists([]) is True


def test_a_matrix_that_is_too_large_is_unknown(tmp_path: Path) -> None:
    rows = [f"App | {number}.0 | – | N | x | |" for number in range(201)]
    large = "unknown docs/v.md:8:1 the matrix has 201 rows, more than the 200 that are compared"
    assert matrix(tmp_path, "upgrade-path", *rows) == [large]
    assert matrix(tmp_path, "ranges-satisfied", *rows) == [large]


RELATED = "relations: {release-checklist: [r1.md, r2.md]}\n"
CASES = '<testsuite name="compat">{}</testsuite>'
GREEN = '<testcase classname="c" name="TC-1 app 2.0 with device"/>'


def release(version: str, evidence: str, status: str = "ready") -> str:
    return f"---\nkind: release-checklist\ntitle: R\nversion: {version}\nstatus: {status}\nevidence: [{evidence}]\n---\n\n# R\n"


def green(root: Path, ref: str, cases: str, **options: Any) -> list[str]:
    files = {"docs/r1.md": release("1.9", "e/old.xml"), "docs/r2.md": release("1.10", "e/new.xml, e/scan.sarif"),
             "e/old.xml": CASES.format('<testcase name="TC-old"/>'), "e/new.xml": CASES.format(cases)}  # fmt: skip
    return matrix(root, "tests-green", f"App | 2.0 | | N | | | {ref}", meta=RELATED, files=files, **options)


CELL, EVIDENCE = "docs/v.md:13:25", "docs/r2.md:6:11"


@pytest.mark.parametrize(
    ("ref", "cases", "said"),
    [
        ("TC-1", GREEN, "pass docs/v.md:9:1 1 of 1 rows: the tests are green"),
        ("tc-1", GREEN, "pass docs/v.md:9:1 1 of 1 rows: the tests are green"),
        ("compat", GREEN, "pass docs/v.md:9:1 1 of 1 rows: the tests are green"),
        ("TC-1", '<testcase name="upgrade (TC-1)"/>', "pass docs/v.md:9:1 1 of 1 rows: the tests are green"),
        ("TC-1, TC-2", GREEN, f"fail {CELL} no test case or suite of the name `TC-2` is in e/new.xml [{EVIDENCE}]"),
        ("app", GREEN, f"fail {CELL} no test case or suite of the name `app` is in e/new.xml [{EVIDENCE}]"),
        ("TC-1", '<testcase name="TC-10"/>', f"fail {CELL} no test case or suite of the name `TC-1` is in e/new.xml [{EVIDENCE}]"),
        ("TC-1", '<testcase name="TC-1-old"/>', f"fail {CELL} no test case or suite of the name `TC-1` is in e/new.xml [{EVIDENCE}]"),
        ("TC-old", GREEN, f"fail {CELL} no test case or suite of the name `TC-old` is in e/new.xml [{EVIDENCE}]"),
        ("TC-1", '<testcase name="TC-1"><failure/></testcase>', f"fail {CELL} the test `TC-1` failed: e/new.xml:1 [{EVIDENCE}]"),
        ("TC-1", '<testcase name="TC-1"><skipped/></testcase>', f"fail {CELL} the test `TC-1` was skipped: e/new.xml:1 [{EVIDENCE}]"),
        ("TC-1", GREEN + '<testcase name="TC-1"><error/></testcase>', f"fail {CELL} the test `TC-1` ended in an error: e/new.xml:1 [{EVIDENCE}]"),
        ("TC-1", '<testcase name="TC-1"><flakyFailure/></testcase>', f"unknown {CELL} the test `TC-1` failed before it passed: e/new.xml:1 [{EVIDENCE}]"),
        ("–", GREEN, f"unknown {CELL} `App` names no test"),
    ],
)  # fmt: skip
def test_a_test_is_green_in_the_results_of_the_newest_release(tmp_path: Path, ref: str, cases: str, said: str) -> None:
    assert green(tmp_path, ref, cases) == [said]


def test_the_release_that_is_judged_brings_the_results(tmp_path: Path) -> None:
    assert green(tmp_path, "TC-old", GREEN, release="docs/r1.md") == [
        "pass docs/v.md:9:1 1 of 1 rows: the tests are green"
    ]


def test_results_that_contradict_themselves_are_not_green(tmp_path: Path) -> None:
    files = {
        "docs/r1.md": release("1.9", "e/x.xml"),
        "e/x.xml": f'<testsuite name="compat" tests="1" failures="1">{GREEN}</testsuite>',
    }
    said = matrix(
        tmp_path,
        "tests-green",
        "App | 2.0 | | N | | | TC-1",
        meta="relations: {release-checklist: r1.md}\n",
        files=files,
    )
    assert said[0] == "fail docs/r1.md:6:11 e/x.xml:1: `failures` of `testsuite` says 1, and nothing in it failed"


@pytest.mark.parametrize(
    ("meta", "checklist", "said"),
    [
        ("", "", "unknown docs/v.md:1:1 the relation `release-checklist` names no release, so there are no results to look into"),
        ("relations: {release-checklist: gone.md}\n", "", "unknown docs/v.md:4:32 `gone.md` is no release checklist that could be read"),
        ("relations: {release-checklist: r.md}\n", release("1.0", "e/x.xml", "withdrawn"), "fail docs/v.md:4:32 `r.md` is `withdrawn`"),
        ("relations: {release-checklist: r.md}\n", release("next", "e/x.xml"), "unknown docs/v.md:4:32 `r.md` has no version that can be compared [docs/r.md:4:10]"),
        ("relations: {release-checklist: r.md}\n", release("1.0", "e/scan.sarif"), "unknown docs/v.md:4:32 docs/r.md names no JUnit file in its evidence, so no test is shown to be green [docs/r.md:6:11]"),
        ("relations: {release-checklist: r.md}\n", release("1.0", "e/gone.xml"), "fail docs/r.md:6:12 `e/gone.xml` does not exist"),
    ],
)  # fmt: skip
def test_without_results_nothing_is_green(tmp_path: Path, meta: str, checklist: str, said: str) -> None:
    files = {"docs/r.md": checklist} if checklist else {}
    assert matrix(tmp_path, "tests-green", "App | 2.0 | | N | | | TC-1", meta=meta, files=files) == [said]


END = "\n## Migration\n\nRun it:\n\n```bash\n$ docker compose run --rm api  migrate --to 2\n# make old\n```\n"


@pytest.mark.parametrize(
    ("meta", "said"),
    [
        ("migration_tools: [scripts/m.sh]\n", "pass docs/v.md:4:19 `scripts/m.sh` exists"),
        ("migration_tools: [./scripts/m.sh --all]\n", "pass docs/v.md:4:19 `scripts/m.sh` exists"),
        ("migration_tools: [docker compose run --rm api migrate]\n", "pass docs/v.md:4:19 `docker compose run --rm api migrate` is shown in the section"),
        ("migration_tools: [make old]\n", "fail docs/v.md:4:19 `make old` is neither a file of the repository nor a command that the section shows [docs/v.md:15:1]"),
        ("migration_tools: [scripts/gone.sh]\n", "fail docs/v.md:4:19 `scripts/gone.sh` is neither a file of the repository nor a command that the section shows [docs/v.md:15:1]"),
        ("migration_tools: [../../bin/sh]\n", "fail docs/v.md:4:19 `../../bin/sh` is neither a file of the repository nor a command that the section shows [docs/v.md:15:1]"),
        ("migration_tools: [scripts/empty.sh]\n", "fail docs/v.md:4:19 `scripts/empty.sh` is empty, a script is expected [docs/v.md:15:1]"),
        ('migration_tools: ["[SCRIPT]"]\n', "unknown docs/v.md:4:19 no script or command stands here"),
        ("", "fail docs/v.md:1:1 `migration_tools` names no script and no command"),
    ],
)  # fmt: skip
def test_a_tool_exists_or_is_shown(tmp_path: Path, meta: str, said: str) -> None:
    files = {"scripts/m.sh": "echo\n", "scripts/empty.sh": ""}
    assert matrix(tmp_path, "migration-tooling", APP, meta=meta, end=END, files=files) == [said]
