"""Provisions, resolutions and actors held against each other, without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import corpora
import pytest
from corpora import FIRST, SECOND, SYMBOLS
from hypothesis import given, settings
from hypothesis import strategies as some
from screen import open_view, shown, words
from streamlit.testing.v1 import AppTest

from oic_mandates.explorer import compare, compare_actors, compare_align, compare_html, data, mandates
from oic_mandates.explorer.compare import Part, Step
from oic_mandates.explorer.language import NAMES, Language, text

LANGUAGES = tuple(NAMES)
ONE, OTHER = f"{FIRST}/para_114", f"{FIRST}/para_125"
Open = Callable[..., AppTest]


def sound(app: AppTest) -> bool:
    return not app.exception and not app.error and not app.warning


def part(eid: str, words: str, slug: str = "a", parent: str = "") -> Part:
    return Part(f"{slug}/{eid}", eid, eid.partition("_")[2], parent or slug, words, "ar", "", "", "en")


def linked(page: str, pattern: str) -> list[str]:
    return re.findall(rf'href="{pattern}"', page)


@pytest.fixture(scope="module")
def two_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpora.build(tmp_path_factory.mktemp("two"))


@pytest.fixture
def two(two_home: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens views over two resolutions."""
    monkeypatch.setenv("OIC_MANDATES_HOME", str(two_home))
    monkeypatch.delenv("OIC_MANDATES_ENDPOINT", raising=False)
    return open_view


# --- words


def test_words_that_differ_are_found_and_no_others() -> None:
    found = compare.steps("يطلب اعتماد موقف موحد حول كافة القضايا.", "يطلب اتخاذ موقف موحد حول جميع القضايا.")
    changed = [(step.one.strip(), step.other.strip()) for step in found if not step.same]
    assert changed == [("اعتماد", "اتخاذ"), ("كافة", "جميع")]
    assert compare.counted(found) == (2, 5, 2)


def test_spellings_of_one_word_are_one_word() -> None:
    found = compare.steps("الإسلامي، أيضاً إلى الدّول", "الاسلامي ايضا؛ الى الدول")
    assert [step.same for step in found] == [True]
    # What is given back are the words as they stand.
    assert found[0].one == "الإسلامي، أيضاً إلى الدّول"
    assert found[0].other == "الاسلامي ايضا؛ الى الدول"


def test_what_is_only_in_one_text() -> None:
    assert compare.steps("", "") == []
    assert compare.steps("", "كلمة") == [Step(False, "", "كلمة")]
    assert compare.steps("كلمة", "") == [Step(False, "كلمة", "")]
    assert compare.steps("أ ب ج", "أ ج") == [Step(True, "أ ", "أ "), Step(False, "ب ", ""), Step(True, "ج", "ج")]


@settings(deadline=None)
@given(some.text(max_size=60), some.text(max_size=60))
def test_steps_lose_no_character(one: str, other: str) -> None:
    found = compare.steps(one, other)
    assert "".join(step.one for step in found) == one
    assert "".join(step.other for step in found) == other


def test_marks_are_elements_of_their_own_and_words_are_escaped() -> None:
    one, other = part("para_1", "<b> اعتماد موقف"), part("para_2", "<b> اتخاذ موقف")
    symbols = {"a": "A/1"}
    side = compare_html.pair(one, other, symbols, False, "ar")
    assert "<del>اعتماد</del> موقف" in side
    assert "<ins>اتخاذ</ins> موقف" in side
    assert "&lt;b&gt;" in side
    assert "<b>" not in side
    merged = compare_html.pair(one, other, symbols, True, "ar")
    assert "<del>اعتماد</del> <ins>اتخاذ</ins> موقف" in merged


def test_likeness_is_the_one_of_the_build(home: Path) -> None:
    parts = compare.parts("en")
    for row in data.ask("similar-clauses", percent=70, resolution=None, lang="en").records():
        one, other = (parts[data.path_of(row[name])] for name in ("clause", "otherClause"))
        assert round(compare.likeness(one, other), 2) == float(row["score"])


# --- two clauses


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_clauses_stand_side_by_side(opened: Open, lang: Language) -> None:
    app = opened("compare", lang, one=ONE, other=OTHER)
    assert sound(app)
    assert app.title[0].value == text("compare", lang)
    assert app.metric[0].value == text("compare.score", lang, percent="95")
    page = shown(app)
    pair = page[page.index('class="pair"') :]
    assert "<del>اعتماد</del>" in pair
    assert "<ins>اتخاذ</ins>" in pair
    # The translation of an Arabic clause is held against the other one, too.
    assert "<del>adopt</del>" in pair
    assert "<ins>take</ins>" in pair
    assert f'href="read?lang={lang}&amp;resolution={FIRST}&amp;clause=para_114"' in pair


