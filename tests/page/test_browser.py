"""The page in a real browser: nothing of it asks the network, nothing hostile lives, everybody can use it."""

import re
import shutil
from typing import Any

from opsgate.edges.page.render import render
from tests.page.sample import FILES, page_of
from tests.repo import Repo

Seen = dict[str, Any]


def rules(seen: Seen, name: str) -> list[str]:
    return [item["rule"] for item in seen["filters"][name]["items"]]


def test_the_console_stays_empty(seen: Seen) -> None:
    assert seen["console"] == []


def test_nothing_is_asked_of_the_network(seen: Seen) -> None:
    assert seen["requests"] == []


def test_axe_finds_nothing_light_dark_narrow_large_and_empty(seen: Seen) -> None:
    assert seen["axe"] == {
        "project light": [], "project dark": [], "project narrow": [],
        "empty light": [], "empty dark": [], "empty narrow": [], "large light": [],
    }  # fmt: skip


def test_no_page_is_wider_than_its_window(seen: Seen) -> None:
    assert {name: width for name, width in seen["widths"].items() if width[0] > width[1]} == {}


def test_hostile_texts_are_text(seen: Seen) -> None:
    assert seen["dialogs"] == []
    assert seen["scripts"] == [1, 0, "undefined"]
    assert seen["handlers"] == 0
    assert "</script><script>window.hostile=1</script><img src=x" in seen["plain"]["text"]


def test_links_lead_to_files_and_parts_of_the_page_only(seen: Seen) -> None:
    assert [link for link in seen["links"] if not re.fullmatch(r"#[a-z]+(-\d+)?|\./[^:]+\.md#L\d+", link)] == []


def test_findings_are_filtered_by_severity(seen: Seen) -> None:
    shown = seen["filters"]["severity"]
    number = len(shown["items"])
    assert {item["severity"] for item in shown["items"]} == {"warning"}
    assert f"warning ({number})" in seen["options"]
    assert re.fullmatch(rf"{number} of \d+ findings", shown["status"])


def test_findings_are_filtered_by_rule_kind_and_document(seen: Seen) -> None:
    first = seen["filters"]["all"]["items"][0]["rule"]
    assert set(rules(seen, "rule")) == {first}
    assert {item["kind"] for item in seen["filters"]["kind"]["items"]} == {"kb-article"}
    assert {item["document"] for item in seen["filters"]["document"]["items"]} == {"docs/gate.md"}


def test_findings_are_found_by_their_words_whatever_their_case(seen: Seen) -> None:
    assert set(rules(seen, "text")) == {"OG304 dangling-relation"}
    assert seen["filters"]["text"]["items"][0]["document"] == "docs/gate.md"


def test_what_fix_can_mend_is_shown_alone(seen: Seen) -> None:
    items = seen["filters"]["fix"]["items"]
    assert items
    assert {item.get("fix") for item in items} == {"safe"}


def test_a_filter_without_a_match_says_so_and_is_cleared(seen: Seen) -> None:
    assert seen["filters"]["none"] == {"status": "No finding is like that", "items": []}
    assert seen["filters"]["reset"] == seen["filters"]["all"]


def test_the_matrix_is_filtered_too(seen: Seen) -> None:
    shown = seen["filters"]["matrix"]
    assert shown["items"]
    assert all("gate" in item["text"].lower() for item in shown["items"])


def test_numbers_are_said_to_those_who_do_not_see(seen: Seen) -> None:
    assert set(seen["live"]) == {"status"}


def test_the_relations_are_drawn_and_told(seen: Seen) -> None:
    assert seen["drawing"] == ([True, True] if shutil.which("dot") else None)


def test_the_theme_follows_the_system_and_can_be_chosen(seen: Seen) -> None:
    system, light, dark, again = seen["theme"]
    assert (system, light[0], dark[0]) == (again, "light", "dark")
    assert light[1] != dark[1]


def test_nothing_moves_for_those_who_want_no_motion(seen: Seen) -> None:
    assert seen["motion"] == "auto"


def test_everything_is_reached_by_keyboard_and_the_focus_is_seen(seen: Seen) -> None:
    texts = [stop["text"] for stop in seen["keys"]]
    assert texts[:10] == [
        "Skip to the answer",
        "Next",
        "Matrix",
        "Findings",
        "Progress",
        "Ages",
        "Relations",
        "History",
        "Basis",
        "Theme: system",
    ]
    assert [stop for stop in seen["keys"] if stop["outline"] != "solid" or not stop["seen"]] == []
    assert (seen["skipped"], seen["toggled"]) == ("main", "light")


def test_a_link_to_a_document_opens_it_and_moves_the_focus_there(seen: Seen) -> None:
    number, opened = seen["followed"]
    assert re.fullmatch(r"doc-\d+", number)
    assert opened is True


def test_on_paper_everything_is_unfolded_and_light_and_folded_again(seen: Seen) -> None:
    assert seen["print"] == [True] * 5
    assert seen["paper"] == ["light", True]
    assert seen["unfolded"] == 0
    assert seen["folded"] > 0
    assert seen["pdf"] == "%PDF-"


def test_without_scripts_everything_is_there_and_filters_are_not(repo: Repo, seen: Seen) -> None:
    page = page_of(repo.write(FILES))
    plain = seen["plain"]
    assert (plain["filters"], plain["findings"], plain["rows"]) == (0, len(page.faults), len(page.rows))


def test_a_large_project_keeps_little_in_the_page_at_a_time(seen: Seen) -> None:
    large = seen["large"]
    assert large["before"] < 10_000
    assert large["after"] < 12_000
    assert (large["note"], large["more"]) == (
        "3,333 of 10,000 findings, 50 shown", "3,333 of 10,000 findings, 100 shown",
    )  # fmt: skip


def test_filters_look_through_what_waits_outside_of_the_page(seen: Seen) -> None:
    assert seen["large"]["matrix"] == ["Document 1999\ndocs/many/1999.md"]
    assert seen["large"]["printed"] == 500


def test_links_reach_documents_that_wait_outside_of_the_page(seen: Seen) -> None:
    assert (seen["large"]["revealed"], seen["large"]["direct"]) == (True, "doc-1500")


def test_the_same_inputs_give_the_same_bytes(repo: Repo) -> None:
    repo.write(FILES)
    assert render(page_of(repo)) == render(page_of(repo))
