"""Offsets, lines, columns, UTF-16."""

from hypothesis import given, settings
from hypothesis import strategies as st

from opsgate.words.text import Position, Text

TEXTS = st.text(st.sampled_from("ab\n\r\t\x0b\u2028é🎉e\u0301"), max_size=40)
PROFILE = settings(derandomize=True, deadline=None)


def test_lines_end_at_newline_return_or_both_and_nowhere_else() -> None:
    text = Text("a\nb\r\nc\rd\x0be\u2028f")
    assert [text.line(n) for n in range(1, len(text.starts) + 1)] == ["a", "b", "c", "d\x0be\u2028f"]


def test_a_byte_order_mark_is_remembered_and_takes_no_column() -> None:
    text = Text("\ufeffab")
    assert (text.bom, text.raw, text.position(1)) == (True, "ab", Position(1, 2))


def test_columns_count_code_points_and_utf16_counts_units() -> None:
    text = Text("é🎉x")
    assert text.position(2) == Position(1, 3)
    assert text.utf16(Position(1, 3)) == Position(1, 4)


@PROFILE
@given(TEXTS, st.integers(0, 40))
def test_position_and_offset_undo_each_other(raw: str, offset: int) -> None:
    text = Text(raw)
    offset = min(offset, len(text))
    line, column = text.position(offset)
    assert text.offset(line, column) == offset
    assert text.starts[line - 1] <= offset


@PROFILE
@given(TEXTS)
def test_lines_and_line_ends_make_up_the_text(raw: str) -> None:
    text = Text(raw)
    ends = [*text.starts[1:], len(text.raw)]
    rebuilt = "".join(text.raw[start:end] for start, end in zip(text.starts, ends, strict=True))
    assert rebuilt == text.raw
    assert all("\n" not in text.line(n) and "\r" not in text.line(n) for n in range(1, len(text.starts) + 1))
