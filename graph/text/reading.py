"""The corrected text of a provision, and the way from it back to the printed words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from oic_mandates.graph.model import Correction, Span


@dataclass(frozen=True, slots=True)
class _Edit:
    """The smallest change that a correction makes: printed `at` becomes `text`, from `start` of the reading."""

    at: Span
    start: int
    text: str


class Reading:
    """A printed text with its corrections applied."""

    def __init__(self, printed: str, corrections: Sequence[Correction]) -> None:
        """Applies corrections, each at its span; ValueError where two overlap."""
        self.printed = printed
        self._edits: list[_Edit] = []
        text, last = "", 0
        for correction in sorted(corrections, key=lambda c: c.span):
            if correction.span.start < last:
                raise ValueError(f"two corrections overlap at {correction.printed!r}")
            at, read = _smallest(correction)
            text += printed[last : at.start]
            self._edits.append(_Edit(at, len(text), read))
            text += read
            last = at.end
        self.text = text + printed[last:]

    def printed_span(self, span: Span) -> Span:
        """Where in the printed text the words of the reading at `span` stand.

        Words that only the reading has are represented by the printed ones that they replace.
        """
        start, end = self._printed(span.start, closing=False), self._printed(span.end, closing=True)
        while start < end and self.printed[end - 1].isspace():  # before words that only the reading has
            end -= 1
        return Span(start, max(start, end))

    def _printed(self, offset: int, *, closing: bool) -> int:
        shift = 0
        for edit in self._edits:
            stop = edit.start + len(edit.text)
            if offset < edit.start or (closing and offset == edit.start):
                break
            if offset < stop or (closing and offset == stop):
                return edit.at.end if closing else edit.at.start
            shift = edit.at.end - stop
        return offset + shift


def strikes_words(correction: Correction) -> bool:
    """Whether a correction only takes words away: a sentence printed twice, a drafter's note."""
    at, read = _smallest(correction)
    struck = correction.printed[at.start - correction.span.start : at.end - correction.span.start]
    return not read and any(char.isalnum() for char in struck)


def _smallest(correction: Correction) -> tuple[Span, str]:
    """The place and replacement without what both sides share at their beginning and end."""
    printed, read, span = correction.printed, correction.read, correction.span
    head = _shared(printed, read)
    tail = min(min(len(printed), len(read)) - head, _shared(printed[::-1], read[::-1]))
    return Span(span.start + head, span.end - tail), read[head : len(read) - tail]


def _shared(one: str, other: str) -> int:
    """How many characters two texts share at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
