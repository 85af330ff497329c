"""Formats: what each file says is what its text says; what cannot be read rightly is refused with a cure."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import docx, numbered, numbering, package, paragraph, part, pdf, run, scan

from oic_mandates.graph import outline
from oic_mandates.graph.model import InputError
from oic_mandates.graph.reader import read_file
from oic_mandates.graph.text import akn, html
from oic_mandates.graph.text.formats import decode, format_of, read_bytes, text_of
from oic_mandates.graph.text.limits import MAX_BYTES, MAX_CHARACTERS, MAX_LINES, MAX_PART
from oic_mandates.graph.text.numerals import numeral

SAMPLES = Path(__file__).parent / "samples"
TEXTS = sorted(SAMPLES.glob("*.txt"))


def lines(text: str) -> list[str]:
    """The lines of a text that print something, white space apart."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def provisions(file: Path) -> list[dict[str, str]]:
    """What `oic-mandates read` says of the provisions, white space apart."""
    found = json.loads(json.dumps(outline.outline(read_file(file))["provisions"]))
    return [{key: " ".join(str(value).split()) for key, value in entry.items()} for entry in found]


def test_a_sample_reads_alike_in_every_format(tmp_path: Path) -> None:
    for sample in TEXTS:
        if "\f" in sample.read_text():  # page breaks belong to the text file
            continue
        source = sample.read_text(encoding="utf-8")
        expected = provisions(sample)
        word = tmp_path / "sample.docx"
        word.write_bytes(docx("".join(paragraph(line) for line in source.splitlines())))
        assert provisions(word) == expected, sample.name
        page = tmp_path / "sample.html"
        page.write_text("<meta charset=utf-8>" + "<br>".join(source.split("\n")))
        assert provisions(page) == expected, sample.name


# Word


def test_list_numbers_are_printed() -> None:
    body = paragraph("Recalling all,") + numbered("Urges one:") + numbered("first;", 1) + numbered("second.", 1)
    body += numbered("Urges two.") + numbered("again.", 1)
    levels = [("decimal", "%1-"), ("lowerLetter", "(%2)"), ("lowerRoman", "%1.%2.%3")]
    text = text_of(docx(body, {"word/numbering.xml": numbering(levels)}), "x.docx")
    assert lines(text) == [
        "Recalling all,",
        "1- Urges one:",
        "(a) first;",
        "(b) second.",
        "2- Urges two.",
        "(a) again.",
    ]


@pytest.mark.parametrize(
    ("form", "values"),
    [("decimal", "1 2 3"), ("upperLetter", "A B C"), ("upperRoman", "I II III"), ("arabicAbjad", "أ ب ج"),
     ("arabicAlpha", "أ ب ت"), ("hindiNumbers", "١ ٢ ٣"), ("decimalZero", "01 02 03")],
)  # fmt: skip
def test_forms_of_list_numbers(form: str, values: str) -> None:
    text = text_of(docx(numbered("x") * 3, {"word/numbering.xml": numbering([(form, "%1.")])}), "x.docx")
    assert [line.removesuffix(". x") for line in lines(text)] == values.split()


