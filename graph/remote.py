"""The store behind a SPARQL 1.1 endpoint.

Whatever goes wrong on the way is one sentence, and a part never passes for the whole: an answer
that is cut, by the network or by the server itself, is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlsplit

from rdflib import Graph

from oic_mandates.graph.fetch import Reply, Unanswered, ask, opener
from oic_mandates.graph.guard import Checked, Form, check
from oic_mandates.graph.model import InputError
from oic_mandates.graph.table import STRING, XSD, Row, Table, Term
from oic_mandates.queries.library import bind, library

TIMEOUT = 60
LARGEST = 256 << 20  # bytes of an answer, decompressed

_JSON = "application/sparql-results+json, application/json;q=0.8"
_TURTLE = "text/turtle, application/n-triples;q=0.8"
_GRAPH_TYPES = ("turtle", "n-triples", "n3", "text/plain")

# Virtuoso sorts rows of at most 4 KB (errors SR319 and SR478), longer ones only for a query that ends in LIMIT, up
# to so many rows (its own MaxSortedTopRows). An answer with as many rows could be a part.
_ROW_TOO_LONG, _SORTED_ROWS = ("SR319", "SR478"), 10_000
_ENDS_IN_LIMIT = re.compile(r"\b(?:LIMIT|OFFSET)\s+\d+\s*$", re.IGNORECASE)
# How Virtuoso says, with status 200, that it cut the answer at its ResultSetMaxRows or at its time.
_MOST_ROWS, _CUT_SHORT = "X-SPARQL-MaxRows", "X-SQL-State"
# And how it answers ASK: a table with one row for true, with none for false.
_ASKED = "__ASK_RETVAL"


class RemoteStore:
    """Asks an endpoint by POST; the endpoint's default graph must be the union of its graphs."""

    def __init__(
        self, endpoint: str, timeout: float = TIMEOUT, largest: int = LARGEST, login: tuple[str, str] | None = None
    ) -> None:
        """`timeout` is in seconds for a whole answer, `largest` in bytes of it.

        `login` is a user and a password, told where the endpoint asks for one. InputError where the
        endpoint is no http address.
        """
        self.endpoint = http_address(endpoint)
        self._way = opener(*login, endpoint) if login else None
        self.timeout = timeout
        self.largest = largest

    def select(self, text: str) -> Table:
        """The answer to a SELECT query."""
        checked, most = _checked(text, ("select",)), 0
        try:
            reply = self._ask(checked, _JSON)
        except Unanswered as error:
            if not any(code in str(error) for code in _ROW_TOO_LONG) or _ENDS_IN_LIMIT.search(checked.text):
                raise
            limited = Checked(f"{checked.text}\nLIMIT {_SORTED_ROWS}", checked.form)
            reply, most = self._ask(limited, _JSON), _SORTED_ROWS
        columns, rows = self._table(self._read(reply))
        if rows and len(rows) >= (int(reply.headers.get(_MOST_ROWS) or 0) or most or len(rows) + 1):
            raise InputError(f"{self.endpoint} answers with {len(rows)} rows and no more; ask for less at once")
        return Table(columns, rows)

    def ask(self, text: str) -> bool:
        """The answer to an ASK query."""
        answer = self._read(reply := self._ask(_checked(text, ("ask",)), _JSON))
        found = answer.get("boolean")
        if found is None and answer.get("head", {}).get("vars") == [_ASKED]:
            return bool(answer["results"]["bindings"])
        if not isinstance(found, bool):
            raise self._unreadable(reply)
        return found

    def construct(self, text: str) -> Graph:
        """The graph that a CONSTRUCT or DESCRIBE query makes."""
        reply = self._ask(_checked(text, ("construct", "describe")), _TURTLE)
        if not reply.marked:
            # Turtle may end after any statement: half of it would pass for the whole.
            raise InputError(f"{self.endpoint} does not say where its answer ends; ask it with SELECT instead")
        if not any(name in reply.kind for name in _GRAPH_TYPES):
            raise self._unreadable(reply)
        try:
            return Graph().parse(data=reply.body, format="turtle")
        except Exception:
            # rdflib's Turtle reader raises errors of several unrelated classes.
            raise InputError(f"{self.endpoint} answered with {reply.kind} that cannot be read; try again") from None

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        return sorted(self.counts())

    def count(self) -> int:
        """How many statements the named graphs hold together."""
        return sum(self.counts().values())

    def counts(self) -> dict[str, int]:
        """How many statements each named graph holds, whoever put it there."""
        records = self.select(bind(library()["named-graphs"], below=None)).records()
        return {str(row["graph"]): int(str(row["statements"])) for row in records}

    def _ask(self, checked: Checked, accept: str) -> Reply:
        """The whole answer, as bytes; InputError where the server says that it is none."""
        reply = ask(self.endpoint, checked, accept, self.timeout, self.largest, self._way)
        if _CUT_SHORT in reply.headers:
            raise InputError(f"{self.endpoint} ran out of time and answers with a part; ask for less, or try later")
        return reply

    def _read(self, reply: Reply) -> Mapping[str, Any]:
        try:
            answer = json.loads(reply.body)
        except (ValueError, RecursionError):
            if reply.body.lstrip().startswith(b'{"head"') or "sparql-results" in reply.kind:
                raise InputError(
                    f"{self.endpoint} broke off the answer in its middle; ask for less, or try again"
                ) from None
            raise self._unreadable(reply) from None
        if not isinstance(answer, dict) or not isinstance(answer.get("head", {}), dict):
            raise self._unreadable(reply)
        return answer

    def _table(self, answer: Mapping[str, Any]) -> tuple[list[str], list[Row]]:
        try:
            columns, bindings = answer["head"]["vars"], answer["results"]["bindings"]
            if not (isinstance(columns, list) and isinstance(bindings, list)):
                raise TypeError("no lists")
            names = {str(column) for column in columns}
            if any(binding.keys() - names for binding in bindings):
                raise ValueError("a value without a column")
            return [str(column) for column in columns], [_row(columns, binding) for binding in bindings]
        except (KeyError, TypeError, AttributeError, ValueError):
            raise InputError(
                f"{self.endpoint} did not answer with SPARQL results; check that it is a SPARQL endpoint"
            ) from None

    def _unreadable(self, reply: Reply) -> InputError:
        kind = f" but with {reply.kind}" if reply.kind and "sparql" not in reply.kind else ""
        return InputError(
            f"{self.endpoint} did not answer with SPARQL results{kind}; check that it is a SPARQL endpoint"
        )


