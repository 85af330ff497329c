"""Files in the formats of offices, made for tests: Word packages and PDFs, written by hand."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FORWARD = re.compile(r"[0-9٠-٩]+(?:[/.,][0-9٠-٩]+)*")
_BOX = "600 0 50 0 550 700 d1 50 0 500 700 re f"
_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def part(root: str, inner: str) -> str:
    """A part of a Word package."""
    return f'<?xml version="1.0"?><w:{root} {_W}>{inner}</w:{root}>'


def run(text: str) -> str:
    """A run of a Word paragraph."""
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(content: str = "", properties: str = "") -> str:
    """A Word paragraph; `content` is XML, or plain text where it has no tag."""
    inner = content if content.startswith("<") or not content else run(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def numbered(text: str, level: int = 0, number: int = 1) -> str:
    """A Word paragraph in a list."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def numbering(levels: Sequence[tuple[str, str]], start: int = 1) -> str:
    """`numbering.xml` with one list; each level is its form and its pattern."""
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start if depth == 0 else 1}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (form, pattern) in enumerate(levels)
    )
    return part(
        "numbering",
        f'<w:abstractNum w:abstractNumId="0">{inner}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )


def docx(body: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A Word file with this body and further parts by their names; the same bytes every time."""
    every = {"[Content_Types].xml": _TYPES, "word/document.xml": part("document", f"<w:body>{body}</w:body>")}
    return package(every | dict(parts or {}))


def package(parts: Mapping[str, str]) -> bytes:
    """A ZIP file with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def pdf(pages: Sequence[Sequence[str]], drawn: str = "reading", letters: Mapping[str, str] | None = None) -> bytes:
    """A PDF with these lines.

    `drawn` tells in which order an Arabic line is drawn: `reading`, or `left to right` as many
    programs do. `letters` gives the text layer other letters than the page shows.
    """
    characters = sorted({char for page in pages for line in page for char in line})
    codes = {char: index + 1 for index, char in enumerate(characters)}
    told = {code: (letters or {}).get(char, char) for char, code in codes.items()}
    streams = ["\n".join(_line(line, 800 - 20 * row, codes, drawn) for row, line in enumerate(page)) for page in pages]
    return _file(streams, _to_unicode(told))


def scan(pages: int = 1) -> bytes:
    """A PDF whose pages are pictures."""
    return _file(["q 595 0 0 842 0 0 cm /Im1 Do Q"] * pages, _to_unicode({1: "x"}))


def _line(text: str, height: int, codes: Mapping[str, int], drawn: str) -> str:
    """Each character at its own place: from the right where the line is Arabic, numbers from the left within."""
    arabic = any("\u0600" <= char <= "\u06ff" for char in text)
    order = list(range(len(text)))
    if arabic:  # places from the right; a number keeps its own order
        for number in _FORWARD.finditer(text):
            order[number.start() : number.end()] = reversed(order[number.start() : number.end()])
    placed = {index: (560 - 5 * place if arabic else 30 + 5 * place) for place, index in enumerate(order)}
    indices = sorted(placed, key=lambda index: placed[index]) if drawn == "left to right" else range(len(text))
    mirror = str.maketrans("()", ")(") if arabic else {}
    shown = [codes.get(char.translate(mirror), codes[char]) for char in text]
    return "\n".join(f"BT /F1 8 Tf 1 0 0 1 {placed[i]} {height} Tm <{shown[i]:02x}> Tj ET" for i in indices)


def _to_unicode(told: Mapping[int, str]) -> str:
    rows = "\n".join(f"<{code:02x}> <{text.encode('utf-16-be').hex()}>" for code, text in sorted(told.items()))
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Told def /CMapType 2 def"
        " 1 begincodespacerange <00> <ff> endcodespacerange"
        f" {len(told)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    )


def _file(streams: Sequence[str], to_unicode: str) -> bytes:
    kids = " ".join(f"{10 + 2 * i} 0 R" for i in range(len(streams)))
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>",
        # A font of boxes: each character shows the same, and the text layer alone tells which it is.
        3: "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 700] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 1"
        f" /LastChar 255 /Widths [{'600 ' * 255}] /CharProcs << /box 4 0 R >> /ToUnicode 6 0 R"
        f" /Encoding << /Type /Encoding /Differences [1 {'/box ' * 255}] >> /Resources << >> >>",
        4: f"<< /Length {len(_BOX)} >>\nstream\n{_BOX}\nendstream",
        6: f"<< /Length {len(to_unicode)} >>\nstream\n{to_unicode}\nendstream",
        7: "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
        " /Length 1 >>\nstream\n0\nendstream",
    }
    for i, stream in enumerate(streams):
        objects[10 + 2 * i] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {11 + 2 * i} 0 R"
            " /Resources << /Font << /F1 3 0 R >> /XObject << /Im1 7 0 R >> >> >>"
        )
        objects[11 + 2 * i] = f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream"
    out, places = b"%PDF-1.7\n", {}
    for number, content in sorted(objects.items()):
        places[number] = len(out)
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    rows = "".join(
        f"{places[n]:010d} 00000 n \n" if n in places else "0000000000 65535 f \n" for n in range(max(objects) + 1)
    )
    table = f"xref\n0 {max(objects) + 1}\n{rows}trailer << /Size {max(objects) + 1} /Root 1 0 R >>\n"
    return out + f"{table}startxref\n{len(out)}\n%%EOF\n".encode("latin-1")
