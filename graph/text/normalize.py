"""One spelling for many, with the way back: normalisation that keeps offsets.

No library keeps the offsets of Arabic normalisation, and every proof rests on them.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

from oic_mandates.graph.model import Span

# Letters that print differently and mean the same: hamza seats of alif, Persian yeh and kaf,
# alif maqsura (Egyptian typesetting swaps it with yeh), typographic quotes and dashes.
_FOLD = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ۀ": "ه",
    "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "‑": "-",
}  # fmt: skip
# Tatweel, bidirectional controls, joiners and the byte order mark print nothing that a name consists of.
_DROPPED = frozenset("ـ\u200b\u200c\u200d\u200e\u200f\u061c\ufeff" + "".join(map(chr, range(0x202A, 0x202F))))
_COMBINING = frozenset({"Mn", "Me"})


@functools.cache
def _fold(char: str) -> str:
    if char in _DROPPED or unicodedata.category(char) in _COMBINING:
        return ""
    if char in _FOLD:
        return _FOLD[char]
    if char.isdigit() and not char.isascii():
        return str(unicodedata.digit(char, char))
    if char.isspace():
        return " "
    if "\u0600" <= char <= "\u06ff":
        return char
    bare = "".join(c for c in unicodedata.normalize("NFKD", char) if unicodedata.category(c) not in _COMBINING)
    return bare.casefold()


@dataclass(frozen=True, slots=True)
class Normalized:
    """A normalised text; `origins[i]` is the offset in the original of its character `i`."""

    text: str
    origins: tuple[int, ...]
    original: str

    def span(self, start: int, end: int) -> Span:
        """Where `text[start:end]` stands in the original, marks on its last letter included."""
        first, last = self.origins[start], self.origins[end - 1] + 1
        while last < len(self.original) and _fold(self.original[last]) == "":
            last += 1
        return Span(first, last)

    def index(self, offset: int) -> int:
        """The first normalised character that stands at or after `offset` of the original."""
        low, high = 0, len(self.origins)
        while low < high:
            middle = (low + high) // 2
            if self.origins[middle] < offset:
                low = middle + 1
            else:
                high = middle
        return low


def normalize(text: str) -> Normalized:
    """Fold spelling variants; runs of white space become one space, so that line breaks match."""
    chars: list[str] = []
    origins: list[int] = []
    for offset, char in enumerate(text):
        for folded in _fold(char):
            if folded == " " and chars and chars[-1] == " ":
                continue
            chars.append(folded)
            origins.append(offset)
    return Normalized("".join(chars), tuple(origins), text)


@functools.cache
def fold(text: str) -> str:
    """The normalised text alone, without surrounding space: for keys and comparisons."""
    return normalize(text).text.strip()


def is_letter(char: str) -> bool:
    """Whether a character of a normalised text continues a word."""
    return char.isalnum() or char == "_"


def bounded(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` begins and ends with whole words."""
    before = start == 0 or not is_letter(text[start - 1])
    return before and (end == len(text) or not is_letter(text[end]))


_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """The words of a normalised text, in order."""
    return _WORD.findall(text)
