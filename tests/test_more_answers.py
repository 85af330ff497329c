"""The further questions of the library: every cell as expected, and figures counted again by another way.

The other way is a reader's file, the corpus folder or the vocabulary as Turtle, never a query.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, URIRef
from rdflib.term import Node

from oic_mandates.graph import iris
from oic_mandates.graph.folder import Folder
from oic_mandates.graph.model import AnnotatedDocument
from oic_mandates.graph.store import EmbeddedStore
from oic_mandates.graph.vocab import ontology_root
from oic_mandates.queries.library import bind, library

HERE = Path(__file__).parent
Rows = list[dict[str, str]]
FURTHER = [query.name for query in library() if "question" in query.tags]
GROUPS = {
    "actors", "instruments", "meetings", "groups", "themes", "language",
    "reporting", "corrections", "coverage", "statistics", "networks", "federated",
}  # fmt: skip
# Held back when rules are written: see tests/gold/README.md. Names found there may differ from the reader's.
HELD_BACK = {f"para_{number}" for number in range(75, 86)}


def gold(name: str) -> Rows:
    with (HERE / "gold" / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def ask(store: EmbeddedStore, name: str, **values: str | int | None) -> Rows:
    records = store.select(bind(library()[name], **values)).records()
    return [{key: "" if value is None else str(value) for key, value in row.items()} for row in records]


def path(cell: str) -> str:
    return cell.partition("/id/")[2]


def eids(cell: str) -> set[str]:
    return {iri.rpartition("/")[2] for iri in cell.split(" ") if iri}


def several(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


ACTS = gold("acts.tsv")
MENTIONS = gold("mentions.tsv")
MANDATES = [row for row in ACTS if row["mandate"] == "true"]


def wherein(kind: str, column: str = "entity") -> dict[str, set[str]]:
    """For each entity of a kind the provisions in which the reader found it."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in MENTIONS:
        if row["entity"].startswith(kind):
            found[row[column]].add(row["provision"])
    return found


