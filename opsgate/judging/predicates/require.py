"""A project's own condition, in CEL."""

from collections.abc import Iterator

from opsgate.judging.cel import CelFault, Unknown, compile_expression
from opsgate.judging.here import Here
from opsgate.judging.predicate import TEXT, predicate
from opsgate.judging.said import Said, fails, holds, unknown


@predicate("require", require=TEXT)
def require(here: Here, *, require: str) -> Iterator[Said]:
    """An expression over ``doc``, ``rows``, ``corpus`` and ``now`` is true."""
    try:
        expression = compile_expression(require)
    except CelFault as fault:
        yield unknown(None, f"`require` cannot be used: {fault.message}", "mend the kind file")
        return
    if expression.constant:
        yield unknown(
            None, f"`{require}` asks nothing of the document", "write a condition over `doc`, `rows` or `corpus`"
        )
        return
    rows = [{key: cell.text for key, cell in row.cells.items()} for row in here.rows()] if here.kind.register else []
    corpus = [
        {
            "path": subject.document.path,
            "kind": subject.kind.name,
            "version": str(subject.meta.get("version", "")),
            "status": subject.status or "",
            "level": subject.level,
        }
        for subject in here.world.library.subjects
    ]
    answer = expression.evaluate(here.meta, rows, corpus, here.as_of)
    if isinstance(answer, Unknown):
        yield unknown(None, f"`{require}`: {answer.reason}", "mend the document, or the expression in the kind file")
    elif answer:
        yield holds(f"`{require}` is true")
    else:
        yield fails(None, f"`{require}` is not true", here.criterion.asks)


PREDICATES = (require,)
