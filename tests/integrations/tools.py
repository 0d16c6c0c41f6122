"""Programs that the tests of this folder run: where they are, and what they say."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
BASH = shutil.which("bash")


def program(name: str) -> str:
    """A program of the development environment or of the machine; the test is skipped where there is none."""
    found = shutil.which(name, path=os.pathsep.join([str(BIN), os.environ.get("PATH", "")]))
    if found is None:
        pytest.skip(f"{name} is not installed here")
    return found


def says(*command: str | Path, cwd: Path | None = None, stdin: str | None = None) -> tuple[int, str]:
    """Exit code of a program, and all that it printed."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    return done.returncode, done.stdout


def zizmor(*paths: Path) -> tuple[int, str]:
    """What zizmor says of workflows or actions, without network, at its pickiest for people who write them."""
    return says(program("zizmor"), "--offline", "--no-progress", "--quiet", "--persona", "pedantic", *paths)


def holds(schema: str, *files: Path) -> tuple[int, str]:
    """What check-jsonschema says of files held against one of the schemas that it brings along."""
    return says(program("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", *files)


VALID = (0, "ok -- validation done\n")
"""What ``holds`` says when nothing is wrong."""
