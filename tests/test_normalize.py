"""Normalisation folds spellings and finds the way back; corrections do too."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oic_mandates.graph.model import Correction, Span
from oic_mandates.graph.text.normalize import fold, normalize
from oic_mandates.graph.text.reading import Reading, strikes_words


@pytest.mark.parametrize(
    ("one", "other"),
    [("أرسیکا", "ارسيكا"), ("علماً", "علما"), ("الإيسيسكو", "الايسيسكو"), ("الى", "إلي"), ("هـ", "ه"),
     ("مجـــلس", "مجلس"), ("٤٦", "46"), ("ÉTATS MEMBRES", "états membres"), ("a\u00a0b\n c", "a b c"),
     ("\u202bنص\u202c", "نص")],
)  # fmt: skip
def test_spellings_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_ta_marbuta_and_hamza_on_waw_stay() -> None:
    assert fold("الأمانة") != fold("الأمانه")
    assert fold("مؤتمر") != fold("موتمر")


def test_a_span_takes_the_marks_of_its_last_letter() -> None:
    normal = normalize("يحيط علماً بذلك")
    start = normal.text.index("علما")
    assert normal.span(start, start + 4).of(normal.original) == "علماً"


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.text(alphabet=st.sampled_from("أإاىيی كکـًٌ\n \u200fabÉ«»0٣"), max_size=40))
def test_every_normalised_character_comes_from_its_place(text: str) -> None:
    normal = normalize(text)
    assert len(normal.text) == len(normal.origins)
    assert list(normal.origins) == sorted(normal.origins)
    for char, origin in zip(normal.text, normal.origins, strict=True):
        assert char in normalize(text[origin]).text


def correction(text: str, printed: str, read: str) -> Correction:
    start = text.index(printed)
    return Correction("para_1", printed, read, {}, Span(start, start + len(printed)))


def test_a_corrected_word_leads_to_the_printed_one() -> None:
    text = "وإذ يستنكر اتفاقية"
    reading = Reading(text, [correction(text, "يستنكر", "يستذكر")])
    assert reading.text == "وإذ يستذكر اتفاقية"
    start = reading.text.index("يستذكر")
    assert reading.printed_span(Span(start, start + 6)).of(text) == "يستنكر"
    start = reading.text.index("اتفاقية")
    assert reading.printed_span(Span(start, start + 7)).of(text) == "اتفاقية"


def test_added_words_stand_where_they_would_be_printed() -> None:
    text = "القرار رقم 4/46 بشأن"
    reading = Reading(text, [correction(text, "4/46", "4/46-ث")])
    start = reading.text.index("4/46")
    assert reading.printed_span(Span(start, start + 6)).of(text) == "4/46"
    assert reading.printed_span(Span(start + 4, start + 6)) == Span(15, 15)


def test_two_corrections_shift_what_follows() -> None:
    text = "ab cd ef"
    reading = Reading(text, [correction(text, "ab", "abxx"), correction(text, "cd", "")])
    assert reading.text == "abxx  ef"
    assert reading.printed_span(Span(6, 8)).of(text) == "ef"
    with pytest.raises(ValueError, match="overlap"):
        Reading(text, [correction(text, "ab cd", "x"), correction(text, "cd ef", "y")])


def test_only_words_taken_away_count_as_struck() -> None:
    text = "الأول. كما يحث (مقترح قطر)."
    assert strikes_words(correction(text, "يحث (مقترح قطر).", "يحث."))
    assert not strikes_words(correction(text, "الأول. كما", "الأول كما"))
    assert not strikes_words(correction(text, "الأول", "الثاني"))
