"""Corpus to everything built: parts, validation, store; document by document, only what changed.

A part is one named graph as a sorted N-Quads file. Parts are made in a work folder and
moved into place when all of them are whole and valid, so a failed build changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox
from rdflib import PROV, RDF, RDFS, Graph, Literal, URIRef

from oic_mandates.graph import build, catalogue, iris, review, similar
from oic_mandates.graph import folder as corpus_folder
from oic_mandates.graph.annotate import annotate
from oic_mandates.graph.folder import Folder
from oic_mandates.graph.iris import ELI, OICM
from oic_mandates.graph.model import AnnotatedDocument, InputError, Language
from oic_mandates.graph.store import current_store, replace_store
from oic_mandates.graph.text import structure
from oic_mandates.graph.text.verbs import verb_forms
from oic_mandates.graph.validate import (
    Finding,
    conforms,
    run_checks,
    to_rdflib,
    validate_document,
    validate_vocabulary,
    vocabulary_types,
)
from oic_mandates.graph.vocab import Vocabulary, load_vocabulary, ontology_files, ontology_root, parse_turtle

# File names of parts: a vocabulary's, the query library's, and a document's with the hash of all it was made from.
_SHARED, _DOCUMENT = ("vocab__*.nq", f"{catalogue.NAME}.nq"), "*-" + "[0-9a-f]" * 16 + ".nq"

# The names of the parts that the store in use was made from.
_MANIFEST = "manifest"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Part:
    """One named graph: its name below `graph/` and its statements as sorted N-Quads lines."""

    name: str
    lines: tuple[str, ...]

    def write(self, folder: Path) -> Path:
        """Writes the part; answers its file."""
        file = folder / (self.name.replace("/", "__") + ".nq")
        file.write_text("".join(self.lines), encoding="utf-8")
        return file


@dataclass(slots=True)
class Result:
    """What a build made: the store's folder, what validation found, what was made anew."""

    store: Path | None = None
    findings: list[Finding] = field(default_factory=list)
    built: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def valid(self) -> bool:
        """Whether the graph may be published."""
        return conforms(self.findings)


def read_folder(folder: Folder, vocabulary: Vocabulary) -> AnnotatedDocument:
    """Structure and annotation of a corpus folder; InputError where its tables do not fit its text."""
    document = structure.parse(folder.source, verb_forms(vocabulary, folder.language))
    if not any(p.kind in ("Recital", "OperativeClause") for p in document.provisions):
        name = folder.facts["source"]["file"]
        raise InputError(f"{folder.path / name}: no recital and no operative clause found; is this a resolution?")
    found = corpus_folder.corrections(folder, document)
    annotated = annotate(document, vocabulary, corpus_folder.context(folder, vocabulary), found)
    reviewed = review.apply(annotated, folder.review, folder.path / "review.tsv", vocabulary)
    return _translated(reviewed, corpus_folder.translations(folder, document))


def _translated(annotated: AnnotatedDocument, texts: Mapping[Language, Mapping[str, str]]) -> AnnotatedDocument:
    """The document with its translations beside each provision."""
    return replace(
        annotated,
        provisions=tuple(
            replace(
                item,
                translations={
                    language: by_eid[item.provision.eid]
                    for language, by_eid in texts.items()
                    if by_eid.get(item.provision.eid)
                },
            )
            for item in annotated.provisions
        ),
    )


def document_graph(folder: Folder, vocabulary: Vocabulary) -> Graph:
    """The RDF of one corpus folder."""
    annotated = read_folder(folder, vocabulary)
    return build.build(annotated, folder, vocabulary, similar.pairs(annotated))


def part_of(name: str, graph: Graph) -> Part:
    """A graph as a part, its lines sorted so that equal graphs are equal bytes."""
    end = f" {iris.named_graph(name).n3()} .\n"
    triples = graph.serialize(format="nt11", encoding="utf-8").decode().split("\n")
    return Part(name, tuple(sorted(line.removesuffix(" .") + end for line in triples if line)))


def vocabulary_parts() -> Iterator[Part]:
    """A part for each Turtle file of the ontology; InputError names the file and line of a fault."""
    for name, entry in ontology_files():
        graph = ox.NamedNode(str(iris.named_graph(name)))
        quads = parse_turtle(entry.read_bytes(), f"ontology/{name.removeprefix('ontology/')}.ttl")
        lines = {f"{ox.Quad(q.subject, q.predicate, q.object, graph)} .\n" for q in quads}
        yield Part(name, tuple(sorted(lines)))


def provenance_part(folders: Iterable[Folder]) -> Part:
    """Which text and which program each resolution's graph was made from; times stay outside."""
    graph = Graph(bind_namespaces="none")
    agent = URIRef(f"{iris.BASE}software/{version('oic-mandates')}")
    graph.add((agent, RDF.type, PROV.SoftwareAgent))
    graph.add((agent, RDFS.label, Literal(f"oic-mandates {version('oic-mandates')}")))
    for folder in folders:
        extension = folder.facts["source"]["file"].rpartition(".")[2]
        made, activity = iris.named_graph(folder.slug), URIRef(f"{iris.named_graph(folder.slug)}#build")
        source = iris.manifestation(folder.slug, folder.language, extension)
        for subject, predicate, value in (
            (made, RDF.type, PROV.Entity),
            (made, PROV.wasGeneratedBy, activity),
            (made, PROV.wasDerivedFrom, source),
            (made, PROV.wasAttributedTo, agent),
            (activity, RDF.type, PROV.Activity),
            (activity, PROV.used, source),
            (activity, PROV.wasAssociatedWith, agent),
            (source, RDF.type, PROV.Entity),
            (source, OICM.sha256, Literal(folder.sha256)),
            (source, RDFS.label, Literal(folder.facts["source"]["file"])),
            (made, ELI.id_local, Literal(folder.slug)),
        ):
            graph.add((subject, predicate, value))
    return part_of("provenance", graph)