def test_a_list_can_start_above_one_have_bullets_or_come_from_a_style() -> None:
    assert lines(text_of(docx(numbered("x") * 2, {"word/numbering.xml": numbering([("decimal", "%1.")], 7)}), "x")) == [
        "7. x",
        "8. x",
    ]
    bullets = {"word/numbering.xml": numbering([("bullet", "\uf0b7")])}
    assert lines(text_of(docx(numbered("x"), bullets), "x")) == ["- x"]
    styles = part(
        "styles",
        '<w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Clause"><w:basedOn w:val="Base"/></w:style>',
    )
    body = paragraph("one", '<w:pStyle w:val="Clause"/>')
    body += paragraph("two", '<w:pStyle w:val="Clause"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    parts = {"word/numbering.xml": numbering([("decimal", "%1)")]), "word/styles.xml": styles}
    assert lines(text_of(docx(body, parts), "x.docx")) == ["1) one", "two"]


def test_tracked_changes_are_read_as_accepted() -> None:
    body = paragraph(
        run("1. Calls upon ")
        + f'<w:del w:id="1"><w:r><w:delText>some</w:delText></w:r></w:del><w:ins w:id="2">{run("all")}</w:ins>'
        + f'<w:moveFrom w:id="3">{run(" moved")}</w:moveFrom>'
        + run(" Member States")
    )
    body += paragraph(run("2. Urges"), '<w:rPr><w:del w:id="4"/></w:rPr>') + paragraph(run(" ICESCO."))
    assert lines(text_of(docx(body), "x.docx")) == ["1. Calls upon all Member States", "2. Urges ICESCO."]


def test_tables_breaks_boxes_and_hidden_text() -> None:
    row = "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    body = f"<w:tbl>{row.format(paragraph('1'), paragraph('Urges all.'))}</w:tbl>"
    body += f"<w:tbl>{row.format(paragraph('a') + paragraph('b'), paragraph('c'))}</w:tbl>"
    body += paragraph("<w:r><w:t>one</w:t><w:br/><w:t>two</w:t><w:tab/><w:noBreakHyphen/></w:r>")
    body += paragraph("<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>" + run("shown"))
    body += paragraph(f"<w:r><w:txbxContent>{paragraph('boxed')}</w:txbxContent></w:r>" + run("beside"))
    body += f"<w:sdt><w:sdtContent>{paragraph('controlled')}</w:sdtContent></w:sdt>"
    text = text_of(docx(body), "x.docx")
    assert text.splitlines()[0] == "1\tUrges all."
    assert lines(text)[1:] == ["a", "b", "c", "one", "two ‑", "shown", "boxed", "beside", "controlled"]


def test_comments_headers_and_footers_are_no_text_and_footnotes_are_notes(tmp_path: Path) -> None:
    notes = f'<w:footnote w:type="separator">{paragraph()}</w:footnote>'
    notes += f'<w:footnote w:id="2">{paragraph("See the report.")}</w:footnote>'
    parts = {
        "word/comments.xml": part("comments", paragraph("COMMENT")),
        "word/header1.xml": part("hdr", paragraph("HEADER")),
        "word/footnotes.xml": part("footnotes", notes),
    }
    file = tmp_path / "notes.docx"
    file.write_bytes(docx(paragraph("Recalling all,") + paragraph("1. Urges ICESCO to act."), parts))
    document = read_file(file)
    assert [p.text for p in document.provisions] == ["Recalling all,", "Urges ICESCO to act."]
    assert "[1] See the report." in [i.span.of(document.source) for i in document.layout if i.role == "footnote"]
    assert "HEADER" not in document.source
    assert "COMMENT" not in document.source


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (package({"xl/workbook.xml": "x"}), "an Excel workbook"),
        (package({"content.xml": "x"}), "OpenDocument"),
        (package({"readme": "x"}), "a ZIP file without a Word document"),
        (package({"word/document.xml": "x"})[:60], "damaged"),
        (docx(paragraph()), "holds no text"),
        (package({"word/document.xml": " " * (MAX_PART + 1)}), "ZIP bomb"),
        (docx("<w:p>"), "no well-formed XML"),
        (docx("<w:p>" * 300 + "</w:p>" * 300), "nested more than"),
        (docx("").replace(b"PK\x03\x04", b"PK\x03\x04", 1)[:-30], "damaged"),
        (b"\xd0\xcf\x11\xe0 old", "an old Word file"),
        (b"{\\rtf1 x}", "an RTF file"),
        (b"\x89PNG\r\n", "a picture"),
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<akomaNtoso>" + b"<a>" * 300 + b"</a>" * 300 + b"</akomaNtoso>", "nested more than"),
        (f"<?xml version='1.0'?>{ENTITIES}<akomaNtoso>&b;</akomaNtoso>".encode(), "declares entities"),
        (b"<?xml version='1.0'?><akomaNtoso>\n<p></akomaNtoso>", "line 2"),
        (b"<?xml version='1.0'?><feed/>", "its root element is feed"),
        (b"<html><body><script>x</script></body></html>", "holds no text"),
        (b'<html><meta charset="utf-9">x</html>', "utf-9"),
    ],
    ids=range(20),
)
def test_what_cannot_be_read_is_refused_with_a_cure(data: bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / "paper.bin"
    file.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_file(file)
    message = str(caught.value)
    assert message.startswith(str(file))
    assert words in message
    assert message.endswith(("?", "."))


def test_the_format_is_told_by_content_then_by_name() -> None:
    assert format_of(b"Recalling", "x.txt") == "text"
    assert format_of(b"Recalling", "x.docx") == "text"
    assert format_of(b"<p>Recalling", "x.HTML") == "html"
    assert format_of(b"\xef\xbb\xbf<!-- saved -->\n<!DOCTYPE html>", "x.txt") == "html"
    assert format_of("<html>".encode("utf-16"), "x") == "html"
    assert format_of(b"<?xml version='1.0'?><akomaNtoso>", "x.html") == "xml"
    assert format_of(docx(""), "x") == "docx"
    assert format_of(scan(), "x.doc") == "pdf"
    for data, kind in ((docx(""), "a Word or ZIP file"), (scan(), "a PDF file")):
        with pytest.raises(InputError, match=f"x.txt, line 1: this is {kind}, not plain text"):
            format_of(data, "x.txt")


def test_a_folder_or_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        read_bytes(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        read_bytes(tmp_path / "none.txt")


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_are_read(encoding: str, tmp_path: Path) -> None:
    source = (SAMPLES / "taalim.ar.txt").read_text(encoding="utf-8")
    file = tmp_path / "text.txt"
    file.write_bytes(source.encode(encoding))
    assert provisions(file) == provisions(SAMPLES / "taalim.ar.txt")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("يدعو الدول الأعضاء إلى العمل".encode("cp1256"), "line 1: .*Windows-1256.*save it with encoding UTF-8"),
        ("\nRappelant la résolution adoptée à Niamey".encode("cp1252"), "line 2: .*Windows-1252"),
        ("نص سليم من البداية إلى النهاية\n".encode() * 9 + b"caf\xe9", "line 10: .*two encodings are mixed"),
        ("Recalling the resolution".encode("utf-16-le"), "UTF-16 without a byte order mark"),
        (b"\xff\xfea", "breaks off"),
        (b"text\n\0\1\2", "line 2: this is binary data"),
        (b"x" * (4 * MAX_CHARACTERS + 1), "split it"),
    ],
)
def test_other_encodings_are_refused_with_how_to_save(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=re.compile(words, re.S)):
        decode(data, "text.txt")


