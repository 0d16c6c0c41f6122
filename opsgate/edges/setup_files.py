"""The files that ``opsgate init`` writes: configuration, pre-commit hook, CI step."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opsgate import __version__
from opsgate.knowing.kind import Level
from opsgate.words.errors import OpsgateError
from opsgate.words.resources import resource

_HOST = re.compile(r"^\s*url\s*=\s*(?:[a-z+]+://)?(?:[^@/\s]*@)?([^/:\s]+)", re.ASCII | re.MULTILINE)
_FOLDER = re.compile(r"[A-Za-z0-9][\w./-]*", re.ASCII)
_BRANCH = re.compile(r"ref: refs/heads/([A-Za-z0-9][\w./-]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class SetupFile:
    """A file to write; where one exists, ``snippet`` is what to add to it by hand."""

    path: str
    text: str
    snippet: str
    exists: bool


def setup_files(root: Path, level: Level, ci: str, *, configured: Path | None) -> Iterator[SetupFile]:
    """Files for the repository at ``root``; a configuration only where there is none yet.

    Where the configuration lies in a folder below, opsgate runs there. Raises OpsgateError for a folder whose name
    means something to a shell or in YAML.
    """
    folder = "" if configured in (None, root) else configured.relative_to(root).as_posix()
    if folder and not _FOLDER.fullmatch(folder):
        raise OpsgateError(f"`{folder}` cannot be written into a shell command as it is; rename the folder")
    if not configured:
        yield _file(root, "opsgate.toml", "init/opsgate.toml.j2", level=level)
    yield _file(root, ".pre-commit-config.yaml", "init/pre-commit.yaml.j2", folder=folder)
    for system in _systems(root, ci):
        if system == "github":
            yield _file(
                root, ".github/workflows/opsgate.yml", "init/github.yml.j2", branch=_branch(root), folder=folder
            )
        else:
            yield _file(root, ".gitlab-ci.yml", "init/gitlab.yml.j2", folder=folder)


def _systems(root: Path, ci: str) -> tuple[str, ...]:
    if ci == "auto":
        hosts = _HOST.findall(_git_file(root, "config"))
        gitlab = (root / ".gitlab-ci.yml").exists() or any("gitlab" in host for host in hosts)
        github = (root / ".github" / "workflows").is_dir() or not gitlab
        return (("github",) if github else ()) + (("gitlab",) if gitlab else ())
    return {"both": ("github", "gitlab"), "none": ()}.get(ci, (ci,))


def _git_file(root: Path, name: str) -> str:
    file = root / ".git" / name
    return file.read_text("utf-8", "replace") if file.is_file() else ""


def _branch(root: Path) -> str:
    """The branch that is checked out, most often the one that changes are merged into.

    It is ``main`` without git, and where the name has characters that mean something to a shell or in YAML.
    """
    found = _BRANCH.fullmatch(_git_file(root, "HEAD").strip())
    return found[1] if found else "main"


def _file(root: Path, path: str, template: str, **values: Any) -> SetupFile:
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only init pays for it

    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701 - YAML and TOML, not HTML
    text = environment.from_string(resource("templates", *template.split("/")).read_text("utf-8"))
    return SetupFile(
        path,
        text.render(version=__version__, whole=True, **values),
        text.render(version=__version__, whole=False, **values),
        os.path.lexists(root / path),
    )