def _silent(stage: str, done: int, steps: int) -> None:
    """Hears progress and says nothing."""


def build_corpus(root: Path, home: Path, progress: Progress = _silent, *, validate: bool = True) -> Result:
    """Builds, validates and stores a corpus; `progress` hears stage, steps done and all steps.

    A document whose folder, vocabulary and program are those of an earlier build is kept as it
    was validated then. Where a graph does not conform nothing is stored and `Result.store` is None.
    """
    result = Result()
    loaded = [corpus_folder.load(path) for path in corpus_folder.folders(root)]
    _refuse_doubles(loaded)
    work = home / "parts"
    work.mkdir(parents=True, exist_ok=True)
    steps = len(loaded) + 3
    made = []
    for index, folder in enumerate(loaded):
        progress(folder.slug, index, steps)
        made.append(_document_part(folder, work, result, validate=validate))
    if not result.valid:
        return result
    progress("vocabularies", steps - 3, steps)
    library = part_of(catalogue.NAME, catalogue.catalogue())
    made += [part.write(work) for part in (*vocabulary_parts(), library, provenance_part(loaded))]
    if validate:
        progress("checks", steps - 2, steps)
        store = _in_memory(made)
        result.findings += _shared_findings(made, work) + run_checks(store)
    progress("store", steps - 1, steps)
    if result.valid:
        result.store = replace_store(home, made)
        (work / _MANIFEST).write_text("".join(f"{part.name}\n" for part in made), encoding="ascii")
        for stale in set(work.glob("*.nq")) - set(made):
            stale.unlink()
    progress("done", steps, steps)
    return result


def _refuse_doubles(loaded: Iterable[Folder]) -> None:
    seen: dict[str, Path] = {}
    for folder in loaded:
        if folder.slug in seen:
            raise InputError(
                f"{folder.path}: slug {folder.slug!r} is that of {seen[folder.slug]} too; give it another."
            )
        seen[folder.slug] = folder.path


def _document_part(folder: Folder, work: Path, result: Result, *, validate: bool) -> Path:
    """The part of a document, made anew where anything that it comes from has changed.

    The file's name carries the hash of all that, and the file exists only if it conforms.
    """
    key = hashlib.sha256(f"{iris.BASE} {folder.digest()} {_program()} {_ontology()} {validate}".encode()).hexdigest()[
        :16
    ]
    file = work / f"{folder.slug}-{key}.nq"
    if file.is_file():
        result.kept.append(folder.slug)
        return file
    vocabulary = load_vocabulary()
    graph = document_graph(folder, vocabulary)
    found = validate_document(graph, vocabulary_types()) if validate else []
    result.findings += found
    result.built.append(folder.slug)
    if not conforms(found):
        return file
    half = file.with_suffix(".half")
    half.write_text("".join(part_of(folder.slug, graph).lines), encoding="utf-8")
    return half.replace(file)


@cache
def _program() -> str:
    """A hash of the code that makes graphs."""
    return _hash(Path(__file__).resolve().parent.rglob("*.py"))


@cache
def _ontology() -> str:
    """A hash of vocabularies, shapes and checks."""
    return _hash(entry for entry in ontology_root().rglob("*") if entry.is_file())


def _hash(entries: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for entry in sorted(entries):
        total.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return total.hexdigest()


def _shared_findings(parts: Iterable[Path], work: Path) -> list[Finding]:
    """What SHACL finds in vocabularies and query library; not sought again while they are the same."""
    shared = _shared(parts)
    key = hashlib.sha256(f"{_ontology()} {_hash(shared)}".encode()).hexdigest()[:16]
    seal = work / f"shared-{key}.valid"
    if seal.is_file():
        return []
    found = validate_vocabulary(_union(shared))
    if conforms(found):
        for old in work.glob("*.valid"):
            old.unlink()
        seal.touch()
    return found


def _shared(parts: Iterable[Path]) -> list[Path]:
    """The parts that belong to no document and that the shapes judge together."""
    return [part for part in parts if any(fnmatch(part.name, pattern) for pattern in _SHARED)]


def built_parts(home: Path) -> list[Path]:
    """The parts that the store in use was made from; InputError where nothing was built."""
    work = home / "parts"
    if current_store(home) is None or not (work / _MANIFEST).is_file():
        raise InputError(f"there is no store in {home}; run `oic-mandates build` first.")
    return [work / name for name in (work / _MANIFEST).read_text(encoding="ascii").split()]


def validate_built(home: Path) -> list[Finding]:
    """Everything that SHACL and the checks find in what was built last; InputError where nothing was.

    Reads the parts: the store writes every kind of integer as xsd:integer.
    """
    parts = built_parts(home)
    found = validate_vocabulary(_union(_shared(parts)))
    for part in parts:
        if fnmatch(part.name, _DOCUMENT):
            found += validate_document(_union([part]), vocabulary_types())
    return found + run_checks(_in_memory(parts))


def _union(parts: Iterable[Path]) -> Graph:
    """The statements of some parts as one rdflib graph."""
    return to_rdflib(quad for part in parts for quad in ox.parse(path=str(part), format=ox.RdfFormat.N_QUADS))


def _in_memory(parts: Iterable[Path]) -> ox.Store:
    store = ox.Store()
    for part in parts:
        store.bulk_load(path=str(part), format=ox.RdfFormat.N_QUADS)
    return store
