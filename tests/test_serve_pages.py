"""The server's face: pages, files, the questions as addresses, and what the server says of itself."""

from __future__ import annotations

import asyncio
import csv
import gzip
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph
import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from served import BROWSER, Site, finished, serving
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message

from oic_mandates.graph.iris import GRAPH, ID
from oic_mandates.graph.serve import known, pages, words
from oic_mandates.graph.serve.app import create_app
from oic_mandates.graph.serve.assets import assets
from oic_mandates.graph.serve.jobs import Harmless
from oic_mandates.graph.serve.lanes import Limits
from oic_mandates.graph.serve.negotiate import GRAPHS
from oic_mandates.graph.serve.openapi import ANSWERS, openapi
from oic_mandates.graph.serve.refusal import Refused
from oic_mandates.graph.serve.tables import anchors, cell, link, shortener, shown_columns
from oic_mandates.graph.serve.watch import Prepared
from oic_mandates.graph.store import EmbeddedStore
from oic_mandates.graph.table import XSD, Table, Term
from oic_mandates.queries.library import LANGUAGES, bind, library

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
PAGES = ("", "sparql", "queries", "docs", "query/asked-of-actor")
ELSEWHERE = re.compile(r"(?:src|action|href)=\"(?!/|#|http://127\.0\.0\.1)[^\"]*\"")
HOME_FIELDS = {"Resolution", "OperativeClause", "Mandate", "Mention", "Actor", "Instrument"}


@pytest.fixture(scope="module")
def site(built_home: Path) -> Iterator[Site]:
    """A server over the whole corpus."""
    with serving(built_home) as running:
        yield running


def words_of(page: str) -> str:
    """What a reader sees."""
    return html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)))


# Every page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_speaks_its_language_and_loads_nothing_from_elsewhere(site: Site, path: str, language: str) -> None:
    found = site.page(f"/{path}?lang={language}")
    assert (found.status, found.kind) == (200, "text/html")
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in found.text
    policy = found.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert ("'unsafe-inline'" in policy) == (path == "sparql")
    loaded = re.findall(r"<(?:script|img)[^>]* src=\"([^\"]+)\"|<link[^>]* href=\"([^\"]+)\"", found.text)
    assert loaded
    for one in ("".join(pair) for pair in loaded):
        assert one.startswith("/static/")
        assert site.get(one).status == 200
    for code, name in words.NAMES.items():
        assert f'lang="{code}" hreflang="{code}"' in found.text
        assert name in found.text
    assert "<style" not in found.text
    assert not re.search(r"<[a-z][^>]* (?:on[a-z]+|style)=", found.text)


def test_without_a_wish_the_browser_chooses_the_language(site: Site) -> None:
    found = site.page("/queries", Accept_Language="de, ar;q=0.9, en;q=0.8")
    assert '<html lang="ar" dir="rtl">' in found.text
    assert "Accept-Language" in found.headers["vary"]
    assert '<html lang="en"' in site.page("/queries", Accept_Language="de").text
    assert '<html lang="fr"' in site.page("/queries?lang=fr", Accept_Language="ar").text


@pytest.mark.parametrize(
    ("wished", "accept", "language"),
    [
        ("", "", "en"),
        ("ar", "fr", "ar"),
        ("de", "fr-CA, en;q=0.5", "fr"),
        ("", "*", "en"),
        ("", "ar-EG;q=0.2, fr;q=0.1", "ar"),
        ("", "ar;q=0, fr;q=0.001", "fr"),
        ("", "AR", "ar"),
        ("", ";;;q=,,-", "en"),
        ("", "x" * 100_000, "en"),
    ],
)
def test_the_language_of_a_page(wished: str, accept: str, language: str) -> None:
    assert words.language_of(wished, accept) == language


def test_every_text_is_there_in_three_languages_with_the_same_fields() -> None:
    for key, text in words.texts().items():
        assert set(text) == set(LANGUAGES)
        fields = {language: re.findall(r"\{\w+\}", said) for language, said in text.items()}
        assert len({tuple(found) for found in fields.values()}) == 1, key
        assert re.search("[\u0600-\u06ff]", text["ar"]) or text["ar"] == text["en"], key


