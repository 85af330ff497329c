"""A table as an Excel workbook, read back from its XML."""

from __future__ import annotations

import pytest
from sheets import part, strings

from oic_mandates.graph.table import XSD, Table, Term
from oic_mandates.graph.workbook import to_xlsx

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
ROW = (
    Term("uri", "https://w3id.org/oic-mandates/id/actor/sesric"),
    Term("literal", "يدعو الدول الأعضاء", language="ar"),
    Term("literal", "47", XSD + "integer"),
    Term("literal", "2023-06-06", XSD + "date"),
    Term("literal", "true", XSD + "boolean"),
    None,
    Term("literal", "=HYPERLINK(1)"),
    Term("literal", "NaN", XSD + "double"),
    Term("literal", "1899-12-31", XSD + "date"),
)
HEADS = ("IRI", "ألفاظ", "n", "day", "yes", "none", "formula", "odd", "early")


def cells(data: bytes) -> list[list[object]]:
    """The cells of the sheet, shared strings put in; None where a row has no such cell."""
    shared = strings(data)
    found = []
    for row in part(data, "xl/worksheets/sheet1.xml").iterfind(".//m:row", NS):
        line: dict[str, object] = {}
        for cell in row:
            value = cell.findtext("m:v", namespaces=NS)
            kind = cell.get("t")
            assert cell.find("m:f", NS) is None, "a formula"
            line[str(cell.get("r")).rstrip("0123456789")] = (
                None
                if value is None
                else shared[int(value)]
                if kind == "s"
                else value == "1"
                if kind == "b"
                else float(value)
            )
        found.append([line.get(chr(ord("A") + place)) for place in range(len(HEADS))])
    return found


def test_cells_keep_their_types_and_no_text_is_a_formula():
    head, row = cells(to_xlsx(Table("abcdefghi", [ROW]), HEADS))
    assert tuple(head) == HEADS
    # Excel counts days from the last of 1899, with a day too many for 1900.
    assert row == [
        "https://w3id.org/oic-mandates/id/actor/sesric", "يدعو الدول الأعضاء", 47.0, 45083.0, True, None,
        "=HYPERLINK(1)", "nan", "1899-12-31",
    ]  # fmt: skip


@pytest.mark.parametrize("right_to_left", [True, False])
def test_the_sheet_runs_as_the_language_does(right_to_left: bool):
    view = part(to_xlsx(Table("a", []), ["a"], right_to_left=right_to_left), "xl/worksheets/sheet1.xml").find(
        ".//m:sheetView", NS
    )
    assert view is not None
    assert (view.get("rightToLeft") == "1") is right_to_left


def test_the_same_table_gives_the_same_bytes():
    assert to_xlsx(Table("abcdefghi", [ROW]), HEADS) == to_xlsx(Table("abcdefghi", [ROW]), HEADS)


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("oic_mandates.graph.workbook._ROWS", 3)
    with pytest.raises(ValueError, match="take CSV"):
        to_xlsx(Table("a", [(None,)] * 3), ["a"])
