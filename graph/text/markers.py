"""What numbers a line: `1-`, `- 1-`, `(1)`, `IV.`, `(أ)`, `b)`, `أولًا:`, `Firstly,`, a dash, a number alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from oic_mandates.graph.text.lines import Line
from oic_mandates.graph.text.normalize import fold

Kind = Literal["number", "ordinal", "roman", "letter", "bullet"]

_NUMBER = re.compile(
    r"(?P<lead>[\s\-•·▪●*(\[]*+)(?:(?:OP|PP)\s?)?(?P<number>\d{1,3})(?!\d)"
    r"(?:\s*(?P<mark>[)\].:°ـ]+-?)(?:\s++(?=\S)|(?![\s\d]))|\s*(?P<dash>-+[.)]?)(?:\s++(?!\d(?!\d{3}))(?=\S)|(?![\s\d]))"
    r"|(?P<slash>/)(?=\s+\S|[^\W\d])|(?P<bare>)(?:\s+(?=[^\W\d])|(?=[ء-ي])))"
)
_LONE = re.compile(r"[\s\-.()\[\]:]*(?P<number>\d{1,3})[\s\-.()\[\]:]*")
_LETTER = re.compile(
    r"[\s\-•]*(?:[(\[](?P<a>[ء-ي]ـ?|[A-Za-z]|[IVX]{1,5}|[ivx]{1,5})[)\]][:.\-]*"
    r"|(?P<b>[ء-ي]ـ?|[A-Za-z]|[IVX]{1,5}|[ivx]{1,5})(?:\s*[).:/]+-?|\s*-+\)?(?=\s)))\s*(?=\S)"
)
_BULLET = re.compile(r"\s*[\-•·▪●◦‣*][\s\-•·▪●◦‣*]*(?=\w)")
_WORD = r"[^\W\d_][\w\u064b-\u0652\u0670ـ]*"
# Of one to three words, the longest first: `الحادي عشر` is no `الحادي`.
_ORDINAL = tuple(
    re.compile(rf"[\s\-(]*(?P<word>{_WORD}(?:\s{_WORD}){{{more}}})(?P<mark>\s*[:\-.,،)/]+)?\s+(?=\S)")
    for more in (2, 1, 0)
)

_UNITS_AR = ("اول", "ثاني", "ثالث", "رابع", "خامس", "سادس", "سابع", "ثامن", "تاسع", "عاشر")
_TEENS_AR = ("حادي", "ثاني", "ثالث", "رابع", "خامس", "سادس", "سابع", "ثامن", "تاسع")
_ENGLISH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth")  # fmt: skip
_FRENCH = ("premierement", "deuxiemement", "troisiemement", "quatriemement", "cinquiemement", "sixiemement",
           "septiemement", "huitiemement", "neuviemement", "dixiemement")  # fmt: skip
_LATIN = ("primo", "secundo", "tertio", "quarto", "quinto")


def _ordinal_words() -> dict[str, int]:
    words = {f"{unit}ا": value for value, unit in enumerate(_UNITS_AR, 1)}
    words |= {f"ال{unit}": value for value, unit in enumerate(_UNITS_AR, 1)}
    for value, unit in enumerate(_TEENS_AR, 11):
        words |= {f"{unit} عشر": value, f"ال{unit} عشر": value, f"{unit}ا عشر": value}
    for tail in ("", "ly"):
        words |= {word + tail: value for value, word in enumerate(_ENGLISH, 1)}
    words |= {word: value for value, word in enumerate(_FRENCH, 1)}
    words |= {word: value for value, word in enumerate(_LATIN, 1)}
    return words | {"secondement": 2, "en premier lieu": 1, "en deuxieme lieu": 2, "en troisieme lieu": 3}


_ORDINALS = _ordinal_words()
_ABJAD = "ابجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_ALPHABET = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ROMAN = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True, slots=True)
class Marker:
    """What numbers a line, and where its sentence begins (`end`).

    `readings` are the ways to read it, each with its value: `I` is the roman 1 or the ninth
    letter, `ج` the third letter of one order and the fifth of the other. `firm` tells whether
    punctuation shows it to be a marker; without, only the words behind it can.
    """

    printed: str
    readings: tuple[tuple[Kind, int], ...]
    style: str
    end: int
    firm: bool = True

    @property
    def kind(self) -> Kind:
        """The first way to read it."""
        return self.readings[0][0]

    @property
    def value(self) -> int:
        """Its value in the first way to read it."""
        return self.readings[0][1]

    def follows(self, last: Marker | None) -> bool:
        """Whether it is the next in the row of `last`, or begins a row where there is none."""
        if last is None:
            return any(value == 1 for _, value in self.readings)
        return any((kind, value - 1) in last.readings for kind, value in self.readings)


def number(line: Line) -> Marker | None:
    """A number in digits at the beginning of a line."""
    match = _NUMBER.match(line.plain)
    if match is None:
        return None
    mark = match["mark"] or match["dash"] or match["slash"] or ""
    bracket = "(" if "(" in match["lead"] or "[" in match["lead"] else ""
    start, end = match.span("number")
    firm = bool(mark)
    return Marker(line.text[start:end], (("number", int(match["number"])),), bracket + mark[:1], match.end(), firm)


def lone_number(line: Line) -> Marker | None:
    """A number that stands alone on its line: that of the next clause, or of the page."""
    match = _LONE.fullmatch(line.plain)
    if match is None or len(line.text) > len(line.plain):
        return None
    start, end = match.span("number")
    return Marker(line.text[start:end], (("number", int(match["number"])),), "alone", len(line.text))


def letter(line: Line) -> Marker | None:
    """A letter or a roman number at the beginning of a line."""
    match = _LETTER.match(line.plain)
    if match is None:
        return None
    group = "a" if match["a"] else "b"
    printed = line.text[match.start(group) : match.end(group)]
    style = ("(" if group == "a" else ")") + ("A" if printed.isupper() else "a")
    return Marker(printed, tuple(_letter_readings(fold(match[group]), printed)), style, match.end())


def _letter_readings(folded: str, printed: str) -> list[tuple[Kind, int]]:
    found: list[tuple[Kind, int]] = []
    if len(folded) == 1:
        for order in (_ABJAD, _ALPHABET) if folded >= "\u0621" else ("abcdefghijklmnopqrstuvwxyz",):
            if folded in order and ("letter", order.index(folded) + 1) not in found:
                found.append(("letter", order.index(folded) + 1))
    if set(folded) <= set(_ROMAN):
        values = [_ROMAN[char] for char in folded]
        value = sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
        # I, V and X alone are far more often the first, fifth and tenth of a row than the ninth and later letters.
        found.insert(0, ("roman", value))
    return found or [("letter", 0)]


def ordinal(line: Line) -> Marker | None:
    """An ordinal word at the beginning of a line: `أولًا:`, `Firstly,`, `Premièrement :`."""
    for pattern in _ORDINAL:
        match = pattern.match(line.plain)
        value = _ORDINALS.get(fold(match["word"])) if match else None
        if match and value:
            start, end = match.span("word")
            return Marker(line.text[start:end], (("ordinal", value),), "word", match.end(), bool(match["mark"]))
    return None


def bullet(line: Line) -> Marker | None:
    """A dash or a dot at the beginning of a line."""
    match = _BULLET.match(line.plain)
    return Marker("", (("bullet", 0),), "bullet", match.end()) if match else None


def read(line: Line) -> Marker | None:
    """What numbers a line, the surest first."""
    return number(line) or letter(line) or ordinal(line) or bullet(line)
