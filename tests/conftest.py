"""Fixtures that all tests share."""

from pathlib import Path

import pytest

from tests.repo import Repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty folder to write documents into."""
    (tmp_path / ".git").mkdir()
    return Repo(tmp_path)
