"""What forms for programs share: JSON that anything can read, identities that differ, the worst first."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from opsgate.running.report import Report, ordered
from opsgate.words.finding import Finding

_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
REPOSITORY = "."
"""The path of a finding of the repository as a whole, which stands in no file."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with an identity that no other finding of its report has; ``baselined`` where a baseline accepts it."""

    finding: Finding
    identity: str
    baselined: bool = False

    @property
    def open(self) -> bool:
        """Whether it counts: nobody suppressed it, and no baseline accepts it."""
        return self.finding.suppressed is None and not self.baselined


def told(report: Report) -> list[Told]:
    """Every finding of a report in the total order of findings, those that a baseline accepts at the end.

    The identity is the fingerprint; of the second and further findings with the same one, the fingerprint, a colon and
    which of them it is. No line number is in it.
    """
    seen: Counter[str] = Counter()
    made = []
    for found, baselined in ((report.findings, False), (report.baselined, True)):
        for finding in ordered(found):
            seen[finding.fingerprint] += 1
            number = seen[finding.fingerprint]
            identity = finding.fingerprint if number == 1 else f"{finding.fingerprint}:{number}"
            made.append(Told(finding, identity, baselined))
    return made


def told_open(report: Report) -> list[Told]:
    """The findings that count, the worst first, in the total order within each severity."""
    return worst_first([item for item in told(report) if item.open])


def worst_first(items: Sequence[Told]) -> list[Told]:
    """The same findings by severity, those that do not count at the end."""
    return sorted(items, key=lambda item: (not item.open, -item.finding.severity))


def to_json(value: object, *, indent: int | None = 2) -> str:
    r"""JSON with a line end; characters that steer or cannot be seen are escaped in it, and the value stays the same.

    Bytes of a file name that are no UTF-8 are no text that JSON could hold: they become ``\xff``, as one reads it.
    """
    return _UNSEEN.sub(_escape, json.dumps(value, ensure_ascii=False, indent=indent)) + "\n"


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\\\x{code - 0xDC00:02x}"
    if 0xD800 <= code <= 0xDFFF:
        return f"\\\\u{code:04x}"
    return f"\\u{code:04x}"


def counted(number: int, word: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{number} {word}" + ("" if number == 1 else "s")
