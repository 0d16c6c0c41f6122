"""Whatever cells hold: an import of an export of an import gives the same documents, and nothing is lost."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opsgate.edges.exchange.csv import exporting, records, register
from opsgate.edges.exchange.csv.cells import BadCell, Cells
from opsgate.edges.exchange.csv.importing import Batch
from opsgate.edges.exchange.csv.match import Target, targets
from opsgate.edges.exchange.csv.scaffold import Scaffold, scaffold
from opsgate.edges.exchange.csv.table import cleaned, read_table, written
from opsgate.knowing.kind import Kind, Level
from tests.exchange.csvcase import KINDS, export_of, imported, subjects

HOSTILE = [
    "=1+1", "'=1", "''@x", "+44", "-5", "@sam", "＝x", "\tx", "- item", "- a\n- b", "1. one\n2. two", "# Top", "## Cause\n\nx",
    "### Steps\n\n1. go", "###### deep\n\n# top", "a\n---", "---", "---\nkind: runbook\n---", "```sh\nrm -rf /", "~~~", "<!-- open",
    "<!-- opsgate: ignore-file -->", "<!-- kept by opsgate import: x -->", "a --> b", "x --", "</div>", "<div>", "<script>", "<br>",
    "a|b", "a\\|b", "\\", "a\\", "|", "| a | b |\n|---|---|\n| 1 | 2 |", "`|`", "&lt;br", "&amp;", "TODO", "[OWNER]", "[TITLE]",
    "1..n", "...", "none", "null", "true", "yes", "~", "{a: b}", "[1, 2]", '["a; b", "c\\nd"]', '{"a": 1}', "a: b", "a #b", "é ✓ 𝄞",
    "\u2028", "\x0b", "\x0c", "\x1b[31m", "\x85", "\u200b", "\u202e", "\ufeff", "a\r\nb", "a\rb", "    code", "    code\nmore", "a\n\n\nb",
    " lead", "trail ", "\n\nx\n\n", "v1.2", "P3 a; P1 b", "P9", "15m/Basic", "2026-01-01", "2026-13-01", "30d", "Eng/QA", "Sat, Sun 02:00",
    "a; b", "a;b", "; ;", "a → b", "Check monthly", "CPU>80% 10m", "Why?", "No? Yes.", "x: y; z: w", "1.3 LTS 2027-01-01", "ready", "S1",
    "path/a.zip; sha256:aa; sig:b", "https://e.example/a, https://e.example/b", "target: v1; plan: #x", "[a](b)", "![i](j)", "[x]: y",
    "> quote", "***", "* * *", "Setext\n===", "<a@b>", "-->", "--", "'", '"', '""', ",", "Draft", "beginner/advanced", "1.", "1)",
]  # fmt: skip
PIECES = st.sampled_from(HOSTILE)
CELL = st.one_of(
    PIECES,
    st.text(st.sampled_from("ab #-|`\\<>!&;:=+@'\"\n\r\t[]()*_~.1,/→é"), max_size=14),
    st.lists(PIECES, min_size=2, max_size=3).map("\n".join),
    st.lists(PIECES, min_size=2, max_size=2).map("".join),
    st.just(""),
)


KEPT_SCAFFOLDS: dict[object, Scaffold] = {}


@pytest.fixture(autouse=True)
def _one_scaffold_for_all_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind's empty document is the same every time, and most of the work of a small import."""

    def kept(kind: Kind, level: Level, *, schema: str = "", said_level: bool = False) -> Scaffold:
        key = (kind.name, level, schema, said_level)
        if key not in KEPT_SCAFFOLDS:
            KEPT_SCAFFOLDS[key] = scaffold(kind, level, schema=schema, said_level=said_level)
        return KEPT_SCAFFOLDS[key]

    for module in (records, register, exporting):
        monkeypatch.setattr(module, "scaffold", kept)


def rows_of(kind: Kind, most: int) -> st.SearchStrategy[list[list[str]]]:
    """Rows of hostile cells, with something in at least one of them."""
    row = st.lists(CELL, min_size=len(kind.csv), max_size=len(kind.csv))
    return st.lists(row, min_size=1, max_size=most).filter(
        lambda rows: any(cell.strip(" \t\r\n") for row in rows for cell in row)
    )


def texts(batch: Batch) -> list[tuple[str, str]]:
    """Paths and texts of an import's documents."""
    return [(made.path, made.text) for made in batch.made if made.path]


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
@settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
def test_an_import_of_an_export_of_an_import_is_the_import(name: str, data: st.DataObject) -> None:
    kind = KINDS[name]
    rows = written(kind.csv, data.draw(rows_of(kind, 2)))
    first = imported(kind, rows)
    documents = subjects(kind, first)
    assert len(documents) == 1 if kind.register else len(documents) > 0
    before = [(made.path, made.text) for made in first.made if made.path]

    export = export_of(kind, documents)
    assert texts(imported(kind, export)) == before
    assert set(texts(imported(kind, export, documents))) <= set(before)
    assert set(texts(imported(kind, rows, documents))) <= set(before)


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
@settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
def test_every_cell_comes_back_as_it_was_or_as_the_same_value(name: str, data: st.DataObject) -> None:
    kind = KINDS[name]
    (row,) = data.draw(rows_of(kind, 1))
    documents = subjects(kind, imported(kind, written(kind.csv, [row])))
    (record,) = read_table("x.csv", export_of(kind, documents).encode(), known=kind.csv).rows
    for target, cell, back in zip(targets(kind), row, record.cells, strict=True):
        assert comes_back(kind, target, cleaned(cell), back), (target.title, cell, back)


def comes_back(kind: Kind, target: Target, cell: str, back: str) -> bool:
    """Whether a cell is the same, or the same but for how deep its headings are, or the same value."""
    unmarked = [re.sub(r"(?m)^(\s*)#+", r"\1", text) for text in (cell, back)]
    if cell == back or unmarked[0] == unmarked[1]:
        return True
    if target.where != "meta":
        return False
    try:
        return Cells(kind).read(target, cell.strip()) == Cells(kind).read(target, back)
    except BadCell:
        return (cell, back, target.title) == ("", "draft", "Status")
