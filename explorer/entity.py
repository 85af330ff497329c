"""What a graph says of one name beyond its facts: its acts by role and force, its provisions, what is beside it.

    entity?id=actor/sesric&with=theme/disability,actor/oic-general-secretariat

`with` holds names that must stand in the same provision; `node` and `edge` are what is opened in the picture.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from oic_mandates.explorer import data, links, mandates, timeline
from oic_mandates.explorer.data import Answer, Fact
from oic_mandates.explorer.language import Language
from oic_mandates.explorer.mandates import Act
from oic_mandates.explorer.timeline import Thing

WITH = "with"
# In what an act can be about a name, in the order of the page; those of partners are asked of somebody else.
ROLES = ("addressee", "partner", "reportsTo", "due", "group", "theme", "instrument", "verb", "force")
# The kinds of what is beside a name, in the order of the page.
BESIDE = ("actor", "theme", "group", "instrument", "meeting", "programme", "event", "place", "verb", "date")


@dataclass(frozen=True, slots=True)
class Beside:
    """The provisions that name a thing and each name in `chosen`, and what else they name.

    Everything is a path below `id/`. `clauses` is None where nothing is chosen: then no provision is left out.
    """

    chosen: tuple[str, ...]
    clauses: frozenset[str] | None
    counts: Mapping[str, int]
    labels: Mapping[str, str]
    answer: Answer

    def of_kind(self, kind: str) -> list[str]:
        """The names of that kind, those in most provisions first."""
        found = [path for path in self.counts if links.kind_of(path) == kind and path not in self.chosen]
        return sorted(found, key=lambda path: (-self.counts[path], self.labels[path].casefold()))

    def holds(self, clause: str) -> bool:
        """Whether the provision is one of those looked at."""
        return self.clauses is None or clause in self.clauses


def beside(path: str, chosen: Sequence[str], language: Language) -> Beside:
    """What is named with a thing, in the provisions that name each of `chosen` too."""
    answer, named, labels = _named(data.store_in_use(), path, language)
    clauses: frozenset[str] | None = None
    for other in chosen:
        clauses = named.get(other, frozenset()) & (named.get(other, frozenset()) if clauses is None else clauses)
    counts = {
        other: count
        for other, found in named.items()
        if (count := len(found if clauses is None else found & clauses)) > 0
    }
    return Beside(tuple(chosen), clauses, counts, labels, answer)


@st.cache_data(show_spinner=False, max_entries=60)
def _named(store: str, path: str, language: Language) -> tuple[Answer, Mapping[str, frozenset[str]], Mapping[str, str]]:
    whole = with_parts(path, language)
    answer = data.ask("named-with", entity=[data.iri_of(each) for each in whole], resolution=None, lang=language)
    found: dict[str, set[str]] = defaultdict(set)
    labels = {}
    for row in answer.records():
        other = data.path_of(row["other"])
        if other in whole:
            continue
        found[other].add(data.path_of(row["clause"]))
        labels[other] = row["otherLabel"] or other
    return answer, {other: frozenset(clauses) for other, clauses in found.items()}, labels


def acts(path: str, found: Beside, language: Language) -> dict[str, list[Act]]:
    """The acts about a thing under its role in them, the strongest first; an act can stand under two roles."""
    known = [act for act in mandates.acts(language, None)[0] if found.holds(act.clause)]
    whole = set(with_parts(path, language))
    by_role = {role: [act for act in known if not whole.isdisjoint(_of(act, role))] for role in ROLES}
    return {role: sorted(group, key=lambda act: -act.rank) for role, group in by_role.items() if group}


def _of(act: Act, role: str) -> Sequence[str]:
    return act.links.get(role) or act.values.get(role, ())


def by_force(found: Iterable[Act]) -> dict[str, list[Act]]:
    """The acts under the path of their force, in the order in which they come."""
    groups: dict[str, list[Act]] = defaultdict(list)
    for act in found:
        groups["".join(act.values["force"])].append(act)
    return dict(groups)


def works_with(path: str, found: Mapping[str, Sequence[Act]]) -> Counter[str]:
    """With whom an actor is asked to work, and in how many acts: its partners, and those whose partner it is."""
    pairs = (("addressee", "partner"), ("partner", "addressee"), ("partner", "partner"))
    together = {(act.path, other) for own, role in pairs for act in found.get(own, ()) for other in _of(act, role)}
    return Counter(other for _, other in together if other != path)


def in_time(path: str, found: Beside, facts: Iterable[Fact], language: Language) -> list[Thing]:
    """The dated meetings and instruments that are the thing, are stated of it, or are named with it."""
    near = {path, *found.counts, *found.chosen, *(data.path_of(fact.value.value) for fact in facts)}
    return [thing for thing in timeline.things(language)[0] if thing.span and thing.path in near]


def parts(path: str, language: Language) -> list[data.Named]:
    """The articles, goals or paragraphs of an instrument that the graph knows, in the order of their names."""
    return [named for other, named in data.entities(language).items() if other.startswith(f"{path}/")]


def with_parts(path: str, language: Language) -> tuple[str, ...]:
    """The paths of a thing and its parts: who cites an article cites the convention."""
    return (path, *(named.path for named in parts(path, language)))
