"""Whether a short text, such as a table's cell, says a word, denies one, or has nothing to say."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

_NEGATORS = frozenset({"no", "not", "non", "un", "never", "without", "neither", "nor", "lacks", "cannot"})
_FILLERS = frozenset({"longer", "more", "any", "a", "an"})
_LINKING = frozenset({"is", "are", "was", "were", "has", "been", "be", "still", "currently", "yet", "at", "rest"})
_STOPS = frozenset({"the", "with", "in", "into", "to", "for", "of", "from", "on", "by", "but"})
_REACH = 4
_CLAUSE = re.compile(r"[,;:()\[\]!?|\n=–—→]|\.(?:\s|\Z)|\s-+\s")
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|-")
_HOLLOW = re.compile(
    r"(?:none|nothing|nil|no|nope|n\W?a|unknown|unclear|never|impossible|missing|later|nobody|no one"
    r"|tbd|tba|tbc|todo|fixme|\?+"
    r"|not(?: \w+){1,2}|no (?:idea|way|steps|plan))"
    r"(?: (?:at all|yet|so far|known|planned|possible|available|documented|whatsoever|back))?"
    r"(?=\s*(?:\Z|[:;,.!?(–—-]))"
)

Clause = tuple[str, ...]


def clauses(text: str) -> Iterator[Clause]:
    """The words of each part between punctuation marks: folded, no invisible characters; a dash alone is a word."""
    shown = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    for part in _CLAUSE.split(shown.casefold()):
        words = tuple(_TOKEN.findall(part))
        yield from [tuple(word for word in words if word != "-") or words] if words else []


def said(text: str, words: Sequence[str]) -> str | None:
    """The first of the words or phrases that a text says and does not deny: "no manual steps" does not say "manual"."""
    wanted = [(word, tuple(_TOKEN.findall(word.casefold())) or (word,)) for word in words]
    for clause in clauses(text):
        for word, phrase in wanted:
            for start in range(len(clause) - len(phrase) + 1):
                if clause[start : start + len(phrase)] == phrase and not _denied(clause, start):
                    return word
    return None


def answered(text: str, answers: Sequence[str]) -> str | None:
    """The first of the answers that is all that a clause of the text says: "AES-256, no" answers "no"."""
    found = {" ".join(clause) for clause in clauses(text)}
    return next((answer for answer in answers if _joined(answer) in found), None)


def says_only(text: str, words: Sequence[str]) -> bool:
    """Whether every clause of a text is one of the words, which say too little: "Encrypted: yes"."""
    return {" ".join(clause) for clause in clauses(text)} <= set(map(_joined, words))


def _joined(answer: str) -> str:
    return " ".join(next(clauses(answer), (answer,)))


def denied(text: str, claims: Sequence[str], words: Sequence[str] = ()) -> str | None:
    """The claim that a text denies: "not currently encrypted", "encryption is not enabled", "no disk encryption".

    A text that begins with a negation denies the first claim, unless what it negates is one of ``words``.
    """
    for clause in clauses(text):
        for index, word in enumerate(clause):
            if word in claims and (_negated_before(clause, index) or _negated_behind(clause, index)):
                return word
    first = next(clauses(text), ())
    if claims and first and _is_negator(first[0]) and not _negates_one(first, words):
        return claims[0]
    return None


def hollow(text: str) -> bool:
    """Whether a text only says that there is nothing to say: "none", "N/A (local)", "not yet", "none: see below"."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return not re.search(r"\w", folded) or _HOLLOW.match(folded) is not None


def _is_negator(word: str) -> bool:
    return word in _NEGATORS or word.replace("’", "'").endswith("n't")


def _denied(clause: Clause, start: int) -> bool:
    if start and _is_negator(clause[start - 1]):
        return True
    return start > 1 and clause[start - 1] in _FILLERS and _is_negator(clause[start - 2])


def _negates_one(clause: Clause, words: Sequence[str]) -> bool:
    rest = clause[2:] if len(clause) > 2 and clause[1] in _FILLERS else clause[1:]
    return any(rest[: len(phrase)] == phrase for word in words if (phrase := tuple(_TOKEN.findall(word.casefold()))))


def _negated_before(clause: Clause, index: int) -> bool:
    for word in reversed(clause[max(0, index - _REACH) : index]):
        if _is_negator(word):
            return True
        if word in _STOPS:
            return False
    return False


def _negated_behind(clause: Clause, index: int) -> bool:
    for word in clause[index + 1 : index + 1 + _REACH]:
        if _is_negator(word):
            return True
        if word not in _LINKING:
            return False
    return False
