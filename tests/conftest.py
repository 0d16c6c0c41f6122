"""Fixtures that all tests share."""

from pathlib import Path

import pytest

from tests.repo import Repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty folder to write documents into."""
    (tmp_path / ".git").mkdir()
    return Repo(tmp_path)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Ids that are the same in every run: keys and signatures are made anew each time, and long texts say little."""
    long = isinstance(val, str) and (len(val) > 60 or not val.isprintable())
    return argname if isinstance(val, bytes) or long else None
