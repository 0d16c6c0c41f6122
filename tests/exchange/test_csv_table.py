"""Reading and writing CSV files: dialects, encodings, what is refused, and formulas."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgate.edges.exchange.csv.table import Record, cleaned, guarded, read_table, unguarded, written
from opsgate.words.errors import OpsgateError


@pytest.mark.parametrize(
    ("data", "delimiter"),
    [
        (b"a,b\n1,2\n", ","),
        (b"a;b\r\n1;2\r\n", ";"),
        (b"a\tb\n1\t2\n", "\t"),
        (b"a|b\n1|2\n", "|"),
        (b"a,b\r1,2\r", ","),
        (b"\xef\xbb\xbfa,b\n1,2", ","),
        (b"\xef\xbb\xbfa;b\n1;2", ";"),
        ("a\tb\n1\t2".encode("utf-16"), "\t"),
        (b'"a","b"\n"1","2"\n', ","),
    ],
)
def test_every_dialect_gives_the_same_table(data: bytes, delimiter: str) -> None:
    table = read_table("x.csv", data)
    assert (table.header, table.rows, table.problems) == (("a", "b"), (Record(2, ("1", "2")),), ())
    assert table.delimiter == delimiter


def test_a_line_that_says_the_separator_is_believed() -> None:
    table = read_table("x.csv", b"sep=;\r\na,x;b\r\n1;2\r\n")
    assert (table.header, table.rows) == (("a,x", "b"), (Record(3, ("1", "2")),))


def test_names_of_columns_tell_the_separator_where_more_commas_than_semicolons_stand_in_the_header() -> None:
    data = b"Metric;Source, or origin, of it\nRate;App, web\n"
    assert read_table("x.csv", data, known={"Metric", "Source, or origin, of it"}).header[0] == "Metric"


def test_lines_in_quotes_stay_lines_and_rows_know_where_they_begin() -> None:
    table = read_table("x.csv", b'a,b\r\n"one\r\ntwo",2\r\n\r\n3,"say ""so"""\r\n')
    assert table.rows == (Record(2, ("one\ntwo", "2")), Record(5, ("3", 'say "so"')))


def test_another_encoding_is_read_on_request_alone() -> None:
    data = "a,b\n“x”,é\n".encode("cp1252")
    assert read_table("x.csv", data, encoding="cp1252").rows == (Record(2, ("“x”", "é")),)
    with pytest.raises(OpsgateError) as caught:
        read_table("x.csv", data)
    assert str(caught.value) == (
        "x.csv:2: not UTF-8: byte 0x93 at offset 4 cannot be read; save the file as UTF-8, or use --encoding cp1252"
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "x.csv: the file is empty; a header and at least one row are expected"),
        (b" \r\n\n", "x.csv: the file is empty; a header and at least one row are expected"),
        (b"a,b\n", "x.csv:1: there is a header, and no row below it; nothing to import"),
        (b"\n\na,b\n,\n", "x.csv:3: there is a header, and no row below it; nothing to import"),
        (b"a,A\n1,2", "x.csv:1: columns 1 and 2 are both called “A”; rename one"),
        (b",\n1,2", "x.csv:1: the header names no column"),
        (b"a,b\n1,2\n1,\0", "x.csv:3: a NUL character stands here; is it a CSV file?"),
        (b'a,b\n1,2\n"1,2\n3,4\n', "x.csv:3: a quote that opens in this row is never closed; close it, and write a "
         'quote inside a cell as `""`'),
        (b'a,b\n"1"x,2', 'x.csv:2: text follows a closing quote in this row; write a quote inside a quoted cell as `""`'),
        (b"a,b\n1," + b"x" * 131_073, "x.csv:2: a cell of this row is longer than the 131,072 characters that are read"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_at_its_line(data: bytes, said: str) -> None:
    with pytest.raises(OpsgateError) as caught:
        read_table("x.csv", data)
    assert str(caught.value) == said


@pytest.mark.parametrize("encoding", ["klingon", "hex", "rot13", ""])
def test_an_encoding_that_is_none_is_refused(encoding: str) -> None:
    if encoding:
        with pytest.raises(OpsgateError, match="is no encoding"):
            read_table("x.csv", b"a\n1", encoding=encoding)
    else:
        assert read_table("x.csv", b"a\n1", encoding=encoding).header == ("a",)


@pytest.mark.parametrize("delimiter", [";;", "", '"', "\n", " "])
def test_what_separates_nothing_is_refused(delimiter: str) -> None:
    with pytest.raises(OpsgateError, match="separates no cells"):
        read_table("x.csv", b"a\n1", delimiter=delimiter)


def test_rows_with_other_cells_than_the_header_are_reported_and_left_out() -> None:
    table = read_table("x.csv", b"a,b,c\n1,2\n1,2,3,4\n1,2,3,\n1,2,3\n")
    assert [record.line for record in table.rows] == [4, 5]
    assert [(str(problem), problem.hint) for problem in table.problems] == [
        ("x.csv:2: the row has 2 of 3 cells; it is left out",
         "write all of its cells with `,` between them, an empty one too"),
        ("x.csv:3: the row has 4 cells, the header 3; it is left out",
         "put a cell that holds `,` in quotes, or name the further column"),
    ]  # fmt: skip


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\tx", "\rx", "＝1", "＋1", "－1", "＠a", "'=1", "''=1"])
def test_a_formula_is_guarded_and_the_guard_comes_off(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize("cell", ["a=1", "'a", "''", "", " =1", "1-2", "it's", "'"])
def test_what_no_spreadsheet_runs_is_left_alone(cell: str) -> None:
    assert (guarded(cell), unguarded(cell)) == (cell, cell)


@given(st.text())
def test_every_cell_survives_its_guard_and_no_guarded_cell_is_a_formula(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert guarded(cell)[:1] not in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8")), min_size=2, max_size=2), max_size=4
    ),
    st.sampled_from(",;\t|"),
)
@settings(deadline=None)
def test_what_is_written_is_read_as_it_was(rows: list[list[str]], delimiter: str) -> None:
    filled = [row for row in rows if any(cell.strip(" \t\r\n") for cell in row)] or [["x", ""]]
    text = written(["a", "b"], filled, delimiter=delimiter)
    table = read_table("x.csv", text.encode(), delimiter=delimiter)
    assert [list(record.cells) for record in table.rows] == [[cleaned(cell) for cell in row] for row in filled]


def test_cells_lose_blank_lines_and_blanks_at_their_ends_and_nothing_else() -> None:
    assert [cleaned(cell) for cell in (" a ", "\r\n\r\na\r\nb \r\n", "    a\n    b", "a\n\n\nb", "\ta", "\u00a0a")] == [
        "a", "a\nb", "    a\n    b", "a\n\n\nb", "a", "\u00a0a",
    ]  # fmt: skip
