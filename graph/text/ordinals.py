"""Ordinal numbers in words and digits, 1 to 99, in Arabic, English and French."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from oic_mandates.graph.model import Language
from oic_mandates.graph.text.normalize import fold

# Index = value; feminine and masculine stems, as normalised text prints them.
_AR_UNITS = (
    ("اولي", "اول"), ("ثانية", "ثاني"), ("ثالثة", "ثالث"), ("رابعة", "رابع"), ("خامسة", "خامس"),
    ("سادسة", "سادس"), ("سابعة", "سابع"), ("ثامنة", "ثامن"), ("تاسعة", "تاسع"), ("عاشرة", "عاشر"),
)  # fmt: skip
_AR_TENS = ("عشر", "ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_EN_UNITS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip
_EN_TENS = ("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet")
_FR_CARDINALS = (
    "un", "deux", "trois", "quatr", "cinqu", "six", "sept", "huit", "neuv", "dix", "onz", "douz", "treiz",
    "quatorz", "quinz", "seiz", "dix-sept", "dix-huit", "dix-neuv",
)  # fmt: skip
_FR_TENS = (
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante",
    "soixante",
    "quatre-vingt",
    "quatre-vingt",
)


@dataclass(frozen=True, slots=True)
class Ordinal:
    """An ordinal in a normalised text."""

    start: int
    end: int
    value: int


def _arabic() -> Iterator[tuple[str, int]]:
    """Definite forms, as sessions are counted; both genders, both cases of the tens."""
    for value, genders in enumerate(_AR_UNITS, start=1):
        yield from (("ال" + stem, value) for stem in genders)
    units: tuple[tuple[str, ...], ...] = (("حادية", "حادي", "واحدة", "واحد"), *_AR_UNITS[1:9])
    teens: tuple[tuple[str, str], ...] = (("حادية", "حادي"), *_AR_UNITS[1:9])
    for value, (feminine, masculine) in enumerate(teens, start=11):
        yield f"ال{feminine} عشرة", value
        yield f"ال{masculine} عشر", value
    for tens, stem in enumerate(_AR_TENS, start=2):
        for ending in ("ين", "ون"):
            yield f"ال{stem}{ending}", tens * 10
            for unit, names in enumerate(units, start=1):
                yield from ((f"ال{name} وال{stem}{ending}", tens * 10 + unit) for name in names)


def _english() -> Iterator[tuple[str, int]]:
    yield from ((word, value) for value, word in enumerate(_EN_UNITS, start=1))
    for tens, stem in enumerate(_EN_TENS, start=2):
        yield f"{stem}ieth", tens * 10
        for unit in range(1, 10):
            yield f"{stem}y-{_EN_UNITS[unit - 1]}", tens * 10 + unit
            yield f"{stem}y {_EN_UNITS[unit - 1]}", tens * 10 + unit


def _french() -> Iterator[tuple[str, int]]:
    yield from (("premiere", 1), ("premier", 1), ("seconde", 2), ("second", 2))
    yield from ((f"{stem}ieme", value) for value, stem in enumerate(_FR_CARDINALS, start=1) if value > 1)
    for tens, stem in enumerate(_FR_TENS, start=2):
        base = tens * 10 - (10 if tens in (7, 9) else 0)
        if tens not in (7, 9):
            yield f"{stem.removesuffix('e')}ieme", base
        for unit in range(1, 20 if tens in (7, 9) else 10):
            if tens in (7, 9) and unit < 10:
                continue
            yield f"{stem}-{_FR_CARDINALS[unit - 1]}ieme", base + unit
            yield f"{stem} et {_FR_CARDINALS[unit - 1]}ieme", base + unit
            yield f"{stem}-et-{_FR_CARDINALS[unit - 1]}ieme", base + unit


@functools.cache
def forms(language: Language) -> dict[str, int]:
    """Every form in words, normalised, with its value."""
    makers = {"ar": _arabic, "en": _english, "fr": _french}
    return {fold(text): value for text, value in makers[language]()}


@functools.cache
def pattern(language: Language) -> str:
    """A regular expression (no groups) for one ordinal in words or digits."""
    in_words = "|".join(sorted(map(re.escape, forms(language)), key=len, reverse=True))
    in_digits = {
        "ar": r"ال ?\d{1,2}(?!\d)", "en": r"\d{1,2}(?:st|nd|rd|th)", "fr": r"\d{1,2} ?(?:eme|ieme|ere|er|re|e)",
    }[language]  # fmt: skip
    return rf"(?:(?:{in_words})(?!\w)|{in_digits}(?!\w))"


def value_of(text: str, language: Language) -> int:
    """The value of what `pattern` matched."""
    known = forms(language).get(text)
    return known if known is not None else int(re.sub(r"\D", "", text))


def find(text: str, language: Language) -> Iterator[Ordinal]:
    """Every ordinal in a normalised text, left to right, the longest form at each place."""
    for match in re.finditer(r"(?<!\w)" + pattern(language), text):
        yield Ordinal(match.start(), match.end(), value_of(match.group(), language))