# HTML


def test_html_blocks_lists_and_what_is_dropped() -> None:
    page = """<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body><nav>Menu</nav>
    <h1>RESOLUTION</h1><p>Recalling&nbsp;all &amp; <b>more</b>,</p><script>var x = "<p>no</p>";</script>
    <ol start="3"><li>Urges <i>one</i>.<li><p>Urges two:</p><ol type="a"><li>first;</li><li>second.</li></ol></li></ol>
    <ul><li>dash</ul><table><tr><td>1<td>Urges three.</table>struck <del>out</del><s>too</s> <ins>in</ins>
    <p hidden>hidden</p><p style="display:none">hidden<p>one<br>two</p><footer>foot</footer><!-- <p>comment</p> -->"""
    assert html.text_of(page.encode(), "x.html").replace("\u00a0", "_").split("\n") == [
        "RESOLUTION", "", "Recalling_all & more,", "", "3. Urges one.", "4. Urges two:", "", "a. first;", "b. second.",
        "", "- dash", "", "1\tUrges three.", "", "struck in", "",
    ]  # fmt: skip


def test_html_takes_the_main_part_and_the_declared_encoding() -> None:
    page = '<html><meta charset="windows-1256"><div>site</div><main><p>يدعو الدول</p></main><div>more</div></html>'
    assert html.text_of(page.encode("cp1256"), "x.html") == "يدعو الدول\n"


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<p ", '<a "', "<script>", "<ol><li>", "&amp", "<div hidden>", "</p>", "<td>"]
)
def test_hostile_html_ends_soon(piece: str) -> None:
    started = time.process_time()
    with contextlib.suppress(InputError):
        text_of(("<html>" + piece * 200_000 + "x").encode(), "x.html")
    assert time.process_time() - started < 10


# Akoma Ntoso

