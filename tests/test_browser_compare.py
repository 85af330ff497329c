"""Provisions, resolutions and actors held against each other, in Chromium."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import corpora
import pytest
import screen
from corpora import FIRST, SECOND
from playwright.sync_api import Browser, Page, expect
from screen import IN_VIEW, asked, rested, session, visit

from oic_mandates.explorer.language import Language, text

expect.set_options(timeout=30_000)
ONE, OTHER = f"{FIRST}/para_114", f"{FIRST}/para_125"
# Where head, words and translation of the two sides are.
SIDES = """() => [...document.querySelectorAll('.pair .side')].map(
    side => [...side.children].map(part => part.getBoundingClientRect().toJSON()))"""


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_pair_is_opened_from_the_list_and_back_returns(page: Page, site: str, lang: Language) -> None:
    visit(page, site, "compare?part=alike", lang)
    before = None
    row = page.locator("table.couples tbody tr").first
    expect(row).to_contain_text(text("part.para", lang, number="114"))
    expect(row).to_contain_text(text("part.para", lang, number="125"))
    before = session(page)
    row.locator(".likeness a").click()
    page.locator("table.traits").wait_for()
    assert asked(page) == {"lang": lang, "one": ONE, "other": OTHER}
    expect(page.locator(".pair del").first).to_have_text("اعتماد")
    expect(page.locator(".pair ins").first).to_have_text("اتخاذ")
    assert session(page) == before
    page.locator(".pair h2 a").last.click()
    page.wait_for_function(IN_VIEW, arg="para_125")
    page.go_back()
    page.locator(".pair").wait_for()
    page.go_back()
    expect(page.locator("table.couples tbody tr")).to_have_count(3)
    assert session(page) == before


def test_differences_are_told_without_colours(page: Page, site: str) -> None:
    visit(page, site, f"compare?one={ONE}&other={OTHER}", "en")
    expect(page.locator(".pair del").first).to_have_css("text-decoration-style", "dashed")
    expect(page.locator(".pair ins").first).to_have_css("text-decoration-style", "double")
    assert page.get_by_role("deletion").count() >= 3
    assert page.get_by_role("insertion").count() >= 3
    legend = page.locator("ul.marks li")
    expect(legend.nth(0)).to_contain_text("114")
    expect(legend.nth(2)).to_contain_text("125")


@pytest.mark.parametrize(("lang", "first_left"), [("en", True), ("ar", False)])
def test_texts_stand_row_by_row_beside_each_other(page: Page, site: str, lang: Language, first_left: bool) -> None:
    visit(page, site, f"compare?one={FIRST}/para_9&other={FIRST}/para_45", lang)
    page.locator("table.traits").wait_for()

    # All at once, since the page may still move as a whole.
    one, other = page.evaluate(SIDES)
    for place in range(3):
        assert one[place]["y"] == pytest.approx(other[place]["y"], abs=1)
        assert (one[place]["x"] < other[place]["x"]) == first_left
    page.set_viewport_size({"width": 390, "height": 844})
    one, other = page.evaluate(SIDES)
    # On a phone each text has its own translation below it, and the other text below that.
    assert [box["y"] for box in (*one, *other)] == sorted(box["y"] for box in (*one, *other))


def test_clauses_are_found_by_typing(page: Page, site: str) -> None:
    visit(page, site, "compare", "en")
    for name, number in (("one", 53), ("other", 54)):
        box = page.get_by_role("combobox", name=text(f"compare.{name}", "en"), exact=True)
        box.fill(f"Clause {number}")
        page.get_by_role("option").filter(has_text=f"Clause {number}").first.click()
        wanted = f"{FIRST}/para_{number}"
        page.wait_for_function(
            "([name, path]) => new URLSearchParams(location.search).get(name) === path", arg=[name, wanted]
        )
    expect(page.locator(".pair h2").first).to_contain_text(text("part.para", "en", number="53"))
    # Put together as one text, the address says so.
    page.get_by_role("radio", name=text("compare.layout.merged", "en")).click()
    page.locator(".pair-one").wait_for()
    assert asked(page)["layout"] == "merged"


def test_figure_of_the_matrix_opens_the_two_actors(page: Page, site: str) -> None:
    visit(page, site, "compare?part=actors", "en")
    cell = page.locator('.heat a.cell[title*="SESRIC"][title*="ICESCO"]').first
    figure = cell.inner_text()
    href = parse_qs(urlsplit(cell.get_attribute("href") or "").query)
    cell.click()
    expect(page.get_by_text(text("compare.shared", "en", count=figure), exact=True)).to_be_visible()
    expect(page.locator("table.shared tbody tr")).to_have_count(int(figure))
    assert asked(page)["actors"] == href["actors"][0]
    expect(page.locator(".heat td.now")).to_have_count(2)
    page.go_back()
    expect(page.locator("table.shared")).to_have_count(0)


def test_rows_to_take_away_are_the_rows_shown(page: Page, site: str) -> None:
    visit(page, site, "compare?actors=actor/sesric,actor/icesco", "en")
    page.locator("table.shared").wait_for()
    shown = [place.inner_text() for place in page.locator("table.shared td.clause a").all()]
    rested(page)
    page.get_by_role("button", name=text("download", "en")).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    lines = list(csv.DictReader(Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    assert [text("part.para", "en", number=line["number"]) for line in lines] == shown
    assert all("actor/icesco" in line["addressees"] + line["partners"] for line in lines)


@pytest.fixture(scope="module")
def two_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an explorer over two resolutions."""
    with screen.running(corpora.build(tmp_path_factory.mktemp("two"))) as address:
        yield address


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_two_resolutions_are_chosen_and_aligned(two_site: str, browser: Browser, lang: Language) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(30_000)
    watch = screen.Watch()
    watch.over(page, urlsplit(two_site).netloc)
    visit(page, two_site, f"compare?one={SECOND}&other={FIRST}", lang)
    page.locator("table.couples").wait_for()
    page.get_by_role("radio", name=text("compare.both", lang)).click()
    couple = page.locator("table.couples tbody tr").filter(has_text=text("part.para", lang, number="125"))
    expect(couple).to_contain_text("96%")
    assert asked(page)["rows"] == "both"
    couple.locator(".likeness a").click()
    page.locator("table.traits").wait_for()
    assert (asked(page)["one"], asked(page)["other"]) == (f"{SECOND}/para_1", f"{FIRST}/para_125")
    expect(page.locator(".pair h2").first).to_contain_text("OIC/MCSD-3/2025/FINAL-RES")
    page.close()
    assert watch.faults == []
