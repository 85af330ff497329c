"""A table as an Excel workbook: typed cells, a head that stays in view, filters, right to left where asked."""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from oic_mandates.graph.table import Table, Term

if TYPE_CHECKING:
    import xlsxwriter

# Excel's own limits: rows of a sheet, and characters of a cell.
_ROWS, _CHARACTERS = 1_048_576, 32_767
_NARROWEST, _WIDEST = 8, 60


def to_xlsx(table: Table, heads: Sequence[str], *, title: str = "", right_to_left: bool = False) -> bytes:
    """The bytes of a workbook with one sheet; `heads` name the columns in the reader's language.

    IRIs are written out in full, as text: Excel refuses more than 65,530 links in a sheet. A text
    is never taken for a formula, and is cut where Excel cuts it, at 32,767 characters. ValueError
    where the table has more rows than a sheet can hold.
    """
    # Loaded with the first workbook, which few ask for.
    import xlsxwriter

    rows = list(table)
    if len(rows) >= _ROWS:
        raise ValueError(f"{len(rows)} rows do not fit into one sheet of {_ROWS}; take CSV instead")
    memory = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(memory, options) as book:
        # The same table gives the same bytes: the day on which it was made is no part of it.
        book.set_properties({"title": title, "created": datetime.datetime(2000, 1, 1)})
        sheet = book.add_worksheet()
        if right_to_left:
            sheet.right_to_left()
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        cell = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        for column, name in enumerate(heads):
            sheet.write_string(0, column, name, head)
            longest = max([len(name), *(len(row[column].value) for row in rows[:200] if row[column])])  # type: ignore[union-attr]
            sheet.set_column(column, column, min(max(longest + 1, _NARROWEST), _WIDEST))
        for number, row in enumerate(rows, start=1):
            for column, term in enumerate(row):
                _write(sheet, number, column, term, cell, day)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    return memory.getvalue()


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    term: Term | None,
    cell: xlsxwriter.format.Format,
    day: xlsxwriter.format.Format,
) -> None:
    value = term.python() if term and term.kind == "literal" else term.value if term else ""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, cell)
    elif isinstance(value, int | float | Decimal) and math.isfinite(value):
        sheet.write_number(row, column, float(value), cell)
    elif isinstance(value, datetime.date) and value.year >= 1900:
        # Excel knows no day before 1900.
        sheet.write_datetime(row, column, datetime.datetime(value.year, value.month, value.day), day)
    elif value not in ("", None):
        sheet.write_string(row, column, str(value)[:_CHARACTERS], cell)
