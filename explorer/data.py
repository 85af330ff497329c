"""The explorer's only door to the graph: asks the queries of the library and keeps their answers.

What is kept is kept for one state of the store: after a new build the next view shows the new graph.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import streamlit as st

from oic_mandates.explorer.language import Language
from oic_mandates.explorer.records import Found, Named, Resolution
from oic_mandates.graph import iris
from oic_mandates.graph.calendar import Entry, to_ics
from oic_mandates.graph.cite import manners, records
from oic_mandates.graph.cite.facts import Cited, cited
from oic_mandates.graph.cite.wording import MANNERS, WORDINGS
from oic_mandates.graph.export import turtle
from oic_mandates.graph.model import InputError
from oic_mandates.graph.search import open_index
from oic_mandates.graph.store import Store, current_store, home_folder, open_store
from oic_mandates.graph.table import Row, Table, Term
from oic_mandates.graph.text.normalize import fold
from oic_mandates.graph.workbook import to_xlsx
from oic_mandates.queries.library import Parameter, Query, bind, library

if TYPE_CHECKING:
    from oic_mandates.graph.network_part import Networks

__all__ = [
    "Answer", "Entry", "Fact", "Found", "InputError", "Named", "Parameter", "Query", "Resolution",
    "Term", "fold", "path_of", "read_provision",
]  # fmt: skip

Value = str | int | None | Sequence[str]
BUILD_COMMAND = "oic-mandates build"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query answered: its columns, all its rows, the SPARQL text that was asked.

    `name` and `values` are the query of the library and what was given for its parameters.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    sparql: str
    name: str = ""
    values: tuple[tuple[str, Value], ...] = ()

    def records(self) -> Iterator[dict[str, str]]:
        """Each row as texts by column; the empty text where nothing is bound."""
        for row in self.rows:
            yield {name: term.value if term else "" for name, term in zip(self.columns, row, strict=True)}

    def table(self) -> Table:
        """The same as a table of terms, which writes CSV, JSON and Excel."""
        return Table(self.columns, self.rows)

    def turtle(self) -> str:
        """The same as Turtle, where the columns are subject, predicate and object."""
        return turtle(self.table())

    def only(self, rows: Sequence[Row], columns: Sequence[str] = ()) -> Answer:
        """The same answer with fewer rows, and with the named columns alone where any are named."""
        if not columns:
            return replace(self, rows=tuple(rows))
        places = [self.columns.index(name) for name in columns]
        cut = tuple(tuple(row[place] for place in places) for row in rows)
        return replace(self, columns=tuple(columns), rows=cut)


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about an entity; `inverse` where another entity points to it.

    `property` is the last part of the property's IRI, `label` its name in the language asked.
    """

    inverse: bool
    property: str
    label: str
    value: Term
    value_label: str


def ask(name: str, **values: Value) -> Answer:
    """The answer of a query of the library; InputError where it cannot be asked or answered."""
    frozen = {
        key: value if value is None or isinstance(value, (str, int)) else tuple(value) for key, value in values.items()
    }
    return _ask(store_in_use(), name, tuple(sorted(frozen.items())))


def store_in_use() -> str:
    """What names the present state of the store; InputError where there is none."""
    endpoint = os.environ.get("OIC_MANDATES_ENDPOINT")
    if endpoint:
        return endpoint
    home = home_folder()
    folder = current_store(home)
    if folder is None:
        raise InputError(f"there is no store in {home}; run `{BUILD_COMMAND}` first")
    return str(folder)


@st.cache_resource(show_spinner=False, max_entries=2)
def _store(state: str) -> Store:
    """The open store of that state; the state is the key under which it is kept."""
    return open_store()


@st.cache_data(show_spinner=False, max_entries=1000)
def _ask(state: str, name: str, values: tuple[tuple[str, Value], ...]) -> Answer:
    text = bind(library()[name], **dict(values))
    table = _store(state).select(text)
    return Answer(table.columns, tuple(table), str(text), name, values)


def networks() -> Networks:
    """The networks of the graph."""
    return _networks(store_in_use())


@st.cache_resource(show_spinner=False, max_entries=2)
def _networks(state: str) -> Networks:
    # Loaded when it is needed: the other views need no library for networks.
    from oic_mandates.graph.network_part import Networks

    return Networks(_store(state))


def workbook(answer: Answer, heads: Sequence[str], title: str, *, right_to_left: bool = False) -> bytes:
    """The answer as an Excel workbook; InputError where it has more rows than a sheet can hold."""
    try:
        return to_xlsx(answer.table(), heads, title=title, right_to_left=right_to_left)
    except ValueError as error:
        raise InputError(str(error)) from error


def bibliography(provisions: Sequence[str], form: str, language: Language) -> bytes:
    """The provisions, given by IRI, as a BibTeX (`bib`) or RIS (`ris`) file."""
    write = {"bib": records.bibtex, "ris": records.ris}[form]
    return write(_cited(provisions, language), records.Options(language=language)).encode()