AKN = """<?xml version="1.0" encoding="UTF-8"?>
<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><statement name="resolution">
<meta><identification source="#us">
<FRBRExpression><FRBRlanguage language="eng"/></FRBRExpression></identification></meta>
<preface><p><docNumber>OIC/SMPL-1/2020/RES</docNumber></p><p><docTitle>ON <b>YOUTH</b></docTitle></p></preface>
<preamble><formula name="enactingFormula" eId="formula_1"><p>The Sample Conference,</p></formula>
<recitals><recital eId="rec_1"><p>Recalling
   all;</p></recital></recitals></preamble>
<mainBody><section eId="sec_1"><num>(A)</num><heading>Schools</heading>
<paragraph eId="para_7"><num>7.</num><content><p>Urges<authorialNote><p>note</p></authorialNote> to:</p>
<blockList><item><num>(a)</num><p>act;</p></item></blockList></content></paragraph></section></mainBody>
<conclusions><p>Done at Exampleville</p></conclusions></statement></akomaNtoso>"""


def test_akoma_ntoso_brings_its_structure() -> None:
    document = akn.read(AKN.encode(), "x.xml")
    assert (document.symbol, document.title, document.language) == ("OIC/SMPL-1/2020/RES", "ON YOUTH", "en")
    assert [(p.eid, p.kind, p.number, p.text, p.parent) for p in document.provisions] == [
        ("formula_1", "EnactingFormula", "", "The Sample Conference,", None),
        ("rec_1", "Recital", "", "Recalling all;", None),
        ("sec_1", "Section", "A", "Schools", None),
        ("para_7", "OperativeClause", "7", "Urges to: (a) act;", "sec_1"),
    ]
    roles = {item.role: item.span.of(document.source) for item in document.layout}
    assert roles["closing matter"] == "Done at Exampleville"
    assert roles["marker"] == "7. "


def test_akoma_ntoso_with_other_ids_gets_ours(tmp_path: Path) -> None:
    foreign = AKN.replace('eId="rec_1"', 'eId="recs__rec_1x Y"').replace('"eng"', '"xx"')
    document = akn.read(foreign.encode(), "x.xml")
    assert [p.eid for p in document.provisions] == ["formula_1", "rec_1", "sec_1", "para_7"]
    assert document.language == "en"
    bare = re.sub(r"</?(?:recitals?|paragraph|num|section|content|formula|heading)\b[^>]*>", "", AKN)
    file = tmp_path / "bare.xml"
    file.write_text(bare.replace("Urges", "</p><p>1. Urges"))
    assert [p.text for p in read_file(file).provisions][-2:] == ["Recalling all;", "Urges to: act;"]


# PDF


@pytest.mark.parametrize("drawn", ["reading", "left to right"])
@pytest.mark.parametrize("name", ["taalim.ar.txt", "bunud.ar.txt", "roman.en.txt", "famille.fr.txt"])
def test_pdf_is_read_however_it_is_drawn(name: str, drawn: str, tmp_path: Path) -> None:
    source = [line for line in (SAMPLES / name).read_text(encoding="utf-8").splitlines() if line.strip()]
    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf([source[:9], source[9:]], drawn))
    assert provisions(file) == provisions(SAMPLES / name)


def _long_text() -> list[str]:
    source = (SAMPLES / "safahat.ar.txt").read_text(encoding="utf-8")
    return [line.strip("\f") for line in source.split("\n") if line.strip()]


def _cipher(text: list[str]) -> dict[str, str]:
    letters = sorted({char for line in text for char in line if char.isalpha()})
    return dict(zip(letters, letters[7:] + letters[:7], strict=True))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: scan(2), "is a scan"),
        (lambda: pdf([[]]), "holds no text"),
        (lambda: pdf([_long_text()], letters={"ا": "\ue000", "ل": "\ufffd"}), "unreadable characters"),
        (lambda: pdf([_long_text()], letters=_cipher(_long_text())), "letters make no words"),
        (lambda: b"%PDF-1.7\nnothing", "damaged"),
    ],
)
def test_a_pdf_without_an_honest_text_layer_is_refused(make: Callable[[], bytes], words: str) -> None:
    with pytest.raises(InputError, match=words):
        text_of(make(), "paper.pdf")


def test_an_empty_page_beside_text_is_no_fault() -> None:
    assert lines(text_of(pdf([["Recalling all the resolutions,"], []]), "paper.pdf")) == [
        "Recalling all the resolutions,"
    ]


