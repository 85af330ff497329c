"""Entities that the vocabularies do not know, made by rule from what a text says."""

from __future__ import annotations

import datetime

from babel.dates import format_interval, format_skeleton

from oic_mandates.graph.model import Entity
from oic_mandates.graph.vocab import Vocabulary

_RESOLUTION = {"ar": "القرار رقم", "en": "Resolution", "fr": "Résolution n°"}
_ARTICLE = {"ar": "المادة {n} من {whole}", "en": "Article {n} of the {whole}", "fr": "Article {n} : {whole}"}
_GOAL = {"ar": "الهدف {n} من {whole}", "en": "Goal {n} of the {whole}", "fr": "Objectif {n} des {whole}"}
_SESSION = {"ar": "الدورة {n}: {body}", "en": "Session {n} of the {body}", "fr": "Session {n} : {body}"}
_EXTRAORDINARY = {
    "ar": "الدورة الاستثنائية {n}: {body}", "en": "Extraordinary session {n} of the {body}",
    "fr": "Session extraordinaire {n} : {body}",
}  # fmt: skip
_RESOLUTIONS = {"ar": "قرارات {whole}", "en": "Resolutions of the {whole}", "fr": "Résolutions : {whole}"}


def _compose(patterns: dict[str, str], whole: Entity, **values: object) -> dict[str, str]:
    return {
        language: pattern.format(
            whole=whole.labels.get(language, whole.path), body=whole.labels.get(language, ""), **values
        )
        for language, pattern in patterns.items()
    }


def session(vocabulary: Vocabulary, body: Entity, number: int, extraordinary: bool = False) -> Entity:
    """The numbered session of a body that has a series code: `meeting/cfm-46`."""
    code = vocabulary.fact(body.path, "seriesCode")
    path = f"meeting/{code}-extraordinary-{number}" if extraordinary else f"meeting/{code}-{number}"
    if path in vocabulary.entities:
        return vocabulary.entities[path]
    labels = _compose(_EXTRAORDINARY if extraordinary else _SESSION, body, n=number)
    facts: dict[str, str | int | bool] = {"body": body.path, "session": number}
    if extraordinary:
        facts["extraordinary"] = True
    return Entity(path, "Meeting", labels, minted=True, facts=facts)


def next_session(vocabulary: Vocabulary, body: Entity, day: str) -> Entity | None:
    """The first session of a body that the vocabulary does not date before an ISO day."""
    numbers = [
        int(vocabulary.fact(path, "session"))
        for path, of in vocabulary.with_fact("body").items()
        if of == body.path
        and vocabulary.fact(path, "session")
        and vocabulary.fact(path, "extraordinary") != "true"
        and "" < vocabulary.fact(path, "startDate") <= day
    ]
    return session(vocabulary, body, max(numbers) + 1) if numbers else None


def session_resolutions(vocabulary: Vocabulary, meeting: Entity) -> Entity:
    """The resolutions of a meeting as a set: `instrument/mcw-8-resolutions`."""
    path = f"instrument/{meeting.path.removeprefix('meeting/')}-resolutions"
    if path in vocabulary.entities:
        return vocabulary.entities[path]
    facts: dict[str, str | int | bool] = {"kind": "kind/resolutions", "adoptedAt": meeting.path}
    return Entity(path, "Instrument", _compose(_RESOLUTIONS, meeting), minted=True, facts=facts)


def numbered_resolution(vocabulary: Vocabulary, body: Entity, number: int, meeting: int, letter: str) -> Entity:
    """A resolution by its number, session and series letter: `instrument/cfm-res-4-46-c`.

    The Human Rights Council numbers the other way round: `instrument/hrc-res-32-2`.
    """
    code = vocabulary.fact(body.path, "seriesCode")
    if code == "hrc":
        path, symbol = f"instrument/hrc-res-{meeting}-{number}", f"{meeting}/{number}"
    else:
        suffix = f"-{letter.lower()}" if letter else ""
        path, symbol = (
            f"instrument/{code}-res-{number}-{meeting}{suffix}",
            f"{number}/{meeting}{suffix.upper()}",
        )
    if path in vocabulary.entities:
        return vocabulary.entities[path]
    labels = {language: f"{word} {symbol}" for language, word in _RESOLUTION.items()}
    facts: dict[str, str | int | bool] = {"kind": "kind/resolution", "adoptedBy": body.path, "symbol": symbol}
    return Entity(path, "Instrument", labels, minted=True, facts=facts)


def article(vocabulary: Vocabulary, whole: Entity, number: int) -> Entity:
    """An article of an instrument: `instrument/crc/art_22`."""
    return _part(vocabulary, whole, f"{whole.path}/art_{number}", "kind/article", _compose(_ARTICLE, whole, n=number))


def goal(vocabulary: Vocabulary, whole: Entity, number: int) -> Entity:
    """A goal of a set of goals: `instrument/sdg-4` of `instrument/sdgs`."""
    path = f"{whole.path.removesuffix('s')}-{number}"
    return _part(vocabulary, whole, path, "kind/goal", _compose(_GOAL, whole, n=number))


def _part(vocabulary: Vocabulary, whole: Entity, path: str, kind: str, labels: dict[str, str]) -> Entity:
    if path in vocabulary.entities:
        return vocabulary.entities[path]
    facts: dict[str, str | int | bool] = {"kind": kind, "is_part_of": whole.path}
    return Entity(path, "Instrument", labels, minted=True, facts=facts)


def document(vocabulary: Vocabulary, symbol: str) -> Entity:
    """A document known by its symbol alone."""
    for path, facts in sorted(vocabulary.facts.items()):
        if symbol in facts.get("symbol", ()) and path in vocabulary.entities:
            return vocabulary.entities[path]
    slug = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in symbol.casefold()).split())
    labels = dict.fromkeys(("ar", "en", "fr"), symbol)
    facts_: dict[str, str | int | bool] = {"kind": "kind/document", "symbol": symbol}
    return Entity(f"instrument/{slug}", "Instrument", labels, minted=True, facts=facts_)


def date(path: str) -> Entity:
    """A day, a range, a month or a year: `date/2019-03-01_2019-03-02`."""
    first, _, close = path.removeprefix("date/").partition("_")
    last = close or first
    facts: dict[str, str | int | bool] = {"startDate": first, "endDate": last}
    labels = {language: _shown(first, last, language) for language in ("ar", "en", "fr")}
    return Entity(path, "Date", labels, minted=True, facts=facts)


def _shown(first: str, last: str, language: str) -> str:
    """A day, range, month or year as people of the language write it (CLDR)."""
    skeleton = {4: "y", 7: "yMMMM", 10: "yMMMMd"}[len(first)]
    begin, close = (datetime.date.fromisoformat((day + "-01-01")[:10]) for day in (first, last))
    if begin == close:
        shown = format_skeleton(skeleton, begin, locale=language)
    else:
        shown = format_interval(begin, close, skeleton, locale=language)
    return {"ar": "عام {}"}.get(language, "{}").format(shown) if len(first) == 4 else shown
