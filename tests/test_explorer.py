"""The explorer without a browser: every view in three languages, texts to HTML, addresses, colours."""

from __future__ import annotations

import html
import re
import string
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from screen import shown, words
from streamlit.testing.v1 import AppTest

from oic_mandates.explorer import components, data, language, links, mandates, markup, reading
from oic_mandates.explorer.language import NAMES, TEXTS, Language, text
from oic_mandates.explorer.reading import Act, Correction, Provision, Span
from oic_mandates.queries.library import library

ROOT = Path(__file__).resolve().parent.parent
RESOLUTION = "mcsd-2-2023-final-res"
LANGUAGES = tuple(NAMES)
QUESTIONS = [query.name for query in library() if query.question is not None]
Open = Callable[..., AppTest]


def asked(app: AppTest, name: str) -> str:
    """What the address holds under a name; AppTest gives it bare, or as a list."""
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def sound(app: AppTest) -> bool:
    return not app.exception and not app.error and not app.warning


# --- the views


@pytest.mark.parametrize("lang", LANGUAGES)
def test_home_says_what_the_graph_holds(opened: Open, lang: Language) -> None:
    app = opened("home", lang)
    assert sound(app)
    assert app.title[0].value == text("app", lang)
    page = words(app)
    assert text("home.lead", lang) in page
    for name, count in (("Recital", 24), ("OperativeClause", 137), ("Correction", 40)):
        assert f"{text(f'figure.{name}', lang)}{count}" in page
    for query in data.questions():
        assert html.escape(query.titles[lang]) in shown(app)
        assert f'href="questions?lang={lang}&amp;q={query.name}"' in shown(app)


def test_each_figure_of_the_picture_opens_as_many_mandates(opened: Open) -> None:
    page = shown(opened("home", "en"))
    cells = re.findall(r'href="mandates\?lang=en&amp;addressee=([^&]+)&amp;theme=([^"]+)"[^>]*>(\d+)<', page)
    assert len(cells) > 60
    found, _ = mandates.acts("en", None)
    for actor, theme, figure in cells:
        fits = mandates.chosen_of(found, {"addressee": [actor], "theme": [theme], "asks": ["yes"]}, None)
        assert len(fits) == int(figure), (actor, theme)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_read_shows_every_part_in_order(opened: Open, lang: Language) -> None:
    app = opened("read", lang)
    assert sound(app)
    ids = re.findall(r'id="((?:formula|rec|sec|para)_\d+)"', shown(app))
    assert [eid for eid in ids if eid.startswith("para")] == [f"para_{n}" for n in range(1, 138)]
    assert [eid for eid in ids if eid.startswith("rec")] == [f"rec_{n}" for n in range(1, 25)]
    assert [eid for eid in ids if eid.startswith("sec")] == [f"sec_{n}" for n in range(1, 7)]
    assert text("part.para", lang, number="47") in words(app)
    assert "OIC/MCSD-2/2023/FINAL-RES" in words(app)


def test_read_marks_names_and_verbs_where_they_stand(opened: Open) -> None:
    page = shown(opened("read", "en"))
    clause = page[page.index('id="para_123"') : page.index('id="para_124"')]
    assert re.search(r'<a class="m m-verb"|class="m m-verb"', clause)
    assert 'href="entity?lang=en&amp;id=actor/sesric"' in clause
    assert "Statistical, Economic and Social Research and Training Centre for Islamic Countries" in clause


def test_read_marks_the_clause_of_the_address(opened: Open) -> None:
    styles = [element.proto.body for element in opened("read", "en", clause="para_47").get("html")]
    assert any(body.startswith("<style>#para_47 ") for body in styles)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_entity_shows_names_facts_and_clauses(opened: Open, lang: Language) -> None:
    app = opened("entity", lang, id="actor/sesric")
    assert sound(app)
    page = words(app)
    for name in (
        "مركز الأبحاث الإحصائية والاقتصادية والاجتماعية والتدريب للدول الإسلامية",
        "Statistical, Economic and Social Research and Training Centre for Islamic Countries",
        "Centre de recherches statistiques, économiques et sociales et de formation pour les pays islamiques",
    ):
        assert name in page
    assert "سيبريك" in page
    assert "https://www.sesric.org" in page
    assert text("part.para", lang, number="123") in page
    headers = [header.value for header in app.subheader]
    assert any(header.startswith(text("entity.acts.addressee", lang)) for header in headers)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_thing_has_a_page(opened: Open, home: Path, lang: Language) -> None:
    by_kind = {name.kind: name.path for name in data.entities(lang).values() if name.provisions}
    assert {"actor", "instrument", "meeting", "place", "date", "programme", "verb", "group", "theme"} <= set(by_kind)
    for path in by_kind.values():
        app = opened("entity", lang, id=path)
        assert sound(app), path
        assert data.entities(lang)[path].label in words(app)


