"""Files as people have them, to clean text. What cannot be read says why and what to do."""

from __future__ import annotations

from pathlib import Path

from oic_mandates.graph.model import InputError

# First bytes of files that people rename to .txt, and what they really are.
_DISGUISES = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a Word or ZIP file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"{\\rtf": "an RTF file",
    b"\xff\xfe": "a text in UTF-16",
    b"\xfe\xff": "a text in UTF-16",
}


def read_text(path: Path) -> str:
    """The characters of a plain text file, line ends untouched.

    InputError where the file is missing, empty, no text, or not UTF-8 (with the line).
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; check the name.") from None
    except IsADirectoryError:
        raise InputError(f"{path}: this is a folder; name the file in it.") from None
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read ({error.strerror}); check its permissions.") from None
    return decode(data, str(path))


def decode(data: bytes, name: str) -> str:
    """The text of a file's bytes; `name` is how messages call it."""
    if not data.strip():
        raise InputError(f"{name}: the file is empty; put the text of the resolution into it.")
    for magic, kind in _DISGUISES.items():
        if data.startswith(magic):
            raise InputError(f"{name}, line 1: this is {kind}, not plain text; save the document as UTF-8 text.")
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise InputError(f"{name}, line {line}: this is binary data, not text; save the document as UTF-8 text.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            f"{name}, line {line}: byte 0x{data[error.start]:02x} is not UTF-8; save the file with encoding UTF-8."
        ) from None
