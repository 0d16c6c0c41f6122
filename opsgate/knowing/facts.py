"""What the world outside the documents says: files, git, signatures, the clock. Nothing else asks them."""

import base64
import contextlib
import datetime
import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import zoneinfo
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, NamedTuple

from opsgate.knowing import gitdiff, gitdrift, gitlog, sshkeys
from opsgate.knowing.gitdiff import Differs
from opsgate.knowing.gitdrift import Change, Commit
from opsgate.knowing.gitlog import Done, Git
from opsgate.words.errors import OpsgateError

SECONDS = 60.0
"""How long a program may take before it is stopped, and what it was asked is unknown."""


def now() -> datetime.datetime:
    """This moment in UTC."""
    return datetime.datetime.now(datetime.UTC)


def today(timezone: str | None = None) -> datetime.date:
    """The day in UTC, or in a zone of the IANA database; OpsgateError for a name that is not in it."""
    if timezone is None:
        return now().date()
    try:
        zone = zoneinfo.ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        raise OpsgateError(f"no time zone {timezone!r}; expected a name such as Europe/Berlin") from None
    return now().astimezone(zone).date()


class Author(NamedTuple):
    """Who wrote a line: address and name as the commit states them (no mailmap), its sha, the committer's time in UTC.

    A line that is in no commit has an empty address and name, a sha of zeros, and no time. An address is what the
    author's own git was told: it proves nothing by itself. ``when`` is None too where a commit's date is no date.
    """

    email: str
    name: str
    sha: str
    when: datetime.datetime | None

    @property
    def committed(self) -> bool:
        """Whether a commit holds the line."""
        return set(self.sha) != {"0"}


class SshAnswer(NamedTuple):
    """Whose signature it is, None when it is nobody's; why; and whether anybody could look (else it is unknown)."""

    identity: str | None
    reason: str
    known: bool = True


class NotRecorded(KeyError):
    """A question that a record has no answer to."""

    def __str__(self) -> str:
        """The question, and what to do."""
        return f"the record has no answer to {self.args[0]}; ask it when the facts are recorded"


