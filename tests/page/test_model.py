"""What the page says, before it is HTML: the answer, who acts next, ages, the axis, links, history."""

import datetime
import json
from dataclasses import replace

import pytest

from opsgate.edges.output.verdict_json import render_json
from opsgate.edges.page.actors import todo
from opsgate.edges.page.answer import answer
from opsgate.edges.page.axis import MOST, axis
from opsgate.edges.page.history import Record, history
from opsgate.edges.page.links import based, beside
from opsgate.edges.page.model import Actor, Moment, Past, Spot
from opsgate.knowing.kind import Criterion
from opsgate.running.gates import COMPLETE
from opsgate.running.verdict import Decided, GateVerdict, Problem, Verdict
from opsgate.words.errors import OpsgateError
from opsgate.words.finding import Region
from opsgate.words.text import Position
from tests.page.sample import AS_OF, FILES, made, page_of
from tests.repo import Repo

REGION = Region("docs/a.md", Position(3, 1), Position(3, 5))


def gate(*words: str, blocking: bool = True, document: str = "docs/a.md") -> GateVerdict:
    criteria = tuple(Decided(criterion(str(n)), word, "why", REGION, "do it") for n, word in enumerate(words))
    return GateVerdict(document, "runbook", "exit", "asks", "product", blocking, criteria)


def criterion(name: str) -> Criterion:
    return replace(COMPLETE, id=name)


def verdict(*gates: GateVerdict, **more: object) -> Verdict:
    usual = {"version": "1", "as_of": AS_OF, "level": "product", "gates": gates, "commit": "c" * 40, "release": "v1"}
    return Verdict(**{**usual, **more})  # type: ignore[arg-type]


SHUT = Problem("missing-document", "no runbook", None, "write one", "runbook")
SAID = {
    "pass": (verdict(gate("pass")), "pass", "v1 may be released"),
    "waived": (verdict(gate("pass", "waived")), "waived", "v1 may be released, with waivers"),
    "fail": (verdict(gate("pass", "fail")), "fail", "v1 may not be released"),
    "stale": (verdict(gate("stale", "unknown")), "fail", "v1 may not be released"),
    "doubt alone": (verdict(gate("pass", "unknown")), "unknown", "Nobody can tell whether v1 may be released"),
    "problem": (verdict(gate("pass"), problems=(SHUT,)), "fail", "v1 may not be released"),
    "nothing": (verdict(), "unknown", "Nobody can tell whether v1 may be released"),
    "nothing due": (verdict(gate("not-due")), "unknown", "Nobody can tell whether v1 may be released"),
    "advice only": (verdict(gate("pass", blocking=False)), "unknown", "Nobody can tell whether v1 may be released"),
    "simulated": (verdict(gate("pass"), simulated=("--as-of lies",)), "unknown", "In a rehearsal, v1 passes"),
    "partial": (
        verdict(gate("pass"), partial=True, simulated=("only some paths were judged",)),
        "unknown",
        "The part that was judged passes; nothing is said of v1",
    ),
    "no release": (verdict(gate("pass"), release=None), "pass", "Every gate that blocks is passed"),
    "no release, fail": (verdict(gate("fail"), release=None), "fail", "Not every gate is passed"),
    "empty": (verdict(release=None), "unknown", "There is nothing to judge"),
}


@pytest.mark.parametrize("name", SAID)
def test_the_answer_says_no_more_than_the_verdict(name: str) -> None:
    said, state, headline = SAID[name]
    found = answer(said)
    assert (found.state, found.headline) == (state, headline)


def test_every_doubt_about_the_answer_is_said() -> None:
    said = answer(verdict(gate("pass"), simulated=("one", "two"), partial=True, dirty=("a", "b"), commit=None))
    assert said.doubts == (
        "Simulated, not a verdict: one; two.",
        "Partial: not everything that a release needs was judged.",
        "2 files are not as committed.",
        "Git does not say which commit this is.",
    )


def test_the_lead_counts_what_stands_in_the_way() -> None:
    both = verdict(gate("fail", "pass"), gate("unknown", document="b.md"), problems=(SHUT,))
    assert answer(both).lead == "2 criteria of 2 documents, and 1 problem of the project as a whole, stand in the way."
    assert answer(verdict(gate("fail"))).lead == "1 criterion of 1 document stands in the way."
    assert (
        answer(verdict(gate("pass"), problems=(SHUT,))).lead == "1 problem of the project as a whole stands in the way."
    )
    assert answer(verdict(gate("pass"))).lead == "1 gate that blocks a release, and nothing stands in the way."


