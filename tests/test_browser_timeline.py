"""Meetings and instruments in time, in Chromium: clicked, drawn over, taken away, read on a phone."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect
from screen import IN_VIEW, asked, rested, session, visit

from oic_mandates.explorer.language import Language, text

expect.set_options(timeout=30_000)
PICTURE, STRIP = ".st-key-timeline-picture", ".st-key-timeline-strip"
# Where on the page the mark of a thing is, once the picture is drawn.
MARK = """path => {
    const chart = document.querySelector('.st-key-timeline-picture .js-plotly-plot');
    if (!chart?._fullLayout?.xaxis?.d2p) return null;
    const { xaxis, yaxis } = chart._fullLayout, { left, top } = chart.getBoundingClientRect();
    for (const trace of chart.data) {
        const place = (trace.customdata ?? []).findIndex(([found]) => found === path);
        if (place < 0) continue;
        let x = xaxis.d2p((trace.base ?? trace.x)[place]);
        if (trace.base) x = (x + xaxis.d2p(xaxis.d2c(trace.base[place]) + trace.x[place])) / 2;
        return [left + xaxis._offset + x, top + yaxis._offset + yaxis.d2p(trace.y[place])];
    }
    return null;
}"""


def mark(page: Page, path: str) -> tuple[float, float]:
    page.locator(f"{PICTURE} .point").first.wait_for(timeout=60_000)
    page.wait_for_function(MARK, arg=path)
    x, y = page.evaluate(MARK, path)
    return x, y


def click(page: Page, path: str) -> None:
    """Clicks the mark of a thing until the page answers: a chart that is drawn anew may miss the first click."""
    x, y = mark(page, path)
    page.mouse.move(x, y)
    page.locator(f"{PICTURE} .hoverlayer .hovertext").first.wait_for()
    page.mouse.click(x, y)


def at(page: Page, path: str) -> None:
    page.wait_for_function("path => new URLSearchParams(location.search).get('at') === path", arg=path)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_click_on_a_mark_opens_its_clauses_and_back_closes_them(page: Page, site: str, lang: Language) -> None:
    page.set_viewport_size({"width": 1280, "height": 1700})
    visit(page, site, "timeline", lang)
    click(page, "meeting/mcsd-1")
    at(page, "meeting/mcsd-1")
    before = session(page)
    panel = page.locator(".opened")
    expect(panel).to_have_attribute("data-path", "meeting/mcsd-1")
    expect(panel).to_be_in_viewport()
    expect(panel.locator(".hit").first).to_contain_text(text("part.rec", lang, number="7"))
    page.go_back()
    expect(panel).to_have_count(0)
    page.go_forward()
    panel.locator(".hit a").first.click()
    page.wait_for_function(IN_VIEW, arg="rec_7")
    assert asked(page)["clause"] == "rec_7"
    assert session(page) == before


def test_bar_of_a_year_opens_too(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 1700})
    visit(page, site, "timeline?from=2019", "en")
    click(page, "meeting/mcsd-3")
    at(page, "meeting/mcsd-3")
    expect(page.locator(".opened .doc-facts")).to_contain_text(f"2025 {text('timeline.only.year', 'en')}")
    assert asked(page)["from"] == "2019"


@pytest.mark.parametrize(
    ("lang", "name"), [("en", "First Session of the Ministerial"), ("ar", "الدورة الأولى"), ("fr", "Première session")]
)
def test_hover_tells_the_name_in_the_language(page: Page, site: str, lang: Language, name: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 1700})
    visit(page, site, "timeline", lang)
    page.mouse.move(*mark(page, "meeting/mcsd-1"))
    expect(page.locator(f"{PICTURE} .hoverlayer")).to_contain_text(name)


def test_time_runs_from_right_to_left_in_arabic_and_digits_do_not(page: Page, site: str) -> None:
    for lang, earlier_first in (("en", True), ("ar", False)):
        visit(page, site, "timeline", lang)
        old, new = mark(page, "instrument/icescr")[0], mark(page, "meeting/mcsd-2")[0]
        assert (old < new) == earlier_first
        ticks = page.locator(f"{PICTURE} .xtick text").all_text_contents()
        assert ticks == ["1970", "1980", "1990", "2000", "2010", "2020"]


def test_stretch_drawn_over_the_years_is_looked_at_closer(page: Page, site: str) -> None:
    visit(page, site, "timeline?at=meeting/mcsd-1", "en")
    page.locator(f"{STRIP} .point").first.wait_for()
    box = page.locator(f"{STRIP} .nsewdrag").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.8, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.85, middle, steps=4)
    page.mouse.move(box["x"] + box["width"] * 0.95, middle, steps=4)
    page.mouse.up()
    page.wait_for_function("new URLSearchParams(location.search).has('from')")
    found = asked(page)
    assert found["at"] == "meeting/mcsd-1"
    assert 2008 <= int(found["from"]) <= 2015 < int(found["to"]) <= 2024
    # The fields say the same.
    expect(page.get_by_role("combobox", name=text("timeline.from", "en"))).to_have_value(found["from"])
    page.go_back()
    page.wait_for_function("!new URLSearchParams(location.search).has('from')")
    expect(page.get_by_role("combobox", name=text("timeline.from", "en"))).to_have_value("1966")


def test_decade_opens_its_years(page: Page, site: str) -> None:
    visit(page, site, "timeline", "fr")
    before = session(page)
    page.locator("a.decade").filter(has_text="2010").click()
    expect(page.locator(".decade.now")).to_contain_text("2010")
    expect(page.locator(".years h3").first).to_have_text("2010")
    assert (asked(page)["from"], asked(page)["to"]) == ("2010", "2019")
    assert session(page) == before


def test_what_is_clicked_in_the_list_is_brought_into_view(page: Page, site: str) -> None:
    visit(page, site, "timeline", "ar")
    page.locator('.years a[href*="at=meeting/is-14"]').click()
    panel = page.locator('.opened[data-path="meeting/is-14"]')
    expect(panel).to_be_in_viewport()
    expect(panel).to_be_focused()
    panel.locator("a.close").click()
    expect(panel).to_have_count(0)
    assert "at" not in asked(page)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_calendar_file_holds_the_rows_of_the_table(page: Page, site: str, lang: Language) -> None:
    visit(page, site, "timeline?part=due", lang)
    rows = page.locator("table.due tbody tr")
    expect(rows).to_have_count(4)
    with page.expect_download() as download:
        page.get_by_role("button", name=text("timeline.ics", lang)).click()
    assert download.value.suggested_filename == f"reporting-calendar.{lang}.ics"
    entries = Calendar.from_ical(Path(download.value.path()).read_bytes()).subcomponents
    assert len(entries) == 4
    for entry, row in zip(entries, rows.all(), strict=True):
        clause = row.locator("td.what > b a").inner_text()
        assert clause in entry["SUMMARY"]
        assert row.locator("td.what .words").inner_text() in entry["DESCRIPTION"]
        assert entry["URL"].endswith("para_" + re.sub(r"\D", "", clause))
        for name in row.locator("td.who a").all_inner_texts():
            assert name in entry["SUMMARY"]


def test_actor_cuts_table_and_file(page: Page, site: str) -> None:
    visit(page, site, "timeline?part=due&actor=actor/sesric", "en")
    expect(page.locator("table.due tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name=text("timeline.ics", "en")).click()
    (entry,) = Calendar.from_ical(Path(download.value.path()).read_bytes()).subcomponents
    assert entry["URL"].endswith("para_45")


def test_rows_to_take_away_are_those_of_the_list(page: Page, site: str) -> None:
    visit(page, site, "timeline?from=2019&to=2019&kinds=meeting", "en")
    page.locator(".years a").first.wait_for()
    listed = page.locator(".years a").all_inner_texts()
    rested(page)
    page.get_by_role("button", name=text("download", "en")).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    lines = csv.DictReader(Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines())
    assert [line["thingLabel"] for line in lines] == listed


@pytest.fixture
def phone(site: str, browser: Browser) -> Iterator[Page]:
    """A page under a finger."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def bring(phone: Page) -> float:
    """Brings the top of the picture to the top of the screen, once all of the page is there; where that is."""
    mark(phone, "meeting/mcsd-1")
    # The script that lets the finger through comes after the picture.
    phone.locator(".years a").first.wait_for()
    phone.locator(f"{PICTURE} .nsewdrag").evaluate("chart => chart.scrollIntoView({block: 'start'})")
    phone.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop > 300")
    return float(phone.get_by_test_id("stMain").evaluate("main => main.scrollTop"))


def test_finger_that_moves_over_the_picture_scrolls_the_page(phone: Page, site: str) -> None:
    visit(phone, site, "timeline", "en")
    before = bring(phone)
    touch = phone.context.new_cdp_session(phone)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": 200, "y": 600}]})
    for y in range(590, 380, -10):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": 200, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    phone.wait_for_function("y => document.querySelector('[data-testid=stMain]').scrollTop > y + 100", arg=before)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_finger_opens_what_it_taps(phone: Page, site: str, lang: Language) -> None:
    visit(phone, site, "timeline", lang)
    bring(phone)
    # What stands at the top of the picture is under the bar of the page.
    phone.touchscreen.tap(*mark(phone, "meeting/mcsd-1"))
    expect(phone.locator('.opened[data-path="meeting/mcsd-1"]')).to_be_in_viewport()
