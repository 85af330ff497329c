"""Numbers as lists print them: 4, d, iv, د; and lists of words."""

from __future__ import annotations

_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_ALPHABET = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def numeral(value: int, form: str) -> str:
    """A number in one of the forms of Word's lists (`w:numFmt`); digits where the form is not known."""
    if form in ("lowerLetter", "upperLetter") and value > 0:
        letter = chr(ord("a") + (value - 1) % 26) * min((value - 1) // 26 + 1, 9)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < value < 4000:
        return _roman(value) if form == "lowerRoman" else _roman(value).upper()
    if form == "arabicAbjad" and value > 0:
        return _ABJAD[(value - 1) % len(_ABJAD)]
    if form == "arabicAlpha" and value > 0:
        return _ALPHABET[(value - 1) % len(_ALPHABET)]
    if form == "decimalZero":
        return f"{value:02d}"
    if form in ("hindiNumbers", "hindiCounting"):
        return str(value).translate({ord("0") + digit: 0x0660 + digit for digit in range(10)})
    return str(value)


def _roman(value: int) -> str:
    found = ""
    for size, letters in _ROMAN:
        count, value = divmod(value, size)
        found += letters * count
    return found


def words(text: str) -> frozenset[str]:
    """The words of a list that is written as one line."""
    return frozenset(text.split())
