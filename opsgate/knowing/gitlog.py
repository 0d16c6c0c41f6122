"""What git prints, and what may be asked of it, as plain data; nothing here runs a program."""

import base64
import datetime
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple


class Done(NamedTuple):
    """How a program ended: its exit code, or None where it never ran to its end; what it printed; why it failed."""

    code: int | None
    out: bytes
    error: str


Runner = Callable[[Sequence[str], Path, bytes], Done]
"""Runs a command in a folder with some bytes as its input."""

Commit = tuple[str, str, str | None]
"""Address and name of the author as the commit has them, and the committer's time in ISO 8601 (UTC)."""

IGNORE_REVS = ".git-blame-ignore-revs"

_SETTINGS = {
    "advice.graftFileDeprecated": "false",
    "blame.showRoot": "false",
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.quotepath": "off",
    "log.showRoot": "true",
    "log.showSignature": "false",
    "safe.bareRepository": "explicit",
}
_GIT = ("git", "--no-pager", *(word for key, value in _SETTINGS.items() for word in ("-c", f"{key}={value}")))
_PLAIN = ("--no-ext-diff", "--no-textconv", "--no-color", "--encoding=UTF-8")
_KEPT = ("GIT_CONFIG_", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_", "GIT_EXEC_PATH", "GIT_TEST_ASSUME_")
_HEX = re.compile(r"[0-9a-f]{4,64}")
_FULL = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_BLAMED = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64}) \d+ (\d+)(?: \d+)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_REMEDY = re.compile(r"^\s*(git config --global --add safe\.directory .+)$", re.MULTILINE)


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """An environment in which git looks only at the folder it is run in, never prompts, fetches, or is translated.

    What a hook or a caller put into ``GIT_DIR``, ``GIT_INDEX_FILE`` and their like would point git at other files, so
    all but the variables that say which configuration to read are left out.
    """
    kept = {key: value for key, value in given.items() if not key.startswith("GIT_") or key.startswith(_KEPT)}
    return kept | {
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
        "TZ": "UTC",
    }


def usable_rev(rev: str) -> bool:
    """Whether a text may be handed to git as a revision: no option, no control character."""
    return 0 < len(rev) <= 1000 and not rev.startswith("-") and not _CONTROL.search(rev)


def usable_path(path: str) -> bool:
    """Whether a text is a path below the root, with ``/``: not absolute, nothing empty, no ``.`` and no ``..``."""
    return "\0" not in path and not {"", ".", ".."} & set(path.split("/"))


def is_hex(text: str) -> bool:
    """Whether a text is a commit's name or the beginning of one, in small letters."""
    return _HEX.fullmatch(text) is not None


def is_sha(text: str) -> bool:
    """Whether a text is a commit's whole name."""
    return _FULL.fullmatch(text) is not None


def text(raw: bytes) -> str:
    """Text of git's bytes; a byte that is not UTF-8 survives as a lone surrogate."""
    return raw.decode("utf-8", "surrogateescape")


def names(raw: bytes) -> list[str]:
    """Names that each end in a NUL."""
    return [name for name in text(raw).split("\0") if name]


def moment(seconds: str) -> str | None:
    """ISO 8601 (UTC) of seconds since 1970; None for what is no date of the years 1 to 9999."""
    try:
        return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def below(prefix: str, paths: Iterable[str]) -> list[str]:
    """Paths of the repository that are below a folder (empty, or ending in ``/``), sorted and relative to it."""
    return sorted({path.removeprefix(prefix).rstrip("/") for path in paths if path.startswith(prefix)} - {""})


def status(raw: bytes) -> list[str]:
    """Paths of ``git status --porcelain=v1 -z --no-renames``: a rename is a file gone and a file new."""
    return [entry[3:] for entry in names(raw)]


def unwatched(raw: bytes) -> list[tuple[str, bool]]:
    """Paths of ``git ls-files -v -z`` that git was told not to look at, and whether they may be missing (sparse)."""
    entries = ((entry[0], entry[2:]) for entry in names(raw))
    return [(path, tag == "S") for tag, path in entries if tag.islower() or tag == "S"]


def tree(raw: bytes) -> dict[str, str]:
    """Path to object of ``git ls-tree -r -z``: files only, no links and no submodules."""
    entries = (entry.partition("\t") for entry in names(raw))
    return {path: entry.split()[2] for entry, _, path in entries if entry.startswith("100")}