def brief(actors: tuple[Actor, ...]) -> list[tuple[str, str, tuple[str, ...], list[str]]]:
    return [(one.name, one.why, one.people, [todo.name for todo in one.todos]) for one in actors]


def test_who_acts_next_are_owners_and_the_roles_whose_word_is_missing(repo: Repo) -> None:
    page = page_of(repo.write(FILES))
    found = {name: (why, people, names) for name, why, people, names in brief(page.actors)}
    assert found["qa"] == ("role", ("@sam",), ["exit/approved"])
    assert found["eng"] == ("role", ("@alex", "@rio"), ["exit/approved"])
    assert found["@kim"][:2] == ("owner", ())
    assert set(found["@kim"][2]) >= {"exit/drill-passed", "exit/drill-recent"}
    assert page.actors[0].name == "@lee"


def test_each_role_is_told_its_own_command_and_reason(repo: Repo) -> None:
    page = page_of(repo.write(FILES))
    todos = {one.name: one.todos[0] for one in page.actors if one.why == "role"}
    assert (todos["eng"].next, todos["eng"].reason) == (
        "opsgate approve docs/releases/v1.0.0.md --role eng --by @you", "nobody approved as `eng`",
    )  # fmt: skip
    assert todos["qa"].next == "opsgate approve docs/releases/v1.0.0.md --role qa --by @you"
    assert todos["qa"].reason == "nobody approved as `qa`"


def test_further_reasons_name_the_line_and_the_file_only_where_it_is_another(repo: Repo) -> None:
    page = page_of(repo.write(FILES))
    todos = {item.name: item for one in page.actors for item in one.todos if item.path == "docs/backup.md"}
    assert todos["exit/drills-documented"].also == (
        "line 17: Plans: no `drill` record of 2026-11-10; there is none",
        "line 18: Logs: the row does not say when it was done",
    )
    elsewhere = replace(gate("fail").criteria[0], also=("docs/b.md:7:2 so it is", "docs/a.md:9:2 and so it is"))
    assert todo(gate("fail"), elsewhere, beside(0), {}).also == ("docs/b.md:7:2 so it is", "line 9: and so it is")


def test_a_sidecar_that_nobody_wrote_yet_is_named_and_not_linked(repo: Repo) -> None:
    sidecars = FILES["opsgate.toml"].replace("level =", 'attestations = "sidecar"\nlevel =')
    repo.write({**FILES, "opsgate.toml": sidecars})
    found = {item.path: item.spot for one in page_of(repo).actors for item in one.todos if item.name == "exit/dry-run"}
    assert found == {"docs/gate.md": Spot("gates/docs/gate.yaml", 1)}
    repo.write({"gates/docs/gate.yaml": "attestations: []\n"})
    found = {item.path: item.spot for one in page_of(repo).actors for item in one.todos if item.name == "exit/dry-run"}
    assert found == {"docs/gate.md": Spot("gates/docs/gate.yaml", 1, "./gates/docs/gate.yaml#L1")}


def test_what_nobody_owns_is_said_to_be_nobodys(repo: Repo) -> None:
    page = page_of(repo.write({"docs/a.md": "---\nkind: runbook\ntitle: A\nservice: a\nstatus: active\n---\n\n# A\n"}))
    assert [(one.name, one.why) for one in page.actors] == [
        ("Nobody in particular", "no document and no role names somebody")
    ]


def test_the_matrix_has_both_gates_at_both_levels(repo: Repo) -> None:
    project = made(repo.write(FILES))
    page = page_of(repo)
    row = next(row for row in page.rows if row.path == "docs/backup.md")
    assert [(cell.level, cell.gate) for cell in row.cells] == [
        ("hobby", "entrance"), ("hobby", "exit"), ("product", "entrance"), ("product", "exit"),
    ]  # fmt: skip
    for level, gates in project.gates.items():
        words = {(one.document, one.gate): one.verdict for one in gates}
        for each in page.rows:
            for cell in each.cells:
                said = words.get((each.path, cell.gate), "none")
                if cell.level == level:
                    assert (cell.state == "pass") == (said == "pass"), (each.path, cell)
    assert sum(cell.open for cell in row.cells[2:]) > sum(cell.open for cell in row.cells[:2]) > 0


def test_each_open_criterion_is_told_once_with_its_levels(repo: Repo) -> None:
    for row in page_of(repo.write(FILES)).rows:
        names = [item.name for _, item in row.open]
        assert len(names) == len(set(names))
        told = {level: sum(level in levels.split(" and ") for levels, _ in row.open) for level in ("hobby", "product")}
        assert told == {
            level: sum(cell.open for cell in row.cells if cell.level == level) for level in ("hobby", "product")
        }


