"""The server: the protocol, the forms of answer, and what happens when somebody means it ill."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import gzip
import http.client
import io
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest
import uvicorn
from rdflib import Graph
from served import Asker, Reply, finished

from oic_mandates.graph.iris import GRAPH
from oic_mandates.graph.model import InputError
from oic_mandates.graph.serve import negotiate, sink
from oic_mandates.graph.serve.app import create_app
from oic_mandates.graph.serve.engine import ERROR
from oic_mandates.graph.serve.jobs import Harmless
from oic_mandates.graph.serve.lanes import Limits
from oic_mandates.graph.serve.pool import Pool
from oic_mandates.graph.serve.refusal import Refused
from oic_mandates.graph.serve.template import Template
from oic_mandates.graph.serve.workers import Worker
from oic_mandates.graph.store import EmbeddedStore
from oic_mandates.graph.swap import current_store, replace_store
from oic_mandates.queries.library import bind, library

SMALL = "SELECT ?s WHERE { ?s a <https://w3id.org/oic-mandates/ontology#Resolution> }"
MAKES = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 5"
ALL = "SELECT * WHERE { ?s ?p ?o }"
PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i ."
# Endless whatever the store holds, and without more and more memory.
LONG_LISTS = [f"VALUES ?{name} {{ {' '.join(map(str, range(1000)))} }}" for name in "abcd"]
ENDLESS = f"SELECT (COUNT(*) AS ?n) WHERE {{ {' '.join(LONG_LISTS)} }}"
ANSWERS = Path(__file__).parent / "answers"
DEADLINE = 30.0  # seconds after which a test gives up waiting
# What is asked of the usual server is done in a moment, and takes little.
USUAL = Limits(memory=256 << 20)
STRICT = Limits(seconds=2.0, memory=256 << 20, slow=8)
# A query that ends in the time of a test has not met its limit.
PATIENT = Limits(seconds=20 * DEADLINE, quick=1, slow=1, parked=1, stall=0.3)


class Server(Asker):
    """A real server on a free port of this machine."""

    def __init__(self, home: Path, limits: Limits) -> None:
        self.app = create_app(home, limits)
        self.pool: Pool = self.app.state.pool
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._server = uvicorn.Server(uvicorn.Config(self.app, log_level="critical", timeout_graceful_shutdown=5))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})

    def __enter__(self) -> Server:
        # The port listens already: the first request waits until the readers are up.
        self._thread.start()
        assert self.get("/docs").status == 200
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(DEADLINE)
        assert not self._thread.is_alive()
        self._socket.close()

    def query(self, text: str, method: str = "GET", **headers: str) -> Reply:
        return self.ask(method, f"/sparql?query={quote(text)}", None, **headers)

    @contextlib.contextmanager
    def send(self, text: str) -> Iterator[http.client.HTTPResponse]:
        """A client that has asked, reads what the test reads, and goes when the context ends."""
        request = f"GET /sparql?query={quote(text)}&format=csv HTTP/1.1\r\nHost: localhost\r\n\r\n"
        with socket.create_connection(("127.0.0.1", self.port), DEADLINE) as client:
            client.sendall(request.encode())
            with contextlib.closing(http.client.HTTPResponse(client, method="GET")) as response:
                yield response

    def until(self, condition: Callable[[], bool], path: str = f"/sparql?query={quote(SMALL)}") -> None:
        """Asks for the path until the condition holds."""
        end = time.monotonic() + DEADLINE
        while not condition():
            assert self.get(path).status == 200
            assert time.monotonic() < end, "the condition did not come about"


def many(rows: int) -> str:
    """A query with so many rows, up to a million, of 100 letters and more, whatever the store holds."""
    return f"SELECT ('{'x' * 100}' AS ?long) ?a ?b WHERE {{ {' '.join(LONG_LISTS[:2])} }} LIMIT {rows}"


@pytest.fixture(scope="module")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one statement, for what does not depend on it."""
    home = tmp_path_factory.mktemp("small")
    store_one(home, "only")
    return home


def store_one(home: Path, name: str) -> None:
    """Builds a store of one statement about that thing."""
    part = home / "part.nq"
    part.write_text(f"<http://e/{name}> <http://e/p> _:o <http://e/g> .\n", encoding="ascii")
    replace_store(home, [part])


@pytest.fixture(scope="module")
def server(built_home: Path) -> Iterator[Server]:
    """A server over the whole corpus."""
    with Server(built_home, USUAL) as running:
        yield running


