"""A file that somebody gives to be validated: a whole graph, or a part of one."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF, Graph

from oic_mandates.graph.findings import Finding
from oic_mandates.graph.iris import BASE, OICM, is_part_of_text, named_graph
from oic_mandates.graph.model import InputError
from oic_mandates.graph.validate import ontology_quads, run_checks, to_rdflib, validate_document, vocabulary_types

_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
}


def validate_file(path: Path | str) -> list[Finding]:
    """What shapes and checks find in a Turtle, TriG, N-Triples or N-Quads file.

    The file may be a fragment: what it names of the vocabularies counts as described; of parts
    of a text that stand elsewhere no class is asked; and checks that look at a graph as a whole
    run only where the file holds a resolution with its parts. InputError where the file cannot
    be read.
    """
    quads = _read_file(Path(path))
    with _silent_rdflib():
        graph = to_rdflib(quads)
        types = Graph()
        types += (triple for triple in vocabulary_types() if (triple[0], None, None) not in graph)
        known = {str(term) for term in {*graph.subjects(), *types.subjects()}}
        findings = [
            finding
            for finding in validate_document(graph, types)
            if finding.component != "ClassConstraintComponent"
            or finding.value in known
            or not is_part_of_text(finding.value)
        ]
        whole = all((None, RDF.type, kind) in graph for kind in (OICM.Resolution, OICM.OperativeClause))
        findings += _checked(quads, on_parts=not whole)
    return sorted(findings, key=lambda finding: finding.sort_key)


def _checked(quads: Sequence[ox.Quad], *, on_parts: bool) -> Iterator[Finding]:
    """What the checks find in some statements beside the ontology."""
    store = ox.Store()
    store.bulk_extend(ontology_quads())
    graph = ox.NamedNode(str(named_graph("file")))
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads)
    described = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    return (finding for finding in run_checks(store, on_parts=on_parts) if finding.focus in described)


@contextlib.contextmanager
def _silent_rdflib() -> Iterator[None]:
    """rdflib prints a traceback for a value such as 2019-13-45; the shapes tell it as a finding."""
    logger = logging.getLogger("rdflib.term")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def _read_file(path: Path) -> list[ox.Quad]:
    file_format = _FORMATS.get(path.suffix.lower())
    if file_format is None:
        known = ", ".join(_FORMATS)
        raise InputError(
            f"{path}: the ending of the name does not say which format it is; name it with one of {known}."
        )
    base = BASE + "id/" if file_format in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG) else None
    try:
        return list(ox.parse(path.read_bytes(), format=file_format, base_iri=base))
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read ({error.strerror}); check its name and place.") from error
    except SyntaxError as error:
        raise InputError(
            f"{path}, line {error.lineno}: this is not correct {file_format.name} ({error.msg}); "
            "mend that line and validate again."
        ) from error
