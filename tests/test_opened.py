"""The graph from Python: answers as rows, data frames and HTML, provisions, own SPARQL, the Dataset."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pyoxigraph
import pytest
from engines import oxigraph
from hypothesis import given
from hypothesis import strategies as st
from rdflib import BNode, Dataset, Graph, Literal, URIRef
from rdflib.term import Node

from oic_mandates.graph import iris, open_graph
from oic_mandates.graph.answer import SHOWN_ROWS, Answer
from oic_mandates.graph.model import AnnotatedDocument, InputError
from oic_mandates.graph.network import PROJECTIONS
from oic_mandates.graph.opened import OpenedGraph
from oic_mandates.graph.store import EmbeddedStore, RemoteStore, Store
from oic_mandates.graph.table import STRING, XSD, Row, Table, Term
from oic_mandates.queries.library import library

SMALL = Path(__file__).parent / "data" / "small.trig"
RESOLUTION = "mcsd-2-2023-final-res"
PREFIXES = "PREFIX oicm: <https://w3id.org/oic-mandates/ontology#> BASE <https://w3id.org/oic-mandates/id/> "


@pytest.fixture(scope="module")
def graph(built_home: Path) -> OpenedGraph:
    return open_graph(built_home)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> OpenedGraph:
    """Two resolutions with the same text, so that a clause's number names two clauses."""
    other = tmp_path_factory.mktemp("two") / "other.trig"
    text = SMALL.read_text(encoding="utf-8").replace("mcsd-9-2031-final-res", "mcsd-8-2030-final-res")
    # Clause 1 of the second has its number in Arabic digits.
    other.write_text(text.replace('eli:number "1"', 'eli:number "١"'), encoding="utf-8")
    return OpenedGraph(EmbeddedStore.in_memory([SMALL, other]))


# --- opening


def modules_after(code: str, *names: str) -> set[str]:
    """Which of the named modules a new interpreter has loaded when it has run the code."""
    told = f"{code}\nimport sys\nprint(*[name for name in {names!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_and_opening_wait_for_nothing_heavy(built_home: Path) -> None:
    heavy = ("pandas", "networkx", "rdflib", "pyoxigraph", "pyparsing", "numpy", "streamlit")
    assert not modules_after("from oic_mandates.graph import open_graph", *heavy)
    asked = f"""
from oic_mandates.graph import open_graph
graph = open_graph({str(built_home)!r})
assert len(graph.query("asked-of-actor")) == 3
"""
    assert modules_after(asked, *heavy) == {"rdflib", "pyoxigraph"}


