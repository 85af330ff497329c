"""Reads an answer as a table, as far as it is wanted, and makes cells of it that people can read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from oic_mandates.graph.iris import BASE, ID, PREFIXES, is_part_of_text, read_provision
from oic_mandates.graph.serve.jobs import Job
from oic_mandates.graph.serve.negotiate import Choice
from oic_mandates.graph.table import XSD, Row, Table, Term
from oic_mandates.queries.library import library

# The form in which a table is read here: one line a row, so that reading can end after any row.
LINES = Choice("tsv", "")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBER = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))
_FEW = 2  # rows
_ENTITY, _READING = "entity", "reading"  # the questions that show one thing, and a whole resolution


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it is shown: its head, the place of its values, and of the IRIs that they are labels of."""

    head: str
    values: int
    iris: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows. `href` and `title` are empty where it is no link; `number` is set close."""

    text: str
    language: str = ""
    href: str = ""
    title: str = ""
    number: bool = False


async def read_table(job: Job, most: int) -> tuple[Table, bool]:
    """The first rows of an answer in the form of LINES, and whether there are more than `most`.

    A job that is left before its end is broken off.
    """
    await job.head()
    data, lines = bytearray(), 0
    async with aclosing(job.chunks()) as pieces:
        async for piece in pieces:
            data += piece
            lines += piece.count(b"\n")
            if lines > most + 1:
                break
    # The first line holds the names of the columns; what is cut off ends with the last line wanted.
    kept = bytes(data) if lines <= most + 1 else b"\n".join(bytes(data).split(b"\n", most + 1)[:-1]) + b"\n"
    found = ox.parse_query_results(kept, format=ox.QueryResultsFormat.TSV)
    assert isinstance(found, ox.QuerySolutions)
    columns = [variable.value for variable in found.variables]
    return Table(columns, [tuple(_term(row[name]) for name in columns) for row in found]), lines > most + 1


def shown_columns(table: Table) -> tuple[list[Column], list[Column]]:
    """The columns that people are shown, and those that say the same in every row and are said once.

    A column without any value is left out. Of two rows none repeats the other enough to be said once.
    """
    rows = list(table)
    told = [column for column in _telling(table.columns) if any(row[column.values] for row in rows)]
    once = [column for column in told if len(rows) > _FEW and len({_both(row, column) for row in rows}) == 1]
    return [column for column in told if column not in once], once


def _both(row: Row, column: Column) -> Row:
    """The value and the IRI that it is the label of."""
    return row[column.values], None if column.iris is None else row[column.iris]


def _telling(names: Sequence[str]) -> list[Column]:
    """An IRI and its label are one column, lists of IRIs give way to their labels."""
    places = {name: place for place, name in enumerate(names)}
    found = []
    for name, place in places.items():
        if name.endswith("Label") and name.removesuffix("Label") in places:
            continue
        if f"{name.removesuffix('s')}Labels" in places:
            continue
        label = places.get(f"{name}Label")
        plain = name.removesuffix("Labels") + "s" if name.endswith("Labels") else name
        head = _WORDS.sub(" ", plain).lower()
        found.append(Column(head, place) if label is None else Column(head, label, place))
    return found


def cell(row: Row, column: Column, root: str, language: str, short: Callable[[str], str]) -> Cell:
    """The cell of a row; `root` is the path of the server, `language` that of the page it links to.

    `short` makes the text of an IRI without a label.
    """
    term = row[column.values]
    iri = row[column.values] if column.iris is None else row[column.iris]
    if iri is not None and iri.kind == "uri":
        text = short(iri.value) if term is None or term is iri else term.value
        return Cell(text, term.language if term else "", link(iri.value, root, language), iri.value)
    if term is None:
        return Cell("")
    return Cell(term.value, term.language, number=term.datatype in _NUMBER)


def link(iri: str, root: str, language: str) -> str:
    """Where a reader learns more of an IRI: a page of this server for ours, the IRI itself for others on the web."""
    if iri.startswith(str(ID)) and not is_part_of_text(iri):
        return _page(root, _ENTITY, language, entity=iri.removeprefix(str(ID)))
    if provision := read_provision(iri):
        return f"{_page(root, _READING, language, resolution=provision.resolution)}#{quote(provision.eid)}"
    if iri.startswith(str(ID)):
        return _page(root, _READING, language, resolution=iri.removeprefix(str(ID)).partition("/")[0])
    return iri if iri.startswith(("http://", "https://")) else ""


def shortener(table: Table) -> Callable[[str], str]:
    """How IRIs are shown in a table: a part of a resolution alone where another column names the resolution."""
    if "resolution" not in table.columns:
        return short
    return lambda iri: short(iri).partition("/")[2] if read_provision(iri) else short(iri)


def short(iri: str) -> str:
    """An IRI as people write it: ours by their short end, others with a usual prefix."""
    for prefix, start in PREFIXES.items():
        if prefix != "id" and iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri.removeprefix(str(ID)).removeprefix(BASE)


def anchors(table: Table) -> Iterator[str]:
    """For each row the part of a resolution that it is about, where a link may lead to it; else the empty text."""
    places = [place for place, name in enumerate(table.columns) if name in ("provision", "clause")]
    seen: set[str] = set()
    for row in table:
        terms = (row[place] for place in places)
        found = next((part.eid for term in terms if term and (part := read_provision(term.value))), "")
        yield "" if found in seen else found
        seen.add(found)


def _page(root: str, name: str, language: str, **fields: str) -> str:
    assert library()[name]
    return f"{root}query/{name}?{urlencode({**fields, 'lang': language}, safe='/')}"


def _term(term: object) -> Term | None:
    if isinstance(term, ox.NamedNode):
        return Term("uri", term.value)
    if isinstance(term, ox.BlankNode):
        return Term("bnode", term.value)
    if isinstance(term, ox.Literal):
        return Term("literal", term.value, "" if term.language else term.datatype.value, term.language or "")
    return None
