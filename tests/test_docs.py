"""The documents say what the program does: what they show is produced, what exists stands in them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from rdflib import OWL, RDF, Graph

from oic_mandates.graph.cli import app
from oic_mandates.graph.iris import OICM
from oic_mandates.graph.vocab import ontology_root
from oic_mandates.queries.library import library

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_what_is_shown_is_what_the_program_prints(built_home: Path) -> None:
    cog = [sys.executable, "-m", "cogapp", "--check", "--diff", "-I", str(ROOT / "scripts"), *map(str, DOCUMENTS)]
    environment = {**os.environ, "OIC_MANDATES_HOME": str(built_home)}
    done = subprocess.run(cog, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_command_query_and_term_stands_in_the_documents() -> None:
    text = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    commands = [command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands]
    graph = Graph().parse(ontology_root() / "oicm.ttl")
    terms = [
        f"`oicm:{str(term).removeprefix(str(OICM))}`"
        for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
        for term in graph.subjects(RDF.type, kind)
        if str(term).startswith(str(OICM))
    ]
    assert len(terms) > 50
    for name in (*(f"oic-mandates {c}" for c in commands), *(f"`{n}`" for n in library().names), *terms):
        assert name in text, name
