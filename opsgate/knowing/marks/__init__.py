"""What is extracted from a document for checks between documents: the extractors, and what they share."""

from collections.abc import Callable

from opsgate.knowing.card import Card, Marked, card
from opsgate.knowing.marks import acronyms, alerts, columns, commands, contacts, links, paths, ports, targets
from opsgate.knowing.subject import Subject
from opsgate.reading.slugs import Style

EXTRACTORS: tuple[Callable[[Subject], Marked], ...] = (
    columns.named,
    links.links,
    commands.known_and_used,
    acronyms.acronyms,
    ports.ports,
    paths.paths,
    contacts.contacts,
    alerts.assets,
    targets.targets,
)


def carded(subject: Subject, slugs: Style) -> Card:
    """A document's card; ``slugs`` names the way in which headings become anchors."""
    if not subject.document.whole:
        return card(subject, (), ())
    marked = (found for extract in EXTRACTORS for found in extract(subject))
    return card(subject, marked, links.anchors(subject, slugs))