def test_names_can_be_browsed_and_picked(opened: Open) -> None:
    app = opened("entity", "en")
    assert "Named most often" in [header.value for header in app.subheader]
    app.selectbox(key="entity.pick").set_value("place/cairo").run()
    assert asked(app, "id") == "place/cairo"
    assert "Cairo" in words(app)
    app.selectbox(key="entity.kind").set_value("meeting").run()
    assert sound(app)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", QUESTIONS)
def test_question_is_answered_from_the_graph(opened: Open, home: Path, name: str, lang: Language) -> None:
    app = opened("questions", lang, q=name)
    assert sound(app)
    assert app.selectbox(key="questions.pick").value == name
    assert library()[name].descriptions[lang] in words(app)
    assert '<table class="grid">' in shown(app)
    assert library()[name].text.splitlines()[0] in app.code[0].value
    # A raw address stands in no cell, only in links.
    assert "https://w3id.org" not in words(app)


def test_choice_changes_answer_and_address(opened: Open) -> None:
    app = opened("questions", "en", q="strength-of-language")
    before = shown(app)
    app.selectbox(key="questions.strength-of-language.by").set_value("addressee").run()
    assert asked(app, "by") == "addressee"
    assert shown(app) != before
    app.selectbox(key="questions.pick").set_value("meetings").run()
    assert "by" not in app.query_params
    assert asked(app, "q") == "meetings"


def test_everything_can_be_asked(opened: Open) -> None:
    one = opened("questions", "en", q="asked-of-actor", actor="actor/sesric")
    everyone = opened("questions", "en", q="asked-of-actor", actor="*")
    assert shown(everyone).count("<tr>") > shown(one).count("<tr>")


def test_language_is_chosen_and_kept_in_the_address(opened: Open) -> None:
    app = opened("home", "en")
    app.button_group(key="language.choice").set_value("ar").run()
    assert asked(app, "lang") == "ar"
    assert app.title[0].value == text("app", "ar")


# --- what is not there


