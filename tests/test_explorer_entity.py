"""The page of one name: its acts by role and force, with whom, what is beside it, what names both, and its years."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from screen import shown, words
from streamlit.testing.v1 import AppTest

from oic_mandates.explorer import data, entity
from oic_mandates.explorer.language import NAMES, Language, text

Open = Callable[..., AppTest]
LANGUAGES = tuple(NAMES)
SESRIC, SECRETARIAT = "actor/sesric", "actor/oic-general-secretariat"
GOLD = Path(__file__).parent / "gold" / "acts.tsv"


def gold() -> list[dict[str, str]]:
    """The mandates as two readers marked them."""
    with GOLD.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["mandate"] == "true"]


def heads(app: AppTest) -> list[str]:
    return [header.value for header in app.subheader]


def both(app: AppTest) -> dict[str, int]:
    """The names beside it, as a click adds each to the address, with the figure that it has."""
    found = {}
    for href, count in re.findall(
        r'<a href="entity\?([^"]*with=[^"]*)" class="value"[^>]*>.*?class="count">(\d+)<', shown(app)
    ):
        found[unquote(unescape(href)).rpartition("with=")[2]] = int(count)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_asked_stands_under_its_role_and_force(opened: Open, lang: Language) -> None:
    app = opened("entity", lang, id=SESRIC)
    assert not app.exception
    assert not app.warning
    asked = [row for row in gold() if SESRIC in row["addressees"].split(";")]
    beside = [row for row in gold() if SESRIC in row["partners"].split(";")]
    assert asked
    assert beside
    assert f"{text('entity.acts.addressee', lang)} ({len(asked)})" in heads(app)
    assert f"{text('entity.acts.partner', lang)} ({len(beside)})" in heads(app)
    for row in (*asked, *beside):
        assert text("part.para", lang, number=row["provision"].partition("_")[2]) in words(app)
    page = shown(app)
    # Urging is stronger than calling.
    forces = re.findall(r"<h4><a href=[^>]*id=force/(\w+)", page)
    assert forces == ["calling", "urging", "calling"]


def test_with_whom_counts_partners_of_either_side(home: Path) -> None:
    found = entity.acts(SESRIC, entity.beside(SESRIC, (), "en"), "en")
    expected: Counter[str] = Counter()
    for row in gold():
        addressees, partners = row["addressees"].split(";"), row["partners"].split(";")
        others = {*(partners if SESRIC in addressees else ()), *(addressees + partners if SESRIC in partners else ())}
        expected.update(others - {SESRIC, ""})
    assert entity.works_with(SESRIC, found) == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_name_beside_cuts_the_page_to_what_names_both(opened: Open, lang: Language) -> None:
    whole = opened("entity", lang, id=SESRIC)
    figure = both(whole)[SECRETARIAT]
    app = opened("entity", lang, id=SESRIC, **{"with": SECRETARIAT})
    assert f"{text('entity.clauses', lang)} ({figure})" in heads(app)
    assert text("entity.only", lang) in words(app)
    # A third name stands in at most as many provisions as it does without the second.
    before, after = both(whole), both(app)
    assert after
    assert all(count <= before[names.rpartition(",")[2]] for names, count in after.items())
    assert SECRETARIAT not in {names.rpartition(",")[2] for names in after}
    # The chip takes it off.
    assert f'href="entity?lang={lang}&amp;id={SESRIC}" class="taken"' in shown(app)


def test_three_names_are_found_together(home: Path) -> None:
    found = entity.beside(SESRIC, (SECRETARIAT, "actor/icesco"), "en")
    assert found.clauses
    for clause in found.clauses:
        named = {data.path_of(row["entity"]) for row in data.ask("spans", resolution=None, lang="en").records()
                 if data.path_of(row["provision"]) == clause}  # fmt: skip
        assert {SESRIC, SECRETARIAT, "actor/icesco"} <= named


def test_names_that_never_meet_leave_an_empty_page_that_says_so(opened: Open) -> None:
    app = opened("entity", "en", id=SESRIC, **{"with": "place/cairo"})
    assert text("entity.unnamed", "en") in [info.value for info in app.info]
    assert not app.exception


def test_a_name_that_is_none_is_told(opened: Open) -> None:
    app = opened("entity", "en", id=SESRIC, **{"with": "actor/nobody"})
    assert "actor/nobody" in app.warning[0].value
    assert both(app)


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("theme/disability", "theme"),
        ("group/children", "group"),
        ("verb/urges", "verb"),
        ("force/urging", "force"),
        ("instrument/crc", "instrument"),
        ("actor/cfm", "reportsTo"),
        ("meeting/mcsd-3", "due"),
    ],
)
def test_every_kind_of_name_has_its_acts(opened: Open, path: str, role: str) -> None:
    app = opened("entity", "en", id=path)
    assert not app.exception
    found = entity.acts(path, entity.beside(path, (), "en"), "en")
    assert f"{text(f'entity.acts.{role}', 'en')} ({len(found[role])})" in heads(app)
    ranks = [act.rank for act in found[role]]
    assert ranks == sorted(ranks, reverse=True)


def test_an_instrument_shows_its_parts(opened: Open) -> None:
    app = opened("entity", "en", id="instrument/crc")
    assert any(head.startswith(text("entity.parts", "en")) for head in heads(app))
    assert "entity?lang=en&amp;id=instrument/crc/art_22" in shown(app)
    # The table has the article, which alone is cited.
    assert "mandates?lang=en&amp;instrument=instrument/crc/art_22" in shown(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_years_hold_what_is_dated_and_near(opened: Open, lang: Language) -> None:
    page = shown(opened("entity", lang, id="meeting/mcsd-1"))
    line = page[page.index("line-of-years") :]
    assert "<bdi>2019</bdi>" in line
    years = [int(year) for year in re.findall(r"<b><bdi>(\d{4})</bdi></b>", line)]
    assert years == sorted(years)


def test_the_picture_is_small_and_leads_to_the_large_one(opened: Open) -> None:
    app = opened("entity", "en", id=SESRIC)
    assert text("entity.network", "en") in heads(app)
    assert f"network?lang=en&amp;preset=neighbourhood&amp;centre={SESRIC}" in shown(app)


def test_what_is_opened_in_the_picture_shows_its_clauses(opened: Open) -> None:
    app = opened("entity", "en", id=SESRIC, node=SECRETARIAT)
    page = shown(app)
    opened_node = page[page.index('class="opened-link"') :]
    assert f"with={SECRETARIAT}" in opened_node
    assert "clause=para_90" in opened_node


def test_the_table_is_offered_where_it_holds_the_same(opened: Open) -> None:
    same = text("entity.table", "en")
    assert same in words(opened("entity", "en", id=SESRIC))
    assert same not in words(opened("entity", "en", id=SESRIC, **{"with": SECRETARIAT}))


def test_names_are_read_once_for_each_build(home: Path) -> None:
    assert data.entities("en") is data.entities("en")
    with pytest.raises(TypeError):
        data.entities("en")["actor/nobody"] = None  # type: ignore[index]
