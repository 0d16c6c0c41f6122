"""What the cells of tables tell of or take as known, as the kind's columns say."""

from opsgate.knowing.card import Marked, mark_of
from opsgate.knowing.subject import Subject


def named(subject: Subject) -> Marked:
    """Marks of cells in columns that declare or use names."""
    for _, table in subject.tables_by_section:
        for column in table.need.columns:
            for row in table.rows if column.declares or column.uses else ():
                cell = row.cells.get(column.key)
                if cell is None or cell.empty:
                    continue
                mark = mark_of(subject, cell.place, cell.text)
                if column.declares:
                    yield f"declare/{column.declares}", mark
                if column.uses:
                    yield f"use/{column.uses}", mark
