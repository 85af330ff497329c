"""Files as people have them, to clean text. What cannot be read says why and what to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from oic_mandates.graph.model import InputError
from oic_mandates.graph.text import docx, html
from oic_mandates.graph.text.encodings import decode
from oic_mandates.graph.text.limits import MAX_BYTES, MAX_CHARACTERS, MAX_LINES

__all__ = ["Format", "decode", "format_of", "read_bytes", "read_text", "text_of"]

Format = Literal["text", "html", "xml", "docx", "pdf"]

# First bytes of files that nobody can read as text, what they are and the cure.
_REFUSED = {
    b"\xd0\xcf\x11\xe0": "an old Word file (.doc), or a Word file locked with a password; save it as .docx, unlocked",
    b"{\\rtf": "an RTF file; open it in a word processor and save it as .docx",
    b"\x89PNG": "a picture; run text recognition (OCR) over it and save the result as text",
    b"\xff\xd8\xff": "a picture; run text recognition (OCR) over it and save the result as text",
    b"II*\0": "a picture; run text recognition (OCR) over it and save the result as text",
    b"MM\0*": "a picture; run text recognition (OCR) over it and save the result as text",
    b"\x1f\x8b": "a compressed file; unpack it first",
    b"7z\xbc\xaf": "a compressed file; unpack it first",
    b"Rar!": "a compressed file; unpack it first",
}
_BY_SUFFIX: dict[str, Format] = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".xml": "xml", ".akn": "xml",
}  # fmt: skip
_HTML = re.compile(rb"(?i)\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.S)
_XML = re.compile(rb"(?i)\s*<(?:\?xml|akomaNtoso|\w+:akomaNtoso)\b")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file; InputError where it is missing, a folder, unreadable or far too large."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; check the name.") from None
    except IsADirectoryError:
        raise InputError(f"{path}: this is a folder; name the file in it.") from None
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read ({error.strerror}); check its permissions.") from None
    if len(data) > MAX_BYTES:
        raise InputError(
            f"{path}: the file has more than {MAX_BYTES // 2**20} MiB, more than any collection of resolutions;"
            " take the resolutions out of it into a file of their own."
        )
    return data


def format_of(data: bytes, name: str) -> Format:
    """What a file is by its first bytes; where they leave it open, by the end of its name.

    InputError where the file is empty or of a kind that holds no text.
    """
    if not data.strip():
        raise InputError(f"{name}: the file is empty; put the text of the resolution into it.")
    for magic, kind in _REFUSED.items():
        if data.startswith(magic):
            raise InputError(f"{name}: this is {kind}.")
    packed: Format | None = "pdf" if b"%PDF-" in data[:1024] else "docx" if data.startswith(b"PK\x03\x04") else None
    if packed and Path(name).suffix.lower() == ".txt":
        kind = {"pdf": "a PDF file", "docx": "a Word or ZIP file"}[packed]
        raise InputError(f"{name}, line 1: this is {kind}, not plain text; give it the ending .{packed}.")
    if packed:
        return packed
    start = data[:4096].lstrip(b"\xef\xbb\xbf")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.replace(b"\0", b"")[2:]
    if _HTML.match(start):
        return "html"
    if _XML.match(start):
        return "html" if re.search(rb"(?i)<html\b", start) else "xml"
    return _BY_SUFFIX.get(Path(name).suffix.lower(), "text")


def text_of(data: bytes, name: str) -> str:
    """The text of a file in any format but XML; `name` is how messages call it.

    InputError where it cannot be read rightly, or is longer than any collection of resolutions.
    """
    kind = format_of(data, name)
    if kind == "xml":
        raise InputError(f"{name}: this is XML, which has a structure of its own and is not taken as text.")
    if kind == "docx":
        text = docx.text_of(data, name)
    elif kind == "pdf":
        from oic_mandates.graph.text import pdf  # its library takes time to load, and few files are PDF

        text = pdf.text_of(data, name)
    elif kind == "html":
        text = html.text_of(data, name)
    else:
        text = decode(data, name)
    _refuse_excess(text, name)
    return text


def _refuse_excess(text: str, name: str) -> None:
    lines = text.count("\n")
    for count, limit, what in ((len(text), MAX_CHARACTERS, "characters"), (lines, MAX_LINES, "lines")):
        if count > limit:
            raise InputError(
                f"{name}: the text has {count:,} {what}, more than any collection of resolutions ({limit:,});"
                " split it into one file for each session."
            )


def read_text(path: Path) -> str:
    """The text of a file in any format but XML, line ends untouched."""
    return text_of(read_bytes(path), str(path))
