"""Kinds, rules and files described, for people and for programs."""

from collections.abc import Collection
from typing import Any

from opsgate.judging.catalog import CHECKS
from opsgate.judging.check import Check
from opsgate.knowing.corpus import Reader, Skipped
from opsgate.knowing.kind import Column, Criterion, Kind, Need, SectionSpec
from opsgate.reading.document import read_document
from opsgate.running.plan import Plan
from opsgate.words.errors import OpsgateError
from opsgate.words.finding import Severity
from opsgate.words.near import an, nearest
from opsgate.words.resources import resource


def kind_data(kind: Kind) -> dict[str, Any]:
    """All that a kind is, in the form that ``opsgate kind KIND --format json`` promises."""
    return {
        "kind": kind.name,
        "extends": kind.extends,
        "seed": kind.seed,
        "title": kind.title,
        "purpose": kind.purpose,
        "place": kind.place,
        "statuses": {stage: list(words) for stage, words in kind.statuses.items()},
        "done": [{"statement": item.statement, "shown_by": list(item.shown_by)} for item in kind.done],
        "sop": [{"step": item.statement, "shown_by": list(item.shown_by)} for item in kind.sop],
        "fields": [
            {"name": f.name, "csv": f.csv, "where": f.where, "at": f.at, "type": f.type, "level": f.level}
            for f in kind.fields
        ],
        "required": {level: list(keys) for level, keys in kind.required.items()},
        "sections": [_section(section) for section in kind.sections],
        "gates": {name: [_criterion(c) for c in gate.criteria] for name, gate in kind.gates.items()},
        "relations": [
            {"name": r.name, "kinds": list(r.kinds), "external": r.external, "many": r.many, "level": r.level}
            for r in kind.relations
        ],
        "csv": list(kind.csv),
        "levels": dict(kind.levels),
        "followed": kind.followed,
        "weakened": list(kind.weakened),
    }


def _section(section: SectionSpec) -> dict[str, Any]:
    return {
        "id": section.id,
        "heading": section.heading,
        "aliases": list(section.aliases),
        "level": section.level,
        "needs": [_need(need) for need in section.needs],
        "sections": [_section(inner) for inner in section.sections],
    }


def _need(need: Need) -> dict[str, Any]:
    return {
        "elements": list(need.elements),
        "level": need.level,
        "count": need.count,
        "columns": [_column(column) for column in need.columns],
        "unique": list(need.unique),
        "register": need.register,
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "key": column.key,
        "name": column.name,
        "type": column.type,
        "level": column.level,
        "empty": column.empty,
        "declares": column.declares,
        "uses": column.uses,
    }


def _criterion(criterion: Criterion) -> dict[str, Any]:
    return {
        "id": criterion.id,
        "statement": criterion.statement,
        "asks": criterion.asks,
        "decided_by": criterion.decided_by,
        "level": criterion.level,
        "due": criterion.due,
        "per": criterion.per,
        "roles": list(criterion.roles),
        "not_author": criterion.not_author,
        "max_age": criterion.max_age,
        "excludes": list(criterion.excludes),
        "waivable": criterion.waivable,
    }


def kind_text(kind: Kind) -> str:
    """A kind for people."""
    lines = [f"{kind.name}: {kind.title}" + (f" ({kind.seed})" if kind.seed else ""), ""]
    lines += (
        [kind.purpose, f"Suggested place: {kind.place}", ""] if kind.purpose else [f"Suggested place: {kind.place}", ""]
    )
    if kind.weakened:
        lines += [f"Weakened against {kind.extends}:", *(f"  - {item}" for item in kind.weakened), ""]
    for level, words in kind.levels.items():
        lines.append(f"{level}: {words}")
    lines += ["", "Front matter:"]
    for key in kind.properties:
        needed = next((level for level, keys in kind.required.items() if key in keys), None)
        if needed or key not in _COMMON:
            about = str(kind.properties[key].get("description", ""))
            lines.append(f"  {key:<20} {f'[{needed}]' if needed else '':<10} {about}".rstrip())
    lines += ["", "Sections:"]
    for section in kind.sections:
        lines.extend(_section_lines(section, 1))
    for name, gate in kind.gates.items():
        lines += ["", f"{name.capitalize()} gate: {gate.statement}"]
        lines.extend(f"  - {c.id} ({c.decided_by}, {c.level}): {c.asks}" for c in gate.criteria)
    if kind.relations:
        lines += ["", "Relations:"]
        lines.extend(f"  - {r.name}: {', '.join(r.kinds) or 'external'} [{r.level}]" for r in kind.relations)
    if kind.sop:
        lines += ["", "Steps:", *(f"  {number}. {item.statement}" for number, item in enumerate(kind.sop, 1))]
    if kind.done:
        lines += ["", "Done when:", *(f"  - {item.statement}" for item in kind.done)]
    return "\n".join(lines) + "\n"


