"""Akoma Ntoso XML to `Document`: the structure is marked there, so it is taken and not guessed.

The source is the text of the document, one line for each provision or block; eIds of our
kind are kept. What the document marks as no provision is layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from oic_mandates.graph.model import Document, InputError, Language, ProvisionKind
from oic_mandates.graph.text import drafts, markup
from oic_mandates.graph.text.drafts import Draft
from oic_mandates.graph.text.lines import Line, Piece, read_lines
from oic_mandates.graph.text.markers import Marker
from oic_mandates.graph.text.markup import attribute, local
from oic_mandates.graph.text.numerals import words
from oic_mandates.graph.text.structure import detect_language

_KINDS: dict[str, ProvisionKind] = {
    "formula": "EnactingFormula", "recital": "Recital", "citation": "Recital",
    "paragraph": "OperativeClause", "clause": "OperativeClause", "point": "OperativeClause",
    "section": "Section", "part": "Section", "chapter": "Section", "title": "Section", "division": "Section",
    "subsection": "Section", "article": "Section", "book": "Section", "tome": "Section",
}  # fmt: skip
_LANGUAGES: dict[str, Language] = {
    "ara": "ar", "ar": "ar", "eng": "en", "en": "en", "fra": "fr", "fre": "fr", "fr": "fr",
}  # fmt: skip
_BLOCKS = words(
    "p block tblock content intro wrapUp list point item li ul ol num heading subheading paragraph subparagraph clause"
    " longTitle container formula recital citation table tr td th blockList listIntroduction listWrapUp docTitle"
)
# Blocks that are one line where they stand in no provision.
_LINES = words("p block heading subheading num longTitle listIntroduction listWrapUp li th td")
_DROPPED = words("meta del authorialNote note remark")
_ROLES = {"preface": "title block", "coverPage": "title block", "conclusions": "closing matter"}
_SPACE = re.compile(r"[ \t\r\n]+")
_OURS = re.compile(r"(?:(?:cmp|annex|sec)_[a-z0-9-]+__)*(?:formula|rec|sec|para)_[a-z0-9-]+")
_NUMBER = re.compile(r"[\w\u064b-\u0652ـ]+(?:\s[\w\u064b-\u0652ـ]+)?")


def read(data: bytes, name: str) -> Document:
    """The document in an Akoma Ntoso file; InputError where the XML is broken, hostile or of another kind."""
    root = markup.parse(data, name)
    if local(root) != "akomaNtoso":
        raise InputError(
            f"{name}: this XML is no Akoma Ntoso document (its root element is {local(root)});"
            " save the text as .docx, .html or .txt."
        )
    reader = _Reader()
    reader.walk(root, "unplaced", None)
    return reader.document(root)


class _Reader:
    """Elements to the lines of a source, and to drafts of provisions on them."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._length = 0
        self._drafts: list[Draft] = []
        self._eids: list[str] = []
        self._roles: list[tuple[tuple[Piece, ...], str]] = []

    def walk(self, element: Element, role: str, section: Draft | None) -> None:
        """Takes an element with all below it; `role` is what stands in no provision there."""
        name = local(element)
        kind = _KINDS.get(name)
        if name in _DROPPED or not name:
            return
        if kind == "Section" and _heading(element):
            section = self._provision(element, kind, _heading(element), None)
            for child in element:
                if local(child) not in ("num", "heading", "subheading"):
                    self.walk(child, role, section)
        elif kind is not None and kind != "Section":
            self._provision(element, kind, _text(element, skip_number=True), section)
        elif name in _LINES:
            self._line(_text(element), role)
        else:
            for child in element:
                self.walk(child, _ROLES.get(local(child), role), section)

    def _provision(self, element: Element, kind: ProvisionKind, text: str, section: Draft | None) -> Draft:
        number = _own_number(element)
        start = self._length
        printed = _NUMBER.search(number)
        before = f"{number} " if number else ""
        self._write(before + text)
        marker = None
        if printed:
            value = int(printed[0]) if printed[0].isdecimal() else sum(d.kind == kind for d in self._drafts) + 1
            marker = Marker(printed[0], (("number", value),), "", len(before))
        draft = Draft(kind, "", marker, section if kind == "OperativeClause" else None)
        if text:
            draft.halves.append((Piece(0, start + len(before), len(text)),))
        self._roles.append(((Piece(0, start, len(before)),), "marker"))
        self._drafts.append(draft)
        self._eids.append(attribute(element, "eId"))
        return draft

    def _line(self, text: str, role: str) -> None:
        if text:
            self._roles.append(((Piece(0, self._length, len(text)),), role))
            self._write(text)

    def _write(self, text: str) -> None:
        self._lines.append(text)
        self._length += len(text) + 1

    def document(self, root: Element) -> Document:
        """What was read, with the names that the document gives itself."""
        source = "".join(f"{line}\n" for line in self._lines)
        # eIds are kept where every one is of our kind and there but once: a mixture would mislead.
        given = [eid for draft, eid in zip(self._drafts, self._eids, strict=True) if draft.halves]
        ours = all(_OURS.fullmatch(eid) for eid in given) and len(set(given)) == len(given)
        kept = tuple(drafts.provisions(self._drafts, source, given if ours else None))
        title = _first(root, "docTitle") or _value(root, "FRBRtitle") or _value(root, "FRBRalias")
        return Document(
            symbol=_first(root, "docNumber") or _value(root, "FRBRnumber") or _value(root, "FRBRname"),
            title=title or next((line.text.strip() for line in self._title_block(source)), ""),
            language=_LANGUAGES.get(_value(root, "FRBRlanguage", "language").lower()) or detect_language(source),
            source=source,
            provisions=kept,
            layout=tuple(drafts.layout(source, kept, self._roles)),
        )

    def _title_block(self, source: str) -> Iterator[Line]:
        starts = {pieces[0].source_start for pieces, role in self._roles if role == "title block"}
        return (line for line in read_lines(source) if line.pieces[0].source_start in starts)


def _text(element: Element, skip_number: bool = False) -> str:
    """The words of an element, blocks apart by a space; without its own number where that is a marker."""
    return _SPACE.sub(" ", "".join(_words(element, skip_number))).strip(" ")


def _words(element: Element, skip_number: bool) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = local(child)
        if not (skip_number and name == "num") and name not in _DROPPED and name:
            apart = " " if name in _BLOCKS or name in ("eol", "br") else ""
            yield apart
            yield from _words(child, False)
            yield apart
        yield child.tail or ""


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if local(child) == name), None)


def _heading(element: Element) -> str:
    heading = _child(element, "heading")
    return _text(heading) if heading is not None else ""


def _own_number(element: Element) -> str:
    number = _child(element, "num")
    return _text(number) if number is not None else ""


def _first(root: Element, name: str) -> str:
    return next((_text(found) for found in root.iter() if local(found) == name), "")


def _value(root: Element, name: str, key: str = "value") -> str:
    return next((attribute(found, key) for found in root.iter() if local(found) == name), "")
