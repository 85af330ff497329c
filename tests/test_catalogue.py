"""The library as RDF: everything that a header says is there, in the form that others' tools read."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.plugins.sparql import prepareQuery
from rdflib.term import BNode, Node

from oic_mandates.graph import catalogue, iris, pipeline
from oic_mandates.graph.iris import OICM, SDO, SPEX
from oic_mandates.graph.store import EmbeddedStore
from oic_mandates.graph.validate import validate_vocabulary
from oic_mandates.queries.library import LANGUAGES, Library, Parameter, Query, bind, library, parse

EVERY = {query.name: query for query in (*library(), *library().federated)}
TYPES = {SH.IRI: "iri", XSD.string: "literal", XSD.integer: "integer"}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return catalogue.catalogue()


@pytest.fixture(params=EVERY)
def query(request: pytest.FixtureRequest) -> Query:
    return EVERY[request.param]


def texts(graph: Graph, node: Node, predicate: Node) -> dict[str | None, str]:
    return {text.language: str(text) for text in graph.objects(node, predicate) if isinstance(text, Literal)}


def test_every_query_file_is_a_query_of_the_graph(graph: Graph) -> None:
    stems = {entry.name.removesuffix(".rq") for entry in files("oic_mandates.queries").iterdir() if ".rq" in entry.name}
    nodes = set(graph.subjects(RDF.type, SH.SPARQLExecutable))
    assert nodes == set(graph.subjects(RDF.type, SH.SPARQLSelectExecutable))
    assert {str(node) for node in nodes} == {f"{iris.BASE}query/{stem}" for stem in stems}


def test_query_says_what_its_header_says(graph: Graph, query: Query) -> None:
    node = iris.query(query.name)
    assert set(graph.objects(node, DCTERMS.identifier)) == {Literal(query.name)}
    assert texts(graph, node, RDFS.label) == dict(query.titles)
    assert texts(graph, node, RDFS.comment) == dict(query.descriptions)
    assert texts(graph, node, SKOS.note) == {"en": query.why}
    assert {str(word) for word in graph.objects(node, SDO.keywords)} == set(query.tags)
    assert {number.toPython() for number in graph.objects(node, SDO.position)} == {query.question} - {None}  # type: ignore[attr-defined]
    assert {str(server) for server in graph.objects(node, SPEX.federatesWith)} == set(query.federated)
    assert {str(target) for target in graph.objects(node, SDO.target)} == (
        set() if query.federated else {iris.BASE + "sparql"}
    )


def test_text_is_the_query_without_its_header(graph: Graph, query: Query) -> None:
    text = str(graph.value(iris.query(query.name), SH.select))
    header, _, rest = str(query.text).rpartition("\n#+")
    assert header
    assert text == rest.partition("\n")[2].strip() + "\n"
    assert "#+" not in text
    if query.parameters:
        assert f"#param {query.parameters[-1].name}" in text


def test_text_runs_with_the_prefixes_that_are_declared(graph: Graph, query: Query) -> None:
    (whole,) = graph.objects(iris.query(query.name), SH.prefixes)
    declared = {
        str(graph.value(node, SH.prefix)): str(graph.value(node, SH.namespace))
        for node in graph.objects(whole, SH.declare)
    }
    text = re.sub(r"(?m)^PREFIX .*\n", "", str(graph.value(iris.query(query.name), SH.select)))
    prepareQuery(text, initNs=declared)
    assert (whole, RDF.type, OWL.Ontology) in graph


def test_parameters_can_be_read_back(graph: Graph, query: Query) -> None:
    nodes = sorted(
        graph.objects(iris.query(query.name), SH.parameter), key=lambda node: int(one(graph, node, SH.order))
    )
    assert [read(graph, node) for node in nodes] == list(query.parameters)
    for node in nodes:
        (path,) = graph.objects(node, SH.path)
        assert str(path).rpartition("#")[2] == one(graph, node, DCTERMS.identifier) == str(node).rpartition("#")[2]


def one(graph: Graph, node: Node, predicate: URIRef) -> str:
    (value,) = graph.objects(node, predicate)
    return str(value)


def read(graph: Graph, node: Node) -> Parameter:
    labels = texts(graph, node, SH.name)
    choices = graph.value(node, SH["in"])
    return Parameter(
        name=one(graph, node, DCTERMS.identifier),
        type=TYPES[graph.value(node, SH.nodeKind) or graph.value(node, SH.datatype)],  # type: ignore[index]
        labels={language: labels[language] for language in LANGUAGES},
        default=tuple(str(value).removeprefix(str(iris.ID)) for value in graph.objects(node, SH.defaultValue)),
        kinds=tuple(kind for kind in kinds(graph, node)),
        choices=tuple(str(value) for value in Collection(graph, choices)) if choices else (),
        optional=one(graph, node, SH.optional) == "true",
    )


def kinds(graph: Graph, node: Node) -> list[str]:
    """The kinds in the order of the header, which a graph does not keep."""
    found = {str(kind) for kind in graph.objects(node, OICM.valueKind)}
    name = str(node).removeprefix(f"{iris.BASE}query/").partition("#")
    listed = EVERY[name[0]].parameter(name[2]).kinds
    assert set(listed) == found
    return list(listed)


def test_the_shapes_find_nothing(graph: Graph) -> None:
    assert validate_vocabulary(graph) == []


def test_the_form_is_that_of_sib(graph: Graph, query: Query) -> None:
    """What the shapes of sib-swiss/sparql-examples-utils ask: one text, comments with a language, tidy keywords."""
    node = iris.query(query.name)
    assert len(list(graph.objects(node, SH.select))) == 1
    assert texts(graph, node, RDFS.comment).keys() == set(LANGUAGES)
    for word in graph.objects(node, SDO.keywords):
        assert re.fullmatch(r"\S.*\S", str(word))


def test_it_is_the_same_each_time_and_without_blank_nodes(graph: Graph) -> None:
    assert not [node for node in graph.all_nodes() if isinstance(node, BNode)]
    assert pipeline.part_of("queries", graph) == pipeline.part_of("queries", catalogue.catalogue())


def test_it_is_a_named_graph_of_the_store(graph: Graph, graph_store: EmbeddedStore) -> None:
    counted = graph_store.select(library()["named-graphs"].text).records()
    (statements,) = [row["statements"] for row in counted if row["graph"] == str(iris.named_graph("queries"))]
    assert statements == len(graph)


def test_library_lists_itself(graph_store: EmbeddedStore) -> None:
    rows = list(graph_store.select(library()["stored-queries"].text).records())
    assert [row["name"] for row in rows] == sorted(EVERY)
    for row in rows:
        query = EVERY[str(row["name"])]
        assert (row["title"], row["question"]) == (query.titles["en"], query.question)
        assert set(str(row["keywords"]).split()) == set(query.tags)
        assert set(str(row["servers"]).split()) == set(query.federated)


@pytest.mark.parametrize("keyword", sorted({tag for query in EVERY.values() for tag in query.tags}))
def test_library_lists_itself_by_keyword(graph_store: EmbeddedStore, keyword: str) -> None:
    rows = graph_store.select(bind(library()["stored-queries"], keyword=keyword, lang="fr")).records()
    found = {row["name"]: row["title"] for row in rows}
    assert found == {name: query.titles["fr"] for name, query in EVERY.items() if keyword in query.tags}


@pytest.mark.parametrize("name", ["asked-of-actor", "meetings", "stored-queries"])
def test_text_from_the_graph_answers_as_the_file(graph_store: EmbeddedStore, name: str) -> None:
    text = str(catalogue.catalogue().value(iris.query(name), SH.select))
    assert graph_store.select(text).to_csv() == graph_store.select(library()[name].text).to_csv()


def test_a_prefix_means_one_thing() -> None:
    header = "".join(f"#+ {key}-{lang}: x\n" for key in ("title", "description") for lang in LANGUAGES)
    header += "#+ tags: x\n#+ why: y\n"
    one, two = (
        parse(f"{header}PREFIX a: <https://example.org/{name}#>\nSELECT * {{ ?s a:b ?o }}\n", f"{name}.rq")
        for name in ("one", "two")
    )
    assert len(set(catalogue.catalogue(Library([one])).subjects(SH.prefix))) == 1
    with pytest.raises(ValueError, match=r"two\.rq: prefix a is https://example\.org/one# in other queries"):
        catalogue.catalogue(Library([one, two]))
