"""One face over the embedded store (pyoxigraph) and a SPARQL 1.1 endpoint.

The default graph is the union of all named graphs, as a set: a statement that stands in two
graphs is met once. A server's own union may meet it twice, so that queries that count must count
distinct things.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol

import platformdirs
import pyoxigraph
from rdflib import Graph

from oic_mandates.graph.diagnosis import diagnose
from oic_mandates.graph.guard import Form, check
from oic_mandates.graph.iris import BASE
from oic_mandates.graph.model import InputError
from oic_mandates.graph.remote import RemoteStore
from oic_mandates.graph.swap import add_union, current_store, replace_store
from oic_mandates.graph.table import Table, Term
from oic_mandates.queries.library import bind, library

__all__ = ["EmbeddedStore", "RemoteStore", "Store", "current_store", "home_folder", "open_store", "replace_store"]


class Store(Protocol):
    """What can be asked of a store. Every question raises InputError where it must not or cannot run."""

    def select(self, text: str) -> Table:
        """The answer to a SELECT query."""

    def ask(self, text: str) -> bool:
        """The answer to an ASK query."""

    def construct(self, text: str) -> Graph:
        """The graph that a CONSTRUCT or DESCRIBE query makes."""

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""

    def count(self) -> int:
        """How many statements the named graphs hold together."""


class EmbeddedStore:
    """A pyoxigraph store, on disk and read only, or in memory."""

    def __init__(self, store: pyoxigraph.Store, folder: Path | None = None) -> None:
        """`folder` is where the store lies; None for one in memory."""
        self._store = store
        self.folder = folder

    @classmethod
    def on_disk(cls, home: Path) -> EmbeddedStore:
        """Opens the store in use below `home`; InputError where there is none."""
        folder = current_store(home)
        while folder is not None:
            try:
                return cls(pyoxigraph.Store.read_only(str(folder)), folder)
            except OSError as error:
                # Two builds may have ended since the pointer was read.
                again = current_store(home)
                if again == folder:
                    raise InputError(f"{folder} cannot be opened ({error}); build again") from error
                folder = again
        raise InputError(f"there is no store in {home}; run `oic-mandates build` first")

    @classmethod
    def in_memory(cls, files: Iterable[Path]) -> EmbeddedStore:
        """Loads RDF files (the suffix tells the format: .nq, .trig, .ttl, .nt) into memory."""
        store = pyoxigraph.Store()
        for file in files:
            try:
                store.bulk_load(path=str(file))
            except (SyntaxError, ValueError, OSError) as error:
                raise InputError(f"{file}: cannot be loaded ({error}); mend the file or its name") from error
        add_union(store)
        return cls(store)

    def select(self, text: str, most: int | None = None) -> Table:
        """The answer to a SELECT query, its first `most` rows where so many are wanted; any thread may read it."""
        found = self._query(text, ("select",))
        assert isinstance(found, pyoxigraph.QuerySolutions)
        columns = [variable.value for variable in found.variables]
        try:
            # The engine's own iterator must neither be read nor thrown away in another thread.
            solutions = list(islice(found, most))
        except (OSError, RuntimeError, ValueError) as error:
            raise InputError(f"the query broke off: {' '.join(str(error).split())}; ask for less") from error
        finally:
            del found
        return Table(columns, (tuple(_term(term) for term in solution) for solution in solutions))

    def ask(self, text: str) -> bool:
        """The answer to an ASK query."""
        return bool(self._query(text, ("ask",)))

    def construct(self, text: str) -> Graph:
        """The graph that a CONSTRUCT or DESCRIBE query makes."""
        found = self._query(text, ("construct", "describe"))
        assert isinstance(found, pyoxigraph.QueryTriples)
        data = found.serialize(format=pyoxigraph.RdfFormat.N_TRIPLES)
        return Graph().parse(data=data or b"", format="nt")

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        return sorted(graph.value for graph in self._store.named_graphs())

    def count(self) -> int:
        """How many statements the named graphs hold together."""
        rows = self.select(bind(library()["named-graphs"], below=None)).records()
        return sum(int(str(row["statements"])) for row in rows)

    def _query(
        self, text: str, forms: Sequence[Form]
    ) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        checked = check(text)
        if checked.form not in forms:
            raise InputError(f"a query of the form {checked.form.upper()} stands where {forms[0].upper()} is asked")
        try:
            return self._store.query(checked.text, base_iri=BASE)
        except (SyntaxError, ValueError, RuntimeError) as error:
            told = f"query: {' '.join(str(error).split())}; mend it there"
            raise InputError(diagnose(checked.text) or told) from error
        except OSError as error:
            raise InputError(f"the store in {self.folder} cannot be read ({error}); build again") from error


def home_folder() -> Path:
    """Where the store lies: OIC_MANDATES_HOME, else the user's data folder of the system."""
    named = os.environ.get("OIC_MANDATES_HOME")
    return Path(named) if named else platformdirs.user_data_path("oic-mandates")


def open_store(location: Path | None = None, endpoint: str | None = None) -> Store:
    """The store to ask.

    `endpoint` is the address of a SPARQL 1.1 server, `location` a home folder; where neither is
    given, OIC_MANDATES_ENDPOINT and then the home folder decide. InputError where both are given
    or no store can be opened.
    """
    if endpoint and location:
        raise InputError(f"both the folder {location} and the endpoint {endpoint} are given; give one")
    endpoint = endpoint or (None if location else os.environ.get("OIC_MANDATES_ENDPOINT"))
    if endpoint:
        return RemoteStore(endpoint)
    return EmbeddedStore.on_disk(location or home_folder())


def _term(term: object) -> Term | None:
    if isinstance(term, pyoxigraph.NamedNode):
        return Term("uri", term.value)
    if isinstance(term, pyoxigraph.Literal):
        if term.language:
            return Term("literal", term.value, "", term.language)
        return Term("literal", term.value, term.datatype.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return Term("bnode", term.value)
    if term is None:
        return None
    raise InputError(f"the answer holds a quoted triple ({term}); ask for its parts")
