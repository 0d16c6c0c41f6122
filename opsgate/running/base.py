"""Where policy comes from: the working tree, or the revision that a change is to be merged into."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from opsgate.knowing.config import NAMES, Config, read_config
from opsgate.knowing.facts import Facts
from opsgate.knowing.kinds import Kinds
from opsgate.knowing.policy import Policy, policy_files
from opsgate.words.errors import OpsgateError

_LIMIT = 1024 * 1024


def head_policy(config: Config) -> Policy:
    """The policy of the working tree."""
    root = config.root

    def read(path: str) -> bytes | None:
        file = root / path
        if not file.is_file() or not file.resolve().is_relative_to(root.resolve()) or file.stat().st_size > _LIMIT:
            return None
        return file.read_bytes()

    def names(folder: str) -> list[str]:
        return sorted(path.relative_to(root).as_posix() for path in (root / folder).rglob("*") if path.is_file())

    return Policy(config, policy_files(config, read, names))


@contextmanager
def base_policy(head: Config, facts: Facts, revision: str) -> Iterator[tuple[Config, Kinds, Policy]]:
    """Configuration, kinds and policy as a revision has them, for the documents of the working tree.

    The policy's files are written to a folder of their own for as long as the context lasts, and read from there by
    the same code that reads the working tree. Raises OpsgateError for a revision that git does not know, and for a
    configuration or kind that has faults there.
    """
    commit = facts.resolve(revision)
    listed = facts.files_at(commit) if commit else None
    if commit is None or listed is None:
        why = facts.trouble or "git does not know it; fetch it first (`git fetch origin BRANCH`)"
        raise OpsgateError(f"--policy-from {revision}: {why}")

    def read(path: str) -> bytes | None:
        return facts.at(commit, path) if path in listed else None

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        config = _config(head, root, read)
        kept = policy_files(config, read, lambda below: _below(listed, below))
        for path, content in kept.items():
            _write(root, path, content)
        kinds = Kinds(path for path in config.kind_folders if path.is_dir())
        kinds.all()
        faulty = [file.path.name for file in kinds.files if file.faults]
        if config.faults or faulty:
            what = config.faults[0].message if config.faults else f"the kind file {faulty[0]} has faults"
            raise OpsgateError(f"--policy-from {revision}: {what}")
        config = replace(config, root=head.root)
        yield config, kinds, Policy(config, kept, f"{revision} ({commit[:12]})")


def _config(head: Config, root: Path, read: Callable[[str], bytes | None]) -> Config:
    """The configuration that a revision has in the project's folder; where it has none, opsgate's own defaults."""
    usual = (*NAMES, "pyproject.toml")
    for name in usual if head.path in (None, *usual) else (head.path,):
        content = read(name) if name else None
        if name and content is not None:
            _write(root, name, content)
            found = read_config(root / name)
            if name != "pyproject.toml" or found.data or found.faults:
                return found
    return Config(root)


def _below(listed: tuple[str, ...], folder: str) -> list[str]:
    prefix = f"{PurePosixPath(folder).as_posix().strip('/')}/"
    return [path for path in listed if path.startswith(prefix)]


def _write(root: Path, path: str, content: bytes) -> None:
    file = root / path
    if not file.resolve().is_relative_to(root.resolve()):
        raise OpsgateError(f"the policy names `{path}`, which lies outside the repository")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
