"""Any resolution in a file, read by the same door as the corpus, without a corpus folder."""

from __future__ import annotations

from pathlib import Path

from oic_mandates.graph.annotate import annotate
from oic_mandates.graph.model import AnnotatedDocument, Document, Entity, InputError
from oic_mandates.graph.text import structure
from oic_mandates.graph.text.formats import read_text
from oic_mandates.graph.text.sessions import Context
from oic_mandates.graph.text.verbs import verb_forms
from oic_mandates.graph.vocab import load_vocabulary


def read_file(path: Path) -> Document:
    """The structure of the resolution in a file; InputError where it holds none."""
    text = read_text(path)
    document = structure.parse(text, verb_forms(load_vocabulary(), structure.detect_language(text)))
    if not any(p.kind in ("Recital", "OperativeClause") for p in document.provisions):
        raise InputError(f"{path}: no recital and no operative clause found; is this a resolution?")
    return document


def annotate_file(path: Path) -> AnnotatedDocument:
    """The annotated resolution in a file. Only its symbol is known of it, so no session is "the next"."""
    document = read_file(path)
    this = Entity(_slug(document.symbol) or "resolution", "Instrument", facts={"symbol": document.symbol})
    return annotate(document, load_vocabulary(), Context(resolution=this))


def _slug(symbol: str) -> str:
    """The last part of an IRI from a printed symbol: `OIC/MCSD-2/2023/FINAL-RES` is `mcsd-2-2023-final-res`."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in symbol.casefold()).split()
    return "-".join(words[1:] if words[:1] == ["oic"] else words)
