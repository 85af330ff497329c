"""The query library: headers, binding, and the answers of every query."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from rdflib import Literal
from rdflib.plugins.sparql.parser import parseQuery

from oic_mandates.graph import guard, iris
from oic_mandates.graph.model import InputError
from oic_mandates.graph.store import EmbeddedStore, Store
from oic_mandates.queries.library import LANGUAGES, Library, Query, bind, library, parse

HERE = Path(__file__).parent
SMALL = HERE / "data" / "small.trig"
ANSWERS = HERE / "answers"
RESOLUTION = "mcsd-9-2031-final-res"
NAMES = library().names
EVERY = {query.name: query for query in (*library(), *library().federated)}
# What a query asks of by default is not in the small graph.
ELSEWHERE: dict[str, dict[str, str]] = {
    "report-figures": {"resolution": RESOLUTION},
    "statements-of-clause": {"clause": f"{RESOLUTION}/para_1"},
    "description": {"thing": f"{RESOLUTION}/para_1"},
}

HEADER = """\
#+ title-en: a
#+ title-ar: b
#+ title-fr: c
#+ description-en: d
#+ description-ar: e
#+ description-fr: f
#+ tags: one, two
#+ why: g
#+ parameters:
#+   - name: x
#+     type: literal
#+     label-en: h
#+     label-ar: i
#+     label-fr: j
SELECT * WHERE {
  VALUES ?x { "default" } #param x
}
"""


@pytest.fixture(scope="module")
def small() -> EmbeddedStore:
    return EmbeddedStore.in_memory([SMALL])


def rows(store: Store, name: str, **values: str | int | list[str] | None) -> list[dict[str, object]]:
    return [dict(row) for row in store.select(bind(library()[name], **values)).records()]


def asked(name: str) -> str:
    """The query as it stands, but for what the small graph does not hold."""
    return bind(library()[name], **ELSEWHERE.get(name, {}))


def path(iri: object) -> str:
    return iris.path_of(str(iri))


# --- the files


def test_there_is_one_query_for_each_competency_question() -> None:
    assert [query.question for query in library() if query.question] == list(range(1, 13))


@pytest.mark.parametrize("name", EVERY)
def test_header_is_complete_in_three_languages(name: str) -> None:
    query = EVERY[name]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert query.path == f"{name}.rq"
    assert query.tags
    assert query.why
    for texts in (query.titles, query.descriptions, *(p.labels for p in query.parameters)):
        assert set(texts) == set(LANGUAGES)
        assert re.search(r"[\u0621-\u064a]", texts["ar"])
        assert len(set(texts.values())) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_query_passes_the_guard_in_the_form_it_is_trusted_for(name: str) -> None:
    text = library()[name].text
    assert isinstance(text, guard.Trusted)
    assert guard.check(str.__str__(text)).form == text.form == "select"


@pytest.mark.parametrize("name", NAMES)
def test_rows_stand_in_an_order(name: str) -> None:
    assert re.search(r"^ORDER BY ", library()[name].text, re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_query_answers_on_the_small_graph(small: EmbeddedStore, name: str) -> None:
    table = small.select(asked(name))
    assert len(table) >= 1
    assert len(set(table)) == len(table)


@pytest.mark.parametrize(("name", "parameter"), [(query.name, p.name) for query in library() for p in query.parameters])
def test_default_is_what_the_file_asks(small: EmbeddedStore, name: str, parameter: str) -> None:
    query = library()[name]
    declared = query.parameter(parameter)
    default = list(declared.default) if declared.type == "iri" else next(iter(declared.default), None)
    bound = bind(query, **{parameter: default or None})
    assert bound == query.text
    assert small.select(bound).to_csv() == small.select(query.text).to_csv()


@pytest.mark.parametrize(
    ("name", "parameter"),
    [(query.name, p.name) for query in library() for p in query.parameters if p.name not in ("lang", "by", "kind")],
)
def test_parameter_narrows_the_answer(small: EmbeddedStore, name: str, parameter: str) -> None:
    query = library()[name]
    strange = 1000 if query.parameter(parameter).type == "integer" else "https://example.org/nothing"
    assert small.select(asked(name))
    assert not small.select(bind(query, **{parameter: strange}))


@pytest.mark.parametrize("name", [q.name for q in library() if any(p.name == "lang" for p in q.parameters)])
@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_labels_come_in_the_language_asked(small: EmbeddedStore, name: str, lang: str) -> None:
    table = small.select(bind(library()[name], lang=lang))
    for column, *terms in zip(table.columns, *table, strict=True):
        if column.endswith("Label"):
            assert {term.language for term in terms if term} <= {lang, "ar"}


# --- the answers


def test_partners_and_words_of_a_mandate(small: EmbeddedStore) -> None:
    first, second = rows(small, "asked-of-actor", actor="sesric", lang="ar")
    assert (first["number"], first["verbLabel"], first["partnerLabels"]) == ("1", "يدعو", "الإيسيسكو")
    assert str(first["words"]).startswith("يدعو سيبريك")
    assert second["restriction"] == "في دورته الحادية والخمسين"
    assert path(second["partners"]) == "actor/icesco"


def test_actor_left_open_asks_about_all(small: EmbeddedStore) -> None:
    assert len(rows(small, "asked-of-actor", actor=None)) == 2
    assert not rows(small, "asked-of-actor", actor="icesco")
    assert len(rows(small, "asked-of-actor", actor=["icesco", "sesric"])) == 2


def test_whole_instrument_takes_in_its_parts(small: EmbeddedStore) -> None:
    (row,) = rows(small, "citing-clauses", instrument="crc")
    assert path(row["cited"]) == "instrument/crc/art_22"
    assert row["words"] == "للمادة (22) من اتفاقية حقوق الطفل"


def test_meetings_of_a_body_in_their_series(small: EmbeddedStore) -> None:
    first, ninth = rows(small, "meetings", body="mcsd")
    assert (first["session"], first["hostLabel"], first["numbers"]) == (1, "Türkiye", "rec_1")
    assert path(first["outcomes"]) == "instrument/mcsd-1-resolutions"
    assert (ninth["start"], path(ninth["outcomes"])) == ("2031", RESOLUTION)


def test_report_with_receiver_and_time(small: EmbeddedStore) -> None:
    (row,) = rows(small, "reporting", actor="sesric", to="cfm")
    assert row["addresseeLabels"] == "SESRIC"
    assert path(row["due"]) == "meeting/cfm-51"
    assert row["dueLabels"] == "دورته الحادية والخمسين"


def test_slug_may_be_a_group_or_a_theme(small: EmbeddedStore) -> None:
    assert [row["number"] for row in rows(small, "by-group-or-theme", about="child-welfare")] == ["1"]
    assert [row["number"] for row in rows(small, "by-group-or-theme", about="group/children")] == ["1"]


@pytest.mark.parametrize(
    ("by", "parts"),
    [
        ("section", {RESOLUTION: 1, f"{RESOLUTION}/sec_1": 3}),
        ("addressee", {"actor/sesric": 2}),
        ("theme", {"theme/child-welfare": 2}),
        ("group", {"group/children": 2}),
    ],
)
def test_force_spreads_over(small: EmbeddedStore, by: str, parts: dict[str, int]) -> None:
    counts: dict[str, int] = {}
    for row in rows(small, "strength-of-language", by=by):
        counts[path(row["part"])] = counts.get(path(row["part"]), 0) + int(str(row["acts"]))
    assert counts == parts


def test_pairs_of_instruments_need_two_in_one_clause(small: EmbeddedStore) -> None:
    assert len(rows(small, "named-together", minimum=1)) == 3
    assert len(rows(small, "named-together", minimum=1, **{"with": "icesco"})) == 2
    assert not rows(small, "named-together", kind="instrument", minimum=1)


def test_likeness_from_the_given_measure(small: EmbeddedStore) -> None:
    assert [row["otherNumber"] for row in rows(small, "similar-clauses", percent=40)] == ["2", "3"]
    assert len(rows(small, "similar-clauses", percent=40, clause=f"{RESOLUTION}/para_3")) == 1


def test_correction_gives_its_reason(small: EmbeddedStore) -> None:
    (row,) = rows(small, "corrections", resolution=RESOLUTION, lang="fr")
    assert (row["printedWords"], row["readWords"], row["why"]) == ("المعقد", "المنعقد", "A letter is missing.")


def test_place_in_the_file_only_where_it_is_sure(small: EmbeddedStore) -> None:
    found = rows(small, "where-it-says-so", entity="children")
    assert [row["number"] for row in found] == ["1", "3"]
    assert isinstance(found[0]["fileStart"], int)
    assert found[1]["fileStart"] is None
    for row in found:
        text, start, end = str(row["text"]), row["start"], row["end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert text[start:end] == row["words"] == "الأطفال"


def test_clauses_that_name_nobody(small: EmbeddedStore) -> None:
    third, fourth = rows(small, "no-addressee")
    assert (third["number"], third["verbLabels"], third["asks"]) == ("3", "affirms", False)
    assert (fourth["number"], fourth["verbLabels"]) == ("4", "")


def test_what_no_person_has_seen(small: EmbeddedStore) -> None:
    found = {(row["what"], path(row["thing"])) for row in rows(small, "not-reviewed")}
    assert found == {
        ("act", f"{RESOLUTION}/para_2/act_1"),
        ("entity", "meeting/cfm-51"),
        ("no act found", f"{RESOLUTION}/para_4"),
    }


@pytest.mark.parametrize("name", [name for name in NAMES if library()[name].question is None])
def test_helper_answers_on_the_real_graph(graph_store: Store, name: str) -> None:
    assert graph_store.select(library()[name].text)


@pytest.mark.parametrize("name", [name for name in NAMES if library()[name].question is not None])
def test_answer_on_the_real_graph(graph_store: Store, name: str) -> None:
    """`tests/answers/NAME.csv` holds the whole answer; test_answers.py holds it to the readers' files."""
    answer = graph_store.select(library()[name].text).to_csv().replace("\r\n", "\n")
    assert answer == (ANSWERS / f"{name}.csv").read_text(encoding="utf-8")


