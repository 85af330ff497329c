"""Two texts held against each other word by word, and two provisions by who and what belongs to them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

import streamlit as st
from rapidfuzz import fuzz

from oic_mandates.explorer import data, mandates
from oic_mandates.explorer.data import Answer, Term
from oic_mandates.explorer.language import Language

Where = Literal["one", "both", "other"]

# What is held side by side, in the order of the table; the last is what is merely named.
FACETS = (
    "verb", "force", "addressee", "partner", "reportsTo", "due", "group", "theme", "instrument", "section", "named",
)  # fmt: skip
COLUMNS = ("what", "thing", "label", "clause", "otherClause")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a resolution: its path and eId, printed number, what it is part of, and its words.

    `reading` is the corrected text where there is one. `translation` is in `tongue`: the language
    asked for, or English where there is none in it.
    """

    path: str
    eid: str
    number: str
    parent: str
    text: str
    language: str
    reading: str
    translation: str
    tongue: str

    @property
    def resolution(self) -> str:
        """The slug of its resolution."""
        return self.path.partition("/")[0]

    @property
    def is_section(self) -> bool:
        """Whether it is a heading with clauses below it."""
        return self.eid.startswith("sec_")

    @property
    def folded(self) -> str:
        """The text by which likeness is measured, as the build measures it."""
        return data.fold(self.reading or self.text)


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of both texts: the same words in both, or what stands in the place of what."""

    same: bool
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Trait:
    """Something that belongs to one provision, to the other or to both: under which head, its path and its name."""

    facet: str
    path: str
    label: str
    where: Where


def parts(language: Language) -> dict[str, Part]:
    """Every part of every resolution by path, in the order of the documents."""
    return _parts(data.store_in_use(), language)


@st.cache_data(show_spinner=False, max_entries=6)
def _parts(state: str, language: Language) -> dict[str, Part]:
    english = {
        row["provision"]: row["translation"] for row in data.ask("reading", resolution=None, lang="en").records()
    }
    answer = data.ask("reading", resolution=None, lang=language)
    words = answer.columns.index("text")
    found = {}
    for row, terms in zip(answer.records(), answer.rows, strict=True):
        term, path = terms[words], data.path_of(row["provision"])
        found[path] = Part(
            path=path,
            eid=row["eid"],
            number=row["number"] or row["eid"].partition("_")[2],
            parent=data.path_of(row["parent"]),
            text=row["text"],
            language=term.language if term else "",
            reading=row["reading"],
            translation=row["translation"] or english[row["provision"]],
            tongue=language if row["translation"] else "en",
        )
    return found


def likeness(one: Part, other: Part) -> float:
    """How alike two parts are, from 0 to 1, by the measure of the build: common characters of the normalised texts."""
    return float(fuzz.ratio(one.folded, other.folded)) / 100


def nearest(part: Part, among: Iterable[Part], limit: int) -> list[tuple[Part, float]]:
    """The provisions most like a part, with how alike they are, the most alike first."""
    scored = [(other, likeness(part, other)) for other in among if other.path != part.path and not other.is_section]
    return sorted(scored, key=lambda pair: -pair[1])[:limit]


def steps(one: str, other: str) -> list[Step]:
    """Both texts from end to end in steps; together the steps of each side are that text, character for character.

    Words are compared after normalisation and without punctuation, so that spellings of one word
    are one word; what is given back are the words as they stand.
    """
    first, second = _words(one), _words(other)
    matcher = SequenceMatcher(None, [key for _, key in first], [key for _, key in second], autojunk=False)
    return [
        Step(tag == "equal", _joined(first[start:end]), _joined(second[from_:to]))
        for tag, start, end, from_, to in matcher.get_opcodes()
    ]


def _joined(words: Iterable[tuple[str, str]]) -> str:
    return "".join(words for words, _ in words)


def _words(text: str) -> list[tuple[str, str]]:
    """Each word with what follows it up to the next, and the key by which it is compared."""
    starts = list(_starts(text))
    if not starts:
        return [(text, "")] if text else []
    # What stands before the first word goes with it.
    bounds = [0, *starts[1:], len(text)]
    pieces = [text[start:end] for start, end in pairwise(bounds)]
    return [(piece, data.fold("".join(filter(_is_letter, piece)))) for piece in pieces]


def _starts(text: str) -> Iterator[int]:
    inside = False
    for place, char in enumerate(text):
        letter = _is_letter(char)
        if letter and not inside:
            yield place
        inside = letter


def _is_letter(char: str) -> bool:
    """Whether a character is part of a word: letters, the marks on them, and digits."""
    return unicodedata.category(char)[0] in "LMN"


def counted(found: Sequence[Step]) -> tuple[int, int, int]:
    """How many words stand in the one alone, in both, and in the other alone."""
    one = sum(len(step.one.split()) for step in found if not step.same)
    both = sum(len(step.one.split()) for step in found if step.same)
    return one, both, sum(len(step.other.split()) for step in found if not step.same)


def traits(one: Part, other: Part, language: Language) -> list[Trait]:
    """What belongs to two provisions, facet by facet, what both have first."""
    first, second = (
        _belongings(data.store_in_use(), part.resolution, language).get(part.path, {}) for part in (one, other)
    )
    found = []
    for facet in FACETS:
        mine, theirs = first.get(facet, {}), second.get(facet, {})
        for path, label in {**mine, **theirs}.items():
            where: Where = "both" if path in mine and path in theirs else "one" if path in mine else "other"
            found.append(Trait(facet, path, label, where))
    order = {"both": 0, "one": 1, "other": 2}
    return sorted(found, key=lambda trait: (FACETS.index(trait.facet), order[trait.where], trait.label, trait.path))


@st.cache_data(show_spinner=False, max_entries=12)
def _belongings(state: str, resolution: str, language: Language) -> dict[str, dict[str, dict[str, str]]]:
    """Paths and names of what belongs to each provision of a resolution, by facet."""
    names = {path: named.label for path, named in data.entities(language).items()} | data.section_names(language)
    found: dict[str, dict[str, dict[str, str]]] = {}
    for act in mandates.acts(language, resolution)[0]:
        mine = found.setdefault(act.clause, {})
        for facet, paths in {**act.links, "verb": act.values["verb"], "section": act.values["section"]}.items():
            mine.setdefault(facet, {}).update((path, names.get(path, path)) for path in paths)
        mine.setdefault("force", {}).update((path, act.label("forceLabel")) for path in act.values["force"])
    for row in data.ask("spans", resolution=resolution, lang=language).records():
        mine, path = found.setdefault(data.path_of(row["provision"]), {}), data.path_of(row["entity"])
        # What has a part in an act, or is cited, stands under its own head.
        if path and not any(path in paths for paths in mine.values()):
            mine.setdefault("named", {})[path] = row["entityLabel"]
    return found


def as_answer(found: Sequence[Trait], one: Part, other: Part, answers: Mapping[str, Answer]) -> Answer:
    """The traits as rows to take away: what it is, and the clause of each side to which it belongs."""
    rows = []
    for trait in found:
        clause = Term("uri", data.iri_of(one.path)) if trait.where != "other" else None
        second = Term("uri", data.iri_of(other.path)) if trait.where != "one" else None
        thing = Term("uri", data.iri_of(trait.path))
        rows.append((Term("literal", trait.facet), thing, Term("literal", trait.label), clause, second))
    behind = answers["act-links"]
    return Answer(COLUMNS, tuple(rows), behind.sparql, behind.name, behind.values)
