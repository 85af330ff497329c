"""A text as lines, each knowing where its characters stand in the source.

After it holds: every character of the source that prints something is in exactly one line.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from oic_mandates.graph.text.normalize import normalize

# How a line opens is told by its beginning: an endless line costs no more than a long one.
HEAD = 400
# Line ends, byte order marks and the `**` of emphasis; a single star is text.
_MARKS = re.compile(r"\*{2,}|[\r\n\ufeff]+")
# `...; and` at the end of the last but one of a row.
_JOINED = re.compile(r"([;؛])\s*(?:and|et|و)$")
# Words that are cut short, or that a number must follow: no sentence ends with them.
_SHORTENED = re.compile(r"(?<!\w)(?:nos?|n[°º]s?|arts?|paras?|pp?|vol|chap|رقم|ص|ق)\s*[.:]?\s*$", re.I)
_CLOSERS = " \t\u00a0\"'”’»*)]"


@functools.cache
def _shadow(char: str) -> str:
    """One plain character for each: digits in ASCII, dashes alike, what prints nothing as a space."""
    if char.isdecimal():
        return str(unicodedata.digit(char))
    category = unicodedata.category(char)
    if category == "Pd" or char == "\u2212":
        return "-"
    return " " if char.isspace() or category in ("Cf", "Cc") else char


def shadow(text: str) -> str:
    """The text with every character in its plain form; places stay the same."""
    return "".join(map(_shadow, text))


@dataclass(frozen=True, slots=True)
class Piece:
    """`length` characters of a line, from `at` on, that stand unbroken in the source from `source_start` on."""

    at: int
    source_start: int
    length: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line that prints something, without emphasis marks.

    `plain` is its beginning as a shadow (same places), `head` the same normalised. `gap` tells
    whether a blank line stands before it, `page` whether a page break does.
    """

    text: str
    pieces: tuple[Piece, ...]
    plain: str
    head: str
    gap: bool
    page: bool

    def places(self, start: int = 0, end: int | None = None) -> tuple[Piece, ...]:
        """Where the characters from `start` to `end` stand; `at` counts from `start`."""
        stop = len(self.text) if end is None else end
        found = []
        for piece in self.pieces:
            first, last = max(piece.at, start), min(piece.at + piece.length, stop)
            if first < last:
                found.append(Piece(first - start, piece.source_start + first - piece.at, last - first))
        return tuple(found)

    def trimmed(self, start: int, end: int | None = None) -> tuple[int, int]:
        """The stretch from `start` to `end` without space and marks that print nothing at its ends."""
        stop = len(self.text) if end is None else end
        while start < stop and _shadow(self.text[start]) == " ":
            start += 1
        while start < stop and _shadow(self.text[stop - 1]) == " ":
            stop -= 1
        return start, stop

    def after(self, start: int) -> str:
        """The normalised beginning of what stands behind `start`."""
        return self.head if start == 0 else normalize(self.text[start : start + HEAD]).text.strip()

    @property
    def ending(self) -> str:
        """The last character that is no space, quotation mark or closing bracket."""
        start, stop = self.trimmed(0)
        if item := _JOINED.search(self.text[max(start, stop - 8) : stop]):
            return item[1]
        while stop > start and (self.text[stop - 1] in _CLOSERS or _shadow(self.text[stop - 1]) == " "):
            stop -= 1
        return self.text[stop - 1] if stop > start else ""

    @property
    def ends(self) -> bool:
        """Whether a sentence ends here; after `Resolution No.` it goes on."""
        if self.ending in (".", ":") and _SHORTENED.search(self.text[-12:]):
            return False
        return self.ending in (".", ";", "؛", ":", "؟", "?", "!")

    @property
    def prints(self) -> bool:
        """Whether it holds a letter or a digit, and is no rule drawn over the page."""
        return any(char.isalnum() for char in self.text)


def read_lines(source: str) -> Iterator[Line]:
    """The lines of a source that print something, in order."""
    offset, gap, page = 0, False, False
    for raw in source.splitlines(keepends=True):
        pieces = tuple(_pieces(raw, offset))
        text = "".join(source[p.source_start : p.source_start + p.length] for p in pieces)
        page = page or raw.startswith("\f")
        if text.strip() and not text.isspace():
            head = text[:HEAD]
            yield Line(text, pieces, shadow(head), normalize(head).text.strip(), gap, page)
            gap = page = False
        else:
            gap = True
        page = page or raw.endswith("\f")
        offset += len(raw)


def _pieces(raw: str, offset: int) -> Iterator[Piece]:
    at = start = 0
    for mark in _MARKS.finditer(raw):
        if mark.start() > start:
            yield Piece(at, offset + start, mark.start() - start)
            at += mark.start() - start
        start = mark.end()
    if start < len(raw):
        yield Piece(at, offset + start, len(raw) - start)
