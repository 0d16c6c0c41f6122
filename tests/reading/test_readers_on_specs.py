"""The two readers over every CommonMark example, and over the GFM fixtures, that markdown-it-py's source package ships."""

import json
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.reading.readers_agree import both

GFM = (
    "tables",
    "strikethrough",
    "tasklists",
    "alerts",
    "commonmark_extras",
    "commonmark_spec",
    "issue-fixes",
    "normalize",
    "xss",
)


@pytest.fixture(scope="module")
def package(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> tarfile.TarFile:
    """The source package of the markdown-it-py that is installed, fetched once, or by every run without a cache."""
    cache = getattr(pytestconfig, "cache", None)
    folder = cache.mkdir("markdown-it-py") if cache is not None else tmp_path_factory.mktemp("markdown-it-py")
    name = f"markdown_it_py-{version('markdown-it-py')}.tar.gz"
    if not (folder / name).is_file():
        command = ["download", "--quiet", "--no-deps", "--no-binary", "markdown-it-py", "--dest", str(folder)]
        done = subprocess.run(
            [sys.executable, "-m", "pip", *command, f"markdown-it-py=={version('markdown-it-py')}"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            pytest.skip(f"the source package cannot be fetched here: {done.stderr.strip().splitlines()[-1]}")
    return tarfile.open(folder / name)


def text(package: tarfile.TarFile, path: str) -> str:
    file = package.extractfile(f"{Path(package.getnames()[0]).parts[0]}/tests/{path}")
    assert file is not None
    return file.read().decode()


def fixtures(source: str) -> list[str]:
    """Inputs of a fixture file: title, a line with a dot, the input, a dot, the output, a dot."""
    lines = source.split("\n")
    dots = [number for number, line in enumerate(lines) if line == "."]
    return ["\n".join(lines[start + 1 : end]) + "\n" for start, end in zip(dots[::3], dots[1::3], strict=False)]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_commonmark_example_is_read_alike(package: tarfile.TarFile, ending: str) -> None:
    examples = json.loads(text(package, "test_cmark_spec/commonmark.json"))
    assert len(examples) > 600
    for example in examples:
        both(example["markdown"].replace("\n", ending))


@pytest.mark.parametrize("name", GFM)
def test_every_gfm_fixture_is_read_alike(package: tarfile.TarFile, name: str) -> None:
    inputs = fixtures(text(package, f"test_port/fixtures/{name}.md"))
    assert inputs
    for raw in inputs:
        both(raw)
