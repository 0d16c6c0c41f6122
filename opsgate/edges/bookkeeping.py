"""Writing attestations and approvals into a document's front matter, or into a file beside it.

The file beside a document ``docs/x.md`` is ``gates/docs/x.yaml``; it says which document it is about, then has the
same ``gates`` and ``approvals`` keys as front matter. Only the entry that is written changes; all else stays.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from opsgate.edges.files import write_whole
from opsgate.knowing.ledger import sidecar_path
from opsgate.reading.frontmatter import FrontMatter, load_block, read_front_matter
from opsgate.reading.yamledit import Given, append_in, applied, flow, set_in
from opsgate.words.errors import OpsgateError
from opsgate.words.text import Text

Entry: TypeAlias = "Mapping[str, Given | None]"
"""What is written, by key; keys without a value (None) are left out."""

GATES = ("entrance", "exit")


def attested(text: str, gate: str, criterion: str, entry: Entry) -> str:
    """The text of a document whose front matter attests a criterion of a gate, instead of what it said of it before.

    Raises OpsgateError for a document without readable front matter, for a gate that is none, and where the entry
    cannot be written without changing anything else.
    """
    keys = _keys(gate, criterion)
    return _changed(text, lambda raw, front: applied(raw, set_in(raw, front, keys, _entry(entry))))


def approved(text: str, entry: Entry) -> str:
    """The text of a document with one more item in ``approvals``. Raises OpsgateError as ``attested`` does."""
    return _changed(text, lambda raw, front: applied(raw, append_in(raw, front, ("approvals",), _entry(entry))))


def attested_beside(text: str, document: str, gate: str, criterion: str, entry: Entry) -> str:
    """The text of the file beside a document with an attestation; ``text`` is empty where there is no file yet.

    Raises OpsgateError as ``attested`` does, and where the file is about another document.
    """
    keys = _keys(gate, criterion)
    return _beside(text, document, lambda raw, front: applied(raw, set_in(raw, front, keys, _entry(entry))))


def approved_beside(text: str, document: str, entry: Entry) -> str:
    """The text of the file beside a document with one more approval. Raises OpsgateError as ``attested_beside``."""
    item = _entry(entry)
    return _beside(text, document, lambda raw, front: applied(raw, append_in(raw, front, ("approvals",), item)))


def rewrite(path: Path, change: Callable[[str], str]) -> bool:
    """Replace a file's text by what ``change`` makes of it; an absent file's text is empty.

    Whether anything was written. The file is replaced at once and keeps its permissions and line ends. Raises
    OpsgateError where it cannot be read as UTF-8 or not be written.
    """
    try:
        old = path.read_bytes().decode("utf-8") if path.exists() else ""
    except OSError as error:
        raise OpsgateError(f"`{path}` cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise OpsgateError(f"`{path}` is not UTF-8; save it as UTF-8") from error
    new = change(old)
    if new == old:
        return False
    write_whole(path, new)
    return True


def _keys(gate: str, criterion: str) -> tuple[str, ...]:
    if gate not in GATES:
        raise OpsgateError(f"there is no gate `{gate}`; it is `{GATES[0]}` or `{GATES[1]}`")
    return ("gates", gate, criterion)


def _entry(entry: Entry) -> Given:
    return {key: value for key, value in entry.items() if value is not None}


def _changed(text: str, change: Callable[[str, FrontMatter], str]) -> str:
    given = Text(text)
    return ("\ufeff" if given.bom else "") + change(given.raw, read_front_matter(given.raw))


def _beside(text: str, document: str, change: Callable[[str, FrontMatter], str]) -> str:
    given = Text(text)
    raw = given.raw or f"document: {flow(document)}\n"
    front = load_block(raw, (0, len(raw)))
    if not front.readable:
        why = front.faults[0].message if front.faults else "it holds no keys and values"
        raise OpsgateError(f"`{sidecar_path(document)}` cannot be read: {why}")
    said = (front.value or {}).get("document")
    if front.readable and said != document:
        about = f"`{said}`" if said else "no document (it has no key `document`)"
        raise OpsgateError(f"`{sidecar_path(document)}` is about {about}, not about `{document}`; mend that first")
    return ("\ufeff" if given.bom else "") + change(raw, front)