# --- binding

EVIL = [
    "x> } DROP ALL #",
    'x" } DROP ALL #',
    "x } #param lang\n} DROP ALL #",
    "\\u0022 } SERVICE <http://example.org> { ?a ?b ?c",
    '"""',
    "'",
    "\\",
    "\r\n",
    '"\n"""\\',
]


@pytest.mark.parametrize("value", EVIL)
def test_iri_is_never_pasted(value: str) -> None:
    with pytest.raises(InputError, match="neither an IRI nor a path"):
        bind(library()["asked-of-actor"], actor=value)


@pytest.mark.parametrize("value", [value for value in EVIL if value != "'"])
def test_whole_iri_is_never_pasted(value: str) -> None:
    with pytest.raises(InputError, match="neither an IRI nor a path"):
        bind(library()["asked-of-actor"], actor="https://example.org/" + value)


@pytest.mark.parametrize("value", EVIL)
def test_literal_stays_one_literal(small: EmbeddedStore, value: str) -> None:
    query = parse(HEADER, "test.rq")
    bound = bind(dataclasses.replace(query, text=guard.Trusted(query.text, "select")), x=value)
    (row,) = small.select(bound)
    assert row[0] is not None
    assert row[0].value == value
    assert Literal(value).n3() in bound


@pytest.mark.parametrize("value", ["1 } DROP ALL", "1.5", "", "one", True, "9" * 30, "١"])
def test_integer_is_a_whole_number(value: str | bool) -> None:
    with pytest.raises(InputError, match="not a whole number"):
        bind(library()["named-together"], minimum=value)


