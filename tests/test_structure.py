"""Structure: the real resolution whole, samples in three languages, and nothing ever lost."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oic_mandates.graph.folder import Folder
from oic_mandates.graph.model import AnnotatedDocument, Document
from oic_mandates.graph.reader import read_file
from oic_mandates.graph.text.structure import detect_language, parse
from oic_mandates.graph.text.verbs import verb_forms
from oic_mandates.graph.vocab import Vocabulary, load_vocabulary

SAMPLES = Path(__file__).parent / "samples"


def assert_whole(document: Document) -> None:
    """Each character of the source is in exactly one run or layout span, and runs hold their text."""
    held = [0] * len(document.source)
    for provision in document.provisions:
        for run in provision.runs:
            source = document.source[run.source_start : run.source_start + run.length]
            assert provision.text[run.text_start : run.text_start + run.length] == source
            for place in range(run.source_start, run.source_start + run.length):
                held[place] += 1
    for item in document.layout:
        assert item.role
        for place in range(item.span.start, item.span.end):
            held[place] += 1
    assert set(held) <= {1}


def test_the_source_is_the_text_as_received(resolution: Folder) -> None:
    data = (resolution.path / "OIC-MCSD-2-2023-FINAL-RES.ar.txt").read_bytes()
    assert hashlib.sha256(data).hexdigest() == "54ccb6c5aea0f129ff5fe7f2ef8cb7195a3e034f59e311b7ca1a403302356ef5"


def test_the_resolution_has_its_parts(annotated: AnnotatedDocument) -> None:
    document = annotated.document
    kinds = Counter(provision.kind for provision in document.provisions)
    assert kinds == {"EnactingFormula": 1, "Recital": 24, "Section": 6, "OperativeClause": 137}
    assert document.symbol == "OIC/MCSD-2/2023/FINAL-RES"
    assert document.language == "ar"
    assert document.title.startswith("القرار الصادر عن الدورة الثانية للمؤتمر الوزاري")
    assert [p.position for p in document.provisions] == list(range(1, 169))
    clauses = [p for p in document.provisions if p.kind == "OperativeClause"]
    assert [p.eid for p in clauses] == [f"para_{n}" for n in range(1, 138)]
    assert [p.number for p in clauses] == [str(n) for n in range(1, 138)]


@pytest.mark.parametrize(
    ("section", "number", "first", "last"),
    [("sec_1", "أ", 1, 29), ("sec_2", "ب", 30, 70), ("sec_3", "ج", 71, 85), ("sec_4", "د", 86, 100),
     ("sec_5", "هـ", 101, 113), ("sec_6", "و", 114, 137)],
)  # fmt: skip
def test_sections_hold_their_clauses(
    annotated: AnnotatedDocument, section: str, number: str, first: int, last: int
) -> None:
    assert annotated.document.provision(section).number == number
    held = [p.eid for p in annotated.document.provisions if p.parent == section]
    assert held == [f"para_{n}" for n in range(first, last + 1)]


def test_every_character_of_the_resolution_is_accounted_for(annotated: AnnotatedDocument) -> None:
    assert_whole(annotated.document)
    roles = Counter(item.role for item in annotated.document.layout)
    assert set(roles) == {"title block", "enacting line", "marker", "emphasis", "line break"}
    enacting = [i.span.of(annotated.document.source) for i in annotated.document.layout if i.role == "enacting line"]
    assert enacting == ["يقرر ما يلي:"]


@pytest.mark.parametrize(
    ("eid", "across"),
    [("para_9", "العالمية في ماليزيا"), ("rec_5", "رقم 4/46 بشأن"), ("para_75", "مع رئيس المؤتمر"),
     ("para_16", "استضافته الجمهورية"), ("para_91", "ويطلب من الدول"), ("para_122", "لمنظومة الأسرة")],
)  # fmt: skip
def test_page_breaks_are_joined_by_one_space(annotated: AnnotatedDocument, eid: str, across: str) -> None:
    assert across in annotated.document.provision(eid).text


def test_marks_and_emphasis_are_off(annotated: AnnotatedDocument) -> None:
    document = annotated.document
    assert document.provision("para_1").text.startswith("يرحب بقرارات")
    assert document.provision("para_95").text == (
        "يشدد على ضرورة عدم التمييز ضد الأشخاص ذوي الإعاقة وتوفير كافة الخدمات الاجتماعية على قدم المساواة."
    )
    assert "ويحث الأمانة العامة" in document.provision("para_8").text
    assert not any("*" in p.text for p in document.provisions)


def test_offsets_lead_back_to_the_source(annotated: AnnotatedDocument) -> None:
    clause = annotated.document.provision("para_9")
    offset = clause.text.index("ماليزيا")
    place = clause.source_offset(offset)
    assert annotated.document.source[place : place + len("ماليزيا")] == "ماليزيا"
    with pytest.raises(IndexError):
        clause.source_offset(-1)


@pytest.mark.parametrize(
    ("name", "language", "recitals", "clauses"),
    [("youth.en.txt", "en", 3, 3), ("famille.fr.txt", "fr", 3, 3), ("taalim.ar.txt", "ar", 3, 3)],
)
def test_samples_in_three_languages(name: str, language: str, recitals: int, clauses: int) -> None:
    document = read_file(SAMPLES / name)
    kinds = Counter(p.kind for p in document.provisions)
    assert document.language == language
    assert kinds == {"EnactingFormula": 1, "Recital": recitals, "OperativeClause": clauses}
    assert_whole(document)


def test_a_wrapped_line_stays_in_its_clause() -> None:
    document = read_file(SAMPLES / "youth.en.txt")
    assert "submit a report thereon to the Council" in document.provision("para_2").text


def test_language_is_detected() -> None:
    assert detect_language("يدعو الدول الأعضاء") == "ar"
    assert detect_language("Calls upon the Member States to act in the field of education") == "en"
    assert detect_language("Invite les États membres à agir dans le domaine de la santé") == "fr"


_LINES = st.sampled_from(
    ["إذ يستذكر القرار؛", "1- يدعو الدول", "- 2- **يحث** الدول.", "(أ) في مجال الأسرة:", "3", "* * *", "",
     "يقرر ما يلي:", "Recalling all;", "1. Urges", "\u200fنص", "أولا: يدعو", "5 - 6 ذو القعدة", "—"]
)  # fmt: skip


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.lists(st.one_of(_LINES, st.text(max_size=30)), max_size=12))
def test_no_input_is_refused_or_loses_characters(lines: list[str]) -> None:
    vocabulary: Vocabulary = load_vocabulary()
    source = "\n".join(lines)
    document = parse(source, verb_forms(vocabulary, detect_language(source)))
    assert_whole(document)
    assert len({p.eid for p in document.provisions}) == len(document.provisions)