def history(raw: bytes) -> dict[str, tuple[str, str]]:
    """Path to (sha, time) of the first commit that names it in ``git log --raw -z --format='%H %ct'``.

    A name follows an entry that begins with a colon, so no file name can pass for a commit. A path whose commit has a
    date that is no date is left out.
    """
    found: dict[str, tuple[str, str | None]] = {}
    sha, when = "", None
    tokens = iter(raw.split(b"\0"))
    for token in tokens:
        line = token.lstrip(b"\n")
        if line.startswith(b":"):
            found.setdefault(text(next(tokens, b"")), (sha, when))
        elif line:
            sha, _, seconds = text(line).partition(" ")
            when = moment(seconds)
    return {path: (sha, when) for path, (sha, when) in found.items() if path and when is not None}


def blamed(raw: bytes) -> tuple[list[str], set[str]]:
    """The commit of each line of ``git blame --porcelain``, in order, and the commits where history ends."""
    shas: list[str] = []
    edges: set[str] = set()
    for line in raw.split(b"\n"):
        if line.startswith(b"\t"):
            continue
        if header := _BLAMED.fullmatch(line):
            shas.append(header[1].decode())
        elif line == b"boundary" and shas:
            edges.add(shas[-1])
    return shas, edges


def commits(raw: bytes) -> dict[str, Commit]:
    """Sha to commit of ``git log --format=%H%x00%ae%x00%an%x00%ct``."""
    rows = (line.split("\0") for line in text(raw).split("\n") if line)
    return {row[0]: (row[1], row[2], moment(row[3])) for row in rows if len(row) == 4}


def ignored(content: bytes) -> bytes:
    """The whole commit names of a ``.git-blame-ignore-revs`` file, a line each; git would refuse anything else."""
    lines = (line.partition("#")[0].strip() for line in text(content).split("\n"))
    return "".join(f"{line}\n" for line in lines if is_sha(line)).encode()


def complaint(message: str, root: str) -> str | None:
    """Why git does not read a repository, and the remedy, of what it printed; None where there is no repository."""
    if "dubious ownership" in message or "unsafe repository" in message:
        remedy = _REMEDY.search(message)
        command = remedy[1] if remedy else f"git config --global --add safe.directory {root}"
        return f"git reads nothing here, because the folder belongs to another user; to trust it, run: {command}"
    if "not a git repository" in message and "invalid" not in message:
        return None
    return "git reads nothing here: " + (message.strip().split("\n")[0] or "it failed without a word")


