"""The graph as networks for networkx, with measures and a cut to a size that can be drawn.

A network is a DiGraph. A node is an IRI with `label_en`, `label_ar`, `label_fr` and `kind`. An edge
has `relations` (local names of properties, or `together`), `weight`, and `clauses`: the IRIs of the
provisions that it stands on, none where it stands on the vocabulary alone. In a network that is
mutual (`network.graph["mutual"]`) each link has an edge in either direction. Nodes and edges stand
in the order of their IRIs, so that the same graph always gives the same network.

| name | what it links |
|---|---|
| partners | who is asked to act, with whom; weight: mandates |
| reports | who must report, to whom; weight: mandates |
| actors | all that links two actors, their parent bodies too; weight: provisions |
| subjects | who is asked to act, on which theme, for which group; weight: mandates |
| together | actors named in one provision; mutual; weight: provisions |
| cited-together | instruments cited in one provision; mutual; weight: provisions |
| citations | provision, instrument, what that is part of, its meeting, body, place and host |
| sources | the same from whole resolutions; weight of a citation: provisions |
| meetings | meeting, what it adopted, the provisions that cite it |
| everything | partners, reports, subjects, citations, named or cited together, all that the vocabulary links |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import networkx as nx

from oic_mandates.graph import iris
from oic_mandates.graph.links import PROJECTIONS, Link, records
from oic_mandates.graph.model import InputError
from oic_mandates.graph.store import Store
from oic_mandates.queries.library import Value

__all__ = ["PROJECTIONS", "Cut", "Measures", "cut", "measures", "project"]

# Betweenness is exact up to so many nodes; beyond, it is estimated from the shortest paths of a sample.
_EXACT_NODES, _SAMPLE = 1000, 200
_PROVISION_KINDS = {"formula": "formula", "rec": "recital", "sec": "section", "para": "clause", "annex": "annex"}
_NAMES = ("names-in-three-languages", "concept-names")
_LANGUAGES = {"en": "english", "ar": "arabic", "fr": "french"}


class Measures(NamedTuple):
    """What is measured of a node.

    `degree` counts its neighbours, whichever way the links go; `weight_out` and `weight_in` add up
    the weights of its links. `betweenness` (0 to 1) is the share of shortest paths between others
    that lead through it, `community` the number of its group, 1 the largest; both look at the
    links without their direction, communities with their weight.
    """

    degree: int
    weight_out: int
    weight_in: int
    betweenness: float
    community: int


class Cut(NamedTuple):
    """A network cut to a size, and what was left out: nodes, the weightiest first, and how many edges."""

    network: nx.DiGraph[str]
    nodes_left_out: tuple[str, ...]
    edges_left_out: int


def project(
    store: Store,
    name: str,
    *,
    resolution: Value = None,
    minimum: int = 1,
    around: str | None = None,
    steps: int = 1,
    alone: Iterable[str] = (),
) -> nx.DiGraph[str]:
    """The network of that name.

    `resolution` (one or several) narrows what it is read from; links of less weight than `minimum`
    are left out; `around` keeps what is within `steps` links of a node, given as IRI, path
    (`actor/sesric`) or slug. The nodes `alone`, given as IRIs, are in it even where nothing links
    them. InputError where a name is unknown or a number makes no sense.
    """
    if name not in PROJECTIONS:
        raise InputError(f"no network is called {name!r}; known are {', '.join(PROJECTIONS)}")
    projection = PROJECTIONS[name]
    if minimum < 1 or steps < 1:
        raise InputError(f"minimum {minimum} and steps {steps}: give whole numbers from 1")
    if minimum > 1 and not projection.counted:
        raise InputError(f"the links of the network {name} are not counted; leave minimum out")
    edges = _merged(projection.links(store, resolution))
    edges = {ends: data for ends, data in edges.items() if data["weight"] >= minimum}
    named = {row["entity"]: row for query in _NAMES for row in records(store, query)}
    network: nx.DiGraph[str] = nx.DiGraph(name=name, mutual=projection.mutual)
    nodes = {node for ends in edges for node in ends} | set(alone)
    centre = None if around is None else _find(around, nodes | named.keys())
    network.add_nodes_from((node, _described(node, named)) for node in sorted(nodes | ({centre} if centre else set())))
    network.add_edges_from((*ends, data) for ends, data in sorted(edges.items()))
    if centre is None:
        return network
    near = nx.single_source_shortest_path_length(network.to_undirected(as_view=True), centre, cutoff=steps)
    return _restricted(network, near.keys())


def measures(network: nx.DiGraph[str], seed: int = 1) -> dict[str, Measures]:
    """The measures of every node, in the order of the nodes.

    The same network and seed give the same numbers. Of more than 1,000 nodes betweenness is an
    estimate from the shortest paths of 200.
    """
    # Numbers in the place of IRIs: the order of texts in a set changes from one run to the next.
    order = sorted(network)
    place = {node: number for number, node in enumerate(order)}
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(order)))
    for source, target, data in network.edges(data=True):
        one, other = sorted((place[source], place[target]))
        if one != other and not (network.graph.get("mutual") and place[source] > place[target]):
            before = plain.get_edge_data(one, other, {"weight": 0})["weight"]
            plain.add_edge(one, other, weight=before + data["weight"])
    sample = None if len(order) <= _EXACT_NODES else _SAMPLE
    between = nx.betweenness_centrality(plain, k=sample, seed=seed)
    groups = nx.community.louvain_communities(plain, weight="weight", seed=seed) if order else []
    ranked = sorted((sorted(group) for group in groups), key=lambda group: (-len(group), group))
    community = {node: number for number, group in enumerate(ranked, start=1) for node in group}
    return {
        node: Measures(
            plain.degree(place[node]),
            network.out_degree(node, weight="weight"),
            network.in_degree(node, weight="weight"),
            between[place[node]],
            community[place[node]],
        )
        for node in network
    }


def cut(network: nx.DiGraph[str], at_most: int, keep: Iterable[str] = ()) -> Cut:
    """The network with its `at_most` weightiest nodes (by neighbours, then weight, then IRI).

    Nodes in `keep` stay before all others. InputError where `at_most` is less than 1.
    """
    if at_most < 1:
        raise InputError(f"a network of {at_most} nodes shows nothing; give a whole number from 1")
    kept_first = set(keep)

    def rank(node: str) -> tuple[bool, int, int, str]:
        neighbours = {*network.successors(node), *network.predecessors(node)} - {node}
        return node not in kept_first, -len(neighbours), -network.degree(node, weight="weight"), node

    ranked = sorted(network, key=rank)
    small = _restricted(network, set(ranked[:at_most]))
    return Cut(small, tuple(ranked[at_most:]), network.number_of_edges() - small.number_of_edges())


def _merged(links: Iterable[Link]) -> dict[tuple[str, str], dict[str, Any]]:
    """The links of the same two ends as one edge: weights added up, each clause once."""
    edges: dict[tuple[str, str], dict[str, Any]] = {}
    for link in links:
        data = edges.setdefault(link[:2], {"relations": {}, "weight": 0, "clauses": {}})
        data["relations"][link.relation] = None
        data["weight"] += link.weight
        data["clauses"].update(dict.fromkeys(link.clauses))
    return {
        ends: {
            "relations": tuple(sorted(data["relations"])),
            "weight": data["weight"],
            "clauses": tuple(data["clauses"]),
        }
        for ends, data in edges.items()
    }


def _described(node: str, named: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Labels and kind of a node; where a language has no label another one's stands in, then the path's end."""
    labels = {lang: named.get(node, {}).get(column, "") for lang, column in _LANGUAGES.items()}
    some = next((label for label in (labels["ar"], labels["en"], labels["fr"]) if label), node.rpartition("/")[2])
    return {**{f"label_{lang}": label or some for lang, label in labels.items()}, "kind": _kind(node)}