def test_every_keyword_of_the_library_has_a_name() -> None:
    for query in library():
        if query.question is None and "question" in query.tags:
            first = next(tag for tag in query.tags if tag != "question")
            assert words.knows(f"group.{first}"), f"{query.name}: texts.toml has no [group.{first}]"


@pytest.mark.parametrize(
    "path", ["/", "/queries", "/docs", "/openapi.json", "/ontology.ttl", "/query/coverage", "/sparql"]
)
def test_a_page_is_not_sent_twice_and_comes_compressed(site: Site, path: str) -> None:
    first = site.page(path)
    tag = first.headers["etag"]
    again = site.page(path, If_None_Match=tag)
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["vary"] == first.headers["vary"]
    packed = site.page(path, Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == first.body
    head = site.ask("HEAD", path, None, Accept=BROWSER)
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", first.headers["content-length"])
    allowed = site.ask("OPTIONS", path)
    assert (allowed.status, "GET, HEAD, OPTIONS" in allowed.headers["allow"]) == (204, True)


def test_the_home_page_shows_the_figures_of_the_graph(site: Site, graph_store: EmbeddedStore) -> None:
    text = site.page("/").text
    counts = {
        str(row["class"]).rpartition("#")[2]: row for row in graph_store.select(library()["counts"].text).records()
    }
    shown = dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", text))
    assert set(shown) == {words.say(f"figure.{name}", "en") for name in HOME_FIELDS}
    assert shown["Mandates"] == str(counts["Mandate"]["count"])
    assert shown["Actors named"] == str(counts["Actor"]["mentioned"])


# The editor


def test_the_editor_has_the_library_beside_it_and_a_form_for_who_runs_no_scripts(site: Site) -> None:
    page = site.page("/sparql?lang=fr").text
    for query in (*library(), *library().federated):
        assert f'href="/query/{query.name}?lang=fr" data-name="{query.name}"' in page
        assert html.escape(query.titles["fr"], quote=False).replace("'", "&#39;") in page
    (form,) = re.findall(r"<noscript>(.*?)</noscript>", page, re.DOTALL)
    assert '<form class="plain" action="/sparql" method="get">' in form
    assert "<textarea" in form
    assert f'value="{site.address}sparql" readonly' in page
    for name in ("vendor/yasgui.min.js", "vendor/yasgui.min.css", "editor.js", "editor.css", "list.js"):
        assert f"/static/{name}?v=" in page
    setup = json.loads(re.findall(r'id="setup">(.*?)</script>', page)[0])
    assert setup["endpoint"] == f"{site.address}sparql"
    assert setup["prefixes"]["oicm"] == "https://w3id.org/oic-mandates/ontology#"
    assert "https://w3id.org/oic-mandates/ontology#SpeechAct" in setup["terms"]["class"]
    assert "http://www.w3.org/2004/02/skos/core#prefLabel" in setup["terms"]["property"]
    assert '"fr"' in setup["query"]


def test_without_the_editor_installed_the_form_is_plain_to_see(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = {path: asset for path, asset in assets().items() if not path.startswith("vendor/")}
    monkeypatch.setattr(pages, "assets", lambda: ours)
    page = pages.ask_page(pages.Face("/", "en", "sparql"), "http://localhost/sparql", Limits())
    assert "<noscript" not in page
    assert '<form class="plain"' in page
    assert "yasgui" not in page


def test_the_page_of_the_editor_escapes_the_name_of_its_server(site: Site) -> None:
    text = site.page("/sparql", Host='"><script>alert(1)</script>').text
    assert "<script>alert" not in text


# Files


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("page.css", "text/css"),
        ("editor.js", "text/javascript"),
        ("icon.svg", "image/svg+xml"),
        ("vendor/yasgui.min.js", "text/javascript"),
        ("vendor/yasgui.min.css", "text/css"),
    ],
)
def test_a_file_is_kept_for_long_under_the_address_that_names_its_bytes(site: Site, path: str, kind: str) -> None:
    stamp = assets()[path].stamp
    found = site.get(f"/static/{path}?v={stamp}")
    assert (found.status, found.kind) == (200, kind)
    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.body == assets()[path].body
    for other in ("", "?v=other"):
        assert site.get(f"/static/{path}{other}").headers["cache-control"] == "no-cache"
    assert site.get(f"/static/{path}", If_None_Match=found.headers["etag"]).status == 304
    packed = site.get(f"/static/{path}", Accept_Encoding="gzip")
    assert gzip.decompress(packed.body) == found.body
    assert site.ask("HEAD", f"/static/{path}").headers["content-length"] == str(len(found.body))


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/vendor",
        "/static/vendor/",
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static/%2e%2e%2fapp.py",
        "/static/%252e%252e/app.py",
        "/static/vendor/../../app.py",
        "/static/..%5capp.py",
        "/static/....//app.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/page.css%00",
        "/static/page.css/",
        "/static/templates/frame.html",
        "/static/PAGE.CSS",
        "/templates/frame.html",
    ],
)
def test_no_address_reaches_another_file(site: Site, path: str) -> None:
    found = site.get(path)
    assert (found.status, found.kind) == (404, "text/plain")
    assert found.text.count("\n") == 1


