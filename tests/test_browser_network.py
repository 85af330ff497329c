"""The Network view in Chromium: the picture, what a click and a key do in it, and what can be taken away."""

from __future__ import annotations

import csv
import re
import struct
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page, expect
from screen import asked, fits, rested, session, visit

from oic_mandates.explorer import network
from oic_mandates.explorer.language import Language, text

SESRIC, SECRETARIAT = "actor/sesric", "actor/oic-general-secretariat"
CANVAS = ".net-canvas"
# A browser on a busy machine may take its time.
DEADLINE = 60_000
expect.set_options(timeout=DEADLINE)
# How much of the picture's own layer is painted, from 0 to 1, and how many colours that is.
PAINTED = """canvas => {
    const layer = canvas.querySelector('canvas[data-id="layer2-node"]');
    const { data } = layer.getContext("2d").getImageData(0, 0, layer.width, layer.height);
    const colours = new Set();
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
        if (!data[i + 3]) continue;
        count += 1;
        colours.add((data[i] << 16) + (data[i + 1] << 8) + data[i + 2]);
    }
    return [count / (layer.width * layer.height), colours.size];
}"""
DRAWN = (
    "([nodes, times]) => { const found = document.querySelector('.net-canvas')?.dataset; return found &&"
    " (!nodes || found.nodes === `${nodes}`) && Number(found.drawn) >= times && !found.moving; }"
)


# Waits until the picture has stood still in the page for a while.
STEADY = """canvas => new Promise(resolve => {
    let last = "", still = 0;
    const look = () => {
        const now = JSON.stringify(canvas.getBoundingClientRect());
        still = now === last ? still + 1 : 0;
        last = now;
        if (still > 20) resolve();
        else requestAnimationFrame(look);
    };
    look();
})"""


def drawn(page: Page, nodes: int = 0, times: int = 1) -> dict[str, list[dict[str, Any]]]:
    """What is in the picture once it is drawn, with the places on the canvas."""
    # The page of a name has a small picture of its own: on the way back that one is still there.
    page.locator('[data-view="network"]').wait_for(state="attached")
    page.wait_for_function(DRAWN, arg=[nodes, times], timeout=DEADLINE)
    found: dict[str, list[dict[str, Any]]] = page.eval_on_selector(CANVAS, "canvas => canvas.picture")
    return found


def place(page: Page, thing: dict[str, Any]) -> tuple[float, float]:
    """Where on the page a node or the middle of a link stands; the picture is brought into view and comes to rest."""
    page.locator(CANVAS).scroll_into_view_if_needed()
    page.eval_on_selector(CANVAS, STEADY)
    box = page.locator(CANVAS).bounding_box()
    assert box
    return box["x"] + thing["x"], box["y"] + thing["y"]


def node(page: Page, path: str) -> dict[str, Any]:
    return next(found for found in drawn(page)["nodes"] if found["id"] == path)


def until(page: Page, name: str, value: str) -> None:
    page.wait_for_function(
        "([name, value]) => new URLSearchParams(location.search).get(name) === value",
        arg=[name, value],
        timeout=DEADLINE,
    )


def twice(page: Page, thing: dict[str, Any]) -> None:
    """Two clicks as a hand makes them: the browser is told of both at once, however busy it is."""
    x, y = place(page, thing)
    client = page.context.new_cdp_session(page)
    for number in (1, 2):
        for kind in ("mousePressed", "mouseReleased"):
            client.send(
                "Input.dispatchMouseEvent",
                {"type": kind, "x": x, "y": y, "button": "left", "clickCount": number, "timestamp": 1000 + number / 10},
            )
    client.detach()


def count(page: Page, lang: Language) -> tuple[int, int]:
    """How many names and links the page says are shown."""
    line = page.locator(".net-account").inner_text().splitlines()[0]
    numbers = [int(found) for found in re.findall(r"\d+", line)]
    assert text("network.shown", lang, nodes=numbers[0], edges=numbers[1]) in line
    return numbers[0], numbers[1]


