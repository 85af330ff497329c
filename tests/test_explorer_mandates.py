"""The Mandates view: what fits, how many would, and what is taken away."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from screen import shown, words
from streamlit.testing.v1 import AppTest

from oic_mandates.explorer import data, exports, mandates
from oic_mandates.explorer.language import NAMES, Language, text

Open = Callable[..., AppTest]
LANGUAGES = tuple(NAMES)
GOLD = Path(__file__).parent / "gold" / "acts.tsv"


def rows(app: AppTest) -> list[str]:
    """The rows of the table of acts."""
    return re.findall(r"<tr>(?!<th)(.*?)</tr>", shown(app), re.DOTALL)


def values(app: AppTest) -> dict[tuple[str, str], int]:
    """Facet and value of each choice in the panel, as its link changes the address, with its count."""
    found = {}
    for href, count in re.findall(
        r'<a href="mandates\?([^"]*)" class="value(?: chosen)?"[^>]*>.*?class="count">([\d.,\s]+)<', shown(app)
    ):
        for facet, given in parse_qs(href.replace("&amp;", "&")).items():
            if facet in mandates.FACETS:
                found[facet, given[0]] = int(re.sub(r"\D", "", count))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_acts_stand_in_the_order_of_the_document(opened: Open, lang: Language) -> None:
    app = opened("mandates", lang)
    assert not app.exception
    assert not app.warning
    assert text("mandates.count", lang, count="191") in words(app)
    first, *_ = rows(app)
    assert "rec_1" in first
    assert len(rows(app)) == 40


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_facet_cuts_the_table_and_leaves_its_own_counts(opened: Open, lang: Language) -> None:
    before = values(opened("mandates", lang))
    app = opened("mandates", lang, addressee="actor/sesric")
    assert text("mandates.count", lang, count="3") in words(app)
    assert all("actor/sesric" in row for row in rows(app))
    after = values(app)
    # Another addressee would be added to the first, so that its count is what it was.
    assert after["addressee", "actor/sesric,actor/member-states"] == before["addressee", "actor/member-states"]
    # Another facet counts within what is chosen.
    assert sum(count for (facet, _), count in after.items() if facet == "force") == 3


def test_counts_are_those_of_the_readers(home: Path) -> None:
    """The readers' own table of the acts, which no query of ours made."""
    with GOLD.open(encoding="utf-8") as stream:
        gold = list(csv.DictReader(stream, delimiter="\t"))
    found, _ = mandates.acts("en", None)
    for actor in ("sesric", "member-states", "oic-general-secretariat"):
        expected = sum(f"actor/{actor}" in row["addressees"].split(";") for row in gold)
        assert len(mandates.chosen_of(found, {"addressee": [f"actor/{actor}"]}, None)) == expected > 0


def test_facets_intersect_and_values_of_one_add_up(home: Path) -> None:
    found, _ = mandates.acts("en", None)
    sesric = mandates.chosen_of(found, {"addressee": ["actor/sesric"]}, None)
    states = mandates.chosen_of(found, {"addressee": ["actor/member-states"]}, None)
    both = mandates.chosen_of(found, {"addressee": ["actor/sesric", "actor/member-states"]}, None)
    assert {act.path for act in both} == {act.path for act in sesric} | {act.path for act in states}
    cut = mandates.chosen_of(found, {"addressee": ["actor/member-states"], "theme": ["theme/family"]}, None)
    assert 0 < len(cut) < len(states)
    assert all("theme/family" in act.values["theme"] for act in cut)


def test_each_count_is_what_its_choice_would_show(home: Path) -> None:
    found, _ = mandates.acts("fr", None)
    given = {"force": ["force/calling"]}
    for facet in mandates.FACETS:
        for value, count in mandates.counted(found, given, None, facet).items():
            others = {} if facet == "force" else given
            assert len(mandates.chosen_of(found, {**others, facet: [value]}, None)) == count, (facet, value)


@pytest.mark.parametrize(
    ("asked", "source"), [("ذوي الإعاقة", "ar"), ("persons with disabilities", "en"), ("الاعاقة", "ar")]
)
def test_words_are_found_in_any_language_and_marked(opened: Open, asked: str, source: str) -> None:
    app = opened("mandates", "en", words=asked)
    found = data.search(asked)
    assert found
    assert rows(app)
    for row in rows(app):
        assert re.search(rf'class="words found" lang="{source}".*<mark>', row, re.DOTALL)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("asked", ["؟!…", "xyzzyxyzzy", '"><script>alert(1)</script>'])
def test_words_that_stand_nowhere_are_told(opened: Open, asked: str, lang: Language) -> None:
    app = opened("mandates", lang, words=asked)
    assert not app.exception
    assert app.info[0].value == text("mandates.nothing", lang)
    assert "<script>" not in shown(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_value_that_the_graph_does_not_know_is_told(opened: Open, lang: Language) -> None:
    app = opened("mandates", lang, addressee="actor/nobody,actor/sesric")
    assert app.warning[0].value == text("mandates.unknown", lang, name="actor/nobody")
    assert len(rows(app)) == 3


def test_a_known_thing_without_acts_is_a_fair_question(opened: Open) -> None:
    app = opened("mandates", "en", addressee="actor/unicef")
    assert not app.warning
    assert app.info[0].value == text("mandates.none", "en")


@pytest.mark.parametrize("by", ["force", "addressee"])
def test_the_order_can_be_chosen(opened: Open, home: Path, by: str) -> None:
    app = opened("mandates", "en", sort=by)
    found, _ = mandates.acts("en", None)
    names = {path: named.short for path, named in data.entities("en").items()}
    expected = [act.clause.partition("/")[2] for act in mandates.ordered(found, by, names)][:40]
    seen = [parse_qs(urlsplit(re.search(r'href="(read[^"]*)"', row)[1].replace("&amp;", "&")).query)["clause"][0]
            for row in rows(app)]  # fmt: skip
    assert seen == expected
    if by == "force":
        ranks = [act.rank for act in mandates.ordered(found, by, names)]
        assert ranks == sorted(ranks, reverse=True)


def test_more_rows_are_one_click_away(opened: Open) -> None:
    app = opened("mandates", "en", shown="200")
    assert len(rows(app)) == 191


def test_what_is_taken_away_is_what_is_shown(home: Path) -> None:
    found, answer = mandates.acts("ar", None)
    cut = mandates.chosen_of(found, {"addressee": ["actor/sesric"]}, None)
    names = {path: named.label for path, named in data.entities("ar").items()}
    taken = mandates.exported(cut, answer, names)
    table = list(csv.DictReader(io.StringIO(exports.as_csv(taken).decode("utf-8-sig"))))
    assert [row["act"] for row in table] == [data.iri_of(act.path) for act in cut]
    assert all("https://w3id.org/oic-mandates/id/actor/sesric" in row["addressees"].split(" ") for row in table)
    assert all(names["actor/sesric"] in row["addresseesLabels"].split("; ") for row in table)
    bindings = json.loads(exports.as_json(taken))["results"]["bindings"]
    assert [row["clause"]["value"] for row in bindings] == [row["clause"] for row in table]
    clauses = exports.clauses_of(taken)
    assert data.bibliography(clauses, "bib", "ar").count(b"@misc{") == len(clauses) == 3
    assert data.bibliography(clauses, "ris", "ar").count(b"ER  -") == 3
