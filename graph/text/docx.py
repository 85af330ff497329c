"""Word files to lines: the body as it prints, list numbers and tables with it.

Tracked insertions are kept, deletions dropped; comments, headers and footers are no text of
the body. Footnotes follow it, under a rule.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from oic_mandates.graph.model import InputError
from oic_mandates.graph.text import markup
from oic_mandates.graph.text.docx_lists import Lists
from oic_mandates.graph.text.limits import MAX_PART, MAX_RATIO
from oic_mandates.graph.text.markup import attribute, local

_BODY, _NOTES = "word/document.xml", "word/footnotes.xml"
# What is struck out, stands elsewhere, or says the same again for older programs.
_DROPPED = frozenset({"del", "moveFrom", "Fallback", "rPr", "instrText", "delText"})
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": ""}
_OTHER_KINDS = (
    ("xl/workbook.xml", "an Excel workbook; copy the text into a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation; copy the text into a Word document"),
    ("content.xml", "an OpenDocument file; save it as .docx"),
    ("META-INF/container.xml", "an e-book; save its text as a text file"),
)


def text_of(data: bytes, name: str) -> str:
    """The text of a Word file; InputError where it is another kind of file, broken, or unpacks to far too much."""
    parts = _Parts(data, name)
    body = parts.read(_BODY)
    if body is None:
        raise InputError(f"{name}: this is {parts.kind()}.")
    reader = _Reader(Lists(parts.read("word/numbering.xml"), parts.read("word/styles.xml")))
    lines = list(reader.lines(body))
    notes = parts.read(_NOTES)
    if notes is not None:
        lines += _footnotes(notes)
    text = "\n".join(lines)
    if not text.strip():
        raise InputError(f"{name}: the document holds no text, perhaps only pictures; recognise its text (OCR) first.")
    return text + "\n"


class _Parts:
    """The parts of a package, each read within limits."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise InputError(f"{name}: the Word file is damaged; open it in Word and save it again.") from None
        self._names = frozenset(self._zip.namelist())

    def kind(self) -> str:
        """What the package is, if no Word file, and the cure."""
        found = (kind for part, kind in _OTHER_KINDS if part in self._names)
        return next(found, "a ZIP file without a Word document in it; unpack it and name the document")

    def read(self, part: str) -> Element | None:
        """The root of a part; None where the package has none of that name."""
        if part not in self._names:
            return None
        info = self._zip.getinfo(part)
        try:
            with self._zip.open(info) as file:
                data = file.read(MAX_PART + 1)
        except RuntimeError:
            raise InputError(f"{self._name}: the file is locked with a password; save it without.") from None
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError):
            raise InputError(
                f"{self._name}: the part {part} is damaged; open the file in Word and save it again."
            ) from None
        except Exception as error:  # zlib and lzma have errors of their own
            raise InputError(f"{self._name}: the part {part} cannot be unpacked ({error}); save it again.") from None
        if len(data) > MAX_PART or (len(data) > 2**20 and len(data) > MAX_RATIO * max(info.compress_size, 1)):
            raise InputError(
                f"{self._name}: the part {part} unpacks to more than any document needs (a ZIP bomb?);"
                " open the file in Word and save it again."
            )
        return markup.parse(data, f"{self._name} ({part})")


class _Reader:
    """Paragraphs to lines."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._held = ""  # of a paragraph whose end was deleted: it goes on with the next

    def lines(self, root: Element) -> Iterator[str]:
        """The lines of a body in order; an empty paragraph is an empty line."""
        for child in root:
            name = local(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield from self._table(child)
            elif name not in _DROPPED:
                yield from self.lines(child)
        if local(root) == "document" and self._held:
            yield self._held

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        boxes: list[Element] = []
        text = "".join(self._characters(paragraph, boxes))
        for box in boxes:
            yield from self.lines(box)
        properties = next((child for child in paragraph if local(child) == "pPr"), None)
        joined = self._held + text
        if properties is not None and _ends_deleted(properties):
            self._held = joined
            return
        prefix = "" if self._held or not text.strip() else self._lists.number(properties)
        self._held = ""
        yield from (prefix + joined).split("\n")

    def _characters(self, element: Element, boxes: list[Element]) -> Iterator[str]:
        for child in element:
            name = local(child)
            if name == "t":
                yield child.text or ""
            elif name in _CHARACTERS:
                yield _CHARACTERS[name]
            elif name == "txbxContent":
                boxes.append(child)
            elif name == "r" and _is_hidden(child):
                continue
            elif name not in _DROPPED and name != "pPr":
                yield from self._characters(child, boxes)

    def _table(self, table: Element) -> Iterator[str]:
        """A row is a line, its cells apart by tabulators, where each cell is one; else each its own lines."""
        for row in (child for child in _within(table, "tr") if not _is_deleted_row(child)):
            cells = [list(self.lines(cell)) for cell in _within(row, "tc")]
            filled = [[line for line in cell if line.strip()] for cell in cells]
            if all(len(cell) <= 1 for cell in filled):
                yield "\t".join(cell[0] for cell in filled if cell)
            else:
                for cell in cells:
                    yield from cell


def _within(element: Element, name: str) -> Iterator[Element]:
    """The children of that name, also below content controls and tracked insertions."""
    for child in element:
        if local(child) == name:
            yield child
        elif local(child) in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
            yield from _within(child, name)


def _ends_deleted(properties: Element) -> bool:
    return any(local(mark) in ("del", "moveFrom") for child in properties if local(child) == "rPr" for mark in child)


def _is_deleted_row(row: Element) -> bool:
    return any(local(mark) == "del" for child in row if local(child) == "trPr" for mark in child)


def _is_hidden(run: Element) -> bool:
    """Whether a run is formatted as hidden text, which does not print."""
    marks = (mark for child in run if local(child) == "rPr" for mark in child)
    return any(local(mark) == "vanish" and attribute(mark, "val") not in ("0", "false") for mark in marks)


def _footnotes(root: Element) -> Iterator[str]:
    notes = [note for note in root if local(note) == "footnote" and attribute(note, "type") in ("", "normal")]
    texts = [" ".join(" ".join(_Reader(Lists(None, None)).lines(note)).split()) for note in notes]
    filled = [text for text in texts if text]
    if filled:
        yield "\f"
        yield "_" * 20
    for number, text in enumerate(filled, 1):
        yield f"[{number}] {text}"
