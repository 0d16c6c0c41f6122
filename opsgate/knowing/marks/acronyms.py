"""Acronyms that documents use and explain."""

from opsgate.knowing.card import Marked, mark_at
from opsgate.knowing.subject import Subject
from opsgate.reading.acronyms import Acronyms


def acronyms(subject: Subject) -> Marked:
    """Marks of topic ``declare/acronym``, and of ``use/acronym`` where readers follow the document; see ``Acronyms``.

    What a document does not explain itself it is marked to use, once, where it first does.
    """
    found = Acronyms(subject.document.outline)
    told = set()
    for text, span in found.told():
        told.add(text)
        yield "declare/acronym", mark_at(subject, span, text)
    if subject.kind.followed:
        for text, span in found.used():
            if text not in told:
                yield "use/acronym", mark_at(subject, span, text)