def test_the_steps_of_each_document_are_those_that_status_shows(repo: Repo) -> None:
    project = made(repo.write(FILES))
    page = page_of(repo)
    assert [(row.path, row.steps, len(row.sop)) for row in page.rows] == [
        (item.path, sum(step.done for step in item.sop), len(item.sop)) for item in project.standings
    ]


def when(page_moments: tuple[Moment, ...], path: str) -> list[tuple[str, str, str, str | None, str]]:
    return [(one.sort, one.what, str(one.day), str(one.due) if one.due else None, one.state)
            for one in page_moments if one.path == path]  # fmt: skip


def test_reviews_and_drills_have_their_day_and_until_when_they_hold(repo: Repo) -> None:
    page = page_of(repo.write(FILES))
    assert when(page.moments, "docs/backup.md") == [
        ("drill", "Last restore test: Keys", "2026-03-01", "2026-06-01", "overdue"),
        ("drill", "Last restore test: Plans", "2026-11-10", None, "fail"),
        ("drill", "Last restore test: Logs", "None", None, "never"),
        ("review", "last review", "2026-11-01", "2027-02-01", "held"),
    ]
    keys = next(one for one in page.moments if one.what.endswith("Keys"))
    assert (keys.age, keys.source, keys.spot) == (
        "266 days ago", "policy `restore-drill-max-age`, 3mo", Spot("docs/backup.md", 16, "./docs/backup.md#L16"),
    )  # fmt: skip


def test_what_is_yet_to_come_holds_nothing(repo: Repo) -> None:
    backup = FILES["docs/backup.md"].replace("last_reviewed: 2026-11-01", "last_reviewed: 2027-06-01")
    page = page_of(repo.write({**FILES, "docs/backup.md": backup.replace("2026-03-01 pass", "2027-01-01 pass")}))
    assert when(page.moments, "docs/backup.md") == [
        ("drill", "Last restore test: Plans", "2026-11-10", None, "fail"),
        ("drill", "Last restore test: Logs", "None", None, "never"),
        ("drill", "Last restore test: Keys", "2027-01-01", None, "unknown"),
        ("review", "last review", "2027-06-01", None, "unknown"),
    ]
    line = next(line for line in page.axis.lines if line.label == "Backups of the gate")
    assert line.spans == ()
    ahead = [replace(one, path="a") for one in page.moments if one.state == "unknown"]
    assert axis(ahead, AS_OF).lines[0].words == "in 40 days, lies in the future: Last restore test: Keys"


def test_an_overdue_review_is_overdue_where_the_check_says_so(repo: Repo) -> None:
    page = page_of(repo.write(FILES))
    found = {fault.spot.path for fault in page.faults if fault.name == "review-overdue"}
    overdue = {one.path for one in page.moments if one.sort == "review" and one.state == "overdue"}
    assert found == overdue == {"docs/gate.md"}


def test_a_record_stands_on_the_line_of_the_document_that_it_is_about(repo: Repo) -> None:
    record = (
        "---\nkind: record\ntitle: Drill\nstatus: final\ntype: drill\nsubject: docs/backup.md\nversion: v1\n"
        'participant: "@jo"\ndate: 2026-11-20\nresult: fail\n---\n\n# Drill\n\n## Log\n\nIt failed.\n'
    )
    page = page_of(repo.write({**FILES, "docs/records/d.md": record}))
    one = next(moment for moment in page.moments if moment.what == "record of a drill")
    assert (one.path, one.day, one.passed, one.state, one.spot.path) == (
        "docs/backup.md", datetime.date(2026, 11, 20), False, "fail", "docs/records/d.md",
    )  # fmt: skip


def moment(path: str, day: str, due: str | None = None, state: str = "held", passed: bool | None = None) -> Moment:
    date = datetime.date.fromisoformat
    return Moment(
        path, path, "drill", "drill", date(day), date(due) if due else None, "", passed, state, "", Spot(path, 1)
    )


def test_the_axis_reaches_from_the_first_day_to_the_last() -> None:
    found = axis(
        [moment("a", "2026-01-01", "2026-07-01", "overdue"), moment("a", "2026-12-31")], datetime.date(2026, 10, 1)
    )
    line = found.lines[0]
    assert [(mark.at, mark.look, mark.words) for mark in line.marks] == [
        (1.5, "drill", "drill, 2026-01-01"), (98.5, "drill", "drill, 2026-12-31"),
    ]  # fmt: skip
    assert line.spans == ((1.5, 49.73, "holds"), (49.73, found.today, "overdue"))
    assert found.ticks == (
        (17.22, "2026-03"),
        (33.48, "2026-05"),
        (49.73, "2026-07"),
        (66.26, "2026-09"),
        (82.51, "2026-11"),
    )


