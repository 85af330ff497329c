"""Questions and own queries in Chromium: the editor, what it asks, its limits, and the forms of an answer."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from screen import asked, fits, rested, session, visit

from oic_mandates.explorer.language import Language, text

# A browser on a busy machine may take its time.
expect.set_options(timeout=30_000)
READY = ".sparql[data-ready='1'] .CodeMirror"
RUN = ".sparql-run"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def written(page: Page) -> str:
    """What stands in the editor."""
    page.wait_for_selector(READY)
    found: str = page.eval_on_selector(".sparql .CodeMirror", "found => found.CodeMirror.getValue()")
    return found


def write(page: Page, query: str) -> None:
    """Types a query in the place of what stands in the editor."""
    page.wait_for_selector(READY)
    page.locator(".sparql .CodeMirror-lines").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)
    assert written(page) == query


def form(page: Page, name: str) -> None:
    """Chooses the form of the answer."""
    page.get_by_role("radio", name=text(f"answers.{name}", "en"), exact=True).click()


def test_own_query_runs_and_its_link_brings_it_to_others(page: Page, site: str) -> None:
    visit(page, site, "sparql", "en")
    assert "id/actor/sesric>" in written(page)
    assert page.locator(".sparql .cm-keyword").first.is_visible()
    before = session(page)
    query = "SELECT ?a ?b { VALUES (?a ?b) { (1 20) (2 30) } }"
    write(page, query)
    page.keyboard.press("Control+Enter")
    expect(page.locator("table.grid tbody tr")).to_have_count(2)
    assert asked(page)["query"] == query
    assert session(page) == before
    link = page.url
    rested(page)
    page.get_by_role("button", name=text("download", "en")).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    rows = list(csv.reader(Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    assert rows == [["a", "b"], ["1", "20"], ["2", "30"]]
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator("table.grid tbody tr")).to_have_count(2)
    assert written(page) == query


def test_mistake_is_shown_at_its_line_and_leaves_with_it(page: Page, site: str) -> None:
    visit(page, site, "sparql", "en")
    write(page, "SELECT *\nWHERE { ?s ?p }")
    page.locator(RUN).click()
    note = page.locator(".sparql-problem")
    expect(note).to_contain_text("has no object")
    assert page.locator(".sparql .CodeMirror-linebackground.sparql-wrong").count() == 1
    expect(page.get_by_text(text("sparql.place", "en", line=2, column=15))).to_be_visible()
    write(page, "ASK { ?s ?p ?o }")
    expect(note).to_have_count(0)
    page.locator(RUN).click()
    expect(page.get_by_role("status").get_by_text(text("yes", "en"), exact=True)).to_be_visible()


def test_names_are_completed_from_our_own_graph(page: Page, site: str) -> None:
    visit(page, site, "sparql", "en")
    write(page, "PREFIX oicm: <https://w3id.org/oic-mandates/ontology#>\nSELECT * { ?s a oicm:Man")
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hint").filter(has_text="Mandate").first).to_be_visible()


def test_query_behind_a_view_opens_in_the_editor(page: Page, site: str) -> None:
    visit(page, site, "mandates", "en")
    page.get_by_text(text("behind", "en")).click()
    before = session(page)
    page.get_by_text(text("behind.open", "en")).first.click()
    assert "SELECT" in written(page)
    assert asked(page)["stored"]
    assert session(page) == before
    expect(page.locator("table.grid")).to_be_visible()


def test_endless_query_ends_with_a_sentence_while_others_are_answered(page: Page, site: str) -> None:
    visit(page, site, "sparql", "en")
    write(page, ENDLESS)
    page.locator(RUN).click()
    expect(page.get_by_text(text("sparql.running", "en"))).to_be_visible()
    other = page.context.new_page()
    visit(other, site, "sparql?query=ASK { ?s ?p ?o }", "en")
    expect(other.get_by_role("status").get_by_text(text("yes", "en"), exact=True)).to_be_visible()
    other.close()
    expect(page.get_by_text(text("sparql.ended.time", "en"))).to_be_visible()
    write(page, "ASK { ?s ?p ?o }")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").get_by_text(text("yes", "en"), exact=True)).to_be_visible()


def test_plain_editor_asks_the_same(page: Page, site: str) -> None:
    visit(page, site, "sparql?plain=1", "en")
    field = page.get_by_label(text("sparql.label", "en"))
    expect(field).to_be_visible()
    assert page.locator(".sparql").count() == 0
    field.fill("ASK { ?s ?p ?o }")
    page.get_by_role("button", name=text("sparql.run", "en"), exact=True).click()
    expect(page.get_by_role("status").get_by_text(text("yes", "en"), exact=True)).to_be_visible()
    assert asked(page)["query"] == "ASK { ?s ?p ?o }"


@pytest.mark.parametrize(("lang", "width"), [("ar", 1280), ("ar", 390), ("fr", 390)])
def test_page_has_its_direction_and_the_editor_its_own(page: Page, site: str, lang: Language, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    visit(page, site, "sparql?stored=partner-links", lang)
    assert written(page)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if lang == "ar" else "ltr")
    assert page.eval_on_selector(".sparql .CodeMirror", "found => getComputedStyle(found).direction") == "ltr"
    expect(page.locator("table.grid")).to_be_visible()
    assert fits(page)
    assert page.locator(RUN).inner_text() == text("sparql.run", lang)


def test_answer_changes_its_form_with_its_address(page: Page, site: str) -> None:
    visit(page, site, "questions?q=partner-links", "en")
    expect(page.locator("table.grid")).to_be_visible()
    form(page, "chart")
    expect(page.locator(".js-plotly-plot .bars")).to_be_visible()
    assert asked(page)["as"] == "chart"
    form(page, "network")
    page.wait_for_function("Number(document.querySelector('.net-canvas')?.dataset.drawn) >= 1")
    nodes = page.eval_on_selector(".net-canvas", "canvas => canvas.picture.nodes")
    page.locator(".net-canvas").scroll_into_view_if_needed()
    box = page.locator(".net-canvas").bounding_box()
    assert box
    one = next(node for node in nodes if node["id"].endswith("actor/sesric"))
    page.mouse.click(box["x"] + one["x"], box["y"] + one["y"])
    expect(page.locator("p.lead a")).to_have_attribute("href", "entity?lang=en&id=actor/sesric")
    form(page, "numbers")
    expect(page.locator("table.heat")).to_be_visible()
    page.go_back()
    expect(page.locator(".net-canvas")).to_be_visible()
