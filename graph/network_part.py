"""The part of a network that one looks at: what is chosen of it, at most so many nodes, and what is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from oic_mandates.graph.model import InputError
from oic_mandates.graph.network import Measures, cut, measures, project
from oic_mandates.graph.network_files import Cell, edge_table, node_table, to_gexf, to_graphml
from oic_mandates.graph.store import Store

Edge = tuple[str, str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown of a network, and what is not.

    `kinds` counts the nodes of each kind and `relations` the links of each, each as it would be
    were nothing chosen of its own. What the choice hides is counted in `nodes_hidden` and
    `edges_hidden`; what the size leaves out is in `nodes_left_out`, the weightiest first, and
    `edges_left_out`. Each link of a mutual network counts once.
    """

    network: nx.DiGraph[str]
    measured: Mapping[str, Measures]
    kinds: Mapping[str, int]
    relations: Mapping[str, int]
    nodes_hidden: int
    edges_hidden: int
    nodes_left_out: tuple[str, ...]
    edges_left_out: int

    def nodes(self) -> list[dict[str, Cell]]:
        """A row for each node, with its measures in this part."""
        return node_table(self.network, self.measured)

    def edges(self) -> list[dict[str, Cell]]:
        """A row for each link."""
        return edge_table(self.network)

    def file(self, form: str, lang: str) -> str:
        """The text of a file that holds exactly this part: `graphml`, or `gexf` with labels in the language."""
        if form == "graphml":
            return to_graphml(self.network, self.measured)
        if form == "gexf":
            return to_gexf(self.network, lang, self.measured)
        raise InputError(f"a network is written as graphml or gexf, not as {form!r}")


def part(
    network: nx.DiGraph[str],
    *,
    kinds: Collection[str] = (),
    relations: Collection[str] = (),
    minimum: int = 1,
    at_most: int = 300,
    keep: Collection[str] = (),
) -> Part:
    """The part with the nodes of these kinds and the links of any of these relations, all where none is named.

    Links on fewer than `minimum` clauses, or mandates, fall away; what the vocabulary alone says
    stays. So do nodes that had links and lose them all, unless they are in `keep`. InputError
    where `at_most` is less than 1.
    """
    heavy = [(s, t, d) for s, t, d in network.edges(data=True) if not d["clauses"] or d["weight"] >= minimum]
    related = [edge for edge in heavy if not relations or set(edge[2]["relations"]) & set(relations)]
    kind: dict[str, str] = {node: data["kind"] for node, data in network.nodes(data=True)}

    def fits(node: str) -> bool:
        return not kinds or kind[node] in kinds

    chosen = [edge for edge in related if fits(edge[0]) and fits(edge[1])]
    small = cut(_of(network, filter(fits, _linked(network, chosen, keep)), chosen), at_most, keep)
    halved = 2 if network.graph.get("mutual") else 1
    return Part(
        small.network,
        measures(small.network),
        kinds=Counter(kind[node] for node in _linked(network, related, keep)),
        relations=_relations([edge for edge in heavy if fits(edge[0]) and fits(edge[1])], halved),
        nodes_hidden=len(network) - len(small.network) - len(small.nodes_left_out),
        edges_hidden=(network.number_of_edges() - len(chosen)) // halved,
        nodes_left_out=small.nodes_left_out,
        edges_left_out=small.edges_left_out // halved,
    )


def joined(network: nx.DiGraph[str], other: nx.DiGraph[str], nodes: Iterable[str]) -> nx.DiGraph[str]:
    """The network with what `other` links to these nodes; two that the network links already stay as they are.

    Where anything is added, the links of a mutual network have one direction from then on, that of
    their IRIs. Nodes that `other` does not hold add nothing.
    """
    added = {
        (source, target): data
        for node in nodes
        if node in other
        for source, target, data in (*other.in_edges(node, data=True), *other.out_edges(node, data=True))
        if not network.has_edge(source, target) and not network.has_edge(target, source)
    }
    if not added:
        return network
    edges = [(s, t, d) for s, t, d in network.edges(data=True) if not network.graph.get("mutual") or s <= t]
    edges += [(*ends, data) for ends, data in added.items()]
    found: nx.DiGraph[str] = nx.DiGraph(**{**network.graph, "mutual": False})
    described = {node: other.nodes[node] for ends in added for node in ends}
    described |= {node: network.nodes[node] for node in network}
    found.add_nodes_from((node, described[node]) for node in sorted(described))
    found.add_edges_from(sorted(edges, key=lambda edge: edge[:2]))
    return found


def around(network: nx.DiGraph[str], centre: str) -> nx.DiGraph[str]:
    """The node, its neighbours either way, and all links between these; InputError where there is no such node."""
    if centre not in network:
        raise InputError(f"the network has no node {centre}; give the IRI of one of its nodes")
    near = {centre, *network.successors(centre), *network.predecessors(centre)}
    return _of(network, near, [edge for edge in network.edges(data=True) if edge[0] in near and edge[1] in near])


def _linked(network: nx.DiGraph[str], edges: Iterable[Edge], keep: Collection[str]) -> set[str]:
    """The ends of the links, what is kept, and what never had a link."""
    return {node for edge in edges for node in edge[:2]} | (set(keep) & set(network)) | set(nx.isolates(network))


def _relations(edges: Iterable[Edge], halved: int) -> dict[str, int]:
    counts = Counter(relation for edge in edges for relation in edge[2]["relations"])
    return {relation: count // halved for relation, count in counts.items()}


def _of(network: nx.DiGraph[str], nodes: Iterable[str], edges: Iterable[Edge]) -> nx.DiGraph[str]:
    """A network of some nodes and links, in the order of the whole."""
    wanted = set(nodes)
    found: nx.DiGraph[str] = nx.DiGraph(**network.graph)
    found.add_nodes_from((node, data) for node, data in network.nodes(data=True) if node in wanted)
    found.add_edges_from(edges)
    return found


class Networks:
    """The networks of one store, each read once and kept: to be looked at in parts, not to be changed."""

    def __init__(self, store: Store) -> None:
        """`store` is asked when a network is first needed."""
        self._store = store
        self._read: dict[tuple[str, str | None, tuple[str, ...]], nx.DiGraph[str]] = {}

    def network(self, name: str, resolution: str | None = None, alone: Iterable[str] = ()) -> nx.DiGraph[str]:
        """The whole network, as `network.project` gives it."""
        key = (name, resolution, tuple(sorted(alone)))
        if key not in self._read:
            self._read[key] = project(self._store, name, resolution=resolution, alone=key[2])
        return self._read[key]

    def around(self, centre: str, resolution: str | None = None) -> nx.DiGraph[str]:
        """A node, given by IRI, with all its neighbours of any kind; by itself where nothing links it."""
        whole = self.network("everything", resolution)
        return around(whole if centre in whole else self.network("everything", resolution, [centre]), centre)

    def widened(self, network: nx.DiGraph[str], nodes: Iterable[str], resolution: str | None = None) -> nx.DiGraph[str]:
        """The network with all neighbours of these nodes."""
        found = list(nodes)
        return joined(network, self.network("everything", resolution), found) if found else network

    # A part of one of these networks, for those who have them and nothing else of this module.
    part = staticmethod(part)
