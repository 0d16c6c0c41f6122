"""The Dockerfile, read as Docker reads it, and its steps taken outside of a container: no image is built here."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from opsgate import __version__
from opsgate.knowing.kinds import Kinds
from tests.integrations.tools import ROOT, program, says
from tests.snapshot import snapshot

CLEAN = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}


def instructions() -> list[tuple[str, str]]:
    """The instructions, with their arguments on one line."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(word.upper(), rest.strip()) for word, _, rest in (line.partition(" ") for line in lines if line.strip())]


def stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage, after those before the first."""
    found: list[list[tuple[str, str]]] = [[]]
    for word, rest in instructions():
        if word == "FROM":
            found.append([])
        found[-1].append((word, rest))
    return found[1:]


def all_of(name: str, stage: int = -1) -> list[str]:
    return [rest for word, rest in stages()[stage] if word == name]


def test_hadolint_finds_nothing() -> None:
    assert says(program("hadolint"), "--no-color", ROOT / "Dockerfile") == (0, "")


def test_the_base_is_named_by_its_version_and_nothing_is_added_from_the_network() -> None:
    assert instructions()[0] == ("ARG", "BASE=python:3.13-slim-trixie")
    assert [rest for word, rest in instructions() if word == "FROM"] == ["${BASE} AS build", "${BASE}"]
    assert {word for word, _ in instructions()} == {
        "ARG", "FROM", "WORKDIR", "COPY", "RUN", "LABEL", "ENV", "USER", "ENTRYPOINT", "CMD",
    }  # fmt: skip
    assert not re.search(r"latest|curl|wget|https?:", "".join(rest for _, rest in instructions()))


def test_it_runs_as_somebody_with_a_fixed_number_and_no_rights() -> None:
    assert all_of("USER") == ["10001:10001"]
    (added,) = (rest for rest in all_of("RUN") if rest.startswith("useradd"))
    assert shlex.split(added)[:4] == ["useradd", "--uid", "10001", "--user-group"]
    assert [word for word, _ in stages()[-1]][-4:] == ["USER", "WORKDIR", "ENTRYPOINT", "CMD"]
    assert (all_of("WORKDIR"), all_of("ENTRYPOINT"), all_of("CMD")) == (["/work"], ['["opsgate"]'], ['["check"]'])


def test_git_and_ssh_are_there_and_no_cache_is_left() -> None:
    (packages,) = (rest for rest in all_of("RUN") if "apt-get" in rest)
    assert packages == (
        "apt-get update && apt-get install --yes --no-install-recommends git openssh-client "
        "&& rm -rf /var/lib/apt/lists/*"
    )
    (install,) = all_of("RUN", 0)
    assert "pip install --no-cache-dir " in install


def test_git_trusts_the_places_where_work_trees_are_mounted_and_no_others(tmp_path: Path) -> None:
    (settings,) = (rest for rest in all_of("RUN") if "safe.directory" in rest)
    file = str(tmp_path / "gitconfig")
    for command in settings.split(" && "):
        words = shlex.split(command)
        assert words[:4] == ["git", "config", "--system", "--add"]
        subprocess.run(["git", "config", "--file", file, "--add", *words[4:]], cwd=tmp_path, check=True)
    listed = says("git", "config", "--file", file, "--get-all", "safe.directory", cwd=tmp_path)
    assert listed == (0, "/work\n/work/*\n/builds/*\n/github/workspace\n/__w/*\n")


def sent(name: str) -> bool:
    """Whether Docker is sent a file: of the patterns that fit it or a folder above it, the last decides."""
    decided = True
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        pattern = re.escape(line.removeprefix("!")).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
        if line and not line.startswith("#") and re.fullmatch(rf"{pattern}(?:/.*)?", name):
            decided = line.startswith("!")
    return decided


def context(target: Path) -> Path:
    """The files that ``.dockerignore`` lets through."""
    everything = snapshot(target.parent / "everything")
    for file in sorted(everything.rglob("*")):
        name = file.relative_to(everything).as_posix()
        if file.is_file() and sent(name):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target / name)
    return target


def uv(*arguments: str | Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "uv", "--quiet", *map(str, arguments)],
        env=CLEAN,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_what_the_context_holds_is_enough_to_install_opsgate_whole(tmp_path: Path) -> None:
    folder = context(tmp_path / "context")
    assert sorted(path.name for path in folder.iterdir()) == [
        "LICENSE", "README.md", "docs", "opsgate", "pyproject.toml", "schemas", "templates",
    ]  # fmt: skip
    assert sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) < 4 << 20
    (extras,) = (rest.partition("=")[2] for rest in all_of("ARG", 0))
    uv("venv", "--python", sys.executable, tmp_path / "venv")
    python = tmp_path / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    uv("pip", "install", "--python", python, f"{folder}[{extras}]")

    def opsgate(*arguments: str) -> str:
        done = subprocess.run(
            [python, "-I", "-m", "opsgate", *arguments],
            cwd=tmp_path,
            env=CLEAN,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert opsgate("--version").startswith(f"opsgate {__version__}")
    assert {line.split()[0] for line in opsgate("kinds").splitlines()} == set(Kinds().names)
    assert opsgate("explain", "placeholder").startswith("# OG401 placeholder\n")
