"""W3C: the SPARQL 1.1 Protocol, the result formats, the service description, of a server that only reads.

Tests that ask the same as one of W3C's rdf-tests bear its name; the data in `w3c/` and the text are
ours. Expected answers are written by hand from the specifications:
https://www.w3.org/TR/sparql11-protocol/, /sparql11-results-json/, /rdf-sparql-XMLres/,
/sparql11-results-csv-tsv/, /sparql11-service-description/.
"""

from __future__ import annotations

import csv
import io
import json
import re
import socket
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, canonicalize

import pyoxigraph
import pytest
from defusedxml.ElementTree import fromstring
from rdflib import RDF, XSD, BNode, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.query import Result
from rdflib.term import Node
from served import Reply, Site, serving

from oic_mandates.graph.iris import GRAPH
from oic_mandates.graph.swap import replace_store

HERE = Path(__file__).parent
DATA = HERE / "w3c"
DOCUMENT = HERE.parent / "docs" / "conformance.md"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
UPDATE = "application/sparql-update"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
GRAPHS = {
    "text/turtle": "turtle",
    "application/trig": "trig",
    "application/n-triples": "nt",
    "application/n-quads": "nquads",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
}
EX = Namespace("http://example.org/")
ONE, TWO, THREE, NOWHERE, TERM_GRAPH, NUMBER_GRAPH = (
    str(GRAPH[name]) for name in ("one", "two", "three", "nowhere", "terms", "numbers")
)
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")

# What each term of w3c/terms.nq is, in its order.
BLANKS = BNode("b1"), BNode("b1"), BNode("b2")
TERMS: Sequence[Node] = (
    URIRef("http://example.org/a?b=c&d=%20#é"),
    *BLANKS,
    Literal("plain"),
    Literal(""),
    Literal("\"yes\" and 'no'"),
    Literal("one, two; three"),
    Literal("one\ntwo"),
    Literal("one\rtwo\r\nthree"),
    Literal("one\ttwo"),
    Literal("C:\\new"),
    Literal("  one  two  "),
    Literal("<b title='x'>&amp;</b> ]]>"),
    Literal("يدعو المؤتمر إلى «السلام»، بعون الله"),
    Literal("يطلب", lang="ar"),
    Literal("colour", lang="en-gb"),
    Literal("𝒑 𐎠 🕊"),
    Literal("\u200fأ\u200e ب\u2069"),
    Literal("e\u0301 مُؤتمَر"),
    Literal("7", datatype=XSD.integer),
    Literal("-12", datatype=XSD.integer),
    Literal("2.5", datatype=XSD.decimal),
    Literal("1500", datatype=XSD.double, normalize=False),
    Literal("true", datatype=XSD.boolean),
    Literal("2023-06-06", datatype=XSD.date),
    Literal("2023-06-06T10:00:00+03:00", datatype=XSD.dateTime),
    Literal("2023", datatype=XSD.gYear),
    Literal('1, "a"', datatype=EX.type),
    Literal("007"),
)
ALL_TERMS = f"""SELECT ?term ?value ?none {{ GRAPH <{TERM_GRAPH}> {{ ?term <{EX.value}> ?value }} }}
ORDER BY ?term"""


@dataclass(frozen=True)
class Case:
    """A request and what must come back: a status, and a yes or no, or words of the refusal."""

    method: str = "GET"
    path: str = "/sparql"
    body: bytes | None = None
    kind: str = ""
    status: int = 200
    says: bool | str = True


def get(**fields: str | Sequence[str]) -> str:
    """The address with fields."""
    return "/sparql?" + urlencode({name.replace("_", "-"): value for name, value in fields.items()}, doseq=True)


def form(**fields: str | Sequence[str]) -> bytes:
    """The fields as the body of a form."""
    return get(**fields).partition("?")[2].encode()


DEFAULTS = {"default_graph_uri": [ONE, TWO]}
NAMED = {"named_graph_uri": [ONE, TWO]}
FULL = {"default_graph_uri": [THREE], "named_graph_uri": [ONE, TWO]}
BOTH = f"ASK {{ <{EX.one}> a ?type . <{EX.two}> a ?type FILTER NOT EXISTS {{ <{EX.three}> a ?type }} }}"
EACH = f"""ASK {{ GRAPH <{ONE}> {{ ?s ?p ?o }} GRAPH <{TWO}> {{ ?t ?p ?o }}
FILTER NOT EXISTS {{ GRAPH <{THREE}> {{ ?u ?p ?o }} }} FILTER NOT EXISTS {{ ?v ?w ?x }} }}"""
WHOLE = f"""ASK {{ <{EX.three}> a ?type . GRAPH <{ONE}> {{ <{EX.one}> a ?type }} GRAPH ?g {{ <{EX.two}> a ?type }}
FILTER(?g = <{TWO}>) FILTER NOT EXISTS {{ <{EX.one}> a ?type }}
FILTER NOT EXISTS {{ GRAPH <{THREE}> {{ ?s ?p ?o }} }} }}"""
CLEAR, INSERT = "CLEAR ALL", f"INSERT DATA {{ GRAPH <{ONE}> {{ <{EX.new}> a <{EX.Document}> }} }}"