@pytest.fixture(scope="module")
def strict(built_home: Path) -> Iterator[Server]:
    """A server with short limits, on which many queries may be slow at once."""
    with Server(built_home, STRICT) as running:
        yield running


@pytest.fixture(scope="module")
def patient(small_home: Path) -> Iterator[Server]:
    """A server that lets queries run, but few of them, and waits for no client that does not read."""
    with Server(small_home, PATIENT) as running:
        yield running


# The protocol


FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "INSERT DATA { <http://e/s> <http://e/p> 1 }"


@pytest.mark.parametrize(
    ("method", "path", "body", "kind"),
    [
        ("GET", f"/sparql?query={quote(SMALL)}", None, ""),
        ("POST", "/sparql", urlencode({"query": SMALL}), FORM),
        ("POST", "/sparql", urlencode({"query": SMALL}), f"{FORM}; charset=UTF-8"),
        ("POST", "/sparql", SMALL, DIRECT),
        ("POST", "/sparql", SMALL.replace(" ", "\r\n"), f"{DIRECT}; charset=utf-8"),
        ("POST", "/sparql?format=json", SMALL, DIRECT),
        ("GET", f"/sparql?query={quote(SMALL)}&format=json&unknown=1", None, ""),
        ("POST", "/sparql", urlencode({"query": SMALL, "output": "json"}), FORM),
        ("POST", "/sparql", urlencode({"query": f"{SMALL}# {'و' * 50_000}"}), FORM),
    ],
)
def test_a_query_comes_in_three_ways(server: Server, method: str, path: str, body: str | None, kind: str) -> None:
    headers = {"Content_Type": kind} if kind else {}
    found = server.ask(method, path, body.encode() if body else None, **headers)
    assert found.status == 200, found.text
    rows = json.loads(found.body)["results"]["bindings"]
    assert [row["s"]["value"].rpartition("/")[2] for row in rows] == ["mcsd-2-2023-final-res"]


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status", "says"),
    [
        ("GET", "/sparql?query=", None, "", 400, "empty"),
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, "", 400, "stands 2 times"),
        ("GET", "/sparql?update=" + quote(UPDATE), None, "", 400, "read only"),
        ("GET", "/sparql?query=" + quote(UPDATE), None, "", 400, "read only"),
        ("GET", "/sparql?query=%FF", None, "", 400, "UTF-8"),
        ("GET", "/sparql?default-graph-uri=http://e/g", None, "", 400, "`query` is missing"),
        ("POST", "/sparql", b"query=ASK%7B%7D", "text/plain", 415, "application/sparql-query"),
        ("POST", "/sparql", b"query=ASK%7B%7D", "", 415, "without a type"),
        ("POST", "/sparql", b"", FORM, 400, "no field `query`"),
        ("POST", "/sparql", b"ASK { ?s ?p '\xff' }", DIRECT, 400, "byte 13"),
        ("POST", "/sparql", UPDATE.encode(), DIRECT, 400, "read only"),
        ("POST", "/sparql", UPDATE.encode(), "application/sparql-update", 400, "read only"),
        ("POST", "/sparql", urlencode({"update": UPDATE}).encode(), FORM, 400, "read only"),
        ("POST", "/sparql?query=ASK%7B%7D", b"ASK {}", DIRECT, 400, "leave one of them out"),
        ("POST", "/sparql?query=ASK%7B%7D", b"format=json", FORM, 400, "use GET"),
        ("POST", "/sparql", b"query=ASK%7B%7D&using-graph-uri=http://e/", FORM, 400, "goes with an update"),
        ("PUT", "/sparql", b"", DIRECT, 405, "use GET, HEAD, OPTIONS, POST"),
        ("DELETE", "/sparql", None, "", 405, "not for reading"),
        ("POST", "/queries", b"", FORM, 405, "not for reading"),
        ("GET", "/nothing", None, "", 404, "/docs"),
        ("GET", "/sparql?query=SELECT%20*%20%7B%0A%3Fs%20%3Fp%20", None, "", 400, "line 2, column"),
        ("GET", "/sparql?query=" + quote("SELECT ?x (COUNT(*) AS ?n) { ?x ?y ?z }"), None, "", 400, "line 1, column"),
        ("GET", "/sparql?query=" + quote("ASK { SERVICE <http://e/> { ?s ?p ?o } }"), None, "", 400, "SERVICE"),
        ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=no%20iri", None, "", 400, "not an IRI"),
        ("GET", "/sparql?query=ASK%7B%7D&format=docx", None, "", 400, "known are json"),
        ("GET", "/sparql?query=" + "&a=" * 300, None, "", 400, "fields"),
    ],
)
def test_a_wrong_request_gets_one_sentence(
    server: Server, method: str, path: str, body: bytes | None, kind: str, status: int, says: str
) -> None:
    headers = {"Content_Type": kind} if kind else {}
    found = server.ask(method, path, body, **headers)
    assert (found.status, found.kind) == (status, "text/plain"), found.text
    assert says in found.text
    assert found.text.count("\n") == 1
    assert "Traceback" not in found.text


