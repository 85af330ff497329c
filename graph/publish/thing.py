"""One thing as RDF: what the graph states of it, and of the document that says so.

The same document comes from our server and from any other host: its own address is below the base.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import MappingProxyType

import pyoxigraph as ox

from oic_mandates.graph.export import serialize, statements
from oic_mandates.graph.iris import BASE, ID, PREFIXES, rebased
from oic_mandates.graph.table import Table
from oic_mandates.graph.vocab import ontology_root

_FOAF, _DCTERMS = "http://xmlns.com/foaf/0.1/", PREFIXES["dcterms"]
# The endings of the files, and how each is written.
_FORMS = (ox.RdfFormat.TURTLE, ox.RdfFormat.JSON_LD, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.RDF_XML)
ENDINGS = MappingProxyType({form.file_extension: form for form in _FORMS})


def document(path: str, stated: Table, ending: str) -> bytes:
    """The document on the thing at a path below `id/`, from the statements that the query `description` answers.

    `ending` is one of ENDINGS; KeyError for another.
    """
    form = ENDINGS[ending]
    triples = [*_of_document(path), *statements(stated)]
    if form == ox.RdfFormat.TURTLE:
        return serialize(triples, form).encode()
    return ox.serialize(triples, format=form, prefixes=PREFIXES) or b""


def _of_document(path: str) -> Iterator[ox.Triple]:
    """What the document is: about what, under which licence, of which dataset."""
    address = ox.NamedNode(f"{BASE}data/{path}")
    yield ox.Triple(address, ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(_FOAF + "Document"))
    yield ox.Triple(address, ox.NamedNode(_FOAF + "primaryTopic"), ox.NamedNode(str(ID) + path))
    yield ox.Triple(address, ox.NamedNode(_DCTERMS + "isPartOf"), ox.NamedNode(BASE + "dataset"))
    yield ox.Triple(address, ox.NamedNode(_DCTERMS + "license"), ox.NamedNode(licence()))


@cache
def licence() -> str:
    """The licence of the dataset, as its description says."""
    text = rebased((ontology_root() / "dataset.ttl").read_text(encoding="utf-8"))
    dataset, license_ = ox.NamedNode(BASE + "dataset"), ox.NamedNode(_DCTERMS + "license")
    return next(
        str(triple.object.value)
        for triple in ox.parse(text, format=ox.RdfFormat.TURTLE)
        if triple.subject == dataset and triple.predicate == license_ and isinstance(triple.object, ox.NamedNode)
    )
