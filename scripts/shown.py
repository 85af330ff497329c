"""What the documents show of the program, produced by the program (called by cog)."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from oic_mandates.graph.cli import app
from oic_mandates.graph.iris import OICM
from oic_mandates.graph.vocab import ontology_root
from oic_mandates.queries.library import library

_PROGRAM = Path(sys.executable).with_name("oic-mandates")


def run(command: str, lines: int | None = None) -> str:
    """A console block with a command of the program and what it prints, cut after some lines."""
    words = shlex.split(command)
    environment = {**os.environ, "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}
    done = subprocess.run([_PROGRAM, *words[1:]], capture_output=True, text=True, env=environment, check=True)
    shown = [line.rstrip() for line in done.stdout.strip().splitlines()]
    if lines is not None and len(shown) > lines:
        shown = [*shown[:lines], "..."]
    return "\n".join(["```console", f"$ {command}", *shown, "```"])


def counts() -> str:
    """The sentence with the figures of the graph."""
    done = subprocess.run(
        [_PROGRAM, "query", "counts", "--format", "csv"], capture_output=True, text=True, check=True
    ).stdout
    found = {}
    for line in done.strip().splitlines()[1:]:
        iri, number, named = line.split(",")
        found[iri.rpartition("#")[2]] = (number, named)
    return (
        f"{found['Recital'][0]} recitals and {found['OperativeClause'][0]} operative clauses in"
        f" {found['Section'][0]} sections; {found['SpeechAct'][0]} speech acts, {found['Mandate'][0]} of them mandates;"
        f" {found['Mention'][0]} mentions of {found['Actor'][1]} actors, {found['Instrument'][1]} instruments,"
        f" {found['Meeting'][1]} meetings and {found['Place'][1]} places; {found['Correction'][0]} corrections."
    )


def commands() -> str:
    """Each command with its help."""
    names = sorted(command.name or command.callback.__name__ for command in app.registered_commands if command.callback)
    return "\n\n".join(f"## {name}\n\n{run(f'oic-mandates {name} --help')}" for name in names)


def helpers() -> str:
    """The queries that serve pages and figures."""
    rows = [
        f"| `{q.name}` | {q.descriptions['en']} |" for q in library() if q.question is None and "question" not in q.tags
    ]
    return "\n".join(["| query | answers |", "|---|---|", *rows])


def terms() -> str:
    """The classes and properties of the ontology with their definitions."""
    graph = Graph().parse(ontology_root() / "oicm.ttl")
    kinds = (
        ("Classes", (OWL.Class,)),
        ("Properties", (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)),
    )
    return "\n\n".join(
        "\n".join(
            [f"## {head}", "", "| term | English | العربية | français | definition |", "|---|---|---|---|---|", *rows]
        )
        for head, types in kinds
        if (rows := sorted(_rows(graph, types)))
    )


def _rows(graph: Graph, types: tuple[URIRef, ...]) -> Iterator[str]:
    for kind in types:
        for term in graph.subjects(RDF.type, kind):
            if str(term).startswith(str(OICM)):
                labels = {label.language: str(label) for label in graph.objects(term, RDFS.label)}  # type: ignore[attr-defined]
                texts = {text.language: str(text) for text in graph.objects(term, SKOS.definition)}  # type: ignore[attr-defined]
                name = str(term).removeprefix(str(OICM))
                yield f"| `oicm:{name}` | {labels['en']} | {labels['ar']} | {labels['fr']} | {texts['en']} |"
