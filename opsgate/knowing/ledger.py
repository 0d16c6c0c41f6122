"""Where a document's attestations and approvals are written: its front matter, or a file beside it.

The sidecar of ``docs/runbook.md`` is ``gates/docs/runbook.yaml``: owners of that folder can guard it, and a document
that has no front matter gets one too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from opsgate.knowing.kindfile import common_front_matter
from opsgate.knowing.subject import Subject
from opsgate.reading.coerce import coerce
from opsgate.reading.document import load
from opsgate.reading.validate import Schema, Violation
from opsgate.reading.yamlvalue import Tree, read_yaml
from opsgate.words.place import Place
from opsgate.words.text import Text


@dataclass(frozen=True)
class Ledger:
    """What was attested and approved. ``problem`` says why it cannot be read; then nothing in it counts."""

    path: str
    text: Text
    data: Mapping[str, Any]
    violations: tuple[Violation, ...]
    subject: Subject
    tree: Tree | None = None
    problem: str = ""

    def attestation(self, stage: str, criterion: str) -> Mapping[str, Any] | None:
        """The entry of a criterion, as written, or None."""
        found = self.data.get("gates")
        for key in (stage, criterion):
            found = found.get(key) if isinstance(found, Mapping) else None
        return {} if found is not None and not isinstance(found, Mapping) else found

    @property
    def approvals(self) -> list[Any]:
        found = self.data.get("approvals")
        return found if isinstance(found, list) else []

    def faults(self, *keys: str | int) -> list[Violation]:
        """What is wrong with the form of what stands below these keys."""
        return [violation for violation in self.violations if violation.keys[: len(keys)] == keys]

    def place(self, *keys: str | int) -> Place:
        """Where an entry stands, or what would hold it."""
        if self.tree is None:
            return self.subject.document.place(*keys)
        present = keys
        while present and present not in self.tree.spans:
            present = present[:-1]
        span = self.tree.spans.get(present, (0, 0))
        return Place(self.path, ("meta", *present), span, keys[len(present) :])

    def lines(self, *keys: str | int) -> tuple[int, int]:
        """First and last line (from 1) of an entry, its key included."""
        spans = self.tree.spans if self.tree else self.subject.document.front.spans
        keyed = self.tree.keys if self.tree else self.subject.document.front.keys
        span = spans.get(keys, (0, 0))
        start = keyed.get(keys, span)[0]
        return self.text.position(start).line, self.text.position(max(start, span[1] - 1)).line


def sidecar_path(document: str) -> str:
    """The path of a document's sidecar."""
    return (PurePosixPath("gates") / document).with_suffix(".yaml").as_posix()


def read_ledger(subject: Subject, root: Path, *, sidecar: bool) -> Ledger:
    """A document's ledger; one without front matter of its own has a sidecar whatever is configured."""
    document = subject.document
    if not sidecar and document.front.block is not None:
        return Ledger(document.path, document.text, subject.meta, subject.violations, subject)
    path = sidecar_path(document.path)
    linked = next((part for part in _parts(path) if (root / part).is_symlink()), None)
    if linked is not None:
        return Ledger(path, Text(""), {}, (), subject, Tree(), f"`{linked}` is a symbolic link")
    if not (root / path).exists():
        return Ledger(path, Text(""), {}, (), subject, Tree())
    loaded = load(root / path)
    try:
        text = Text(loaded.data.decode("utf-8"))
    except UnicodeDecodeError:
        return Ledger(path, Text(""), {}, (), subject, Tree(), "it is not UTF-8")
    tree = read_yaml(text.raw)
    problem = loaded.problem or (tree.faults[0].message if tree.faults else "")
    if not problem and not isinstance(tree.value, dict):
        problem = "it holds no keys and values"
    if problem:
        return Ledger(path, text, {}, (), subject, tree, problem)
    schema = _schema()
    data = coerce(tree.value, schema.source)
    if data.get("document") != document.path:
        problem = f"its `document:` is `{data.get('document')}`, not `{document.path}`"
    return Ledger(path, text, data, schema.violations(data), subject, tree, problem)


def _parts(path: str) -> list[str]:
    """A path and the folders above it, below the root."""
    parts = PurePosixPath(path).parts
    return ["/".join(parts[: size + 1]) for size in range(len(parts))]


def _schema() -> Schema:
    common = common_front_matter()
    return Schema(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "additionalProperties": False,
            "required": ["document"],
            "properties": {
                "document": {"type": "string", "description": "The document that this file belongs to."},
                "gates": common["properties"]["gates"],
                "approvals": common["$defs"]["approvals"],
            },
            "$defs": common["$defs"],
        }
    )
