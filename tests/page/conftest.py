"""What the browser saw of the pages: opened once, for all tests that ask."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from opsgate.edges.page.render import render
from tests.page.sample import FILES, large, page_of
from tests.repo import Repo

MODULES = "OPSGATE_NODE_MODULES"
"""Names the folder that holds npm's ``playwright-core`` and ``axe-core``."""
CHROMIUM = "OPSGATE_CHROMIUM"
"""Names the browser; without it, the first of the usual names on the PATH is taken."""


def browser() -> tuple[str, Path, str]:
    """Node, the folder of its modules, and a browser. Skips where one of them is missing."""
    node = shutil.which("node")
    modules = Path(os.environ.get(MODULES, ""))
    usual = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    chromium = os.environ.get(CHROMIUM) or next((path for path in usual if path), None)
    if node is None:
        pytest.skip("node is not installed")
    if not all((modules / name / "package.json").is_file() for name in ("playwright-core", "axe-core")):
        pytest.skip(f"{MODULES} names no folder with playwright-core and axe-core")
    if chromium is None:
        pytest.skip("no Chromium is installed")
    return node, modules.resolve(), chromium


@pytest.fixture(scope="session")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a browser saw of the sample project's page, of an empty one and of a large one.

    Of several processes that run tests at a time, one opens the browser, and the others wait for what it saw.
    """
    where = browser()
    folder = tmp_path_factory.mktemp("pages")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None:
        return look(folder, *where)
    fcntl = pytest.importorskip("fcntl")
    shared = tmp_path_factory.getbasetemp().parent / f"seen-{run}.json"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.is_file():
            shared.write_text(json.dumps(look(folder, *where)), "utf-8")
    found: dict[str, Any] = json.loads(shared.read_text("utf-8"))
    return found


def look(folder: Path, node: str, modules: Path, chromium: str) -> dict[str, Any]:
    """Write the pages and open them."""
    root, bare = folder / "root", folder / "bare"
    for path in (root, bare):
        (path / ".git").mkdir(parents=True)
    page = page_of(Repo(root).write(FILES))
    made = {"project": page, "empty": page_of(Repo(bare), allow_empty=True), "large": large(page)}
    paths = {name: folder / f"{name}.html" for name in made}
    for name, one in made.items():
        paths[name].write_text(render(one), "utf-8")
    shown = {name: str(path) for name, path in paths.items()}
    request = {"modules": str(modules), "chromium": chromium, "pages": shown}
    (folder / "request.json").write_text(json.dumps(request), "utf-8")
    script = Path(__file__).with_name("browser.mjs")
    done = subprocess.run(
        [node, str(script), str(folder / "request.json")],
        capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found
