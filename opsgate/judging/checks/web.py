"""Web links that lead nowhere, where addresses were asked (``--online``)."""

from collections.abc import Iterator

from opsgate.judging.check import Between
from opsgate.knowing.webcache import Answer
from opsgate.words.place import Hit

_HINT = "link to where it is now, or delete the link; one that needs a login goes into `ignore` of `[links]`"


def dead_links(here: Between) -> Iterator[Hit]:
    """Web links whose page is gone."""
    for mark in here.card.marks["link"] if here.outside.web else ():
        answer = here.outside.web.get(mark.text)
        if isinstance(answer, Answer) and answer.word == "gone":
            yield mark.hit(f"`{mark.text}` {answer.reason}", hint=_HINT)
