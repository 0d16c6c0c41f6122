"""How often the first guess of `opsgate adopt` is right.

    python benchmarks/adopt.py FOLDER LABELS [--strip N] [--wrong] [--kinds FOLDER]

LABELS has a line for each document: its path below FOLDER, a tab, and the kind that a person gave it, or `none`; after
another tab there may be a second kind (or `none`) that would do as well. *Strict* figures count the first label only,
*lenient* ones both. Where FOLDER holds several repositories, ``--strip N`` says how many folders lead to the root of
each: the last of them counts as the project's own folder, and what a collection calls the others is no evidence. Prints
accuracy, how good the guesses are that would be written (those that are sure), what becomes of documents that are of no
kind, a table of confusion, and figures by kind.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from opsgate.edges.adopt.clues import clues
from opsgate.edges.adopt.guess import Guess, Guesser
from opsgate.knowing.kinds import Kinds
from opsgate.reading.document import load, loaded_document

NONE = "none"


def guessed(guesser: Guesser, folder: Path, path: str, strip: int) -> Guess:
    """The guess for a file in the repository that the first ``strip`` folders of its path lead to."""
    parts = path.split("/")
    document = loaded_document("/".join(parts[strip:]), load(folder / path))
    return guesser.guess(clues(document, parts[strip - 1] if strip else folder.resolve().name))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document, the kind that a person gave it, and another that would do; either may be ``none``."""

    path: str
    label: str
    second: str = ""

    def allows(self, guess: str) -> bool:
        return guess in (self.label, self.second)


def labels(file: Path) -> list[Labelled]:
    """The documents of a file of labels."""
    lines = (line.split("\t") for line in file.read_text("utf-8").splitlines() if line.strip() and line[0] != "#")
    return [Labelled(*(field.strip() for field in fields[:3])) for fields in lines]


def table(pairs: Sequence[tuple[str, str]]) -> str:
    """A row a label, a column a guess."""
    names = sorted({name for pair in pairs for name in pair}, key=lambda name: (name == NONE, name))
    counts = Counter(pairs)
    width = max(map(len, names)) + 2
    head = "label / guess".ljust(width) + "".join(name[:10].rjust(12) for name in names)
    rows = [row.ljust(width) + "".join(str(counts[row, name] or ".").rjust(12) for name in names) for row in names]
    return "\n".join([head, *rows])


def by_kind(pairs: Sequence[tuple[str, str]]) -> str:
    """Recall and precision of each label."""
    lines = []
    for name in sorted({label for label, _ in pairs}):
        right = sum(1 for pair in pairs if pair == (name, name))
        labelled = sum(1 for label, _ in pairs if label == name)
        said = sum(1 for _, guess in pairs if guess == name)
        lines.append(f"{name}: {right} of {labelled} found; {right} of {said} guesses right")
    return "\n".join(lines)


def figures(found: Sequence[tuple[Labelled, Guess]]) -> str:
    """How often the guess is right, how often one that is sure is, and what happens to documents of no kind."""
    total = max(1, len(found))
    strict = sum(1 for each, guess in found if (guess.kind or NONE) == each.label)
    lenient = sum(1 for each, guess in found if each.allows(guess.kind or NONE))
    sure = [(each, guess.kind or NONE) for each, guess in found if guess.sure]
    perhaps = [(each, guess.kind) for each, guess in found if guess.kind and not guess.sure]
    nones = [guess for each, guess in found if each.label == NONE]
    missed = sum(1 for each, guess in found if guess.kind is None and not each.allows(NONE))
    return "\n".join(
        [
            f"first guess right: strict {strict} of {len(found)} ({strict / total:.1%}), "
            f"lenient {lenient} ({lenient / total:.1%})",
            f"sure: {len(sure)}, right {sum(each.allows(kind) for each, kind in sure)} (lenient)",
            f"perhaps: {len(perhaps)}, right {sum(each.allows(kind) for each, kind in perhaps)} (lenient)",
            f"of a kind, and no guess: {missed}",
            f"of no kind: {len(nones)}, of them {sum(guess.sure for guess in nones)} surely given one, "
            f"{sum(guess.kind is not None and not guess.sure for guess in nones)} perhaps",
        ]
    )


def explained(each: Labelled, guess: Guess) -> str:
    """A wrong guess with its reasons."""
    wanted = " or ".join(filter(None, (each.label, each.second)))
    lines = [f"{each.path}: {wanted}, guessed {guess.kind or NONE}"]
    for scored in guess.scored[:2]:
        lines.append(f"  {scored.kind} {scored.score} ({scored.raw})")
        lines += [f"    {reason.points:+} {reason.text}" for reason in scored.reasons]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--strip", type=int, default=0, metavar="N")
    parser.add_argument("--wrong", action="store_true", help="print each guess that is wrong, with its reasons")
    parser.add_argument("--kinds", type=Path, action="append", default=[], help="a folder of further kinds")
    asked = parser.parse_args()
    guesser = Guesser(Kinds(asked.kinds))
    found = [(each, guessed(guesser, asked.folder, each.path, asked.strip)) for each in labels(asked.labels)]
    if asked.wrong:
        for each, guess in found:
            if not each.allows(guess.kind or NONE):
                print(explained(each, guess))
    pairs = [(each.label, guess.kind or NONE) for each, guess in found]
    print(figures(found), table(pairs), by_kind(pairs), sep="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
