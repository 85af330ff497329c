"""Full-text search over every provision: printed, corrected and translated, in one index file.

SQLite's trigram index finds whatever contains the words, so that nothing is lost to a stemmer;
what it finds is then looked at word by word, to rank it and to show the words in the original.
The index is made from a store and carries the store's key: another store, another index.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import platformdirs

from oic_mandates.graph import highlight
from oic_mandates.graph.highlight import SHORT, Plain, Snippet, Term, Wanted
from oic_mandates.graph.model import Language, Span
from oic_mandates.graph.search_index import build_index, key_of, key_of_store, reading, versioned
from oic_mandates.graph.store import current_store, home_folder, open_store

__all__ = ["FILE", "Hit", "Index", "build_index", "open_index"]

FILE = "search.sqlite"
# A server tells no version of its data but the counts of its graphs; its index is trusted no longer than this.
REMOTE_SECONDS = 600
# The index is asked for the longest words alone, by their beginnings; the rest is looked at in what it finds.
_ASKED, _ASKED_LENGTH = 16, 64

SourceText = Literal["printed", "read", "translation"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A provision that holds the words, in the text of it that answers best.

    `source` and `language` say which text that is, `also` in which others the words stand too.
    `highlights` are places in `text`, as it is in the graph. The whole part of `score` is 3 where
    the words stand side by side, 2 where all stand as whole words, 1 where one is part of a word.
    """

    resolution: str
    provision: str
    eid: str
    number: str
    kind: str
    source: SourceText
    language: str
    text: str
    score: float
    highlights: tuple[Span, ...]
    also: tuple[tuple[SourceText, str], ...] = ()

    def snippet(self, width: int = 160) -> Snippet:
        """About `width` characters around the best place."""
        return highlight.snippet(self.text, self.highlights, width)


class _Text(NamedTuple):
    """A text that answers: its provision, its own number, how well it answers."""

    provision: int
    number: int
    score: float


class Index:
    """An index file, ready to be searched from any thread."""

    def __init__(self, file: Path) -> None:
        """`file` is one that `build_index` made."""
        self.file = file

    def search(self, words: str, language: Language | None = None, limit: int = 50, offset: int = 0) -> list[Hit]:
        """The provisions in which all the words occur, best first; equals in the order of the document.

        `words` are plain words, "phrases" and prefix*; no text is an error, one without words finds
        nothing. `language` is that of the text to search; `offset` hits are passed over.
        InputError only where the index file is damaged.
        """
        asked, start = highlight.wanted(words), max(offset, 0)
        with reading(self.file) as connection:
            found = _ranked(connection, asked, language)
            return [_hit(connection, texts, asked.terms) for texts in found[start : start + max(limit, 0)]]

    def count(self, words: str, language: Language | None = None) -> int:
        """How many provisions `search` finds in all."""
        with reading(self.file) as connection:
            return len(_ranked(connection, highlight.wanted(words), language))


def open_index(home: Path | None = None, endpoint: str | None = None) -> Index:
    """The index of the store in use, made or made anew where it is not that of the store.

    Chooses the store as `open_store` does. The index lies beside a store in `home`, that of a
    server in the user's cache folder. InputError where there is no store or no room.
    """
    if not endpoint and home is None:
        endpoint = os.environ.get("OIC_MANDATES_ENDPOINT")
    if endpoint:
        store = open_store(home, endpoint)
        file = _cached(endpoint)
        fresh = file.exists() and time.time() - file.stat().st_mtime < REMOTE_SECONDS
        return Index(file) if fresh and key_of(file) == key_of_store(store) else Index(build_index(store, file))
    home = home or home_folder()
    folder = current_store(home)
    file = home / FILE if folder is None or os.access(home, os.W_OK) else _cached(str(home.resolve()))
    if folder is not None and key_of(file) == versioned(folder.name):
        return Index(file)
    return Index(build_index(open_store(home), file))


