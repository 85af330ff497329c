"""Numbered sessions of bodies: `الدورة السادسة والأربعين لمجلس وزراء الخارجية` is `meeting/cfm-46`.

An ordinal can stand before the body's name, inside it, behind it, or in a phrase of its own
that points back to the body (`في دورته الثانية`, `at its second session`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oic_mandates.graph.model import Entity, Language
from oic_mandates.graph.text import minting, ordinals
from oic_mandates.graph.text.names import Candidate, Dictionary, Found, dictionary, with_bracket
from oic_mandates.graph.vocab import Vocabulary

_EXTRA = {"ar": "(?:ال)?استثنائية", "en": "extraordinary", "fr": "extraordinaire"}
_QUALIFIER = {
    "ar": r"(?:العادية|الاستثنائية)", "en": r"(?:extraordinary|regular|ordinary|special)",
    "fr": r"(?:extraordinaire|ordinaire)",
}  # fmt: skip
_NEXT = {
    "ar": r"(?:المقبلة|القادمة|التالية)", "en": r"(?:next|coming|forthcoming)", "fr": r"(?:prochaine)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Context:
    """What a text knows of itself: the resolution, the body that passed it, its ISO day."""

    resolution: Entity | None = None
    body: Entity | None = None
    day: str = ""


@functools.cache
def _bodies(vocabulary: Vocabulary, language: Language) -> Dictionary:
    return Dictionary(vocabulary, language, ("actor",), frozenset(vocabulary.with_fact("seriesCode")))


@functools.cache
def _grammar(language: Language) -> dict[str, re.Pattern[str]]:
    number, qualifier, coming = f"(?P<n>{ordinals.pattern(language)})", _QUALIFIER[language], _NEXT[language]
    which = rf"(?:{number}|(?P<next>{coming}))"
    qualified = rf"(?:(?:{qualifier}) )?{which}(?: (?:{qualifier}))?"
    session = {
        "ar": (
            rf"(?P<s>(?:ال|لل)دورة {qualified}) ",
            rf"(?P<s>دور(?:ته|تها|تهم|اته|اتها|تيه|تيها) {qualified})",
        ),
        "en": (
            rf"(?P<s>(?:the )?{qualified} (?:{qualifier} )?sessions? )of (?:the )?",
            rf"(?P<s>its {qualified} sessions?)",
        ),
        "fr": (
            rf"(?P<s>(?:la |les )?{qualified} sessions? (?:{qualifier} )?)(?:du |de la |de l'|des |d')",
            rf"(?P<s>(?:sa|ses) {qualified} sessions?(?: {qualifier})?)",
        ),
    }[language]
    clitic = r"(?<!\w)(?P<c>(?:و|ف)?(?:ب|ل|ك)?)" if language == "ar" else r"(?<!\w)(?P<c>)"
    further = {"ar": r"و", "en": r"(?:and )?(?:the )?", "fr": r"(?:et )?(?:la )?"}[language]
    return {
        "of": re.compile(clitic + session[0]),
        "its": re.compile(clitic + session[1]),
        "further": re.compile(rf"(?: ?\([^()]*\))? ?[،,]? ?{further}(?P<s>{number})"),
        "behind": re.compile(rf"(?: {qualifier})?[،,]? {number}(?: {qualifier})?"),
        "before": re.compile(rf"(?P<s>{number}(?: {qualifier})?) $"),
    }


def find(text: str, vocabulary: Vocabulary, language: Language, context: Context) -> list[Candidate]:
    """Every session that a normalised text names by number, or as the next one."""
    known = _bodies(vocabulary, language)
    plain = list(known.find(text))
    found = [
        *_with_ordinal(text, vocabulary, language, known),
        *_of_body(text, vocabulary, language, plain, context),
        *_pointing_back(text, vocabulary, language, plain, context),
    ]
    every = dictionary(vocabulary, language)
    return [Candidate(c.start, with_bracket(text, c.end, every, c.entity.path), c.outer, c.entity) for c in found]


def _meeting(
    match: re.Match[str], body: str, vocabulary: Vocabulary, language: Language, context: Context
) -> Entity | None:
    """The session that a match counts; None for a "next" session that nothing dates."""
    entity = vocabulary.entities[body]
    if match.groupdict().get("next"):
        return minting.next_session(vocabulary, entity, context.day)
    extraordinary = re.search(_EXTRA[language], match.group()) is not None
    return minting.session(vocabulary, entity, ordinals.value_of(match["n"], language), extraordinary)


def _of_body(
    text: str, vocabulary: Vocabulary, language: Language, bodies: Sequence[Found], context: Context
) -> Iterator[Candidate]:
    """`the second session of the Conference`: one name from the ordinal to the body's end."""
    for match in _grammar(language)["of"].finditer(text):
        behind = [body for body in bodies if body.outer == match.end()]
        if behind:
            body = max(behind, key=lambda b: b.end)
            meeting = _meeting(match, body.path, vocabulary, language, context)
            if meeting:
                yield Candidate(match.start("s"), body.end, match.start(), meeting)