_COMMON = frozenset(
    """
    kind title id version status owner author last_reviewed review_every level product tags relations describes rows
    gates
    """.split()
)


def _needs(section: SectionSpec) -> str:
    """What a section needs, on one line."""
    needs = []
    for need in section.needs:
        what = " or ".join(need.elements)
        if need.columns:
            what = f"{what} {' | '.join(column.name for column in need.columns)}"
        needs.append(what)
    return "; ".join(needs)


def _section_lines(section: SectionSpec, depth: int) -> list[str]:
    needs = _needs(section)
    lines = [f"{'  ' * depth}- {section.heading} [{section.level}]" + (f": {needs}" if needs else "")]
    for inner in section.sections:
        lines.extend(_section_lines(inner, depth + 1))
    return lines


def rule_page(word: str, kinds: Collection[str] = ()) -> str:
    """The page of a rule, by id or name. Raises OpsgateError where there is no such rule."""
    by_word = {name: check for check in CHECKS for name in (check.id, check.id.lower(), check.name)}
    check = by_word.get(word)
    if check is None and word in kinds:
        raise OpsgateError(f"`{word}` is a kind: `opsgate kind {word}` shows it")
    if check is None:
        near = nearest(word, [check.name for check in CHECKS])
        raise OpsgateError(f"`{word}` is neither a file nor a rule" + (f"; did you mean `{near}`?" if near else ""))
    return resource("rules", f"{check.id}.md").read_text("utf-8")


def rules_data() -> list[dict[str, str]]:
    """Every rule with its default severity."""
    return [
        {"id": c.id, "name": c.name, "severity": str(c.severity), "reads": c.reads, "summary": c.summary}
        for c in CHECKS
    ]


def explain_file(reader: Reader, plan: Plan, path: str) -> str:
    """Which kind a file is, why, and which checks it is held to with which severity."""
    found = reader.subject(read_document(reader.config.root, path))
    if isinstance(found, Skipped):
        return f"{path} is no document: {found.reason}\n"
    mapped = reader.mapped(path)
    because = "a pattern in [kinds] of the configuration" if mapped else "`kind:` in its front matter"
    lines = [
        f"{path} is {an(found.kind.name)} ({found.kind.title}), by {because}.",
        f"Level {found.level}; status {found.status or 'none'}, which counts as {found.stage}.",
    ]
    if found.kind.weakened:
        lines += [
            f"The kind is weakened against {found.kind.extends}:",
            *(f"  - {item}" for item in found.kind.weakened),
        ]
    lines += ["", "Sections:"]
    for spec, section in ((spec, found.structure.found.get(spec.id)) for spec in found.kind.all_sections()):
        there = f"“{section.title}”" if section else "not there"
        lines.append(f"  {spec.id:<24} {f'[{spec.level}]':<10} {there:<32} {_needs(spec)}".rstrip())
    required = ", ".join(f"`{key}`" for key in found.kind.required_at(found.level))
    lines += ["", f"Front matter required at {found.level}: {required or 'nothing'}."]
    lines += ["", "Checks:"]
    for check in (check for check in CHECKS if check.run is not None):
        lines.append(_check_line(check, plan, found.kind, found.stage))
    return "\n".join(lines) + "\n"


def _check_line(check: Check, plan: Plan, kind: Kind, stage: str) -> str:
    planned = plan.planned(check, kind)
    weight = check.weigh(planned.severity, stage) if planned.severity is not Severity.OFF else Severity.OFF
    softer = ", softened: the document is a draft" if weight < planned.severity else ""
    return f"  {check.id} {check.name:<28} {weight!s:<8} by {planned.because}{softer}"
