"""The named graphs of a store as an rdflib Dataset, term by term."""

from __future__ import annotations

from functools import lru_cache

from rdflib import BNode, Dataset, Literal, URIRef
from rdflib.term import Node

from oic_mandates.graph.iris import GRAPH, PREFIXES
from oic_mandates.graph.model import InputError
from oic_mandates.graph.store import Store
from oic_mandates.graph.table import STRING, Term
from oic_mandates.queries.library import bind, library


def dataset(store: Store) -> Dataset:
    """All named graphs of this project; the default graph is their union, prefixes are bound.

    What else a server holds is left out. InputError where it holds none of ours, or answers with
    fewer statements than it says it has.
    """
    table = store.select(library()["named-graphs"].text)
    counts = {str(row["graph"]): int(str(row["statements"])) for row in table.records()}
    if not counts:
        raise InputError(f"there is no graph below {GRAPH}; build or load the graphs first")
    made = Dataset(default_union=True)
    for prefix, iri in PREFIXES.items():
        made.bind(prefix, iri, replace=True)
    for graph, count in sorted(counts.items()):
        _fill(made, graph, store, count)
    return made


def _fill(made: Dataset, graph: str, store: Store, expected: int) -> None:
    """Adds the statements of one named graph."""
    table = store.select(bind(library()["statements"], graph=graph))
    if len(table) != expected:
        raise InputError(
            f"{len(table)} of the {expected} statements of {graph} came; let the server answer with more rows, "
            "or ask again when nobody loads it"
        )
    subject, predicate, object_ = (table.columns.index(name) for name in ("subject", "predicate", "object"))
    target = made.graph(URIRef(graph))
    made.addN((_node(row[subject]), _node(row[predicate]), _node(row[object_]), target) for row in table)


@lru_cache(maxsize=100_000)
def _node(term: Term | None) -> Node:
    """The same term in rdflib's words. It stands in many statements, and making one is slow."""
    assert term is not None  # every part of a statement is bound
    if term.kind == "uri":
        return URIRef(term.value)
    if term.kind == "bnode":
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    # rdflib would write "01" as "1": a copy must say what the store says.
    datatype = None if term.datatype in ("", STRING) else URIRef(term.datatype)
    return Literal(term.value, datatype=datatype, normalize=False)
