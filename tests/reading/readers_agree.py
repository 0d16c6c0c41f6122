"""What the reader tests share: comparing two readings whole, and the invariants of spans."""

from opsgate.reading.nodes import Block, Inline, Markdown
from opsgate.reading.readers import fast, reference


def flat(read: Markdown) -> list[tuple[Block, tuple[Inline, ...]]]:
    """All blocks with their inline content, which ``==`` of blocks does not look at."""
    return [(block, block.inlines) for top in read.blocks for block in top.walk()]


def both(raw: str, start: int = 0) -> Markdown:
    """Read with both readers, see that they agree and that every span is sound; give the reading."""
    first, second = reference.read(raw, start), fast.read(raw, start)
    assert flat(first) == flat(second)
    assert first == second
    sound(first, raw, start)
    return first


def sound(read: Markdown, raw: str, start: int = 0) -> None:
    """Spans lie in the text, children in their parents, siblings in order and apart."""
    _in_order(read.blocks, start, len(raw))
    for top in read.blocks:
        for block in top.walk():
            first, last = block.span
            _in_order(block.children, first, last)
            for piece in block.inlines:
                assert first <= piece.span[0] < piece.span[1] <= last, (block, piece)
            starts = [piece.span[0] for piece in block.inlines]
            assert starts == sorted(starts)
            for line in block.lines:
                assert first <= line[0] <= line[1] <= last
    for definition in read.definitions:
        assert raw[definition.span[0]] == "["


def _in_order(blocks: tuple[Block, ...], start: int, end: int) -> None:
    at = start
    for block in blocks:
        assert at <= block.span[0] <= block.span[1] <= end, block
        at = block.span[1]
