"""RDF of the entities that no vocabulary has: named in a text, made by rule, not reviewed."""

from __future__ import annotations

import re

from rdflib import RDF, SKOS, XSD, Graph, Literal, URIRef

from oic_mandates.graph import iris
from oic_mandates.graph.iris import ELI, OICM
from oic_mandates.graph.model import ACTOR_KINDS, Entity

_PLURALS = {"Meeting": "meetings", "Instrument": "instruments", "Place": "places", "Event": "events"}
_SHORT_DATE = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
_PATH = re.compile(r"(?:actor|place|instrument|meeting|kind|date)/")


def describe(graph: Graph, entity: Entity) -> None:
    """Adds what the text says of an entity: its kind, names, facts and that nobody has reviewed it."""
    node = iris.entity(entity.path)
    graph.add((node, RDF.type, OICM[entity.kind]))
    if entity.kind in ACTOR_KINDS:
        graph.add((node, RDF.type, OICM.Actor))
    if entity.kind != "Date":
        graph.add((node, RDF.type, SKOS.Concept))
        graph.add((node, SKOS.inScheme, iris.entity(f"scheme/{_PLURALS[entity.kind]}")))
        graph.add((node, OICM.status, OICM.unreviewed))
    for language, label in sorted(entity.labels.items()):
        graph.add((node, SKOS.prefLabel, Literal(label, lang=language)))
    for name, value in sorted(entity.facts.items()):
        predicate = ELI.is_part_of if name == "is_part_of" else OICM[name]
        graph.add((node, predicate, _value(name, value)))


def _value(name: str, value: str | int | bool) -> URIRef | Literal:
    if isinstance(value, str) and _PATH.match(value):
        return iris.entity(value)
    if name in ("startDate", "endDate"):
        return Literal(value, datatype=_SHORT_DATE[len(str(value))])
    return Literal(value)
