"""The store behind a SPARQL 1.1 endpoint."""

from __future__ import annotations

import http.client
import json
import urllib.error
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from rdflib import Graph
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from oic_mandates.graph.guard import Form, check
from oic_mandates.graph.model import InputError
from oic_mandates.graph.table import Row, Table, Term
from oic_mandates.queries.library import library

TIMEOUT = 60


class RemoteStore:
    """Asks an endpoint by POST; the endpoint's default graph must be the union of its graphs."""

    def __init__(self, endpoint: str, timeout: int = TIMEOUT) -> None:
        """`timeout` is in seconds. InputError where the endpoint is no http address."""
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(f"endpoint {endpoint!r} is not an http address; give one such as http://HOST/sparql")
        self.endpoint = endpoint
        self.timeout = timeout

    def select(self, text: str) -> Table:
        """The answer to a SELECT query."""
        answer = self._json(text, "select")
        try:
            columns = [str(column) for column in answer["head"]["vars"]]
            rows = [_row(columns, binding) for binding in answer["results"]["bindings"]]
        except (KeyError, TypeError, AttributeError):
            raise self._unreadable() from None
        return Table(columns, rows)

    def ask(self, text: str) -> bool:
        """The answer to an ASK query."""
        found = self._json(text, "ask").get("boolean")
        if not isinstance(found, bool):
            raise self._unreadable()
        return found

    def construct(self, text: str) -> Graph:
        """The graph that a CONSTRUCT or DESCRIBE query makes."""
        body = self._post(text, ("construct", "describe"), TURTLE)
        try:
            return Graph().parse(data=body, format="turtle")
        except Exception:
            # rdflib's Turtle reader raises errors of several unrelated classes.
            raise self._unreadable() from None

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        return [str(row["graph"]) for row in self.select(library()["named-graphs"].text).records()]

    def count(self) -> int:
        """How many statements the named graphs hold together."""
        records = self.select(library()["named-graphs"].text).records()
        return sum(int(str(row["statements"])) for row in records)

    def _json(self, text: str, form: Form) -> Mapping[str, Any]:
        try:
            answer = json.loads(self._post(text, (form,), JSON))
        except ValueError:
            raise self._unreadable() from None
        if not isinstance(answer, dict):
            raise self._unreadable()
        return answer

    def _post(self, text: str, forms: Sequence[Form], results: str) -> bytes:
        """The bytes of the answer; every way to fail is one sentence."""
        checked = check(text)
        if checked.form not in forms:
            raise InputError(f"a query of the form {checked.form.upper()} stands where {forms[0].upper()} is asked")
        wrapper = SPARQLWrapper(self.endpoint)
        wrapper.setQuery(checked.text)
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(results)
        wrapper.setOnlyConneg(True)
        wrapper.setTimeout(self.timeout)
        # Oxigraph's server asks the union only when told; other servers pass over the parameter.
        wrapper.addParameter("union-default-graph", "true")
        try:
            with wrapper.query().response as response:
                return bytes(response.read())
        except SPARQLWrapperException as error:
            if isinstance(error.__context__, urllib.error.HTTPError):
                error.__context__.close()
            raise InputError(f"{self.endpoint} refused the query: {_first_line(error)}") from None
        except urllib.error.HTTPError as error:
            error.close()
            raise InputError(f"{self.endpoint} answered with HTTP {error.code}; check the address") from None
        except TimeoutError:
            raise self._silent() from None
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise self._silent() from None
            raise InputError(f"{self.endpoint} cannot be reached ({error.reason}); is the server up?") from None
        except (OSError, http.client.HTTPException) as error:
            raise InputError(f"{self.endpoint} broke off the answer ({error}); is the server up?") from None

    def _silent(self) -> InputError:
        return InputError(f"{self.endpoint} did not answer within {self.timeout} s; ask for less, or try later")

    def _unreadable(self) -> InputError:
        return InputError(f"{self.endpoint} did not answer with SPARQL results; check that it is a SPARQL endpoint")


def _row(columns: Sequence[str], binding: Mapping[str, Mapping[str, str]]) -> Row:
    return tuple(_term(binding[column]) if column in binding else None for column in columns)


def _term(found: Mapping[str, str]) -> Term:
    value = found["value"]
    if not isinstance(value, str):
        raise TypeError(f"not a text: {value!r}")
    if found["type"] == "uri":
        return Term("uri", value)
    if found["type"] == "bnode":
        return Term("bnode", value)
    # Virtuoso still writes the older word `typed-literal`.
    return Term("literal", value, found.get("datatype", ""), found.get("xml:lang", "").lower())


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:300] if lines else type(error).__name__
