"""Did-you-mean: the nearest known word to a misspelt one."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` most likely meant, or None.

    Case, ``-`` and ``_`` do not count; what remains may differ by one edit per four characters, at most three.
    Two equally near words are no answer.
    """
    folded = _fold(word)
    if len(folded) < 3:
        return None
    letters = set(folded)
    best: tuple[int, str] | None = None
    tied = False
    for candidate in known:
        other = _fold(candidate)
        limit = min(3, max(1, max(len(folded), len(other)) // 4))
        if abs(len(other) - len(folded)) > limit or len(letters ^ set(other)) > 2 * limit:
            continue  # an edit changes the length by one at most, and the letters by two
        distance = _distance(folded, other)
        if distance > limit:
            continue
        if best is None or distance < best[0]:
            best, tied = (distance, candidate), False
        elif distance == best[0]:
            tied = True
    return None if best is None or tied else best[1]


def one_of(words: Iterable[str]) -> str:
    """Words in backticks, joined for a sentence: ``a``, ``b`` or ``c``."""
    quoted = [f"`{word}`" for word in words]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _fold(word: str) -> str:
    return word.casefold().replace("-", "").replace("_", "").replace(" ", "")


def _distance(a: str, b: str) -> int:
    """Edits between two words: insert, delete, replace, or swap two neighbours (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def an(word: str) -> str:
    """A word with its indefinite article: an owners-guide, a runbook."""
    return f"{'an' if word[:1].lower() in 'aeio' else 'a'} {word}"
