"""Where networks take their links from: queries of the library, never query text of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from oic_mandates.graph.store import Store
from oic_mandates.queries.library import Value, bind, library

# How an instrument is placed: the whole it is part of, who adopted it and at which meeting, whose that was and where.
_CHAIN = ("is_part_of", "adoptedAt", "adoptedBy", "body", "place", "host")
_TURNED = {"cites": "cited_by", "is_part_of": "has_part", "adoptedAt": "outcome"}
# What a mandate is about: the role it has in an act, and the property.
_SUBJECTS = {"theme": "theme", "group": "beneficiary"}


class Link(NamedTuple):
    """One link before links of the same two ends are put together."""

    source: str
    target: str
    relation: str
    weight: int
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Projection:
    """A network that can be asked for.

    `links` reads them; `mutual` where they have no direction; `counted` where the weight of a link
    is a count, so that a least weight makes sense.
    """

    links: Callable[[Store, Value], Iterable[Link]]
    mutual: bool = False
    counted: bool = True


def records(store: Store, name: str, **values: Value) -> Iterator[dict[str, str]]:
    """The rows of a query of the library as texts; the empty text where nothing is bound."""
    for row in store.select(bind(library()[name], **values)).records():
        yield {key: "" if value is None else str(value) for key, value in row.items()}


def _partners(store: Store, resolution: Value) -> Iterator[Link]:
    for row in records(store, "partner-links", resolution=resolution):
        clauses = tuple(row["clauses"].split())
        yield Link(row["actor"], row["partner"], "partner", int(row["mandates"]), clauses)


def _reports(store: Store, resolution: Value) -> Iterator[Link]:
    """One link a mandate; they are counted when they are put together."""
    for row in records(store, "reporting", resolution=resolution):
        for addressee in row["addressees"].split():
            yield Link(addressee, row["reportsTo"], "reportsTo", 1, (row["clause"],))


def _together(kind: str) -> Callable[[Store, Value], Iterator[Link]]:
    def links(store: Store, resolution: Value) -> Iterator[Link]:
        for row in records(store, "named-together", kind=kind, minimum=1, resolution=resolution):
            clauses = tuple(row["clauses"].split())
            yield Link(row["one"], row["other"], "together", int(row["count"]), clauses)
            yield Link(row["other"], row["one"], "together", int(row["count"]), clauses)

    return links


def _actors(store: Store, resolution: Value) -> Iterator[Link]:
    """Every way in which one actor has to do with another; each clause counts once for a pair."""
    found = [*_partners(store, resolution), *_reports(store, resolution), *_together("actor")(store, resolution)]
    known = {node for link in found for node in link[:2]}
    for source, relation, target in _entity_links(store):
        if relation == "parentBody" and source in known and target in known:
            found.append(Link(source, target, relation, 1))
    return _clauses_counted(found)


def _clauses_counted(links: Iterable[Link]) -> Iterator[Link]:
    """Weights of a pair that add up to its clauses, each once; what the vocabulary says weighs 1 where it is alone."""
    clauses: dict[tuple[str, str], set[str]] = {}
    for link in links:
        seen = clauses.get(link[:2])
        new = set(link.clauses) - (seen or set())
        yield link._replace(weight=len(new) if link.clauses else int(seen is None))
        clauses.setdefault(link[:2], set()).update(new)


def _subjects(store: Store, resolution: Value) -> Iterator[Link]:
    """From who is asked to act to the themes and groups of the act; one link a mandate, counted when put together."""
    acts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in records(store, "act-links", resolution=resolution):
        acts[row["act"]][row["role"]].append(row["entity"])
    for act, linked in acts.items():
        clause = act.rpartition("/")[0]
        for addressee in linked["addressee"]:
            for role, relation in _SUBJECTS.items():
                yield from (Link(addressee, subject, relation, 1, (clause,)) for subject in linked[role])


def _everything(store: Store, resolution: Value) -> Iterator[Link]:
    """All of it. Who is named together has one link, along a directed one of the two where there is any."""
    found = [*_partners(store, resolution), *_reports(store, resolution), *_subjects(store, resolution)]
    found += _cites(store, resolution)
    stated = [_forward(*link) for link in _entity_links(store)]
    directed = {link[:2] for link in (*found, *stated)}
    for kind in ("actor", "instrument"):
        for link in _together(kind)(store, resolution):
            turned = (link.target, link.source) in directed
            if link[:2] in directed or (not turned and link.source < link.target):
                found.append(link)
    return _clauses_counted([*found, *stated])


def _citations(store: Store, resolution: Value) -> Iterator[Link]:
    cited = list(_cites(store, resolution))
    yield from cited
    yield from _chain(store, {link.target for link in cited})


def _sources(store: Store, resolution: Value) -> Iterator[Link]:
    """The same with whole resolutions in the place of their provisions."""
    cited = [link._replace(source=link.source.rpartition("/")[0]) for link in _cites(store, resolution)]
    yield from cited
    yield from _chain(store, {link.target for link in cited})


def _meetings(store: Store, resolution: Value) -> Iterator[Link]:
    """From meetings by way of what they adopted to the provisions that cite it: the chain turned round."""
    into: dict[str, list[Link]] = defaultdict(list)
    for link in _citations(store, resolution):
        if link.relation in _TURNED:
            into[link.target].append(link)
    waiting = sorted({link.target for links in into.values() for link in links if link.relation == "adoptedAt"})
    seen = set(waiting)
    while waiting:
        node = waiting.pop()
        for link in into[node]:
            yield Link(node, link.source, _TURNED[link.relation], link.weight, link.clauses)
            if link.source not in seen:
                seen.add(link.source)
                waiting.append(link.source)


def _cites(store: Store, resolution: Value) -> Iterator[Link]:
    for row in records(store, "citing-clauses", instrument=None, resolution=resolution):
        yield Link(row["clause"], row["cited"], "cites", 1, (row["clause"],))


def _chain(store: Store, cited: Iterable[str]) -> Iterator[Link]:
    """The links that lead on from what is cited."""
    out: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for link in _entity_links(store):
        source, target, relation, _, _ = _forward(*link)
        if relation in _CHAIN:
            out[source].add((relation, target))
    waiting = sorted(set(cited))
    seen = set(waiting)
    while waiting:
        source = waiting.pop()
        for relation, target in sorted(out[source]):
            yield Link(source, target, relation, 1)
            if target not in seen:
                seen.add(target)
                waiting.append(target)


def _forward(source: str, relation: str, target: str) -> Link:
    """A link of the vocabulary; what a meeting is said to have adopted is turned to be like the others."""
    return Link(target, source, "adoptedAt", 1) if relation == "outcome" else Link(source, target, relation, 1)


def _entity_links(store: Store) -> Iterator[tuple[str, str, str]]:
    for row in records(store, "entity-links"):
        yield row["from"], row["relation"].rpartition("#")[2], row["to"]


PROJECTIONS: Mapping[str, Projection] = MappingProxyType(
    {
        "partners": Projection(_partners),
        "reports": Projection(_reports),
        "actors": Projection(_actors),
        "subjects": Projection(_subjects),
        "together": Projection(_together("actor"), mutual=True),
        "cited-together": Projection(_together("instrument"), mutual=True),
        "citations": Projection(_citations, counted=False),
        "sources": Projection(_sources, counted=False),
        "meetings": Projection(_meetings, counted=False),
        "everything": Projection(_everything),
    }
)
