"""The explorer in Chromium: what only a browser can show. Nothing but this machine is asked."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from screen import IN_VIEW, asked, opens, rested, session, visit

from oic_mandates.explorer.language import Language, text

FIRST = "mcsd-2-2023-final-res"
PAIR = f"compare?one={FIRST}/para_114&other={FIRST}/para_125"
# Addresses, and what is on the page when all of it is there.
VIEWS = {
    "": ".figures",
    "read": "#para_137",
    "mandates?addressee=actor/sesric": "table.acts",
    "entity?id=actor/sesric": ".hit",
    "network": ".net-canvas[data-drawn]",
    "timeline": ".st-key-timeline-picture .point",
    "timeline?at=meeting/mcsd-1": ".opened .hit",
    "timeline?part=due": "table.due",
    "compare": "table.couples",
    PAIR: "table.traits",
    f"{PAIR}&layout=merged": ".pair-one del",
    f"compare?one={FIRST}/sec_1&other={FIRST}/sec_2&rows=both&least=50": "table.couples",
    "compare?actors=actor/sesric,actor/icesco": ".overlap .heat",
    "questions?q=asked-of-actor": "table.grid",
    "sparql": ".CodeMirror",
    "quality": "h3",
    "add": "[data-testid=stFileUploader]",
}


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("ar", 1280), ("ar", 390), ("fr", 390)])
@pytest.mark.parametrize("address", list(VIEWS))
def test_view_opens_in_its_direction_and_fits(page: Page, site: str, address: str, lang: Language, width: int) -> None:
    opens(page, site, address, lang, width, VIEWS[address])


def test_sidebar_stands_on_the_side_where_reading_begins(page: Page, site: str) -> None:
    for lang, right in (("en", False), ("ar", True)):
        visit(page, site, "read", lang)
        page.locator("#para_1").wait_for()
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if right else "ltr")
        box = page.get_by_test_id("stSidebar").bounding_box()
        assert box
        assert (box["x"] > 640) == right


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_marked_actor_opens_its_page_in_the_session_and_back_returns_to_the_place(
    page: Page, site: str, lang: Language
) -> None:
    visit(page, site, "read?clause=para_123", lang)
    page.wait_for_function(IN_VIEW, arg="para_123")
    before = session(page)
    actor = page.locator('#para_123 a.m-actor[href*="actor/sesric"]').first
    assert "سي" in actor.inner_text()
    actor.click()
    page.locator(".hit").first.wait_for()
    assert asked(page) == {"lang": lang, "id": "actor/sesric"}
    assert page.locator("h1").inner_text()
    assert session(page) == before
    page.go_back()
    page.wait_for_function(IN_VIEW, arg="para_123")
    assert asked(page)["clause"] == "para_123"
    assert session(page) == before


@pytest.mark.parametrize("clause", ["rec_13", "sec_4", "para_47", "para_137"])
def test_address_of_a_clause_brings_it_into_view(page: Page, site: str, clause: str) -> None:
    visit(page, site, f"read?clause={clause}", "ar")
    if clause == "para_137":
        # The last clause cannot stand at the top: it is enough that it is seen whole.
        expect(page.locator(f"#{clause}")).to_be_in_viewport(ratio=0.9)
    else:
        page.wait_for_function(IN_VIEW, arg=clause)


def test_outline_leads_to_sections_and_clauses(page: Page, site: str) -> None:
    visit(page, site, "read", "en")
    page.locator("#para_137").wait_for()
    section = page.locator(".outline li").nth(2)
    section.locator("a.to-section").click()
    page.wait_for_function(IN_VIEW, arg="sec_2")
    section.get_by_role("link", name="47", exact=True).click()
    page.wait_for_function(IN_VIEW, arg="para_47")
    page.wait_for_function("new URLSearchParams(location.search).get('clause') === 'para_47'")


def test_outline_closes_over_the_text_on_a_narrow_screen(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, site, "read", "ar")
    page.get_by_test_id("stExpandSidebarButton").click()
    section = page.locator(".outline li").nth(1)
    section.locator("a.to-section").click()
    section.get_by_role("link", name="5", exact=True).click()
    page.get_by_test_id("stExpandSidebarButton").wait_for()
    page.wait_for_function(IN_VIEW, arg="para_5")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()


def test_answer_leads_to_its_clause(page: Page, site: str) -> None:
    visit(page, site, "questions?q=asked-of-actor", "en")
    cell = page.locator("table.grid td a").first
    href = cell.get_attribute("href")
    assert href
    cell.click()
    clause = parse_qs(urlsplit(href).query)["clause"][0]
    page.wait_for_function(IN_VIEW, arg=clause)


def test_answer_can_be_downloaded_and_its_query_read(page: Page, site: str) -> None:
    visit(page, site, "questions?q=corrections", "fr")
    page.locator("table.grid").wait_for()
    rested(page)
    page.get_by_role("button", name=text("download", "fr")).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("resolution,clause,number,correction,printedWords")
    assert len(lines) == 41
    page.get_by_text(text("behind", "fr")).click()
    expect(page.get_by_test_id("stCode")).to_contain_text("oicm:Correction")


def test_language_changes_the_whole_page_and_the_address(page: Page, site: str) -> None:
    visit(page, site, "read?clause=para_47", "en")
    page.wait_for_function(IN_VIEW, arg="para_47")
    before = session(page)
    page.get_by_test_id("stSidebar").get_by_text("العربية", exact=True).click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("#para_47 .prov-no")).to_have_text(text("part.para", "ar", number="47"))
    page.wait_for_function("new URLSearchParams(location.search).get('lang') === 'ar'")
    assert asked(page)["clause"] == "para_47"
    assert session(page) == before


def test_name_is_found_by_typing(page: Page, site: str) -> None:
    visit(page, site, "entity", "en")
    box = page.get_by_role("combobox", name=text("entity.pick", "en"))
    box.fill("SESRIC")
    page.get_by_role("option").filter(has_text="SESRIC").first.click()
    page.locator(".hit").first.wait_for()
    page.wait_for_function("new URLSearchParams(location.search).get('id') === 'actor/sesric'")


def test_names_are_told_to_those_who_hover(page: Page, site: str) -> None:
    visit(page, site, "read", "fr")
    marked = page.locator("#para_123 a.m-actor").first
    title = marked.get_attribute("title") or ""
    assert text("kind.actor", "fr") in title
    assert page.locator("#rec_14 del").first.get_attribute("title")
    expect(page.locator("#rec_14 .prov-note")).to_contain_text("يستنكر")