def test_a_browser_that_looks_for_an_icon_finds_it(site: Site) -> None:
    assert site.get("/favicon.ico").kind == "image/svg+xml"


# A question as a page


@pytest.mark.parametrize("name", library().names)
def test_each_question_has_a_page_with_the_rows_of_its_answer(site: Site, name: str) -> None:
    query = library()[name]
    found = site.page(f"/query/{name}?lang=ar")
    assert (found.status, found.kind) == (200, "text/html"), words_of(found.text)
    assert html.escape(query.titles["ar"]) in found.text
    rows = list(csv.reader(io.StringIO(site.get(f"/query/{name}?lang=ar&format=csv").text)))[1:]
    table = re.findall(r"<tbody>(.*?)</tbody>", found.text, re.DOTALL)
    assert len(re.findall(r"<tr", table[0])) == min(len(rows), 500) if rows else not table
    for parameter in query.parameters:
        if parameter.name != "lang":
            assert f'name="{parameter.name}"' in found.text
            assert parameter.labels["ar"] in found.text


def test_the_answer_links_names_and_writes_arabic_from_right_to_left(site: Site) -> None:
    page = site.page("/query/asked-of-actor?actor=sesric&lang=en").text
    assert re.search(r'<td lang="ar" dir="rtl" class="long">[^<]*سيبريك', page)
    # What is the same in every row is said once.
    assert '<dt lang="en">actor</dt>' in page
    assert 'href="/query/entity?entity=actor/sesric&amp;lang=en"' in page
    assert f'title="{ID["actor/sesric"]}"' in page
    assert re.search(
        r'href="/query/reading\?resolution=mcsd-2-2023-final-res&amp;lang=en#para_45"[^>]*><bdi dir="ltr">para_45', page
    )
    assert "actor/sesric" in site.page("/query/entity?entity=actor/sesric&lang=en").text
    assert '<tr id="para_45">' in site.page("/query/reading?resolution=mcsd-2-2023-final-res").text