def test_letters_in_the_shape_of_print_are_read_as_letters() -> None:
    text = _long_text()
    shaped = pdf([text], letters={"ق": "\ufed7", "ه": "\ufeeb"})
    assert lines(text_of(shaped, "paper.pdf")) == [" ".join(line.split()) for line in text]


def test_a_picture_among_pages_of_text_is_told() -> None:
    mixed = scan(2).replace(
        b"q 595 0 0 842 0 0 cm /Im1 Do Q", b"BT /F1 8 Tf (\1\1\1\1\1\1\1\1\1\1\1) Tj ET".ljust(30), 1
    )
    with pytest.raises(InputError, match="page 2: a picture without text"):
        text_of(mixed, "paper.pdf")


# Limits


@pytest.mark.parametrize(
    "make",
    [
        lambda: "إذ يستذكر القرارات ".encode() * 3_000_000,
        lambda: b"Recalling all;\n" * 3_500_000,
        lambda: b"1. Urges x.\n" * (MAX_LINES + 1),
    ],
)  # fmt: skip
def test_far_too_much_text_is_refused_soon(make: Callable[[], bytes], tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    file.write_bytes(make())
    started = time.process_time()
    with pytest.raises(InputError, match="more than any collection of resolutions"):
        read_file(file)
    assert time.process_time() - started < 10


@pytest.mark.parametrize("piece", ["إذ يستذكر ", "1. ", "Recalling all; ", "(a) ", "\u200f", "ـ", "ال", "يقرر: "])
def test_an_endless_line_ends_soon(piece: str, tmp_path: Path) -> None:
    file = tmp_path / "line.txt"
    start = "Recalling all;\n1. Urges " if piece.isascii() else "إذ يستذكر القرارات؛\n1- يدعو "
    file.write_text(start + piece * ((MAX_CHARACTERS - 100) // len(piece)), encoding="utf-8")
    started = time.process_time()
    assert read_file(file).provisions
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "piece", ["1.\n", "1. Urges x.\n", "ANNEX\n", "[1] n\n", "Done at x.\n", "(a) x\n", "The Council:\n\n"]
)
def test_endless_lines_end_soon(piece: str, tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    count = min(MAX_LINES - 10, MAX_CHARACTERS // len(piece) - 10) // piece.count("\n")
    file.write_text("Recalling all;\n1. Urges x.\n" + piece * count, encoding="utf-8")
    started = time.process_time()
    assert read_file(file).provisions
    assert time.process_time() - started < 10


def test_a_file_too_large_is_not_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "huge.pdf"
    with file.open("wb") as out:
        out.truncate(MAX_BYTES + 10)
    with pytest.raises(InputError, match="more than 100 MiB"):
        read_bytes(file)


# Properties


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["x.txt", "x.html", "x.xml", "x.docx", "x.pdf"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    assert _read_or_refused(data, name)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.binary(max_size=40), st.integers(0, 4000))
def test_a_damaged_word_file_is_read_or_refused(noise: bytes, place: int) -> None:
    body = paragraph("Recalling all,") + numbered("Urges one.")
    data = bytearray(docx(body, {"word/numbering.xml": numbering([("decimal", "%1.")])}))
    start = place % len(data)
    data[start : start + len(noise)] = noise
    assert _read_or_refused(bytes(data), "x.docx")


def _read_or_refused(data: bytes, name: str) -> bool:
    try:
        return isinstance(text_of(data, name), str)
    except InputError as error:
        return str(error).startswith(name)


_WORDS = st.text(st.characters(categories=["Ll", "Lo"], max_codepoint=0x6FF), min_size=1, max_size=8)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.lists(st.lists(_WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=6))
def test_words_survive_word_and_html(source: list[str]) -> None:
    assert lines(text_of(docx("".join(map(paragraph, source))), "x.docx")) == source
    assert lines(html.text_of("".join(f"<p>{line}" for line in source).encode(), "x.html")) == source


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    st.integers(-5, 5000),
    st.sampled_from(["decimal", "lowerLetter", "upperRoman", "arabicAbjad", "arabicAlpha", "odd"]),
)
def test_numerals_always_print_something(value: int, form: str) -> None:
    assert numeral(value, form).strip()
