"""What the endpoint says of itself: https://www.w3.org/TR/sparql11-service-description/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from oic_mandates.graph.iris import BASE, PREFIXES
from oic_mandates.graph.serve.engine import RDF
from oic_mandates.graph.serve.negotiate import GRAPHS, TABLES, Choice

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
# https://www.w3.org/ns/formats/: the names of W3C for our formats, in the order of TABLES and GRAPHS.
_W3C_NAMES = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "TriG", "N-Triples", "N-Quads", "JSON-LD", "RDF_XML",
)  # fmt: skip


def describe(endpoint: str, graphs: Mapping[str, int], choice: Choice) -> bytes:
    """The description of the service at `endpoint`; `graphs` are the named graphs and their sizes.

    Every node has an IRI, a fragment of the endpoint's address, so that two answers are the same.
    """
    triples = list(_triples(endpoint, graphs))
    prefixes = {"sd": _SD, "void": _VOID, "rdf": PREFIXES["rdf"]} if choice.name in ("turtle", "trig") else None
    return ox.serialize(triples, format=RDF[choice.name], prefixes=prefixes) or b""


def _triples(endpoint: str, graphs: Mapping[str, int]) -> Iterator[ox.Triple]:
    service, dataset, union = (ox.NamedNode(endpoint + end) for end in ("#service", "#dataset", "#default"))

    def say(subject: ox.NamedNode, name: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(subject, ox.NamedNode(name), value)

    yield ox.Triple(service, _TYPE, ox.NamedNode(_SD + "Service"))
    yield say(service, _SD + "endpoint", ox.NamedNode(endpoint))
    yield say(service, _SD + "supportedLanguage", ox.NamedNode(_SD + "SPARQL11Query"))
    yield say(service, _SD + "feature", ox.NamedNode(_SD + "UnionDefaultGraph"))
    for _, name in zip((*TABLES, *GRAPHS), _W3C_NAMES, strict=True):
        yield say(service, _SD + "resultFormat", ox.NamedNode(_FORMATS + name))
    yield say(service, _SD + "defaultDataset", dataset)
    yield ox.Triple(dataset, _TYPE, ox.NamedNode(_SD + "Dataset"))
    yield say(dataset, _SD + "defaultGraph", union)
    yield ox.Triple(union, _TYPE, ox.NamedNode(_SD + "Graph"))
    for graph, size in sorted(graphs.items()):
        path = graph.removeprefix(BASE).removeprefix("graph/")
        named, content = ox.NamedNode(f"{endpoint}#named/{path}"), ox.NamedNode(f"{endpoint}#graph/{path}")
        yield say(dataset, _SD + "namedGraph", named)
        yield ox.Triple(named, _TYPE, ox.NamedNode(_SD + "NamedGraph"))
        yield say(named, _SD + "name", ox.NamedNode(graph))
        yield say(named, _SD + "graph", content)
        yield ox.Triple(content, _TYPE, ox.NamedNode(_SD + "Graph"))
        yield say(content, _VOID + "triples", ox.Literal(size))