def test_two_clauses_as_one_text(opened: Open) -> None:
    page = shown(opened("compare", "en", one=ONE, other=OTHER, layout="merged"))
    assert "<del>adopt</del> <ins>take</ins>" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_belongs_to_both_and_to_one(opened: Open, lang: Language) -> None:
    app = opened("compare", lang, one=f"{FIRST}/para_9", other=f"{FIRST}/para_45")
    assert sound(app)
    page = shown(app)
    table = page[page.index('class="grid traits"') :]
    cells = dict(
        zip(
            ("one", "both", "other"),
            re.findall(r'class="in-(?:one|both|other)"[^>]*>(.*?)</td>', table)[6:9],
            strict=True,
        )
    )
    # The third facet is to whom it is addressed: the General Secretariat alone, five institutions alone, none both.
    assert "actor/oic-general-secretariat" in cells["one"]
    assert cells["both"] == ""
    assert cells["other"].count("actor/") == 5
    names = {path: named.label for path, named in data.entities(lang).items()}
    assert names["actor/sesric"] in words(app)


def test_traits_are_whole(home: Path) -> None:
    parts = compare.parts("en")
    found = compare.traits(parts[ONE], parts[OTHER], "en")
    assert {(trait.facet, trait.path) for trait in found if trait.where == "both"} >= {
        ("addressee", "actor/oic-group-geneva"), ("instrument", FIRST), ("section", f"{FIRST}/sec_6"),
    }  # fmt: skip
    everything = {trait.path for trait in found}
    for act in mandates.acts("en", FIRST)[0]:
        if act.clause == ONE:
            assert {path for paths in act.links.values() for path in paths} <= everything
    exported = compare.as_answer(
        found, parts[ONE], parts[OTHER], {"act-links": data.ask("act-links", resolution=FIRST)}
    )
    assert len(exported.rows) == len(found)
    assert exported.columns == compare.COLUMNS
    both = [row for row in exported.rows if row[3] and row[4]]
    assert len(both) == sum(trait.where == "both" for trait in found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_clause_twice_is_told(opened: Open, lang: Language) -> None:
    app = opened("compare", lang, one=ONE, other=ONE)
    assert not app.exception
    assert [found.value for found in app.warning] == [text("compare.same", lang)]
    page = shown(app)
    assert "<del>" not in page[page.index('class="pair"') :]
    assert app.metric[0].value == text("compare.score", lang, percent="100")


def test_clauses_with_nothing_in_common_say_so(opened: Open) -> None:
    app = opened("compare", "en", one=f"{FIRST}/formula_1", other=OTHER)
    assert sound(app)
    assert text("compare.nothing_common", "en") in [found.value for found in app.info]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_clause_finds_its_nearest(opened: Open, lang: Language) -> None:
    app = opened("compare", lang, one=ONE)
    assert sound(app)
    page = shown(app)
    found = linked(page, rf"compare\?lang={lang}&amp;one={ONE}&amp;other=([^\"]+)")
    assert found[0] == OTHER
    assert len(found) == 5


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "query",
    [
        {"one": f"{FIRST}/para_900"}, {"other": "<script>"}, {"one": "x/para_1", "other": OTHER}, {"part": "moon"},
        {"part": "alike", "least": "12"}, {"one": ONE, "other": OTHER, "layout": "x"},
        {"part": "actors", "by": "moon"}, {"one": f"{FIRST}/sec_1", "other": f"{FIRST}/sec_2", "rows": "none"},
        {"actors": "actor/nobody"}, {"one": f"{FIRST}/sec_9"}, {"one": "no-such"},
    ],
)  # fmt: skip
def test_what_the_address_asks_in_vain_is_told(opened: Open, lang: Language, query: dict[str, str]) -> None:
    app = opened("compare", lang, **query)
    assert not app.exception
    assert not app.error
    assert len(app.warning) == 1


def test_fields_write_into_the_address(opened: Open) -> None:
    app = opened("compare", "en")
    app.selectbox(key="field.one").set_value(ONE).run()
    app.selectbox(key="field.other").set_value(OTHER).run()
    assert [app.query_params[name] for name in ("one", "other")] in ([ONE, OTHER], [[ONE], [OTHER]])
    assert "<del>اعتماد</del>" in shown(app)
    app.selectbox(key="field.other").set_value(None).run()
    assert "other" not in app.query_params
    assert sound(app)


# --- near-duplicates


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("least", "pairs"), [("70", 3), ("80", 1), ("90", 1)])
def test_near_duplicates_open_their_pair(opened: Open, lang: Language, least: str, pairs: int) -> None:
    app = opened("compare", lang, part="alike", least=least)
    assert sound(app)
    found = linked(shown(app), rf"compare\?lang={lang}&amp;one=([^&]+)&amp;other=([^\"]+)")
    assert found[0] == (ONE, OTHER)
    assert len(found) == pairs
    assert text("compare.score", lang, percent="95") in words(app)


