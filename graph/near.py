"""Words that look like a name of the vocabulary and are none: misprints, and names that are nearly known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from oic_mandates.graph.model import Annotated, AnnotatedDocument, Span
from oic_mandates.graph.text.normalize import normalize
from oic_mandates.graph.vocab import Vocabulary

# A short name is like too many words; below this likeness what is found is mostly chance.
_SHORTEST, _LEAST = 14, 90.0
_HEADS = ("actor/", "instrument/", "meeting/", "place/", "programme/", "event/")


@dataclass(frozen=True, slots=True)
class Near:
    """Words of a provision, in its printed text, and the known name that they are like (`likeness` of 100)."""

    eid: str
    span: Span
    path: str
    name: str
    likeness: float


def misses(annotated: AnnotatedDocument, vocabulary: Vocabulary) -> Iterator[Near]:
    """What stands in no mention and is like a name, in document order; of rivals the likest."""
    names: dict[str, tuple[str, str]] = {}
    for label in vocabulary.labels:
        folded = normalize(label.text).text
        fits = label.language == annotated.document.language and label.path.startswith(_HEADS)
        if fits and len(folded) >= _SHORTEST and " " in folded:
            names.setdefault(folded, (label.path, label.text))
    known = sorted(names)
    for item in annotated.provisions:
        kept: list[Near] = []
        for found in sorted(_of(item, known, names), key=lambda near: (-near.likeness, near.span)):
            if not any(found.span.overlaps(near.span) for near in kept):
                kept.append(found)
        yield from sorted(kept, key=lambda near: near.span)


def _of(item: Annotated, known: Sequence[str], names: dict[str, tuple[str, str]]) -> Iterator[Near]:
    normal = normalize(item.provision.text)
    text = normal.text
    for name, _, _ in process.extract(text, known, scorer=fuzz.partial_ratio, score_cutoff=_LEAST, limit=None):
        if len(name) > len(text):
            continue
        placed = fuzz.partial_ratio_alignment(name, text, score_cutoff=_LEAST)
        if placed is None:
            continue
        start, end = _whole_words(text, placed.dest_start, placed.dest_end)
        likeness = fuzz.ratio(name, text[start:end])
        # Digits that differ make another session or another resolution, not a misprint.
        if likeness < _LEAST or _digits(name) != _digits(text[start:end]):
            continue
        span = normal.span(start, end)
        # A short name inside a long one, such as a country's, does not tell that the long one was known.
        if not any(span.overlaps(mention.span) and 2 * len(mention.span) > len(span) for mention in item.mentions):
            path, label = names[name]
            yield Near(item.provision.eid, span, path, label, round(likeness, 1))


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The place, with its first and last words made whole and the space around them left out."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end


def _digits(words: str) -> str:
    return "".join(char for char in words if char.isdigit())