def test_integer_may_come_as_text() -> None:
    query = library()["named-together"]
    assert bind(query, minimum="03") == bind(query, minimum=3)


def test_bound_query_still_parses_with_every_parameter_given() -> None:
    query = library()["named-together"]
    bound = bind(query, kind="instrument", minimum=1, resolution=RESOLUTION, lang="fr", **{"with": "crc/art_22"})
    parseQuery(bound)
    assert f"<{iris.ID}instrument/crc/art_22>" in bound
    assert f"<{iris.ID}{RESOLUTION}>" in bound


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("sesric", "actor/sesric"),
        ("actor/sesric", "actor/sesric"),
        (f"{iris.ID}actor/sesric", "actor/sesric"),
    ],
)
def test_three_ways_to_name_an_actor(given: str, expected: str) -> None:
    assert f"VALUES ?actor {{ <{iris.ID}{expected}> }} #param actor" in bind(library()["asked-of-actor"], actor=given)


def test_unknown_parameter_names_the_closest() -> None:
    with pytest.raises(InputError, match=r"'actr'; known are actor, lang, resolution; did you mean actor\?"):
        bind(library()["asked-of-actor"], actr="sesric")


def test_unknown_query_names_the_closest() -> None:
    with pytest.raises(InputError, match=r"did you mean meetings\?"):
        library()["meeting"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"lang": "xx"}, "give ar, en, fr"),
        ({"lang": None}, "a value is needed"),
        ({"lang": 3}, "not allowed"),
        ({"actor": []}, "list is empty"),
        ({"actor": 3}, "neither an IRI"),
        ({"actor": "\ud800"}, "neither an IRI"),
    ],
)
def test_value_that_does_not_fit(values: dict[str, str | None], message: str) -> None:
    with pytest.raises(InputError, match=message):
        bind(library()["asked-of-actor"], **values)


