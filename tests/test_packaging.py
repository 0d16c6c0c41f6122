"""However opsgate is installed, it finds its kinds, templates and rule pages."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from opsgate.knowing.kinds import Kinds
from tests.snapshot import snapshot

CLEAN = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}


def uv(*arguments: str, cwd: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "uv", "--quiet", *arguments],
        cwd=cwd,
        env=CLEAN,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = snapshot(tmp_path_factory.mktemp("build") / "opsgate")
    uv("build", "--sdist", "--wheel", "--out-dir", "dist", cwd=folder)
    return folder


@pytest.mark.parametrize("form", ["wheel", "sdist", "editable"])
def test_every_kind_template_and_rule_page_is_found(project: Path, tmp_path: Path, form: str) -> None:
    what = {
        "wheel": [str(next((project / "dist").glob("*.whl")))],
        "sdist": [str(next((project / "dist").glob("*.tar.gz")))],
        "editable": ["--editable", str(project)],
    }[form]
    uv("venv", "--python", sys.executable, "env", cwd=tmp_path)
    python = tmp_path / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    uv("pip", "install", "--python", str(python), *what, cwd=tmp_path)

    def opsgate(*arguments: str) -> str:
        done = subprocess.run(
            [python, "-m", "opsgate", *arguments], cwd=tmp_path, env=CLEAN, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert {line.split()[0] for line in opsgate("kinds").splitlines()} == set(Kinds().names)
    assert opsgate("explain", "placeholder").startswith("# OG401 placeholder\n")
    assert opsgate("new", "runbook", "--print").startswith("---\n")
    assert opsgate("schema", "config").startswith("{\n")
