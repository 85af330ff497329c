"""The built graphs as files: Turtle for each named graph, TriG and N-Quads for all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from oic_mandates.graph.iris import GRAPH, ID, PREFIXES

# What stands below id/ is written as a path from the base: a prefixed name would need a backslash at each slash.
_PREFIXES = {name: iri for name, iri in PREFIXES.items() if name != "id"}


def export(parts: Iterable[Path], out: Path) -> list[Path]:
    """Writes `oic-mandates.nq`, `oic-mandates.trig` and a `.ttl` for each graph; answers the files.

    The parts are sorted, so the files are the same byte for byte whenever the graphs are.
    """
    out.mkdir(parents=True, exist_ok=True)
    lines = sorted({line for part in parts for line in part.read_text(encoding="utf-8").splitlines(keepends=True)})
    quads = list(ox.parse("".join(lines), format=ox.RdfFormat.N_QUADS))
    quads.sort(key=lambda quad: str(quad.graph_name))  # stable: the lines' order stays within a graph
    whole = out / "oic-mandates.nq"
    whole.write_text("".join(lines), encoding="utf-8")
    trig = out / "oic-mandates.trig"
    trig.write_bytes(ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=_PREFIXES, base_iri=str(ID)) or b"")
    return [whole, trig, *_turtle(quads, out)]


def _turtle(quads: Iterable[ox.Quad], out: Path) -> Iterable[Path]:
    graphs: dict[str, list[ox.Triple]] = {}
    for quad in quads:
        graphs.setdefault(str(quad.graph_name).strip("<>"), []).append(quad.triple)
    for iri, triples in graphs.items():
        file = out / f"{iri.removeprefix(str(GRAPH))}.ttl"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES, base_iri=str(ID)) or b"")
        yield file