@pytest.mark.parametrize(
    ("view", "query", "key"),
    [
        ("read", {"clause": "para_999"}, "read.unknown"),
        ("read", {"clause": "}</style><script>"}, "read.unknown"),
        ("read", {"resolution": "nothing"}, "read.unknown_resolution"),
        ("entity", {"id": "actor/nobody"}, "entity.unknown"),
        ("entity", {"id": '"><script>alert(1)</script>'}, "entity.unknown"),
        ("entity", {"id": "actor/a b"}, "entity.unknown"),
        ("questions", {"q": "nothing"}, "questions.unknown"),
        ("questions", {"q": "asked-of-actor", "actor": "actor/nobody"}, "questions.rejected"),
        ("questions", {"q": "similar-clauses", "percent": "many"}, "questions.rejected"),
        ("questions", {"q": "strength-of-language", "by": "<b>"}, "questions.rejected"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_unknown_address_is_told(opened: Open, view: str, query: dict[str, str], key: str, lang: Language) -> None:
    app = opened(view, lang, **query)
    assert not app.exception
    assert [warning.value.split("{")[0] for warning in app.warning]
    start = getattr(TEXTS[key], lang).partition("{")[0]
    assert app.warning[0].value.startswith(start)
    assert "<script>" not in shown(app)
    assert shown(app)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", links.VIEWS)
def test_missing_store_is_told_with_its_cure(
    opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, view: str, lang: Language
) -> None:
    monkeypatch.setenv("OIC_MANDATES_HOME", str(tmp_path))
    app = opened(view, lang)
    assert not app.exception
    assert app.error[0].value == text("error.store", lang)
    assert app.code[0].value == "oic-mandates build"


def test_silent_endpoint_is_told(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OIC_MANDATES_ENDPOINT", "http://127.0.0.1:9/sparql")
    app = opened("home", "fr")
    assert not app.exception
    assert app.error[0].value == text("error.query", "fr")


# --- the texts


def test_texts_are_complete_in_three_languages() -> None:
    for key, found in TEXTS.items():
        assert set(found._fields) == set(LANGUAGES)
        assert all(part.strip() for part in found), key
        fields = [sorted(name for _, name, _, _ in string.Formatter().parse(part) if name) for part in found]
        assert fields[0] == fields[1] == fields[2], key
        # What is the same in every language (a sign, a field, F1) needs no Arabic letter.
        bare = re.sub(r"\{\w+\}", "", found.ar)
        assert re.search(r"[\u0621-\u064a]", bare) or not re.search(r"\w", bare) or len(set(found)) == 1, key


def test_every_text_is_used_and_every_used_text_is_there() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "explorer").rglob("*.py"))
    used = set(re.findall(r"""["']((?:[a-z]+\.)?[a-zA-Z_.-]+)["']""", code))
    # A key that is put together begins like this in the code.
    made = (*re.findall(r"""\bf["']([a-z_.]+\.)\{""", code), "property.", "inverse.")
    unused = [key for key in TEXTS if key not in used and not key.startswith(made)]
    assert unused == []
    asked = set(re.findall(r"""\btext\(\s*["']([a-z._]+)["']""", code))
    assert sorted(asked - set(TEXTS)) == []


def test_columns_of_the_questions_have_heads(home: Path) -> None:
    joined = {"number", "otherNumber", "act", "annotation", "correction", "similarity"}
    for name in QUESTIONS:
        columns = {column for column in data.ask(name).columns if not column.endswith(("Label", "Labels"))}
        assert sorted(columns - joined - {key.partition(".")[2] for key in TEXTS}) == [], name


def test_kinds_have_names() -> None:
    for kind in (*links.ENTITY_KINDS, *markup.MARKED, "resolution"):
        assert language.has_text(f"kind.{kind}")


# --- the addresses


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("actor/sesric", "entity?lang=fr&id=actor/sesric"),
        ("instrument/crc/art_22", "entity?lang=fr&id=instrument/crc/art_22"),
        (RESOLUTION, f"read?lang=fr&resolution={RESOLUTION}"),
        (f"{RESOLUTION}/para_9", f"read?lang=fr&resolution={RESOLUTION}&clause=para_9"),
        (f"{RESOLUTION}/para_9/act_1", f"read?lang=fr&resolution={RESOLUTION}&clause=para_9"),
        (f"{RESOLUTION}/ara/txt", ""),
    ],
)
def test_address_of_a_path(path: str, address: str) -> None:
    assert links.to_path(path, "fr") == address


# --- text to HTML


def provision(printed: str, *spans: Span, corrections: tuple[Correction, ...] = ()) -> Provision:
    return Provision("para_1", "para", "1", "sec_1", printed, "ar", "", spans, (), (), corrections)


def span(printed: str, part: str, path: str) -> Span:
    start = printed.index(part)
    return Span(start, start + len(part), path, f"<{path}>", "")


def plain(marked: str) -> str:
    return html.unescape(re.sub(r"<ins.*?</ins>|<sup>.*?</sup>|<[^>]+>", "", marked))


def test_text_is_escaped() -> None:
    printed = 'a <b>&"c'
    marked = markup.marked_text(provision(printed, span(printed, "<b>", "actor/x")), "en")
    assert plain(marked) == printed
    assert "<b>" not in marked
    assert 'title="\u2068&lt;actor/x&gt;\u2069 - Actor"' in marked


def test_spans_may_nest_meet_and_coincide() -> None:
    printed = "one two three four"
    found = provision(
        printed,
        span(printed, "one two three", "actor/long"),
        span(printed, "two", "place/inner"),
        span(printed, "three four", "date/2025"),
        span(printed, "three four", "event/twin"),
    )
    marked = markup.marked_text(found, "en")
    assert plain(marked) == printed
    assert "m-place" in marked
    assert "also m-event" in marked
    assert marked.count("<a ") == marked.count("</a>")


def test_offsets_are_code_points() -> None:
    printed = "\U0001d51e يدعو \U0001d51e"
    act = Act("verb/calls", "calls", "calling", 11, True)
    found = replace(provision(printed, span(printed, "يدعو", "verb/calls")), acts=(act,))
    marked = markup.marked_text(found, "en")
    assert ">يدعو</a>" in marked
    assert "force: calling" in marked