def _kind(node: str) -> str:
    provision = iris.read_provision(node)
    if provision is not None:
        return _PROVISION_KINDS.get(provision.eid.partition("_")[0], "provision")
    if iris.is_part_of_text(node):
        return "resolution"
    return node.removeprefix(str(iris.ID)).partition("/")[0]


def _find(name: str, known: Iterable[str]) -> str:
    """The node that an IRI, a path or a slug names."""
    paths = {node: node.removeprefix(str(iris.ID)) for node in known}
    found = [node for node, path in paths.items() if name in (node, path)]
    found = found or sorted(node for node, path in paths.items() if path.endswith(f"/{name}"))
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f"{name!r} may be {', '.join(paths[node] for node in found)}; give one of these")
    raise InputError(f"the graph names nothing {name!r}; give an IRI or a path such as actor/sesric")


def _restricted(network: nx.DiGraph[str], nodes: Iterable[str]) -> nx.DiGraph[str]:
    """The part between the given nodes, in the order of the whole; a view would take that of a set."""
    wanted = set(nodes)
    part: nx.DiGraph[str] = nx.DiGraph(**network.graph)
    part.add_nodes_from((node, dict(data)) for node, data in network.nodes(data=True) if node in wanted)
    part.add_edges_from(
        (source, target, dict(data))
        for source, target, data in network.edges(data=True)
        if source in wanted and target in wanted
    )
    return part
