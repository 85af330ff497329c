"""What the columns of an answer hold, by which it is known in what forms it can be shown."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeVar

from oic_mandates.explorer.components import UNSEEN, labels_of
from oic_mandates.explorer.data import Answer, Term, local_name, path_of
from oic_mandates.explorer.headings import heading, value_name
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.provisions import provision_name

Kind = Literal["thing", "word", "number"]
Key = TypeVar("Key", bound=Hashable)
# Numbers that say which one, where or in what order, not how much.
_NO_MEASURES = frozenset(
    ("rank", "session", "firstSession", "lastSession", "start", "end", "fileStart", "fileEnd", "lowest", "highest")
)
# Clauses are what is counted; as a label they come last.
CLAUSES = frozenset(("clause", "clauses", "otherClause"))
_PRINTED = frozenset(("number", "numbers", "otherNumber", "recitalNumbers", "clauseNumbers"))
_UNSEEN = UNSEEN | {"graph", "program"}
# Longer words are a text, which is no label.
_LONGEST = 60
ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Value:
    """One thing or word of a cell: what tells it from others, and what it is called."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a form can be built on, with its different values."""

    name: str
    kind: Kind
    values: int


@dataclass(frozen=True, slots=True)
class Columns:
    """An answer and what its columns hold."""

    answer: Answer
    language: Language
    found: tuple[Column, ...]

    def labels(self) -> list[str]:
        """The columns that can name a bar or a row, the best first."""
        fit = [column for column in self.found if column.kind != "number" and column.values > 1]
        fit.sort(key=lambda column: (column.name in CLAUSES, column.kind == "word"))
        return [column.name for column in fit]

    def things(self) -> list[str]:
        """The columns whose things can be the ends of a line."""
        fit = [column for column in self.found if column.kind == "thing" and column.name != "clauses"]
        fit.sort(key=lambda column: column.name in CLAUSES)
        return [column.name for column in fit]

    def measures(self) -> list[str]:
        """The columns that say how much, and at their end the number of rows."""
        return [*(column.name for column in self.found if column.kind == "number"), ROWS]

    def name(self, column: str) -> str:
        """The head of a column, or what the number of rows is called."""
        return text("answers.rows", self.language) if column == ROWS else heading(column, self.language)

    def values(self, column: str) -> Iterator[tuple[int, Value]]:
        """The values of a column with the number of their row; a cell can hold several."""
        for index, row in enumerate(self.answer.rows):
            for value in _values(self.answer, row, column, self.language):
                yield index, value

    def measure(self, name: str) -> list[float]:
        """How much each row says."""
        if name == ROWS:
            return [1.0] * len(self.answer.rows)
        place = self.answer.columns.index(name)
        return [_figure(row[place]) or 0.0 for row in self.answer.rows]


def columns(answer: Answer, language: Language) -> Columns:
    """Looks at the columns of an answer."""
    known = set(answer.columns)
    found = []
    for name in answer.columns:
        stem = name.removesuffix("Labels").removesuffix("Label")
        if name in _UNSEEN or name in _PRINTED or (stem != name and known & {stem, f"{stem}s"}):
            continue
        column = _column(answer, name, language)
        if column and not (name == "resolution" and column.values < 2):
            found.append(column)
    return Columns(answer, language, tuple(found))


def _column(answer: Answer, name: str, language: Language) -> Column | None:
    place = answer.columns.index(name)
    terms = [term for row in answer.rows if (term := row[place]) is not None and term.value]
    if not terms:
        return None
    if all(_figure(term) is not None for term in terms):
        return None if name in _NO_MEASURES else Column(name, "number", len({term.value for term in terms}))
    values = {value.key for row in answer.rows for value in _values(answer, row, name, language)}
    if all(term.kind != "literal" or path_of(term.value.partition(" ")[0]) for term in terms):
        return Column(name, "thing", len(values))
    short = all(term.kind == "literal" and len(term.value) <= _LONGEST for term in terms)
    # A word that each row has for itself is what the row says, not what it belongs to.
    return Column(name, "word", len(values)) if short and len(values) < max(len(terms), 2) else None


def _values(answer: Answer, row: Sequence[Term | None], name: str, language: Language) -> list[Value]:
    term = row[answer.columns.index(name)]
    if term is None or not term.value:
        return []

    def words(column: str) -> str:
        found = row[answer.columns.index(column)] if column in answer.columns else None
        return found.value if found else ""

    if term.kind == "literal" and not path_of(term.value.partition(" ")[0]):
        value = term.python()
        if isinstance(value, bool):
            return [Value(term.value, text("yes" if value else "no", language))]
        return [Value(term.value, value_name(term.value, language))]
    parts = term.value.split(" ") if term.kind == "literal" else [term.value]
    names = words(labels_of(name)).split("; ") if term.kind == "literal" else [words(f"{name}Label")]
    if len(names) != len(parts):
        names = [""] * len(parts)
    return [Value(iri, label or _called(iri, language)) for iri, label in zip(parts, names, strict=True)]


def _called(iri: str, language: Language) -> str:
    path = path_of(iri)
    return provision_name(path, language) or local_name(iri) or iri


def _figure(term: Term | None) -> float | None:
    value = term.python() if term else None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return float(value)


def totals(pairs: Iterable[tuple[Key, float]]) -> dict[Key, float]:
    """Sums by key; where parts of a whole number are summed they are averaged, as shares and scores are."""
    sums: dict[Key, list[float]] = {}
    for key, figure in pairs:
        sums.setdefault(key, []).append(figure)
    whole = all(figure == int(figure) for figures in sums.values() for figure in figures)
    return {key: sum(figures) if whole else sum(figures) / len(figures) for key, figures in sums.items()}
