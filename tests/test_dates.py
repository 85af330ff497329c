"""Dates and ordinals in three languages, and look-alikes that are none."""

from __future__ import annotations

import pytest

from oic_mandates.graph.model import Language
from oic_mandates.graph.text import dates, ordinals
from oic_mandates.graph.text.normalize import fold


def found(text: str, language: Language) -> list[tuple[str, str]]:
    folded = fold(text)
    return [(folded[d.start : d.end], d.path) for d in dates.find(folded, language)]


@pytest.mark.parametrize(
    ("text", "language", "path"),
    [
        ("يومي 1 و2 مارس 2019", "ar", "date/2019-03-01_2019-03-02"),
        ("(1 - 2 مارس 2019)", "ar", "date/2019-03-01_2019-03-02"),
        ("من 7 إلى 9 ديسمبر 2019؛", "ar", "date/2019-12-07_2019-12-09"),
        ("في ديسمبر 2005", "ar", "date/2005-12"),
        ("بداكار (مارس 2008)", "ar", "date/2008-03"),
        ("في عام 2025", "ar", "date/2025"),
        ("(نيامي، 2020)", "ar", "date/2020"),
        ("16-17 ذو القعدة 1444هـ", "ar", "date/2023-06-05_2023-06-06"),
        ("27 تشرين الثاني 2020", "ar", "date/2020-11-27"),
        ("٢٧ و٢٨ مايو ٢٠٢٢", "ar", "date/2022-05-27_2022-05-28"),
        ("on 12-13 March 2020", "en", "date/2020-03-12_2020-03-13"),
        ("March 1-2, 2019", "en", "date/2019-03-01_2019-03-02"),
        ("from 29 November to 1 December 2019", "en", "date/2019-11-29_2019-12-01"),
        ("27-28/5/2015", "en", "date/2015-05-27_2015-05-28"),
        ("du 7 au 9 décembre 2019", "fr", "date/2019-12-07_2019-12-09"),
        ("le 1er mars 2020", "fr", "date/2020-03-01"),
    ],
)
def test_a_date_is_read(text: str, language: Language, path: str) -> None:
    assert [p for _, p in found(text, language)] == [path]


@pytest.mark.parametrize(
    ("text", "language"),
    [("fiscal year 1999/2000", "en"), ("OIC/CFM-44/2017", "en"), ("القرار رقم 46/4-ث", "ar"), ("3000 طفل", "ar"),
     ("31 فبراير 2019", "ar"), ("page 2019", "en")],
)  # fmt: skip
def test_look_alikes_are_refused(text: str, language: Language) -> None:
    assert found(text, language) == []


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_every_number_from_1_to_99_has_a_form(language: Language) -> None:
    assert set(ordinals.forms(language).values()) == set(range(1, 100))


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [("الدورة السادسة والأربعين", "ar", 46), ("المؤتمر الثاني عشر", "ar", 12), ("دورتها السبعين", "ar", 70),
     ("الحادية والعشرون", "ar", 21), ("the forty-ninth session", "en", 49), ("its 50th session", "en", 50),
     ("la soixante-douzième session", "fr", 72), ("46ème session", "fr", 46), ("la première session", "fr", 1)],
)  # fmt: skip
def test_an_ordinal_is_read(text: str, language: Language, value: int) -> None:
    assert [o.value for o in ordinals.find(fold(text), language)] == [value]
