"""Provisions that speak of a thing: their words with the places marked, as data and as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from oic_mandates.explorer import data
from oic_mandates.explorer.data import Answer, Term
from oic_mandates.explorer.language import Language
from oic_mandates.explorer.markup import direction, element, highlighted
from oic_mandates.explorer.provisions import provision_link


@dataclass(frozen=True, slots=True)
class Clause:
    """A provision that speaks of a thing: its words, the places [start, end) in them, in which roles."""

    path: str
    number: str
    words: Term | None
    places: tuple[tuple[int, int], ...]
    translation: str
    roles: str = ""


def naming(paths: Iterable[str], language: Language) -> tuple[tuple[Clause, ...], Answer]:
    """The provisions that name any of the things, in the order of the documents, and their query's answer."""
    answer = data.ask("where-it-says-so", entity=[data.iri_of(path) for path in paths], lang=language)
    return _read(answer, given_as_places=True), answer


def citing(instrument: str, language: Language) -> tuple[tuple[Clause, ...], Answer]:
    """The provisions that cite an instrument or a part of it, and their query's answer."""
    answer = data.ask("citing-clauses", instrument=data.iri_of(instrument), lang=language)
    return _read(answer, given_as_places=False), answer


def _read(answer: Answer, *, given_as_places: bool) -> tuple[Clause, ...]:
    column = answer.columns.index("text")
    found: dict[str, Clause] = {}
    for row, terms in zip(answer.records(), answer.rows, strict=True):
        path = data.path_of(row["clause"])
        here = {(int(row["start"]), int(row["end"]))} if given_as_places else _quoted(row["words"], row["text"])
        earlier = found.get(path)
        places = _apart({*(earlier.places if earlier else ()), *here})
        roles = "; ".join(filter(None, dict.fromkeys([earlier.roles if earlier else "", row.get("roles", "")])))
        found[path] = Clause(path, row["number"], terms[column], places, row["translation"], roles)
    return tuple(found.values())


def _quoted(quotes: str, words: str) -> set[tuple[int, int]]:
    """Where the quotes, each told once, stand in the words."""
    places = set()
    for quote in filter(None, quotes.split(" | ")):
        start = words.find(quote)
        while start >= 0:
            places.add((start, start + len(quote)))
            start = words.find(quote, start + len(quote))
    return places


def _apart(places: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The places in order; of two that overlap the first and longer."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)


def hit(clause: Clause, language: Language) -> str:
    """A provision with its words, the places marked, and its translation."""
    spoken = clause.words.language if clause.words else ""
    words = clause.words.value if clause.words else ""
    head = element("b", provision_link(clause.path, language, clause.number))
    if clause.roles:
        head += " " + element("span", escape(clause.roles), css="act-force")
    body = element("p", highlighted(words, clause.places), css="words", lang=spoken, dir=direction(spoken))
    if clause.translation:
        body += element("p", escape(clause.translation), css="prov-tr", lang=language)
    return element("div", element("div", head) + body, css="hit")
