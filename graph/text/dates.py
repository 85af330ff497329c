"""Days, ranges, months and years, Gregorian and Hijri, in Arabic, English and French.

Own grammar: the general date parsers fail on Levantine months and ranges, and invent days.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel import Locale
from hijridate import Hijri

from oic_mandates.graph.model import Language
from oic_mandates.graph.text.normalize import fold

# CLDR holds the Egyptian, Levantine and Maghribi names of the months under these locales.
_LOCALES = {"ar": ("ar", "ar_SY", "ar_TN", "ar_MA", "ar_MR"), "en": ("en",), "fr": ("fr",)}
_HIJRI = (
    "محرم", "صفر", "ربيع الاول", "ربيع الثاني|ربيع الاخر", "جمادي الاولي|جمادي الاول",
    "جمادي الثانية|جمادي الاخرة|جمادي الاخر", "رجب", "شعبان", "رمضان", "شوال",
    "ذو القعدة|ذي القعدة", "ذو الحجة|ذي الحجة",
)  # fmt: skip
_HIJRI_LATIN = (
    "muharram", "safar", "rabi ?'? ?(?:al-|ul )?awwal", "rabi ?'? ?(?:al-|ul )?(?:thani|akhir)",
    "jumada (?:al-|ul )?(?:ula|awwal)", "jumada (?:al-|ul )?(?:thani|akhir)a?h?", "rajab", "sha'?ban", "ramadh?an",
    "shawwal", "(?:dh|z)(?:ul?|il?|ou ?al?)[- ]?qi?[' ]?da?h?", "(?:dh|z)(?:ul?|il?)[- ]?hijja?h?",
)  # fmt: skip
_YEAR_CUE = {
    "ar": r"(?:ل|ب)?(?:عام|العام|سنة|السنة)", "en": r"(?:year|in|by|since|until)", "fr": r"(?:annee|en|d'ici a?)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Date:
    """A date in a normalised text. `start` and `end` are ISO days, a month, or a year; equal for one day."""

    start: int
    end: int
    first: str
    last: str

    @property
    def path(self) -> str:
        """The path of its entity: `date/2019-03-01_2019-03-02`."""
        return f"date/{self.first}" if self.first == self.last else f"date/{self.first}_{self.last}"


@functools.cache
def _months(language: Language) -> tuple[tuple[str, int, bool], ...]:
    """Name pattern, number, and whether the calendar is Hijri; longest first."""
    found = {
        (re.escape(fold(name)), number, False)
        for locale in _LOCALES[language]
        for width in ("wide", "abbreviated")
        for number, name in Locale.parse(locale).months["format"][width].items()
    }
    if language == "ar":  # spellings beside CLDR's: the alif of Iraq and Mauritania, and "September" with one t
        found |= {(re.escape(fold(name)), number, False) for name, number in (("اغسطس", 8), ("غشت", 8), ("شتنبر", 9))}
    hijri = _HIJRI if language == "ar" else _HIJRI_LATIN
    found |= {(f"(?:{names})", number, True) for number, names in enumerate(hijri, start=1)}
    return tuple(sorted(found, key=lambda item: (-len(item[0]), item)))


@functools.cache
def _grammar(language: Language) -> re.Pattern[str]:
    month = "|".join(sorted({name for name, _, _ in _months(language)}, key=len, reverse=True))
    to = {"ar": r"(?:الي|حتي|و|-|/)", "en": r"(?:to|and|until|-)", "fr": r"(?:au|et|a|-)"}[language]
    day = {"ar": r"\d{1,2}", "en": r"\d{1,2}(?:st|nd|rd|th)?", "fr": r"\d{1,2}(?:er)?"}[language]
    era = r"(?: ?(?:هـ|ه|ah|h)(?!\w))?"
    days = rf"(?P<d1>{day})(?: (?P<m1>{month})(?:,? (?P<y1>\d{{4}}){era})?)?(?: ?{to} ?(?P<d2>{day}))?"
    main = rf"(?:{days} (?:of )?)?(?P<month>{month}),? ?(?P<year>\d{{4}}){era}"
    american = rf"(?P<month2>{month}) (?P<e1>{day})(?: ?{to} ?(?P<e2>{day}))?,? (?P<year2>\d{{4}})"
    iso = r"(?P<iso>\d{4}-\d{2}-\d{2})|(?P<b1>\d{1,2})(?: ?- ?(?P<b2>\d{1,2}))?/(?P<bm>\d{1,2})/(?P<by>(?:19|20)\d{2})"
    lone = rf"(?<!\w){_YEAR_CUE[language]} (?P<lone>(?:19|20)\d{{2}})(?! ?[-/]\d)"
    held = r"\((?:[^()\d]*[،,] ?)?(?P<held>(?:19|20)\d{2})\)"
    return re.compile(rf"(?<![\w/.-])(?:{main}|{american}|{iso})(?![\w/])|{lone}|{held}")


def find(text: str, language: Language) -> Iterator[Date]:
    """Every date of a normalised text, left to right.

    A year alone counts where a word or a bracket says that it is one; page numbers,
    fiscal years (1999/2000) and symbols do not match.
    """
    for match in _grammar(language).finditer(text):
        read = _read(match, language)
        if read is not None:
            group = next((name for name in ("lone", "held") if match[name]), 0)
            yield Date(match.start(group), match.end(group), *read)


def _read(match: re.Match[str], language: Language) -> tuple[str, str] | None:
    found = match.groupdict()
    if year := found["lone"] or found["held"]:
        return year, year
    if found["iso"]:
        year_, month_, day_ = (int(part) for part in found["iso"].split("-"))
        return _days(year_, month_, day_, None)
    if found["bm"]:
        return _days(int(found["by"]), int(found["bm"]), _int(found["b1"]), _int(found["b2"]))
    number, hijri = _month(found["month"] or found["month2"], language)
    year_value = int(found["year"] or found["year2"])
    first, last = _int(found["d1"] or found["e1"]), _int(found["d2"] or found["e2"])
    if first is None:
        return None if hijri else (f"{year_value}-{number:02}",) * 2
    if hijri:
        return _hijri_days(year_value, number, first, last)
    if found["m1"]:  # 29 November to 1 December: the first day has a month of its own
        month_1, _ = _month(found["m1"], language)
        begin = _days(int(found["y1"] or year_value), month_1, first, None)
        close = _days(year_value, number, last or 0, None)
        return (begin[0], close[0]) if begin and close else None
    return _days(year_value, number, first, last)


def _month(name: str, language: Language) -> tuple[int, bool]:
    for names, number, hijri in _months(language):
        if re.fullmatch(names, name):
            return number, hijri
    raise ValueError(f"no month: {name!r}")


def _int(text: str | None) -> int | None:
    return int(re.sub(r"\D", "", text)) if text else None


def _days(year: int, month: int, first: int | None, last: int | None) -> tuple[str, str] | None:
    """ISO days; None where the calendar has no such day."""
    try:
        begin = date(year, month, first or 0)
        close = date(year, month, last) if last else begin
    except ValueError:
        return None
    return begin.isoformat(), close.isoformat()


def _hijri_days(year: int, month: int, first: int, last: int | None) -> tuple[str, str] | None:
    """The Gregorian days of Hijri ones by the Umm al-Qura calendar; None outside its years."""
    try:
        begin = Hijri(year, month, first).to_gregorian()
        close = Hijri(year, month, last).to_gregorian() if last else begin
    except (ValueError, OverflowError):
        return None
    return begin.isoformat(), close.isoformat()