# --- the picture


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("ar", 1280), ("ar", 390)])
@pytest.mark.parametrize("preset", network.PRESETS)
def test_every_picture_is_drawn_as_the_page_says(
    page: Page, site: str, preset: str, lang: Language, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    visit(page, site, f"network?preset={preset}", lang)
    picture = drawn(page)
    assert (len(picture["nodes"]), len(picture["edges"])) == count(page, lang)
    painted, colours = page.eval_on_selector(CANVAS, PAINTED)
    assert painted > 0.02
    assert colours > 10
    box = page.locator(CANVAS).bounding_box()
    assert box
    # All of it lies in the frame, and the names that matter most are written.
    for found in picture["nodes"]:
        assert 0 <= found["x"] <= box["width"]
        assert 0 <= found["y"] <= box["height"]
    assert sum(found["named"] for found in picture["nodes"]) >= 6
    assert fits(page)


def test_the_same_address_gives_the_same_picture(browser: Browser, site: str) -> None:
    pictures = []
    for _ in range(2):
        context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        found = context.new_page()
        visit(found, site, f"network?preset=neighbourhood&centre={SESRIC}&expanded=actor/icesco", "en")
        pictures.append(drawn(found))
        context.close()
    assert pictures[0]["nodes"] == pictures[1]["nodes"]
    assert pictures[0]["edges"] == pictures[1]["edges"]


def test_nodes_do_not_lie_on_one_another(page: Page, site: str) -> None:
    visit(page, site, "network?preset=citations", "en")
    nodes = drawn(page)["nodes"]
    for index, one in enumerate(nodes):
        for other in nodes[:index]:
            far = ((one["x"] - other["x"]) ** 2 + (one["y"] - other["y"]) ** 2) ** 0.5
            assert far > (one["size"] + other["size"]) / 2 * 0.8, (one["id"], other["id"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_theme(page: Page, site: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    visit(page, site, "network", "en")
    paint = drawn(page)["nodes"][0]["paint"]
    assert paint == {"light": "rgb(0, 89, 156)", "dark": "rgb(116, 188, 245)"}[scheme]
    # The theme may change while the picture stands.
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    other = {"dark": "rgb(0, 89, 156)", "light": "rgb(116, 188, 245)"}[scheme]
    page.wait_for_function("paint => document.querySelector('.net-canvas').picture.nodes[0].paint === paint", arg=other)


# --- clicks


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_click_on_a_node_opens_it_and_back_closes_it(page: Page, site: str, lang: Language) -> None:
    visit(page, site, "network", lang)
    drawn(page)
    before = session(page)
    page.mouse.click(*place(page, node(page, SESRIC)))
    until(page, "node", SESRIC)
    details = page.locator(".net-details")
    expect(details).to_contain_text("Statistical, Economic and Social Research and Training Centre")
    expect(page.locator(CANVAS)).to_have_attribute("data-node", SESRIC)
    expect(page.locator(".net-live")).to_contain_text(text("kind.actor", lang))
    # Nothing moved: it is the same picture.
    expect(page.locator(CANVAS)).to_have_attribute("data-drawn", "1")
    details.get_by_role("link", name=text("network.open", lang)).click()
    page.locator('[data-view="entity"]').wait_for(state="attached")
    assert asked(page) == {"lang": lang, "id": SESRIC}
    page.go_back()
    until(page, "node", SESRIC)
    drawn(page)
    expect(page.locator(".net-details h2")).not_to_have_text(text("network.strongest", lang))
    page.go_back()
    expect(page.locator(".net-details")).to_contain_text(text("network.help", lang))
    assert "node" not in asked(page)
    assert session(page) == before


def test_a_click_on_a_line_shows_its_clauses(page: Page, site: str) -> None:
    visit(page, site, "network", "en")
    found = next(edge for edge in drawn(page)["edges"] if edge["id"] == f"{SECRETARIAT},actor/wdo")
    page.mouse.click(*place(page, found))
    until(page, "edge", found["id"])
    details = page.locator(".net-details")
    expect(details).to_contain_text(text("network.clauses", "en", count=2))
    clause = details.get_by_role("link", name=text("part.para", "en", number="15"), exact=True)
    clause.click()
    page.locator("#para_15").wait_for()
    assert asked(page)["clause"] == "para_15"


def test_two_clicks_bring_the_neighbours_and_the_address_keeps_them(page: Page, site: str) -> None:
    visit(page, site, "network", "en")
    before = len(drawn(page)["nodes"])
    twice(page, node(page, SESRIC))
    until(page, "expanded", SESRIC)
    after = drawn(page, times=2)
    assert len(after["nodes"]) > before
    assert "place/ankara" in {found["id"] for found in after["nodes"]}
    assert (len(after["nodes"]), len(after["edges"])) == count(page, "en")
    page.locator(".net-details").get_by_role("link", name=text("network.collapse", "en")).click()
    assert len(drawn(page, nodes=before)["nodes"]) == before
    assert "expanded" not in asked(page)


def test_a_click_beside_closes_what_is_open(page: Page, site: str) -> None:
    visit(page, site, f"network?node={SESRIC}", "en")
    picture = drawn(page)
    box = page.locator(CANVAS).bounding_box()
    assert box
    corner = {"x": 8.0, "y": box["height"] - 8}
    assert all(abs(found["x"] - corner["x"]) + abs(found["y"] - corner["y"]) > 30 for found in picture["nodes"])
    page.mouse.click(*place(page, corner))
    expect(page.locator(".net-details")).to_contain_text(text("network.help", "en"))
    assert "node" not in asked(page)


def test_a_name_is_found_by_typing(page: Page, site: str) -> None:
    visit(page, site, "network?preset=citations", "en")
    drawn(page)
    box = page.get_by_role("combobox", name=text("network.find", "en"))
    box.fill("CEDAW")
    page.get_by_role("option").filter(has_text="CEDAW").first.click()
    until(page, "node", "instrument/cedaw")
    expect(page.locator(".net-details h2")).to_contain_text("Discrimination against Women")
    expect(page.locator(CANVAS)).to_have_attribute("data-node", "instrument/cedaw")
    assert node(page, "instrument/cedaw")["named"]


def test_switches_change_picture_and_address(page: Page, site: str) -> None:
    visit(page, site, "network?preset=citations", "en")
    before = drawn(page)
    page.locator("a.net-switch").filter(has_text=text("kind.place", "en")).click()
    until(page, "hide", "place")
    after = drawn(page, times=2)
    assert {found["id"] for found in before["nodes"]} > {found["id"] for found in after["nodes"]}
    assert not any(found["id"].startswith("place/") for found in after["nodes"])
    page.get_by_role("link", name="50", exact=True).click()
    until(page, "most", "50")
    assert len(drawn(page, nodes=50)["nodes"]) == 50
    page.get_by_role("link", name=text("network.preset.reports", "en")).click()
    until(page, "preset", "reports")
    drawn(page, times=4)
    assert "hide" not in asked(page)


def test_colour_changes_without_moving_anything(page: Page, site: str) -> None:
    visit(page, site, "network?preset=together", "en")
    before = drawn(page)["nodes"]
    for colour in ("community", "centrality"):
        page.get_by_role("link", name=text(f"network.colour.{colour}", "en"), exact=True).click()
        until(page, "colour", colour)
        page.wait_for_function(
            "paint => new Set(document.querySelector('.net-canvas').picture.nodes.map(node => node.paint)).size > 1"
        )
        after = drawn(page)["nodes"]
        assert [(found["id"], found["x"], found["y"]) for found in after] == [
            (found["id"], found["x"], found["y"]) for found in before
        ]


# --- keys


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_picture_is_walked_by_keys(page: Page, site: str, lang: Language) -> None:
    visit(page, site, "network", lang)
    drawn(page)
    # The last of its tools stands before the picture in the order of the page.
    page.get_by_role("button", name=text("network.svg", lang)).focus()
    page.keyboard.press("Tab")
    expect(page.locator(CANVAS)).to_be_focused()
    live = page.locator(".net-live")
    page.keyboard.press("ArrowRight")
    said = text("network.said", lang, name="NAME", kind=text("kind.actor", lang), count=11).partition("NAME")[2]
    expect(live).to_contain_text(said)
    first = live.inner_text()
    page.keyboard.press("ArrowDown")
    expect(live).not_to_have_text(first)
    second = live.inner_text()
    page.keyboard.press("ArrowUp")
    expect(live).not_to_have_text(second)
    page.keyboard.press("Home")
    expect(live).to_have_text(first)
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    page.wait_for_function("new URLSearchParams(location.search).has('node')")
    chosen = asked(page)["node"]
    expect(page.locator(CANVAS)).to_have_attribute("data-node", chosen)
    expect(page.locator(CANVAS)).to_be_focused()
    page.keyboard.press("Space")
    until(page, "expanded", chosen)
    drawn(page, times=2)
    page.keyboard.press("Escape")
    expect(page.locator(CANVAS)).not_to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(CANVAS)).not_to_be_focused()


def test_zoom_keeps_the_words_readable(page: Page, site: str) -> None:
    visit(page, site, "network?preset=citations", "en")
    before = drawn(page)["nodes"]
    for _ in range(4):
        page.get_by_role("button", name=text("network.in", "en")).click()
    page.wait_for_function(
        "size => document.querySelector('.net-canvas').picture.nodes[0].size > size", arg=before[0]["size"]
    )
    page.get_by_role("button", name=text("network.fit", "en")).click()
    after = drawn(page)["nodes"]
    assert [(found["id"], found["x"], found["y"]) for found in after] == [
        (found["id"], found["x"], found["y"]) for found in before
    ]


# --- files


def taken(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("address", ["network?preset=subjects&most=50", "network?preset=reports&alone=1"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_files_hold_what_is_shown(page: Page, site: str, address: str, lang: Language) -> None:
    visit(page, site, address, lang)
    picture = drawn(page)
    nodes, edges = {found["id"] for found in picture["nodes"]}, {found["id"] for found in picture["edges"]}
    base = "https://w3id.org/oic-mandates/id/"
    page.get_by_role("button", name=text("network.files", lang)).click()
    for label, read in (("GraphML", nx.parse_graphml), ("GEXF", None)):
        content = taken(page, label).decode()
        if read:
            graph = read(content)
            assert {name.removeprefix(base) for name in graph} == nodes
            assert {",".join(end.removeprefix(base) for end in ends) for ends in graph.edges} == edges
        else:
            tags = [tag.tag.rpartition("}")[2] for tag in ElementTree.fromstring(content).iter()]
            assert (tags.count("node"), tags.count("edge")) == (len(nodes), len(edges))
    page.keyboard.press("Escape")
    for number, (column, expected) in enumerate((("path", nodes), ("source", edges))):
        rested(page)
        page.get_by_role("button", name=text("download", lang), exact=True).nth(number).click()
        rows = list(csv.DictReader(taken(page, "CSV").decode("utf-8-sig").splitlines()))
        if column == "path":
            assert {row["path"] for row in rows} == expected
            assert all(row["label_ar"] and row["label_en"] and row["label_fr"] for row in rows)
        else:
            found = {f"{row['source']},{row['target']}".replace(base, "") for row in rows}
            assert found == expected
        page.keyboard.press("Escape")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_pictures_can_be_taken_away(page: Page, site: str, lang: Language) -> None:
    visit(page, site, "network", lang)
    picture = drawn(page)
    content = taken(page, text("network.png", lang))
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    assert width > 400
    assert height > 400
    assert len(content) > 20_000
    root = ElementTree.fromstring(taken(page, text("network.svg", lang)))
    assert {group.get("data-node") for group in root.iter() if group.get("data-node")} == {
        found["id"] for found in picture["nodes"]
    }
    assert {group.get("data-edge") for group in root.iter() if group.get("data-edge")} == {
        found["id"] for found in picture["edges"]
    }
    written = "".join(root.itertext())
    assert ("الأمانة العامة" if lang == "ar" else "General Secretariat") in written


# --- narrow screens


def test_on_a_phone_the_details_stand_under_the_picture(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, site, f"network?node={SESRIC}", "ar")
    drawn(page)
    canvas, details = page.locator(CANVAS).bounding_box(), page.locator(".net-details").bounding_box()
    assert canvas
    assert details
    assert canvas["width"] > 330
    assert details["y"] > canvas["y"] + canvas["height"]
    assert details["width"] > 330


def test_a_turned_screen_draws_the_picture_anew(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, site, "network", "en")
    drawn(page)
    page.set_viewport_size({"width": 1280, "height": 844})
    page.wait_for_function(
        "() => { const canvas = document.querySelector('.net-canvas');"
        " return canvas.picture.nodes.some(node => node.x > 380); }"
    )
    box = page.locator(CANVAS).bounding_box()
    assert box
    assert all(found["x"] <= box["width"] for found in drawn(page)["nodes"])