def test_a_named_dataset_takes_the_place_of_the_stores(server: Server, graph_store: EmbeddedStore) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    inside = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    graph = str(GRAPH["alignments"])
    size = graph_store.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    expected = str(next(size.records())["n"])

    def asked(text: str, **dataset: str) -> str:
        fields = {"query": text, "format": "csv", **{f"{k}-graph-uri": v for k, v in dataset.items()}}
        return server.get("/sparql?" + urlencode(fields)).text.split()[1]

    assert asked(count, default=graph) == expected
    assert asked(inside, default=graph) == "0"
    assert asked(inside, named=graph) == expected
    assert asked(count, named=graph) == "0"
    assert asked(count, default="file:///etc/passwd") == "0"
    assert asked(count.replace("WHERE", "FROM <file:///etc/passwd> WHERE")) == "0"
    assert int(asked(count)) > int(expected)


# The forms of answer


def _same_rows(reply: Reply) -> bool:
    parsed = pyoxigraph.parse_query_results(
        reply.body, format=pyoxigraph.QueryResultsFormat.from_media_type(reply.kind)
    )
    assert isinstance(parsed, pyoxigraph.QuerySolutions)
    return [row["s"].value.rpartition("/")[2] for row in parsed] == ["mcsd-2-2023-final-res"]


JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
TSV = "text/tab-separated-values"


@pytest.mark.parametrize(
    ("accept", "table", "graph"),
    [
        ("", JSON, "text/turtle"),
        ("*/*", JSON, "text/turtle"),
        ("*", JSON, "text/turtle"),
        (JSON, JSON, None),
        (XML, XML, None),
        ("text/csv", "text/csv", None),
        (TSV, TSV, None),
        ("application/*", JSON, "application/trig"),
        ("text/*", "text/csv", "text/turtle"),
        ("text/csv;q=0.5, application/sparql-results+xml", XML, None),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.4", "text/csv", None),
        ("text/csv, text/tab-separated-values", "text/csv", None),
        ("text/tab-separated-values, text/csv", TSV, None),
        (f"{JSON};q=0, */*", XML, "text/turtle"),
        ("*/*;q=0.1, text/csv;q=0.2", "text/csv", "text/turtle"),
        ("*/*, text/csv", "text/csv", "text/turtle"),
        ("TEXT/CSV ; header=present ; Q=1.0", "text/csv", None),
        ("text/csv;q=zero", "text/csv", None),
        ("application/json", "application/json", "application/json"),
        ("text/json", "text/json", "text/json"),
        ("application/xml", "application/xml", "application/xml"),
        ("text/xml", "text/xml", "text/xml"),
        ("text/plain", "text/plain", "text/plain"),
        ("application/x-turtle", None, "application/x-turtle"),
        ("text/n3", None, "text/n3"),
        ("application/n-triples", None, "application/n-triples"),
        ("application/n-quads", None, "application/n-quads"),
        ("application/trig", None, "application/trig"),
        ("application/ld+json", None, "application/ld+json"),
        ("application/rdf+xml", None, "application/rdf+xml"),
        ("text/turtle, application/rdf+xml;q=0.9, text/csv;q=0.1", "text/csv", "text/turtle"),
        (BROWSER, "application/xml", "application/xml"),
        ("image/png", None, None),
        ("*/*;q=0", None, None),
    ],
)
def test_what_is_accepted_is_what_is_sent(accept: str, table: str | None, graph: str | None) -> None:
    chosen = [negotiate.choose(formats, accept) for formats in (negotiate.TABLES, negotiate.GRAPHS)]
    assert [choice and choice.media for choice in chosen] == [table, graph]
    if table is None and graph is None:
        with pytest.raises(Refused, match="ask for"):
            negotiate.choose_both(accept)


