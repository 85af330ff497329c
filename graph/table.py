"""What a SELECT answers: a table of RDF terms, whichever engine answered."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

XSD = "http://www.w3.org/2001/XMLSchema#"
STRING = XSD + "string"

PythonValue = str | int | float | bool | Decimal | datetime.date | None

_INTEGERS = frozenset(
    XSD + name
    for name in (
        "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
        "negativeInteger", "nonPositiveInteger", "unsignedInt", "unsignedLong",
    )
)  # fmt: skip


class Term(NamedTuple):
    """One RDF term. `datatype` and `language` are empty where the literal has none."""

    kind: Literal["uri", "literal", "bnode"]
    value: str
    datatype: str = ""
    language: str = ""

    def python(self) -> PythonValue:
        """The Python value: numbers, booleans and dates typed, all else as text.

        A literal whose text does not fit its datatype comes back as that text.
        """
        try:
            if self.datatype in _INTEGERS:
                return int(self.value)
            if self.datatype == XSD + "decimal":
                return Decimal(self.value)
            if self.datatype in (XSD + "double", XSD + "float"):
                return float(self.value)
            if self.datatype == XSD + "boolean":
                return {"true": True, "1": True, "false": False, "0": False}[self.value]
            if self.datatype == XSD + "date":
                return datetime.date.fromisoformat(self.value)
        except (ValueError, KeyError, ArithmeticError):
            return self.value
        return self.value

    def plain(self) -> str:
        """The term as SPARQL 1.1 results CSV writes it."""
        return f"_:{self.value}" if self.kind == "bnode" else self.value

    def json(self) -> dict[str, str]:
        """The term as SPARQL 1.1 results JSON writes it."""
        found = {"type": self.kind, "value": self.value}
        if self.language:
            found["xml:lang"] = self.language
        elif self.datatype and self.datatype != STRING:
            found["datatype"] = self.datatype
        return found


Row = tuple[Term | None, ...]


class Table:
    """Columns and rows. Rows are made as they are asked for, and kept."""

    def __init__(self, columns: Iterable[str], rows: Iterable[Row]) -> None:
        """`rows` hold one term or None for each column; they are read once."""
        self.columns = tuple(columns)
        self._source = iter(rows)
        self._seen: list[Row] = []
        self._error: Exception | None = None

    def __iter__(self) -> Iterator[Row]:
        """The rows from the first; a table may be walked more than once."""
        index = 0
        while True:
            if index == len(self._seen) and not self._pull():
                return
            yield self._seen[index]
            index += 1

    def __len__(self) -> int:
        """How many rows there are; reads all of them."""
        while self._pull():
            pass
        return len(self._seen)

    def _pull(self) -> bool:
        """Reads one row more; an error comes again each time, lest a part passes for the whole."""
        if self._error is not None:
            raise self._error
        try:
            row = next(self._source, None)
        except Exception as error:
            self._error = error
            raise
        if row is None:
            return False
        self._seen.append(row)
        return True

    def __bool__(self) -> bool:
        """Whether there is at least one row; reads no more than that."""
        return next(iter(self), None) is not None

    def records(self) -> Iterator[dict[str, PythonValue]]:
        """Each row as a dictionary of Python values by column; None where nothing is bound."""
        for row in self:
            yield {
                column: None if term is None else term.python() for column, term in zip(self.columns, row, strict=True)
            }

    def to_csv(self) -> str:
        """SPARQL 1.1 results CSV: plain values, comma, CRLF."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(self.columns)
        for row in self:
            writer.writerow(["" if term is None else term.plain() for term in row])
        return out.getvalue()

    def to_json(self) -> str:
        """SPARQL 1.1 results JSON."""
        bindings = [
            {column: term.json() for column, term in zip(self.columns, row, strict=True) if term is not None}
            for row in self
        ]
        found = {"head": {"vars": list(self.columns)}, "results": {"bindings": bindings}}
        return json.dumps(found, ensure_ascii=False)
