"""The letters of a PDF page in the order in which they are read.

PDFium gives words in order, but leaves the letters of an Arabic word as some programs draw
them, from left to right, and cuts a line behind a mark. Where each letter stands tells the order.
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
_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»"}
_MIRRORED = str.maketrans("()[]{}«»", ")(][}{»«")
# A bracket that the space beside it has slipped past.
_SLIPPED_OPENER = re.compile(r"(?<=[^\s(\[{«])([(\[{«])[ \u00a0](?=\S)")
_SLIPPED_CLOSER = re.compile(r"(?<=\S)[ \u00a0]([)\]}»])(?=[^\s)\]}».,;:،؛-])")
# Lines whose baselines are no further apart, in points, are one line.
_SAME_LINE = 2.0


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character of a page and where it was drawn, in points from the left and from below."""

    char: str
    left: float
    base: float


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of text, and whether it runs from right to left."""

    text: str
    leftwards: bool


def in_order(glyphs: Sequence[Glyph]) -> str:
    """The text of a page from its characters as PDFium gives them."""
    rows = [_Row(*_read(row)) for row in _rows(glyphs)]
    arabic = "\n".join(row.text for row in rows if row.leftwards)
    mirrored = _pairs(arabic.translate(_MIRRORED)) > _pairs(arabic)
    return "\n".join(_bracketed(row.text, mirrored) if row.leftwards else row.text for row in rows)


def _rows(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """The lines of a page; what PDFium cut out of one line is put back where it stands."""
    row: list[Glyph] = []
    for piece in _pieces(glyphs):
        if row and piece and abs(row[0].base - piece[0].base) < _SAME_LINE:
            leftwards = _is_leftwards(row + piece)
            before = _right(piece) > _right(row) if leftwards else piece[0].left < row[0].left
            space = Glyph(" ", row[-1].left, row[0].base)
            row = [*piece, space, *row] if before else [*row, space, *piece]
        else:
            if row:
                yield row
            row = list(piece)
    if row:
        yield row


def _pieces(glyphs: Sequence[Glyph]) -> Iterator[Sequence[Glyph]]:
    start = 0
    for end in [i for i, glyph in enumerate(glyphs) if glyph.char in "\r\n"] + [len(glyphs)]:
        if end > start:
            yield glyphs[start:end]
        start = end + 1


def _right(row: Sequence[Glyph]) -> float:
    return max(glyph.left for glyph in row)


def _is_leftwards(row: Sequence[Glyph]) -> bool:
    text = "".join(glyph.char for glyph in row)
    arabic = len(_ARABIC.findall(text))
    return arabic > 0 and arabic >= len(_LATIN.findall(text))


def _read(row: Sequence[Glyph]) -> tuple[str, bool]:
    text = "".join(glyph.char for glyph in row)
    if not _is_leftwards(row):
        return text, False
    words = []
    for word in re.finditer(r"\s+|\S+", text):
        plain = word[0].isspace() or (_LATIN.search(word[0]) and not _ARABIC.search(word[0]))
        words.append(word[0] if plain else _leftwards(row[word.start() : word.end()]))
    return "".join(words), True


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
    return _FORWARD.sub(lambda run: run[0][::-1], text)


def _is_mark(glyph: Glyph) -> bool:
    return unicodedata.category(glyph.char) == "Mn"


def _pairs(text: str) -> int:
    """How many brackets are opened and then closed."""
    found = 0
    waiting: list[str] = []
    for char in text:
        if char in _PAIRS:
            waiting.append(_PAIRS[char])
        elif waiting and char == waiting[-1]:
            waiting.pop()
            found += 1
    return found


def _bracketed(text: str, mirrored: bool) -> str:
    """Brackets as they are written: in Arabic the mirror image is drawn, and some programs say so."""
    if mirrored:
        text = text.translate(_MIRRORED)
    return _SLIPPED_CLOSER.sub(r"\1 ", _SLIPPED_OPENER.sub(r" \1", text))