def test_an_empty_page_begins_with_the_near_duplicates(opened: Open) -> None:
    app = opened("compare", "fr")
    assert sound(app)
    assert [found.value for found in app.info] == [text("compare.start", "fr")]
    assert (ONE, OTHER) in linked(shown(app), r"compare\?lang=fr&amp;one=([^&]+)&amp;other=([^\"]+)")


# --- two resolutions


def test_the_most_alike_are_made_a_couple_first() -> None:
    ones = [part("para_1", "يدعو الدول الأعضاء إلى حماية الأطفال"), part("para_2", "كلام لا شبيه له البتة")]
    others = [
        part("para_1", "افتتاحية جديدة", "b"),
        part("para_2", "يدعو الدول الأعضاء إلى حماية الأطفال كافة", "b"),
        part("para_3", "يدعو الدول الأعضاء إلى حماية الأطفال", "b"),
        part("para_4", "خاتمة", "b"),
    ]
    found = compare_align.align(ones, others, 60)
    sides = [(couple.one and couple.one.eid, couple.other and couple.other.eid, couple.score) for couple in found]
    assert sides == [
        (None, "para_1", 0), (None, "para_2", 0), ("para_1", "para_3", 1.0), ("para_2", None, 0), (None, "para_4", 0),
    ]  # fmt: skip


def test_every_part_stands_in_one_row() -> None:
    ones = [part(f"para_{i}", f"نص رقم {i} في القرار") for i in range(1, 9)]
    others = [part(f"para_{i}", f"نص رقم {i} في القرار", "b") for i in range(8, 0, -1)]
    found = compare_align.align(ones, others, 50)
    for side, wanted in (("one", ones), ("other", others)):
        stood = [found_part for couple in found if (found_part := getattr(couple, side))]
        assert sorted(item.path for item in stood) == sorted(item.path for item in wanted)
    assert compare_align.align([], others, 50)[0].one is None
    assert compare_align.align(ones, [], 50)[0].other is None
    assert compare_align.align([], [], 50) == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_resolution_says_so_and_lets_sections_be_compared(opened: Open, lang: Language) -> None:
    app = opened("compare", lang, one=f"{FIRST}/sec_1", other=f"{FIRST}/sec_2")
    assert sound(app)
    assert text("compare.single", lang) in [found.value for found in app.info]
    page = shown(app)
    numbers = [
        int(number) for number in linked(page, rf"read\?lang={lang}&amp;resolution={FIRST}&amp;clause=para_(\d+)")
    ]
    # Sections A and B, from clause 1 to clause 57.
    assert sorted(set(numbers)) == list(range(1, max(numbers) + 1))
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_resolutions_are_aligned(two: Open, lang: Language) -> None:
    app = two("compare", lang, one=SECOND, other=FIRST, rows="both")
    assert sound(app)
    page = shown(app)
    found = linked(page, rf"compare\?lang={lang}&amp;one={SECOND}/(\w+)&amp;other={FIRST}/(\w+)")
    assert {("para_1", "para_125"), ("para_4", "para_53")} <= set(found)
    assert all(symbol in words(app) for symbol in SYMBOLS.values())
    assert not [info.value for info in app.info]


def test_what_only_one_resolution_says(two: Open) -> None:
    app = two("compare", "en", one=SECOND, other=FIRST, rows="one")
    assert sound(app)
    found = linked(shown(app), rf"read\?lang=en&amp;resolution={SECOND}&amp;clause=(\w+)")
    assert {"para_3", "para_5"} <= set(found)
    assert "para_1" not in found
    other = two("compare", "en", one=SECOND, other=FIRST, rows="other", least="90")
    assert len(linked(shown(other), rf"read\?lang=en&amp;resolution={FIRST}&amp;clause=(\w+)")) == 60
    more = linked(shown(other), r"(compare\?[^\"]*shown=300[^\"]*)")
    assert len(more) == 1
    assert all(kept in more[0] for kept in ("rows=other", "least=90", f"one={SECOND}"))


