"""Acts as rows that can be cut down: what each belongs to, which of them fit, and how many would."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from oic_mandates.explorer import data
from oic_mandates.explorer.data import Answer, Term
from oic_mandates.explorer.language import Language

# In the order of the panel. The first group names things of the graph, the second says yes or no of an act.
LINKED = ("addressee", "partner", "theme", "group", "instrument")
FACETS = (*LINKED[:2], "force", "verb", *LINKED[2:], "section", "asks", "reporting", "corrected", "reviewed")
SORTS = ("document", "force", "addressee")
# What an export holds of the things that belong to an act: their role, and the columns.
_JOINED = {
    "addressee": "addressees", "partner": "partners", "group": "groups", "theme": "themes",
    "instrument": "instruments", "reportsTo": "reportsTo", "due": "due",
}  # fmt: skip

Chosen = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Act:
    """A finite verb of a provision. Paths below `id/`; `links` holds paths by role, `row` the terms by column."""

    path: str
    clause: str
    number: str
    rank: int
    values: Mapping[str, tuple[str, ...]]
    links: Mapping[str, tuple[str, ...]]
    row: Mapping[str, Term | None]

    def label(self, column: str) -> str:
        """The text of a column; the empty text where nothing is bound."""
        term = self.row[column]
        return term.value if term else ""


def acts(language: Language, resolution: str | None) -> tuple[tuple[Act, ...], Answer]:
    """All acts of a resolution, or of all where it is None, in the order of the documents, and their query's answer."""
    return _acts(data.store_in_use(), language, resolution)


@st.cache_data(show_spinner=False, max_entries=30)
def _acts(state: str, language: Language, resolution: str | None) -> tuple[tuple[Act, ...], Answer]:
    links: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in data.ask("act-links", resolution=resolution).records():
        links[row["act"]][row["role"]].append(data.path_of(row["entity"]))
    answer = data.ask("act-rows", resolution=resolution, lang=language)
    found = []
    for terms in answer.rows:
        named = dict(zip(answer.columns, terms, strict=True))
        found.append(_act(named, links[_value(named["act"])]))
    return tuple(found), answer


def _value(term: Term | None) -> str:
    return term.value if term else ""


def _act(row: Mapping[str, Term | None], linked: Mapping[str, Sequence[str]]) -> Act:
    values = {role: tuple(linked.get(role, ())) for role in LINKED}
    for name in ("verb", "force", "section"):
        path = data.path_of(_value(row[name]))
        # What stands in no section stands in the resolution itself.
        values[name] = (path,) if path else ()
    values["asks"] = ("yes" if _value(row["asks"]) in ("true", "1") else "no",)
    values["reporting"] = ("yes",) if linked.get("reportsTo") else ("no",)
    values["corrected"] = ("yes" if _value(row["corrected"]) in ("true", "1") else "no",)
    values["reviewed"] = (data.local_name(_value(row["status"])),)
    return Act(
        path=data.path_of(_value(row["act"])),
        clause=data.path_of(_value(row["clause"])),
        number=_value(row["number"]),
        rank=int(_value(row["rank"]) or 0),
        values=values,
        links={role: tuple(paths) for role, paths in linked.items()},
        row=row,
    )


def chosen_of(found: Iterable[Act], given: Chosen, clauses: frozenset[str] | None, but: str = "") -> list[Act]:
    """The acts that fit what is chosen; `clauses` holds those in which the words stand, None without words.

    Of one facet any value may fit, of several facets each must; `but` is a facet that is left out.
    """
    wanted = [(facet, frozenset(values)) for facet, values in given.items() if values and facet != but]
    return [
        act
        for act in found
        if (clauses is None or act.clause in clauses)
        and all(wanted_values.intersection(act.values[facet]) for facet, wanted_values in wanted)
    ]


def counted(found: Sequence[Act], given: Chosen, clauses: frozenset[str] | None, facet: str) -> Counter[str]:
    """How many acts each value of a facet would show: what is chosen in the facet itself is left out."""
    return Counter(value for act in chosen_of(found, given, clauses, but=facet) for value in act.values[facet])


def ordered(found: Sequence[Act], by: str, names: Mapping[str, str]) -> list[Act]:
    """The acts in the order of the document, the strongest first, or by the names of their addressees."""
    if by == "force":
        return sorted(found, key=lambda act: -act.rank)
    if by == "addressee":
        return sorted(
            found, key=lambda act: min((names.get(path, "") for path in act.values["addressee"]), default="\uffff")
        )
    return list(found)


def exported(found: Sequence[Act], answer: Answer, names: Mapping[str, str]) -> Answer:
    """The acts as an answer to take away: the query's columns, then IRIs and names of what belongs to each."""
    extra = [name for column in _JOINED.values() for name in (column, f"{column}Labels")]
    rows = []
    for act in found:
        row = [act.row[column] for column in answer.columns]
        for role in _JOINED:
            paths = act.links.get(role, ())
            for joined in (" ".join(map(data.iri_of, paths)), "; ".join(names.get(path, path) for path in paths)):
                row.append(Term("literal", joined) if joined else None)
        rows.append(tuple(row))
    return Answer((*answer.columns, *extra), tuple(rows), answer.sparql, answer.name, answer.values)
