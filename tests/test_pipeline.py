"""From folder to store: whole, the same each time, and nothing lost where the input is bad."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from oic_mandates.graph import export, folder, pipeline, swap
from oic_mandates.graph.model import InputError
from oic_mandates.graph.store import EmbeddedStore
from oic_mandates.graph.vocab import parse_turtle
from oic_mandates.queries.library import library

SLUG = "mcsd-2-2023-final-res"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of one's own, free to be spoilt."""
    root = tmp_path / "corpus"
    shutil.copytree(folder.corpus_root(), root)
    return root


def counts(store: EmbeddedStore) -> dict[str, int]:
    found = store.select(library()["counts"].text).records()
    return {str(row["class"]).rpartition("#")[2]: int(str(row["count"])) for row in found}


def test_the_graph_holds_the_whole_resolution(graph_store: EmbeddedStore) -> None:
    found = counts(graph_store)
    parts = ("Resolution", "EnactingFormula", "Recital", "Section", "OperativeClause")
    assert [found[name] for name in parts] == [1, 1, 24, 6, 137]
    assert found["Mandate"] < found["SpeechAct"] < found["Mention"]


def test_the_named_graphs_are_those_of_the_contract(graph_store: EmbeddedStore) -> None:
    names = {iri.partition("/graph/")[2] for iri in graph_store.graphs()}
    vocabularies = {"actors", "events", "groups", "instruments", "kinds", "meetings", "places", "programmes", "roles",
                    "themes", "verbs"}  # fmt: skip
    assert names == {f"vocab/{name}" for name in vocabularies} | {
        SLUG, "ontology", "alignments", "dataset", "provenance", "queries"
    }  # fmt: skip


def test_two_builds_are_the_same_byte_for_byte(built_home: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert pipeline.build_corpus(folder.corpus_root(), again, validate=False).store
    one = export.export(pipeline.built_parts(built_home), tmp_path / "one")
    two = export.export(pipeline.built_parts(again), tmp_path / "two")
    assert [p.name for p in one] == [p.name for p in two]
    assert len(one) == 19
    for first, second in zip(one, two, strict=True):
        assert first.read_bytes() == second.read_bytes(), first.name


def test_the_files_hold_the_same_statements_in_every_format(built_home: Path, tmp_path: Path) -> None:
    files = export.export(pipeline.built_parts(built_home), tmp_path)
    quads, trig, *turtles = files
    expected = set(ox.parse(path=str(quads), format=ox.RdfFormat.N_QUADS))
    assert set(ox.parse(path=str(trig), format=ox.RdfFormat.TRIG)) == expected
    triples = {quad.triple for quad in expected}
    assert {t.triple for file in turtles for t in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)} == triples


def test_there_is_no_blank_node(built_home: Path) -> None:
    for part in pipeline.built_parts(built_home):
        assert "_:" not in {line[:2] for line in part.read_text(encoding="utf-8").splitlines()}


