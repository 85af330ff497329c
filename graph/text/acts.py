"""Speech acts: one for each finite verb by which the conference acts, with the words it governs.

The opening verb of a provision is an act; a later one is where it is joined by a conjunction
or begins a sentence. Verbs of relative clauses and of cited titles are neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from oic_mandates.graph.model import Language
from oic_mandates.graph.text.verbs import Form, VerbForms

# What joins a further verb of the conference to the sentence. In Arabic the conjunction is part of the word.
_JOINT = {
    "ar": re.compile(
        r"(?<!\w)(?:(?:و|ف)?(?:كما|كذا|كذلك|ايضا) (?P<a>(?:و|ف)?(?=[يتن]))"
        r"|(?P<b>[وف](?:اذ )?(?=[يتن]))|(?<=[.؛] )(?P<c>(?=[يتن])))"
    ),
    "en": re.compile(
        r"(?:(?<=[,;.] )|(?<!\w)and |(?<=[,;.] )and )(?:(?:also|further|in this regard),? )*(?P<a>(?=\w+s\b))"
    ),
    "fr": re.compile(r"(?:(?<=[,;.] )|(?<!\w)et )(?:(?:egalement|en outre),? )*(?P<a>(?=\w))"),
}
_PRONOUN = re.compile(r"(?P<stem>[يتن]\w+?)(?P<pronoun>هما|هم|ها|ه)(?!\w)")
_QUOTES = re.compile(r'"[^"]*"')
_NOUN_BEHIND = re.compile(r" (?:of|from|for|in|to|by|and)(?!\w)")
_TAIL = " ،,؛;.:"


@dataclass(frozen=True, slots=True)
class Act:
    """An act in a normalised text: its verb, and the words it governs from `start` to `end`.

    `object_behind` says that the verb carries a pronoun for whom the sentence named before.
    """

    verb: Form
    start: int
    end: int
    object_behind: bool = False


def find(text: str, forms: VerbForms) -> list[Act]:
    """The acts of a provision's normalised text, in order."""
    verbs = list(_verbs(text, forms))
    acts = []
    for index, (verb, behind) in enumerate(verbs):
        stop = verbs[index + 1][0].start if index + 1 < len(verbs) else len(text)
        start = verb.end + len(text[verb.end : stop]) - len(text[verb.end : stop].lstrip())
        acts.append(Act(verb, min(start, stop), _trimmed(text, start, stop), behind))
    return acts


def _trimmed(text: str, start: int, stop: int) -> int:
    while stop > start and (text[stop - 1] in _TAIL):
        stop -= 1
    return max(stop, start)


def _verbs(text: str, forms: VerbForms) -> Iterator[tuple[Form, bool]]:
    """Each verb with its conjunction, and whether it carries an object pronoun."""
    opening = forms.opening(text)
    if opening is None:
        return
    yield opening, False
    last = opening.end
    quoted = [match.span() for match in _QUOTES.finditer(text)]
    for joint in _JOINT[forms.language].finditer(text, last):
        if joint.end() < last or any(start < joint.end() < end for start, end in quoted):
            continue
        found = forms.at(text, joint.end())
        if found is not None and not _same_subject(text, opening, found, forms.language):
            continue
        if found is not None and (not found.preambular or "اذ " in joint.group()):
            yield Form(found.slug, joint.start(), found.end, found.preambular), False
            last = found.end
        elif found is None and (behind := _with_pronoun(text, joint, forms)):
            yield behind, True
            last = behind.end


def _same_subject(text: str, opening: Form, found: Form, language: Language) -> bool:
    """Whether a later verb can have the conference as its subject.

    Arabic: it has the person prefix of the opening verb. English: no preposition shows that it is a
    noun (`and requests for`). French: it is no infinitive or adverb.
    """
    if language == "ar":
        person = next((char for char in text[opening.start : opening.end] if char in "يتن"), "ي")
        return text[found.start] == person or found.preambular
    if language == "en":
        return _NOUN_BEHIND.match(text, found.end) is None
    return re.search(r"(?:er|ir|re|ment)$", text[found.start : found.end].split(" ")[0]) is None


def _with_pronoun(text: str, joint: re.Match[str], forms: VerbForms) -> Form | None:
    """`ويدعوها`: the verb with an object pronoun."""
    match = _PRONOUN.match(text, joint.end())
    if match is None:
        return None
    found = forms.at(match["stem"], 0)
    if found is None or found.end != len(match["stem"]):
        return None
    return Form(found.slug, joint.start(), match.end(), False)