@pytest.mark.parametrize(
    ("header", "wanted"),
    [("", False), ("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("*", True), ("br", False)],
)
def test_gzip_is_sent_where_it_is_let_in(header: str, wanted: bool) -> None:
    assert negotiate.accepts_gzip(header) is wanted


@pytest.mark.parametrize("format_", [JSON, XML, TSV])
def test_tables_can_be_read_back(server: Server, format_: str) -> None:
    found = server.query(SMALL, Accept=format_)
    assert found.kind == format_
    assert _same_rows(found)


def test_a_table_as_csv(server: Server) -> None:
    found = server.query(SMALL, Accept="text/csv")
    assert found.headers["content-type"] == "text/csv; charset=utf-8"
    assert list(csv.reader(io.StringIO(found.text))) == [
        ["s"],
        ["https://w3id.org/oic-mandates/id/mcsd-2-2023-final-res"],
    ]


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_a_yes_in_every_form(server: Server, name: str) -> None:
    found = server.get(f"/sparql?query={quote('ASK { ?s ?p ?o }')}&format={name}")
    assert found.status == 200
    assert "true" in found.text


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        ("turtle", "turtle"),
        ("ttl", "turtle"),
        ("trig", "trig"),
        ("nt", "nt"),
        ("nquads", "nquads"),
        ("jsonld", "json-ld"),
        ("rdf", "xml"),
        ("application/rdf+xml", "xml"),
    ],
)
def test_graphs_can_be_read_back(server: Server, name: str, reader: str) -> None:
    expected = Graph().parse(data=server.query(MAKES, Accept="application/n-triples").body, format="nt")
    found = server.get(f"/sparql?query={quote(MAKES)}&format={name}")
    assert set(pyoxigraph_triples(found.body, reader)) == set(pyoxigraph_triples(expected.serialize(format="nt"), "nt"))


def pyoxigraph_triples(data: bytes | str, reader: str) -> list[str]:
    formats = {
        "turtle": pyoxigraph.RdfFormat.TURTLE,
        "trig": pyoxigraph.RdfFormat.TRIG,
        "nt": pyoxigraph.RdfFormat.N_TRIPLES,
        "nquads": pyoxigraph.RdfFormat.N_QUADS,
        "json-ld": pyoxigraph.RdfFormat.JSON_LD,
        "xml": pyoxigraph.RdfFormat.RDF_XML,
    }
    raw = data.encode() if isinstance(data, str) else data
    return [str(quad.triple) for quad in pyoxigraph.parse(raw, format=formats[reader])]


@pytest.mark.parametrize(("text", "accept"), [(SMALL, "text/turtle"), (MAKES, "text/csv"), (SMALL, "image/png")])
def test_what_does_not_fit_is_not_acceptable(server: Server, text: str, accept: str) -> None:
    found = server.query(text, Accept=accept)
    assert found.status == 406
    assert "ask for " in found.text


def test_describe_makes_a_graph(server: Server) -> None:
    found = server.query("DESCRIBE <https://w3id.org/oic-mandates/id/actor/sesric>", Accept="text/turtle")
    assert "SESRIC" in found.text


# HTTP


def test_the_same_answer_is_not_sent_twice(server: Server) -> None:
    first = server.query(SMALL, Accept="text/csv")
    tag = first.headers["etag"]
    again = server.query(SMALL, Accept="text/csv", If_None_Match=f'"other", {tag}')
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert server.query(SMALL, Accept="text/csv", If_None_Match='"other"').status == 200
    assert server.query(SMALL, Accept=JSON).headers["etag"] != tag
    assert server.query(SMALL + " ", Accept="text/csv").headers["etag"] != tag
    assert {"Accept", "Accept-Encoding"} <= set(first.headers["vary"].split(", "))
    assert first.headers["cache-control"] == "no-cache"


def test_an_answer_that_changes_has_no_tag(server: Server) -> None:
    found = server.query("SELECT (RAND() AS ?r) WHERE {}")
    assert (found.headers["etag"], found.headers["cache-control"]) == (None, "no-store")


def test_no_two_readers_make_the_same_uuid(patient: Server) -> None:
    found = {patient.query("SELECT (UUID() AS ?u) WHERE {}", Accept="text/csv").text for _ in range(6)}
    assert len(found) == 6


