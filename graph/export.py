"""The built graphs as files: Turtle for each named graph, TriG and N-Quads for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from oic_mandates.graph.iris import GRAPH, ID, OA, PREFIXES
from oic_mandates.graph.table import STRING, XSD, Row, Table, Term

# What stands below id/ is written as a path from the base: a prefixed name would need a backslash at each slash.
_PREFIXES = {name: iri for name, iri in PREFIXES.items() if name != "id"}
# What a store keeps as a plain integer, and the Web Annotation model wants as a count.
_COUNTS = frozenset({str(OA.start), str(OA.end)})


def export(parts: Iterable[Path], out: Path) -> list[Path]:
    """Writes `oic-mandates.nq`, `oic-mandates.trig` and a `.ttl` for each graph; answers the files.

    The parts are sorted, so the files are the same byte for byte whenever the graphs are.
    """
    out.mkdir(parents=True, exist_ok=True)
    lines = sorted({line for part in parts for line in part.read_bytes().split(b"\n") if line})
    data = b"".join(line + b"\n" for line in lines)
    quads = list(ox.parse(data, format=ox.RdfFormat.N_QUADS))
    quads.sort(key=lambda quad: str(quad.graph_name))  # stable: the lines' order stays within a graph
    whole, trig = out / "oic-mandates.nq", out / "oic-mandates.trig"
    whole.write_bytes(data)
    trig.write_text(serialize(quads, ox.RdfFormat.TRIG), encoding="utf-8")
    files = [whole, trig]
    for graph, group in groupby(quads, key=lambda quad: str(quad.graph_name).strip("<>")):
        file = out / f"{graph.removeprefix(str(GRAPH))}.ttl"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(serialize((quad.triple for quad in group), ox.RdfFormat.TURTLE), encoding="utf-8")
        files.append(file)
    return files


def serialize(statements: Iterable[ox.Quad] | Iterable[ox.Triple], form: ox.RdfFormat) -> str:
    """Turtle or TriG to be read by people: prefixes whole, our own things as paths from `id/`."""
    text = (ox.serialize(statements, format=form, prefixes=_PREFIXES, base_iri=str(ID)) or b"").decode()
    header = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(_PREFIXES.items()))
    body = text[text.rindex("@prefix") :].partition("\n")[2]  # its own header gives prefixes relative to the base
    return f"@base <{ID}> .\n{header}\n{body}"


def turtle(rows: Table) -> str:
    """The statements that a query answers, with the columns subject, predicate and object, as Turtle."""
    return serialize(statements(rows), ox.RdfFormat.TURTLE)


def statements(rows: Table) -> Iterator[ox.Triple]:
    """The same as triples.

    A store keeps all whole numbers as xsd:integer; places in a text get back the type that they have in the graph.
    """
    return map(_statement, rows)


def _statement(row: Row) -> ox.Triple:
    subject, predicate, found = row
    assert subject
    assert predicate
    assert found
    if predicate.value in _COUNTS:
        found = found._replace(datatype=XSD + "nonNegativeInteger")
    return ox.Triple(ox.NamedNode(subject.value), ox.NamedNode(predicate.value), _node(found))


def _node(term: Term) -> ox.NamedNode | ox.Literal:
    if term.kind == "uri":
        return ox.NamedNode(term.value)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype or STRING))
