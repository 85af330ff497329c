"""The vocabularies under `ontology/` as Python look-ups: the recogniser's dictionary."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from oic_mandates.graph.iris import BASE, ID, OICM, rebased
from oic_mandates.graph.model import Entity, EntityKind, InputError, Language

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABELS = {_SKOS + name: name for name in ("prefLabel", "altLabel", "hiddenLabel")}
_KINDS: tuple[EntityKind, ...] = (
    "Organization", "State", "ActorGroup", "Person", "Instrument", "Meeting", "Place", "Programme", "Event",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """One name of an entity or concept; `path` is what it names."""

    text: str
    language: str
    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Verb:
    """An operative verb: its slug, force slug, and whether it asks somebody to act."""

    slug: str
    force: str
    makes_mandate: bool


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """All terms, keyed by path below `id/`.

    `facts` holds every other statement in our own words: path -> property -> values
    (a value below `id/` is given as its path, a literal as its text).
    """

    entities: Mapping[str, Entity]
    verbs: Mapping[str, Verb]
    labels: tuple[Label, ...]
    facts: Mapping[str, Mapping[str, tuple[str, ...]]]
    types: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def fact(self, path: str, name: str) -> str:
        """The first value of a property of an entity, or the empty string."""
        return next(iter(self.facts.get(path, {}).get(name, ())), "")

    def label(self, path: str, language: Language) -> str:
        """The preferred label in a language; the path where the vocabulary has none."""
        entity = self.entities.get(path)
        return entity.labels.get(language, path) if entity else path

    def named(self, language: Language, prefix: str) -> Iterator[Label]:
        """The labels in one language of all that stands below `prefix/`."""
        return (label for label in self.labels if label.language == language and label.path.startswith(prefix + "/"))

    def with_fact(self, name: str) -> dict[str, str]:
        """Path to first value, of everything that has this property."""
        return {path: facts[name][0] for path, facts in self.facts.items() if name in facts}


def ontology_root() -> Path:
    """The folder of the ontology: beside this package, in a checkout as in an installed wheel.

    It holds no Python, so that importlib cannot find it in an editable install.
    """
    return Path(__file__).resolve().parent.parent / "ontology"


def ontology_files() -> Iterator[tuple[str, Path]]:
    """Name of the named graph and file, for every Turtle file of the ontology, sorted."""
    root = ontology_root()
    for name in ("ontology", "alignments", "dataset"):
        yield name, root / ("oicm.ttl" if name == "ontology" else f"{name}.ttl")
    for entry in sorted((root / "vocab").glob("*.ttl")):
        yield f"vocab/{entry.stem}", entry


def parse_turtle(data: bytes, name: str) -> list[ox.Quad]:
    """The statements of a Turtle file; InputError with the line where its syntax is wrong."""
    try:
        return list(ox.parse(rebased(data.decode()), format=ox.RdfFormat.TURTLE, base_iri=BASE))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(f"{name}, line {line}: the file is not UTF-8; save it with encoding UTF-8.") from error
    except SyntaxError as error:
        raise InputError(
            f"{name}, line {error.lineno}: the Turtle cannot be read ({error.msg}); mend that line and build again."
        ) from error


@functools.cache
def load_vocabulary() -> Vocabulary:
    """The vocabulary of the installed ontology; InputError names a file that cannot be read."""
    quads: list[ox.Quad] = []
    for name, entry in ontology_files():
        if name.startswith("vocab/"):
            quads += parse_turtle(entry.read_bytes(), f"ontology/{name}.ttl")
    return _vocabulary(quads)


def _vocabulary(quads: Iterable[ox.Quad]) -> Vocabulary:
    types: dict[str, set[str]] = {}
    labels: list[Label] = []
    facts: dict[str, dict[str, list[str]]] = {}
    for quad in quads:
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(str(ID)):
            continue
        path = subject.value.removeprefix(str(ID))
        if predicate in _LABELS and isinstance(value, ox.Literal):
            labels.append(Label(value.value, value.language or "", path, _LABELS[predicate]))
        elif predicate == _RDF_TYPE and isinstance(value, ox.NamedNode):
            types.setdefault(path, set()).add(value.value)
        elif isinstance(value, ox.NamedNode | ox.Literal):
            name = predicate.rpartition("#")[2].rpartition("/")[2]
            facts.setdefault(path, {}).setdefault(name, []).append(value.value.removeprefix(str(ID)))
    return Vocabulary(
        entities=_entities(types, labels),
        verbs=_verbs(facts),
        labels=tuple(sorted(labels, key=lambda label: (label.path, label.language, label.kind, label.text))),
        facts={path: {name: tuple(sorted(set(v))) for name, v in f.items()} for path, f in facts.items()},
        types={path: frozenset(names) for path, names in types.items()},
    )


def _entities(types: Mapping[str, set[str]], labels: Iterable[Label]) -> dict[str, Entity]:
    preferred: dict[str, dict[str, str]] = {}
    for label in labels:
        if label.kind == "prefLabel":
            preferred.setdefault(label.path, {})[label.language] = label.text
    found = {}
    for path, names in sorted(types.items()):
        kind = next((kind for kind in _KINDS if str(OICM[kind]) in names), None)
        if kind is not None:
            found[path] = Entity(path, kind, preferred.get(path, {}))
    return found


def _verbs(facts: Mapping[str, Mapping[str, list[str]]]) -> dict[str, Verb]:
    return {
        path.removeprefix("verb/"): Verb(
            path.removeprefix("verb/"),
            f["force"][0].removeprefix("force/"),
            f.get("makesMandate", ["false"])[0] == "true",
        )
        for path, f in sorted(facts.items())
        if path.startswith("verb/") and "force" in f
    }