def test_the_form_keeps_what_was_asked_and_suggests_what_there_is(site: Site) -> None:
    page = site.page("/query/asked-of-actor?actor=sesric&actor=actor/icyf&resolution=*&lang=fr").text
    boxes = re.findall(r'<input name="(\w+)" value="([^"]*)"', page)
    assert boxes == [("actor", "sesric"), ("actor", "actor/icyf"), ("actor", ""), ("resolution", "*")]
    assert '<datalist id="list-actor">' in page
    assert re.search(r'<option value="actor/sesric">[^<]+</option>', page)
    assert re.search(r'<datalist id="list-resolution">\s*<option value="mcsd-2-2023-final-res">', page)
    for format_ in ("csv", "xlsx", "tsv", "json", "xml", "sparql"):
        address = f"/query/asked-of-actor?actor=sesric&actor=actor/icyf&resolution=*&format={format_}&lang=fr"
        assert f'href="{html.escape(address)}"' in page
        assert site.get(address).status == 200
    assert "/query/asked-of-actor?actor=sesric&amp;actor=actor/icyf&amp;resolution=*&amp;lang=ar" in page
    chosen = site.page("/query/strength-of-language?by=theme&lang=en").text
    assert "<option selected>theme</option>" in chosen
    number = site.page("/query/similar-clauses?percent=80").text
    assert '<input name="percent" value="80" dir="ltr"' in number


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("asked-of-actor?actors=x", 400, "did you mean actor?"),
        ("asked-of-actor?actor=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", 400, "neither an IRI nor a path"),
        ("strength-of-language?by=actor", 400, "give section, addressee, theme, group"),
        ("similar-clauses?percent=much", 400, "not a whole number"),
        ("similar-clauses?percent=1&percent=2", 400, "stands 2 times"),
    ],
)
def test_what_is_asked_wrongly_is_told_above_the_form(site: Site, path: str, status: int, says: str) -> None:
    found = site.page(f"/query/{path}")
    assert (found.status, found.kind) == (status, "text/html")
    (told,) = re.findall(r'role="alert"><bdi[^>]*>(.*?)</bdi>', found.text)
    assert says in html.unescape(told)
    assert told.endswith(".")
    assert "<form" in found.text
    assert "<script>alert" not in found.text
    assert found.headers["cache-control"] == "no-store"
    plain = site.get(f"/query/{path}", Accept="text/csv")
    assert (plain.status, plain.kind, plain.text.count("\n")) == (status, "text/plain", 1)
    assert says in plain.text


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/query/asked-of-actors", 404, "did you mean asked-of-actor?"),
        ("/query/asked-of-actor?format=turtle", 400, "give one of json, xml, csv, tsv, xlsx, sparql, html"),
        ("/query/asked-of-actor?format=csv&format=json", 400, "stands 2 times"),
        ("/query/coverage?format=csv&lang=de", 400, "en"),
        ("/query/named-graphs?format=csv&lang=de", 400, "give one of en, ar, fr"),
        ("/queries?format=csv", 400, "give one of json, html"),
        (f"/query/statements?graph={GRAPH['mcsd-2-2023-final-res']}&format=xlsx", 413, "take format=csv"),
        ("/nothing", 404, "/docs"),
    ],
)
def test_what_is_not_there_gets_one_sentence(site: Site, path: str, status: int, says: str) -> None:
    found = site.page(path)
    assert (found.status, found.kind) == (status, "text/plain")
    assert says in found.text
    assert found.text.count("\n") == 1


def test_a_large_answer_is_shown_in_part_and_says_so(site: Site) -> None:
    page = site.page("/query/spans?lang=en").text
    assert len(re.findall(r"<tr", page)) == 501
    assert words.say("query.more", "en", count=500) in page


def test_a_question_without_an_answer_says_so(site: Site) -> None:
    page = site.page("/query/asked-of-actor?actor=nobody&lang=en").text
    assert words.say("query.none", "en") in page


def test_a_question_to_other_servers_is_shown_and_not_asked(site: Site) -> None:
    assert library().federated
    for query in library().federated:
        page = site.page(f"/query/{query.name}?lang=en").text
        assert query.federated[0] in page
        assert "<table" not in page
        refused = site.get(f"/query/{query.name}?format=json")
        assert (refused.status, refused.kind) == (400, "text/plain")
        assert "calls no other" in refused.text
        text = site.get(f"/query/{query.name}?format=sparql")
        assert (text.status, text.text) == (200, query.text)


# A question as data


