"""The text of a section that a kind asks for and nobody has written yet."""

import re
from collections.abc import Callable, Mapping

from opsgate.knowing.kind import Column, Level, Need, SectionSpec, applies


def skeleton(section: SectionSpec, level: Level, depth: int, *, samples: bool = True) -> str:
    """A section that nobody has written yet, its heading of level ``depth``, without a line end behind it.

    It has guidance in a comment, the parts that are asked for, and ``samples``: placeholders for what it needs.
    Without samples nothing stands in it but the headers of its tables, so that it is reported as empty.
    """
    parts = [f"{'#' * depth} {section.heading}"]
    guide = section.guide
    needs = [need for need in section.needs if applies(need.level, level)]
    examples = [
        f"{c.name}: for example `{c.example}`"
        for need in needs
        for c in need.columns
        if c.example and applies(c.level, level)
    ]
    if examples:
        guide = f"{guide} {'; '.join(examples)}.".strip()
    if guide:
        parts.append(f"<!-- {guide} -->")
    inner = [
        skeleton(child, level, depth + 1, samples=samples)
        for child in section.sections
        if applies(child.level, level) and not child.optional
    ]
    if not samples:
        parts.extend(_header(need, level) for need in needs if need.columns)
    elif section.sample:
        parts.append(section.sample.strip())
    else:
        parts.extend(_element(need, level, section) for need in needs)
        if not needs and not inner:
            parts.append("[WRITE_THIS_SECTION]")
    return "\n\n".join([*parts, *inner])


def _columns(need: Need, level: Level) -> list[Column]:
    return [column for column in need.columns if applies(column.level, level)]


def _header(need: Need, level: Level) -> str:
    columns = _columns(need, level)
    return f"| {' | '.join(column.name for column in columns)} |\n|{'|'.join('---' for _ in columns)}|"


def _element(need: Need, level: Level, section: SectionSpec) -> str:
    if need.columns:
        cells = [f"[{re.sub('[^A-Z0-9]+', '_', c.name.upper()).strip('_')}]" for c in _columns(need, level)]
        return f"{_header(need, level)}\n| {' | '.join(cells)} |"
    return _SAMPLES[need.elements[0]](max(need.count, 1), section)


def _steps(count: int, _section: SectionSpec) -> str:
    names = ("FIRST_STEP", "SECOND_STEP", "THIRD_STEP")
    return "\n".join(
        f"{n}. [{names[n - 1]}]. You should see [WHAT_YOU_SEE]." for n in range(1, min(max(count, 2), 3) + 1)
    )


_SAMPLES: Mapping[str, Callable[[int, SectionSpec], str]] = {
    "steps": _steps,
    "table": lambda _count, _section: (
        "| [FIRST_COLUMN] | [SECOND_COLUMN] |\n|---|---|\n| [FIRST_CELL] | [SECOND_CELL] |"
    ),
    "checklist": lambda count, _section: "\n".join("- [ ] [SOMETHING_TO_CHECK]" for _ in range(count)),
    "image": lambda _count, _section: "![[WHAT_IT_SHOWS]]([IMAGE_FILE])",
    "commands": lambda _count, _section: '```sh\necho "[COMMAND_TO_RUN]"\n```',
    "questions": lambda _count, _section: "### [A_QUESTION_PEOPLE_ASK]?\n\n[ITS_ANSWER_HERE].",
    "list": lambda count, _section: "\n".join("- [AN_ITEM]" for _ in range(count)),
    "code": lambda _count, _section: '```\necho "[CODE_HERE]"\n```',
    "link": lambda _count, _section: "[[LINK_TEXT]]([LINK_TARGET])",
    "text": lambda _count, _section: "[WRITE_THIS_SECTION]",
}
