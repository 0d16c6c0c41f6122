"""What an import of a Notion export did, for people."""

from collections.abc import Iterable, Iterator, Sequence

from opsgate.edges.exchange.notion.make import Become
from opsgate.edges.exchange.notion.plain import Plain
from opsgate.edges.exchange.notion.plan import Plan, Taken
from opsgate.edges.output.paint import Paint, visible

_SHOWN = 12
_LINKS = {
    "lost": "files that are not in the export, now text with a comment",
    "left": "files that are not in the export, left as they were: mend them by hand",
    "away": "pages that are not in the export, now to Notion itself",
}


def summary(plan: Plan, folder: str, *, dry: bool, colour: bool = False) -> str:
    """What became what, what was kept aside and why, and what to do next; ``folder`` is where it was written."""
    return "".join(f"{line}\n" for line in _lines(plan, folder, dry=dry, paint=Paint(colour=colour)))


def _lines(plan: Plan, folder: str, *, dry: bool, paint: Paint) -> Iterator[str]:
    for taken in plan.databases:
        yield from _database(taken, folder, paint)
    named = {taken.page for taken in plan.databases}
    pages = [one.path for one in plan.plain if one.path not in named]
    if pages:
        yield paint("bold", f"{_count(len(pages), 'page')} of no kind, as plain Markdown")
        yield from _paths(pages, folder)
        yield ""
    if plan.attachments:
        yield paint("bold", f"{_count(len(plan.attachments), 'attachment')}, byte for byte")
        yield from _paths(plan.attachments.values(), folder)
        for old, new in plan.renamed[:_SHOWN]:
            yield f"  renamed: {_name(old.rpartition('/')[2])} is {_name(new.rpartition('/')[2])}"
        yield ""
    yield from _left_out(plan, folder, paint)
    documents = sum(len(taken.documents) for taken in plan.databases)
    said = f"{_count(documents, 'document')}, {_count(len(plan.plain), 'plain page')}, "
    said += _count(len(plan.attachments), "attachment")
    if dry:
        yield f"{said} would be written below {_name(folder)}; run without --dry-run"
    else:
        yield f"{said} written below {_name(folder)}; next: `opsgate check {visible(folder)}`"


def _database(taken: Taken, folder: str, paint: Paint) -> Iterator[str]:
    name = visible(taken.database.name)
    rows = _count(len(taken.database.rows), "row")
    if taken.guess.kind is None:
        yield f"{paint('bold', name)}, {rows}: of no kind ({taken.guess.reason})"
        yield f"  {_name(f'{folder}/{taken.page}')}"
        yield ""
        return
    yield f"{paint('bold', name)}, {rows}: {taken.guess.kind.name} ({taken.guess.reason})"
    for column, relation in taken.relations.items():
        yield paint("dim", f"  column “{visible(column)}” is the relation {relation}")
    for document in taken.documents[:_SHOWN]:
        yield from _document(document, folder, paint)
    if len(taken.documents) > _SHOWN:
        yield f"  … and {len(taken.documents) - _SHOWN:,} more"
        for document in taken.documents[_SHOWN:]:
            if document.kept or document.lost:
                yield from _document(document, folder, paint)
    yield ""


def _document(document: Become, folder: str, paint: Paint) -> Iterator[str]:
    yield f"  {_name(f'{folder}/{document.path}')}"
    if document.into:
        yield paint("dim", f"    from its page, in sections of the kind: {_list(document.into)}")
    if document.beside:
        yield paint("dim", f"    from its page, in sections of their own: {_list(document.beside)}")
    if document.kept:
        columns = dict.fromkeys(kept.column for kept in document.kept)
        yield paint("yellow", f"    kept in a comment at its end: {_list(columns)}")
    for problem in list(dict.fromkeys(_problem(each.message, each.hint) for each in document.problems))[:_SHOWN]:
        yield f"    {problem}"


def _problem(message: str, hint: str) -> str:
    return visible(f"{message} ({hint})" if hint else message)


def _left_out(plan: Plan, folder: str, paint: Paint) -> Iterator[str]:
    written: list[Become | Plain] = [*(one for taken in plan.databases for one in taken.documents), *plan.plain]
    found = False
    for name, said in _LINKS.items():
        lines = [
            f"{_name(f'{folder}/{one.path}')}: {visible(target)}" for one in written for target in getattr(one, name)
        ]
        if lines:
            yield paint("bold", f"{_count(len(lines), 'link')} to {said}")
            yield from _some(lines)
            found = True
    if plan.views:
        yield paint("bold", f"{_count(len(plan.views), 'view')} left out, whose rows are all in the database itself")
        yield from _some(f"{_name(path)}, of {_name(other)}" for path, other in plan.views.items())
    if plan.litter:
        yield paint("bold", f"{_count(len(plan.litter), 'file')} left out that systems add to archives")
        yield from _some(_name(path) for path in plan.litter)
    if found or plan.views or plan.litter:
        yield ""


def _paths(paths: Iterable[str], folder: str) -> Iterator[str]:
    yield from _some(_name(f"{folder}/{path}") for path in sorted(paths))


def _some(lines: Iterable[str]) -> Iterator[str]:
    every = list(lines)
    yield from (f"  {line}" for line in every[:_SHOWN])
    if len(every) > _SHOWN:
        yield f"  … and {len(every) - _SHOWN:,} more"


def _list(words: Iterable[str]) -> str:
    every: Sequence[str] = [visible(word) for word in words]
    return ", ".join(every[:_SHOWN]) + (f" and {len(every) - _SHOWN} more" if len(every) > _SHOWN else "")


def _name(path: str) -> str:
    return visible(path)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