def outside(clauses: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The same without the clauses held back."""
    return {key: value - HELD_BACK for key, value in clauses.items() if value - HELD_BACK}


@pytest.fixture(scope="module")
def words() -> Graph:
    """The vocabulary files as they stand."""
    graph = Graph()
    for file in sorted((ontology_root() / "vocab").glob("*.ttl")):
        graph.parse(file)
    return graph


def values(graph: Graph, subject: Node, *names: str) -> set[str]:
    """The paths or texts that a thing has for properties of our own ontology."""
    found = (value for name in names for value in graph.objects(subject, iris.OICM[name]))
    return {path(str(value)) if isinstance(value, URIRef) else str(value) for value in found}


# --- the library


def test_the_library_holds_forty_questions() -> None:
    assert len(FURTHER) + 12 >= 40


@pytest.mark.parametrize("name", FURTHER)
def test_each_stands_in_a_group_of_keywords(name: str) -> None:
    assert GROUPS & set(library()[name].tags)
    assert library()[name].question is None


@pytest.mark.parametrize("name", FURTHER)
def test_answer_is_the_one_expected(graph_store: EmbeddedStore, name: str) -> None:
    answer = graph_store.select(library()[name].text).to_csv().replace("\r\n", "\n")
    assert answer == (HERE / "answers" / f"{name}.csv").read_text(encoding="utf-8")


# --- actors, against the reader's acts


def test_mandates_of_each_actor(graph_store: EmbeddedStore) -> None:
    columns = {"asAddressee": "addressees", "asPartner": "partners", "asReceiver": "reports_to"}
    rows = ask(graph_store, "mandates-per-actor")
    for column, ours in columns.items():
        expected = Counter(actor for row in ACTS for actor in several(row[ours]))
        assert {path(row["actor"]): int(row[column]) for row in rows if row[column] != "0"} == expected


def test_links_between_actors(graph_store: EmbeddedStore) -> None:
    expected = Counter(
        (one, two) for row in ACTS for one in several(row["addressees"]) for two in several(row["partners"])
    )
    links = {
        (path(row["actor"]), path(row["partner"])): int(row["mandates"]) for row in ask(graph_store, "partner-links")
    }
    assert links == expected
    both = Counter(
        {
            pair: int(row["mandates"])
            for row in ask(graph_store, "partners-of-actor", actor=None)
            if path(row["role"]) == "role/addressee"
            for pair in [(path(row["actor"]), path(row["other"]))]
        }
    )
    assert both == expected


@pytest.mark.parametrize("entity", ["actor/sesric", "actor/icesco", "instrument/crc/art_22", "place/cairo"])
def test_what_is_named_with_a_thing(graph_store: EmbeddedStore, entity: str) -> None:
    named = wherein("")
    expected = {
        (provision, other)
        for provision in outside(named)[entity]
        for other, provisions in named.items()
        if other != entity and provision in provisions
    }
    rows = ask(graph_store, "named-with", entity=entity)
    found = {(clause, path(row["other"])) for row in rows for clause in eids(row["clause"]) - HELD_BACK}
    # Verbs, groups and themes have evidence and no mention: they are in another list of the readers.
    assert {pair for pair in found if not pair[1].startswith(("verb/", "group/", "theme/"))} == expected
    assert expected


def test_named_and_asked_nothing(graph_store: EmbeddedStore) -> None:
    asked = {actor for row in ACTS for actor in several(row["addressees"]) + several(row["partners"])}
    expected = {actor: clauses for actor, clauses in wherein("actor/").items() if actor not in asked}
    found = {path(row["actor"]): eids(row["clauses"]) for row in ask(graph_store, "named-not-asked")}
    assert outside(found) == outside(expected)


def test_kinds_of_those_asked(graph_store: EmbeddedStore, words: Graph) -> None:
    actors: dict[str, set[str]] = defaultdict(set)
    mandates: dict[str, set[int]] = defaultdict(set)
    for number, row in enumerate(ACTS):
        for actor in several(row["addressees"]):
            (kind,) = set(words.objects(iris.ID[actor], RDF.type)) - {iris.OICM.Actor, SKOS.Concept}
            actors[str(kind)].add(actor)
            mandates[str(kind)].add(number)
    found = {row["class"]: (int(row["actors"]), int(row["mandates"])) for row in ask(graph_store, "kinds-of-addressee")}
    assert found == {kind: (len(actors[kind]), len(mandates[kind])) for kind in actors}


def test_roles_add_up_to_the_mentions(graph_store: EmbeddedStore) -> None:
    expected = Counter(row["entity"] for row in MENTIONS if row["type"] == "Actor")
    found: Counter[str] = Counter()
    for row in ask(graph_store, "roles-of-actor", actor=None):
        found[path(row["actor"])] += int(row["mentions"])
    # The reader sees Türkiye once more in clause 75.
    assert expected - found == Counter({"actor/turkiye": 1})
    assert not found - expected


def test_states_and_organizations(graph_store: EmbeddedStore, words: Graph) -> None:
    states = ask(graph_store, "states")
    assert {row["iso3"] for row in states} == {str(code) for code in words.objects(None, iris.OICM.iso3)}
    where = wherein("actor/")
    assert outside({path(row["state"]): eids(row["clauses"]) for row in states}) == outside(
        {state: where[state] for row in states if (state := path(row["state"])) in where}
    )
    for row in ask(graph_store, "organizations"):
        assert {path(row["parent"])} - {""} == values(words, URIRef(row["actor"]), "parentBody")
        assert path(row["seat"]) in values(words, URIRef(row["actor"]), "seat") | {""}


# --- strength of language


def ranks(words: Graph) -> dict[str, int]:
    force = {verb: next(words.objects(verb, iris.OICM.force)) for verb in words.subjects(RDF.type, iris.OICM.Verb)}
    return {
        str(verb).rpartition("/")[2]: int(str(words.value(kind, iris.OICM["rank"]))) for verb, kind in force.items()
    }


def test_force_of_each_actor(graph_store: EmbeddedStore, words: Graph) -> None:
    rank = ranks(words)
    expected: dict[str, list[int]] = defaultdict(list)
    for row in ACTS:
        for actor in several(row["addressees"]):
            expected[actor].append(rank[row["verb"]])
    for row in ask(graph_store, "strength-by-actor"):
        scale = expected.pop(path(row["actor"]))
        assert (int(row["mandates"]), int(row["lowest"]), int(row["highest"])) == (len(scale), min(scale), max(scale))
        assert float(row["mean"]) == pytest.approx(sum(scale) / len(scale), abs=0.051)
    assert not expected


@pytest.mark.parametrize("least", [1, 8, 14, 19])
def test_acts_from_a_force_on(graph_store: EmbeddedStore, words: Graph, least: int) -> None:
    rank = ranks(words)
    expected = Counter((row["provision"], row["verb"]) for row in ACTS if rank[row["verb"]] >= least)
    rows = ask(graph_store, "acts-from-force", rank=least)
    assert Counter((row["clause"].rpartition("/")[2], row["verb"].rpartition("/")[2]) for row in rows) == expected


@pytest.mark.parametrize("verb", sorted({row["verb"] for row in ACTS}))
def test_clauses_of_each_verb(graph_store: EmbeddedStore, verb: str) -> None:
    expected = [(row["provision"], set(several(row["addressees"]))) for row in ACTS if row["verb"] == verb]
    rows = ask(graph_store, "clauses-of-verb", verb=verb)
    found = [(row["clause"].rpartition("/")[2], {path(iri) for iri in row["addressees"].split()}) for row in rows]
    assert found == expected
    forms = ask(graph_store, "verb-forms", verb=verb)
    assert sum(int(row["count"]) for row in forms) == len(expected)


@pytest.mark.parametrize("section", [f"sec_{number}" for number in range(1, 7)])
def test_acts_and_texts_of_a_section(graph_store: EmbeddedStore, annotated: AnnotatedDocument, section: str) -> None:
    clauses = [item for item in annotated.provisions if item.provision.parent == section]
    texts = [(row["number"], row["text"]) for row in ask(graph_store, "side-by-side", section=section)]
    assert texts == [(item.provision.number, item.provision.text) for item in clauses]
    within = {item.provision.eid for item in clauses}
    expected = [(row["provision"], row["verb"], row["mandate"]) for row in ACTS if row["provision"] in within]
    assert [
        (row["clause"].rpartition("/")[2], row["verb"].rpartition("/")[2], row["asks"].lower())
        for row in ask(graph_store, "clauses-of-section", section=section)
    ] == expected


def test_verbs_of_each_actor(graph_store: EmbeddedStore, words: Graph) -> None:
    expected = Counter((actor, row["verb"]) for row in ACTS for actor in several(row["addressees"]))
    rank = ranks(words)
    rows = ask(graph_store, "verbs-by-actor")
    found = {(path(row["actor"]), path(row["verb"]).removeprefix("verb/")): row for row in rows}
    assert {pair: int(row["mandates"]) for pair, row in found.items()} == expected
    for (actor, verb), row in found.items():
        own = [act for act in ACTS if act["verb"] == verb and actor in several(act["addressees"])]
        assert eids(row["clauses"]) == {act["provision"] for act in own}
    for one, two in pairwise(rows):
        assert one["actor"] != two["actor"] or rank[path(one["verb"])[5:]] >= rank[path(two["verb"])[5:]]


# --- instruments, meetings and places, against the reader's mentions


def test_instruments_and_the_clauses_that_cite_them(graph_store: EmbeddedStore, words: Graph) -> None:
    expected = wherein("instrument/")
    rows = ask(graph_store, "instruments-cited")
    found = {path(row["instrument"]): eids(row["clauses"]) for row in rows}
    itself = found.pop("mcsd-2-2023-final-res")
    assert itself == {row["provision"] for row in MENTIONS if row["entity"] == "mcsd-2-2023-final-res"}
    assert found == expected
    for row in rows:
        known = values(words, URIRef(row["instrument"]), "kind")
        assert not known or path(row["kind"]) in known
    split: dict[str, set[str]] = defaultdict(set)
    for row in ask(graph_store, "instruments-by-section"):
        split[path(row["instrument"])] |= eids(row["clauses"])
    assert split == expected | {"mcsd-2-2023-final-res": itself}
    kinds = ask(graph_store, "citations-by-kind")
    assert sum(int(row["instruments"]) for row in kinds) == len(rows)
    assert sum(int(row["mentions"]) for row in kinds) == sum(row["type"] == "Instrument" for row in MENTIONS)


def test_parts_stand_under_their_whole(graph_store: EmbeddedStore) -> None:
    where = wherein("instrument/")
    for row in ask(graph_store, "parts-of-instruments"):
        assert eids(row["clauses"]) == where[path(row["part"])]
    parts = {(path(row["whole"]), path(row["part"])) for row in ask(graph_store, "parts-of-instruments")}
    assert {("instrument/crc", "instrument/crc/art_22"), ("instrument/sdgs", "instrument/sdg-4")} <= parts


def test_instruments_with_those_asked(graph_store: EmbeddedStore) -> None:
    asked: dict[str, set[str]] = defaultdict(set)
    for row in ACTS:
        asked[row["provision"]] |= set(several(row["addressees"]))
    expected = {
        (row["entity"], actor) for row in MENTIONS if row["type"] == "Instrument" for actor in asked[row["provision"]]
    }
    rows = ask(graph_store, "instruments-with-actors")
    assert {(path(row["instrument"]), path(row["actor"])) for row in rows} == expected


def test_instruments_of_the_preamble_that_return(graph_store: EmbeddedStore) -> None:
    where = wherein("instrument/") | wherein("mcsd-2-2023-final-res")
    expected = {}
    for instrument, clauses in where.items():
        recitals = {clause for clause in clauses if clause.startswith(("rec_", "formula_"))}
        again = {clause.removeprefix("para_") for clause in clauses if clause.startswith("para_")}
        if recitals:
            expected[instrument] = (recitals, again)
    rows = ask(graph_store, "preamble-and-clauses")
    for row in rows:
        recitals, again = expected.pop(path(row["instrument"]))
        assert (set(row["recitalNumbers"].split()), set(row["clauseNumbers"].split())) == (recitals, again)
        assert (int(row["recitals"]), int(row["operative"])) == (len(recitals), len(again))
    assert not expected


def test_each_verb_that_cites_stands_in_that_clause(graph_store: EmbeddedStore) -> None:
    verbs = {(row["provision"], row["verb"]) for row in ACTS}
    rows = ask(graph_store, "citing-verbs")
    assert {path(row["instrument"]) for row in rows} == {
        row["entity"] for row in MENTIONS if row["type"] == "Instrument"
    }
    for row in rows:
        assert {(clause, row["verb"].rpartition("/")[2]) for clause in eids(row["clauses"])} <= verbs


def test_chain_and_outcomes_of_meetings(graph_store: EmbeddedStore, words: Graph) -> None:
    where = wherein("instrument/")
    made = {(str(meeting), str(thing)) for meeting, thing in words.subject_objects(iris.OICM.outcome)}
    made |= {(str(meeting), str(thing)) for thing, meeting in words.subject_objects(iris.OICM.adoptedAt)}
    chain = ask(graph_store, "citation-chain")
    for row in chain:
        meeting = URIRef(row["meeting"])
        for column, name in (("body", "body"), ("place", "place"), ("host", "host"), ("start", "startDate")):
            known = values(words, meeting, name)
            assert (path(row[column]) or row[column]) in (known or {""})
    links = {(row["meeting"], row["instrument"], row["clause"].rpartition("/")[2]) for row in chain}
    expected = {(one, two, clause) for one, two in made for clause in where.get(path(two), set())}
    itself = str(iris.ID["mcsd-2-2023-final-res"])
    assert {link for link in links if link[1] != itself} == expected
    outcomes = ask(graph_store, "outcomes-used")
    assert {(row["meeting"], row["outcome"]) for row in outcomes} - {(str(iris.ID["meeting/mcsd-2"]), itself)} == made
    for row in outcomes:
        assert row["outcome"] == itself or eids(row["clauses"]) == where.get(path(row["outcome"]), set())


def test_where_and_by_whom_meetings_are_held(graph_store: EmbeddedStore, words: Graph) -> None:
    held = ask(graph_store, "meetings-by-place")
    assert {(row["meeting"], row["place"]) for row in held} == {
        (str(one), str(two)) for one, two in words.subject_objects(iris.OICM.place)
    }
    for row in held:
        assert values(words, URIRef(row["place"]), "country") == {path(row["country"])} - {""}
    hosts = {
        (row["meeting"], row["role"].rpartition("/")[2], row["actor"])
        for row in ask(graph_store, "hosts-and-organizers")
    }
    assert hosts == {
        (str(one), role, str(two))
        for role in ("host", "chair", "organizer")
        for one, two in words.subject_objects(iris.OICM[role])
    }


def test_clauses_that_name_a_place(graph_store: EmbeddedStore) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for row in ask(graph_store, "clauses-by-place"):
        found[path(row["place"])].add(row["clause"].rpartition("/")[2])
        printed = Counter(
            mention["words"]
            for mention in MENTIONS
            if mention["entity"] == path(row["place"]) and row["clause"].endswith(f"/{mention['provision']}")
        )
        assert set(row["words"].split(" | ")) == set(printed)
    assert found == wherein("place/")


def test_bodies_and_their_sessions(graph_store: EmbeddedStore, words: Graph) -> None:
    bodies: dict[str, set[Node]] = defaultdict(set)
    for meeting, body in words.subject_objects(iris.OICM["body"]):
        bodies[str(body)].add(meeting)
    for row in ask(graph_store, "bodies-in-session"):
        # The fiftieth session of the Council stands in the resolution alone.
        extra = 1 if path(row["body"]) == "actor/cfm" else 0
        meetings = bodies.pop(row["body"])
        assert int(row["meetings"]) == len(meetings) + extra
        sessions = [int(number) for meeting in meetings for number in values(words, meeting, "session")]
        assert row["firstSession"] == (str(min(sessions)) if sessions else "")
    assert not bodies


def test_timeline_is_in_order_and_whole(graph_store: EmbeddedStore, words: Graph) -> None:
    rows = ask(graph_store, "timeline")
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    dated = {str(thing) for thing in words.subjects(iris.OICM["startDate"])}
    dated |= {str(thing) for thing in words.subjects(iris.ELI["date_document"])}
    assert {row["thing"] for row in rows} == dated | {str(iris.ID["mcsd-2-2023-final-res"])}
    later = ask(graph_store, "timeline", since="2023")
    assert later == [row for row in rows if row["date"] >= "2023"]


# --- groups and themes


def served(annotated: AnnotatedDocument, attribute: str) -> Counter[str]:
    """How many mandates have each group or theme, as the program read them before any graph was built."""
    return Counter(
        found
        for item in annotated.provisions
        for act in item.acts
        if act.is_mandate
        for found in getattr(act, attribute)
    )


def test_groups_and_themes_of_mandates(graph_store: EmbeddedStore, annotated: AnnotatedDocument) -> None:
    groups = {path(row["group"]): int(row["mandates"]) for row in ask(graph_store, "mandates-by-group")}
    assert groups == served(annotated, "beneficiaries")
    themes = {path(row["theme"]): int(row["mandates"]) for row in ask(graph_store, "unaddressed-by-theme")}
    assert themes == served(annotated, "themes")
    acts = [act for item in annotated.provisions for act in item.acts if act.is_mandate]
    pairs = Counter((group, theme) for act in acts for group in act.beneficiaries for theme in act.themes)
    rows = ask(graph_store, "groups-and-themes")
    assert {(path(row["group"]), path(row["theme"])): int(row["mandates"]) for row in rows} == pairs
    asked = Counter((actor, theme) for act in acts for actor in act.addressees for theme in act.themes)
    rows = ask(graph_store, "actors-with-themes")
    assert {(path(row["actor"]), path(row["theme"])): int(row["mandates"]) for row in rows} == asked


def test_themes_of_sections(graph_store: EmbeddedStore, annotated: AnnotatedDocument) -> None:
    expected = Counter(
        (item.provision.parent or "", theme)
        for item in annotated.provisions
        for act in item.acts
        for theme in act.themes
    )
    found = {
        (path(row["section"]).partition("/")[2], path(row["theme"])): int(row["acts"])
        for row in ask(graph_store, "themes-by-section")
    }
    assert found == expected


def test_groups_and_actors_of_sections(graph_store: EmbeddedStore, annotated: AnnotatedDocument) -> None:
    groups: Counter[tuple[str, str]] = Counter()
    asking: Counter[tuple[str, str]] = Counter()
    actors: Counter[tuple[str, str]] = Counter()
    for item in annotated.provisions:
        for act in item.acts:
            section = item.provision.parent or ""
            groups.update((section, group) for group in act.beneficiaries)
            asking.update((section, group) for group in act.beneficiaries if act.is_mandate)
            actors.update((section, actor) for actor in act.addressees)

    def pair(row: dict[str, str], column: str) -> tuple[str, str]:
        return path(row["section"]).partition("/")[2], path(row[column])

    rows = ask(graph_store, "groups-by-section")
    assert {pair(row, "group"): int(row["acts"]) for row in rows} == groups
    assert {pair(row, "group"): int(row["mandates"]) for row in rows if row["mandates"] != "0"} == asking
    assert {pair(row, "actor"): int(row["mandates"]) for row in ask(graph_store, "actors-by-section")} == actors


def test_themes_with_instruments(graph_store: EmbeddedStore, annotated: AnnotatedDocument) -> None:
    expected: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item in annotated.provisions:
        cited = {mention.entity.path for mention in item.mentions if mention.entity.kind == "Instrument"}
        for theme in {theme for act in item.acts for theme in act.themes}:
            for instrument in cited:
                expected[theme, instrument].add(item.provision.eid)
    rows = ask(graph_store, "themes-and-instruments")
    assert {(path(row["theme"]), path(row["instrument"])): eids(row["clauses"]) for row in rows} == expected


def test_clauses_on_a_theme_that_ask_nobody(graph_store: EmbeddedStore) -> None:
    nobody = {row["provision"] for row in MANDATES if not row["addressees"]}
    for row in ask(graph_store, "unaddressed-by-theme"):
        assert eids(row["clauses"]) <= nobody
        assert (row["unaddressed"] == "0") == (not row["clauses"])


# --- reporting


def test_calendar_of_reports(graph_store: EmbeddedStore) -> None:
    expected = {
        (row["provision"], frozenset(several(row["due"])), frozenset(several(row["reports_to"])))
        for row in ACTS
        if row["due"] or row["reports_to"]
    }
    rows = ask(graph_store, "reporting-calendar")
    assert {
        (
            row["clause"].rpartition("/")[2],
            frozenset({path(row["due"])} - {""}),
            frozenset(path(iri) for iri in row["receivers"].split()),
        )
        for row in rows
    } == expected
    dates = [row["date"] for row in rows]
    assert dates == sorted(date for date in dates if date) + [date for date in dates if not date]


def test_receivers_of_reports(graph_store: EmbeddedStore) -> None:
    for row in ask(graph_store, "report-receivers"):
        acts = [act for act in ACTS if path(row["receiver"]) in several(act["reports_to"])]
        assert int(row["mandates"]) == len(acts)
        for column, ours in (("addressees", "addressees"), ("dues", "due")):
            expected = {one for act in acts for one in several(act[ours])}
            assert {path(iri) for iri in row[column].split()} == expected
        assert eids(row["clauses"]) == {act["provision"] for act in acts}


def test_mandates_for_only_some(graph_store: EmbeddedStore) -> None:
    expected = {(row["provision"], row["restriction"]) for row in ACTS if row["restriction"]}
    rows = ask(graph_store, "restricted-mandates")
    assert {(row["clause"].rpartition("/")[2], row["restriction"]) for row in rows} == expected


# --- corrections, coverage and figures


def kind_of(eid: str) -> str:
    kinds = {"rec": "Recital", "para": "OperativeClause", "sec": "Section", "formula": "EnactingFormula"}
    return str(iris.OICM[kinds[eid.partition("_")[0]]])


def test_corrections_by_kind(graph_store: EmbeddedStore, resolution: Folder) -> None:
    places = [row.cells["provision"] for row in resolution.corrections]
    corrections, corrected = Counter(map(kind_of, places)), Counter(map(kind_of, set(places)))
    for row in ask(graph_store, "corrections-by-kind"):
        kind = row["class"]
        assert (int(row["corrections"]), int(row["corrected"])) == (corrections[kind], corrected[kind])


def test_corrections_in_names(graph_store: EmbeddedStore, resolution: Folder) -> None:
    rows = ask(graph_store, "corrections-and-names")
    assert len({row["correction"] for row in rows}) == len(resolution.corrections)
    named = {(row["provision"], row["words"], row["entity"]) for row in MENTIONS}
    for row in rows:
        clause = row["clause"].rpartition("/")[2]
        assert not row["entity"] or (clause, row["name"], path(row["entity"])) in named
    read = {row["printedWords"]: path(row["entity"]) for row in rows}
    assert read["القرار رقم 4/46 بشأن"] == "instrument/cfm-res-4-46-c"
    assert read["تلقائيًا الحماية"] == ""


def test_coverage_of_each_kind(graph_store: EmbeddedStore, annotated: AnnotatedDocument, resolution: Folder) -> None:
    everything = Counter(kind_of(item.provision.eid) for item in annotated.provisions)
    columns = {
        "provisions": everything,
        "withAct": Counter(map(kind_of, {row["provision"] for row in ACTS})),
        "withName": Counter(map(kind_of, {row["provision"] for row in MENTIONS})),
        "withCitation": Counter(map(kind_of, {row["provision"] for row in MENTIONS if row["type"] == "Instrument"})),
        "withAddressee": Counter(map(kind_of, {row["provision"] for row in ACTS if row["addressees"]})),
        "withReading": Counter(map(kind_of, {row.cells["provision"] for row in resolution.corrections})),
        "withTranslation": everything,
    }
    for row in ask(graph_store, "coverage"):
        assert {name: int(row[name]) for name in columns} == {
            name: count[row["class"]] for name, count in columns.items()
        }


def test_provisions_that_name_nothing(graph_store: EmbeddedStore, annotated: AnnotatedDocument) -> None:
    every = {
        item.provision.eid for item in annotated.provisions if item.provision.kind in ("Recital", "OperativeClause")
    }
    rows = ask(graph_store, "nothing-found")
    assert {row["clause"].rpartition("/")[2] for row in rows} == every - {row["provision"] for row in MENTIONS}
    assert {row["hasAct"] for row in rows} == {"True"}


def test_review_counts_every_act(graph_store: EmbeddedStore) -> None:
    rows = {row["class"].rpartition("#")[2]: row for row in ask(graph_store, "review-progress")}
    assert int(rows["SpeechAct"]["count"]) == len(ACTS)
    assert all(int(row["reviewed"]) + int(row["unreviewed"]) in (0, int(row["count"])) for row in rows.values())


def test_names_and_their_notes(graph_store: EmbeddedStore, words: Graph) -> None:
    rows = ask(graph_store, "names-in-three-languages")
    for row in rows:
        entity = URIRef(row["entity"])
        if (entity, RDF.type, None) in words:
            labels = {str(label) for label in words.objects(entity, SKOS.prefLabel)}
            assert {row["arabic"], row["english"], row["french"]} == labels
            assert values(words, entity, "labelNote") == {row["note"]} - {""}
    noted = {str(entity) for entity in words.subjects(iris.OICM["labelNote"])}
    assert {row["entity"] for row in rows if row["note"]} == noted


def test_wordings_are_those_the_reader_saw(graph_store: EmbeddedStore) -> None:
    expected = Counter((row["entity"], row["words"]) for row in MENTIONS if row["provision"] not in HELD_BACK)
    found: Counter[tuple[str, str]] = Counter()
    for row in ask(graph_store, "names-in-text"):
        found[path(row["entity"]), row["words"]] += int(row["count"])
    assert not expected - found


def test_identifiers_sources_and_notes(graph_store: EmbeddedStore, words: Graph) -> None:
    for row in ask(graph_store, "identifiers"):
        entity = URIRef(row["entity"])
        assert not row["identifier"] or URIRef(row["identifier"]) in {
            *words.objects(entity, SKOS.exactMatch),
            *words.objects(entity, SKOS.closeMatch),
        }
    source = URIRef("http://purl.org/dc/terms/source")
    for row in ask(graph_store, "sources-and-notes"):
        notes = sorted(str(note) for note in words.objects(URIRef(row["entity"]), SKOS.editorialNote))
        assert int(row["sources"]) == len(set(words.objects(URIRef(row["entity"]), source)))
        assert int(row["notes"]) == len(notes)
        assert row["noteTexts"] == " | ".join(notes)


def test_quality_of_each_kind(graph_store: EmbeddedStore, words: Graph) -> None:
    for row in ask(graph_store, "entity-quality"):
        kind = set(words.subjects(RDF.type, URIRef(row["class"])))
        # What the resolution alone describes has neither source, identifier nor note.
        assert int(row["withNote"]) == len(kind & set(words.subjects(SKOS.editorialNote)))
        assert int(row["withUnofficialName"]) == len(kind & set(words.subjects(iris.OICM["labelNote"])))
        linked = set(words.subjects(SKOS.exactMatch)) | set(words.subjects(SKOS.closeMatch))
        assert int(row["withIdentifier"]) == len(kind & linked)


def test_provenance_names_the_file_by_its_hash(graph_store: EmbeddedStore, resolution: Folder) -> None:
    original, translation = ask(graph_store, "provenance")
    assert original["sha256"] == resolution.sha256
    assert (original["legalValue"].rpartition("-")[2], translation["legalValue"].rpartition("-")[2]) == (
        "authoritative",
        "unofficial",
    )


def test_figures_of_sections(graph_store: EmbeddedStore, annotated: AnnotatedDocument, words: Graph) -> None:
    rank = ranks(words)
    for row in ask(graph_store, "sections"):
        parent = path(row["section"]).partition("/")[2] or None
        texts = {
            item.provision.eid: item.provision.text
            for item in annotated.provisions
            if item.provision.parent == parent and item.provision.kind != "Section"
        }
        acts = [act for act in ACTS if act["provision"] in texts]
        mandates = [act for act in acts if act["mandate"] == "true"]
        cited = {(one["provision"], one["entity"]) for one in MENTIONS if one["type"] == "Instrument"}
        assert {name: int(row[name]) for name in ("provisions", "words", "acts", "mandates", "withAddressee")} == {
            "provisions": len(texts),
            "words": sum(len(text.split()) for text in texts.values()),
            "acts": len(acts),
            "mandates": len(mandates),
            "withAddressee": sum(bool(act["addressees"]) for act in acts),
        }
        assert int(row["citations"]) == sum(clause in texts for clause, _ in cited)
        assert float(row["meanRank"]) == pytest.approx(sum(rank[act["verb"]] for act in acts) / len(acts), abs=0.051)


def test_figures_of_a_report(graph_store: EmbeddedStore, annotated: AnnotatedDocument, resolution: Folder) -> None:
    rows = {row["figure"]: row for row in ask(graph_store, "report-figures")}
    kinds = Counter(item.provision.kind for item in annotated.provisions)
    mandates = [act for item in annotated.provisions for act in item.acts if act.is_mandate]
    named = Counter(kind for kind, _ in {(row["type"], row["entity"]) for row in MENTIONS})
    expected = {
        "provisions": sum(kinds.values()) - kinds["Section"],
        "recitals": kinds["Recital"],
        "clauses": kinds["OperativeClause"],
        "sections": kinds["Section"],
        "acts": len(ACTS),
        "mandates": len(MANDATES),
        "addressed": sum(bool(row["addressees"]) for row in MANDATES),
        "partnered": sum(bool(row["partners"]) for row in MANDATES),
        "grouped": sum(bool(act.beneficiaries) for act in mandates),
        "themed": sum(bool(act.themes) for act in mandates),
        "reporting": sum(bool(row["reports_to"]) for row in MANDATES),
        "dated": sum(bool(row["due"]) for row in MANDATES),
        "asked": len({actor for row in ACTS for actor in several(row["addressees"])}),
        "reviewed": sum(act.reviewed for item in annotated.provisions for act in item.acts),
        "corrections": len(resolution.corrections),
        "mentions": sum(len(item.mentions) for item in annotated.provisions),
        **{f"{kind.lower()}s": named[kind] for kind in ("Actor", "Instrument", "Meeting", "Place")},
    }
    assert {figure: int(row["value"]) for figure, row in rows.items()} == expected
    wholes = {"mandates": "acts", "reviewed": "acts"} | dict.fromkeys(
        ("addressed", "partnered", "grouped", "themed", "reporting", "dated"), "mandates"
    )
    for figure, row in rows.items():
        whole = expected[wholes[figure]] if figure in wholes else None
        assert (row["whole"], bool(row["share"])) == (str(whole or ""), bool(whole))
        assert not whole or float(row["share"]) == pytest.approx(100 * expected[figure] / whole, abs=0.051)
