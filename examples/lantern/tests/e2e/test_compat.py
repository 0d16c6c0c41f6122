"""Which versions work together: what one row of the matrix promises, the other row promises too."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

MATRIX = Path(__file__).parents[2] / "docs/versioning.md"
LIMITS = {">=": lambda one, other: one >= other, "<": lambda one, other: one < other}


def version(said: str) -> tuple[int, ...]:
    """Three numbers; what is left out is 0."""
    return tuple([*map(int, said.split(".")), 0, 0][:3])


class Row(NamedTuple):
    """A row of the matrix; ``allows`` has the range of each other component."""

    component: str
    version: str
    allows: dict[str, str]
    test: str

    def fits(self, other: "Row") -> bool:
        limits = re.findall(r"(>=|<)([0-9.]+)", self.allows.get(other.component, ""))
        return bool(limits) and all(LIMITS[sign](version(other.version), version(said)) for sign, said in limits)


def rows() -> list[Row]:
    section = MATRIX.read_text("utf-8").partition("## Compatibility matrix")[2].partition("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if "| TC-" in line]
    ranges = [dict(re.findall(r"([A-Z][a-z ]*[a-z]) (>=[^;]+)", row[2])) for row in cells]
    return [Row(row[0], row[1], allows, row[-1]) for row, allows in zip(cells, ranges, strict=True)]


@pytest.fixture
def known(pytestconfig: pytest.Config, release: str) -> list[Row]:
    """The rows of what there was when the release was made."""
    newest = {"App": str(pytestconfig.getoption("--app"))}
    return [row for row in rows() if version(row.version) <= version(newest.get(row.component, release))]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.test)
def test_what_a_version_works_with_works_with_it_too(row: Row, known: list[Row]) -> None:
    if row not in known:
        pytest.skip(f"{row.component} {row.version} came later")
    pairs = [other for other in known if other.component in row.allows and row.fits(other)]
    assert {other.component for other in pairs} == set(row.allows)
    assert [other for other in pairs if not other.fits(row)] == []