def test_a_second_build_keeps_what_did_not_change(corpus: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = pipeline.build_corpus(corpus, home, validate=False)
    second = pipeline.build_corpus(corpus, home, validate=False)
    assert (first.built, first.kept) == ([SLUG], [])
    assert (second.built, second.kept) == ([], [SLUG])
    assert first.store == second.store
    corrections = corpus / SLUG / "corrections.tsv"
    corrections.write_text(corrections.read_text(encoding="utf-8").replace("يستذكر", "يستحضر"), encoding="utf-8")
    third = pipeline.build_corpus(corpus, home, validate=False)
    assert third.built == [SLUG]
    assert third.store != first.store


def spoil_source(text: str | bytes) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        file = path / "OIC-MCSD-2-2023-FINAL-RES.ar.txt"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        facts = path / "document.toml"
        kept = [line for line in facts.read_text(encoding="utf-8").splitlines() if not line.startswith("sha256")]
        facts.write_text("\n".join(kept), encoding="utf-8")

    return spoil


def append(name: str, text: str) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        with (path / name).open("a", encoding="utf-8") as stream:
            stream.write(text)

    return spoil


def replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        file = path / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return spoil


BAD = {
    "no source": (lambda path: (path / "OIC-MCSD-2-2023-FINAL-RES.ar.txt").unlink(), "is not in the folder"),
    "empty source": (spoil_source(""), "the file is empty"),
    "a PDF renamed": (spoil_source(b"%PDF-1.7 ..."), "line 1: this is a PDF file"),
    "latin-1": (spoil_source("abc\nrésolution".encode("latin-1")), "line 2: byte 0xe9 is not UTF-8"),
    "no clause": (spoil_source("مقال عن الأسرة\nلا قرار فيه"), "no recital and no operative clause found"),
    "changed source": (append("OIC-MCSD-2-2023-FINAL-RES.ar.txt", "x"), "the text is not the one"),
    "words not in the text": (append("corrections.tsv", "para_9\tكلام آخر\tغيره\tx\ty\n"), "stand 0 times in para_9"),
    "words twice in the text": (append("corrections.tsv", "para_1\tخاصة\tخصوصا\tx\ty\n"), "stand 2 times in para_1"),
    "unknown provision": (append("corrections.tsv", "para_900\tx\ty\tx\ty\n"), "no provision 'para_900'"),
    "cells missing": (append("corrections.tsv", "para_9\tx\n"), "2 cells where 5 belong"),
    "wrong headings": (replace("corrections.tsv", "printed", "print"), "line 1: the headings must be"),
    "bad TOML": (append("document.toml", "\n= 3"), "this is not valid TOML"),
    "missing key": (replace("document.toml", "symbol =", "symbole ="), "the line 'symbol' is missing"),
    "bad slug": (replace("document.toml", f'slug = "{SLUG}"', 'slug = "../x"'), "must be lower-case"),
    "unknown body": (replace("document.toml", "actor/mcsd", "actor/nobody"), "is in no vocabulary"),
    "unknown language": (replace("document.toml", 'language = "ar"', 'language = "xx"'), "must be one of"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_told_and_nothing_is_lost(case: str, corpus: Path, built_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    spoil, message = BAD[case]
    spoil(corpus / SLUG)
    with pytest.raises(InputError, match=message) as caught:
        pipeline.build_corpus(corpus, home)
    assert str(corpus) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert counts(EmbeddedStore.on_disk(home))["OperativeClause"] == 137


def test_an_empty_corpus_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder in it has a document"):
        pipeline.build_corpus(tmp_path, tmp_path / "home")


def test_two_folders_cannot_have_one_slug(corpus: Path, tmp_path: Path) -> None:
    shutil.copytree(corpus / SLUG, corpus / "copy")
    with pytest.raises(InputError, match="give it another"):
        pipeline.build_corpus(corpus, tmp_path / "home", validate=False)


def test_a_vocabulary_with_a_fault_is_told_with_its_line() -> None:
    with pytest.raises(InputError, match=r"ontology/vocab/actors.ttl, line 3: the Turtle cannot be read"):
        parse_turtle(b"@prefix a: <b:> .\na:x a:y a:z .\na:x a:y .\n", "ontology/vocab/actors.ttl")
    with pytest.raises(InputError, match=r"line 2: the file is not UTF-8"):
        parse_turtle(b"# ok\n\xff", "x.ttl")


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_or_an_interruption_leaves_the_old_store(
    fault: BaseException, built_home: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    replace("corrections.tsv", "يستذكر", "يستحضر")(corpus / SLUG)

    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(swap, "_fill", fail)
    with pytest.raises((InputError, KeyboardInterrupt)) as caught:
        pipeline.build_corpus(corpus, home, validate=False)
    if caught.type is InputError:
        assert "disk" in str(caught.value)
    assert counts(EmbeddedStore.on_disk(home))["OperativeClause"] == 137
    assert [finding for finding in pipeline.validate_built(home) if finding.severity == "violation"] == []


def test_a_graph_that_does_not_conform_is_not_stored(corpus: Path, built_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    before = swap.current_store(home)
    replace("document.toml", 'akn = "/akn/', 'akn = "akn ')(corpus / SLUG)
    result = pipeline.build_corpus(corpus, home)
    assert not result.valid
    assert result.store is None
    assert swap.current_store(home) == before
