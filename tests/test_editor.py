"""The server's pages in Chromium: the editor with the library beside it. Nothing but this machine is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import screen
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from served import Site, serving

from oic_mandates.graph.serve import words
from oic_mandates.queries.library import LANGUAGES, library

WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
PAGES = ("", "sparql", "queries", "docs", "query/asked-of-actor")
ANSWER = ".tabPanel.active .yasr table tbody tr"
EDITOR = ".tabPanel.active .yasqe .CodeMirror"
# The editor is not ours to mend: its tab list is no list of tabs for axe, its own colours are set by us and held.
NOT_OURS = {"exclude": [["#editor"]]}


@pytest.fixture(scope="module")
def site(built_home: Path) -> Iterator[Site]:
    """A server over the whole corpus."""
    with serving(built_home) as running:
        yield running


@pytest.fixture
def page(site: Site, browser: Browser) -> Iterator[Page]:
    """A page that fails its test where it told an error or asked another machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(30_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    found = context.new_page()
    watch = screen.Watch()
    watch.over(found, urlsplit(site.address).netloc)
    yield found
    context.close()
    assert watch.faults == []


def query_of(page: Page) -> str:
    """What stands in the editor."""
    return str(page.locator(EDITOR).evaluate("editor => editor.CodeMirror.getValue()"))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_its_screen_and_stands_in_its_direction(
    page: Page, site: Site, path: str, language: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{site.address}{path}?lang={language}")
    page.wait_for_load_state("networkidle")
    expect(page.locator("main")).to_have_css("direction", words.DIRECTIONS[language])
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    expect(page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_fault_that_a_program_can_see(
    page: Page, site: Site, path: str, language: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{site.address}{path}?lang={language}")
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, context=NOT_OURS)
    faults = [(fault["id"], node["html"][:200]) for fault in found.response["violations"] for node in fault["nodes"]]
    assert faults == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_click_puts_a_query_into_a_new_tab_and_runs_it(page: Page, site: Site, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{site.address}sparql?lang={language}")
    page.locator('a.question[data-name="citing-clauses"]').click()
    page.locator(ANSWER).first.wait_for()
    expect(page.locator(".tabsList .tab")).to_have_count(2)
    expect(page.locator(".tabsList .tab.active")).to_contain_text(library()["citing-clauses"].titles[language])
    text = query_of(page)
    assert text.startswith("PREFIX")
    assert f'VALUES ?lang {{ "{language}" }}' in text
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    # The same once more does not make a third tab.
    page.locator('a.question[data-name="citing-clauses"]').click()
    expect(page.locator(".tabsList .tab")).to_have_count(2)


def test_the_words_of_an_answer_run_in_their_own_direction(page: Page, site: Site) -> None:
    page.goto(f"{site.address}sparql?lang=en")
    page.locator('a.question[data-name="citing-clauses"]').click()
    cell = page.locator(f"{ANSWER} .nonIri", has_text="المادة (22)").first
    expect(cell).to_have_css("unicode-bidi", "plaintext")
    # A wide answer is moved in its own frame.
    expect(page.locator(".tabPanel.active .yasr_results")).to_have_css("overflow-x", "auto")


def test_a_query_for_other_servers_is_shown_and_not_run(page: Page, site: Site) -> None:
    name = library().federated[0].name
    page.goto(f"{site.address}sparql?lang=en")
    page.locator("details.group").last.locator("summary").click()
    page.locator(f'a.question[data-name="{name}"]').click()
    expect(page.locator(".tabsList .tab")).to_have_count(2)
    assert "SERVICE" in query_of(page)
    expect(page.locator(".tabPanel.active .yasr_response_chip")).to_have_text("")


def test_what_is_wrong_with_a_query_is_told_below_it(site: Site, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{site.address}sparql?lang=en")
    page.locator(EDITOR).evaluate(
        "({ CodeMirror: mirror }) => mirror.setValue('ASK { SERVICE <http://example.org/> { ?s ?p ?o } }')"
    )
    with page.expect_response("**/sparql") as answered:
        page.locator(".tabPanel.active .yasqe_queryButton").click()
    assert answered.value.status == 400
    expect(page.locator(".tabPanel.active .errorResult")).to_contain_text("SERVICE would call another server")
    page.close()


def test_a_link_brings_a_query_along_but_no_other_server(page: Page, site: Site) -> None:
    query = "SELECT ?type WHERE { ?thing a ?type } LIMIT 3"
    elsewhere = quote("http://example.org/sparql")
    page.goto(f"{site.address}sparql?lang=en#query={quote(query)}&endpoint={elsewhere}&tabTitle=Mine")
    expect(page.locator(ANSWER)).to_have_count(3)
    expect(page.locator(".tabsList .tab.active")).to_contain_text("Mine")
    assert query_of(page) == query


def test_the_page_of_a_question_leads_to_the_editor(page: Page, site: Site) -> None:
    page.goto(f"{site.address}query/citing-clauses?instrument=instrument/crc&lang=en")
    page.locator("details.text summary").click()
    page.get_by_role("link", name=words.say("query.edit", "en")).click()
    page.locator(ANSWER).first.wait_for()
    assert "<https://w3id.org/oic-mandates/id/instrument/crc>" in query_of(page)


@pytest.mark.parametrize(
    ("begun", "completed"),
    [
        ("PREFIX oicm: <https://w3id.org/oic-mandates/ontology#>\nASK { ?act a oicm:Mand", "oicm:Mandate"),
        ("PREFIX oicm: <https://w3id.org/oic-mandates/ontology#>\nASK { ?act oicm:reports", "oicm:reportsTo"),
        ("PREFIX sko", "skos: <http://www.w3.org/2004/02/skos/core#>"),
    ],
)
def test_our_names_complete_themselves(page: Page, site: Site, begun: str, completed: str) -> None:
    page.goto(f"{site.address}sparql?lang=en")
    page.locator(EDITOR).evaluate(
        "({ CodeMirror: mirror }, text) => { mirror.setValue(text); mirror.focus(); mirror.setCursor(9, 0); }", begun
    )
    page.keyboard.press("Control+Space")
    expect(page.get_by_role("option", name=completed)).to_be_visible()
    page.keyboard.press("Enter")
    assert query_of(page).endswith(completed)


def test_the_keyboard_reaches_everything_and_leaves_the_editor(page: Page, site: Site) -> None:
    page.goto(f"{site.address}sparql?lang=en")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.locator("#copy").focus()
    inside, after = False, False
    for _ in range(40):
        page.keyboard.press("Tab")
        place = page.evaluate("""() => {
            const found = document.activeElement;
            return found.closest('.CodeMirror') ? 'editor' : found.id === 'search' ? 'search' : '';
        }""")
        inside = inside or place == "editor"
        after = after or (inside and place == "search")
    assert (inside, after) == (True, True)


def test_the_search_finds_arabic_words_however_they_are_written(page: Page, site: Site) -> None:
    page.goto(f"{site.address}sparql?lang=ar")
    search = page.locator("#search")
    # Printed: كل تكليف موجَّه إلى الجهة: بأي فعل وبأي قوة
    search.fill("موجه الي الجهه قوه")
    found = page.locator("li:not([hidden]) > a.question:visible")
    expect(found).to_have_count(1)
    expect(found).to_have_attribute("data-name", "asked-of-actor")
    expect(page.locator("#found")).to_have_text(words.say("queries.found", "ar", count=1))
    search.fill("what is an actor")
    expect(page.locator('a.question[data-name="asked-of-actor"]')).to_be_visible()
    search.fill("")
    expect(page.locator("#found")).to_have_text("")


def test_the_address_is_copied(page: Page, site: Site) -> None:
    page.goto(f"{site.address}sparql?lang=en")
    page.locator("#copy").click()
    expect(page.locator("#copy")).to_have_text(words.say("ask.copied", "en"))
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.address}sparql"
    expect(page.locator("#copy")).to_have_text(words.say("ask.copy", "en"))


@pytest.mark.parametrize(("name", "file"), [("Excel", "sections.xlsx"), ("CSV", "sections.csv")])
def test_an_answer_is_saved_under_a_name_with_its_ending(page: Page, site: Site, name: str, file: str) -> None:
    page.goto(f"{site.address}query/sections?lang=en")
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    assert download.value.suggested_filename == file


def test_a_page_without_scripts_asks_and_answers(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}sparql?lang=en")
    page.locator("#query").fill("ASK { ?s ?p ?o }")
    page.locator("#format").select_option("json")
    page.get_by_role("button", name=words.say("ask.send", "en")).click()
    assert json.loads(page.locator("body").inner_text()) == {"head": {}, "boolean": True}
    page.goto(f"{site.address}query/asked-of-actor?lang=en")
    page.locator('input[name="actor"]').first.fill("actor/oic-general-secretariat")
    page.get_by_role("button", name=words.say("query.ask", "en")).click()
    expect(page.locator('input[name="actor"]').first).to_have_value("actor/oic-general-secretariat")
    expect(page.locator("table.grid tbody tr").first).to_be_visible()
    context.close()