@pytest.mark.parametrize("path", ["/docs", "/queries", "/openapi.json", "/sparql", "/query/resolutions", "/"])
def test_head_is_get_without_the_body(server: Server, path: str) -> None:
    head, got = server.ask("HEAD", path), server.get(path)
    assert head.body == b""
    same = ("content-type", "content-length", "etag", "vary", "location")
    assert [head.headers[name] for name in same] == [got.headers[name] for name in same]
    assert head.status == got.status


def test_head_of_a_query(server: Server) -> None:
    assert server.query(ALL, "HEAD").status == 200
    wrong = server.query("SELECT", "HEAD")
    assert (wrong.status, wrong.body) == (400, b"")


def test_large_answers_are_compressed_where_wished(server: Server) -> None:
    some = f"{ALL} LIMIT 5000"
    plain = server.query(some)
    packed = server.query(some, Accept_Encoding="gzip")
    assert plain.headers["content-encoding"] is None
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body) / 5
    assert gzip.decompress(packed.body) == plain.body
    assert server.query("ASK {}", Accept_Encoding="gzip").headers["content-encoding"] is None


def test_the_whole_graph_comes_in_pieces(server: Server, graph_store: EmbeddedStore) -> None:
    size = int(str(next(graph_store.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").records())["n"]))
    rows = server.query(ALL, Accept="text/csv")
    lines = server.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", Accept="application/n-quads")
    assert [found.headers["transfer-encoding"] for found in (rows, lines)] == ["chunked", "chunked"]
    assert sum(1 for _ in csv.reader(io.StringIO(rows.text))) == size + 1
    assert lines.text.count("\n") == size


def test_a_large_answer_takes_no_memory(server: Server) -> None:
    rows, size, lines = 200_000, 0, 0
    held = Held(server.pool)
    with server.send(many(rows)) as response:
        response.begin()
        while piece := response.read(1 << 20):
            size += len(piece)
            lines += piece.count(b"\n")
            held.look()
    assert lines == rows + 1
    assert size > 20 << 20
    assert 0 < held.growth() < 8 << 20


class Held:
    """The memory of a server and its readers, and how much more it was at its highest."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._first = self._most = self._now()

    def look(self) -> None:
        self._most = {pid: max(held, self._most.get(pid, 0)) for pid, held in self._now().items()}

    def growth(self) -> int:
        """Bytes, of the process that grew most; a reader that came later has no beginning."""
        return max(held - self._first[pid] for pid, held in self._most.items() if pid in self._first)

    def _now(self) -> dict[int, int]:
        page, found = os.sysconf("SC_PAGESIZE"), {}
        for pid in (os.getpid(), *self._pool.pids()):
            # A reader may end at any time.
            with contextlib.suppress(OSError):
                found[pid] = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * page
        return found


def test_other_sites_may_read(server: Server) -> None:
    found = server.query(SMALL, Origin="https://example.org")
    assert found.headers["access-control-allow-origin"] == "*"
    asked = server.ask(
        "OPTIONS", "/sparql", Origin="https://example.org", Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="content-type",
    )  # fmt: skip
    assert asked.status == 200
    assert "POST" in asked.headers["access-control-allow-methods"]
    refused = server.ask("OPTIONS", "/sparql", Origin="https://example.org", Access_Control_Request_Method="DELETE")
    assert refused.status == 400
    plain = server.ask("OPTIONS", "/sparql")
    assert (plain.status, plain.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    wrong = server.query("SELECT", Origin="https://example.org")
    assert wrong.headers["access-control-allow-origin"] == "*"


# What the server says of itself, and the library


def test_the_service_describes_itself(server: Server, graph_store: EmbeddedStore) -> None:
    graph = Graph().parse(data=server.get("/sparql").body, format="turtle")
    sd = "http://www.w3.org/ns/sparql-service-description#"
    found = graph.query(f"SELECT ?e WHERE {{ ?s a <{sd}Service> ; <{sd}endpoint> ?e }}")
    assert [str(row[0]) for row in found] == [f"http://127.0.0.1:{server.port}/sparql"]  # type: ignore[index]
    names = graph.query(f"SELECT ?n WHERE {{ ?g <{sd}name> ?n }} ORDER BY ?n")
    assert [str(row[0]) for row in names] == graph_store.graphs()  # type: ignore[index]
    assert server.get("/sparql", Accept="application/ld+json").kind == "application/ld+json"
    assert server.get("/sparql", Accept="text/csv").status == 406
    assert "http://data.example/sparql" in server.get("/sparql", Host="data.example").text


@pytest.mark.parametrize("name", library().names)
def test_each_question_has_an_address(server: Server, name: str) -> None:
    answer = ANSWERS / f"{name}.csv"
    # What only the program asks has no file.
    found = server.ask("GET" if answer.exists() else "HEAD", f"/query/{name}?format=csv")
    assert (found.status, found.kind) == (200, "text/csv"), found.text
    assert not answer.exists() or found.text.replace("\r\n", "\n") == answer.read_text(encoding="utf-8")


def test_a_question_takes_its_parameters(server: Server, graph_store: EmbeddedStore) -> None:
    query = library()["asked-of-actor"]
    found = server.get("/query/asked-of-actor?actor=sesric&actor=actor/icyf&lang=ar&resolution=&format=csv")
    assert found.text == graph_store.select(bind(query, actor=["sesric", "actor/icyf"], lang="ar")).to_csv()
    everything = server.get("/query/asked-of-actor?actor=*", Accept="text/csv")
    assert everything.text == graph_store.select(bind(query, actor=None)).to_csv()


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("asked-of-actors", 404, "did you mean asked-of-actor?"),
        ("asked-of-actor?actors=x", 400, "did you mean actor?"),
        ("asked-of-actor?lang=de", 400, "give ar, en, fr"),
        ("asked-of-actor?lang=en&lang=ar", 400, "stands 2 times"),
        ("asked-of-actor?actor=%3E%20x", 400, "neither an IRI nor a path"),
        ("asked-of-actor?format=turtle", 400, "give one of json, xml, csv, tsv"),
    ],
)
def test_a_question_asked_wrongly(server: Server, path: str, status: int, says: str) -> None:
    found = server.get(f"/query/{path}")
    assert (found.status, found.kind) == (status, "text/plain")
    assert says in found.text


# Ill will


BOMB = "(a|aa)+(.*)*(a*)*b{1,200}$"
HOSTILE = {
    "product": f"SELECT (COUNT(*) AS ?n) WHERE {{ {PRODUCT} }}",
    "order": f"SELECT * WHERE {{ {PRODUCT} }} ORDER BY ?c ?f ?i LIMIT 1",
    "path": "SELECT (COUNT(*) AS ?n) WHERE { ?a (!<x:a>|^!<x:a>)* ?b . ?b (!<x:a>|^!<x:a>)* ?c }",
    "regex": f"SELECT (COUNT(*) AS ?n) WHERE {{ {PRODUCT} FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '{BOMB}', 'i')) }}",
    "unions": "SELECT * WHERE { " + " UNION ".join(f"{{ ?s ?p {n} }}" for n in range(1000)) + " }",
    "nested": "SELECT * WHERE " + "{" * 5000 + "}" * 5000,
    "values": "SELECT * WHERE { VALUES ?x { " + " ".join(map(str, range(120_000))) + " } }",
    "long": f"ASK {{ ?s ?p '{'a' * (10 << 20)}' }}",
}


REFUSED = {"unions": (400, 503), "nested": (400, 503), "values": (400, 503), "long": (413,)}


def test_hostile_queries_end_in_their_limit_while_look_ups_go_on(strict: Server) -> None:
    ended: dict[str, Reply] = {}

    def send(name: str) -> None:
        ended[name] = strict.ask("POST", "/sparql", HOSTILE[name].encode(), Content_Type=DIRECT)

    hostile = [threading.Thread(target=send, args=(name,)) for name in HOSTILE]
    for thread in hostile:
        thread.start()
    looked_up = 0
    while any(thread.is_alive() for thread in hostile):
        assert strict.query(SMALL).status == 200
        looked_up += len(ended) < len(HOSTILE)
    for thread in hostile:
        thread.join()
    assert set(ended) == set(HOSTILE)
    assert looked_up > 0
    for name, reply in ended.items():
        assert reply.status in REFUSED.get(name, (503,)), (name, reply.text)
        assert reply.text.count("\n") == 1
        assert reply.kind == "text/plain"
    for name in ("product", "path", "regex"):
        assert "ran longer than its limit of 2 s" in ended[name].text


def test_a_query_over_its_memory_says_so(server: Server) -> None:
    found = server.query(HOSTILE["order"])
    assert (found.status, "more memory than its limit of 256 MB" in found.text) == (503, True), found.text
    assert server.query(SMALL).status == 200


def test_two_megabytes_of_query_are_too_large(server: Server) -> None:
    long = f"ASK {{ ?s ?p '{'a' * (2 << 20)}' }}".encode()
    found = server.ask("POST", "/sparql", long, Content_Type=DIRECT)
    assert found.status == 413
    assert "more than 1048576 bytes" in found.text
    near = f"ASK {{ ?s ?p '{'a' * ((1 << 20) - 100)}' }}".encode()
    assert server.ask("POST", "/sparql", near, Content_Type=DIRECT).status == 200


def test_more_queries_than_may_wait_are_told_when_to_come_back(small_home: Path) -> None:
    with Server(small_home, replace(PATIENT, queue=0, moment=DEADLINE)) as tight:
        with tight.send(ENDLESS):
            tight.until(lambda: tight.pool.quick.inside == 1, "/docs")
            refused = tight.query(SMALL)
            assert (refused.status, refused.headers["retry-after"]) == (503, "1")
            assert "try again" in refused.text
        tight.until(lambda: tight.pool.jobs == 0, "/docs")
        assert tight.query(SMALL).status == 200


def test_long_queries_wait_for_one_another(patient: Server) -> None:
    with patient.send(ENDLESS), patient.send(ENDLESS):
        patient.until(lambda: (patient.pool.slow.inside, patient.pool.slow.waiting) == (1, 1), "/docs")
        # The third has no place to wait: it goes as soon as its quick lane is needed.
        ended: list[Reply] = []
        third = threading.Thread(target=lambda: ended.append(patient.query(ENDLESS)))
        third.start()
        patient.until(lambda: patient.pool.quick.inside == 1, "/docs")
        assert patient.query(SMALL).status == 200
        third.join(DEADLINE)
        assert (ended[0].status, ended[0].headers["retry-after"]) == (503, "1")
    patient.until(lambda: patient.pool.jobs == 0, "/docs")


def test_a_client_that_goes_frees_its_reader(patient: Server) -> None:
    with patient.send(ENDLESS):
        patient.until(lambda: patient.pool.slow.inside == 1, "/docs")
        before = set(patient.pool.pids())
    patient.until(lambda: patient.pool.jobs == 0, "/docs")
    patient.until(lambda: bool(before - set(patient.pool.pids())), "/docs")
    for pid in before - set(patient.pool.pids()):
        assert not Path(f"/proc/{pid}").exists()


def test_a_client_that_does_not_read_loses_its_answer(patient: Server, caplog: pytest.LogCaptureFixture) -> None:
    # More than the buffers of the system take on where nobody reads.
    with patient.send(many(1_000_000)) as response:
        response.begin()
        patient.until(lambda: "the client did not read for 0.3 s" in caplog.text, "/docs")
        assert patient.pool.jobs == 0
        # The connection ends without the last chunk: nobody takes the part for the whole.
        with pytest.raises(http.client.IncompleteRead):
            response.read()


def test_an_answer_that_breaks_off_does_not_look_whole(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    with server.send(many(1_000_000)) as response:
        response.begin()
        for pid in server.pool.pids():
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(http.client.IncompleteRead):
            response.read()
    server.until(lambda: "an answer broke off" in caplog.text, "/docs")


def test_a_reader_has_no_network(small_home: Path) -> None:
    """The guard refuses SERVICE; here a query goes round it, straight to a reader."""
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        text = f"SELECT * WHERE {{ SERVICE <http://127.0.0.1:{listener.getsockname()[1]}/> {{ ?s ?p ?o }} }}"

        def pick_up() -> None:
            # The listener is closed when all have called.
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    calls.append(connection.getpeername())
                    connection.close()

        threading.Thread(target=pick_up, daemon=True).start()
        with contextlib.suppress(OSError):
            list(pyoxigraph.Store().query(text))  # type: ignore[arg-type]
        by_engine = len(calls)
        kind = finished(_kind_of_answer(small_home, text))
        listener.shutdown(socket.SHUT_RDWR)
    allowed = any(subprocess.run(["unshare", *flags, "true"]).returncode == 0 for flags in (["-n"], ["-U", "-n"]))
    assert by_engine > 0
    assert (kind, len(calls)) == (ERROR, by_engine) or not allowed


async def _kind_of_answer(home: Path, text: str) -> bytes:
    """The first frame that a reader of its own answers to a query that nobody has checked."""
    folder = current_store(home)
    assert folder is not None
    template = Template(folder, USUAL.memory)
    reader = await Worker.start(template)
    assert await reader.ready()
    question = {"text": text, "form": "select", "table": "json", "graph": None, "default": [], "named": []}
    await reader.ask({**question, "gzip": False})
    try:
        kind, _ = await reader.frame()
    except asyncio.IncompleteReadError:
        kind = b""
    await template.close()
    await reader.end()
    return kind


def test_a_killed_reader_comes_back(strict: Server) -> None:
    template = strict.pool.template.pid
    assert template is not None
    for pid in (*strict.pool.pids(), template):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        # Who met a dead reader is told; nobody waits for ever.
        assert strict.query(SMALL).status in (200, 500, 503)
    end = time.monotonic() + DEADLINE
    # The loss is seen by whoever asks next, not by the clock.
    while any(strict.query(SMALL).status != 200 for _ in range(5)) or strict.pool.template.pid in (None, template):
        assert time.monotonic() < end


def test_the_store_is_rebuilt_under_the_server(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    home, rows = tmp_path, 100_000
    store_one(home, "old")
    asks = "SELECT ?s WHERE { ?s ?p ?o }"
    with Server(home, Limits(seconds=DEADLINE, stall=DEADLINE)) as running:
        old = running.query(asks, Accept="text/csv")
        with running.send(many(rows)) as response:
            response.begin()
            store_one(home, "new")
            seen = [old.text]
            end = time.monotonic() + DEADLINE
            while "new" not in seen[-1]:
                seen.append(running.query(asks, Accept="text/csv").text)
                assert time.monotonic() < end
            assert set(seen[:-1]) == {"s\r\nhttp://e/old\r\n"}
            # Who reads an answer of the old store gets all of it.
            assert response.read().count(b"\n") == rows + 1
        fresh = running.query(asks, Accept="text/csv", If_None_Match=old.headers["etag"])
        assert (fresh.status, fresh.text) == (200, "s\r\nhttp://e/new\r\n")
        # A pointer that cannot be followed leaves the server on the store it has.
        for broken in (b"gone\n", b"\xff"):
            caplog.clear()
            (home / "current").write_bytes(broken)
            running.until(lambda: "the new store is not taken" in caplog.text, f"/sparql?query={quote(asks)}")
            assert running.query(asks, Accept="text/csv").text == fresh.text


def test_a_large_store_stays_on_the_disk(tmp_path: Path) -> None:
    store_one(tmp_path, "only")
    store = current_store(tmp_path)
    assert store is not None
    with (store / "999999.sst").open("wb") as large:
        large.truncate(1 << 30)  # a hole: it takes no room
    with Server(tmp_path, PATIENT) as running:
        assert running.query("ASK { <http://e/only> ?p ?o }", Accept="text/csv").text.split() == ["true"]
        # The engine on disk has threads of its own; the first reader is up.
        assert any(len(os.listdir(f"/proc/{pid}/task")) > 1 for pid in running.pool.pids())
        assert len(os.listdir(f"/proc/{running.pool.template.pid}/task")) == 1


def test_without_a_store_there_is_no_server(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="oic-mandates build"):
        create_app(tmp_path)


def test_a_store_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    home = tmp_path
    store_one(home, "only")
    store = current_store(home)
    assert store is not None
    (store / "CURRENT").unlink()
    app = create_app(home, STRICT)

    with pytest.raises(InputError, match="build again"):
        finished(app.state.pool.open())
    assert app.state.pool.template.pid is None


# Small parts


def test_the_sink_sends_the_head_first_and_once() -> None:
    heads: list[dict[str, Any]] = []
    pieces: list[bytes] = []
    small = sink.Sink(heads.append, pieces.append, None)
    small.write(b"ab")
    small.finish()
    assert (heads, pieces) == ([{"whole": True, "gzip": False}], [b"ab"])
    large = sink.Sink(heads.append, pieces.append, None)
    for _ in range(3):
        large.write(b"x" * sink.PIECE)
    large.finish()
    assert heads[1:] == [{"whole": False, "gzip": False}]
    assert b"".join(pieces[1:]) == b"x" * 3 * sink.PIECE


def test_only_short_queries_are_remembered() -> None:
    harmless = Harmless()
    harmless.remember("short", "select")
    harmless.remember("long" * 10_000, "select")
    assert (harmless.form("short"), harmless.form("long" * 10_000)) == ("select", None)
    for number in range(600):
        harmless.remember(str(number), "ask")
    assert (harmless.form("short"), harmless.form("599")) == (None, "ask")