def test_broken_unicode_is_refused() -> None:
    with pytest.raises(InputError, match="whole Unicode"):
        bind(parse(HEADER, "test.rq"), x="\udc80")


# --- headers that are wrong


def test_header_reads() -> None:
    query = parse(HEADER, "test.rq")
    assert (query.name, query.question, query.tags) == ("test", None, ("one", "two"))
    assert query.parameter("x").default == ("default",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("#+ title-fr: c\n", "", r"test\.rq, line 1: the header has no title-fr"),
        ("#+ title-fr: c", "#+ title-fr:", r"no title-fr"),
        ("#+ why: g", "#+ whi: g", r"line 8: whi is not one of"),
        ("#+ why: g", "#+ why: g\n#+ why: h", r"line 9: why stands twice"),
        ("#+ why: g", "#+ why", r"line 8: not `#\+ key: value`"),
        ("#+ why: g", "#+ why: g\n#+ federated: https://a.b/sparql", r"names https://a.b/sparql, the query calls no"),
        (
            "SELECT * WHERE {",
            "SELECT * WHERE {\n  SERVICE <https://a.b/c> { ?s ?p ?o }",
            r"names no server, the query calls h",
        ),
        (
            "SELECT * WHERE {",
            "SELECT * WHERE {\n  service silent ?x { ?s ?p ?o }",
            r"names no server, the query calls a server without",
        ),
        ("#+ why: g", "#+ why: g\n#+ question: two", r"question is 'two'"),
        ("type: literal", "type: number", r"line 10: type 'number' is not one of"),
        ("#+     label-fr: j\n", "", r"line 10: the parameter has no label-fr"),
        ("#+     label-fr: j", "#+     label-de: j", r"line 14: label-de is not one of"),
        ("name: x", "name: y", r"line 10: parameter y has no line"),
        ("#+   - name: x", "#+   - name: y\n#+   - name: x", r"line 10: the parameter has no type"),
        ('{ "default" }', "{ UNDEF }", r"no default"),
        ('{ "default" }', "{ ?y }", r"line 16: '\?y' is not a list"),
        ("#param x\n", '#param x\n  VALUES ?x { "other" } #param x\n', r"line 17: parameter x has two defaults"),
        ("#param x\n", "#param x\n  VALUES ?z { 1 } #param z\n", r"line 17: parameter z is not in the header"),
    ],
)
def test_bad_header_is_told_with_its_line(old: str, new: str, message: str) -> None:
    assert old in HEADER
    with pytest.raises(InputError, match=message):
        parse(HEADER.replace(old, new, 1), "test.rq")


def test_library_keeps_questions_before_helpers() -> None:
    def query(name: str, question: int | None) -> Query:
        return dataclasses.replace(parse(HEADER, f"{name}.rq"), question=question)

    made = Library([query("c", None), query("b", 2), query("a", 10)])
    assert made.names == ("b", "a", "c")
    assert len(made) == 3


def test_library_keeps_federated_queries_apart() -> None:
    header = HEADER.replace("#+ why: g", "#+ why: g\n#+ federated: https://a.b/c")
    calling = parse(
        header.replace("WHERE {", "WHERE {\n  SERVICE <https://a.b/c> { ?s ?p ?o } # asks SERVICE"), "far.rq"
    )
    near = parse(HEADER, "near.rq")
    made = Library([calling, near])
    assert (made.names, [*made], len(made)) == (("near",), [near], 1)
    assert made.federated == (calling,)
    assert made.find("far") is calling
    assert made["near"] is made.find("near") is near
    with pytest.raises(InputError, match=r"query far calls https://a\.b/c, and this program calls no other server"):
        made["far"]
    with pytest.raises(InputError, match=r"known are far, near; did you mean far\?"):
        made["fare"]
