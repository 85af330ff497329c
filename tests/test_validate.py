"""Checks find the fault they are named for and nothing in a clean graph; reports are readable."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal
from rdflib.namespace import RDF, SH

from oic_mandates.graph.findings import CHECKS, Finding, grouped, short
from oic_mandates.graph.fragment import validate_file
from oic_mandates.graph.model import InputError, Language
from oic_mandates.graph.validate import (
    as_html,
    as_text,
    as_turtle,
    conforms,
    load_checks,
    run_checks,
    validate_vocabulary,
    vocabulary_types,
)

FOLDER = Path(__file__).parent / "checks"
SAMPLES = sorted(path for path in FOLDER.glob("*.trig") if path.stem != "clean")
LANGUAGES: tuple[Language, ...] = ("en", "ar", "fr")
ACT = "https://w3id.org/oic-mandates/id/mcsd-2-2023-final-res/para_9/act_1"


def store_of(path: Path) -> ox.Store:
    store = ox.Store()
    store.load(path=path, format=ox.RdfFormat.TRIG)
    return store


@pytest.fixture
def findings() -> list[Finding]:
    words: dict[str, str] = {language: f"{language}: a <b> & c" for language in LANGUAGES}
    return [
        Finding("warning", ACT, "", "«نص»", words, CHECKS + "some-check", "", words),
        Finding(
            "violation",
            ACT,
            "https://w3id.org/oic-mandates/ontology#verb",
            "",
            words,
            "https://w3id.org/oic-mandates/ontology/shapes#SpeechAct-verb",
            "MinCountConstraintComponent",
        ),
    ]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_check_finds_the_fault_of_its_sample_once(path: Path) -> None:
    expected = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: ")
    found = [finding for finding in run_checks(store_of(path)) if finding.name == path.stem]
    assert len(found) == 1, found
    assert expected in found[0].value
    assert found[0].focus.startswith("https://")


def test_no_check_finds_anything_in_a_clean_graph() -> None:
    assert run_checks(store_of(FOLDER / "clean.trig")) == []


def test_every_check_has_a_sample_and_every_sample_a_check() -> None:
    assert {check.name for check in load_checks()} == {path.stem for path in SAMPLES}


@pytest.mark.parametrize("check", load_checks(), ids=lambda check: check.name)
def test_check_tells_title_problem_and_cure_in_each_script(check: object) -> None:
    for name in ("title", "problem", "cure"):
        texts = getattr(check, name)
        assert set(texts) == set(LANGUAGES)
        assert re.search("[\u0621-\u064a]", texts["ar"])
        assert not re.search("[\u0621-\u064a]", texts["en"] + texts["fr"])


def test_a_check_hears_about_its_header(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "bad.rq").write_text("#+ title-en: x\nSELECT ?focus {}", encoding="utf-8")
    monkeypatch.setattr("oic_mandates.graph.validate.ontology_root", lambda: tmp_path)
    load_checks.cache_clear()
    with pytest.raises(ValueError, match=r"bad\.rq: the header lacks severity, title-ar"):
        load_checks()
    monkeypatch.undo()
    load_checks.cache_clear()


def test_only_violations_break_conformance(findings: list[Finding]) -> None:
    assert conforms([])
    assert conforms(findings[:1])
    assert not conforms(findings)


def test_the_worst_comes_first(findings: list[Finding]) -> None:
    assert [group[0].severity for group in grouped(findings)] == ["violation", "warning"]


def test_iris_are_shortened_and_other_text_is_left() -> None:
    assert short(ACT) == "id:mcsd-2-2023-final-res/para_9/act_1"
    assert short("«نص»") == "«نص»"


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_report_names_rule_place_and_cure(findings: list[Finding], language: Language) -> None:
    text = as_text(findings, language)
    assert f"{language}: a <b> & c" in text
    assert "SpeechAct-verb" in text
    assert "- id:mcsd-2-2023-final-res/para_9/act_1 oicm:verb: " in text
    assert "«نص»" in text


def test_text_report_of_nothing_says_that_it_conforms() -> None:
    assert as_text([]).startswith("The graph conforms")


def test_turtle_report_is_a_validation_report(findings: list[Finding]) -> None:
    text = as_turtle(findings)
    graph = Graph().parse(data=text, format="turtle")
    report = graph.value(predicate=RDF.type, object=SH.ValidationReport)
    assert graph.value(report, SH.conforms) == Literal(False)
    assert len(list(graph.objects(report, SH.result))) == 2
    assert {m.language for m in graph.objects(predicate=SH.resultMessage) if isinstance(m, Literal)} == set(LANGUAGES)
    assert text == as_turtle(list(reversed(findings)))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("fr", "ltr")])
def test_html_report_is_one_accessible_page(findings: list[Finding], language: Language, direction: str) -> None:
    text = as_html(findings, language)
    page = _Page()
    page.feed(text)
    assert page.open == []
    assert ("html", {"lang": language, "dir": direction}) in page.tags
    names = [name for name, _ in page.tags]
    assert names.count("h1") == 1
    assert names.count("caption") == names.count("table") == 2
    assert all(attributes.get("scope") == "col" for name, attributes in page.tags if name == "th")
    assert not any("src" in attributes or "href" in attributes for _, attributes in page.tags)
    assert "a &lt;b&gt; &amp; c" in text


def test_html_report_of_nothing_has_no_table() -> None:
    assert "<table>" not in as_html([])


def test_a_correct_file_has_no_findings(tmp_path: Path) -> None:
    file = tmp_path / "event.ttl"
    file.write_text(
        """@base <https://w3id.org/oic-mandates/id/> .