def test_rows_to_take_away_are_the_rows_shown(two: Open) -> None:
    couples = compare_align.aligned(SECOND, FIRST, 60, "en")
    answer = compare_align.as_answer(couples, data.ask("reading", resolution=None, lang="en"))
    assert len(answer.rows) == len(couples)
    both = [row for row in answer.rows if row[0]]
    assert {(row[1].value, row[4].value) for row in both if row[1] and row[4]} >= {
        (data.iri_of(f"{SECOND}/para_1"), data.iri_of(f"{FIRST}/para_125"))
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_clauses_of_two_resolutions_are_told_apart_by_their_symbols(two: Open, lang: Language) -> None:
    app = two("compare", lang, one=f"{SECOND}/para_1", other=f"{FIRST}/para_125")
    assert sound(app)
    pair = shown(app)[shown(app).index('class="pair"') :]
    for symbol in SYMBOLS.values():
        assert symbol in pair
    # One of them has no translation, so that there is none to hold against it.
    assert "adopt" not in pair


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_resolutions_are_chosen_from_a_list(two: Open, lang: Language) -> None:
    app = two("compare", lang, part="resolutions")
    assert sound(app)
    assert [found.value for found in app.info] == [text("compare.start.resolutions", lang)]
    options = app.selectbox(key="field.one").options
    assert len(options) == 2 + 6
    app = two("compare", lang, one=FIRST, other=FIRST)
    assert [found.value for found in app.warning] == [text("compare.same", lang)]


# --- actors


@pytest.mark.parametrize("lang", LANGUAGES)
def test_actors_share_mandates_and_themes(opened: Open, lang: Language) -> None:
    app = opened("compare", lang, actors="actor/sesric,actor/icesco")
    assert sound(app)
    headers = [header.value for header in app.header]
    assert text("compare.shared", lang, count="5") in headers
    page = shown(app)
    table = page[page.index('class="grid shared"') : page.index('class="grid concepts"')]
    assert re.findall(r"clause=para_(\d+)", table) == ["9", "15", "45", "46", "57"]
    assert text("compare.role.partner", lang) in words(app)
    assert data.entities(lang)["theme/child-welfare"].label in words(app)


def test_shared_are_the_mandates_in_which_both_have_a_part(home: Path) -> None:
    tasks = compare_actors.mandates_of(mandates.acts("en", None)[0])
    found = compare_actors.shared(tasks, ["actor/sesric", "actor/icesco"])
    wanted = [
        act.path
        for act in tasks
        if {"actor/sesric", "actor/icesco"} <= {*act.values["addressee"], *act.values["partner"]}
    ]
    assert sorted(item.act.path for item in found) == sorted(wanted)
    together = [item.act.clause for item in found if item.together]
    assert together == [f"{FIRST}/para_45"]


@pytest.mark.parametrize("by", ["mandates", "themes"])
def test_each_figure_of_the_matrix_opens_its_pair(opened: Open, by: compare_actors.By) -> None:
    page = shown(opened("compare", "en", part="actors", by=by))
    end = "&amp;by=themes" if by == "themes" else ""
    cells = re.findall(rf'href="compare\?lang=en&amp;actors=([\w/-]+)%2C([\w/-]+){end}"[^>]*>(\d+)<', page)
    assert len(cells) > 30
    tasks = compare_actors.mandates_of(mandates.acts("en", None)[0])
    for one, other, figure in cells:
        if by == "mandates":
            assert len(compare_actors.shared(tasks, [one, other])) == int(figure), (one, other)
        else:
            assert len(compare_actors.concepts(tasks, [one, other], "theme")) == int(figure), (one, other)
    # Both halves of the matrix say the same.
    assert {(one, other, n) for one, other, n in cells} == {(other, one, n) for one, other, n in cells}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_actors_that_share_nothing_say_so(opened: Open, lang: Language) -> None:
    app = opened("compare", lang, actors="actor/oic-group-geneva,actor/isf")
    assert sound(app)
    assert text("compare.no_shared", lang) in [found.value for found in app.info]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_actor_asks_for_another(opened: Open, lang: Language) -> None:
    app = opened("compare", lang, actors="actor/sesric")
    assert sound(app)
    assert [found.value for found in app.info] == [text("compare.one_more", lang)]
    app.multiselect(key="field.actors").set_value(["actor/sesric", "actor/isdb"]).run()
    assert app.query_params["actors"] in ("actor/sesric,actor/isdb", ["actor/sesric,actor/isdb"])
    assert text("compare.shared", lang, count="2") in [header.value for header in app.header]


def test_three_actors_are_held_together(opened: Open) -> None:
    app = opened("compare", "en", actors="actor/sesric,actor/icesco,actor/iifa")
    assert sound(app)
    page = shown(app)
    table = page[page.index('class="grid shared"') : page.index('class="grid concepts"')]
    clauses = re.findall(r"clause=para_(\d+)", table)
    # Those in which all three have a part stand first.
    assert set(clauses[:3]) == {"9", "45", "46"}


def test_a_graph_in_which_nobody_is_asked_says_so(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    _, answer = mandates.acts("en", None)
    monkeypatch.setattr(mandates, "acts", lambda language, resolution: ((), answer))
    app = opened("compare", "en", part="actors")
    assert sound(app)
    assert [found.value for found in app.info] == [text("compare.no_actors", "en")]
