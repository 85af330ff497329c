"""The letters of a PDF page in the order in which they are read.

PDFium gives words in order, but leaves the letters of an Arabic word as some programs draw
them, from left to right. Where each stands on the page tells the order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_ARABIC = re.compile(r"[\u0600-\u065f\u066e-\u06ef\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
# Words and numbers that run from left to right inside an Arabic word: `4/46` in `4/46-ث`.
_FORWARD = re.compile(r"[A-Za-z\u00c0-\u024f0-9٠-٩]+(?:[/.,:٫٬][A-Za-z\u00c0-\u024f0-9٠-٩]+)*")
_MIRRORED = str.maketrans("()[]{}«»<>", ")(][}{»«><")
_OPENERS, _CLOSERS = "([{«<", ")]}»>"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character of a page and where it was drawn, in points from the left."""

    char: str
    left: float


def in_order(glyphs: Sequence[Glyph]) -> str:
    """The text of a page from its characters as PDFium gives them."""
    return "".join(_lines(glyphs))


def _lines(glyphs: Sequence[Glyph]) -> Iterator[str]:
    start = 0
    for end in [i for i, glyph in enumerate(glyphs) if glyph.char in "\r\n"] + [len(glyphs)]:
        yield from _words(glyphs[start:end])
        yield "".join(glyph.char for glyph in glyphs[end : end + 1])
        start = end + 1


def _words(line: Sequence[Glyph]) -> Iterator[str]:
    text = "".join(glyph.char for glyph in line)
    if len(_ARABIC.findall(text)) < len(_LATIN.findall(text)) or not _ARABIC.search(text):
        yield text
        return
    for word in re.finditer(r"\s+|\S+", text):
        glyphs = line[word.start() : word.end()]
        plain = word[0].isspace() or (_LATIN.search(word[0]) and not _ARABIC.search(word[0]))
        yield word[0] if plain else _leftwards(glyphs)


def _leftwards(word: Sequence[Glyph]) -> str:
    """The characters from right to left, numbers and Latin words from left to right, marks behind their letters."""
    letters = [glyph for glyph in word if not _is_mark(glyph)]
    steps = [after.left - before.left for before, after in pairwise(letters)]
    if sum(step > 0 for step in steps) > sum(step < 0 for step in steps):
        letters.reverse()  # then letters drawn as one shape (`لا`), at one place, come backwards too
    placed = [[glyph] for glyph in sorted(letters, key=lambda glyph: -round(glyph.left, 1))]
    for mark in (glyph for glyph in word if _is_mark(glyph)):
        under = min(placed, key=lambda group: abs(group[0].left - mark.left), default=None)
        if under is None:
            placed.append([mark])
        else:
            under.append(mark)
    text = "".join(glyph.char for group in placed for glyph in group)
    return _FORWARD.sub(lambda run: _rightwards(run[0]), _bracketed(text))


def _rightwards(run: str) -> str:
    return run[::-1]


def _is_mark(glyph: Glyph) -> bool:
    return unicodedata.category(glyph.char) == "Mn"


def _bracketed(text: str) -> str:
    """A bracket is drawn as its mirror image in Arabic: a word that begins with a closing one is mended."""
    first = next((char for char in text if char in _OPENERS + _CLOSERS), "")
    last = next((char for char in reversed(text) if char in _OPENERS + _CLOSERS), "")
    turned = (text[:1] and text[0] in _CLOSERS) or (first in tuple(_CLOSERS) and last in tuple(_OPENERS))
    alone = first == last != "" and text.rstrip(".,;:،؛")[-1:] in tuple(_OPENERS)
    return text.translate(_MIRRORED) if turned or alone else text
