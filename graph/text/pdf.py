"""PDF files to lines, behind a gate: a text layer that lies is refused, since nobody would notice."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Sequence

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw

from oic_mandates.graph.model import InputError
from oic_mandates.graph.text.limits import MAX_CHARACTERS, MAX_PAGES
from oic_mandates.graph.text.numerals import words
from oic_mandates.graph.text.pdf_order import Glyph, in_order

_CURE = "run text recognition (OCR) over it, or take the Word file, and save the result as text"
# PDFium marks a hyphen that only breaks a word at the end of a line.
_HYPHEN = re.compile(r"[\x02\ufffe]\n?")
_FORMS = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefc\ufb00-\ufb06]")
_BROKEN = re.compile(r"[\0-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]")
_WORD = re.compile(r"[^\W\d_]+")
# The small words of which every text in these languages is full.
_ARABIC = words(
    "في من على إلى عن أن التي الذي الدول الأعضاء منظمة التعاون الإسلامي المؤتمر المجلس القرار هذا بين مع ما بشأن"
    " ذات وفي ومن وعلى إن رقم لا كل الأمانة العامة الأمين العام يدعو وإذ إذ يقرر قرار مجلس"
)
_LATIN = words(
    "the of and to in for on by with its that as at le la les des du de et en à pour dans par aux sur une un"
)
_FEWEST_WORDS = 25


def text_of(data: bytes, name: str) -> str:
    """The text of a PDF, pages apart by form feeds.

    InputError where it is damaged, locked, scanned without text, or has a text layer whose
    characters are not what the page shows.
    """
    document = _open(data, name)
    try:
        if len(document) > MAX_PAGES:
            raise InputError(f"{name}: the file has {len(document)} pages; take the resolution's pages out of it.")
        glyphs: list[list[Glyph]] = []
        for index in range(len(document)):
            glyphs.append(_glyphs(document, index, name))
            if sum(map(len, glyphs)) > MAX_CHARACTERS:
                raise InputError(f"{name}: the file has more text than any collection of resolutions; split it.")
        pages = [_plain(page) for page in in_order(glyphs)]
        _refuse_scans(document, pages, name)
    finally:
        document.close()
    text = "\f".join(pages)
    _refuse_broken(text, name)
    return text


def _open(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(f"{name}: the PDF is locked with a password; save it without.") from None
        raise InputError(f"{name}: the PDF is damaged ({error}); open it in a PDF reader and print it anew.") from None


def _glyphs(document: pypdfium2.PdfDocument, index: int, name: str) -> list[Glyph]:
    """The characters of a page in PDFium's order, and where each was drawn."""
    try:
        page = document[index].get_textpage()
    except pypdfium2.PdfiumError as error:
        raise InputError(f"{name}, page {index + 1}: the page cannot be read ({error}); print the PDF anew.") from None
    found: list[Glyph] = []
    left, base = ctypes.c_double(), ctypes.c_double()
    for place in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(page, place)
        if code:
            raw.FPDFText_GetCharOrigin(page, place, left, base)
            found.append(Glyph(chr(code), left.value, base.value))
    page.close()
    return found


def _plain(text: str) -> str:
    """Words that a line breaks whole again; letters in the shape that they have in print (`ﻗ`, `ﬁ`) as letters."""
    return _FORMS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), _HYPHEN.sub("", text)).strip("\n")


def _letters(text: str) -> int:
    return sum(map(len, _WORD.findall(text)))


def _refuse_scans(document: pypdfium2.PdfDocument, pages: Sequence[str], name: str) -> None:
    bare = [i for i, text in enumerate(pages) if _letters(text) < 10 and _shows_a_picture(document, i)]
    if bare and not any(_letters(text) >= 10 for text in pages):
        raise InputError(f"{name}: this PDF is a scan, pictures of pages without text; {_CURE}.")
    if bare:
        numbers = ", ".join(str(i + 1) for i in bare[:10])
        raise InputError(f"{name}, page {numbers}: a picture without text, so part of the text would be lost; {_CURE}.")
    if not any(_letters(text) for text in pages):
        raise InputError(f"{name}: this PDF holds no text; {_CURE}.")


def _shows_a_picture(document: pypdfium2.PdfDocument, index: int) -> bool:
    """Whether a picture covers most of the page."""
    page = document[index]
    width, height = page.get_size()
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if (right - left) * (top - bottom) > 0.4 * width * height:
            return True
    return False


def _refuse_broken(text: str, name: str) -> None:
    """Characters that are no letters, or letters that make no words."""
    broken = len(_BROKEN.findall(text.replace("\f", "")))
    if broken * 200 > max(_letters(text), 1):
        raise InputError(f"{name}: the text layer of this PDF is broken (unreadable characters); {_CURE}.")
    plain = [unicodedata.normalize("NFC", word) for word in _WORD.findall(text)]
    if len(plain) < _FEWEST_WORDS:
        return
    known = sum(word in _ARABIC or word.lower() in _LATIN for word in plain)
    backwards = sum(word[::-1] in _ARABIC for word in plain if len(word) > 1)
    if backwards > 2 * known:
        raise InputError(f"{name}: the text layer of this PDF is broken (Arabic words run backwards); {_CURE}.")
    if known * 25 < len(plain):
        raise InputError(f"{name}: the text layer of this PDF is broken (its letters make no words); {_CURE}.")
