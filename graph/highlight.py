"""The words of a search: what they ask for, where they stand in a text, and the lines to show.

Texts and words meet in one plain form: normalised, every run of marks one space, a space at both
ends. So a word is whole where spaces stand around it, and a phrase passes over punctuation.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from oic_mandates.graph.model import Span
from oic_mandates.graph.text.normalize import is_letter, normalize
from oic_mandates.graph.text.normalize import words as words_of

# Letters that people type as others: `oeuvre` finds `œuvre`, and الاعاقه finds الإعاقة.
_TYPED_AS = {"œ": "oe", "æ": "ae", "ة": "ه"}
_TYPED = str.maketrans(_TYPED_AS)
# What Arabic writes as part of the next word: conjunction, preposition, article.
_ATTACHED = re.compile(r"(?:و|ف)?(?:(?:ب|ك)?ال|لل|ب|ل|ك)?")
# A word with the article. Shorter stems are left alone: وكالة and والد only look as if they had one.
_ARTICLE = re.compile(r"(?:و|ف)?(?:(?:ب|ك)?ال|(?P<swallowed>لل))(?P<stem>\w{3,})")
_CHUNK = re.compile(r'"(?P<phrase>[^"]*)"(?P<star>\*?)|(?P<word>[^\s"]+)')
_STAR = re.compile(r"\w\*\W*$")

# A word by itself, with attached letters, in another form of its article, and within another word.
_GIVEN, _WITH_LETTERS, _OTHER_FORM, _WITHIN = 1.0, 0.8, 0.5, 0.3
# The usual weights of BM25: how soon repetition stops to count, and how much length does.
_K1, _B = 1.2, 0.75
# Words of fewer letters than this are found only where they stand whole.
SHORT = 3


class Plain(NamedTuple):
    """A text in plain form, and the way back.

    `steps` are pairs: from this place in the plain text on, the original runs on from that offset.
    """

    text: str
    steps: tuple[tuple[int, int], ...]


def plain(original: str) -> Plain:
    """The plain form of a text; a text without words is one space or two."""
    found = normalize(original)
    chars, steps = [" "], [(0, 0)]
    expected = 1
    for char, origin in zip(found.text, found.origins, strict=True):
        if not is_letter(char):
            char = " "
            if chars[-1] == " ":
                continue
        for typed in _TYPED_AS.get(char, char):
            if origin != expected:
                steps.append((len(chars), origin))
            chars.append(typed)
            expected = origin + 1
    if chars[-1] != " " or len(chars) == 1:
        chars.append(" ")
    return Plain("".join(chars), tuple(steps))


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must occur. `forms` are its spellings in plain form, the one given first.

    `whole`: only as whole words; `prefix`: from the beginning of a word on, however the word ends.
    """

    forms: tuple[str, ...]
    whole: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for: all the terms, best side by side as `phrase`; no terms, no hits."""

    terms: tuple[Term, ...] = ()
    phrase: Term | None = None


class Match(NamedTuple):
    """A term at a place of a plain text; `weight` is how closely it is the term, up to 1."""

    start: int
    end: int
    whole: bool
    weight: float


def wanted(words: str) -> Wanted:
    """Reads what a person typed: words, "phrases", prefix*; every other sign merely parts words.

    Words that a sign joins (`4/46-C`, `well-being`) are a phrase. A number, a word of less than
    three letters and everything in quotation marks is found only as whole words.
    """
    typed = normalize(words).text.translate(_TYPED)
    found: list[Term] = []
    for chunk in _CHUNK.finditer(typed):
        parts = words_of(chunk["phrase"] if chunk["word"] is None else chunk["word"])
        if parts:
            prefix = bool(chunk["star"]) or _STAR.search(chunk["phrase"] or chunk["word"]) is not None
            found.append(_term(parts, quoted=chunk["word"] is None, prefix=prefix))
    if len(found) < 2:
        return Wanted(tuple(found))
    together = " ".join(term.forms[0] for term in found)
    return Wanted(tuple(dict.fromkeys(found)), Term((together,), whole=True, prefix=found[-1].prefix))


def _term(parts: Sequence[str], *, quoted: bool, prefix: bool) -> Term:
    whole = quoted or len(parts) > 1 or len(parts[0]) < SHORT or parts[0].isdigit()
    rest = "".join(f" {part}" for part in parts[1:])
    return Term(tuple(form + rest for form in _forms(parts[0])), whole=whole and not prefix, prefix=prefix)


def _forms(word: str) -> tuple[str, ...]:
    """The spellings of a word, as given first: الأطفال stands in للأطفال without its alif."""
    match = _ARTICLE.fullmatch(word)
    if match is None:
        return (word,)
    stem = match["stem"]
    forms = [word, f"ال{stem}", f"لل{stem.removeprefix('ل')}"]
    if match["swallowed"]:
        # Where a lam follows only two are written: للجنة is ل with اللجنة.
        forms.append(f"الل{stem}")
    return tuple(dict.fromkeys(forms))


def find(text: str, term: Term) -> Iterator[Match]:
    """Every place of a plain text where the term stands, form by form."""
    for number, form in enumerate(term.forms):
        start = text.find(form)
        while start >= 0:
            match = _match(text, start, start + len(form), term, given=number == 0)
            if match is not None:
                yield match
            start = text.find(form, start + 1)


def _match(text: str, start: int, end: int, term: Term, *, given: bool) -> Match | None:
    word = text.rfind(" ", 0, start) + 1
    begins = word == start or _ATTACHED.fullmatch(text, word, start) is not None
    if term.prefix:
        return Match(start, text.index(" ", end), True, _WITH_LETTERS) if begins else None
    if not (begins and text[end] == " "):
        return None if term.whole else Match(start, end, False, _WITHIN)
    weight = _OTHER_FORM if not given else _GIVEN if word == start else _WITH_LETTERS
    return Match(start, end, True, weight)


def rate(text: str, asked: Wanted, rarity: Mapping[Term, float], mean: float) -> float:
    """How well a plain text answers; 0 where a term is missing.

    The whole part is 3 where the words stand side by side, 2 where all are whole, 1 where one is
    only part of a word. The rest is BM25 brought below 1: places weighed by how close they are,
    terms by `rarity`, length against `mean`, both in characters.
    """
    tier, total = 2, 0.0
    share = _K1 * (1 - _B + _B * len(text) / mean)
    for term in asked.terms:
        matches = list(find(text, term))
        if not matches:
            return 0.0
        if not any(match.whole for match in matches):
            tier = 1
        places = sum(match.weight for match in matches)
        total += rarity.get(term, 1.0) * places * (_K1 + 1) / (places + share)
    if tier == 2 and asked.phrase is not None and any(find(text, asked.phrase)):
        tier = 3
    return tier + total / (1 + total)


def highlights(found: Plain, original: str, terms: Iterable[Term]) -> tuple[Span, ...]:
    """Where the terms stand in the original, in order; places that overlap are one.

    Of a term that stands whole somewhere, places within other words are not shown.
    """
    places: set[tuple[int, int]] = set()
    for term in terms:
        matches = list(find(found.text, term))
        whole = any(match.whole for match in matches)
        places.update((match.start, match.end) for match in matches if match.whole or not whole)
    merged: list[Span] = []
    for start, end in sorted(places):
        span = _original(found.steps, start, end, original)
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return tuple(merged)


def _original(steps: Sequence[tuple[int, int]], start: int, end: int, original: str) -> Span:
    """A place of the plain text in the original, marks on its last letter included."""
    last = _origin(steps, end - 1) + 1
    while last < len(original) and not normalize(original[last]).text:
        last += 1
    return Span(_origin(steps, start), last)


def _origin(steps: Sequence[tuple[int, int]], index: int) -> int:
    place, origin = steps[bisect_right(steps, index, key=lambda step: step[0]) - 1]
    return origin + index - place


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of a text for a list of hits, and what to highlight in it."""

    text: str
    highlights: tuple[Span, ...]


