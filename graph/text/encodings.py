"""Bytes to characters: UTF-8, or UTF-16 and UTF-32 where a byte order mark says so. Nothing is guessed."""

from __future__ import annotations

import codecs

from oic_mandates.graph.model import InputError
from oic_mandates.graph.text.limits import MAX_CHARACTERS

_MARKED = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HOW = (
    "open it in the program that made it and save it with encoding UTF-8"
    " (Word: Save as, Plain text, Other encoding, Unicode (UTF-8); Notepad: Save as, Encoding UTF-8)"
)
# Bytes that prove nothing between them, and enough of a file to tell an encoding by.
_SAMPLE = 20_000


def decode(data: bytes, name: str) -> str:
    """The text of a file's bytes; `name` is how messages call it.

    InputError where it is empty, binary or in another encoding, with the line and the cure.
    """
    if not data.strip():
        raise InputError(f"{name}: the file is empty; put the text of the resolution into it.")
    if len(data) > 4 * MAX_CHARACTERS:
        raise InputError(
            f"{name}: the text has {len(data) // 2**20} MiB, more than any collection of resolutions"
            f" ({4 * MAX_CHARACTERS // 2**20} MiB); split it into one file for each session."
        )
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return _decode_marked(data, encoding, name)
    if b"\0" in data:
        raise InputError(_not_text(data, name))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            f"{name}, line {line}: byte 0x{data[error.start]:02x} is not UTF-8{_seems(data)}; {_HOW}."
        ) from None


def _decode_marked(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: the file begins as {encoding.upper()} and breaks off at byte {error.start}; {_HOW}."
        ) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise InputError(f"{name}, line {line}: this is binary data, not text; save the document as UTF-8 text.")
    if not text.strip():
        raise InputError(f"{name}: the file is empty; put the text of the resolution into it.")
    return text


def _not_text(data: bytes, name: str) -> str:
    sample = data[:_SAMPLE]
    # Every other byte is that of a row of letters: Latin (0) or Arabic (6).
    rows = max(sum(byte in (0, 6) for byte in half) / max(len(half), 1) for half in (sample[::2], sample[1::2]))
    if rows > 0.9:
        return f"{name}, line 1: this is UTF-16 without a byte order mark; {_HOW}."
    line = data[: data.index(b"\0")].count(b"\n") + 1
    return f"{name}, line {line}: this is binary data, not text; save the document as UTF-8 text."


def _seems(data: bytes) -> str:
    """What the encoding seems to be: a hint for the message, never used to read."""
    sample = data[:_SAMPLE]
    if b"\xc3" in sample or b"\xd8" in sample or b"\xd9" in sample:
        valid = sample.decode("utf-8", "ignore").encode("utf-8")
        if len(valid) * 10 > len(sample) * 9:  # most of it is UTF-8 indeed
            return ", although most of the file is: two encodings are mixed"
    high = sum(byte > 0x7F for byte in sample)
    arabic = sum(0xC1 <= byte <= 0xED for byte in sample)
    if high * 4 > len(sample) and arabic * 10 > high * 7:
        return " (the file seems to be in Windows-1256, Arabic)"
    return " (the file seems to be in Windows-1252, Western European)" if high * 8 < len(sample) else ""
