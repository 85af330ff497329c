"""Three tasks as somebody new does them: from the first page, by what is seen, each click counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from screen import rested, visit
from sheets import strings

from oic_mandates.explorer import data
from oic_mandates.explorer.language import Language, text
from oic_mandates.graph import iris


@dataclass
class Hand:
    """Somebody's hand: how often it clicked."""

    clicks: int = 0

    def click(self, on: Locator) -> None:
        on.first.click()
        self.clicks += 1


def view(page: Page, name: str, lang: Language) -> Locator:
    """The way to a view in the sidebar."""
    return page.get_by_test_id("stSidebar").get_by_role("link", name=text(name, lang), exact=True)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_what_must_sesric_do_with_the_general_secretariat(page: Page, site: str, lang: Language) -> None:
    hand = Hand()
    visit(page, site, "", lang)
    hand.click(view(page, "entity", lang))
    # A name is found by typing, which is no click.
    hand.click(page.get_by_role("combobox", name=text("entity.pick", lang)))
    page.keyboard.type("SESRIC" if lang == "en" else "سيسرك")
    page.keyboard.press("Enter")
    hand.click(page.locator('.beside a.value[href*="with=actor/oic-general-secretariat"]'))
    page.locator(".chips a.taken").wait_for()
    # What is asked of it stands first: clause 45 with its partners, clause 90 to both.
    asked = page.get_by_role("heading", name=text("entity.acts.addressee", lang))
    expect(asked).to_contain_text("(2)")
    hits = page.locator(".hit")
    expect(hits.nth(0)).to_contain_text(text("part.para", lang, number="45"))
    expect(hits.nth(1)).to_contain_text(text("part.para", lang, number="90"))
    assert hand.clicks == 3


def test_every_clause_that_cites_the_2030_agenda_as_excel(page: Page, site: str, home: Path) -> None:
    hand = Hand()
    visit(page, site, "", "en")
    hand.click(page.locator('a.way[href*="q=citing-clauses"]'))
    # The list is searched by typing, which is no click.
    hand.click(page.get_by_role("combobox", name="Instrument"))
    page.keyboard.type("2030 Agenda")
    page.keyboard.press("Enter")
    page.wait_for_function("location.search.includes('2030')")
    found = page.locator("table.grid tbody tr")
    found.first.wait_for()
    rested(page)
    hand.click(page.get_by_role("button", name=re.compile(text("download", "en"))))
    with page.expect_download() as waiting:
        hand.click(page.get_by_role("button", name="Excel"))
    content = waiting.value.path().read_bytes()
    clauses = {cell for cell in strings(content) if cell.startswith(str(iris.ID) + "mcsd-2-2023-final-res/")}
    expected = data.ask("citing-clauses", instrument="instrument/agenda-2030", lang="en")
    assert clauses == {row["clause"] for row in expected.records()}
    assert clauses
    assert hand.clicks == 4


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_of_what_clause_125_is_a_duplicate(page: Page, site: str, lang: Language) -> None:
    hand = Hand()
    visit(page, site, "", lang)
    hand.click(view(page, "compare", lang))
    couple = page.locator("table.couples tbody tr").filter(has_text="125").filter(has_text="114")
    couple.first.wait_for()
    hand.click(couple.get_by_role("link", name=text("compare.open", lang)))
    table = page.locator("table.traits")
    table.wait_for()
    expect(page.locator("body")).to_contain_text("95")
    assert hand.clicks == 2
