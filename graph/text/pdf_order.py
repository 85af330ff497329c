"""The letters of a PDF page in the order in which they are read.

PDFium gives words in order, but leaves the letters of an Arabic word as some programs draw
them, from left to right, and cuts a line behind a mark. Where each letter stands tells the order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_ARABIC = re.compile(r"[\u0600-\u065f\u066e-\u06ef\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
# What runs from left to right inside an Arabic word: a Latin word or symbol, else a number (`4/46` in `4/46-ث`).
_SIGN = r"[A-Za-z\u00c0-\u024f0-9٠-٩]"
_FORWARD = re.compile(rf"(?=[^\sء-ي]*[A-Za-z]){_SIGN}+(?:[-/.,:_]{_SIGN}+)*|[0-9٠-٩]+(?:[/.,:٫٬][0-9٠-٩]+)*")
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


def in_order(pages: Sequence[Sequence[Glyph]]) -> list[str]:
    """The text of each page from its characters as PDFium gives them."""
    read = [_read_page(glyphs) for glyphs in pages]
    arabic = [row.text for rows in read for row in rows if row.leftwards]
    # A file is of one make: the brackets of all its lines tell whether mirror images are to be turned.
    mirrored = sum(_pairs(text.translate(_MIRRORED)) for text in arabic) > sum(map(_pairs, arabic))
    return ["\n".join(_bracketed(row.text, mirrored) if row.leftwards else row.text for row in rows) for rows in read]


def _read_page(glyphs: Sequence[Glyph]) -> list[_Row]:
    page_leftwards = _is_leftwards(glyphs)
    rows = []
    for pieces in _rows(glyphs):
        whole = [glyph for piece in pieces for glyph in piece]
        text = "".join(glyph.char for glyph in whole)
        leftwards = _is_leftwards(whole) if _ARABIC.search(text) or _LATIN.search(text) else page_leftwards
        rows.append(_Row(_joined(pieces, leftwards), leftwards))
    return rows


def _rows(glyphs: Sequence[Glyph]) -> list[list[Sequence[Glyph]]]:
    """The lines of a page, each as the pieces that PDFium made of it."""
    rows: list[list[Sequence[Glyph]]] = []
    last = float("inf")
    for piece in _pieces(glyphs):
        base = Counter(round(glyph.base, 1) for glyph in piece if not glyph.char.isspace()).most_common(1)
        here = base[0][0] if base else last
        if rows and abs(here - last) < _SAME_LINE:
            rows[-1].append(piece)
        else:
            rows.append([piece])
        last = here
    return rows


def _joined(pieces: Sequence[Sequence[Glyph]], leftwards: bool) -> str:
    """The pieces of a line side by side."""
    ordered = sorted(pieces, key=lambda piece: -_right(piece)) if leftwards else pieces
    text = ""
    for piece in ordered:
        more = _read(piece) if leftwards else "".join(glyph.char for glyph in piece)
        apart = text and more and more[0] not in ".,;:،؛" and not text[-1].isspace() and not more[0].isspace()
        text += f" {more}" if apart else more
    return text


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


def _read(row: Sequence[Glyph]) -> str:
    text = "".join(glyph.char for glyph in row)
    words = []
    for word in re.finditer(r"\s+|\S+", text):
        plain = word[0].isspace() or (_LATIN.search(word[0]) and not _ARABIC.search(word[0]))
        words.append(word[0] if plain else _leftwards(row[word.start() : word.end()]))
    return "".join(words)


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
