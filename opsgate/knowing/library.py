"""The documents of a project as a whole, each with all that was read of it."""

from opsgate.knowing.shelf import Shelf
from opsgate.knowing.subject import Subject


class Library(Shelf[Subject]):
    """All documents as subjects, in the order of their paths."""

    @property
    def subjects(self) -> tuple[Subject, ...]:
        return self.items
