"""The Network view without a browser: what is in each picture, what is left out, and what is told of it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import networkx as nx
import pytest
from screen import shown, words
from streamlit.testing.v1 import AppTest

from oic_mandates.explorer import data, network, network_layout, network_picture
from oic_mandates.explorer.language import NAMES, Language, has_text, text
from oic_mandates.explorer.network import Choice
from oic_mandates.explorer.network_scene import scene

Open = Callable[..., AppTest]
LANGUAGES = tuple(NAMES)
SESRIC, SECRETARIAT = "actor/sesric", "actor/oic-general-secretariat"


def sound(app: AppTest) -> bool:
    return not app.exception and not app.error and not app.warning


def drawn(app: AppTest) -> dict[str, list[dict[str, object]]]:
    """What the browser is given to draw."""
    for found in app.get("bidi_component"):
        if "oic_mandates.network" in found.proto.component_name and found.proto.HasField("json"):
            content: dict[str, list[dict[str, object]]] = json.loads(found.proto.json)
            return content
    raise AssertionError("there is no picture")


def rows(app: AppTest, place: int) -> list[str]:
    """The rows of a table: 0 that of the names, 1 that of the links."""
    tables = re.findall(r'<table class="grid net-table">(.*?)</table>', shown(app), re.DOTALL)
    return re.findall(r"<tr>(.*?)</tr>", tables[place].partition("<tbody>")[2], re.DOTALL)


def addresses(app: AppTest, css: str) -> Iterator[dict[str, str]]:
    """Where the links of a class lead within this view."""
    for href in re.findall(rf'<a href="network\?([^"]*)" class="[^"]*\b{css}\b', shown(app)):
        yield {name: values[0] for name, values in parse_qs(html.unescape(href)).items()}


def asked(app: AppTest, name: str) -> str:
    """What the address holds under a name; AppTest gives it bare, or as a list."""
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


# --- pictures


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("preset", network.PRESETS)
def test_every_picture_is_drawn_and_told_in_tables(opened: Open, preset: str, lang: Language) -> None:
    app = opened("network", lang, preset=preset, nodesrows="5000", edgesrows="5000")
    assert sound(app)
    page = words(app)
    assert text(f"network.preset.{preset}", lang) in page
    assert text(f"network.lead.{preset}", lang) in page
    picture = drawn(app)
    assert len(picture["nodes"]) > 5
    assert len(rows(app, 0)) == len(picture["nodes"])
    assert len(rows(app, 1)) == len(picture["edges"])
    assert text("network.shown", lang, nodes=len(picture["nodes"]), edges=len(picture["edges"])) in page
    ends = {end for edge in picture["edges"] for end in (edge["source"], edge["target"])}
    assert ends <= {node["id"] for node in picture["nodes"]}
    for node in picture["nodes"]:
        assert node["label"]
        assert node["kind"] in network_picture.SHAPES
        assert node["kind"] in network_picture.PAINTS


def test_words_and_shapes_are_there_for_whatever_may_be_drawn() -> None:
    assert set(network_picture.SHAPES) == set(network_picture.PAINTS) == set(network.KINDS)
    for kind in network.KINDS:
        assert has_text(f"kind.{kind}")
    for relation in network.RELATIONS:
        assert has_text(f"network.relation.{relation}")
        assert has_text(f"network.inverse.{relation}")


def test_kinds_and_relations_are_all_that_the_graph_has(home: Path) -> None:
    for name in ("everything", "meetings", "sources"):
        whole = data.networks().network(name)
        assert {held["kind"] for _, held in whole.nodes(data=True)} <= set(network.KINDS)
        relations = {relation for *_, held in whole.edges(data=True) for relation in held["relations"]}
        assert relations <= set(network.RELATIONS)


def test_partners_of_sesric_are_those_of_the_graph(opened: Open) -> None:
    edges = {(edge["source"], edge["target"]): edge for edge in drawn(opened("network", "en"))["edges"]}
    assert edges[SECRETARIAT, SESRIC]["arrow"]
    widths = {ends: edge["width"] for ends, edge in edges.items()}
    assert widths[SECRETARIAT, SESRIC] > widths[SESRIC, SECRETARIAT]  # type: ignore[operator]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_actor_has_a_picture_of_its_own(opened: Open, lang: Language) -> None:
    app = opened("network", lang, centre=SESRIC)
    assert sound(app)
    picture = drawn(app)
    known = {node["id"]: node for node in picture["nodes"]}
    assert known[SESRIC]["ring"]
    assert {"place/ankara", "theme/disability", SECRETARIAT, "actor/oic"} <= set(known)
    touched = {edge["source"] for edge in picture["edges"] if edge["target"] == SESRIC}
    touched |= {edge["target"] for edge in picture["edges"] if edge["source"] == SESRIC}
    assert touched | {SESRIC} == set(known)


def test_neighbours_join_and_go_again(opened: Open) -> None:
    before = {node["id"] for node in drawn(opened("network", "en"))["nodes"]}
    app = opened("network", "en", expanded=SESRIC)
    after = {node["id"] for node in drawn(app)["nodes"]}
    assert before < after
    assert {"place/ankara", "theme/disability"} <= after - before
    opened_node = opened("network", "en", expanded=SESRIC, node=SESRIC)
    assert text("network.collapse", "en") in words(opened_node)
    assert any("expanded" not in found for found in addresses(opened_node, "net-action"))
    # A provision can be expanded, too.
    app = opened("network", "en", preset="citations", expanded="mcsd-2-2023-final-res/para_89")
    assert sound(app)


def test_what_is_switched_off_is_not_drawn_and_keeps_its_count(opened: Open) -> None:
    whole = drawn(opened("network", "en", preset="citations"))
    app = opened("network", "en", preset="citations", hide="place,meeting", unlink="adoptedBy")
    part = drawn(app)
    assert {node["kind"] for node in part["nodes"]} == {"clause", "recital", "instrument", "resolution"}
    assert len(part["edges"]) < len(whole["edges"])
    hidden = len(whole["nodes"]) - len(part["nodes"]), len(whole["edges"]) - len(part["edges"])
    assert text("network.hidden", "en", nodes=hidden[0], edges=hidden[1]) in words(app)
    places = sum(node["kind"] == "place" for node in whole["nodes"])
    assert places > 0
    found = {tuple(sorted(found.get("hide", "").split(","))) for found in addresses(app, "net-switch")}
    assert ("meeting",) in found
    assert ("place",) in found


def test_least_weight_draws_the_heavy_links_alone(opened: Open, home: Path) -> None:
    for least in (1, 3, 5):
        app = opened("network", "en", preset="together", least=str(least))
        assert sound(app)
        found = scene(Choice("together", least=least), "en")
        assert {edge.weight >= least for edge in found.edges.values()} == {True}
        assert len(drawn(app)["edges"]) == len(found.edges)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_large_picture_is_cut_and_says_what_it_leaves_out(opened: Open, lang: Language) -> None:
    whole = drawn(opened("network", lang, preset="citations"))
    app = opened("network", lang, preset="citations", most="50")
    assert sound(app)
    part = drawn(app)
    assert len(part["nodes"]) == 50
    page = words(app)
    head = text("network.left", lang, nodes=90, edges="EDGES", names="").partition("EDGES")[0]
    assert head in page
    left = int(page.partition(head)[2].partition(".")[0].partition("،")[0])
    assert len(part["edges"]) + left == len(whole["edges"])


def test_names_without_a_link_are_shown_on_demand(opened: Open) -> None:
    app = opened("network", "en", preset="reports", alone="1", nodesrows="5000")
    assert sound(app)
    picture = drawn(app)
    linked = {end for edge in picture["edges"] for end in (edge["source"], edge["target"])}
    alone = {node["id"] for node in picture["nodes"]} - linked
    assert "actor/icesco" not in alone
    assert len(alone) > 20
    assert len(rows(app, 0)) == len(picture["nodes"])
    assert opened("network", "en", preset="citations", alone="1").main is not None


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("colour", network.COLOURS)
def test_colours_have_their_legend(opened: Open, colour: str, lang: Language) -> None:
    app = opened("network", lang, preset="together", colour=colour)
    assert sound(app)
    nodes = drawn(app)["nodes"]
    paints = {node["paint"] for node in nodes}
    if colour == "kind":
        assert paints == {"--actor"}
    elif colour == "community":
        assert len(paints) > 1
        # Not by colour alone: the number stands with the name.
        assert all(re.match(r"\d+ · ", str(node["label"])) for node in nodes)
        assert text("network.community", lang, number=1, name="NAME", count="").partition("NAME")[0] in words(app)
    else:
        assert "--net-shade-4" in paints
        assert text("network.centrality.high", lang) in words(app)
    for paint in paints:
        assert f"net-paint{str(paint)[1:]}" in shown(app) + network_picture._rules()


def test_the_heavier_the_larger(opened: Open) -> None:
    nodes = sorted(drawn(opened("network", "en"))["nodes"], key=lambda node: node["weight"])  # type: ignore[arg-type, return-value]
    sizes = [node["size"] for node in nodes]
    assert sizes == sorted(sizes)  # type: ignore[type-var]
    assert sizes[0] != sizes[-1]


# --- details


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_node_tells_its_names_measures_and_links(opened: Open, lang: Language) -> None:
    app = opened("network", lang, node=SESRIC)
    assert sound(app)
    page, source = words(app), shown(app)
    for name in (
        "مركز الأبحاث الإحصائية والاقتصادية والاجتماعية والتدريب للدول الإسلامية",
        "Statistical, Economic and Social Research and Training Centre for Islamic Countries",
        "Centre de recherches statistiques, économiques et sociales et de formation pour les pays islamiques",
    ):
        assert name in page
    for key in ("degree", "weight", "betweenness", "in.community"):
        assert text(f"network.{key}", lang) in page
    assert text("network.inverse.partner", lang) in page
    details = source[source.index('class="net-details"') :]
    assert f'href="entity?lang={lang}&amp;id={SESRIC}"' in details
    for clause in ("para_9", "para_15", "para_57", "para_46", "para_45"):
        assert f"clause={clause}&quot;" in details or f'clause={clause}"' in details
    assert drawn(app)["node"] == SESRIC  # type: ignore[comparison-overlap]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_tells_the_clauses_it_stands_on(opened: Open, lang: Language) -> None:
    app = opened("network", lang, edge=f"{SECRETARIAT},{SESRIC}")
    assert sound(app)
    source = shown(app)
    details = source[source.index('class="net-details"') : source.index("net-table")]
    assert text("network.clauses", lang, count=3) in words(app)
    found = re.findall(r'href="(read\?[^"]*)"', details)
    assert {parse_qs(urlsplit(html.unescape(href)).query)["clause"][0] for href in found} == {
        "para_9", "para_15", "para_57",
    }  # fmt: skip
    assert "الأمانة العامة" in details
    if lang != "ar":
        assert text("network.relation.partner", lang) in words(app)


def test_a_link_of_the_vocabulary_says_so(opened: Open) -> None:
    app = opened("network", "en", preset="citations", edge="meeting/cfm-46,actor/cfm")
    assert sound(app)
    assert text("network.no.clause", "en") in words(app)


def test_a_provision_shows_its_words(opened: Open) -> None:
    app = opened("network", "fr", preset="citations", node="mcsd-2-2023-final-res/para_89")
    assert sound(app)
    source = shown(app)
    details = source[source.index('class="net-details"') : source.index("net-table")]
    assert 'lang="ar" dir="rtl"' in details
    assert "clause=para_89" in details


# --- addresses


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "query",
    [
        {"preset": "nothing"},
        {"preset": "neighbourhood", "centre": "actor/nobody"},
        {"hide": "dragons"},
        {"unlink": "marriedTo"},
        {"least": "-1"},
        {"most": "many"},
        {"colour": "smell"},
        {"expanded": "actor/nobody,mcsd-2-2023-final-res/para_9999"},
        {"node": "actor/nobody"},
        {"edge": "a,b"},
        {"resolution": "no-such"},
        {"node": "<script>alert(1)</script>"},
    ],
)
def test_what_is_not_known_is_said_and_left_out(opened: Open, query: dict[str, str], lang: Language) -> None:
    app = opened("network", lang, **query)
    assert not app.exception
    assert not app.error
    assert len(app.warning) == 1
    assert len(drawn(app)["nodes"]) > 5
    assert "<script>" not in shown(app)


def test_a_name_that_is_not_in_the_picture_leads_to_its_own(opened: Open) -> None:
    app = opened("network", "en", node="theme/disability")
    assert [warning.value for warning in app.warning] != []
    assert {"preset": "neighbourhood", "centre": "theme/disability", "node": "theme/disability", "lang": "en"} in list(
        addresses(app, "net-action")
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_provision_has_surroundings_too(opened: Open, lang: Language) -> None:
    path = "mcsd-2-2023-final-res/para_89"
    app = opened("network", lang, preset="neighbourhood", centre=path, node=path)
    assert sound(app)
    assert {node["kind"] for node in drawn(app)["nodes"]} == {"clause", "instrument"}
    assert text("part.para", lang, number="89") in words(app)
    assert text("network.surroundings", lang) not in words(app)
    # Elsewhere it is said to be missing, with the way to it.
    app = opened("network", lang, node=path)
    assert len(app.warning) == 1
    assert {"preset": "neighbourhood", "centre": path, "node": path, "lang": lang} in list(addresses(app, "net-action"))


def test_an_empty_picture_says_how_to_fill_it(opened: Open) -> None:
    for query in ({"hide": "actor"}, {"unlink": "partner"}, {"preset": "cited-together", "least": "5"}):
        app = opened("network", "en", **query)
        assert sound(app)
        assert [info.value for info in app.info] == [text("network.empty", "en")]
        # The switches are there to turn it back.
        assert list(addresses(app, "net-switch"))


def test_a_picked_name_is_opened_and_a_picked_centre_is_drawn(opened: Open) -> None:
    app = opened("network", "en", preset="neighbourhood", centre=SESRIC)
    app.selectbox(key="network.find").set_value(SECRETARIAT).run()
    assert asked(app, "node") == SECRETARIAT
    app.selectbox(key="network.centre").set_value("instrument/crc").run()
    assert asked(app, "centre") == "instrument/crc"
    assert "node" not in app.query_params
    assert {node["id"] for node in drawn(app)["nodes"]} >= {"instrument/crc"}


def test_choices_keep_one_another(opened: Open) -> None:
    given = {"preset": "together", "colour": "community", "hide": "place", "node": SESRIC, "nodesby": "name"}
    app = opened("network", "en", **given)
    for found in addresses(app, "net-pick"):
        assert given.items() <= {**found, "colour": given["colour"]}.items()
    for found in addresses(app, "net-sort"):
        assert found["node"] == SESRIC


@pytest.mark.parametrize("by", ["name", "kind", "degree", "weight", "betweenness", "community"])
def test_names_are_sorted_by_the_head_that_is_chosen(opened: Open, by: str) -> None:
    app = opened("network", "en", preset="citations", nodesby=by, nodesrows="5000")
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows(app, 0)]
    place = ["name", "kind", "degree", "weight", "betweenness", "community"].index(by)
    column = [re.sub(r"<[^>]+>", "", cells[place]).casefold() for cells in found]
    if by in ("name", "kind"):
        assert column == sorted(column)
    else:
        numbers = [float(value.replace(",", "")) for value in column]
        assert numbers == sorted(numbers, reverse=by != "community")
    head = 'aria-sort="ascending"' if by in ("name", "kind", "community") else 'aria-sort="descending"'
    assert head in shown(app)


@pytest.mark.parametrize("by", ["source", "relation", "target", "weight", "clauses"])
def test_links_are_sorted_by_the_head_that_is_chosen(opened: Open, by: str) -> None:
    app = opened("network", "en", preset="together", least="1", edgesby=by, edgesrows="5000")
    assert sound(app)
    assert len(rows(app, 1)) == 214


# --- places


def test_places_are_the_same_each_time_and_apart() -> None:
    star: nx.DiGraph[str] = nx.DiGraph([("hub", f"leaf {number}") for number in range(30)])
    star.add_node("alone")
    star.add_edge("one", "other")
    first, second = network_layout.start(star), network_layout.start(star)
    assert first == second
    assert set(first) == set(star)
    assert len({(round(x, 4), round(y, 4)) for node, (x, y) in first.items() if node.startswith("leaf")}) == 30
    assert first["alone"] == (0, 0)


def test_neighbours_are_nearer_than_strangers() -> None:
    path: nx.DiGraph[str] = nx.DiGraph([(f"{n:02}", f"{n + 1:02}") for n in range(12)])
    places = network_layout.start(path)

    def far(one: str, other: str) -> float:
        (x1, y1), (x2, y2) = places[one], places[other]
        return float(((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5)

    assert far("00", "01") < far("00", "06") < far("00", "12")