def test_days_long_past_and_far_ahead_do_not_flatten_the_axis() -> None:
    found = axis([moment("a", "0001-01-01", "9999-12-31"), moment("b", "2026-11-01")], AS_OF)
    assert [mark.words for mark in found.lines[0].marks] == ["before this axis begins: drill, 0001-01-01"]
    assert 30 < found.today < 70
    assert len(found.ticks) <= 8


def test_the_axis_draws_the_most_pressing_and_counts_the_rest() -> None:
    found = axis([moment(f"{n:03}", "2026-11-01") for n in range(MOST + 7)], AS_OF)
    assert ([line.label for line in found.lines][-1], found.left_out) == (f"{MOST - 1:03}", 7)


def test_an_axis_of_one_day_stands() -> None:
    assert len(axis([moment("a", "2026-11-22")], AS_OF).lines) == 1
    assert axis([], AS_OF).lines == ()


LINKS = {
    "https://code.example.com/t/p/blob/main": "https://code.example.com/t/p/blob/main/docs/a%20b%23.md#L7",
    "https://code.example.com/t/p/blob/main/": "https://code.example.com/t/p/blob/main/docs/a%20b%23.md#L7",
    "http://code.example.com/?f={path}&l={line}": "http://code.example.com/?f=docs/a%20b%23.md&l=7",
    "../src": "../src/docs/a%20b%23.md#L7",
    "/browse/{path}:{line}": "/browse/docs/a%20b%23.md:7",
}


@pytest.mark.parametrize("said", LINKS)
def test_links_lead_to_the_line(said: str) -> None:
    assert based(said).to("docs/a b#.md", 7).href == LINKS[said]


@pytest.mark.parametrize(
    "said",
    ["javascript:alert(1)", "JavaScript:alert(1)//{path}", "data:text/html,x", "vscode://file/{path}", "//example.com/x",
     "https://", "", " ", "https://a b", 'x"y', "java\nscript:alert(1)", "https://[x", "mailto:a@example.com", "a:b", "x\\y"],
)  # fmt: skip
def test_a_base_that_is_no_web_or_relative_address_is_refused(said: str) -> None:
    with pytest.raises(OpsgateError, match="--link-base"):
        based(said)


def test_a_hostile_path_stays_a_path() -> None:
    assert beside(0).to("javascript:alert(1)", 1).href == "./javascript%3Aalert%281%29#L1"
    assert beside(2).to('{line}/\udcff".md', 3).href == "../../%7Bline%7D/%FF%22.md#L3"


def stored(said: Verdict) -> bytes:
    return render_json(said).encode()


def test_the_history_goes_from_old_to_new_and_tells_what_changed() -> None:
    old = replace(verdict(gate("fail", "pass")), as_of=datetime.date(2026, 10, 1), policy_digest="0" * 64)
    new = replace(verdict(gate("pass", "fail", "pass")), policy_digest="0" * 64)
    found = history(
        [Record("new.json", stored(new)), Record("old.json", stored(old)), Record("copy.json", stored(old))]
    )
    assert found == (
        Past("old.json", "", "2026-10-01", "v1", "product", "fail", "fail", (), "c" * 12, (("fail", 1), ("pass", 1)), ""),
        Past("new.json", "", "2026-11-22", "v1", "product", "fail", "fail", (), "c" * 12, (("fail", 1), ("pass", 2)),
             "1 worse, 1 better, 1 new"),
    )  # fmt: skip


def test_a_rehearsal_on_record_is_no_pass() -> None:
    found = history([Record("a.json", stored(verdict(gate("pass"), simulated=("x",), policy_digest="0" * 64)))])
    assert (found[0].state, found[0].word, found[0].doubts) == ("unknown", "pass", ("simulated",))


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"[]", b'{"version": 1}', b'{"version": 2, "verdict": "pass"}', b"[" * 100_000]
)
def test_a_damaged_or_foreign_record_is_an_error_where_it_was_named_and_told_where_it_lies_about(
    content: bytes,
) -> None:
    with pytest.raises(OpsgateError, match=r"bad\.json"):
        history([Record("bad.json", content, must=True)])
    found = history([Record("bad.json", content)])
    assert (found[0].state, found[0].name, found[0].fault[:8]) == ("unknown", "bad.json", "bad.json")


def test_a_record_of_another_tool_is_no_verdict() -> None:
    data = json.loads(stored(verdict(gate("pass"), policy_digest="0" * 64)))
    data["tool"]["name"] = "other"
    with pytest.raises(OpsgateError, match="not a verdict"):
        history([Record("bad.json", json.dumps(data).encode(), must=True)])
