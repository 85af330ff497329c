"""The Read view without a browser: the document, its switches, its panels, and what they give to take away."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from screen import shown, words
from streamlit.testing.v1 import AppTest

from oic_mandates.explorer import data, links, markup, read_tools, reading
from oic_mandates.explorer.language import NAMES, Language, text
from oic_mandates.explorer.read_evidence import evidence
from oic_mandates.explorer.read_tools import View
from oic_mandates.graph import iris
from oic_mandates.graph.folder import Folder
from oic_mandates.graph.fragment import validate_file
from oic_mandates.graph.pipeline import built_parts

Open = Callable[..., AppTest]
LANGUAGES = tuple(NAMES)
RESOLUTION = "mcsd-2-2023-final-res"


def sound(app: AppTest) -> bool:
    return not app.exception and not app.error and not app.warning


def styles(app: AppTest) -> str:
    """The rules that the address makes, not those of the style sheets."""
    bodies = [found.proto.body for found in app.get("html")]
    return "\n".join(body for body in bodies if body.startswith("<style>.stApp .stMain"))


def chosen(app: AppTest) -> list[str]:
    """The positions of the switches, as a reader sees them."""
    return [html.unescape(name) for name in re.findall(r'class="now"[^>]*aria-current="true">([^<]+)<', shown(app))]


def plain(marked: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", marked))


def part(page: str, eid: str) -> str:
    """The HTML of one part."""
    found = re.search(rf'<article [^>]*id="{eid}".*?</article>', page, re.DOTALL)
    assert found
    return found[0]


def answered(eid: str) -> data.Answer:
    return data.ask("statements-of-clause", clause=data.iri_of(f"{RESOLUTION}/{eid}"))


# --- the document


@pytest.mark.parametrize("lang", LANGUAGES)
def test_text_stands_beside_its_translation(opened: Open, lang: Language) -> None:
    app = opened("read", lang)
    assert sound(app)
    clause = part(shown(app), "para_47")
    assert clause.index('lang="ar" dir="rtl"') < clause.index('class="prov-tr" lang="en" dir="ltr"')
    assert "Urges that cooperation be strengthened" in plain(clause)
    assert text("read.translation", lang) in plain(clause)
    assert chosen(app) == [text("read.show.both", lang), text("read.corrections.marked", lang)]
    assert (text("read.show.else", lang, name=read_tools.language_name("en", lang)) in words(app)) == (lang == "fr")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_switches_change_the_style_and_not_the_text(opened: Open, lang: Language) -> None:
    usual = opened("read", lang)
    app = opened("read", lang, show="translation", corrections="read", hide="actor,date")
    assert sound(app)
    english = read_tools.language_name("en", lang)
    assert chosen(app) == [
        text("read.show.translation", lang, name=english),
        text("read.corrections.read", lang),
    ]
    for rule in (".two > .prov-text", ".prov del", ".prov a.m-actor {", ".prov a.m-date {"):
        assert rule in styles(app)
        assert rule not in styles(usual)
    assert part(shown(app), "rec_14") == part(shown(usual), "rec_14")


def test_each_position_of_a_switch_is_an_address(opened: Open) -> None:
    page = shown(opened("read", "en", clause="para_47", show="text", hide="verb"))
    tools = page[page.index('class="read-tools"') : page.index("<h2")]
    found = [parse_qs(urlsplit(html.unescape(href)).query) for href in re.findall(r'href="([^"]+)"', tools)]
    usual = {"lang": ["en"], "resolution": [RESOLUTION], "clause": ["para_47"]}
    assert {**usual, "hide": ["verb"]} in found
    assert {**usual, "show": ["translation"], "hide": ["verb"]} in found
    assert {**usual, "show": ["text"], "corrections": ["printed"], "hide": ["verb"]} in found
    assert {**usual, "show": ["text"]} in found
    assert {**usual, "show": ["text"], "hide": ["verb,actor"]} in found


def test_legend_counts_the_marks_of_each_kind(opened: Open) -> None:
    page = shown(opened("read", "en"))
    for kind in markup.MARKED:
        count = re.search(rf'class="m m-{kind}">[^<]*</span> <span class="count">([\d,]+)<', page)
        assert count
        also = "|resolution" if kind == "instrument" else ""
        marks = re.findall(rf'<a [^>]*class="(?:m|also) m-(?:{kind}{also})"', page)
        # Words that are corrected in their middle are in several pieces.
        assert 0 < int(count[1]) <= len(marks)


def test_words_read_are_the_corrected_text(home: Path) -> None:
    readings = {
        data.path_of(row["provision"]): row["reading"]
        for row in data.ask("reading", resolution=RESOLUTION).records()
        if row["reading"]
    }
    assert len(readings) > 20
    for found in reading.provisions(RESOLUTION, "en"):
        marked = markup.marked_text(found, "en")
        read = plain(re.sub(r"<del.*?</del>|<sup.*?</sup>", "", marked))
        expected = readings.get(f"{RESOLUTION}/{found.eid}", found.text)
        assert " ".join(read.split()) == " ".join(expected.split()), found.eid


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_clause_has_its_actions(opened: Open, lang: Language) -> None:
    page = shown(opened("read", lang))
    for eid, panels in {
        "para_47": ("cite", "evidence", "rdf"),
        "para_125": ("cite", "evidence", "similar", "rdf"),
        "formula_1": ("cite", "evidence", "rdf"),
    }.items():
        clause = part(page, eid)
        assert f'data-copy-link="read?lang={lang}&amp;resolution={RESOLUTION}&amp;clause={eid}"' in clause
        assert tuple(re.findall(r"&amp;panel=(\w+)", clause)) == panels
    assert page.count('class="prov-do"') == 168


def test_resolution_without_translation_has_no_switch_for_it() -> None:
    view = View("en", "x", "", "ar", "")
    assert text("read.show.both", "en") not in read_tools.toolbar(view)
    assert text("read.corrections.printed", "en") in read_tools.toolbar(view)


# --- the panels


@pytest.mark.parametrize("lang", LANGUAGES)
def test_citation_panel(opened: Open, lang: Language) -> None:
    app = opened("read", lang, clause="para_47", panel="cite")
    assert sound(app)
    iri = data.iri_of(f"{RESOLUTION}/para_47")
    copies = [html.unescape(copy) for copy in re.findall(r'data-copy="([^"]+)"', shown(app))]
    assert copies[0] == iri
    cited = [citation for _, _, citation in data.citations(iri, lang)]
    assert copies[1:] == cited
    assert len(cited) == 4
    own = {"en": "para 47 <", "ar": "الفقرة 47،", "fr": "para. 47,"}
    assert own[lang] in cited[0]
    assert f'data-copy-link="{links.to_clause(RESOLUTION, "para_47", lang).replace("&", "&amp;")}"' in shown(app)
    assert [button.proto.label for button in app.get("download_button")][-2:] == ["BibTeX", "RIS"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_evidence_panel(opened: Open, lang: Language) -> None:
    app = opened("read", lang, clause="para_47", panel="evidence")
    assert sound(app)
    page = words(app)
    for key in ("verb", "beneficiary", "theme"):
        assert text(f"read.evidence.{key}", lang) in page
    assert f"{text('read.evidence.place', lang)} 42–58" in page
    assert f"{text('read.evidence.file', lang)} 20055–20071" in page
    app = opened("read", lang, clause="para_47", panel="evidence", proof="evidence_2")
    assert "<mark>للأطفال اللاجئين</mark>" in shown(app)
    assert shown(app).count("<mark>") == 1


def test_evidence_of_every_part_proves_it(home: Path) -> None:
    named = {"actor", "instrument", "meeting", "place", "date", "programme", "event", "resolution"}
    for found in reading.provisions(RESOLUTION, "en"):
        path = f"{RESOLUTION}/{found.eid}"
        told = evidence(answered(found.eid), path)
        for proof in told.proofs():
            assert found.text[proof.start : proof.end] == proof.words, (found.eid, proof)
        proved = {proof.name for proof in told.proofs()}
        assert len(told.corrections) == len(found.corrections)
        # Nothing that is marked in the text is missing from its evidence.
        places = {(proof.start, proof.end) for proof in told.proofs()}
        assert {(span.start, span.end) for span in found.spans if span.kind in named} <= places
        assert len(proved) >= len(told.acts)


def test_source_file_holds_the_words_at_the_places_given(home: Path, resolution: Folder) -> None:
    source = resolution.source
    told = evidence(answered("para_47"), f"{RESOLUTION}/para_47")
    assert told.shift is not None
    for proof in told.proofs():
        assert source[told.shift + proof.start : told.shift + proof.end] == proof.words
    # A clause from which a character was left off names no place in the file.
    assert evidence(answered("para_123"), f"{RESOLUTION}/para_123").shift is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_similar_panel(opened: Open, lang: Language) -> None:
    for eid, other in (("para_125", "114"), ("para_114", "125")):
        app = opened("read", lang, clause=eid, panel="similar")
        assert sound(app)
        name = text("part.para", lang, number=other)
        assert f"{name} {text('read.similar.score', lang, percent='')}".strip()[:-1] in words(app)
        compared = f"one={RESOLUTION}/{eid}&amp;other={RESOLUTION}/para_{other}"
        assert f'href="compare?lang={lang}&amp;{compared}"' in shown(app)
        assert "mandates?" in shown(app)
    app = opened("read", lang, clause="para_47", panel="similar")
    assert text("read.similar.none", lang, percent="").partition(":")[0] in app.info[0].value


@pytest.mark.parametrize("eid", ["para_47", "rec_14", "sec_2", "formula_1"])
def test_turtle_is_the_clause_as_it_was_built(opened: Open, home: Path, tmp_path: Path, eid: str) -> None:
    app = opened("read", "en", clause=eid, panel="rdf")
    assert sound(app)
    turtle = next(code.value for code in app.code if code.value.startswith("@base"))
    file = tmp_path / "clause.ttl"
    file.write_text(turtle, encoding="utf-8")
    assert validate_file(file) == []
    own = f"{iris.ID}{RESOLUTION}/{eid}"
    built = {
        quad.triple
        for path in built_parts(home)
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS)
        if quad.subject.value == own or quad.subject.value.startswith(f"{own}/")
    }
    assert {quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)} == built


# --- what is not there


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ({"clause": "para_47", "panel": "<b>"}, "read.unknown_panel"),
        ({"show": "<script>"}, "read.unknown_value"),
        ({"corrections": "no"}, "read.unknown_value"),
        ({"hide": "actor,nothing"}, "read.unknown_value"),
        ({"clause": "para_47", "panel": "evidence", "proof": "evidence_99"}, "read.unknown_value"),
        ({"clause": "para_999", "panel": "rdf"}, "read.unknown"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_unknown_value_is_told(opened: Open, query: dict[str, str], key: str, lang: Language) -> None:
    app = opened("read", lang, **query)
    assert not app.exception
    assert not app.error
    assert app.warning[0].value.startswith(text(key, lang).partition("{")[0])
    assert "<script>" not in shown(app)
    assert 'id="para_137"' in shown(app)
