"""Which of a document's headings are the sections that its kind asks for, and what they hold."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from opsgate.knowing.kind import SectionSpec
from opsgate.reading.nodes import Block
from opsgate.reading.outline import Outline, Section, same

_STEP = re.compile(r"(?:step\s+)?\d+\b", re.IGNORECASE)
_SHELL = frozenset(
    """
    sh bash shell zsh ksh fish console shell-session sh-session shellsession terminal powershell pwsh ps1 cmd bat
    batch sql psql mysql redis hcl promql logql text plaintext plain yaml
    """.split()
)

_IMG = re.compile(r"<(?:img|picture|video|svg)\b", re.IGNORECASE)


@dataclass(slots=True)
class Structure:
    """The sections found, by id; ``repeated`` are further headings for a section that was found already.

    ``order`` lists the ids of found sections as the document has them.
    """

    found: dict[str, Section] = field(default_factory=dict)
    repeated: list[tuple[SectionSpec, Section]] = field(default_factory=list)
    unmatched: list[Section] = field(default_factory=list)

    def missing(self, spec: SectionSpec) -> bool:
        """Whether a section is absent; one whose parts stand elsewhere is not."""
        return spec.id not in self.found and not any(child.id in self.found for child in spec.sections)


def match(outline: Outline, specs: Iterable[SectionSpec]) -> Structure:
    """Find the kind's sections among the headings.

    A heading matches in the scope that it stands in: below a matched section, its parts come first. What is still
    missing then is looked for among all headings that matched nothing, so that another nesting is no fault.
    """
    structure = Structure()
    titles = [section for section in outline.sections if section.level == 1]
    tops = [s for s in outline.sections if s.heading and s.parent is None]
    if len(titles) == 1:
        tops = [child for top in tops for child in ([top] if top.level > 1 else top.children)]
    specs = tuple(specs)
    for section in tops:
        _visit(section, specs, structure)
    _adopt(structure, specs)
    return structure


def _visit(section: Section, scope: tuple[SectionSpec, ...], structure: Structure) -> None:
    spec = _spec_for(section, scope)
    if spec is None:
        structure.unmatched.append(section)
    else:
        _take(spec, section, structure)
    for child in section.children:
        _visit(child, scope if spec is None else spec.sections, structure)


def _take(spec: SectionSpec, section: Section, structure: Structure) -> None:
    """Count a heading as a section. Of two that match, the one with the kind's own heading is the section.

    The other is a repetition only if it says the same in the same place: “Installation” beside “Getting started” is
    none, nor are the “Steps” of two chapters.
    """
    first = structure.found.setdefault(spec.id, section)
    if first is section:
        return
    if same(first.title) == same(section.title):
        if first.parent is section.parent and first.level == section.level:
            structure.repeated.append((spec, section))
    elif same(section.title) == same(spec.heading):
        structure.found[spec.id] = section


def _spec_for(section: Section, scope: Iterable[SectionSpec]) -> SectionSpec | None:
    name = same(section.title)
    return next((s for s in scope if name in s.names), None) if name else None


def _adopt(structure: Structure, specs: tuple[SectionSpec, ...]) -> None:
    for spec in (inner for outer in specs for inner in outer.walk()):
        if spec.id in structure.found:
            continue
        for section in structure.unmatched:
            if same(section.title) in spec.names:
                structure.found[spec.id] = section
                structure.unmatched.remove(section)
                break


def is_empty(section: Section, judged: Collection[int] = ()) -> bool:
    """Whether nothing but comments, rules and empty headings stands under a heading.

    ``judged`` holds the ``id`` of sections that the kind asks for themselves: these are not nothing, even if empty.
    """
    return all(map(_says_nothing, section.blocks)) and all(
        id(child) not in judged and is_empty(child, judged) for child in section.children
    )


def _says_nothing(block: Block) -> bool:
    return block.kind == "rule" or _is_comment(block)


def _is_comment(block: Block) -> bool:
    text = block.text.strip()
    return block.kind == "html" and text.startswith("<!--") and "-->" not in text[4:-3] and text.endswith("-->")


def count(element: str, section: Section) -> int:
    """How many of an element a section holds: steps, boxes, images, tables …"""
    return _COUNTS[element](section)


def _steps(section: Section) -> int:
    listed = sum(len(block.children) for block in section.find("list") if block.ordered)
    headed = sum(1 for child in section.walk() if child is not section and _STEP.match(child.title))
    return listed + headed


def _images(section: Section) -> int:
    leaves = section.find("paragraph", "cell", "heading")
    drawn = sum(1 for leaf in leaves for piece in leaf.inlines if _is_image(piece.kind, piece.text))
    return drawn + sum(1 for block in section.find("html") if _IMG.search(block.text))


def _is_image(kind: str, text: str) -> bool:
    return kind == "image" or (kind == "html" and _IMG.match(text) is not None)


def _commands(section: Section) -> int:
    return sum(1 for b in section.find("fence", "code") if b.text.strip() and _language(b) in (*_SHELL, ""))


def _language(block: Block) -> str:
    words = block.info.replace("{", " ").replace(",", " ").split()
    return words[0].lower().lstrip(".") if words else ""


def _questions(section: Section) -> int:
    """Questions with an answer: as headings, as bold or plain lines with text after them, or as rows of a table."""
    total = 0
    for part in section.walk():
        if part is not section and part.title.rstrip().endswith("?") and part.blocks:
            total += 1
        blocks = [block for block in part.blocks if not _is_comment(block)]
        for index, block in enumerate(blocks):
            text = block.plain if block.kind == "paragraph" else ""
            answered = index + 1 < len(blocks) and blocks[index + 1].kind != "rule"
            if "?" in text and (not text.endswith("?") or answered):
                total += 1
            elif block.kind == "table":
                total += sum(1 for row in block.children[1:] if len(row.children) > 1 and row.children[1].plain)
            elif block.kind == "list":
                total += sum(1 for item in block.children if _answers(item))
    return total


def _answers(item: Block) -> bool:
    texts = [block.plain for block in item.walk() if block.kind == "paragraph"]
    joined = " ".join(texts)
    return "?" in joined and not joined.endswith("?")


def _text(section: Section) -> int:
    return sum(1 for block in section.all_blocks() if not _says_nothing(block))


def _of(*kinds: str) -> Callable[[Section], int]:
    return lambda section: sum(1 for block in section.all_blocks() if block.kind in kinds)


def _links(section: Section) -> int:
    leaves = section.find("paragraph", "cell", "heading")
    return sum(1 for leaf in leaves for piece in leaf.inlines if piece.kind == "link")


_COUNTS: Mapping[str, Callable[[Section], int]] = {
    "steps": _steps,
    "table": _of("table"),
    "checklist": lambda section: sum(1 for item in section.find("item") if item.checked is not None),
    "image": _images,
    "commands": _commands,
    "questions": _questions,
    "list": _of("list"),
    "code": _of("fence", "code"),
    "link": _links,
    "text": _text,
}
ELEMENTS: Mapping[str, str] = {
    "steps": "numbered steps", "table": "a table", "checklist": "a checklist (`- [ ] …`)", "image": "an image",
    "commands": "a command block", "questions": "a question with its answer", "list": "a list", "code": "a code block",
    "link": "a link", "text": "text",
}  # fmt: skip
