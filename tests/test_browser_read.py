"""The Read view in Chromium: cards, switches, panels, copying, touch, keyboard and paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from rdflib import Graph
from screen import IN_VIEW, Watch, asked, fits, session, visit

from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.read_tools import language_name

# A busy machine may take its time; what is waited for comes or does not.
expect.set_options(timeout=30_000)

RESOLUTION = "mcsd-2-2023-final-res"
IRI = f"https://w3id.org/oic-mandates/id/{RESOLUTION}/para_47"
# Where a part stands in the window.
TOP = "id => document.getElementById(id).getBoundingClientRect().top"


@pytest.fixture
def phone(site: str, browser: Browser) -> Iterator[Page]:
    """A page on a phone, with a finger for a pointer."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    context.set_default_timeout(30_000)
    found = context.new_page()
    watch = Watch()
    watch.over(found, urlsplit(site).netloc)
    yield found
    context.close()
    assert watch.faults == []


def read(page: Page, site: str, lang: str, **query: str) -> None:
    """Opens the view and waits until it is all there and at rest."""
    given = "".join(f"&{name}={value}" for name, value in query.items())
    visit(page, site, f"read?resolution={RESOLUTION}{given}", lang)
    page.locator("#read-card").wait_for(state="attached")
    page.locator("#para_137").wait_for()
    if "clause" in query and query["clause"] != "para_137":
        page.wait_for_function(IN_VIEW, arg=query["clause"])


def panel(page: Page) -> Locator:
    return page.get_by_role("dialog")


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


# --- cards


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_card_tells_who_is_meant_and_goes_when_the_pointer_does(page: Page, site: str, lang: Language) -> None:
    read(page, site, lang, clause="para_123")
    card = page.locator("#read-card")
    expect(card).to_be_hidden()
    marked = page.locator('#para_123 a.m-actor[href*="actor/sesric"]').first
    before = page.url
    marked.hover()
    expect(card).to_be_visible()
    expect(card.locator(".name")).to_have_text(marked.get_attribute("data-title").split("\u2068")[1].split("\u2069")[0])  # type: ignore[union-attr]
    expect(card.locator(".kind")).to_have_text(text("kind.actor", lang))
    expect(card.locator(".count")).to_contain_text(text("read.card.count", lang, count=""))
    box, window = card.bounding_box(), page.viewport_size
    assert box
    assert window
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= window["width"]
    # The pointer may go into the card, to its link.
    card.locator(".open").hover()
    expect(card).to_be_visible()
    page.locator("#para_123 .prov-no").hover()
    expect(card).to_be_hidden()
    assert marked.get_attribute("title")
    assert page.url == before
    marked.hover()
    card.get_by_role("link", name=text("read.card.open", lang)).click()
    page.wait_for_function("new URLSearchParams(location.search).get('id') === 'actor/sesric'")


def test_card_comes_with_the_keyboard_and_goes_with_escape(page: Page, site: str) -> None:
    read(page, site, "fr", clause="rec_14")
    card = page.locator("#read-card")
    # From the clause that the address names the keyboard comes to its number, verb, actions, then to its words.
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#rec_14 a.m-instrument')"):
            break
    expect(card).to_be_visible()
    expect(card.locator(".roles")).to_contain_text(text("read.card.roles", "fr", name=""))
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "read-card"
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('#rec_14 a.m-instrument')")
    page.keyboard.press("Enter")
    page.wait_for_function("new URLSearchParams(location.search).get('id')?.startsWith('instrument/')")


def test_card_comes_with_a_touch(phone: Page, site: str) -> None:
    read(phone, site, "ar", clause="rec_14")
    card = phone.locator("#read-card")
    marked = phone.locator("#rec_14 a.m-instrument").first
    before = phone.url
    marked.tap()
    expect(card).to_be_visible()
    assert phone.url == before
    phone.locator("#rec_14 .prov-head").tap(position={"x": 5, "y": 5})
    expect(card).to_be_hidden()
    marked.tap()
    card.locator(".open").tap()
    phone.wait_for_function("new URLSearchParams(location.search).get('id')?.startsWith('instrument/')")


# --- switches