def http_address(text: str) -> str:
    """The address of a server, as it was given; InputError where it is none of http or holds a password."""
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or re.search(r"[\x00-\x20\x7f]", text):
        raise InputError(f"endpoint {text!r} is not an http address; give one such as http://HOST/sparql")
    if parts.username is not None:
        raise InputError(f"leave user and password out of the address of {parts.hostname}: addresses are printed")
    return text


def _checked(text: str, forms: Sequence[Form]) -> Checked:
    checked = check(text)
    if checked.form not in forms:
        raise InputError(f"a query of the form {checked.form.upper()} stands where {forms[0].upper()} is asked")
    return checked


def _row(columns: Sequence[str], binding: Mapping[str, Mapping[str, str]]) -> Row:
    return tuple(_term(binding[column]) if column in binding else None for column in columns)


def _term(found: Mapping[str, str]) -> Term:
    value, kind = found["value"], found["type"]
    if not isinstance(value, str):
        raise TypeError(f"not a text: {value!r}")
    value.encode()  # half of a surrogate pair is no text
    if kind in ("uri", "bnode"):
        return Term(cast(Any, kind), value)
    if kind not in ("literal", "typed-literal"):  # Virtuoso still writes the older word
        raise ValueError(f"no kind of term: {kind}")
    return _canonical(Term("literal", value, found.get("datatype", ""), found.get("xml:lang", "").lower()))


def _canonical(term: Term) -> Term:
    """Numbers and truth values as the embedded store writes them, so that equal values are equal terms.

    It keeps one kind of integer (each derived type of XML Schema is part of xsd:integer) and the
    shortest form: "3"^^xsd:nonNegativeInteger is "3"^^xsd:integer, "2.50" is "2.5", "1" is "true".
    A plain text is an xsd:string.
    """
    if not term.datatype.startswith(XSD):
        return term if term.datatype or term.language else term._replace(datatype=STRING)
    value = term.python()
    if isinstance(value, bool):
        return term._replace(value=str(value).lower())
    if isinstance(value, int):
        return term._replace(value=str(value), datatype=XSD + "integer")
    if isinstance(value, Decimal) and value.is_finite():
        return term._replace(value=f"{value.normalize():f}" if value else "0")
    return term