class Git:
    """The questions as git answers them, in JSON data; None for unknown."""

    def __init__(self, root: Path, run: Runner) -> None:
        self.root = root
        self._run = run
        self.trouble: str | None = None
        self._trees: dict[str, dict[str, str] | None] = {}

    def run(self, *arguments: str, given: bytes = b"") -> Done:
        done = self._run((*_GIT, *arguments), self.root, given)
        if done.code is None:
            self.trouble = done.error
        return done

    def out(self, *arguments: str, given: bytes = b"") -> bytes | None:
        done = self.run(*arguments, given=given)
        return done.out if done.code == 0 else None

    @cached_property
    def _prefix(self) -> str | None:
        """The root's path in the repository, empty or ending in ``/``; None where nothing can be asked."""
        done = self.run("rev-parse", "--is-inside-work-tree", "--show-prefix")
        if done.code:
            self.trouble = complaint(done.error, str(self.root))
        inside, _, prefix = text(done.out).partition("\n")
        return prefix.removesuffix("\n") if done.code == 0 and inside == "true" else None

    @cached_property
    def _index(self) -> frozenset[str] | None:
        listed = self.out("ls-files", "-z", "--cached")
        return None if listed is None else frozenset(names(listed))

    def in_git(self) -> bool:
        return self._prefix is not None

    @cached_property
    def _cut(self) -> bool | None:
        """Whether the history is cut off; None is unknown."""
        said = self.out("rev-parse", "--is-shallow-repository") if self.in_git() else None
        return {b"true": True, b"false": False}.get((said or b"").strip())

    def shallow(self) -> bool:
        return self._cut is True

    def commit_time(self, rev: str) -> str | None:
        sha = self.resolve(rev)
        return self._commits([sha])[sha][2] if sha else None

    def dirty(self) -> list[str] | None:
        """Untracked folders that are repositories count as one path each."""
        prefix = self._prefix
        if prefix is None:
            return None
        options = ("--untracked-files=all", "--no-renames", "--ignore-submodules=none")
        changed = self.out("status", "--porcelain=v1", "-z", *options, "--", ".")
        flagged = self.out("ls-files", "-v", "-z")
        if changed is None or flagged is None:
            return None
        hidden = [p for p, sparse in unwatched(flagged) if not sparse or os.path.lexists(self.root / p)]
        return sorted({*below(prefix, status(changed)), *hidden})

    def tracked(self, path: str) -> bool:
        return self.in_git() and path in (self._index or ())

    def tags(self) -> list[str] | None:
        listed = self.out("for-each-ref", "--format=%(refname:strip=2)", "refs/tags") if self.in_git() else None
        return None if listed is None else [tag for tag in text(listed).split("\n") if tag]

    def resolve(self, rev: str) -> str | None:
        if not usable_rev(rev) or not self.in_git():
            return None
        found = self.out("rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}")
        sha = text(found or b"").strip()
        return sha if is_sha(sha) else None

    def commit_exists(self, sha: str) -> bool | None:
        if not self.in_git():
            return None
        name = sha.lower()
        if is_hex(name) and (self.resolve(name) or "").startswith(name):
            return True
        return False if self._cut is False else None

    def is_ancestor(self, a: str, b: str) -> bool | None:
        first, second = self.resolve(a), self.resolve(b)
        if first is None or second is None:
            return None
        code = self.run("merge-base", "--is-ancestor", first, second).code
        return {0: True, 1: False if self._cut is False else None}.get(-1 if code is None else code)

    def _tree(self, rev: str) -> dict[str, str] | None:
        sha, prefix = self.resolve(rev), self._prefix
        if sha is None or prefix is None:
            return None
        if sha not in self._trees:
            listed = self.out("ls-tree", "-r", "-z", "--full-tree", sha, "--", *([prefix] if prefix else []))
            entries = None if listed is None else tree(listed)
            self._trees[sha] = entries and {path.removeprefix(prefix): blob for path, blob in entries.items()}
        return self._trees[sha]

    def files_at(self, rev: str) -> list[str] | None:
        entries = self._tree(rev)
        return None if entries is None else sorted(entries)

    def at(self, rev: str, path: str) -> str | None:
        blob = (self._tree(rev) or {}).get(path)
        content = self.out("cat-file", "blob", blob) if blob else None
        return None if content is None else base64.b64encode(content).decode()

    def changes(self) -> dict[str, list[str]] | None:
        head, prefix = self.resolve("HEAD"), self._prefix
        if head is None or prefix is None or self._cut is not False:
            return None
        how = ("--date-order", "-c", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-relative")
        listed = self.out("log", *how, *_PLAIN, "--format=%H %ct", head, "--")
        if listed is None or self._index is None:
            return None
        last = history(listed)
        return {path: list(last[prefix + path]) for path in sorted(self._index) if prefix + path in last}

    def blame(self, path: str, first: int | None, last: int | None, ignore: str | None) -> list[list[Any]] | None:
        if not usable_path(path) or not self.in_git() or not self.tracked(path):
            return None
        if first is not None and last is not None and not 1 <= first <= last:
            return None
        lines = ("-L", f"{first},{last}") if first is not None else ()
        passed_over = self._ignored(ignore)
        if passed_over is None:
            return None
        with tempfile.TemporaryDirectory() as folder:
            listed = Path(folder, "revs")
            listed.write_bytes(passed_over)
            revs = ("--ignore-revs-file", "", "--ignore-revs-file", str(listed))
            done = self.run("blame", "--porcelain", *revs, "--no-textconv", *lines, "--", path)
        if done.code != 0:
            if "object name list" in done.error:
                self.trouble = f"git blame: {done.error.strip()}; correct or unset blame.ignoreRevsFile"
            return None
        shas, edges = blamed(done.out)
        if (self._cut is not False and edges) or (first and last and len(shas) != last - first + 1):
            return None
        known = self._commits({sha for sha in shas if set(sha) != {"0"}})
        return [[email, name, sha, when] for sha in shas for email, name, when in [known.get(sha, ("", "", None))]]

    def _ignored(self, rev: str | None) -> bytes | None:
        """Commits that blame passes over; none where a revision has no list of them, None where it cannot be read."""
        if rev is None:
            return b""
        sha = self.resolve(rev)
        return None if sha is None else ignored(self.out("cat-file", "blob", f"{sha}:{IGNORE_REVS}") or b"")

    def _commits(self, shas: Iterable[str]) -> dict[str, Commit]:
        form = "--format=%H%x00%ae%x00%an%x00%ct"
        given = "".join(f"{sha}\n" for sha in sorted(shas)).encode()
        return commits(self.out("log", "--no-walk=unsorted", "--stdin", "-s", *_PLAIN, form, given=given) or b"")
