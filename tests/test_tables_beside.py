"""CSV files read with positions, against the standard library's reader."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from opsgate.knowing.rows import read_csv

FIELDS = st.text(st.sampled_from('ab ,"\n\r;é🎉'), max_size=6)


@settings(derandomize=True, deadline=None)
@given(
    st.lists(st.lists(FIELDS, min_size=1, max_size=4), max_size=5),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([",", ";", "\t"]),
)
def test_what_the_standard_library_writes_is_read_back_with_exact_spans(
    rows: list[list[str]], end: str, separator: str
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=end, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    raw = written.getvalue()
    found = list(read_csv(raw, separator))
    assert [[value for value, _ in row] for row in found] == [row for row in rows if len(row) > 1 or row[0].strip()]
    for row in found:
        for value, (start, stop) in row:
            assert raw[start:stop] == '"' + value.replace('"', '""') + '"'


@settings(derandomize=True, deadline=None)
@given(st.text(st.sampled_from('ab,"\n\r '), max_size=30))
def test_any_text_is_read_to_its_end(raw: str) -> None:
    for row in read_csv(raw):
        for _, (start, stop) in row:
            assert 0 <= start <= stop <= len(raw)


def test_plain_fields_are_where_they_stand() -> None:
    raw = "Metric,Owner\nCPU, @kim\n\nDisk,\n"
    assert [[(v, raw[slice(*s)]) for v, s in row] for row in read_csv(raw)] == [
        [("Metric", "Metric"), ("Owner", "Owner")], [("CPU", "CPU"), (" @kim", " @kim")], [("Disk", "Disk"), ("", "")],
    ]  # fmt: skip
