"""The Add view and the trial behind it: every kind of file, bad ones too, and nothing that stays behind."""

from __future__ import annotations

import html
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import papers
import pytest
from screen import shown, words
from streamlit.testing.v1 import AppTest

from oic_mandates.explorer.language import NAMES, Language, text
from oic_mandates.graph import console, folder, near, outline, trial
from oic_mandates.graph.reader import annotate_file
from oic_mandates.graph.text.limits import MAX_BYTES
from oic_mandates.graph.vocab import Vocabulary

Open = Callable[..., AppTest]
LANGUAGES = tuple(NAMES)
SAMPLES = Path(__file__).parent / "samples"
YOUTH = SAMPLES / "youth.en.txt"
GIVEN = {"body": "actor/cfm", "meeting": "meeting/cfm-49"}
LINES = [line for line in YOUTH.read_text(encoding="utf-8").splitlines() if line.strip()]
SLUG = "mcsd-2-2023-final-res"
AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"


def bomb() -> bytes:
    """A Word file whose text is thousands of times larger than the file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", "<w:document>" + " " * 60_000_000)
    return out.getvalue()


def entities() -> bytes:
    """XML whose entities would grow without end."""
    told = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(10))
    return f'<?xml version="1.0"?><!DOCTYPE a [{told}]><akomaNtoso xmlns="{AKN}">&e9;</akomaNtoso>'.encode()


GOOD = {
    "youth.txt": YOUTH.read_bytes(),
    "youth.docx": papers.docx("".join(papers.paragraph(line) for line in LINES)),
    "youth.pdf": papers.pdf([[line[i : i + 95] for line in LINES for i in range(0, len(line), 95)]]),
    "youth.html": (
        "<html><body>" + "".join(f"<p>{html.escape(line)}</p>" for line in LINES) + "</body></html>"
    ).encode(),
    "famille.txt": (SAMPLES / "famille.fr.txt").read_bytes(),
    "dibaja.txt": (SAMPLES / "dibaja.ar.txt").read_bytes(),
}
BAD = {
    "empty.txt": (b"", "the file is empty"),
    "bomb.docx": (bomb(), ""),
    "bomb.xml": (entities(), ""),
    "scan.pdf": (papers.scan(), "scan"),
    "really-a-pdf.txt": (GOOD["youth.pdf"], "give it the ending .pdf"),
    "picture.docx": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a picture"),
    "shopping.txt": (b"Milk, bread and a dozen eggs", "is this a resolution?"),
    "huge.txt": (b"word " * (50 * 2**20 // 5), "more than any collection"),
    "cut.docx": (GOOD["youth.docx"][:300], ""),
}


def uploaded(app: AppTest, name: str, content: bytes) -> AppTest:
    return app.file_uploader[0].set_value((name, content, "application/octet-stream")).run()


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made, so that a test can see that none stays."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_what_it_takes_and_that_nothing_is_kept(opened: Open, lang: Language) -> None:
    app = opened("add", lang)
    assert not app.exception
    assert not app.error
    page = words(app)
    assert text("add.private", lang) in page
    assert ".docx" in page
    assert str(MAX_BYTES // 2**20) in page
    assert f'href="add?lang={lang}&amp;sample={SLUG}"' in shown(app)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", GOOD)
def test_each_kind_of_file_is_read(opened: Open, scratch: Path, name: str, lang: Language) -> None:
    if lang != "en" and name not in ("youth.txt", "dibaja.txt"):
        lang = "en"
    app = uploaded(opened("add", lang), name, GOOD[name])
    assert not app.exception
    assert not app.error
    assert text("add.result", lang) in [header.value for header in app.subheader]
    assert [tab.label for tab in app.tabs] == [
        text(f"add.tab.{part}", lang) for part in ("doubts", "structure", "acts", "names", "checks")
    ]
    assert text("add.by-rule", lang) in words(app)
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_a_sentence(opened: Open, scratch: Path, name: str, lang: Language) -> None:
    if lang != "ar" and name != "empty.txt":
        lang = "ar"
    content, sentence = BAD[name]
    app = uploaded(opened("add", lang), name, content)
    assert not app.exception
    assert [error.value for error in app.error] == [text("add.error.refused", lang)]
    page = words(app)
    assert sentence in page
    assert f"{name}" in page
    assert str(scratch) not in page
    assert text("add.error.do", lang) in page
    assert list(scratch.iterdir()) == []


def test_what_the_text_does_not_tell_is_asked_for_and_then_the_graph_is_there(opened: Open) -> None:
    app = uploaded(opened("add", "fr"), "youth.txt", YOUTH.read_bytes())
    assert app.info[0].value == text("add.missing.body", "fr")
    again = uploaded(opened("add", "fr", **GIVEN), "youth.txt", YOUTH.read_bytes())
    assert again.success[0].value == text("add.conforms", "fr")
    assert [button.proto.label for button in again.get("download_button")] == [
        text(f"add.download.{suffix}", "fr") for suffix in ("json", "ttl", "nq")
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({**GIVEN, "date": "yesterday"}, "is no date"),
        ({**GIVEN, "meeting": "../../x"}, "names no meeting"),
        ({**GIVEN, "symbol": "؟؟"}, "is no symbol"),
        ({**GIVEN, "body": "actor/nobody"}, "is in no vocabulary"),
    ],
)
def test_what_cannot_be_is_told_and_the_reading_is_shown_all_the_same(given: dict[str, str], sentence: str) -> None:
    made = trial.run("youth.txt", YOUTH.read_bytes(), given)
    assert sentence in made.report["problem"]
    assert set(made.files) == {"json"}


def test_the_files_are_those_of_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OIC_MANDATES_HOME", str(tmp_path / "home"))
    steps: list[str] = []
    made = trial.run("youth.txt", YOUTH.read_bytes(), GIVEN, steps.append)
    assert tuple(steps) == trial.STEPS
    assert json.loads(made.files["json"]) == outline.annotated_outline(annotate_file(YOUTH))
    console.add(YOUTH, tmp_path / "corpus", GIVEN)
    console.build(tmp_path / "corpus", tmp_path / "out", validate=False)
    slug = made.report["facts"]["slug"]
    assert (tmp_path / "out" / f"{slug}.ttl").read_bytes() == made.files["ttl"]
    graph = f"/graph/{slug}> .".encode()
    lines = (tmp_path / "out" / "oic-mandates.nq").read_bytes().split(b"\n")
    assert sorted(line for line in lines if line.endswith(graph)) == made.files["nq"].rstrip(b"\n").split(b"\n")


def test_the_corpus_goes_through_the_same_door(opened: Open) -> None:
    before = sorted(path.name for path in folder.corpus_root().rglob("*"))
    app = opened("add", "ar", sample=SLUG)
    assert not app.exception
    page = words(app)
    for key, count in (("add.count.Recital", 24), ("add.count.OperativeClause", 137), ("add.count.Section", 6)):
        assert f"{text(key, 'ar')}{count}" in page
    assert app.success[0].value == text("add.conforms", "ar")
    assert text("add.doubt.no-act", "ar") in page
    assert text("add.new", "ar") in page
    assert sorted(path.name for path in folder.corpus_root().rglob("*")) == before


def test_a_sample_that_is_not_there_is_said(opened: Open) -> None:
    assert "nothing-here" in opened("add", "en", sample="nothing-here").warning[0].value


def test_what_is_no_resolution_although_it_has_parts_is_doubted(opened: Open) -> None:
    licence = (Path(__file__).parent.parent / "LICENSE").read_bytes()
    app = uploaded(opened("add", "en"), "licence.txt", licence)
    assert text("add.unlikely", "en") in [warning.value for warning in app.warning]


def test_a_misprinted_name_is_a_near_miss_and_a_known_one_is_none(tmp_path: Path, vocabulary: Vocabulary) -> None:
    printed = "Statistical, Economic and Social Reserch and Trainning Centre for Islamic Countries"
    source = YOUTH.read_text(encoding="utf-8")
    whole = "Statistical, Economic and Social Research and Training Centre for Islamic Countries"
    assert whole in source
    file = tmp_path / "youth.txt"
    file.write_text(source.replace(f"the {whole} (SESRIC)", f"the {printed}"), encoding="utf-8")
    annotated = annotate_file(file)
    (miss,) = near.misses(annotated, vocabulary)
    assert miss.span.of(annotated.document.provision(miss.eid).text) == printed
    assert (miss.path, miss.name) == ("actor/sesric", whole)
    assert list(near.misses(annotate_file(YOUTH), vocabulary)) == []


def test_a_trial_that_takes_too_long_is_ended(scratch: Path) -> None:
    with pytest.raises(trial.TrialError, match="was ended") as told:
        trial.run("youth.txt", YOUTH.read_bytes(), {}, seconds=0.01)
    assert told.value.reason == "late"
    assert list(scratch.iterdir()) == []


def test_a_trial_that_its_reader_leaves_is_ended(scratch: Path) -> None:
    class GoneError(Exception):
        pass

    def leave(step: str) -> None:
        raise GoneError

    with pytest.raises(GoneError):
        trial.run("youth.txt", YOUTH.read_bytes(), {}, leave)
    assert list(scratch.iterdir()) == []


def test_a_file_beyond_the_limit_is_not_read() -> None:
    with pytest.raises(trial.TrialError) as told:
        trial.run("big.txt", b"x" * (MAX_BYTES + 1), {})
    assert told.value.reason == "large"


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "C:\\x\\y.txt", "a\0b.txt", "x" * 400 + ".txt", "قرار.txt"])
def test_a_strange_name_does_no_harm(name: str, scratch: Path) -> None:
    with pytest.raises(trial.TrialError) as told:
        trial.run(name, b"", {})
    assert "the file is empty" in str(told.value)
    assert list(scratch.iterdir()) == []
