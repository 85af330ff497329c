"""Two resolutions, or two sections, held against each other: which part of one answers to which of the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from rapidfuzz import fuzz, process

from oic_mandates.explorer import compare, data
from oic_mandates.explorer.compare import Part
from oic_mandates.explorer.data import Answer, Term
from oic_mandates.explorer.language import Language

COLUMNS = ("score", "clause", "number", "text", "otherClause", "otherNumber", "otherText")


@dataclass(frozen=True, slots=True)
class Couple:
    """Two parts that answer to each other, with how alike they are from 0 to 1; or one part alone, and 0."""

    one: Part | None
    other: Part | None
    score: float


def wholes(parts: Mapping[str, Part], slugs: Sequence[str]) -> dict[str, list[str]]:
    """What can be held side by side: each resolution, with its sections after it, as paths."""
    return {
        slug: [path for path, part in parts.items() if part.is_section and part.resolution == slug] for slug in slugs
    }


def below(whole: str, parts: Mapping[str, Part]) -> list[Part]:
    """The provisions of a resolution or of a section, in their order; the headings are no provisions."""
    return [
        part
        for part in parts.values()
        if not part.is_section and (part.parent == whole if "/" in whole else part.resolution == whole)
    ]


def aligned(one: str, other: str, least: int, language: Language) -> tuple[Couple, ...]:
    """The couples of two wholes in the order of the first, what only the second has where it stands there.

    Of all couples at least `least` per cent alike the most alike are made first, and no part is in
    two of them.
    """
    return _aligned(data.store_in_use(), one, other, least, language)


@st.cache_data(show_spinner=False, max_entries=30)
def _aligned(state: str, one: str, other: str, least: int, language: Language) -> tuple[Couple, ...]:
    parts = compare.parts(language)
    return align(below(one, parts), below(other, parts), least)


def align(ones: Sequence[Part], others: Sequence[Part], least: int) -> tuple[Couple, ...]:
    """The same for parts at hand."""
    partner = _couples(ones, others, least)
    taken = {place: mine for mine, (place, _) in partner.items()}
    found: list[Couple] = []
    waiting = 0
    for place, part in enumerate(ones):
        if place not in partner:
            found.append(Couple(part, None, 0))
            continue
        match, score = partner[place]
        # What the other whole alone has, and has before this, comes before it.
        found += [Couple(None, others[i], 0) for i in range(waiting, match) if i not in taken]
        waiting = max(waiting, match + 1)
        found.append(Couple(part, others[match], score))
    found += [Couple(None, others[i], 0) for i in range(waiting, len(others)) if i not in taken]
    return tuple(found)


def _couples(ones: Sequence[Part], others: Sequence[Part], least: int) -> dict[int, tuple[int, float]]:
    """For each place in the first the place in the second and the score; the most alike have the first choice."""
    if not ones or not others:
        return {}
    scores = process.cdist(
        [part.folded for part in ones], [part.folded for part in others], scorer=fuzz.ratio, score_cutoff=least
    )
    pairs = sorted(
        (-float(scores[i][j]), i, j) for i, part in enumerate(ones) for j in range(len(others))
        if scores[i][j] and part.path != others[j].path
    )  # fmt: skip
    found: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for score, i, j in pairs:
        if i not in found and j not in taken:
            found[i] = (j, round(-score / 100, 2))
            taken.add(j)
    return found


def as_answer(found: Sequence[Couple], behind: Answer) -> Answer:
    """The couples as rows to take away."""
    rows = []
    for couple in found:
        score = Term("literal", f"{couple.score:.2f}") if couple.one and couple.other else None
        rows.append((score, *_cells(couple.one), *_cells(couple.other)))
    return Answer(COLUMNS, tuple(rows), behind.sparql, behind.name, behind.values)


def _cells(part: Part | None) -> tuple[Term | None, Term | None, Term | None]:
    if part is None:
        return None, None, None
    return (
        Term("uri", data.iri_of(part.path)),
        Term("literal", part.number),
        Term("literal", part.text, language=part.language),
    )