class Facts:
    """What git and signatures say of a folder: each question is asked once, and its answer kept in ``recorded``.

    ``recorded`` is plain JSON data, question to answer. None is *unknown*: no git, no repository, a revision that is
    not there, or a history that a shallow clone does not have. Paths are relative to the root, with ``/``, and bytes
    that are not UTF-8 are lone surrogates. A path out of the root and a revision that begins with ``-`` are refused:
    their answer is None.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.recorded: dict[str, Any] = {}
        self._git = Git(root, run_program)

    @cached_property
    def _staged(self) -> Git:
        """Git with the index that a hook was given: ``git commit -a`` and ``git commit FILE`` have one of their own."""
        index = os.environ.get("GIT_INDEX_FILE")
        return Git(self.root, partial(run_program, index=os.path.abspath(index))) if index else self._git  # noqa: PTH100

    def _keep(self, name: str, arguments: tuple[object, ...], find: Callable[[], Any]) -> Any:
        key = question(name, *arguments)
        if key not in self.recorded:
            self.recorded[key] = find()
            if self._git.trouble is not None:
                self.recorded["trouble"] = self._git.trouble
        return self.recorded[key]

    def _ask(self, name: str, *arguments: object) -> Any:
        return self._keep(name, arguments, lambda: getattr(self._git, name)(*arguments))

    @property
    def trouble(self) -> str | None:
        """Why git could not answer what was asked so far, and the remedy; None where it could, or has no repository."""
        found: str | None = self.recorded.get("trouble")
        return found

    def in_git(self) -> bool:
        """Whether the root is in the work tree of a repository that git reads."""
        return bool(self._ask("in_git"))

    def shallow(self) -> bool:
        """Whether the history is cut off; False where there is none."""
        return bool(self._ask("shallow"))

    def head(self) -> str | None:
        """The whole name of the commit that is checked out."""
        return self.resolve("HEAD")

    def head_time(self) -> datetime.datetime | None:
        """When that commit was committed, in UTC."""
        return self.commit_time("HEAD")

    def commit_time(self, rev: str) -> datetime.datetime | None:
        """When a commit was committed, in UTC."""
        return _moment(self._ask("commit_time", rev))

    def dirty(self) -> tuple[str, ...] | None:
        """Paths that differ from HEAD or are new and not ignored, both of a rename, and those hidden from git."""
        return _tuple(self._ask("dirty"))

    def tracked(self, path: str) -> bool:
        """Whether a file is in the index; it may still be in no commit (then it is dirty)."""
        return bool(self._ask("tracked", path))

    def tags(self) -> tuple[str, ...] | None:
        """The tags that this clone has; a clone may have been made without them."""
        return _tuple(self._ask("tags"))

    def tag_commit(self, tag: str) -> str | None:
        """The commit that a tag leads to, through tags of tags."""
        return self.resolve(f"refs/tags/{tag}") if tag in (self.tags() or ()) else None

    def resolve(self, rev: str) -> str | None:
        """The whole name of the commit that a revision means."""
        found: str | None = self._ask("resolve", rev)
        return found

    def commit_exists(self, sha: str) -> bool | None:
        """Whether a name, whole or at least four digits, is of one commit here, on a branch or not."""
        found: bool | None = self._ask("commit_exists", sha)
        return found

    def is_ancestor(self, a: str, b: str) -> bool | None:
        """Whether a commit is another one or comes before it."""
        found: bool | None = self._ask("is_ancestor", a, b)
        return found

    def files_at(self, rev: str) -> tuple[str, ...] | None:
        """Sorted files of a revision, without links and submodules."""
        return _tuple(self._ask("files_at", rev))

    def at(self, rev: str, path: str) -> bytes | None:
        """The bytes of a file in a revision; None also where it has no such file (``files_at`` tells which)."""
        found = self._ask("at", rev, path)
        return None if found is None else base64.b64decode(found)

    def changes(self) -> Mapping[str, tuple[str, datetime.datetime]] | None:
        """Tracked path to its last commit and the time of that; a path in no commit is absent."""
        found = self._ask("changes")
        if found is None:
            return None
        return MappingProxyType({p: (sha, datetime.datetime.fromisoformat(when)) for p, (sha, when) in found.items()})

    def history(self, head: str, skip: int, count: int) -> tuple[Commit, ...] | None:
        """So many commits, newest first, from a commit (by its whole name) on, without the first ``skip`` ones."""
        found = self._keep("history", (head, skip, count), lambda: gitdrift.history(self._git, head, skip, count))
        if found is None:
            return None
        return tuple(Commit(sha, day, counts, tuple(map(Change._make, changed))) for sha, day, counts, changed in found)

    def blobs(self, names: Iterable[str]) -> Mapping[str, bytes]:
        """What blobs hold, by name; absent are those that are not there. Not recorded: a name says what it holds."""
        return gitdrift.blobs(self._git, names)

    def merge_base(self, rev: str) -> str | None:
        """The newest commit that HEAD and a revision both come from."""
        one, other = self.resolve("HEAD"), self.resolve(rev)
        return one and other and gitdiff.merge_base(self._git, one, other)

    def empty_tree(self) -> str | None:
        """The name of the state in which there is no file, as before the first commit."""
        return gitdiff.empty_tree(self._git)

    def differences(self, base: str, *, staged: bool) -> tuple[Differs, ...] | None:
        """What differs from a commit to the index, or to the files on disk. Not recorded: they change."""
        found = gitdiff.differences(self._staged if staged else self._git, base, staged=staged)
        return None if found is None else tuple(Differs(*item) for item in found)

    def unstaged(self) -> tuple[Differs, ...] | None:
        """What differs from the index to the files on disk. Not recorded: they change."""
        found = gitdiff.unstaged(self._staged)
        return None if found is None else tuple(Differs(*item) for item in found)

    def author_of_lines(
        self, path: str, first: int, last: int, *, ignore_revs_at: str | None = None
    ) -> tuple[Author, ...] | None:
        """Who wrote each line, counted from 1 in the file as it is on disk; None if a line is not there.

        Commits in ``.git-blame-ignore-revs`` are passed over when that file is read from a revision, one that the
        author of a change cannot write to: a list in the change itself could hide who made it.
        """
        return _authors(self._ask("blame", path, first, last, ignore_revs_at))

    def blame_contents(self, path: str, *, ignore_revs_at: str | None = None) -> tuple[Author, ...] | None:
        """Who wrote each line of a file, as ``author_of_lines``."""
        return _authors(self._ask("blame", path, None, None, ignore_revs_at))

    def ssh_verify(
        self,
        file: Path,
        signature: bytes,
        allowed_signers: Path | bytes,
        namespace: str,
        identity: str | None = None,
        when: datetime.datetime | None = None,
    ) -> SshAnswer:
        """Which allowed signer's SSH signature over a file it is; with an identity, whether it is theirs.

        ``when`` (UTC if it has no zone) is the time at which the key must be valid, by default now. The answer is kept
        by the digests of all three contents, so a record never answers for other bytes.
        """
        try:
            signers = allowed_signers if isinstance(allowed_signers, bytes) else _regular(allowed_signers).read_bytes()
            with _regular(file).open("rb") as handle:
                digests = [hashlib.file_digest(handle, "sha256"), hashlib.sha256(signature), hashlib.sha256(signers)]
                time = None if when is None else sshkeys.ssh_time(when)
                answer = self._keep(
                    "ssh_verify",
                    (*(digest.hexdigest() for digest in digests), namespace, identity, time),
                    lambda: sshkeys.verify(run_program, handle, signature, signers, namespace, identity, time),
                )
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            return SshAnswer(None, f"the signed file or the allowed signers cannot be read: {why}", known=False)
        return SshAnswer(*answer)

    def ssh_sign(self, content: bytes, key: Path, namespace: str) -> str:
        """The signature of some bytes by a private key, armor and line ends left out. Raises OpsgateError."""
        return sshkeys.sign(run_program, content, key, namespace)


class Replay(Facts):
    """The same questions, answered from a record alone; NotRecorded for one that was not asked then."""

    def __init__(self, recorded: Mapping[str, Any], root: Path = Path()) -> None:
        super().__init__(root)
        self.recorded = dict(recorded)

    def _keep(self, name: str, arguments: tuple[object, ...], find: Callable[[], Any]) -> Any:  # noqa: ARG002 - never asks
        key = question(name, *arguments)
        if key not in self.recorded:
            raise NotRecorded(key)
        return self.recorded[key]

    def blobs(self, names: Iterable[str]) -> Mapping[str, bytes]:
        """A record holds no blobs."""
        raise NotRecorded(question("blobs", *names))


def question(name: str, *arguments: object) -> str:
    """The key of an answer in a record: the name, and the arguments as JSON."""
    return name + json.dumps(arguments) if arguments else name


def _tuple(found: list[str] | None) -> tuple[str, ...] | None:
    return None if found is None else tuple(found)


def _moment(found: str | None) -> datetime.datetime | None:
    return None if found is None else datetime.datetime.fromisoformat(found)


def _authors(found: list[list[Any]] | None) -> tuple[Author, ...] | None:
    if found is None:
        return None
    return tuple(Author(email, name, sha, _moment(when)) for email, name, sha, when in found)


def run_program(
    command: Sequence[str], folder: Path, given: bytes | BinaryIO = b"", *, index: str | None = None
) -> Done:
    """Run a program without a shell or a terminal; one that takes too long is stopped, with all that it started.

    With ``index``, git looks at that index.
    """
    environment = gitlog.environment(os.environ) | ({"GIT_INDEX_FILE": index} if index else {})
    if shutil.which(command[0]) is None:
        return Done(None, b"", f"{command[0]} is not installed")
    source = subprocess.PIPE if isinstance(given, bytes) else given
    pipes: dict[str, Any] = {"stdin": source, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    try:
        with subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True, **pipes) as run:
            try:
                out, error = run.communicate(given if isinstance(given, bytes) else None, timeout=SECONDS)
            except BaseException:
                _stop(run)
                raise
    except subprocess.TimeoutExpired:
        return Done(None, b"", f"{command[0]} was stopped: it took longer than {SECONDS:g} s")
    except (OSError, ValueError) as trouble:
        return Done(None, b"", f"{command[0]} cannot be run: {trouble}")
    return Done(run.returncode, out, gitlog.text(error))


def _stop(run: "subprocess.Popen[bytes]") -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(run.pid, signal.SIGKILL)
    else:
        run.kill()


def _regular(path: Path) -> Path:
    """The path of a file that can be read to its end; ValueError for a pipe, a device or a folder."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError(f"{path.name} is not a file")
    return path


def laid_out(plan: str) -> Done:
    """What Graphviz makes of a plan in DOT: JSON with the places of its parts, or why it made none."""
    return run_program(["dot", "-Tjson0"], Path.cwd(), plan.encode())
