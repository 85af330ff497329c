"""The real resolution taken apart, so that benchmarks.corpus can make others in its shape."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from oic_mandates.graph import iris

ELI, OA = str(iris.ELI), str(iris.OA)
OICM, SKOS = str(iris.OICM), iris.PREFIXES["skos"]
TYPE = iris.PREFIXES["rdf"] + "type"
DATE = str(iris.ID["date/"])
# Predicates whose literals are words of the resolution or of its translation.
WORDS = {OICM + name for name in ("text", "reading", "translation", "actText", "printed", "read", "restriction")}
DRAWN = re.compile(r"(?P<kind>actor|theme|group|instrument|place|meeting|programme|event|verb)/.+")
RARE = 0.25  # how often something is drawn that the real resolution never names; once named counts 1


class Statement(NamedTuple):
    """A statement as plain text; `line` is the whole of it, language and datatype are empty for an IRI."""

    subject: str
    predicate: str
    value: str
    language: str
    datatype: str
    graph: str
    line: str


@dataclass(slots=True)
class Pool:
    """What may take the place of an entity: all of its class, and how often each."""

    members: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Template:
    """The real resolution, taken apart by what a copy must do with each statement."""

    slug: str
    meeting: str
    year: int
    # Statements that a copy takes over with its own slug, by the provisions that must be in it.
    fixed: dict[frozenset[str], list[str]] = field(default_factory=lambda: defaultdict(list))
    drawn: list[tuple[str, str, str, str]] = field(default_factory=list)  # provision, subject, predicate, entity
    worded: list[tuple[str, str, str, str, str]] = field(default_factory=list)  # and text, language
    quoted: list[tuple[str, str, str, int, int]] = field(default_factory=list)  # provision, subject, language, offsets
    dated: list[Statement] = field(default_factory=list)
    own: list[Statement] = field(default_factory=list)  # literals of the resolution itself and of its files
    pools: dict[str, Pool] = field(default_factory=dict)  # by entity
    words: dict[str, dict[int, list[str]]] = field(default_factory=dict)  # by language and length


def read(parts: Iterable[Path], slug: str) -> Template:
    """Takes the part of the resolution `slug` apart; the other parts give the vocabularies."""
    statements = [_statement(quad) for part in parts for quad in ox.parse(path=str(part), format=ox.RdfFormat.N_QUADS)]
    own = [item for item in statements if item.graph == str(iris.named_graph(slug))]
    value = {item.predicate: item.value for item in own if item.subject == str(iris.ID[slug])}
    template = Template(slug, value[OICM + "adoptedAt"], int(value[ELI + "date_document"][:4]))
    template.pools = _pools(statements, own)
    texts = {item.subject: item.value for item in own if item.predicate == OICM + "text"}
    offsets: dict[str, dict[str, int]] = defaultdict(dict)
    for item in own:
        if item.predicate in (OA + "start", OA + "end"):
            offsets[item.subject.partition("#")[0]][item.predicate] = int(item.value)
    for item in own:
        _sort(template, item, offsets, texts)
    for item in statements:
        made = item.graph == str(iris.named_graph("provenance")) and slug in item.subject
        if made and not item.predicate.endswith(("#sha256", "#label")):
            template.fixed[frozenset()].append(item.line)
    template.words = _words(template)
    return template


def _statement(quad: ox.Quad) -> Statement:
    value = quad.object
    if isinstance(value, ox.Triple) or not isinstance(quad.subject, ox.NamedNode):
        raise ValueError(f"a statement that no build makes: {quad}")
    language, datatype = "", ""
    if isinstance(value, ox.Literal):
        language, datatype = value.language or "", value.datatype.value
    graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
    return Statement(quad.subject.value, quad.predicate.value, value.value, language, datatype, graph, f"{quad} .\n")


def _sort(
    template: Template, item: Statement, offsets: Mapping[str, Mapping[str, int]], texts: Mapping[str, str]
) -> None:
    """Puts a statement of the real resolution where copies find it."""
    subject, predicate = item.subject, item.predicate
    place, target = _eid(template.slug, subject), _eid(template.slug, item.value)
    if subject.startswith(DATE):
        template.dated.append(item)
    elif not place and subject.startswith(str(iris.ID[template.slug])) and item.datatype:
        template.own.append(item)
    elif place and (item.value in template.pools or item.value.startswith(DATE)):
        template.drawn.append((place, subject, predicate, item.value))
    elif place and predicate in WORDS:
        template.worded.append((place, subject, predicate, item.value, item.language))
    elif place and predicate == OA + "exact":
        span = offsets[subject.partition("#")[0]]
        start, end = span[OA + "start"], span[OA + "end"]
        if texts[str(iris.provision(template.slug, place))][start:end] != item.value:
            raise ValueError(f"{subject} does not quote its provision")
        template.quoted.append((place, subject, item.language, start, end))
    else:
        template.fixed[frozenset({place, target} - {""})].append(item.line)


def _eid(slug: str, iri: str) -> str:
    """The provision that an IRI names or is below; empty for all else."""
    path = iri.removeprefix(str(iris.ID))
    if not path.startswith(slug + "/"):
        return ""
    eid = re.split("[/#]", path)[1]
    return eid if "_" in eid else ""


def _pools(statements: Iterable[Statement], own: Iterable[Statement]) -> dict[str, Pool]:
    """For each entity all those of its class; verbs by whether they ask for something."""
    classes: dict[str, set[str]] = defaultdict(set)
    for item in statements:
        if item.predicate in (TYPE, OICM + "makesMandate", SKOS + "inScheme"):
            classes[item.subject].add(item.value)
        elif item.predicate == ELI + "is_part_of":
            classes[item.subject].add("a part")
    named = Counter(item.value for item in own if item.predicate == OA + "hasBody")
    pools: dict[tuple[str, frozenset[str]], Pool] = defaultdict(Pool)
    by_entity = {}
    for iri in sorted(classes):
        match = DRAWN.fullmatch(iri.removeprefix(str(iris.ID)))
        if match is None:
            continue
        # An entity that the resolution mints is in no scheme and no concept of a vocabulary.
        kinds = frozenset(kind for kind in classes[iri] if "/scheme/" not in kind and not kind.endswith("#Concept"))
        pool = by_entity[iri] = pools[match["kind"], kinds]
        pool.members.append(iri)
        pool.weights.append(named[iri] or RARE)
    return by_entity


def _words(template: Template) -> dict[str, dict[int, list[str]]]:
    found: dict[str, set[str]] = defaultdict(set)
    for *_, text, language in template.worded:
        found[language].update(re.findall(r"\w+", text))
    by_length: dict[str, dict[int, list[str]]] = {}
    for language, words in found.items():
        by_length[language] = defaultdict(list)
        for word in sorted(words):
            by_length[language][len(word)].append(word)
    return by_length
