"""How tree-sitter-bash and bashlex fare with the shell code of real documents.

``python benchmarks/shell_parsers.py FOLDER`` reads every Markdown file below a folder, takes the fences labelled as
shell, as they stand and as ``opsgate.reading.shell`` prepares them (prompts, output and placeholders taken out), and
prints for each parser how many it parsed without an error, how many it refused, how many made it crash, and the time.
bashlex is no dependency of opsgate: install it to compare.
"""

import importlib
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import tree_sitter_bash
from tree_sitter import Language, Parser

from opsgate.reading.consoles import code_lines
from opsgate.reading.document import document
from opsgate.reading.shell import neutral

_PARSER = Parser(Language(tree_sitter_bash.language()))


def fences(folder: Path) -> Iterator[tuple[str, str]]:
    """Shell code as it stands, and as it is prepared for the grammar."""
    for path in sorted(folder.rglob("*.md")):
        raw = path.read_text("utf-8", "replace").replace("\0", "")
        read = document(path.name, raw)
        raw = read.text.raw
        for block in read.outline.walk():
            found = code_lines(raw, block)
            if found is not None:
                whole = "\n".join(raw[start:end] for start, end in block.lines)
                yield whole, neutral("\n".join(raw[start:end] for start, end in found[0]))[0]


def tree_sitter(code: str) -> str:
    """What became of it: parsed, refused."""
    return "refused" if _PARSER.parse(code.encode()).root_node.has_error else "parsed"


def bashlex(code: str) -> str:
    """What became of it: parsed, refused, or the name of the exception that is no error of the code."""
    module = importlib.import_module("bashlex")
    if not code.strip():
        return "parsed"
    try:
        module.parse(code)
    except module.errors.ParsingError:
        return "refused"
    except Exception as error:
        return f"crashed: {type(error).__name__}"
    return "parsed"


def measure(name: str, parser: Callable[[str], str], codes: list[str]) -> None:
    """Print one line of figures."""
    start = time.perf_counter()
    outcome = Counter(map(parser, codes))
    seconds = time.perf_counter() - start
    print(f"{name:24} {seconds:7.2f} s  " + ", ".join(f"{count} {word}" for word, count in outcome.most_common()))


def main(folder: str) -> None:
    """Compare the two on everything below a folder."""
    both = list(fences(Path(folder)))
    print(f"{len(both)} blocks of shell code")
    for title, codes in (("as written", [code for code, _ in both]), ("prepared", [code for _, code in both])):
        measure(f"tree-sitter, {title}", tree_sitter, codes)
        measure(f"bashlex, {title}", bashlex, codes)


if __name__ == "__main__":
    main(sys.argv[1])