@prefix oicm: <https://w3id.org/oic-mandates/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<event/day-of-the-well> a oicm:Event , skos:Concept ;
    skos:inScheme <scheme/events> ;
    skos:prefLabel "يوم البئر"@ar , "Day of the Well"@en , "Journée du puits"@fr ;
    oicm:status oicm:reviewed .
""",
        encoding="utf-8",
    )
    assert validate_file(file) == []


def test_a_date_that_is_none_is_a_finding_and_nothing_else(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "meeting.ttl"
    file.write_text(
        "@prefix oicm: <https://w3id.org/oic-mandates/ontology#> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        '<meeting/x> a oicm:Meeting ; oicm:startDate "2019-13-45"^^xsd:date .\n',
        encoding="utf-8",
    )
    assert "Meeting-startDate" in {finding.name for finding in validate_file(file)}
    assert caplog.records == []


def test_a_file_is_judged_by_shapes_and_checks_and_only_itself(tmp_path: Path) -> None:
    file = tmp_path / "act.ttl"
    file.write_text(
        f"<{ACT}> a <https://w3id.org/oic-mandates/ontology#SpeechAct> ;\n"
        "  <https://w3id.org/oic-mandates/ontology#adressee> <https://w3id.org/oic-mandates/id/actor/sesric> .\n",
        encoding="utf-8",
    )
    found = validate_file(str(file))
    assert {finding.focus for finding in found} == {ACT}
    assert {"SpeechAct-verb", "SpeechAct-status", "property-unknown"} <= {finding.name for finding in found}
    assert not conforms(found)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("bad.ttl", b"<a> <b> <c> .\n<a> <b> .\n", r"bad\.ttl, line 2: .*mend that line"),
        ("bad.nq", b"<http://a> <http://b> <http://c> .\nx\n", r"bad\.nq, line 2"),
        ("bad.trig", b"<g> { <a> <b> <c> \n", r"bad\.trig, line \d"),
        ("bad.nt", '<http://a> <http://b> "é" .\n'.encode("latin-1"), r"bad\.nt, line 1"),
        ("data.csv", b"a,b\n", r"data\.csv: .*name it with one of \.ttl"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_what_to_do(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        validate_file(tmp_path / name)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.ttl: the file cannot be read"):
        validate_file(tmp_path / "gone.ttl")


def test_the_types_of_the_vocabulary_are_types_only() -> None:
    assert set(vocabulary_types().predicates()) == {RDF.type}


def test_a_vocabulary_is_judged_as_a_whole() -> None:
    graph = Graph().parse(
        data="""@base <https://w3id.org/oic-mandates/id/> .
@prefix oicm: <https://w3id.org/oic-mandates/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<verb/urges> a oicm:Verb , skos:Concept ; skos:prefLabel "urges"@en .
""",
        format="turtle",
    )
    assert {"Verb-force", "Verb-scheme", "Verb-definition"} <= {finding.name for finding in validate_vocabulary(graph)}
