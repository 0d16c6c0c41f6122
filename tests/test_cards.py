"""Cards: what is kept of a document for checks between documents, and the index over them."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from opsgate.doors.api import setup
from opsgate.knowing.card import BadCard, Card, Mark
from opsgate.knowing.corpus import Reader
from opsgate.knowing.index import Index
from opsgate.knowing.kinds import Kinds
from opsgate.knowing.library import Library
from opsgate.knowing.marks import carded
from opsgate.knowing.subject import Subject
from opsgate.running import work
from tests.repo import Repo
from tests.test_work import COUNT, many, remembered

__all__ = ["many"]

EXAMPLES = Path(__file__).parents[1] / "examples"


def subjects(root: Path) -> Sequence[Subject]:
    project = setup(root)
    reader = Reader(project.config, project.kinds)
    return reader.corpus(reader.paths()).subjects


def every_mark(card: Card) -> Iterator[Mark]:
    yield from card.meta.values()
    for rows in card.rows.values():
        for row in rows:
            yield from row.values()
    for topic in sorted(card.marks.topics):
        yield from card.marks[topic]


@pytest.mark.parametrize("example", ["lantern", "hobby", "broken"])
def test_every_mark_of_a_card_stands_where_it_says(example: str) -> None:
    seen = 0
    for subject in subjects(EXAMPLES / example):
        texts = {subject.path: subject.document.text, **subject.beside}
        for mark in every_mark(carded(subject, "github")):
            place, text = mark.place, texts[mark.path]
            assert (place.start, place.end) == (text.position(place.span[0]), text.position(place.span[1]))
            seen += 1
    assert seen > 50


def test_a_card_read_back_from_its_texts_says_the_same() -> None:
    for subject in subjects(EXAMPLES / "lantern"):
        card = carded(subject, "github")
        again = Card(card.path, card.front, card.body)
        assert (again.kind_name, again.level, again.status, again.stage, again.title, again.readable, again.names) == (
            card.kind_name, card.level, card.status, card.stage, card.title, card.readable, card.names,
        )  # fmt: skip
        assert list(every_mark(again)) == list(every_mark(card))
        assert (again.anchors, again.head) == (card.anchors, card.head)
        before = list(every_mark(again))
        again.forget()
        assert list(every_mark(again)) == before


def test_front_matter_is_found_key_by_key_and_absent_keys_at_what_would_hold_them(repo: Repo) -> None:
    repo.write(
        {
            "a.md": "---\nkind: runbook\nrelations:\n  telemetry: t.md\n  many: [x.md, y.md]\ngates: {exit: {}}\n---\n# A\n"
        }
    )
    (subject,) = subjects(repo.root)
    card = carded(subject, "github")
    assert {keys: mark.text for keys, mark in card.meta.items()} == {
        ("kind",): "runbook",
        ("relations",): "",
        ("relations", "telemetry"): "t.md",
        ("relations", "many"): "",
        ("relations", "many", 0): "x.md",
        ("relations", "many", 1): "y.md",
    }
    assert [str(card.place(*keys)) for keys in (("relations", "telemetry"), ("relations", "none"), ("owner",))] == [
        "meta/relations/telemetry", "meta/relations/none", "meta/owner",
    ]  # fmt: skip
    assert [card.place(*keys).start for keys in (("relations", "telemetry"), ("relations", "none"), ("owner",))] == [
        (4, 14), (4, 3), (1, 1),
    ]  # fmt: skip
    found = card.said("relations.telemetry")
    assert found is not None
    assert found.text == "t.md"
    assert (card.said("relations"), card.said("owner")) == (None, None)


def indexed(repo: Repo) -> Index:
    return Index([carded(subject, "github") for subject in subjects(repo.root)], setup(repo.root).kinds)


def doc(kind: str, more: str = "", body: str = "") -> str:
    return f"---\nkind: {kind}\n{more}---\n# T\n\n{body}"


def test_documents_are_found_by_path_and_by_the_one_name_that_they_go_by(repo: Repo) -> None:
    repo.write(
        {
            "docs/a.md": doc(
                "runbook", "relations: {telemetry: ../t.md, release-checklist: V1.0, owners-guide: twice}\n"
            ),
            "t.md": doc("telemetry"),
            "r.md": doc("release-checklist", "release: v1.0\n"),
            "one.md": doc("owners-guide", "id: twice\n"),
            "two.md": doc("owners-guide", "id: twice\n"),
        }
    )
    index = indexed(repo)
    a = index.by_path["docs/a.md"]
    edges = [(edge.name, edge.target and edge.target.path) for edge in index.related(a)]
    assert edges == [("telemetry", "t.md"), ("release-checklist", "r.md"), ("owners-guide", None)]
    assert [edge.source.path for edge in index.related_by(index.by_path["t.md"])] == ["docs/a.md"]
    library = Library(subjects(repo.root), Kinds())
    found = library.find(library.by_path["docs/a.md"], "V1.0")
    assert found is not None
    assert found.path == "r.md"


def test_a_kind_that_extends_another_is_found_as_both(repo: Repo) -> None:
    repo.write(
        {
            "opsgate.toml": 'extend-kinds = ["kinds"]\n',
            "kinds/k.yaml": "kind: play\nextends: runbook\n",
            "a.md": doc("play"),
            "b.md": doc("runbook"),
        }
    )
    index = indexed(repo)
    assert [card.path for card in index.of_kind("runbook")] == ["a.md", "b.md"]
    assert [card.path for card in index.of_kind("play")] == ["a.md"]


def test_neighbours_are_named_by_relation_or_link_or_name_this_one(repo: Repo) -> None:
    repo.write(
        {
            "a.md": doc("runbook", "relations: {telemetry: t.md}\n", "See [the guide](g.md#x) and [itself](#t)."),
            "t.md": doc("telemetry"),
            "g.md": doc("owners-guide"),
            "s.md": doc("support-process", "relations: {runbook: a.md}\n"),
            "k.md": doc("kb-article", "", "See [a](a.md)."),
        }
    )
    index = indexed(repo)
    assert [card.path for card in index.neighbours(index.by_path["a.md"])] == ["t.md", "g.md", "s.md"]
    assert [card.path for card in index.neighbours(index.by_path["g.md"])] == []


POISON = ["", "{", "[]", "null", "{}", '{"is":3}', '{"is":["runbook","x",null,"draft","t",true],"head":1,"meta":3}']


@pytest.mark.parametrize("poison", POISON)
@pytest.mark.parametrize("line", [1, 2])
def test_a_remembered_card_of_another_form_is_ignored(many: Repo, poison: str, line: int) -> None:
    many.write({"docs/0000.md": doc("runbook", "relations: {telemetry: 3.md}\n", "[x](gone.md)")})
    before = many.lines()
    lines = remembered(many).read_text().split("\n")
    lines[line] = poison
    remembered(many).write_text("\n".join(lines))
    assert many.lines() == before


@pytest.mark.parametrize(
    "body",
    [{"rows": 3}, {"rows": {"a": 3}}, {"rows": {"a": [3]}}, {"rows": {"a": [{"x": []}]}}, {"marks": None}, {"marks": []},
     {"marks": {"link": 3}}, {"marks": {"link": [[1]]}}, {"marks": {"link": [["x", "", [], "abcdef", []]]}}, {"anchors": {}},
     {}],
    ids=str,
)  # fmt: skip
def test_what_is_no_card_says_so(body: dict[str, object]) -> None:
    front = json.dumps({"is": ["runbook", "hobby", None, "in-force", "T", True], "head": ["", "", [], [0] * 6, []]})
    card = Card("a.md", front, json.dumps({"rows": {}, "marks": {}, "anchors": [], **body} if body else body))
    with pytest.raises(BadCard, match=r"a\.md"):
        assert all(part is None for part in (card.rows, card.marks["link"], card.anchors))


def test_a_warm_run_reads_no_document(many: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    first = many.check()
    monkeypatch.setattr(work, "loaded_document", None)
    assert many.check() == first
    assert len(first.documents) == COUNT


def test_one_named_document_is_compared_with_all_the_others(many: Repo) -> None:
    many.write({"docs/0001.md": doc("kb-article", "", "[a](0002.md#nope), [b](9999.md)")})
    said = [text for text in many.lines("docs/0001.md") if "OG30" in text]
    assert said == [
        "docs/0001.md:6:5: warning OG302 broken-anchor: `0002.md` has no heading `#nope`",
        "docs/0001.md:6:24: error OG301 broken-link: `9999.md` does not exist",
    ]
    assert {text.split(":")[0] for text in many.lines("docs/0001.md")} == {"docs/0001.md"}
