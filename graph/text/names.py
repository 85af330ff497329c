"""Names of the vocabulary found in a text: one pass, clitics off, the longest name wins."""

from __future__ import annotations

import functools
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

import ahocorasick

from oic_mandates.graph.model import Entity, Language
from oic_mandates.graph.text.normalize import bounded, fold, is_letter
from oic_mandates.graph.vocab import Vocabulary

NAMED = ("actor", "place", "instrument", "meeting", "programme", "event")
# Conjunctions and prepositions that Arabic writes as part of the next word.
_CLITICS = re.compile(r"(?:و|ف)?(?:ب|ل|ك)?")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that words of a normalised text may name.

    `start` to `end` are the words; `outer` is where their first printed word begins,
    attached conjunction and preposition included.
    """

    start: int
    end: int
    outer: int
    entity: Entity

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Found:
    """A label found in a normalised text, and the path that it names."""

    start: int
    end: int
    outer: int
    path: str


class Dictionary:
    """The labels of some kinds of term in one language, ready to be found in texts."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        language: Language,
        kinds: Iterable[str],
        only: Container[str] | None = None,
    ) -> None:
        self._language = language
        self._automaton = ahocorasick.Automaton()
        self._paths: dict[str, tuple[str, ...]] = {}
        for kind in kinds:
            for label in vocabulary.named(language, kind):
                if only is None or label.path in only:
                    self._add(fold(label.text), label.path)
        self._automaton.make_automaton()

    def _add(self, key: str, path: str) -> None:
        """Adds a label. A hidden label may name two things at once: `the Groups in New York and Geneva`."""
        if not key or path in self._paths.get(key, ()):
            return
        self._paths[key] = (*self._paths.get(key, ()), path)
        self._automaton.add_word(key, (len(key), key))
        if self._language == "ar" and key.startswith("ال"):
            # The preposition ل swallows the alif of the article: للدورة, and للجنة where a lam follows.
            swallowed = "لل" + key[2:].removeprefix("ل")
            self._automaton.add_word(swallowed, (len(swallowed), key))

    def same(self, text: str, path: str) -> bool:
        """Whether a label stands for this path."""
        return path in self._paths.get(fold(text), ())

    def find(self, text: str) -> Iterator[Found]:
        """Every label that stands in a normalised text as whole words, overlaps included."""
        if not self._paths:
            return
        for last, (length, key) in self._automaton.iter(text):
            start, end = last + 1 - length, last + 1
            outer = self._word_start(text, start)
            if outer is not None and bounded(text, outer, end):
                yield from (Found(start, end, outer, path) for path in self._paths[key])

    def _word_start(self, text: str, start: int) -> int | None:
        """Where the printed word begins, if nothing but clitics stands before the name in it."""
        outer = start
        while outer > 0 and is_letter(text[outer - 1]):
            outer -= 1
        if outer == start:
            return start
        if self._language == "ar" and _CLITICS.fullmatch(text[outer:start]):
            return outer
        return None


@functools.cache
def dictionary(vocabulary: Vocabulary, language: Language, kinds: tuple[str, ...] = NAMED) -> Dictionary:
    """The dictionary of some kinds, made once for a vocabulary and language."""
    return Dictionary(vocabulary, language, kinds)


_BRACKET = re.compile(r'\s*\(\s*"?(?P<name>[^()"]+)"?\s*\)')


def find(text: str, vocabulary: Vocabulary, language: Language) -> list[Candidate]:
    """All names of entities in a normalised text, overlaps included."""
    known = dictionary(vocabulary, language)
    return [
        Candidate(found.start, with_bracket(text, found.end, known, found.path), found.outer, entity)
        for found in known.find(text)
        if (entity := vocabulary.entities.get(found.path))
    ]


def with_bracket(text: str, end: int, known: Dictionary, path: str) -> int:
    """Where a name ends once a bracket behind it, which names the same thing, is taken in."""
    bracket = _BRACKET.match(text, end)
    return bracket.end() if bracket and known.same(bracket["name"], path) else end


def fitting(kept: list[Candidate], vocabulary: Vocabulary) -> list[Candidate]:
    """Where one name is shared, the bearer whose related instrument is named beside it stays alone.

    Where none is, all stay: then the phrase names them together (`the Groups in New York and Geneva`).
    """
    paths = {candidate.entity.path for candidate in kept}
    chosen: dict[tuple[int, int], set[str]] = {}
    for one in kept:
        related = vocabulary.facts.get(one.entity.path, {}).get("related", ())
        if any(path in paths and path.startswith("instrument/") for path in related):
            chosen.setdefault((one.start, one.end), set()).add(one.entity.path)
    return [c for c in kept if c.entity.path in chosen.get((c.start, c.end), {c.entity.path})]


def longest(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that stay when of overlapping ones the longest wins; in text order.

    Two candidates with the very same words both stay: one phrase can name two things.
    """
    kept: list[Candidate] = []
    for one in sorted(set(candidates), key=lambda c: (-len(c), c.start, c.entity.path)):
        if all(one.end <= k.start or k.end <= one.start or (one.start, one.end) == (k.start, k.end) for k in kept):
            kept.append(one)
    return sorted(kept, key=lambda c: (c.start, c.end, c.entity.path))
