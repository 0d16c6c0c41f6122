"""Read every Markdown file below a directory with both readers and compare what they give, inline content too.

    python benchmarks/compare_readers.py DIR [--show N]

``handed over`` counts documents that the fast reader gives whole to the reference reader, ``leaves handed over``
single paragraphs, headings and cells. ``different`` must be 0.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from opsgate.reading.frontmatter import read_front_matter
from opsgate.reading.nodes import Block, Inline, Markdown
from opsgate.reading.readers import doubts, fast, reference

Row = tuple[Block, tuple[Inline, ...]]


def flat(read: Markdown) -> list[Row]:
    """Every block with its inline content, which ``==`` of blocks does not look at."""
    return [(block, block.inlines) for top in read.blocks for block in top.walk()]


def difference(first: Markdown, second: Markdown) -> str:
    """Where two readings part, or nothing."""
    if first.definitions != second.definitions:
        return f"definitions {first.definitions} {second.definitions}"
    one, other = flat(first), flat(second)
    for a, b in zip(one, other, strict=False):
        if a[1] != b[1]:
            pairs = [(x, y) for x, y in zip(a[1], b[1], strict=False) if x != y]
            return f"{a[0].kind} {a[0].span}: {pairs[:1] or (a[1][-1:], b[1][-1:])}"
        if (a[0].kind, a[0].span, len(a[0].children)) != (b[0].kind, b[0].span, len(b[0].children)):
            return f"{_short(a[0])} | {_short(b[0])}"
    if first != second:
        odd = next(((a[0], b[0]) for a, b in zip(one, other, strict=False) if not a[0].children and a[0] != b[0]), None)
        return f"{odd}"[:600] if odd else "blocks differ"
    return ""


def _short(block: Block) -> str:
    return f"{block.kind} {block.span} {len(block.children)} children"


def timed(read: Callable[[str, int], Markdown], raw: str, start: int) -> float:
    """Microseconds for reading one document's blocks."""
    begin = perf_counter()
    read(raw, start)
    return (perf_counter() - begin) * 1e6


def main() -> int:
    """Compare, print the figures, fail on any difference."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("directory", type=Path)
    arguments.add_argument("--show", type=int, default=10, help="how many differences to print")
    given = arguments.parse_args()
    count: Counter[str] = Counter()
    times: dict[str, list[float]] = {"fast": [], "fast, 6-8 KB": [], "reference": [], "reference, 6-8 KB": []}
    for path in sorted(given.directory.rglob("*.md")):
        raw = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
        start = read_front_matter(raw).body
        count["compared"] += 1
        try:
            told = _compare(raw, start, count)
        except Exception as problem:
            count["crashed"] += 1
            print(f"{path}: crashed: {problem!r}")
            continue
        if told and count["different"] <= given.show:
            print(f"{path}: {told}")
        for name, read in (("fast", fast.read), ("reference", reference.read)):
            took = timed(read, raw, start)
            times[name].append(took)
            if 6000 <= len(raw) <= 8000:
                times[f"{name}, 6-8 KB"].append(took)
    for word in ("compared", "equal", "handed over", "different", "crashed", "leaves", "leaves handed over"):
        print(f"{word}: {count[word]}")
    for name, taken in times.items():
        print(f"median, {name}: {median(taken or [0]):.0f} µs")
    return 1 if count["different"] or count["crashed"] else 0


def _compare(raw: str, start: int, count: Counter[str]) -> str:
    made = fast.attempt(raw, start)
    if made is None:
        count["handed over"] += 1
        reference.read(raw, start)
        return ""
    truth = reference.read(raw, start)
    for top in made.blocks:
        for block in top.walk():
            count["leaves"] += block.source is not None
            count["leaves handed over"] += bool(block.source) and doubts.of_leaf(raw[slice(*block.span)])
    told = difference(made, truth)
    count["different" if told else "equal"] += 1
    return told


if __name__ == "__main__":
    sys.exit(main())
