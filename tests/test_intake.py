"""A new document taken into a corpus: proposed, built, doubted; or told, and nothing changed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from oic_mandates.graph import console, folder, intake
from oic_mandates.graph.model import InputError
from oic_mandates.graph.reader import read_file
from oic_mandates.graph.store import EmbeddedStore
from oic_mandates.graph.vocab import Vocabulary

SAMPLES = Path(__file__).parent / "samples"
GIVEN = {"body": "actor/cfm", "meeting": "meeting/cfm-49"}


def test_the_real_resolution_proposes_its_own_facts(vocabulary: Vocabulary, resolution: folder.Folder) -> None:
    file = resolution.path / resolution.facts["source"]["file"]
    proposal = intake.propose(read_file(file), vocabulary, {})
    for key in ("symbol", "slug", "language", "body", "meeting", "place", "akn"):
        assert proposal.facts[key] == resolution.facts[key], key
    assert proposal.facts["date"] == resolution.facts["date"].isoformat()
    assert proposal.facts["title"] == resolution.facts["title"]["ar"]


def test_a_document_is_taken_in_and_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OIC_MANDATES_HOME", str(tmp_path / "home"))
    corpus = tmp_path / "corpus"
    console.add(SAMPLES / "youth.en.txt", corpus, GIVEN)
    made = corpus / "smpl-1-2020-res-final"
    facts = tomllib.loads((made / "document.toml").read_text(encoding="utf-8"))
    assert (facts["body"], facts["meeting"], facts["date"].isoformat()) == ("actor/cfm", "meeting/cfm-49", "2020-03-13")
    assert sorted(p.name for p in made.iterdir()) == [
        "corrections.tsv", "document.toml", "review.tsv", "smpl-1-2020-res-final.en.txt",
    ]  # fmt: skip
    assert (made / "smpl-1-2020-res-final.en.txt").read_bytes() == (SAMPLES / "youth.en.txt").read_bytes()
    store = EmbeddedStore.on_disk(tmp_path / "home")
    assert any(iri.endswith("/graph/smpl-1-2020-res-final") for iri in store.graphs())


def test_what_is_doubtful_is_listed(vocabulary: Vocabulary) -> None:
    proposal = intake.propose(read_file(SAMPLES / "youth.en.txt"), vocabulary, GIVEN)
    found = list(intake.doubts(proposal.document))
    assert any("meeting/cfm-51" in doubt for doubt in found)


@pytest.mark.parametrize(
    ("given", "message"),
    [({}, "does not tell its body; give it with --body"), ({**GIVEN, "body": "actor/nobody"}, "is in no vocabulary")],
)
def test_what_is_missing_is_told_and_the_corpus_stays(
    given: dict[str, str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OIC_MANDATES_HOME", str(tmp_path / "home"))
    with pytest.raises(InputError, match=message):
        console.add(SAMPLES / "youth.en.txt", tmp_path / "corpus", given)
    assert not (tmp_path / "corpus").exists()


def test_a_document_that_is_there_is_not_overwritten(tmp_path: Path, vocabulary: Vocabulary) -> None:
    proposal = intake.propose(read_file(SAMPLES / "youth.en.txt"), vocabulary, GIVEN)
    made = intake.take_in(proposal, Path("youth.en.txt"), tmp_path)
    before = {p.name: p.read_bytes() for p in made.iterdir()}
    with pytest.raises(InputError, match="has this document already"):
        intake.take_in(proposal, Path("youth.en.txt"), tmp_path)
    assert {p.name: p.read_bytes() for p in made.iterdir()} == before


def test_a_failed_build_takes_the_document_out_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OIC_MANDATES_HOME", str(tmp_path / "home"))

    def fail(*_: object, **__: object) -> None:
        raise InputError("the graph does not conform.")

    monkeypatch.setattr(console, "build", fail)
    with pytest.raises(InputError, match="does not conform"):
        console.add(SAMPLES / "youth.en.txt", tmp_path / "corpus", GIVEN)
    assert list((tmp_path / "corpus").iterdir()) == []
