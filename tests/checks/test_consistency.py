"""Documents that contradict one another: versions, thresholds, targets, severities, dates of an end."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.checks.case import said
from tests.repo import Repo


def page(kind: str, front: str = "", body: str = "") -> str:
    return f"---\nkind: {kind}\ntitle: T\n{front}---\n\n# T\n{body}"


def table(heading: str, header: str, *rows: str) -> str:
    lines = [f"| {header} |", f"|{'---|' * (header.count('|') + 1)}", *(f"| {row} |" for row in rows)]
    return f"\n## {heading}\n\n" + "\n".join(lines) + "\n"


def found(root: Path, rule: str, files: Mapping[str, str]) -> list[str]:
    """Findings of a rule, each without its severity and id."""
    lines = [said(finding) for finding in Repo(root).write(files).check(select=[rule]).open]
    return [f"{line.partition(': ')[0]} {line.partition(rule)[2].partition(': ')[2]}" for line in lines]


def release(version: str, more: str = "") -> str:
    return page("release-checklist", f"release: {version}\n{more}")


MINE = "version: {version}\nrelations:\n  release-checklist: r.md\n"


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("v1.2", "1.2"),
        ("1.2.0", "v1.2"),
        ("v1.2", "v1.2.3"),
        ("1", "1.9"),
        ("v1.3", "v1.3.0-rc.1"),
        ("v1.2", "2026-spring"),
        ("next", "v1"),
    ],
)
def test_versions_are_compared_as_versions(tmp_path: Path, mine: str, theirs: str) -> None:
    files = {"docs/a.md": page("runbook", MINE.format(version=mine)), "docs/r.md": release(theirs)}
    assert found(tmp_path, "OG308", files) == []


@pytest.mark.parametrize(("mine", "theirs"), [("v1.2.0", "v1.3.0"), ("1.2.3", "1.2"), ("2", "1.9"), ("2", "v1")])
def test_a_document_has_the_version_of_the_release_that_it_names(tmp_path: Path, mine: str, theirs: str) -> None:
    files = {"docs/a.md": page("runbook", MINE.format(version=mine)), "docs/r.md": release(theirs)}
    assert found(tmp_path, "OG308", files) == [
        f"docs/a.md:4:10 `version` is `{mine}`, and `r.md`, its release-checklist, is of `{theirs}` (see docs/r.md:4:10)"
        f" [bring this document to `{theirs}`, or name the release-checklist of `{mine}`]"
    ]


def test_of_several_releases_one_will_do_and_the_last_is_shown(tmp_path: Path) -> None:
    front = "version: {}\nrelations:\n  release-checklist: [r1.md, r2.md]\n"
    files = {"docs/r1.md": release("v1.1", "version: v1.1\n"), "docs/r2.md": release("v1.2")}
    assert found(tmp_path / "a", "OG308", {**files, "docs/a.md": page("versioning-policy", front.format("v1.1"))}) == []
    assert found(tmp_path / "b", "OG308", {**files, "docs/a.md": page("versioning-policy", front.format("v1.3"))}) == [
        "docs/a.md:4:10 `version` is `v1.3`, and `r2.md`, its release-checklist, is of `v1.2` (see docs/r2.md:4:10)"
        " [bring this document to `v1.2`, or name the release-checklist of `v1.3`]"
    ]


@pytest.mark.parametrize("kind", ["operation-guide", "eol-plan"])
def test_a_version_that_is_not_the_products_is_not_compared(tmp_path: Path, kind: str) -> None:
    front = MINE.format(version="v1").replace("release-checklist:", "release-notes:")
    files = {"docs/a.md": page(kind, front), "docs/r.md": release("v2")}
    assert found(tmp_path, "OG308", files) == []


def test_withdrawn_releases_and_retired_documents_are_not_compared(tmp_path: Path) -> None:
    files = {
        "docs/a.md": page("runbook", MINE.format(version="v1")),
        "docs/r.md": release("v2", "status: withdrawn\n"),
        "docs/b.md": page("runbook", "status: retired\n" + MINE.format(version="v1").replace("r.md", "s.md")),
        "docs/s.md": release("v2"),
    }
    assert found(tmp_path, "OG308", files) == []


LAMP = "product: lamp\n"


def test_documents_that_a_release_needs_have_one_version(tmp_path: Path) -> None:
    runbook = page("runbook", f"{LAMP}version: v1.3\nrelations:\n  owners-guide: g.md\n  service-notes: s.md\n")
    files = {
        "docs/a.md": runbook,
        "docs/g.md": page("owners-guide", f"{LAMP}version: v1.2\n"),
        "docs/s.md": page("service-notes", f"{LAMP}version: v1.0\n"),
    }
    assert found(tmp_path, "OG308", files) == [
        "docs/a.md:5:10 `version` is `v1.3`, and `g.md`, its owners-guide, is of `v1.2` (see docs/g.md:5:10)"
        " [read both against the release, and give them one version]"
    ]


@pytest.mark.parametrize("front", ["version: v1.2\n", "product: oven\nversion: v1.2\n", f"{LAMP}version: v1.3.1\n"])
def test_only_of_one_product_have_they_one_version(tmp_path: Path, front: str) -> None:
    runbook = page("runbook", f"{LAMP}version: v1.3\nrelations:\n  owners-guide: g.md\n")
    assert found(tmp_path, "OG308", {"docs/a.md": runbook, "docs/g.md": page("owners-guide", front)}) == []


def test_of_two_that_name_releases_each_is_held_to_its_own(tmp_path: Path) -> None:
    relations = "relations:\n  release-checklist: r2.md\n  owners-guide: g.md\n"
    files = {
        "docs/a.md": page("runbook", f"{LAMP}version: v2\n{relations}"),
        "docs/g.md": page("owners-guide", f"{LAMP}version: v1\nrelations:\n  release-notes: r1.md\n"),
        "docs/r1.md": release("v1"),
        "docs/r2.md": release("v2"),
    }
    assert found(tmp_path, "OG308", files) == []


def test_a_release_of_another_product_is_no_matter_of_versions(tmp_path: Path) -> None:
    runbook = page("runbook", LAMP + MINE.format(version="v1"))
    files = {"docs/a.md": runbook, "docs/r.md": release("v2", "product: oven\n")}
    assert found(tmp_path, "OG308", files) == []
    assert found(tmp_path, "OG309", files) == [
        "docs/a.md:7:22 `r.md` is a release of `oven`, and this document is of `lamp` (see docs/r.md:5:10)"
        " (see docs/a.md:4:10) [name a release of the same product]"
    ]


def test_in_a_draft_a_version_is_only_a_warning(tmp_path: Path) -> None:
    runbook = page("runbook", "status: draft\n" + MINE.format(version="v1"))
    report = Repo(tmp_path).write({"docs/a.md": runbook, "docs/r.md": release("v2")}).check(select=["OG308"])
    assert [str(finding.severity) for finding in report.open] == ["warning"]


def alerts(*rows: str, front: str = "relations:\n  telemetry: t.md\n") -> dict[str, str]:
    return {"docs/a.md": page("runbook", front, table("Alerts", "Alert | Threshold | Action", *rows))}


def telemetry(*rows: str, front: str = "", path: str = "docs/t.md") -> dict[str, str]:
    return {path: page("telemetry", front, table("Metrics", "Metric | Source | Frequency | Threshold", *rows))}


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (">80% 10m", ">80% 10m"),
        ("CPU > 80%", "> 80% 10m"),
        ("> 1h", "> 60m"),
        ("> 0.5 s for 10 min", ">500ms 10m"),
        ("> 80", "> 80%"),
        ("80%", "> 80%"),
        ("high", "> 80%"),
        ("", "> 80%"),
        ("> 80%", ""),
    ],
)
def test_thresholds_that_may_be_the_same_are_no_findings(tmp_path: Path, mine: str, theirs: str) -> None:
    files = {**alerts(f"Load | {mine} | Restart"), **telemetry(f"Load | api | 30s | {theirs}")}
    assert found(tmp_path, "OG309", files) == []


@pytest.mark.parametrize(
    ("mine", "theirs"), [("> 90%", "> 80%"), ("< 80%", "> 80%"), ("> 80% 5m", "> 80% 10m"), (">1 s", ">500ms")]
)
def test_another_threshold_than_in_the_register_is_told_with_both_places(
    tmp_path: Path, mine: str, theirs: str
) -> None:
    files = {
        **alerts("Door | > 1 | Shut", f"CPU loads | {mine} | Restart"),
        **telemetry(f"CPU load | a | 1m | {theirs}"),
    }
    assert found(tmp_path, "OG309", files) == [
        f"docs/a.md:15:15 `{mine}` for `CPU loads`, and `t.md` has `{theirs}` (see docs/t.md:12:23)"
        " [write the same value in both]"
    ]


def test_one_of_several_rows_of_a_name_will_do(tmp_path: Path) -> None:
    rows = ("Load | a | 1m | > 80%", "Load | b | 1m | > 90%")
    assert found(tmp_path, "OG309", {**alerts("Load | > 90% | Restart"), **telemetry(*rows)}) == []


def test_the_only_register_of_the_product_counts_without_a_relation(tmp_path: Path) -> None:
    mine, row = alerts("Load | > 90% | Restart", front=LAMP), "Load | a | 1m | > 80%"
    other = telemetry("Load | a | 1m | > 70%", front="product: oven\n", path="docs/u.md")
    assert found(tmp_path / "a", "OG309", {**mine, **telemetry(row), **other}) == [
        "docs/a.md:13:10 `> 90%` for `Load`, and `t.md` has `> 80%` (see docs/t.md:12:19) [write the same value in both]"
    ]
    third = telemetry("Load | a | 1m | > 60%", path="docs/v.md")
    assert found(tmp_path / "b", "OG309", {**mine, **telemetry(row), **third}) == []
    retired = telemetry(row, front="status: retired\n")
    assert found(tmp_path / "c", "OG309", {**mine, **retired}) == []


def register(*rows: str) -> dict[str, str]:
    return {"docs/b.md": page("backup-dr", "", table("Assets", "Asset | Method | RPO/RTO", *rows))}


RESTORE = "relations:\n  backup-dr: b.md\n"


def test_targets_in_tables_are_those_of_the_register(tmp_path: Path) -> None:
    rows = ("Accounts | 6h/4h", "Recipes | 24h/90m", "Devices | 1h/1h")
    files = {
        "docs/a.md": page("runbook", RESTORE, table("Restore", "What | RPO/RTO", *rows)),
        **register("Accounts | nightly | 6h/4h", "Recipe | nightly | 1d/2h"),
    }
    assert found(tmp_path, "OG309", files) == [
        "docs/a.md:15:13 `24h/90m` for `Recipes`, and `b.md` has `1d/2h` (see docs/b.md:13:22)"
        " [write the same value in both]"
    ]


def test_targets_of_a_column_each_are_compared_each(tmp_path: Path) -> None:
    body = table(
        "Restore",
        "System | Recovery point objective (RPO) | RTO | Note",
        "Accounts | 6h | 5h | RPO 6h",
        "Accounts | – | soon | x",
    )
    files = {"docs/a.md": page("runbook", RESTORE, body), **register("Accounts | nightly | 6h/4h")}
    assert found(tmp_path, "OG309", files) == [
        "docs/a.md:14:19 `5h` for `Accounts`, and `b.md` has `6h/4h` (see docs/b.md:12:24) [write the same value in both]"
    ]


def test_targets_in_the_text_are_those_of_some_asset(tmp_path: Path) -> None:
    body = "\n## Restore\n\n1. The RTO is 4 h, the RPO of 6 hours.\n2. Be done within the RTO: 3 hours.\n\n## RPO 9h\n"
    files = {
        "docs/a.md": page("runbook", RESTORE, body),
        **register("Accounts | nightly | 6h/4h", "Recipes | nightly | 24h/2h"),
    }
    assert found(tmp_path, "OG309", files) == [
        "docs/a.md:13:23 an RTO of `3 hours`, and `b.md` has `4h` or `2h` (see docs/b.md:12:24)"
        " [write the target of the asset that is meant]"
    ]


def test_without_a_register_targets_are_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path, "OG309", {"docs/a.md": page("runbook", "", "\n## Restore\n\nThe RTO is 4 h.\n")}) == []


def escalation(*rows: str) -> str:
    return table("Escalation", "Who | When", *rows)


LEVELS = table("Severity levels", "Severity | Meaning", "S1 | Fire", "S2 | Smoke")
SUPPORT = {"docs/s.md": page("support-process", "external_users: true\n", LEVELS)}


@pytest.mark.parametrize(
    "when",
    ["S1, at once", "Any SEV1 or sev-2", "p95 above 2 s", "The S3 bucket is full", "P2P fails", "v1.S9", "Smoke"],
)
def test_severities_of_the_support_process_and_other_words_are_no_findings(tmp_path: Path, when: str) -> None:
    files = {**SUPPORT, "docs/a.md": page("runbook", "", escalation(f"@kim | {when}"))}
    assert found(tmp_path, "OG309", files) == []


def test_other_severities_are_told_once_each(tmp_path: Path) -> None:
    body = escalation("@kim | S3 or P1", "@lee | S1 and P1 for an hour", "@noor | SEV0")
    hint = "(see docs/s.md:13:3) [write `S1` or `S2`, or add it there]"
    assert found(tmp_path, "OG309", {**SUPPORT, "docs/a.md": page("runbook", "", body)}) == [
        f"docs/a.md:12:10 `P1` is no severity of `s.md` {hint}",
        f"docs/a.md:12:10 `S3` is no severity of `s.md` {hint}",
        f"docs/a.md:14:11 `SEV0` is no severity of `s.md` {hint}",
    ]


def test_targets_of_support_are_for_its_own_severities(tmp_path: Path) -> None:
    body = LEVELS + table(
        "Targets", "Channel | Severity | Response", "Mail | S1 | 1h", "Mail | S4 | 1d", "Mail | S9 | 1d"
    )
    assert found(tmp_path, "OG309", {"docs/s.md": page("support-process", "external_users: true\n", body)}) == [
        "docs/s.md:21:10 `S4` is no severity of `s.md` (see docs/s.md:13:3) [write `S1` or `S2`, or add it there]"
    ]


def test_where_two_processes_may_be_meant_nobody_can_tell(tmp_path: Path) -> None:
    files = {**SUPPORT, "docs/t.md": SUPPORT["docs/s.md"], "docs/a.md": page("runbook", "", escalation("@kim | S4"))}
    assert found(tmp_path, "OG309", files) == []


END = """product: lamp
version: {version}
announced: 2026-09-01
eol_date: {end}
support_window: {window}
final_update: {{version: {final}, date: {day}}}
last_supported: [{last}]
"""
GOOD = {
    "version": "v1",
    "end": "2027-08-31",
    "window": "12 months",
    "final": "1.9.3",
    "day": "2027-06-30",
    "last": "1.9.3",
}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"window": "1y"},
        {"window": "60d"},
        {"window": "soon"},
        {"end": "2027-09-30"},
        {"version": "1.9"},
        {"final": "1.9.3 LTS"},
        {"last": "1.8"},
    ],
)
def test_a_plan_for_the_end_that_fits_is_no_finding(tmp_path: Path, change: dict[str, str]) -> None:
    assert found(tmp_path, "OG309", {"docs/e.md": page("eol-plan", END.format(**{**GOOD, **change}))}) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"window": "18mo"}, "docs/e.md:8:17 support for `18mo` ends on 2028-03-01, and `eol_date` is 2027-08-31"
                             " (see docs/e.md:7:11) (see docs/e.md:6:12)"
                             " [mend the window or the day, so that 2026-09-01 and the window come to the end]"),
        ({"day": "2027-09-01"}, "docs/e.md:9:38 the final update comes out on 2027-09-01, after the end on 2027-08-31"
                                " (see docs/e.md:7:11) [move one of the two days]"),
        ({"final": "2.0.0", "last": "1.9"}, "docs/e.md:9:25 the final update is `2.0.0`, and `v1` is what ends"
                                            " (see docs/e.md:5:10) [name the last version of what ends]"),
        ({"last": "1.9.2, 1.9.4"}, "docs/e.md:10:25 `1.9.4` is supported to the end, and the final update is `1.9.3`"
                                   " (see docs/e.md:9:25) [mend the one that is wrong]"),
    ],
)  # fmt: skip
def test_dates_and_versions_of_an_end_fit_each_other(tmp_path: Path, change: dict[str, str], expected: str) -> None:
    files = {"docs/e.md": page("eol-plan", END.format(**{**GOOD, **change}))}
    assert found(tmp_path, "OG309", files) == [expected]
