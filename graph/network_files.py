"""A network as tables and as files of other programs: GraphML and GEXF (Gephi, Cytoscape, yEd).

Nodes without a link are in all of them. A mutual link is written once. Nothing in a file depends
on when it was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter
from networkx.readwrite.graphml import GraphMLWriter

from oic_mandates.graph import iris
from oic_mandates.graph.network import Measures

Cell = str | int | float
Measured = Mapping[str, Measures]


def node_table(network: nx.DiGraph[str], measured: Measured | None = None) -> list[dict[str, Cell]]:
    """A row for each node: IRI, path below `id/`, kind, labels, and its measures where they are given."""
    return [
        {"iri": node, "path": node.removeprefix(str(iris.ID)), **data, **(measured[node]._asdict() if measured else {})}
        for node, data in network.nodes(data=True)
    ]


def edge_table(network: nx.DiGraph[str]) -> list[dict[str, Cell]]:
    """A row for each link: its ends, relations, weight and clauses, several in a cell with a blank between."""
    return [{"source": source, "target": target, **data} for source, target, data in _edges(network)]


def to_graphml(network: nx.DiGraph[str], measured: Measured | None = None) -> str:
    """GraphML, with the attributes as texts and numbers."""
    writer = GraphMLWriter(encoding="utf-8", named_key_ids=True)
    writer.add_graph_element(_flat(network, measured))
    return _xml(writer.xml)


def to_gexf(network: nx.DiGraph[str], lang: str = "en", measured: Measured | None = None) -> str:
    """GEXF 1.2, with the labels of `lang` (en, ar, fr) as those that are drawn."""
    flat = _flat(network, measured)
    for _, data in flat.nodes(data=True):
        data["label"] = data[f"label_{lang}"]
    writer = GEXFWriter(encoding="utf-8", version="1.2draft")
    writer.add_graph(flat)
    root = writer.xml
    for meta in root.findall("meta"):
        root.remove(meta)  # it holds today's date
    return _xml(root)


def _flat(network: nx.DiGraph[str], measured: Measured | None) -> nx.Graph[str]:
    """The same with attributes that a file can hold, without directions where it is mutual."""
    flat: nx.Graph[str] = nx.Graph() if network.graph.get("mutual") else nx.DiGraph()
    for row in node_table(network, measured):
        flat.add_node(str(row.pop("iri")), **row)
    flat.add_edges_from(_edges(network))
    return flat


def _edges(network: nx.DiGraph[str]) -> Iterator[tuple[str, str, dict[str, Cell]]]:
    for source, target, data in network.edges(data=True):
        if network.graph.get("mutual") and source > target:
            continue
        relations, clauses = " ".join(data["relations"]), " ".join(data["clauses"])
        yield source, target, {"relations": relations, "weight": data["weight"], "clauses": clauses}


def _xml(root: ElementTree.Element) -> str:
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"