def citations(iri: str, language: Language) -> tuple[tuple[str, str, str], ...]:
    """How a resolution or provision is cited: manner, language and citation, those of the language first."""
    (item,) = _cited([iri], language)
    ordered = sorted(MANNERS, key=lambda manner: WORDINGS[manner].language != language)
    return tuple((manner, WORDINGS[manner].language, manners.citation(item, manner)) for manner in ordered)


def _cited(wanted: Sequence[str], language: Language) -> tuple[Cited, ...]:
    return cited(ask("cited-as", cited=wanted, lang=language).table(), wanted)


def calendar(entries: Sequence[Entry], name: str, language: Language) -> bytes:
    """The entries as an iCalendar file; `name` is what a calendar program calls it."""
    return to_ics(entries, name=name, language=language)


def path_of(iri: str) -> str:
    """The path below `id/` of an IRI of the graph; the empty text for any other IRI."""
    try:
        return iris.path_of(iri)
    except ValueError:
        return ""


def prefixed(iri: str) -> str:
    """The IRI as a name with one of our prefixes, which people read more easily; the IRI itself where none fits."""
    for name, head in iris.PREFIXES.items():
        local = iri.removeprefix(head)
        if local != iri and local.replace("_", "").replace("-", "").isalnum():
            return f"{name}:{local}"
    return iri


def read_provision(path: str) -> tuple[str, str] | None:
    """Resolution and eId that the path of a provision, act or annotation names; None for another path."""
    found = iris.read_provision(str(iris.ID) + path)
    return (found.resolution, found.eid) if found else None


def iri_of(path: str) -> str:
    """The whole IRI of a path below `id/`."""
    return str(iris.ID) + path


def questions() -> tuple[Query, ...]:
    """The competency questions in their order."""
    return tuple(query for query in library() if query.question is not None)


def counts() -> dict[str, tuple[int, int]]:
    """For each class, by its local name: how many things there are, and how many of them a text names."""
    rows = ask("counts").records()
    return {local_name(row["class"]): (int(row["count"]), int(row["mentioned"])) for row in rows}


def resolutions(language: Language) -> tuple[Resolution, ...]:
    """All resolutions, the oldest first."""
    found: dict[str, Resolution] = {}
    answer = ask("resolutions", lang=language)
    title = answer.columns.index("title")
    for row, terms in zip(answer.records(), answer.rows, strict=True):
        slug = path_of(row["resolution"])
        term = terms[title]
        made = Resolution(
            slug=slug,
            symbol=row["symbol"],
            title=row["title"],
            title_language=term.language if term else "",
            date=row["date"],
            body=path_of(row["body"]),
            meeting=path_of(row["meeting"]),
            meeting_label=row["meetingLabel"],
        )
        found.setdefault(slug, made)
    return tuple(found.values())


def entities(language: Language) -> Mapping[str, Named]:
    """Everything that can be looked up, by path, with labels in the language; kept, for a page asks many times."""
    return _entities(store_in_use(), language)


@st.cache_resource(show_spinner=False, max_entries=6)
def _entities(state: str, language: Language) -> Mapping[str, Named]:
    found = {}
    for row in ask("entities", lang=language).records():
        path = path_of(row["entity"])
        names = tuple(name for name in row["names"].split(" | ") if name)
        found[path] = Named(path, row["entityLabel"], names, int(row["provisions"]))
    return MappingProxyType(found)


def section_names(language: Language) -> dict[str, str]:
    """The headings of all sections and the titles of all resolutions, by path, in the language where there is one."""
    found = {resolution.slug: resolution.title for resolution in resolutions(language)}
    for row in ask("reading", resolution=None, lang=language).records():
        if local_name(row["class"]) == "Section":
            found[path_of(row["provision"])] = row["translation"] or row["text"]
    return found


def search(words: str) -> dict[str, Found]:
    """The provisions in which all the words stand, by path, the best first."""
    return _search(store_in_use(), words)


@st.cache_data(show_spinner=False, max_entries=200)
def _search(state: str, words: str) -> dict[str, Found]:
    found = {}
    for hit in open_index().search(words, limit=10_000):
        shown = hit.snippet()
        places = tuple((span.start, span.end) for span in shown.highlights)
        found[path_of(hit.provision)] = Found(shown.text, hit.language, hit.source, places)
    return found


def facts(path: str, language: Language) -> tuple[Fact, ...]:
    """All that is stated of an entity; empty where the graph does not know it.

    InputError where the path has characters that no IRI has.
    """
    found = []
    for _, inverse, property_, label, value, value_label in ask("entity", entity=iri_of(path), lang=language).rows:
        if property_ is None or value is None:
            continue
        name = local_name(property_.value)
        found.append(
            Fact(
                inverse=bool(inverse and inverse.value == "true"),
                property=name,
                label=label.value if label else name,
                value=value,
                value_label=value_label.value if value_label else "",
            )
        )
    return tuple(found)


def local_name(iri: str) -> str:
    """The last part of an IRI: after its `#`, or after its last slash."""
    return iri.rpartition("#")[2].rpartition("/")[2]
