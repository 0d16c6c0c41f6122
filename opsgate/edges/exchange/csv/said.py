"""What documents say, as the cells of their kind's CSV columns."""

from collections.abc import Mapping

from opsgate.edges.exchange.csv.body import text_of
from opsgate.edges.exchange.csv.cells import Cells
from opsgate.edges.exchange.csv.kept import kept_in, kept_span
from opsgate.edges.exchange.csv.match import Target
from opsgate.edges.exchange.csv.scaffold import Scaffold, whole_body
from opsgate.edges.exchange.csv.table import cleaned
from opsgate.knowing.kind import Kind, SectionSpec
from opsgate.knowing.subject import Subject
from opsgate.reading.outline import Section, same


def specs(kind: Kind) -> Mapping[str, SectionSpec]:
    """The kind's sections by id."""
    return {spec.id: spec for spec in kind.all_sections()}


def aside(kind: Kind, target: Target) -> SectionSpec | None:
    """The section that takes what a key of front matter cannot: the one that goes by the column's name."""
    if target.where != "meta":
        return None
    owned = {each.at for each in kind.fields if each.where == "section"}
    return next((spec for spec in kind.sections if same(target.title) in spec.names and spec.id not in owned), None)


class Said:
    """What one document says, column by column."""

    def __init__(self, subject: Subject, cells: Cells, scaffold: Scaffold) -> None:
        self.subject = subject
        self.cells = cells
        self.scaffold = scaffold
        self.meta = scaffold.said(subject)
        self.specs = specs(subject.kind)
        self.end = (kept_span(subject.document) or (len(subject.document.text),))[0]

    def cell(self, target: Target) -> str:
        """The cell of a column, from where it belongs or from where it is kept; empty where nothing says it."""
        kept = self.kept(target)
        untold = target.where == "meta" and self.meta.get(target.at) == self.scaffold.status
        return kept if kept and untold else self.placed(target) or kept

    def placed(self, target: Target) -> str:
        """The cell of a column as the front matter or a section says it."""
        if target.where == "section":
            return self.section(self.specs[target.at])
        shown = cleaned(self.cells.show(target, self.meta))
        other = aside(self.subject.kind, target)
        return shown or (self.section(other) if other is not None else "")

    def kept(self, target: Target) -> str:
        """The cell of a column that is kept in the document's comment."""
        return next((each.cell for each in kept_in(self.subject.document) if each.column == target.title), "")

    def section(self, spec: SectionSpec) -> str:
        """What somebody wrote in a section, as a cell."""
        section = self.found(spec)
        return "" if section is None else text_of(spec, self.scaffold.text(spec, self.body(section)))

    def found(self, spec: SectionSpec) -> Section | None:
        """The document's section; none where it stands inside that of another column, which tells it already."""
        structure = self.subject.structure
        section = structure.found.get(spec.id)
        if section is None:
            return None
        for each in self.subject.kind.fields:
            other = structure.found.get(each.at) if each.where == "section" and each.at != spec.id else None
            inside = other is not None and other.span[0] < section.span[0] < other.span[1]
            if inside and each.at in self.specs and spec not in self.specs[each.at].sections:
                return None
        return section

    def body(self, section: Section) -> str:
        """A section's text below its heading, without the comment that keeps cells."""
        body = whole_body(self.subject.document.text.raw, section)
        return body[: max(0, len(body) - (section.span[1] - self.end))] if section.span[1] > self.end else body
