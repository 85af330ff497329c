"""The page of one name in Chromium: what a click on a name beside it, on its picture and on its years does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from screen import asked, session, visit

from oic_mandates.explorer.language import Language, text

SESRIC, SECRETARIAT = "actor/sesric", "actor/oic-general-secretariat"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_name_beside_leaves_what_names_both_and_back_brings_all(page: Page, site: str, lang: Language) -> None:
    visit(page, site, f"entity?id={SESRIC}", lang)
    where = page.get_by_role("heading", name=text("entity.clauses", lang))
    where.wait_for()
    before, whole = session(page), where.inner_text()
    page.locator(f'.beside a.value[href*="with={SECRETARIAT}"]').first.click()
    page.locator(".chips a.taken").wait_for()
    assert asked(page) == {"lang": lang, "id": SESRIC, "with": SECRETARIAT}
    expect(where).not_to_have_text(whole)
    page.locator(".chips a.taken").click()
    expect(where).to_have_text(whole)
    page.go_back()
    page.locator(".chips a.taken").wait_for()
    assert asked(page)["with"] == SECRETARIAT
    assert session(page) == before


def test_the_arrow_opens_the_page_of_the_other_name(page: Page, site: str) -> None:
    visit(page, site, f"entity?id={SESRIC}", "en")
    page.locator(f'.beside a.own-page[href*="id={SECRETARIAT}"]').first.click()
    page.wait_for_function("id => new URLSearchParams(location.search).get('id') === id", arg=SECRETARIAT)
    expect(page.locator("h1.doc-title")).to_contain_text("General Secretariat")


def test_a_node_of_the_picture_shows_its_clauses(page: Page, site: str) -> None:
    visit(page, site, f"entity?id={SESRIC}", "en")
    canvas = page.locator(".st-key-entity-network .net-canvas[data-drawn]")
    canvas.wait_for()
    # By keys, as somebody without a mouse does it: the first node, opened.
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function("new URLSearchParams(location.search).has('node')")
    assert asked(page)["id"] == SESRIC != asked(page)["node"]
    page.locator('.opened-link a[href*="clause="]').first.wait_for()


def test_a_year_leads_to_its_meeting(page: Page, site: str) -> None:
    visit(page, site, f"entity?id={SESRIC}", "ar")
    link = page.locator("ol.line-of-years a").first
    name = link.inner_text()
    link.click()
    expect(page.locator("h1.doc-title")).to_contain_text(name)