@pytest.mark.parametrize("lang", ["en", "ar", "fr"])
def test_text_and_translation_side_by_side_or_alone(page: Page, site: str, lang: Language) -> None:
    read(page, site, lang, clause="para_47")
    words, english = page.locator("#para_47 .prov-text"), page.locator("#para_47 .prov-tr")
    right, left = words.bounding_box(), english.bounding_box()
    assert right
    assert left
    # The Arabic is on the right in every language of the page.
    assert left["x"] + left["width"] <= right["x"]
    assert abs(left["y"] - right["y"]) < 40
    before, top = session(page), page.evaluate(TOP, "para_47")
    page.locator(".read-tools").get_by_role("link", name=language_name("ar", lang), exact=True).click()
    expect(english).to_be_hidden()
    page.wait_for_function("new URLSearchParams(location.search).get('show') === 'text'")
    assert abs(page.evaluate(TOP, "para_47") - top) < 60
    name = text("read.show.translation", lang, name=language_name("en", lang))
    page.locator(".read-tools").get_by_role("link", name=name).click()
    expect(words).to_be_hidden()
    expect(english).to_be_visible()
    expect(page.locator("#para_47 .names")).to_be_visible()
    page.go_back()
    expect(words).to_be_visible()
    expect(english).to_be_hidden()
    assert session(page) == before


def test_misprints_as_printed_and_as_read(page: Page, site: str) -> None:
    read(page, site, "en", clause="rec_14")
    words = page.locator("#rec_14 .prov-text")
    note = page.locator("#rec_14 .prov-note")
    expect(note).to_be_visible()
    tools = page.locator(".read-tools")
    tools.get_by_role("link", name=text("read.corrections.printed", "en"), exact=True).click()
    expect(note).to_be_hidden()
    assert "يستنكر" in words.inner_text()
    assert "يستذكر" not in words.inner_text()
    tools.get_by_role("link", name=text("read.corrections.read", "en"), exact=True).click()
    expect(page.locator("#rec_14 del").first).to_be_hidden()
    assert "يستذكر" in words.inner_text()
    assert "يستنكر" not in words.inner_text()


def test_kinds_of_marks_are_switched_and_the_address_with_them(page: Page, site: str) -> None:
    read(page, site, "en", clause="para_123")
    actor, verb = page.locator("#para_123 a.m-actor").first, page.locator("#para_123 a.m-verb").first
    page.locator(".legend a", has_text=text("kind.actor", "en")).click()
    expect(actor).to_have_css("text-decoration-line", "none")
    expect(actor).to_have_attribute("tabindex", "-1")
    expect(verb).to_have_css("text-decoration-line", "underline")
    assert asked(page)["hide"] == "actor"
    # What is chosen goes along from clause to clause.
    page.locator("#para_124 .prov-no").click()
    page.wait_for_function("new URLSearchParams(location.search).get('clause') === 'para_124'")
    assert asked(page)["hide"] == "actor"
    expect(actor).to_have_css("text-decoration-line", "none")
    page.locator(".legend a", has_text=text("read.legend.all", "en")).click()
    expect(actor).to_have_css("text-decoration-line", "underline")
    expect(actor).not_to_have_attribute("tabindex", "-1")
    assert "hide" not in asked(page)


# --- what can be done with a clause


def test_actions_are_quiet_until_somebody_is_at_the_clause(page: Page, site: str) -> None:
    read(page, site, "en", clause="para_47")
    doing = page.locator("#para_49 .prov-do")
    expect(doing).to_have_css("opacity", "0")
    page.locator("#para_49 .prov-tr").hover()
    expect(doing).to_have_css("opacity", "1")
    page.mouse.move(1, 1)
    expect(doing).to_have_css("opacity", "0")
    doing.get_by_role("link", name=text("read.do.rdf", "en")).focus()
    expect(doing).to_have_css("opacity", "1")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_link_and_citation_are_copied(page: Page, site: str, lang: Language) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    read(page, site, lang, clause="para_47")
    page.locator("#para_47 .prov-text").hover()
    page.locator("#para_47").get_by_role("button", name=text("read.do.link", lang)).click()
    expect(page.locator("#read-status")).to_have_text(text("read.copied", lang))
    assert copied(page) == f"{site}read?lang={lang}&resolution={RESOLUTION}&clause=para_47"
    page.locator("#para_47").get_by_role("link", name=text("read.do.cite", lang)).click()
    blocks = panel(page).locator(".copied")
    expect(blocks).to_have_count(6)
    before = page.evaluate(TOP, "para_47")
    for number, expected in ((0, IRI), (1, "clause=para_47"), (2, {"en": "para 47 <", "ar": "الفقرة 47،"}[lang])):
        blocks.nth(number).get_by_role("button").click()
        expect(blocks.nth(number).get_by_role("button")).to_have_attribute("data-done", text("read.copied", lang))
        assert expected in copied(page)
    assert page.evaluate(TOP, "para_47") == before