def test_csv_opens_in_a_spreadsheet(site: Site) -> None:
    found = site.get("/query/asked-of-actor?actor=sesric&lang=en&format=csv")
    assert found.headers["content-type"] == "text/csv; charset=utf-8"
    assert found.headers["content-disposition"] == 'inline; filename="asked-of-actor.csv"'
    # No byte order mark: it would stand in the name of the first column.
    assert found.body.startswith(b"resolution,")
    head, *rows = csv.reader(io.StringIO(found.text), strict=True)
    assert {len(row) for row in rows} == {len(head)}
    assert any("سيبريك" in value for row in rows for value in row)


@pytest.mark.parametrize(("language", "right"), [("en", False), ("ar", True)])
def test_a_workbook_for_excel(site: Site, language: str, right: bool) -> None:
    found = site.get(f"/query/sections?lang={language}&format=xlsx")
    assert found.kind == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert found.headers["content-disposition"] == 'inline; filename="sections.xlsx"'
    with zipfile.ZipFile(io.BytesIO(found.body)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    assert ('rightToLeft="1"' in sheet) == right
    assert "sectionLabel" in strings
    rows = site.get(f"/query/sections?lang={language}&format=csv").text.count("\r\n")
    assert sheet.count("<row ") == rows
    again = site.get(f"/query/sections?lang={language}&format=xlsx", If_None_Match=found.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert site.get(f"/query/sections?lang={language}&format=xlsx").body == found.body


def test_the_text_of_a_question_with_its_parameters_set(site: Site) -> None:
    found = site.get("/query/asked-of-actor?actor=icyf&resolution=*&format=sparql")
    assert found.kind == "application/sparql-query"
    assert found.text == bind(library()["asked-of-actor"], actor=["icyf"], resolution=None)


def test_the_list_names_every_question(site: Site) -> None:
    listed = json.loads(site.get("/queries").body)
    assert [query["name"] for query in listed if not query["federated"]] == list(library().names)
    assert [query["name"] for query in listed if query["federated"]] == [q.name for q in library().federated]
    one = next(query for query in listed if query["name"] == "asked-of-actor")
    assert one["url"] == "/query/asked-of-actor"
    assert set(one["title"]) == set(one["parameters"][0]["label"]) == set(LANGUAGES)
    page = site.page("/queries?lang=en").text
    assert all(f'data-name="{query["name"]}"' in page for query in listed)
    assert page.count('class="question"') == len(listed)


# The OpenAPI description


def test_the_openapi_description_names_every_address() -> None:
    described = openapi("/")
    named = {f"/query/{name}" for name in library().names}
    own = {"/", "/sparql", "/queries", "/id/{path}", "/data/{path}", "/ontology", "/ontology.ttl", "/docs"}
    assert set(described["paths"]) == named | own | {"/openapi.json"}
    assert openapi("/below/")["servers"] == [{"url": "/below"}]
    for path, methods in described["paths"].items():
        for operation in methods.values():
            for found in _references(operation):
                _follow(described, found)
        assert path.startswith("/")


def test_the_openapi_description_names_every_route(built_home: Path) -> None:
    routes = create_app(built_home).routes
    templates = {route.path.replace("{path:path}", "{path}") for route in routes}  # type: ignore[attr-defined]
    described = set(openapi("/")["paths"])
    own = {"/static/{path}", "/favicon.ico"}  # the pages' own
    assert templates - own == {path for path in described if not path.startswith("/query/")} | {"/query/{name}"}


@pytest.mark.parametrize("path", [path for path in openapi("/")["paths"] if "{" not in path])
def test_every_parameter_of_the_openapi_description_is_answered_as_it_says(site: Site, path: str) -> None:
    described = json.loads(site.get("/openapi.json").body)
    operation = described["paths"][path]["get"]
    content = operation["responses"]["200"]["content"]
    parameters = [_follow(described, p["$ref"]) if "$ref" in p else p for p in operation.get("parameters", [])]
    fixed = {p["name"]: _tried(p) for p in parameters if p["name"] == "query"}
    assert site.get(f"{path}?{urlencode(fixed)}").status == 200
    for parameter in parameters:
        for value in parameter["schema"].get("enum", [_tried(parameter)]):
            fields = urlencode({**fixed, parameter["name"]: value}, doseq=True)
            found = site.get(f"{path}?{fields}", Accept="*/*")
            if parameter["name"] == "format" and path == "/sparql" and value in {form.name for form in GRAPHS}:
                # The example makes a table, which has no such form; without a query it is the description.
                found = site.get(f"/sparql?format={value}")
            assert found.status == 200, f"{path}?{fields}: {found.text}"
            assert found.kind in content, f"{path}?{fields}: {found.kind}"
        wrong = site.get(f"{path}?{urlencode({parameter['name']: 'no such', 'format': 'csv'})}")
        assert str(wrong.status) in operation["responses"] or wrong.status == 200
    for media in content:
        reached = site.get(path, Accept=media)
        assert (reached.status, reached.kind) == (200, media) or path == "/sparql"


def test_the_examples_of_a_post_are_answered(site: Site) -> None:
    content = json.loads(site.get("/openapi.json").body)["paths"]["/sparql"]["post"]["requestBody"]["content"]
    for kind, sent in content.items():
        body = urlencode(sent["example"]) if isinstance(sent["example"], dict) else sent["example"]
        found = site.ask("POST", "/sparql", body.encode(), Content_Type=kind, Accept="text/csv")
        assert (found.status, found.text.startswith("resolution,")) == (200, True)


def test_the_page_on_how_to_ask_shows_every_address_with_one_to_try(site: Site) -> None:
    page = site.page("/docs?lang=en").text
    described = openapi("/")
    for path in described["paths"]:
        assert f"<code>GET {path}</code>" in page
    for form in ANSWERS:
        assert f"<td><code>{form.media}</code></td>" in page
    for address in re.findall(r'<p><a href="([^"]+)">/', page):
        # A thing is no document: its address leads on.
        led_on = address.startswith("/id/")
        assert site.get(html.unescape(address), Accept="*/*").status == (303 if led_on else 200), address


def _references(tree: object) -> Iterator[str]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "$ref":
                yield value
            else:
                yield from _references(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _references(value)


def _follow(described: Mapping[str, Any], reference: str) -> Any:
    found: Any = described
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def _tried(parameter: Mapping[str, Any]) -> Any:
    return parameter.get("example", parameter["schema"].get("default"))


# The service description


@pytest.mark.parametrize("name", [form.name for form in GRAPHS])
def test_the_service_describes_itself_in_every_form(site: Site, graph_store: EmbeddedStore, name: str) -> None:
    found = site.get(f"/sparql?format={name}")
    read = pyoxigraph.parse(found.body, format=pyoxigraph.RdfFormat.from_media_type(found.kind))
    graph = Graph().parse(data=b"\n".join(str(quad.triple).encode() + b" ." for quad in read), format="nt")
    (service,) = graph.subjects(RDF.type, SD.Service)
    endpoint = URIRef(f"{site.address}sparql")
    assert graph.value(service, SD.endpoint) == endpoint
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL10Query, SD.SPARQL11Query}
    assert set(graph.objects(service, SD.feature)) == {SD.UnionDefaultGraph}
    assert len(set(graph.objects(service, SD.resultFormat))) == 10
    dataset_node = graph.value(service, SD.defaultDataset)
    assert graph.value(dataset_node, SD.defaultGraph) is not None
    sizes = {
        str(graph.value(named, SD.name)): graph.value(graph.value(named, SD.graph), VOID.triples)
        for named in graph.objects(dataset_node, SD.namedGraph)
    }
    rows = graph_store.select(library()["named-graphs"].text).records()
    assert sizes == {str(row["graph"]): Literal(row["statements"]) for row in rows}
    available = graph.value(service, SD.availableGraphs)
    assert set(graph.objects(available, SD.namedGraph)) == set(graph.objects(dataset_node, SD.namedGraph))


def test_the_same_description_is_not_sent_twice(site: Site) -> None:
    first = site.get("/sparql")
    assert site.get("/sparql", If_None_Match=first.headers["etag"]).status == 304
    assert site.get("/sparql?format=nt").headers["etag"] != first.headers["etag"]


def test_the_ontology_is_served(site: Site) -> None:
    found = site.get("/ontology.ttl")
    assert found.kind == "text/turtle"
    assert len(Graph().parse(data=found.body, format="turtle")) > 500


# Small parts


def test_columns_that_people_are_shown() -> None:
    iri = Term("uri", str(ID["actor/sesric"]))
    name = Term("literal", "SESRIC", "", "en")
    rows = [
        (iri, name, None, Term("literal", f"{number}", XSD + "integer"), Term("uri", "urn:x"), Term("literal", "a; b"))
        for number in range(3)
    ]
    table = Table(("actor", "actorLabel", "empty", "clauseCount", "partners", "partnerLabels"), rows)
    columns, once = shown_columns(table)
    assert [(column.head, column.values) for column in columns] == [("clause count", 3)]
    assert [(column.head, column.values, column.iris) for column in once] == [("actor", 1, 0), ("partners", 5, None)]
    shown = cell(rows[0], once[0], "/", "ar", shortener(table))
    assert (shown.text, shown.language, shown.href) == ("SESRIC", "en", "/query/entity?entity=actor/sesric&lang=ar")
    assert cell(rows[1], columns[0], "/", "en", str).number
    few, none = shown_columns(Table(table.columns, rows[:2]))
    assert ([column.head for column in few], none) == (["actor", "clause count", "partners"], [])


@pytest.mark.parametrize(
    ("iri", "leads"),
    [
        (ID["actor/sesric"], "/query/entity?entity=actor/sesric&lang=en"),
        (ID["instrument/crc/art_22"], "/query/entity?entity=instrument/crc/art_22&lang=en"),
        (ID["r-1/para_9/act_1"], "/query/reading?resolution=r-1&lang=en#para_9"),
        (ID["r-1"], "/query/reading?resolution=r-1&lang=en"),
        (ID["r-1/ara"], "/query/reading?resolution=r-1&lang=en"),
        ("https://example.org/x", "https://example.org/x"),
        ("javascript:alert(1)", ""),
        ("urn:x", ""),
    ],
)
def test_where_an_iri_leads(iri: str, leads: str) -> None:
    assert link(str(iri), "/", "en") == leads


def test_a_part_of_a_resolution_is_a_place_once() -> None:
    def clause(path: str) -> tuple[Term]:
        return (Term("uri", str(ID[path])),)

    table = Table(("clause",), [clause("r-1/para_1"), clause("r-1/para_1/act_2"), clause("r-1/para_2"), clause("r-1")])
    assert list(anchors(table)) == ["para_1", "", "para_2", ""]


def test_what_is_prepared_stops_when_its_client_goes() -> None:
    async def run() -> tuple[bool, list[Message]]:
        stopped = asyncio.Event()
        begun = asyncio.Event()
        sent: list[Message] = []

        async def make() -> Response:
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                stopped.set()
            return PlainTextResponse("")

        async def receive() -> Message:
            await begun.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        await Prepared(make)({"type": "http", "method": "GET"}, receive, send)
        return stopped.is_set(), sent

    assert finished(run()) == (True, [])


def test_what_pages_need_is_asked_once(built_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = known.bind

    def counted(query: Any, **values: Any) -> str:
        asked.append(query.name)
        return real(query, **values)

    monkeypatch.setattr(known, "bind", counted)
    app = create_app(built_home)
    pool = app.state.pool

    async def run() -> None:
        await pool.open()
        try:
            kept = known.Known(pool, Harmless())
            first, second = await asyncio.gather(kept.records("entities", "ar"), kept.records("entities", "ar"))
            assert first is second
            assert asked == ["entities"]
            monkeypatch.setattr(known, "_MOST", 3)
            for _ in range(2):
                with pytest.raises(Refused, match="more than 3 rows"):
                    await kept.records("entities", "fr")
            assert asked == ["entities", "entities"]
        finally:
            await pool.close()

    finished(run())