# Query operations of W3C's protocol tests that must succeed.
QUERIES = {
    "query_get": Case(path=get(query="ASK {}")),
    "query_post_form": Case("POST", body=form(query="ASK {}"), kind=FORM),
    "query_post_direct": Case("POST", body=b"ASK {}", kind=DIRECT),
    "query_dataset_default_graph": Case(
        path=get(query=f"ASK {{ <{EX.one}> a ?c FILTER NOT EXISTS {{ <{EX.two}> a ?c }} }}", default_graph_uri=ONE)
    ),
    "query_dataset_default_graphs_get": Case(path=get(query=BOTH, **DEFAULTS)),
    "query_dataset_default_graphs_post": Case("POST", get(**DEFAULTS), BOTH.encode(), DIRECT),
    "query_dataset_named_graphs_get": Case(path=get(query=EACH, **NAMED)),
    "query_dataset_named_graphs_post": Case("POST", get(**NAMED), EACH.encode(), DIRECT),
    "query_dataset_full": Case("POST", get(**FULL), WHOLE.encode(), DIRECT),
    "query_post_form_dataset": Case("POST", body=form(query=WHOLE, **FULL), kind=FORM),
    "query_multiple_dataset": Case(
        "POST", get(default_graph_uri=TWO), f"ASK FROM <{ONE}> {{ <{EX.one}> ?p ?o }}".encode(), DIRECT, says=False
    ),
    "query_base_uri": Case(path=get(query=f"BASE <{EX}> ASK {{ GRAPH <{ONE}> {{ <one> a <Document> }} }}")),
}

# Requests that must be refused. What an update would do is tested apart: none does anything.
REFUSED = {
    "bad_query_method": Case("PUT", get(query="ASK {}"), status=405, says="not for reading"),
    "bad_multiple_queries": Case(path=get(query=["ASK {}", "SELECT * {}"]), status=400, says="stands 2 times"),
    "bad_multiple_queries_form": Case(
        "POST", body=form(query=["ASK {}", "SELECT * {}"]), kind=FORM, status=400, says="stands 2 times"
    ),
    "bad_query_wrong_media_type": Case("POST", body=b"ASK {}", kind="text/plain", status=415, says=DIRECT),
    "bad_query_missing_form_type": Case("POST", body=form(query="ASK {}"), status=415, says=FORM),
    "bad_query_missing_direct_type": Case("POST", body=b"ASK {}", status=415, says=DIRECT),
    "bad_query_non_utf8": Case(
        "POST", body="ASK {}".encode("utf-16"), kind=f"{DIRECT}; charset=UTF-16", status=400, says="not UTF-8"
    ),
    "bad_query_syntax": Case(path=get(query="ASK {"), status=400, says="line 1, column 6"),
    "bad_update_get": Case(path=get(update=CLEAR), status=400, says="read only"),
    "bad_multiple_updates": Case("POST", body=form(update=[CLEAR, CLEAR]), kind=FORM, status=400, says="read only"),
    "bad_update_wrong_media_type": Case("POST", body=CLEAR.encode(), kind="text/plain", status=415, says=DIRECT),
    "bad_update_missing_form_type": Case("POST", body=form(update=CLEAR), status=415, says=FORM),
    "bad_update_non_utf8": Case(
        "POST", body=CLEAR.encode("utf-16"), kind=f"{UPDATE}; charset=UTF-16", status=400, says="read only"
    ),
    "bad_update_syntax": Case("POST", body=form(update="CLEAR XYZ"), kind=FORM, status=400, says="read only"),
    "bad_update_dataset_conflict": Case(
        "POST", body=form(update=f"WITH <{ONE}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", using_named_graph_uri=TWO),
        kind=FORM, status=400, says="read only",
    ),
}  # fmt: skip

