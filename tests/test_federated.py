"""The federated queries: listed, marked, printed and sound, and never run; their own part answers here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph
from rdflib.plugins.sparql.algebra import translateQuery, traverse
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from typer.testing import CliRunner

from oic_mandates.graph import cli, guard, iris
from oic_mandates.graph.model import InputError
from oic_mandates.graph.store import EmbeddedStore
from oic_mandates.graph.vocab import ontology_root
from oic_mandates.queries.library import Query, bind, library

FEDERATED = {query.name: query for query in library().federated}
# The SPARQL endpoints of Wikidata and of the Publications Office of the European Union.
SERVERS = {"https://query.wikidata.org/sparql", "https://publications.europa.eu/webapi/rdf/sparql"}
SERVICE = re.compile(r"SERVICE <(?P<address>[^>]+)> \{")


def split(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The query without its SERVICE blocks, and each block with its server's address."""
    blocks = []
    while match := SERVICE.search(text):
        depth, end = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        blocks.append((match["address"], text[match.end() : end - 1]))
        text = text[: match.start()] + text[end:]
    return text, blocks


@pytest.fixture(params=FEDERATED)
def query(request: pytest.FixtureRequest) -> Query:
    return FEDERATED[request.param]


def test_there_are_examples_for_each_server() -> None:
    assert len(FEDERATED) >= 6
    assert {server for query in FEDERATED.values() for server in query.federated} == SERVERS


def test_query_is_marked_and_kept_apart(query: Query) -> None:
    assert query.name.startswith("federated-")
    assert "federated" in query.tags
    assert query.question is None
    assert query.name not in library().names
    assert query not in list(library())
    assert library().find(query.name) is query


def test_query_is_sparql_for_rdflib(query: Query) -> None:
    assert translateQuery(parseQuery(query.text)).algebra.name == "SelectQuery"
    assert re.search(r"^ORDER BY ", query.text, re.MULTILINE)


def test_header_names_the_servers_that_the_text_calls(query: Query) -> None:
    called = set()

    def visit(part: object) -> None:
        if isinstance(part, CompValue) and part.name == "ServiceGraphPattern":
            called.add(str(part.term))

    traverse(translateQuery(parseQuery(query.text)).algebra, visitPre=visit)
    assert called == {address for address, _ in split(query.text)[1]} == set(query.federated) <= SERVERS


def test_nothing_here_runs_it(query: Query, graph_store: EmbeddedStore) -> None:
    with pytest.raises(InputError, match=r"calls https://.* this program calls no other server; .* --print") as told:
        library()[query.name]
    assert "\n" not in str(told.value)
    assert not isinstance(query.text, guard.Trusted)
    for text in (query.text, bind(query, **{query.parameters[0].name: None})):
        with pytest.raises(InputError, match="SERVICE would call another server"):
            graph_store.select(text)


def test_parameters_are_set_as_in_any_query(query: Query) -> None:
    for parameter in query.parameters:
        value = "x:y" if parameter.type == "iri" else (parameter.choices or ("xx",))[-1]
        bound = bind(query, **{parameter.name: value})
        assert bound != query.text
        parseQuery(bound)
    values = {p.name: list(p.default) or None if p.type == "iri" else p.default[0] for p in query.parameters}
    assert bind(query, **values) == query.text


def test_own_part_answers_and_the_rest_stays_open(query: Query, graph_store: EmbeddedStore) -> None:
    own, blocks = split(query.text)
    assert blocks
    rows = list(graph_store.select(own).records())
    assert rows
    label = next(column for column in rows[0] if column.endswith("Label"))
    assert all(row[label] for row in rows)
    here = own.partition("WHERE")[2].rpartition("ORDER BY")[0]
    fetched = {name for _, block in blocks for name in re.findall(r"\?(\w+)", block)}
    shown = (fetched - set(re.findall(r"\?(\w+)", here))) & set(rows[0])
    assert shown
    assert all(row[name] is None for row in rows for name in shown)


def test_own_part_asks_properties_that_the_graph_has(query: Query, graph_store: EmbeddedStore) -> None:
    own, _ = split(query.text)
    body = re.sub(r"#.*", "", own.partition("WHERE")[2])
    asked = set(re.findall(r"\b(?:oicm|eli|skos):\w+", body))
    assert asked
    for name in asked:
        prefix, _, local = name.partition(":")
        iri = iris.PREFIXES[prefix] + local
        assert graph_store.ask(f"ASK {{ {{ ?s <{iri}> ?o }} UNION {{ ?s a <{iri}> }} }}"), name


def test_prefixes_are_those_that_the_text_uses(query: Query) -> None:
    declared = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", query.text, re.MULTILINE))
    body = re.sub(r"(?m)#.*|<[^>]*>|\"[^\"]*\"", "", query.text.partition("SELECT")[2])
    assert set(re.findall(r"\b(\w+):\w", body)) == set(declared)
    for name, iri in declared.items():
        assert iris.PREFIXES.get(name, iri) == iri


@pytest.fixture(scope="module")
def words() -> Graph:
    graph = Graph()
    for name in ("actors", "places"):
        graph.parse(ontology_root() / "vocab" / f"{name}.ttl")
    return graph


def test_the_organisation_is_the_one_that_wikidata_means(words: Graph) -> None:
    (item,) = words.objects(iris.ID["actor/oic"], SKOS.exactMatch)
    for query in FEDERATED.values():
        assert set(re.findall(r"\bwd:(Q\d+)", query.text)) <= {str(item).rpartition("/")[2]}


def test_places_are_asked_by_the_numbers_of_the_vocabulary(words: Graph) -> None:
    (block,) = [block for _, block in split(FEDERATED["federated-places"].text)[1]]
    listed = re.findall(r'"(\d+)"', block)
    known = {
        str(match).split("/")[3]
        for place in words.subjects(RDF.type, iris.OICM.Place)
        for match in (*words.objects(place, SKOS.exactMatch), *words.objects(place, SKOS.closeMatch))
        if "geonames.org" in str(match)
    }
    assert sorted(listed) == sorted(known)


def test_command_says_in_one_sentence_why_it_does_not_run(query: Query) -> None:
    result = CliRunner().invoke(cli.app, ["query", query.name])
    assert isinstance(result.exception, InputError)
    assert str(result.exception).startswith(f"query {query.name} calls https://")


def test_command_prints_the_text_with_its_parameters(query: Query) -> None:
    result = CliRunner().invoke(cli.app, ["query", query.name, "--print", "--language", "fr"])
    assert result.exit_code == 0
    assert result.stdout == bind(query, lang="fr")


def test_list_of_the_library_marks_them(query: Query) -> None:
    lines = CliRunner().invoke(cli.app, ["query", "--all"]).stdout.splitlines()
    (place,) = [number for number, line in enumerate(lines) if line.split()[:1] == [query.name]]
    assert "not run here" in lines[place + 1]
    assert all(server in lines[place + 1] for server in query.federated)
    assert not any("federated-" in line for line in CliRunner().invoke(cli.app, ["query"]).stdout.splitlines())


def test_page_of_questions_shows_the_text_and_no_answer(query: Query) -> None:
    page = (Path(__file__).parent.parent / "docs" / "questions.md").read_text(encoding="utf-8")
    _, head, part = page.partition(f"`{query.name}`\n")
    assert head
    part = part.partition("\n### ")[0]
    assert str(query.text).rpartition("\n#+")[2].partition("\n")[2].strip() in part
    assert "|---" not in part
    assert f"oic-mandates query {query.name} --print" in part
