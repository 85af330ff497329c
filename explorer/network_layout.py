"""Where nodes stand before the browser lays them out: the same network always begins at the same places.

Nodes stand as far from one another as the shortest path between them is long, as nearly as a plane
can show it (classical scaling), each connected part by itself around its own middle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

_GOLDEN = (5**0.5 - 1) / 2
# So much of the length of a link keeps nodes apart that have the very same distances.
_APART = 0.15


def start(network: nx.DiGraph[str]) -> dict[str, tuple[float, float]]:
    """A place for each node, in lengths of a link."""
    order = sorted(network)
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(order)))
    place = {node: number for number, node in enumerate(order)}
    plain.add_edges_from((place[source], place[target]) for source, target in network.edges if source != target)
    found = {}
    for members in nx.connected_components(plain):
        part = sorted(members)
        for number, (x, y) in zip(part, _scaled(_distances(plain, part)), strict=True):
            found[order[number]] = (float(x), float(y))
    return found


def _distances(plain: nx.Graph[int], part: list[int]) -> Matrix:
    """How many links lie between any two, with a small difference for each, so that no two pairs are alike."""
    index = {number: row for row, number in enumerate(part)}
    found = np.zeros((len(part), len(part)))
    for number in part:
        for other, length in nx.single_source_shortest_path_length(plain, number).items():
            found[index[number], index[other]] = length
    turns = (np.arange(1, len(part) + 1) * _GOLDEN) % 1
    return found + _APART * np.abs(turns[:, None] - turns[None, :])


def _scaled(distances: Matrix) -> Matrix:
    """Places in the plane whose distances come near to the given ones."""
    count = len(distances)
    if count == 1:
        return np.zeros((1, 2))
    centring = np.eye(count) - 1 / count
    values, vectors = np.linalg.eigh(-0.5 * centring @ distances**2 @ centring)
    axes = vectors[:, -2:][:, ::-1] if count > 1 else vectors
    # The sign of an axis is chance: its largest part looks to the right.
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), range(axes.shape[1])])
    return np.asarray(axes * np.sqrt(np.maximum(values[-2:][::-1], 0)))
