"""Structure: the real resolution whole, samples in three languages, and nothing ever lost."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oic_mandates.graph import outline
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
    assert all(count == 1 for count in held)


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


@pytest.mark.parametrize("name", sorted(file.name for file in SAMPLES.glob("*.txt")))
def test_samples_read_as_their_golden_file_says(name: str) -> None:
    """`NAME.json` is what `oic-mandates read NAME.txt` prints, compared by a reader with the text."""
    document = read_file(SAMPLES / name)
    golden = json.loads((SAMPLES / name).with_suffix(".json").read_text(encoding="utf-8"))
    assert outline.outline(document) == golden
    assert document.language == name.split(".")[1]
    assert_whole(document)


@pytest.mark.parametrize(
    ("name", "role", "words"),
    [
        ("safahat.ar.txt", "page number", ["- 1 -", "صفحة 2 من 3", "3"]),
        ("safahat.ar.txt", "running header", ["OIC/NMZJ-8/2024/RES/FINAL"] * 2),
        ("safahat.ar.txt", "footnote", ["_______________", "(1) الوثيقة رقم 12، الصفحة 4."]),
        ("pages.en.txt", "footnote", ["¹ Adopted in Exampleville in 2022, and", "not published."]),
        ("mulhaq.ar.txt", "closing matter", ["صدر في مدينة المثال بتاريخ 4 محرم 1445هـ", "رئيس المؤتمر"]),
        ("tirets.fr.txt", "closing matter", ["Fait à Exempleville, le 5 mai 2021", "Le Président de la Conférence"]),
        ("session.en.txt", "enacting line", ["DECIDES:"]),
    ],
)
def test_what_is_no_provision_has_its_role(name: str, role: str, words: list[str]) -> None:
    document = read_file(SAMPLES / name)
    assert [i.span.of(document.source) for i in document.layout if i.role == role] == words


def read_lines(source: str) -> list[tuple[str, str, str]]:
    """The eIds, numbers and texts of a resolution in a few lines."""
    document = parse(source, verb_forms(load_vocabulary(), detect_language(source)))
    assert_whole(document)
    return [(p.eid, p.number, p.text) for p in document.provisions if p.kind != "EnactingFormula"]


ENGLISH = "RESOLUTION ON X\nThe Conference, meeting in Exampleville,\nRecalling all;\n"
ARABIC = "قرار بشأن المثال\nإن المؤتمر النموذجي،\nإذ يستذكر قراراته؛\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["1- Urges one.", "2 - Urges two.", "3. Urges three.", "- 4- Urges four.", "(5) Urges five.", "[6] Urges six.",
          "7/ Urges seven.", "-8 Urges eight.", "9 Urges nine.", "OP10. Urges ten."],
         [(f"para_{n}", str(n)) for n in range(1, 11)]),
        (["I. Urges one.", "II- Urges two.", "III) Urges three.", "IV. Urges four."],
         [("para_i", "I"), ("para_ii", "II"), ("para_iii", "III"), ("para_iv", "IV")]),
        (["a) Urges one.", "b) Urges two."], [("para_a", "a"), ("para_b", "b")]),
        (["1", "Urges one.", "2", "Urges two", "things."], [("para_1", "1"), ("para_2", "2")]),
        (["First, urges one.", "Second, urges two."], [("para_1", "First"), ("para_2", "Second")]),
        (["Urges one;", "Urges two; and", "Requests three."], [("para_1", ""), ("para_2", ""), ("para_3", "")]),
        (["• Urges one.", "• Urges two."], [("para_1", ""), ("para_2", "")]),
        (["Decides to:", "(a) establish a fund;", "(b) thank all."], [("para_a", "a"), ("para_b", "b")]),
        (["7. Urges one.", "8. Urges two."], [("para_7", "7"), ("para_8", "8")]),
        (["1. Urges one.", "2. Urges two.", "1. Urges again."], [("para_1", "1"), ("para_2", "2"), ("para_1-2", "1")]),
        (["1. Urges one.", "Requests what has no number.", "2. Urges two."],
         [("para_1", "1"), ("para_3", ""), ("para_2", "2")]),
    ],
)  # fmt: skip
def test_markers_of_clauses(lines: list[str], expected: list[tuple[str, str]]) -> None:
    found = read_lines(ENGLISH + "\n".join(lines))
    assert [(eid, number) for eid, number, _ in found if eid.startswith("para")] == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["أ- يدعو الدول.", "ب- يحث الدول.", "ج- يطلب تقريرا."], [("para_1", "أ"), ("para_2", "ب"), ("para_3", "ج")]),
        (["١- يدعو الدول.", "٢) يحث الدول.", "۳. يطلب تقريرا."], [("para_1", "١"), ("para_2", "٢"), ("para_3", "۳")]),
        (["أولًا: يدعو الدول.", "ثانيا - يحث الدول."], [("para_1", "أولًا"), ("para_2", "ثانيا")]),
        (["1يدعو الدول.", "2ـ يحث الدول."], [("para_1", "1"), ("para_2", "2")]),
        (["يقرر ما يلي:", "دعوة الدول إلى العمل.", "تكليف الأمانة بالمتابعة."], [("para_1", ""), ("para_2", "")]),
    ],
)
def test_markers_of_arabic_clauses(lines: list[str], expected: list[tuple[str, str]]) -> None:
    found = read_lines(ARABIC + "\n".join(lines))
    assert [(eid, number) for eid, number, _ in found if eid.startswith("para")] == expected


@pytest.mark.parametrize(
    ("lines", "texts"),
    [
        (["1. Urges all to:", "(a) act;", "(b) report.", "2. Thanks all."],
         ["Urges all to: (a) act; (b) report.", "Thanks all."]),
        (["1. Requests it to:", "1) write;", "2) send.", "2. Thanks all."],
         ["Requests it to: 1) write; 2) send.", "Thanks all."]),
        (["(1) Urges all:", "(i) to act;", "- soon;", "- well;", "(2) Thanks all."],
         ["Urges all: (i) to act; - soon; - well;", "Thanks all."]),
        (["1. Urges all to meet on", "5 - 6 June, or in", "2. the week after.", "2. Thanks all."],
         ["Urges all to meet on 5 - 6 June, or in 2. the week after.", "Thanks all."]),
        (["1. Urges all.", "", "This is urgent.", "", "2. Thanks all."], ["Urges all. This is urgent.", "Thanks all."]),
    ],
)  # fmt: skip
def test_lists_and_wrapped_numbers_stay_in_their_clause(lines: list[str], texts: list[str]) -> None:
    found = read_lines(ENGLISH + "\n".join(lines))
    assert [text for eid, _, text in found if eid.startswith("para")] == texts


def test_lists_stay_in_their_recital() -> None:
    lines = ["Recalling:", "- the Charter;", "- the Statute;", "Having heard x, decides as follows:", "1. Urges all."]
    assert read_lines(ENGLISH + "\n".join(lines))[1:] == [
        ("rec_2", "", "Recalling: - the Charter; - the Statute;"),
        ("rec_3", "", "Having heard x,"),
        ("para_1", "1", "Urges all."),
    ]


def test_headings_by_ordinal_words_and_without_letter() -> None:
    lines = ["يقرر:", "أولا: الثقافة", "1- يدعو الدول.", "ثانيا: الصحة", "2- يحث الدول."]
    assert [(eid, number) for eid, number, _ in read_lines(ARABIC + "\n".join(lines))[1:]] == [
        ("sec_1", "أولا"), ("para_1", "1"), ("sec_2", "ثانيا"), ("para_2", "2"),
    ]  # fmt: skip
    lines = ["Decides:", "", "Schools", "1. Urges one.", "", "Roads", "2. Urges two."]
    assert [eid for eid, _, _ in read_lines(ENGLISH + "\n".join(lines))[1:]] == ["sec_1", "para_1", "sec_2", "para_2"]
    lines = ["Decides:", "A. In the field of", "schools:", "1. Urges one.", "B. In that of", "roads", "2. Urges two."]
    found = read_lines(ENGLISH + "\n".join(lines))[1:]
    assert [text for eid, _, text in found if eid.startswith("sec")] == ["In the field of schools:", "In that of roads"]


def test_a_text_without_title_formula_or_preamble() -> None:
    assert read_lines("يدعو الدول الأعضاء إلى العمل.\nيحث الدول على المتابعة.") == [
        ("para_1", "", "يدعو الدول الأعضاء إلى العمل."),
        ("para_2", "", "يحث الدول على المتابعة."),
    ]


def test_language_is_detected() -> None:
    assert detect_language("يدعو الدول الأعضاء") == "ar"
    assert detect_language("Calls upon the Member States to act in the field of education") == "en"
    assert detect_language("Invite les États membres à agir dans le domaine de la santé") == "fr"


_LINES = st.sampled_from(
    ["إذ يستذكر القرار؛", "1- يدعو الدول", "- 2- **يحث** الدول.", "(أ) في مجال الأسرة:", "3", "* * *", "",
     "يقرر ما يلي:", "Recalling all;", "1. Urges", "\u200fنص", "أولا: يدعو", "5 - 6 ذو القعدة", "—",
     "قرار رقم 2/3-ث", "إن المؤتمر النموذجي،", "The Council of Ministers,", "RESOLUTION NO. 2/3-C", "ANNEX I",
     "ملحق", "_______", "¹ note", "- 2 -", "Page 2 of 3", "\f", "OIC/X-1/RES", "Done at Jeddah", "صدر في جدة",
     "(a) act;", "II. Decides", "Firstly, urges", "• Urges", "Urges all to:", "Decides as follows:", "**", "a\x0bb",
     "Le Conseil,", "Vu la Charte ;", "DÉCIDE :", "1° Invite", "x, decides as follows:", "\ufeff", "1.", "I. X"]
)  # fmt: skip


@settings(max_examples=400, derandomize=True, deadline=None)
@given(st.lists(st.one_of(_LINES, st.text(max_size=30)), max_size=24), st.sampled_from(["\n", "\r\n", "\n\n", "\r"]))
def test_no_input_is_refused_or_loses_characters(lines: list[str], end: str) -> None:
    vocabulary: Vocabulary = load_vocabulary()
    source = end.join(lines)
    document = parse(source, verb_forms(vocabulary, detect_language(source)))
    assert_whole(document)
    eids = [p.eid for p in document.provisions]
    assert len(set(eids)) == len(eids)
    assert all(re.fullmatch(r"(?:(?:cmp|annex)_\d+__)*(?:formula|rec|sec|para)_[a-z0-9-]+", eid) for eid in eids)
    assert [p.position for p in document.provisions] == list(range(1, len(eids) + 1))
    assert {p.parent for p in document.provisions} - {None} <= set(eids)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.sampled_from(sorted(SAMPLES.glob("*.txt"))), st.integers(0, 2000), st.sampled_from(["\u200f", "\u200b", "ـ"]))
def test_marks_that_print_nothing_change_nothing(file: Path, place: int, mark: str) -> None:
    """A bidirectional mark, a zero-width space or a tatweel before a line says nothing of what the line is."""
    source = file.read_text(encoding="utf-8")
    forms = verb_forms(load_vocabulary(), detect_language(source))
    start = source.rfind("\n", 0, place % len(source)) + 1
    marked = parse(source[:start] + mark + source[start:], forms)
    assert_whole(marked)
    if mark != "ـ":
        assert [p.eid for p in marked.provisions] == [p.eid for p in parse(source, forms).provisions]
