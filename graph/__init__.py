"""From the text of a resolution to a validated, stored graph, and from Python to that graph: `open_graph`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oic_mandates.graph.opened import OpenedGraph

__all__ = ["open_graph"]


def open_graph(home: str | Path | None = None, endpoint: str | None = None) -> OpenedGraph:
    """The graph, to be asked from Python.

    `home` is the folder that holds the store, `endpoint` the address of a SPARQL 1.1 server; where
    neither is given, OIC_MANDATES_ENDPOINT and then OIC_MANDATES_HOME or the user's data folder
    decide. It answers from the store as it was when opened; open it again after a build.
    InputError where both are given or there is no store.
    """
    # Whoever needs a part of the package must not wait for all that stands behind this.
    from oic_mandates.graph.opened import OpenedGraph
    from oic_mandates.graph.store import open_store

    return OpenedGraph(open_store(None if home is None else Path(home), endpoint))
