"""What the tests read in an Excel workbook: its XML, so that no other program's leniency helps."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree


def part(data: bytes, name: str) -> ElementTree.Element:
    """One XML file of the workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ElementTree.fromstring(archive.read(name))


def strings(data: bytes) -> list[str]:
    """The texts of the workbook, each once."""
    return ["".join(item.itertext()) for item in part(data, "xl/sharedStrings.xml")]
