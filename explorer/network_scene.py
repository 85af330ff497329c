"""The picture that a choice asks for: its nodes and links, and the account of what is not in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from oic_mandates.explorer import data, network_layout
from oic_mandates.explorer.language import NAMES, Language
from oic_mandates.explorer.network import KINDS, MUTUAL, NEIGHBOURHOOD, PRESETS, RELATIONS, Choice
from oic_mandates.explorer.provisions import provision_name

if TYPE_CHECKING:
    import networkx as nx

# These are known by a short name; a long one would say no more.
_SHORT = ("actor", "meeting", "instrument")
_NONE = {""}
Rows = list[dict[str, str | int | float]]


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the picture. `label` is its short name, `names` what the graph calls it by language."""

    path: str
    kind: str
    label: str
    names: Mapping[Language, str]
    degree: int
    weight: int
    betweenness: float
    community: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Edge:
    """A link of the picture; ends and clauses are paths. `mutual` where it has no direction."""

    source: str
    target: str
    relations: tuple[str, ...]
    weight: int
    clauses: tuple[str, ...]

    @property
    def path(self) -> str:
        """Its name in the address."""
        return f"{self.source},{self.target}"

    @property
    def mutual(self) -> bool:
        """Whether it goes either way."""
        return MUTUAL.issuperset(self.relations)


@dataclass(frozen=True, slots=True)
class Scene:
    """The picture and the account of what is not in it.

    `rows` are the tables of nodes and links as files hold them; `file` gives the text of a file of
    a form (`graphml`, `gexf`) with labels in a language.
    """

    nodes: Mapping[str, Node]
    edges: Mapping[str, Edge]
    kinds: Mapping[str, int]
    relations: Mapping[str, int]
    nodes_hidden: int
    edges_hidden: int
    nodes_left_out: tuple[str, ...]
    edges_left_out: int
    heaviest: int
    rows: tuple[Rows, Rows]
    file: Callable[[str, str], str]

    def of(self, node: str) -> list[Edge]:
        """The links of a node, the weightiest first."""
        found = [edge for edge in self.edges.values() if node in (edge.source, edge.target)]
        return sorted(found, key=lambda edge: (-edge.weight, edge.path))

    def heads(self) -> dict[int, str]:
        """The weightiest node of each community."""
        ranked = sorted(self.nodes.values(), key=lambda node: (-node.degree, -node.weight, node.path))
        found: dict[int, str] = {}
        for node in ranked:
            found.setdefault(node.community, node.path)
        return dict(sorted(found.items()))


def names(language: Language) -> dict[str, str]:
    """What each entity and resolution is called in a picture."""
    found = {
        path: named.short if named.kind in _SHORT else named.label for path, named in data.entities(language).items()
    }
    return found | {resolution.slug: resolution.symbol for resolution in data.resolutions(language)}


def name_of(path: str, called: Mapping[str, str], language: Language) -> str:
    """What a node is called: by its name, or a provision by its number."""
    return called.get(path) or provision_name(path, language).rpartition("/")[2]


def scene(choice: Choice, language: Language) -> Scene:
    """The picture of that choice, in the words of a language."""
    return _scene(data.store_in_use(), choice, language)


@st.cache_resource(show_spinner=False, max_entries=60)
def _scene(store: str, choice: Choice, language: Language) -> Scene:
    network = _network(choice, language)
    kinds: set[str] = {held["kind"] for _, held in network.nodes(data=True)}
    relations: set[str] = {relation for *_, held in network.edges(data=True) for relation in held["relations"]}
    kept = [data.iri_of(path) for path in (choice.centre, *choice.expanded) if path]
    part = data.networks().part(
        network,
        # With all of them off there is nothing, where none named would be everything.
        kinds=kinds - set(choice.hide) or _NONE,
        relations=relations - set(choice.unlink) or _NONE,
        minimum=max(choice.least, 1),
        at_most=choice.most,
        keep=kept,
    )
    called = names(language)
    places = network_layout.start(part.network)
    rows = part.nodes(), part.edges()
    nodes = [_node(row, places[str(row["iri"])], called, part.network, language) for row in rows[0]]
    edges = [_edge(row) for row in rows[1]]
    return Scene(
        nodes={node.path: node for node in nodes},
        edges={edge.path: edge for edge in edges},
        kinds={kind: part.kinds.get(kind, 0) for kind in KINDS if kind in kinds},
        relations={relation: part.relations.get(relation, 0) for relation in RELATIONS if relation in relations},
        nodes_hidden=part.nodes_hidden,
        edges_hidden=part.edges_hidden,
        nodes_left_out=tuple(map(data.path_of, part.nodes_left_out)),
        edges_left_out=part.edges_left_out,
        heaviest=max((held["weight"] for *_, held in network.edges(data=True) if held["clauses"]), default=1),
        rows=rows,
        file=part.file,
    )


def _network(choice: Choice, language: Language) -> nx.DiGraph[str]:
    """The network before anything is taken out of it."""
    all_networks, resolution = data.networks(), choice.resolution or None
    if choice.preset == NEIGHBOURHOOD:
        network = all_networks.around(data.iri_of(choice.centre), resolution)
    else:
        preset = PRESETS[choice.preset]
        alone = [
            data.iri_of(named.path)
            for named in data.entities(language).values()
            if choice.alone and named.provisions and named.kind in preset.alone
        ]
        network = all_networks.network(preset.network, resolution, alone)
    return all_networks.widened(network, map(data.iri_of, choice.expanded), resolution)


def _node(
    row: Mapping[str, str | int | float],
    place: tuple[float, float],
    called: Mapping[str, str],
    network: nx.DiGraph[str],
    language: Language,
) -> Node:
    path, inward, outward = str(row["path"]), int(row["weight_in"]), int(row["weight_out"])
    return Node(
        path=path,
        kind=str(row["kind"]),
        label=name_of(path, called, language),
        names={lang: str(row[f"label_{lang}"]) for lang in NAMES},
        degree=int(row["degree"]),
        weight=inward if network.graph.get("mutual") else inward + outward,
        betweenness=float(row["betweenness"]),
        community=int(row["community"]),
        x=round(place[0], 3),
        y=round(place[1], 3),
    )


def _edge(row: Mapping[str, str | int | float]) -> Edge:
    return Edge(
        source=data.path_of(str(row["source"])),
        target=data.path_of(str(row["target"])),
        relations=tuple(str(row["relations"]).split()),
        weight=int(row["weight"]),
        clauses=tuple(map(data.path_of, str(row["clauses"]).split())),
    )