def _pointing_back(
    text: str, vocabulary: Vocabulary, language: Language, bodies: Sequence[Found], context: Context
) -> Iterator[Candidate]:
    """`in its second session`, and the sessions listed behind it; the body is the last named."""
    grammar = _grammar(language)
    for match in grammar["its"].finditer(text):
        before = [body for body in bodies if body.end <= match.start()]
        if not before:
            continue
        body = max(before, key=lambda b: (b.end, -b.start)).path
        meeting = _meeting(match, body, vocabulary, language, context)
        if meeting is None:
            continue
        yield Candidate(match.start("s"), match.end("s"), match.start(), meeting)
        more = grammar["further"].match(text, match.end())
        while more:
            listed = minting.session(vocabulary, vocabulary.entities[body], ordinals.value_of(more["n"], language))
            yield Candidate(more.start("s"), more.end("s"), more.start("s") - 1, listed)
            more = grammar["further"].match(text, more.end())


def _with_ordinal(text: str, vocabulary: Vocabulary, language: Language, known: Dictionary) -> Iterator[Candidate]:
    """`the Sixth Ministerial Conference on Women`: the ordinal inside, before or behind the name.

    The name is sought in the text without its ordinals; where one falls into it, it counts a session.
    """
    grammar = _grammar(language)
    bare, origins = _without_ordinals(text, language)
    for found in known.find(bare):
        start, end = origins[found.start], origins[found.end - 1] + 1
        inner = list(ordinals.find(text[start:end], language))
        ahead = re.search(grammar["before"].pattern, text[:start]) if language != "ar" else None
        behind = grammar["behind"].match(text, end) if language == "ar" else None
        body = vocabulary.entities[found.path]
        if inner:
            extra = re.search(_EXTRA[language], text[start:end]) is not None
            meeting = minting.session(vocabulary, body, inner[0].value, extra)
        elif ahead or behind:
            match = ahead or behind
            assert match is not None
            meeting = minting.session(
                vocabulary,
                body,
                ordinals.value_of(match["n"], language),
                re.search(_EXTRA[language], match.group()) is not None,
            )
            start, end = (match.start("s"), end) if ahead else (start, match.end())
        else:
            continue
        yield Candidate(start, end, origins[found.outer] if not ahead else start, meeting)


def _without_ordinals(text: str, language: Language) -> tuple[str, list[int]]:
    """The text without ordinals (each with one space before it), and where each character stood."""
    dropped: set[int] = set()
    for number in ordinals.find(text, language):
        dropped.update(range(max(number.start - 1, 0) if number.start else 0, number.end))
        if number.start == 0 and number.end < len(text):
            dropped.add(number.end)
    origins = [i for i in range(len(text)) if i not in dropped]
    return "".join(text[i] for i in origins), origins