def test_home_and_environment_decide_what_is_opened(
    built_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OIC_MANDATES_HOME", str(built_home))
    monkeypatch.delenv("OIC_MANDATES_ENDPOINT", raising=False)
    assert isinstance(open_graph().store, EmbeddedStore)
    assert isinstance(open_graph(str(built_home)).store, EmbeddedStore)
    monkeypatch.setenv("OIC_MANDATES_ENDPOINT", "http://127.0.0.1:1/sparql")
    assert isinstance(open_graph().store, RemoteStore)
    assert isinstance(open_graph(built_home).store, EmbeddedStore)
    with pytest.raises(InputError, match=r"there is no store in .*; run `oic-mandates build` first"):
        open_graph(tmp_path)
    with pytest.raises(InputError, match=r"both the folder .* and the endpoint .* are given; give one"):
        open_graph(built_home, "http://127.0.0.1:1/sparql")
    with pytest.raises(InputError, match="is not an http address"):
        open_graph(endpoint="sparql.example.org")


# --- questions


def test_answer_is_what_the_store_says(graph: OpenedGraph) -> None:
    answer = graph.query("asked-of-actor", actor="sesric", lang="fr")
    table = graph.store.select(answer.sparql)
    assert answer.columns == table.columns
    assert list(answer) == list(table.records())
    assert (answer.to_csv(), answer.to_json()) == (table.to_csv(), table.to_json())
    assert (len(answer), bool(answer)) == (3, True)
    assert [row["number"] for row in answer] == ["45", "90", "93"]
    assert answer.title == "Que demande-t-on à un acteur ?"
    assert repr(answer.only("number", "verb")) == "<Answer: 3 rows of number, verb>"
    assert [list(row) for row in answer.only("verb", "number")] == [["verb", "number"]] * 3


def test_parameters_take_one_several_all_and_words_of_python(graph: OpenedGraph) -> None:
    one, other = (graph.query("asked-of-actor", actor=name) for name in ("sesric", "actor/icesco"))
    assert len(graph.query("asked-of-actor", actor=["sesric", "icesco"])) == len(one) + len(other)
    assert len(graph.query("asked-of-actor", actor=None)) > len(one) + len(other)
    pairs = graph.query("named-together", with_="sesric", minimum=3)
    assert pairs
    assert all(str(iris.ID["actor/sesric"]) in (row["one"], row["other"]) for row in pairs)
    listed = pd.Series(["sesric", "icesco"])
    assert len(graph.query("asked-of-actor", actor=list(listed))) == len(one) + len(other)


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("asked-of-acter", {}, r"no query is called 'asked-of-acter'; .*did you mean asked-of-actor\?"),
        ("asked-of-actor", {"acter": "x"}, r"has no parameter 'acter'; .*did you mean actor\?"),
        ("asked-of-actor", {"lang": "de"}, "'de' is not allowed; give ar, en, fr"),
        ("asked-of-actor", {"actor": "a b"}, "is neither an IRI nor a path"),
        ("named-together", {"minimum": "two"}, "'two' is not a whole number"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(
    graph: OpenedGraph, name: str, values: dict[str, str], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        graph.query(name, **values)


def test_questions_are_the_library_in_three_languages(graph: OpenedGraph) -> None:
    for lang in ("en", "ar", "fr"):
        listed = list(graph.questions(lang))
        assert [row["name"] for row in listed] == list(library().names)
        assert [row["title"] for row in listed] == [query.titles[lang] for query in library()]
    assert next(iter(graph.questions()))["parameters"] == "actor, resolution, lang"
    with pytest.raises(InputError, match="no titles in 'de'; give one of en, ar, fr"):
        graph.questions("de")


def test_only_names_what_it_has(graph: OpenedGraph) -> None:
    with pytest.raises(InputError, match="no column 'verbs'; it has provision, act, verb"):
        graph.query("acts").only("verbs")


# --- data frames


def dtype_of(terms: Sequence[Term | None]) -> str:
    """The type that a column must have, from the datatypes of its terms alone."""
    kinds = {term.datatype.removeprefix(XSD) if term.kind == "literal" else "uri" for term in terms if term}
    whole = {"integer", "nonNegativeInteger", "positiveInteger"}
    if kinds and kinds <= whole:
        return "Int64"
    if kinds and kinds <= {*whole, "decimal", "double"}:
        return "Float64"
    return {("boolean",): "boolean", ("date",): "datetime64[s]"}.get(tuple(kinds), "string")


def cell_of(term: Term | None, dtype: str) -> object:
    """The cell that a term must be in a column of that type; None for NA."""
    if term is None:
        return None
    if dtype == "Int64":
        return int(term.value)
    if dtype == "Float64":
        return float(term.value.replace("INF", "inf"))
    if dtype == "boolean":
        return term.value in ("true", "1")
    if dtype == "datetime64[s]":
        return datetime.datetime.fromisoformat(term.value)
    return term.value


def agree(frame: pd.DataFrame, table: Table, dtypes: Sequence[str]) -> None:
    assert tuple(frame.columns) == table.columns
    assert [str(dtype) for dtype in frame.dtypes] == list(dtypes)
    assert frame.shape == (len(table), len(table.columns))
    for number, row in enumerate(table):
        for place, (term, dtype) in enumerate(zip(row, dtypes, strict=True)):
            cell = frame.iat[number, place]
            assert (None if pd.isna(cell) else cell) == cell_of(term, dtype)


@pytest.mark.parametrize("name", library().names)
def test_data_frame_is_the_table_cell_by_cell(graph: OpenedGraph, name: str) -> None:
    answer = graph.query(name)
    rows = list(answer.table)
    agree(answer.to_pandas(), answer.table, [dtype_of(column) for column in zip(*rows, strict=True)])


def test_days_beside_years_stay_text_and_days_alone_are_dates(graph: OpenedGraph) -> None:
    meetings = graph.query("meetings").to_pandas()
    assert (meetings["start"].dtype, str(meetings["end"].dtype)) == ("string", "datetime64[s]")
    assert set(meetings["start"].dropna().str.len()) == {4, 10}
    assert meetings["end"].max() == pd.Timestamp("2023-06-06")
    assert meetings["session"].max() > 50


def test_no_row_is_a_frame_with_its_columns(graph: OpenedGraph) -> None:
    frame = graph.query("asked-of-actor", actor="dakar").to_pandas()
    assert frame.empty
    assert set(map(str, frame.dtypes)) == {"string"}
    assert "verbLabel" in frame


def literal(value: object, kind: str) -> Term:
    return Term("literal", str(value), XSD + kind)


integers = st.integers().map(lambda n: literal(n, "integer"))
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=3).map(lambda n: literal(f"{n:f}", "decimal"))
doubles = st.floats(allow_nan=False).map(lambda n: literal(str(n).replace("inf", "INF"), "double"))
truths = st.sampled_from(["true", "false", "1", "0"]).map(lambda t: literal(t, "boolean"))
days = st.dates().map(lambda day: literal(day.isoformat(), "date"))
texts = st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: Term("literal", text, "", "ar"))
others = st.sampled_from(
    [
        Term("uri", "http://e/a"),
        Term("bnode", "b1"),
        literal("2019", "gYear"),
        literal("x", "integer"),
        literal("2019-02-30", "date"),
        literal("yes", "boolean"),
    ]
)
columns = st.one_of(
    *(
        st.lists(st.one_of(st.none(), kind), min_size=1, max_size=6)
        for kind in (integers, decimals, doubles, truths, days, texts, others, integers | decimals, days | others)
    )
)


def readable(term: Term) -> bool:
    """Whether a typed literal says what its type allows, so that it has a Python value of that type."""
    return term.datatype in ("", STRING, XSD + "gYear") or not isinstance(term.python(), str)


@given(columns)
def test_any_column_has_one_type_and_loses_nothing(terms: list[Term | None]) -> None:
    table = Table(["x"], [(term,) for term in terms])
    found = [term for term in terms if term]
    dtype = dtype_of(terms) if all(map(readable, found)) else "string"
    if dtype == "Int64" and any(abs(int(term.value)) >= 2**63 for term in found):
        dtype = "string"
    agree(Answer(table, "").to_pandas(), table, [dtype])


def test_decimals_are_the_nearest_doubles() -> None:
    frame = Answer(Table(["x"], [(literal("0.1", "decimal"),), (literal("2", "integer"),)]), "").to_pandas()
    assert list(frame["x"]) == [float(Decimal("0.1")), 2.0]


# --- a notebook's table


class Cells(HTMLParser):
    """The cells of a table with their attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cells: list[tuple[dict[str, str | None], str]] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "td":
            self.cells.append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.cells:
            attributes, text = self.cells[-1]
            self.cells[-1] = (attributes, text + data)


def html_of(*row: Term | None, rows: int = 1) -> str:
    table = Table([f"c{number}" for number in range(len(row))], [row] * rows)
    return Answer(table, "", "Who & what?")._repr_html_()


def test_each_cell_stands_in_the_direction_of_its_language() -> None:
    arabic, english = Term("literal", "قرار", "", "ar"), Term("literal", "Resolution", "", "en")
    clause, foreign = Term("uri", str(iris.ID["x-res/para_9"])), Term("uri", "http://e/a?b=1&c=2")
    several = Term("literal", f"{iris.ID['actor/a']} {iris.ID['actor/b']}", STRING)
    html = html_of(arabic, english, clause, foreign, several, None)
    found = Cells(html).cells
    assert [text for _, text in found] == [
        "قرار", "Resolution", "x-res/para_9", "http://e/a?b=1&c=2", "actor/a actor/b", "1 row",
    ]  # fmt: skip
    assert [cell.get("dir") for cell, _ in found] == ["rtl", "ltr", "ltr", "ltr", "auto", None]
    assert [cell.get("lang") for cell, _ in found[:2]] == ["ar", "en"]
    assert '<a href="http://e/a?b=1&amp;c=2">' in html
    assert "Who &amp; what?" in html


@pytest.mark.parametrize(
    "term",
    [
        Term("literal", "<script>alert(1)</script>", "", "ar"),
        Term("literal", '"><img src=x onerror=alert(1)>', STRING),
        Term("uri", 'http://e/"><script>'),
        Term("uri", "javascript:alert(1)"),
        Term("literal", "x", "", 'en" onmouseover="alert(1)'),
    ],
)
def test_nothing_in_the_graph_becomes_markup(term: Term) -> None:
    found = Cells(html_of(term))
    assert not {"script", "img"} & set(found.tags)
    (cell, text), *_ = found.cells
    assert text.removesuffix("1 row") == term.value
    assert set(cell) <= {"dir", "lang", "style"}
    assert "href" not in html_of(Term("uri", "javascript:alert(1)"))


def test_long_answers_say_how_much_is_shown() -> None:
    html = html_of(Term("uri", "urn:x"), rows=SHOWN_ROWS + 1)
    assert len(Cells(html).cells) == SHOWN_ROWS
    assert html.endswith(f"<p>{SHOWN_ROWS + 1} rows, the first {SHOWN_ROWS} of them shown</p>")
    assert html_of(Term("uri", "urn:x"), rows=SHOWN_ROWS).endswith(f"<p>{SHOWN_ROWS} rows</p>")


# --- own queries


def test_own_query_comes_in_the_form_it_asks_for(graph: OpenedGraph) -> None:
    rows = graph.sparql(PREFIXES + "SELECT ?act WHERE { ?act oicm:addressee <actor/sesric> } ORDER BY ?act")
    assert isinstance(rows, Answer)
    assert len(rows.to_pandas()) == 3
    assert graph.sparql(PREFIXES + "ASK { ?act oicm:addressee <actor/sesric> }") is True
    assert graph.sparql(PREFIXES + "ASK { ?act oicm:addressee <actor/nobody> }") is False
    made = graph.sparql(PREFIXES + "CONSTRUCT WHERE { ?act oicm:addressee <actor/sesric> }")
    assert isinstance(made, Graph)
    assert {str(act) for act in made.subjects()} == {str(row["act"]) for row in rows}
    assert "@prefix oicm: <https://w3id.org/oic-mandates/ontology#>" in made.serialize(format="turtle")
    described = graph.sparql(PREFIXES + "DESCRIBE <actor/sesric>")
    assert isinstance(described, Graph)
    assert len(described) > 10


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("DELETE WHERE { ?s ?p ?o }", "this is an update, and the store is read only"),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE would call another server"),
        ("SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }", "FROM would change what is asked"),
        ("SELECT * WHERE { ?s ?p }", "line 1, column "),
    ],
)
def test_own_query_is_guarded(graph: OpenedGraph, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        graph.sparql(text)


# --- provisions


@pytest.mark.parametrize(
    ("name", "eid"),
    [
        ("para_47", "para_47"),
        (47, "para_47"),
        ("47", "para_47"),
        (" ٤٧ ", "para_47"),
        ("۴۷", "para_47"),
        ("rec_13", "rec_13"),
        ("formula_1", "formula_1"),
        ("sec_2", "sec_2"),
        (f"{RESOLUTION}/para_9", "para_9"),
        (str(iris.ID[f"{RESOLUTION}/para_9"]), "para_9"),
    ],
)
def test_provision_by_each_of_its_names(graph: OpenedGraph, annotated: AnnotatedDocument, name: str, eid: str) -> None:
    found = graph.provision(name)
    assert (found.eid, found.resolution) == (eid, RESOLUTION)
    assert found.iri == str(iris.ID[f"{RESOLUTION}/{eid}"])
    assert found.text == {item.provision.eid: item.provision.text for item in annotated.provisions}[eid]
    assert graph.provision(name, resolution=RESOLUTION) == found


def test_provision_has_its_reading_translation_and_acts(graph: OpenedGraph) -> None:
    clause = graph.provision("para_90")
    assert (clause.kind, clause.number) == ("OperativeClause", "90")
    assert [(act.verb, act.force, act.asks) for act in clause.acts] == [("calls upon", "Calling", True)]
    assert clause.acts[0].iri == f"{clause.iri}/act_1"
    assert clause.translation.startswith("Calls upon the General Secretariat and the SESRIC Centre")
    assert repr(clause) == f"<OperativeClause {RESOLUTION}/para_90: calls upon (Calling)>"
    corrected = {row["clause"] for row in graph.query("corrections")}
    assert corrected
    for row in graph.query("reading"):
        assert (row["reading"] is not None) == (row["provision"] in corrected)
    misprinted = graph.provision("rec_14")
    assert misprinted.reading != misprinted.text
    assert clause.reading == clause.text
    french = graph.provision(90, lang="fr")
    assert (french.translation, french.acts[0].verb) == ("", "appelle")


def test_provision_shows_itself_safely(graph: OpenedGraph) -> None:
    html = graph.provision("rec_1")._repr_html_()
    assert 'dir="auto"' in html
    assert "<b>Recital mcsd-2-2023-final-res/rec_1: relying on (Recalling); affirms (Affirming)</b>" in html


def test_a_number_in_two_resolutions_needs_the_resolution(two: OpenedGraph) -> None:
    with pytest.raises(InputError) as told:
        two.provision(1)
    assert str(told.value) == (
        "'1' may be mcsd-8-2030-final-res/para_1, mcsd-9-2031-final-res/para_1; give one of these"
    )
    for slug in ("mcsd-8-2030-final-res", "mcsd-9-2031-final-res"):
        assert two.provision(1, resolution=slug).iri == str(iris.ID[f"{slug}/para_1"])
        assert two.provision(f"{slug}/para_1").resolution == slug


@pytest.mark.parametrize("name", ["para_150", 0, "", "47b", "actor/sesric", "x y", f"{RESOLUTION}/para_150", "²"])
def test_unknown_provision_is_one_sentence(graph: OpenedGraph, name: str | int) -> None:
    with pytest.raises(InputError, match="is no provision; give one such as para_47"):
        graph.provision(name)


# --- rdflib


def node_of(term: pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal) -> Node:
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    plain = term.language is not None or term.datatype.value == STRING
    datatype = None if plain else URIRef(term.datatype.value)
    return Literal(term.value, lang=term.language, datatype=datatype, normalize=False)


def quads_of(dataset: Dataset) -> set[tuple[Node, ...]]:
    return {(s, p, o, URIRef(str(g))) for s, p, o, g in dataset.quads((None, None, None, None))}


def test_dataset_has_exactly_the_quads_of_the_store(graph: OpenedGraph) -> None:
    assert isinstance(graph.store, EmbeddedStore)
    engine = pyoxigraph.Store.read_only(str(graph.store.folder))
    expected = {
        tuple(map(node_of, (quad.subject, quad.predicate, quad.object, quad.graph_name)))  # type: ignore[arg-type]
        for quad in engine.quads_for_pattern(None, None, None, None)
        if isinstance(quad.graph_name, pyoxigraph.NamedNode)
    }
    dataset = graph.to_rdflib()
    assert quads_of(dataset) == expected
    assert len(expected) == graph.store.count()
    assert len(dataset) == len({quad[:3] for quad in expected})
    assert {str(named.identifier) for named in dataset.graphs() if len(named)} == set(graph.store.graphs())
    bound = dict(dataset.namespaces())
    assert {name: str(bound[name]) for name in iris.PREFIXES} == iris.PREFIXES


def test_dataset_keeps_each_term_as_it_is_stored(tmp_path: Path) -> None:
    file = tmp_path / "x.nq"
    lines = [
        '"a"',
        '"a"@ar',
        '"01"^^<http://www.w3.org/2001/XMLSchema#token>',
        '"2019"^^<http://e/year>',
        "<http://e/ب>",
    ]
    graph_iri = "https://w3id.org/oic-mandates/graph/vocab/x"
    text = [f"<http://e/s> <http://e/p> {value} <{graph_iri}> .\n" for value in [*lines, "_:b"]]
    # What a server holds beside our graphs is not ours to take along.
    text.append("<http://e/s> <http://e/p> <http://e/o> <http://example.org/other> .\n")
    file.write_text("".join(text), encoding="utf-8")
    dataset = OpenedGraph(EmbeddedStore.in_memory([file])).to_rdflib()
    found = dataset.graph(URIRef(graph_iri))
    assert {value.n3() for value in found.objects() if not isinstance(value, BNode)} == set(lines)
    assert sum(isinstance(value, BNode) for value in found.objects()) == 1
    assert len(dataset) == 6


class Lossy:
    """A store that answers with no more rows than a server's limit lets it."""

    def __init__(self, store: Store, limit: int) -> None:
        self.store, self.limit = store, limit

    def select(self, text: str) -> Table:
        table = self.store.select(text)
        rows: list[Row] = list(table)
        return Table(table.columns, rows if "statements" in table.columns else rows[: self.limit])


def test_half_an_answer_is_never_a_whole_dataset() -> None:
    store = EmbeddedStore.in_memory([SMALL])
    with pytest.raises(InputError, match=r"5 of the \d+ statements of https://w3id.org/\S+ came; let the server"):
        OpenedGraph(Lossy(store, 5)).to_rdflib()  # type: ignore[arg-type]


def test_store_without_our_graphs_makes_no_empty_dataset(tmp_path: Path) -> None:
    file = tmp_path / "x.nq"
    file.write_text("<http://e/s> <http://e/p> <http://e/o> <http://e/g> .\n", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"there is no graph below https://w3id.org/oic-mandates/graph/; build or load"
    ):
        OpenedGraph(EmbeddedStore.in_memory([file])).to_rdflib()


# --- a server


def test_an_endpoint_gives_the_same_in_all_forms(tmp_path: Path) -> None:
    here = OpenedGraph(EmbeddedStore.in_memory([SMALL]))
    store = pyoxigraph.Store(str(tmp_path / "store"))
    store.bulk_load(path=str(SMALL))
    store.flush()
    del store  # the engine lets go of the folder
    with oxigraph(tmp_path / "store", read_only=True) as server:
        there = open_graph(endpoint=server.endpoint)
        for name in ("meetings", "similar-clauses", "acts"):
            pd.testing.assert_frame_equal(there.query(name).to_pandas(), here.query(name).to_pandas())
        assert there.provision(3) == here.provision(3)
        assert quads_of(there.to_rdflib()) == quads_of(here.to_rdflib())
        for name in PROJECTIONS:
            one, other = there.to_networkx(name), here.to_networkx(name)
            assert list(one.nodes(data=True)) == list(other.nodes(data=True))
            assert list(one.edges(data=True)) == list(other.edges(data=True))
