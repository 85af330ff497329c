"""Every IRI of the project: made here, and read here."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from rdflib import Namespace, URIRef

from oic_mandates.graph.model import InputError

# The base that the files of the ontology and the queries are written with, and the one in force.
PUBLISHED_BASE = "https://w3id.org/oic-mandates/"
BASE = os.environ.get("OIC_MANDATES_BASE", PUBLISHED_BASE)
if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`?#]+/", BASE):
    raise InputError(f"OIC_MANDATES_BASE is {BASE!r}: it must be an http address that ends with a slash.")

OICM = Namespace(BASE + "ontology#")
ID = Namespace(BASE + "id/")
GRAPH = Namespace(BASE + "graph/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
UNDO = Namespace("https://w3id.org/un/ontology/undo/")
OA = Namespace("http://www.w3.org/ns/oa#")
SCHEMA = Namespace("http://schema.org/")
# The terms of SIB's collection of SPARQL examples, and schema.org as that collection writes it.
SPEX = Namespace("https://purl.expasy.org/sparql-examples/ontology#")
SDO = Namespace("https://schema.org/")
EU_LANGUAGE = Namespace("http://publications.europa.eu/resource/authority/language/")
MEDIA_TYPE = Namespace("https://www.iana.org/assignments/media-types/")

PREFIXES = {
    "oicm": str(OICM),
    "id": str(ID),
    "eli": str(ELI),
    "undo": str(UNDO),
    "oa": str(OA),
    "schema": str(SCHEMA),
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "sh": "http://www.w3.org/ns/shacl#",
}

# Library of Congress three-letter codes, as the EU language authority and Akoma Ntoso use them.
LANGUAGE3 = {"ar": "ara", "en": "eng", "fr": "fra"}

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ENTITY = re.compile(
    r"(?P<kind>actor|place|instrument|meeting|programme|event|date|verb|force|theme|group|kind|role|scheme)"
    r"/(?P<slug>[a-z0-9][a-z0-9_-]*)(?:/(?P<part>[a-z]+_[a-z0-9-]+))?"
)
_PROVISION = re.compile(
    r"(?P<resolution>[a-z0-9-]+)/(?P<eid>(?:cmp|formula|rec|sec|para|annex)_[a-z0-9_-]+)"
    r"(?:/(?P<item>act|mention|evidence|correction)_(?P<index>\d+))?"
)


@dataclass(frozen=True, slots=True)
class ProvisionIri:
    """What an IRI below a resolution names: a provision, or an annotation or act of one."""

    resolution: str
    eid: str
    item: str = ""
    index: int = 0


def rebased(text: str) -> str:
    """A file of the ontology or a query with the base in force in the place of the published one."""
    return text if BASE == PUBLISHED_BASE else text.replace(PUBLISHED_BASE, BASE)


def is_slug(text: str) -> bool:
    """Whether the text may stand as one segment of an IRI."""
    return _SLUG.fullmatch(text) is not None


def slug_of(symbol: str) -> str:
    """The slug of a document from its symbol: `OIC/MCSD-2/2023/FINAL-RES` is `mcsd-2-2023-final-res`."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in symbol.casefold()).split()
    return "-".join(words[1:] if words[:1] == ["oic"] else words)


def entity(path: str) -> URIRef:
    """The IRI of an entity, a concept or a resolution from its path below `id/`.

    ValueError where the path has characters that an IRI of ours never has.
    """
    if _ENTITY.fullmatch(path) is None and not is_slug(path):
        raise ValueError(f"not a path below id/: {path!r}")
    return ID[path]


def is_part_of_text(iri: str) -> bool:
    """Whether an IRI of ours names a resolution or something below it, and no entity or concept."""
    return iri.startswith(str(ID)) and _ENTITY.fullmatch(iri.removeprefix(str(ID))) is None


def path_of(iri: str) -> str:
    """The path below `id/` of one of our IRIs; ValueError for any other IRI."""
    if not iri.startswith(str(ID)):
        raise ValueError(f"not an IRI below {ID}: {iri!r}")
    return iri[len(str(ID)) :]


def provision(resolution: str, eid: str) -> URIRef:
    """The IRI of a provision: `provision("mcsd-2-2023-final-res", "para_9")`."""
    return ID[f"{resolution}/{eid}"]


def item(resolution: str, eid: str, kind: str, index: int) -> URIRef:
    """The IRI of the `index`-th act, mention, evidence or correction of a provision, from 1."""
    return ID[f"{resolution}/{eid}/{kind}_{index}"]


def expression(resolution: str, language: str) -> URIRef:
    """The IRI of the resolution in one language."""
    return ID[f"{resolution}/{LANGUAGE3[language]}"]


def manifestation(resolution: str, language: str, extension: str) -> URIRef:
    """The IRI of one file that holds the resolution in one language."""
    return ID[f"{resolution}/{LANGUAGE3[language]}/{extension}"]


def read_provision(iri: str) -> ProvisionIri | None:
    """What a provision's or an annotation's IRI names; None for any other IRI."""
    try:
        match = _PROVISION.fullmatch(path_of(iri))
    except ValueError:
        return None
    if match is None:
        return None
    return ProvisionIri(match["resolution"], match["eid"], match["item"] or "", int(match["index"] or 0))


def query(name: str, parameter: str = "") -> URIRef:
    """The IRI of a stored query, at which our server answers it, or of one of its parameters."""
    return URIRef(f"{BASE}query/{name}{'#' if parameter else ''}{parameter}")


def endpoint() -> URIRef:
    """The address at which a server of this base answers SPARQL."""
    return URIRef(f"{BASE}sparql")


def named_graph(name: str) -> URIRef:
    """The IRI of a named graph: a resolution's slug, `vocab/actors`, `ontology`, `provenance` ..."""
    return GRAPH[name]