@pytest.mark.parametrize(("label", "found"), [("BibTeX", "url = {" + IRI), ("RIS", "UR  - " + IRI)])
def test_bibliography_files_are_downloaded(page: Page, site: str, label: str, found: str) -> None:
    read(page, site, "en", clause="para_47", panel="cite")
    with page.expect_download() as download:
        panel(page).get_by_role("button", name=label).click()
    assert found in Path(download.value.path()).read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_evidence_is_chosen_and_seen_and_the_panel_closes(page: Page, site: str, lang: Language) -> None:
    read(page, site, lang, clause="para_47")
    before, top = session(page), page.evaluate(TOP, "para_47")
    page.locator("#para_47 .prov-text").hover()
    page.locator("#para_47").get_by_role("link", name=text("read.do.evidence", lang)).click()
    expect(panel(page)).to_be_visible()
    expect(panel(page)).to_have_css("direction", "rtl" if lang == "ar" else "ltr")
    assert asked(page)["panel"] == "evidence"
    panel(page).locator("a.proof", has_text="للأطفال اللاجئين").first.click()
    page.wait_for_function("new URLSearchParams(location.search).get('proof') === 'evidence_2'")
    expect(panel(page).locator(".shown mark")).to_have_count(1)
    expect(panel(page).locator(".shown mark")).to_have_text("للأطفال اللاجئين")
    assert page.evaluate(TOP, "para_47") == top
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    page.wait_for_function("!new URLSearchParams(location.search).has('panel')")
    assert asked(page) == {"lang": lang, "resolution": RESOLUTION, "clause": "para_47"}
    page.go_back()
    expect(panel(page).locator(".shown mark")).to_have_count(1)
    expect(panel(page).locator(".shown mark")).to_have_text("للأطفال اللاجئين")
    assert session(page) == before


def test_panels_lead_from_one_to_the_next(page: Page, site: str) -> None:
    read(page, site, "en", clause="para_125", panel="similar", show="text")
    expect(panel(page).locator(".hit")).to_contain_text("Clause 114")
    compare = panel(page).get_by_role("link", name=text("read.similar.compare", "en"))
    assert (compare.get_attribute("href") or "").endswith(f"one={RESOLUTION}/para_125&other={RESOLUTION}/para_114")
    panel(page).locator(".tabs").get_by_role("link", name=text("read.do.rdf", "en")).click()
    expect(panel(page).get_by_test_id("stCode").first).to_contain_text("a oicm:OperativeClause")
    assert asked(page)["show"] == "text"
    with page.expect_download() as download:
        panel(page).get_by_role("button", name="Turtle").click()
    assert len(Graph().parse(data=Path(download.value.path()).read_bytes(), format="turtle")) > 100


# --- phones and paper


@pytest.mark.parametrize("lang", ["en", "ar", "fr"])
def test_phone_has_one_column_and_all_actions(phone: Page, site: str, lang: Language) -> None:
    read(phone, site, lang, clause="para_47")
    words, english = phone.locator("#para_47 .prov-text"), phone.locator("#para_47 .prov-tr")
    first, second = words.bounding_box(), english.bounding_box()
    assert first
    assert second
    assert first["y"] + first["height"] <= second["y"]
    expect(english).to_contain_text(text("read.translation", lang))
    expect(phone.locator("#para_47 .prov-do")).to_have_css("opacity", "1")
    assert fits(phone)
    phone.locator("#para_47").get_by_role("link", name=text("read.do.evidence", lang)).tap()
    expect(panel(phone).locator("table").first).to_be_visible()
    assert panel(phone).evaluate("found => found.scrollWidth <= found.clientWidth + 1")
    assert fits(phone)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_paper_holds_both_texts_and_nothing_of_the_screen(
    page: Page, site: str, lang: Language, tmp_path: Path
) -> None:
    read(page, site, lang)
    file = tmp_path / "read.pdf"
    page.pdf(path=str(file), format="A4")
    with pypdfium2.PdfDocument(file) as document:
        pages = [found.get_textpage().get_text_range() for found in document]
    printed = re.sub(r"\s+", " ", " ".join(pages))
    assert 20 < len(pages) < 90
    assert "Urges that cooperation be strengthened between the States hosting refugee children" in printed
    for number in ("1", "47", "137"):
        assert text("part.para", "en", number=number) in printed or lang == "ar"
    assert "OIC/MCSD-2/2023/FINAL-RES" in printed
    # Arabic comes out of the file in its letters, whichever way they are shaped and ordered.
    assert len(re.findall(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]", printed)) > 20_000
    for key in ("read.do.evidence", "read.do.link", "read.legend", "read.show.both", "behind"):
        assert text(key, "en") not in printed
