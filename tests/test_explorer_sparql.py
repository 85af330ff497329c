"""Questions and own queries without a browser: every question, the forms of an answer, the limits, bad addresses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from screen import shown, words
from streamlit.testing.v1 import AppTest

from oic_mandates.explorer import answers, answers_columns, data, links, sparql_data
from oic_mandates.explorer.data import Answer
from oic_mandates.explorer.language import NAMES, TEXTS, Language, has_text, text
from oic_mandates.graph import killable
from oic_mandates.graph.table import XSD, Term
from oic_mandates.queries.library import library

Open = Callable[..., AppTest]
LANGUAGES = tuple(NAMES)
MORE = [query.name for query in library() if "question" in query.tags]
FEDERATED = [query.name for query in library().federated]
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def sound(app: AppTest) -> bool:
    return not app.exception and not app.error and not app.warning


def asked(app: AppTest, name: str) -> str:
    """What the address holds under a name; AppTest gives it bare, or as a list."""
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def given(app: AppTest, component: str) -> dict[str, Any]:
    """What a component of the page is told."""
    for found in app.get("bidi_component"):
        if f"oic_mandates.{component}" in found.proto.component_name and found.proto.HasField("json"):
            content: dict[str, Any] = json.loads(found.proto.json)
            return content
    raise AssertionError(f"there is no {component}")


# --- the questions


@pytest.mark.parametrize("name", MORE)
def test_further_question_is_answered_in_each_language(opened: Open, name: str) -> None:
    language: Language = LANGUAGES[MORE.index(name) % len(LANGUAGES)]
    app = opened("questions", language, q=name)
    assert sound(app)
    assert app.selectbox(key="questions.pick").value == name
    assert library()[name].descriptions[language] in words(app)
    assert "https://w3id.org/oic-mandates/id/" not in words(app)
    assert '<table class="grid">' in shown(app) or app.info[0].value == text("questions.none", language)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_questions_are_listed_by_what_they_are_about(opened: Open, lang: Language) -> None:
    app = opened("questions", lang)
    options = app.selectbox(key="questions.pick").options
    assert len(options) == 12 + len(MORE) + len(FEDERATED)
    assert [name.partition(".")[0] for name in options[:12]] == [str(number) for number in range(1, 13)]
    app.selectbox(key="field.topic").set_value("networks").run()
    assert asked(app, "topic") == "networks"
    fewer = app.selectbox(key="questions.pick").options
    assert 3 < len(fewer) < len(options)
    assert "networks" in library()[app.selectbox(key="questions.pick").value].tags


@pytest.mark.parametrize("lang", LANGUAGES)
def test_query_that_calls_other_servers_is_shown_and_never_run(opened: Open, lang: Language) -> None:
    app = opened("questions", lang, q=FEDERATED[0])
    assert sound(app)
    assert app.info[0].value == text("questions.federated", lang)
    assert "SERVICE" in app.code[0].value
    assert '<table class="grid">' not in shown(app)
    again = opened("sparql", lang, stored=FEDERATED[0])
    assert sound(again)
    assert again.info[0].value == text("questions.federated", lang)
    assert "SERVICE" in given(again, "sparql")["text"]


def test_everything_that_a_question_is_about_has_a_name() -> None:
    for query in (*library(), *library().federated):
        if query.question is not None or query.federated or "question" in query.tags:
            assert all(has_text(f"topic.{tag}") for tag in query.tags if tag != "question"), query.name


def test_columns_of_the_further_questions_have_heads(home: object) -> None:
    joined = {"number", "otherNumber", "act", "annotation", "correction", "similarity", "graph", "program"}
    for name in MORE:
        columns = {column for column in data.ask(name).columns if not column.endswith(("Label", "Labels"))}
        assert sorted(columns - joined - {key.partition(".")[2] for key in TEXTS}) == [], name


def test_date_and_section_are_asked(opened: Open) -> None:
    app = opened("questions", "en", q="timeline", since="2020")
    assert sound(app)
    assert app.text_input(key="questions.timeline.since").value == "2020"
    assert "1966" not in words(app)
    app = opened("questions", "en", q="clauses-of-section", section="sec_2")
    assert sound(app)
    assert app.selectbox(key="questions.clauses-of-section.section").value == "sec_2"


# --- the forms of an answer


@pytest.mark.parametrize("lang", LANGUAGES)
def test_answer_comes_as_a_chart(opened: Open, lang: Language) -> None:
    app = opened("questions", lang, q="partner-links", **{"as": "chart"})
    assert sound(app)
    chart = app.get("plotly_chart")[0].proto
    figure = json.loads(chart.spec)
    (bars,) = figure["data"]
    counts: dict[str, int] = {}
    for row in data.ask("partner-links", lang=lang, minimum=1, resolution=None).records():
        counts[row["actor"]] = counts.get(row["actor"], 0) + int(row["mandates"])
    assert [int(words) for words in bars["text"]] == sorted(counts.values(), reverse=True)
    assert figure["layout"]["yaxis"]["side"] == ("right" if lang == "ar" else "left")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_answer_comes_as_a_network(opened: Open, lang: Language) -> None:
    app = opened("questions", lang, q="partner-links", **{"as": "network"})
    assert sound(app)
    picture = given(app, "network")
    rows = list(data.ask("partner-links", lang=lang, minimum=1, resolution=None).records())
    assert {edge["id"] for edge in picture["edges"]} == {f"{row['actor']} {row['partner']}" for row in rows}
    assert {node["label"] for node in picture["nodes"]} == {
        row[f"{end}Label"] for row in rows for end in ("actor", "partner")
    }
    one = rows[0]
    opened_ = opened("questions", lang, q="partner-links", node=one["actor"], **{"as": "network"})
    assert f"id={data.path_of(one['actor'])}" in shown(opened_)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_answer_comes_as_a_map_of_numbers(opened: Open, lang: Language) -> None:
    app = opened("questions", lang, q="verbs-by-actor", **{"as": "numbers"})
    assert sound(app)
    rows = list(data.ask("verbs-by-actor", lang=lang, actor=None, verb=None, resolution=None).records())
    page = shown(app)
    assert page.count('class="cell"') == len({(row["actor"], row["verb"]) for row in rows})
    most = max(rows, key=lambda row: int(row["mandates"]))
    assert f">{most['mandates']}</span></td>" in page
    app.selectbox(key="field.other").set_value("force").run()
    assert asked(app, "other") == "force"
    assert not app.exception


def test_only_forms_that_fit_are_offered(opened: Open, home: object) -> None:
    def forms(name: str) -> list[str]:
        return answers.fitting(answers_columns.columns(data.ask(name), "en"))

    assert forms("partner-links") == ["table", "chart", "network", "numbers"]
    assert forms("kinds-of-addressee") == ["table", "chart"]
    app = opened("sparql", "en", query='SELECT ("a" AS ?x) {}', **{"as": "network"})
    assert not app.exception
    assert [found for found in app.get("bidi_component") if "network" in found.proto.component_name] == []
    app = opened("questions", "en", q="kinds-of-addressee", **{"as": "network"})
    assert app.info[0].value == text("answers.unfit", "en")


def test_shares_are_averaged_and_counts_are_summed() -> None:
    assert answers_columns.totals([("a", 1.0), ("a", 2.0), ("b", 4.0)]) == {"a": 3.0, "b": 4.0}
    assert answers_columns.totals([("a", 0.5), ("a", 1.0)]) == {"a": 0.75}


def test_numbers_that_only_order_are_no_measure() -> None:
    one = Term("literal", "1", XSD + "integer")
    rows = ((Term("uri", "urn:a"), one, one), (Term("uri", "urn:b"), one, one))
    found = answers_columns.columns(Answer(("thing", "rank", "count"), rows, ""), "en")
    assert found.measures() == ["count", "rows"]


# --- own queries


@pytest.mark.parametrize("lang", LANGUAGES)
def test_editor_holds_the_stored_query_with_its_values(opened: Open, lang: Language) -> None:
    app = opened("sparql", lang, stored="asked-of-actor", actor="actor/icesco")
    assert sound(app)
    setup = given(app, "sparql")
    assert "id/actor/icesco>" in setup["text"]
    assert f'VALUES ?lang {{ "{lang}" }}' in setup["text"]
    assert not setup["text"].startswith("#+")
    assert setup["prefixes"]["oicm"].endswith("ontology#")
    assert any(iri.endswith("#Mandate") for iri in setup["terms"]["class"])
    assert '<table class="grid">' in shown(app)
    assert f'href="questions?lang={lang}&amp;q=asked-of-actor&amp;actor=actor/icesco"' in shown(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_query_behind_every_answer_opens_here(opened: Open, lang: Language) -> None:
    for name in ("acts", "cited-as", "entity", "reading"):
        values = data.ask(name).values
        address = links.to_query(name, values, lang)
        query = dict(pair.split("=", 1) for pair in address.partition("?")[2].split("&"))
        del query["lang"]
        assert sound(opened("sparql", lang, **query)), name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_own_query_is_answered(opened: Open, lang: Language) -> None:
    app = opened("sparql", lang, query="SELECT ?one ?two { VALUES (?one ?two) { (1 2) (3 4) } }", plain="1")
    assert sound(app)
    assert text("questions.rows", lang, count="2") in words(app)
    app.text_area(key="sparql.text").set_value("ASK { ?s ?p ?o }")
    next(button for button in app.button if button.label == text("sparql.run", lang)).click().run()
    assert asked(app, "query") == "ASK { ?s ?p ?o }"
    assert text("yes", lang) in words(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_wrong_is_told_at_its_line(opened: Open, lang: Language) -> None:
    app = opened("sparql", lang, query="SELECT *\nWHERE { ?s ?p }")
    assert not app.exception
    assert app.error[0].value == text("sparql.wrong", lang)
    assert text("sparql.place", lang, line=2, column=15) in words(app)
    setup = given(app, "sparql")
    assert (setup["line"], setup["column"]) == (2, 15)
    assert "has no object" in setup["problem"]


@pytest.mark.parametrize(
    "query", ["SELECT * { SERVICE <http://192.0.2.1/> { ?s ?p ?o } }", "DROP ALL", "nonsense", "}"]
)
def test_what_must_not_run_does_not(opened: Open, query: str) -> None:
    app = opened("sparql", "en", query=query)
    assert not app.exception
    assert app.error[0].value == text("sparql.wrong", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_endless_query_ends_with_a_sentence(opened: Open, monkeypatch: pytest.MonkeyPatch, lang: Language) -> None:
    monkeypatch.setattr(killable.Readers.ask, "__kwdefaults__", {"seconds": 1.0, "most": 10})
    app = opened("sparql", lang, query=ENDLESS)
    assert not app.exception
    assert app.warning[0].value == text("sparql.ended.time", lang)


def test_graph_comes_as_turtle(opened: Open) -> None:
    app = opened("sparql", "en", query='CONSTRUCT { <urn:s> <urn:p> "نص"@ar } WHERE {}')
    assert sound(app)
    assert 'نص"@ar' in app.code[0].value


def test_answer_without_rows_is_told(opened: Open) -> None:
    app = opened("sparql", "en", query="SELECT * { ?s <urn:none> ?o }")
    assert sound(app)
    assert app.info[0].value == text("questions.none", "en")


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ({"stored": "nothing"}, "sparql.unknown"),
        ({"stored": "asked-of-actor", "actor": "<b> x"}, "questions.rejected"),
        ({"stored": "similar-clauses", "percent": "many"}, "questions.rejected"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_bad_address_is_told(opened: Open, query: dict[str, str], key: str, lang: Language) -> None:
    app = opened("sparql", lang, **query)
    assert not app.exception
    begin = text(key, lang, name="{", value="{").partition("{")[0]
    assert app.warning[0].value.startswith(begin)
    assert '<table class="grid">' in shown(app)


def test_library_is_chosen_from_the_list(opened: Open) -> None:
    app = opened("sparql", "en", query="ASK {}", **{"as": "chart"})
    assert app.selectbox(key="sparql.example").value == ""
    app.selectbox(key="sparql.example").set_value("meetings").run()
    assert asked(app, "stored") == "meetings"
    assert "query" not in app.query_params
    assert given(app, "sparql")["text"] == sparql_data.stored("meetings", lang="en")


def test_query_too_long_for_an_address_is_kept(opened: Open) -> None:
    app = opened("sparql", "en", plain="1")
    long = "ASK { } # " + "x" * 13_000
    app.text_area(key="sparql.text").set_value(long)
    next(button for button in app.button if button.label == text("sparql.run", "en")).click().run()
    assert not app.exception
    assert "query" not in app.query_params
    assert app.text_area(key="sparql.text").value == long
    assert text("sparql.long", "en") in [found.value for found in app.caption]
