"""The way back: to the release before, with the files that its checklist names."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]


@pytest.fixture
def before(release: str) -> Path:
    """The folder of the release that the checklist goes back to."""
    checklist = (ROOT / f"docs/releases/v{release}.md").read_text("utf-8")
    found = re.search(r"(?m)^  target: (v\S+)$", checklist)
    assert found, "the checklist names no target"
    folder = ROOT / "artifacts" / found[1]
    if not folder.is_dir():
        pytest.skip(f"the artifacts of {found[1]} are in the archive")
    return folder


def services(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(next(folder.glob("*.compose.yaml")).read_text("utf-8"))["services"]
    return found


def test_the_release_before_is_there_with_its_signatures(before: Path) -> None:
    files = {path.name for path in before.iterdir()}
    assert files == {name for stem in files for name in (stem.removesuffix(".sig"), f"{stem.removesuffix('.sig')}.sig")}


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_the_data_stores_are_the_same_so_that_data_can_be_read(
    compose: dict[str, Any], before: Path, name: str
) -> None:
    assert compose[name]["image"] == services(before)[name]["image"]
