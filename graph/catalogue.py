"""The query library as RDF, so that the questions can be queried, copied and reused like the answers.

The form is SIB's for SPARQL examples: a `sh:SPARQLExecutable` with its text, comments, keywords, endpoint
and the servers it calls (https://github.com/sib-swiss/sparql-examples). Parameters are SHACL's `sh:Parameter`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from oic_mandates.graph import iris
from oic_mandates.graph.iris import OICM, SDO, SPEX
from oic_mandates.queries.library import Library, Parameter, Query, library

NAME = "queries"

_TITLES = {
    "en": "The stored queries of oic-mandates",
    "ar": "الأسئلة المحفوظة في oic-mandates",
    "fr": "Les requêtes enregistrées d'oic-mandates",
}
_PREFIX = re.compile(r"^PREFIX (?P<name>[a-z]+): <(?P<iri>[^>]+)>$", re.MULTILINE)
_DATATYPES = {"literal": XSD.string, "integer": XSD.integer}


def catalogue(queries: Library | None = None) -> Graph:
    """The graph of a library, of the installed one by default; the same bytes for the same files."""
    found = library() if queries is None else queries
    graph = Graph(bind_namespaces="none")
    whole = iris.named_graph(NAME)
    graph.add((whole, RDF.type, OWL.Ontology))
    _say(graph, whole, RDFS.label, _TITLES)
    for query in (*found, *found.federated):
        _query(graph, query)
    _prefixes(graph, (*found, *found.federated))
    return graph


def _query(graph: Graph, query: Query) -> None:
    node = iris.query(query.name)
    _say(graph, node, RDFS.label, query.titles)
    _say(graph, node, RDFS.comment, query.descriptions)
    statements: list[tuple[URIRef, Node]] = [
        (RDF.type, SH.SPARQLExecutable),
        (RDF.type, SH.SPARQLSelectExecutable),
        (RDFS.isDefinedBy, iris.named_graph(NAME)),
        (DCTERMS.identifier, Literal(query.name)),
        (SKOS.note, Literal(query.why, lang="en")),
        (SH.prefixes, iris.named_graph(NAME)),
        (SH.select, Literal(_text(query))),
        *((SDO.keywords, Literal(tag)) for tag in query.tags),
        *((SPEX.federatesWith, URIRef(server)) for server in query.federated),
    ]
    if query.question is not None:
        statements.append((SDO.position, Literal(query.question)))
    if not query.federated:  # our own endpoint refuses to call others
        statements.append((SDO.target, iris.endpoint()))
    for predicate, value in statements:
        graph.add((node, predicate, value))
    for order, parameter in enumerate(query.parameters, start=1):
        graph.add((node, SH.parameter, iris.query(query.name, parameter.name)))
        _parameter(graph, iris.query(query.name, parameter.name), parameter, order)


def _text(query: Query) -> str:
    """The query without its header, all of which is said in RDF."""
    lines = str(query.text).splitlines()
    return "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"


def _parameter(graph: Graph, node: URIRef, parameter: Parameter, order: int) -> None:
    _say(graph, node, SH.name, parameter.labels)
    path = _fragment(parameter.name)
    statements: list[tuple[URIRef, Node]] = [
        (RDF.type, SH.Parameter),
        (DCTERMS.identifier, Literal(parameter.name)),
        (SH.path, path),
        (SH.order, Literal(order)),
        (SH.optional, Literal(parameter.optional)),
        *((OICM.valueKind, Literal(kind)) for kind in parameter.kinds),
        *((SH.defaultValue, _value(parameter, text)) for text in parameter.default),
    ]
    if parameter.type == "iri":
        statements.append((SH.nodeKind, SH.IRI))
    else:
        statements.append((SH.datatype, _DATATYPES[parameter.type]))
    if parameter.choices:
        statements.append((SH["in"], _list(graph, parameter.choices)))
    for predicate, value in statements:
        graph.add((node, predicate, value))
    graph.add((path, RDF.type, RDF.Property))


def _value(parameter: Parameter, text: str) -> Node:
    """A default as the term that stands in the query; a path below `id/` becomes the whole IRI."""
    if parameter.type == "iri":
        return URIRef(text if ":" in text else iris.ID[text])
    return Literal(int(text)) if parameter.type == "integer" else Literal(text)


def _list(graph: Graph, values: Sequence[str]) -> URIRef:
    """An RDF list whose nodes are named by what they hold: equal lists are one, and none is blank."""
    if not values:
        return RDF.nil
    node = _fragment("choices-" + quote("-".join(values)))
    graph.add((node, RDF.first, Literal(values[0])))
    graph.add((node, RDF.rest, _list(graph, values[1:])))
    return node


def _prefixes(graph: Graph, queries: Iterable[Query]) -> None:
    """Declares each prefix that a query uses; ValueError where two queries mean two things by one."""
    known: dict[str, str] = {}
    for query in queries:
        for match in _PREFIX.finditer(query.text):
            if known.setdefault(match["name"], match["iri"]) != match["iri"]:
                raise ValueError(f"{query.path}: prefix {match['name']} is {known[match['name']]} in other queries")
    for name, namespace in sorted(known.items()):
        node = _fragment(f"prefix-{name}")
        graph.add((iris.named_graph(NAME), SH.declare, node))
        graph.add((node, RDF.type, SH.PrefixDeclaration))
        graph.add((node, SH.prefix, Literal(name)))
        graph.add((node, SH.namespace, Literal(namespace, datatype=XSD.anyURI)))


def _fragment(name: str) -> URIRef:
    return URIRef(f"{iris.named_graph(NAME)}#{name}")


def _say(graph: Graph, node: URIRef, predicate: URIRef, texts: Mapping[str, str]) -> None:
    for language, text in texts.items():
        graph.add((node, predicate, Literal(text, lang=language)))
