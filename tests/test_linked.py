"""Our addresses as linked data: where each leads by what is asked for, and that each form says the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from served import BROWSER, Site, serving

from oic_mandates.graph import iris
from oic_mandates.graph.pipeline import built_parts
from oic_mandates.graph.publish.thing import ENDINGS, licence
from oic_mandates.graph.store import EmbeddedStore
from oic_mandates.queries.library import bind, library

THING, CLAUSE = "actor/sesric", "mcsd-2-2023-final-res/para_9"
PAGE = "/query/entity?entity=actor/sesric&lang=en&format=html"
TURTLE, JSONLD, NTRIPLES, RDFXML = (f"/data/{THING}.{ending}" for ending in ENDINGS)
# What is asked for at /id/actor/sesric, and the answer: where it leads, or a status.
CASES: list[tuple[str, str, str | int]] = [
    ("", "", TURTLE),
    ("", "*/*", TURTLE),
    ("", "*", TURTLE),
    ("", "text/turtle", TURTLE),
    ("", "application/x-turtle", TURTLE),
    ("", "text/n3", TURTLE),
    ("", "application/ld+json", JSONLD),
    ("", "application/json", JSONLD),
    ("", "application/n-triples", NTRIPLES),
    ("", "text/plain", NTRIPLES),
    ("", "application/rdf+xml", RDFXML),
    ("", "application/xml", RDFXML),
    ("", "text/html", PAGE),
    ("", "application/xhtml+xml", PAGE),
    ("", BROWSER, PAGE),
    ("", "text/*", TURTLE),
    ("", "application/*", NTRIPLES),
    ("", "text/html;q=0.5, text/turtle;q=0.6", TURTLE),
    ("", "text/html;q=0.6, text/turtle;q=0.5", PAGE),
    ("", "text/turtle;q=0, */*;q=0.1", NTRIPLES),
    ("", "application/rdf+xml, text/turtle", RDFXML),
    ("", "text/turtle;q=nonsense", TURTLE),
    ("", "image/png", 406),
    ("", "text/turtle;q=0", 406),
    ("", ";;;,,q=", 406),
    (".ttl", "text/html", TURTLE),
    (".jsonld", "", JSONLD),
    (".nt", BROWSER, NTRIPLES),
    (".rdf", "", RDFXML),
    (".html", "text/turtle", PAGE),
    ("?format=jsonld", BROWSER, JSONLD),
    ("?format=html", "", PAGE),
    ("?format=csv", "", 400),
    (".pdf", "", 404),
]


@pytest.fixture(scope="module")
def site(built_home: Path) -> Iterator[Site]:
    """A server over the whole corpus."""
    with serving(built_home) as running:
        yield running


@pytest.mark.parametrize(("end", "accept", "expected"), CASES)
def test_an_address_leads_where_the_client_wants_to_go(site: Site, end: str, accept: str, expected: str | int) -> None:
    found = site.get(f"/id/{THING}{end}", **({"Accept": accept} if accept else {}))
    if isinstance(expected, int):
        assert found.status == expected
        assert found.text.count("\n") == 1
        return
    assert (found.status, found.headers["location"], found.body) == (303, expected, b"")
    assert {"Accept", "Accept-Language"} <= {name.strip() for name in found.headers["vary"].split(",")}
    for address in (TURTLE, JSONLD, NTRIPLES, RDFXML):
        assert f"<{address}>" in found.headers["link"]
    assert f'<{licence()}>; rel="license"' in found.headers["link"]
    reached = site.get(expected, Accept=accept or "*/*")
    assert (reached.status, reached.kind == "text/html") == (200, expected == PAGE)


def test_head_answers_as_get_does(site: Site) -> None:
    for path in (f"/id/{THING}", TURTLE):
        got, head = site.get(path), site.ask("HEAD", path)
        assert (head.status, head.body, head.headers["link"]) == (got.status, b"", got.headers["link"])


def test_a_document_is_sent_once(site: Site) -> None:
    first = site.get(JSONLD)
    again = site.get(JSONLD, If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert site.get(TURTLE).headers["etag"] != first.headers["etag"]


def test_a_clause_leads_to_its_place_in_the_text(site: Site) -> None:
    found = site.get(f"/id/{CLAUSE}", Accept="text/html", Accept_Language="ar")
    assert found.headers["location"] == "/query/reading?resolution=mcsd-2-2023-final-res&lang=ar&format=html#para_9"
    assert 'id="para_9"' in site.get(found.headers["location"].partition("#")[0], Accept="text/html").text


@pytest.mark.parametrize(
    "path",
    ["actor/nobody", "nothing", "mcsd-2-2023-final-res/para_999", "..%2f..%2fetc/passwd", "actor/%D8%B3", "", "%00"],
)
def test_what_the_graph_does_not_know_is_told(site: Site, path: str) -> None:
    for address in (f"/id/{path}", f"/data/{path}.ttl"):
        found = site.get(address)
        assert found.status == 404, address
        assert any(way in found.text for way in ("/query/entities", "/docs", ".ttl"))


def test_a_document_without_a_known_ending_is_told_what_there_is(site: Site) -> None:
    found = site.get(f"/data/{THING}")
    assert found.status == 404
    assert all(f".{ending}" in found.text for ending in ENDINGS)


def triples(body: bytes, form: ox.RdfFormat) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(body, format=form)}


def things(store: EmbeddedStore) -> list[str]:
    """The paths of all that has an address of its own, in their order."""
    found = {row["provision"] for row in store.select(bind(library()["reading"], resolution=None)).records()}
    found |= {row["entity"] for row in store.select(library()["entities"].text).records()}
    found |= {row["act"] for row in store.select(bind(library()["acts"], resolution=None)).records()}
    found |= {row["annotation"] for row in store.select(bind(library()["spans"], resolution=None)).records()}
    return sorted(iris.path_of(str(iri)) for iri in found)


def test_two_hundred_addresses_say_the_same_in_every_form(site: Site, graph_store: EmbeddedStore) -> None:
    for path in random.Random(200).sample(things(graph_store), 200):
        said = [triples(site.get(f"/data/{path}.{ending}").body, form) for ending, form in ENDINGS.items()]
        assert said[0] == said[1] == said[2] == said[3], path
        iri = str(iris.ID) + path
        assert any("primaryTopic" in triple and f"<{iri}>" in triple for triple in said[0])
        assert len(said[0]) > 4


@pytest.mark.parametrize("path", [THING, CLAUSE, "mcsd-2-2023-final-res", "meeting/mcsd-2", "theme/disability"])
def test_a_document_holds_all_that_the_graph_states_of_the_thing(site: Site, built_home: Path, path: str) -> None:
    iri = ox.NamedNode(str(iris.ID) + path)
    quads = (quad for part in built_parts(built_home) for quad in ox.parse(path=part, format=ox.RdfFormat.N_QUADS))
    held = {str(quad.triple) for quad in quads if iri in (quad.subject, quad.object)}
    assert held
    assert held <= triples(site.get(f"/data/{path}.nt").body, ox.RdfFormat.N_TRIPLES)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/turtle", "text/turtle"),
        ("", "text/turtle"),
        (BROWSER, "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/n-triples", "application/n-triples"),
    ],
)
def test_a_term_of_the_ontology_leads_to_the_ontology(site: Site, accept: str, kind: str) -> None:
    found = site.get("/ontology", **({"Accept": accept} if accept else {}))
    assert found.kind in (kind, "application/xml")
    form = ox.RdfFormat.from_media_type(found.kind if found.kind != "application/xml" else "application/rdf+xml")
    assert form
    assert any(str(iris.OICM.Mandate) in triple for triple in triples(found.body, form))