# What W3C's tests of update and of the Graph Store Protocol ask of a server that writes.
WRITING = {
    "update_post_form": Case("POST", body=form(update=INSERT), kind=FORM, status=400, says="read only"),
    "update_post_direct": Case("POST", body=INSERT.encode(), kind=UPDATE, status=400, says="read only"),
    "update_base_uri": Case("POST", body=b"INSERT DATA { <s> <p> <o> }", kind=UPDATE, status=400, says="read only"),
    "update_dataset_default_graph": Case("POST", get(using_graph_uri=ONE), INSERT.encode(), UPDATE, 400, "read only"),
    "update_dataset_default_graphs": Case(
        "POST", get(using_graph_uri=[ONE, TWO]), INSERT.encode(), UPDATE, 400, "read only"
    ),
    "update_dataset_named_graphs": Case(
        "POST", get(using_named_graph_uri=[ONE, TWO]), INSERT.encode(), UPDATE, 400, "read only"
    ),
    "update_dataset_full": Case(
        "POST", get(using_graph_uri=ONE, using_named_graph_uri=TWO), INSERT.encode(), UPDATE, 400, "read only"
    ),
    "put__graph_already_in_store": Case("PUT", get(graph=ONE), b"", "text/turtle", 405, "not for reading"),
    "put__default_graph": Case("PUT", "/sparql?default", b"", "text/turtle", 405, "not for reading"),
    "delete__existing_graph": Case("DELETE", get(graph=ONE), status=405, says="not for reading"),
    "post__existing_graph": Case("POST", get(graph=ONE), b"", "text/turtle", 415, DIRECT),
    "post__multipart_formdata": Case("POST", get(graph=ONE), b"", "multipart/form-data", 415, DIRECT),
    "put__initial_state": Case("PUT", get(graph=NOWHERE), b"", "text/turtle", 405, "not for reading"),
    "delete__nonexistent_graph": Case("DELETE", get(graph=NOWHERE), status=405, says="not for reading"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over the three files of w3c/."""
    home = tmp_path_factory.mktemp("w3c")
    replace_store(home, sorted(DATA.glob("*.nq")))
    with serving(home) as running:
        yield running


def send(site: Site, case: Case, accept: str = "") -> Reply:
    headers = {"Content_Type": case.kind} if case.kind else {}
    if accept:
        headers["Accept"] = accept
    return site.ask(case.method, case.path, case.body, **headers)


def ask(site: Site, text: str, accept: str, **dataset: str | Sequence[str]) -> Reply:
    found = site.get(get(query=text, **dataset), Accept=accept)
    assert (found.status, found.kind) == (200, accept), found.text
    return found


def rows(site: Site, text: str, **dataset: str | Sequence[str]) -> list[dict[str, str]]:
    """The bindings, each as its value."""
    found = json.loads(ask(site, text, JSON, **dataset).body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


# Protocol: query operation


@pytest.mark.parametrize("name", QUERIES)
def test_query_operation(site: Site, name: str) -> None:
    found = send(site, QUERIES[name])
    assert found.status == 200, found.text
    assert found.kind == JSON
    assert json.loads(found.body)["boolean"] is QUERIES[name].says
    as_xml = send(site, QUERIES[name], XML)
    assert as_xml.kind == XML
    assert f"<boolean>{str(QUERIES[name].says).lower()}</boolean>" in as_xml.text


@pytest.mark.parametrize("name", REFUSED)
def test_refused_request(site: Site, name: str) -> None:
    case = REFUSED[name]
    found = send(site, case)
    assert found.status == case.status, found.text
    assert str(case.says) in found.text
    assert found.text.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "text", "kinds"),
    [
        ("query_content_type_select", "SELECT (1 AS ?value) {}", (JSON, XML, CSV, TSV)),
        ("query_content_type_ask", "ASK {}", (JSON, XML)),
        ("query_content_type_describe", "DESCRIBE <http://example.org/>", tuple(GRAPHS)),
        ("query_content_type_construct", "CONSTRUCT { <s> <p> 1 } WHERE {}", tuple(GRAPHS)),
        ("query_content_negotiation_json", "ASK {}", (JSON,)),
        ("query_content_negotiation_xml", "ASK {}", (XML,)),
    ],
)
def test_content_type(site: Site, name: str, text: str, kinds: tuple[str, ...]) -> None:
    found = site.ask("POST", "/sparql", text.encode(), Content_Type=DIRECT)
    assert found.status == 200, found.text
    assert found.kind == (JSON if JSON in kinds else kinds[0]) or name.endswith("_xml")
    for kind in kinds:
        asked = site.ask("POST", "/sparql", text.encode(), Content_Type=DIRECT, Accept=kind)
        assert (asked.status, asked.kind) == (200, kind)


def test_relative_iris_have_a_base(site: Site) -> None:
    """SPARQL 1.1 Query, 4.1.1: without BASE the service has one of its own, so a relative IRI becomes absolute."""
    found = Graph().parse(
        data=ask(site, "CONSTRUCT { <s> <p> <o> } WHERE {}", "application/n-triples").body, format="nt"
    )
    ((s, p, o),) = found
    assert all(isinstance(term, URIRef) and re.match("https?://", term) for term in (s, p, o))


# Protocol: the dataset of a request

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
INSIDE = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"


def test_default_graphs_are_merged(site: Site) -> None:
    """A statement that stands in both graphs stands once in their merge (SPARQL 1.1 Query, 13.1)."""
    assert rows(site, COUNT, default_graph_uri=[ONE, TWO]) == [{"n": "3"}]
    assert rows(site, COUNT, default_graph_uri=[ONE, TWO, ONE]) == [{"n": "3"}]
    assert rows(site, COUNT, default_graph_uri=[ONE, TWO, THREE]) == [{"n": "4"}]
    joined = "SELECT ?o { ?s <http://example.org/stands-in> ?o . ?s <http://example.org/stands-in> ?o2 }"
    assert rows(site, joined, default_graph_uri=[TWO, ONE]) == [{"o": "both"}]


def test_one_default_graph_is_that_graph(site: Site) -> None:
    assert rows(site, COUNT, default_graph_uri=ONE) == [{"n": "2"}]
    assert rows(site, INSIDE, default_graph_uri=ONE) == []


def test_named_graphs_leave_the_default_graph_empty(site: Site) -> None:
    assert rows(site, COUNT, named_graph_uri=[ONE, TWO]) == [{"n": "0"}]
    assert rows(site, INSIDE, named_graph_uri=[TWO, ONE]) == [{"g": ONE, "n": "2"}, {"g": TWO, "n": "2"}]
    assert rows(site, "SELECT ?s { GRAPH <" + THREE + "> { ?s ?p ?o } }", named_graph_uri=ONE) == []


def test_without_a_dataset_the_default_graph_is_the_union(site: Site) -> None:
    assert rows(site, f"SELECT ?s {{ ?s a <{EX.Document}> }} ORDER BY ?s") == [
        {"s": str(EX.one)}, {"s": str(EX.three)}, {"s": str(EX.two)},
    ]  # fmt: skip
    assert rows(site, "SELECT (COUNT(*) AS ?n) { ?s <http://example.org/stands-in> ?o }") == [{"n": "1"}]


def test_a_graph_that_the_store_does_not_have_is_empty(site: Site) -> None:
    assert rows(site, COUNT, default_graph_uri=NOWHERE) == [{"n": "0"}]
    assert rows(site, COUNT, default_graph_uri=[NOWHERE, ONE]) == [{"n": "2"}]
    assert rows(site, INSIDE, named_graph_uri=[NOWHERE]) == []
    assert rows(site, INSIDE, named_graph_uri=[NOWHERE, TWO]) == [{"g": TWO, "n": "2"}]


def test_the_dataset_of_the_query_itself(site: Site) -> None:
    """FROM and FROM NAMED name graphs of the store; the dataset of the request goes before them."""
    for _ in range(3):  # a query that is known by now keeps its dataset
        assert rows(site, f"SELECT (COUNT(*) AS ?n) FROM <{ONE}> {{ ?s ?p ?o }}") == [{"n": "2"}]
    assert rows(site, f"SELECT (COUNT(*) AS ?n) FROM <{ONE}> FROM <{TWO}> {{ ?s ?p ?o }}") == [{"n": "3"}]
    assert rows(site, f"SELECT ?g FROM NAMED <{ONE}> {{ GRAPH ?g {{ ?s a ?o }} }}") == [{"g": ONE}]
    assert rows(site, f"SELECT (COUNT(*) AS ?n) FROM <{NOWHERE}> {{ ?s ?p ?o }}") == [{"n": "0"}]
    assert rows(site, f"SELECT (COUNT(*) AS ?n) FROM <{ONE}> {{ ?s ?p ?o }}", default_graph_uri=THREE) == [{"n": "1"}]


@pytest.mark.parametrize("field", ["default_graph_uri", "named_graph_uri"])
def test_no_graph_is_fetched(site: Site, field: str, tmp_path: Path) -> None:
    file = tmp_path / "data.nt"
    file.write_text("<http://e/s> <http://e/p> <http://e/o> .\n", encoding="ascii")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = listener.getsockname()[1]
        for address in (f"http://127.0.0.1:{port}/data.nt", file.as_uri(), str(file)):
            for text in (COUNT, INSIDE):
                found = site.get(get(query=text, **{field: address}), Accept=JSON)
                assert found.status in (200, 400)
                assert "http://e/" not in found.text
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_what_is_no_iri_is_no_graph(site: Site) -> None:
    found = site.get(get(query=COUNT, default_graph_uri="no iri"))
    assert (found.status, "is not an IRI" in found.text) == (400, True)


# Writing


@pytest.mark.parametrize("name", WRITING)
def test_nothing_writes(site: Site, name: str) -> None:
    case = WRITING[name]
    before = rows(site, INSIDE)
    found = send(site, case)
    assert (found.status, str(case.says) in found.text) == (case.status, True), found.text
    assert rows(site, INSIDE) == before


# Result formats: every kind of term


def unlabelled(body: bytes) -> bytes:
    """The same with b1, b2 ... for the blank nodes in their order; a label is the server's own affair."""
    labels = dict.fromkeys(re.findall(rb'(?:_:|<bnode>|"type":"bnode","value":")(\w+)', body))
    for number, label in enumerate(labels, 1):
        body = body.replace(label, b"b%d" % number)
    return body


@pytest.mark.parametrize(("kind", "name"), [(CSV, "terms.csv"), (TSV, "terms.tsv")])
def test_every_kind_of_term_to_the_byte(site: Site, kind: str, name: str) -> None:
    assert unlabelled(ask(site, ALL_TERMS, kind).body) == (DATA / name).read_bytes()


def test_every_kind_of_term_as_json(site: Site) -> None:
    # In the file each row has its line, for the eye.
    expected = b"".join((DATA / "terms.srj").read_bytes().splitlines())
    body = unlabelled(ask(site, ALL_TERMS, JSON).body)
    assert body == expected
    assert json.loads(body) == json.loads(expected)


def test_every_kind_of_term_as_xml(site: Site) -> None:
    """XML has many spellings of one content: both are brought to the canonical one."""
    expected = "".join((DATA / "terms.srx").read_text(encoding="utf-8").splitlines())
    found = unlabelled(ask(site, ALL_TERMS, XML).body).decode("utf-8")
    assert canonicalize(found) == canonicalize(expected)


def matches(found: Sequence[Sequence[Node | None]]) -> None:
    """Whether the rows are those of w3c/terms.nq; blank nodes may have other labels, the same for the same node."""
    assert [str(row[0]).partition("/term/")[2][:2] for row in found] == [f"{n:02}" for n in range(1, len(TERMS) + 1)]
    assert [row[2] for row in found] == [None] * len(TERMS)
    labels: dict[Node, Node] = {}
    for row, expected in zip(found, TERMS, strict=True):
        term = row[1]
        if isinstance(expected, BNode):
            assert isinstance(term, BNode)
            assert labels.setdefault(expected, term) == term
        else:
            assert same(term, expected)
    assert len(set(labels.values())) == len(labels)


def same(term: Node | None, expected: Node) -> bool:
    """Whether they are the same term; some readers of rdflib write numerals in their own way."""
    if not isinstance(term, Literal) or not isinstance(expected, Literal):
        return term == expected
    alike = (term.language, term.datatype) == (expected.language, expected.datatype)
    return alike and (str(term) == str(expected) or term.value == expected.value)


@pytest.mark.parametrize(("kind", "reader"), [(JSON, "json"), (XML, "xml"), (TSV, "tsv")])
def test_rdflib_reads_every_kind_of_term(site: Site, kind: str, reader: str) -> None:
    result = Result.parse(io.BytesIO(ask(site, ALL_TERMS, kind).body), format=reader)
    assert [str(name) for name in result.vars or ()] == ["term", "value", "none"]
    matches([[row.get(name) for name in result.vars or ()] for row in result.bindings])


def test_pyoxigraph_reads_every_kind_of_term(site: Site) -> None:
    """Its reader of XML is another than that of rdflib; its reader of TSV too."""
    for kind in (JSON, XML, TSV):
        reader = pyoxigraph.QueryResultsFormat.from_media_type(kind)
        found = pyoxigraph.parse_query_results(ask(site, ALL_TERMS, kind).body, format=reader)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        matches([[term and from_oxigraph(term) for term in row] for row in found])


def from_oxigraph(term: object) -> Node:
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    assert isinstance(term, pyoxigraph.Literal)
    if term.language:
        return Literal(term.value, lang=term.language)
    plain = term.datatype.value == str(XSD.string)
    return Literal(term.value) if plain else Literal(term.value, datatype=URIRef(term.datatype.value))


def test_a_spreadsheet_reads_every_kind_of_term(site: Site) -> None:
    """CSV keeps the value and drops the kind (section 3.2)."""
    text = ask(site, ALL_TERMS, CSV).text
    found = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert found[0] == ["term", "value", "none"]
    assert [row[2] for row in found[1:]] == [""] * len(TERMS)
    for row, expected in zip(found[1:], TERMS, strict=True):
        assert row[1].startswith("_:") if isinstance(expected, BNode) else row[1] == str(expected)


def test_xml_keeps_to_its_rules(site: Site) -> None:
    """https://www.w3.org/TR/rdf-sparql-XMLres/, sections 2.2 and 2.3."""
    body = ask(site, ALL_TERMS, XML).body
    assert body.startswith(b"<?xml")
    root = fromstring(body)
    space = "{http://www.w3.org/2005/sparql-results#}"
    assert [child.tag for child in root] == [f"{space}head", f"{space}results"]
    names = [variable.get("name") for variable in root[0]]
    assert names == ["term", "value", "none"]
    for result in root[1]:
        assert result.tag == f"{space}result"
        bound = [binding.get("name") for binding in result]
        # No binding for a variable without a value, and each variable once.
        assert bound == ["term", "value"]
        for binding in result:
            check_term(binding, space)


def check_term(binding: Element, space: str) -> None:
    (term,) = binding
    assert term.tag in {f"{space}{name}" for name in ("uri", "bnode", "literal")}
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    assert set(term.attrib) <= ({"datatype", language} if term.tag.endswith("literal") else set())
    assert len(term.attrib) <= 1
    assert not list(term)


@pytest.mark.parametrize("kind", [XML, "application/rdf+xml"])
@pytest.mark.parametrize("character", ["\x01", "\x1f", "\ufffe"])
def test_xml_never_holds_what_it_cannot(site: Site, kind: str, character: str) -> None:
    """XML 1.0, 2.2: no way to write these; a document with them is none."""
    values = f"VALUES ?x {{ 'a{character}b' }}"
    text = f"SELECT ?x {{ {values} }}" if kind == XML else f"CONSTRUCT {{ <{EX.s}> <{EX.p}> ?x }} WHERE {{ {values} }}"
    found = site.get(get(query=text), Accept=kind)
    assert (found.status, found.kind) == (406, "text/plain")
    assert f"U+{ord(character):04X}" in found.text
    assert json.dumps(f"a{character}b")[1:-1].encode().lower() in ask_either(site, text).lower()


def ask_either(site: Site, text: str) -> bytes:
    """The answer in a form that can hold it."""
    found = site.get(get(query=text), Accept=f"{JSON}, application/ld+json")
    assert found.status == 200
    return found.body.replace(b"\xef\xbf\xbe", b"\\ufffe")


def test_json_keeps_to_its_rules(site: Site) -> None:
    """https://www.w3.org/TR/sparql11-results-json/, section 3."""
    found = json.loads(ask(site, ALL_TERMS, JSON).body)
    assert set(found) == {"head", "results"}
    assert found["head"] == {"vars": ["term", "value", "none"]}
    for row in found["results"]["bindings"]:
        assert set(row) == {"term", "value"}
        for term in row.values():
            assert term["type"] in ("uri", "literal", "bnode")
            assert set(term) - {"type", "value"} in (set(), {"xml:lang"}, {"datatype"})
            assert set(term) == {"type", "value"} or term["type"] == "literal"
            assert term.get("datatype") != str(XSD.string)


# Result formats: the tests of W3C by their names

DOCUMENTS = f"SELECT ?s ?p ?o {{ GRAPH <{ONE}> {{ ?s ?p ?o }} }} ORDER BY ?s"
OPTIONAL = f"SELECT ?s ?o {{ ?s a <{EX.Document}> OPTIONAL {{ GRAPH <{TWO}> {{ ?s a ?o }} }} }} ORDER BY ?s"
NUMBERS = f"SELECT ?s ?o {{ GRAPH <{NUMBER_GRAPH}> {{ ?s <{EX.value}> ?o }} }} ORDER BY ?s"
TYPE = str(RDF.type)
TABLES = {
    "csv01": (
        DOCUMENTS, CSV,
        f"s,p,o\r\n{EX.one},{TYPE},{EX.Document}\r\n{EX.shared},{EX['stands-in']},both\r\n",
    ),
    "tsv01": (
        DOCUMENTS, TSV,
        f'?s\t?p\t?o\n<{EX.one}>\t<{TYPE}>\t<{EX.Document}>\n<{EX.shared}>\t<{EX["stands-in"]}>\t"both"\n',
    ),
    "csv02": (OPTIONAL, CSV, f"s,o\r\n{EX.one},\r\n{EX.three},\r\n{EX.two},{EX.Document}\r\n"),
    "tsv02": (OPTIONAL, TSV, f"?s\t?o\n<{EX.one}>\t\n<{EX.three}>\t\n<{EX.two}>\t<{EX.Document}>\n"),
    "jsonres01": (
        DOCUMENTS, JSON,
        '{"head":{"vars":["s","p","o"]},"results":{"bindings":['
        f'{{"s":{{"type":"uri","value":"{EX.one}"}},"p":{{"type":"uri","value":"{TYPE}"}},'
        f'"o":{{"type":"uri","value":"{EX.Document}"}}}},'
        f'{{"s":{{"type":"uri","value":"{EX.shared}"}},"p":{{"type":"uri","value":"{EX["stands-in"]}"}},'
        '"o":{"type":"literal","value":"both"}}]}}',
    ),
    "jsonres02": (
        OPTIONAL, JSON,
        f'{{"head":{{"vars":["s","o"]}},"results":{{"bindings":[{{"s":{{"type":"uri","value":"{EX.one}"}}}},'
        f'{{"s":{{"type":"uri","value":"{EX.three}"}}}},{{"s":{{"type":"uri","value":"{EX.two}"}},'
        f'"o":{{"type":"uri","value":"{EX.Document}"}}}}]}}}}',
    ),
    "jsonres03": (f"ASK {{ <{EX.one}> ?p ?o }}", JSON, '{"head":{},"boolean":true}'),
    "jsonres04": (f"ASK {{ <{EX.nobody}> ?p ?o }}", JSON, '{"head":{},"boolean":false}'),
    "no rows as CSV": ("SELECT ?x { FILTER(false) }", CSV, "x\r\n"),
    "no rows as TSV": ("SELECT ?x { FILTER(false) }", TSV, "?x\n"),
    "no rows as JSON": ("SELECT ?x { FILTER(false) }", JSON, '{"head":{"vars":["x"]},"results":{"bindings":[]}}'),
    "no value as CSV": ("SELECT ?x {}", CSV, "x\r\n\r\n"),
    "no value as TSV": ("SELECT ?x {}", TSV, "?x\n\n"),
    "no value as JSON": ("SELECT ?x {}", JSON, '{"head":{"vars":["x"]},"results":{"bindings":[{}]}}'),
}  # fmt: skip

# w3c/numbers.nq: the value space is kept, and where it is not or the text is another, DEVIATIONS says so.
VALUES = {
    "1": XSD.integer, "-7": XSD.integer, "5": XSD.integer, "0.1": XSD.decimal, "3": XSD.decimal, "1000000": XSD.double,
    "INF": XSD.double, "true": XSD.boolean, "many": XSD.integer, "1.5": XSD.float, "5 ": XSD.integer,
    "0.0000001": XSD.double, "12345678901234567890123": XSD.integer, "0.1234567890123456789012345": XSD.decimal,
    "INF ": XSD.double, "2023-06-06Z": XSD.date, "2023-06-07T00:00:00": XSD.dateTime,
    "2023-06-06T10:00:00.5": XSD.dateTime, "0.1 ": XSD.double, "-0": XSD.double, "colour": None,
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_table(site: Site, name: str) -> None:
    text, kind, expected = TABLES[name]
    assert ask(site, text, kind).text == expected


@pytest.mark.parametrize("name", ["csv03", "tsv03"])
def test_typed_literals(site: Site, name: str) -> None:
    """Numbers in every dress: bare in TSV where the syntax of SPARQL reads the same term back."""
    body = ask(site, NUMBERS, CSV if name == "csv03" else TSV).text
    found = [re.split("[,\t]", line)[1].strip() for line in body.splitlines()[1:]]
    if name == "csv03":
        assert found == [value.strip() for value in VALUES]
        return
    bare = {XSD.integer: r"[+-]?\d+", XSD.decimal: r"[+-]?\d*\.\d+", XSD.double: r".*[eE].*", XSD.boolean: "true|false"}
    for written, (value, datatype) in zip(found, VALUES.items(), strict=True):
        text = value.strip()
        if datatype is None:
            assert written == f'"{text}"@en-gb'
        elif datatype in bare and re.fullmatch(bare[datatype], text):
            assert written in (text, f'"{text}"^^<{datatype}>')
        else:
            assert written == f'"{text}"^^<{datatype}>'


@pytest.mark.parametrize(("name", "answer"), [("xmlres03", "true"), ("xmlres04", "false")])
def test_a_yes_or_no_in_xml(site: Site, name: str, answer: str) -> None:
    text = f"ASK {{ <{EX.one if answer == 'true' else EX.nobody}> ?p ?o }}"
    expected = (
        f'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head></head><boolean>{answer}</boolean></sparql>'
    )
    assert canonicalize(ask(site, text, XML).text) == canonicalize(expected), name


@pytest.mark.parametrize(
    ("text", "results"),
    [
        ("SELECT ?x { FILTER(false) }", "<results></results>"),
        ("SELECT ?x {}", "<results><result></result></results>"),
    ],
)
def test_an_empty_table_in_xml(site: Site, text: str, results: str) -> None:
    expected = (
        '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head>'
        + results
        + "</sparql>"
    )
    assert canonicalize(ask(site, text, XML).text) == canonicalize(expected)


# RDF formats


def read_graph(body: bytes, kind: str) -> Graph:
    """What rdflib reads; the formats for datasets must hold the default graph alone."""
    found = Graph()
    if kind not in ("application/trig", "application/n-quads", "application/ld+json"):
        return found.parse(data=body, format=GRAPHS[kind])
    with warnings.catch_warnings():
        # rdflib's readers use what rdflib itself calls old.
        warnings.simplefilter("ignore", DeprecationWarning)
        for s, p, o, graph in Dataset().parse(data=body, format=GRAPHS[kind]).quads():
            assert graph in (None, DATASET_DEFAULT_GRAPH_ID)
            found.add((s, p, o))
    return found


def expected_graph() -> Graph:
    """What w3c/terms.nq holds, without its graph."""
    lines = (DATA / "terms.nq").read_text(encoding="utf-8").replace(f" <{TERM_GRAPH}> .", " .")
    return Graph().parse(data=lines, format="nt")


@pytest.mark.parametrize("kind", GRAPHS)
def test_construct_in_every_format(site: Site, kind: str) -> None:
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{TERM_GRAPH}> {{ ?s ?p ?o }} }}"
    found = read_graph(ask(site, text, kind).body, kind)
    assert isomorphic(found, expected_graph())


@pytest.mark.parametrize("kind", GRAPHS)
def test_describe_in_every_format(site: Site, kind: str) -> None:
    text = "DESCRIBE <http://example.org/term/15-arabic> <http://example.org/term/02-blank-node>"
    found = read_graph(ask(site, text, kind).body, kind)
    wanted = Graph()
    for statement in expected_graph():
        if any(name in str(statement[0]) for name in ("15-arabic", "02-blank")):
            wanted.add(statement)
    assert isomorphic(found, wanted)


@pytest.mark.parametrize("kind", GRAPHS)
def test_an_empty_graph_in_every_format(site: Site, kind: str) -> None:
    text = "CONSTRUCT { ?s ?p ?o } WHERE { FILTER(false) }"
    assert len(read_graph(ask(site, text, kind).body, kind)) == 0


def test_blank_nodes_of_a_template_are_new_for_each_row(site: Site) -> None:
    text = f"CONSTRUCT {{ _:n a <{EX.Row}> ; <{EX.of}> ?s }} WHERE {{ ?s a <{EX.Document}> }}"
    found = Graph().parse(data=ask(site, text, "application/n-triples").body, format="nt")
    assert len(set(found.subjects(RDF.type, EX.Row))) == 3


# Service description


@pytest.fixture(scope="module")
def description(site: Site) -> Graph:
    return Graph().parse(data=site.get("/sparql", Accept="text/turtle").body, format="turtle")


@pytest.mark.parametrize("kind", GRAPHS)
def test_returns_rdf(site: Site, kind: str, description: Graph) -> None:
    found = site.get("/sparql", Accept=kind)
    assert (found.status, found.kind) == (200, kind)
    assert isomorphic(read_graph(found.body, kind), description)


def test_has_endpoint_triple(site: Site, description: Graph) -> None:
    (service,) = description.subjects(RDF.type, SD.Service)
    assert list(description.objects(service, SD.endpoint)) == [URIRef(f"{site.address}sparql")]


# The ranges that https://www.w3.org/TR/sparql11-service-description/, section 3, gives the properties.
RANGES: Mapping[URIRef, URIRef | None] = {
    SD.endpoint: None, SD.feature: None, SD.supportedLanguage: None, SD.resultFormat: None, SD.inputFormat: None,
    SD.defaultEntailmentRegime: None, SD.languageExtension: None, SD.extensionFunction: SD.Function,
    SD.extensionAggregate: SD.Aggregate, SD.defaultDataset: SD.Dataset, SD.availableGraphs: SD.GraphCollection,
    SD.propertyFeature: None, SD.defaultSupportedEntailmentProfile: None, SD.entailmentRegime: None,
    SD.supportedEntailmentProfile: None, SD.defaultGraph: SD.Graph, SD.namedGraph: SD.NamedGraph, SD.name: None,
    SD.graph: SD.Graph,
}  # fmt: skip


def test_conforms_to_schema(description: Graph) -> None:
    for _, predicate, value in description:
        if isinstance(predicate, URIRef) and predicate.startswith(str(SD)):
            assert predicate in RANGES, f"{predicate} is no property of the vocabulary"
            range_ = RANGES[predicate]
            assert range_ is None or (value, RDF.type, range_) in description
            assert isinstance(value, URIRef | BNode)
    (service,) = description.subjects(RDF.type, SD.Service)
    assert len(list(description.objects(service, SD.defaultDataset))) == 1
    (dataset,) = description.objects(service, SD.defaultDataset)
    assert len(list(description.objects(dataset, SD.defaultGraph))) == 1
    named = {
        str(name)
        for graph in description.objects(dataset, SD.namedGraph)
        for name in description.objects(graph, SD.name)
    }
    assert named == {ONE, TWO, THREE, TERM_GRAPH, NUMBER_GRAPH}
    assert (service, SD.supportedLanguage, SD.SPARQL11Query) in description
    assert (service, SD.supportedLanguage, SD.SPARQL11Update) not in description
    assert (service, SD.feature, SD.UnionDefaultGraph) in description
    assert (service, SD.feature, SD.DereferencesURIs) not in description
    assert (service, SD.feature, SD.BasicFederatedQuery) not in description


def test_the_described_formats_are_those_that_are_sent(site: Site, description: Graph) -> None:
    described = {str(value).rpartition("/")[2] for value in description.objects(None, SD.resultFormat)}
    sent = {
        "SPARQL_Results_JSON": JSON, "SPARQL_Results_XML": XML, "SPARQL_Results_CSV": CSV, "SPARQL_Results_TSV": TSV,
        "Turtle": "text/turtle", "TriG": "application/trig", "N-Triples": "application/n-triples",
        "N-Quads": "application/n-quads", "JSON-LD": "application/ld+json", "RDF_XML": "application/rdf+xml",
    }  # fmt: skip
    assert described == set(sent)
    for name, kind in sent.items():
        text = "SELECT ?x {}" if name.startswith("SPARQL") else "DESCRIBE <http://example.org/one>"
        ask(site, text, kind)


# Errors


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", "line 1, column 8: ?s stands beside an aggregate"),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", "line 1, column 8: SELECT * does not go with grouping"),
        ("SELECT (?s AS ?o) { ?s ?p ?o }", "line 1, column 15: ?o has a value already"),
        ("ASK { FILTER(COUNT(?o) > 1) }", "line 1, column 14: COUNT counts groups"),
        ("ASK { ?s skos:prefLabel ?o }", "add the line PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"),
        ("ASK { ?s ?p ?o FILTER(<http://e/f>(?o)) }", "<http://e/f>"),
    ],
)
def test_what_only_the_engine_refuses_has_place_and_cure(site: Site, text: str, says: str) -> None:
    found = site.get(get(query=text))
    assert (found.status, found.kind) == (400, "text/plain"), found.text
    assert says in found.text
    assert found.text.count("\n") == 1


# The document


def test_the_document_names_every_test() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))
    functions = {name for name, value in globals().items() if name.startswith("test_") and callable(value)}
    covered = {"test_query_operation", "test_refused_request", "test_content_type", "test_nothing_writes", "test_table"}
    covered |= {"test_typed_literals", "test_a_yes_or_no_in_xml", "test_the_document_names_every_test"}
    content = {
        "query_content_type_select", "query_content_type_ask", "query_content_type_describe",
        "query_content_type_construct", "query_content_negotiation_json", "query_content_negotiation_xml",
    }  # fmt: skip
    expected = {*QUERIES, *REFUSED, *WRITING, *TABLES, *content, "csv03", "tsv03", "xmlres03", "xmlres04"}
    assert named == expected | {name.removeprefix("test_") for name in functions - covered}
