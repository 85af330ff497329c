"""What the endpoint says of itself: https://www.w3.org/TR/sparql11-service-description/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from oic_mandates.graph.iris import BASE, ID, PREFIXES
from oic_mandates.graph.serve.engine import RDF
from oic_mandates.graph.serve.negotiate import GRAPHS, TABLES, Choice
from oic_mandates.graph.serve.words import say
from oic_mandates.queries.library import LANGUAGES

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_DCTERMS = PREFIXES["dcterms"]
_FOAF = "http://xmlns.com/foaf/0.1/"
_SIMPLE = "http://www.w3.org/ns/entailment/Simple"
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
    service = f"{endpoint}#service"
    # The service first, and each thing in one place.
    triples = sorted(
        _triples(endpoint, graphs), key=lambda triple: (str(triple.subject) != f"<{service}>", str(triple.subject))
    )
    known = {"sd": _SD, "void": _VOID, "dcterms": _DCTERMS, "foaf": _FOAF, "rdf": PREFIXES["rdf"]}
    prefixes = known if choice.name in ("turtle", "trig") else None
    return ox.serialize(triples, format=RDF[choice.name], prefixes=prefixes) or b""


def _triples(endpoint: str, graphs: Mapping[str, int]) -> Iterator[ox.Triple]:
    service, dataset, union, collection = (
        ox.NamedNode(endpoint + end) for end in ("#service", "#dataset", "#default", "#graphs")
    )
    yield from _service(service, endpoint)
    yield _say(service, _SD + "defaultDataset", dataset)
    yield _say(service, _SD + "availableGraphs", collection)
    yield ox.Triple(dataset, _TYPE, ox.NamedNode(_SD + "Dataset"))
    yield ox.Triple(dataset, _TYPE, ox.NamedNode(_VOID + "Dataset"))
    yield _say(dataset, _VOID + "sparqlEndpoint", ox.NamedNode(endpoint))
    yield _say(dataset, _VOID + "uriSpace", ox.Literal(str(ID)))
    yield _say(dataset, _SD + "defaultGraph", union)
    yield ox.Triple(union, _TYPE, ox.NamedNode(_SD + "Graph"))
    yield ox.Triple(collection, _TYPE, ox.NamedNode(_SD + "GraphCollection"))
    for graph, size in sorted(graphs.items()):
        path = graph.removeprefix(BASE).removeprefix("graph/")
        named, content = ox.NamedNode(f"{endpoint}#named/{path}"), ox.NamedNode(f"{endpoint}#graph/{path}")
        yield _say(dataset, _SD + "namedGraph", named)
        yield _say(collection, _SD + "namedGraph", named)
        yield ox.Triple(named, _TYPE, ox.NamedNode(_SD + "NamedGraph"))
        yield _say(named, _SD + "name", ox.NamedNode(graph))
        yield _say(named, _SD + "graph", content)
        yield ox.Triple(content, _TYPE, ox.NamedNode(_SD + "Graph"))
        yield ox.Triple(content, _TYPE, ox.NamedNode(_VOID + "Dataset"))
        yield _say(content, _VOID + "triples", ox.Literal(size))


def _service(service: ox.NamedNode, endpoint: str) -> Iterator[ox.Triple]:
    """What holds of the service whatever it serves. It calls no other server: BasicFederatedQuery is not said."""
    yield ox.Triple(service, _TYPE, ox.NamedNode(_SD + "Service"))
    yield _say(service, _SD + "endpoint", ox.NamedNode(endpoint))
    for language in LANGUAGES:
        yield _say(service, _DCTERMS + "title", ox.Literal(say("name", language), language=language))
    yield _say(service, _FOAF + "page", ox.NamedNode(endpoint.removesuffix("sparql") + "docs"))
    for name in ("SPARQL10Query", "SPARQL11Query"):
        yield _say(service, _SD + "supportedLanguage", ox.NamedNode(_SD + name))
    yield _say(service, _SD + "feature", ox.NamedNode(_SD + "UnionDefaultGraph"))
    yield _say(service, _SD + "defaultEntailmentRegime", ox.NamedNode(_SIMPLE))
    for _, name in zip((*TABLES, *GRAPHS), _W3C_NAMES, strict=True):
        yield _say(service, _SD + "resultFormat", ox.NamedNode(_FORMATS + name))


def _say(subject: ox.NamedNode, name: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(name), value)
