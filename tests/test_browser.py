"""The explorer in Chromium: what only a browser can show. Nothing but this machine is asked."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, Response, expect, sync_playwright

from oic_mandates.explorer.language import Language, text

EXPLORER = Path(__file__).resolve().parent.parent / "explorer"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
VIEWS = {
    "": ".figures",
    "read": "#para_137",
    "entity?id=actor/sesric": ".hit",
    "questions?q=asked-of-actor": "table.grid",
}
IN_VIEW = """id => {
    const found = document.getElementById(id);
    if (!found) return false;
    const { top, bottom } = found.getBoundingClientRect();
    return top >= 0 && top < window.innerHeight / 2 && bottom > top;
}"""
# Under the address of a view Streamlit looks for its own root first; it asks again one step higher.
PROBE = re.compile(r"/(?:read|entity|questions)/_stcore/(?:health|host-config)$")


@dataclass
class Watch:
    """What a page did that it must not do."""

    faults: list[str] = field(default_factory=list)

    def over(self, page: Page, host: str) -> None:
        def request(found: Request) -> None:
            parts = urlsplit(found.url)
            if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host:
                self.faults.append(f"leaves the machine: {found.url}")

        def response(found: Response) -> None:
            if found.status >= 400 and not PROBE.search(urlsplit(found.url).path):
                self.faults.append(f"{found.status}: {found.url}")

        def told(kind: str, words: str, url: str) -> None:
            if kind == "error" and not PROBE.search(urlsplit(url).path):
                self.faults.append(f"console: {words} ({url})")

        page.on("request", request)
        page.on("response", response)
        page.on("console", lambda message: told(message.type, message.text, message.location.get("url", "")))
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def site(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an explorer that is running over the built graph."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.headless",
        "true",
        "--server.port",
        f"{port}",
    ]
    environment = {name: value for name, value in os.environ.items() if name != "OIC_MANDATES_ENDPOINT"}
    environment["OIC_MANDATES_HOME"] = str(built_home)
    with subprocess.Popen(
        command, cwd=EXPLORER, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        assert server.stdout
        # It tells its address once it listens.
        lines = []
        for line in server.stdout:
            lines.append(line)
            if "URL:" in line:
                break
        assert server.poll() is None, "".join(lines)
        # Whatever it says later is read away, lest it waits for a reader; and nothing that is open keeps it alive.
        Thread(target=server.stdout.read, daemon=True).start()
        yield f"http://localhost:{port}/"
        server.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def page(site: str, browser: Browser) -> Iterator[Page]:
    """A page that fails its test where it told an error or asked another machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(30_000)
    found = context.new_page()
    watch = Watch()
    watch.over(found, urlsplit(site).netloc)
    yield found
    context.close()
    assert watch.faults == []


def visit(page: Page, site: str, address: str, lang: str) -> None:
    page.goto(f"{site}{address}{'&' if '?' in address else '?'}lang={lang}")


def asked(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def session(page: Page) -> float:
    """What stays the same for as long as the page is not loaded anew."""
    return float(page.evaluate("performance.timeOrigin"))


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("lang", "direction"), [("en", "ltr"), ("ar", "rtl"), ("fr", "ltr")])
@pytest.mark.parametrize("address", list(VIEWS))
def test_view_opens_in_its_direction(
    page: Page, site: str, address: str, lang: Language, direction: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    visit(page, site, address, lang)
    page.locator(VIEWS[address]).first.wait_for()
    expect(page.locator("html")).to_have_attribute("dir", direction)
    expect(page.locator("html")).to_have_attribute("lang", lang)
    for place in ("stMain", "stSidebar"):
        expect(page.get_by_test_id(place)).to_have_css("direction", direction)
    expect(page.locator(".stException")).to_have_count(0)
    # Nothing is cut off: the page itself never scrolls sideways, wide tables do so in their own frame.
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth + 1")


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
    section.locator("summary a").click()
    page.wait_for_function(IN_VIEW, arg="sec_2")
    section.get_by_role("link", name="47", exact=True).click()
    page.wait_for_function(IN_VIEW, arg="para_47")
    page.wait_for_function("new URLSearchParams(location.search).get('clause') === 'para_47'")


def test_outline_closes_over_the_text_on_a_narrow_screen(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, site, "read", "ar")
    page.get_by_test_id("stExpandSidebarButton").click()
    section = page.locator(".outline li").nth(1)
    section.locator("summary a").click()
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
    with page.expect_download() as download:
        page.get_by_role("button", name=text("questions.csv", "fr")).click()
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("resolution,clause,number,correction,printedWords")
    assert len(lines) == 41
    page.get_by_text(text("questions.sparql", "fr")).click()
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