@pytest.mark.parametrize(
    ("printed", "read", "gone", "added"),
    [
        ("المعقد في إسطنبول", "المنعقد في إسطنبول", "المعقد", "المنعقد"),
        ("يعرب عن التغييرات", "يعرب عن قلقه إزاء التغييرات", "", "قلقه إزاء "),
        ("جودة التعليم. كما يحث.", "جودة التعليم.", " كما يحث.", ""),
        ("الاستثنائية، الثالثة", "الاستثنائية الثالثة", "الاستثنائية،", "الاستثنائية"),
        ("الأولى", "الأولى والثانية", "", " والثانية"),
    ],
)
def test_heart_of_a_correction(printed: str, read: str, gone: str, added: str) -> None:
    change = markup.heart(Correction(10, 10 + len(printed), printed, read, "why", "en"))
    assert printed[change.start - 10 : change.end - 10] == gone
    assert change.added == added


def test_correction_is_seen_and_explained() -> None:
    printed = "المؤتمر المعقد في إسطنبول"
    correction = Correction(8, 25, "المعقد في إسطنبول", "المنعقد في إسطنبول", "A letter is <missing>.", "en")
    found = provision(printed, span(printed, "إسطنبول", "place/istanbul"), corrections=(correction,))
    shown_ = markup.provision_html(found, RESOLUTION, "en")
    assert "<del" in shown_
    assert ">المنعقد</ins>" in shown_
    assert "A letter is &lt;missing&gt;." in shown_
    assert shown_.count('class="m m-place"') == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_character_of_the_real_text_is_lost(home: Path, lang: Language) -> None:
    found = reading.provisions(RESOLUTION, lang)
    assert len(found) == 168
    for provision_ in found:
        assert plain(markup.marked_text(provision_, lang)) == provision_.text, provision_.eid
        for correction in provision_.corrections:
            assert provision_.text[correction.start : correction.end] == correction.printed


# --- colours


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(colour: str, ground: str, share: float) -> str:
    pairs = [(int(colour[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


@pytest.mark.parametrize(("theme", "place"), [("light", 0), ("dark", 1)])
def test_colours_have_contrast(theme: str, place: int) -> None:
    css = (ROOT / "explorer/static/explorer.css").read_text(encoding="utf-8")
    config = (ROOT / "explorer/.streamlit/config.toml").read_text(encoding="utf-8")
    section = config[config.index(f"[theme.{theme}]") :]
    ink, ground, panel = (
        re.search(rf'^{name} = "(#\w+)"', section, re.M)[1]  # type: ignore[index]
        for name in ("textColor", "backgroundColor", "secondaryBackgroundColor")
    )
    hues = {name: pair[place] for name, *pair in re.findall(r"--(\w+): light-dark\((#\w+), (#\w+)\)", css)}
    assert set(markup.MARKED) <= set(hues)
    for paper in (ground, panel):
        # Text in these colours, and the lines under marked words.
        for name in (*markup.MARKED, "quiet", "link", "mark"):
            assert contrast(hues[name], paper) >= 4.5, name
        for kind in markup.MARKED:
            assert contrast(ink, mixed(hues[kind], paper, 0.13)) >= 7, kind


def test_kinds_differ_without_colour() -> None:
    css = (ROOT / "explorer/static/explorer.css").read_text(encoding="utf-8")
    lines = {}
    for kind in markup.MARKED:
        rule = re.search(rf"^\.m-{kind}(?:, [^{{]*)? {{(.*?)}}", css, re.M | re.S)
        assert rule, kind
        lines[kind] = tuple(sorted(re.findall(r"text-decoration-(line|style|thickness): ([^;!]+)", rule[1])))
    assert len(set(lines.values())) == len(lines)


@pytest.mark.parametrize("value", ["https://example.org/elsewhere", f"{data.iri_of('actor/sesric')}"])
def test_a_clause_that_is_none_is_shown_as_what_it_is(value: str) -> None:
    answer = data.Answer(("clause", "number"), ((data.Term("uri", value), data.Term("literal", "1")),), "")
    assert value.rpartition("/")[2] in components.answer_table(answer, "en", 10)
