"""The answer to a question, as people who work in Python want it: rows, a data frame, a table to look at."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

from oic_mandates.graph.iris import ID
from oic_mandates.graph.model import InputError
from oic_mandates.graph.table import PythonValue, Table, Term

if TYPE_CHECKING:
    import pandas as pd

# A notebook keeps what it shows: beyond so many rows a page is no longer read.
SHOWN_ROWS = 60
_INT64 = 2**63
# Jupyter's own style sets every cell to the right, whatever its language.
_CELL = 'style="text-align:start"'


class Answer:
    """What a SELECT query answered: all its rows, and the SPARQL text that was asked."""

    def __init__(self, table: Table, sparql: str, title: str = "") -> None:
        """`title` stands above the table in a notebook; `table` holds the RDF terms themselves."""
        self.table = table
        self.sparql = sparql
        self.title = title

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.table.columns

    def __iter__(self) -> Iterator[dict[str, PythonValue]]:
        """The rows as dictionaries of Python values by column; None where nothing is bound."""
        return self.table.records()

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        return f"<Answer: {_counted(len(self))} of {', '.join(self.columns)}>"

    def only(self, *columns: str) -> Answer:
        """The same rows with the named columns alone; InputError where one is unknown."""
        for name in columns:
            if name not in self.columns:
                raise InputError(f"the answer has no column {name!r}; it has {', '.join(self.columns)}")
        places = [self.columns.index(name) for name in columns]
        rows = (tuple(row[place] for place in places) for row in self.table)
        return Answer(Table(columns, rows), self.sparql, self.title)

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a data frame with typed columns; what is not bound is NA.

        A column has one type: `Int64`, `Float64` (decimals too, to the nearest double), `boolean`,
        `datetime64[s]` for whole dates, else `string`, and so have IRIs. A column of several kinds
        is text, as in the CSV: days and bare years in one column are not made days.
        """
        import pandas as pd

        rows = list(self.table)
        columns = zip(*rows, strict=True) if rows else ((),) * len(self.columns)
        typed = {name: _typed(terms) for name, terms in zip(self.columns, columns, strict=True)}
        frame = pd.DataFrame({name: values for name, (values, _) in typed.items()}, dtype=object)
        return frame.astype({name: kind for name, (_, kind) in typed.items()})

    def to_csv(self) -> str:
        """SPARQL 1.1 results CSV: plain values, comma, CRLF."""
        return self.table.to_csv()

    def to_json(self) -> str:
        """SPARQL 1.1 results JSON, with the datatype and language of every value."""
        return self.table.to_json()

    def _repr_html_(self) -> str:
        """The table that a notebook shows: its first rows, each cell in the direction of its language."""
        head = "".join(f"<th {_CELL}>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            f"<tr>{''.join(map(_cell, row))}</tr>" for row, _ in zip(self.table, range(SHOWN_ROWS), strict=False)
        )
        more = f", the first {SHOWN_ROWS} of them shown" if len(self) > SHOWN_ROWS else ""
        caption = f"<caption {_CELL}>{escape(self.title)}</caption>" if self.title else ""
        return (
            f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"<p>{_counted(len(self))}{more}</p>"
        )


def _typed(terms: Sequence[Term | None]) -> tuple[list[object], str]:
    """The values of a column, None where nothing is bound, and the type that pandas gives them."""
    values: list[object] = [None if term is None else term.python() for term in terms]
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int} and all(-_INT64 <= value < _INT64 for value in values if isinstance(value, int)):
        return values, "Int64"
    if kinds and kinds <= {int, float, Decimal} and kinds != {int}:
        return [value if value is None else float(str(value)) for value in values], "Float64"
    if kinds == {bool}:
        return values, "boolean"
    if kinds == {datetime.date}:
        return values, "datetime64[s]"
    return [None if term is None else term.value for term in terms], "string"


def _cell(term: Term | None) -> str:
    """A cell of HTML: a text in the direction of its language, one without language in that of its first letter.

    An IRI of ours is cut to its path; a list of them, which is a text, each by itself.
    """
    if term is None:
        return "<td></td>"
    if term.kind == "literal" and term.language:
        direction = "rtl" if term.language.partition("-")[0] == "ar" else "ltr"
        return f'<td dir="{direction}" lang="{escape(term.language)}" {_CELL}>{escape(term.value)}</td>'
    short = " ".join(part.removeprefix(str(ID)) for part in term.value.split(" "))
    if term.kind == "uri" and short.startswith(("http://", "https://")):
        return f'<td dir="ltr" {_CELL}><a href="{escape(short)}">{escape(short)}</a></td>'
    return f'<td dir="{"ltr" if term.kind == "uri" else "auto"}" {_CELL}>{escape(short)}</td>'


def _counted(rows: int) -> str:
    return f"{rows} {'row' if rows == 1 else 'rows'}"
