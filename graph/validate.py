"""SHACL shapes and checks over graphs, stores and files.

The shapes are judged by pySHACL. A node shape hands all its focus nodes to each of its property
shapes at once; pySHACL alone would hand them over one by one, which takes five times as long and
finds the same. Checks are queries, one for each fault, for what needs two places of a graph at once.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import pyoxigraph as ox
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shapes_graph import ShapesGraph
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import IdentifiedNode, Node

from oic_mandates.graph.findings import (
    CHECKS,
    SEVERITIES,
    Finding,
    Severity,
    as_html,
    as_text,
    as_turtle,
    conforms,
)
from oic_mandates.graph.iris import named_graph, rebased
from oic_mandates.graph.vocab import ontology_files, ontology_root, parse_turtle

__all__ = [
    "Check",
    "Finding",
    "as_html",
    "as_text",
    "as_turtle",
    "conforms",
    "load_checks",
    "ontology_quads",
    "run_checks",
    "to_rdflib",
    "validate_document",
    "validate_vocabulary",
    "vocabulary_types",
]

_LANGUAGES = ("en", "ar", "fr")
_SEVERITY: dict[Node, Severity] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
_TYPE = ox.NamedNode(str(RDF.type))


@dataclass(frozen=True, slots=True)
class Check:
    """A query that finds one fault; title, problem and cure are sentences by language.

    `on_parts` says that it can also judge a part of a graph by itself (header `#+ on-parts: yes`).
    """

    name: str
    severity: Severity
    title: Mapping[str, str]
    problem: Mapping[str, str]
    cure: Mapping[str, str]
    query: str
    on_parts: bool = False


@dataclass(frozen=True, slots=True)
class _NodeShape:
    """A node shape with its targets taken apart: classes, and the shapes that judge their members."""

    classes: tuple[Node, ...]
    shapes: tuple[Node, ...]


def validate_document(data: Graph, types: Graph) -> list[Finding]:
    """What the shapes find in one document's graph.

    `types` holds the rdf:type statements of the vocabulary terms that the document names; the
    terms themselves are not judged.
    """
    whole = Graph()
    whole += data
    whole += types
    return _judge(data, whole)


def validate_vocabulary(graph: Graph) -> list[Finding]:
    """What the shapes find in the ontology and the vocabularies, given together as one graph."""
    return _judge(graph, graph)


def _judge(focused: Graph, whole: Graph) -> list[Finding]:
    """Judges the subjects of `focused` by what `whole` says."""
    shapes, node_shapes = _shapes()
    executor = SHACLExecutor()
    findings: list[Finding] = []
    for node_shape in node_shapes:
        focus = sorted(_members(focused, node_shape.classes), key=str)
        for shape in node_shape.shapes if focus else ():
            _, reports = shapes.lookup_shape_from_node(shape).validate(executor, whole, focus=focus)
            findings += (_finding(shapes.graph, dict(t[1:] for t in triples)) for _, _, triples in reports)
    return sorted(findings, key=lambda finding: finding.sort_key)


def _members(graph: Graph, classes: Iterable[Node]) -> set[IdentifiedNode]:
    found: set[Node] = set()
    for target in classes:
        for subclass in graph.transitive_subjects(RDFS.subClassOf, target):
            found.update(graph.subjects(RDF.type, subclass))
    return {node for node in found if isinstance(node, IdentifiedNode)}


@functools.cache
def _shapes() -> tuple[ShapesGraph, tuple[_NodeShape, ...]]:
    """The shapes, parsed once; sh:property is cut so that a node shape judges only itself."""
    graph = Graph().parse(data=_ontology_text("shapes.ttl"), format="turtle")
    node_shapes = []
    for shape in sorted(graph.subjects(RDF.type, SH.NodeShape), key=str):
        properties = sorted(graph.objects(shape, SH.property), key=str)
        classes = tuple(sorted(graph.objects(shape, SH.targetClass), key=str))
        node_shapes.append(_NodeShape(classes, (shape, *properties)))
        graph.remove((shape, SH.property, None))
    shapes = ShapesGraph(graph)
    list(shapes.shapes)
    return shapes, tuple(node_shapes)


def _ontology_text(name: str) -> str:
    return rebased((ontology_root() / name).read_text(encoding="utf-8"))


def _finding(shapes: Graph, result: Mapping[Node, object]) -> Finding:
    """One pySHACL result; it gives a node as a pair of the graph it stands in and itself."""
    node = {key: value[1] if isinstance(value, tuple) else value for key, value in result.items()}
    source = cast(Node, node[SH.sourceShape])
    messages = (literal for literal in shapes.objects(source, SH.message) if isinstance(literal, Literal))
    return Finding(
        severity=_SEVERITY[cast(Node, node[SH.resultSeverity])],
        focus=_readable(node[SH.focusNode]),
        path=str(node.get(SH.resultPath, "")),
        value=_readable(node.get(SH.value, "")),
        messages={literal.language or "": str(literal) for literal in messages},
        source=str(source),
        component=str(node[SH.sourceConstraintComponent]).removeprefix(str(SH)),
    )


def _readable(node: object) -> str:
    return f"_:{node}" if isinstance(node, BNode) else str(node)


@functools.cache
def load_checks() -> tuple[Check, ...]:
    """Every check of the ontology, by name; ValueError where a header lacks a line."""
    folder = ontology_root() / "checks"
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".rq")), key=lambda e: e.name)
    return tuple(
        _check(entry.name.removesuffix(".rq"), rebased(entry.read_text(encoding="utf-8"))) for entry in entries
    )


def _check(name: str, query: str) -> Check:
    header = {}
    for line in query.splitlines():
        if line.startswith("#+ "):
            key, _, value = line.removeprefix("#+ ").partition(":")
            header[key.strip()] = value.strip()
    wanted = ["severity", *(f"{part}-{tag}" for part in ("title", "problem", "cure") for tag in _LANGUAGES)]
    missing = [key for key in wanted if not header.get(key)]
    if missing or header["severity"] not in SEVERITIES:
        raise ValueError(f"ontology/checks/{name}.rq: the header lacks {', '.join(missing) or 'a known severity'}")
    title, problem, cure = (
        {tag: header[f"{part}-{tag}"] for tag in _LANGUAGES} for part in ("title", "problem", "cure")
    )
    return Check(name, header["severity"], title, problem, cure, query, header.get("on-parts") == "yes")


def run_checks(store: ox.Store, *, on_parts: bool = False) -> list[Finding]:
    """What the checks find in a store; the union of its named graphs is searched.

    `on_parts` runs only those that can judge a part of a graph by itself.
    """
    chosen = [check for check in load_checks() if check.on_parts or not on_parts]
    findings = [finding for check in chosen for finding in _run(check, store)]
    return sorted(findings, key=lambda finding: finding.sort_key)


def _run(check: Check, store: ox.Store) -> Iterator[Finding]:
    solutions = cast(ox.QuerySolutions, store.query(check.query, use_default_graph_as_union=True))
    names = [variable.value for variable in solutions.variables if variable.value != "focus"]
    messages = {tag: f"{check.title[tag]}. {check.problem[tag]}" for tag in _LANGUAGES}
    for solution in solutions:
        values = [_plain(solution[name]) for name in names]
        detail = "; ".join(value for value in values if value)
        yield Finding(
            check.severity, _plain(solution["focus"]), "", detail, messages, CHECKS + check.name, "", check.cure
        )


def _plain(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term or "")


@functools.cache
def ontology_quads() -> tuple[ox.Quad, ...]:
    """The ontology and its vocabularies, each file in its named graph."""
    return tuple(
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(str(named_graph(name))))
        for name, entry in ontology_files()
        for quad in parse_turtle(entry.read_bytes(), f"ontology/{entry.name}")
    )


@functools.cache
def vocabulary_types() -> Graph:
    """The rdf:type statements of every term of the ontology; InputError names a file that cannot be read."""
    return to_rdflib(quad for quad in ontology_quads() if quad.predicate == _TYPE)


def to_rdflib(quads: Iterable[ox.Quad]) -> Graph:
    """Statements of pyoxigraph as one rdflib graph; ValueError where one quotes a statement."""
    graph = Graph()
    for quad in quads:
        subject, value = _term(quad.subject), _term(quad.object)
        if not isinstance(subject, Literal):
            graph.add((subject, URIRef(quad.predicate.value), value))
    return graph


def _term(term: object) -> URIRef | BNode | Literal:
    """A pyoxigraph term as rdflib has it; ValueError for a quoted triple, which our graphs never hold."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    raise ValueError(f"neither IRI nor literal: {term!r}")
