"""What web addresses answered, and for how long that is believed."""

import datetime
import json
import os
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal

Word = Literal["ok", "gone", "unknown"]

FILE = "links.json"
_VERSION = 1
_GONE = (404, 410)
_BELIEVED = {"ok": datetime.timedelta(days=7), "gone": datetime.timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a web address.

    ``reason`` goes on after the address: ``answers 404 Not Found``. ``status`` is that of the last answer, None where
    there was none. ``moved_to`` is where permanent redirects alone led, or None.
    """

    word: Word
    status: int | None
    reason: str
    moved_to: str | None = None


def answered(status: int, moved_to: str | None = None) -> Answer:
    """The answer that a status is: 2xx is ok, 404 and 410 are gone, nothing else decides anything."""
    word: Word = "ok" if 200 <= status < 300 else "gone" if status in _GONE else "unknown"
    try:
        name = f" {HTTPStatus(status).phrase}"
    except ValueError:
        name = ""
    return Answer(word, status, f"answers {status}{name}", moved_to)


def unknown(reason: str, status: int | None = None) -> Answer:
    """An answer that decides nothing."""
    return Answer("unknown", status, reason)


def unjudged(answers: Mapping[str, Answer]) -> Counter[str]:
    """How many addresses nothing is known of, by reason."""
    return Counter(answer.reason for answer in answers.values() if answer.word == "unknown")


class WebCache:
    """Answers of earlier runs: seven days for what was there, one day for what was gone, none for the unknown.

    ``now`` is the moment of this run, with a time zone. The file is input like any other: an entry that is not of the
    right form, or of the future, is left out. Only numbers and times are kept, no sentences.
    """

    def __init__(self, folder: Path, now: datetime.datetime) -> None:
        self._file = folder / FILE
        self._now = now
        self._entries = {url: entry for url, entry in self._read().items() if self._answer(entry) is not None}
        self._changed = False

    def get(self, address: str) -> Answer | None:
        """The answer that is still believed, or None."""
        return self._answer(self._entries.get(address))

    def put(self, address: str, answer: Answer) -> None:
        """Keep an answer, if it decides something."""
        if answer.word != "unknown":
            self._entries[address] = [answer.status, answer.moved_to, self._now.isoformat()]
            self._changed = True

    def save(self) -> None:
        """Write the answers that are still believed; a cache that cannot be written is no fault."""
        if not self._changed:
            return
        temporary = self._file.with_suffix(f".{os.getpid()}")
        try:
            self._file.parent.mkdir(exist_ok=True)
            (self._file.parent / ".gitignore").write_text("*\n", "utf-8")
            temporary.write_text(json.dumps({"version": _VERSION, "answers": self._entries}, indent=0), "utf-8")
            temporary.replace(self._file)
        except (OSError, UnicodeError):
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _answer(self, entry: Any) -> Answer | None:
        if not isinstance(entry, list) or len(entry) != 3:
            return None
        status, moved_to, then = entry
        if type(status) is not int or not isinstance(moved_to, str | None) or not isinstance(then, str):
            return None
        answer = answered(status, moved_to)
        try:
            age = self._now - datetime.datetime.fromisoformat(then)
        except (ValueError, TypeError, OverflowError):
            return None
        believed = _BELIEVED.get(answer.word)
        return answer if believed is not None and datetime.timedelta() <= age < believed else None

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._file.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(found, dict) or found.get("version") != _VERSION:
            return {}
        answers = found.get("answers")
        return answers if isinstance(answers, dict) else {}
