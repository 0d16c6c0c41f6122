"""The release that the suites test, by its artifacts; the results say which ones those were."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--release", default="v2.4.0", help="The release whose artifacts are tested.")
    parser.addoption("--app", default="99.0", help="The newest app that there was for it.")


@pytest.fixture(scope="session")
def release(pytestconfig: pytest.Config) -> str:
    """The release's version, without its `v`."""
    return str(pytestconfig.getoption("--release")).removeprefix("v")


@pytest.fixture(scope="session")
def artifacts(release: str) -> Path:
    return ROOT / "artifacts" / f"v{release}"


@pytest.fixture(scope="session")
def compose_file(artifacts: Path, release: str) -> Path:
    return artifacts / f"lantern-cloud-{release}.compose.yaml"


@pytest.fixture(scope="session")
def compose(compose_file: Path) -> dict[str, Any]:
    """The services of the cloud, by name."""
    services: dict[str, Any] = yaml.safe_load(compose_file.read_text("utf-8"))["services"]
    return services


@pytest.fixture(scope="session")
def commit(compose_file: Path) -> str:
    """The commit that the cloud says it was built from."""
    found = re.search(r"built from ([0-9a-f]{40})", compose_file.read_text("utf-8").partition("\n")[0])
    assert found, "the first line of the compose file names no commit"
    return found[1]


@pytest.fixture(scope="session", autouse=True)
def _made_for(
    record_testsuite_property: Callable[[str, object], None], artifacts: Path, release: str, commit: str
) -> None:
    """Binds the results to what was tested."""
    record_testsuite_property("release", f"v{release}")
    record_testsuite_property("commit", commit)
    for path in sorted(artifacts.glob("*")):
        if path.suffix != ".sig":
            record_testsuite_property(f"artifact.{path.name}", hashlib.sha256(path.read_bytes()).hexdigest())
