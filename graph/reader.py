"""Any resolution in a file, read by the same door as the corpus, without a corpus folder."""

from __future__ import annotations

from pathlib import Path

from oic_mandates.graph.annotate import annotate
from oic_mandates.graph.iris import slug_of
from oic_mandates.graph.model import AnnotatedDocument, Document, Entity, InputError
from oic_mandates.graph.text import akn, formats, structure
from oic_mandates.graph.text.sessions import Context
from oic_mandates.graph.text.verbs import verb_forms
from oic_mandates.graph.vocab import load_vocabulary


def read_file(path: Path) -> Document:
    """The structure of the resolution in a file of any format; InputError where it holds none.

    The source of the document is the text of the file; Akoma Ntoso brings its structure along.
    """
    data = formats.read_bytes(path)
    name = str(path)
    document = akn.read(data, name) if formats.format_of(data, name) == "xml" else None
    if document is None or not _holds_provisions(document):
        text = document.source if document else formats.text_of(data, name)
        document = structure.parse(text, verb_forms(load_vocabulary(), structure.detect_language(text)))
    if not _holds_provisions(document):
        raise InputError(f"{path}: no recital and no operative clause found; is this a resolution?")
    return document


def _holds_provisions(document: Document) -> bool:
    return any(p.kind in ("Recital", "OperativeClause") for p in document.provisions)


def annotate_file(path: Path) -> AnnotatedDocument:
    """The annotated resolution in a file. Only its symbol is known of it, so no session is "the next"."""
    return annotate_document(read_file(path))


def annotate_document(document: Document) -> AnnotatedDocument:
    """The same of a document whose structure was read already."""
    this = Entity(slug_of(document.symbol) or "resolution", "Instrument", facts={"symbol": document.symbol})
    return annotate(document, load_vocabulary(), Context(resolution=this))
