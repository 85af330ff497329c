"""The names that the editor completes: those of the ontology, and those that the library uses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

import pyoxigraph as ox

from oic_mandates.graph.iris import OICM, PREFIXES, rebased
from oic_mandates.graph.vocab import ontology_root
from oic_mandates.queries.library import library

_NAME = re.compile(r"\b(?P<prefix>[a-z]+):(?P<local>[A-Za-z_]\w*)")


@cache
def ontology() -> bytes:
    """The ontology as Turtle, with the base in force."""
    return rebased((ontology_root() / "oicm.ttl").read_text(encoding="utf-8")).encode()


@cache
def terms() -> Mapping[str, Sequence[str]]:
    """Classes and properties as IRIs. A name with a capital is a class, as in every vocabulary used here."""
    found = {
        triple.subject.value
        for triple in ox.parse(ontology(), format=ox.RdfFormat.TURTLE)
        if isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(str(OICM))
    }
    for query in library():
        for match in _NAME.finditer(str(query.text)):
            if match["prefix"] in PREFIXES and match["prefix"] != "id":
                found.add(PREFIXES[match["prefix"]] + match["local"])
    split: dict[str, list[str]] = {"class": [], "property": []}
    for iri in sorted(found):
        local = re.split(r"[#/]", iri)[-1]
        if local:
            split["class" if local[0].isupper() else "property"].append(iri)
    return split
