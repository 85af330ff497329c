"""Short forms and descriptions that point to what the text or the vocabulary knows.

`المركز` behind `المركز العربي ...`, `البيان الختامي للدورة الرابعة عشرة`, `ورشة عمل` beside its days:
each is resolved only where exactly what is named before, or one entry of the vocabulary, fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from oic_mandates.graph.model import Entity, Language
from oic_mandates.graph.text import minting
from oic_mandates.graph.text.names import Candidate
from oic_mandates.graph.text.normalize import bounded, fold
from oic_mandates.graph.vocab import Vocabulary

# What a definite short form can stand for. Groups of actors and states are named in full.
_SHORTENED = frozenset({"Organization", "Instrument", "Meeting", "Programme"})
_CLITICS = {
    "ar": r"(?<!\w)(?:و|ف)?(?:ب|ل|ك)?",
    "en": r"(?<!\w)(?:the |this |that )?",
    "fr": r"(?<!\w)(?:l'|le |la |ce |cette )?",
}
_THIS = {"ar": "(?:هذا |هذه )?", "en": "", "fr": ""}
_ISSUED = {
    "ar": r" (?:(?:الصادر|الصادرة) عن |(?:الذي|التي) (?:اعتمد|اقر)\w+ (?:[^،؛.]{0,70}?(?=دورت))?)?",
    "en": r" (?:(?:adopted|issued) by |of )(?:the )?",
    "fr": r" (?:adoptee?s? par |issue?s? de |de )(?:la |le |l')?",
}
_MEETING = {
    "ar": r"(?:(?:ال)?ورش(?:ة|تي|تين) (?:ال)?عمل|(?:ال)?حلق(?:ة|تي) (?:(?:ال)?عمل|دراسية)|(?:ال)?ندو(?:ة|تين)"
    r"|(?:ال)?اجتماع(?:ين|ات)?|اولهما|ثانيهما)(?: (?:ال)?(?:افتراضية?|متخصصة|تدريبية))*",
    "en": r"(?:(?:virtual|expert|training) )*(?:workshops?|seminar|symposium|webinar|meetings?)",
    "fr": r"(?:ateliers?|seminaire|symposium|webinaire|reunions?)(?: virtuelle?s?)?",
}  # fmt: skip
_SAID = {
    "ar": r"(?P<s>(?:ال|لل)(?P<n>\w+) (?:المذكورة?|المشار اليها?))",
    "en": r"(?P<s>the (?:said|aforementioned) (?P<n>\w+))", "fr": r"(?P<s>(?:ledit|ladite) (?P<n>\w+))",
}  # fmt: skip
_HOST = {"ar": r"(?P<s>الدولة المضيفة)", "en": r"(?P<s>the host country)", "fr": r"(?P<s>le pays hote)"}


def find(
    text: str, vocabulary: Vocabulary, language: Language, candidates: Sequence[Candidate], kept: Sequence[Candidate]
) -> list[Candidate]:
    """Pointers in a normalised text. `candidates` are all names found, `kept` those that stand."""
    found = [*_short_forms(text, vocabulary, language, candidates), *_said(text, language, kept)]
    found += _meetings(text, vocabulary, language, kept)
    found += _documents(text, vocabulary, language, [*kept, *found])
    return found


def _short_forms(
    text: str, vocabulary: Vocabulary, language: Language, candidates: Sequence[Candidate]
) -> Iterator[Candidate]:
    """Definite short forms behind the full name; of several antecedents the nearest is meant."""
    places: dict[tuple[int, int, int], Candidate] = {}
    for antecedent in sorted(candidates, key=lambda c: (c.end, -c.start)):
        if antecedent.entity.kind not in _SHORTENED:
            continue
        behind = text[antecedent.end :]
        for form in _forms_of(vocabulary, language, antecedent.entity, text[antecedent.start : antecedent.end]):
            if form in behind:  # most are not: a look is cheaper than a pattern
                for match in _short(form, language).finditer(text, antecedent.end):
                    places[match.start("s"), match.end("s"), match.start()] = antecedent
    for (start, end, outer), antecedent in places.items():
        yield Candidate(start, end, outer, antecedent.entity)


@cache
def _short(form: str, language: Language) -> re.Pattern[str]:
    return re.compile(f"{_CLITICS[language]}(?P<s>{_THIS[language]}{re.escape(form)})(?!\\w)")


def _forms_of(vocabulary: Vocabulary, language: Language, entity: Entity, printed: str) -> set[str]:
    """How a name that was printed once is shortened: its first words, made definite.

    A session is shortened as its body is: `the Conference`.
    """
    if language != "ar":
        words = printed.split(" ")
        return {words[0]} if len(words) > 1 and len(words[0]) > 4 and entity.kind != "Meeting" else set()
    forms = set()
    body = str(entity.facts.get("body", "")) or vocabulary.fact(entity.path, "body")
    labels = _labels(vocabulary, language)
    for name in {printed, *labels.get(entity.path, ()), *labels.get(body, ())}:
        words = re.sub(r"^لل", "ال", name).split(" ")
        for count in range(1, min(4, len(words))):
            forms.add(_definite(words[:count]))
    return {form for form in forms if len(form) > 5}


def _definite(words: Sequence[str]) -> str:
    """The words as a definite phrase: an annexed noun hands the article to the last one."""
    if words[0].startswith("ال"):
        return " ".join(words)
    return " ".join([*words[:-1], words[-1] if words[-1].startswith("ال") else "ال" + words[-1]])


@cache
def _labels(vocabulary: Vocabulary, language: Language) -> dict[str, tuple[str, ...]]:
    labels: dict[str, tuple[str, ...]] = {}
    for kind in ("actor", "instrument", "programme"):
        for label in vocabulary.named(language, kind):
            labels[label.path] = (*labels.get(label.path, ()), fold(label.text))
    return labels


def _said(text: str, language: Language, kept: Sequence[Candidate]) -> Iterator[Candidate]:
    """`the said session` is the last thing of that word; `the host country` the last state named."""
    for match in re.finditer(_CLITICS[language] + _SAID[language], text):
        before = [c for c in kept if c.end <= match.start() and match["n"] in text[c.start : c.end]]
        if before:
            yield Candidate(match.start("s"), match.end("s"), match.start(), before[-1].entity)
    for match in re.finditer(_CLITICS[language] + _HOST[language], text):
        before = [c for c in kept if c.end <= match.start() and c.entity.kind == "State"]
        if before:
            yield Candidate(match.start("s"), match.end("s"), match.start(), before[-1].entity)


def _meetings(text: str, vocabulary: Vocabulary, language: Language, kept: Sequence[Candidate]) -> Iterator[Candidate]:
    """A workshop, symposium or meeting beside the days on which the vocabulary has one.

    `two workshops` with two dates are two meetings behind one phrase.
    """
    days = [c for c in kept if c.entity.kind == "Date"]
    pattern = re.compile(f"{_CLITICS[language]}(?P<s>{_MEETING[language]})(?!\\w)")
    for match in pattern.finditer(text):
        stop = match.end() + 330
        following = [d for d in days if match.end() <= d.start <= stop]
        before = [d for d in days if d.end <= match.start() <= d.end + 60]
        several = re.search(r"(?:تي|تين|ين|ات|s)\b", match["s"].split(" ")[0]) is not None
        for day in following if several else (following[:1] or before[-1:]):
            for path in _held_on(vocabulary, day.entity.path):
                yield Candidate(match.start("s"), match.end("s"), match.start(), vocabulary.entities[path])


def _held_on(vocabulary: Vocabulary, date: str) -> list[str]:
    """The meetings, numbered sessions of great bodies apart, that the vocabulary dates on exactly these days."""
    first, _, last = date.removeprefix("date/").partition("_")
    return [
        path
        for path, start in sorted(vocabulary.with_fact("startDate").items())
        if start == first
        and vocabulary.fact(path, "endDate") == (last or first)
        and not vocabulary.fact(vocabulary.fact(path, "body"), "seriesCode")
    ]


def _documents(
    text: str, vocabulary: Vocabulary, language: Language, named: Sequence[Candidate]
) -> Iterator[Candidate]:
    """`the final communique of the session`: the kind of document that one meeting or author issued."""
    kinds, pattern = _kinds(vocabulary, language)
    for match in pattern.finditer(text):
        issued = re.compile(_ISSUED[language]).match(text, match.end())
        at = {match.end() + 1, issued.end() if issued else -1}
        for issuer in named:
            if issuer.outer in at or issuer.start in at:
                for entity in _issued(vocabulary, kinds[match["s"]], issuer):
                    yield Candidate(match.start("s"), match.end("s"), match.start(), vocabulary.entities[entity])
    if language == "ar":  # his resolutions: the pronoun is part of the word
        for match in re.finditer(_CLITICS[language] + r"(?P<s>قراراته)(?!\w)", text):
            meetings = [c for c in named if c.entity.kind == "Meeting" and c.end <= match.start()]
            if meetings:
                entity_ = minting.session_resolutions(vocabulary, max(meetings, key=lambda c: c.end).entity)
                yield Candidate(match.start("s"), match.end("s"), match.start(), entity_)


@cache
def _kinds(vocabulary: Vocabulary, language: Language) -> tuple[dict[str, str], re.Pattern[str]]:
    """Kind of instrument by name, and a pattern of all names; sets of resolutions apart (citations has them)."""
    kinds = {
        fold(label.text): label.path
        for label in vocabulary.named(language, "kind")
        if label.path not in ("kind/resolutions", "kind/article", "kind/goal")
    }
    names = "|".join(sorted(map(re.escape, kinds), key=len, reverse=True)) or "(?!)"
    return kinds, re.compile(f"{_CLITICS[language]}(?P<s>{names})(?!\\w)")


def _issued(vocabulary: Vocabulary, kind: str, issuer: Candidate) -> list[str]:
    """The one instrument of a kind that a meeting adopted or an actor wrote; none where several fit."""
    fact = "adoptedAt" if issuer.entity.kind == "Meeting" else "creator"
    found = [
        path
        for path, by in sorted(vocabulary.with_fact(fact).items())
        if by == issuer.entity.path and vocabulary.fact(path, "kind") == kind
    ]
    return found if len(found) == 1 else []


def standing(pointers: Sequence[Candidate], kept: Sequence[Candidate], text: str) -> list[Candidate]:
    """Pointers that are whole words and lie in no name."""
    return [
        p for p in pointers if bounded(text, p.outer, p.end) and all(p.end <= k.start or k.end <= p.start for k in kept)
    ]
