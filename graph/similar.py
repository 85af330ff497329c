"""Provisions of one resolution that say (nearly) the same thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from oic_mandates.graph.model import AnnotatedDocument
from oic_mandates.graph.text.normalize import fold

# Below this share of common characters two clauses merely speak of the same thing.
THRESHOLD = 0.7


@dataclass(frozen=True, slots=True)
class Pair:
    """Two provisions by eId, in document order, and how alike they are, from 0 to 1."""

    first: str
    second: str
    score: float


def pairs(annotated: AnnotatedDocument, threshold: float = THRESHOLD) -> Iterator[Pair]:
    """Pairs of recitals or clauses whose corrected texts are alike.

    The measure is the indel similarity of the normalised texts (twice the longest common
    subsequence over both lengths); quadratic in the number of provisions.
    """
    items = [p for p in annotated.provisions if p.provision.kind in ("Recital", "OperativeClause")]
    texts = [fold(item.reading) for item in items]
    scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=100 * threshold)
    for i, first in enumerate(items):
        for j in range(i + 1, len(items)):
            if scores[i][j]:
                yield Pair(first.provision.eid, items[j].provision.eid, round(float(scores[i][j]) / 100, 2))
