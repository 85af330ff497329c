"""The query library: lists the `.rq` files and binds their parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from rdflib import Literal as RdfLiteral
from rdflib import URIRef

from oic_mandates.graph import iris
from oic_mandates.graph.guard import Trusted
from oic_mandates.graph.model import InputError
from oic_mandates.queries.header import LANGUAGES, VALUES_LINE, Parameter, Query, parse, unknown

__all__ = ["LANGUAGES", "Library", "Parameter", "Query", "Value", "bind", "library", "parse"]

Value = str | int | None | Sequence[str]

_ABSOLUTE_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\\ud800-\udfff]+')
_SURROGATE = re.compile("[\ud800-\udfff]")
_PATH = re.compile(r"[a-z0-9][a-z0-9_-]*(?:/[a-z0-9][a-z0-9_-]*)*")


class Library:
    """All queries that run here: competency questions in their order, then the others by name.

    Federated ones, which call other servers, are kept apart: nothing that walks or asks the library runs them.
    """

    def __init__(self, queries: Iterable[Query]) -> None:
        """`queries` in any order; their names differ."""
        ordered = sorted(queries, key=lambda query: (query.question is None, query.question or 0, query.name))
        self._queries = {query.name: query for query in ordered if not query.federated}
        self._federated = {query.name: query for query in ordered if query.federated}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the queries, in the library's order."""
        return tuple(self._queries)

    @property
    def federated(self) -> tuple[Query, ...]:
        """The queries that call other servers, by name: to be listed and printed."""
        return tuple(self._federated.values())

    def find(self, name: str) -> Query:
        """The query of that name, be it federated or not; InputError with the closest name where there is none."""
        known = self._queries | self._federated
        if name not in known:
            raise InputError(unknown("no query is called", name, sorted(known)))
        return known[name]

    def __getitem__(self, name: str) -> Query:
        """The query of that name, to be run; InputError where there is none or where it calls other servers."""
        query = self.find(name)
        if query.federated:
            raise InputError(
                f"query {name} calls {' and '.join(query.federated)}, and this program calls no other server;"
                f" `oic-mandates query {name} --print` prints it for a SPARQL tool that holds our graph"
            )
        return query

    def __iter__(self) -> Iterator[Query]:
        return iter(self._queries.values())

    def __len__(self) -> int:
        return len(self._queries)


@cache
def library() -> Library:
    """The library of the installed package, read once."""
    folder = files("oic_mandates.queries")
    entries = [entry for entry in folder.iterdir() if entry.name.endswith(".rq")]
    queries = [parse(entry.read_text(encoding="utf-8"), entry.name) for entry in entries]
    # Only what asks our graph alone passes the guard unread.
    return Library(q if q.federated else replace(q, text=Trusted(q.text, "select")) for q in queries)


def bind(query: Query, **values: Value) -> str:
    """The query's text with the given parameters in the place of their defaults.

    A value becomes a checked RDF term, never pasted text. An IRI may be given whole, as a path
    (`actor/sesric`) or as a bare slug (`sesric`) where the parameter names a kind; several at
    once as a list; None asks about everything. InputError for an unknown name or a bad value.
    """
    terms = {name: _render(query, query.parameter(name), value) for name, value in values.items()}

    def put(match: re.Match[str]) -> str:
        name = match["name"]
        return match["before"] + terms[name] + match["after"] if name in terms else match[0]

    text = VALUES_LINE.sub(put, query.text)
    return Trusted(text, query.text.form) if isinstance(query.text, Trusted) else text


def _render(query: Query, parameter: Parameter, value: Value) -> str:
    """The value as SPARQL terms."""
    place = f"query {query.name}, parameter {parameter.name}"
    if value is None:
        if not parameter.optional:
            raise InputError(f"{place}: a value is needed")
        return "UNDEF"
    if parameter.type == "integer":
        if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,18}", str(value)):
            raise InputError(f"{place}: {value!r} is not a whole number")
        return str(int(str(value)))
    if parameter.type == "literal":
        if not isinstance(value, str) or (parameter.choices and value not in parameter.choices):
            allowed = ", ".join(parameter.choices) or "a text"
            raise InputError(f"{place}: {value!r} is not allowed; give {allowed}")
        if _SURROGATE.search(value):
            raise InputError(f"{place}: {value!r} is not whole Unicode text")
        return str(RdfLiteral(value).n3())
    given = [value] if isinstance(value, (str, int)) else list(value)
    if not given:
        raise InputError(f"{place}: the list is empty; give at least one, or leave the parameter out")
    return " ".join(URIRef(iri).n3() for text in given for iri in _iris(text, parameter, place))


def _iris(text: object, parameter: Parameter, place: str) -> list[str]:
    """The IRIs that one given text may mean: one, or one for each kind that a slug could be of."""
    if not isinstance(text, str) or not (_ABSOLUTE_IRI.fullmatch(text) or _PATH.fullmatch(text)):
        raise InputError(f"{place}: {text!r} is neither an IRI nor a path such as actor/sesric")
    if ":" in text:
        return [text]
    if "/" in text and _is_entity(text):
        return [iris.ID[text]]
    if {"resolution", "provision"} & set(parameter.kinds):
        return [iris.ID[text]]
    if not parameter.kinds:
        raise InputError(f"{place}: {text!r} does not say of which kind it is; write kind/name")
    return [iris.ID[f"{kind}/{text}"] for kind in parameter.kinds]


def _is_entity(path: str) -> bool:
    try:
        iris.entity(path)
    except ValueError:
        return False
    return True