def _cached(name: str) -> Path:
    """Where the index of something lies that cannot have it beside itself."""
    return platformdirs.user_cache_path("oic-mandates") / hashlib.sha256(name.encode()).hexdigest()[:16] / FILE


def _ranked(connection: sqlite3.Connection, asked: Wanted, language: Language | None) -> list[list[_Text]]:
    """The provisions that answer, best first; of each the texts that do, the one to show first."""
    if not asked.terms:
        return []
    total, mean = connection.execute("SELECT texts, length FROM about").fetchone()
    chosen = sorted(asked.terms, key=lambda term: -min(map(len, term.forms)))[:_ASKED]
    rarity = {term: _rarity(connection, term, total) for term in chosen} if len(asked.terms) > 1 else {}
    found: dict[int, list[_Text]] = {}
    for number, provision, text in _candidates(connection, chosen, language):
        score = highlight.rate(text, asked, rarity, mean)
        if score:
            found.setdefault(provision, []).append(_Text(provision, number, score))
    for texts in found.values():
        # Of texts that answer in the same way the first is shown: the printed one goes before.
        texts.sort(key=lambda text: (-math.floor(text.score), text.number))
    return sorted(found.values(), key=lambda texts: (-texts[0].score, texts[0].provision))


def _candidates(
    connection: sqlite3.Connection, terms: Sequence[Term], language: Language | None
) -> Iterator[tuple[int, int, str]]:
    """Number, provision and plain form of the texts that hold the letters of all the terms."""
    condition, values = _condition(terms)
    if language is not None:
        condition, values = f"{condition} AND language = ?", [*values, language]
    rows: Iterator[tuple[int, int, str]] = connection.execute(
        f"SELECT id, provision, plain FROM texts WHERE {condition}", values
    )
    return rows


def _rarity(connection: sqlite3.Connection, term: Term, total: int) -> float:
    """How much a term tells: the fewer texts hold it, the more."""
    condition, values = _condition([term])
    holding = connection.execute(f"SELECT COUNT(*) FROM texts WHERE {condition}", values).fetchone()[0]
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


def _condition(terms: Sequence[Term]) -> tuple[str, list[str]]:
    """What a row of `texts` must fulfil, and its values. Terms hold letters, digits and spaces alone."""
    grams, short = [], []
    for term in terms:
        # A whole word has a space behind it, which makes up a trigram with two letters.
        end = " " if term.whole and not term.prefix else ""
        forms = [f"{form}{end}"[:_ASKED_LENGTH] for form in term.forms]
        if min(map(len, forms)) < SHORT:
            short.append(forms[0])
        else:
            grams.append("(" + " OR ".join(f'"{form}"' for form in forms) + ")")
    conditions = ["INSTR(plain, ?) > 0"] * len(short)
    if not grams:
        return " AND ".join(conditions), short
    conditions.insert(0, "id IN (SELECT rowid FROM grams WHERE grams MATCH ?)")
    return " AND ".join(conditions), [" AND ".join(grams), *short]


def _hit(connection: sqlite3.Connection, texts: Sequence[_Text], terms: Sequence[Term]) -> Hit:
    iri, resolution, eid, number, kind = connection.execute(
        "SELECT iri, resolution, eid, number, kind FROM provisions WHERE id = ?", (texts[0].provision,)
    ).fetchone()
    (source, language, original, text, steps), *others = (
        connection.execute(
            "SELECT source, language, original, plain, steps FROM texts WHERE id = ?", (one.number,)
        ).fetchone()
        for one in texts
    )
    return Hit(
        resolution=resolution,
        provision=iri,
        eid=eid,
        number=number,
        kind=kind,
        source=source,
        language=language,
        text=original,
        score=round(texts[0].score, 6),
        highlights=highlight.highlights(Plain(text, json.loads(steps)), original, terms),
        also=tuple((other[0], other[1]) for other in others),
    )