def snippet(text: str, spans: Sequence[Span], width: int = 160) -> Snippet:
    """At most `width` characters around the place with most highlights, cut between words.

    What was cut off is shown as one `…`, which comes on top of the width. A single word that is
    wider is cut within.
    """
    if len(text) <= width:
        return Snippet(text, tuple(spans))
    # The rest is room for the words at both ends.
    first, last = _densest(spans, width * 3 // 4)
    start = max(0, min(first - (width - (last - first)) // 2, len(text) - width))
    end = start + width
    if start > 0 and not text[start - 1].isspace():
        start = next((i + 1 for i in range(start, first) if text[i].isspace()), first)
    if end < len(text) and not text[end].isspace():
        end = next((i for i in range(end - 1, max(last, start + 1) - 1, -1) if text[i].isspace()), max(last, end))
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    inside = (Span(max(s.start, start) + shift, min(s.end, end) + shift) for s in spans if s.overlaps(Span(start, end)))
    return Snippet(before + text[start:end] + after, tuple(inside))


def _densest(spans: Sequence[Span], width: int) -> tuple[int, int]:
    """From the first to the last of the highlights that fill a stretch of that width best."""
    best, place = 0, (0, 0)
    for index, first in enumerate(spans):
        covered, last = min(len(first), width), min(first.end, first.start + width)
        for span in spans[index + 1 :]:
            if span.end - first.start > width:
                break
            covered, last = covered + len(span), span.end
        if covered > best:
            best, place = covered, (first.start, last)
    return place
