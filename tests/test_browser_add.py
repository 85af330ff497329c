"""The Add and Quality views in Chromium: a real file is dropped, watched, looked at and taken away."""

from __future__ import annotations

import json
from pathlib import Path

import papers
import pytest
from playwright.sync_api import Page, expect
from screen import fits, visit

from oic_mandates.explorer.language import Language, text
from oic_mandates.graph import outline
from oic_mandates.graph.reader import annotate_file

YOUTH = Path(__file__).parent / "samples" / "youth.en.txt"
SLUG = "mcsd-2-2023-final-res"


def taken(page: Page, label: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).click()
    return waiting.value.path().read_bytes()


@pytest.mark.parametrize(("suffix", "lang", "width"), [("txt", "en", 1280), ("docx", "ar", 390)])
def test_a_file_is_dropped_and_taken_away_as_the_command_line_gives_it(
    page: Page, site: str, tmp_path: Path, suffix: str, lang: Language, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    file = tmp_path / f"youth.{suffix}"
    lines = [line for line in YOUTH.read_text(encoding="utf-8").splitlines() if line.strip()]
    made = papers.docx("".join(papers.paragraph(line) for line in lines)) if suffix == "docx" else YOUTH.read_bytes()
    file.write_bytes(made)
    visit(page, site, "add?body=actor/cfm&meeting=meeting/cfm-49", lang)
    field = page.get_by_test_id("stFileUploaderDropzone")
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if lang == "ar" else "ltr")
    button = field.locator("button p").evaluate("p => getComputedStyle(p, '::after').content")
    assert text("add.field.button", lang) in button
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_test_id("stProgress")).to_contain_text(text("add.step.start", lang)[:1])
    page.get_by_test_id("stTabs").wait_for()
    expect(page.get_by_test_id("stProgress")).to_have_count(0)
    assert fits(page)
    given = json.loads(taken(page, text("add.download.json", lang)))
    assert given == outline.annotated_outline(annotate_file(file))
    assert b"@base <https://w3id.org/oic-mandates/id/>" in taken(page, text("add.download.ttl", lang))
    page.get_by_role("tab", name=text("add.tab.names", lang)).click()
    expect(page.locator(".doubt").first).to_have_text(text("add.new", lang))
    assert fits(page)


def test_a_refused_file_is_followed_by_a_good_one(page: Page, site: str, tmp_path: Path) -> None:
    bad = tmp_path / "list.txt"
    bad.write_text("Milk, bread and a dozen eggs", encoding="utf-8")
    visit(page, site, "add", "fr")
    page.locator("input[type=file]").set_input_files(bad)
    expect(page.get_by_role("alert")).to_contain_text(text("add.error.refused", "fr"))
    page.locator("input[type=file]").set_input_files(YOUTH)
    page.get_by_test_id("stTabs").wait_for()
    expect(page.get_by_text(text("add.error.refused", "fr"))).to_have_count(0)


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("ar", 390)])
def test_quality_leads_from_part_to_part_and_to_the_clause(page: Page, site: str, lang: Language, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    visit(page, site, "quality", lang)
    page.locator("details.rule").first.wait_for()
    assert fits(page)
    page.get_by_role("link", name=text("quality.part.corrections", lang), exact=True).click()
    page.wait_for_function("new URLSearchParams(location.search).get('part') === 'corrections'")
    clause = page.locator("table.grid td.clause a").first
    clause.wait_for()
    assert fits(page)
    page.go_back()
    page.locator("details.rule").first.wait_for()
    page.go_forward()
    clause.click()
    page.locator("#para_1").wait_for()
